"""The last 36 months of a portfolio and its holdings, one by one and together."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.blocks.holdings import EMPTY, KNOWN, ROWS, Block
from rotationxl_workbooks.design import DASH, DAY, PERCENT, SHARE, heads, line, or_dash

TITLE = "By month"
MONTHS = 36
WIDTHS = (1.5, 15, *[10] * ROWS, 12, 12, 12)
_NUMBERS = range(1, ROWS + 1)
_HELD = [get_column_letter(3 + place) for place in range(ROWS)]
_TOTALS = {
    "portfolio": get_column_letter(3 + ROWS),
    "benchmark": get_column_letter(4 + ROWS),
    "barbell": get_column_letter(5 + ROWS),
}
_FIRST = 7
_LAST = _FIRST + MONTHS - 1
_MATRIX = _LAST + 4
SIDES = tuple(_TOTALS)
NOTE_ROW = _MATRIX + ROWS + 2


def days(sheet: Worksheet, row: int) -> int:
    """Write the days that each month runs between, and what a bill paid; return the next free row.

    The first month stands three rows below `row`. Names `growth_before` (of the portfolio since
    the start of the measured period, 0 outside it) and excess returns of the three, `excess_SIDE`.
    """
    design.section(sheet, f"B{row}:I{row}", f"The last {MONTHS} months")
    texts = ["Month", "Measured over", "Last session", "Bill, month", "Growth so far",
             "Portfolio excess", "Benchm. excess", "Barbell excess"]  # fmt: skip
    heads(sheet, f"B{row + 1}:I{row + 1}", texts)
    first = row + 3
    _day(sheet, row + 2, f"EOMONTH(month_start,{-MONTHS})")
    for step in range(MONTHS):
        _month(sheet, first, first + step, step)
    last = first + MONTHS - 1
    names = ("growth_before", *(f"excess_{side}" for side in SIDES))
    for name, column in zip(names, "FGHI", strict=True):
        design.name_cell(sheet, name, f"{column}{first}:{column}{last}")
    return last + 2


def _day(sheet: Worksheet, at: int, day: str) -> None:
    session = f"_xlfn.IFNA(LOW_DATE(calendar_ticker,1,{day}),{day})"
    line(sheet, f"B{at}:I{at}", f"={workings.year_month(f'D{at}')}", [])
    design.put(sheet, f"D{at}", f"={session}", "Value", DAY)


def _month(sheet: Worksheet, first: int, at: int, step: int) -> None:
    back = MONTHS - 1 - step
    _day(sheet, at, f"MIN(report_day,EOMONTH(month_start,{-back}))")
    sheet[f"C{at}"].value = f'={workings.iso(f"D{at - 1}")}&":"&{workings.iso(f"D{at}")}'
    bill = or_dash(f'MACRO("DTB3",EOMONTH(month_start,{-back - 1}))/1200', "inputs_valid")
    own = _cell("portfolio", step - 1)
    grown = f"IF(ISNUMBER({own}),F{at - 1}*(1+{own}),0)" if at > first else "0"
    growth = f"IF(D{at}<first_day,0,IF(D{at - 1}<first_day,1,{grown}))"
    excess = [f'IF(COUNT({_cell(side, step)},E{at})=2,{_cell(side, step)}-E{at},"{DASH}")'
              for side in SIDES]  # fmt: skip
    for column, formula, shown in zip(
        "EFGHI",
        (bill.removeprefix("="), growth, *excess),
        (design.YIELD, "0.0000", *[PERCENT] * 3),
        strict=True,
    ):
        design.put(sheet, f"{column}{at}", f"={formula}", "Value", shown)


def _cell(side: str, step: int) -> str:
    return f"'{TITLE}'!${_TOTALS[side]}${_FIRST + step}"


def fill(sheet: Worksheet, held: Block, first: int) -> None:
    """Write the sheet By month: returns, and how the holdings went with each other.

    `first` is the row of the first month in Workings.
    """
    design.top(sheet, '="Month by month, to "&month_name')
    design.put(sheet, "B3", f"={_words()}", "Lead")
    last = _TOTALS["barbell"]
    design.section(sheet, f"B4:{last}4", f"Returns of the last {MONTHS} months")
    codes = [f"={held.code(number)}" for number in _NUMBERS]
    names = ["Portfolio", "=benchmark_ticker", "Barbell"]
    heads(sheet, f"B5:{last}5", ["Month", *codes, *names])
    weights = [(held.shown(n, held.weight(n)), SHARE)
               for n in _NUMBERS]  # fmt: skip
    line(sheet, f"B6:{last}6", "Weight", [*weights, *[("", "General")] * 3])
    for step in range(MONTHS):
        _returns(sheet, held, step, first + step)
    design.colour_scale(sheet, f"C{_FIRST}:{last}{_LAST}")
    for name, column in _TOTALS.items():
        design.name_cell(sheet, f"{name}_months", f"{column}{_FIRST}:{column}{_LAST}")
    _correlations(sheet, held)
    for place, note in enumerate(NOTES, NOTE_ROW + 1):
        design.put(sheet, f"B{place}:{last}{place}", note, "Prose")
    sheet.freeze_panes = "C6"
    area = f"A1:{last}{NOTE_ROW + len(NOTES)}"
    design.print_setup(sheet, area, "1:3", breaks=[_LAST + 1])


NOTES = """\
Weights are set back to those of today at each month's end, so the portfolio's return of a month \
is the sum of weight times return. A dash means that there are no data.
Correlations are those of monthly returns over 36 months: 1 is in step, 0 unrelated, below 0 \
against each other.\
""".splitlines()


def _returns(sheet: Worksheet, held: Block, step: int, source: int) -> None:
    at, period = _FIRST + step, f"{workings.TITLE}!$C${source}"
    tail = "basis_used,report_day"
    own = [held.shown(n, f"ASSET_RETURN({held.ticker(n)},{period},{tail})") for n in _NUMBERS]
    cells, weights = (f"{_HELD[0]}{row}:{_HELD[-1]}{row}" for row in (at, "$6"))
    whole = f"AND({KNOWN},COUNT({cells})=COUNT({weights}))"
    total = f'=IF({whole},SUMPRODUCT({weights},{cells}),"{DASH}")'
    other = or_dash(f"ASSET_RETURN(benchmark_ticker,{period},{tail})", "month_begun")
    mix = f'BARBELL_RETURN(barbell_a,barbell_b,barbell_weight,{period},"M",{tail})'
    totals = [total, other, or_dash(mix, "barbell_known")]
    line(sheet, f"B{at}:{_TOTALS['barbell']}{at}", f"={workings.TITLE}!$B${source}", [
        *((formula, PERCENT) for formula in (*own, *totals))
    ])  # fmt: skip


def months_of(number: int) -> str:
    """Return the cells of a holding's returns by month."""
    column = _HELD[number - 1]
    return f"'{TITLE}'!${column}${_FIRST}:${column}${_LAST}"


def contribution(held: Block, number: int) -> str:
    """Return the expression for what a holding added to the portfolio's return of the period.

    Each month's weight times return, on what the portfolio had grown to before: these add up.
    """
    return f"{held.weight(number)}*SUMPRODUCT(growth_before,{months_of(number)})"


def volatility(cells: str) -> str:
    """Return the expression for the volatility of monthly returns, a year; a dash if any lacks."""
    return f'IF(COUNT({cells})={MONTHS},STDEV({cells})*SQRT(12),"{DASH}")'


def sharpe(side: str) -> str:
    """Return the expression for the Sharpe ratio of the portfolio, benchmark or barbell."""
    cells = f"excess_{side}"
    ratio = f'IF(STDEV({cells})>0,AVERAGE({cells})/STDEV({cells})*SQRT(12),"{DASH}")'
    return f'IF(COUNT({cells})={MONTHS},{ratio},"{DASH}")'


def together(one: str, other: str, function: str) -> str:
    """Return the expression for CORREL or SLOPE of two ranges of months; a dash if any lacks.

    Rounded, as 1 is not 1 to the last digit everywhere.
    """
    have = f"AND(COUNT({one})={MONTHS},COUNT({other})={MONTHS})"
    return f'IF({have},IFERROR(ROUND({function}({one},{other}),12),"{DASH}"),"{DASH}")'


def _correlations(sheet: Worksheet, held: Block) -> None:
    """Write the matrix; one half is asked for, the other repeats it."""
    last, head = _TOTALS["barbell"], _MATRIX - 1
    design.section(sheet, f"B{head - 1}:{last}{head - 1}",
                   f"How the holdings went together: correlation, {MONTHS} months")  # fmt: skip
    codes = [f"={column}$5" for column in _HELD]
    heads(
        sheet, f"B{head}:{last}{head}", ["", *codes, "Portfolio", "=benchmark_ticker", "Most like"]
    )
    for number in _NUMBERS:
        at = _MATRIX + number - 1
        cells = [_pair(held, number, other) for other in _NUMBERS]
        own = months_of(number)
        free = f'{held.kind(number)}="free"'
        totals = [
            f"=IF({free},{EMPTY},{together(own, f'{side}_months', 'CORREL')})" for side in SIDES[:2]
        ]
        line(sheet, f"B{at}:{last}{at}", f"={held.code(number)}", [
            *((cell, "0.00") for cell in (*cells, *totals)), (_most_like(at), design.TEXT),
        ])  # fmt: skip
    end = _MATRIX + ROWS - 1
    area = f"{_HELD[0]}{_MATRIX}:{_HELD[-1]}{end}"
    design.colour_scale(sheet, f"{_HELD[0]}{_MATRIX}:{_TOTALS['benchmark']}{end}")
    design.name_cell(sheet, "correlations", area)


def _pair(held: Block, one: int, other: int) -> str:
    if one == other:
        return ""
    if one < other:
        return f"={_HELD[one - 1]}{_MATRIX + other - 1}"
    call = f"CORREL_TO({held.ticker(one)},{held.ticker(other)},{MONTHS},report_day)"
    shown = held.shown(one, call, f'{held.kind(other)}="ok"')
    return f'=IF({held.kind(other)}="free",{EMPTY},{shown.removeprefix("=")})'


def _most_like(at: int) -> str:
    cells = f"{_HELD[0]}{at}:{_HELD[-1]}{at}"
    heads_ = f"${_HELD[0]}$5:${_HELD[-1]}$5"
    return f"=IF(COUNT({cells})=0,{EMPTY},INDEX({heads_},MATCH(MAX({cells}),{cells},0)))"


def _words() -> str:
    likest = '"The holdings went together by "&FIXED(AVERAGE(correlations),2)&" on average'
    span = '; from "&FIXED(MIN(correlations),2)&" to "&FIXED(MAX(correlations),2)&"."'
    nothing = f'"There are not {MONTHS} months of data for two of these holdings."'
    return f"IF(COUNT(correlations)>0,{likest}{span},{nothing})"
