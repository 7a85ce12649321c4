"""How every report looks: colours, number formats, named styles, and the pieces of a sheet."""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any, Literal
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import (
    Alignment,
    Border,
    Color,
    Font,
    NamedStyle,
    PatternFill,
    Protection,
    Side,
)
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import absolute_coordinate
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Arial"  # on every system, or in a font of the same widths
INK, MUTED, RULE, PAPER = "1F2933", "66727F", "D3D9E0", "F3F5F8"
FIRST, SECOND = "1F4E79", "C47A2C"  # the two legs of every spread, such as value and growth
RISE, FALL, INPUT = "2B7A5F", "B23B32", "FFF6DA"
PALE_FIRST, PALE_SECOND = "DCE8F3", "F6E6D3"
PALE_RISE, PALE_FALL, DEEP_FALL, WHITE = "CFE8DD", "F3D2CE", "E39C94", "FFFFFF"

PERCENT = "+0.0%;-0.0%;0.0%"
SHARE = "0.0%"
BELOW = "0.00%"  # how far below a record: also what rounds to 0.0% is seen
YIELD = "0.00%"
POINTS = '+0.0" pp";-0.0" pp";0.0" pp"'  # for percentage points: the decimal times 100
BASIS_POINTS = '+0" bp";-0" bp";0" bp"'
SIGNED = "+0.0;-0.0;0.0"
SIGNED_2 = "+0.00;-0.00;0.00"
WHOLE = "0"
COUNT = "#,##0"
LEVEL = "[<100]0.00;[<1000]0.0;#,##0"  # of an index or a fund: four digits
DOLLARS = "$#,##0.00"
TRILLIONS = '$#,##0.00,,,," tn"'  # each comma divides by a thousand
TRILLIONS_MOVE = '+$#,##0.00,,,," tn";-$#,##0.00,,,," tn"'
THOUSANDS = '+#,##0"k";-#,##0"k";0"k"'
MULTIPLE = '0"x"'
SHOCK = '"+"0" bp"'
DAY = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm"
TEXT = "@"
ROW = 15.5  # points
DASH = "\N{EN DASH}"  # what a cell shows where there is no number

_HAIR = Side("hair", color=RULE)
_THIN = Side("thin", color=RULE)
_THICK = Side("medium", color=FIRST)


def _style(
    name: str, size: float = 10, colour: str = INK, *, bold: bool = False, italic: bool = False,
    align: str = "left", fill: str | None = None, border: Border | None = None, wrap: bool = False,
) -> NamedStyle:  # fmt: skip
    return NamedStyle(
        name,
        font=Font(FONT, size, bold, italic, color=colour),
        fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
        border=border or Border(),
        alignment=Alignment(align, "top" if wrap else "center", wrap_text=wrap),
        protection=Protection(locked="Input" not in name),
    )


def _styles() -> list[NamedStyle]:
    box = Border(_THIN, _THIN, _THIN, _THIN)
    return [
        _style("Banner", 8, MUTED, italic=True),
        _style("Report title", 20, FIRST, bold=True),
        _style("Lead", 12, INK),
        _style("Lead small", 10, MUTED),
        _style("Status", 8.5, MUTED),
        _style("Section", 11, FIRST, bold=True, border=Border(bottom=_THICK)),
        _style("Column head", 8, MUTED, align="right", border=Border(bottom=_THIN)),
        _style("Column head left", 8, MUTED, border=Border(bottom=_THIN)),
        _style("Label", border=Border(bottom=_HAIR)),
        _style("Value", align="right", border=Border(bottom=_HAIR)),
        _style("Label strong", bold=True, border=Border(bottom=_THIN)),
        _style("Value strong", bold=True, align="right", border=Border(bottom=_THIN)),
        _style("Input label", 9, MUTED, align="right"),
        _style("Input", bold=True, align="center", fill=INPUT, border=box),
        _style("Card label", 8.5, MUTED, align="center", fill=PAPER, border=Border(top=_THICK)),
        _style("Card value", 20, INK, bold=True, align="center", fill=PAPER),
        _style("Card note", 8, MUTED, align="center", fill=PAPER),
        _style("Axis left", 8, MUTED),
        _style("Axis center", 8, MUTED, align="center"),
        _style("Axis right", 8, MUTED, align="right"),
        _style("Quadrant left", 10, MUTED, bold=True),
        _style("Quadrant right", 10, MUTED, bold=True, align="right"),
        _style("Note", 8, MUTED, italic=True),
        _style("Prose", 9, INK, wrap=True),
        _style("Definition", 9, INK, wrap=True, border=Border(bottom=_HAIR)),
        _style("Definition unit", 9, INK, align="right", wrap=True, border=Border(bottom=_HAIR)),
    ]


def add_styles(book: Workbook) -> None:
    """Give the workbook the named styles, so that a user changes a look in one place too."""
    book._fonts[0] = Font(FONT, 10, color=INK)  # type: ignore[attr-defined] # noqa: SLF001
    for style in _styles():
        book.add_named_style(style)


def add_sheet(book: Workbook, title: str, widths: Iterable[float], tab: str = RULE) -> Worksheet:
    """Return a new sheet without gridlines, its columns as wide as given."""
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    sheet.sheet_properties.tabColor = tab
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW, True
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    return sheet


_looks: WeakKeyDictionary[Workbook, dict[tuple[str, str], Any]] = WeakKeyDictionary()
"""What openpyxl holds of a cell's look, by named style and number format."""


def put(sheet: Worksheet, cell: str, value: Any, style: str, number_format: str = "") -> None:
    """Write a value or formula in a named style; of a range `B2:D2` the cells become one."""
    first, _, last = cell.partition(":")
    if last:
        for row in sheet[cell]:
            for part in row:
                dress(part, style)
        sheet.merged_cells.add(cell)
    target = sheet[first]
    target.value = value
    dress(target, style, number_format)


def dress(cell: Any, style: str, number_format: str = "") -> None:
    """Give a cell a named style, and a number format over the style's own.

    openpyxl looks for the style's name among all at each cell, so a look is found once a workbook.
    """
    looks = _looks.setdefault(cell.parent.parent, {})
    if (style, number_format) not in looks:
        cell.style = style
        if number_format:
            cell.number_format = number_format
        looks[style, number_format] = cell._style  # noqa: SLF001 (openpyxl has no other way)
    cell._style = copy(looks[style, number_format])  # noqa: SLF001


def top(sheet: Worksheet, title: str, series: str = "report_series") -> None:
    """Write what stands above every sheet: where the data come from, and the title."""
    put(sheet, "B1", f"=DATA_BANNER({series})", "Banner")
    colour_where(sheet, "B1", 'LEFT($B$1,9)="SIMULATED"')
    put(sheet, "B2", title, "Report title")
    sheet.row_dimensions[2].height = 30


def section(sheet: Worksheet, cells: str, text: str) -> None:
    """Write a section's heading with a rule under the whole width."""
    for cell in sheet[cells][0]:
        dress(cell, "Section")
    sheet[cells.partition(":")[0]].value = text
    sheet.row_dimensions[sheet[cells][0][0].row].height = 20


def reading(sheet: Worksheet, cells: str, notes: Sequence[str], tall: int = 1) -> int:
    """Write how a report is to be read: a heading, and notes of so many rows; return the last."""
    section(sheet, cells, "How to read this report")
    left, right = sheet[cells][0][0], sheet[cells][0][-1]
    for place, note in enumerate(notes):
        first = left.row + 1 + tall * place
        last = first + tall - 1
        put(sheet, f"{left.column_letter}{first}:{right.column_letter}{last}", note, "Prose")
    return int(left.row) + tall * len(notes)


def heads(sheet: Worksheet, cells: str, texts: Sequence[str], left: int = 1) -> None:
    """Write column heads along a row, the first `left` ones above text, the others above numbers.

    Fewer texts than cells: the last ones stand above the last cells.
    """
    row = sheet[cells][0]
    gap = len(row) - len(texts)
    for place, cell in enumerate(row):
        dress(cell, "Column head left" if place < left + gap else "Column head")
    for place, text in enumerate(texts):
        row[place if place < left else place + gap].value = text


def line(
    sheet: Worksheet, cells: str, label: str, values: Sequence[tuple[str, str]], *,
    strong: bool = False,
) -> None:  # fmt: skip
    """Write one row of a table: a label, and (formula, number format) in the last cells."""
    row, end = sheet[cells][0], " strong" if strong else ""
    for cell in row:
        dress(cell, f"Label{end}")
    row[0].value = label
    for cell, (formula, number_format) in zip(row[len(row) - len(values) :], values, strict=True):
        cell.value = formula
        dress(cell, f"Value{end}", number_format)


def card(sheet: Worksheet, cells: str, texts: tuple[str, str, str], number_format: str) -> None:
    """Write a headline number in three rows: what it is, the formula, and a note under it."""
    first, last = sheet[cells][0][0], sheet[cells][0][-1]
    left, row, right = first.column_letter, first.row, last.column_letter
    for place, style in enumerate(("Card label", "Card value", "Card note")):
        end = "" if first is last else f":{right}{row + place}"
        span = f"{left}{row + place}{end}"
        put(sheet, span, texts[place], style, number_format if style == "Card value" else "")


def shrink(sheet: Worksheet, cell: str, align: Literal["left", "center"] = "center") -> None:
    """Print what is too long for a cell in smaller type."""
    sheet[cell].alignment = Alignment(align, "center", shrink_to_fit=True)


def indent(sheet: Worksheet, cells: str) -> None:
    """Set texts off from numbers that stand to their left."""
    for row in sheet[cells]:
        for cell in row:
            cell.alignment = Alignment("left", "center", indent=1)


def row_heights(sheet: Worksheet, first: int, last: int, height: float) -> None:
    """Give rows more or less room than the others."""
    for row in range(first, last + 1):
        sheet.row_dimensions[row].height = height


def name_cell(sheet: Worksheet, name: str, cells: str) -> None:
    """Give a cell or a range a name that formulas on every sheet know."""
    assert sheet.parent is not None  # noqa: S101 (a sheet lies in a workbook)
    place = f"'{sheet.title}'!{absolute_coordinate(cells)}"
    sheet.parent.defined_names[name] = DefinedName(name, attr_text=place)


def or_dash(expression: str, condition: str = "") -> str:
    """Return the formula that shows a dash where there is no data, or no condition for it."""
    shown = f'_xlfn.IFNA({expression},"{DASH}")'
    return f'=IF({condition},{shown},"{DASH}")' if condition else f"={shown}"


def or_zero(expression: str, condition: str) -> str:
    """Return the formula that gives 0 where there is no data: a chart knows no dash."""
    return f"=IF({condition},_xlfn.IFNA({expression},0),0)"


def colour_signs(sheet: Worksheet, cells: str, above: str = RISE, below: str = FALL) -> None:
    """Colour numbers by their sign; a dash keeps the colour of text."""
    first = cells.partition(":")[0]
    for sign, colour in ((">", above), ("<", below)):
        _colour_font(sheet, cells, f"AND(ISNUMBER({first}),{first}{sign}0)", Font(color=colour))


def colour_where(sheet: Worksheet, cells: str, condition: str) -> None:
    """Print cells in bold red where a condition holds."""
    _colour_font(sheet, cells, condition, Font(color=FALL, bold=True))


def embolden_where(sheet: Worksheet, cells: str, condition: str) -> None:
    """Print cells in bold where a condition holds, written for the first of them."""
    _colour_font(sheet, cells, condition, Font(bold=True))


def shade_where(sheet: Worksheet, cells: str, condition: str, colour: str) -> None:
    """Fill cells with a colour where a condition holds, written for the first of them."""
    look = DifferentialStyle(fill=PatternFill(bgColor=colour))
    sheet.conditional_formatting.add(cells, Rule("expression", formula=[condition], dxf=look))


def _colour_font(sheet: Worksheet, cells: str, condition: str, font: Font) -> None:
    rule = Rule("expression", formula=[condition], dxf=DifferentialStyle(font=font))
    sheet.conditional_formatting.add(cells, rule)


def colour_scale(sheet: Worksheet, cells: str) -> None:
    """Shade numbers from pale red through white at zero to pale green."""
    ends = [FormatObject("min"), FormatObject("num", 0), FormatObject("max")]
    _shade(sheet, cells, ends, [PALE_FALL, WHITE, PALE_RISE])


def colour_depth(sheet: Worksheet, cells: str) -> None:
    """Shade losses: the deeper, the redder."""
    _shade(sheet, cells, [FormatObject("min"), FormatObject("num", 0)], [DEEP_FALL, WHITE])


def _shade(sheet: Worksheet, cells: str, ends: list[FormatObject], colours: Sequence[str]) -> None:
    scale = ColorScale(cfvo=ends, color=[Color(f"FF{colour}") for colour in colours])
    sheet.conditional_formatting.add(cells, Rule("colorScale", colorScale=scale))


def print_setup(sheet: Worksheet, area: str, repeat_rows: str, breaks: Iterable[int] = ()) -> None:
    """Print one page wide, landscape, on letter paper, the first rows on each page."""
    sheet.print_area = area
    sheet.print_title_rows = repeat_rows
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.45, 0.6
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    for row in breaks:
        sheet.row_breaks.append(Break(row))
    _footer(sheet)


def _footer(sheet: Worksheet) -> None:
    footer = sheet.oddFooter
    assert footer is not None  # noqa: S101 (every new sheet has one)
    for part, text in (
        (footer.left, "&F  |  &A"),
        (footer.center, "For information only. Not investment advice."),
        (footer.right, "Page &P of &N"),
    ):
        part.text, part.size, part.font, part.color = text, 8, FONT, MUTED
