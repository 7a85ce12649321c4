"""Laws of the numbers, for every function that the registry holds, on random valid calls."""

import copy
import math
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from calls import (
    PERIODS,
    TICKERS,
    YEARS,
    answer,
    assert_same,
    calls,
    every,
    has,
    kinds,
    named,
)
from changed import changed, scaled
from rotationxl import universe
from rotationxl.cells import Cell, CellError
from rotationxl.market.evaluate import Call, Market
from rotationxl.registry import FUNCTIONS, Function, Table

# Units of money do not matter, only what grows from what.


def is_in_money(function: Function) -> bool:
    return function.unit == "price" or kinds(function).get("field", "").startswith("close or")


@every(lambda function: function.name != "SNAPSHOT_ID")  # a hash of the numbers as stored
@settings(max_examples=12)
@given(data=st.data())
def test_prices_quoted_in_other_units_give_the_same_returns(
    name: str, data: st.DataObject, sample: Market
) -> None:
    function = FUNCTIONS[name]
    values = data.draw(calls(name))
    asked = [word for value in values if (word := str(value).upper()) in TICKERS]
    ticker = data.draw(st.sampled_from(asked or TICKERS), label="ticker")
    factor = data.draw(st.sampled_from([0.125, 4.0]), label="factor")  # exact: ties stay ties
    before = answer(sample, name, values)
    for place, argument in enumerate(function.arguments):
        if argument.name == "level" and asked:
            values[place] *= factor
    after = answer(changed(scaled(ticker, factor)), name, values)
    scales = bool(asked) and is_in_money(function) and "volume" not in values
    assert_same(after, times(before, factor if scales else 1.0))


def times(cell: Cell, factor: float) -> Cell:
    """Return a cell, or each one of a table, multiplied if it is no date and no text."""
    if isinstance(cell, list):
        return [times(one, factor) for one in cell]
    return cell * factor if isinstance(cell, float) else cell


# The legs of a spread change places.

MIXES = {"BARBELL_RETURN"}  # of two tickers, but no difference
SIGNED = {"decimal", "standard deviations", "by option", "table"}
UNSIGNED = {"rank", "correlation"}
TURNED = {"high": "low", "low": "high"}


def legs_of(function: Function, legs: list[str]) -> dict[str, Cell]:
    of_kind = kinds(function)
    if of_kind.get("a") == of_kind.get("b") == "ticker":
        return {"a": legs[0], "b": legs[1]}
    return {name: "/".join(legs) for name, kind in of_kind.items() if kind.endswith("pair")}


@every(lambda f: bool(legs_of(f, ["", ""])) and f.unit in SIGNED | UNSIGNED and f.name not in MIXES)
@settings(max_examples=15)
@given(data=st.data())
def test_swapping_the_legs_turns_the_sign(name: str, data: st.DataObject, sample: Market) -> None:
    function = FUNCTIONS[name]
    legs = data.draw(st.lists(st.sampled_from(TICKERS), min_size=2, max_size=2, unique=True))
    one = named(function, data.draw(calls(name, **legs_of(function, legs))))
    other = {**one, **legs_of(function, legs[::-1])}
    if one.get("order") in TURNED:
        other["order"] = TURNED[one["order"]]
    before, after = (answer(sample, name, values.values()) for values in (one, other))
    if isinstance(before, list):  # date, first leg, second leg, spread
        before, after = ([[row[0], row[-1]] for row in cells] for cells in (before, after))
    is_turned = function.unit in SIGNED and one.get("stat") != "r2"
    assert_same(after, times(before, -1.0) if is_turned else before)


# Returns compound.

NOT_COMPOUNDING = {
    "ANNUAL_RETURN",  # a yearly rate
    "GROUP_RETURN",  # a mean of what the members did from the first day on
}


def is_compounding(function: Function) -> bool:
    is_return = function.name.endswith("_RETURN") or function.name == "RELATIVE_STRENGTH"
    return is_return and "period" in kinds(function) and function.name not in NOT_COMPOUNDING


@every(is_compounding)
@settings(max_examples=25)
@given(data=st.data())
def test_the_parts_of_a_period_compound_to_the_whole(
    name: str, data: st.DataObject, sample: Market
) -> None:
    months = st.integers(2006 * 12, 2025 * 12 + 11)
    a, b, c = sorted(data.draw(st.lists(months, min_size=3, max_size=3, unique=True)))
    periods = [f"{month(a)}:{month(b - 1)}", f"{month(b)}:{month(c)}", f"{month(a)}:{month(c)}"]
    if not has("rebalance")(FUNCTIONS[name]) and data.draw(st.booleans(), label="by dates"):
        x, y, z = (f"{month(m)}-{data.draw(st.integers(1, 28)):02d}" for m in (a, b, c))
        periods = [f"{x}:{y}", f"{y}:{z}", f"{x}:{z}"]
    values = named(FUNCTIONS[name], data.draw(calls(name, as_of=None, rebalance=None)))
    one, two, whole = (
        answer(sample, name, (values | {"period": period}).values()) for period in periods
    )
    if isinstance(one, float) and isinstance(two, float):
        assert_same(1 + whole, (1 + one) * (1 + two))
    else:
        assert isinstance(whole, CellError)


def month(number: int) -> str:
    """Return a month counted from year 0."""
    return f"{number // 12}-{number % 12 + 1:02d}"


# Ranks count those that are better: without ties they are a permutation.


def ranks(values: Iterable[float], order: str = "high") -> list[int]:
    keys = [{"high": value, "low": -value, "abs": abs(value)}[order] for value in values]
    return [1 + sum(other > key for other in keys) for key in keys]


@settings(max_examples=20)
@given(period=PERIODS, basis=st.sampled_from([None, "price", "total"]))
def test_the_ranks_of_the_sectors_are_those_of_their_returns(
    period: str, basis: str | None, sample: Market
) -> None:
    rank, value = (
        {sector: answer(sample, name, [sector, period, basis]) for sector in universe.SECTORS}
        for name in ("SECTOR_RANK", "SECTOR_RETURN")
    )
    known = {sector: number for sector, number in value.items() if isinstance(number, float)}
    expected = dict(zip(known, ranks(known.values()), strict=True))
    assert rank == {sector: expected.get(sector, value[sector]) for sector in value}


RANKS_OF_MONTHS = {"RETURN_RANK": "ASSET_RETURN", "STYLE_SPREAD_RANK": "STYLE_SPREAD"}


@every(names=RANKS_OF_MONTHS)
@settings(max_examples=15)
@given(data=st.data())
def test_the_rank_of_a_month_is_that_of_its_value_among_the_last_months(
    name: str, data: st.DataObject, sample: Market
) -> None:
    function, of_month = FUNCTIONS[name], FUNCTIONS[RANKS_OF_MONTHS[name]]
    last, count = data.draw(st.integers(2008 * 12, 2025 * 12)), data.draw(st.integers(1, 40))
    drawn = data.draw(calls(name, month=month(last), months=count, as_of=None))
    values = named(function, drawn)
    moves = [
        answer(
            sample, of_month.name, [(values | {"period": month(m)}).get(n) for n in kinds(of_month)]
        )
        for m in range(last - count + 1, last + 1)
    ]
    rank = answer(sample, name, drawn)
    if any(isinstance(move, CellError) for move in moves):
        assert isinstance(rank, CellError)
    else:
        default = next(a.default for a in function.arguments if a.name == "order")
        assert rank == ranks(moves, values["order"] or default)[-1]


@every(names={"SEASONAL_RANK"} & FUNCTIONS.keys())
@settings(max_examples=15)
@given(ticker=st.sampled_from(TICKERS), first=YEARS)
def test_the_ranks_of_the_twelve_months_are_those_of_their_means(
    name: str, ticker: str, first: int, sample: Market
) -> None:
    rank, mean = (
        [answer(sample, function, [ticker, number, first]) for number in range(1, 13)]
        for function in (name, "SEASONAL_AVG")
    )
    if any(isinstance(value, CellError) for value in mean):
        assert any(isinstance(value, CellError) for value in rank)
    else:
        assert rank == ranks(mean)


def test_every_rank_is_checked_by_one_of_these_laws() -> None:
    checked = {*RANKS_OF_MONTHS, "SECTOR_RANK", "SEASONAL_RANK"}
    assert {name for name, function in FUNCTIONS.items() if function.unit == "rank"} <= checked


# Every answer lies where its unit says.

SHARE, POSITIVE, LOSS = (0.0, 1.0), (0.0, math.inf), (-1.0, 0.0)
RANGES: dict[str, tuple[float, float]] = {
    "share": SHARE,
    "correlation": (-1.0, 1.0),
    "rank": (1.0, math.inf),
    "date": (1.0, math.inf),
    **dict.fromkeys(("count", "price"), POSITIVE),
    **dict.fromkeys(("RETURN_FROM_LOW", "VOLATILITY", "SECTOR_DISPERSION"), POSITIVE),
    **dict.fromkeys(("MAX_DRAWDOWN", "CURRENT_DRAWDOWN", "DIST_TO_RECORD"), LOSS),
    **dict.fromkeys(("STREAK", "REVERSAL_SCORE"), (-math.inf, math.inf)),  # falls have a minus
}
"""The least and the largest answer by function, or else by unit."""
WHOLE = {"rank", "count", "date"}
ROUNDING = 1e-12


@every()
@settings(max_examples=25)
@given(data=st.data())
def test_an_answer_is_plain_and_lies_where_its_unit_says(
    name: str, data: st.DataObject, sample: Market
) -> None:
    function = FUNCTIONS[name]
    values = data.draw(calls(name))
    before = copy.deepcopy(values)
    value = answer(sample, name, values)
    assert values == before
    cells = [cell for row in value for cell in row] if isinstance(value, list) else [value]
    assert {type(cell) for cell in cells} <= {int, float, str, bool, CellError}
    assert all(math.isfinite(cell) for cell in cells if type(cell) is float)
    if isinstance(value, int | float):
        of_stat = SHARE if {"hit", "r2"} & set(map(str, values)) else (-math.inf, math.inf)
        least, most = RANGES.get(name, RANGES.get(function.unit, of_stat))
        assert least - ROUNDING <= value <= most + ROUNDING
        assert function.unit not in WHOLE or value == int(value)


# A spill is a rectangle of one width.


def is_a_table(function: Function) -> bool:
    return function.unit == "table"


@every(is_a_table)
@settings(max_examples=20)
@given(data=st.data())
def test_a_spill_has_a_constant_width(name: str, data: st.DataObject, sample: Market) -> None:
    function = FUNCTIONS[name]
    one = named(function, data.draw(calls(name)))
    sizes = {a.name: one[a.name] for a in function.arguments if a.kind.name == "whole number"}
    other = named(function, data.draw(calls(name, **sizes)))
    spills = [answer(sample, name, values.values()) for values in (one, other)]
    rows = [row for spill in spills if isinstance(spill, list) for row in spill]
    assert len({len(row) for row in rows}) <= 1
    assert [] not in spills


@every(has("headers"))
@settings(max_examples=15)
@given(data=st.data())
def test_a_header_is_one_row_more(name: str, data: st.DataObject, sample: Market) -> None:
    values = named(FUNCTIONS[name], data.draw(calls(name)))
    table, bare = (
        answer(sample, name, (values | {"headers": shown}).values()) for shown in (True, False)
    )
    if isinstance(table, CellError):
        assert bare == table
    else:
        assert table[1:] == bare
        assert len(set(table[0])) == len(table[0])


@every(is_a_table)
@settings(max_examples=15)
@given(data=st.data())
def test_a_column_of_dates_holds_serials(name: str, data: st.DataObject, sample: Market) -> None:
    table = sample.answers([Call(name, tuple(data.draw(calls(name))))])[0]
    if isinstance(table, Table):
        assert set(table.dates) <= set(table.columns)
        of_dates = [place for place, name in enumerate(table.columns) if name in table.dates]
        found = [row[place] for row in table.rows for place in of_dates]
        assert {type(cell) for cell in found} <= {int, float, CellError}
