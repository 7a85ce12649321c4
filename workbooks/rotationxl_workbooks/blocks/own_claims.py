"""The sheet Your claim: figures that the user types in, and what the data say about each."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs
from rotationxl_workbooks.blocks import claim_rows, claim_shapes
from rotationxl_workbooks.blocks.claim_searches import FIRST_MONTH
from rotationxl_workbooks.design import DASH, heads, or_dash, section
from rotationxl_workbooks.inputs import Input

TITLE = "Your claim"
ROWS = 8
FIRST_ROW = 9
_EXAMPLE = {"B": "5.4 pp", "C": "R1000", "D": "2024-11"}
_WIDTHS = (1.5, 17, 17, 25, 20, 13, 15, 12, 13, 13, 48)
_HEADS = (
    "Figure as printed", "Return of", "Period", "Or a formula of yours", "The data say",
    "Verdict", "Gap, pp", "Month nearest", "Basis that fits", "Why there is no verdict",
)  # fmt: skip
_UNITS = ("%", "pp", "bp", ">", "<", "=", " ")


def _asked(number: int) -> tuple[Input, Input, Input]:
    return (
        Input(f"figure_{number}", f"Figure {number}", "",
              "As printed: 5.4%, +3.0 pp, -14.7 bp, >4.5%, $78."),
        Input(f"what_{number}", f"What figure {number} is of", "",
              "A fund or index such as IWM or ^RUT, or a pair such as R1000: value minus growth.",
              "tickers_and_pairs"),
        Input(f"period_{number}", f"Period of figure {number}", "",
              "2024-11, 2024Q4, 2024, or days: 2024-11-05:2024-11-25."),
    )  # fmt: skip


INPUTS = tuple(one for number in range(1, ROWS + 1) for one in _asked(number))
NOTES = """\
Type a figure as an article prints it, what it is of, and its period. A fund or an index gives its \
return, a pair the spread of its two funds: R1000 is value minus growth, R2000-SP500 small minus \
large.
For anything else, such as a yield or a record, type a formula into the fifth column, for instance \
=YIELD_LEVEL("10Y","2024-11-29"), and leave the two cells before it blank.
The month nearest is the month since June 2000 whose return or spread lies closest to the figure. \
The basis says whether a fund's figure leaves dividends out (price) or reinvests them (total).\
""".splitlines()


def write(book: Workbook) -> None:
    """Add the sheet."""
    sheet = design.add_sheet(book, TITLE, _WIDTHS)
    design.top(sheet, "Your claim")
    design.put(sheet, "B3", _finding(), "Lead")
    heads(sheet, f"B{FIRST_ROW - 4}:K{FIRST_ROW - 4}", _HEADS, left=3)
    _example(sheet, FIRST_ROW - 3)
    section(sheet, f"B{FIRST_ROW - 1}:K{FIRST_ROW - 1}", "Type yours into the shaded cells")
    for number in range(1, ROWS + 1):
        row = FIRST_ROW + number - 1
        for column, one in zip("BCD", _asked(number), strict=True):
            inputs.put(sheet, f"{column}{row}", one)
        design.put(sheet, f"E{row}", None, "Input")
        _answers(sheet, row)
        sheet.row_dimensions[row].height = 27
    last = FIRST_ROW + ROWS - 1
    for verdict, colour in claim_rows.COLOURS.items():
        first = f"G{FIRST_ROW - 3}"
        design.shade_where(sheet, f"{first}:G{last}", f'{first}="{verdict}"', colour)
    for place, note in enumerate(NOTES):
        row = last + 2 + place
        design.put(sheet, f"B{row}:K{row}", note, "Prose")
        sheet.row_dimensions[row].height = 27
    sheet.freeze_panes = f"A{FIRST_ROW - 3}"
    design.print_setup(sheet, f"A1:K{last + 1 + len(NOTES)}", "1:5")


def _finding() -> str:
    cells = f"G{FIRST_ROW}:G{FIRST_ROW + ROWS - 1}"
    held = f'(COUNTIF({cells},"CONFIRMED")+COUNTIF({cells},"CLOSE"))'
    asked = f'{ROWS}-COUNTIF({cells},"{DASH}")'
    words = f'{held}&" of your "&({asked})&" figures hold up."'
    return f'=IF({asked}=0,"No figure has been typed in yet.",{words})'


def _example(sheet: Worksheet, row: int) -> None:
    for column, text in _EXAMPLE.items():
        design.put(sheet, f"{column}{row}", text, "Definition", design.TEXT)
    design.put(sheet, f"E{row}", None, "Definition")
    _answers(sheet, row)
    design.put(sheet, f"K{row}", "An example: article 000 on November 2024.", "Definition")


def _answers(sheet: Worksheet, row: int) -> None:
    shape = claim_shapes.PERCENT
    figure, what, period, own = (f"${column}{row}" for column in "BCDE")
    typed, known = f'{figure}<>""', f'AND({figure}<>"",ISNUMBER($F{row}))'
    blank = f'OR({what}="",{period}="")'
    find = f'CLAIM_FIND_MONTH({what},{figure},"{FIRST_MONTH}",as_of_day)'
    verdict = f'IF($F{row}="{DASH}","NO DATA",IFERROR(CLAIM_CHECK({figure},$F{row}),"NOT READ"))'
    gap = f"IFERROR(($F{row}-{_number(figure)})*100,\"{DASH}\")"
    for column, value, shown in (
        ("F", f'=IF({own}<>"",IFERROR({own},"{DASH}"),IF({blank},"{DASH}",{_data(what, period)}))',
         shape.actual),
        ("G", f'=IF({typed},{verdict},"{DASH}")', "General"),
        ("H", f'=IF(AND({known},{own}=""),{gap},"{DASH}")', design.SIGNED_2),
        ("I", _or_dash(find, f'AND({typed},{what}<>"")'), "yyyy-mm"),
        ("J", _or_dash(f"CLAIM_BASIS({what},{period},{figure})",
                       f"AND({typed},NOT({blank}))"), "General"),
    ):  # fmt: skip
        design.put(sheet, f"{column}{row}", value, "Definition unit", shown)
    design.put(sheet, f"K{row}", f'=IF({typed},{_reason(row)},"{DASH}")', "Definition")


def _or_dash(expression: str, condition: str) -> str:
    """Return the formula that shows a dash for what cannot be read, as for what has no data."""
    return f'=IF({condition},IFERROR({expression},"{DASH}"),"{DASH}")'


def _data(what: str, period: str) -> str:
    """Return the expression for the return of a ticker or the spread of a pair."""
    found = f'"{DASH}"'
    for call in (f"SIZE_SPREAD({period},{what},,as_of)", f"STYLE_SPREAD({period},{what},,as_of)",
                 f"ASSET_RETURN({what},{period},,as_of)"):  # fmt: skip
        found = f"IFERROR({call},{found})"
    return found


def _number(figure: str) -> str:
    """Return the expression for a printed percentage, points or basis points as a decimal.

    NUMBERVALUE and not VALUE, which reads 5.4 in the manner of the user's country.
    """
    bare = figure
    for unit in _UNITS:
        bare = f'SUBSTITUTE({bare},"{unit}","")'
    scale = f'IF({figure}<>SUBSTITUTE({figure},"bp",""),10000,100)'
    printed = f'_xlfn.NUMBERVALUE({bare},".",",")/{scale}'
    return f"IF(ISNUMBER({figure}),{figure},{printed})"


def _reason(row: int) -> str:
    """Return the expression that says why a figure has no verdict; a dash where it has one."""
    figure, what, period, own = (f"${column}{row}" for column in "BCDE")
    reasons = (
        f'EXPLAIN("CLAIM_CHECK",{figure},0)',
        f'EXPLAIN("CLAIM_FIND_MONTH",{what},"0%","{FIRST_MONTH}",as_of_day)',
        f'EXPLAIN("STYLE_SPREAD",{period},"R1000","",as_of)',
    )
    told = f'IF(ISNUMBER($F{row}),"{DASH}","Not enough data for this period.")'
    for reason in (reasons[2], reasons[1]):
        told = f'IF(LEFT({reason},2)<>"ok",{reason},{told})'
    missing = '"Type what it is of and its period, or a formula."'
    told = f'IF({own}<>"","{DASH}",IF(OR({what}="",{period}=""),{missing},{told}))'
    return f'IF(LEFT({reasons[0]},2)<>"ok",{reasons[0]},{told})'
