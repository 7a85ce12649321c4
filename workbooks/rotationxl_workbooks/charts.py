"""Native charts in one calm style: no frame, few lines, small grey type."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.axis import ChartLines, TextAxis
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks.design import FONT, INK, MUTED, RULE

_SMALL = 800  # hundredths of a point
_LINE, _THIN = 22_225, 9_525  # 12,700ths of a point
_NONE = LineProperties(noFill=True)
_SLANTED = -45 * 60_000  # 60,000ths of a degree, anticlockwise


def bars(
    data: Worksheet, categories: str, series: Mapping[str, str], *, number_format: str,
    sideways: bool = False, legend: bool = False, every: int = 1, stacked: bool = False,
) -> BarChart:  # fmt: skip
    """Return a bar chart of ranges on `data`, each with its colour; their heads name the series.

    One series for what is above zero and one for what is below: programs differ in how they
    colour the negative values of a single one. Every so many categories are labelled. Stacked
    ones are parts of one bar, otherwise each starts at zero.
    """
    chart = BarChart()
    if stacked:
        chart.grouping = "stacked"
    chart.type = "bar" if sideways else "col"
    chart.overlap, chart.gapWidth = 100, 45
    for cells, colour in series.items():
        chart.add_data(_reference(data, cells), titles_from_data=True)
        chart.series[-1].graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.series[-1].invertIfNegative = False
    _label(chart, data, categories)
    chart.x_axis.tickLblSkip = every
    _calm(chart, number_format, legend=legend)
    if sideways:
        chart.x_axis.scaling.orientation = "maxMin"  # the first category on top
        chart.y_axis.crosses = "max"
    else:
        chart.x_axis.txPr = _type(_SLANTED)
    return chart


def lines(
    data: Worksheet, categories: str, series: Mapping[str, str], *, number_format: str,
    legend: bool = True, every: int = 1,
) -> LineChart:  # fmt: skip
    """Return a line chart of ranges on `data`, each with its colour; their heads name the series.

    Every cell has to hold a number: a text would be drawn as 0, an error shows in the sheet. The
    grey one, which the others are compared with, is dashed, to be told from them in print.
    """
    chart = LineChart()
    for cells, colour in series.items():
        chart.add_data(_reference(data, cells), titles_from_data=True)
        line = chart.series[-1]
        dash: Literal["sysDash"] | None = "sysDash" if colour == MUTED else None
        line.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=colour, w=_LINE, cap="rnd", prstDash=dash)
        )
        line.marker = Marker("none")
        line.smooth = False
    _label(chart, data, categories)
    assert isinstance(chart.x_axis, TextAxis)  # noqa: S101 (openpyxl types it as any axis)
    chart.x_axis.tickLblSkip = every
    _calm(chart, number_format, legend=legend)
    chart.x_axis.txPr = _type(_SLANTED)
    return chart


def shaded_line(
    data: Worksheet, categories: str, line: str, colour: str, shade: tuple[str, str], *,
    number_format: str, every: int = 1,
) -> BarChart:  # fmt: skip
    """Return a line over periods that are shaded: full-height bars where `shade` holds 1, not 0.

    `shade` is a range with its head, and a colour. The line's axis stands at the right, since
    what lies on the second axis is drawn over what lies on the first.
    """
    cells, tint = shade
    chart = bars(data, categories, {cells: tint}, number_format="0", legend=True, every=every)
    chart.gapWidth = 0
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    chart.y_axis.delete, chart.y_axis.majorGridlines = True, None
    over = lines(data, categories, {line: colour}, number_format=number_format)
    over.y_axis.axId, over.y_axis.crosses = 200, "max"
    chart += over
    return chart


class Points(NamedTuple):
    """One series of points: ranges with no head, and how it is drawn."""

    x: str
    y: str
    title: str
    """The cell that names it."""
    colour: str
    line: bool = False
    """Joined in their order, as a tail is."""
    size: int = 7
    """Of the marks, in points; 0 is none."""
    named: str = ""
    """The side on which its name stands beside its last point: r, l, t or b; "" for none."""


def scatter(
    data: Worksheet, series: Iterable[Points], *, number_format: str, legend: bool = False,
    least: float | None = None, most: float | None = None,
) -> ScatterChart:  # fmt: skip
    """Return a chart of points on `data`; both axes go from `least` to `most` where they are given.

    An axis follows no formula: scale the points, and say the scale in a cell.
    """
    chart = ScatterChart()
    chart.style, chart.scatterStyle = None, "lineMarker"
    for one in series:
        drawn = Series(_reference(data, one.y), _reference(data, one.x))
        drawn.tx = SeriesLabel(strRef=StrRef(f=str(_reference(data, one.title))))
        stroke = LineProperties(solidFill=one.colour, w=_THIN) if one.line else _NONE
        drawn.graphicalProperties = GraphicalProperties(ln=stroke)
        drawn.marker = Marker("circle", one.size) if one.size else Marker("none")
        if one.size:
            drawn.marker.graphicalProperties = GraphicalProperties(
                solidFill=one.colour, ln=LineProperties(solidFill=one.colour)
            )
        if one.named:
            drawn.dLbls = _name_at_the_end(CellRange(one.y).size["rows"] - 1, one.named)
        drawn.smooth = False
        chart.series.append(drawn)
    _calm(chart, number_format, legend=legend)
    chart.x_axis.number_format = number_format
    chart.x_axis.majorGridlines = chart.y_axis.majorGridlines
    for axis in (chart.x_axis, chart.y_axis):
        axis.scaling.min, axis.scaling.max = least, most
    return chart


def fill_frame(chart: ScatterChart) -> None:
    """Let the bare plot fill its frame, without axes: the cells behind it show through."""
    whole = ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0, y=0, w=1, h=1)
    chart.plot_area.layout = Layout(manualLayout=whole)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete, axis.majorGridlines = True, None


def place(chart: ChartBase, sheet: Worksheet, cells: str) -> None:
    """Set a chart over a range of cells, so that it grows with them."""
    area = CellRange(cells)
    start = AnchorMarker(col=area.min_col - 1, row=area.min_row - 1)
    end = AnchorMarker(col=area.max_col, row=area.max_row)
    sheet.add_chart(chart)
    # openpyxl takes any anchor, its type hints only a cell's name.
    chart.anchor = TwoCellAnchor("twoCell", _from=start, to=end)  # type: ignore[assignment]


def _reference(sheet: Worksheet, cells: str) -> Reference:
    area = CellRange(cells)
    return Reference(
        sheet, min_col=area.min_col, min_row=area.min_row, max_col=area.max_col,
        max_row=area.max_row,
    )  # fmt: skip


def _name_at_the_end(last: int, side: str) -> DataLabelList:
    shown: dict[str, bool] = dict.fromkeys(
        ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"),
        False,
    )
    name = DataLabel(
        idx=last, dLblPos=side, txPr=_type(colour=INK), **(shown | {"showSerName": True})
    )
    return DataLabelList(dLbl=[name], **shown)


def _label(chart: ChartBase, data: Worksheet, categories: str) -> None:
    for one in chart.series:
        # set_categories would call them numbers, and these are texts.
        one.cat = AxDataSource(strRef=StrRef(f=str(_reference(data, categories))))


def _calm(chart: BarChart | LineChart | ScatterChart, number_format: str, *, legend: bool) -> None:
    chart.graphical_properties = GraphicalProperties(noFill=True, ln=_NONE)
    chart.plot_area.graphicalProperties = GraphicalProperties(noFill=True, ln=_NONE)
    chart.roundedCorners = False
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # openpyxl says nothing, and Excel then shows no axis
        axis.majorTickMark = axis.minorTickMark = "none"
        axis.txPr = _type()
        axis.title = None
    chart.x_axis.tickLblPos = "low"  # below the bars also where they hang from zero
    chart.y_axis.number_format = number_format
    thin, zero = LineProperties(solidFill=RULE, w=6350), LineProperties(solidFill=MUTED, w=9525)
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=thin))
    chart.y_axis.graphicalProperties = GraphicalProperties(ln=_NONE)
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=zero)
    if legend and chart.legend is not None:
        chart.legend.position, chart.legend.txPr = "t", _type()
    else:
        chart.legend = None


def _type(rotation: int | None = None, colour: str = MUTED) -> RichText:
    face = CharacterProperties(sz=_SMALL, solidFill=colour, latin=Font(typeface=FONT))
    return RichText(
        bodyPr=RichTextProperties(rot=rotation),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=face), endParaRPr=face)],
    )
