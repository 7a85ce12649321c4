"""The sheets that every report ends with: Sources, Definitions, and the lists of inputs."""

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import rotationxl.functions  # noqa: F401 (declares them)
from rotationxl.registry import FUNCTIONS, Function
from rotationxl_workbooks import design, inputs

_CALL = re.compile(r"\b([A-Z][A-Z0-9_]{3,})\(")
_ON_A_PAGE = 30  # series; what follows more of them stands on their last page
_OPEN = ("pairs", "style_pairs", "size_pairs", "rules")
"""Lists beside which other words may be typed, which name series of their own."""
_DATA_COLUMNS = (
    ("Source", 2, "General"), ("Field", 3, "General"), ("First", 4, design.DAY),
    ("Last", 5, design.DAY), ("Fetched (UTC)", 6, design.MOMENT), ("Status", 7, "General"),
)  # fmt: skip
NOTICES = """\
Nothing in this workbook is investment advice. It states what the data gave; past returns say \
nothing certain about later ones.
This product uses the FRED® API but is not endorsed or certified by the Federal Reserve Bank of \
St. Louis. Some series belong to others and may be used only as their owners allow: see each \
series' page at fred.stlouisfed.org.
Prices from Yahoo Finance are for personal use under Yahoo's terms of service: do not pass them \
on. Yahoo is not connected with this workbook.
Funds stand for the indices they follow (IWD for Russell 1000 Value, and so on), so returns are \
after the funds' costs. Names of indices and funds are trademarks of their owners.""".splitlines()


def add(book: Workbook, series: Mapping[str, str], asked: Sequence[inputs.Input]) -> None:
    """Add all of them to a workbook that has its other sheets already."""
    sources(book, series, asked)
    definitions(book)
    inputs.lists(book, asked)


def sources(book: Workbook, series: Mapping[str, str], asked: Sequence[inputs.Input]) -> None:
    """Add the sheet Sources for series with what each is used for; names them `report_series`."""
    sheet = design.add_sheet(book, "Sources", (2, 13, 32, 28, 9, 12, 12, 17, 11))
    last = 5 + len(series)
    design.name_cell(sheet, "report_series", f"B6:B{last}")
    design.top(sheet, "Sources")
    more = "; a pair or a rule that you type may use more" * any(o.choices in _OPEN for o in asked)
    design.put(sheet, "B3", f"Every series this workbook uses, as it is stored now{more}.", "Note")
    texts = ["Series", "Used for", *(head for head, _, _ in _DATA_COLUMNS)]
    design.heads(sheet, "B5:I5", texts, left=2)
    for row, (code, use) in enumerate(series.items(), 6):
        is_chosen = code.startswith("=")
        cells = [(_source_cell(row, c, is_chosen), shown) for _, c, shown in _DATA_COLUMNS]
        design.line(sheet, f"B{row}:I{row}", code, cells)
        sheet[f"C{row}"].value = use
    _end_of_sources(sheet, last + 2)
    sheet.freeze_panes = "C6"
    breaks = [last + 1] if len(series) <= _ON_A_PAGE else []
    design.print_setup(sheet, f"A1:I{sheet.max_row}", "1:3", breaks)


def _source_cell(row: int, column: int, is_chosen: bool) -> str:
    """Return the formula for what is stored of a series; an input may choose none."""
    found = f"INDEX(DATA_SOURCES($B{row},FALSE),1,{column})"
    return design.or_dash(found, f'TRIM($B{row})<>""' if is_chosen else "")


def _end_of_sources(sheet: Worksheet, row: int) -> None:
    design.section(sheet, f"B{row}:I{row}", "The data as a whole")
    whole = (
        ("Last session stored", "=DATA_AS_OF()", design.DAY),
        ("Last day of data used", "=as_of_day", design.DAY),
        ("Fingerprint of all stored data above",
         '=_xlfn.IFNA(SNAPSHOT_ID(report_series),"none: a series is missing")', "General"),
    )  # fmt: skip
    for place, (label, formula, shown) in enumerate(whole, row + 1):
        design.line(sheet, f"B{place}:D{place}", label, [(formula, shown)])
    design.section(sheet, f"B{row + 5}:I{row + 5}", "Notices")
    for place, notice in enumerate(NOTICES, row + 6):
        design.put(sheet, f"B{place}:I{place}", notice, "Prose")
        sheet.row_dimensions[place].height = 26


def definitions(book: Workbook) -> None:
    """Add the sheet Definitions: every function of ours that the sheets so far use."""
    sheet = design.add_sheet(book, "Definitions", (2, 52, 86, 18))
    design.top(sheet, "Definitions")
    design.put(sheet, "B3", "Returns, spreads and yields are decimals (0.054 is 5.4%); optional "
               "arguments stand in brackets.", "Note")  # fmt: skip
    design.heads(sheet, "B5:D5", ["Function", "What it gives", "Unit"], left=2)
    for row, function in enumerate(_used(book), 6):
        gives = _plain(function)
        design.put(sheet, f"B{row}", function.signature, "Definition")
        design.put(sheet, f"C{row}", gives, "Definition")
        design.put(sheet, f"D{row}", function.unit, "Definition unit")
        lines = max(-(-len(gives) // 100), -(-len(function.signature) // 58))
        sheet.row_dimensions[row].height = 12.5 * lines + 4
    sheet.freeze_panes = "C6"
    design.print_setup(sheet, f"A1:D{sheet.max_row}", "1:5")


def _plain(function: Function) -> str:
    return " ".join(f"{function.help} {function.details}".split())


def _used(book: Workbook) -> list[Function]:
    # Asked for by rows, openpyxl would make the cells that are not there.
    cells = chain.from_iterable(sheet._cells.values() for sheet in book.worksheets)  # noqa: SLF001
    formulas = (c.value for c in cells if isinstance(c.value, str) and c.value.startswith("="))
    called = set(_CALL.findall(" ".join(formulas)))
    return [FUNCTIONS[name] for name in sorted(called & set(FUNCTIONS))]
