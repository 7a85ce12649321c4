"""Values as Excel passes them through COM, and values as cells of ours; tokens for errors."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rotationxl.cells import Cell, CellError
from rotationxl.errors import NotStoredError, RotationError
from rotationxl.market.evaluate import Answer, Call
from rotationxl.registry import FUNCTIONS, Table

SHIFT = 1462  # days between the two calendars of Excel, 1900 and 1904
MARK = "\x02"
"""Before an error's number (`e2042`), the number of a waiting call (`w7`), or text that begins so.
No answer of ours begins with it but through `t`."""

NUMBERS: Mapping[str, int] = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029,
    "#NUM!": 2036, "#N/A": 2042, "#GETTING_DATA": 2043, "#SPILL!": 2045, "#CONNECT!": 2046,
    "#BLOCKED!": 2047, "#FIELD!": 2049, "#CALC!": 2050,
}  # fmt: skip
_HRESULT = -2146828288  # 0x800A0000, to which COM adds the number of the error
_ERRORS = {_HRESULT + number: CellError(text) for text, number in NUMBERS.items()}
_MISSING = -2147352572
_TOKENS = {text: f"{MARK}e{number}" for text, number in NUMBERS.items()}
NOT_AVAILABLE = _TOKENS["#N/A"]
_DATED = ("day", "period", "month", "year", "vintage", "what the data say")


class Waiting(RotationError):  # noqa: N818 (no error: an answer that is not there yet)
    """A call whose data are still to come; `number` names it."""

    cell = "#N/A"

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def of_excel(name: str, values: Sequence[Any], *, uses_1904: bool) -> Call:
    """Return the call that Excel's values are; the blank ones at the end are left out."""
    cells = [_cell(value) for value in values]
    while cells and cells[-1] is None:
        cells.pop()
    if uses_1904 and name in FUNCTIONS:
        for place, argument in enumerate(FUNCTIONS[name].arguments[: len(cells)]):
            if argument.kind.name.startswith(_DATED):
                cells[place] = _shifted(cells[place])
    return Call(name, tuple(cells))


def _cell(value: Any) -> Cell:
    """Return a cell, or rows of cells, for what COM gives; its whole numbers are errors."""
    kind = type(value)
    if kind is str or kind is float or kind is bool or value is None:
        return value
    if kind is int:
        return None if value == _MISSING else _ERRORS.get(value, value)
    if kind is tuple or kind is list:
        if value and type(value[0]) in {tuple, list}:
            return [[_cell(item) for item in row] for row in value]
        return [[_cell(item) for item in value]]  # an array constant of one row
    return value


def _shifted(value: Cell) -> Cell:
    """Return a date serial of 1904 as one of 1900; years, months as YYYYMM and others stay."""
    if isinstance(value, list):
        return [[_shifted(item) for item in row] for row in value]
    if isinstance(value, float) and 9999 < value < 190_001:  # noqa: PLR2004 (five digits)
        return value + SHIFT
    return value


def to_excel(name: str, answer: Answer, *, uses_1904: bool) -> list[list[Any]]:
    """Return rows of what COM can carry, for an answer of a market or a Waiting."""
    if type(answer) is float and not uses_1904:
        return [[answer]]
    if isinstance(answer, Waiting):
        return [[f"{MARK}w{answer.number}"]]
    if isinstance(answer, RotationError):
        return [[_TOKENS[answer.cell]]]
    if isinstance(answer, Table):
        rows = answer.cells()
        return [[_carried(c) for c in row] for row in (_of_1904(answer) if uses_1904 else rows)]
    if uses_1904 and FUNCTIONS[name].unit == "date" and type(answer) in {int, float}:
        answer -= SHIFT
    return [[_carried(answer)]]


def _of_1904(table: Table) -> list[list[Cell]]:
    dated = [place for place, column in enumerate(table.columns) if column in table.dates]
    shifted = [
        [c - SHIFT if i in dated and isinstance(c, int | float) else c for i, c in enumerate(row)]
        for row in table.rows
    ]
    return Table(table.columns, shifted, table.headers).cells()


def _carried(value: Cell) -> Any:
    """Return what COM carries of one cell: a float, a bool, text, or a token."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return _TOKENS[value]
    if isinstance(value, str):
        return f"{MARK}t{value}" if value.startswith(MARK) else str(value)
    if isinstance(value, bool):
        return value
    number = float(value)
    return number if math.isfinite(number) else _TOKENS["#N/A"]


def is_to_come(answer: object) -> bool:
    """Tell whether an answer is none only because its data are being fetched."""
    return isinstance(answer, NotStoredError)
