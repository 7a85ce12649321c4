"""The function reference, written from the registry; examples show their sample-market value."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import rotationxl.functions  # noqa: F401 (declares the functions)
from rotationxl import universe
from rotationxl.display import table_lines, with_unit
from rotationxl.errors import BadArgumentError
from rotationxl.faults import definition, faults
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market
from rotationxl.recipes import RECIPES, answers
from rotationxl.registry import FUNCTIONS, Argument, Function, Table, Unit

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
  there are too many.
- `#N/A`: the arguments are good, but there are no data: the source lacks a series that the
  function needs, or too little of it is stored. Missing data are never 0 and never empty.
- An error in a cell that an argument refers to is passed on.

`EXPLAIN` says which it is, in words. What else can go wrong is told with each function.
"""
_TOLD: dict[Unit, str] = {
    "decimal": "a decimal (0.054 is 5.4%)",
    "bp": "basis points (100 are one percentage point)",
    "price": "a price, in the currency it is quoted in",
    "FRED units": "FRED's own units (percent for yields, thousands for payrolls)",
    "USD": "US dollars",
    "thousands": "thousands",
    "rank": "a rank (1 is the first)",
    "count": "a number that counts",
    "standard deviations": "standard deviations (0 is the mean)",
    "correlation": "a correlation (-1 to 1)",
    "multiple": "a multiple (36.75 is 36.75x)",
    "index": "an index number (100 is the middle)",
    "date": "a date (format the cell as one)",
    "TRUE or FALSE": "TRUE or FALSE",
    "text": "text",
    "table": "a table",
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
        yield f"### {recipe.question}"
        yield ""
        yield from _indented(answers(recipe, market))
        yield ""
        yield recipe.reading
        yield ""


def by_family() -> Iterator[tuple[str, Iterator[Function]]]:
    """Return the families as a reader comes to them, each with its functions as declared."""
    places: dict[str, int] = {}
    for function in FUNCTIONS.values():
        known = places.get(function.category, len(_ORDER))
        places[function.category] = min(known, _place(function))
    functions = sorted(FUNCTIONS.values(), key=lambda f: (places[f.category], f.category))
    yield from groupby(functions, key=lambda function: function.category)


def _place(function: Function) -> int:
    module = function.python.__module__.rpartition(".")[2]
    return _ORDER.index(module) if module in _ORDER else len(_ORDER)


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
    if details := definition(function):
        yield ""
        yield from details.splitlines()
    yield ""
    yield f"Gives {_told(function, results)}. Checked against: {function.oracle}."
    yield ""
    for argument in function.arguments:
        yield f"- `{argument.name}` ({_kind(argument)}): {argument.help}"
    if function.arguments:
        yield ""
    if wrong := list(faults(function)):
        yield "What can go wrong:"
        yield ""
        yield from (f"- {fault}" for fault in wrong)
        yield ""
    yield "On the simulated sample market:"
    yield ""
    shown = [with_unit(_head(result), function.unit) for result in results]
    yield from _indented(zip(function.examples, shown, strict=True))


def _answer(example: str, market: Market) -> object:
    call = parse_call(example)
    assert call is not None  # noqa: S101 (a test reads every example)
    answer: object = market.answers([Call(*call)])[0]
    return answer


def _head(answer: object) -> object:
    """Return the first rows of a long table, anything else as it is."""
    if isinstance(answer, Table) and len(answer.rows) > _MOST_ROWS:
        left = len(answer.rows) - _MOST_ROWS
        lines = table_lines(answer._replace(rows=answer.rows[:_MOST_ROWS]))
        return "\n".join([*lines, f"... and {left} more row{'s' * (left > 1)}"])
    return answer


def _told(function: Function, results: list[object]) -> str:
    tables = [result for result in results if isinstance(result, Table)]
    if tables:
        return f"a table of {', '.join(map(str, tables[0].columns))}"
    return _TOLD.get(function.unit, function.unit)


def _indented(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Return formulas with their answers as a Markdown block; tables stand below theirs."""
    for formula, answer in pairs:
        first, *more = answer.splitlines()
        if not more:
            yield f"    {formula}  gives  {first}"
            continue
        yield f"    {formula}  gives"
        yield from (f"        {line}" for line in (first, *more))


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
