"""LibreOffice with the extension: what our cells add to a sheet of constants."""

from pathlib import Path

import openpyxl

import rotationxl
from benchmarks.timing import Report, median
from calc_program import Program, Session, soon
from rotationxl.formulas import write_call
from rotationxl.market.evaluate import Call
from rotationxl.universe import TICKERS

COUNT = 5000
AREA = f"A1:A{COUNT}"


def _formulas() -> list[str]:
    """Return so many calls that have an answer."""
    months = [f"{year}-{month:02d}" for year in range(2010, 2025) for month in range(1, 13)]
    funds = [code for code, one in TICKERS.items() if one.kind == "fund"]
    calls = [Call("ASSET_RETURN", (fund, month)) for fund in funds for month in months]
    answers = rotationxl.open_market("sample").answers(calls)
    found = [call for call, answer in zip(calls, answers, strict=True) if type(answer) is float]
    return [write_call(*call) for call in found[:COUNT]]


def measure(report: Report, home: Path) -> None:
    program = Program(home / "office")
    program.install()
    formulas = _formulas()
    report.title("LibreOffice Calc: 5,000 cells", "median ms", "limit ms")
    with program.running() as session:
        begun = _open(session, home, "first", formulas)
        report.row("opened, and all values there, from a cold helper", begun)
        values = session.ask("texts", "first", AREA)
        constants = [f"={value!r}" for (value,) in values]
        _open(session, home, "constants", constants)
        alone = median(lambda: session.ask("recalculate", "constants"), 5)
        report.row("recalculated: constants", alone)
        ours = median(lambda: session.ask("recalculate", "first"), 5)
        assert session.ask("texts", "first", AREA) == values
        report.row("recalculated: our cells, warm, beyond the constants", ours - alone, 2.0)
        report.row("opened again: our cells, warm", _open(session, home, "again", formulas))


def _open(session: Session, home: Path, name: str, formulas: list[str]) -> float:
    """Open a workbook of formulas; return the seconds until the last cell has its value."""
    path = home / f"{name}.xlsx"
    book = openpyxl.Workbook()
    for formula in formulas:
        book.worksheets[0].append([formula])
    book.save(path)

    def work() -> None:
        session.ask("load", name, str(path))
        soon(lambda: all(isinstance(v, float) for (v,) in session.ask("texts", name, AREA)))

    return median(work, 1)
