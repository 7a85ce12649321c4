"""Files written whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from rotationxl.errors import TargetError

_WRITABLE = 0o222


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: a reader, or a crash, finds the old file or the new one."""
    path = path.resolve()  # a link stays, and what it points to is written
    check(path)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _refused(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise _refused(path, error) from error
        raise


def make_folder(path: Path) -> None:
    """Make a folder, and those it lies in, where they are not there; TargetError says why not."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise TargetError(f"{path}: is a file, and a folder is needed.") from error
    except OSError as error:
        raise _refused(path, error) from error


def check(path: Path) -> None:
    """Raise TargetError when `path` cannot be written; call it before long work."""
    try:
        path.exists()
    except OSError as error:  # a name that is too long, for instance
        raise _refused(path, error) from error
    if not path.parent.exists():
        raise TargetError(f"{path}: the folder {path.parent} is not there. Make it first.")
    if path.is_dir():
        raise TargetError(f"{path}: is a folder. Give the name of a file in it.")
    if path.exists() and not path.is_file():
        raise TargetError(f"{path}: is a device or a pipe, not a file. Give the name of a file.")
    if path.with_name(f"~${path.name}").exists():
        raise TargetError(
            f"{path}: is open in Excel. Close it there, or write to another file "
            f"(if Excel is not running, delete ~${path.name} beside it)."
        )
    if path.exists() and not path.stat().st_mode & _WRITABLE:
        raise TargetError(f"{path}: is read-only. Make it writable, or write to another file.")


def _mode(path: Path) -> int:
    """Return the permissions that the file has, or that a new one gets here."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _refused(path: Path, error: OSError) -> TargetError:
    if isinstance(error, PermissionError):
        return TargetError(
            f"{path}: cannot be written; it is open in another program, or its folder "
            "is read-only. Close it there, or write to another file."
        )
    return TargetError(f"{path}: cannot be written: {error.strerror or error}.")
