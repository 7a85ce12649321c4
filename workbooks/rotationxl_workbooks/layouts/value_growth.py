"""Value against growth in one month: the spread, sectors, rates, policy, and a shock to prices."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS, SECTORS
from rotationxl_workbooks import charts, design, inputs, panels, workings
from rotationxl_workbooks.blocks import checks, outlook, paths, watch
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.words import SO_FAR, is_level, led, ranked_sector
from rotationxl_workbooks.design import (
    PERCENT,
    POINTS,
    SIGNED,
    WHOLE,
    YIELD,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.layout import Layout
from rotationxl_workbooks.workings import PERIODS

MONTHS = 24
Z_MONTHS = 60
BEGUN = "month_begun"
STYLES = {"R1000": "Russell 1000", "SP500": "S&P 500", "R2000": "Russell 2000"}
INPUTS = (inputs.MONTH, inputs.AS_OF, panels.WATCHED, *watch.INPUTS)
MULTIPLES = range(10, 50, 5)
SHOCKS = (25, 50, 75, 100)
SERIES = {
    "IWD": "Russell 1000 value", "IWF": "Russell 1000 growth",
    "IVE": "S&P 500 value", "IVW": "S&P 500 growth",
    "IWN": "Russell 2000 value", "IWO": "Russell 2000 growth", "SPY": "S&P 500",
    **{ticker: f"Sector: {name}" for ticker, name in SECTORS.items()},
    **panels.SERIES,
    **outlook.SERIES,
}  # fmt: skip


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 5, 13, 13, 10.5, 10.5, 10.5, 10.5, 3, 5, 13, 13, 10.5, 10.5, 10.5, 12)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    watched = watch.add(book, widths)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    _inputs(summary)
    spread, sectors, outlook_months = _workings(working)
    _lead(summary)
    _cards(summary)
    _history(summary, working, spread)
    _styles(summary)
    _sectors(summary, working, sectors)
    panels.rates(summary, "B37:H46", pair="R1000")
    panels.policy(summary, "J37:P46")
    for name, cell in {"policy_rate": "M39", "policy_month": "N39", "policy_year": "O39"}.items():
        design.name_cell(summary, name, cell)
    _shocks(summary)
    design.reading(summary, "J48:P48", NOTES, tall=2)
    design.row_heights(summary, 37, 58, 19)  # the second page has room
    summary.freeze_panes = "A6"
    design.print_setup(summary, "A1:P58", "1:2", breaks=[35])
    watch.write(watched, working, outlook_months)


def _inputs(summary: Worksheet) -> None:
    design.top(summary, '="Value and growth, "&month_name')
    inputs.column(summary, "O", "P", 3, (inputs.MONTH, inputs.AS_OF))
    design.name_cell(summary, "source", "B1")


def _workings(
    sheet: Worksheet,
) -> tuple[workings.MonthlySpread, workings.SectorRanking, paths.Lines]:
    design.top(sheet, "Workings")
    row = workings.report_days(sheet, 4)
    spread = workings.monthly_spread(sheet, row, "R1000", MONTHS, ("Value led", "Growth led"))
    sectors = workings.sector_ranking(sheet, spread.next_row)
    last = sectors.first_row + len(SECTORS) - 1
    design.name_cell(sheet, "ranked_gaps", f"E{sectors.first_row}:E{last}")
    after = outlook.workings_of(sheet, sectors.next_row, spread)
    sheet.freeze_panes = "A4"
    end = checks.write(sheet, after.next_row, _checks(sheet, spread))
    breaks = [start - 1 for start in (*after.starts, after.next_row)]
    design.print_setup(sheet, f"A1:I{end}", "1:3", breaks)
    return spread, sectors, after.months


def _checks(sheet: Worksheet, spread: workings.MonthlySpread) -> list[Check]:
    design.name_cell(sheet, "monthly_spreads", spread.categories.replace("B", "D"))
    wider = "(ABS(spread_points)+10^-9)"
    counted = f'COUNTIF(monthly_spreads,">"&{wider})+COUNTIF(monthly_spreads,"<"&-{wider})'
    gap = 'REGIME_SPREAD(rule,"R1000",since_day,report_day,"diff")*100'
    best = ("INDEX(ranked_sectors,1)", "COUNT(ranked_returns)>0")
    return [
        Check("spread", "Value minus growth, pp", "spread_points",
              "(value_return-growth_return)*100"),
        Check("rank", "Rank of the spread by size", "spread_rank", f"1+{counted}"),
        checks.ranks_first("sectors", "Rank of the best sector", *best),
        Check("rule", "After TRUE minus after FALSE, pp", "rule_gap", gap),
        Check("after", "Spread of the 12 months after, pp", "after_12_spread",
              "(after_12_value-after_12_growth)*100"),
    ]  # fmt: skip


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    spread = "spread_points"
    who = led(spread, "Value led growth by ", "Growth led value by ", "Value and growth were level")
    gap = f'{who}&" in "&month_name&{SO_FAR}'
    of = f" of the last {MONTHS} months"
    place = f'", a gap that ranks "&spread_rank&"{of} by size"'
    ranked = f"AND(ISNUMBER(spread_rank),NOT({is_level(spread)}))"
    rank = f'IF({ranked},IF(spread_rank=1,", the widest gap{of}",{place}),"")'
    nothing = '"No spread of value and growth can be given for this month."'
    design.put(sheet, "B3", f'=IF(ISNUMBER(spread_points),{gap}&{rank}&".",{nothing})', "Lead")
    design.put(sheet, "B4", f"={_sector_words()}&{_yield_words()}", "Lead small")
    design.put(sheet, "B5", "=month_status", "Status")
    design.colour_where(sheet, "B5", 'OR(NOT(inputs_valid),LEFT(month_check,2)<>"ok")')


def _sector_words() -> str:
    best, worst = ranked_sector("1"), ranked_sector("COUNT(ranked_returns)")
    words = f'{best}&" led the sectors and "&{worst}&" came last. "'
    return f'IF(COUNT(ranked_returns)>0,{words},"There are no sector returns. ")'


def _yield_words() -> str:
    moved = 'IF(ten_year_move<0,"fell ","rose ")&FIXED(ABS(ten_year_move),0)&" bp to "'
    move = f'IF(ROUND(ten_year_move,0)=0,"held at ",{moved})'
    words = f'"The 10-year yield "&{move}&FIXED(ten_year*100,2)&"%."'
    return f'IF(COUNT(ten_year,ten_year_move)=2,{words},"There are no yields.")'


def _yield_move_words() -> str:
    signed = 'IF(ten_year_move<0,"","+")&FIXED(ten_year_move,0)&" bp in the month"'
    return f'=IF(ISNUMBER(ten_year_move),{signed},"at month end")'


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    spread = 'STYLE_SPREAD(month,"R1000",,as_of)*100'
    value, growth = (f'ASSET_RETURN("{ticker}",month,,as_of)' for ticker in PAIRS["R1000"])
    rank = f'STYLE_SPREAD_RANK(month,{MONTHS},"R1000","abs",as_of)'
    score = f'STYLE_SPREAD_Z(month,{Z_MONTHS},"R1000",as_of)'
    of, before = f"1 is the widest of {MONTHS} months", f"against the {Z_MONTHS} months before"
    for cells, label, call, note, shown in (
        ("B7:D7", "Value minus growth", spread, "Russell 1000: IWD minus IWF", POINTS),
        ("E7:F7", "Value", value, "IWD, total return", PERCENT),
        ("G7:H7", "Growth", growth, "IWF, total return", PERCENT),
        ("J7:L7", "Rank of the spread by size", rank, of, WHOLE),
        ("M7:N7", "z-score of the spread", score, before, SIGNED),
    ):
        design.card(sheet, cells, (label, or_dash(call, BEGUN), note), shown)
    yields = ("10-year yield", "=ten_year", _yield_move_words())
    design.card(sheet, "O7:P7", yields, YIELD)
    sheet.row_dimensions[8].height = 32
    design.colour_signs(sheet, "B8", design.FIRST, design.SECOND)
    design.name_cell(sheet, "spread_points", "B8")
    design.name_cell(sheet, "value_return", "E8")
    design.name_cell(sheet, "growth_return", "G8")
    design.name_cell(sheet, "spread_rank", "J8")


def _history(sheet: Worksheet, data: Worksheet, spread: workings.MonthlySpread) -> None:
    section(sheet, "B11:H11", f"Value minus growth by month, {MONTHS} months, pp (Russell 1000)")
    series = {spread.above: design.FIRST, spread.below: design.SECOND}
    chart = charts.bars(data, spread.categories, series, number_format="0", legend=True)
    charts.place(chart, sheet, "B12:H21")


def _styles(sheet: Worksheet) -> None:
    """Write value and growth for large, and small companies over four periods."""
    section(sheet, "J11:P11", "Value and growth by company size")
    heads(sheet, "J12:P12", ["", *PERIODS])
    for place, (pair, name) in enumerate(STYLES.items()):
        row = 13 + 3 * place
        legs = zip(("value", "growth"), PAIRS[pair], strict=True)
        for step, (style, ticker) in enumerate(legs):
            calls = (f'ASSET_RETURN("{ticker}",{p},,as_of)' for p in PERIODS.values())
            values = [(or_dash(call, BEGUN), PERCENT) for call in calls]
            line(sheet, f"J{row + step}:P{row + step}", f"{name} {style} ({ticker})", values)
        calls = (f'STYLE_SPREAD({p},"{pair}",,as_of)*100' for p in PERIODS.values())
        values = [(or_dash(call, BEGUN), POINTS) for call in calls]
        line(sheet, f"J{row + 2}:P{row + 2}", "Value minus growth", values, strong=True)
        design.colour_signs(sheet, f"M{row + 2}:P{row + 2}", design.FIRST, design.SECOND)


def _sectors(sheet: Worksheet, data: Worksheet, ranking: workings.SectorRanking) -> None:
    section(sheet, "B23:H23", "Sectors, best first")
    heads(sheet, "B24:H24", ["Rank", "Fund", "Month", "Minus SPY", "Year to date"])
    for rank in range(len(SECTORS)):
        row, source = 25 + rank, ranking.first_row + rank
        shown = zip("CDEF", (design.TEXT, *[PERCENT] * 3), strict=True)
        values = [(f"={workings.TITLE}!{column}{source}", number) for column, number in shown]
        counted = f'=IF(ISNUMBER(F{row}),ROWS(A$25:A{row}),"{design.DASH}")'
        line(sheet, f"B{row}:H{row}", counted, values)
        sheet[f"C{row}"].value = f"={workings.TITLE}!B{source}"
    design.colour_signs(sheet, "F25:F35", design.INK)
    design.colour_signs(sheet, "H25:H35", design.INK)
    design.colour_scale(sheet, "G25:G35")
    section(sheet, "J23:P23", "Sector returns in the month, %")
    series = {ranking.above: design.RISE, ranking.below: design.FALL}
    chart = charts.bars(data, ranking.categories, series, number_format="0", sideways=True)
    charts.place(chart, sheet, "J24:P35")


def _shocks(sheet: Worksheet) -> None:
    """Write what a move of the discount rate does to prices, by multiple."""
    section(sheet, "B48:H48", "Price change when the discount rate rises")
    heads(sheet, "B49:H49", ["Price/earnings multiple"])
    for column, shock in zip("EFGH", SHOCKS, strict=True):
        design.put(sheet, f"{column}49", shock, "Input", design.SHOCK)
    for row, multiple in enumerate(MULTIPLES, 50):
        calls = (f"=PE_SHOCK($D{row},{column}$49)" for column in "EFGH")
        line(sheet, f"E{row}:H{row}", "", [(call, PERCENT) for call in calls])
        design.put(sheet, f"D{row}", multiple, "Input", design.MULTIPLE)
    design.colour_depth(sheet, "E50:H57")


NOTES = """\
Value and growth are funds: IWD and IWF for the Russell 1000, IVE and IVW for the S&P 500, IWN and \
IWO for the Russell 2000. Returns include dividends.
Type another month into the shaded cell at the top, or choose one; every number follows. “Data up \
to” gives the report as it stood on that day.
The rank counts the months of the last two years whose spread was at least as wide in either \
direction. The z-score measures the month against the five years before it.
Three months, year to date and twelve months are whole calendar months up to this one. A dash \
means that there are no data.
The price change is that of a constant-growth valuation when only the discount rate moves: \
-d x P/E / (1 + d x P/E), with d the move. Shaded multiples and moves may be changed.\
""".splitlines()


LAYOUT = Layout(
    "value-growth",
    "Value and growth in one month",
    "How far value and growth lay apart, where sectors, rates and policy stood, and what a shock "
    "to the discount rate would do.",
    INPUTS,
    SERIES,
    write,
)
