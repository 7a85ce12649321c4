"""Style and size: value against growth, small against large, and other spreads of two legs."""

from typing import Annotated

import numpy as np

from rotationxl import universe
from rotationxl.arguments import (
    AsOf,
    Basis,
    Count,
    Finish,
    Headers,
    Kind,
    Month,
    Pair,
    PeriodArg,
    Share,
    Start,
    Ticker,
    at_least,
)
from rotationxl.cells import Cell, serial_of_day, text
from rotationxl.errors import BadArgumentError
from rotationxl.functions.returns import Order
from rotationxl.market.view import View
from rotationxl.periods import Period, month_of
from rotationxl.registry import Family, Table
from rotationxl.stats import rank_of_last, z_score

function = Family("Style and size")

R1000 = universe.PAIRS["R1000"]
R2000_SP500 = universe.PAIRS["R2000-SP500"]


def spread_of(
    market: View, legs: tuple[str, str], period: Period, basis: str | None, as_of: int | None
) -> float:
    """Return the first leg's return minus the second's, both between the same sessions."""
    first, second = market.legs(*legs, basis=basis).returns(period, market.as_of(as_of))
    return first - second


@function(
    unit="decimal",
    oracle="pandas",
    examples=('=STYLE_SPREAD("2024-11")', '=STYLE_SPREAD("2025","SP500","price")'),
)
def style_spread(
    market: View,
    period: PeriodArg,
    pair: Annotated[
        Pair, "Pair of value and growth: R1000 (default), SP500, R2000, CRSP, or AAA/BBB."
    ] = R1000,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of value minus return of growth over a period.

    Over several months: the difference of the two compounded returns.
    """
    return spread_of(market, pair, period, basis, as_of)


@function(
    unit="decimal",
    oracle="pandas",
    examples=('=SIZE_SPREAD("2024-11")', '=SIZE_SPREAD("YTD","RUT-SPX")'),
)
def size_spread(
    market: View,
    period: PeriodArg,
    pair: Annotated[
        Pair,
        "Pair of small and large: R2000-SP500 (default), RUT-SPX, SP600-SP500, SP400-SP500, "
        "MICRO-SP500, or AAA/BBB.",
    ] = R2000_SP500,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of small caps minus return of large caps over a period."""
    return spread_of(market, pair, period, basis, as_of)


@function(unit="decimal", oracle="pandas", examples=('=SPREAD("XLY","XLP","2024-11")',))
def spread(
    market: View,
    a: Ticker,
    b: Ticker,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of one fund, stock or index minus that of another over a period."""
    return spread_of(market, (a, b), period, basis, as_of)


def month_spreads(
    market: View, pair: tuple[str, str], month: int, months: int, as_of: int | None
) -> np.ndarray:
    """Return the spreads of so many months up to one, oldest first."""
    first, second = market.legs(*pair).month_returns(month - months + 1, month, market.as_of(as_of))
    result: np.ndarray = first - second
    return result


@function(unit="rank", oracle="pandas", examples=('=STYLE_SPREAD_RANK("2024-11",24)',))
def style_spread_rank(
    market: View,
    month: Month,
    months: Annotated[Count, "How many months are ranked, the month included; 24."] = 24,
    pair: Pair = R1000,
    order: Annotated[Order, "abs (default): 1 is the widest either way; high; low."] = "abs",
    as_of: AsOf | None = None,
) -> int:
    """Rank of a month's value-growth spread among the last months; ties share the best rank.

    Of total returns; of price returns where the pair has an index.
    """
    return rank_of_last(month_spreads(market, pair, month_of(month.first), months, as_of), order)


@function(unit="standard deviations", oracle="pandas", examples=('=STYLE_SPREAD_Z("2024-11",60)',))
def style_spread_z(
    market: View,
    month: Month,
    months: Annotated[
        Count,
        at_least(2, "one value has no standard deviation"),
        "How many months before it are the yardstick; 60.",
    ] = 60,
    pair: Pair = R1000,
    as_of: AsOf | None = None,
) -> float:
    """How many standard deviations a month's spread lies from the mean of the months before it.

    (spread - mean) / sd, with mean and sd (ddof 1) of the months before, the month excluded.
    Of total returns; of price returns where the pair has an index.
    """
    spreads = month_spreads(market, pair, month_of(month.first), months + 1, as_of)
    return z_score(float(spreads[-1]), spreads[:-1])


@function(unit="table", oracle="pandas", examples=('=SPREAD_HISTORY("R1000","2024-01","2024-11")',))
def spread_history(
    market: View,
    pair: Pair,
    start: Annotated[Start, "First month, such as 2024-01."],
    finish: Annotated[Finish, "Last month, such as 2024-11. Left out: that of the last session."]
    | None = None,
    headers: Headers = True,
) -> Table:
    """Monthly returns of both legs and their spread, one row a month.

    A month is dated by its last common session; the unfinished one is measured up to finish.
    Total returns; price returns where the pair has an index.
    """
    until = market.until(start, finish)
    legs = market.legs(*pair)
    places = legs.month_ends_between(start, until)
    ones, twos = legs.returns_between(places)
    rows: list[list[Cell]] = [
        [serial_of_day(legs.session(int(place))), float(one), float(two), float(one - two)]
        for place, one, two in zip(places[1:], ones, twos, strict=True)
    ]
    return Table(("month", *pair, "spread"), rows, headers, dates=("month",))


@function(unit="decimal", oracle="pandas", examples=('=EW_CW_SPREAD("2025-11")',))
def ew_cw_spread(
    market: View, period: PeriodArg, basis: Basis | None = None, as_of: AsOf | None = None
) -> float:
    """Return of the equal-weight S&P 500 (RSP) minus the cap-weighted one (SPY)."""
    return spread_of(market, ("RSP", "SPY"), period, basis, as_of)


@function(unit="decimal", oracle="pandas", examples=('=TOP_REST_SPREAD("2025-11")',))
def top_rest_spread(
    market: View,
    period: PeriodArg,
    top_weight: Annotated[
        Share, "Weight of the top 50 in the index, between 0 and 1; 0.55."
    ] = 0.55,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of the S&P 500's top 50 (XLG) minus that of the rest of the index.

    rest = (R_SPY - w R_XLG) / (1 - w), with w the weight of the top 50.
    """
    if top_weight in {0, 1}:
        raise BadArgumentError(f"top_weight: must lie between 0 and 1, not {top_weight:g} itself.")
    top, index = market.legs("XLG", "SPY", basis=basis).returns(period, market.as_of(as_of))
    return top - (index - top_weight * top) / (1 - top_weight)


def read_factor(value: Cell, argument: str) -> str:
    """Read a factor by name or by fund, and return its fund."""
    word = text(value, argument).upper()
    tickers = {name.upper(): ticker for name, ticker in universe.FACTORS.items()}
    tickers |= {ticker: ticker for ticker in universe.FACTORS.values()}
    if word not in tickers:
        raise BadArgumentError.among(argument, word, "a factor", tickers)
    return tickers[word]


Factor = Annotated[
    str,
    Kind("factor", read_factor, "momentun"),
    "momentum, quality, value, low_vol or size, or its fund: MTUM, QUAL, VLUE, USMV, SIZE.",
]


@function(unit="decimal", oracle="pandas", examples=('=FACTOR_SPREAD("momentum","2025-11")',))
def factor_spread(
    market: View,
    factor: Factor,
    period: PeriodArg,
    benchmark: Annotated[Ticker, "What it is compared with; SPY."] = "SPY",
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of a factor fund minus that of the index."""
    return spread_of(market, (factor, benchmark), period, basis, as_of)
