"""The add-in for Excel when something breaks, is stopped, or is open twice."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rotationxl import registry
from rotationxl.cells import CellError
from rotationxl.errors import UnreachableError
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import Key
from rotationxl_addin.windows import logfile, udfs
from rotationxl_addin.windows.desk import Desk
from rotationxl_addin.windows.opened import OPENED
from rotationxl_addin.windows.prompt import AT_A_TIME, Prompt, StoppedError
from vba import Excel

NA = CellError("#N/A")
CALL = Call("ASSET_RETURN", ("IWD", "2024-11"))


@pytest.fixture
def desk(sample: Market, monkeypatch: pytest.MonkeyPatch) -> Desk:
    opened = Desk(Prompt(sample.source, sample.store))
    monkeypatch.setattr(OPENED, "_desk", opened)
    monkeypatch.setattr(OPENED, "source", "sample")
    monkeypatch.setattr(OPENED, "reason", "")
    return opened


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """Let the log be as it was, whatever files it is kept in meanwhile."""
    kept = logging.getLogger("rotationxl")
    before = list(kept.handlers)
    yield kept
    for handler in set(kept.handlers) - set(before):
        handler.close()
    kept.handlers = before


@pytest.fixture(scope="module")
def one_excel() -> Excel:
    return Excel()


@pytest.fixture
def excel(one_excel: Excel) -> Excel:
    for macro in ("RotationForget", "RotationConnectAnew", "RotationGiveUp"):
        one_excel.run(macro)
    one_excel.run("LetPass", 0)
    one_excel.caller.marked = one_excel.connections = 0
    return one_excel


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the functions that are named in the list fail as none should."""
    names: list[str] = []
    usual = registry.run

    def run(name: str, *given: object) -> object:
        if name in names:
            raise ZeroDivisionError("float division by zero")
        return usual(name, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(registry, "run", run)
    return names


def loaded(desk: Desk) -> None:
    desk.load()
    desk.wait()


# Errors that should not happen.


def test_a_function_that_breaks_is_na_with_its_reason_and_logged_once(
    desk: Desk, excel: Excel, broken: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    desk.answer(CALL)
    loaded(desk)
    broken.append("ASSET_RETURN")
    with caplog.at_level(logging.ERROR, "rotationxl"):
        for month in ("2024-10", "2024-09"):
            assert excel.cell("ASSET_RETURN", "IWD", month) == NA
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info
    assert excel.run("RotationWaiting") == 0
    assert excel.connections <= 1  # Python is not taken for gone
    ((status,),) = udfs.status()
    assert 'ASSET_RETURN("IWD","2024-10"): rotationxl could not compute this (Zero' in status
    broken.clear()
    excel.run("RotationRefresh")
    loaded(desk)
    excel.cell("ASSET_RETURN", "IWD", "2024-10")
    loaded(desk)
    assert isinstance(excel.cell("ASSET_RETURN", "IWD", "2024-10"), float)
    assert "could not compute" not in udfs.status()[0][0]


@pytest.mark.usefixtures("log")
def test_what_went_wrong_is_in_a_file(
    desk: Desk, broken: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("one", "two"):  # as of two processes
        monkeypatch.setenv("ROTATIONXL_HOME", str(tmp_path / folder))
        udfs.use("sample")
        udfs.use("sample")
    broken.append("SPREAD")
    loaded(desk)
    desk.answer(Call("SPREAD", ("IWD", "IWF", "2001-03")))
    loaded(desk)
    text = (tmp_path / "two" / logfile.NAME).read_text("utf-8")
    assert text.count("ERROR =SPREAD") == 1
    assert "ZeroDivisionError: float division by zero" in text
    assert not (tmp_path / "one" / logfile.NAME).exists()


def test_explain_tells_of_an_error_of_our_own(sample: Market, broken: list[str]) -> None:
    broken.append("SPREAD")
    told = sample.answers([Call("EXPLAIN", ("SPREAD", "IWD", "IWF", "2001-02"))])[0]
    assert told.startswith("SPREAD: rotationxl could not compute this (ZeroDivisionError: ")


def test_one_that_breaks_in_a_load_keeps_no_other_from_its_answer(
    desk: Desk, broken: list[str]
) -> None:
    broken.append("PRICE_ON")
    bad = Call("PRICE_ON", ("IWD", "2024-11-29"))
    for call in (CALL, bad, Call("ASSET_RETURN", ("IWF", "2024-11"))):
        desk.answer(call)
    loaded(desk)
    standing = desk.standing()
    assert (standing.answered, standing.text) == ([1, 2, 3], "")
    assert "could not compute this" in standing.note
    assert desk.standing().note == ""
    assert isinstance(desk.answer(CALL), float)
    assert desk.answer(bad).cell == "#N/A"


def test_a_source_that_breaks_in_a_load_leaves_no_cell_waiting(
    desk: Desk, excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = UnreachableError("folder: /data is not there any more.")
    may_end = threading.Event()

    def load(_self: Market, _keys: object) -> None:
        assert may_end.wait(30)
        raise gone

    with monkeypatch.context() as patch:
        patch.setattr(Market, "load", load)
        assert excel.cell(CALL.name, *CALL.values) == NA
        assert excel.run("RotationWaiting") == 1
        excel.run("RotationLook")
        progress = "Rotation: loading, 0 of 1 calls done (Esc stops it)"
        assert excel.app.run("StatusText") == progress
        may_end.set()
        desk.wait()
        excel.run("RotationLook")
        assert (excel.run("RotationWaiting"), excel.caller.marked) == (0, 1)
        assert excel.cell(CALL.name, *CALL.values) == NA
        assert excel.run("RotationWaiting") == 0
        assert excel.app.run("StatusText") == f"Rotation: {gone}"
    assert str(gone) in udfs.status()[0][0]
    excel.run("RotationRefresh")
    excel.cell(CALL.name, *CALL.values)
    loaded(desk)
    assert isinstance(excel.cell(CALL.name, *CALL.values), float)


def test_a_source_that_cannot_be_opened_is_told_of(
    excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OPENED, "_desk", None)
    monkeypatch.setattr(OPENED, "source", "folder:/no/such/folder")
    assert excel.cell(CALL.name, *CALL.values) == NA
    assert "/no/such/folder" in udfs.status()[0][0]
    assert "/no/such/folder" in udfs.look()[0][5]
    assert "/no/such/folder" in udfs.refresh()[0][0]
    assert OPENED.reason == ""
    excel.run("RotationLook")
    assert excel.connections <= 1


# Stopping.


def test_stopping_ends_a_load_and_the_next_calculation_begins_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    usual = Market.load
    asked: list[list[Key]] = []

    def load(self: Market, keys: list[Key]) -> None:
        asked.append(list(keys))
        if asked[-1]:
            begun.set()
            assert may_end.wait(30)
        usual(self, keys)

    monkeypatch.setattr(Market, "load", load)
    many = Call(
        "DATA_SOURCES",
        (",".join(f"Q{chr(65 + i % 26)}{chr(65 + i // 26)}" for i in range(2 * AT_A_TIME)),),
    )
    desk.answer(many)
    desk.load()
    assert begun.wait(30)
    assert desk.standing().text == (
        f"Rotation: loading, 0 of {4 * AT_A_TIME} series, 0 of 1 calls done"
    )
    desk.stop()
    may_end.set()
    desk.wait()
    assert desk.standing() == ("", [], 0, 0, "")
    assert len([keys for keys in asked if keys]) == 1
    answer = desk.answer(many)
    assert answer.number == 2
    loaded(desk)
    assert desk.standing().answered == [2]


def test_a_stop_that_comes_too_early_stops_nothing_later(sample: Market) -> None:
    market = Prompt(sample.source, sample.store)
    market.stopped.set()
    with pytest.raises(StoppedError):
        market.load([Key("price", "IWD")])
    opened = Desk(market)
    opened.answer(CALL)
    loaded(opened)
    assert opened.standing().answered == [1]


def test_a_report_that_is_stopped_is_not_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    usual = Market.renew_sessions

    def renew(self: Market) -> None:
        assert may_end.wait(30)
        usual(self)

    monkeypatch.setattr(Market, "renew_sessions", renew)
    path = tmp_path / "report.xlsx"
    assert udfs.report("value-growth", "2024-11", str(path)) == [[""]]
    assert udfs.look()[0][0] == "Rotation: building value-growth"
    udfs.stop()
    assert udfs.look()[0][0] != "Rotation: building value-growth"
    ((refused,),) = udfs.report("value-growth", "2024-11", str(path))
    assert "is still being built" in refused
    may_end.set()
    OPENED.reports.wait()
    assert not path.exists()
    assert udfs.look()[0][3] == ""
    udfs.report("value-growth", "2024-11", str(path))
    OPENED.reports.wait()
    assert udfs.look()[0][3] == str(path)
    desk.wait()


def test_esc_says_that_it_stopped_and_gives_up_the_cells(desk: Desk, excel: Excel) -> None:
    assert excel.cell(CALL.name, *CALL.values) == NA
    excel.run("RotationStop")
    told = "Rotation: stopped. Refresh data starts anew."
    assert excel.app.run("StatusText") == told
    assert (desk.pending, excel.run("RotationWaiting")) == (0, 0)
    excel.run("RotationLook")
    assert excel.app.run("StatusText") == told  # there is time to read it
    excel.run("LetPass", 30)
    excel.run("RotationLook")
    assert excel.app.run("StatusText") is False


def test_a_note_comes_back_after_progress(excel: Excel) -> None:
    excel.run("RotationNote", "read me")
    excel.run("RotationSay", "Rotation: loading")
    assert excel.app.run("StatusText") == "Rotation: loading"
    excel.run("RotationSay", "")
    assert excel.app.run("StatusText") == "Rotation: read me"


def test_opening_says_that_python_cannot_be_reached(excel: Excel) -> None:
    excel.refuses = True
    excel.run("RotationStart")
    excel.refuses = False
    assert "Python cannot be reached" in excel.app.run("StatusText")


# Two that look, and a Python that is another one.


def test_a_source_that_is_open_stays_open_with_what_is_noted(desk: Desk) -> None:
    desk.answer(CALL)
    assert udfs.use("sample") == [[""]]
    assert OPENED.desk() is desk
    assert desk.pending == 1


def test_cells_that_wait_for_a_python_that_has_ended_are_calculated_again(
    desk: Desk, excel: Excel, sample: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert excel.cell(CALL.name, *CALL.values) == NA
    another = Desk(Prompt(sample.source, sample.store))
    monkeypatch.setattr(OPENED, "_desk", another)
    for _ in range(2):
        excel.run("RotationLook")
        another.wait()
    assert (excel.run("RotationWaiting"), excel.caller.marked) == (0, 1)


def test_what_is_typed_in_the_wizard_is_not_fetched(desk: Desk, excel: Excel) -> None:
    excel.run("OpenWizard", True)
    try:
        assert excel.cell("ASSET_RETURN", "IW", "2024-11") == NA
    finally:
        excel.run("OpenWizard", False)
    assert (desk.pending, excel.run("RotationWaiting")) == (0, 0)
