"""How long a report takes: 350 calls of ours and 600 ordinary formulas, for twelve months.

Run it by itself: `python tests/benchmarks/build_report.py [engine]`.
"""

import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from rotationxl.cells import Cell
from rotationxl_workbooks import engines
from rotationxl_workbooks.build import build


class Instant:
    """A host that takes no time of its own."""

    names = frozenset({"SECTOR_NUMBER"})

    def __call__(self, calls: Sequence[tuple[str, tuple[Cell, ...]]]) -> list[Cell]:
        return [float(hash(args) % 2000 - 1000) / 10000 for _, args in calls]


def template() -> bytes:
    workbook = openpyxl.Workbook()
    report, facts = workbook.worksheets[0], workbook.create_sheet("Facts")
    report.title, report["B1"] = "Report", "2024-11"
    workbook.defined_names["AsOf"] = DefinedName("AsOf", attr_text="Report!$B$1")
    for row in range(4, 39):
        report.cell(row, 1, f"XL{row}")
        for column in "BCDEFGHIJK":
            report[f"{column}3"] = ord(column)
            text = f'=IFNA(SECTOR_NUMBER($A{row},AsOf,{column}$3),"-")'
            report[f"{column}{row}"] = text
    for row in range(1, 101):
        at = 4 + row % 30
        facts[f"A{row}"] = f"=SUM(Report!B{at}:K{at})"
        facts[f"B{row}"] = f"=RANK(Report!B{at},Report!$B$4:$B$38)"
        facts[f"C{row}"] = f"=INDEX(Report!$A$4:$A$38,MATCH(Report!B{at},Report!$B$4:$B$38,0))"
        facts[f"D{row}"] = f'=TEXT(Report!B{at},"+0.0%;-0.0%")'
        facts[f"E{row}"] = f"=SUMPRODUCT(Report!B{at}:K{at},Report!B{at + 1}:K{at + 1})"
        facts[f"F{row}"] = f'=IF(A{row}>0,"up","down")'
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def main(name: str = engines.DEFAULT) -> None:
    book = template()
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        with engines.engine(name).open(book, Instant()) as session:
            print(f"open      {perf_counter() - start:.3f} s")
            for month in range(1, 13):
                start = perf_counter()
                build(book, Path(folder, "report.xlsx"), session, {"AsOf": f"2024-{month:02}"})
                print(f"2024-{month:02}   {perf_counter() - start:.3f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
