"""What a report watches after its month: a rule, the months to come, jobless claims, recessions.

All of it is about value and growth of the Russell 1000, and needs the named days of
`workings.report_days` and the rates of `panels.rates`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS
from rotationxl_workbooks import design, workings
from rotationxl_workbooks.blocks import paths
from rotationxl_workbooks.blocks.regime import RULE_CHECK, yes_or_no
from rotationxl_workbooks.design import DASH, DAY, POINTS, SHARE, SIGNED_2, WHOLE, or_dash

MONTHS = 120
DRAWN = 24
AFTER = {1: "month", 3: "3 months", 12: "12 months"}
WINDOWS = {12: "Last 12 months", 60: "Last 5 years", 120: "Last 10 years"}
SINCE = "June 2000"
_FIRST = "DATE(2000,6,1)"  # of the first whole month of both funds
_RECESSION = '"USREC=1"'
_PUBLISHED = 5  # days from the Saturday on which a week of claims ends to its release
SERIES = {
    "ICSA": "Initial jobless claims, weekly",
    "DFF": "Federal funds rate, effective",
    "USREC": "Recessions as dated",
}
VALUE, GROWTH = PAIRS["R1000"]

Row = tuple[str, str, str, str]


class Written(NamedTuple):
    """What charts draw, and where the sheet goes on."""

    months: paths.Lines
    starts: Sequence[int]
    """First rows of the parts, each to begin a page."""
    next_row: int


def workings_of(sheet: Worksheet, row: int, spread: workings.MonthlySpread) -> Written:
    """Write all of it; `spread` is the month's block of spreads, which are not asked for twice."""
    start = row
    row = workings.named(sheet, row, "The rule", _rule_rows())
    row = workings.named(sheet, row, "The months after", _after_rows())
    calls = {
        "10-year yield, %": 'MACRO("DGS10",{0})',
        "Federal funds, %": 'MACRO("DFF",{0})',
        "Claims, thousand": 'MACRO_AVG("ICSA",{1})/1000',
    }
    title = f"{DRAWN} months up to the report: rates, and claims of 4 weeks"
    months = paths.month_ends(
        sheet, row, title, calls, "month_begun", count=DRAWN, shown=design.LEVEL,
        measured=_four_weeks(f"({{0}}-{_PUBLISHED})"),
    )  # fmt: skip
    claims = months.series[2].partition(":")[2]
    column, last = claims[0], int(claims[1:])
    year = f"{column}{last - 12}:{column}{last}"
    row = workings.named(sheet, months.next_row, "Initial jobless claims", _claim_rows(year))
    row = workings.named(sheet, row, "Recessions, and a shock to the discount rate", _risk_rows())
    starts = (start, months.first_row, months.next_row, row)
    return Written(months, starts, _history(sheet, row, spread))


def _known(call: str, condition: str) -> str:
    return or_dash(call, condition).removeprefix("=")


def _days(first: str, last: str) -> str:
    return f'{workings.iso(first)}&":"&{workings.iso(last)}'


def _rule_rows() -> list[Row]:
    rows = [
        RULE_CHECK,
        ("Are its numbers to be had?", "rule_valid", 'AND(month_begun,LEFT(rule_check,2)="ok")',
         "General"),
        ("Does it hold on the day of the report?", "holds_now",
         _known(yes_or_no("REGIME(rule,report_day)"), "rule_valid"), "General"),
        ("First month measured, its first day", "since_day", _FIRST, DAY),
        ("Has it begun?", "since_begun", "AND(month_begun,report_day>=since_day)", "General"),
    ]  # fmt: skip
    for months, label in WINDOWS.items():
        start = f"EDATE(month_start,{1 - months})"
        rows.append((f"{label}: first day", f"window_{months}", start, DAY))
    return rows


def _after_rows() -> list[Row]:
    rows: list[Row] = [
        ("Have they begun?", "after_begun", "AND(month_begun,as_of_day>month_end)", "General"),
        ("First day after the month", "after_start", "month_end+1", DAY),
    ]
    first = workings.year_month("after_start")
    for months, label in AFTER.items():
        name, end = f"after_{months}", f"EOMONTH(month_start,{months})"
        over = f"AND(after_begun,as_of_day>={end}-MAX(0,WEEKDAY({end},2)-5))"
        rows += [
            (f"The {label} after", name, f'{first}&":"&{workings.year_month(end)}', "General"),
            ("Up to", f"{name}_day", f"MIN(as_of_day,{end})", DAY),
            ("Over?", f"{name}_over", over, "General"),
        ]
    return rows


def _claims(day: str) -> str:
    """Return the expression for the mean of the 4 weeks that had ended on a day."""
    return f'MACRO_AVG("ICSA",{_four_weeks(day)})'


def _four_weeks(day: str) -> str:
    return _days(f"({day}-27)", day)


def _claim_rows(year: str) -> list[Row]:
    means = [
        ("Mean of 4 weeks", "claims_mean", "claims_day"),
        ("4 weeks before", "claims_before", "(claims_day-28)"),
        ("A year before", "claims_year", "(claims_day-364)"),
    ]
    return [
        ("Last day of the weeks published by then", "claims_day", f"report_day-{_PUBLISHED}", DAY),
        ("Last week published, thousand", "claims_week",
         _known('MACRO("ICSA",claims_day)/1000', "month_begun"), "0.0"),
        *((label, name, _known(f"{_claims(day)}/1000", "month_begun"), "0.0")
          for label, name, day in means),
        ("Lowest month-end mean of 12 months", "claims_low",
         f'IF(ISNUMBER(claims_mean),MIN({year}),"{DASH}")', "0.0"),
    ]  # fmt: skip


def _risk_rows() -> list[Row]:
    spread = f'REGIME_SPREAD({_RECESSION},"R1000",since_day,report_day,{{}})*100'
    share = f"REGIME_SHARE({_RECESSION},{_days('since_day', 'report_day')})"
    typed = "AND(ISNUMBER(high_multiple),ISNUMBER(low_multiple),ISNUMBER(shock_points))"
    shocks = [
        ("shock_high", "high_multiple", "shock_points", "TRUE"),
        ("shock_low", "low_multiple", "shock_points", "TRUE"),
        ("month_high", "high_multiple", "ten_year_move", "ISNUMBER(ten_year_move)"),
        ("month_low", "low_multiple", "ten_year_move", "ISNUMBER(ten_year_move)"),
    ]
    return [
        ("Mean spread in recessions, pp", "recession_true",
         _known(spread.format("TRUE"), "since_begun"), POINTS),
        ("Mean spread outside, pp", "recession_false",
         _known(spread.format("FALSE"), "since_begun"), POINTS),
        ("Share of sessions in recessions", "recession_share", _known(share, "since_begun"), SHARE),
        ("In a recession on the day of the report?", "recession_now",
         _known(yes_or_no(f"REGIME({_RECESSION},report_day)"), "month_begun"), "General"),
        ("Can the multiples and the rise be used?", "shock_valid",
         f"IF({typed},MIN(high_multiple,low_multiple)>0,FALSE)", "General"),
        *((f"Price change at {multiple.replace('_', ' ')}, {name.partition('_')[0]}", name,
           f'IF(AND(shock_valid,{known}),IFERROR(PE_SHOCK({multiple},{rise}),"{DASH}"),"{DASH}")',
           design.PERCENT) for name, multiple, rise, known in shocks),
    ]  # fmt: skip


def _history(sheet: Worksheet, row: int, spread: workings.MonthlySpread) -> int:
    """Write the spreads of ten years, how long one side has led, and what came after the like."""
    top = row + 1
    first, last = top + 1, top + 1 + MONTHS
    design.section(sheet, f"B{row}:G{row}", f"Spreads of {MONTHS} months before, and of this one")
    texts = ["Month", "First day", "Spread, pp", "In a row", "Next, if like it"]
    design.heads(sheet, f"B{top}:F{top}", texts)
    drawn = int(spread.categories.partition(":")[2][1:])
    for at in range(first, last + 1):
        day = "=month_start" if at == last else f"=EDATE(C{at + 1},-1)"
        asked = or_dash(workings.STYLE_CALL.format(month=f"B{at}", pair="R1000"), "inputs_valid")
        source = drawn - (last - at)
        value = f"=D{source}" if source > drawn - DRAWN else asked
        design.line(sheet, f"B{at}:F{at}", f"={workings.year_month(f'C{at}')}", [
            (day, DAY), (value, SIGNED_2), (_in_a_row(at, first), WHOLE),
            (_next_if_like(at, last), SIGNED_2),
        ])  # fmt: skip
    design.name_cell(sheet, "months_in_a_row", f"E{last}")
    design.name_cell(sheet, "after_the_like", f"F{first}:F{last}")
    design.name_cell(sheet, "spreads_before", f"D{first}:D{last - 1}")
    return last + 2


def _in_a_row(at: int, first: int) -> str:
    before = f"IF(ISNUMBER(D{at - 1}),IF(D{at - 1}*D{at}>0,E{at - 1},0),0)" if at > first else "0"
    return f"=IF(ISNUMBER(D{at}),{before}+1,0)"


def _next_if_like(at: int, last: int) -> str:
    """Return the spread a month later where the same side led by at least as much as now."""
    if at == last:
        return f"={DASH!r}".replace("'", '"')
    now = f"$D${last}"
    like = f"IF({now}>0,D{at}-{now},{now}-D{at})>=-10^-9"
    # A month that is not over yet came after nothing.
    counted = f"COUNT(D{at},D{at + 1},{now})=3" + (",month_over" if at == last - 1 else "")
    return f'=IF(AND({counted}),IF({like},D{at + 1},"{DASH}"),"{DASH}")'
