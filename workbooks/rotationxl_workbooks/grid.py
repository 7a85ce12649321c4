"""A workbook in formulon, addressed and read as the rest of this package does it."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks.book import Book, N, Sheet, place
from rotationxl_workbooks.calculate import Place, scalar
from rotationxl_workbooks.formulas import ERRORS


class FormulonGrid:
    """A loaded formulon workbook; sheets count from 0, places from 1."""

    def __init__(self, workbook: Any) -> None:
        import formulon

        self.workbook = workbook
        self.sheets = [workbook.sheet_name(i) for i in range(workbook.sheet_count())]
        self._code = {formulon.error_display_name(code): code for code in range(len(ERRORS) + 2)}
        self._error = {code: CellError(name) for name, code in self._code.items()}
        self._cells: dict[tuple[int, Place], Cell] = {}

    def add_sheet(self) -> int:
        """Return the index of a new sheet at the end."""
        name = "_slots"
        while name.lower() in map(str.lower, self.sheets):
            name += "_"
        self.workbook.add_sheet(name)
        self.sheets.append(name)
        return len(self.sheets) - 1

    def put(self, sheet: int, place: Place, value: Cell) -> None:
        """Set a cell to a value."""
        at = _at(sheet, place)
        if value is None:
            self.workbook.set_blank(*at)
        elif isinstance(value, CellError):
            self.workbook.set_error(*at, self._code.get(value, self._code["#VALUE!"]))
        elif isinstance(value, bool):
            self.workbook.set_bool(*at, value)
        elif isinstance(value, str):
            self.workbook.set_text(*at, value.replace("\0", ""))
        else:
            self.workbook.set_number(*at, float(value))

    def put_formula(self, sheet: int, place: Place, text: str) -> None:
        """Put a formula into its cell; one that cannot be read shows #NAME?."""
        import formulon

        try:
            self.workbook.set_formula(*_at(sheet, place), f"={text}")
        except formulon.FormulonError:
            self.put(sheet, place, CellError("#NAME?"))

    def recalculate(self) -> None:
        self.workbook.recalc()
        self._cells.clear()

    def read(self, sheet: int, place: Place) -> Cell:
        """Return the value of a cell."""
        key = (sheet, place)
        if key not in self._cells:
            value = self.workbook.get_value(*_at(sheet, place))
            self._cells[key] = self._cell(value)
        return self._cells[key]

    def read_range(self, sheet: int, first: Place, last: Place) -> Cell:
        """Return the values of a range, row by row."""
        columns = range(first[1], last[1] + 1)
        return [
            [self.read(sheet, (row, column)) for column in columns]
            for row in range(first[0], last[0] + 1)
        ]

    def read_spilled(self, sheet: int, place: Place) -> Cell:
        """Return the value of a formula's cell, or the rows that it spilled."""
        shape = self.spill(sheet, place)
        if shape is None:
            return self.read(sheet, place)
        return self.read_range(sheet, place, (place[0] + shape[0] - 1, place[1] + shape[1] - 1))

    def evaluate(self, sheet: int, place: Place, text: str) -> Cell:
        """Return the value, or the rows, of an expression as if it stood in that cell."""
        import formulon

        try:
            rows = self.workbook.evaluate_formula_array(*_at(sheet, place), f"={text}")
        except formulon.FormulonError:
            return CellError("#NAME?")
        cells = [[self._cell(value) for value in row] for row in rows]
        return cells[0][0] if len(cells) == 1 and len(cells[0]) == 1 else cells

    def _cell(self, value: Any) -> Cell:
        kind = value.kind.name
        if kind == "NUMBER":
            return scalar(value.number)
        if kind == "TEXT":
            return value.text
        if kind == "BOOL":
            return bool(value.boolean)
        if kind == "BLANK":
            return None
        return self._error.get(value.error_code, CellError("#VALUE!"))

    def spill(self, sheet: int, place: Place) -> tuple[int, int] | None:
        """Return height and width when the formula in that cell spilled."""
        row, column = place[0] - 1, place[1] - 1
        info = self.workbook.spill_info(sheet, row, column)
        if info.engaged and (info.anchor_row, info.anchor_col) == (row, column):
            return int(info.rows), int(info.cols)
        return None

    def read_all(self) -> set[tuple[int, Place]]:
        """Read every formula's value at once and return the formulas that fill more cells.

        Each call of the engine crosses into WebAssembly, so one save is quicker than a thousand
        reads. What the file does not hold exactly is left to be read by itself.
        """
        saved = Book(self.workbook.save())
        wide = set()
        for name, part in saved.sheets.items():
            index = self.sheets.index(name)
            for at, value, fills in _saved(etree.fromstring(saved.parts[part])):
                if value is not None:
                    self._cells[index, at] = value
                if fills:
                    wide.add((index, at))
        return wide


def _at(sheet: int, place: Place) -> tuple[int, int, int]:
    """Return a place as formulon counts: from 0."""
    return sheet, place[0] - 1, place[1] - 1


def _saved(sheet: Sheet) -> Iterator[tuple[Place, Cell, bool]]:
    """Yield place, value and whether it fills more cells, of each formula of a saved sheet."""
    for f in sheet.iter(f"{N}f"):
        cell = f.getparent()
        if cell is not None:
            value = _exact(cell.get("t", "n"), cell.findtext(f"{N}v"))
            yield place(cell.get("r", "")), value, ":" in f.get("ref", "")


def _exact(kind: str, text: str | None) -> Cell:
    """Return a saved value, None where the file does not hold it exactly.

    The newer errors are saved as #VALUE!, and characters that XML cannot hold as _x0007_.
    """
    if text is None:
        return None
    if kind == "n":
        return scalar(float(text))
    if kind == "b":
        return text == "1"
    if kind == "str":
        return None if "_x" in text or "\n" in text else text
    return CellError(text) if kind == "e" and text != "#VALUE!" else None
