"""A report as its reader sees it: built, opened, and read by the names of its cells."""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from rotationxl.market.evaluate import Market
from rotationxl_workbooks.build import build

Cells = Mapping[tuple[str, str], Any]
"""What cells hold, by sheet and address."""


def cells(path: Path, *, values: bool = True) -> Cells:
    """Return what every cell of a file shows, or the formula or constant that it holds."""
    book = load_workbook(path, data_only=values)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for cell in chain.from_iterable(sheet.iter_rows())
        if cell.value is not None
    }


class Report:
    """The values of one built report."""

    def __init__(
        self, name: str, in_month: str, market: Market, folder: Path, **given: str
    ) -> None:
        path = folder / f"{name}.xlsx"
        [self.built] = build(name, [in_month], market, out=path, given=given)
        self.book = load_workbook(path, data_only=True)

    def at(self, cell: str, sheet: str = "Summary") -> Any:
        return self.book[sheet][cell].value

    def named(self, name: str) -> Any:
        [(sheet, place)] = self.book.defined_names[name].destinations
        found = self.book[sheet][place.replace("$", "")]
        return [cell.value for (cell,) in found] if isinstance(found, tuple) else found.value

    def row(self, label: str, *, nth: int = 0, sheet: str = "Summary") -> list[Any]:
        """Return what stands right of a label, up to the next blank column of the row."""
        starts = [
            cell
            for row in self.book[sheet].iter_rows()
            for cell in row
            if cell.value == label
        ]  # fmt: skip
        start = starts[nth]
        cells = self.book[sheet][start.row][start.column : start.column + 6]
        return [cell.value for cell in cells if cell.value is not None]


def total_return_index(path: Path) -> Mapping[str, float]:
    """Return the wealth that dividends reinvested make of a price file, by day; no code of ours."""
    wealth, factor, before = {}, 1.0, 0.0
    for line in path.read_text("utf-8").splitlines()[1:]:
        day, close, dividend, *_ = line.split(",")
        price, paid = float(close), float(dividend or 0)
        factor *= 1 / (1 - paid / before) if paid else 1
        wealth[day], before = price * factor, price
    return wealth


def observations(path: Path) -> Mapping[str, float]:
    """Return the values of a file of rows `date,value`, by day; empty ones are left out."""
    rows = (line.split(",") for line in path.read_text("utf-8").splitlines()[1:])
    return {row[0]: float(row[1]) for row in rows if row[1]}


def level(values: Mapping[str, float], day: str) -> float:
    """Return the last value on or before a day."""
    return values[max(known for known in values if known <= day)]


def growth(wealth: Mapping[str, float], base: str, last: str) -> float:
    """Return the growth between the last days on or before two days."""
    return level(wealth, last) / level(wealth, base) - 1
