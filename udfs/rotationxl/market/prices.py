"""Prices in memory, built once each: one ticker, and legs measured between the same sessions."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import NoDataError, listed
from rotationxl.market.timeline import GROUP_NAMES, Timeline
from rotationxl.periods import Period, is_one_session, month_first, month_of, month_text
from rotationxl.sources import Columns
from rotationxl.store.record import Record


def is_index(ticker: str) -> bool:
    """Tell whether only price returns exist."""
    return ticker.startswith("^")


class Bounds(NamedTuple):
    """The places of a period's first and last close among the sessions."""

    start: int
    finish: int


class Prices(Timeline):
    """One ticker: closes by session, with all that came along."""

    def __init__(self, record: Record, columns: Columns) -> None:
        self.record = record
        self.code = record.key.code
        self.columns = columns
        super().__init__(columns["day"].astype(np.int32, copy=False))
        self.close: Values = columns["close"].astype(np.float64, copy=False)

    def stored(self, day: int) -> int:
        """Return the place of the last session on or before a day; no data when there is none."""
        place = self.place(day)
        if place < 0:
            begin = days.iso(self.session(0))
            raise NoDataError(f"{self.code}: data begin {begin}, after {days.iso(day)}.")
        return place

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


class Legs(Timeline):
    """One or more tickers on their common sessions: every leg is measured between the same two."""

    def __init__(self, prices: Sequence[Prices], basis: str) -> None:
        self.names = tuple(p.code for p in prices)
        self.label = listed(self.names)
        common = prices[0].day
        for other in prices[1:]:
            if not np.array_equal(common, other.day):
                common = np.intersect1d(common, other.day, assume_unique=True)
        super().__init__(common)
        if not len(common):
            raise NoDataError(f"{self.label} have no session in common.")
        self.array: list[Values] = [_at(p, common, basis) for p in prices]
        self.values = [np.ascontiguousarray(leg).data for leg in self.array]

    def bounds(self, period: Period, as_of: int) -> Bounds:
        """Return where a period begins and ends; no data when it has not begun or is too old."""
        base, first, last = period.span(as_of)
        finish = self.place(last)
        is_last = is_one_session(period)
        start = finish - 1 if is_last else self.place(base)
        if start < 0:
            raise NoDataError(self._too_early(period, base))
        # An as_of before the first session has no place, and the place -1 would be the last one.
        if finish < 0 or (self._days[finish] < first and not is_last):
            raise NoDataError(self._not_begun(period, first, last))
        return Bounds(start, finish)

    def window(self, period: Period, as_of: int) -> Bounds:
        """Return the places of the first and last session inside a period."""
        if is_one_session(period):
            finish = self.bounds(period, as_of).finish
            return Bounds(finish, finish)
        base, first, last = period.span(as_of)
        start, finish = bisect_right(self._days, first - 1), bisect_right(self._days, last) - 1
        if self._days[0] > first and bisect_right(self._days, base) == 0:
            raise NoDataError(self._too_early(period, base))
        if finish < start:
            raise NoDataError(self._not_begun(period, first, last))
        return Bounds(start, finish)

    def returns(self, period: Period, as_of: int) -> list[float]:
        """Return each leg's return over a period, as a decimal."""
        start, finish = self.bounds(period, as_of)
        return [leg[finish] / leg[start] - 1 for leg in self.values]

    def returns_between(self, places: Days) -> list[Values]:
        """Return each leg's returns from every place to the next."""
        return [leg[places[1:]] / leg[places[:-1]] - 1 for leg in self.array]

    def moves_between(self, places: Days) -> Values:
        """Return the first leg's returns from every place to the next, less the second's if any."""
        one, *other = self.returns_between(places)
        return one - other[0] if other else one

    def month_returns(self, first: int, last: int, as_of: int) -> list[Values]:
        """Return each leg's returns of the months from `first` to `last`, up to as_of."""
        return self.returns_between(self.month_ends(first - 1, last, as_of))

    def latest_returns(self, freq: str, count: int, as_of: int) -> list[Values]:
        """Return each leg's returns of the last days, weeks or months up to as_of.

        The unfinished one is included.
        """
        _, places = self.ends(freq, self.place(as_of))
        if len(places) <= count:
            raise NoDataError(
                f"{self.label}: {count} {GROUP_NAMES[freq]} up to {days.iso(as_of)} need "
                f"{count + 1} closes, {len(places)} are stored."
            )
        return self.returns_between(places[-count - 1 :])

    def ends_within(self, freq: str, period: Period, as_of: int) -> Days:
        """Return the places of the daily, weekly or monthly closes from P0 to P1, both included.

        The week or month of as_of ends there.
        """
        start, finish = self.bounds(period, as_of)
        _, places = self.ends(freq, self.place(as_of))
        return places[places.searchsorted(start) : places.searchsorted(finish, side="right")]

    def month_ends(self, first: int, last: int, as_of: int) -> Days:
        """Return the places of the last sessions of the months from `first` to `last`.

        No data when a month has no session on or before as_of.
        """
        months, places = self.groups("M")
        if first < months[0]:
            raise NoDataError(self._months_too_early(first))
        row, end = int(np.searchsorted(months, first)), self.place(as_of)
        wanted = last - first + 1
        has_all = np.array_equal(months[row : row + wanted], np.arange(first, last + 1))
        if not has_all or end < 0 or self._days[end] < month_first(last):
            raise NoDataError(
                f"{self.label}: not every month from {month_text(first)} to "
                f"{month_text(last)} has a session on or before {days.iso(as_of)}."
            )
        chosen = places[row : row + wanted].copy()
        chosen[-1] = min(int(chosen[-1]), end)
        return chosen

    def month_ends_between(self, start: int, finish: int) -> Days:
        """Return the places of the last sessions of the months of two days, after their base.

        Months before the series begins are left out; its own first month is a base only. The
        last month ends on `finish`.
        """
        end = self.place(finish)
        first = max(month_of(start), month_of(self.session(0)) + 1)
        if end < 0 or month_of(self.session(end)) < first:
            raise NoDataError(f"{self.label}: no month from start to finish is stored.")
        return self.month_ends(first - 1, month_of(self.session(end)), finish)

    def _months_too_early(self, month: int) -> str:
        return (
            f"{self.label}: data begin {days.iso(self.session(0))}, and a close of "
            f"{month_text(month)} is needed."
        )

    def _too_early(self, period: Period, base: int) -> str:
        return (
            f"{self.label}: data begin {days.iso(self.session(0))}, and "
            f"{period.text} needs a close on or before {days.iso(base)}."
        )

    def _not_begun(self, period: Period, first: int, last: int) -> str:
        if last < first:
            return f"{self.label}: {period.text} had not begun on {days.iso(last)}."
        return (
            f"{self.label}: no session of {period.text} is stored between "
            f"{days.iso(first)} and {days.iso(last)}; data end {days.iso(self.session(-1))}."
        )


def _at(prices: Prices, common: Days, basis: str) -> Values:
    values = prices.values(basis)
    if len(common) == len(values):
        return values
    return values[np.searchsorted(prices.day, common)]
