"""Yields, the curve, and how prices answer to them."""

from typing import Annotated

import numpy as np

from rotationxl import days, universe
from rotationxl.arguments import (
    AsOf,
    Count,
    Day,
    Finish,
    Kind,
    Number,
    TickerOrPair,
    choice,
    start_or,
)
from rotationxl.cells import Cell, text
from rotationxl.errors import BadArgumentError, NoDataError, listed
from rotationxl.market.macro import Observations
from rotationxl.market.timeline import GROUP_NAMES
from rotationxl.market.view import View
from rotationxl.periods import Trailing
from rotationxl.registry import Family
from rotationxl.sources import Key
from rotationxl.stats import regress

function = Family("Rates")

_TENORS = tuple(dict.fromkeys(tenor for tenor, _ in universe.TENORS))


def read_tenor(value: Cell, argument: str) -> str:
    word = text(value, argument).upper()
    if word not in _TENORS:
        raise BadArgumentError.among(argument, word, "a tenor", _TENORS)
    return word


def read_tenor_or_slope(value: Cell, argument: str) -> tuple[str, ...]:
    tenors = text(value, argument).upper().split("-")
    if len(tenors) > 2:  # noqa: PLR2004 (a slope has two ends)
        raise BadArgumentError(f"{argument}: {value!r} is neither a tenor nor a slope as 10Y-2Y.")
    return tuple(read_tenor(tenor, argument) for tenor in tenors)


Tenor = Annotated[str, Kind("tenor", read_tenor, "7Y"), f"Tenor: {', '.join(_TENORS)}."]
TenorOrSlope = Annotated[
    tuple[str, ...],
    Kind("tenor or slope", read_tenor_or_slope, "10Y-7Y"),
    "Tenor such as 10Y, or a slope such as 10Y-2Y.",
]
YieldKind = Annotated[
    str,
    choice("nominal", "real", "breakeven"),
    "nominal (default), real (inflation-indexed), or breakeven (expected inflation).",
]
Stat = Annotated[
    str, choice("beta", "t", "r2"), "beta (default), t (its t-statistic) or r2 (share explained)."
]


def yield_code(tenor: str, kind: str) -> str:
    """Return the FRED id of a yield."""
    if (tenor, kind) not in universe.TENORS:
        offered = ", ".join(known for known, of_kind in universe.TENORS if of_kind == kind)
        raise BadArgumentError(f"tenor: there is no {kind} yield of {tenor}; there is {offered}.")
    return universe.TENORS[tenor, kind]


def yields(market: View, tenors: tuple[str, ...], kind: str) -> Observations:
    """Return the observations of a yield, or of the first minus the second on common days."""
    codes = tuple(yield_code(tenor, kind) for tenor in tenors)
    market.need(*(Key("macro", code) for code in codes))
    return level_or_slope(market, codes)


def level_or_slope(market: View, codes: tuple[str, ...]) -> Observations:
    """Return the observations of a series, or of the first minus the second on common days."""
    if len(codes) == 1:
        return market.macro(codes[0])
    return market.derived(("slope", *codes), lambda: _difference(market, codes))


def _difference(market: View, codes: tuple[str, ...]) -> Observations:
    one, two = (market.macro(code) for code in codes)
    day, at_one, at_two = np.intersect1d(one.day, two.day, True, True)
    # FRED's values are decimals: 4.15 - 3.90 is 0.25, but more than that in floats.
    level = np.round(one.value[at_one] - two.value[at_two], 8)
    return Observations("-".join(codes), day, level)


@function(
    unit="decimal",
    oracle="pandas",
    examples=('=YIELD_LEVEL("10Y","2024-11-29")', '=YIELD_LEVEL("10Y","2024-11-29","real")'),
)
def yield_level(
    market: View, tenor: Tenor, day: Day | None = None, kind: YieldKind = "nominal"
) -> float:
    """Treasury yield on the last observation on or before a day: 0.0418 is 4.18%.

    Constant-maturity par yields (FRED DGS*), inflation-indexed yields (DFII*), or breakeven
    inflation (T*YIE).
    """
    return yields(market, (tenor,), kind).on(market.as_of(day)) / 100


@function(
    unit="bp", oracle="pandas", examples=('=YIELD_CHANGE_BP("10Y","2024-11-22","2024-11-25")',)
)
def yield_change_bp(
    market: View,
    tenor: TenorOrSlope,
    start: Annotated[
        str | int | Trailing,
        start_or("1d"),
        "Day the change runs from, or 1D for the observation before.",
    ],
    finish: Finish | None = None,
    kind: YieldKind = "nominal",
) -> float:
    """Change of a yield or of the curve's slope, in basis points."""
    known = yields(market, tenor, kind)
    if isinstance(start, int):
        last = market.until(start, finish)
        begin, end = known.stored(start), known.stored(last)
    else:
        end = known.stored(market.as_of(finish))
        begin = known.before(end)
    return (known.at(end) - known.at(begin)) * 100


@function(unit="bp", oracle="pandas", examples=('=CURVE_SLOPE_BP("10Y","2Y","2024-11-29")',))
def curve_slope_bp(
    market: View, long_tenor: Tenor = "10Y", short_tenor: Tenor = "2Y", day: Day | None = None
) -> float:
    """Slope of the yield curve: long minus short yield, in basis points."""
    return yields(market, (long_tenor, short_tenor), "nominal").on(market.as_of(day)) * 100


@function(
    unit="by option",
    oracle="statsmodels OLS",
    examples=('=RATE_BETA("IWM-SPY",104,"10Y","beta","2024-11-25")',),
)
def rate_beta(
    market: View,
    what: TickerOrPair,
    weeks: Annotated[Count, "How many weeks are used; 104."] = 104,
    tenor: Tenor = "10Y",
    stat: Stat = "beta",
    as_of: AsOf | None = None,
) -> float:
    """Return (or spread) that went with a rise of the yield by 100 bp.

    Slope of the weekly return on the weekly change of the yield in percentage points, over the
    last weeks up to as_of. Weeks in which either has no observation are dropped. Total returns;
    price returns where an index is among the tickers.
    """
    code = yield_code(tenor, "nominal")
    return _beta(market, what, code, weeks, "W", stat, as_of, as_ratio=False)


@function(
    unit="by option",
    oracle="statsmodels OLS",
    examples=('=DOLLAR_BETA("IWF",60,"beta","2025-11-28")',),
)
def dollar_beta(
    market: View,
    what: TickerOrPair,
    months: Annotated[Count, "How many months are used; 60."] = 60,
    stat: Stat = "beta",
    as_of: AsOf | None = None,
) -> float:
    """Return (or spread) that went with a rise of the dollar by 100%, month by month.

    Slope of the monthly return on the monthly change, as a decimal, of the month-end broad
    dollar index (FRED DTWEXBGS), over the last months up to as_of. Total returns; price returns
    where an index is among the tickers.
    """
    return _beta(market, what, "DTWEXBGS", months, "M", stat, as_of, as_ratio=True)


def _beta(
    market: View, what: tuple[str, ...], code: str, count: int, freq: str, stat: str,
    as_of: int | None, *, as_ratio: bool,
) -> float:  # fmt: skip
    """Return the regression of a return on the change of a macro series, period by period."""
    market.need(*(Key("price", ticker) for ticker in what), Key("macro", code))
    last = market.as_of(as_of)
    legs, known = market.legs(*what), market.macro(code)
    # A few more than are needed, for weeks in which one of the two has no observation.
    price_groups, places = (ends[-2 * count - 8 :] for ends in legs.ends(freq, legs.place(last)))
    macro_groups, rows = (ends[-2 * count - 8 :] for ends in known.ends(freq, known.place(last)))
    both, one, two = np.intersect1d(price_groups, macro_groups, True, True)
    if len(both) <= count:
        raise NoDataError(
            f"{listed([*what, code])}: {count + 1} {GROUP_NAMES[freq]} with all of them are needed "
            f"up to {days.iso(last)}, {len(both)} are stored."
        )
    place, row = places[one][-count - 1 :], rows[two][-count - 1 :]
    level = known.value[row]
    change = level[1:] / level[:-1] - 1 if as_ratio else np.diff(level)
    return regress(legs.moves_between(place), change).statistic(stat)


@function(
    unit="decimal",
    oracle="the price of a perpetuity",
    examples=("=PE_SHOCK(40,50)", "=PE_SHOCK(12,50)"),
)
def pe_shock(
    market: View,  # noqa: ARG001 (every function gets it)
    pe: Annotated[Number, "Price/earnings multiple, above 0."],
    bp: Annotated[Number, "Move of the discount rate in basis points."],
) -> float:
    """Price change when the discount rate moves, for a stock at a given price/earnings multiple.

    Constant growth: with d = bp/10000 the price changes by -d pe / (1 + d pe).
    """
    if pe <= 0:
        raise BadArgumentError(f"pe: must be above 0, not {pe:g}.")
    shift = bp / 10_000 * pe
    if shift <= -1:
        raise BadArgumentError(f"bp: with a multiple of {pe:g} it must be above {-10_000 / pe:g}.")
    return -shift / (1 + shift)
