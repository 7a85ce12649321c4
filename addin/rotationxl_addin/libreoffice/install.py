"""Puts the extension into the user's LibreOffice, and takes it out again, through unopkg."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import rotationxl
import rotationxl_addin
import rotationxl_workbooks
from rotationxl.errors import TargetError, listed
from rotationxl_addin.libreoffice.build import build
from rotationxl_addin.libreoffice.program import names, places
from rotationxl_addin.programs import Check, Installed

FILE = "rotationxl.oxt"
_OURS = (places.ADDRESS, places.SETTINGS, places.LOCK, places.LOG)
_SECONDS = 120
_ENDING_SECONDS = 5
_PROGRAM_FILES = ("ProgramFiles", "ProgramFiles(x86)")
_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/unopkg")
_VERSION = re.compile(rf"Identifier: {re.escape(names.IDENTIFIER)}\s+Version: (\S+)")


@dataclass(frozen=True)
class LibreOffice:
    """LibreOffice Calc; `more` are further options of its programs."""

    name: ClassVar[str] = "libreoffice"
    title: ClassVar[str] = "LibreOffice Calc"
    unchecked: ClassVar[str] = (
        "LibreOffice's own settings: security that forbids extensions, recalculation on load."
    )
    more: Sequence[str] = ()

    @property
    def python(self) -> str:
        """Return this interpreter."""
        return sys.executable

    def elsewhere(self) -> str:
        """Return nothing: there is a LibreOffice for every system."""
        return ""

    def is_here(self) -> bool:
        """Tell whether LibreOffice is found."""
        return self.soffice() is not None

    def soffice(self) -> Path | None:
        """Return the program itself; None where it is not found."""
        try:
            installer = unopkg()
        except TargetError:
            return None
        return installer.with_name(installer.name.replace("unopkg", "soffice"))

    def build(self, folder: Path) -> Path:
        """Write rotationxl.oxt."""
        path = folder / FILE
        build(path)
        return path

    def install(self) -> Iterator[str]:
        """Put the extension in, and note this interpreter."""
        before = self.installed()
        install(self.more)
        instead = f" in place of {before.version}" if before else ""
        yield f"put the extension rotationxl {rotationxl.__version__}{instead} in with {unopkg()}."
        settings = places.folder() / places.SETTINGS
        yield f"noted {sys.executable} as the Python that answers cells, in {settings}."
        yield "start LibreOffice: Calc has a menu Rotation."

    def uninstall(self) -> Iterator[str]:
        """Take the extension out."""
        if self.installed() is None:
            yield "not installed."
            return
        uninstall(self.more)
        yield f"took the extension out with {unopkg()}."
        yield f"deleted {listed(_OURS)} in {places.folder()}."

    def installed(self) -> Installed | None:
        """Return the extension that LibreOffice has, and the Python that was noted for it."""
        found = _VERSION.search(_run("list", *_for_whom(), *self.more))
        if found is None:
            return None
        noted = places.read(places.SETTINGS) or {}
        return Installed(found[1], str(noted.get("python", "")))

    def checks(self) -> Iterable[Check]:
        """Return how each thing stands that can be wrong."""
        from rotationxl_addin.libreoffice import doctor

        return doctor.checks(self)


def install(more: Sequence[str] = ()) -> None:
    """Put the extension in, in place of an older one, and note which Python answers it.

    `more` are further options of unopkg. Raises TargetError when there is no LibreOffice, it is
    open, or it refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        build(path)
        _run("add", "--force", *_for_whom(), *more, str(path))
    note_python()


def uninstall(more: Sequence[str] = ()) -> None:
    """Take the extension out, and what was noted for it."""
    _run("remove", *_for_whom(), *more, names.IDENTIFIER)
    for name in _OURS:
        _delete(places.folder() / name)


def _delete(path: Path) -> None:
    """Delete a file; the helper, which may hold it, ends where its address is gone."""
    until = time.monotonic() + _ENDING_SECONDS
    while True:
        try:
            path.unlink(missing_ok=True)
        except PermissionError as error:
            if time.monotonic() > until:
                raise TargetError(f"{path}: is in use. Close LibreOffice and try again.") from error
            time.sleep(0.1)
        else:
            return


def note_python() -> None:
    """Write down which Python answers cells, and where the package is."""
    packages = (rotationxl, rotationxl_workbooks, rotationxl_addin)
    roots = dict.fromkeys(str(Path(str(p.__file__)).parents[1]) for p in packages)
    places.write(places.SETTINGS, {"python": sys.executable, "path": list(roots)})


def unopkg() -> Path:
    """Return LibreOffice's installer of extensions; TargetError where there is none."""
    found = shutil.which("unopkg")
    places_of_it = [
        *(
            Path(os.environ[v]) / "LibreOffice/program/unopkg.com"
            for v in _PROGRAM_FILES
            if v in os.environ
        ),
        _MAC,
    ]
    for path in [*([Path(found)] if found else []), *places_of_it]:
        if path.exists():
            return path
    raise TargetError("unopkg: LibreOffice is not installed. Install it, 25.2 or later, first.")


def _for_whom() -> list[str]:
    """Return unopkg's option for the super-user, whom it installs nothing of his own for."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--shared"] if is_root else []


def _run(*words: str) -> str:
    done = subprocess.run(  # noqa: S603 (LibreOffice's own program)
        [str(unopkg()), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it gives no reason").splitlines()
        raise TargetError(f"unopkg: {' '.join(said)} Close LibreOffice and try again.")
    return done.stdout
