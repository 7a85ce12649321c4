"""Stored series as arrays in memory, built once each: prices, legs measured together, macro."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.periods import Period, Trailing, month_first, month_text
from rotationxl.sources import Columns, Key

# The longest a statistics office leaves between two releases of a monthly series. Where stored
# vintages lie further apart, releases between them are missing.
_LONGEST_RELEASE_GAP = 70


@dataclass(frozen=True, slots=True)
class Record:
    """Where a series came from and what is stored of it."""

    key: Key
    source: str
    stamp: str | None
    digest: str
    first: int
    last: int
    count: int
    since: float | None
    problem: str | None


class Ends(NamedTuple):
    """The places of a period's first and last close among the sessions."""

    start: int
    finish: int


class Prices:
    """One ticker: closes by session, with all that came along."""

    def __init__(self, record: Record, columns: Columns) -> None:
        self.record = record
        self.code = record.key.code
        self.columns = columns
        self.day: Days = columns["day"].astype(np.int32, copy=False)
        self.close: Values = columns["close"].astype(np.float64, copy=False)

    @property
    def is_index(self) -> bool:
        """Tell whether only price returns exist."""
        return self.code.startswith("^")

    @cached_property
    def total(self) -> Values:
        """The total-return index: each dividend is reinvested at the ex-date's close.

        Growth over an ex-date is P / (P_before - D), that is, a factor of 1 - D / P_before on
        all earlier closes (CRSP's and Yahoo's definition).
        """
        return self.close * np.cumprod(self._dividend_growth())

    @cached_property
    def adjusted(self) -> Values:
        """Closes adjusted for every later dividend; the last one is as quoted."""
        growth = np.cumprod(self._dividend_growth())
        result: Values = self.close * (growth / growth[-1])
        return result

    def _dividend_growth(self) -> Values:
        growth = np.ones(len(self.close))
        if "dividend" in self.columns:
            places = np.searchsorted(self.day, self.columns["dividend_day"])
            paid = self.columns["dividend"].astype(np.float64)
            inside = (places > 0) & (places < len(self.day))
            for place, cash in zip(places[inside], paid[inside], strict=True):
                growth[place] /= 1 - cash / self.close[place - 1]
        return growth

    def field(self, name: str) -> Values:
        """Return open, high, low, close, adj or volume; NaN where the source has none."""
        if name == "close":
            return self.close
        if name == "adj":
            return self.adjusted
        if name not in self.columns:
            raise NoDataError(f"{self.code}: the source has no {name} of it.")
        return self.columns[name].astype(np.float64, copy=False)

    def values(self, basis: str) -> Values:
        return self.total if basis == "total" else self.close


class Legs:
    """One or more tickers on their common sessions: every leg is measured between the same two."""

    def __init__(self, prices: Sequence[Prices], basis: str) -> None:
        self.names = tuple(p.code for p in prices)
        common = prices[0].day
        for other in prices[1:]:
            if not np.array_equal(common, other.day):
                common = np.intersect1d(common, other.day, assume_unique=True)
        self.day: Days = common
        if not len(common):
            raise NoDataError(f"{' and '.join(self.names)} have no session in common.")
        self.array: list[Values] = [_at(p, common, basis) for p in prices]
        # A memoryview gives Python numbers at once: faster than an array for one cell.
        self._days = np.ascontiguousarray(common).data
        self.values = [np.ascontiguousarray(leg).data for leg in self.array]

    def place(self, day: int) -> int:
        """Return the place of the last common session on or before a day, -1 when none is."""
        return bisect_right(self._days, day) - 1

    def session(self, place: int) -> int:
        """Return the day of the session at a place."""
        return self._days[place]

    def ends(self, period: Period, as_of: int) -> Ends:
        """Return where a period begins and ends; no data when it has not begun or is too old."""
        base, first, last = period.span(as_of)
        finish = self.place(last)
        is_one_session = _is_one_session(period)
        start = finish - 1 if is_one_session else self.place(base)
        if start < 0:
            raise NoDataError(self._too_early(period, base))
        # An as_of before the first session has no place, and the place -1 would be the last one.
        if finish < 0 or (self._days[finish] < first and not is_one_session):
            raise NoDataError(self._not_begun(period, first, last))
        return Ends(start, finish)

    def window(self, period: Period, as_of: int) -> Ends:
        """Return the places of the first and last session inside a period."""
        if _is_one_session(period):
            finish = self.ends(period, as_of).finish
            return Ends(finish, finish)
        base, first, last = period.span(as_of)
        start, finish = bisect_right(self._days, first - 1), bisect_right(self._days, last) - 1
        if self._days[0] > first and bisect_right(self._days, base) == 0:
            raise NoDataError(self._too_early(period, base))
        if finish < start:
            raise NoDataError(self._not_begun(period, first, last))
        return Ends(start, finish)

    def returns(self, period: Period, as_of: int) -> list[float]:
        """Return each leg's return over a period, as a decimal."""
        start, finish = self.ends(period, as_of)
        return [leg[finish] / leg[start] - 1 for leg in self.values]

    def month_returns(self, first: int, last: int, as_of: int) -> list[Values]:
        """Return each leg's returns of the months from `first` to `last`, up to as_of."""
        places = self.month_ends(first - 1, last, as_of)
        return [leg[places[1:]] / leg[places[:-1]] - 1 for leg in self.array]

    def month_ends(self, first: int, last: int, as_of: int) -> Days:
        """Return the places of the last sessions of the months from `first` to `last`.

        No data when a month has no session on or before as_of.
        """
        months, places = self._months
        if first < months[0]:
            raise NoDataError(self._months_too_early(first))
        row, end = int(np.searchsorted(months, first)), self.place(as_of)
        wanted = last - first + 1
        has_all = np.array_equal(months[row : row + wanted], np.arange(first, last + 1))
        if not has_all or end < 0 or self._days[end] < month_first(last):
            raise NoDataError(
                f"{'-'.join(self.names)}: not every month from {month_text(first)} to "
                f"{month_text(last)} has a session on or before {days.iso(as_of)}."
            )
        chosen = places[row : row + wanted].copy()
        chosen[-1] = min(int(chosen[-1]), end)
        return chosen

    @cached_property
    def _months(self) -> tuple[Days, Days]:
        """Every month from the first to the last session, and the place of its last session."""
        return last_places(months_of(self.day))

    def _months_too_early(self, month: int) -> str:
        return (
            f"{' and '.join(self.names)}: data begin {days.iso(self.session(0))}, and a close of "
            f"{month_text(month)} is needed."
        )

    def _too_early(self, period: Period, base: int) -> str:
        return (
            f"{' and '.join(self.names)}: data begin {days.iso(self.session(0))}, and "
            f"{period.text} needs a close on or before {days.iso(base)}."
        )

    def _not_begun(self, period: Period, first: int, last: int) -> str:
        if last < first:
            return f"{' and '.join(self.names)}: {period.text} had not begun on {days.iso(last)}."
        return (
            f"{' and '.join(self.names)}: no session of {period.text} is stored between "
            f"{days.iso(first)} and {days.iso(last)}; data end {days.iso(self.session(-1))}."
        )


def _is_one_session(period: Period) -> bool:
    return isinstance(period, Trailing) and period.is_one_session


def _at(prices: Prices, common: Days, basis: str) -> Values:
    values = prices.values(basis)
    if len(common) == len(values):
        return values
    return values[np.searchsorted(prices.day, common)]


def months_of(day: Days) -> Days:
    """Return the month of each day, counted from year 0."""
    dates = days.to_datetime64(day)
    return (dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12).astype(np.int32)


def weeks_of(day: Days) -> Days:
    """Return the ISO week of each day, counted from Monday 1899-12-25."""
    return ((day + 5) // 7).astype(np.int32)


def last_places(group: Days) -> tuple[Days, Days]:
    """Return the groups (months, weeks) in order and the place of the last member of each."""
    last = np.flatnonzero(np.append(group[1:] != group[:-1], True)[: len(group)])
    return group[last], last.astype(np.int32)


class Observations:
    """One macro series as it was known at some time: its observations that are not missing.

    `unstored` are the days of observations that exist, but whose value of that time is not stored:
    an older one never stands in for them.
    """

    def __init__(self, code: str, day: Days, value: Values, unstored: Days | None = None) -> None:
        self.code = code
        self._unstored: list[int] = [] if unstored is None else unstored.tolist()
        known = np.isfinite(value)
        self.day: Days = np.ascontiguousarray(day[known])
        self.value: Values = np.ascontiguousarray(value[known])
        self._days = self.day.data
        self._values = self.value.data

    def __len__(self) -> int:
        return len(self.day)

    def place(self, day: int) -> int:
        """Return the place of the last observation on or before a day; no data when none is."""
        place = bisect_right(self._days, day) - 1
        if place < 0:
            begin = f"begin {days.iso(self._days[0])}" if len(self) else "are empty"
            raise NoDataError(f"{self.code}: observations {begin}; none is on {days.iso(day)}.")
        self._refuse_unstored(self._days[place], day)
        return place

    def _refuse_unstored(self, after: int, until: int) -> None:
        found = bisect_right(self._unstored, until) - 1
        if found >= 0 and self._unstored[found] > after:
            raise NoDataError(_first_print_missing(self.code, self._unstored[found]))

    def ends(self, start: int, finish: int) -> Ends:
        """Return the places of the last observations on or before two days."""
        if start > finish:
            raise BadArgumentError(
                f"start: {days.iso(start)} lies after {days.iso(finish)}, the day the change runs "
                "to. Give an earlier start or a later finish."
            )
        return Ends(self.place(start), self.place(finish))

    def before(self, place: int) -> int:
        """Return the place before one; no data when it is the first."""
        if place < 1:
            raise NoDataError(f"{self.code}: there is no observation before the first.")
        return place - 1

    def session(self, place: int) -> int:
        return self._days[place]

    def at(self, place: int) -> float:
        return self._values[place]

    def on(self, day: int) -> float:
        """Return the last observation on or before a day."""
        return self._values[self.place(day)]

    def inside(self, period: Period, as_of: int) -> slice:
        """Return where the observations of a period are; no data when it has none."""
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


class Macro:
    """One macro series with what is stored of its past vintages."""

    def __init__(self, record: Record, columns: Columns) -> None:
        self.record = record
        self.code = record.key.code
        self._columns = columns
        self._known: dict[str | int, Observations] = {}

    def known(self, vintage: str | int = "latest") -> Observations:
        """Return the observations as of a vintage: latest, first, or a day."""
        if vintage not in self._known:
            self._known[vintage] = self._as_known(vintage)
        return self._known[vintage]

    @property
    def latest(self) -> Observations:
        return self.known()

    def _as_known(self, vintage: str | int) -> Observations:
        if vintage == "latest":
            day = self._columns["day"].astype(np.int32, copy=False)
            return Observations(self.code, day, self._columns["value"].astype(np.float64))
        day, value, since = self._vintages()
        if isinstance(vintage, int):
            if since.min() > vintage:
                raise NoDataError(
                    f"{self.code}: vintages are stored from {days.iso(int(since.min()))} on; what "
                    f"was known on {days.iso(vintage)} is not."
                )
            return Observations(self.code, *_last_of_each(day, value, since, since <= vintage))
        return Observations(self.code, *self._first_prints())

    def _vintages(self) -> tuple[Days, Values, Days]:
        if "vintage_day" not in self._columns:
            raise NoDataError(
                f"{self.code}: the source stores no vintages of it, only the latest values. "
                "Leave vintage out for those."
            )
        columns = self._columns
        return (
            columns["vintage_day"].astype(np.int32, copy=False),
            columns["vintage_value"].astype(np.float64, copy=False),
            columns["vintage_since"].astype(np.int32, copy=False),
        )

    def first_release(self, day: int) -> int:
        """Return the release that first published an observation; no data when it is not stored.

        A series' oldest stored vintage holds a history that earlier releases had published, and
        a long gap between stored vintages hides releases: what first appears there is not taken
        for a first print.
        """
        of_day, _, since = self._vintages()
        mine = since[of_day == day]
        if not len(mine):
            raise NoDataError(f"{self.code}: no stored release holds {days.iso(day)}.")
        release = int(mine.min())
        if not self._is_first_print(release, day):
            raise NoDataError(_first_print_missing(self.code, day))
        return release

    def _is_first_print(self, release: int, day: int) -> bool:
        of_day, _, since = self._vintages()
        earlier = since[since < release]
        if len(earlier):
            return release - int(earlier.max()) <= _LONGEST_RELEASE_GAP
        newest = int(of_day[since <= release].max())
        return day == newest and release - day <= _LONGEST_RELEASE_GAP

    def _first_prints(self) -> tuple[Days, Values, Days]:
        day, value, since = self._vintages()
        order = np.lexsort((since, day))
        day, value, since = day[order], value[order], since[order]
        first = np.flatnonzero(np.append(True, day[1:] != day[:-1]))
        true = np.array([self._is_first_print(int(since[i]), int(day[i])) for i in first])
        if not true.any():
            raise NoDataError(f"{self.code}: no first release of it is stored.")
        return day[first[true]], value[first[true]], day[first[~true]]


def _first_print_missing(code: str, day: int) -> str:
    return f"{code}: the release that first published {days.iso(day)} is not stored."


def _last_of_each(day: Days, value: Values, since: Days, keep: np.ndarray) -> tuple[Days, Values]:
    day, value, since = day[keep], value[keep], since[keep]
    order = np.lexsort((since, day))
    day, value = day[order], value[order]
    last = np.flatnonzero(np.append(day[1:] != day[:-1], True))
    return day[last], value[last]
