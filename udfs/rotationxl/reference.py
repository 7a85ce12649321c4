"""The function reference, written from the registry; examples show their sample-market value."""

from collections.abc import Iterator
from itertools import groupby

import rotationxl.functions  # noqa: F401 (declares the functions)
from rotationxl.cells import Cell
from rotationxl.days import iso
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS, Function

_HEAD = """# Function reference

Written from the functions themselves by `rotationxl reference udfs/README.md`; do not edit it.
Values are those of the simulated sample market: they say nothing about the real one.

Arguments in brackets may be left out or left empty. Returns, spreads and yields are decimals
(0.054 is 5.4 percentage points); functions that end in _BP give basis points; dates are Excel
dates. A bad argument shows #VALUE!, missing data #N/A; `EXPLAIN` says why.
"""
_MOST_ROWS = 4  # of a table in an example


def render(market: Market) -> str:
    """Return the reference of all functions as Markdown, by family."""
    lines = [_HEAD]
    for category, functions in by_family():
        lines += [f"## {category}", ""]
        for function in functions:
            lines += [f"### {function.name}", "", *describe(function, market), ""]
    return "\n".join(lines).rstrip() + "\n"


def by_family() -> Iterator[tuple[str, Iterator[Function]]]:
    """Return the families by name, each with its functions as declared."""
    functions = sorted(FUNCTIONS.values(), key=lambda function: function.category)
    yield from groupby(functions, key=lambda function: function.category)


def describe(function: Function, market: Market) -> Iterator[str]:
    """Return the help of one function as Markdown lines."""
    yield f"`{function.signature}`, {function.unit}"
    yield ""
    yield function.help
    if function.details:
        yield ""
        yield from function.details.splitlines()
    yield ""
    for argument in function.arguments:
        yield f"- `{argument.name}`: {argument.help}"
    if function.arguments:
        yield ""
    yield "On the simulated sample market:"
    yield ""
    for example in function.examples:
        yield f"    {example}  gives  {_value_of(example, market)}"


def _value_of(example: str, market: Market) -> str:
    call = parse_call(example)
    assert call is not None  # noqa: S101 (a test reads every example)
    value = shown(market.answers([Call(*call)])[0])
    if not isinstance(value, list):
        return _as_text(value, FUNCTIONS[call.name].unit)
    rows = [", ".join(_as_text(cell, "") for cell in row) for row in value[:_MOST_ROWS]]
    more = f"; ... {len(value)} rows" if len(value) > _MOST_ROWS else ""
    return "; ".join(rows) + more


def _as_text(value: Cell, unit: str) -> str:
    if unit == "date":
        return f"{value} ({iso(value)})"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
