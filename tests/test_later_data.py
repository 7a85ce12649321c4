"""What comes after the day or the period that a call asks about changes no answer.

Of a macro series a day says which observations count; they are as stated now, later revisions
included, unless a vintage is asked for: then nothing counts that was stated after it.
"""

import datetime as dt
import math
from collections.abc import Mapping
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from calls import CLOSED_PERIODS, DAYS, MONTHS, YEARS, answer, calls, every, has, kinds, named, told
from changed import Change, changed, cut_at, spoilt_after, with_holidays
from rotationxl.cells import Cell
from rotationxl.days import from_date, from_ymd
from rotationxl.market.evaluate import Call, Market
from rotationxl.periods import parse_iso
from rotationxl.registry import FUNCTIONS, Function

END = from_date(dt.date(2199, 12, 31))
CUTS = st.dates(dt.date(2005, 1, 1), dt.date(2025, 12, 31)).map(from_date)

CLOSED: Mapping[str, st.SearchStrategy[Cell]] = {
    "period": CLOSED_PERIODS,
    "period or sessions": CLOSED_PERIODS,
    "month": MONTHS,
    "year": YEARS,
}
"""Cells that name a last day, by the kind of argument."""


def bound_of(function: Function) -> str:
    """Return the argument that says up to which day data are used; empty where none does."""
    of_kind = kinds(function)
    return next((n for n in ("as_of", "finish", "day") if of_kind.get(n) == "day"), "")


def period_of(function: Function) -> str:
    """Return the argument that says where a period ends; empty where none does."""
    of_kind = kinds(function).items()
    return next((n for n, k in of_kind if k in CLOSED and not n.startswith("start")), "")


def last_of(function: Function, values: dict[str, Cell]) -> float:
    """Return the last day of the period that a call asks about, as far as it names one."""
    place = [*kinds(function), ""].index(period_of(function))
    if not (cell := values.get(period_of(function))):
        return math.inf
    read = function.arguments[place].kind.read(cell, "period")
    if kinds(function)[period_of(function)] == "year":
        return from_ymd(read, 12, 31)
    return float(getattr(read, "last", math.inf))


@cache
def base(is_with_holidays: bool) -> Market:
    return changed(*changes(is_with_holidays))


def changes(is_with_holidays: bool) -> list[Change]:
    return [with_holidays] if is_with_holidays else []


def without_adj(values: dict[str, Cell]) -> dict[str, Cell]:
    """Return the values but for adj: it is adjusted for every later dividend."""
    return {name: None if value == "adj" else value for name, value in values.items()}


@every(bound_of)
@settings(max_examples=12)
@given(data=st.data(), day=CUTS, is_with_holidays=st.booleans())
def test_a_market_that_ends_on_the_day_gives_the_same(
    name: str, data: st.DataObject, day: int, is_with_holidays: bool
) -> None:
    function = FUNCTIONS[name]
    values = without_adj(named(function, data.draw(calls(name, **{bound_of(function): day}))))
    if values.get("vintage") not in {None, "latest"}:
        values["vintage"] = day  # what was stated later is gone
    whole = base(is_with_holidays)
    cut = cut_at(day, *changes(is_with_holidays))
    assert answer(cut, name, values.values()) == answer(whole, name, values.values())


@every(lambda function: bool(bound_of(function) or period_of(function)))
@settings(max_examples=12)
@given(data=st.data(), day=CUTS, is_with_holidays=st.booleans())
def test_numbers_after_the_day_or_the_period_do_not_matter(
    name: str, data: st.DataObject, day: int, is_with_holidays: bool
) -> None:
    function = FUNCTIONS[name]
    fixed: dict[str, Cell] = {bound_of(function): day}
    if not bound_of(function):
        fixed[period_of(function)] = data.draw(CLOSED[kinds(function)[period_of(function)]])
    values = without_adj(named(function, data.draw(calls(name, **fixed))))
    last = min(last_of(function, values), day if bound_of(function) else math.inf)
    assert last < math.inf
    vintage = vintage_of(function, values)
    other = changed(*changes(is_with_holidays), spoilt_after(int(last), vintage))
    call = Call(name, tuple(values.values()))
    expected, spoilt = (market.answers([call])[0] for market in (base(is_with_holidays), other))
    assert told(spoilt) == told(expected)


@every(has("vintage"))
@settings(max_examples=15)
@given(data=st.data(), vintage=st.just("first") | DAYS)
def test_what_was_stated_after_the_vintage_does_not_matter(
    name: str, data: st.DataObject, vintage: str, sample: Market
) -> None:
    series = data.draw(st.sampled_from(["UNRATE", "PAYEMS"]))
    call = Call(name, tuple(data.draw(calls(name, series=series, vintage=vintage))))
    day = parse_iso(vintage, "vintage") if vintage != "first" else None
    spoilt = changed(spoilt_after(END, day or "first")).answers([call])[0]
    assert told(spoilt) == told(sample.answers([call])[0])


def vintage_of(function: Function, values: dict[str, Cell]) -> str | int:
    argument = next((a for a in function.arguments if a.name == "vintage"), None)
    given_one = values.get("vintage")
    return argument.kind.read(given_one, "vintage") if argument and given_one else "latest"
