"""Blocks of the visible sheet Workings: what a monthly report computes once and uses often.

Months are put together from numbers and never by TEXT: its codes differ by language, a
German Excel knows no "yyyy".
"""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import SECTORS
from rotationxl_workbooks import design

TITLE = "Workings"
WIDTHS = (2, 40, 21, 14, 12, 12, 12, 12, 12)
PERIODS = {
    "Month": "month",
    "3 months": "months_3",
    "Year to date": "months_ytd",
    "12 months": "months_12",
}
"""Heads of four columns of returns, and the names of the periods they measure."""
MONTH, YEAR = ("Month", "month"), ("Year to date", "months_ytd")
"""Head of a column of returns, and the name of the period that it measures."""
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_NAME_LIST = ",".join(f'"{name}"' for name in MONTH_NAMES)


def month_number(day: str) -> str:
    """Return the expression for a day's month, 1 to 12.

    Not MONTH: where a cell is named month, as here, formulon takes its name for the function's.
    """
    return f'(DATEDIF(DATE(YEAR({day}),1,1),{day},"m")+1)'


def year_month(day: str) -> str:
    """Return the expression for a day's month as our functions read it: 2024-11."""
    return f'YEAR({day})&"-"&RIGHT("0"&{month_number(day)},2)'


def iso(day: str) -> str:
    """Return the expression for a day as our functions read it: 2024-11-29."""
    return f'{year_month(day)}&"-"&RIGHT("0"&DAY({day}),2)'


def month_words(day: str) -> str:
    """Return the expression for a day's month in words: November 2024."""
    return f'CHOOSE({month_number(day)},{_NAME_LIST})&" "&YEAR({day})'


def _first_of(cell: str) -> str:
    """Return the expression for the first day of a month typed as 2024-11, 202411 or a date."""
    digits = f'SUBSTITUTE({cell},"-","")'
    typed = f"DATE(VALUE(LEFT({digits},4)),VALUE(MID({digits},5,2)),1)"
    return f"IF(ISNUMBER({cell}),EOMONTH({cell},-1)+1,{typed})"


def _day_of(cell: str) -> str:
    """Return the expression for a day typed as 2024-11-29, 2024-11 (its last day) or a date."""
    parts = f"VALUE(LEFT({cell},4)),VALUE(MID({cell},6,2))"
    typed = f"IF(LEN({cell})=7,EOMONTH(DATE({parts},1),0),DATE({parts},VALUE(RIGHT({cell},2))))"
    return f"IF(ISNUMBER({cell}),{cell},{typed})"


def _day_rows() -> list[tuple[str, str, str, str]]:
    """Return label, name, expression and number format of each day that a report needs.

    An input that is no month or no day gives some day all the same, and inputs_valid FALSE:
    numbers are then dashes, and the status tells why.
    """
    first = f"IFERROR({_first_of('month')},DATE(2000,1,1))"
    weekend = "MAX(0,WEEKDAY(month_end,2)-5)"
    return [
        ("First day of the month", "month_start", first, design.DAY),
        ("Last day of the month", "month_end", "EOMONTH(month_start,0)", design.DAY),
        ("Last weekday of the month", "month_weekday", f"month_end-{weekend}", design.DAY),
        ("Last day of the month before", "month_base", "month_start-1", design.DAY),
        ("Last day of data used", "as_of_day", _day_used(), design.DAY),
        ("Day of the report", "report_day", "MIN(month_end,as_of_day)", design.DAY),
        ("Are both inputs as they should be?", "inputs_valid", _inputs_valid(), "General"),
        ("Has the month begun?", "month_begun", "AND(inputs_valid,report_day>=month_start)",
         "General"),
        ("Is the month over?", "month_over", "report_day>=month_weekday", "General"),
    ]  # fmt: skip


def _inputs_valid() -> str:
    """Return the expression that is TRUE where month and as_of read back as they were typed."""
    digits = 'SUBSTITUTE({0},"-","")'
    month = f"{digits.format('month')}={digits.format(year_month('month_start'))}"
    return f"AND(OR(ISNUMBER(month),{month}),{_as_of_valid()})"


def _as_of_valid() -> str:
    day = _day_of("as_of")
    days = f"IF(LEN(as_of)=7,{year_month(day)}=as_of,{iso(day)}=as_of)"
    return f'OR(as_of="",ISNUMBER(as_of),IFERROR({days},FALSE))'


def _day_used() -> str:
    last = "DATA_AS_OF()"
    return f'IF(as_of="",{last},MIN({last},IFERROR({_day_of("as_of")},{last})))'


def _period_rows(check: str) -> list[tuple[str, str, str, str]]:
    """Return label, name, expression and number format of each period that a report needs."""
    to_month = f'&":"&{year_month("month_start")}'
    measured = 'IF(month_begun,{0}&":"&{1},month)'
    inside = measured.format(iso("month_start"), iso("report_day"))
    moves = measured.format(iso("month_base"), iso("report_day"))
    year = measured.format(iso("EOMONTH(month_start,-12)"), iso("report_day"))
    words = 'IF(inputs_valid,{0},"check the inputs")'
    return [
        ("Month in words", "month_name", words.format(month_words("month_start")), "General"),
        ("Month before in words", "month_before_name", words.format(month_words("month_base")),
         "General"),
        ("Three months", "months_3", year_month("EDATE(month_start,-2)") + to_month, "General"),
        ("Year to date", "months_ytd", 'YEAR(month_start)&"-01"' + to_month, "General"),
        ("Twelve months", "months_12", year_month("EDATE(month_start,-11)") + to_month, "General"),
        ("Days of the month", "month_days", inside, "General"),
        ("The month's moves, from the day before it", "month_moves", moves, "General"),
        ("Twelve months' moves", "year_moves", year, "General"),
        ("Vintage of revised series", "vintage", 'IF(as_of="","latest",as_of_day)', design.DAY),
        ("Can the month be reported?", "month_check", check, "General"),
        ("What the report says of it", "month_status", _status(), "General"),
    ]  # fmt: skip


def _status() -> str:
    """Return the expression that tells whether the month is whole, or why there are no numbers."""
    to_date = f'"Month to date: measured up to "&{iso("report_day")}&"."'
    whole = f'"The whole month; data used up to "&{iso("as_of_day")}&"."'
    day = '"Data up to: give a day such as 2024-11-29."'
    measured = f"IF(month_over,{whole},{to_date})"
    return f'IF(LEFT(month_check,2)="ok",IF(inputs_valid,{measured},{day}),month_check)'


def data_days(sheet: Worksheet, row: int) -> int:
    """Write the named days of a report that asks for no month; return the next free row.

    Needs the input cell `as_of`; where it holds no day, no day of data is used.
    """
    day = f"IF(inputs_valid,{_day_used()},DATE(2000,1,1))"
    used = f'"Data used up to "&{iso("as_of_day")}&"."'
    status = f'IF(inputs_valid,{used},"Data up to: give a day such as 2024-11-29.")'
    return named(sheet, row, "The data used", [
        ("Last session stored", "last_day", "DATA_AS_OF()", design.DAY),
        ("Last day of data used", "as_of_day", day, design.DAY),
        ("Is the input as it should be?", "inputs_valid", _as_of_valid(), "General"),
        ("What the report says of it", "data_status", status, "General"),
    ])  # fmt: skip


def report_days(
    sheet: Worksheet, row: int, check: str = 'EXPLAIN("STYLE_SPREAD",month,"R1000","",as_of)'
) -> int:
    """Write the named days and periods that follow from month and as_of; return the next free row.

    Needs the input cells `month` and `as_of`. `check` is an expression that begins with ok where
    the month can be reported, and says why where it cannot.
    """
    return named(sheet, row, "The month of the report", [*_day_rows(), *_period_rows(check)])


def named(sheet: Worksheet, row: int, title: str, rows: Sequence[tuple[str, str, str, str]]) -> int:
    """Write label, name, expression and number format of each row; return the next free row."""
    design.section(sheet, f"B{row}:F{row}", title)
    design.heads(sheet, f"B{row + 1}:F{row + 1}", ["What", "Name", "Value"], left=5)
    for place, (label, name, expression, shown) in enumerate(rows, row + 2):
        design.line(sheet, f"B{place}:F{place}", label, [])
        sheet[f"C{place}"].value = name
        # Set to the left, with nothing beside it, a message of any length can be read.
        design.put(sheet, f"D{place}", f"={expression}", "Label", shown)
        design.name_cell(sheet, name, f"D{place}")
    return row + 3 + len(rows)


class MonthlySpread(NamedTuple):
    """Ranges of a block of monthly spreads, series with their heads."""

    categories: str
    above: str
    below: str
    next_row: int


STYLE_CALL = 'STYLE_SPREAD({month},"{pair}",,as_of)*100'


def monthly_spread(
    sheet: Worksheet, row: int, pair: str, months: int, legs: tuple[str, str], *,
    call: str = STYLE_CALL, known: str = "inputs_valid",
) -> MonthlySpread:  # fmt: skip
    """Write the spread of each of the last months, oldest first; `legs` name who led.

    `call` is the expression for percentage points, with `{month}` and `{pair}` to be filled in.
    """
    design.section(sheet, f"B{row}:F{row}", f"Monthly spread of {pair}, the last {months} months")
    design.heads(sheet, f"B{row + 1}:F{row + 1}", ["Month", "First day", "Spread, pp", *legs])
    first, last = row + 2, row + 1 + months
    for place in range(first, last + 1):
        day = "=month_start" if place == last else f"=EDATE(C{place + 1},-1)"
        spread = call.format(month=f"$B{place}", pair=pair)
        bar = f"=IF(ISNUMBER(D{place}),{{}}(D{place},0),0)"
        design.line(sheet, f"B{place}:F{place}", f"={year_month(f'C{place}')}", [
            (day, design.DAY), (design.or_dash(spread, known), design.SIGNED_2),
            (bar.format("MAX"), design.SIGNED_2), (bar.format("MIN"), design.SIGNED_2),
        ])  # fmt: skip
    return MonthlySpread(
        f"B{first}:B{last}", f"E{first - 1}:E{last}", f"F{first - 1}:F{last}", last + 2
    )


class SectorRanking(NamedTuple):
    """Ranges of the ranked sectors, series with their heads."""

    first_row: int
    categories: str
    above: str
    below: str
    next_row: int


def sector_ranking(
    sheet: Worksheet, row: int, by: tuple[str, str] = MONTH, beside: tuple[str, str] = YEAR
) -> SectorRanking:
    """Write the sectors' returns once, and again ordered by their return in a period, best first.

    Ranked rows hold sector (B), ticker (C), return (D), return minus SPY (E) and the return of the
    other period (F).
    """
    first = row + 2
    last = first + len(SECTORS) - 1
    _sector_returns(sheet, row, by, beside)
    ranked = last + 4
    design.section(sheet, f"B{ranked - 2}:I{ranked - 2}", "Sectors by rank")
    texts = [*_sector_heads(by, beside), "Place", "Gain, %", "Loss, %"]
    design.heads(sheet, f"B{ranked - 1}:I{ranked - 1}", texts)
    for rank in range(1, len(SECTORS) + 1):
        _ranked_sector(sheet, ranked + rank - 1, ranked, (first, last))
    end = ranked + len(SECTORS) - 1
    design.name_cell(sheet, "ranked_sectors", f"B{ranked}:B{end}")
    design.name_cell(sheet, "ranked_returns", f"D{ranked}:D{end}")
    return SectorRanking(
        ranked, f"B{ranked}:B{end}", f"H{ranked - 1}:H{end}", f"I{ranked - 1}:I{end}", end + 2
    )


def _sector_heads(by: tuple[str, str], beside: tuple[str, str]) -> list[str]:
    return ["Sector", "Ticker", by[0], "Minus SPY", beside[0]]


def _sector_returns(
    sheet: Worksheet, row: int, by: tuple[str, str], beside: tuple[str, str]
) -> None:
    first, last = row + 2, row + 1 + len(SECTORS)
    design.section(sheet, f"B{row}:H{row}", "Sectors")
    texts = [*_sector_heads(by, beside), "Key", "Rank"]
    design.heads(sheet, f"B{row + 1}:H{row + 1}", texts)
    for place, (ticker, name) in enumerate(sorted(SECTORS.items(), key=lambda s: s[1]), first):
        code = f"C{place}"
        calls = (
            f"SECTOR_RETURN({code},{by[1]},,as_of)",
            f'SPREAD({code},"SPY",{by[1]},,as_of)',
            f"SECTOR_RETURN({code},{beside[1]},,as_of)",
        )
        design.line(sheet, f"B{place}:H{place}", name, [
            (ticker, design.TEXT),
            *((design.or_dash(call, "month_begun"), design.PERCENT) for call in calls),
            # The row's part is too small to be seen and sets equal returns apart; sectors
            # without data come after all others.
            (f"=IF(ISNUMBER(D{place}),D{place}-ROW()/10^9,-ROW())", "0.000000"),
            (f"=RANK(G{place},$G${first}:$G${last})", design.WHOLE),
        ])  # fmt: skip


def _ranked_sector(sheet: Worksheet, row: int, top: int, source: tuple[int, int]) -> None:
    first, last = source
    column = {c: f"${c}${first}:${c}${last}" for c in map(get_column_letter, range(2, 9))}
    shown = {"C": design.TEXT, "D": design.PERCENT, "E": design.PERCENT, "F": design.PERCENT}
    values = [(f"=INDEX({column[c]},$G{row})", number) for c, number in shown.items()]
    bar = f"=IF(ISNUMBER($D{row}),{{}}($D{row},0)*100,0)"
    design.line(sheet, f"B{row}:I{row}", f"=INDEX({column['B']},$G{row})", [
        *values,
        (f"=MATCH(ROWS($A${top}:$A{row}),{column['H']},0)", design.WHOLE),
        (bar.format("MAX"), design.SIGNED), (bar.format("MIN"), design.SIGNED),
    ])  # fmt: skip
