"""Random calls of every function, drawn from what its declaration says of its arguments."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping

import pytest
from hypothesis import strategies as st

from rotationxl import universe
from rotationxl.arguments import Kind
from rotationxl.cells import Cell, CellError
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Answer, Call, Market, shown
from rotationxl.registry import FUNCTIONS, Argument, Function

Cells = st.SearchStrategy[Cell]

TICKERS = ("IWD", "IWF", "IWM", "SPY", "XLE", "XLK", "XLC", "MAGS", "^RUT", "^GSPC")
FRED = ("DGS10", "DGS2", "UNRATE", "PAYEMS", "WALCL", "DTWEXBGS", "DFEDTARU", "DTB3")
TENORS = ("3M", "2Y", "10Y", "30Y")

YEARS = st.integers(2006, 2025)
MONTHS = st.builds("{}-{:02d}".format, YEARS, st.integers(1, 12))
DATES = st.dates(dt.date(2009, 1, 1), dt.date(2026, 1, 20))
DAYS = DATES.map(dt.date.isoformat)
DAY_CELLS = DAYS | DATES | DATES.map(lambda date: (date - dt.date(1899, 12, 30)).days) | MONTHS
STARTS = st.dates(dt.date(2004, 1, 1), dt.date(2019, 12, 31)).map(dt.date.isoformat)


def _from_to(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=2, max_size=2).map(lambda both: ":".join(sorted(both)))


CLOSED_PERIODS = (
    MONTHS | YEARS | st.builds("{}Q{}".format, YEARS, st.integers(1, 4))
    | _from_to(MONTHS) | _from_to(DAYS)
)  # fmt: skip
PERIODS = CLOSED_PERIODS | st.sampled_from(["MTD", "QTD", "YTD", "1D", "4W", "3M", "1Y", "5Y"])
TICKER_CELLS = st.sampled_from([*TICKERS, "xlf"])
PAIRS = st.sampled_from([*universe.PAIRS, "XLY/XLP", "XLE/^RUT", "IWM-IWF", "XLC/SPY"])
SERIES = TICKER_CELLS | st.sampled_from(FRED)
PLAIN = st.none() | st.booleans() | st.floats(-9, 9) | st.sampled_from(["2024-11", "XLE", "R1000"])

HOLDING = st.tuples(TICKER_CELLS, st.floats(0.1, 9) | st.just("25%")).map(list)

OF_KIND: Mapping[str, Cells] = {
    "ticker": TICKER_CELLS,
    "period": PERIODS,
    "month": MONTHS | DATES,
    "period or sessions": PERIODS | st.integers(1, 300),
    "day": DAY_CELLS,
    "pair": PAIRS,
    "ticker or pair": TICKER_CELLS | PAIRS,
    "series": SERIES,
    "FRED id": st.sampled_from(FRED),
    "series list": st.lists(SERIES, min_size=1, max_size=4).map(",".join),
    "sector": st.sampled_from([*universe.SECTORS, *universe.SECTORS.values()]),
    "group": st.sampled_from(["sectors", "styles", "reits", "XLE,XLK", [["IWD"], ["IWF"]]]),
    "numbers": st.lists(st.floats(0.1, 9), min_size=2, max_size=2).map(lambda row: [row]),
    "whole number": st.integers(1, 60),
    "year": YEARS,
    "month of the year": st.integers(1, 12) | st.sampled_from(["December", "dec"]),
    "TRUE or FALSE": st.booleans(),
    "number": st.integers(-9, 99) | st.floats(-5, 5),
    "share": st.floats(0, 1),
    "vintage": st.sampled_from(["latest", "first"]) | DAYS,
    "tenor": st.sampled_from(TENORS),
    "tenor or slope": st.sampled_from([*TENORS, "10Y-2Y", "30Y-3M"]),
    "factor": st.sampled_from([*universe.FACTORS, *universe.FACTORS.values()]),
    "holdings": st.lists(HOLDING, min_size=1, max_size=3),
    "history": st.lists(st.floats(1, 50), min_size=1, max_size=9).map(lambda row: [row]),
    "rule": st.sampled_from(["10Y>4 AND 10Y-2Y>0", "UNRATE<5", "NOT (DGS2<1 OR T10Y2Y>=1.5)"]),
    "function": st.sampled_from([name for name in FUNCTIONS if name != "EXPLAIN"]),
    "any value": PLAIN,
    "TRUE or FALSE, figure or date": st.sampled_from(["5.4%", ">200", "-14.7 bp", "Q1 2023", 3]),
    "claimed return": st.sampled_from([">1%", "<3%", "5.4 pp", "-3%", 0.02]),
    "what the data say": PLAIN | st.sampled_from([CellError("#N/A"), 44957]),
}
"""Valid cells of each kind of argument, by the kind's name."""

OF_ARGUMENT: Mapping[str, Cells] = {
    "group": st.sampled_from(["reits", "cyclicals", "ai_users", "XLE,XLK", [["IWD"], ["IWF"]]]),
    "start": STARTS | STARTS.map(dt.date.fromisoformat) | st.integers(2004, 2019),
    "start_year": st.integers(2004, 2012),
    "end_year": st.integers(2013, 2025),
    "anchor": STARTS,
    "top_weight": st.floats(0.01, 0.99),
}
"""Cells of arguments that take less than all of their kind does, by the argument's name."""


def cells_of(function: Function, argument: Argument) -> Cells:
    """Return valid cells for an argument of a function; those of a choice are its words."""
    kind = argument.kind
    if kind.name.startswith("day or "):
        return st.sampled_from(kind.name.removeprefix("day or ").split(", ")) | STARTS
    if argument.name in OF_ARGUMENT:
        return OF_ARGUMENT[argument.name]
    if kind.name in OF_KIND:
        return OF_KIND[kind.name]
    if words := _words(kind):
        return st.sampled_from(words)
    raise LookupError(
        f"{function.name}({argument.name}): nothing says what a valid {kind.name!r} is. "
        "Add a strategy for it to OF_KIND in tests/calls.py."
    )


def _words(kind: Kind) -> list[str]:
    """Return the words of a choice."""
    words = kind.name.split(" or ")
    try:
        return [word for word in words if kind.read(word, "") == word] if len(words) > 1 else []
    except BadArgumentError:
        return []


def examples(function: Function) -> list[tuple[Cell, ...]]:
    return [call.values for text in function.examples if (call := parse_call(text))]


@st.composite
def calls(draw: st.DrawFn, /, name: str, **fixed: Cell) -> list[Cell]:
    """Return a cell for each argument of a valid call, some left out; `fixed` ones are given."""
    function = FUNCTIONS[name]
    example = draw(st.sampled_from(examples(function))) if draw(st.integers(0, 4)) == 4 else ()
    values: list[Cell] = []
    for place, argument in enumerate(function.arguments):
        if argument.name in fixed:
            values.append(fixed[argument.name])
        elif place < len(example):
            values.append(example[place])
        elif argument.is_required or draw(st.booleans()):
            values.append(draw(cells_of(function, argument), label=argument.name))
        else:
            values.append(None)
    return values


NONSENSE: Cells = st.one_of(
    st.sampled_from(
        ["§ nothing", "NOSUCH", "2024-13", "2031-02", "2024-11:2024-10", "IWD-", "a b"]
    ),
    st.sampled_from([True, -1, 0, 0.5, 1e9, 10**400, math.inf, 60, 1950, 202413]),
    st.sampled_from([dt.date(1850, 1, 1), CellError("#N/A"), CellError("#DIV/0!")]),
    st.lists(st.lists(st.sampled_from([None, 1.5, "x y"]), min_size=2, max_size=2), min_size=1),
    st.text(max_size=6),
)


@st.composite
def wrong_calls(draw: st.DrawFn, /, name: str) -> list[Cell]:
    """Return a call with one argument that is most likely wrong, or missing."""
    values = draw(calls(name))
    if values:
        place = draw(st.integers(0, len(values) - 1))
        argument = FUNCTIONS[name].arguments[place]
        slips = st.sampled_from([None, argument.kind.wrong, argument.kind.missing])
        values[place] = draw(slips | NONSENSE, label=argument.name)
    return values


@st.composite
def any_call(draw: st.DrawFn) -> Call:
    """Return a call of any function, good or wrong."""
    name = draw(st.sampled_from(list(FUNCTIONS)))
    return Call(name, tuple(draw(calls(name) | wrong_calls(name))))


def every(
    holds: Callable[[Function], object] = lambda _: True, *, names: Iterable[str] = FUNCTIONS
) -> pytest.MarkDecorator:
    """Return the mark of a law that is for each function of which something holds."""
    return pytest.mark.parametrize("name", [name for name in names if holds(FUNCTIONS[name])])


def has(*arguments: str) -> Callable[[Function], bool]:
    return lambda function: set(arguments) <= kinds(function).keys()


def kinds(function: Function) -> dict[str, str]:
    """Return the kind of each argument by its name."""
    return {argument.name: argument.kind.name for argument in function.arguments}


def named(function: Function, values: Iterable[Cell]) -> dict[str, Cell]:
    """Return the cells of a call by the names of their arguments."""
    return dict(zip(kinds(function), values, strict=True))


def answer(market: Market, name: str, values: Iterable[Cell]) -> Cell:
    """Return what cells show of a call."""
    return shown(market.answers([Call(name, tuple(values))])[0])


def told(answer: Answer) -> tuple[Cell, str]:
    """Return what cells show of an answer, and what is said of it where it is an error."""
    return shown(answer), str(answer) if isinstance(answer, RotationError) else ""


def assert_same(value: Cell, expected: Cell) -> None:
    """Assert that cells are alike, numbers to nine digits."""
    if isinstance(expected, list):
        assert isinstance(value, list)
        assert len(value) == len(expected)
        for one, other in zip(value, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, float) and isinstance(value, float):
        assert math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-12)
    else:
        assert value == expected
