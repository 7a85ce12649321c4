"""Average returns of the twelve calendar months, known before the year of the report."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, workings
from rotationxl_workbooks.design import SHARE, SIGNED, SIGNED_2, WHOLE, or_dash
from rotationxl_workbooks.inputs import Input

FIRST_YEAR = Input(
    "season_start", "First year", 1987.0, "The first year whose months count.", shown="0"
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KNOWN = "season_valid"


class Block:
    """Where the workings of the calendar months lie, and what a report shows of them."""

    def __init__(self, sheet: Worksheet, row: int) -> None:
        """Write the named values and the bars of the watched index."""
        self.sheet = sheet
        self.first = workings.named(sheet, row, "Calendar months", _values()) + 2
        design.section(sheet, f"B{self.first - 2}:G{self.first - 2}", "Averages of the months")
        texts = ["Month", "Average, %", "Share up", "Gain on average", "Loss on average", "Years"]
        design.heads(sheet, f"B{self.first - 1}:G{self.first - 1}", texts)
        for number, name in enumerate(MONTHS, 1):
            self._line(self.first + number - 1, number, name)
        self.last = self.first + len(MONTHS) - 1
        self.next_row = self.last + 2

    def _line(self, row: int, number: int, name: str) -> None:
        mean = _average("watched_ticker", number)
        bar = f"=IF(ISNUMBER($C{row}),{{}}($C{row},0),0)"
        design.line(self.sheet, f"B{row}:G{row}", name, [
            (or_dash(f"{mean}*100", _KNOWN), SIGNED_2),
            (or_dash(_average("watched_ticker", number, "hit"), _KNOWN), SHARE),
            (bar.format("MAX"), SIGNED_2), (bar.format("MIN"), SIGNED_2),
            (or_dash(_average("watched_ticker", number, "n"), _KNOWN), WHOLE),
        ])  # fmt: skip

    def show(self, sheet: Worksheet, top: int, others: tuple[str, str, str]) -> None:
        """Write the table of twelve months and four series into B:H, from its heads on."""
        heads = ["Month", "Share up", *(f"={name}" for name in ("watched_ticker", *others))]
        design.heads(sheet, f"B{top}:H{top}", heads)
        place = f"{workings.TITLE}!"
        for number, name in enumerate(MONTHS, 1):
            row, source = top + number, self.first + number - 1
            means = (or_dash(f"{_average(other, number)}*100", _KNOWN) for other in others)
            values = [(f"={place}D{source}", "0%"), (f"={place}C{source}", SIGNED)]
            values += [(mean, SIGNED) for mean in means]
            design.line(sheet, f"B{row}:H{row}", name, values)
        cells = f"E{top + 1}:H{top + 12}"
        design.colour_scale(sheet, cells)
        where = f"ROWS(E${top + 1}:E{top + 1})=next_month_number"
        design.embolden_where(sheet, f"B{top + 1}:H{top + 12}", where)

    def chart(self, sheet: Worksheet, cells: str) -> None:
        """Draw the averages of the watched index."""
        series = {
            f"E{self.first - 1}:E{self.last}": design.RISE,
            f"F{self.first - 1}:F{self.last}": design.FALL,
        }
        categories = f"B{self.first}:B{self.last}"
        drawn = charts.bars(self.sheet, categories, series, number_format="0.0", legend=True)
        charts.place(drawn, sheet, cells)


def _values() -> list[tuple[str, str, str, str]]:
    number = workings.month_number("(month_end+1)")
    year = "season_start>=1900,season_start<=season_end,season_start=ROUND(season_start,0)"
    valid = f"IF(AND(inputs_valid,ISNUMBER(season_start)),AND({year}),FALSE)"
    words = ",".join(f'"{name}"' for name in workings.MONTH_NAMES)
    rank = "SEASONAL_RANK(watched_ticker,next_month_number,season_start,season_end)"
    return [
        ("Last year that counts: the one before", "season_end", "YEAR(month_start)-1", WHOLE),
        ("Is the first year a year before it?", _KNOWN, valid, "General"),
        ("The month after, 1 to 12", "next_month_number", number, WHOLE),
        ("The month after", "next_month_name", f"CHOOSE(next_month_number,{words})", "General"),
        ("Its average return", "next_month_average",
         _named(_average("watched_ticker", "next_month_number")), design.PERCENT),
        ("Its rank among the twelve", "next_month_rank", _named(rank), WHOLE),
        ("Years that counted", "next_month_years",
         _named(_average("watched_ticker", "next_month_number", "n")), WHOLE),
    ]  # fmt: skip


def _named(call: str) -> str:
    return or_dash(call, _KNOWN).removeprefix("=")


def _average(ticker: str, number: int | str, stat: str = "mean") -> str:
    return f'SEASONAL_AVG({ticker},{number},season_start,season_end,"{stat}")'
