"""The sample market with other data: cut off at a day, with holidays, scaled, or spoilt."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rotationxl.errors import SourceError
from rotationxl.market.cut import Cut
from rotationxl.market.evaluate import Market
from rotationxl.sources import Columns, Key, State, open_source
from rotationxl.store.database import Store

SAMPLE = open_source("sample")
Change = Callable[[Key, Columns], Columns]
"""What becomes of the columns of one series."""

_DATED_BY = {
    **dict.fromkeys(("dividend_day", "dividend"), "dividend_day"),
    **dict.fromkeys(("split_day", "split"), "split_day"),
}
"""The column that says when a number came to be known; for all others `since` or `day`."""


def _dated_by(name: str, columns: Columns) -> str:
    return _DATED_BY.get(name, "since" if "since" in columns else "day")


@cache
def sample_columns() -> Mapping[Key, Columns]:
    """Return the sample's data; a function that writes into them fails."""
    found = SAMPLE.fetch([Key("price", "SPY")])
    known = {key: columns for key, columns in found.items() if isinstance(columns, dict)}
    for column in (column for columns in known.values() for column in columns.values()):
        column.flags.writeable = False
    return known


class Changed:
    """The sample market after one or more changes, as a source."""

    title = SAMPLE.title
    warning = SAMPLE.warning

    def __init__(self, *changes: Change) -> None:
        self.name = f"changed {id(self)}"
        self._changes = changes

    def _columns(self, key: Key) -> Columns:
        columns = sample_columns()[key]
        for change in self._changes:
            columns = change(key, columns)
        return columns

    def state(self, key: Key) -> State | None:
        return SAMPLE.state(key)

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        known = sample_columns()
        return {
            key: self._columns(key) if key in known else SAMPLE.fetch([key])[key] for key in wanted
        }

    def last_session(self) -> int:
        return int(self._columns(Key("price", "SPY"))["day"][-1])


class NoStore(Store):
    """A store that keeps nothing, for markets that are opened by the dozen."""

    def _guarded(self, work: object, otherwise: object) -> object:  # type: ignore[override]
        return otherwise


def changed(*changes: Change) -> Market:
    return Market(Changed(*changes), NoStore())


def cut_at(day: int, *changes: Change) -> Market:
    """Return the changed market without anything that came to be known after a day."""
    return Market(Cut(Changed(*changes), day), NoStore())


def spoilt_after(day: int, vintage: str | int) -> Change:
    """Return the change that multiplies all numbers that must not matter by anything.

    Those are what is dated after the day, and of macro series and vintages what is not asked for.
    """

    def spoil(key: Key, columns: Columns) -> Columns:
        factor = np.random.default_rng(sum(map(ord, key.code))).uniform(0.5, 2, 60_000)
        return {
            name: column
            if "day" in name or "since" in name
            else column.astype(np.float64)
            * np.where(_is_late(name, columns, day, vintage), factor[: len(column)], 1)
            for name, column in columns.items()
        }

    return spoil


def _is_late(name: str, columns: Columns, day: int, vintage: str | int) -> NDArray[np.bool_]:
    """Tell which values of a column must not matter."""
    if "since" in columns:
        late = _after(columns["day"], 0 if vintage == "latest" else day)
        return late | _after(columns["since"], vintage) if isinstance(vintage, int) else late
    if name == "value":
        return _after(columns["day"], day if vintage == "latest" else 0)
    return _after(columns[_dated_by(name, columns)], day)


def _after(days: NDArray[np.generic], day: int) -> NDArray[np.bool_]:
    return days.astype(np.int64) > day


def with_holidays(key: Key, columns: Columns) -> Columns:
    """Leave out days, in each series others, as in data put together from several sources."""
    seed = sum(map(ord, key.code))
    keep = (np.arange(len(columns["day"])) + seed) % (41 + seed % 60) != 40
    return {n: c[keep] if _dated_by(n, columns) == "day" else c for n, c in columns.items()}


def scaled(ticker: str, factor: float) -> Change:
    """Return the change that quotes one ticker in other units of money."""

    def scale(key: Key, columns: Columns) -> Columns:
        if key != Key("price", ticker):
            return columns
        money = ("close", "open", "high", "low", "dividend")
        return {n: c.astype(np.float64) * factor if n in money else c for n, c in columns.items()}

    return scale


def nudged(nudged_key: Key, column: str, place: int) -> Change:
    """Return the change of one number of one series."""

    def nudge(key: Key, columns: Columns) -> Columns:
        if key != nudged_key:
            return columns
        other = columns[column].copy()
        at = place % len(other)
        other[at] = 1 if np.isnan(other[at]) else other[at] + 1
        return {**columns, column: other}

    return nudge
