"""The cells that a report's user types into or chooses in, and the lists that they offer.

A cell takes what is typed also where it is not in its list: functions say what they cannot read.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.cells import Cell
from rotationxl.errors import BadArgumentError
from rotationxl.universe import PAIRS, SECTORS, SIZE_PAIRS, STYLE_PAIRS, TICKERS
from rotationxl_workbooks import design

FIRST_YEAR, LAST_YEAR = 2000, 2026
TITLE = "Lists"
_MONTHS = [f"{y}-{m:02d}" for y in range(FIRST_YEAR, LAST_YEAR + 1) for m in range(1, 13)]
LISTS: Mapping[str, Sequence[str]] = {
    "months": _MONTHS[:5:-1],  # newest first; the style funds are of 2000-05 and -07
    "pairs": tuple(PAIRS),
    "style_pairs": STYLE_PAIRS,
    "size_pairs": SIZE_PAIRS,
    "sectors": tuple(SECTORS),
    "tickers": tuple(TICKERS),
    "indices": (
        *("^RUT", "^GSPC", "^NDX", "IWM", "SPY", "QQQ", "RSP", "XLG"),
        *("IJH", "IJR", "IWC", "IWN", "IWO", "VBK"),
    ),
    "tickers_and_pairs": (*STYLE_PAIRS, *SIZE_PAIRS, *TICKERS),
    "bases": ("total", "price"),
    "rules": (
        *("10Y>4", "10Y>4.5", "10Y-2Y>0", "DFII10>1", "UNRATE<5"),
        "10Y>4 AND 10Y-2Y>0",
    ),
    "heat_maps": ("return", "relative"),
}
"""What an input may offer, by the name of the list."""
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")  # 100,000
_PROMPT = 255  # characters that a note may have
_PRINTED = 40  # rows: no one reads a list of all months on paper


@dataclass(frozen=True, slots=True)
class Input:
    """One input cell."""

    name: str
    """The cell's name in the workbook; also what `--set NAME=VALUE` calls it."""
    label: str
    value: str | float | None
    """What it holds at first; "" is a blank cell, and None one that takes a number."""
    hint: str
    """The note shown at the cell."""
    choices: str = ""
    """The name of the list that it offers."""
    shown: str = design.TEXT
    """Its number format; text stays as typed: 2024-11 is no date."""
    optional: bool = False
    """Whether a number may be left out; text always may."""
    group: str = ""
    """A table that it is a cell of: where one of its cells is given, the others are blank."""

    def read(self, text: str) -> Cell:
        """Return what the cell holds when a text is given for it; BadArgumentError names it."""
        if isinstance(self.value, str):
            return text or None
        if self.optional and not text:
            return None
        is_percent = "%" in self.shown and text.endswith("%")
        number = text.removesuffix("%") if is_percent else text
        try:
            read = float(number.replace(",", "") if _GROUPED.fullmatch(number) else number)
        except ValueError:
            read = math.nan
        if not math.isfinite(read):
            raise BadArgumentError(f"{self.name}: {text!r} is not a number. {self.hint}")
        return read / 100 if is_percent else read


MONTH = Input("month", "Month", "2024-11", "Choose a month, or type one as 2024-11.", "months")
AS_OF = Input("as_of", "Data up to", "", "A day such as 2024-11-29. Left blank: all stored data.")


def put(sheet: Worksheet, cell: str, one: Input) -> None:
    """Write an input at a cell, with its name, its note, and its list where it has one."""
    design.put(sheet, cell, one.value if one.value != "" else None, "Input", one.shown)
    design.name_cell(sheet, one.name, cell)
    note = DataValidation(showErrorMessage=False, showInputMessage=True, allow_blank=True)
    if one.choices:
        note.type, note.formula1 = "list", f"list_{one.choices}"
    note.promptTitle, note.prompt = one.label, one.hint[:_PROMPT]
    sheet.add_data_validation(note)
    note.add(cell)


def column(sheet: Worksheet, labels: str, cells: str, row: int, inputs: Iterable[Input]) -> int:
    """Write inputs under each other, labels in one column; return the next free row."""
    for one in inputs:
        design.put(sheet, f"{labels}{row}", one.label, "Input label")
        put(sheet, f"{cells}{row}", one)
        row += 1
    return row


def lists(book: Workbook, inputs: Iterable[Input]) -> None:
    """Add the sheet of the lists that these inputs offer; each is named `list_NAME`."""
    wanted = list(dict.fromkeys(one.choices for one in inputs if one.choices))
    if not wanted:
        return
    sheet = design.add_sheet(book, TITLE, (2, *[14] * len(wanted)))
    design.top(sheet, "Lists")
    design.put(
        sheet, "B3", "What the shaded cells offer; other entries may be typed there.", "Note"
    )
    last = 5
    for place, name in enumerate(wanted, 2):
        letter, texts = get_column_letter(place), LISTS[name]
        design.heads(sheet, f"{letter}5:{letter}5", [name.replace("_", " ").capitalize()])
        for row, text in enumerate(texts, 6):
            design.put(sheet, f"{letter}{row}", text, "Label", design.TEXT)
        design.name_cell(sheet, f"list_{name}", f"{letter}6:{letter}{5 + len(texts)}")
        last = max(last, 5 + len(texts))
    sheet.freeze_panes = "A6"
    end = get_column_letter(max(1 + len(wanted), 6))
    design.print_setup(sheet, f"A1:{end}{min(last, _PRINTED)}", "1:5")
