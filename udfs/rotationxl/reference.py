"""The function reference, written from the registry; examples show their sample-market value."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import rotationxl.functions  # noqa: F401 (declares the functions)
from rotationxl import universe
from rotationxl.display import beside, with_unit
from rotationxl.errors import BadArgumentError
from rotationxl.faults import faults
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market
from rotationxl.recipes import RECIPES, explained
from rotationxl.registry import FUNCTIONS, Argument, Function, Table

_START = """# Worksheet functions

Written from the functions themselves by `rotationxl reference udfs/README.md`; do not edit it.
Every answer here is computed from the **simulated sample market**: it says nothing about the real
one.

Type a formula into a cell as you would type `=SUM(A1:A9)`, or in a shell with
`rotationxl calc '=STYLE_SPREAD("2024-11")'`. Two habits save most errors:

- Words, months and dates stand in straight quotes: `"2024-11"`. Without them 2024-11 is a
  subtraction, and the answer is that of the year 2013. Or put the month into a cell formatted as
  text, say A1, and write `=STYLE_SPREAD(A1)`; a cell that holds a date means the month it lies in.
- To leave an argument out write nothing between its commas:
  `=STYLE_SPREAD("2024-11",,"price")`.

[Questions and answers](#questions-and-answers), [reading the answers](#reading-the-answers),
[functions by family](#functions-by-family), [functions from A to Z](#functions-from-a-to-z)

## Questions and answers
"""
_READING = """## Reading the answers

Returns, spreads, yields and rates are decimals: 0.054 is 5.4%, or 5.4 percentage points of a
spread. Format the cell as a percentage, or multiply by 100. Functions that end in `_BP` give basis
points. Dates are Excel dates: format the cell as one. Tables fill the cells beside and below.

A **period** is `2024-11` (month), `2024Q4`, `2024`, `MTD`, `QTD`, `YTD` (to date), `1D`, `4W`,
`3M`, `10Y` (the last ones up to as_of), or a range such as `2024-12:2025-11` or
`2024-11-05:2024-11-25`. A month is measured from the last close before it to its last close. An
unfinished one is measured to date. `as_of` goes back in time: nothing after that day is used.

**What can go wrong**, with every function:

- `#NAME?`: the name of the function is misspelt, or the functions are not installed here.
- `#VALUE!`: an argument cannot be what the function needs, a needed one is left out or blank, or
  there are too many; the total return of an index is asked for; start lies after finish.
- `#N/A`: the arguments are good, but there are no data: the source lacks a series that the
  function needs, or too little of it is stored. Missing data are never 0 and never empty.
- An error in a cell that an argument refers to is passed on.

[EXPLAIN](#explain) says which it is, in words. Each function below shows what it says of a slip in
each of its arguments, and of data that are not there.
"""
_UNITS = {
    "decimal": "decimal (0.054 is 5.4%)",
    "share": "share (0.6 is 60%)",
    "bp": "basis points (100 are one percentage point)",
    "price": "as quoted",
    "FRED units": "FRED's own (percent for yields, thousands for payrolls)",
    "USD": "US dollars",
    "rank": "rank (1 is the first)",
    "standard deviations": "standard deviations (0 is the mean)",
    "correlation": "correlation (-1 to 1)",
    "multiple": "multiple (36.75 is 36.75x)",
    "index": "index number (100 is the middle)",
    "date": "Excel date (format the cell as one)",
}
# As a reader comes to them: what leads, how unusual it is, why, and where the numbers come from.
_ORDER = (
    *("style", "sectors", "rotation", "returns", "records", "seasonality", "breadth"),
    *("regimes", "rates", "macro", "risk", "valuation", "portfolio", "claims"),
    *("prices", "provenance"),
)
_MOST_ROWS = 6  # of a table in an example


def render(market: Market) -> str:
    """Return the reference of all functions as Markdown: first page, contents, families."""
    families = [(title, list(functions)) for title, functions in by_family()]
    lines = [_START, *_questions(market), _READING, "## Functions by family", ""]
    for title, functions in families:
        lines.append(f"- [{title}](#{_anchor(title)}): {_links(f.name for f in functions)}")
    lines += ["", "## Functions from A to Z", "", _links(sorted(FUNCTIONS)), ""]
    for title, functions in families:
        lines += [f"## {title}", ""]
        for function in functions:
            lines += [f"### {function.name}", "", *describe(function, market), ""]
    return "\n".join(lines).rstrip() + "\n"


def _questions(market: Market) -> Iterator[str]:
    for recipe in RECIPES:
        yield from (f"### {recipe.question}", "", *explained(recipe, market), "")


def by_family() -> Iterator[tuple[str, Iterator[Function]]]:
    """Return the families as a reader comes to them, each with its functions as declared."""
    functions = sorted(FUNCTIONS.values(), key=lambda f: (_place(f), f.category))
    yield from groupby(functions, key=lambda function: function.category)


def _place(function: Function) -> int:
    family = function.python.__module__.rpartition(".")[2]
    return _ORDER.index(family) if family in _ORDER else len(_ORDER)


def _anchor(title: str) -> str:
    """Return where GitHub puts a heading."""
    kept = (c for c in title.lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def _links(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{_anchor(name)})" for name in names)


def describe(function: Function, market: Market) -> Iterator[str]:
    """Return the help of one function as Markdown lines."""
    results = [_answer(example, market) for example in function.examples]
    yield f"`{function.signature}`"
    yield ""
    yield function.help
    if function.details:
        yield ""
        yield from function.details.splitlines()
    yield ""
    yield f"Unit: {_unit(function, results)}. Checked against: {function.oracle}."
    yield ""
    for argument in function.arguments:
        yield f"- `{argument.name}` ({_kind(argument)}): {argument.help}"
    if function.arguments:
        yield ""
    yield "On the simulated sample market:"
    yield ""
    shown = [with_unit(result, function.unit, _MOST_ROWS) for result in results]
    for example, answer in zip(function.examples, shown, strict=True):
        yield from beside(example, answer)
    if wrong := faults(function, market):
        yield ""
        yield "Errors:"
        yield ""
        yield from (f"- `{formula}` shows {why.cell} - {why}" for formula, why in wrong)


def _answer(example: str, market: Market) -> object:
    call = parse_call(example)
    assert call is not None  # noqa: S101 (a test reads every example)
    answer: object = market.answers([Call(*call)])[0]
    return answer


def _unit(function: Function, results: list[object]) -> str:
    if isinstance(results[0], Table):
        return f"table of {', '.join(map(str, results[0].columns))}"
    return _UNITS.get(function.unit, function.unit)


def _kind(argument: Argument) -> str:
    """Return an argument's kind in words, and what stands for it where it is left out."""
    kind = argument.kind.name
    if argument.is_required:
        return kind
    if argument.default is None:
        return f"{kind}; optional"
    return f"{kind}; {_default(argument)} if left out"


def _default(argument: Argument) -> str:
    """Return a default as a person would type it."""
    default = argument.default
    if isinstance(default, bool):
        return str(default).upper()
    if isinstance(default, str | int | float):
        return str(default)
    for word in (*universe.PAIRS, "sectors", "styles", *universe.GROUPS):
        try:
            if argument.kind.read(word, argument.name) == default:
                return word
        except BadArgumentError:
            continue
    return ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)
