"""How fast it is: medians of several runs, limits, and other libraries beside them.

    python tests/benchmarks/speed.py
    python tests/benchmarks/speed.py functions cells

Ends with an error where a limit is broken.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
HOME = Path(tempfile.mkdtemp())
os.environ["ROTATIONXL_HOME"] = str(HOME / "home")

from benchmarks import addins, cells, excel, functions, live, office, programs, reports, storage
from benchmarks.timing import Report

PARTS = {
    "functions": functions.measure,
    "cells": cells.measure,
    "storage": storage.measure,
    "programs": programs.measure,
    "reports": reports.measure,
    "live": live.measure,
    "addins": addins.measure,
    "excel": excel.measure,
    "office": office.measure,
}


def main(names: list[str]) -> int:
    report = Report()
    for name in names or PARTS:
        PARTS[name](report, HOME)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
