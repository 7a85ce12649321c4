"""Reports: one month of all, each further one, two processes, memory, and openpyxl beside them."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl

from benchmarks.programs import command
from benchmarks.timing import Report, median

MONTHS = 24
ONE, ALL = "2024-11", "2023-01:2024-12"


class Run(NamedTuple):
    """What a whole process took."""

    seconds: float
    memory: int
    """Bytes at its peak."""


def measure(report: Report, home: Path) -> None:
    report.title("reports, whole processes", "median ms", "limit ms")
    file, folder = home / "first.xlsx", home / "reports"
    build = ("build", "value-growth", "--month", ONE, "--source", "sample", "-o", str(file))
    formulon = ("--engine", "formulon")
    first = command(*build, *formulon, times=1)
    report.row("value-growth, formulon's first time on a machine", first)
    report.row("value-growth", command(*build, times=5), 1.5)
    report.row("  with --engine formulon", command(*build, *formulon))
    _all(report, folder)
    report.row(
        "  openpyxl alone: writing the same cells", _openpyxl_alone([*folder.glob("*.xlsx")], home)
    )
    _many(report, home)


def _all(report: Report, folder: Path) -> None:
    folder.mkdir()
    one = median_run(folder, "--month", ONE)
    report.row("all reports of one month", one.seconds, 5)
    report.megabytes("  its memory at the peak", one.memory, 500e6)


def _many(report: Report, home: Path) -> None:
    """Measure the batch of 24 months; what does not change with the month is written once."""
    (home / "many").mkdir()
    one = median_run(home / "many", "--month", ONE)
    many = run(home / "many", "--months", ALL)
    report.row(f"all reports of {MONTHS} months", many.seconds)
    report.row("  each further month", (many.seconds - one.seconds) / (MONTHS - 1), 2)
    report.megabytes("  its memory at the peak", many.memory, 500e6)
    if (os.cpu_count() or 1) > 1:
        both = run(home / "many", "--months", ALL, "--jobs", "2")
        report.row("  by two processes", both.seconds, many.seconds / 1.5)


def median_run(folder: Path, *words: str) -> Run:
    """Return the middle one of three runs."""
    return sorted(run(folder, *words) for _ in range(3))[1]


def run(folder: Path, *words: str) -> Run:
    """Build all reports into a folder, in a process of its own."""
    line = [sys.executable, "-m", "rotationxl_addin", "build", "all", "--source", "sample"]
    began = time.perf_counter()
    with subprocess.Popen(
        [*line, *words, "-o", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Run(time.perf_counter() - began, used.ru_maxrss * 1024)


def _openpyxl_alone(paths: Sequence[Path], home: Path) -> float:
    """Return the seconds in which openpyxl writes these files' values, without looks or charts."""
    books = []
    for path in paths:
        book = openpyxl.load_workbook(path, data_only=True)
        books.append([list(sheet.values) for sheet in book])

    def write() -> None:
        for sheets in books:
            book = openpyxl.Workbook()
            for rows in sheets:
                sheet = book.create_sheet()
                for row in rows:
                    sheet.append(row)
            book.save(home / "plain.xlsx")

    return median(write, 3)
