"""Workings of a report on a year up to a month: its quarters, its path, and the years before it.

They need the named cells of `workings.report_days` and the input cell `pair`.
"""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.blocks import pairs
from rotationxl_workbooks.design import DASH, POINTS, SIGNED_2, WHOLE, or_dash

YEARS = 25
LEGS = ("value", "growth")
QUARTERS = range(1, 5)
INDICES = {
    "SP500": "S&P 500",
    "R1000": "Russell 1000",
    "R2000": "Russell 2000",
    "CRSP": "CRSP large caps",
}
_KNOWN = "pair_known"


def periods() -> dict[str, tuple[str, str]]:
    """Return the year's and its quarters' heads, names of periods, and when they have begun."""
    quarters = {f"Q{q}": (f"quarter_{q}", f"quarter_{q}_begun") for q in QUARTERS}
    return {"Year": ("months_ytd", "month_begun"), **quarters}


def gaps(columns: str, upper: int, lower: int) -> list[tuple[str, str]]:
    """Return the formulas, with their format, for one row of returns minus another, in points."""
    return [
        (f'=IF(COUNT({c}{upper},{c}{lower})=2,({c}{upper}-{c}{lower})*100,"{DASH}")', POINTS)
        for c in columns
    ]


def days(sheet: Worksheet, row: int) -> int:
    """Write the named cells of the year and of the chosen pair; return the next free row."""
    rows = [*_day_rows(), *_pair_rows(), *_quarter_rows()]
    row = workings.named(sheet, row, "The year of the report", rows)
    design.name_cell(sheet, "pair_quarters", f"D{row - 5}:D{row - 2}")
    return row


def _day_rows() -> list[tuple[str, str, str, str]]:
    """Return label, name, expression and number format of each day and period."""
    month = workings.month_number("month_start")
    months = f'IF({month}=1,month_name,"January to "&month_name)'
    far = 'IF(month_over,""," so far")'
    words = f'IF(inputs_valid,IF({month}=12,""&YEAR(month_start),{months})&{far},"this year")'
    when = f'IF(inputs_valid,IF(OR({month}=1,{month}=12),"in ","from "),"")&year_words'
    last = workings.year_month("month_start")
    rows = [
        ("Last day of the year before", "year_base", "DATE(YEAR(month_start)-1,12,31)", design.DAY),
        ("Is the year over?", "year_over", f"AND(month_over,{month}=12)", "General"),
        ("The year in words", "year_words", words, "General"),
        ("When it was", "year_when", when, "General"),
        ("The day a year before", "year_ago", "EDATE(report_day,-12)", design.DAY),
        ("36 months", "months_36",
         f'{workings.year_month("EDATE(month_start,-35)")}&":"&{last}', "General"),
    ]  # fmt: skip
    for quarter in QUARTERS:
        first = f"DATE(YEAR(month_start),{3 * quarter - 2},1)"
        end = workings.year_month(
            f"MAX({first},MIN(month_start,DATE(YEAR(month_start),{3 * quarter},1)))"
        )
        text = f'{workings.year_month(first)}&":"&{end}'
        begun = f"AND(inputs_valid,report_day>={first})"
        rows += [
            (f"Quarter {quarter}", f"quarter_{quarter}", text, "General"),
            (f"Has quarter {quarter} begun?", f"quarter_{quarter}_begun", begun, "General"),
        ]
    return rows


def _pair_rows() -> list[tuple[str, str, str, str]]:
    """Return label, name, expression and number format of what follows from the chosen pair."""
    check = (
        'IF(pair_place=0,"Index: "&pair_choose,EXPLAIN("STYLE_SPREAD",months_ytd,pair,"",as_of))'
    )
    measured = f'year_words&", measured up to "&{workings.iso("report_day")}'
    status = f'IF(LEFT(pair_check,2)="ok",{measured}&".",pair_check)'
    return [
        *pairs.rows(INDICES, LEGS),
        ("Can the year be reported?", "pair_check", check, "General"),
        ("Are there figures?", _KNOWN, 'AND(month_begun,LEFT(pair_check,2)="ok")', "General"),
        ("What the report says of it", "year_status",
         f"IF(inputs_valid,{status},month_status)", "General"),
    ]  # fmt: skip


def _quarter_rows() -> list[tuple[str, str, str, str]]:
    """Return label, name, expression and number format of the pair's spread of each quarter."""
    call = "STYLE_SPREAD(quarter_{0},pair,,as_of)*100"
    return [
        (f"Spread of quarter {q}, pp", f"pair_quarter_{q}",
         or_dash(call.format(q), f"AND({_KNOWN},quarter_{q}_begun)").removeprefix("="), SIGNED_2)
        for q in QUARTERS
    ]  # fmt: skip


class ByYear(NamedTuple):
    """Ranges of the same months of each year, series with their heads."""

    categories: str
    above: str
    below: str
    dispersion: str
    next_row: int


def by_year(sheet: Worksheet, row: int) -> ByYear:
    """Write the pair's spread and the sectors' dispersion of the same months of each year."""
    design.section(sheet, f"B{row}:I{row}", f"The same months of the last {YEARS} years")
    texts = ["Year", "Measured over", "Spread, pp", "Value led", "Growth led", "Size",
             "Apart, pp", "Drawn"]  # fmt: skip
    design.heads(sheet, f"B{row + 1}:I{row + 1}", texts)
    first, last = row + 2, row + 1 + YEARS
    for place in range(first, last + 1):
        _one_year(sheet, place, last - place)
    return ByYear(
        f"B{first}:B{last}", f"E{first - 1}:E{last}", f"F{first - 1}:F{last}",
        f"I{first - 1}:I{last}", last + 2,
    )  # fmt: skip


def standing(sheet: Worksheet, row: int, years: ByYear) -> int:
    """Write how the year compares with those years; return the next free row.

    Names its spread in percentage points `spread_points`, the rank of that by size `spread_rank`
    and how many years have one `spread_years`; so for `dispersion`.
    """
    last = years.next_row - 2
    first, named = last - YEARS + 1, []
    for name, column, size in (("spread", "D", "G"), ("dispersion", "H", "I")):
        own, sizes = f"{column}{last}", f"{size}{first}:{size}{last}"
        rank = f'IF(ISNUMBER({own}),RANK({size}{last},{sizes}),"{DASH}")'
        named += [
            (f"The year's {name}, pp", f"{name}_points", own, SIGNED_2),
            (f"Rank of the {name} by size", f"{name}_rank", rank, WHOLE),
            (f"Years with a {name}", f"{name}_years",
             f"COUNT({column}{first}:{column}{last})", WHOLE),
        ]  # fmt: skip
    return workings.named(sheet, row, "The year among the years", named)


def _one_year(sheet: Worksheet, row: int, back: int) -> None:
    year = f"(YEAR(month_start)-{back})"
    to_month = f"{year}&RIGHT({workings.year_month('month_start')},3)"
    period = f'{year}&"-01:"&{to_month}'
    spread = f"STYLE_SPREAD(C{row},pair,,as_of)*100"
    apart = f"SECTOR_DISPERSION(C{row},,as_of)*100"
    bar = f"=IF(ISNUMBER(D{row}),{{}}(D{row},0),0)"
    design.line(sheet, f"B{row}:I{row}", f'=""&{year}', [
        (f"={period}", design.TEXT), (or_dash(spread, _KNOWN), SIGNED_2),
        (bar.format("MAX"), SIGNED_2), (bar.format("MIN"), SIGNED_2),
        (f"=IF(ISNUMBER(D{row}),ABS(D{row}),-1)", SIGNED_2),
        (or_dash(apart, "month_begun"), SIGNED_2),
        (f"=IF(ISNUMBER(H{row}),H{row},0)", SIGNED_2),
    ])  # fmt: skip
