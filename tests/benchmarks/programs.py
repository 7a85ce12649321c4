"""Whole processes: from a command to its answer or its report."""

import subprocess
import sys
from pathlib import Path

import rotationxl
from benchmarks.folder import folder_of_50
from benchmarks.timing import Report, median


def measure(report: Report, home: Path) -> None:
    report.title("whole processes", "median ms", "limit ms")
    _first_values(report, folder_of_50(home))


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
