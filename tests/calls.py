"""Random calls of every function, drawn from what the registry says of its arguments."""

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from rotationxl import universe
from rotationxl.arguments import Kind
from rotationxl.cells import Cell, CellError
from rotationxl.errors import BadArgumentError
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS, Argument, Function

Cells = st.SearchStrategy[Cell]
Values = st.SearchStrategy[list[Cell]]

FUNDS = ("IWD", "IWF", "IWM", "SPY", "XLE", "XLK", "XLC", "MAGS")
TICKERS = (*FUNDS, "^RUT", "^GSPC")
FRED = ("DGS10", "DGS2", "UNRATE", "PAYEMS", "WALCL", "DTWEXBGS", "DFEDTARU")
TENORS = ("3M", "2Y", "10Y", "30Y")


def law(examples: int) -> settings:
    """Return the settings of a law: the same examples on every run."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def every(functions: Iterable[Function] = FUNCTIONS.values()) -> pytest.MarkDecorator:
    """Return the mark of a law that holds for each of some functions."""
    return pytest.mark.parametrize("function", [pytest.param(f, id=f.name) for f in functions])


YEARS = st.integers(2003, 2025)
MONTHS = st.builds("{}-{:02d}".format, YEARS, st.integers(1, 12))
DATES = st.dates(dt.date(2004, 1, 1), dt.date(2026, 1, 20))
DAYS = DATES.map(dt.date.isoformat)
DAY_CELLS = st.one_of(DAYS, DATES, DATES.map(lambda date: (date - dt.date(1899, 12, 30)).days))
RANGES = st.lists(MONTHS, min_size=2, max_size=2).map(sorted) | st.lists(
    DAYS, min_size=2, max_size=2
).map(sorted)
PERIODS = st.one_of(
    MONTHS,
    st.builds("{}Q{}".format, YEARS, st.integers(1, 4)),
    YEARS,
    RANGES.map(":".join),
    st.sampled_from(["MTD", "QTD", "YTD", "1D", "4W", "3M", "1Y", "5Y"]),
)
PAIRS = st.sampled_from([*universe.PAIRS, "XLY/XLP", "XLE/^RUT", "IWM-IWF", "XLC/SPY"])
GROUPS = st.sampled_from(["reits", "cyclicals", "XLE,XLK", "ai_users", [["IWD"], ["IWF"]]])
TICKER_CELLS = st.sampled_from([*TICKERS, "xlf"])
SERIES = TICKER_CELLS | st.sampled_from(FRED)
OF_KIND: dict[str, Cells] = {
    "ticker": TICKER_CELLS,
    "period": PERIODS,
    "month": MONTHS | DATES,
    "period or sessions": PERIODS | st.integers(1, 300),
    "day": DAY_CELLS | MONTHS,
    "pair": PAIRS,
    "ticker or pair": TICKER_CELLS | PAIRS,
    "series": SERIES,
    "FRED id": st.sampled_from(FRED),
    "series list": SERIES | st.lists(SERIES, min_size=1, max_size=4).map(",".join),
    "sector": st.sampled_from([*universe.SECTORS, *universe.SECTORS.values()]),
    "group": GROUPS,
    "numbers": st.lists(st.floats(0.1, 9), min_size=1, max_size=4).map(lambda row: [row]),
    "whole number": st.integers(1, 60),
    "number": st.integers(-9, 99) | st.floats(-5, 5, allow_nan=False),
    "TRUE or FALSE": st.booleans(),
    "vintage": st.sampled_from(["latest", "first"]) | DAYS,
    "tenor": st.sampled_from(TENORS),
    "tenor or slope": st.sampled_from([*TENORS, "10Y-2Y", "30Y-3M"]),
    "rule": st.sampled_from(["10Y>4.5 AND T10Y2Y>0", "UNRATE<5", "NOT (10Y-2Y<=0 OR VIXCLS>20)"]),
    "year": YEARS,
}
"""Valid cells of each kind of argument, by the kind's name."""


def cells(function: Function, argument: Argument) -> Cells:
    """Return valid cells for an argument; of an unknown kind those of the function's examples."""
    place = function.arguments.index(argument)
    shown_ones = [v[place] for v in examples(function) if len(v) > place and v[place] is not None]
    name = argument.kind.name
    if name in OF_KIND:
        found = OF_KIND[name]
    elif words := _words(argument.kind):
        found = st.sampled_from(words)
    elif name.startswith("day or "):
        found = OF_KIND["day"] | st.sampled_from(name.removeprefix("day or ").split(", "))
    else:
        found = st.sampled_from(shown_ones) if shown_ones else st.none()
    return found if argument.is_required else st.none() | found


def _words(kind: Kind) -> list[str]:
    """Return the words of a choice."""
    words = kind.name.split(" or ")
    try:
        return [word for word in words if kind.read(word, "") == word] if len(words) > 1 else []
    except BadArgumentError:
        return []


def examples(function: Function) -> list[list[Cell]]:
    parsed = [parse_call(example) for example in function.examples]
    return [list(call.values) for call in parsed if call is not None]


@st.composite
def calls(draw: st.DrawFn, function: Function, **fixed: Cell) -> list[Cell]:
    """Return one cell for each argument of a valid call; `fixed` ones are given by name."""
    values: list[Cell] = []
    if draw(st.integers(0, 4)) == 0:
        values = draw(st.sampled_from(examples(function)))
    values = [
        fixed[argument.name] if argument.name in fixed
        else values[place] if place < len(values)
        else draw(cells(function, argument), label=argument.name)
        for place, argument in enumerate(function.arguments)
    ]  # fmt: skip
    return values


NONSENSE: Cells = st.one_of(
    st.sampled_from(
        ["§ nothing", "NOSUCH", "2024-13", "2031-02", "2024-11:2024-10", "1999Q1", "first", "IWD-"]
    ),
    st.sampled_from(
        [True, -1, 0, 0.5, 1e9, 10**400, math.inf, 60, 1950, 202413, dt.date(1850, 1, 1)]
    ),
    st.sampled_from([CellError("#N/A"), CellError("#DIV/0!")]),
    st.lists(st.lists(st.sampled_from([None, 1.5, "x y"]), min_size=2, max_size=2), min_size=1),
    st.text(max_size=6),
)


@st.composite
def wrong_calls(draw: st.DrawFn, function: Function) -> list[Cell]:
    """Return a call with one argument that is most likely wrong, or missing."""
    values = draw(calls(function))
    if values:
        place = draw(st.integers(0, len(values) - 1))
        values[place] = draw(st.none() | NONSENSE, label=function.arguments[place].name)
    return values


@st.composite
def any_call(draw: st.DrawFn) -> Call:
    """Return a call of any function, good or wrong."""
    function = draw(st.sampled_from(list(FUNCTIONS.values())))
    return Call(function.name, tuple(draw(calls(function) | wrong_calls(function))))


def answer(market: Market, function: Function, values: list[Cell]) -> Cell:
    """Return what cells show of a call."""
    return shown(market.answers([Call(function.name, tuple(values))])[0])


def kinds(function: Function) -> dict[str, str]:
    """Return the kind of each argument by its name."""
    return {argument.name: argument.kind.name for argument in function.arguments}


def formula(name: str, values: Iterable[Cell]) -> str:
    """Return a call as a person types it."""
    return f"={name}({','.join(map(_typed, values))})"


def _typed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "{" + ";".join(",".join(map(_typed, row)) for row in value) + "}"
    if isinstance(value, str) and not isinstance(value, CellError):
        return '"' + value.replace('"', '""') + '"'
    return str(value).upper()


def assert_same(value: Cell, expected: Cell) -> None:
    """Assert that cells are alike, numbers to nine digits."""
    if isinstance(expected, list):
        assert isinstance(value, list)
        assert len(value) == len(expected)
        for one, other in zip(value, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, str):
        assert value == expected
    else:
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-12)
