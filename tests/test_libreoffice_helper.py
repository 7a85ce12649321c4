"""The helper process and the extension's line to it, without LibreOffice."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from calc_program import soon
from markets import random_rows, weekdays, write_prices
from rotationxl.market.evaluate import Market
from rotationxl.registry import FUNCTIONS
from rotationxl_addin.libreoffice import describe, helper, install
from rotationxl_addin.libreoffice.build import build
from rotationxl_addin.libreoffice.program import places
from rotationxl_addin.libreoffice.program.desk import Desk

NONE_YET = "none yet"


class Shown:
    """What a cell shows."""

    def __init__(self) -> None:
        self.answer: Any = NONE_YET

    def give(self, answer: Any) -> None:
        self.answer = answer

    def is_shown(self) -> bool:
        return True


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ROTATIONXL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ROTATIONXL_SOURCE", "sample")
    monkeypatch.setenv("ROTATIONXL_CALC_IDLE", "1")
    install.note_python()
    return tmp_path / "home"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = Desk(Shown)
    yield made
    made.close()


def answer(desk: Desk, name: str, *values: Any) -> Any:
    """Return the answer to a call when it has come."""
    result = desk.result((name, values))
    assert isinstance(result, Shown)
    soon(lambda: result.answer != NONE_YET)
    return result.answer


def address() -> dict[str, Any]:
    found = places.read(places.ADDRESS)
    assert found
    return found


def test_calls_are_answered_as_everywhere(desk: Desk, sample: Market) -> None:
    expected = sample.answer("STYLE_SPREAD", "2024-11")
    assert answer(desk, "STYLE_SPREAD", "2024-11") == expected
    assert answer(desk, "STYLE_SPREAD", "2024-11", 0.0) == expected, "a blank cell comes as 0"
    assert answer(desk, "PE_SHOCK", 40.0, 0.0) == 0.0, "0 is a value where it can be one"
    assert answer(desk, "STYLE_SPREAD", "2024-13") == {"error": "#VALUE!"}
    assert answer(desk, "STYLE_SPREAD", "2035-01") == {"error": "#N/A"}
    assert answer(desk, "NO_SUCH") == {"error": "#NAME?"}
    table = sample.answer("SECTOR_TABLE", "2024-11").cells()
    assert answer(desk, "SECTOR_TABLE", "2024-11") == table
    assert desk.problem == ""


def test_killed_helper_is_started_again(desk: Desk) -> None:
    before = answer(desk, "STYLE_SPREAD", "2024-11")
    killed = address()["process"]
    os.kill(killed, signal.SIGKILL)
    assert answer(desk, "STYLE_SPREAD", "2024-10") != before
    assert address()["process"] != killed


def test_one_helper_serves_two_programs_and_ends_after_them(desk: Desk) -> None:
    other = Desk(Shown)
    assert answer(desk, "STYLE_SPREAD", "2024-11") == answer(other, "STYLE_SPREAD", "2024-11")
    process = address()["process"]
    other.close()
    assert answer(desk, "STYLE_SPREAD", "2024-09") != NONE_YET
    assert address()["process"] == process
    desk.close()
    soon(lambda: places.read(places.ADDRESS) is None)


def test_program_without_a_source_is_not_given_that_of_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SIMULATED" in answer(desk, "DATA_BANNER")
    monkeypatch.delenv("ROTATIONXL_SOURCE")
    with closing(Desk(Shown)) as another:
        assert "SIMULATED" not in answer(another, "DATA_BANNER")


def test_of_many_helpers_started_at_once_one_stays_whatever_ends_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROTATIONXL_CALC_IDLE", "20")
    for count in (5, 3):
        one = the_one(starts(count))
        one.kill()  # with its lock, and its address left behind
        one.wait()


def the_one(started: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """Return the helper that stays when all others have ended well, and is found by programs."""
    soon(lambda: len(running(started)) == 1)
    [one] = running(started)
    soon(lambda: (places.read(places.ADDRESS) or {}).get("process") == one.pid)
    assert {process.returncode for process in started if process is not one} == {0}
    return one


def starts(count: int) -> list[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", helper.__name__]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return [subprocess.Popen(command, env=environment) for _ in range(count)]


def running(processes: list[subprocess.Popen[bytes]]) -> list[subprocess.Popen[bytes]]:
    return [process for process in processes if process.poll() is None]


def test_programs_that_start_at_once_find_the_same_helper(home: Path) -> None:
    desks = [Desk(Shown) for _ in range(4)]
    try:
        values = {answer(desk, "STYLE_SPREAD", "2024-11") for desk in desks}
        assert len(values) == 1
        process = address()["process"]
        later = {answer(desk, "STYLE_SPREAD", "2024-10") for desk in desks}
        assert (len(later), address()["process"]) == (1, process)
    finally:
        for desk in desks:
            desk.close()
    soon(lambda: places.read(places.ADDRESS) is None)


def test_another_python_answers_at_once_where_it_is_noted(desk: Desk) -> None:
    answer(desk, "STYLE_SPREAD", "2024-11")
    before = address()["process"]
    install.note_python()
    soon(lambda: (places.read(places.ADDRESS) or {}).get("process", before) != before)
    assert isinstance(answer(desk, "STYLE_SPREAD", "2024-10"), float)


def test_request_that_is_lost_with_its_helper_says_so(desk: Desk) -> None:
    assert desk.trouble(30) == ""
    replies: list[dict[str, Any]] = []
    os.kill(address()["process"], signal.SIGSTOP)
    assert desk.request({"templates": True}, replies.append)
    os.kill(address()["process"], signal.SIGKILL)
    soon(lambda: replies)
    assert "try again" in replies[0]["problem"]


def test_only_who_knows_the_token_is_answered(desk: Desk) -> None:
    answer(desk, "STYLE_SPREAD", "2024-11")
    if sys.platform != "win32":
        mode = (places.folder() / places.ADDRESS).stat().st_mode
        assert stat.S_IMODE(mode) == stat.S_IRUSR | stat.S_IWUSR
    hellos: tuple[Any, ...] = ({"token": "guess"}, {}, [], "nonsense")
    for hello in hellos:
        with socket.create_connection(("127.0.0.1", address()["port"]), 10) as line:
            line.sendall(json.dumps(hello).encode() + b"\n")
            assert line.recv(10) == b""


def test_changed_data_come_by_themselves(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    days = weekdays("2024-01-01", "2024-12-24")
    write_prices(tmp_path, "AAA", random_rows(1, days))
    monkeypatch.setenv("ROTATIONXL_SOURCE", f"folder:{tmp_path}")
    desk = Desk(Shown)
    try:
        before = answer(desk, "ASSET_RETURN", "AAA", "2024-11")
        write_prices(tmp_path, "AAA", random_rows(2, days))
        soon(lambda: answer(desk, "ASSET_RETURN", "AAA", "2024-11") != before)
        assert isinstance(answer(desk, "ASSET_RETURN", "AAA", "2024-11"), float)
    finally:
        desk.close()


@pytest.mark.parametrize(
    "settings",
    [None, "{", json.dumps({"python": 3, "path": 7}), json.dumps({"python": "/gone", "path": []})],
)
def test_without_good_settings_the_problem_says_what_to_do(
    home: Path, settings: str | None
) -> None:
    (home / places.SETTINGS).unlink()
    if settings is not None:
        (home / places.SETTINGS).write_text(settings, encoding="utf-8")
    with closing(Desk(Shown)) as desk:
        assert desk.trouble(30).endswith("Run: rotationxl addin install libreoffice")


@pytest.mark.parametrize("port", [None, "none", 70_000])
def test_damaged_address_is_passed_over(home: Path, port: object) -> None:
    places.write(places.ADDRESS, {"port": port, "token": ""})
    with closing(Desk(Shown)) as desk:
        assert isinstance(answer(desk, "STYLE_SPREAD", "2024-11"), float)


def test_where_no_helper_comes_one_call_waits_and_not_each(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / places.SETTINGS).unlink()
    monkeypatch.setenv("ROTATIONXL_CALC_WAIT", "0.5")
    desk = Desk(Shown)
    try:
        begun = time.monotonic()
        for day in range(1, 29):
            desk.result(("STYLE_SPREAD", (f"2024-11-{day:02d}",)))
        assert time.monotonic() - begun < 5
    finally:
        desk.close()


def test_folder_is_that_of_the_program_and_not_of_the_helper(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_prices(tmp_path / "mine", "AAA", random_rows(1, weekdays("2024-01-01", "2024-12-24")))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('no module of a working folder')")
    monkeypatch.setenv("ROTATIONXL_SOURCE", "folder:mine")
    desk = Desk(Shown)
    try:
        assert isinstance(answer(desk, "ASSET_RETURN", "AAA", "2024-11"), float)
    finally:
        desk.close()


class Faulty(Shown):
    """A cell that cannot take its first answer."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def give(self, answer: Any) -> None:
        self.times += 1
        if self.times == 1:
            raise TypeError("a mistake of the program's own")
        super().give(answer)


def test_mistake_in_showing_an_answer_is_logged_and_the_answer_comes_again(home: Path) -> None:
    desk = Desk(Faulty)
    try:
        assert answer(desk, "STYLE_SPREAD", "2024-11") != NONE_YET
        assert "a mistake of the program's own" in (home / places.LOG).read_text(encoding="utf-8")
    finally:
        desk.close()


def test_extension_is_the_same_each_time_and_has_every_function(tmp_path: Path) -> None:
    for name in ("one.oxt", "two.oxt"):
        build(tmp_path / name)
    assert (tmp_path / "one.oxt").read_bytes() == (tmp_path / "two.oxt").read_bytes()
    with ZipFile(tmp_path / "one.oxt") as archive:
        wizard = archive.read("CalcAddIns.xcu").decode()
        listed = re.findall(r'full-path="([^"]+)"', archive.read("META-INF/manifest.xml").decode())
        assert set(listed) < set(archive.namelist())
    for method, function in describe.methods().items():
        assert f"any {method}(" in describe.interface()
        assert f'"CompatibilityName"><value xml:lang="en">{function.name}<' in wizard
    assert len(describe.methods()) == len(FUNCTIONS)
