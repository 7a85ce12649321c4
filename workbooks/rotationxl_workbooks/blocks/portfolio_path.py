"""How a portfolio, its benchmark and a barbell went over a period, day by day, as charts."""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, workings
from rotationxl_workbooks.blocks.portfolio import BARBELL, calls, or_dash_if
from rotationxl_workbooks.blocks.portfolio_months import SIDES
from rotationxl_workbooks.design import DAY, PERCENT, SIGNED_2, or_zero

STEPS, LABELLED = 104, 13
DAYS = STEPS + 1


class Path(NamedTuple):
    """Ranges of growth and of distance below the peak, series with their heads and colours."""

    categories: str
    growth: dict[str, str]
    falls: dict[str, str]
    next_row: int


_COLOURS = (design.FIRST, design.MUTED, design.SECOND)


def path(sheet: Worksheet, row: int) -> Path:
    """Write the growth so far and the distance below the peak, on days spread over the period.

    Names `SIDE_fall`, the deepest of each, `fall_words`, on which days it is measured, and
    `last_growth`, where the portfolio ends.
    """
    design.section(
        sheet, f"B{row}:J{row}", "Growth since the first day, and below the peak so far, percent"
    )
    none = 'IF({},"",": no data")'
    names = [
        "Portfolio",
        f"=benchmark_ticker&{none.format('benchmark_known')}",
        f'="Barbell "&barbell_a&"/"&barbell_b&{none.format(BARBELL)}',
    ]
    design.heads(sheet, f"B{row + 1}:J{row + 1}", ["Day", "Measured over", "Date", *names, *names])
    first, last = row + 2, row + 2 + STEPS
    for step, at in enumerate(range(first, last + 1)):
        _day(sheet, step, at, first)
    top = row + 1
    return Path(
        f"B{first}:B{last}",
        {f"{c}{top}:{c}{last}": colour for c, colour in zip("EFG", _COLOURS, strict=True)},
        {f"{c}{top}:{c}{last}": colour for c, colour in zip("HIJ", _COLOURS, strict=True)},
        workings.named(sheet, last + 2, "Ends of the path", _ends(first, last)),
    )


def _day(sheet: Worksheet, step: int, at: int, first: int) -> None:
    day = f"=first_base+ROUND({step}*MAX(0,last_day_used-first_base)/{STEPS},0)"
    text = workings.iso(f"D{at}")
    growth, falls = [], []
    for column, (call, known) in zip("EFG", calls("none").values(), strict=True):
        gain = or_zero(call.format(f"C{at}") + "*100", known)
        growth.append((gain if step else "=0", SIGNED_2))
        peak = f"MAX({column}${first}:{column}{at})"
        falls.append((f"=((100+{column}{at})/(100+{peak})-1)*100", SIGNED_2))
    # Not every program leaves labels out by itself where they would crowd.
    label = "" if step % LABELLED else f"={text}"
    design.line(sheet, f"B{at}:J{at}", label, [
        (f'={workings.iso("first_base")}&":"&{text}', design.TEXT), (day, DAY), *growth, *falls,
    ])  # fmt: skip


def _ends(first: int, last: int) -> list[tuple[str, str, str, str]]:
    rows = [
        (f"Deepest fall of the {side}", f"{side}_fall",
         or_dash_if(f"MIN({column}{first}:{column}{last})/100", calls("none")[side][1]), PERCENT)
        for side, column in zip(SIDES, "HIJ", strict=True)
    ] + [
        (f"Below the peak at the end: the {side}", f"{side}_below",
         or_dash_if(f"{column}{last}/100", calls("none")[side][1]), PERCENT)
        for side, column in zip(SIDES, "HIJ", strict=True)
    ]  # fmt: skip
    every = f"last_day_used-first_base<={STEPS}"
    words = f'IF({every},"by daily closes","on {DAYS} days")'
    rows.append(("How falls are measured", "fall_words", words, "General"))
    rows.append(("Growth of the portfolio at the end", "last_growth", f"E{last}", SIGNED_2))
    return rows


def draw(sheet: Worksheet, data: Worksheet, drawn: Path, cells: tuple[str, str]) -> None:
    """Draw growth and falls over two ranges of cells."""
    for place, series in zip(cells, (drawn.growth, drawn.falls), strict=True):
        chart = charts.lines(data, drawn.categories, series, number_format="0")
        charts.place(chart, sheet, place)
