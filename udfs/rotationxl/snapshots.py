"""One file that holds the series of a source, to rebuild the same numbers from anywhere.

A snapshot is a zip of CSV files as source `folder:` reads them (`series_files`), and of
manifest.json, which says of each what its source said, and of the missing ones why. The same
series give the same bytes. A session that is not over is no row, and is left out.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self, get_args

import numpy as np

from rotationxl import __version__, days, files, series_files
from rotationxl.errors import (
    BadArgumentError,
    MalformedError,
    SourceError,
    UnreachableError,
    source_error,
)
from rotationxl.market.supply import AtHand, Supply
from rotationxl.sources import Columns, Key, Kind, Listed, Source, State, Status
from rotationxl.store import rows
from rotationxl.store.database import Store
from rotationxl.store.rows import Loaded

FORMAT = 1
MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
_UNIX = 3  # a zip says what system made it: always the same one
_MODE = 0o644 << 16
_LEVEL = 6


class Origin(NamedTuple):
    """The source that a snapshot was taken of."""

    source: str
    """Its kind: live, folder or sample."""
    title: str
    warning: str | None
    last_session: int

    @classmethod
    def of(cls, source: Source) -> Self:
        """Return what a snapshot says of its source; no path of this machine."""
        name = source.name.partition(":")[0]
        return cls(name, source.title, source.warning, source.last_session())


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one series."""

    kind: Kind
    code: str
    file: str
    sha256: str
    rows: int
    first: str
    last: str
    fetched: float | None
    origin: str | None
    status: Status | None
    problem: str | None
    digest: str

    @property
    def key(self) -> Key:
        """The series."""
        return Key(self.kind, self.code)

    @property
    def state(self) -> State:
        """How the series stood at its source."""
        return State(self.digest, self.fetched, self.origin, self.status, self.problem)


def stored(source: Listed, store: Store) -> dict[Key, Loaded | SourceError]:
    """Return all that a source has, and why there is none of what it was asked for in vain.

    Of source `live` give one that asks no one (mode `never`) to take what is stored.
    """
    supply = source if isinstance(source, Supply) else AtHand(source, store)
    return supply.load(source.keys())


def export(path: Path, origin: Origin, series: Mapping[Key, Loaded | SourceError]) -> list[Entry]:
    """Write a snapshot, whole or not at all, and return what is in it.

    Raises TargetError where the file cannot be written, MalformedError for a series that could
    not be read again as it is.
    """
    files.check(path)
    ordered = {key: series[key] for key in sorted(series)}
    made = [_made(key, item) for key, item in ordered.items() if not isinstance(item, SourceError)]
    missing = {key: item for key, item in ordered.items() if isinstance(item, SourceError)}
    contents = {entry.file: content for entry, content in made}
    entries = [entry for entry, _ in made]
    files.write(path, _zipped(contents | {MANIFEST: _manifest(origin, entries, missing)}))
    return entries


def _made(key: Key, item: Loaded) -> tuple[Entry, bytes]:
    record, columns = item
    name = series_files.place(key)
    content = series_files.write(key.kind, columns)
    again = series_files.read(key.kind, name, content)
    if not _is_same(rows.canonical(columns), again):
        raise MalformedError(
            f"{key.code}: the {key.kind} data cannot be written so that they read back as they "
            "are. Fetch the series anew, or leave it out."
        )
    entry = Entry(
        *key, name, sha256(content).hexdigest(),
        record.count, days.iso(record.first), days.iso(record.last),
        record.since, record.origin, record.status, record.problem, rows.digest(again),
    )  # fmt: skip
    return entry, content


def _is_same(columns: Columns, again: Columns) -> bool:
    """Tell whether what is read back is all there was, and no value more."""
    more = [again[name] for name in again if name not in columns]
    return all(
        name in again and np.array_equal(column, again[name], equal_nan=True)
        for name, column in columns.items()
    ) and all(np.isnan(column.astype(np.float64)).all() for column in more)


def _manifest(origin: Origin, entries: list[Entry], missing: Mapping[Key, SourceError]) -> bytes:
    made = {
        "format": FORMAT,
        "rotationxl": __version__,
        **origin._asdict(),
        "last_session": days.iso(origin.last_session),
        "series": [asdict(entry) for entry in entries],
        "missing": [
            {"kind": key.kind, "code": key.code, "error": type(e).__name__, "message": str(e)}
            for key, e in missing.items()
        ],
    }
    return (json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = _UNIX, _MODE
            archive.writestr(info, contents[name], zipfile.ZIP_DEFLATED, _LEVEL)
    return whole.getvalue()


class Snapshot:
    """A snapshot's manifest, and its series as they are asked for."""

    def __init__(self, path: Path) -> None:
        """Read the manifest; raises BadArgumentError where there is no file, else SourceError."""
        self.path = path.expanduser()
        if not self.path.is_file():
            raise BadArgumentError(f"source: there is no file {self.path}.")
        with _archive(self.path) as archive:
            content = _member(self.path, archive, MANIFEST)
        self.id = sha256(content).hexdigest()[:16]
        """Tells this snapshot from every other one."""
        self._told = _parsed(self.path, content)

    @cached_property
    def origin(self) -> Origin:
        """What the snapshot was taken of."""
        return self._told.origin

    @property
    def series(self) -> Mapping[Key, Entry]:
        """What the snapshot holds."""
        return self._told.series

    @property
    def missing(self) -> Mapping[Key, SourceError]:
        """What its source was asked for in vain, and why."""
        return self._told.missing

    def read(self, keys: list[Key]) -> dict[Key, Columns | SourceError]:
        """Return those of the series that the snapshot holds; an error for each damaged one."""
        with _archive(self.path) as archive:
            return {key: self._one(archive, self.series[key]) for key in keys}

    def _one(self, archive: zipfile.ZipFile, entry: Entry) -> Columns | SourceError:
        try:
            content = _member(self.path, archive, entry.file)
            if sha256(content).hexdigest() != entry.sha256:
                return _bad(self.path, f"{entry.file} is not what the manifest says it is")
            return series_files.read(entry.kind, entry.file, content)
        except SourceError as error:
            return error


class _Told(NamedTuple):
    origin: Origin
    series: Mapping[Key, Entry]
    missing: Mapping[Key, SourceError]


def _parsed(path: Path, content: bytes) -> _Told:
    try:
        told = json.loads(content)
        if told["format"] > FORMAT:
            raise MalformedError(
                f"{path.name}: written by a newer rotationxl ({told['rotationxl']}). Upgrade this "
                f"one ({__version__})."
            )
        last = _day(told["last_session"])
        origin = Origin(told["source"], told["title"], told["warning"], last)
        series = {entry.key: entry for entry in (Entry(**one) for one in told["series"])}
        missing = {
            Key(one["kind"], one["code"]): source_error(one["error"], one["message"])
            for one in told["missing"]
        }
    except (LookupError, TypeError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise _bad(path, f"{MANIFEST} cannot be read ({type(error).__name__})") from None
    if not all(key.kind in get_args(Kind) for key in (*series, *missing)):
        raise _bad(path, f"{MANIFEST} names series of an unknown kind")
    return _Told(origin, series, missing)


def _day(text: str) -> int:
    return int(days.from_datetime64(np.array([text], "datetime64[D]"))[0])


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise UnreachableError(f"{path.name}: cannot be read ({error.strerror}).") from error
    except zipfile.BadZipFile as error:
        raise _bad(path, "this is no zip, or not a whole one") from error
    with archive:
        yield archive


def _member(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError:
        raise _bad(path, f"there is no {name} in it") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise _bad(path, f"{name} cannot be unpacked ({type(error).__name__})") from error


def _bad(path: Path, what: str) -> MalformedError:
    return MalformedError(
        f"{path.name}: {what}. It is no snapshot, or was damaged or replaced meanwhile: copy it "
        "anew, or export it again."
    )
