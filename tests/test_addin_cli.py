"""`rotationxl addin ...`, over every program."""

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from calc_program import Program as RealProgram
from calc_program import soffice
from rotationxl import __version__
from rotationxl.market.evaluate import Market
from rotationxl_addin import programs
from rotationxl_addin.libreoffice.helper import IDLE_VARIABLE
from rotationxl_addin.libreoffice.install import LibreOffice
from rotationxl_addin.processes import outside
from rotationxl_addin.programs import Check, Installed, Program
from typed import Typed
from windows import Computer

NAMES = list(programs.programs())
FILES = {"excel": "rotationxl.xlam", "libreoffice": "rotationxl.oxt"}
Give = Callable[[str], Program]


@pytest.fixture
def give(computer: Computer, tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Give:
    """Return what makes a program one that can be installed into: only its profile is not real."""

    def ready(name: str) -> Program:
        made: Program
        if name == "excel":
            made = computer.excel()
        else:
            soffice()
            made = LibreOffice(RealProgram(tmp_path / "calc").options)
        monkeypatch.setattr(programs, "programs", lambda: {name: made})
        return made

    monkeypatch.setenv(IDLE_VARIABLE, "1")
    monkeypatch.setenv("ROTATIONXL_SOURCE", "sample")
    return ready


def test_all_are_built_on_any_system(typed: Typed, tmp_path: Path) -> None:
    built = typed("addin", "build", "-o", str(tmp_path / "new" / "folder"))
    assert built.code == 0
    paths = [Path(line) for line in built.out.splitlines()]
    assert [path.name for path in paths] == [FILES[name] for name in NAMES]
    assert all(zipfile.is_zipfile(path) for path in paths)


@pytest.mark.parametrize("name", NAMES)
def test_one_is_built_into_the_current_folder(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert typed("addin", "build", name.upper()).out == f"{FILES[name]}\n"
    assert [path.name for path in tmp_path.glob("rotationxl*")] == [FILES[name]]


@pytest.mark.parametrize("name", NAMES)
def test_install_explains_itself_and_is_taken_back(typed: Typed, give: Give, name: str) -> None:
    program = give(name)
    assert typed("addin", "status").code == 1
    installed = typed("addin", "install")
    assert (installed.code, installed.err) == (0, "")
    assert all(line.startswith(f"{program.title}: ") for line in installed.out.splitlines())
    assert __version__ in installed.out
    assert program.python in installed.out
    status = typed("addin", "status", name)
    expected = f"{program.title}: rotationxl {__version__}, answered by {program.python}\n"
    assert (status.code, status.out) == (0, expected)
    assert f"in place of {__version__}" in typed("addin", "install", name).out
    doctor = typed("addin", "doctor", name)
    assert doctor.code == 0, doctor.out
    assert f"Not checked: {program.unchecked}" in doctor.out
    removed = typed("addin", "uninstall", name)
    assert removed.code == 0
    assert os.environ["ROTATIONXL_HOME"] in removed.out, "what is left"
    assert "rotationxl data clear --all" in removed.out
    gone = typed("addin", "status", name)
    assert gone.code == 1
    assert f"rotationxl addin install {name}" in gone.out
    doctor = typed("addin", "doctor", name)
    assert doctor.code == 1
    assert f"Run: rotationxl addin install {name}" in doctor.out
    again = typed("addin", "uninstall", name)
    assert again.code == 0
    assert "not installed" in again.out


class Stub:
    """A program as a test needs it."""

    name, title, unchecked, python = "stub", "The stub", "all else", "/here/Python"

    def __init__(self, found: Installed | None, *checks: Check) -> None:
        self.found, self._checks = found, checks

    def elsewhere(self) -> str:
        return ""

    def is_here(self) -> bool:
        return True

    def installed(self) -> Installed | None:
        return self.found

    def install(self) -> tuple[str, ...]:
        return ("done.",)

    def checks(self) -> tuple[Check, ...]:
        return self._checks


@pytest.mark.parametrize(
    ("found", "code", "told"),
    [
        (Installed(__version__, "/here/Python"), 0, ""),
        (Installed("0.0.1", "/here/Python"), 1, f"(this is {__version__})"),
        (Installed("", "/here/Python"), 1, "unknown version"),
        (Installed(__version__, "/there/python"), 1, "(this Python is /here/Python)"),
        (Installed(__version__, ""), 1, "none is noted"),
        (None, 1, "not installed; run rotationxl addin install stub"),
    ],
)
def test_status_ends_with_0_for_this_version_and_this_python(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, found: Installed | None, code: int, told: str
) -> None:
    monkeypatch.setattr(programs, "programs", lambda: {"stub": Stub(found)})
    result = typed("addin", "status")
    assert result.code == code
    assert told in result.out


def test_two_names_in_one_environment_are_one_python(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "python3").symlink_to(sys.executable)
        (tmp_path / folder / "python").symlink_to("python3")
    first = str(tmp_path / "one" / "python")
    assert programs.same_python(first, f"{first}3")
    assert not programs.same_python(first, str(tmp_path / "other" / "python"))


@pytest.mark.parametrize(("verdict", "code"), [("ok", 0), ("warn", 0), ("wrong", 1)])
def test_install_and_doctor_end_with_1_where_something_is_wrong(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, verdict: programs.Verdict, code: int
) -> None:
    checks = Check("one", "ok", "good"), Check("two", verdict, "such", "do this")
    monkeypatch.setattr(programs, "programs", lambda: {"stub": Stub(None, *checks)})
    installed = typed("addin", "install")
    assert (installed.code, installed.out) == (code, "The stub: done.\n")
    assert installed.err == "The stub: two: such. do this\n"
    result = typed("addin", "doctor")
    assert result.code == code
    assert [line.split() for line in result.out.splitlines()][1:5] == [
        ["what", "found"], ["ok", "one", "good"], [verdict, "two", "such"], ["two:", "do", "this"],
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Excel can be here")
@pytest.mark.parametrize("work", ["install", "uninstall", "status"])
def test_excel_elsewhere_is_a_slip_that_names_the_other(typed: Typed, work: str) -> None:
    result = typed("addin", work, "excel")
    assert result.code == 2
    assert "rotationxl addin install libreoffice" in result.err


def test_a_slip_in_the_name_offers_the_near_one(typed: Typed) -> None:
    result = typed("addin", "build", "exel")
    assert (result.code, "Did you mean excel?" in result.err) == (2, True)


def test_where_no_program_is_that_is_told(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub(None, Check("system", "wrong", "none", "get one"))
    monkeypatch.setattr(stub, "is_here", lambda: False)
    monkeypatch.setattr(programs, "programs", lambda: {"stub": stub})
    for work in ("install", "uninstall", "status"):
        result = typed("addin", work)
        assert (result.code, "none of The stub" in result.err) == (1, True)
    assert "get one" in typed("addin", "doctor").out


def test_programs_are_run_outside_of_a_virtual_environment(tmp_path: Path) -> None:
    venv.create(tmp_path / "active")
    active, other = tmp_path / "active" / "bin", tmp_path / "other"
    found = outside({
        "VIRTUAL_ENV": str(active.parent), "PYTHONHOME": "/elsewhere", "HOME": "/home/me",
        "PATH": os.pathsep.join(map(str, (active, other))),
    })  # fmt: skip
    assert found == {"HOME": "/home/me", "PATH": str(other)}


def test_the_real_program_computes_with_what_the_command_installed(
    sample: Market, tmp_path: Path
) -> None:
    if sys.platform == "win32":
        pytest.skip("its programs are not found by PATH there")
    soffice()
    program = RealProgram(tmp_path / "calc")
    venv.create(tmp_path / "active")  # whose Python is another than LibreOffice's
    path = program.on_path()["PATH"]
    environment = {
        **program.environment,
        "VIRTUAL_ENV": str(tmp_path / "active"),
        "PATH": f"{tmp_path / 'active/bin'}{os.pathsep}{path}",
    }

    def run(*words: str) -> int:
        line = [sys.executable, "-m", "rotationxl_addin", "addin", *words]
        return subprocess.run(line, env=environment, capture_output=True, check=False).returncode

    assert run("install") == 0
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = '=STYLE_SPREAD("2024-11")'
    book.save(tmp_path / "book.xlsx")
    [made] = program.convert(tmp_path / "out", tmp_path / "book.xlsx")
    computed = openpyxl.load_workbook(made, data_only=True)
    value = computed.worksheets[0]["A1"].value
    assert value == pytest.approx(sample.answer("STYLE_SPREAD", "2024-11"), rel=1e-14)
    assert [run("status"), run("doctor"), run("uninstall"), run("status")] == [0, 0, 0, 1]
    assert not list(program.home.glob("calc*"))
