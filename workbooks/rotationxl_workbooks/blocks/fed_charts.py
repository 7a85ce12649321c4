"""The federal funds rate and the Federal Reserve's balance sheet as charts."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design
from rotationxl_workbooks.blocks import paths
from rotationxl_workbooks.design import section

CALLS = {
    "Federal funds, %": 'MACRO("DFF",{})',
    "Assets, $ tn": 'MACRO("WALCL",{})/10^6',
}
"""What `paths.quarters` computes for them."""


def funds_rate(sheet: Worksheet, row: int, data: Worksheet, drawn: paths.Path) -> None:
    """Draw the federal funds rate over five years; 10 rows in J to P."""
    section(sheet, f"J{row}:P{row}", "Federal funds rate (effective), %")
    _draw(sheet, f"J{row + 1}:P{row + 9}", data, drawn.categories, drawn.first)


def assets(sheet: Worksheet, row: int, data: Worksheet, drawn: paths.Path) -> None:
    """Draw the Federal Reserve's total assets over five years; 10 rows in B to H."""
    section(sheet, f"B{row}:H{row}", "Total assets of the Federal Reserve, $ trillion")
    _draw(sheet, f"B{row + 1}:H{row + 9}", data, drawn.categories, drawn.second)


def _draw(sheet: Worksheet, cells: str, data: Worksheet, categories: str, series: str) -> None:
    chart = charts.lines(
        data, categories, {series: design.FIRST}, number_format="0.0", legend=False, every=2
    )
    charts.place(chart, sheet, cells)
