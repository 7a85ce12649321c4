"""What goes wrong with a function: its example with one argument that is wrong, or has no data."""

from typing import NamedTuple

from rotationxl.cells import Cell
from rotationxl.errors import RotationError
from rotationxl.formulas import parse_call, write_call
from rotationxl.market.evaluate import Call, Market
from rotationxl.registry import Function


class Fault(NamedTuple):
    """A formula that fails, and why."""

    formula: str
    error: RotationError


def faults(function: Function, market: Market) -> list[Fault]:
    """Return what a slip in each argument shows, then what a value shows that has no data."""
    calls = [
        *_with_each(function, [a.kind.wrong for a in function.arguments]),
        *_with_each(function, [a.kind.missing for a in function.arguments]),
    ]
    return [
        Fault(write_call(*call), answer)
        for call, answer in zip(calls, market.answers(calls), strict=True)
        if isinstance(answer, RotationError)
    ]


def _with_each(function: Function, values: list[Cell]) -> list[Call]:
    """Return the function's first example with each of the values in its place."""
    example = parse_call(function.examples[0])
    assert example is not None  # noqa: S101 (a test reads every example)
    given = [*example.values, *[None] * (len(values) - len(example.values))]
    return [
        Call(function.name, (*given[:place], value, *given[place + 1 :]))
        for place, value in enumerate(values)
        if value is not None
    ]
