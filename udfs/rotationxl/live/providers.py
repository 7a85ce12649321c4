"""Yahoo, FRED and the Treasury as one: what they have of a series, and what to make of it."""

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np

from rotationxl import days
from rotationxl.errors import EmptyAnswerError, KeyRefusedError, SuspiciousError
from rotationxl.live import FRED, YAHOO, check, merge, multiples
from rotationxl.live.fred import Fred
from rotationxl.live.keyless import BY_TREASURY, Keyless, no_vintages
from rotationxl.live.keys import find_key
from rotationxl.live.yahoo import Yahoo
from rotationxl.sources import Columns, Key

log = logging.getLogger("rotationxl")
OVERLAP = 14
"""Days that are asked for again, to see whether what is stored still holds."""


class Answer(NamedTuple):
    """What a provider said of a series."""

    origin: str
    change: Callable[[Columns | None], Columns]
    """Makes what is to be stored of what is stored; raises where both do not fit together."""
    whole: bool
    """Whether it is all that the provider has."""


class Providers:
    """All providers for one refresh: the key is looked for once, the Treasury's files read once."""

    def __init__(self, yahoo: Yahoo, *, accept: bool = False) -> None:
        """Take Yahoo's client; `accept` takes as good what contradicts the stored data.

        So all of a series' stored prices give way to what Yahoo has.
        """
        self._yahoo = yahoo
        self._accept = accept
        self._lock = Lock()
        self._is_key_refused = False

    def ask(self, key: Key, last: Columns | None, *, whole: bool) -> Answer:
        """Return what a series' provider says; `whole`: of all of it, not of the last days."""
        return _ASK[key.kind](self, key.code, last, whole=whole)

    def _prices(self, code: str, last: Columns | None, *, whole: bool) -> Answer:
        since = None if last is None or whole or self._accept else _overlapping(last)
        new = self._yahoo.history(code, since)
        if last is not None and since is not None and check.is_restated(last, new):
            since, new = None, self._yahoo.history(code, None)
        now = self._yahoo.moment()

        def change(stored: Columns | None) -> Columns:
            """Merge with what is stored, unless the answer cannot be good."""
            if self._accept:
                check.ensure_possible(code, new, now)
                return new
            check.ensure_good(code, stored, new, since=since, now=now)
            return merge.prices(stored, new)

        return Answer(YAHOO, change, since is None)

    def _macro(self, code: str, last: Columns | None, *, whole: bool) -> Answer:
        since = None if last is None or whole else _overlapping(last)
        new, origin = self._observed(code, since)

        def change(stored: Columns | None) -> Columns:
            """Merge with what is stored, unless the answer lacks values."""
            if self._accept and stored is not None:  # else its end would be missed for ever
                stored = merge.up_to(stored, int(new["day"][-1]))
            _ensure_observed(code, stored, new)
            return merge.macro(stored, new)

        return Answer(origin, change, whole=since is None or origin != BY_TREASURY)

    def _observed(self, code: str, since: int | None) -> tuple[Columns, str]:
        """Return the latest values and who gave them; they need no key, nor one that is refused."""
        fred, keyless = self._macro_tools
        if fred is not None and not self._is_key_refused:
            try:
                return fred.observations(code), FRED
            except KeyRefusedError as error:
                self._note_refusal(error)
        return keyless.observations(code, since)

    def _note_refusal(self, error: KeyRefusedError) -> None:
        with self._lock:
            is_known, self._is_key_refused = self._is_key_refused, True
        if not is_known:  # as many as ask at once hear of it
            log.warning("%s Until then the latest values come without it.", error)

    def _vintages(self, code: str, last: Columns | None, *, whole: bool) -> Answer:  # noqa: ARG002
        fred, _ = self._macro_tools
        if fred is None:
            raise no_vintages(code)
        new = fred.vintages(code)
        return Answer(FRED, lambda stored: merge.vintages(stored, new), whole=True)

    def _multiples(self, code: str, last: Columns | None, *, whole: bool) -> Answer:  # noqa: ARG002
        new = self._yahoo.multiples(code)
        return Answer(YAHOO, lambda stored: multiples.merged(stored, new), whole=True)

    @property
    def _macro_tools(self) -> tuple[Fred | None, Keyless]:
        with self._lock:  # once for all threads: a keyring may ask its user
            return self._found_tools

    @cached_property
    def _found_tools(self) -> tuple[Fred | None, Keyless]:
        key = find_key()
        return (Fred(key) if key else None), Keyless()


_ASK: dict[str, Callable[..., Answer]] = {
    "price": Providers._prices,  # noqa: SLF001
    "macro": Providers._macro,  # noqa: SLF001
    "vintage": Providers._vintages,  # noqa: SLF001
    "valuation": Providers._multiples,  # noqa: SLF001
}


def _overlapping(last: Columns) -> int:
    return int(last["day"][-1]) - OVERLAP


def _ensure_observed(code: str, last: Columns | None, new: Columns) -> None:
    day = _observed(new)
    if not len(day):
        raise EmptyAnswerError(f"{code}: none of its observations has a value.")
    if last is None or not len(known := _observed(last)):
        return
    # An early start is lost where a provider shows a window only: what is stored stays.
    if day[-1] < known[-1]:
        raise SuspiciousError.of(
            code,
            "a series that ends early",
            f"{days.iso(int(known[-1]))} has a value in the last good data; now the last is of "
            f"{days.iso(int(day[-1]))}",
        )


def _observed(columns: Columns) -> days.Days:
    kept = np.isfinite(columns["value"].astype(np.float64))
    return columns["day"].astype(np.int32)[kept]


def new_yahoo(folder: Path) -> Yahoo:
    """Return Yahoo's client, with yfinance's own files in a folder beside the store."""
    return Yahoo(folder)
