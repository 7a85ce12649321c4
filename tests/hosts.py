"""Every kind of argument of every function, as one workbook, and as the calls that it makes."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula

import rotationxl.functions  # noqa: F401 (declares them)
from calls import examples
from rotationxl.cells import Cell, CellError
from rotationxl.formulas import write, write_call
from rotationxl.registry import FUNCTIONS, Function
from rotationxl_workbooks.calculate import letters

GAP = 1  # rows between results
DATE = dt.date(2024, 11, 15)
SERIAL = 45_611.0
TEXTS: Cell = [["XLE"], ["XLF"]]
BOTH: Cell = [["XLE", 3.0], ["XLF", 1.0]]
TO_BLANK: Cell = [["XLE", 3.0], [None, None], ["XLF", 1.0], [None, None]]
WITH_ERROR: Cell = [[3.0], [CellError("#N/A")]]


class Case(NamedTuple):
    """One formula, and what Python is given for it."""

    name: str
    argument: str
    form: str
    given: tuple[Cell, ...]
    formula: str


class Inputs:
    """The sheet that formulas point to; the same content is there once."""

    def __init__(self) -> None:
        self.areas: dict[str, str] = {}
        self.cells: dict[str, Cell] = {}
        self._row = 1

    def area(self, content: Cell) -> str:
        """Return the address of an area with this content."""
        key = repr(content)
        if key not in self.areas:
            self.areas[key] = self._place(content if isinstance(content, list) else [[content]])
        return self.areas[key]

    def cell(self, content: Cell) -> str:
        return self.area(content).split(":")[0]

    def _place(self, rows: list[list[Cell]]) -> str:
        top, self._row = self._row, self._row + len(rows) + GAP
        for i, row in enumerate(rows):
            for j, one in enumerate(row, 1):
                self.cells[f"{letters(j)}{top + i}"] = one
        return f"Inputs!$A${top}:${letters(len(rows[0]))}${top + len(rows) - 1}"


def cases(inputs: Inputs) -> Iterator[Case]:
    """Return each example, and one with each of its arguments in every form."""
    for function in FUNCTIONS.values():
        asked = examples(function)
        for values in asked:
            yield Case(function.name, "", "example", values, write_call(function.name, values))
        values = max(asked, key=len)
        for place, argument in enumerate(function.arguments):
            for form, given, written in forms(function, place, values, inputs):
                filled = [*values, *[None] * (place + 1 - len(values))]
                texts = [write(value) for value in filled]
                filled[place], texts[place] = given, written
                formula = f"={function.name}({','.join(texts)})"
                yield Case(function.name, argument.name, form, tuple(filled), formula)


def forms(
    function: Function, place: int, values: tuple[Cell, ...], inputs: Inputs
) -> Iterator[tuple[str, Cell, str]]:
    """Return the name of each form of an argument, what Python gets, how it is written."""
    kind = function.arguments[place].kind
    usual = values[place] if place < len(values) else None
    if isinstance(usual, list):
        yield "range", usual, inputs.area(usual)
    elif usual is not None:
        yield "cell", usual, inputs.cell(usual)
        yield "range of one", [[usual]], inputs.area(usual)
        yield "array of one", [[usual]], "{" + write(usual) + "}"
    yield "left out", None, ""
    yield "blank cell", None, inputs.cell(None)
    yield "slip", kind.wrong, write(kind.wrong)
    yield "number", 2.0, "2"
    yield "truth", True, "TRUE"
    yield "date cell", SERIAL, inputs.cell(DATE)
    yield "error cell", CellError("#DIV/0!"), inputs.cell("=1/0")
    yield "range of texts", TEXTS, inputs.area(TEXTS)
    yield "range of both", BOTH, inputs.area(BOTH)
    yield "range to a blank", TO_BLANK, inputs.area(TO_BLANK)
    yield "range with an error", WITH_ERROR, inputs.area(WITH_ERROR)
    yield "array of both", BOTH, write(BOTH)


class Plan(NamedTuple):
    """The workbook, and where each case stands in it: row, height and width."""

    book: bytes
    places: Sequence[tuple[int, int, int]]


def planned(cases: Sequence[Case], answers: Sequence[Cell], inputs: Inputs) -> Plan:
    """Return the workbook of cases, tables as array formulas, with no values."""
    book = openpyxl.Workbook()
    sheet, second = book.worksheets[0], book.create_sheet("Inputs")
    sheet.title = "Main"
    for address, content in inputs.cells.items():
        second[address] = content
    places, row = [], 1
    for case, answer in zip(cases, answers, strict=True):
        height, width = len(rows_of(answer)), len(rows_of(answer)[0])
        area = f"A{row}:{letters(width)}{row + height - 1}"
        is_table = (height, width) != (1, 1)
        sheet[f"A{row}"] = ArrayFormula(area, case.formula) if is_table else case.formula
        places.append((row, height, width))
        row += height + GAP
    buffer = io.BytesIO()
    book.save(buffer)
    return Plan(buffer.getvalue(), places)


def rows_of(answer: Cell) -> list[list[Cell]]:
    return answer if isinstance(answer, list) else [[answer]]
