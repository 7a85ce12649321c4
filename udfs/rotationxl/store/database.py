"""One SQLite file: series in, series out, and the log of every fetch."""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TypeVar

from rotationxl.errors import SourceError, StoreError
from rotationxl.sources import Columns, Key, Kind, State
from rotationxl.store import rows
from rotationxl.store.rows import Loaded
from rotationxl.store.schema import migrate
from rotationxl.store.spare import Spare

log = logging.getLogger("rotationxl")
BUSY_SECONDS = 5.0
"""How long a lock of another process is waited for; transactions take milliseconds."""
REST_SECONDS = 30.0
"""How long a file that could not be used is done without."""
_PROBE_SECONDS = 0.02
"""How long a lock is waited for where all goes on in memory anyway."""
T = TypeVar("T")


def home() -> Path:
    """Return the user's data folder: ROTATIONXL_HOME, or the system's place for such data."""
    if chosen := os.environ.get("ROTATIONXL_HOME"):
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("rotationxl", appauthor=False)


class Store:
    """The series of one database file.

    A file that is damaged is moved aside and rebuilt. One that cannot be read or written is done
    without for a while: all goes on in memory, a warning says so, and what was fetched meanwhile
    is kept once the file can be used again.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or home() / "market.db"
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        """What file the connection is to; another one may have its name by now."""
        self._warned: set[str] = set()
        self._spare: Spare | None = None
        self._rests = float("-inf")
        self._lock = RLock()

    @property
    def keeps(self) -> bool:
        """Whether the file took what was last written."""
        return self._spare is None

    def read(self, source: str, keys: Iterable[Key]) -> dict[Key, Loaded]:
        """Return those of the series that are stored, as they are."""
        return self.guarded(lambda c: {k: s for k in keys if (s := rows.read(c, source, k))}, {})

    def stamps(self, source: str, keys: Iterable[Key]) -> dict[Key, str | None]:
        """Return the stamp under which each stored series was saved."""
        query = "select stamp from series where source=? and kind=? and code=?"

        def ask(connection: sqlite3.Connection) -> dict[Key, str | None]:
            found = {key: connection.execute(query, (source, *key)).fetchone() for key in keys}
            return {key: row[0] for key, row in found.items() if row}

        return self.guarded(ask, {})

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
            else rows.made(source, key, item, states.get(key))
            for key, item in fetched.items()
        }

        def write(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                for key, item in made.items():
                    rows.write(connection, source, key, item)

        self.guarded(write, None)
        return made

    def stored(self) -> dict[str, list[Key]]:
        """Return all series that are stored, by source, in order of kind and code."""
        query = "select source,kind,code from series order by source,kind,code"
        found: dict[str, list[Key]] = {}
        none: list[tuple[str, Kind, str]] = []
        for source, kind, code in self.guarded(lambda c: c.execute(query).fetchall(), none):
            found.setdefault(source, []).append(Key(kind, code))
        return found

    def clear(self, sources: Iterable[str]) -> int:
        """Delete the series of sources, and when to ask for them; return how many they were.

        The log of fetches stays.
        """
        wanted = [(source,) for source in sources]

        def work(connection: sqlite3.Connection) -> int:
            """Delete them in one transaction."""
            with transaction(connection):
                query = "delete from series where source=?"
                count = connection.executemany(query, wanted).rowcount
                connection.executemany("delete from standings where source=?", wanted)
            return count

        return self.guarded(work, 0)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def guarded(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do work on the file, or in memory as long as it cannot be used; mend a damaged one."""
        with self._lock:  # a transaction belongs to the connection, not to a thread
            if self._spare and (time.monotonic() < self._rests or not self._is_back(self._spare)):
                return work(self._spare.connection)
            for _ in range(2):
                try:
                    return work(self._open())
                except (sqlite3.OperationalError, OSError) as error:
                    if _was_moved(error):  # deleted, say: a new one is begun
                        self.close()
                    elif _is_damage(error):
                        self._move_aside(error)
                    else:
                        return work(self._without(error).connection)
                except (sqlite3.DatabaseError, rows.DamagedError) as error:
                    self._move_aside(error)
            return otherwise

    def _without(self, error: Exception) -> Spare:
        """Return what serves in place of the file, which is left alone for a while."""
        self._warn(error)
        # A locked file would be waited for once more.
        readable = None if _is_locked(error) else self._connection
        try:
            self._spare = Spare(readable)
        except sqlite3.Error:
            self._spare = Spare(None)
        self._rests = time.monotonic() + REST_SECONDS
        return self._spare

    def _is_back(self, spare: Spare) -> bool:
        """Tell whether the file can be used again: then it has all that was fetched meanwhile."""
        try:
            connection = self._open(_PROBE_SECONDS)
            with _waiting(connection, _PROBE_SECONDS), transaction(connection):
                spare.bring(connection)
        except (sqlite3.Error, OSError, rows.DamagedError) as error:
            if _was_moved(error):
                self.close()
            elif not isinstance(error, sqlite3.OperationalError | OSError) or _is_damage(error):
                self._move_aside(error)
            self._rests = time.monotonic() + REST_SECONDS
            return False
        self._spare = None
        log.warning("The store %s can be used again: data are kept.", self.path)
        self._warned.clear()
        return True

    def _open(self, wait: float | None = None) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _connect(self.path, BUSY_SECONDS if wait is None else wait)
            self._file = _identity(self.path)
        return self._connection

    def _move_aside(self, error: Exception) -> None:
        is_new = self._connection is not None and self._file != _identity(self.path)
        self.close()
        if is_new:  # another process has done it already, and keeps its data here
            return
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


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_locked(error: Exception) -> bool:
    return "locked" in str(error)


def _was_moved(error: Exception) -> bool:
    return getattr(error, "sqlite_errorname", "") == "SQLITE_READONLY_DBMOVED"


def _is_damage(error: Exception) -> bool:
    return any(word in str(error) for word in ("malformed", "not a database", "no such table"))


@contextmanager
def _waiting(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Wait for locks of other processes so long, in a block."""
    connection.execute(f"pragma busy_timeout={int(seconds * 1000)}")
    try:
        yield
    finally:
        connection.execute(f"pragma busy_timeout={int(BUSY_SECONDS * 1000)}")


def _connect(path: Path, wait: float) -> sqlite3.Connection:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
    uri = f"{path.absolute().as_uri()}?mode={_mode(path)}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False
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
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of a block or nothing of it, with no other process in between."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")  # that, too, waits for those who read, and not for ever
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back already
            connection.execute("rollback")
        raise
