"""The add-in for Excel: what stands between a cell and a function."""

import sys
from pathlib import Path

from benchmarks.timing import Report, fastest
from rotationxl.market.evaluate import Call
from rotationxl.sources import open_source
from rotationxl.store.database import Store
from rotationxl_addin.windows.desk import Desk
from rotationxl_addin.windows.opened import OPENED
from rotationxl_addin.windows.prompt import Prompt

_MODULE = "rotationxl_addin.windows.udfs"
_GIVEN = ("SPREAD", ("IWD", "IWF", "2024-11"))
_MOST = 30e-6
_TIMES = 40  # short ones: one of them meets a quiet machine


def measure(report: Report, home: Path) -> None:
    """Measure xlwings' CallUDF, on a stand-in for pywin32 where this is not Windows."""
    from win32 import com_server

    prompt = Prompt(open_source("sample"), Store(home / "excel.db"))
    desk = Desk(prompt)
    OPENED.put(desk, "sample")
    call = Call(_GIVEN[0], _GIVEN[1])
    desk.answer(call)
    desk.wait()
    desk.load()
    desk.wait()
    server = com_server()
    report.title("Python side of a cell in Excel", "median ms", "limit ms")
    alone = fastest(lambda: prompt.at_once(call), _TIMES)
    report.row("the function alone, from memory", alone)
    called = fastest(lambda: server.CallUDF(_MODULE, "answer", _GIVEN), _TIMES)
    report.row(f"CallUDF beyond it, {sys.platform}", called - alone, _MOST)
