"""Laws of the answers, for every function that the registry holds, on random valid calls."""

import copy
import datetime as dt
import math
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls import (
    PERIODS,
    TICKERS,
    YEARS,
    answer,
    assert_same,
    calls,
    every,
    kinds,
    law,
)
from changed import changed, cut_at, scaled, with_holidays
from rotationxl import universe
from rotationxl.cells import Cell, CellError
from rotationxl.days import from_date
from rotationxl.market.evaluate import Call, Market
from rotationxl.registry import FUNCTIONS, Function, Table

ALL = FUNCTIONS.values()
CUTS = st.dates(dt.date(2005, 1, 1), dt.date(2025, 12, 31)).map(from_date)


def has(function: Function, *arguments: str) -> bool:
    return set(arguments) <= kinds(function).keys()


# New data change nothing.

RESTATED = {
    "field": ["adj"],  # the close adjusted for every later dividend
    "vintage": ["first"],  # the release that first published a day's value comes after it
}


def bound_of(function: Function) -> str:
    """Return the argument that says up to which day data are used; empty where none does."""
    of_kind = kinds(function)
    return next((n for n in ("as_of", "finish", "day") if of_kind.get(n) == "day"), "")


@every(function for function in ALL if bound_of(function))
@law(25)
@given(data=st.data())
def test_what_comes_after_a_day_changes_no_answer_up_to_it(
    function: Function, data: st.DataObject
) -> None:
    day = data.draw(CUTS, label="day")
    values = data.draw(calls(function, **{bound_of(function): day}))
    for place, argument in enumerate(function.arguments):
        if values[place] in RESTATED.get(argument.name, []):
            values[place] = None
        if argument.name == "vintage" and values[place] != "latest":
            values[place] = day
    for holidays in ([], [with_holidays]):
        whole = changed(*holidays)
        cut = changed(*holidays, cut_at(day), until=day)
        assert answer(cut, function, values) == answer(whole, function, values)


# Units of money do not matter, only what grows from what.

NOT_OF_RETURNS = {"SNAPSHOT_ID"}  # a hash of the numbers as stored


def is_in_money(function: Function) -> bool:
    return function.unit == "price" or kinds(function).get("field", "").startswith("close or")


@every(function for function in ALL if function.name not in NOT_OF_RETURNS)
@law(20)
@given(data=st.data())
def test_prices_quoted_in_other_units_give_the_same_returns(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    values = data.draw(calls(function))
    named = [str(value).upper() for value in values if str(value).upper() in TICKERS]
    ticker = data.draw(st.sampled_from(named or TICKERS), label="ticker")
    factor = data.draw(st.sampled_from([0.125, 4.0]), label="factor")  # exact: ties stay ties
    before, more = answer(sample, function, values), factor if named else 1.0
    for place, argument in enumerate(function.arguments):
        if argument.name == "level":
            values[place] *= more
    after = answer(changed(scaled(ticker, factor)), function, values)
    scales = is_in_money(function) and "volume" not in values
    assert_same(after, times(before, more if scales else 1.0))


def times(cell: Cell, factor: float) -> Cell:
    """Return a cell, or each one of a table, multiplied if it is no date and no text."""
    if isinstance(cell, list):
        return [times(one, factor) for one in cell]
    return cell * factor if isinstance(cell, float) else cell


# The legs of a spread change places.

MIXES = {"BARBELL_RETURN", "VALUATION_GAP"}  # of two tickers, but no difference
SPREADS = [
    function
    for function in ALL
    if {"pair", "ticker or pair"} & set(kinds(function).values()) or has(function, "a", "b")
    if function.unit in {"decimal", "standard deviations", "multiple", "rank", "table"}
    if function.name not in MIXES
]


@every(SPREADS)
@law(30)
@given(data=st.data())
def test_swapping_the_legs_turns_the_sign(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    legs = data.draw(st.lists(st.sampled_from(TICKERS), min_size=2, max_size=2, unique=True))
    one = data.draw(calls(function, **legs_of(function, legs)))
    other = list(one)
    for place, argument in enumerate(function.arguments):
        turned = {**legs_of(function, legs[::-1]), "order": TURNED.get(one[place], one[place])}
        other[place] = turned.get(argument.name, one[place])
    is_turned = function.unit != "rank" and "r2" not in one
    before, after = answer(sample, function, one), answer(sample, function, other)
    if isinstance(before, list):
        before, after = ([[r[0], r[-1]] for r in cells] for cells in (before, after))
    assert_same(after, times(before, -1.0) if is_turned else before)


TURNED = {"high": "low", "low": "high"}


def legs_of(function: Function, legs: list[str]) -> dict[str, Cell]:
    if has(function, "a", "b"):
        return {"a": legs[0], "b": legs[1]}
    return {name: "/".join(legs) for name, kind in kinds(function).items() if kind.endswith("pair")}


# Returns compound.

NOT_COMPOUNDING = {
    "ANNUAL_RETURN",  # a yearly rate
    "GROUP_RETURN",  # a mean of what the members did from the first day on
}
COMPOUNDING = [
    function
    for function in ALL
    if kinds(function).get("period") == "period" and function.name not in NOT_COMPOUNDING
    if function.name.endswith("_RETURN") or function.name == "RELATIVE_STRENGTH"
]


@every(COMPOUNDING)
@law(40)
@given(data=st.data())
def test_the_parts_of_a_period_compound_to_the_whole(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    cuts = st.integers(2005 * 12, 2025 * 12 + 11)
    a, b, c = sorted(data.draw(st.lists(cuts, min_size=3, max_size=3, unique=True)))
    periods = [f"{month(a)}:{month(b - 1)}", f"{month(b)}:{month(c)}", f"{month(a)}:{month(c)}"]
    if not has(function, "rebalance") and data.draw(st.booleans(), label="by dates"):
        x, y, z = (f"{month(m)}-{data.draw(st.integers(1, 28)):02d}" for m in (a, b, c))
        periods = [f"{x}:{y}", f"{y}:{z}", f"{x}:{z}"]
    values = data.draw(calls(function, as_of=None, rebalance=None))
    place = list(kinds(function)).index("period")
    one, two, whole = (
        answer(sample, function, [*values[:place], period, *values[place + 1 :]])
        for period in periods
    )
    if isinstance(one, float) and isinstance(two, float):
        assert_same(1 + whole, (1 + one) * (1 + two))
    else:
        assert isinstance(whole, CellError)


def month(number: int) -> str:
    """Return a month counted from year 0."""
    return f"{number // 12}-{number % 12 + 1:02d}"


# Ranks count those that are better.


def ranks(values: Iterable[float], order: str = "high") -> list[int]:
    keys = [{"high": value, "low": -value, "abs": abs(value)}[order] for value in values]
    return [1 + sum(other > key for other in keys) for key in keys]


@law(25)
@given(period=PERIODS, basis=st.sampled_from([None, "price", "total"]))
def test_the_ranks_of_the_sectors_are_those_of_their_returns(
    period: str, basis: str | None, sample: Market
) -> None:
    rank, value = (
        {s: answer(sample, FUNCTIONS[name], [s, period, basis]) for s in universe.SECTORS}
        for name in ("SECTOR_RANK", "SECTOR_RETURN")
    )
    known = {sector: number for sector, number in value.items() if isinstance(number, float)}
    expected = dict(zip(known, ranks(known.values()), strict=True))
    assert rank == {sector: expected.get(sector, value[sector]) for sector in value}


RANKS_OF_MONTHS = {"RETURN_RANK": "ASSET_RETURN", "STYLE_SPREAD_RANK": "STYLE_SPREAD"}


@every(FUNCTIONS[name] for name in RANKS_OF_MONTHS)
@law(20)
@given(data=st.data())
def test_the_rank_of_a_month_is_that_of_its_value_among_the_last_months(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    last, count = data.draw(st.integers(2005 * 12, 2025 * 12)), data.draw(st.integers(1, 40))
    values = data.draw(calls(function, month=month(last), months=count, as_of=None))
    drawn = dict(zip(kinds(function), values, strict=True))
    of_month = FUNCTIONS[RANKS_OF_MONTHS[function.name]]
    moves = [
        answer(sample, of_month, [{**drawn, "period": month(m)}.get(n) for n in kinds(of_month)])
        for m in range(last - count + 1, last + 1)
    ]
    rank = answer(sample, function, values)
    if any(isinstance(move, CellError) for move in moves):
        assert isinstance(rank, CellError)
    else:
        default = next(a.default for a in function.arguments if a.name == "order")
        assert rank == ranks(moves, drawn["order"] or default)[-1]


@pytest.mark.skipif("SEASONAL_RANK" not in FUNCTIONS, reason="there is no such function yet")
@law(15)
@given(ticker=st.sampled_from(TICKERS), first=YEARS)
def test_the_ranks_of_the_twelve_months_are_those_of_their_means(
    ticker: str, first: int, sample: Market
) -> None:
    rank, mean = (
        [answer(sample, FUNCTIONS[name], [ticker, number, first]) for number in range(1, 13)]
        for name in ("SEASONAL_RANK", "SEASONAL_AVG")
    )
    if any(isinstance(value, CellError) for value in mean):
        assert any(isinstance(value, CellError) for value in rank)
    else:
        assert rank == ranks(mean)


def test_every_rank_is_checked_by_one_of_these_laws() -> None:
    named = {*RANKS_OF_MONTHS, "SECTOR_RANK", "SEASONAL_RANK"}
    assert {function.name for function in ALL if function.unit == "rank"} <= named


# Every answer lies where its unit says.

SIGNED = {"STREAK"}  # counts falls with a minus
NEVER_ABOVE = {"MAX_DRAWDOWN", "CURRENT_DRAWDOWN", "DIST_TO_RECORD"}
NEVER_BELOW = {"RETURN_FROM_LOW", "VOLATILITY", "SECTOR_DISPERSION"}


RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("share",), (0, 1)),
    **dict.fromkeys(("correlation",), (-1, 1)),
    **dict.fromkeys(("rank", "date"), (1, math.inf)),
    **dict.fromkeys(("count", "price"), (0, math.inf)),
    **dict.fromkeys(("MAX_DRAWDOWN", "CURRENT_DRAWDOWN", "DIST_TO_RECORD"), (-1, 0)),
    **dict.fromkeys(("RETURN_FROM_LOW", "VOLATILITY", "SECTOR_DISPERSION"), (0, math.inf)),
    "STREAK": (-math.inf, math.inf),  # falls have a minus
}
"""The least and the largest answer by function, or else by unit."""
WHOLE = {"rank", "count", "date"}
ROUNDING = 1e-12


@every()
@law(30)
@given(data=st.data())
def test_an_answer_lies_where_its_unit_says(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    values = data.draw(calls(function))
    value = answer(sample, function, values)
    if isinstance(value, int | float):
        of_share = (0.0, 1.0) if {"hit", "r2"} & set(map(str, values)) else (-math.inf, math.inf)
        least, most = RANGES.get(function.name, RANGES.get(function.unit, of_share))
        assert least - ROUNDING <= value <= most + ROUNDING
        assert function.unit not in WHOLE or value == int(value)


# A spill is a rectangle of plain cells.


@every(function for function in ALL if function.unit == "table")
@law(20)
@given(data=st.data())
def test_a_spill_has_one_width_and_its_header_is_one_row_more(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    values = data.draw(calls(function, headers=True))
    place = list(kinds(function)).index("headers")
    table = answer(sample, function, values)
    bare = answer(sample, function, [*values[:place], False, *values[place + 1 :]])
    if isinstance(table, CellError):
        assert bare == table
        return
    header, *rows = table
    assert rows == bare
    assert {len(row) for row in table} == {len(set(header))}


@every(function for function in ALL if function.unit == "table")
@law(20)
@given(data=st.data())
def test_a_column_of_dates_holds_whole_serials(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    table = sample.answers([Call(function.name, tuple(data.draw(calls(function))))])[0]
    if isinstance(table, Table):
        assert set(table.dates) <= set(table.columns)
        of_dates = [place for place, name in enumerate(table.columns) if name in table.dates]
        found = [row[place] for row in table.rows for place in of_dates]
        assert {type(cell) for cell in found} <= {int, CellError}


@every()
@law(20)
@given(data=st.data())
def test_an_answer_is_of_plain_types_and_arguments_stay_as_they_are(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    values = data.draw(calls(function))
    before = copy.deepcopy(values)
    value = answer(sample, function, values)
    assert values == before
    cells = [cell for row in value for cell in row] if isinstance(value, list) else [value]
    assert {type(cell) for cell in cells} <= {int, float, str, bool, CellError}
