"""CSV files of the user's own, in the folders prices, macro, vintages and valuations.

What the files hold stands in `series_files`.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from rotationxl import days, series_files
from rotationxl.errors import (
    BadArgumentError,
    NoDataError,
    NoVintagesError,
    SourceError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.sources import Columns, Key, State

_TAIL = 4096  # bytes: enough for the last row of any file
_ATTEMPTS = 3  # reads of a file that changes meanwhile


class Folder:
    """The series of one folder."""

    warning = None

    def __init__(self, path: str) -> None:
        if not path:
            raise BadArgumentError("source: give the folder's path, as in folder:../market.")
        self.root = Path(path).expanduser().resolve()
        if not self.root.is_dir():
            raise BadArgumentError(f"source: there is no folder {self.root}.")
        self.name = f"folder:{self.root}"
        self.title = f"Folder {self.root.name}"

    def state(self, key: Key) -> State | None:
        """Return size and time of the series' file; None where there is no file."""
        if path := self._file(key):
            try:
                status = path.stat()
            except OSError:
                return None
            stamp = f"{path.parent.name}-{status.st_size}-{status.st_mtime_ns}"
            return State(stamp, status.st_mtime)
        # The reason why there are no vintages is another one once there is the series itself.
        return State("no vintages", None) if self._is_latest_only(key) else None

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        """Read each series' file; a file that is not as it should be gives an error."""
        return {key: self._series(key) for key in wanted}

    def last_session(self) -> int:
        """Return the newest date of the price files (of the macro files where there are none)."""
        for folder in ("prices", "macro"):
            newest = [_last_date(path) for path in sorted((self.root / folder).glob("*.csv"))]
            if found := [day for day in newest if day is not None]:
                return max(found)
        raise NoDataError(f"{self.root} holds neither prices/*.csv nor macro/*.csv with a date.")

    def keys(self) -> list[Key]:
        """Return every series that has a file."""
        return [
            key
            for kind, folder in series_files.FOLDERS.items()
            for path in sorted((self.root / folder).glob("*.csv"))
            if self._file(key := Key(kind, path.stem))
        ]

    def _file(self, key: Key) -> Path | None:
        # Codes hold no slash, yet a link in the folder may lead anywhere, and Windows has names
        # such as CON.csv that are devices: only plain files inside the folder count.
        path = self.root / series_files.place(key)
        return path if path.is_file() and path.resolve().is_relative_to(self.root) else None

    def _is_latest_only(self, key: Key) -> bool:
        """Tell of a key without a file whether it is the vintages of a series that has one."""
        return key.kind == "vintage" and self._file(Key("macro", key.code)) is not None

    def _series(self, key: Key) -> Columns | SourceError:
        if path := self._file(key):
            try:
                return series_files.read(
                    key.kind, f"{path.parent.name}/{path.name}", _stable_bytes(path)
                )
            except SourceError as error:
                return error
        if self._is_latest_only(key):
            return NoVintagesError.of(key.code)
        file = series_files.place(Key("macro", key.code) if key.kind == "vintage" else key)
        return UnknownSymbolError(f"{key.code}: {self.root} has no {file}.")


def _stable_bytes(path: Path) -> bytes:
    """Return a file's bytes, none of them from before a change and others from after it."""
    try:
        for _ in range(_ATTEMPTS):
            before = path.stat()
            content = path.read_bytes()
            after = path.stat()
            if _state(before) == _state(after) and len(content) == after.st_size:
                return content
    except OSError as error:
        raise UnreachableError(f"{path.name}: cannot be read ({error.strerror}).") from error
    raise UnreachableError(f"{path.name}: it keeps changing while it is read. Try again.")


def _state(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _last_date(path: Path) -> int | None:
    """Return the date of a file's last row; None where that is none (reading it says more)."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = file.read().decode("utf-8", "replace").split()
    except OSError:
        return None
    text = lines[-1].partition(",")[0] if lines else ""
    return (
        int(days.from_datetime64(np.array([text], "datetime64[D]"))[0])
        if series_files.is_iso(text)
        else None
    )


SOURCE = Folder
