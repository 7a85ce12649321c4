"""The add-in for Excel: its VBA before Python, what it holds, and names."""

import re
import time
from pathlib import Path

import pytest

import rotationxl
from living import Living
from rotationxl.cells import Cell, CellError
from rotationxl.market import evaluate
from rotationxl.market.evaluate import Call, Market
from rotationxl.reference import by_family
from rotationxl.registry import FUNCTIONS, Table
from rotationxl_addin.windows import udfs, xlam
from rotationxl_addin.windows.desk import Desk
from rotationxl_addin.windows.opened import OPENED
from rotationxl_addin.windows.prompt import Prompt
from rotationxl_addin.windows.variants import of_excel, to_excel
from vba import Caller, Excel

NA = CellError("#N/A")


@pytest.fixture
def imported() -> None:
    """Import what a refresh does, which is in no one's time."""
    import fredapi
    import yfinance

    assert fredapi
    assert yfinance


@pytest.fixture(scope="module")
def excel() -> Excel:
    return Excel()


@pytest.fixture(autouse=True)
def desk(sample: Market, excel: Excel, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Open the sample market, with nothing in memory, and let Excel forget all."""
    opened = Desk(Prompt(sample.source, sample.store))
    monkeypatch.setattr(OPENED, "_desk", opened)
    monkeypatch.setattr(OPENED, "source", "sample")
    for macro in ("RotationForget", "RotationConnectAnew", "RotationGiveUp"):
        excel.run(macro)
    excel.server.calls.clear()
    excel.server.broken = 0
    excel.connections = 0
    return opened


def loaded(desk: Desk) -> None:
    desk.load()
    desk.wait()


# Calls.


def test_a_repeated_call_does_not_reach_python_until_refresh(excel: Excel, desk: Desk) -> None:
    loaded_with(desk, "STYLE_SPREAD", "2024-11")
    first = excel.cell("STYLE_SPREAD", "2024-11")
    assert excel.cell("STYLE_SPREAD", "2024-11") == first
    assert excel.server.calls == ["answer"]
    excel.run("RotationForget")
    assert excel.cell("STYLE_SPREAD", "2024-11") == first
    assert excel.server.calls == ["answer"] * 2


def loaded_with(desk: Desk, name: str, *given: Cell) -> None:
    desk.answer(Call(name, given))
    loaded(desk)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ab", "aB"),
        ("Ab", "aB"),
        ("ab", "AB"),
        (1.0, "1"),
        (1.0, True),
        (0.1 + 0.2, 0.3),
        (None, ""),
        ([[1.0, 2.0]], [[1.0], [2.0]]),
        ([[1.0, 2.0]], [[12.0]]),
        ([["a|s1Lb"]], [["a", "b"]]),
        ([[None, 1.0]], [[1.0, None]]),
        (CellError("#N/A"), CellError("#REF!")),
    ],
)
def test_calls_that_differ_in_anything_are_different_calls(
    one: Cell, other: Cell, excel: Excel, desk: Desk
) -> None:
    loaded(desk)
    for given in (one, other, one, other):
        excel.cell("EXPLAIN", "TOTAL", given)
    assert len(excel.server.calls) == 2


def test_python_is_connected_to_once_and_once_more_where_it_has_gone(
    excel: Excel, desk: Desk
) -> None:
    loaded_with(desk, "STYLE_SPREAD", "2024-11")
    value = excel.cell("STYLE_SPREAD", "2024-11")
    excel.cell("STYLE_SPREAD", "2024-10")
    assert excel.connections == 1
    excel.server.broken = 1
    excel.run("RotationForget")
    assert excel.cell("STYLE_SPREAD", "2024-11") == value
    assert excel.connections == 2


def test_without_python_cells_are_na_and_do_not_try_again_and_again(excel: Excel) -> None:
    excel.server.broken = 99
    assert [excel.cell("STYLE_SPREAD", month) for month in ("2024-11", "2024-10")] == [NA, NA]
    assert len(excel.server.calls) == 2
    assert "RPC server" in excel.run("RotationTrouble")
    excel.server.broken = 0
    excel.run("RotationConnectAnew")
    excel.cell("STYLE_SPREAD", "2024-11")
    assert len(excel.server.calls) == 3


def test_a_python_that_does_not_start_is_waited_for_once(excel: Excel) -> None:
    excel.refuses = True
    before = excel.connections
    assert [excel.cell("STYLE_SPREAD", month) for month in ("2024-11", "2024-10")] == [NA, NA]
    excel.refuses = False
    assert excel.connections == before + 1
    assert "exited" in excel.run("RotationTrouble")


def test_python_is_started_itself_so_that_its_end_is_seen() -> None:
    text = xlam.modules()["RotationPython"]
    assert "ServerCommand = q & Interpreter() & q &" in text
    assert "cmd.exe" not in re.sub(r"(?m)^\s*'.*", "", text)


def test_cells_heal_once_python_can_be_reached(excel: Excel, desk: Desk) -> None:
    loaded_with(desk, "STYLE_SPREAD", "2024-11")
    excel.caller.marked = 0
    excel.server.broken = 2
    assert excel.cell("STYLE_SPREAD", "2024-11") == NA
    assert excel.run("RotationWaiting") == 1
    excel.run("RotationLook")
    assert (excel.run("RotationWaiting"), excel.caller.marked) == (1, 0)
    excel.run("RotationConnectAnew")
    excel.run("RotationLook")
    assert (excel.run("RotationWaiting"), excel.caller.marked) == (0, 1)
    assert isinstance(excel.cell("STYLE_SPREAD", "2024-11"), float)


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("STYLE_SPREAD", ("2024-13",), "#VALUE!"),
        ("STYLE_SPREAD", (), "#VALUE!"),
        ("STYLE_SPREAD", ("1950-01",), "#N/A"),
        ("STYLE_SPREAD", (CellError("#DIV/0!"),), "#DIV/0!"),
        ("ASSET_RETURN", ("XLEE", "2024-11"), "#N/A"),
    ],
)
def test_errors_are_real_errors(
    name: str, given: tuple[Cell, ...], error: str, excel: Excel, desk: Desk
) -> None:
    excel.cell(name, *given)
    loaded(desk)
    assert excel.cell(name, *given) == CellError(error)
    assert isinstance(excel.cell(name, *given), CellError)


def test_text_that_looks_like_an_error_or_a_token_stays_text() -> None:
    for text in ("#N/A", "\x02e2042", "\x02"):
        ((carried,),) = to_excel("EXPLAIN", text, uses_1904=False)
        assert carried == (text if text == "#N/A" else f"\x02t{text}")


def test_arrays_hold_errors_and_blanks(excel: Excel) -> None:
    rows: list[list[Cell]] = [["a", None, 1.0], [NA, True, float("nan")]]
    table = Table(["x", "y", "z"], rows, headers=False)
    assert to_excel("ROTATION_TABLE", table, uses_1904=False) == [
        ["a", "", 1.0],
        ["\x02e2042", True, "\x02e2042"],
    ]


def test_blank_cells_and_ranges_of_one_are_what_they_are_everywhere() -> None:
    assert of_excel("X", ("a", None, -2147352572), uses_1904=False).values == ("a",)
    assert of_excel("X", ((1.0, "b"),), uses_1904=False).values == ([[1.0, "b"]],)
    assert of_excel("X", (((1.0,), (-2146826246,)),), uses_1904=False).values == ([[1.0], [NA]],)


def test_dates_of_1904_are_the_same_days(excel: Excel, desk: Desk, sample: Market) -> None:
    november = 45_625.0  # 2024-11-29
    loaded_with(desk, "DATA_AS_OF", "IWD", november)
    loaded_with(desk, "STYLE_SPREAD", november)
    expected = [sample.answer("STYLE_SPREAD", november), sample.answer("LOW_DATE", "IWD", "2024")]
    loaded_with(desk, "LOW_DATE", "IWD", "2024")
    excel.caller.is_1904 = True
    excel.run("RotationUses1904", True)
    try:
        assert excel.cell("STYLE_SPREAD", november - 1462) == expected[0]
        assert excel.cell("STYLE_SPREAD", 202411.0) == expected[0]
        assert excel.cell("LOW_DATE", "IWD", "2024") == expected[1] - 1462
    finally:
        excel.run("RotationUses1904", False)
        excel.caller.is_1904 = False
    assert excel.cell("LOW_DATE", "IWD", "2024") == expected[1]


# Loading.


def test_what_is_missing_is_noted_and_loaded_in_one_step_and_the_cells_marked(
    excel: Excel, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = desk._market  # noqa: SLF001 (to count its loads)
    excel.caller.marked = 0
    for ticker in ("IWD", "IWF", "XLK"):
        assert excel.cell("ASSET_RETURN", ticker, "2024-11") == NA
        assert excel.cell("ASSET_RETURN", ticker, "2024-10") == NA
    assert (market.loads, desk.pending, excel.run("RotationWaiting")) == (0, 6, 6)
    excel.run("RotationLook")
    desk.wait()
    assert market.loads <= 2  # to open the market, and all that was noted
    excel.run("RotationLook")
    assert (excel.caller.marked, desk.pending, excel.run("RotationWaiting")) == (6, 0, 0)
    assert isinstance(excel.cell("ASSET_RETURN", "IWD", "2024-11"), float)


@pytest.mark.parametrize(("is_protected", "entered"), [(False, ["=SPREAD()"]), (True, [])])
def test_cells_of_other_sheets_than_the_active_one_heal_too(
    is_protected: bool,
    entered: list[str],
    excel: Excel,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert excel.cell("ASSET_RETURN", "IWD", "2024-11") == NA
    excel.run("RotationLook")
    desk.wait()
    monkeypatch.setattr(excel, "caller", Caller())
    excel.caller.is_active, excel.caller.is_protected = False, is_protected
    excel.run("RotationGiveUp")
    excel.run("RotationForget")
    assert excel.cell("SPREAD", "IWM", "IWB", "2024-11") == NA
    for _ in range(2):
        excel.run("RotationLook")
        desk.wait()
    assert (excel.caller.entered, excel.caller.marked) == (entered, 0)
    assert excel.caller.calculated == is_protected
    assert excel.run("RotationWaiting") == 0


def test_stopping_gives_up_what_is_noted(excel: Excel, desk: Desk) -> None:
    assert excel.cell("STYLE_SPREAD", "2024-11") == NA
    excel.run("RotationStop")
    assert (desk.pending, excel.run("RotationWaiting")) == (0, 0)


def test_data_are_read_again_before_cells_are(desk: Desk) -> None:
    loaded_with(desk, "STYLE_SPREAD", "2024-11")
    assert desk.standing() == ("", [1], 0, 1, "")
    desk.renew()
    loaded(desk)
    assert isinstance(desk.answer(Call("STYLE_SPREAD", ("2024-11",))), float)
    assert desk.standing(1) == ("", [], 0, 1, "")  # they are what they were


def test_all_who_look_are_told_the_same(desk: Desk) -> None:
    for ticker in ("IWD", "XLK"):
        loaded_with(desk, "ASSET_RETURN", ticker, "2024-11")
    assert [desk.standing(seen).answered for seen in (0, 0, 1, 2)] == [[1, 2], [1, 2], [2], []]
    assert desk.standing(7).answered == [1, 2]  # of another Python, before this one


# Buttons.


def test_all_that_vba_asks_python_for_is_there() -> None:
    text = "\n".join(xlam.modules().values())
    asked = set(re.findall(r'(?:RotationAsk\(?|Tell) ?"(\w+)"', text))
    assert asked == {
        "answer", "look", "stop", "use", "refresh", "status", "about", "report", "keep_key",
        "withdraw", "send",
    }  # fmt: skip
    assert all(hasattr(getattr(udfs, name), "__xlfunc__") for name in asked)


def asked(excel: Excel, wanted: str, *given: Cell) -> list[Cell]:
    """Return what Python tells VBA."""
    told = excel.server.python.CallUDF("rotationxl_addin.windows.udfs", wanted, given)
    return list(told) if isinstance(told, list) else [told]


def test_a_report_is_built_beside_and_told_of_once(excel: Excel, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    assert asked(excel, "report", "value-growth", "2024-11", str(path)) == [""]
    assert asked(excel, "report", "value-growth", "2024-11", str(path))[0].startswith("!template: ")
    assert asked(excel, "look")[0] == "Rotation: building value-growth"
    OPENED.reports.wait()
    assert asked(excel, "look")[3] == str(path)
    assert path.is_file()
    assert asked(excel, "look")[3] == ""


def test_why_a_report_is_not_built_is_told(excel: Excel, tmp_path: Path) -> None:
    asked(excel, "report", "value-growth", "2099-01", str(tmp_path / "report.xlsx"))
    OPENED.reports.wait()
    assert asked(excel, "look")[3].startswith("!month: 2099-01")


def test_another_source_is_used_or_refused(excel: Excel) -> None:
    (said,) = asked(excel, "use", "sampel")
    assert "Did you mean sample?" in said
    assert asked(excel, "use", "sample") == [""]
    OPENED.desk().wait()
    assert "imulated" in asked(excel, "status")[0]


def test_refresh_reads_anew_and_about_tells_the_version(excel: Excel, desk: Desk) -> None:
    loaded_with(desk, "STYLE_SPREAD", "2024-11")
    assert asked(excel, "refresh") == [""]
    assert asked(excel, "answer", "STYLE_SPREAD", ("2024-11",))[0].startswith("\x02w")
    assert rotationxl.__version__ in asked(excel, "about")[0]


def test_the_wizard_is_told_of_every_function_once_a_workbook_is_open(excel: Excel) -> None:
    excel.run("RotationDescribeOnce")
    assert list(excel.server.described) == [f.name for _, fs in by_family() for f in fs]
    for name, (told, category, arguments) in excel.server.described.items():
        function = FUNCTIONS[name]
        assert (told, category) == (function.help, f"Rotation: {function.category}")
        assert len(arguments) == len(function.arguments)
        for argument, text in zip(function.arguments, arguments, strict=True):
            assert text.removeprefix("[optional] ") == argument.help
    excel.server.described.clear()
    excel.run("RotationDescribeOnce")
    assert not excel.server.described


# Live data.


@pytest.mark.usefixtures("imported")
def test_many_cells_cost_one_request_a_series_and_heal_by_themselves(
    excel: Excel, living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "CHECK_SECONDS", 0.02)
    desk = Desk(Prompt(living.live(mode="behind")))
    monkeypatch.setattr(OPENED, "_desk", desk)
    calls = [(ticker, f"2024-{month:02d}") for ticker in ("IWD", "IWF") for month in range(1, 13)]
    start = time.perf_counter()
    assert {excel.cell("ASSET_RETURN", *call) for call in calls} == {NA}
    assert time.perf_counter() - start < 1
    excel.caller.marked = 0
    until = time.monotonic() + 30
    while excel.caller.marked < len(calls) and time.monotonic() < until:
        excel.run("RotationLook")
        time.sleep(0.02)
    assert (excel.caller.marked, desk.pending) == (len(calls), 0)
    shown_now = [excel.cell("ASSET_RETURN", *call) for call in calls]
    assert shown_now == living.market(mode="never").answers(
        [Call("ASSET_RETURN", c) for c in calls]
    )
    assert len(living.stub.requests("chart")) == 2


@pytest.mark.usefixtures("imported")
def test_cells_are_told_of_a_refresh_that_has_finished(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "CHECK_SECONDS", 0.02)
    call = Call("DATA_AS_OF", ("IWD",))
    (old,) = living.market().answers([call])
    living.stub.world.today = living.stub.world.today.replace(day=3)
    desk = Desk(Prompt(living.live(mode="behind")))
    desk.answer(call)
    loaded(desk)
    assert desk.answer(call) == old
    until = time.monotonic() + 30
    while not desk.standing().changes and time.monotonic() < until:
        assert desk.answer(call) in (old, old + 1) or desk.pending
        desk.load()
        time.sleep(0.02)
    desk.wait()
    assert desk.answer(call) == old + 1
