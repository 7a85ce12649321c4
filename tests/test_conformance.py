"""What both engines make of ordinary formulas, against Excel; each difference is listed.

`conformance.csv` says what Excel gives; a formula in braces is an array formula. What an engine
gives instead stands in `conformance_differences.csv`: a difference that is not listed fails, and
so does a listed one that has gone away.
"""

import csv
import datetime as dt
import io
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.cells import Cell
from rotationxl_workbooks import engines
from rotationxl_workbooks.calculate import Calculated
from rotationxl_workbooks.formulas import constant

HERE = Path(__file__).parent
APART = 20
"""Rows from one formula to the next: room for what it spills."""


class Nobody:
    """A host without functions."""

    names = frozenset[str]()

    def __call__(self, calls: object) -> list[Cell]:
        raise AssertionError(calls)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


CASES = {row["id"]: row for row in rows("conformance.csv")}
DIFFERENCES = {
    (row["engine"], row["id"]): row["gives"] for row in rows("conformance_differences.csv")
}
PLACES = {name: (1 + APART * k, 2) for k, name in enumerate(CASES)}


@cache
def book() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = "T"
    for name, (row, column) in PLACES.items():
        formula = CASES[name]["formula"]
        cell = workbook["T"].cell(row, column)
        if formula.startswith("{"):
            cell.value = ArrayFormula(cell.coordinate, formula[1:-1])
        else:
            cell.value = formula
    write_data(workbook.create_sheet("Data"))
    workbook.create_sheet("My Sheet")["A1"] = 42
    for name, text in {
        "Rets": "Data!$C$2:$C$9",
        "Hurdle": "0.05",
        "AvgRet": "AVERAGE(Data!$C$2:$C$9)",
        "AsOf": "Data!$N$1",
    }.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=text)
    workbook["T"].defined_names["LocalK"] = DefinedName("LocalK", attr_text="7")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def write_data(sheet: Worksheet) -> None:
    tickers = ["XLB", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV"]
    groups = ["Cyc", "Cyc", "Cyc", "Cyc", "Growth", "Def", "Def", "Def"]
    returns = [0.02, 0.05, -0.01, 0.015, 0.03, 0.005, -0.02, 0.01]
    weights = [0.03, 0.04, 0.13, 0.09, 0.31, 0.07, 0.03, 0.30]
    months = [dt.date(2024, month, 1) for month in range(4, 12)]
    mixed = [10, "20", True, None, 5, "abc", -3, 0]
    sheet.append(["Key", "Grp", "Ret", "Wt", "Month", "Mix"])
    for row in zip(tickers, groups, returns, weights, months, mixed, strict=True):
        sheet.append(row)
    more: dict[str, str | int] = {
        "I1": "Bad",
        "I2": 1,
        "I3": "#N/A",
        "I4": 3,
        "N1": "2024-11",
        "K1": "Nm",
        "L1": "Ret",
    }
    for at, value in more.items():
        sheet[at] = value
    for i, name in enumerate("abc", 1):
        sheet.cell(i + 1, 11, name)
        sheet.cell(i + 1, 12, i)
    sheet.add_table(Table(displayName="Tbl", ref="K1:L4"))


@cache
def calculated(engine: str) -> Calculated:
    return engines.engine(engine).calculate(book(), Nobody())


def given(engine: str, name: str) -> Cell:
    """Return a value, or the rows that a formula spilled."""
    result = calculated(engine)
    cells, (row, column) = result.values["T"], PLACES[name]
    height, width = result.spills.get("T", {}).get((row, column), (1, 1))
    block = [[cells[row + i, column + j] for j in range(width)] for i in range(height)]
    return block if (height, width) != (1, 1) else block[0][0]


def same(one: Cell, other: Cell) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(
            len(a) == len(b) and all(map(same, a, b)) for a, b in pairs
        )
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-12)
    return type(one) is type(other) and bool(one == other)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("engine", engines.names())
def test_formula_gives_what_excel_gives_or_is_listed(engine: str, name: str) -> None:
    right = constant(CASES[name]["expected"])
    value = given(engine, name)
    if (engine, name) in DIFFERENCES:
        assert not same(value, right), "this difference has gone away: take it off the list"
        right = constant(DIFFERENCES[engine, name])
    assert same(value, right), (CASES[name]["formula"], value, right)


def test_list_of_differences_names_known_engines_and_formulas() -> None:
    assert {engine for engine, _ in DIFFERENCES} <= set(engines.names())
    assert {name for _, name in DIFFERENCES} <= CASES.keys()
