"""Every error that a user can cause or has to know about; `cell` is what a sheet shows."""

from collections.abc import Iterable, Sequence
from typing import Self

_MOST_NAMES = 24  # in a message: all names of a sector, not all tickers


def in_words(error: Exception) -> str:
    """Return what a cell or a message says of an error, ours or one that should not happen."""
    if isinstance(error, RotationError):
        return str(error)
    return (
        f"rotationxl could not compute this ({type(error).__name__}: {error}). If it lasts, update "
        "rotationxl."
    )


def listed(names: Sequence[str]) -> str:
    """Return names as a message lists them: A, A and B, or A, B and C."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


class RotationError(Exception):
    """Root of all errors of this package."""

    cell: str = "#VALUE!"


class BadArgumentError(RotationError, ValueError):
    """An argument cannot be what the function needs; the message starts with its name."""

    @classmethod
    def among(cls, argument: str, given: object, kind: str, known: Iterable[str]) -> Self:
        """Return the error for a name that is not one of `known`, offering the near miss."""
        from difflib import get_close_matches

        known = list(known)
        by_key = {name.upper(): name for name in known}
        near = get_close_matches(str(given).upper(), by_key, n=1)
        more = ", ..." if len(known) > _MOST_NAMES else ""
        names = ", ".join(known[:_MOST_NAMES])
        hint = f"Did you mean {by_key[near[0]]}?" if near else f"Known: {names}{more}."
        return cls(f"{argument}: {given!r} is not {kind}. {hint}")


class ErrorCellError(RotationError):
    """An argument is itself an error, of a cell or of a part of the formula; it is passed on."""

    def __init__(self, argument: str, code: str) -> None:
        super().__init__(
            f"{argument}: this is the error {code}. Mend the cell or formula that it is from."
        )
        self.cell = code


class NoDataError(RotationError, LookupError):
    """The arguments are good, but there is no data for them."""

    cell = "#N/A"


class SourceError(NoDataError):
    """A source of data could not give a series; each cause has a class of its own."""


class UnknownSymbolError(SourceError):
    """The source does not know this ticker or series."""


class NotStoredError(SourceError):
    """Nothing of the series is stored yet, and this call does not wait for its source."""


class NotBegunError(UnknownSymbolError):
    """The source has the series, but nothing of it up to the day that its data are cut off at."""


class UnreachableError(SourceError):
    """The source could not be read: no such folder, no permission, no connection."""


class OutageError(UnreachableError):
    """The source answers, but with a fault of its own; `wait` seconds are what it asks for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class NotAskedError(OutageError):
    """The time for a refresh was over before this series' turn came: nothing speaks against it."""


class RateLimitedError(SourceError):
    """The source wants fewer requests; `wait` seconds are what it asks for, None: not said."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class RefusedError(SourceError):
    """The source, or a proxy before it, was reached and will not answer this request."""


class EmptyAnswerError(SourceError):
    """The source knows the series, but has no value in the days asked for."""


class NoVintagesError(EmptyAnswerError):
    """The source has the series, but only as it is stated now."""

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the error for a series whose vintages the source does not have."""
        return cls(
            f"{code}: the source stores no vintages of it, only the latest values. "
            "Leave vintage out for those."
        )


class NeedsKeyError(SourceError):
    """Only the provider's API gives this, and there is no key for it."""


class MalformedError(SourceError):
    """The source answered with something that is not what it should be."""


class SuspiciousError(SourceError):
    """The source's data contradict themselves or what is known; `reason` names how."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason

    @classmethod
    def of(cls, code: str, reason: str, detail: str) -> Self:
        """Return the error for a series; `reason` has the same words for all."""
        return cls(
            f"{code}: {reason}: {detail}. The last good data stay; the series is asked for again "
            "at the next refresh.",
            reason,
        )


class StoreError(NoDataError):
    """The local store could not be used."""


class KeyRefusedError(NeedsKeyError):
    """The provider does not take the key that there is."""


class KeyringError(RotationError):
    """The system keyring could not be used."""


def source_error(name: str, message: str) -> SourceError:
    """Return the error that was written down as its class's name and its words."""
    kind = globals().get(name)
    if isinstance(kind, type) and issubclass(kind, SourceError):
        return kind(message)
    return SourceError(message)


class UnknownFunctionError(RotationError, LookupError):
    """No function has this name."""

    cell = "#NAME?"

    @classmethod
    def among(cls, name: str, known: Iterable[str]) -> Self:
        """Return the error for a name that no function has, offering the near miss."""
        from difflib import get_close_matches

        near = get_close_matches(name.upper(), list(known), n=1)
        hint = f"Did you mean {near[0]}?" if near else "See `rotationxl functions` for all."
        return cls(f"{name}: there is no such function. {hint}")


class TargetError(RotationError):
    """The file to write cannot be written: it is open, read-only or a folder."""
