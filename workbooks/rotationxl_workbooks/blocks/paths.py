"""Lines over time, as workings: each point a row, oldest first."""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.design import SIGNED_2, or_zero

STEPS = 26  # two weeks each in a whole year


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


def quarters(sheet: Worksheet, row: int, count: int, calls: dict[str, str], known: str) -> Path:
    """Write two values on quarter ends and on the day of the report; gaps take the next value.

    `calls` names the expression for each head, with `{}` where the day stands: before its first
    observation a series stands at its start value.
    """
    texts = ["Quarter", "Day", *calls]
    design.section(sheet, f"B{row}:F{row}", f"{count // 4} years by quarter, up to the report")
    design.heads(sheet, f"B{row + 1}:F{row + 1}", texts)
    first, last = row + 2, row + 2 + count
    for place in range(first, last + 1):
        day = f"=MIN(report_day,EOMONTH(month_start,-{3 * (last - place)}))"
        values = []
        for column, call in zip("EF", calls.values(), strict=True):
            later = "0" if place == last else f"{column}{place + 1}"
            value = f"=IF({known},_xlfn.IFNA({call.format(f'D{place}')},{later}),0)"
            values.append((value, SIGNED_2))
        design.line(sheet, f"B{place}:F{place}", f"={workings.year_month(f'D{place}')}", [
            (day, design.DAY), *values,
        ])  # fmt: skip
    return Path(
        f"B{first}:B{last}", f"E{first - 1}:E{last}", f"F{first - 1}:F{last}", row, last + 2
    )
