"""Returns of one fund, stock or index."""

from collections.abc import Callable
from typing import Annotated

import numpy as np

from rotationxl import days
from rotationxl.arguments import (
    AsOf,
    Basis,
    Count,
    Day,
    Month,
    PeriodArg,
    SeriesCode,
    Ticker,
    Window,
    choice,
)
from rotationxl.cells import serial_of_day
from rotationxl.days import Days, Values
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.market.macro import Observations
from rotationxl.market.prices import Bounds, Legs, Prices
from rotationxl.market.timeline import Timeline
from rotationxl.market.view import View
from rotationxl.periods import (
    Calendar,
    DateRange,
    Period,
    ToDate,
    is_one_session,
    month_of,
    month_text,
    parse,
)
from rotationxl.registry import Family
from rotationxl.stats import rank_of_last

function = Family("Returns")

Order = Annotated[
    str, choice("high", "low", "abs"), "high (default): 1 is the largest; low: the smallest; abs."
]


@function(
    unit="decimal",
    oracle="pandas",
    examples=('=ASSET_RETURN("IWD","2024-11")', '=ASSET_RETURN("^RUT","1D",,"2024-11-25")'),
)
def asset_return(
    market: View,
    ticker: Ticker,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of a fund, stock or index over a period.

    P1/P0 - 1 from the close before the period to its last close; the total return reinvests each
    dividend at the close of its ex-date.
    """
    return market.legs(ticker, basis=basis).returns(period, market.as_of(as_of))[0]


@function(unit="decimal", oracle="pandas", examples=('=MTD_RETURN("^RUT","2024-11-25")',))
def mtd_return(
    market: View, ticker: Ticker, as_of: AsOf | None = None, basis: Basis | None = None
) -> float:
    """Return since the last close of the month before."""
    return asset_return(market, ticker, parse("MTD", "period"), basis, as_of)


@function(unit="decimal", oracle="pandas", examples=('=YTD_RETURN("^GSPC","2024-11-25")',))
def ytd_return(
    market: View, ticker: Ticker, as_of: AsOf | None = None, basis: Basis | None = None
) -> float:
    """Return since the last close of the year before."""
    return asset_return(market, ticker, parse("YTD", "period"), basis, as_of)


@function(
    unit="decimal", oracle="pandas", examples=('=RETURN_SINCE("^GSPC","2025-11-20","2025-12-05")',)
)
def return_since(
    market: View,
    ticker: Ticker,
    day: Annotated[Day, "The return runs from the close on (or last before) this day."],
    as_of: AsOf | None = None,
    basis: Basis | None = None,
) -> float:
    """Return since the close on a day, for instance since an election."""
    last = market.as_of(as_of)
    period = DateRange(f"the time since {days.iso(day)}", day, last)
    return asset_return(market, ticker, period, basis, as_of)


@function(unit="decimal", oracle="pandas", examples=('=RETURN_FROM_LOW("^RUT",60,"2025-12-05")',))
def return_from_low(
    market: View,
    ticker: Ticker,
    window: Window,
    as_of: AsOf | None = None,
    basis: Basis | None = None,
) -> float:
    """Rise of the window's last close over its lowest close; never negative."""
    legs = market.legs(ticker, basis=basis)
    start, finish = window_ends(legs, window, market.as_of(as_of))
    closes = legs.array[0][start : finish + 1]
    return float(closes[-1] / closes.min() - 1)


@function(unit="date", oracle="pandas", examples=('=LOW_DATE("^RUT",60,"2025-12-05")',))
def low_date(market: View, ticker: Ticker, window: Window, as_of: AsOf | None = None) -> int:
    """Date of the lowest close in a window (price basis); the latest one on a tie."""
    return _date_of(np.argmin, market, ticker, window, as_of)


@function(unit="date", oracle="pandas", examples=('=HIGH_DATE("IWD",30,"2024-12-31")',))
def high_date(market: View, ticker: Ticker, window: Window, as_of: AsOf | None = None) -> int:
    """Date of the highest close in a window (price basis); the latest one on a tie."""
    return _date_of(np.argmax, market, ticker, window, as_of)


def _date_of(
    extreme: Callable[[Values], np.intp],
    market: View,
    ticker: str,
    window: Period | int,
    as_of: int | None,
) -> int:
    """Return the date of the lowest or highest close, the latest one on a tie."""
    legs = market.legs(ticker, basis="price")
    start, finish = window_ends(legs, window, market.as_of(as_of))
    backwards = legs.array[0][start : finish + 1][::-1]
    return serial_of_day(legs.session(finish - int(extreme(backwards))))


def window_ends(legs: Legs, window: Period | int, as_of: int) -> Bounds:
    """Return the first and last session of a window: a period, or so many sessions up to as_of."""
    if not isinstance(window, int):
        return legs.window(window, as_of)
    finish = legs.place(as_of)
    if finish + 1 < window:
        raise NoDataError(
            f"{legs.names[0]}: {window} sessions up to {days.iso(as_of)} are needed, "
            f"{finish + 1} are stored."
        )
    return Bounds(finish + 1 - window, finish)


@function(unit="decimal", oracle="pandas", examples=('=ANNUAL_RETURN("SPY","10Y",,"2025-12-11")',))
def annual_return(
    market: View,
    ticker: Ticker,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of a period as a yearly rate.

    (P1/P0)^(365.25/days) - 1, with the calendar days between the two sessions.
    """
    legs = market.legs(ticker, basis=basis)
    start, finish = legs.bounds(period, market.as_of(as_of))
    elapsed = legs.session(finish) - legs.session(start)
    if elapsed <= 0:
        raise NoDataError(f"{ticker}: {period.text} holds one session only, so no yearly rate.")
    growth: float = legs.values[0][finish] / legs.values[0][start]
    return float(growth ** (365.25 / elapsed) - 1)


@function(unit="rank", oracle="pandas", examples=('=RETURN_RANK("^RUT","2024-11",11)',))
def return_rank(
    market: View,
    ticker: Ticker,
    month: Month,
    months: Annotated[Count, "How many months are ranked, the month included; 24."] = 24,
    order: Order = "high",
    as_of: AsOf | None = None,
) -> int:
    """Rank of a month's return among the last months, itself included; ties share the best rank.

    Total return for funds and stocks, price return for indices.
    """
    last = month_of(month.first)
    legs = market.legs(ticker)
    return rank_of_last(legs.month_returns(last - months + 1, last, market.as_of(as_of))[0], order)


@function(
    unit="date",
    oracle="pandas",
    examples=('=BIGGEST_SINCE("XLF","2024-11","2024-11-29")', '=BIGGEST_SINCE("DGS10","1D")'),
)
def biggest_since(
    market: View,
    series: SeriesCode,
    period: Annotated[PeriodArg, "1D, or a month, quarter or year: 2024-11, 2024Q4, 2024, MTD."],
    as_of: AsOf | None = None,
) -> int:
    """Last session of the latest earlier period whose move had the same sign and was as large.

    The move is a return for a ticker (total for funds, price for indices) and a difference for a
    FRED id. Periods have the same length: days, months, quarters or years.
    """
    loaded, last = market.either(series), market.as_of(as_of)
    timeline = market.legs(series) if isinstance(loaded, Prices) else loaded
    place, move = _moves(timeline, period, last)
    earlier = np.flatnonzero(move[:-1] * np.sign(move[-1]) >= abs(move[-1]))
    if not len(earlier) or move[-1] == 0:
        raise NoDataError(
            f"{series}: no stored earlier period moved as far as {period.text} ({move[-1]:+.4f})."
        )
    return serial_of_day(timeline.session(int(place[earlier[-1]])))


def _moves(series: Legs | Observations, period: Period, as_of: int) -> tuple[Days, Values]:
    """Return the last place and the move of every such period up to the one asked for."""
    chosen = _period_ends(series, period, as_of)
    if len(chosen) < 2:  # noqa: PLR2004 (a move lies between two)
        raise NoDataError(f"No {period.text} and one before it are stored up to {days.iso(as_of)}.")
    if isinstance(series, Legs):
        return chosen[1:], series.moves_between(chosen)
    # FRED's values are decimals: 4.45 - 4.30 and 4.30 - 4.15 are the same move, but not as floats.
    return chosen[1:], np.round(np.diff(series.value[chosen]), 8)


def _period_ends(series: Timeline, period: Period, as_of: int) -> Days:
    """Return the places of the last sessions of all periods of a length, to the one asked for."""
    if is_one_session(period):
        return np.arange(series.place(as_of) + 1, dtype=np.int32)
    length = period.months if isinstance(period, Calendar | ToDate) else 0
    _, first, last = period.span(as_of)
    if length not in _FREQ or month_of(first) % length:
        raise BadArgumentError(f"period: {period.text!r} is not 1D, a month, a quarter or a year.")
    until = series.place(last)
    groups, places = series.ends(_FREQ[length], until)
    if until < 0 or groups[-1] != month_of(first) // length:
        raise NoDataError(
            f"{month_text(month_of(first))} has no session on or before {days.iso(as_of)}."
        )
    return places


_FREQ = {1: "M", 3: "Q", 12: "Y"}
