"""The FRED key: where it is found and kept, and that nothing ever shows it."""

import logging
import pickle
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from clock import paced
from fred_world import fred
from rotationxl.errors import BadArgumentError, KeyringError, RotationError, SourceError
from rotationxl.live.fred import Fred
from rotationxl.live.keys import VARIABLE, Secret, find_key, forget_key, place, set_key
from stubs import Fault, Plan, Stubs
from stubs.fred import KEY, observed, refusal

Planned = Callable[[Stubs], Plan]


class Keyring(ModuleType):
    """What the keyring package offers, for one process."""

    def __init__(self, *, broken: bool = False) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = broken

    def _check(self, text: str = "") -> None:
        if self.broken:
            raise RuntimeError(f"locked: {text}")

    def get_password(self, service: str, name: str) -> str | None:
        self._check()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, text: str) -> None:
        self._check(text)
        self.kept[service, name] = text

    def delete_password(self, service: str, name: str) -> None:
        self._check()
        del self.kept[service, name]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    fake = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.delenv(VARIABLE, raising=False)
    return fake


def found() -> str | None:
    key = find_key()
    return key.reveal() if key else None


def test_a_key_is_kept_found_and_forgotten(keyring: Keyring) -> None:
    assert found() is None
    set_key(f" {KEY}\n")
    assert found() == KEY
    assert forget_key()
    assert found() is None
    assert not forget_key()


def test_the_environment_comes_first(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    set_key(KEY)
    monkeypatch.setenv(VARIABLE, f"{KEY[::-1]} ")
    assert found() == KEY[::-1]
    monkeypatch.setenv(VARIABLE, " ")
    assert found() == KEY


@pytest.mark.parametrize("text", ["", KEY[:-1], KEY.upper(), f"{KEY}0", KEY[:-1] + "é"])
def test_what_is_no_key_is_not_kept(keyring: Keyring, text: str) -> None:
    with pytest.raises(BadArgumentError, match="32 lower-case") as caught:
        set_key(text)
    assert not text or text not in str(caught.value)
    assert not keyring.kept


def test_without_a_keyring_the_environment_is_left(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    for broken in (Keyring(broken=True), None):
        monkeypatch.setitem(sys.modules, "keyring", broken)
        assert found() is None
        assert not forget_key()
        with pytest.raises(KeyringError, match=f"et {VARIABLE} instead") as caught:
            set_key(KEY)
        # The caller's own line names the key here; what the error itself holds must not.
        assert caught.value.__context__ is None
        assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" ", "none was given."),
        ("a", "this has 1 character."),
        (KEY[1:], "this has 31 characters."),
        (KEY[1:] + "A", "this has others among them."),
    ],
)
def test_what_is_wrong_with_a_key_is_told(text: str, fault: str, keyring: Keyring) -> None:
    with pytest.raises(BadArgumentError, match=f"lower-case letters and digits; {fault}"):
        set_key(text)
    assert not keyring.kept


def test_a_package_that_is_lacking_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(KeyringError, match="pip install keyring, or set FRED_API"):
        set_key(KEY)


def test_a_variable_that_can_be_no_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "S3cret")
    assert place() == "set in FRED_API_KEY, but it is not 32 lower-case letters and digits"
    monkeypatch.setenv(VARIABLE, KEY)
    assert place() == "set in FRED_API_KEY"


def shows(fault: Fault) -> Planned:
    return lambda stub: stub.faults.add("*", None, fault, seconds=9)


def says(status: int, body: str, **headers: str) -> Planned:
    return lambda stub: stub.faults.answer("*", None, status, body.encode(), times=None, **headers)


FAULTS: dict[str, Planned] = {
    "bad key": says(400, refusal(f"The value {KEY} for api_key is not registered.").decode()),
    "echo": says(400, refusal(f"Bad file for /series?api_key={KEY}&x=1").decode()),
    "unknown": says(400, refusal(f"The series does not exist. {KEY}").decode()),
    "429": says(429, KEY, Retry_After=KEY),
    "500": says(500, KEY),
    "502 HTML": says(502, f"<html>{KEY}</html>"),
    "page": says(200, f"<html>/series?api_key={KEY}</html>"),
    "redirect": says(302, "", Location=f"http://127.0.0.1:9/?{KEY}"),
    "timeout": shows(Fault.TIMEOUT_BEFORE),
    "timeout in body": shows(Fault.TIMEOUT_DURING),
    "drip": shows(Fault.DRIP),
    "reset": shows(Fault.RESET),
    "truncated": says(200, f'{{"observations": "{KEY}'),
    "no list": says(200, f'{{"observations": "{KEY}"}}'),
    # Says the address that it was asked for, key and all.
    "no http": shows(Fault.NOT_HTTP),
}


def everything(problem: BaseException) -> str:
    """Return all that a report of an error could show, the variables of its frames included."""
    told = traceback.TracebackException.from_exception(problem, capture_locals=True)
    for frame in told.stack:
        # This test's own frames hold the key by design.
        if "rotationxl" not in frame.filename:
            frame.locals = {}
    chain = [problem.__context__, problem.__cause__, problem.args, vars(problem)]
    return "".join(told.format()) + repr(chain) + str(problem) + repr(problem)


@pytest.mark.parametrize("name", FAULTS)
def test_no_error_and_no_log_shows_the_key(
    fred_stub: Stubs,
    name: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    FAULTS[name](fred_stub)
    caplog.set_level(logging.DEBUG)
    asking = fred(fred_stub, paced(backoff=0.01, patience=0.3))
    with pytest.raises(SourceError) as caught:
        asking.vintages("DGS10")
    assert fred_stub.requests()[0].query["api_key"] == KEY
    said = capfd.readouterr()
    shown = everything(caught.value) + caplog.text + said.out + said.err
    assert KEY not in shown
    assert KEY[:16] not in shown


def test_a_value_that_repeats_the_key_is_shown_without_it(fred_stub: Stubs) -> None:
    body = observed([("2024-07-03", f"key {KEY}")])
    fred_stub.faults.answer("observations", None, 200, body)
    with pytest.raises(RotationError) as caught:
        fred(fred_stub).observations("DGS10")
    assert KEY not in str(caught.value)


def test_objects_and_files_do_not_hold_the_key_in_the_open(
    fred_stub: Stubs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROTATIONXL_HOME", str(tmp_path))
    key = Secret(KEY)
    asking = Fred(key, fred_stub.fred_root, paced())
    columns = asking.vintages("PAYEMS")
    held = [key, vars(asking), vars(asking.client), asking, asking.client, columns]
    assert KEY not in repr(held) + str(held)
    assert not list(tmp_path.rglob("*"))
    with pytest.raises(TypeError, match="never stored"):
        pickle.dumps(asking)


def test_both_forms_of_an_odd_key_are_taken_out_of_an_answer() -> None:
    assert Secret("a b").redact(b"<a b> <a+b>") == b"<(hidden)> <(hidden)>"
