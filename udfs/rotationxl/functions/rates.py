"""Yields, the curve, and how prices answer to them."""

from collections.abc import Callable
from typing import Annotated, NamedTuple

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
from rotationxl.days import Days, Values, last_places, months_of, weeks_of
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.market.macro import Observations
from rotationxl.market.view import View
from rotationxl.periods import Trailing
from rotationxl.registry import Family
from rotationxl.sources import Key

function = Family("Rates")

GroupOf = Callable[[Days], Days]
"""Puts each day into its week or its month."""

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


Tenor = Annotated[str, Kind("tenor", read_tenor), f"Tenor: {', '.join(_TENORS)}."]
TenorOrSlope = Annotated[
    tuple[str, ...],
    Kind("tenor or slope", read_tenor_or_slope),
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
    codes = [yield_code(tenor, kind) for tenor in tenors]
    market.need(*(Key("macro", code) for code in codes))
    first = market.macro(codes[0]).latest
    if len(codes) == 1:
        return first
    return market.derived(("slope", *codes), lambda: _difference(market, codes))


def _difference(market: View, codes: list[str]) -> Observations:
    one, two = (market.macro(code).latest for code in codes)
    day, at_one, at_two = np.intersect1d(one.day, two.day, True, True)
    return Observations("-".join(codes), day, one.value[at_one] - two.value[at_two])


@function(
    unit="decimal",
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


@function(unit="bp", examples=('=YIELD_CHANGE_BP("10Y","2024-11-22","2024-11-25")',))
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
        begin, end = known.place(start), known.place(last)
    else:
        end = known.place(market.as_of(finish))
        begin = known.before(end)
    return (known.at(end) - known.at(begin)) * 100


@function(unit="bp", examples=('=CURVE_SLOPE_BP("10Y","2Y","2024-11-29")',))
def curve_slope_bp(
    market: View, long_tenor: Tenor = "10Y", short_tenor: Tenor = "2Y", day: Day | None = None
) -> float:
    """Slope of the yield curve: long minus short yield, in basis points."""
    return yields(market, (long_tenor, short_tenor), "nominal").on(market.as_of(day)) * 100


class Regression(NamedTuple):
    """A straight line through points, by ordinary least squares with an intercept."""

    beta: float
    t: float
    r2: float


def regress(y: Values, x: Values) -> Regression:
    """Return slope, its t-statistic and R squared of y on x."""
    dx, dy = x - x.mean(), y - y.mean()
    sxx, syy, sxy = float(dx @ dx), float(dy @ dy), float(dx @ dy)
    if len(x) < 3 or sxx == 0 or syy == 0:  # noqa: PLR2004 (two points leave no residual)
        raise NoDataError("Too few observations, or one of the two sides does not vary.")
    beta = sxy / sxx
    residual = max(syy - beta * sxy, 0.0) / (len(x) - 2)
    t = beta / (residual / sxx) ** 0.5 if residual else float("inf")
    return Regression(beta, t, sxy * sxy / (sxx * syy))


@function(unit="multiple", examples=('=RATE_BETA("IWM-SPY",104,"10Y","beta","2024-11-25")',))
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
    last weeks up to as_of. Weeks in which either has no observation are dropped.
    """
    code = yield_code(tenor, "nominal")
    return _beta(market, what, code, weeks, weeks_of, stat, as_of, as_ratio=False)


@function(unit="multiple", examples=('=DOLLAR_BETA("IWF",60,"beta","2025-11-28")',))
def dollar_beta(
    market: View,
    what: TickerOrPair,
    months: Annotated[Count, "How many months are used; 60."] = 60,
    stat: Stat = "beta",
    as_of: AsOf | None = None,
) -> float:
    """Return (or spread) that went with a rise of the dollar by 100%, month by month.

    Slope of the monthly return on the monthly change, as a decimal, of the month-end broad
    dollar index (FRED DTWEXBGS), over the last months up to as_of.
    """
    return _beta(market, what, "DTWEXBGS", months, months_of, stat, as_of, as_ratio=True)


def _beta(
    market: View, what: tuple[str, ...], code: str, count: int, group_of: GroupOf, stat: str,
    as_of: int | None, *, as_ratio: bool,
) -> float:  # fmt: skip
    """Return the regression of a return on the change of a macro series, period by period."""
    market.need(*(Key("price", ticker) for ticker in what), Key("macro", code))
    last = market.as_of(as_of)
    legs, known = market.legs(*what), market.macro(code).latest
    price_groups, places = _ends(legs.day, group_of, last, count)
    macro_groups, rows = _ends(known.day, group_of, last, count)
    both, one, two = np.intersect1d(price_groups, macro_groups, True, True)
    if len(both) <= count:
        raise NoDataError(
            f"{'-'.join(what)} and {code}: {count + 1} weeks or months with both are needed up to "
            f"{days.iso(last)}, {len(both)} are stored."
        )
    place, row = places[one][-count - 1 :], rows[two][-count - 1 :]
    moves = [leg[place[1:]] / leg[place[:-1]] - 1 for leg in legs.array]
    level = known.value[row]
    change = level[1:] / level[:-1] - 1 if as_ratio else np.diff(level)
    y = moves[0] - moves[1] if len(moves) > 1 else moves[0]
    return float(getattr(regress(y, change), stat))


def _ends(day: Days, group_of: GroupOf, last: int, count: int) -> tuple[Days, Days]:
    """Return the last weeks or months up to a day, and the place of the last entry of each."""
    finish = int(day.searchsorted(last, side="right"))
    # No week and no month has more than 31 days; one more for the base, a few for gaps.
    start = max(0, finish - 31 * (count + 8))
    groups, places = last_places(group_of(day[start:finish]))
    return groups, places + start


@function(unit="decimal", examples=("=PE_SHOCK(40,50)", "=PE_SHOCK(12,50)"))
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
