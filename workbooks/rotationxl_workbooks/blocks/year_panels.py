"""Panels of the report on a year: sectors, AI builders and users, the dollar, and risk."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import GROUPS, SECTORS
from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import year
from rotationxl_workbooks.design import (
    BASIS_POINTS,
    MULTIPLE,
    PERCENT,
    SHARE,
    SIGNED,
    SIGNED_2,
    YIELD,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.inputs import Input

BUILDERS = Input(
    "builders", "AI builders", ", ".join(GROUPS["ai_builders"]), "Tickers, with commas between."
)
USERS = Input("users", "AI users", ", ".join(GROUPS["ai_users"]), "Tickers, with commas between.")
MONTHS = 12
DOLLAR_MONTHS = 60
RISKS = {
    "S&P 500": "SPY", "S&P 500 growth": "IVW", "S&P 500 value": "IVE", "Russell 2000": "IWM",
    "Equal-weight S&P 500": "RSP", "Nasdaq 100": "QQQ", "Health Care": "XLV", "Utilities": "XLU",
    "Gold": "GLD", "7-10 year Treasuries": "IEF",
}  # fmt: skip
SERIES = {
    "SPY": "S&P 500", "RSP": "Equal-weight S&P 500", "IWM": "Russell 2000", "QQQ": "Nasdaq 100",
    "MAGS": "Magnificent 7", "SMH": "AI builders: semiconductors", "SKYY": "AI builders: cloud",
    "GLD": "Gold", "IEF": "7-10 year Treasuries",
    "DTWEXBGS": "Broad dollar index", "DGS10": "10-year Treasury yield",
    "DGS2": "2-year Treasury yield", "DFEDTARU": "Federal funds target, upper bound",
    "DTB3": "3-month Treasury bill, for Sharpe ratios",
}  # fmt: skip
_BEGUN = "month_begun"
_GAP = 4  # where builders minus users stands in its table
_YIELD = (YIELD, "({1}-{0})*10000", BASIS_POINTS)
_GROWN = "({1}/{0}-1)"
_ENDS = {
    "Broad dollar index": ('MACRO("DTWEXBGS",{})', "0.0", _GROWN, PERCENT),
    "10-year Treasury": ('YIELD_LEVEL("10Y",{})', *_YIELD),
    "2-year Treasury": ('YIELD_LEVEL("2Y",{})', *_YIELD),
    "Federal funds target, upper": ("FED_FUNDS_TARGET({})", *_YIELD),
    "10-year minus 2-year": (
        'CURVE_SLOPE_BP("10Y","2Y",{})', BASIS_POINTS, "({1}-{0})", BASIS_POINTS
    ),
    "Price/earnings, SPY": ('VALUATION("SPY","pe",{})', MULTIPLE, _GROWN, PERCENT),
    "Price/earnings, QQQ": ('VALUATION("QQQ","pe",{})', MULTIPLE, _GROWN, PERCENT),
}  # fmt: skip
"""What is shown at the year's ends: call, format, change from the one to the other, its format."""


def sectors(sheet: Worksheet, row: int, data: Worksheet, ranking: workings.SectorRanking) -> None:
    """Write the sectors by rank with how they went with the index; 14 rows in B to H."""
    section(sheet, f"B{row}:H{row}", '="Sectors, "&year_words&", best first"')
    texts = ["Sector", "Fund", "Return", "Minus SPY", f"Corr. {MONTHS} m", "Year ago"]
    heads(sheet, f"B{row + 1}:H{row + 1}", texts)
    first = row + 2
    for place, source in enumerate(range(len(SECTORS)), first):
        cells = f"{{}}{ranking.first_row + source}"
        values = [
            (f"={data.title}!{cells.format(column)}", shown)
            for column, shown in zip("CDE", (design.TEXT, PERCENT, PERCENT), strict=True)
        ]
        days = ("report_day", "year_ago")
        calls = [f'CORREL_TO($D{place},"SPY",{MONTHS},{day})' for day in days]
        values += [(or_dash(call, _BEGUN), "0.00") for call in calls]
        line(sheet, f"B{place}:H{place}", f"={data.title}!{cells.format('B')}", values)
    last = row + 1 + len(SECTORS)
    design.colour_signs(sheet, f"E{first}:E{last}", design.INK)
    design.colour_scale(sheet, f"F{first}:F{last}")
    _means(sheet, last + 1, first)


def _means(sheet: Worksheet, row: int, first: int) -> None:
    shown = (PERCENT, PERCENT, "0.00", "0.00")
    values = []
    for column, number in zip("EFGH", shown, strict=True):
        cells = f"{column}{first}:{column}{row - 1}"
        mean = f'=IF(COUNT({cells})>0,AVERAGE({cells}),"{design.DASH}")'
        values.append((mean, number))
    line(sheet, f"B{row}:H{row}", "Mean", values, strong=True)


def dispersion(sheet: Worksheet, row: int, data: Worksheet, years: year.ByYear) -> None:
    """Draw how far the sectors lay apart in each year; 14 rows in J to P."""
    section(sheet, f"J{row}:P{row}", "How far sectors lay apart: standard deviation, pp")
    chart = charts.bars(
        data, years.categories, {years.dispersion: design.FIRST}, number_format="0", every=2
    )
    charts.place(chart, sheet, f"J{row + 1}:P{row + 13}")


def leaders(sheet: Worksheet, row: int) -> None:
    """Write AI builders against users, and the largest companies against the rest; B to H."""
    section(sheet, f"B{row}:H{row}", "Builders and users of AI, and the largest companies")
    heads(sheet, f"B{row + 1}:H{row + 1}", ["", *year.periods()])
    returns = {
        2: ("AI builders", "GROUP_RETURN(builders,{},,,as_of)"),
        3: ("AI users", "GROUP_RETURN(users,{},,,as_of)"),
        5: ("S&P 500 (SPY)", 'ASSET_RETURN("SPY",{},,as_of)'),
        6: ("Magnificent 7 (MAGS)", 'ASSET_RETURN("MAGS",{},,as_of)'),
        8: ("Technology (XLK)", 'ASSET_RETURN("XLK",{},,as_of)'),
        10: ("Equal weight (RSP)", 'ASSET_RETURN("RSP",{},,as_of)'),
    }
    for step, (label, call) in returns.items():
        line(sheet, f"B{row + step}:H{row + step}", label, _calls(call))
    for step, (upper, lower) in {4: (2, 3), 7: (6, 5), 9: (8, 5), 11: (10, 5)}.items():
        cells, label = f"H{row + step}", "Minus S&P 500" if step > _GAP else "Builders minus users"
        values = year.gaps("DEFGH", row + upper, row + lower)
        line(sheet, f"B{row + step}:{cells}", label, values, strong=True)
        design.colour_signs(sheet, f"D{row + step}:{cells}")
    for place, one in enumerate((BUILDERS, USERS), row + 2):
        inputs.put(sheet, f"C{place}", one)
    design.name_cell(sheet, "builders_gap", f"D{row + _GAP}")
    design.put(sheet, f"B{row + 12}:H{row + 13}", f"={_members_words()}", "Prose")


def _members_words() -> str:
    """Return the expression that says which member of the two lists cannot be measured."""
    builders, users = (
        f'EXPLAIN("GROUP_RETURN",{name},months_ytd,"","",as_of)' for name in ("builders", "users")
    )
    good = '"Means of the members, equally weighted at the start of each period."'
    return f'IF(LEFT({builders},2)="ok",IF(LEFT({users},2)="ok",{good},{users}),{builders})'


def _calls(call: str) -> list[tuple[str, str]]:
    # A list of tickers may be unreadable, which is told under the table: a dash also then.
    return [
        (f'=IF({begun},IFERROR({call.format(period)},"{design.DASH}"),"{design.DASH}")', PERCENT)
        for period, begun in year.periods().values()
    ]


def surroundings(sheet: Worksheet, row: int) -> None:
    """Write the dollar and rates at the year's ends; 9 rows in J to P. Names `dollar_move`."""
    section(sheet, f"J{row}:P{row}", "The dollar, rates and multiples over the year")
    heads(sheet, f"J{row + 1}:P{row + 1}", ["", "Start", "End", "Change"])
    for place, (label, (call, shown, change, moved)) in enumerate(_ENDS.items(), row + 2):
        ends = (f"N{place}", f"O{place}")
        moves = f'=IF(COUNT({ends[0]},{ends[1]})=2,{change.format(*ends)},"{design.DASH}")'
        days = ("year_base", "report_day")
        values = [(or_dash(call.format(day), _BEGUN), shown) for day in days]
        line(sheet, f"J{place}:P{place}", label, [*values, (moves, moved)])
    design.name_cell(sheet, "dollar_move", f"P{row + 2}")


def dollar(sheet: Worksheet, row: int) -> None:
    """Write how styles went with the dollar; 6 rows in J to P."""
    title = f"What went with a dollar 1% higher, {DOLLAR_MONTHS} months"
    section(sheet, f"J{row}:P{row}", title)
    heads(sheet, f"J{row + 1}:P{row + 1}", ["", "pp", "t-statistic", "R²"])
    rows = {
        '="Value ("&value_fund&")"': ("value_fund", "pair_known"),
        '="Growth ("&growth_fund&")"': ("growth_fund", "pair_known"),
        "Value minus growth": ("pair", "pair_known"),
        "S&P 500 (SPY)": ('"SPY"', _BEGUN),
        "Russell 2000 (IWM)": ('"IWM"', _BEGUN),
    }
    stats = (("beta", SIGNED_2), ("t", SIGNED), ("r2", "0.00"))
    for place, (label, (what, known)) in enumerate(rows.items(), row + 2):
        values = [
            (or_dash(f'DOLLAR_BETA({what},{DOLLAR_MONTHS},"{stat}",report_day)', known), shown)
            for stat, shown in stats
        ]
        line(sheet, f"J{place}:P{place}", label, values, strong=what == "pair")


def risk(sheet: Worksheet, row: int) -> None:
    """Write return and risk of styles, sectors and havens; 12 rows in J to P."""
    section(sheet, f"J{row}:P{row}", "Risk")
    texts = ["", "Year", "Volatility", "Deepest fall", "Corr. 36 m", "Sharpe 36 m"]
    heads(sheet, f"J{row + 1}:P{row + 1}", texts)
    for place, (label, ticker) in enumerate(RISKS.items(), row + 2):
        calls = (
            (f'ASSET_RETURN("{ticker}",months_ytd,,as_of)', PERCENT),
            (f'VOLATILITY("{ticker}",months_ytd,"D",as_of)', SHARE),
            (f'MAX_DRAWDOWN("{ticker}",months_ytd,,as_of)', PERCENT),
            (f'CORREL_TO("{ticker}","SPY",36,report_day)', "0.00"),
            (f'SHARPE("{ticker}",months_36,as_of)', SIGNED_2),
        )
        values = [(or_dash(call, _BEGUN), shown) for call, shown in calls]
        line(sheet, f"J{place}:P{place}", f"{label} ({ticker})", values)
