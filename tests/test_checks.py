"""A report's checks of its own numbers find a wrong one, and let a missing one be."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formula import Tokenizer
from openpyxl.worksheet.worksheet import Worksheet

from open_reports import opened
from rotationxl.market.evaluate import Market
from rotationxl_workbooks import design, engines, layout
from rotationxl_workbooks.calculate import address
from rotationxl_workbooks.host import MarketHost

KEPT = 40  # columns to the right, where no report has anything


class Place(NamedTuple):
    """A cell, or a range of cells."""

    sheet: str
    cells: str

    def formulas(self, book: Workbook) -> list[Cell]:
        found = book[self.sheet][self.cells]
        rows = found if isinstance(found, tuple) else ((found,),)
        cells = [cell for row in rows for cell in (row if isinstance(row, tuple) else (row,))]
        return [cell for cell in cells if isinstance(cell, Cell) and cell.data_type == "f"]


def checks(book: Workbook) -> dict[str, Place]:
    """Return the cells of the checks by their names."""
    return {
        name: Place(sheet, cells.replace("$", ""))
        for name, defined in book.defined_names.items() if name.startswith("test_")
        for sheet, cells in defined.destinations
    }  # fmt: skip


def looked_at(book: Workbook, check: Place) -> list[Place]:
    """Return the cells and ranges that a check looks at.

    The cells of the check itself, in which it computes a number otherwise, are looked through:
    spoiling those would prove nothing.
    """
    others = [place for word, place in _named(book, check) if word.startswith(("other_", "shown_"))]
    found = {place: None for cell in (check, *others) for _, place in _named(book, cell)}
    return [place for place in found if place not in others and place.formulas(book)]


def _named(book: Workbook, place: Place) -> Iterator[tuple[str, Place]]:
    """Yield what a cell's formula names, with the cells."""
    for token in Tokenizer(str(book[place.sheet][place.cells].value)).items:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            defined = book.defined_names.get(token.value)
            text = str(defined.attr_text) if defined else token.value
            sheet, _, cells = text.rpartition("!")
            yield token.value, Place(sheet.strip("'") or place.sheet, cells.replace("$", ""))


def spoilt(name: str) -> tuple[bytes, dict[str, list[int]], dict[str, Place]]:
    """Return a template with a switch, and the numbers of it that change what a check looks at."""
    book = load_workbook(io.BytesIO(layout.template(layout.load(name))))
    numbers: dict[Place, int] = {}
    found = checks(book)
    tried = {
        check: [numbers.setdefault(one, len(numbers) + 1) for one in looked_at(book, place)]
        for check, place in found.items()
    }
    for place, number in numbers.items():
        for cell in place.formulas(book):
            _switch(book[place.sheet], cell, number)
    first = book.worksheets[0]
    first["ZZ1"] = 0
    design.name_cell(first, "spoilt_place", "ZZ1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), tried, found


def _switch(sheet: Worksheet, cell: Cell, number: int) -> None:
    """Let a cell hold something wrong while the switch has its number."""
    column = cell.column + KEPT
    while sheet.cell(cell.row, column).value is not None:  # in two ranges, it is wrong for both
        column += KEPT
    kept = sheet.cell(cell.row, column, cell.value).coordinate
    wrong = f'IF(ISNUMBER({kept}),{kept}+1,{kept}&"?")'
    cell.value = f"=IF(spoilt_place={number},{wrong},{kept})"


@pytest.mark.parametrize("name", layout.names())
def test_a_wrong_number_makes_a_check_false(name: str, sample: Market) -> None:
    data, tried, found = spoilt(name)
    with engines.engine("formualizer").open(data, MarketHost(sample)) as session:

        @cache
        def read(number: int) -> dict[str, Any]:
            values = session.calculate({"spoilt_place": number}).values
            cells = {
                Place(sheet, address(at)): value
                for sheet, held in values.items()
                for at, value in held.items()
            }
            return {check: cells[place] for check, place in found.items()}

        assert set(read(0).values()) == {True}
        for check, numbers in tried.items():
            noticed = any(read(number)[check] is False for number in numbers)
            assert noticed, f"{check} is TRUE whatever it looks at"


INPUTS = (
    {"month": "1990-01"}, {"month": "2001-02"}, {"month": "2024-13"},
    {"month": "2024-11", "as_of": "2024-11-12"}, {"as_of": "2019-07-05"}, {"as_of": "2024-13"},
)  # fmt: skip


@pytest.mark.parametrize("name", layout.names())
def test_missing_numbers_are_no_fault(name: str, sample: Market) -> None:
    known = layout.load(name).by_name
    with opened(name, sample) as read:
        for given in INPUTS:
            if given.keys() <= known.keys():
                values = read(**given)
                told = {word: value for word, value in values.items() if word.startswith("test_")}
                assert set(told.values()) == {True}, (given, told)
