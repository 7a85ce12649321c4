"""One SQLite file: series in, series out, and the log of every fetch."""

import hashlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from rotationxl.errors import SourceError, StoreError
from rotationxl.sources import Columns, Key, State
from rotationxl.store.record import Record
from rotationxl.store.schema import migrate

log = logging.getLogger("rotationxl")
BUSY_SECONDS = 15
T = TypeVar("T")
Loaded = tuple[Record, Columns]


def home() -> Path:
    """Return the user's data folder: ROTATIONXL_HOME, or the system's place for such data."""
    if chosen := os.environ.get("ROTATIONXL_HOME"):
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("rotationxl", appauthor=False)


class Store:
    """The series of one database file.

    A file that is damaged is moved aside and rebuilt. Where the folder or the disk takes no
    more, series are still handed on; they are just not kept, and a warning says so.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or home() / "market.db"
        self._connection: sqlite3.Connection | None = None
        self._warned: set[str] = set()

    def read(self, source: str, keys: Iterable[Key]) -> dict[Key, Loaded]:
        """Return those of the series that are stored, as they are."""
        return self._guarded(lambda c: {k: s for k in keys if (s := _read(c, source, k))}, {})

    def stamps(self, source: str, keys: Iterable[Key]) -> dict[Key, str | None]:
        """Return the stamp under which each stored series was saved."""
        query = "select stamp from series where source=? and kind=? and code=?"

        def ask(connection: sqlite3.Connection) -> dict[Key, str | None]:
            rows = {key: connection.execute(query, (source, *key)).fetchone() for key in keys}
            return {key: row[0] for key, row in rows.items() if row}

        return self._guarded(ask, {})

    def save(
        self,
        source: str,
        fetched: Mapping[Key, Columns | SourceError],
        states: Mapping[Key, State | None],
    ) -> dict[Key, Loaded | SourceError]:
        """Keep what a source gave in one transaction, and return it with its records.

        `states` are those from before the fetch: data that changed meanwhile are fetched again.
        """
        made = {
            key: item
            if isinstance(item, SourceError)
            else _made(source, key, item, states.get(key))
            for key, item in fetched.items()
        }

        def write(connection: sqlite3.Connection) -> None:
            with _transaction(connection):
                for key, item in made.items():
                    _write(connection, source, key, item)

        self._guarded(write, None)
        return made

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _guarded(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do work on the file; mend a damaged one; say it when the file cannot be used."""
        for _ in range(2):
            try:
                return work(self._open())
            except (sqlite3.OperationalError, OSError) as error:
                if not _is_damage(error):
                    self._warn(error)
                    return otherwise
                self._move_aside(error)
            except sqlite3.DatabaseError as error:
                self._move_aside(error)
            except DamagedError as error:
                self._move_aside(error)
        return otherwise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _connect(self.path)
        return self._connection

    def _move_aside(self, error: Exception) -> None:
        self.close()
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.time_ns()}")
        try:
            self.path.rename(aside)
            journal = self.path.with_name(self.path.name + "-journal")
            if journal.exists():
                journal.rename(aside.with_name(aside.name + "-journal"))
        except OSError as failure:
            raise StoreError(
                f"The store {self.path} is damaged ({error}) and could not be moved aside "
                f"({failure}). Close other programs that use it, or delete it."
            ) from error
        log.warning("The store was damaged (%s): moved to %s and built anew.", error, aside)

    def _warn(self, error: Exception) -> None:
        if str(error) not in self._warned:
            self._warned.add(str(error))
            log.warning("The store %s cannot be used (%s): data are not kept.", self.path, error)


class DamagedError(Exception):
    """What is stored is not what was saved."""


def _is_damage(error: Exception) -> bool:
    return any(word in str(error) for word in ("malformed", "not a database", "no such table"))


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
    uri = f"{path.absolute().as_uri()}?mode={_mode(path)}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("pragma foreign_keys=on")
        migrate(connection, str(path))
    except BaseException:
        connection.close()
        raise
    return connection


def _mode(path: Path) -> str:
    """Return read-only for a file that cannot be written: what it holds still serves."""
    return "ro" if path.exists() and not os.access(path, os.W_OK) else "rwc"


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin immediate")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back already
            connection.execute("rollback")
        raise
    connection.execute("commit")


def _made(source: str, key: Key, columns: Columns, state: State | None) -> Loaded:
    day, (stamp, since) = columns["day"], state or (None, None)
    ends = int(day[0]), int(day[-1]), len(day)
    return Record(key, source, stamp, _digest(columns), *ends, since, None), columns


def _digest(columns: Columns) -> str:
    """Return what identifies the data of a series, on every machine."""
    total = hashlib.blake2b(digest_size=16)
    for name in sorted(columns):
        column = columns[name]
        little = column.astype(column.dtype.newbyteorder("<"), copy=False)
        total.update(f"{name}:{little.dtype.str}:{len(column)};".encode())
        total.update(np.ascontiguousarray(little).data)
    return total.hexdigest()


def _write(
    connection: sqlite3.Connection, source: str, key: Key, item: Loaded | SourceError
) -> None:
    if isinstance(item, SourceError):
        _log(connection, source, key, type(item).__name__, str(item))
        return
    record, columns = item
    connection.execute("delete from series where source=? and kind=? and code=?", (source, *key))
    row = connection.execute(
        "insert into series(source,kind,code,stamp,digest,first,last,count,since) "
        "values(?,?,?,?,?,?,?,?,?)",
        (
            source, *key, record.stamp, record.digest,
            record.first, record.last, record.count, record.since,
        ),
    ).lastrowid  # fmt: skip
    connection.executemany(
        "insert into columns(series,name,dtype,data) values(?,?,?,?)",
        [(row, name, c.dtype.str, np.ascontiguousarray(c).data) for name, c in columns.items()],
    )
    _log(connection, source, key, "ok", None)


def _log(
    connection: sqlite3.Connection, source: str, key: Key, outcome: str, text: str | None
) -> None:
    connection.execute(
        "insert into fetches(source,kind,code,at,outcome,message) values(?,?,?,?,?,?)",
        (source, *key, time.time(), outcome, text),
    )


def _read(connection: sqlite3.Connection, source: str, key: Key) -> Loaded | None:
    row = connection.execute(
        "select id,stamp,digest,first,last,count,since from series "
        "where source=? and kind=? and code=?",
        (source, *key),
    ).fetchone()
    if not row:
        return None
    series, stamp, digest, first, last, count, since = row
    columns = {
        name: np.frombuffer(data, dtype)
        for name, dtype, data in connection.execute(
            "select name,dtype,data from columns where series=?", (series,)
        )
    }
    if _digest(columns) != digest:
        raise DamagedError(f"{key.code} does not have the digest it was saved with")
    problem = _last_problem(connection, source, key)
    return Record(key, source, stamp, digest, first, last, count, since, problem), columns


def _last_problem(connection: sqlite3.Connection, source: str, key: Key) -> str | None:
    """Return what went wrong at the last fetch, None when it went well."""
    row = connection.execute(
        "select message from fetches where source=? and kind=? and code=? order by id desc limit 1",
        (source, *key),
    ).fetchone()
    return row[0] if row else None
