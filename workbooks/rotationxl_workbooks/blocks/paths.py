"""Lines over time, as workings: each point a row, oldest first."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.design import SIGNED_2, or_zero

STEPS = 26  # two weeks each in a whole year
_QUARTER = 3


class Path(NamedTuple):
    """Ranges of two lines, series with their heads."""

    categories: str
    first: str
    second: str
    first_row: int
    next_row: int


def returns(
    sheet: Worksheet, row: int, base: str, legs: dict[str, str], known: str, basis: str = ""
) -> Path:
    """Write the returns of two funds from a day on, in equal steps up to the day of the report.

    `legs` names the fund's cell for each head; `base` and `known` are named cells.
    """
    design.section(sheet, f"B{row}:F{row}", f"Returns since {base}, percent")
    texts = ["Day", "Measured over", "Date", *(f"{leg}, %" for leg in legs)]
    design.heads(sheet, f"B{row + 1}:F{row + 1}", texts)
    first, last = row + 2, row + 2 + STEPS
    for step, place in enumerate(range(first, last + 1)):
        day = f"={base}+ROUND({step}*MAX(0,report_day-{base})/{STEPS},0)"
        period = f'={workings.iso(base)}&":"&{workings.iso(f"D{place}")}'
        calls = (f"ASSET_RETURN({fund},C{place},{basis},as_of)*100" for fund in legs.values())
        values = [(or_zero(call, known) if step else "=0", SIGNED_2) for call in calls]
        design.line(sheet, f"B{place}:F{place}", f"=RIGHT({workings.iso(f'D{place}')},5)", [
            (period, design.TEXT), (day, design.DAY), *values,
        ])  # fmt: skip
    return Path(
        f"B{first}:B{last}", f"E{first - 1}:E{last}", f"F{first - 1}:F{last}", row, last + 2
    )


class Lines(NamedTuple):
    """Ranges of lines over equal steps of months, series with their heads."""

    categories: str
    series: Sequence[str]
    first_row: int
    next_row: int


def quarters(sheet: Worksheet, row: int, count: int, calls: dict[str, str], known: str) -> Path:
    """Write two values on quarter ends and on the day of the report, as `month_ends` does."""
    title = f"{count // 4} years by quarter, up to the report"
    drawn = month_ends(sheet, row, title, calls, known, count=count, step=3)
    first, second = drawn.series
    return Path(drawn.categories, first, second, drawn.first_row, drawn.next_row)


def month_ends(
    sheet: Worksheet, row: int, title: str, calls: dict[str, str], known: str, *, count: int,
    step: int = 1, shown: str = SIGNED_2, measured: str = "",
) -> Lines:  # fmt: skip
    """Write values at the ends of months, `step` months apart, and on the day of the report.

    `calls` names the expression for each head, with `{0}` where the day stands, and `{1}` where
    the period that `measured` makes of it. Gaps take the next value: before its first observation
    a series stands at its start value.
    """
    columns = [get_column_letter(column) for column in range(5, 5 + len(calls))]
    design.section(sheet, f"B{row}:{columns[-1]}{row}", title)
    heads = ["Quarter" if step == _QUARTER else "Month", "Day", *calls]
    if measured:
        heads.insert(1, "Measured over")
    design.heads(sheet, f"B{row + 1}:{columns[-1]}{row + 1}", heads)
    first, last = row + 2, row + 2 + count
    for place in range(first, last + 1):
        day = f"=MIN(report_day,EOMONTH(month_start,-{step * (last - place)}))"
        values = []
        for column, call in zip(columns, calls.values(), strict=True):
            later = "0" if place == last else f"{column}{place + 1}"
            value = f"=IF({known},_xlfn.IFNA({call.format(f'D{place}', f'C{place}')},{later}),0)"
            values.append((value, shown))
        label = f"={workings.year_month(f'D{place}')}"
        design.line(sheet, f"B{place}:{columns[-1]}{place}", label, [(day, design.DAY), *values])
        if measured:
            # A call reads a cell faster than an expression.
            period = f"={measured.format(f'D{place}')}"
            design.put(sheet, f"C{place}", period, "Value", design.TEXT)
    series = [f"{column}{first - 1}:{column}{last}" for column in columns]
    return Lines(f"B{first}:B{last}", series, row, last + 2)
