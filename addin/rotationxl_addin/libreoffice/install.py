"""Puts the extension into the user's LibreOffice, and takes it out again, through unopkg."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import rotationxl
import rotationxl_addin
import rotationxl_workbooks
from rotationxl.errors import TargetError
from rotationxl_addin.libreoffice.build import build
from rotationxl_addin.libreoffice.program import names, places

_SECONDS = 120
_PROGRAM_FILES = ("ProgramFiles", "ProgramFiles(x86)")
_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/unopkg")


def install(more: Sequence[str] = ()) -> None:
    """Put the extension in, in place of an older one, and note which Python answers it.

    `more` are further options of unopkg. Raises TargetError when there is no LibreOffice, it is
    open, or it refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rotationxl.oxt"
        build(path)
        _run("add", "--force", *_for_whom(), *more, str(path))
    note_python()


def uninstall(more: Sequence[str] = ()) -> None:
    """Take the extension out, and what was noted for it."""
    _run("remove", *_for_whom(), *more, names.IDENTIFIER)
    for name in (places.SETTINGS, places.LOG):
        (places.folder() / name).unlink(missing_ok=True)


def is_installed(more: Sequence[str] = ()) -> bool:
    """Tell whether LibreOffice has the extension."""
    return names.IDENTIFIER in _run("list", *_for_whom(), *more)


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
