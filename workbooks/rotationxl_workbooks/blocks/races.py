"""Lines of returns from one day on, and of distances below the record, for charts."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings


class Leg(NamedTuple):
    """One line: expressions for its ticker and for its name, and its colour."""

    ticker: str
    name: str
    colour: str


class Lines(NamedTuple):
    """Ranges of a block of lines, series with their heads, each with its colour."""

    categories: str
    series: dict[str, str]
    next_row: int


def race(sheet: Worksheet, row: int, title: str, days: tuple[str, str], legs: Sequence[Leg]) -> (
    Lines
):  # fmt: skip
    """Write price returns since the first of two days, at 21 days spread evenly up to the second.

    Where a series has no data it stands at 0: a line needs numbers.
    """
    steps = 20
    start, finish = days
    call = f'RETURN_SINCE({{ticker}},{start},{{day}},"price")*100'
    points = [(start, "0")]  # no session has been since
    points += [
        (f"{start}+ROUND(({finish}-{start})*{i}/{steps},0)", call) for i in range(1, steps + 1)
    ]
    return _lines(sheet, row, title, (workings.iso, 4), points, legs)


def record_gaps(sheet: Worksheet, row: int, months: int, legs: Sequence[Leg]) -> Lines:
    """Write how far each stood below its record at the end of each of the last months, in %."""
    title = f"Distance below the record close, %, the last {months} months"
    call = "DIST_TO_RECORD({ticker},{day})*100"
    points = [
        (f"MIN(EOMONTH(month_start,{i - months}),report_day)", call) for i in range(months + 1)
    ]
    return _lines(sheet, row, title, (workings.year_month, 6), points, legs)


def _lines(
    sheet: Worksheet, row: int, title: str, labels: tuple[Callable[[str], str], int],
    points: Sequence[tuple[str, str]], legs: Sequence[Leg],
) -> Lines:  # fmt: skip
    """Write a row for each day with its expression for a leg's number.

    `labels` are how a day is written, and in every which row.
    """
    words, every = labels
    columns = [get_column_letter(4 + place) for place in range(len(legs))]
    design.section(sheet, f"B{row}:{columns[-1]}{row}", title)
    texts = ["Label of the chart", "Day", *(f"={leg.name}" for leg in legs)]
    design.heads(sheet, f"B{row + 1}:{columns[-1]}{row + 1}", texts)
    top, last = row + 1, row + 1 + len(points)
    for place, (day, call) in enumerate(points):
        at = top + 1 + place
        calls = (call.format(ticker=leg.ticker, day=f"$C{at}") for leg in legs)
        values = [(f"={day}", design.DAY)]
        values += [(design.or_zero(one, "inputs_valid"), design.SIGNED_2) for one in calls]
        # Not every program leaves labels out by itself where they would crowd.
        label = "" if place % every else f"={words(f'$C{at}')}"
        if label and place:  # steps shorter than a day name it once
            label = f'=IF($C{at}=$C{at - every}," ",{label[1:]})'
        design.line(sheet, f"B{at}:{columns[-1]}{at}", label, values)
    series = {
        f"{column}{top}:{column}{last}": leg.colour
        for column, leg in zip(columns, legs, strict=True)
    }
    return Lines(f"B{top + 1}:B{last}", series, last + 2)
