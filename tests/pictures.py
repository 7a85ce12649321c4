"""Makes the picture of LibreOffice in the documentation anew: `python tests/pictures.py`."""

import subprocess
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from calc_program import Program, soon
from rotationxl_workbooks.design import FIRST, FONT, INK, INPUT, MUTED, PERCENT, WHITE

PICTURE = Path(__file__).parents[1] / "addin/pictures/libreoffice.png"
WIDTHS = {"A": 28, "B": 11, "C": 50, "D": 2, "E": 23, "F": 8, "G": 9, "H": 9}
FIRST_ROW = 5
ROWS = [
    ("Value less growth, large", "=STYLE_SPREAD($B$3)", PERCENT),
    ("its rank among all months", "=STYLE_SPREAD_RANK($B$3)", "0"),
    ("Small less large", "=SIZE_SPREAD($B$3)", PERCENT),
    ("Financials", '=SECTOR_RETURN("Financials",$B$3)', PERCENT),
    ("Transports", '=GROUP_RETURN("transports",$B$3)', PERCENT),
    (
        "Transports less market",
        '=GROUP_RETURN("transports",$B$3)-ASSET_RETURN("SPY",$B$3)',
        PERCENT,
    ),
    ("Russell 2000 to its record", '=DIST_TO_RECORD("^RUT","2024-11-29")', "0.00%"),
    ("Momentum of value", '=ROTATION_MOMENTUM("IWD","SPY","2024-11-29")', "0.0"),
    ("Days with rates above 4%", '=REGIME_SHARE("10Y>4","2024")', "0%"),
    ("A month to come", '=STYLE_SPREAD("2035-01")', PERCENT),
    ("no #N/A for it", '=_xlfn.IFNA(STYLE_SPREAD("2035-01"),"not yet")', PERCENT),
]
WHY = '=EXPLAIN("STYLE_SPREAD","2035-01")'


AREA = f"A1:H{FIRST_ROW + len(ROWS)}"
TABLE = f"E{FIRST_ROW - 1}:H{FIRST_ROW + len(ROWS) - 1}"


def main() -> None:
    book = openpyxl.Workbook()
    fill(book.worksheets[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rotation.xlsx"
        book.save(path)
        program = Program(Path(folder) / "calc")
        program.install()
        with program.running() as session:
            session.ask("load", "sheet", str(path))
            soon(lambda: session.ask("errors", "sheet") == 1)
            session.ask("page", "sheet", f"{folder}/page.pdf", AREA)
        # Of poppler-utils; Calc alone writes no pictures.
        command = ["pdftoppm", "-png", "-r", "96", "-singlefile", f"{folder}/page.pdf"]
        subprocess.run([*command, str(PICTURE.with_suffix(""))], check=True)


def fill(sheet: Worksheet) -> None:
    """Put in what each formula is, what it gives and how it is written, and a table beside."""
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row in sheet[AREA]:
        for cell in row:
            cell.font = Font(FONT, 10, color=INK)
    sheet["A1"], sheet["A2"] = "Style and sector rotation", "=DATA_BANNER()"
    sheet["A1"].font, sheet["A2"].font = Font(FONT, 14, bold=True), Font(FONT, 9, color=MUTED)
    sheet["A3"], sheet["B3"] = "Month", "2024-11"
    sheet["B3"].fill, sheet["B3"].alignment = PatternFill("solid", INPUT), Alignment("right")
    _head(sheet)
    for place, (label, formula, number) in enumerate(ROWS, FIRST_ROW):
        sheet[f"A{place}"], sheet[f"B{place}"] = label, formula
        sheet[f"B{place}"].number_format = number
        sheet[f"B{place}"].alignment = Alignment("right")
        written = sheet[f"C{place}"]
        written.value, written.font = (
            formula.replace("_xlfn.", ""),
            Font("Courier New", 9, color=FIRST),
        )
        written.alignment = Alignment("left", indent=1)
        written.data_type = "s"  # the text, not the formula
    sheet[TABLE.partition(":")[0]] = ArrayFormula(TABLE, "=SECTOR_TABLE($B$3)")
    for row in sheet[TABLE][1:]:
        row[2].number_format = row[3].number_format = PERCENT
    why = FIRST_ROW + len(ROWS)
    sheet[f"A{why}"], sheet[f"B{why}"] = "why it is #N/A", WHY


def _head(sheet: Worksheet) -> None:
    for letter in "ABCEFGH":
        cell = sheet[f"{letter}{FIRST_ROW - 1}"]
        cell.font, cell.fill = Font(FONT, 10, bold=True, color=WHITE), PatternFill("solid", FIRST)
    for letter, text in (("A", "What"), ("B", "Value"), ("C", "Formula in column B")):
        sheet[f"{letter}{FIRST_ROW - 1}"] = text
    for letter in "BGH":
        sheet[f"{letter}{FIRST_ROW - 1}"].alignment = Alignment("right")
    sheet[f"C{FIRST_ROW - 1}"].alignment = Alignment("left", indent=1)


if __name__ == "__main__":
    main()
