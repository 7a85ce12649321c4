"""Indices and funds that the user of a report chooses, and what happens where one is misspelt."""

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import TICKERS
from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.inputs import Input

NAMES = "indices"
_HINT = "An index such as ^RUT or a fund such as IWM. Others than those listed may be typed."


def choice(name: str, label: str, ticker: str) -> Input:
    """Return an input that takes an index or a fund."""
    return Input(name, label, ticker, _HINT, NAMES)


def names(sheet: Worksheet, row: int, offered: str = NAMES) -> int:
    """Write what the tickers of a list are called; return the next free row."""
    design.section(sheet, f"B{row}:F{row}", "Names of the indices and funds on offer")
    design.heads(sheet, f"B{row + 1}:F{row + 1}", ["Name", "Ticker"], left=5)
    row += 2
    tickers = inputs.LISTS[offered]
    for place, ticker in enumerate(tickers, row):
        design.line(sheet, f"B{place}:F{place}", TICKERS[ticker].name, [])
        sheet[f"C{place}"].value = ticker
    last = row + len(tickers) - 1
    design.name_cell(sheet, "offered_names", f"B{row}:B{last}")
    design.name_cell(sheet, "offered_tickers", f"C{row}:C{last}")
    return last + 2


def tickers(sheet: Worksheet, row: int, choices: Sequence[Input]) -> int:
    """Write each choice's check, the ticker in use and its name; return the next free row.

    Names NAME_ticker, NAME_name and `choices_status`, ok where all are tickers. What is no
    ticker is told there, and the choice that the report came with is shown in its place.
    """
    rows = []
    for one in choices:
        good = f'LEFT({one.name}_check,2)="ok"'
        ticker = f"{one.name}_ticker"
        called = f"INDEX(offered_names,MATCH({ticker},offered_tickers,0))"
        rows += [
            (f"{one.label}: is it a ticker?", f"{one.name}_check",
             f'EXPLAIN("DATA_NOTE",{one.name})', "General"),
            (f"{one.label}: in use", ticker, f'IF({good},{one.name},"{one.value}")', "General"),
            (f"{one.label}: its name", f"{one.name}_name", f"IFERROR({called},{ticker})",
             "General"),
        ]  # fmt: skip
    status = '"ok"'
    for one in reversed(choices):
        told = f'"{one.label}: not a ticker, {one.value} is shown."'
        status = f'IF(LEFT({one.name}_check,2)="ok",{status},{told})'
    rows.append(("Choices that are no tickers", "choices_status", status, "General"))
    return workings.named(sheet, row, "The indices and funds chosen", rows)


def status(sheet: Worksheet, cell: str) -> None:
    """Write what the report says of the month and of the choices, in red where one is wrong."""
    told = 'IF(choices_status="ok","",choices_status&" ")'
    design.put(sheet, cell, f"={told}&month_status", "Status")
    wrong = 'OR(NOT(inputs_valid),LEFT(month_check,2)<>"ok",choices_status<>"ok")'
    design.colour_where(sheet, cell, wrong)
