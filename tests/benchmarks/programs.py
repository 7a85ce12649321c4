"""Whole processes: from a command to its answer or its report."""

import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import rotationxl
from benchmarks.folder import folder_of_50
from benchmarks.timing import Report, median


def measure(report: Report, home: Path) -> None:
    report.title("whole processes", "median ms", "limit ms")
    _first_values(report, folder_of_50(home))
    _reports(report, home)


def _python(code: str) -> float:
    return median(lambda: subprocess.run([sys.executable, "-c", code], check=True), 5)


def command(*arguments: str, times: int = 3) -> float:
    """Return the median seconds of the command, from its start to its end."""
    line = [sys.executable, "-m", "rotationxl_addin", *arguments]
    return median(lambda: subprocess.run(line, check=True, capture_output=True), times)


def _first_values(report: Report, root: Path) -> None:
    source = f"folder:{root}"
    rotationxl.call("ASSET_RETURN", "T00", "2024-11", source=source)
    bare = _python("import numpy, sqlite3")
    report.row("new process: import numpy, sqlite3", bare)
    call = f'import rotationxl; rotationxl.call("ASSET_RETURN","T00","2024-11",source={source!r})'
    report.row("new process to first value, filled store", _python(call), 2.5 * bare + 0.15)
    file = str(root / "prices/T00.csv")
    line = (
        f"import pandas as pd; d = pd.read_csv({file!r}, parse_dates=['date'], index_col='date')\n"
        "d.close[:'2024-11-30'].iloc[-1]"
    )
    report.row("  plain pandas: new process to first value", _python(line))
    formula = '=ASSET_RETURN("T00","2024-11")'
    report.row("rotationxl calc, whole command", command("calc", formula, "--source", source))
    report.row("rotationxl functions STYLE_SPREAD", command("functions", "STYLE_SPREAD"))


def _reports(report: Report, home: Path) -> None:
    file = home / "first.xlsx"
    build = ("build", "value-growth", "--month", "2024-11", "--source", "sample", "-o", str(file))
    report.row("build value-growth, first time on a machine", command(*build, times=1), 3.0)
    report.row("build value-growth, whole process", command(*build, times=5), 1.5)
    fast = command(*build, "--engine", "formualizer", times=5)
    report.row("  with --engine formualizer", fast)
    for engine in ("formulon", "formualizer"):
        further = _further_month(engine, home)
        report.row(f"each further month in the same process, {engine}", further, 0.25)
    report.row("  openpyxl alone: writing the same cells", _openpyxl_alone(file, home))


def _further_month(engine: str, home: Path) -> float:
    from rotationxl_workbooks.build import build

    market = rotationxl.open_market("sample")
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    reports = build("value-growth", months, market, out=home / engine, engine=engine)
    stamps = [time.perf_counter() for _ in reports]
    return statistics.median(later - earlier for earlier, later in pairwise(stamps))


def _openpyxl_alone(path: Path, home: Path) -> float:
    import openpyxl

    source = openpyxl.load_workbook(path, data_only=True)
    cells = [[[c.value for c in row] for row in sheet.iter_rows()] for sheet in source]

    def write() -> None:
        book = openpyxl.Workbook()
        for rows in cells:
            sheet = book.create_sheet()
            for row in rows:
                sheet.append(row)
        book.save(home / "plain.xlsx")

    return median(write, 3)
