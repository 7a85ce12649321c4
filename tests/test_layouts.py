"""Laws that every template keeps, and what its cells hold as golden text."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import formualizer
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formula import Tokenizer
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from rotationxl.errors import BadArgumentError
from rotationxl.registry import FUNCTIONS
from rotationxl_workbooks import design, layout

GOLDEN = Path(__file__).parent / "golden"
RENEW = "ROTATIONXL_RENEW=1 python -m pytest tests/test_layouts.py -k golden"
# What both engines and LibreOffice compute alike; _xlfn. is how a file spells the newer ones.
PLAIN = {
    *(
        "ABS",
        "AVERAGE",
        "AND",
        "AVERAGE",
        "CHOOSE",
        "COUNT",
        "COUNTIF",
        "DATE",
        "DATEDIF",
        "DAY",
        "EDATE",
        "EOMONTH",
        "FIXED",
        "IF",
        "IFERROR",
    ),
    *(
        "INDEX",
        "ISNUMBER",
        "ISTEXT",
        "LARGE",
        "LEFT",
        "LEN",
        "MATCH",
        "MAX",
        "MID",
        "MIN",
        "NOT",
        "OR",
    ),
    *(
        "RANK",
        "RIGHT",
        "ROUND",
        "ROW",
        "ROWS",
        "SQRT",
        "STDEV",
        "SUBSTITUTE",
        "VALUE",
        "VAR",
        "WEEKDAY",
        "YEAR",
    ),
    "AVERAGEIFS",
    "COUNTIFS",
    "YEAR",
    "_XLFN.IFNA",
    "SUM",
    "_XLFN.NUMBERVALUE",
    *("CORREL", "SLOPE", "SUMIF", "SUMPRODUCT", "TRIM", "UPPER", "VLOOKUP"),
}
every_layout = pytest.mark.parametrize("name", layout.names())


class CallShape(NamedTuple):
    """A function as a formula calls it, with how many arguments."""

    name: str
    arguments: int


def opened(name: str) -> Workbook:
    return load_workbook(io.BytesIO(layout.template(layout.load(name))))


def formulas(book: Workbook) -> Iterator[tuple[str, str]]:
    """Yield the place and the formula of every formula cell."""
    for cell in cells(book):
        if cell.data_type == "f":
            assert cell.parent is not None
            yield f"{cell.parent.title}!{cell.coordinate}", str(cell.value)


def cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def calls(formula: str) -> Iterator[CallShape]:
    """Yield every call of a formula, inner ones first."""
    waiting: list[list[int | str]] = []
    previous = ""
    for token in Tokenizer(formula).items:
        if token.subtype == "OPEN":
            waiting.append([token.value.rstrip("({").upper(), 1])
        elif token.subtype == "CLOSE":
            name, count = waiting.pop()
            yield CallShape(str(name), 0 if previous == "OPEN" else int(count))
        elif token.type == "SEP" and token.subtype == "ARG":
            waiting[-1][1] = int(waiting[-1][1]) + 1
        if token.type != "WHITE-SPACE":
            previous = token.subtype
    assert not waiting, formula


@every_layout
def test_the_same_layout_gives_the_same_bytes(name: str) -> None:
    chosen = layout.load(name)
    assert layout.template(chosen) == layout.template(chosen)


@every_layout
def test_formulas_use_only_our_functions_and_plain_ones(name: str) -> None:
    for place, formula in formulas(opened(name)):
        for call in calls(formula):
            known = call.name in FUNCTIONS or call.name in PLAIN or not call.name
            assert known, f"{place}: {call.name} in {formula}"


@every_layout
def test_every_formula_parses(name: str) -> None:
    for place, formula in formulas(opened(name)):
        try:
            formualizer.parse(formula)
        except formualizer.ParserError as error:
            pytest.fail(f"{place}: {error} in {formula}")


@every_layout
def test_our_functions_get_arguments_they_take(name: str) -> None:
    for place, formula in formulas(opened(name)):
        for call in calls(formula):
            if call.name not in FUNCTIONS:
                continue
            arguments = FUNCTIONS[call.name].arguments
            least = sum(argument.is_required for argument in arguments)
            assert least <= call.arguments <= len(arguments), f"{place}: {formula}"


@every_layout
def test_no_formula_spills(name: str) -> None:
    for cell in cells(opened(name)):
        assert not isinstance(cell.value, ArrayFormula | DataTableFormula), cell.coordinate


@every_layout
def test_names_in_formulas_are_defined(name: str) -> None:
    book = opened(name)
    known = {word.lower() for word in book.defined_names}
    for place, formula in formulas(book):
        for token in Tokenizer(formula).items:
            if token.subtype != "RANGE" or re.search(r"!|\$?[A-Z]{1,3}\$?\d", token.value):
                continue
            assert token.value.lower() in known, f"{place}: {token.value}"


@every_layout
def test_inputs_are_named_shaded_cells(name: str) -> None:
    book, chosen = opened(name), layout.load(name)
    for one in chosen.inputs:
        [(sheet, place)] = book.defined_names[one.name].destinations
        cell = book[sheet][place.replace("$", "")]
        assert (cell.value or None) == (one.value or None)
        assert cell.style == "Input", one.name
        assert cell.number_format == one.shown, one.name
        assert (one.shown == design.TEXT) == isinstance(one.value, str), one.name


@every_layout
def test_every_sheet_says_where_its_data_come_from(name: str) -> None:
    for sheet in opened(name).worksheets:
        assert str(sheet["B1"].value).startswith("=DATA_BANNER("), sheet.title


@every_layout
def test_every_sheet_prints_one_page_wide_and_landscape(name: str) -> None:
    for sheet in opened(name).worksheets:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0), sheet.title
        assert sheet.print_title_rows, sheet.title


@every_layout
def test_numbers_are_formulas_but_for_inputs(name: str) -> None:
    for cell in cells(opened(name)):
        if isinstance(cell.value, int | float):
            assert cell.style == "Input", cell.coordinate


@every_layout
def test_no_sheet_hides(name: str) -> None:
    assert all(sheet.sheet_state == "visible" for sheet in opened(name).worksheets)


@every_layout
def test_all_functions_used_are_defined_in_the_workbook(name: str) -> None:
    book = opened(name)
    used = {call.name for _, formula in formulas(book) for call in calls(formula)}
    told = {str(cell.value).partition("(")[0] for cell in book["Definitions"]["B"] if cell.value}
    assert used & set(FUNCTIONS) <= told


@every_layout
def test_all_series_named_in_formulas_are_among_the_sources(name: str) -> None:
    book = opened(name)
    [(sheet, place)] = book.defined_names["report_series"].destinations
    listed = {row[0].value for row in book[sheet][place.replace("$", "")]}
    first = re.compile(r'\b(?:ASSET_RETURN|MACRO|MACRO_CHANGE|LEVEL_CROSSINGS)\("(\w+)"')
    named = {code for _, formula in formulas(book) for code in first.findall(formula)}
    assert named <= listed


@every_layout
def test_cells_are_those_of_the_golden_text(name: str) -> None:
    text = "\n".join(golden_lines(opened(name))) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("ROTATIONXL_RENEW"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    now = text.splitlines()
    changed = [f"+ {line}" for line in now if line not in before]
    changed += [f"- {line}" for line in before if line not in now]
    assert now == before, "\n".join(["The report changed:", *changed[:20], f"Meant so? {RENEW}"])


def golden_lines(book: Workbook) -> Iterator[str]:
    for word, defined in sorted(book.defined_names.items()):
        yield f"name {word} = {defined.attr_text}"
    for cell in cells(book):
        assert cell.parent is not None
        if cell.parent.title == "Definitions" and cell.row > 5:
            continue  # the registry's own words
        yield f"{cell.parent.title}!{cell.coordinate} = {cell.value!r}"


def test_an_unknown_template_is_told_the_near_one() -> None:
    with pytest.raises(BadArgumentError, match="Did you mean value-growth"):
        layout.load("value-grwth")


@every_layout
def test_every_report_checks_its_own_numbers(name: str) -> None:
    """That they are TRUE, and a wrong number makes them FALSE, is found by building."""
    checks = [word for word in opened(name).defined_names if word.startswith("test_")]
    assert len(checks) >= 2


@every_layout
def test_no_name_is_that_of_a_function_that_formulas_use(name: str) -> None:
    """A cell named `month` hides the function MONTH from formulon."""
    book = opened(name)
    used = {call.name for _, formula in formulas(book) for call in calls(formula)}
    assert not used & {word.upper() for word in book.defined_names}
