"""What every declared function must satisfy; a new function is tested by being there."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rotationxl import registry
from rotationxl.arguments import Day, Kind, Number, Ticker
from rotationxl.cells import CellError
from rotationxl.errors import RotationError, UnknownFunctionError
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.market.view import View
from rotationxl.registry import FUNCTIONS, DeclarationError, Family, Function, Table

EVERY_FUNCTION = [pytest.param(function, id=name) for name, function in FUNCTIONS.items()]
EVERY_ARGUMENT = [
    pytest.param(function, place, id=f"{name}-{argument.name}")
    for name, function in FUNCTIONS.items()
    for place, argument in enumerate(function.arguments)
]
EVERY_EXAMPLE = [
    pytest.param(function, example, id=example)
    for function in FUNCTIONS.values()
    for example in function.examples
]
RETURNS: dict[str, Any] = {
    "date": int,
    "rank": int,
    "count": (int, float),
    "TRUE or FALSE": bool,
    "text": str,
    "table": Table,
}


@pytest.mark.parametrize("function", EVERY_FUNCTION)
def test_help_fits_the_function_wizard(function: Function) -> None:
    for text in (function.help, *(argument.help for argument in function.arguments)):
        assert 0 < len(text) <= 255
        assert text.endswith(".")


@pytest.mark.parametrize("function", EVERY_FUNCTION)
def test_a_name_is_upper_snake_and_longer_than_a_column(function: Function) -> None:
    assert function.name == function.name.upper()
    assert len(function.name) > 3
    assert "." not in function.name


@pytest.mark.parametrize("function", EVERY_FUNCTION)
def test_required_arguments_come_first(function: Function) -> None:
    required = [argument.is_required for argument in function.arguments]
    assert required == sorted(required, reverse=True)


@pytest.mark.parametrize("function", EVERY_FUNCTION)
def test_there_is_an_example(function: Function) -> None:
    assert function.examples


def is_declared(function: Function, value: Any) -> bool:
    """Tell whether a result has the type that the function's unit declares."""
    wanted = RETURNS.get(function.unit, float)
    return isinstance(value, wanted) and isinstance(value, bool) == (wanted is bool)


@pytest.mark.parametrize(("function", "example"), EVERY_EXAMPLE)
def test_an_example_computes(function: Function, example: str, sample: Market) -> None:
    call = parse_call(example)
    assert call is not None
    assert call.name == function.name
    assert is_declared(function, sample.answer(call.name, *call.values))


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["2024-11", "IWD", "^RUT", "R1000", "10Y", "3M", "2024-11-25", "XLE", "DGS10", "peak",
         "first", "cyclicals", "2024-11:2024-12", "MTD", "1D", "momentum", "price", "NOSUCH"]
    ),
    st.sampled_from([2024.0, 202411.0, 45597.0, 24.0, 0.5, -1.0, 0.0, 60.0]),
    st.sampled_from([CellError("#N/A"), CellError("#DIV/0!")]),
    st.datetimes() | st.dates(),
    st.sampled_from([dt.date(1, 1, 1), dt.date(9999, 12, 31), 2_958_465, 100_000]),
    st.lists(st.lists(st.none() | st.floats() | st.text(max_size=5), max_size=3), max_size=3),
)  # fmt: skip


@pytest.mark.parametrize("function", EVERY_FUNCTION)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_cells_give_a_declared_value_or_our_error(
    function: Function, sample: Market, data: st.DataObject
) -> None:
    values = [data.draw(CELLS, label=argument.name) for argument in function.arguments]
    try:
        value = sample.answer(function.name, *values)
    except RotationError as error:
        assert error.cell.startswith("#")
        assert str(error)
    else:
        assert is_declared(function, value)


def good_values(function: Function) -> list[Any]:
    call = parse_call(function.examples[0])
    assert call is not None
    return [*call.values, *[None] * (len(function.arguments) - len(call.values))]


RANGE, ERROR = [["a", "b"]], CellError("#DIV/0!")


def is_refused(kind: Kind, bad: Any) -> bool:
    """Tell whether a kind cannot be what a value is: some take anything, TRUE, ranges or errors."""
    return not (
        kind.name == "any value"
        or (bad is True and kind.name.startswith("TRUE or FALSE"))
        or (bad is RANGE and kind.name in {"series list", "group"})
        or (bad is ERROR and kind.takes_blanks)
    )


@pytest.mark.parametrize(
    ("function", "place", "bad"),
    [
        pytest.param(function, place, bad, id=f"{function.name}-{argument.name}-{bad!r}")
        for function in FUNCTIONS.values()
        for place, argument in enumerate(function.arguments)
        for bad in (True, "§ no such thing §", RANGE, ERROR)
        if is_refused(argument.kind, bad)
    ],
)
def test_a_bad_argument_is_a_clear_error(
    function: Function, place: int, bad: Any, sample: Market
) -> None:
    argument, values = function.arguments[place], good_values(function)
    values[place] = bad
    with pytest.raises(RotationError) as caught:
        sample.answer(function.name, *values)
    expected = "#DIV/0!" if isinstance(bad, CellError) else {"#VALUE!", "#NAME?"}
    assert caught.value.cell in expected
    if caught.value.cell != "#NAME?":
        assert str(caught.value).startswith(argument.name)


@pytest.mark.parametrize(("function", "place"), EVERY_ARGUMENT)
@pytest.mark.parametrize("blank", [None, "", "  ", [[None]], [[""]]], ids=repr)
def test_a_blank_counts_as_left_out(
    function: Function, place: int, blank: Any, sample: Market
) -> None:
    values = good_values(function)
    values[place] = None
    left_out = sample.answers([Call(function.name, tuple(values))])[0]
    values[place] = blank
    given_blank = sample.answers([Call(function.name, tuple(values))])[0]
    argument = function.arguments[place]
    if argument.is_required and not argument.kind.takes_blanks:
        assert isinstance(given_blank, RotationError)
        assert str(given_blank).startswith(argument.name)
    elif function.name != "EXPLAIN":
        assert str(shown(given_blank)) == str(shown(left_out))


def test_a_range_of_one_cell_is_that_cell(sample: Market) -> None:
    group = sample.answer("GROUP_RETURN", "cyclicals", "2024-11")
    assert sample.answer("GROUP_RETURN", [["cyclicals"]], [["2024-11"]], [[None]]) == group


@pytest.mark.parametrize("function", EVERY_FUNCTION)
def test_too_many_arguments_are_an_error(function: Function, sample: Market) -> None:
    values = [*good_values(function), None]
    with pytest.raises(RotationError, match="too many"):
        sample.answer(function.name, *values)


def test_an_unknown_function_is_a_name_error_with_the_near_miss(sample: Market) -> None:
    with pytest.raises(UnknownFunctionError, match=r"Did you mean STYLE_SPREAD\?") as caught:
        sample.answer("STYLE_SPRAED", "2024-11")
    assert caught.value.cell == "#NAME?"


def test_the_registry_is_read_only() -> None:
    with pytest.raises(TypeError):
        FUNCTIONS["NEW"] = FUNCTIONS["SPREAD"]  # type: ignore[index]


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Return how a function is declared in a registry of its own."""
    monkeypatch.setattr(registry, "_functions", {})
    return Family("Test")(unit="decimal", oracle="", examples=())


def good_one(market: View, day: Day | None = None) -> float:
    """Give one."""
    return 1.0


def test_the_same_function_may_be_declared_again(empty: Callable[[Any], None]) -> None:
    empty(good_one)
    empty(good_one)


def test_another_function_of_the_same_name_is_refused(empty: Callable[[Any], None]) -> None:
    empty(good_one)

    def other(market: View) -> float:
        """Give two."""
        return 2.0

    other.__name__ = "good_one"
    with pytest.raises(DeclarationError, match="GOOD_ONE is declared in"):
        empty(other)


def no_help(market: View) -> float:
    return 1.0


def long_help(market: View) -> float:
    return 1.0


long_help.__doc__ = "x" * 256 + "."


def reserved(market: View, end: Day) -> float:
    """Take a name that VBA keeps."""
    return 1.0


def no_argument_help(market: View, x: Annotated[float, Number.__metadata__[0]]) -> float:
    """Say nothing of x."""
    return 1.0


def no_kind(market: View, x: float) -> float:
    """Say nothing of how x is read."""
    return 1.0


def px1(market: View) -> float:
    """Look like a cell."""
    return 1.0


def mtd(market: View) -> float:
    """Look like a column."""
    return 1.0


def r1c1(market: View) -> float:
    """Look like a cell in the other notation."""
    return 1.0


@pytest.mark.parametrize(
    ("python", "message"),
    [
        (no_help, "NO_HELP: has no help text"),
        (long_help, "LONG_HELP: its help has 257 of 255"),
        (reserved, r"RESERVED\(end\): VBA reserves"),
        (no_argument_help, r"NO_ARGUMENT_HELP\(x\): has no help"),
        (no_kind, r"NO_KIND\(x\): annotate"),
        (px1, "PX1: a sheet reads this as a cell"),
        (mtd, "MTD: a sheet reads this as a cell"),
        (r1c1, "R1C1: a sheet reads this as a cell"),
    ],
)
def test_a_declaration_that_no_sheet_could_use_is_refused(
    python: Any, message: str, empty: Callable[[Any], None]
) -> None:
    with pytest.raises(DeclarationError, match=f"^{message}"):
        empty(python)


def test_an_argument_may_say_more_than_its_kind(empty: Callable[[Any], None]) -> None:
    def said(market: View, ticker: Annotated[Ticker, "The leg that leads."]) -> float:
        """Give one."""
        return 1.0

    empty(said)
    assert registry._functions["SAID"].arguments[0].help == "The leg that leads."  # noqa: SLF001
