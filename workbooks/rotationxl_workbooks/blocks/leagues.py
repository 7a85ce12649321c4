"""League tables: the funds of a universe ordered by their return over each of several horizons."""

from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.blocks.rotation_graph import Member, ordered
from rotationxl_workbooks.design import PERCENT, or_dash

HORIZONS: Mapping[str, str] = {
    "Month": "month",
    "3 months": "months_3",
    "6 months": "months_6",
    "Year to date": "months_ytd",
    "12 months": "months_12",
}
"""Each with the name of the period; whole calendar months up to that of the report."""
_RETURNS, _KEYS, _PLACES = "DEFGH", "IJKLM", "NOPQR"


class League:
    """Where the returns of one universe lie, and how a report shows them."""

    def __init__(self, sheet: Worksheet, row: int, word: str, members: Sequence[Member]) -> None:
        """Write the returns, and for each place of each horizon the fund that holds it."""
        self.first, self.last = row + 2, row + 1 + len(members)
        self.next_row = self.last + 2
        design.section(sheet, f"B{row}:R{row}", f"Returns over five horizons: {word}")
        groups = [f"{part} {head}" for part in ("Key:", "Place:") for head in HORIZONS]
        texts = ["Fund", "Ticker", *HORIZONS, *(text.lower() for text in groups)]
        design.heads(sheet, f"B{row + 1}:R{row + 1}", texts)
        for at, member in enumerate(members, self.first):
            calls = (f"ASSET_RETURN($C{at},{p},,as_of)" for p in HORIZONS.values())
            returns = [(or_dash(call, "month_begun"), PERCENT) for call in calls]
            pairs = [
                ordered(f"{value}{at}", (key, place), (self.first, self.last))
                for value, key, place in zip(_RETURNS, _KEYS, _PLACES, strict=True)
            ]
            keys, places = zip(*pairs, strict=True)
            values = [(member.ticker, design.TEXT), *returns, *keys, *places]
            design.line(sheet, f"B{at}:R{at}", member.name, values)
        design.name_cell(sheet, f"{word}_names", f"B{self.first}:B{self.last}")
        design.name_cell(sheet, f"{word}_returns", f"D{self.first}:D{self.last}")
        design.name_cell(sheet, f"{word}_best", f"N{self.first}")
        design.name_cell(sheet, f"{word}_year_returns", f"H{self.first}:H{self.last}")
        design.name_cell(sheet, f"{word}_year_best", f"R{self.first}")

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
            design.indent(sheet, f"{name}{top}:{name}{bottom + 1}")
        return bottom + 3

    def _place(self, sheet: Worksheet, at: int, top: int) -> None:
        source, first, last = f"{workings.TITLE}!", self.first, self.last
        cells = []
        for value, place in zip(_RETURNS, _PLACES, strict=True):
            held = f"{source}{place}{first + at - top}"
            cells.append((f"=INDEX({source}$B${first}:$B${last},{held})", "General"))
            number = f"=INDEX({source}${value}${first}:${value}${last},{held})"
            cells.append((number, PERCENT))
        end = get_column_letter(2 + len(cells))
        design.line(sheet, f"B{at}:{end}{at}", f"=ROWS(B${top}:B{at})", cells)


def _benchmark(period: str) -> list[tuple[str, str]]:
    call = or_dash(f"ASSET_RETURN(benchmark_used,{period},,as_of)", "month_begun")
    return [('="Benchmark "&benchmark_used', "General"), (call, PERCENT)]
