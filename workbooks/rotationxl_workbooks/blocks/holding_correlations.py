"""The sheet Together: how the holdings of a portfolio went with each other."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design
from rotationxl_workbooks.blocks.holdings import EMPTY, ROWS, Block
from rotationxl_workbooks.blocks.portfolio_months import MONTHS
from rotationxl_workbooks.design import heads, line

TITLE = "Together"
WIDTHS = (1.5, 14, *[10] * ROWS, 12)
_NUMBERS = range(1, ROWS + 1)
_COLUMNS = [get_column_letter(2 + number) for number in _NUMBERS]
_LIKE = get_column_letter(3 + ROWS)
_FIRST = 6
_LAST = _FIRST + ROWS - 1
_CELLS = f"{_COLUMNS[0]}{_FIRST}:{_COLUMNS[-1]}{_LAST}"
_HEADS = f"${_COLUMNS[0]}$5:${_COLUMNS[-1]}$5"
NOTES = f"""\
Correlations of monthly returns over {MONTHS} months: 1 is in step, 0 unrelated, below 0 against \
each other. Holdings that go together spread less risk than their number suggests.
A dash means that there are no data: the holding is left out, or {MONTHS} months of it are not \
stored.\
""".splitlines()


def fill(sheet: Worksheet, held: Block) -> None:
    """Write the sheet: one half of the matrix is asked for, the other repeats it."""
    design.top(sheet, '="How the holdings went together, to "&month_name')
    design.put(sheet, "B3", f"={_words()}", "Lead")
    design.section(sheet, f"B4:{_LIKE}4", f"Correlation of monthly returns, {MONTHS} months")
    codes = [f"={held.code(number)}" for number in _NUMBERS]
    heads(sheet, f"B5:{_LIKE}5", ["", *codes, "Most like"])
    for number, at in zip(_NUMBERS, range(_FIRST, _LAST + 1), strict=True):
        cells = [(_pair(held, number, other), "0.00") for other in _NUMBERS]
        like = (_most_like(at), design.TEXT)
        line(sheet, f"B{at}:{_LIKE}{at}", f"={held.code(number)}", [*cells, like])
    design.colour_scale(sheet, _CELLS)
    design.name_cell(sheet, "correlations", _CELLS)
    design.row_heights(sheet, _FIRST, _LAST, 24)
    for place, note in enumerate(NOTES, _LAST + 2):
        design.put(sheet, f"B{place}:{_LIKE}{place}", note, "Prose")
    sheet.freeze_panes = "C6"
    design.print_setup(sheet, f"A1:{_LIKE}{_LAST + 1 + len(NOTES)}", "1:3")


def _pair(held: Block, one: int, other: int) -> str:
    if one == other:
        return ""
    if one < other:
        return f"={_COLUMNS[one - 1]}{_FIRST + other - 1}"
    call = f"CORREL_TO({held.ticker(one)},{held.ticker(other)},{MONTHS},report_day)"
    shown = held.shown(one, call, f'{held.kind(other)}="ok"').removeprefix("=")
    return f'=IF({held.kind(other)}="free",{EMPTY},{shown})'


def _most_like(at: int) -> str:
    cells = f"{_COLUMNS[0]}{at}:{_COLUMNS[-1]}{at}"
    return f"=IF(COUNT({cells})=0,{EMPTY},INDEX({_HEADS},MATCH(MAX({cells}),{cells},0)))"


def _words() -> str:
    average = '"The holdings went together by "&FIXED(AVERAGE(correlations),2)&" on average'
    span = '; from "&FIXED(MIN(correlations),2)&" to "&FIXED(MAX(correlations),2)&"."'
    nothing = f'"There are not {MONTHS} months of data for two of these holdings."'
    return f"IF(COUNT(correlations)>0,{average}{span},{nothing})"
