"""The sheet Your claim: figures that the user types in, and what the data say about each."""

from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS, STYLE_PAIRS
from rotationxl_workbooks import design, inputs
from rotationxl_workbooks.blocks import claim_rows, claim_shapes
from rotationxl_workbooks.blocks.claim_searches import FIRST_MONTH
from rotationxl_workbooks.design import DASH, heads, line, section
from rotationxl_workbooks.inputs import Input

TITLE = "Your claim"
ROWS = 6
FIRST_ROW = 9
_EXAMPLE = {"B": "5.4 pp", "C": "R1000", "D": "2024-11"}
_WIDTHS = (1.5, 17, 17, 25, 20, 13, 15, 12, 13, 13, 48)
_HEADS = (
    "Figure as printed", "Return of", "Period", "Or a formula of yours", "The data say",
    "Verdict", "Gap, pp", "Month nearest", "Basis that fits", "Why there is no verdict",
)  # fmt: skip
_UNITS = ("%", "pp", "bp", ">", "<", "=", " ")


class _Used(NamedTuple):
    """The cells of Workings that hold a row's arguments, with stand-ins where it is blank."""

    figure: str
    what: str
    ticker: str
    pair: str
    size_pair: str
    period: str
    place: str
    """Where the list of tickers and pairs has it: pairs come first, those of style before size."""


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
For anything else, such as a yield or a record, type a formula into the fourth shaded \
column, for instance =YIELD_LEVEL("10Y","2024-11-29"), and leave the two cells before it blank.
The month nearest is the month since June 2000 whose return or spread lies closest to the figure. \
The basis says whether a fund's figure leaves dividends out (price) or reinvests them (total).\
""".splitlines()


def add(book: Workbook) -> Worksheet:
    """Add the sheet, still empty."""
    return design.add_sheet(book, TITLE, _WIDTHS)


def fill(sheet: Worksheet, source: int) -> None:
    """Write the table; `source` is the row of its first arguments in Workings."""
    design.top(sheet, "Your claim")
    design.put(sheet, "B3", _finding(), "Lead")
    heads(sheet, f"B{FIRST_ROW - 4}:K{FIRST_ROW - 4}", _HEADS, left=4)
    section(sheet, f"B{FIRST_ROW - 1}:K{FIRST_ROW - 1}", "Type yours into the shaded cells")
    for row in _rows()[1:]:
        for column, one in zip("BCD", _asked(row - FIRST_ROW + 1), strict=True):
            inputs.put(sheet, f"{column}{row}", one)
        design.put(sheet, f"E{row}", None, "Input")
    for place, row in enumerate(_rows(), source):
        _answers(sheet, row, place)
        sheet.row_dimensions[row].height = 34
    _example(sheet, FIRST_ROW - 3)
    last = FIRST_ROW + ROWS - 1
    claim_rows.colour(sheet, f"G{FIRST_ROW - 3}:G{last}")
    for row, note in enumerate(NOTES, last + 2):
        design.put(sheet, f"B{row}:K{row}", note, "Prose")
        sheet.row_dimensions[row].height = 27
    for head in (f"G{FIRST_ROW - 4}", f"K{FIRST_ROW - 4}"):
        design.dress(sheet[head], "Column head left")
        design.indent(sheet, f"{head}:{head}")
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
    sheet[f"K{row}"].value = "An example: article 000 on November 2024."


def _answers(sheet: Worksheet, row: int, source: int) -> None:
    """Write what the data say of the figure in a row, from the arguments that Workings holds."""
    used = _Used(*(f"Workings!${column}${source}" for column in "CDEFGHI"))
    figure, what, own = (f"${column}{row}" for column in "BCE")
    typed, shown = f'{figure}<>""', claim_shapes.PERCENT.actual
    gap = f'IFERROR(ROUND(($F{row}-{_number(figure)})*100,2),"{DASH}")'
    verdict = f'CLAIM_CHECK({used.figure},IF($F{row}="{DASH}","",$F{row}))'
    find = f'CLAIM_FIND_MONTH({used.what},{used.figure},"{FIRST_MONTH}",as_of_day)'
    basis = f"CLAIM_BASIS({used.ticker},{used.period},{used.figure})"
    of_fund = f"AND({typed},NOT({_blank(row)}),{used.place}>{len(PAIRS)})"
    for column, value, number in (
        ("F", _data(row, used), shown),
        ("G", f'=IF({typed},IFERROR({verdict},"NOT READ"),"{DASH}")', "General"),
        ("H", f'=IF(AND({typed},{own}="",ISNUMBER($F{row})),{gap},"{DASH}")', design.SIGNED_2),
        ("I", _or_dash(find, f'AND({typed},{what}<>"")'), "yyyy-mm"),
        ("J", _or_dash(basis, of_fund), "General"),
    ):
        design.put(sheet, f"{column}{row}", value, "Definition unit", number)
    design.put(sheet, f"K{row}", f'=IF({typed},{_reason(row, used)},"{DASH}")', "Definition")
    for column in "GK":
        sheet[f"{column}{row}"].alignment = claim_rows.INSET


def _blank(row: int) -> str:
    return f'OR($C{row}="",$D{row}="")'


def _data(row: int, used: _Used) -> str:
    """Return the formula for the return of a ticker, the spread of a pair, or the user's own."""
    size = f"SIZE_SPREAD({used.period},{used.size_pair},,as_of)"
    style = f"STYLE_SPREAD({used.period},{used.pair},,as_of)"
    fund = f"ASSET_RETURN({used.ticker},{used.period},,as_of)"
    spread = f"IF({used.place}<={len(STYLE_PAIRS)},{style},{size})"
    answer = f"IF({used.place}<={len(PAIRS)},{spread},{fund})"
    found = f'IF($E{row}<>"",$E{row},IF({_blank(row)},"{DASH}",{answer}))'
    return f'=IFERROR({found},"{DASH}")'


_STAND_INS = ("0%", "SPY", "SPY", "R1000", "R2000-SP500", "2024-11")


def workings(sheet: Worksheet, row: int) -> int:
    """Write the arguments that each figure's functions get; return the row of the first.

    A function is asked also where its answer is not shown, and would fail on a blank.
    """
    section(sheet, f"B{row}:I{row}", "The figures typed in, as the functions get them")
    texts = ["Row", "Figure", "Of", "Ticker", "Pair", "Size pair", "Period", "Place"]
    heads(sheet, f"B{row + 1}:I{row + 1}", texts)
    for place, source in enumerate(_rows(), row + 2):
        figure, what, period = (f"'{TITLE}'!${column}${source}" for column in "BCD")
        where = f"$I{place}"
        styles = f"AND({where}<={len(STYLE_PAIRS)},{where}>0)"
        sizes = f"AND({where}<={len(PAIRS)},{where}>{len(STYLE_PAIRS)})"
        given = (figure, what, what, what, what, period)
        conditions = (f'{figure}=""', f'{what}=""', f'OR({what}="",{where}<={len(PAIRS)})',
                      f"NOT({styles})", f"NOT({sizes})", f'{period}=""')  # fmt: skip
        used = [
            (f'=IF({condition},"{stand_in}",{value})', design.TEXT)
            for condition, stand_in, value in zip(conditions, _STAND_INS, given, strict=True)
        ]
        listed = f"=IFERROR(MATCH({what},list_tickers_and_pairs,0),1000)"
        label = "Example" if source == _rows()[0] else f"Row {source - FIRST_ROW + 1}"
        line(sheet, f"B{place}:I{place}", label, [*used, (listed, design.WHOLE)])
    return row + 2


def _rows() -> list[int]:
    return [FIRST_ROW - 3, *range(FIRST_ROW, FIRST_ROW + ROWS)]


def _or_dash(expression: str, condition: str) -> str:
    """Return the formula that shows a dash for what cannot be read, as for what has no data."""
    return f'=IF({condition},IFERROR({expression},"{DASH}"),"{DASH}")'


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


def _reason(row: int, used: _Used) -> str:
    """Return the expression that says why a figure has no verdict; a dash where it has one."""
    read = f'EXPLAIN("CLAIM_CHECK",{used.figure},0)'
    known = f'EXPLAIN("CLAIM_FIND_MONTH",{used.what},"0%","{FIRST_MONTH}",as_of_day)'
    in_time = f'EXPLAIN("STYLE_SPREAD",{used.period},"R1000","",as_of)'
    told = f'IF(ISNUMBER($F{row}),"{DASH}","There are not enough data for this period.")'
    for reason in (in_time, known):
        told = f'IF(LEFT({reason},2)<>"ok",{reason},{told})'
    missing = '"Say what it is of and its period, or type a formula."'
    told = f'IF($E{row}<>"","{DASH}",IF({_blank(row)},{missing},{told}))'
    return f'IF(LEFT({read},2)<>"ok",{read},{told})'
