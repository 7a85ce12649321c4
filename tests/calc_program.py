"""LibreOffice with the extension, in a profile of its own, as tests need it."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from rotationxl_addin.libreoffice import install
from rotationxl_addin.processes import outside

_LEAST = 25
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
 oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
"""Recalculates each .xlsx as it is opened; LibreOffice by itself trusts what the file holds."""
_SECONDS = 120


def soffice() -> str:
    """Return the program; the test is skipped where it is absent or too old for add-ins."""
    found = shutil.which("soffice")
    if not found:
        pytest.skip("LibreOffice (soffice) is not installed")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"\d+", said)
    if not version or int(version[0]) < _LEAST:
        pytest.skip(f"LibreOffice 25.2 or later is needed, not {said.strip()}")
    return found


def its_python() -> str:
    """Return a Python that has UNO: LibreOffice's own, or the system's."""
    beside = Path(soffice()).resolve().parent / "python"
    for candidate in (str(beside), "/usr/bin/python3"):
        try:
            subprocess.run([candidate, "-c", "import uno"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip("no Python with UNO (python3-uno) is installed")


class Program:
    """LibreOffice's files for these tests: its profile, its extensions, the helper's folder."""

    def __init__(self, root: Path, source: str = "sample", **environment: str) -> None:
        self.root = root
        self.home = root / "home"
        shared = (root / "shared").as_uri()
        self.options = [
            f"-env:UserInstallation={(root / 'profile').as_uri()}",
            f"-env:UNO_SHARED_PACKAGES={shared}",  # where the super-user's extensions are
            f"-env:UNO_SHARED_PACKAGES_CACHE={shared}/cache",
        ]
        self.environment = {
            **outside(os.environ),
            "ROTATIONXL_HOME": str(self.home),
            "ROTATIONXL_SOURCE": source,
            "ROTATIONXL_CALC_IDLE": "5",
            **environment,
        }
        user = root / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")

    def install(self) -> None:
        """Put the extension in."""
        soffice()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ROTATIONXL_HOME", str(self.home))
            install.install(self.options)

    def convert(self, folder: Path, *paths: Path) -> list[Path]:
        """Have files opened, computed, and saved as .xlsx in a folder."""
        command = [soffice(), "--headless", *self.options, "--convert-to", "xlsx"]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, paths)],
            env={**self.environment, "ROTATIONXL_CALC_WAIT": "60"},
            capture_output=True,
            check=True,
            timeout=_SECONDS * len(paths),
        )
        return [folder / path.name for path in paths]

    def on_path(self) -> dict[str, str]:
        """Return an environment in which its programs, by their names alone, are of this profile.

        So a command finds them that knows nothing of these tests.
        """
        folder = self.root / "bin"
        folder.mkdir()
        for name in ("soffice", "unopkg"):
            words = " ".join(self.options)
            text = f'#!/bin/sh\nexec "{shutil.which(name)}" "$@" {words}\n'
            (folder / name).write_text(text, encoding="utf-8")
            (folder / name).chmod(0o755)
        return {**self.environment, "PATH": f"{folder}{os.pathsep}{self.environment['PATH']}"}

    def helper(self) -> int:
        """Return the process id of the helper."""
        address = json.loads((self.home / "calc-helper.json").read_text(encoding="utf-8"))
        return int(address["process"])

    @contextmanager
    def running(self, *, has_dialogs: bool = False) -> Iterator["Session"]:
        """Return the running program, its screen unseen; without a head it leaves all dialogs."""
        pipe = f"rotationxl-{os.getpid()}-{time.monotonic_ns()}"
        accept = f"--accept=pipe,name={pipe};urp"
        head = ["--nodefault", "--nologo"] if has_dialogs else ["--headless"]
        command = [soffice(), *head, "--norestore", *self.options, accept]
        process = subprocess.Popen(
            command,
            env={**self.environment, "SAL_USE_VCLPLUGIN": "svp"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        session = Session(pipe)
        try:
            yield session
            session.ask("end")
            process.wait(_SECONDS)
        finally:
            session.close()
            with suppress(ProcessLookupError):  # it has ended by itself
                os.killpg(process.pid, signal.SIGKILL)  # soffice is but the parent of the program
            process.wait()


class Session:
    """A running program."""

    def __init__(self, pipe: str) -> None:
        self._driver = subprocess.Popen(
            [its_python(), str(Path(__file__).with_name("calc_driver.py")), pipe],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, name: str, *words: Any) -> Any:
        """Return what the driver's method of this name returns."""
        assert self._driver.stdin
        assert self._driver.stdout
        self._driver.stdin.write(json.dumps([name, *words]) + "\n")
        self._driver.stdin.flush()
        line = self._driver.stdout.readline()
        assert line, f"{name}{words}: the driver has ended"
        return json.loads(line)

    def close(self) -> None:
        self._driver.kill()
        self._driver.communicate()


def soon(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to hold"
        time.sleep(0.05)
