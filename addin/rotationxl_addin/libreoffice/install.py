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
from rotationxl_addin import processes
from rotationxl_addin.libreoffice.build import build
from rotationxl_addin.libreoffice.program import names, places
from rotationxl_addin.programs import Check, Installed

FILE = "rotationxl.oxt"
_OURS = (places.ADDRESS, places.SETTINGS, places.LOCK, f"{places.LOCK}-journal", places.LOG)
_SECONDS = 120
_ENDING_SECONDS = 5
_PROGRAM_FILES = ("ProgramFiles", "ProgramFiles(x86)")
_MAC = "LibreOffice.app/Contents/MacOS/unopkg"
_OPT = Path("/opt")
_FROM_ITS_MAKERS = "libreoffice*/program/unopkg"
"""Where in /opt the packages of libreoffice.org for Linux put it, on no one's PATH."""
WRITABLE = "Make it yours to write, or set ROTATIONXL_HOME to a folder that is."
"""How to mend a folder that cannot be written."""
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
        if self.installed() is None:  # or taken out in LibreOffice, which leaves our files
            yield "not installed."
        else:
            _run("remove", *_for_whom(), *self.more, names.IDENTIFIER)
            yield f"took the extension out with {unopkg()}."
        if deleted := [name for name in _OURS if _delete(places.folder() / name)]:
            yield f"deleted {listed(deleted)} in {places.folder()}."

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
    note_python()  # first: an extension without it would show nothing but #N/A
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        build(path)
        _run("add", "--force", *_for_whom(), *more, str(path))


def _delete(path: Path) -> bool:
    """Delete a file and tell whether there was one.

    The helper, which may hold it, ends where its address is gone.
    """
    until = time.monotonic() + _ENDING_SECONDS
    while True:
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except PermissionError as error:
            if time.monotonic() > until:
                told = "is in use, or not yours to delete. Close LibreOffice and try again."
                raise TargetError(f"{path}: {told}") from error
            time.sleep(0.1)
        else:
            return True


def note_python() -> None:
    """Write down which Python answers cells, and where the package is; end what answered before."""
    packages = (rotationxl, rotationxl_workbooks, rotationxl_addin)
    roots = dict.fromkeys(str(Path(str(p.__file__)).parents[1]) for p in packages)
    try:
        places.write(places.SETTINGS, {"python": sys.executable, "path": list(roots)})
    except OSError as error:
        raise TargetError(f"{places.folder()}: {error.strerror}. {WRITABLE}") from error
    _delete(places.folder() / places.ADDRESS)


def unopkg() -> Path:
    """Return LibreOffice's installer of extensions; TargetError where there is none."""
    for path in _candidates():
        if path.exists():
            return path
    raise TargetError(
        "LibreOffice: is not found. Install 25.2 or later, from libreoffice.org or of the Linux "
        "distribution; one from Flatpak, Snap or the Mac App Store cannot reach Python."
    )


def _candidates() -> Iterator[Path]:
    if found := shutil.which("unopkg"):
        yield Path(found)
    for folder in filter(None, map(os.environ.get, _PROGRAM_FILES)):
        yield Path(folder) / "LibreOffice/program/unopkg.com"
    yield from (Path(root) / "Applications" / _MAC for root in ("/", Path.home()))
    yield from sorted(_OPT.glob(_FROM_ITS_MAKERS), key=_version, reverse=True)


def _version(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.parents[1].name)]


def _for_whom() -> list[str]:
    """Return unopkg's option for the super-user, whom it installs nothing of his own for."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--shared"] if is_root else []


def _run(*words: str) -> str:
    try:
        done = processes.run([str(unopkg()), *words], seconds=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TargetError(f"unopkg: {error}. Close LibreOffice and try again.") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it gives no reason").splitlines()
        raise TargetError(f"unopkg: {' '.join(said)} Close LibreOffice and try again.")
    return done.stdout
