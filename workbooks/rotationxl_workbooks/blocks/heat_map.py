"""A heat map: months downward, the newest first, and the funds of a universe across."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.blocks.rotation_graph import Member
from rotationxl_workbooks.design import DASH, PERCENT, WHOLE, or_dash

MONTHS = 24


def months(sheet: Worksheet, row: int) -> int:
    """Write the months of the map, the newest first; return the next free row."""
    design.section(sheet, f"B{row}:F{row}", "Months of the heat map")
    design.heads(sheet, f"B{row + 1}:F{row + 1}", ["Month", "First day"], left=5)
    first, last = row + 2, row + 1 + MONTHS
    for at in range(first, last + 1):
        design.line(sheet, f"B{at}:F{at}", f"={workings.year_month(f'C{at}')}", [])
        day = "=month_start" if at == first else f"=EDATE(C{at - 1},-1)"
        design.put(sheet, f"C{at}", day, "Label", design.DAY)
    design.name_cell(sheet, "heat_months", f"B{first}:B{last}")
    return last + 2


def show(sheet: Worksheet, row: int, members: Sequence[Member], short: Sequence[str]) -> int:
    """Write the map, its own benchmark and leaders, and what comes of it; return the next row."""
    names = [get_column_letter(3 + place) for place in range(len(members))]
    bench, best, worst = (get_column_letter(3 + len(members) + place) for place in range(3))
    design.heads(sheet, f"B{row}:{worst}{row}", ["", *short, "Benchmark", "Best", "Last"])
    tickers = [*(member.ticker for member in members), "=benchmark_used", "fund", "fund"]
    design.heads(sheet, f"B{row + 1}:{worst}{row + 1}", ["Month", *tickers])
    first, last = row + 2, row + 1 + MONTHS
    heads = f"${names[0]}${row + 1}:${names[-1]}${row + 1}"
    for at in range(first, last + 1):
        month, cells = f"$B{at}", f"${names[0]}{at}:${names[-1]}{at}"
        values = [(_cell(f"{name}${row + 1}", month, f"${bench}{at}"), PERCENT) for name in names]
        market = f"ASSET_RETURN(benchmark_used,{month},heat_basis,as_of)"
        values.append((or_dash(market, "month_begun"), PERCENT))
        for extreme in ("MAX", "MIN"):
            found = f"INDEX({heads},MATCH({extreme}({cells}),{cells},0))"
            values.append((f'=IF(COUNT({cells})=0,"{DASH}",{found})', "General"))
        label = f"=INDEX(heat_months,ROWS(A${first}:A{at}))"
        design.line(sheet, f"B{at}:{worst}{at}", label, values)
    design.colour_scale(sheet, f"{names[0]}{first}:{names[-1]}{last}")
    bests = f"${best}${first}:${best}${last}"
    counted = [(f"=COUNTIF({bests},{name}${row + 1})", WHOLE) for name in names]
    means = [
        (f'=IF(COUNT({name}{first}:{name}{last})=0,"{DASH}",AVERAGE({name}{first}:{name}{last}))',
         PERCENT)
        for name in (*names, bench)
    ]  # fmt: skip
    empty = ("", "General")
    design.line(sheet, f"B{last + 1}:{worst}{last + 1}", "Average", [*means, empty, empty],
                strong=True)  # fmt: skip
    design.line(sheet, f"B{last + 2}:{worst}{last + 2}", "Months best", [*counted, *[empty] * 3],
                strong=True)  # fmt: skip
    design.name_cell(sheet, "heat_tickers", heads.replace("$", ""))
    design.name_cell(sheet, "heat_counts", f"{names[0]}{last + 2}:{names[-1]}{last + 2}")
    design.name_cell(sheet, "heat_bests", f"{best}{first}:{best}{last}")
    design.name_cell(sheet, "heat_best", f"{best}{first}")
    design.name_cell(sheet, "heat_last", f"{worst}{first}")
    return last + 4


def _cell(ticker: str, month: str, benchmark: str) -> str:
    """Return the formula for a return, or for what it is more than the benchmark's.

    The two legs are of one basis. A call in each branch of an IF would cost both.
    """
    call = f"ASSET_RETURN({ticker},{month},heat_basis,as_of)"
    known = f"AND(month_begun,OR(NOT(heat_is_ahead),ISNUMBER({benchmark})))"
    return or_dash(f"{call}-IF(heat_is_ahead,{benchmark},0)", known)
