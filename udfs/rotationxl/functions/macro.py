"""Macro series and policy: FRED's numbers, as known now or at the time."""

from typing import Annotated

import numpy as np

from rotationxl import days
from rotationxl.arguments import (
    Day,
    Finish,
    Freq,
    Headers,
    Kind,
    Month,
    Number,
    PeriodArg,
    SeriesCode,
    Start,
    Vintage,
    choice,
    start_or,
)
from rotationxl.errors import NoDataError
from rotationxl.functions.prices import history
from rotationxl.market.macro import Observations
from rotationxl.market.prices import Prices
from rotationxl.market.view import View
from rotationxl.periods import Period, Trailing, days_back, month_first, month_of, month_text
from rotationxl.readers import read_series
from rotationxl.registry import Family, Table
from rotationxl.sources import Key

function = Family("Macro and policy")

MILLION = 1_000_000
FredId = Annotated[
    str, Kind("FRED id", read_series, "DGS 10", "DGS11"), "FRED id such as DGS10, UNRATE or PAYEMS."
]
Level = Annotated[Number, "Level in FRED's units (4.5 for 4.5%), or a price."]
Mode = Annotated[
    str,
    choice("diff", "pct", "bp"),
    "diff (default; the series' units), pct (as a decimal), or bp (for a series in percent).",
]


@function(
    unit="FRED units",
    oracle="pandas",
    examples=('=MACRO("UNRATE","2024-11-30")', '=MACRO("WALCL")'),
)
def macro(
    market: View, series: FredId, day: Day | None = None, vintage: Vintage = "latest"
) -> float:
    """Last observation of a FRED series on or before a day, in FRED's units.

    With a vintage: as it was known on that day, or as first published.
    """
    return market.known(series, vintage).on(market.as_of(day))


@function(
    unit="by option",
    oracle="pandas",
    examples=(
        '=MACRO_CHANGE("WALCL","peak","2024-11-30")',
        '=MACRO_CHANGE("DTWEXBGS","12M",,"pct")',
    ),
)
def macro_change(
    market: View,
    series: FredId,
    start: Annotated[
        str | int | Trailing,
        start_or("1M", "12M", "peak"),
        "Day the change runs from; 1M or 12M back from the last observation; or peak (the "
        "highest value up to finish).",
    ],
    finish: Finish | None = None,
    mode: Mode = "diff",
    vintage: Vintage = "latest",
) -> float:
    """Change of a FRED series: a difference, a share, or basis points."""
    known = market.known(series, vintage)
    return _change(known, _ends(market, known, start, finish), mode)


def _ends(
    market: View, known: Observations, start: str | int | Trailing, finish: int | None
) -> tuple[int, int]:
    """Return the places a change runs from and to."""
    if isinstance(start, int):
        last = market.until(start, finish)
        return known.stored(start), known.stored(last)
    end = known.stored(market.as_of(finish))
    if isinstance(start, Trailing):
        return _months_before(known, start, end), end
    return int(known.value[: end + 1].argmax()), end


def _months_before(known: Observations, back: Trailing, end: int) -> int:
    """Return the place so many months before the last observation."""
    day = days_back(known.session(end), back.length, back.unit)
    place = known.stored(day)
    if known.is_monthly and month_of(known.session(place)) != month_of(day):
        raise NoDataError(f"{known.code}: {month_text(month_of(day))} was never published.")
    return place


def _change(known: Observations, ends: tuple[int, int], mode: str) -> float:
    begin, end = ends
    before, after = known.at(begin), known.at(end)
    if mode == "pct":
        if before == 0:
            raise NoDataError(f"{known.code}: it was 0 on {days.iso(known.session(begin))}.")
        return after / before - 1
    return (after - before) * (100 if mode == "bp" else 1)


@function(unit="FRED units", oracle="pandas", examples=('=MACRO_AVG("DCOILWTICO","2024-11")',))
def macro_avg(
    market: View, series: FredId, period: PeriodArg, vintage: Vintage = "latest"
) -> float:
    """Mean of a FRED series' observations inside a period."""
    known = market.known(series, vintage)
    return float(known.value[known.inside(period, market.last_session)].mean())


@function(
    unit="table", oracle="pandas", examples=('=MACRO_HISTORY("DGS10","2024-11-18","2024-11-25")',)
)
def macro_history(
    market: View,
    series: FredId,
    start: Start,
    finish: Finish | None = None,
    freq: Freq = "D",
    headers: Headers = True,
    vintage: Vintage = "latest",
) -> Table:
    """Dates and values of a FRED series, every observation or the last of each week or month.

    Missing observations are left out.
    """
    last = market.until(start, finish)
    known = market.known(series, vintage)
    rows = history(known, known.value, start, last, freq)
    if not rows:
        raise NoDataError(f"{series}: no observation from {days.iso(start)} to {days.iso(last)}.")
    return Table(("date", "value"), rows, headers, dates=("date",))


@function(unit="count", oracle="a loop", examples=('=LEVEL_CROSSINGS("DGS10",4.5,"2024-11")',))
def level_crossings(market: View, series: SeriesCode, level: Level, period: PeriodArg) -> int:
    """How often a series went from one side of a level to the other within a period.

    Strict sign changes between consecutive observations, from the last one before the period's
    first day on; touching the level is none. FRED's units, or a ticker's closes.
    """
    known: Observations | Prices = market.either(series)
    if isinstance(known, Prices):
        known = Observations(series, known.day, known.close)
    inside = known.inside(period, market.last_session)
    side = np.sign(known.value[max(inside.start - 1, 0) : inside.stop] - level)
    return int((side[1:] * side[:-1] < 0).sum())


@function(unit="decimal", oracle="pandas", examples=('=FED_FUNDS_TARGET("2025-12-11")',))
def fed_funds_target(
    market: View,
    day: Day | None = None,
    bound: Annotated[
        str, choice("upper", "lower", "mid"), "upper (default), lower, or mid of the range."
    ] = "upper",
) -> float:
    """Target rate of the Federal Reserve on a day: 0.0475 is 4.75%."""
    codes = {"upper": ["DFEDTARU"], "lower": ["DFEDTARL"], "mid": ["DFEDTARL", "DFEDTARU"]}[bound]
    market.need(*(Key("macro", code) for code in codes))
    levels = [market.macro(code).on(market.as_of(day)) for code in codes]
    return sum(levels) / len(levels) / 100


@function(
    unit="by option",
    oracle="pandas",
    examples=('=POLICY_MOVES("2025")', '=POLICY_MOVES("2025","cuts")'),
)
def policy_moves(
    market: View,
    period: PeriodArg,
    unit: Annotated[
        str, choice("bp", "cuts", "hikes"), "bp (default; the net change), cuts or hikes (counts)."
    ] = "bp",
) -> float:
    """Moves of the federal funds target (upper bound) in a period: net bp, or a count.

    Counted from where the period runs from: the day before a month, quarter or year, and the first
    date itself of a range of dates.
    """
    known, last = market.macro("DFEDTARU"), market.last_session
    steps = np.diff(known.value[_from_base(known, period, last)])
    if unit == "bp":
        return float(steps.sum() * 100)
    return float(((steps < 0) if unit == "cuts" else (steps > 0)).sum())


def _from_base(known: Observations, period: Period, as_of: int) -> slice:
    """Return a period's observations and the one it starts from."""
    inside = known.inside(period, as_of)
    return slice(known.stored(period.span(as_of).base), inside.stop)


@function(unit="USD", oracle="pandas", examples=('=FED_BALANCE_CHANGE("peak","2024-11-30")',))
def fed_balance_change(
    market: View,
    start: Annotated[
        str | int | Trailing,
        start_or("1M", "12M", "peak"),
        "Day the change runs from; 1M or 12M back from the last observation; or peak (default; "
        "the highest value up to finish).",
    ] = "peak",
    finish: Finish | None = None,
) -> float:
    """Change of the Federal Reserve's total assets in USD (FRED WALCL, which is in millions)."""
    known = market.macro("WALCL")
    return _change(known, _ends(market, known, start, finish), "diff") * MILLION


@function(
    unit="thousands",
    oracle="pandas",
    examples=('=NFP_CHANGE("2024-10")', '=NFP_CHANGE("2024-10","first")'),
)
def nfp_change(market: View, month: Month, vintage: Vintage = "latest") -> float:
    """Change of nonfarm payrolls in a month, in thousands of jobs (FRED PAYEMS).

    first is the headline: both months as the release stated them that first published the month.
    """
    first = month.first
    if vintage == "first":
        vintage = market.vintages("PAYEMS").first_release(first)
    known = market.known("PAYEMS", vintage)
    before = month_first(month_of(first) - 1)
    end, begin = known.stored(first), known.stored(before)
    if (known.session(begin), known.session(end)) != (before, first):
        raise NoDataError(
            f"PAYEMS: {month.text} and the month before are not both published; the last month is "
            f"{month_text(month_of(known.session(len(known) - 1)))}."
        )
    return known.at(end) - known.at(begin)
