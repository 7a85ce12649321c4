"""Panels that more than one report shows: rates, and policy with the economy it looks at.

Each is a table of seven columns whose last four hold values. They need the named days of
`workings.report_days`.
"""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.design import (
    BASIS_POINTS,
    PERCENT,
    POINTS,
    SHARE,
    SIGNED,
    THOUSANDS,
    TRILLIONS,
    TRILLIONS_MOVE,
    WHOLE,
    YIELD,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.inputs import Input

LOOKBACKS = {
    "1 month": "month_base",
    "3 months": "EOMONTH(month_start,-3)",
    "12 months": "EOMONTH(month_start,-12)",
}
YIELDS = {
    "10-year Treasury": ("10Y", "nominal"),
    "2-year Treasury": ("2Y", "nominal"),
    "10-year real": ("10Y", "real"),
    "10-year breakeven inflation": ("10Y", "breakeven"),
}
SERIES = {
    "DGS10": "10-year Treasury yield",
    "DGS2": "2-year Treasury yield",
    "DFII10": "10-year real yield",
    "T10YIE": "10-year breakeven inflation",
    "DFEDTARU": "Federal funds target, upper bound",
    "DFEDTARL": "Federal funds target, lower bound",
    "WALCL": "Federal Reserve total assets",
    "PAYEMS": "Nonfarm payrolls",
    "UNRATE": "Unemployment rate",
    "PCEPILFE": "Core PCE price index",
}
"""What the panels show, for the sheet Sources."""
WEEKS = 104
WATCHED = Input(
    "level_watched", "Level watched", 4.5, "A yield in percent, such as 4.5.", shown="0.00"
)
_MOVES = {"ten_year_move": 2, "real_move": 4, "breakeven_move": 5, "slope_move": 6}
_MEASURED = "month_begun"  # before its first day a month has no rates of its own


def _row(cells: str, step: int) -> str:
    area = CellRange(cells)
    row = area.min_row + step
    return f"{get_column_letter(area.min_col)}{row}:{get_column_letter(area.max_col)}{row}"


def _value_cell(cells: str, step: int, column: int) -> str:
    """Return a cell of the four value columns."""
    area = CellRange(cells)
    return f"{get_column_letter(area.max_col - 3 + column)}{area.min_row + step}"


def rates(sheet: Worksheet, cells: str, pair: str) -> None:
    """Write yields at month end, their changes, and how a pair's spread went with them.

    Ten rows; names the 10-year yield `ten_year`, in basis points the month's changes
    `ten_year_move`, `real_move`, `breakeven_move` and `slope_move`, and in percentage points per
    100 the sensitivity `rate_slope` with its `rate_t`.
    """
    section(sheet, _row(cells, 0), "Rates at month end, and their changes")
    heads(sheet, _row(cells, 1), ["", "Level", *LOOKBACKS])
    rows = [
        (label, f'YIELD_LEVEL("{tenor}",report_day,"{kind}")', YIELD, f'"{tenor}"', kind)
        for label, (tenor, kind) in YIELDS.items()
    ]
    slope = 'CURVE_SLOPE_BP("10Y","2Y",report_day)'
    rows.append(("10-year minus 2-year", slope, BASIS_POINTS, '"10Y-2Y"', "nominal"))
    for step, (label, level, shown, what, kind) in enumerate(rows, 2):
        moves = [f'YIELD_CHANGE_BP({what},{day},report_day,"{kind}")' for day in LOOKBACKS.values()]
        values = [(level, shown), *((move, BASIS_POINTS) for move in moves)]
        line(sheet, _row(cells, step), label, _measured(values))
    design.name_cell(sheet, "ten_year", _value_cell(cells, 2, 0))
    for name, step in _MOVES.items():
        design.name_cell(sheet, name, _value_cell(cells, step, 1))
    _sensitivity(sheet, cells, pair)
    _crossings(sheet, cells)


def _measured(calls: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(or_dash(call, _MEASURED), shown) for call, shown in calls]


def _sensitivity(sheet: Worksheet, cells: str, pair: str) -> None:
    texts = ["The spread when the 10-year rises", "per +100 bp", "t-statistic", "R²"]
    heads(sheet, _row(cells, 7), texts)
    stats = (("beta", "*100", POINTS), ("t", "", SIGNED), ("r2", "", "0.00"))
    values = [
        (f'RATE_BETA("{pair}",{WEEKS},"10Y","{stat}",report_day){scale}', shown)
        for stat, scale, shown in stats
    ]
    line(sheet, _row(cells, 8), f"Slope of the last {WEEKS} weeks", _measured(values))
    design.name_cell(sheet, "rate_slope", _value_cell(cells, 8, 1))
    design.name_cell(sheet, "rate_t", _value_cell(cells, 8, 2))


def _crossings(sheet: Worksheet, cells: str) -> None:
    call, has_level = 'LEVEL_CROSSINGS("DGS10",level_watched,month_days)', "ISNUMBER(level_watched)"
    counted = or_dash(call, f"AND({_MEASURED},{has_level})")
    line(sheet, _row(cells, 9), "Times the 10-year crossed this level, %", [(counted, WHOLE)])
    inputs.put(sheet, _value_cell(cells, 9, 2), WATCHED)


def policy(sheet: Worksheet, cells: str) -> None:
    """Write the central bank's target and balance sheet, and the economy it looks at; ten rows."""
    section(sheet, _row(cells, 0), "Policy and economy")
    heads(sheet, _row(cells, 1), ["", "Level", "1 month", "12 months", "Since peak"])
    for step, (label, calls) in enumerate(_policy_rows().items(), 2):
        empty = [("", "General")] * (4 - len(calls))
        line(sheet, _row(cells, step), label, [*_measured(calls), *empty])
    _payrolls(sheet, cells)


def _policy_rows() -> dict[str, list[tuple[str, str]]]:
    """Return the expressions of level, changes over 1 and 12 months, and change since the peak."""
    target = [("FED_FUNDS_TARGET(report_day)", YIELD)]
    target += [(f"POLICY_MOVES({moves})", BASIS_POINTS) for moves in ("month_moves", "year_moves")]
    assets = [('MACRO("WALCL",report_day)*10^6', TRILLIONS)]
    starts = (LOOKBACKS["1 month"], LOOKBACKS["12 months"], '"peak"')
    assets += [(f"FED_BALANCE_CHANGE({start},report_day)", TRILLIONS_MOVE) for start in starts]
    jobless = [('MACRO("UNRATE",report_day,vintage)/100', SHARE)]
    # Counted back from the last month published: a month not published yet has changed nothing.
    jobless += [
        (f'MACRO_CHANGE("UNRATE","{back}",report_day,"diff",vintage)', POINTS)
        for back in ("1M", "12M")
    ]
    prices = 'MACRO_CHANGE("PCEPILFE","12M",report_day,"pct",vintage)'
    return {
        "Federal funds target, upper bound": target,
        "Federal funds target, lower bound": [('FED_FUNDS_TARGET(report_day,"lower")', YIELD)],
        "Federal Reserve total assets": assets,
        "Unemployment rate": jobless,
        "Core PCE prices, 12 months": [(prices, PERCENT)],
    }


def _payrolls(sheet: Worksheet, cells: str) -> None:
    texts = ["Nonfarm payrolls, change in jobs", "First print", "Latest", "Revision"]
    heads(sheet, _row(cells, 7), texts)
    months = {"month_before_name": workings.year_month("month_base"), "month_name": "month"}
    for step, (name, month) in enumerate(months.items(), 8):
        one, two = _value_cell(cells, step, 1), _value_cell(cells, step, 2)
        # A first print that was not out yet on the day of the data is no news of that day.
        first = or_dash(f'NFP_CHANGE({month},"first")', f"ISNUMBER({two})")
        latest = or_dash(f"NFP_CHANGE({month},vintage)", _MEASURED)
        revision = f'=IF(COUNT({one},{two})=2,{two}-{one},"{design.DASH}")'
        values = [(formula, THOUSANDS) for formula in (first, latest, revision)]
        line(sheet, _row(cells, step), f"={name}", values)
