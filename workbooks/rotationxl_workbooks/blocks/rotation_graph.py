"""A rotation graph of one universe: its points, who stands in which quadrant, and the chart."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from openpyxl.chart import ScatterChart
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, workings

POINTS = 5
QUADRANTS: Mapping[str, str] = {
    "Improving": design.PALE_FIRST,
    "Leading": design.PALE_RISE,
    "Lagging": design.PALE_FALL,
    "Weakening": design.PALE_SECOND,
}
"""Each with its colour, in the order in which a graph is read: from the top left."""
_SHOWN = ("General", "General", "0.0", "0.0")
_SIDES = ("r", "l", "t", "b")  # names of neighbours keep apart
_AWAY = "-9"  # outside the axes: a fund without data is not drawn
_TABLE = "ROTATION_TABLE($C${0},benchmark_used,report_day,tail_weeks,weeks_used,FALSE)"


class Member(NamedTuple):
    """A fund of a universe, and the colour of its tail."""

    ticker: str
    name: str
    colour: str


class Graph:
    """Where the workings of one universe lie, and how a report shows them."""

    def __init__(self, sheet: Worksheet, row: int, word: str, members: Sequence[Member]) -> None:
        """Write the points and the quadrants; names begin with `word`, such as sectors."""
        self.sheet, self.word, self.members = sheet, word, members
        self.points = row + 2
        self._write_points(row)
        self.now = self.points + POINTS * len(members) + 4
        self._write_now(self.now - 2)
        self.lists = self.now + len(members) + 3
        self._write_lists(self.lists - 2)
        self.next_row = self.lists + len(members) + 1

    def _write_points(self, row: int) -> None:
        last = self.points + POINTS * len(self.members) - 1
        design.section(self.sheet, f"B{row}:I{row}", f"Points of the graph: {self.word}")
        texts = ["Fund", "Ticker", "Weeks before", "Ratio", "Momentum", "Across", "Up", "Label"]
        design.heads(self.sheet, f"B{row + 1}:I{row + 1}", texts)
        for place, member in enumerate(self.members):
            for point in range(POINTS):
                self._write_point(self.points + POINTS * place, member, point)
        cells, edge = f"$E${self.points}:$F${last}", f"{self.word}_edge"
        furthest = f"MAX(1,MAX({cells})-100,100-MIN({cells}))"
        design.line(self.sheet, f"B{last + 1}:E{last + 1}", "Edge: distance from 100, with room", [
            (f"=IF(COUNT({cells})=0,1,ROUND({furthest}*1.12,1))", "0.0"),
        ])  # fmt: skip
        design.name_cell(self.sheet, edge, f"E{last + 1}")

    def _write_point(self, first: int, member: Member, point: int) -> None:
        row = first + point
        table = _TABLE.format(first)  # one call for all points of a fund
        ratio = f"INDEX({table},1,3+2*{point}*step_used)"
        momentum = f"INDEX({table},1,4+2*{point}*step_used)"
        scaled = f"=IF(COUNT($E{row},$F{row})=2,({{}}{row}-100)/{self.word}_edge,{_AWAY})"
        label = (
            f'=IF(COUNT($E{row},$F{row})=2,C{row},"{design.DASH}")' if point == POINTS - 1 else ""
        )
        design.line(self.sheet, f"B{row}:I{row}", member.name, [
            (member.ticker, design.TEXT),
            (f"={POINTS - 1 - point}*step_used", design.WHOLE),
            (_or_dash(ratio), "0.00"), (_or_dash(momentum), "0.00"),
            (scaled.format("$E"), "0.000"), (scaled.format("$F"), "0.000"),
            (label, "General"),
        ])  # fmt: skip

    def _write_now(self, row: int) -> None:
        first, last = self.now, self.now + len(self.members) - 1
        design.section(self.sheet, f"B{row}:I{row}", f"Where each stands: {self.word}")
        texts = ["Fund", "Ticker", "Quadrant", "Before", "Ratio", "Momentum", "Key", "Place"]
        design.heads(self.sheet, f"B{row + 1}:I{row + 1}", texts)
        for place, member in enumerate(self.members):
            at, start = first + place, self.points + POINTS * place
            end = start + POINTS - 1
            design.line(self.sheet, f"B{at}:I{at}", member.name, [
                (member.ticker, design.TEXT),
                (_quadrant(end), "General"), (_quadrant(start), "General"),
                (f"=E{end}", "0.00"), (f"=F{end}", "0.00"),
(ordering_key(f"F{at}"), "0.000000"),
                (place_of(f"ROWS(H${first}:H{at})", "H", (first, last)), design.WHOLE),
            ])  # fmt: skip
        for name, column in (
            ("tickers", "C"), ("quadrants", "D"), ("ratios", "F"), ("momentums", "G")
        ):  # fmt: skip
            design.name_cell(self.sheet, f"{self.word}_{name}", f"{column}{first}:{column}{last}")

    def _write_lists(self, row: int) -> None:
        """Write, row by row, the tickers met so far in each quadrant; the last row has all."""
        design.section(self.sheet, f"B{row}:F{row}", f"Tickers by quadrant: {self.word}")
        design.heads(self.sheet, f"B{row + 1}:F{row + 1}", ["Ticker", *QUADRANTS])
        for place, member in enumerate(self.members):
            at = self.lists + place
            cells = []
            for column, quadrant in zip("CDEF", QUADRANTS, strict=True):
                before = f"{column}{at - 1}" if place else f'"{design.DASH}"'
                added = f'IF({before}="{design.DASH}","",{before}&", ")&$B{at}'
                here = f'D{self.now + place}="{quadrant}"'
                cells.append((f"=IF({here},{added},{before})", "General"))
            design.line(self.sheet, f"B{at}:F{at}", member.ticker, cells)
        for column, quadrant in zip("CDEF", QUADRANTS, strict=True):
            end = self.lists + len(self.members) - 1
            design.name_cell(self.sheet, f"{self.word}_{quadrant.lower()}", f"{column}{end}")

    def draw(self, sheet: Worksheet, cells: str) -> None:
        """Draw the graph over a range of cells that the quadrants colour.

        The column before it holds the ends of the axis upward, the row below those across.
        """
        area = CellRange(cells)
        half = (area.min_row + area.max_row + 1) // 2, (area.min_col + area.max_col + 1) // 2
        across = [(area.min_col, half[1] - 1), (half[1], area.max_col)]
        up = [(area.min_row, half[0] - 1), (half[0], area.max_row)]
        for place, (quadrant, colour) in enumerate(QUADRANTS.items()):
            (left, right), (top, bottom) = across[place % 2], up[place // 2]
            block = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            shade(sheet, block, colour)
            corner = f"{get_column_letter((left, right)[place % 2])}{(top, bottom)[place // 2]}"
            design.put(sheet, corner, quadrant, f"Quadrant {('left', 'right')[place % 2]}")
            shade(sheet, f"{corner}:{corner}", colour)
        _cross(sheet, cells)
        self._write_ends(sheet, area, half)
        charts.place(self._chart(), sheet, cells)

    def _write_ends(self, sheet: Worksheet, area: CellRange, half: tuple[int, int]) -> None:
        edge = f"{self.word}_edge"
        low, middle, high = f"=100-{edge}", "=100", f"=100+{edge}"
        before, below = get_column_letter(area.min_col - 1), area.max_row + 1
        ends = [
            (f"{before}{area.min_row}", high, "right"),
            (f"{before}{half[0] - 1}:{before}{half[0]}", middle, "right"),
            (f"{before}{area.max_row}", low, "right"),
            (f"{get_column_letter(area.min_col)}{below}", low, "left"),
            (f"{get_column_letter(half[1] - 1)}{below}:{get_column_letter(half[1])}{below}",
             middle, "center"),
            (f"{get_column_letter(area.max_col)}{below}", high, "right"),
        ]  # fmt: skip
        for cells, formula, side in ends:
            design.put(sheet, cells, formula, f"Axis {side}", "0.0")

    def _chart(self) -> ScatterChart:
        series = []
        for place, member in enumerate(self.members):
            first = self.points + POINTS * place
            last = first + POINTS - 1
            x, y = f"G{first}:G{last}", f"H{first}:H{last}"
            label = f"I{last}"
            tail = charts.Points(x, y, label, member.colour, line=True, size=3)
            side = _SIDES[place % len(_SIDES)]
            head = charts.Points(f"G{last}", f"H{last}", label, member.colour, named=side)
            series += [tail, head]
        chart = charts.scatter(self.sheet, series, number_format="0.0", least=-1, most=1)
        charts.fill_frame(chart)
        return chart

    def show(self, sheet: Worksheet, cells: str) -> None:
        """Write where each fund stands, the highest ratio first, into seven columns."""
        area = CellRange(cells)
        columns = [get_column_letter(c) for c in range(area.min_col, area.max_col + 1)]
        last = self.now + len(self.members) - 1
        for place in range(len(self.members)):
            row, at = area.min_row + place, f"{workings.TITLE}!$I${self.now + place}"
            found = {
                c: f"=INDEX({workings.TITLE}!${c}${self.now}:${c}${last},{at})" for c in "BCDEFG"
            }
            values = [(found[c], shown) for c, shown in zip("DEFG", _SHOWN, strict=True)]
            design.line(sheet, f"{columns[0]}{row}:{columns[-1]}{row}", found["C"], values)
            sheet[f"{columns[1]}{row}"].value = found["B"]
        corner = f"{columns[-4]}{area.min_row}"
        for quadrant, colour in QUADRANTS.items():
            body = f"{corner}:{columns[-3]}{area.max_row}"
            design.shade_where(sheet, body, f'{corner}="{quadrant}"', colour)


def _or_dash(expression: str) -> str:
    """Return the formula that shows a dash where a table has no data.

    Not IFNA: formualizer finds no fifth column in #N/A and says #REF!.
    """
    return f'=IF(month_begun,IFERROR({expression},"{design.DASH}"),"{design.DASH}")'


def ordering_key(value: str) -> str:
    """Return the formula of a number by which rows are ordered; where there is none it is last."""
    # The row's part is too small to be seen and sets equal numbers apart.
    return f"=IF(ISNUMBER({value}),{value}-ROW()/10^9,-ROW())"


def place_of(nth: str, column: str, rows: tuple[int, int]) -> str:
    """Return the formula for which of a column's keys is the n-th highest, counted from the top."""
    keys = f"${column}${rows[0]}:${column}${rows[1]}"
    return f"=MATCH(LARGE({keys},{nth}),{keys},0)"


def _quadrant(row: int) -> str:
    ratio, momentum = f"$E${row}", f"$F${row}"
    ahead = f'IF({momentum}>100,"Leading","Weakening")'
    behind = f'IF({momentum}>100,"Improving","Lagging")'
    known = f"COUNT({ratio},{momentum})=2"
    return f'=IF({known},IF({ratio}>100,{ahead},{behind}),"{design.DASH}")'


def shade(sheet: Worksheet, cells: str, colour: str) -> None:
    """Fill every cell of a range with a colour."""
    for row in sheet[cells]:
        for cell in row:
            cell.fill = PatternFill("solid", fgColor=colour)


def _cross(sheet: Worksheet, cells: str) -> None:
    """Rule a range between its halves, downward and across."""
    rows, line = sheet[cells], Side("thin", color=design.MUTED)
    middle, centre = len(rows) // 2 - 1, len(rows[0]) // 2 - 1
    for place, row in enumerate(rows):
        for step, cell in enumerate(row):
            right, bottom = step == centre, place == middle
            if right or bottom:
                cell.border = Border(right=line if right else None, bottom=line if bottom else None)
