"""Each thing that can keep LibreOffice Calc from showing numbers, one function each."""

import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rotationxl import __version__
from rotationxl.errors import TargetError
from rotationxl_addin.libreoffice.helper import IDLE_VARIABLE
from rotationxl_addin.libreoffice.install import WRITABLE, LibreOffice
from rotationxl_addin.libreoffice.program import places
from rotationxl_addin.libreoffice.program.desk import Desk
from rotationxl_addin.processes import said
from rotationxl_addin.programs import Check, same_python

_LEAST = (25, 2)
_AGAIN = "Run: rotationxl addin install libreoffice"
_SECONDS = 30.0
_PAUSE = 0.05
_IDLE = "2"  # seconds that a helper stays which was started for the check alone
_QUESTION = "PE_SHOCK", (40.0, 0.0)
_ANSWER = 0.0  # without data, so that no provider's trouble looks like the helper's


def checks(program: LibreOffice) -> Iterator[Check]:
    """Return how each thing stands; only the first where there is no LibreOffice."""
    first = _program(program)
    yield first
    if first.verdict == "ok":
        for check in CHECKS:
            yield check(program)


def _program(program: LibreOffice) -> Check:
    mend = "Install LibreOffice 25.2 or later."
    path = program.soffice()
    if path is None:
        return Check("LibreOffice", "wrong", "not found", mend)
    version = re.search(r"(\d+)\.(\d+)[.\d]*", said([str(path), "--version", *program.more]))
    if version is None:
        return Check("LibreOffice", "wrong", f"{path} does not tell its version", mend)
    is_good = (int(version[1]), int(version[2])) >= _LEAST
    told = f"{version[0]}, {path}"
    return (
        Check("LibreOffice", "ok", told) if is_good else Check("LibreOffice", "wrong", told, mend)
    )


def _extension(program: LibreOffice) -> Check:
    try:
        found = program.installed()
    except TargetError as error:
        return Check("extension", "wrong", str(error), "Then run this again.")
    if found is None:
        return Check("extension", "wrong", "not installed", _AGAIN)
    if found.version != __version__:
        return Check("extension", "wrong", f"{found.version}, this is {__version__}", _AGAIN)
    return Check("extension", "ok", found.version)


def _folder(_program: LibreOffice) -> Check:
    folder = places.folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Check("folder", "ok", f"{folder}")
    except OSError as error:
        return Check("folder", "wrong", f"{folder}: {error.strerror}", WRITABLE)


def _python(program: LibreOffice) -> Check:
    noted = places.read(places.SETTINGS) or {}
    path = str(noted.get("python", ""))
    if not path:
        told = f"none is noted in {places.folder() / places.SETTINGS}"
        return Check("Python", "wrong", told, _AGAIN)
    if not Path(path).exists():
        return Check("Python", "wrong", f"{path} is not there", f"{_AGAIN} (from a Python that is)")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(noted.get("path", []))}
    code = "import rotationxl, rotationxl_addin.libreoffice.helper; print(rotationxl.__version__)"
    found = said([path, "-c", code], environment)
    if found != __version__:
        told = f"{path} has rotationxl {found or 'not at all'}, this is {__version__}"
        return Check("Python", "wrong", told, _AGAIN)
    if not same_python(path, program.python):
        mend = f"{_AGAIN}, if this Python is to answer."
        return Check("Python", "warn", f"{path}, not this one, {program.python}", mend)
    return Check("Python", "ok", path)


class _Cell:
    """What the check's one call is shown in."""

    def __init__(self) -> None:
        self.answer: Any = None
        self.is_there = threading.Event()

    def give(self, answer: Any) -> None:
        """Take the answer, which someone waits for."""
        self.answer = answer
        self.is_there.set()

    def is_shown(self) -> bool:
        """Tell that it is not to be forgotten."""
        return True


def _awaited(cell: _Cell, desk: Desk) -> str:
    """Wait for a cell's answer; return why none comes."""
    no_trouble = {"", desk.problem}  # at first it says that the helper is starting
    until = time.monotonic() + _SECONDS
    while not cell.is_there.wait(_PAUSE) and time.monotonic() < until:
        if desk.problem not in no_trouble:
            break
    return desk.problem


def _helper(program: LibreOffice) -> Check:
    """Ask the helper one cell; one that is started for it ends soon after."""
    if (python := _python(program)).verdict == "wrong":
        return Check("helper", "wrong", "has no Python to run on", python.mend)
    os.environ.setdefault(IDLE_VARIABLE, _IDLE)
    with closing(Desk(_Cell)) as desk:
        cell = desk.result(_QUESTION)
        assert isinstance(cell, _Cell)  # noqa: S101 (the desk was given it)
        problem = _awaited(cell, desk)
    if cell.answer == _ANSWER:
        return Check("helper", "ok", "answers a cell")
    told = problem if cell.answer is None else f"a cell shows {cell.answer}"
    mend = f"Read {places.folder() / places.LOG}. {_AGAIN}"
    return Check("helper", "wrong", told or "gives no answer", mend)


def _log(_program: LibreOffice) -> Check:
    path = places.folder() / places.LOG
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Check("log", "ok", "empty")
    errors = re.findall(r"(?m)^Traceback .*\n(?:[ \t].*\n|\n)*(\S.*)$", text)
    if not errors:
        return Check("log", "ok", f"no error in {path}")
    mend = f"It may be over; {path} has all of it, and can be deleted."
    return Check("log", "warn", f"last error: {errors[-1]}", mend)


CHECKS: Sequence[Callable[[LibreOffice], Check]] = (
    _extension, _folder, _python, _helper, _log,
)  # fmt: skip
