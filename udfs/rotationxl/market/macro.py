"""Macro series in memory: as they are stated now, and as they were known at some time."""

from bisect import bisect_right
from functools import cached_property

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import NoDataError
from rotationxl.market.timeline import Timeline
from rotationxl.periods import Period, is_one_session
from rotationxl.sources import Columns
from rotationxl.store.record import Record

# Monthly figures are released about five weeks apart and within ten weeks of the month's first day.
# Where stored vintages lie further apart, and the later one brings more than one new observation,
# releases between them are missing; one that brings a single new one came late (a shutdown).
_LONGEST_RELEASE_GAP = 45
_LATEST_RELEASE = 70


class Observations(Timeline):
    """One macro series as it was known at some time: its observations that are not missing.

    `unstored` are the days of observations that exist, but whose value of that time is not stored:
    an older one never stands in for them.
    """

    def __init__(self, code: str, day: Days, value: Values, unstored: Days | None = None) -> None:
        self.code = code
        self._unstored: list[int] = [] if unstored is None else unstored.tolist()
        known = np.isfinite(value)
        super().__init__(day[known])
        self.value: Values = np.ascontiguousarray(value[known])
        self._values = self.value.data

    def stored(self, day: int) -> int:
        """Return the place of the last observation on or before a day; no data when none is."""
        place = self.place(day)
        if place < 0:
            begin = f"begin {days.iso(self._days[0])}" if len(self) else "are empty"
            raise NoDataError(f"{self.code}: observations {begin}; none is on {days.iso(day)}.")
        self._refuse_unstored(self._days[place], day)
        return place

    def _refuse_unstored(self, after: int, until: int) -> None:
        found = bisect_right(self._unstored, until) - 1
        if found >= 0 and self._unstored[found] > after:
            raise NoDataError(_first_print_missing(self.code, self._unstored[found]))

    def before(self, place: int) -> int:
        """Return the place before one; no data when it is the first."""
        if place < 1:
            raise NoDataError(f"{self.code}: there is no observation before the first.")
        return place - 1

    def at(self, place: int) -> float:
        return self._values[place]

    def on(self, day: int) -> float:
        """Return the last observation on or before a day."""
        return self._values[self.stored(day)]

    def inside(self, period: Period, as_of: int) -> slice:
        """Return where the observations of a period are; no data when it has none."""
        if is_one_session(period):
            place = self.stored(as_of)
            return slice(place, place + 1)
        _, first, last = period.span(as_of)
        start, finish = bisect_right(self._days, first - 1), bisect_right(self._days, last)
        if finish <= start:
            raise NoDataError(
                f"{self.code}: no observation of {period.text} is stored up to {days.iso(as_of)}."
            )
        if self._days[0] > first:
            raise NoDataError(
                f"{self.code}: observations begin {days.iso(self._days[0])}, and {period.text} "
                f"begins {days.iso(first)}."
            )
        self._refuse_unstored(first - 1, last)
        return slice(start, finish)

    @cached_property
    def is_monthly(self) -> bool:
        """Tell whether observations stand for months or longer."""
        return len(self) > 1 and float(np.median(np.diff(self.day))) >= 28  # noqa: PLR2004


class Macro(Observations):
    """One macro series as it is stated now."""

    def __init__(self, record: Record, columns: Columns) -> None:
        self.record = record
        day, value = columns["day"].astype(np.int32, copy=False), columns["value"]
        super().__init__(record.key.code, day, value.astype(np.float64, copy=False))


class Vintages:
    """What was stated of one macro series, and from which day on: by day, then by that day."""

    def __init__(self, record: Record, columns: Columns) -> None:
        self.record = record
        self.code = record.key.code
        self._day: Days = columns["day"].astype(np.int32, copy=False)
        self._value: Values = columns["value"].astype(np.float64, copy=False)
        self._since: Days = columns["since"].astype(np.int32, copy=False)
        self._known: dict[str | int, Observations] = {}

    def known(self, vintage: str | int) -> Observations:
        """Return the observations as first published ("first"), or as they were known on a day."""
        if vintage not in self._known:
            made = self._as_of(vintage) if isinstance(vintage, int) else self._first_prints()
            self._known[vintage] = made
        return self._known[vintage]

    def _as_of(self, day: int) -> Observations:
        begin = int(self._since.min())
        if begin > day:
            raise NoDataError(
                f"{self.code}: vintages are stored from {days.iso(begin)} on; what was known on "
                f"{days.iso(day)} is not."
            )
        stated = np.flatnonzero(self._since <= day)
        of_day = self._day[stated]
        last = stated[np.append(of_day[1:] != of_day[:-1], True)]
        return Observations(self.code, self._day[last], self._value[last])

    def first_release(self, day: int) -> int:
        """Return the release that first published an observation; no data when it is not stored.

        A series' oldest stored vintage holds a history that earlier releases had published, and
        what first appears after a release that is not stored is not taken for a first print.
        """
        mine = self._since[self._day == day]
        if not len(mine):
            raise NoDataError(f"{self.code}: no stored release holds {days.iso(day)}.")
        release = int(mine[0])
        if not self._is_first_print(release, day):
            raise NoDataError(_first_print_missing(self.code, day))
        return release

    def _is_first_print(self, release: int, day: int) -> bool:
        new, earlier = self._day[self._since == release], self._since < release
        if not earlier.any():
            return day == new.max() and release - day <= _LATEST_RELEASE
        if release - int(self._since[earlier].max()) <= _LONGEST_RELEASE_GAP:
            return True
        return len(np.setdiff1d(new, self._day[earlier])) == 1

    def _first_prints(self) -> Observations:
        day, since = self._day, self._since
        first = np.flatnonzero(np.append(True, day[1:] != day[:-1]))
        true = np.array([self._is_first_print(int(since[i]), int(day[i])) for i in first])
        if not true.any():
            raise NoDataError(f"{self.code}: no first release of it is stored.")
        stored = first[true]
        return Observations(self.code, day[stored], self._value[stored], day[first[~true]])


def _first_print_missing(code: str, day: int) -> str:
    return f"{code}: the release that first published {days.iso(day)} is not stored."
