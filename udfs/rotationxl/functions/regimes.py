"""Regimes: on which days a rule about rates and the economy held, and what style did then."""

from functools import partial
from typing import Annotated

import numpy as np

from rotationxl import days
from rotationxl.arguments import Day, Finish, Kind, Pair, PeriodArg, Start
from rotationxl.cells import Cell, single, truth
from rotationxl.days import Days, Values
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.functions.rates import level_or_slope
from rotationxl.functions.style import R1000
from rotationxl.market.macro import Observations
from rotationxl.market.prices import Legs
from rotationxl.market.view import View
from rotationxl.periods import month_of, month_text
from rotationxl.registry import Family
from rotationxl.rules import Rule, Series, read_rule
from rotationxl.sessions import is_complete_month
from rotationxl.sources import Key

function = Family("Regimes")


def read_side(value: Cell, argument: str) -> str:
    """Read TRUE, FALSE or diff."""
    raw = single(value, argument)
    if isinstance(raw, str) and raw.strip().lower() == "diff":
        return "diff"
    try:
        return str(truth(raw, argument)).upper()
    except BadArgumentError as error:
        raise BadArgumentError(f"{error} Also: diff.") from None


RuleArg = Annotated[
    Rule,
    Kind("rule", read_rule),
    "Rule such as 10Y>4.5 AND T10Y2Y>0: FRED ids, tenors (10Y, or a slope 10Y-2Y, in percent) or "
    "numbers compared by < <= > >= =, joined by AND, OR, NOT and brackets.",
]
Side = Annotated[
    str,
    Kind("TRUE or FALSE or diff", read_side),
    "TRUE (default): months for which the rule held; FALSE: those for which it did not; diff: "
    "the first mean minus the second.",
]


def observed(market: View, rule: Rule) -> dict[Series, Observations]:
    return {series: level_or_slope(market, series) for series in rule.series}


@function(
    unit="TRUE or FALSE",
    oracle="pandas",
    examples=(
        '=REGIME("10Y>4.5 AND T10Y2Y>0","2024-11-29")',
        '=REGIME("10Y-2Y<0 OR NOT UNRATE<4","2023-06-30")',
    ),
)
def regime(market: View, rule: RuleArg, day: Day | None = None) -> bool:
    """Whether a rule about yields and macro series holds on a day.

    Each series stands with its last observation on or before the day, in FRED's units (yields in
    percent) and as published last; FRED dates a monthly figure on the first of its month. A slope
    such as 10Y-2Y is taken on days with both yields. NOT binds before AND, AND before OR. #N/A
    when a series has no observation yet or the source does not know it.
    """
    market.need(*rule.keys)
    last = market.as_of(day)
    known = observed(market, rule)
    return bool(rule.holds({series: known[series].on(last) for series in known}))


@function(unit="share", oracle="pandas", examples=('=REGIME_SHARE("10Y>4 AND 10Y-2Y>0","2024")',))
def regime_share(market: View, rule: RuleArg, period: PeriodArg) -> float:
    """Share of a period's sessions on which a rule held.

    Sessions are SPY's inside the period; each is judged as REGIME does, by the last observations
    on or before it. An unfinished period counts to date. #N/A when a session of the period lies
    before the first observation of a series.
    """
    market.need(Key("price", "SPY"), *rule.keys)
    sessions = market.legs("SPY")
    start, finish = sessions.window(period, market.last_session)
    chosen = slice(start, finish + 1)
    values: dict[Series, Values] = {}
    for series, known in observed(market, rule).items():
        known.stored(sessions.session(start))
        by_session = market.derived(
            ("by session", series), partial(_last_values, known, sessions.day)
        )
        values[series] = by_session[chosen]
    return float(np.mean(rule.holds(values)))


def _last_values(known: Observations, day: Days) -> Values:
    """Return the last observation on or before each of some days; NaN where none is."""
    place = known.day.searchsorted(day, side="right") - 1
    return np.where(place < 0, np.nan, known.value[place])


@function(
    unit="decimal",
    oracle="pandas",
    examples=(
        '=REGIME_SPREAD("10Y>4","R1000","2010-01","2025-06")',
        '=REGIME_SPREAD("10Y-2Y>0","SP500","2010-01","2025-06","diff")',
    ),
)
def regime_spread(
    market: View,
    rule: RuleArg,
    pair: Pair = R1000,
    start: Annotated[Start, "First month, such as 2010-01. Left out: the first that data allow."]
    | None = None,
    finish: Annotated[Finish, "Last month, such as 2025-06. Left out: the last complete one."]
    | None = None,
    side: Side = "TRUE",
) -> float:
    """Mean monthly spread of a pair over the months that began under a rule, or did not.

    A month belongs to TRUE when the rule held on the last calendar day of the month before, by
    the last observations on or before that day: nothing of the month itself decides. The spread
    is the return of the first leg minus that of the second, with dividends (price for indices).

    The first month is that of start, or the first for which both legs have a return and each
    series an observation by the end of the month before, whichever is later. The last one is the
    last that is complete: its last session is on or before finish and stored. #N/A when no month
    is on a side that is asked for.
    """
    market.need(*(Key("price", ticker) for ticker in pair), *rule.keys)
    last_day = market.as_of(finish) if start is None else market.until(start, finish)
    legs, known = market.legs(*pair), observed(market, rule)
    first, last = _months(legs, known, start, last_day)
    one, two = legs.month_returns(first, last, last_day)
    eves = days.month_firsts(np.arange(first, last + 1, dtype=np.int32)) - 1
    held = rule.holds({series: _last_values(item, eves) for series, item in known.items()})
    held = np.broadcast_to(held, eves.shape)
    market.note(
        f"{int(held.sum())} of {len(held)} months from {month_text(first)} to {month_text(last)} "
        "began under the rule."
    )
    wanted = {"TRUE": [held], "FALSE": [~held], "diff": [held, ~held]}[side]
    means = [_mean(one - two, where, first, last) for where in wanted]
    return means[0] if len(means) == 1 else means[0] - means[1]


def _months(
    legs: Legs, known: dict[Series, Observations], start: int | None, last_day: int
) -> tuple[int, int]:
    """Return the first and the last month that can be computed from start to a day."""
    for item in known.values():
        item.stored(last_day)
    begins = [month_of(item.session(0)) + 1 for item in (legs, *known.values())]
    first = max(*begins, 0 if start is None else month_of(start))
    last_session = legs.session(max(legs.place(last_day), 0))
    last = month_of(last_session) - (not is_complete_month(last_session))
    if first > last:
        raise NoDataError(
            f"{legs.label}: {month_text(first)} is the first month that can be computed, "
            f"and no complete month from then on is stored up to {days.iso(last_day)}."
        )
    return first, last


def _mean(spreads: Values, where: np.ndarray, first: int, last: int) -> float:
    if not where.any():
        raise NoDataError(
            f"REGIME_SPREAD: the rule leaves no month from {month_text(first)} to "
            f"{month_text(last)} on this side."
        )
    return float(spreads[where].mean())
