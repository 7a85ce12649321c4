"""Value against growth in one month: the spread, sectors, rates, policy, and what a shock would do."""

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from rotationxl.universe import PAIRS, SECTORS

from rotationxl_workbooks import appendix, charts, design, workings
from rotationxl_workbooks.design import heads, line, or_dash, section
from rotationxl_workbooks.layout import Layout

MONTHS = 24
Z_MONTHS = 60
WEEKS = 104
STYLES = {"R1000": "Russell 1000", "SP500": "S&P 500", "R2000": "Russell 2000"}
PERIODS = {"Month": "month", "3 months": "months_3", "Year to date": "months_ytd", "12 months": "months_12"}
LOOKBACKS = {"1 month": "month_base", "3 months": "EOMONTH(month_start,-3)", "12 months": "EOMONTH(month_start,-12)"}
YIELDS = {
    "10-year Treasury": ("10Y", "nominal"),
    "2-year Treasury": ("2Y", "nominal"),
    "10-year real": ("10Y", "real"),
    "10-year breakeven inflation": ("10Y", "breakeven"),
}
INPUTS = {"month": "2024-11", "as_of": ""}
MULTIPLES = range(10, 50, 5)
SHOCKS = (25, 50, 75, 100)
SERIES = {
    "IWD": "Russell 1000 value", "IWF": "Russell 1000 growth",
    "IVE": "S&P 500 value", "IVW": "S&P 500 growth",
    "IWN": "Russell 2000 value", "IWO": "Russell 2000 growth", "SPY": "S&P 500",
    **{ticker: f"Sector: {name}" for ticker, name in SECTORS.items()},
    "DGS10": "10-year Treasury yield", "DGS2": "2-year Treasury yield",
    "DFII10": "10-year real yield", "T10YIE": "10-year breakeven inflation",
    "DFEDTARU": "Federal funds target, upper bound", "DFEDTARL": "Federal funds target, lower bound",
    "WALCL": "Federal Reserve total assets", "PAYEMS": "Nonfarm payrolls",
    "UNRATE": "Unemployment rate", "PCEPILFE": "Core PCE price index",
}  # fmt: skip


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 5, 13, 13, 10.5, 10.5, 10.5, 10.5, 3, 5, 13, 13, 10.5, 10.5, 10.5, 10.5)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    _inputs(summary, working)
    spread, sectors = _workings(working)
    _lead(summary)
    _cards(summary)
    _history(summary, working, spread)
    _styles(summary)
    _sectors(summary, working, sectors)
    _rates(summary)
    _policy(summary)
    _shocks(summary)
    _reading(summary)
    summary.freeze_panes = "A6"
    design.print_setup(summary, "A1:P58", "1:2", breaks=[35])
    appendix.sources(book, SERIES)
    appendix.definitions(book)


def _inputs(summary: Worksheet, working: Worksheet) -> None:
    design.top(summary, '="Value and growth, "&month_name')
    for row, (name, label) in enumerate({"month": "Month", "as_of": "Data up to"}.items(), 3):
        design.put(summary, f"O{row}", label, "Input label")
        design.input_cell(summary, f"P{row}", name, INPUTS[name])
    workings.month_choice(working, 4, summary["P3"])
    hint = DataValidation(showInputMessage=True, promptTitle="Data up to")
    hint.prompt = "A day such as 2024-11-29. Left blank: all stored data."
    summary.add_data_validation(hint)
    hint.add("P4")
    design.name_cell(summary, "source", "B1")


def _workings(sheet: Worksheet) -> tuple[workings.MonthlySpread, workings.SectorRanking]:
    design.top(sheet, "Workings")
    row = workings.report_days(sheet, 4)
    spread = workings.monthly_spread(sheet, row, "R1000", MONTHS, ("Value led", "Growth led"))
    sectors = workings.sector_ranking(sheet, spread.next_row)
    sheet.freeze_panes = "A4"
    design.print_setup(sheet, f"A1:I{sectors.next_row}", "1:3")
    return spread, sectors


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    so_far = 'IF(report_day<month_end," so far","")'
    who = 'IF(spread_points>0,"Value led growth by ","Growth led value by ")'
    gap = f'{who}&FIXED(ABS(spread_points),1)&" pp in "&month_name&{so_far}'
    of = f'" of the last {MONTHS} months"'
    rank = f'IF(ISNUMBER(spread_rank),", by size number "&spread_rank&{of},"")'
    nothing = '"No spread of value and growth can be given for "&month_name&"."'
    design.put(sheet, "B3", f'=IF(ISNUMBER(spread_points),{gap}&{rank}&".",{nothing})', "Lead")
    design.put(sheet, "B4", f"={_sector_words()}&{_yield_words()}", "Lead small")
    design.put(sheet, "B5", "=month_status", "Status")
    design.colour_where(sheet, "B5", 'month_check<>"ok"')


def _sector_words() -> str:
    best, worst = _named_sector("1"), _named_sector("COUNT(ranked_returns)")
    words = f'{best}&" led the sectors and "&{worst}&" came last. "'
    return f'IF(COUNT(ranked_returns)>0,{words},"There are no sector returns. ")'


def _named_sector(place: str) -> str:
    number = f"INDEX(ranked_returns,{place})"
    sign = f'IF({number}<0,"","+")'
    return f'INDEX(ranked_sectors,{place})&" ("&{sign}&FIXED({number}*100,1)&"%)"'


def _yield_words() -> str:
    move = 'IF(ten_year_move<0,"fell ","rose ")&FIXED(ABS(ten_year_move),0)&" bp to "'
    words = f'"The 10-year yield "&{move}&FIXED(ten_year*100,2)&"%."'
    return f'IF(COUNT(ten_year,ten_year_move)=2,{words},"There are no yields.")'


def _yield_move_words() -> str:
    signed = 'IF(ten_year_move<0,"","+")&FIXED(ten_year_move,0)&" bp in the month"'
    return f'=IF(ISNUMBER(ten_year_move),{signed},"at month end")'


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    month = "month,,as_of)"
    shown = {
        "B7:D7": ("Value minus growth", or_dash(f'STYLE_SPREAD(month,"R1000",,as_of)*100'),
                  "Russell 1000: IWD minus IWF", design.POINTS),
        "E7:F7": ("Value", or_dash(f'ASSET_RETURN("IWD",{month}'), "IWD, total return", design.PERCENT),
        "G7:H7": ("Growth", or_dash(f'ASSET_RETURN("IWF",{month}'), "IWF, total return", design.PERCENT),
        "J7:L7": ("Rank of the spread by size",
                  or_dash(f'STYLE_SPREAD_RANK(month,{MONTHS},"R1000","abs",as_of)'),
                  f"1 is the widest of the last {MONTHS} months", design.WHOLE),
        "M7:N7": ("z-score of the spread", or_dash(f'STYLE_SPREAD_Z(month,{Z_MONTHS},"R1000",as_of)'),
                  f"against the {Z_MONTHS} months before", design.SIGNED),
        "O7:P7": ("10-year yield", "=ten_year", _yield_move_words(), design.YIELD),
    }  # fmt: skip
    for cells, (*texts, number_format) in shown.items():
        design.card(sheet, cells, tuple(texts), number_format)
    sheet.row_dimensions[8].height = 32
    design.colour_signs(sheet, "B8", design.FIRST, design.SECOND)
    design.name_cell(sheet, "spread_points", "B8")
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
            values = [(or_dash(call, "month_begun"), design.PERCENT) for call in calls]
            line(sheet, f"J{row + step}:P{row + step}", f"{name} {style} ({ticker})", values)
        calls = (f'STYLE_SPREAD({p},"{pair}",,as_of)*100' for p in PERIODS.values())
        values = [(or_dash(call, "month_begun"), design.POINTS) for call in calls]
        line(sheet, f"J{row + 2}:P{row + 2}", "Value minus growth", values, strong=True)
        design.colour_signs(sheet, f"M{row + 2}:P{row + 2}", design.FIRST, design.SECOND)


def _sectors(sheet: Worksheet, data: Worksheet, ranking: workings.SectorRanking) -> None:
    section(sheet, "B23:H23", "Sectors, best first")
    heads(sheet, "B24:H24", ["Rank", "Fund", "Month", "Minus SPY", "Year to date"])
    for rank in range(len(SECTORS)):
        row, source = 25 + rank, ranking.first_row + rank
        shown = zip("CDEF", (design.TEXT, *[design.PERCENT] * 3), strict=True)
        values = [(f"={workings.TITLE}!{column}{source}", number) for column, number in shown]
        line(sheet, f"B{row}:H{row}", f"=ROWS(A$25:A{row})", values)
        sheet[f"C{row}"].value = f"={workings.TITLE}!B{source}"
    design.colour_signs(sheet, "F25:F35", design.INK)
    design.colour_signs(sheet, "H25:H35", design.INK)
    design.colour_scale(sheet, "G25:G35")
    section(sheet, "J23:P23", "Sector returns in the month, %")
    series = {ranking.above: design.RISE, ranking.below: design.FALL}
    chart = charts.bars(data, ranking.categories, series, number_format="0", sideways=True)
    charts.place(chart, sheet, "J24:P35")


def _rates(sheet: Worksheet) -> None:
    """Write levels of yields at the end of the month, and their changes."""
    section(sheet, "B37:H37", "Rates at month end, and their changes")
    heads(sheet, "B38:H38", ["", "Level", *LOOKBACKS])
    rows = [
        (label, f'YIELD_LEVEL("{tenor}",report_day,"{kind}")', f'"{tenor}"', kind)
        for label, (tenor, kind) in YIELDS.items()
    ]
    slope = ("10-year minus 2-year", 'CURVE_SLOPE_BP("10Y","2Y",report_day)', '"10Y-2Y"', "nominal")
    for row, (label, level, what, kind) in enumerate([*rows, slope], 39):
        number_format = design.YIELD if level.startswith("YIELD") else design.BASIS_POINTS
        moves = (f'YIELD_CHANGE_BP({what},{day},report_day,"{kind}")' for day in LOOKBACKS.values())
        values = [(or_dash(move, "month_begun"), design.BASIS_POINTS) for move in moves]
        first = (or_dash(level, "month_begun"), number_format)
        line(sheet, f"B{row}:H{row}", label, [first, *values])
    design.name_cell(sheet, "ten_year", "E39")
    design.name_cell(sheet, "ten_year_move", "F39")
    _sensitivity(sheet)


def _sensitivity(sheet: Worksheet) -> None:
    texts = ["Value minus growth when the 10-year rises", "per +100 bp", "t-statistic", "R²"]
    heads(sheet, "B44:H44", texts)
    stats = {"beta": (design.POINTS, "*100"), "t": (design.SIGNED, ""), "r2": ("0.00", "")}
    values = []
    for stat, (number_format, scale) in stats.items():
        call = f'RATE_BETA("R1000",{WEEKS},"10Y","{stat}",report_day){scale}'
        values.append((or_dash(call, "month_begun"), number_format))
    line(sheet, "B45:H45", f"Slope of the last {WEEKS} weeks", values)
    crossings = or_dash('LEVEL_CROSSINGS("DGS10",level_watched,month_days)', "month_begun")
    line(sheet, "B46:H46", "Days the 10-year crossed this level, %", [(crossings, design.WHOLE)])
    design.input_cell(sheet, "G46", "level_watched", 4.5, "0.00")


def _policy(sheet: Worksheet) -> None:
    """Write the central bank's target and balance sheet, and the economy it looks at."""
    section(sheet, "J37:P37", "Policy and economy")
    heads(sheet, "J38:P38", ["", "Level", "1 month", "12 months", "Since peak"])
    year, bases = "EOMONTH(month_start,-12)", ("month_base", "EOMONTH(month_start,-12)", '"peak"')
    target = [(f"FED_FUNDS_TARGET(report_day)", design.YIELD),
              ("POLICY_MOVES(month_moves)", design.BASIS_POINTS),
              ("POLICY_MOVES(year_moves)", design.BASIS_POINTS)]  # fmt: skip
    moves = (f"FED_BALANCE_CHANGE({base},report_day)" for base in bases)
    assets = [('MACRO("WALCL",report_day)*10^6', design.TRILLIONS),
              *((move, design.TRILLIONS_MOVE) for move in moves)]  # fmt: skip
    jobless = [('MACRO("UNRATE",report_day,vintage)/100', design.PERCENT[1:])] + [
        (f'MACRO_CHANGE("UNRATE",{base},report_day,"diff",vintage)', design.POINTS)
        for base in bases[:2]
    ]
    rows = {
        "Federal funds target, upper bound": target,
        "Federal funds target, lower bound": [('FED_FUNDS_TARGET(report_day,"lower")', design.YIELD)],
        "Federal Reserve total assets": assets,
        "Unemployment rate": jobless,
        "Core PCE prices, 12 months": [
            ('MACRO_CHANGE("PCEPILFE","12M",report_day,"pct",vintage)', design.PERCENT)
        ],
    }
    for row, (label, calls) in enumerate(rows.items(), 39):
        values = [(or_dash(call, "month_begun"), shown) for call, shown in calls]
        line(sheet, f"J{row}:P{row}", label, values + [("", "General")] * (4 - len(values)))
    _payrolls(sheet)


def _payrolls(sheet: Worksheet) -> None:
    texts = ["Nonfarm payrolls, change in jobs", "First print", "Latest", "Revision"]
    heads(sheet, "J44:P44", texts)
    months = {"month_before_name": workings.year_month("month_base"), "month_name": "month"}
    for row, (name, month) in enumerate(months.items(), 45):
        # A first print that was not out yet on the day of the data is no news of that day.
        first = or_dash(f'NFP_CHANGE({month},"first")', f"ISNUMBER(O{row})")
        latest = or_dash(f"NFP_CHANGE({month},vintage)", "month_begun")
        revision = f'=IF(COUNT(N{row},O{row})=2,O{row}-N{row},"{design.DASH}")'
        values = [(formula, design.THOUSANDS) for formula in (first, latest, revision)]
        line(sheet, f"J{row}:P{row}", f"={name}", values)


def _shocks(sheet: Worksheet) -> None:
    """Write what a move of the discount rate does to prices, by multiple."""
    section(sheet, "B48:H48", "Price change when the discount rate rises")
    heads(sheet, "B49:H49", ["Price/earnings multiple"])
    for column, shock in zip("EFGH", SHOCKS, strict=True):
        design.put(sheet, f"{column}49", shock, "Input", design.SHOCK)
    for row, multiple in enumerate(MULTIPLES, 50):
        calls = (f"=PE_SHOCK($D{row},{column}$49)" for column in "EFGH")
        line(sheet, f"E{row}:H{row}", "", [(call, design.PERCENT) for call in calls])
        design.put(sheet, f"D{row}", multiple, "Input", design.MULTIPLE)
    design.colour_depth(sheet, "E50:H57")


NOTES = (
    "Value and growth are funds: IWD and IWF for the Russell 1000, IVE and IVW for the S&P 500, "
    "IWN and IWO for the Russell 2000. Returns include dividends.",
    "Type another month into the shaded cell at the top, or choose one; every number follows. "
    "“Data up to” gives the report as it stood on that day.",
    "The rank counts the months of the last two years whose spread was at least as wide in either "
    "direction. The z-score measures the month against the five years before it.",
    "Three months, year to date and twelve months are whole calendar months up to this one. A dash "
    "means that there are no data.",
    "The price change is that of a constant-growth valuation when only the discount rate moves: "
    "-d x P/E / (1 + d x P/E), with d the move. Shaded multiples and moves may be changed.",
)


def _reading(sheet: Worksheet) -> None:
    section(sheet, "J48:P48", "How to read this page")
    for place, note in enumerate(NOTES):
        row = 49 + 2 * place
        design.put(sheet, f"J{row}:P{row + 1}", note, "Prose")


LAYOUT = Layout(
    "value-growth",
    "Value and growth in one month",
    "How far value and growth lay apart, where sectors, rates and policy stood, and what a shock "
    "to the discount rate would do.",
    INPUTS,
    write,
)
