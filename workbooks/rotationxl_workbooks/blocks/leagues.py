"""League tables: the funds of a universe ordered by their return over each of several horizons."""

from collections.abc import Mapping, Sequence

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, workings
from rotationxl_workbooks.blocks.rotation_graph import Member, ordering_key, place_of
from rotationxl_workbooks.design import PERCENT, SIGNED, WHOLE, or_dash

HORIZONS: Mapping[str, str] = {
    "Month": "month",
    "3 months": "months_3",
    "6 months": "months_6",
    "Year to date": "months_ytd",
    "12 months": "months_12",
}
"""Each with the name of the period; whole calendar months up to that of the report."""
_COLUMNS = "DEFGH"


class League:
    """Where the returns of one universe lie, and how a report shows them."""

    def __init__(self, sheet: Worksheet, row: int, word: str, members: Sequence[Member]) -> None:
        """Write the returns, and for each place of each horizon the fund that holds it."""
        self.sheet, self.word, self.members = sheet, word, members
        height = len(members) + 3
        self.first, self.keys, self.places = (row + 2 + height * step for step in range(3))
        self.last, self.next_row = row + 1 + len(members), row + 3 * height
        self._heads(self.first, "Returns over five horizons", ["Fund", "Ticker"])
        self._heads(self.keys, "Keys: returns, none of them alike", ["Fund", "Ticker"])
        self._heads(self.places, "Who holds each place, counted from the top of the list",
                    ["Fund of the month", "Gain, %"], ["Loss, %"])  # fmt: skip
        for place, member in enumerate(members):
            self._write(place, member)
        design.name_cell(sheet, f"{word}_names", f"B{self.first}:B{self.last}")
        for name, column in (("month", "D"), ("year", "H")):
            design.name_cell(
                sheet, f"{word}_{name}_returns", f"{column}{self.first}:{column}{self.last}"
            )
            design.name_cell(sheet, f"{word}_{name}_best", f"{column}{self.places}")

    def _heads(
        self, first: int, title: str, before: Sequence[str], after: Sequence[str] = ()
    ) -> None:
        end = "I" if after else "H"
        design.section(self.sheet, f"B{first - 2}:{end}{first - 2}", f"{title}: {self.word}")
        design.heads(self.sheet, f"B{first - 1}:{end}{first - 1}", [*before, *HORIZONS, *after])

    def _write(self, place: int, member: Member) -> None:
        at, key, held = self.first + place, self.keys + place, self.places + place
        calls = (f"ASSET_RETURN($C{at},{p},,as_of)" for p in HORIZONS.values())
        returns = [(or_dash(call, "month_begun"), PERCENT) for call in calls]
        ticker = (member.ticker, design.TEXT)
        design.line(self.sheet, f"B{at}:H{at}", member.name, [ticker, *returns])
        keys = [(ordering_key(f"{column}{at}"), "0.000000") for column in _COLUMNS]
        design.line(self.sheet, f"B{key}:H{key}", member.name, [ticker, *keys])
        rows = self.keys, self.keys + len(self.members) - 1
        nth = f"ROWS($A${self.places}:$A{held})"
        found = [(place_of(nth, column, rows), WHOLE) for column in _COLUMNS]
        name = f"=INDEX($B${self.first}:$B${self.last},$D{held})"
        month = f"INDEX($D${self.first}:$D${self.last},$D{held})"
        bar = f"=IF(ISNUMBER({month}),{{}}({month},0)*100,0)"
        gain, loss = ((bar.format(part), SIGNED) for part in ("MAX", "MIN"))
        design.line(self.sheet, f"B{held}:I{held}", name, [gain, *found, loss])

    def chart(self, sheet: Worksheet, cells: str) -> None:
        """Draw the returns of the month, best first."""
        top, end = self.places - 1, self.places + len(self.members) - 1
        series = {f"C{top}:C{end}": design.RISE, f"I{top}:I{end}": design.FALL}
        names = f"B{self.places}:B{end}"
        drawn = charts.bars(self.sheet, names, series, number_format="0", sideways=True)
        charts.place(drawn, sheet, cells)

    def show(self, sheet: Worksheet, row: int, title: str) -> int:
        """Write the table, places downward and horizons across; return the next free row."""
        end = get_column_letter(2 + 2 * len(HORIZONS))
        design.section(sheet, f"B{row}:{end}{row}", title)
        texts = [text for head in HORIZONS for text in ("", head)]
        design.heads(sheet, f"B{row + 1}:{end}{row + 1}", ["", *texts])
        top = row + 2
        bottom = top + self.last - self.first
        for at in range(top, bottom + 1):
            self._place(sheet, at, top)
        values = [cell for period in HORIZONS.values() for cell in _benchmark(period)]
        design.line(sheet, f"B{bottom + 1}:{end}{bottom + 1}", "", values, strong=True)
        for step in range(len(HORIZONS)):
            name, value = get_column_letter(3 + 2 * step), get_column_letter(4 + 2 * step)
            design.colour_scale(sheet, f"{value}{top}:{value}{bottom}")
            _indent(sheet, f"{name}{top}:{name}{bottom + 1}")
        return bottom + 3

    def _place(self, sheet: Worksheet, at: int, top: int) -> None:
        source, first, last = f"{workings.TITLE}!", self.first, self.last
        cells = []
        for column in _COLUMNS:
            held = f"{source}{column}{self.places + at - top}"
            cells.append((f"=INDEX({source}$B${first}:$B${last},{held})", "General"))
            number = f"=INDEX({source}${column}${first}:${column}${last},{held})"
            cells.append((number, PERCENT))
        end = get_column_letter(2 + len(cells))
        design.line(sheet, f"B{at}:{end}{at}", f"=ROWS(A${top}:A{at})", cells)


def _benchmark(period: str) -> list[tuple[str, str]]:
    call = or_dash(f"ASSET_RETURN(benchmark_used,{period},,as_of)", "month_begun")
    return [('="Benchmark "&benchmark_used', "General"), (call, PERCENT)]


def _indent(sheet: Worksheet, cells: str) -> None:
    """Set texts off from numbers that stand to their left."""
    for row in sheet[cells]:
        for cell in row:
            cell.alignment = Alignment("left", "center", indent=1)
