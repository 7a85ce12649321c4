"""The buttons of the ribbon, pressed in the interpreter."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from rotationxl.cells import CellError
from rotationxl.live import keys
from rotationxl.market.evaluate import Market
from rotationxl_addin.windows import about, udfs, wrappers, xlam
from rotationxl_addin.windows.desk import Desk
from rotationxl_addin.windows.opened import OPENED
from rotationxl_addin.windows.prompt import Prompt
from rotationxl_addin.windows.xlam import XLWINGS
from rotationxl_addin.windows.xlsm import modules
from rotationxl_workbooks import layout
from rotationxl_workbooks.appendix import NOTICES
from vba import Control, Excel

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def excel(sample: Market, monkeypatch: pytest.MonkeyPatch) -> Excel:
    monkeypatch.setattr(OPENED, "_desk", Desk(Prompt(sample.source, sample.store)))
    monkeypatch.setattr(OPENED, "source", "sample")
    monkeypatch.setattr(OPENED, "reason", "")
    opened = Excel()
    opened.app.add_module(TESTING, name="Testing")
    return opened


TESTING = """\
Public Sub Choose(ByVal path As Variant, ByVal ends As Boolean)
    File = path
    WizardEnds = ends
End Sub

Public Sub Activated()
    RotationBindOnce ActiveWorkbook
End Sub

Public Sub Reopened()
    RotationBindAnew ActiveWorkbook
End Sub

Public Function EnteredSoFar() As String
    EnteredSoFar = Entered
End Function

Public Function PlannedSoFar() As Long
    PlannedSoFar = Planned
End Function

Public Function CellText2() As String
    CellText2 = ActiveCell.Formula2
End Function

Public Function CellText(Optional ByVal text As Variant) As String
    If Not IsMissing(text) Then ActiveCell.Formula = text
    CellText = ActiveCell.Formula
End Function
"""


def pressed(
    excel: Excel, button: str, *answers: object, tag: str = ""
) -> Sequence[tuple[object, ...]]:
    """Press a button, with what a person answers; return the dialogs that were shown."""
    before = len(excel.app.dialogs)
    excel.app.answer_dialogs(*answers)
    excel.run(f"RotationOn{button}", Control(tag))
    return [tuple(dialog) for dialog in excel.app.dialogs[before:]]


def test_cancel_in_the_settings_leaves_everything_as_it_is(excel: Excel) -> None:
    (asked,) = pressed(excel, "Settings", "")
    assert "live, sample, folder:PATH" in str(asked)
    assert excel.run("KeptSoFar") == ""
    assert excel.server.calls == []


def test_a_source_is_kept_once_it_could_be_opened(excel: Excel) -> None:
    told = pressed(excel, "Settings", "sampel")
    assert "Did you mean sample?" in str(told[-1])
    assert excel.run("KeptSoFar") == ""
    assert len(pressed(excel, "Settings", " sample ", "")) == 2
    assert excel.run("KeptSoFar") == "source=sample;"
    excel.server.calls.clear()
    pressed(excel, "Settings", "sample", "")
    assert excel.server.calls == []


def test_the_key_goes_to_the_keyring_and_nowhere_else(
    excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(keys, "set_key", kept.append)
    dialogs = pressed(excel, "Settings", "live", KEY)
    assert kept == [KEY]
    assert "kept in the system keyring" in str(dialogs[-1])
    assert KEY not in str(dialogs)
    assert KEY not in excel.run("KeptSoFar")
    again = pressed(excel, "Settings", "live", "")
    assert KEY not in str(again)
    assert kept == [KEY]


def test_a_function_is_inserted_where_nothing_stands(excel: Excel) -> None:
    excel.run("Choose", False, True)
    assert not pressed(excel, "Insert", tag="STYLE_SPREAD")
    assert excel.run("CellText") == "=STYLE_SPREAD()"
    assert excel.run("CellText2") == "=STYLE_SPREAD()"  # an @ would make one cell of a table


@pytest.mark.parametrize(("answers", "ends", "left"), [((2,), True, "x"), ((1,), False, "x")])
def test_what_stands_in_the_cell_is_not_lost(
    answers: tuple[int, ...], ends: bool, left: str, excel: Excel
) -> None:
    excel.run("CellText", "x")
    excel.run("Choose", False, ends)
    assert len(pressed(excel, "Insert", *answers, tag="STYLE_SPREAD")) == 1
    assert excel.run("CellText") == left


def test_no_report_is_begun_where_no_file_is_chosen(excel: Excel, tmp_path: Path) -> None:
    excel.run("Choose", False, True)
    pressed(excel, "ReportOfMonth", "2024-11", tag="value-growth")
    assert excel.server.calls == []


@pytest.mark.parametrize("name", layout.names())
def test_every_report_is_built_and_asks_for_a_month_where_it_needs_one(
    name: str, excel: Excel, tmp_path: Path
) -> None:
    excel.run("Choose", str(tmp_path / "report.xlsx"), True)
    asks = layout.load(name).asks_for_month
    asked = (
        pressed(excel, "ReportOfMonth", "2024-11", tag=name)
        if asks
        else pressed(excel, "Report", tag=name)
    )
    assert len(asked) == asks
    OPENED.reports.wait()
    assert OPENED.reports.outcome() == str(tmp_path / "report.xlsx")


def test_why_no_copy_can_be_sent_is_told(excel: Excel, tmp_path: Path) -> None:
    excel.run("Choose", False, True)
    assert not pressed(excel, "Send")
    excel.run("Choose", str(tmp_path / "sent.xlsx"), True)
    (told,) = pressed(excel, "Send")
    assert "is not there" in str(told)
    assert "!" not in str(told[1])


@pytest.mark.parametrize(("button", "text"), [("Status", "imulated"), ("About", "Apache")])
def test_what_is_told(button: str, text: str, excel: Excel) -> None:
    assert text in str(pressed(excel, button)[0])


def test_a_workbook_with_its_own_functions_calls_nothing_that_the_ribbon_has() -> None:
    ribbon = xlam.modules()[wrappers.RIBBON]
    names = set(re.findall(r"(?m)^(?:Public|Private) (?:Sub|Function) (\w+)", ribbon))
    assert "RotationOnSettings" in names
    words = set(re.findall(r"\w+", "\n".join(modules().values())))
    assert not names & words


# About.


def test_about_names_versions_licences_and_notices_and_fits_a_message_box() -> None:
    ((text,),) = udfs.about()
    assert text == about.text()
    assert len(text) < udfs.MOST_IN_A_BOX
    assert f"xlwings {XLWINGS}: BSD 3-clause" in text
    assert "pyopenvba" in text
    assert all(notice in text for notice in NOTICES[1:3])


@pytest.mark.usefixtures("excel")
@pytest.mark.parametrize(("length", "shown"), [(999, 999), (1000, 1000), (5000, 1000)])
def test_a_status_is_cut_to_what_a_message_box_shows(
    length: int, shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OPENED.desk(), "told", lambda: "x" * length)
    ((text,),) = udfs.status()
    assert len(text) == shown
    assert text.endswith("...") == (length > shown)


# What Excel starts.


def test_opening_binds_each_workbook_once_and_says_what_is_wrong(excel: Excel) -> None:
    excel.run("CellText", "=style_spread(B9)")
    excel.run("RotationStart")
    assert excel.server.calls == ["use"]
    plain = "=@STYLE_SPREAD(B9)"
    assert excel.run("EnteredSoFar") == plain
    assert excel.server.described
    excel.run("Activated")
    assert excel.run("EnteredSoFar") == plain
    excel.run("Reopened")
    assert excel.run("EnteredSoFar") == plain * 2
    excel.run("RotationKeep", "", "", "source", "folder:/no/such/folder")
    excel.run("RotationStart")
    assert "/no/such/folder" in excel.run("StatusText")


def test_what_opening_calculates_is_loaded_soon(excel: Excel) -> None:
    excel.run("CellText", "=style_spread(B9)")
    assert excel.cell("STYLE_SPREAD", "2024-11") == CellError("#N/A")  # as opening calculates it
    before = excel.run("PlannedSoFar")
    excel.run("Reopened")
    assert excel.run("PlannedSoFar") == before + 1


def test_refresh_hears_of_excel_again_where_a_macro_was_ended(excel: Excel) -> None:
    excel.run("RotationRefresh")
    assert excel.run("ListenedSoFar") == 1
    for events in ("ThisWorkbook", "OwnWorkbook"):
        assert "Public Sub Listen()" in wrappers.written(events)


def test_refresh_tells_why_it_cannot(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OPENED, "_desk", None)
    monkeypatch.setattr(OPENED, "source", "folder:/no/such/folder")
    assert "/no/such/folder" in str(pressed(excel, "Refresh"))


def test_a_tick_looks_and_plans_the_next(excel: Excel) -> None:
    before = excel.run("PlannedSoFar")
    excel.run("RotationTick")
    assert excel.server.calls == ["look"]
    assert excel.run("PlannedSoFar") == before + 1


@pytest.mark.parametrize(
    ("events", "has"), [("ThisWorkbook", xlam.modules()), ("OwnWorkbook", modules())]
)
def test_all_that_events_call_is_there(events: str, has: dict[str, str]) -> None:
    text = "\n".join(has.values())
    public = set(re.findall(r"(?m)^Public (?:Sub|Function) (\w+)", text))
    called = set(re.findall(r"\b(Rotation\w+|CancelTick)\b", wrappers.written(events)))
    assert "RotationStart" in called
    assert called <= public
