"""Panels and workings of the report on small companies and the central bank."""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS as ALL_PAIRS
from rotationxl.universe import SIZE_PAIRS
from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import pairs, paths
from rotationxl_workbooks.design import (
    BASIS_POINTS,
    DASH,
    DAY,
    PERCENT,
    POINTS,
    SHARE,
    SIGNED,
    SIGNED_2,
    TRILLIONS_MOVE,
    WHOLE,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.inputs import Input

LEGS = ("small", "large")
PAIRS = {
    "R2000-SP500": "Small companies",
    "RUT-SPX": "Small companies (price)",
    "SP600-SP500": "S&P 600 small companies",
    "SP400-SP500": "Mid-sized companies",
    "MICRO-SP500": "Micro companies",
}
SHORT = {
    "R2000-SP500": "Russell 2000",
    "RUT-SPX": "Russell 2000, price",
    "SP600-SP500": "S&P SmallCap 600",
    "SP400-SP500": "S&P MidCap 400",
    "MICRO-SP500": "Russell Microcap",
}
KNOWN = "pair_known"
LOOKED_BACK = Input(
    "looked_back", "Months looked back", 9, "How many months the low is looked for in.", shown="0"
)
MACRO = ("DFEDTARU", "DFEDTARL", "WALCL", "DGS10", "UNRATE", "PCEPILFE", "PAYEMS")
"""What the shared panels show here too."""
MOST_MONTHS = 120
HALF_YEARS = 20
RALLIES = {
    "Russell 2000": "^RUT", "Small value": "IWN", "Small growth": "IWO", "Small, S&P": "IJR",
    "S&P 500": "^GSPC", "Large value": "IWD", "Large growth": "IWF",
}  # fmt: skip
WEEKS = 104
SPANS = {
    "Month": "month", "3 months": "months_3", "Year to date": "months_ytd",
    "12 months": "months_12", "36 months": "months_36",
}  # fmt: skip
_BEGUN = "month_begun"


class Drawn(NamedTuple):
    """What the charts show."""

    months: workings.MonthlySpread
    relative: paths.Path
    policy: paths.Path
    rally: paths.Path


def days(sheet: Worksheet, row: int) -> int:
    """Write named cells of the pair, longer periods and the rally; return the next free row."""
    to = workings.year_month("month_start")
    longer = [
        (f"{months} months", f"months_{months}",
         f'{workings.year_month(f"EDATE(month_start,-{months - 1})")}&":"&{to}', "General")
        for months in (36, 60, 120)
    ]  # fmt: skip
    rows = [*longer, *pairs.rows(PAIRS, LEGS), *_pair_rows(), *_rally_rows(to), *_policy_rows()]
    return workings.named(sheet, row, "The pair, the rally and policy", rows)


def _pair_rows() -> list[tuple[str, str, str, str]]:
    call = 'EXPLAIN("SIZE_SPREAD",month,pair,"",as_of)'
    check = f'IF(pair_place=0,"Small and large: "&pair_choose,{call})'
    small, large = (f"ANNUAL_RETURN({leg}_fund,months_120,,as_of)" for leg in LEGS)
    # Without all ten years the path's early values only stand in for those that are missing.
    lower = f'IF(ISNUMBER(decade_points),PERCENTILE_RANK(relative_now,relative_path),"{DASH}")'
    decade, beta = f"({small}-{large})*100", f'RATE_BETA(pair,{WEEKS},"10Y","beta",report_day)*100'
    return [
        ("Can the pair be reported?", "pair_check", check, "General"),
        ("Are there figures?", KNOWN, 'AND(month_begun,LEFT(pair_check,2)="ok")', "General"),
        ("What the report says of it", "size_status",
         'IF(AND(inputs_valid,LEFT(pair_check,2)<>"ok"),pair_check,month_status)', "General"),
        ("Small minus large, pp", "size_points", _shown("SIZE_SPREAD(month,pair,,as_of)*100"),
         SIGNED_2),
        ("Small minus large, ten years, pp a year", "decade_points", _shown(decade), SIGNED_2),
        ("Share of half years when small stood lower", "relative_place", lower, SHARE),
        ("Small minus large per 100 bp, pp", "pair_beta", _shown(beta), SIGNED_2),
    ]  # fmt: skip


def _rally_rows(to: str) -> list[tuple[str, str, str, str]]:
    first = workings.year_month("EDATE(month_start,1-rally_months)")
    measured = "AND(month_begun,ISNUMBER(looked_back))"
    return [
        ("Months looked back", "rally_months",
         f"IF(ISNUMBER(looked_back),MAX(1,MIN({MOST_MONTHS},looked_back)),1)", WHOLE),
        ("Where the low is looked for", "rally_window", f'{first}&":"&{to}', "General"),
        ("The day before", "rally_base", "EOMONTH(month_start,-rally_months)", DAY),
        ("Can the rally be measured?", "rally_measured", measured, "General"),
        ("Are there figures of the pair's?", "rally_known", f"AND(rally_measured,{KNOWN})",
         "General"),
        ("Day of the low", "low_day", _rallied("LOW_DATE(small_fund,rally_window,as_of)"), DAY),
        ("Small, up from the low", "small_rally",
         _rallied('RETURN_FROM_LOW(small_fund,rally_window,as_of,"price")'), PERCENT),
    ]  # fmt: skip


def _policy_rows() -> list[tuple[str, str, str, str]]:
    bases = {
        "3": "EOMONTH(month_start,-3)",
        "year": "DATE(YEAR(month_start)-1,12,31)",
        "36": "EOMONTH(month_start,-36)",
    }
    rows = [
        ("Federal funds target", "target_now", _known("FED_FUNDS_TARGET(report_day)"), "0.00%"),
        ("Its change in 12 months, bp", "target_move", _known("POLICY_MOVES(year_moves)"), SIGNED),
    ]
    for name, day in bases.items():
        moves = f'{workings.iso(f"base_{name}")}&":"&{workings.iso("report_day")}'
        moves = f"IF(month_begun,{moves},month)"
        rows += [
            (f"Day before: {name}", f"base_{name}", day, DAY),
            (f"Moves since then: {name}", f"moves_{name}", moves, "General"),
        ]
    return rows


def _shown(call: str) -> str:
    return or_dash(call, KNOWN).removeprefix("=")


def _rallied(call: str) -> str:
    return or_dash(call, "rally_known").removeprefix("=")


def _known(call: str) -> str:
    return or_dash(call, _BEGUN).removeprefix("=")


def relative(sheet: Worksheet, row: int) -> paths.Path:
    """Write small relative to large every half year, ten years before = 100.

    Names the range `relative_path` and its last cell `relative_now`.
    """
    title = "Small relative to large over ten years, every half year"
    design.section(sheet, f"B{row}:F{row}", title)
    texts = ["Month", "Measured over", "Day", "Ahead since", "Relative"]
    heads(sheet, f"B{row + 1}:F{row + 1}", texts)
    first, last = row + 2, row + 2 + HALF_YEARS
    for place in range(first, last + 1):
        day = f"=MIN(report_day,EOMONTH(month_start,-{6 * (last - place)}))"
        period = f'={workings.iso(f"D{place}")}&":"&{workings.iso("report_day")}'
        call = f"RELATIVE_STRENGTH(small_fund,large_fund,C{place},,as_of)"
        # Before its first day a series stands at its start value.
        ahead = f"=IF({KNOWN},_xlfn.IFNA({call},E{place + 1}),0)" if place < last else "=0"
        line(sheet, f"B{place}:F{place}", f"={workings.year_month(f'D{place}')}", [
            (period, design.TEXT), (day, DAY), (ahead, PERCENT),
            (f"=100*(1+E${first})/(1+E{place})", "0.0"),
        ])  # fmt: skip
    design.name_cell(sheet, "relative_path", f"F{first}:F{last}")
    design.name_cell(sheet, "relative_now", f"F{last}")
    return paths.Path(f"B{first}:B{last}", f"F{first - 1}:F{last}", "", row, last + 2)


def spreads(sheet: Worksheet, row: int) -> None:
    """Write small minus large of every pair over a month to three years; 7 rows in B to H."""
    section(sheet, f"B{row}:H{row}", "Small minus the S&P 500, percentage points")
    heads(sheet, f"B{row + 1}:H{row + 1}", ["", *SPANS])
    for place, pair in enumerate(SIZE_PAIRS, row + 2):
        calls = (f'SIZE_SPREAD({span},"{pair}",,as_of)*100' for span in SPANS.values())
        values = [(or_dash(call, _BEGUN), SIGNED) for call in calls]
        line(sheet, f"B{place}:H{place}", _label(pair), values)
    last = row + 1 + len(SIZE_PAIRS)
    design.colour_signs(sheet, f"D{row + 2}:H{last}", design.FIRST, design.SECOND)


def a_year(sheet: Worksheet, row: int) -> None:
    """Write small minus large a year over three to ten years; 7 rows in J to P."""
    section(sheet, f"J{row}:P{row}", "The same as yearly rates, percentage points a year")
    texts = ["", "Small, 10 y", "Large, 10 y", "3 years", "5 years", "10 years"]
    heads(sheet, f"J{row + 1}:P{row + 1}", texts)
    for place, pair in enumerate(SIZE_PAIRS, row + 2):
        rates = {
            months: [f'ANNUAL_RETURN("{leg}",months_{months},,as_of)' for leg in ALL_PAIRS[pair]]
            for months in (36, 60, 120)
        }
        values = [(or_dash(call, _BEGUN), PERCENT) for call in rates[120]]
        values += [
            (or_dash(f"({small}-{large})*100", _BEGUN), SIGNED) for small, large in rates.values()
        ]
        line(sheet, f"J{place}:P{place}", _label(pair), values)
    last = row + 1 + len(SIZE_PAIRS)
    design.colour_signs(sheet, f"N{row + 2}:P{last}", design.FIRST, design.SECOND)


def _label(pair: str) -> str:
    return f"{SHORT[pair]} ({ALL_PAIRS[pair][0]})"


def rally(sheet: Worksheet, row: int, data: Worksheet, drawn: paths.Path) -> None:
    """Draw the two funds over the rally's window, with its input; 11 rows in B to H."""
    title = '="Prices since "&rally_window&" began, %: "&small_fund&" and "&large_fund'
    section(sheet, f"B{row}:H{row}", title)
    inputs.column(sheet, "G", "H", row + 1, (LOOKED_BACK,))
    low = f'"Low of "&small_fund&" on "&{workings.iso("low_day")}&"; up "'
    words = f'{low}&FIXED(small_rally*100,1)&"% since, to the end of the window."'
    known = f'IF(COUNT(low_day,small_rally)=2,{words},"There are no figures of this pair.")'
    design.put(sheet, f"B{row + 1}", f"={known}", "Note")
    series = {drawn.first: design.FIRST, drawn.second: design.SECOND}
    chart = charts.lines(data, drawn.categories, series, number_format="0", every=2)
    charts.place(chart, sheet, f"B{row + 2}:H{row + 10}")


def rate_betas(sheet: Worksheet, row: int) -> None:
    """Write what went with a higher yield; 11 rows in B to H."""
    section(sheet, f"B{row}:H{row}", f"What went with a 10-year yield 100 bp higher, {WEEKS} weeks")
    heads(sheet, f"B{row + 1}:H{row + 1}", ["", "pp", "t-statistic", "R²"])
    rows = {
        "Small minus large": ("pair", KNOWN),
        '="Small ("&small_fund&")"': ("small_fund", KNOWN),
        '="Large ("&large_fund&")"': ("large_fund", KNOWN),
        "Value minus growth (IWD-IWF)": ('"R1000"', _BEGUN),
        "Financials (XLF)": ('"XLF"', _BEGUN),
        "Industrials (XLI)": ('"XLI"', _BEGUN),
        "Real Estate (XLRE)": ('"XLRE"', _BEGUN),
        "Utilities (XLU)": ('"XLU"', _BEGUN),
    }
    stats = (("beta", "*100", SIGNED), ("t", "", SIGNED), ("r2", "", "0.00"))
    for place, (label, (what, known)) in enumerate(rows.items(), row + 2):
        values = [
            (or_dash(f'RATE_BETA({what},{WEEKS},"10Y","{stat}",report_day){scale}', known), shown)
            for stat, scale, shown in stats
        ]
        line(sheet, f"B{place}:H{place}", label, values, strong=what == "pair")


def policy_and_size(sheet: Worksheet, row: int) -> None:
    """Write what the central bank did beside what small companies did; 7 rows in J to P.

    Names the numbers of moves in 12 months `target_cuts` and `target_rises`.
    """
    section(sheet, f"J{row}:P{row}", "The Fed's moves, and small companies over the same time")
    heads(sheet, f"J{row + 1}:P{row + 1}", ["", *SPANS])
    starts = ("month_base", "base_3", "base_year", "EOMONTH(month_start,-12)", "base_36")
    moved = ("month_moves", "moves_3", "moves_year", "year_moves", "moves_36")
    spans = list(SPANS.values())
    rows = (
        ("Federal funds target", [f"POLICY_MOVES({m})" for m in moved], BASIS_POINTS),
        ("Cuts", [f'POLICY_MOVES({m},"cuts")' for m in moved], WHOLE),
        ("Rises", [f'POLICY_MOVES({m},"hikes")' for m in moved], WHOLE),
        ("10-year yield", [f'YIELD_CHANGE_BP("10Y",{s},report_day)' for s in starts], BASIS_POINTS),
        ("Fed total assets", [f"FED_BALANCE_CHANGE({s},report_day)" for s in starts],
         TRILLIONS_MOVE),
        ("Small (IWM)", [f'ASSET_RETURN("IWM",{s},,as_of)' for s in spans], PERCENT),
        ("Large (SPY)", [f'ASSET_RETURN("SPY",{s},,as_of)' for s in spans], PERCENT),
        ("Value minus growth (IWD-IWF)", [f"STYLE_SPREAD({s},,,as_of)*100" for s in spans], POINTS),
    )  # fmt: skip
    for place, (label, calls, shown) in enumerate(rows, row + 2):
        line(sheet, f"J{place}:P{place}", label, [(or_dash(c, _BEGUN), shown) for c in calls])
    year = "LMNOP"[[*SPANS].index("12 months")]
    for place, name in enumerate(("target_cuts", "target_rises"), row + 3):
        design.name_cell(sheet, name, f"{year}{place}")


def rally_table(sheet: Worksheet, row: int) -> None:
    """Write how far each index rose from its low in the window; 9 rows in B to H."""
    section(sheet, f"B{row}:H{row}", '="From the low of "&rally_window&", prices only"')
    heads(sheet, f"B{row + 1}:H{row + 1}", ["", "Low on", "Deepest fall", "From the low", "Window"])
    for place, (label, ticker) in enumerate(RALLIES.items(), row + 2):
        calls = (
            (f'LOW_DATE("{ticker}",rally_window,as_of)', DAY),
            (f'MAX_DRAWDOWN("{ticker}",rally_window,"price",as_of)', PERCENT),
            (f'RETURN_FROM_LOW("{ticker}",rally_window,as_of,"price")', PERCENT),
            (f'ASSET_RETURN("{ticker}",rally_window,"price",as_of)', PERCENT),
        )
        values = [(or_dash(call, "rally_measured"), shown) for call, shown in calls]
        line(sheet, f"B{place}:H{place}", f"{label} ({ticker})", values)
