"""Small companies against large ones, and the central bank: spreads, rally, policy, rates."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import SECTORS
from rotationxl_workbooks import charts, design, inputs, panels, workings
from rotationxl_workbooks.blocks import (
    checks,
    fed_charts,
    multiples,
    pairs,
    paths,
    sector_calls,
    small_caps,
)
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.words import SO_FAR, led
from rotationxl_workbooks.design import PERCENT, POINTS, YIELD, or_dash, section
from rotationxl_workbooks.inputs import Input
from rotationxl_workbooks.layout import Layout

MONTHS = 24
MONTH = Input(
    "month", "Month", "2025-12", "Choose a month, or type one as 2025-12.", "months"
)  # fmt: skip
PAIR = Input(
    "pair", "Small and large", "R2000-SP500", "A pair of small and large companies.", "size_pairs"
)
INPUTS = (
    MONTH, inputs.AS_OF, PAIR, small_caps.LOOKED_BACK, *sector_calls.INPUTS, *multiples.INPUTS
)  # fmt: skip
SERIES = {
    "IWM": "Russell 2000", "SPY": "S&P 500", "^RUT": "Russell 2000, price only",
    "^GSPC": "S&P 500, price only", "IJR": "S&P SmallCap 600", "MDY": "S&P MidCap 400",
    "IWC": "Russell Microcap", "IWN": "Russell 2000 value", "IWO": "Russell 2000 growth",
    "IWD": "Russell 1000 value", "IWF": "Russell 1000 growth",
    **{ticker: f"Sector: {name}" for ticker, name in SECTORS.items()},
    **{code: use for code, use in panels.SERIES.items() if code in small_caps.MACRO},
    "DFF": "Federal funds rate, effective",
}  # fmt: skip
LED, LAGGED = "Small led", "Large led"


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 11, 12.5, 9.5, 11, 9.5, 9.5, 9.5, 3, 12, 13, 9.5, 9.5, 9.5, 9.5, 13)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    design.top(summary, '="Small companies and the Fed, "&month_name')
    inputs.column(summary, "O", "P", 3, (MONTH, inputs.AS_OF, PAIR))
    drawn = _workings(working)
    _lead(summary)
    _cards(summary)
    _charts(summary, working, drawn)
    small_caps.spreads(summary, 23)
    small_caps.a_year(summary, 23)
    small_caps.rally(summary, 32, working, drawn.rally)
    sector_calls.panel(summary, 32)
    small_caps.rally_table(summary, 44)
    small_caps.policy_and_size(summary, 44)
    small_caps.rate_betas(summary, 55)
    fed_charts.funds_rate(summary, 55, working, drawn.policy)
    fed_charts.assets(summary, 66, working, drawn.policy)
    panels.policy(summary, "J66:P75")
    multiples.panel(summary, 77)
    design.reading(summary, "J77:P77", NOTES, tall=2)
    design.row_heights(summary, 12, 21, 22)
    design.row_heights(summary, 66, 90, 17)  # the last page has room
    summary.freeze_panes = "A6"
    design.print_setup(summary, "A1:P90", "1:2", breaks=[31, 65])


def _workings(sheet: Worksheet) -> small_caps.Drawn:
    design.top(sheet, "Workings")
    row = pairs.table(sheet, workings.report_days(sheet, 4), small_caps.PAIRS, small_caps.LEGS)
    start = row
    row = small_caps.days(sheet, row)
    call = "SIZE_SPREAD({month},pair,,as_of)*100"
    months = workings.monthly_spread(
        sheet, row, "the chosen pair", MONTHS, (LED, LAGGED), call=call, known="pair_known"
    )
    relative = small_caps.relative(sheet, months.next_row)
    policy = paths.quarters(sheet, relative.next_row, 20, fed_charts.CALLS, "month_begun")
    legs = {leg.capitalize(): f"{leg}_fund" for leg in small_caps.LEGS}
    rally = paths.returns(sheet, policy.next_row, "rally_base", legs, "rally_known", '"price"')
    end = checks.write(sheet, rally.next_row, _checks())
    sheet.freeze_panes = "A4"
    first_rows = (start, row, months.next_row, policy.first_row, rally.first_row, rally.next_row)
    breaks = [first - 1 for first in first_rows]  # no block is cut by a page
    design.print_setup(sheet, f"A1:I{end}", "1:3", breaks)
    return small_caps.Drawn(months, relative, policy, rally)


def _checks() -> list[Check]:
    small, large = (f"ASSET_RETURN({leg}_fund,month,,as_of)" for leg in small_caps.LEGS)
    up = "PRICE_ON(small_fund,report_day)/PRICE_ON(small_fund,low_day)-1"
    before = "FED_FUNDS_TARGET(EOMONTH(month_start,-12))"
    return [
        Check("spread", "Small minus large, pp", "size_points", f"({small}-{large})*100"),
        Check("rally", "Small, up from the low", "small_rally", up),
        Check("target", "Move of the target, bp", "target_move", f"(target_now-{before})*10^4"),
    ]


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    gap = "size_points"
    beat = led(
        gap, " beat the S&P 500 by ", " trailed the S&P 500 by ", " kept level with the S&P 500"
    )
    month = f'pair_name&{beat}&" in "&month_name'
    link = f'IF(ROUND(decade_points,1)*ROUND({gap},1)>0,", and ",", but ")'
    decade = led("decade_points", "led by ", "lagged by ", "kept level", " pp a year")
    years = f'IF(ISNUMBER(decade_points),{link}&{decade}&" over ten years","")'
    nothing = '"No spread of small and large companies can be given for this month."'
    design.put(sheet, "B3", f'=IF(ISNUMBER({gap}),{month}&{SO_FAR}&{years}&".",{nothing})', "Lead")
    words = f"{_rally_words()}&{_policy_words()}&{sector_calls.words()}"
    design.put(sheet, "B4", f"={words}", "Lead small")
    design.put(sheet, "B5", "=size_status", "Status")
    design.colour_where(sheet, "B5", 'OR(NOT(inputs_valid),LEFT(pair_check,2)<>"ok")')


def _rally_words() -> str:
    up = '" was up "&FIXED(small_rally*100,1)&"% from its low of "&' + workings.iso("low_day")
    return f'IF(COUNT(small_rally,low_day)=2,small_fund&{up}&". ","")'


def _policy_words() -> str:
    rate = 'FIXED(target_now*100,2)&"%"'
    held = f'"has left its target at "&{rate}&" for 12 months. "'
    by = 'IF(target_move<0,"cut","raised")&" its target by "&FIXED(ABS(target_move),0)&" bp"'
    back = '"cut and raised its target by as much"'
    moved = f'IF(ROUND(target_move,0)=0,{back},{by})&" in 12 months, to "&{rate}&". "'
    said = f'"The Fed "&IF(target_cuts+target_rises=0,{held},{moved})'
    return f'IF(COUNT(target_move,target_now,target_cuts,target_rises)=4,{said},"")'


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    legs = 'small_fund&" minus "&large_fund'
    year = or_dash("SIZE_SPREAD(months_12,pair,,as_of)*100", small_caps.KNOWN)
    low = f'=IF(ISNUMBER(low_day),"low of "&{workings.iso("low_day")},"{design.DASH}")'
    moved = f'=IF(ISNUMBER(target_move),FIXED(target_move,0)&" bp in 12 months","{design.DASH}")'
    for cells, texts, shown in (
        ("B7:D7", ("Small minus large, the month", "=size_points", f"={legs}"), POINTS),
        ("E7:F7", ("12 months", year, f"={legs}"), POINTS),
        ("G7:H7", ("10 years", "=decade_points", "points a year"), POINTS),
        ("J7:L7", ("Up from the low", "=small_rally", low), PERCENT),
        ("M7:N7", ("Federal funds target", "=target_now", moved), YIELD),
        ("O7:P7", ("10-year yield +100 bp", "=pair_beta", "small minus large, slope"), POINTS),
    ):
        design.card(sheet, cells, texts, shown)
    sheet.row_dimensions[8].height = 32
    for cell in ("B8", "E8", "G8"):
        design.colour_signs(sheet, cell, design.FIRST, design.SECOND)


def _charts(sheet: Worksheet, data: Worksheet, drawn: small_caps.Drawn) -> None:
    heading = 'small_fund&" relative to "&large_fund&", ten years before"'
    section(sheet, "B11:H11", f'={heading}&" = 100"')
    lines = charts.lines(
        data, drawn.relative.categories, {drawn.relative.first: design.FIRST},
        number_format="0", legend=False, every=2,
    )  # fmt: skip
    charts.place(lines, sheet, "B12:H21")
    section(sheet, "J11:P11", f'=small_fund&" minus "&large_fund&" by month, {MONTHS} months, pp"')
    series = {drawn.months.above: design.FIRST, drawn.months.below: design.SECOND}
    bars = charts.bars(data, drawn.months.categories, series, number_format="0", legend=True)
    charts.place(bars, sheet, "J12:P21")


NOTES = """\
Small and large companies are funds (IWM for the Russell 2000, SPY for the S&P 500, and so on); \
with dividends, but for the indices ^RUT and ^GSPC and for the rally from the low.
Choose a month; every number follows. “Data up to” gives the report as it stood on that day. The \
window of the rally ends with the month.
A sector call is right when an outperformer beat SPY in the month, or an underperformer did not.
The slope on the yield is what went with a 10-year yield 100 bp higher, week by week. A t beyond 2 \
in either direction is more than chance would often give.
Multiples are typed: nobody states those of the past. “Stated” is what the provider said last. A \
dash means that there are no data.\
""".splitlines()


LAYOUT = Layout(
    "small-cap-fed",
    "Small companies and the Fed",
    "Small companies against large ones over a month to ten years, their rally from the low, the "
    "central bank's policy, what rates did to them, multiples, and sector calls scored.",
    INPUTS,
    SERIES,
    write,
)
