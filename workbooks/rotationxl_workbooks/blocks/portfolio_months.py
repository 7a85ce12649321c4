"""The last 36 months of a portfolio, its benchmark and a barbell, and the risk in them."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.design import DASH, PERCENT, YIELD, heads, line, or_dash

MONTHS = 36
SIDES = ("portfolio", "benchmark", "barbell")
_BILLS = 'MACRO_HISTORY("DTB3",bills_from,report_day,"M",FALSE)'


def write(sheet: Worksheet, row: int, returns: dict[str, tuple[str, str]]) -> int:
    """Write the return of each month, and what it is above a bill's; return the next free row.

    `returns` holds each side's call, with `{}` where the period stands, and whether it has data.
    Names `SIDE_months` and `excess_SIDE`.
    """
    design.section(sheet, f"B{row}:I{row}", f"The last {MONTHS} months, weights set each month")
    texts = ["Month", "Bill, month", "Portfolio", "=benchmark_ticker", "Barbell",
             "Portfolio excess", "Benchm. excess", "Barbell excess"]  # fmt: skip
    heads(sheet, f"B{row + 1}:I{row + 1}", texts)
    first, last = row + 2, row + 1 + MONTHS
    for back, at in enumerate(range(last, first - 1, -1)):
        bill = f"VLOOKUP(EOMONTH(month_start,{-back - 1}),{_BILLS},2,TRUE)/1200"
        months = [or_dash(call.format(f"$B{at}"), known) for call, known in returns.values()]
        excess = [f'=IF(COUNT({c}{at},C{at})=2,{c}{at}-C{at},"{DASH}")' for c in "DEF"]
        month = workings.year_month(f"EDATE(month_start,{-back})")
        line(sheet, f"B{at}:I{at}", f"={month}", [
            (or_dash(bill, "month_begun"), YIELD),
            *((formula, PERCENT) for formula in (*months, *excess)),
        ])  # fmt: skip
    names = (*(f"{side}_months" for side in SIDES), *(f"excess_{side}" for side in SIDES))
    for name, column in zip(names, "DEFGHI", strict=True):
        design.name_cell(sheet, name, f"{column}{first}:{column}{last}")
    return last + 2


def volatility(side: str) -> str:
    """Return the expression for the volatility of monthly returns, a year; a dash if any lacks."""
    cells = f"{side}_months"
    return f'IF(COUNT({cells})={MONTHS},STDEV({cells})*SQRT(12),"{DASH}")'


def sharpe(side: str) -> str:
    """Return the expression for the Sharpe ratio; a dash if any month lacks."""
    cells = f"excess_{side}"
    ratio = f'IF(STDEV({cells})>0,AVERAGE({cells})/STDEV({cells})*SQRT(12),"{DASH}")'
    return f'IF(COUNT({cells})={MONTHS},{ratio},"{DASH}")'


def together(side: str, other: str, function: str) -> str:
    """Return the expression for CORREL or SLOPE of two sides; a dash if any month lacks.

    Rounded, as 1 is not 1 to the last digit everywhere.
    """
    one, two = f"{side}_months", f"{other}_months"
    have = f"AND(COUNT({one})={MONTHS},COUNT({two})={MONTHS})"
    return f'IF({have},IFERROR(ROUND({function}({one},{two}),12),"{DASH}"),"{DASH}")'
