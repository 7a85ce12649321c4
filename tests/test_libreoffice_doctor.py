"""Each check of the doctor for LibreOffice sees its own good and bad states."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from calc_program import Program
from rotationxl_addin.libreoffice import doctor
from rotationxl_addin.libreoffice.helper import IDLE_VARIABLE
from rotationxl_addin.libreoffice.install import LibreOffice
from rotationxl_addin.libreoffice.program import places
from rotationxl_addin.programs import Check

TRACE = """\
rotationxl: data to 2024-11-29
Traceback (most recent call last):
  File "helper.py", line 1, in <module>
    main()
ValueError: what was wrong
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("doctor"))
    made.install()
    return made


class Patient:
    """LibreOffice with the extension, and what a test does to it."""

    def __init__(self, program: Program, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.office = LibreOffice(program.options)
        self.home = home
        self.patch = patch

    def note(self, python: str, *path: str) -> None:
        """Note another Python for the helper."""
        places.write(places.SETTINGS, {"python": python, "path": path})


@pytest.fixture
def patient(installed: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Patient:
    home = shutil.copytree(installed.home, tmp_path / "home")
    monkeypatch.setenv("ROTATIONXL_HOME", str(home))
    monkeypatch.setenv("ROTATIONXL_SOURCE", "sample")
    monkeypatch.setenv(IDLE_VARIABLE, "1")
    return Patient(installed, home, monkeypatch)


def not_installed(patient: Patient) -> None:
    patient.office = LibreOffice(Program(patient.home / "another").options)


def another_version(patient: Patient) -> None:
    patient.patch.setattr(doctor, "__version__", "99.0")


def held(patient: Patient) -> None:
    """Have unopkg refuse."""
    patient.office = LibreOffice(["--no-such-option"])


def no_folder(patient: Patient) -> None:
    (patient.home / "file").touch()
    patient.patch.setenv("ROTATIONXL_HOME", str(patient.home / "file" / "home"))


def an_error(patient: Patient) -> None:
    (patient.home / places.LOG).write_text(TRACE, encoding="utf-8")


def another_python(patient: Patient) -> None:
    settings = places.read(places.SETTINGS)
    assert settings
    link = patient.home / "python"
    link.write_text(f'#!/bin/sh\nexec {settings["python"]} "$@"\n', encoding="utf-8")
    link.chmod(0o755)
    patient.note(str(link), *settings["path"])


def dies_at_once(patient: Patient) -> None:
    """Note a Python that has the package, and that no helper can start on."""
    patient.patch.setattr(doctor, "_python", lambda _: Check("Python", "ok", ""))
    patient.note(str(shutil.which("false")))


Break = Callable[[Patient], object]
BAD: dict[str, dict[str, Break]] = {
    "_extension": {
        "not installed": not_installed,
        "another version": another_version,
        "unopkg refuses": held,
    },
    "_folder": {"not writable": no_folder},
    "_python": {
        "none noted": lambda patient: (patient.home / places.SETTINGS).unlink(),
        "gone": lambda patient: patient.note("/gone/python"),
        "without the package": lambda patient: patient.note("/usr/bin/env"),
        "another": another_python,
    },
    "_helper": {
        "no Python": lambda patient: (patient.home / places.SETTINGS).unlink(),
        "does not start": dies_at_once,
        "no such source": lambda patient: patient.patch.setenv("ROTATIONXL_SOURCE", "nonsense"),
    },
    "_log": {"an error": an_error},
}
CASES = [(check, what) for check in doctor.CHECKS for what in BAD[check.__name__]]


@pytest.mark.parametrize("check", doctor.CHECKS)
def test_what_is_good_is_called_so(patient: Patient, check: Callable[..., Check]) -> None:
    found = check(patient.office)
    assert (found.verdict, found.mend) == ("ok", "")
    assert found.found
    assert BAD[check.__name__], "its bad states are above"


@pytest.mark.parametrize(("check", "what"), CASES)
def test_what_is_wrong_is_seen_with_how_to_mend_it(
    patient: Patient, check: Callable[..., Check], what: str
) -> None:
    BAD[check.__name__][what](patient)
    found = check(patient.office)
    assert found.verdict != "ok"
    assert found.found
    assert found.mend


@pytest.mark.parametrize("said", ["LibreOffice 25.2.3.2", "LibreOffice 26.1", "LibreOffice 100.0"])
def test_a_libreoffice_of_this_age_will_do(patient: Patient, said: str) -> None:
    patient.patch.setattr(doctor, "said", lambda *_: said)
    assert doctor._program(patient.office).verdict == "ok"  # noqa: SLF001 (the check itself)


@pytest.mark.parametrize("said", ["LibreOffice 25.1.9", "LibreOffice 7.4.7.2 40", ""])
def test_an_older_libreoffice_ends_the_doctors_work(patient: Patient, said: str) -> None:
    patient.patch.setattr(doctor, "said", lambda *_: said)
    (only,) = patient.office.checks()
    assert only.verdict == "wrong"
    assert "25.2" in only.mend


def test_without_libreoffice_that_is_told(patient: Patient) -> None:
    patient.patch.setenv("PATH", str(patient.home))
    if patient.office.is_here():
        pytest.skip("LibreOffice is where it is looked for without PATH")
    (only,) = patient.office.checks()
    assert (only.verdict, only.found) == ("wrong", "not found")


def test_the_last_error_of_the_log_is_told(patient: Patient) -> None:
    an_error(patient)
    assert "ValueError: what was wrong" in doctor._log(patient.office).found  # noqa: SLF001
