"""The add-ins' files: built by one command."""

from pathlib import Path

from benchmarks.programs import command
from benchmarks.timing import Report


def measure(report: Report, home: Path) -> None:
    report.title("add-ins", "median ms", "limit ms")
    build = ("addin", "build", "-o", str(home / "addins"))
    report.row("rotationxl addin build: both, whole process", command(*build, times=5), 5.0)
