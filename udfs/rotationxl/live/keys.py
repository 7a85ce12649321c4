"""The user's FRED key: from FRED_API_KEY, else the system's keyring; never shown anywhere."""

import os
import re
from importlib import import_module
from types import ModuleType
from typing import NoReturn
from urllib.parse import quote_plus

from rotationxl.errors import BadArgumentError, KeyringError

VARIABLE = "FRED_API_KEY"
GET_ONE = "A key is free: https://fred.stlouisfed.org/docs/api/api_key.html"
LOOK_UP = "See the id at fred.stlouisfed.org."
_SERVICE, _ENTRY = "rotationxl", "fred-key"
_LENGTH = 32
_FORM = re.compile(rf"[0-9a-z]{{{_LENGTH}}}")
_FORM_IN_WORDS = f"{_LENGTH} lower-case letters and digits"
_HIDDEN = "(hidden)"


class Secret:
    """A key that prints as nothing and cannot be stored; only a request's URL reveals it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return f"<FRED key {_HIDDEN}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never stored or sent to another process")

    def reveal(self) -> str:
        return self._text

    def redact(self, body: bytes) -> bytes:
        """Return what a server said without the key: some repeat what they were asked."""
        for form in {self._text, quote_plus(self._text)}:
            body = body.replace(form.encode(), _HIDDEN.encode())
        return body


def find_key() -> Secret | None:
    """Return the user's key, None where there is none."""
    text = os.environ.get(VARIABLE, "").strip() or _stored()
    return Secret(text) if text else None


def place() -> str:
    """Return in words where the user's key is, never the key."""
    if text := os.environ.get(VARIABLE, "").strip():
        doubt = "" if _FORM.fullmatch(text) else f", but it is not {_FORM_IN_WORDS}"
        return f"set in {VARIABLE}{doubt}"
    return "kept in the system keyring" if _stored() else "none: yields still come, vintages do not"


def set_key(text: str) -> None:
    """Keep a key in the system's keyring."""
    text = text.strip()
    if not _FORM.fullmatch(text):
        raise BadArgumentError(
            f"fred-key: a FRED key is {_FORM_IN_WORDS}; {_fault(text)}. {GET_ONE}"
        )
    keyring = _keyring()
    if keyring is None:
        raise KeyringError(
            "fred-key: the package keyring is not installed. Run pip install keyring, or set "
            f"{VARIABLE} instead."
        )
    failed = False
    try:
        keyring.set_password(_SERVICE, _ENTRY, text)
    except Exception:  # noqa: BLE001 (each backend has errors of its own)
        failed = True
    # Raised here, not above: a backend's error could hold the key.
    if failed:
        raise KeyringError(
            f"fred-key: there is no system keyring that could keep it. Set {VARIABLE} instead."
        )


def _fault(text: str) -> str:
    """Return what is wrong with a key, never the key."""
    if not text:
        return "none was given"
    if len(text) != _LENGTH:
        return f"this has {len(text)} character{'s' * (len(text) != 1)}"
    return "this has others among them"


def forget_key() -> bool:
    """Delete the key from the system's keyring; tell whether there was one."""
    keyring = _keyring()
    if keyring is None or not _stored():
        return False
    failed = False
    try:
        keyring.delete_password(_SERVICE, _ENTRY)
    except Exception:  # noqa: BLE001 (each backend has errors of its own)
        failed = True
    if failed:
        raise KeyringError("fred-key: the system keyring did not delete it. Delete it there.")
    return True


def _stored() -> str:
    keyring = _keyring()
    if keyring is None:
        return ""
    try:
        return (keyring.get_password(_SERVICE, _ENTRY) or "").strip()
    except Exception:  # noqa: BLE001 (no backend, or one that stays locked: no key)
        return ""


def _keyring() -> ModuleType | None:
    try:
        return import_module("keyring")
    except ImportError:
        return None
