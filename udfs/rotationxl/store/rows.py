"""Rows of the database: one series in, one series out, and a line in the log of fetches."""

import hashlib
import sqlite3
import time

import numpy as np

from rotationxl.errors import SourceError
from rotationxl.sources import Columns, Key, State
from rotationxl.store.record import Record

Loaded = tuple[Record, Columns]
MOST_FETCHES = 100
"""So many fetches of a series are remembered."""


class DamagedError(Exception):
    """What is stored is not what was saved."""


def made(source: str, key: Key, columns: Columns, state: State | None) -> Loaded:
    """Return columns as they would be read back, with the record of where they came from."""
    day, state = columns["day"], state or State(None, None)
    record = Record(
        key, source, state.stamp, digest(canonical(columns)), int(day[0]), int(day[-1]), len(day),
        state.since, state.problem, state.origin, state.status,
    )  # fmt: skip
    return record, columns


def canonical(columns: Columns) -> Columns:
    """Return the columns that a series is known by.

    The mark of a session that is not over says when a series was fetched, not what it is; and
    prices that are not said to have had a split had none.
    """
    kept = {name: c for name, c in columns.items() if not name.startswith("unfinished")}
    if "close" in kept and "split" not in kept:
        kept |= {"split_day": np.zeros(0, np.int32), "split": np.zeros(0)}
    return kept


def digest(columns: Columns) -> str:
    """Return what identifies columns, on every machine."""
    total = hashlib.blake2b(digest_size=16)
    for name in sorted(columns):
        column = columns[name]
        little = column.astype(column.dtype.newbyteorder("<"), copy=False)
        total.update(f"{name}:{little.dtype.str}:{len(column)};".encode())
        total.update(np.ascontiguousarray(little).data)
    return total.hexdigest()


def write(
    connection: sqlite3.Connection, source: str, key: Key, item: Loaded | SourceError
) -> None:
    """Keep what a fetch brought, a series or an error, and log it."""
    if isinstance(item, SourceError):
        log_fetch(connection, source, key, type(item).__name__, str(item))
        return
    keep(connection, source, key, item)
    log_fetch(connection, source, key, "ok", item[0].problem)


def keep(connection: sqlite3.Connection, source: str, key: Key, item: Loaded) -> None:
    """Write a series, and nothing into the log."""
    record, columns = item
    saved = digest(columns)  # of all columns: a mark that changes is saved, damage to it seen
    if not _has(connection, source, key, saved):
        _replace(connection, key, columns, record, saved)
    connection.execute(
        "update series set stamp=?,since=?,origin=?,status=? where source=? and kind=? and code=?",
        (record.stamp, record.since, record.origin, record.status, source, *key),
    )


def _has(connection: sqlite3.Connection, source: str, key: Key, digest: str) -> bool:
    query = "select 1 from series where source=? and kind=? and code=? and digest=?"
    return connection.execute(query, (source, *key, digest)).fetchone() is not None


def _replace(
    connection: sqlite3.Connection, key: Key, columns: Columns, record: Record, saved: str
) -> None:
    source = record.source
    connection.execute("delete from series where source=? and kind=? and code=?", (source, *key))
    row = connection.execute(
        "insert into series(source,kind,code,digest,first,last,count) values(?,?,?,?,?,?,?)",
        (source, *key, saved, record.first, record.last, record.count),
    ).lastrowid
    connection.executemany(
        "insert into columns(series,name,dtype,data) values(?,?,?,?)",
        [(row, name, c.dtype.str, np.ascontiguousarray(c).data) for name, c in columns.items()],
    )


def log_fetch(
    connection: sqlite3.Connection, source: str, key: Key, outcome: str, text: str | None
) -> None:
    """Note a fetch; an error that comes again, as it was, is no news and no further row."""
    query = (
        "select id,outcome,message from fetches where source=? and kind=? and code=? "
        "order by id desc limit 1"
    )
    last = connection.execute(query, (source, *key)).fetchone()
    if last and outcome != "ok" and last[1:] == (outcome, text):
        connection.execute("update fetches set at=? where id=?", (time.time(), last[0]))
        return
    connection.execute(
        "insert into fetches(source,kind,code,at,outcome,message) values(?,?,?,?,?,?)",
        (source, *key, time.time(), outcome, text),
    )
    connection.execute(
        "delete from fetches where source=? and kind=? and code=? and id<=(select id from fetches "
        "where source=? and kind=? and code=? order by id desc limit 1 offset ?)",
        (source, *key, source, *key, MOST_FETCHES),
    )


def read(connection: sqlite3.Connection, source: str, key: Key) -> Loaded | None:
    """Return a series; None where it is not stored, DamagedError where it is not what was saved."""
    row = connection.execute(
        "select id,stamp,digest,first,last,count,since,origin,status from series "
        "where source=? and kind=? and code=?",
        (source, *key),
    ).fetchone()
    if not row:
        return None
    series, stamp, saved, first, last, count, since, origin, status = row
    columns = {
        name: np.frombuffer(data, dtype)
        for name, dtype, data in connection.execute(
            "select name,dtype,data from columns where series=?", (series,)
        )
    }
    if digest(columns) != saved:
        raise DamagedError(f"{key.code} does not have the digest it was saved with")
    known = canonical(columns)
    own = saved if known.keys() == columns.keys() else digest(known)
    problem = _last_problem(connection, source, key)
    ends = first, last, count
    return Record(key, source, stamp, own, *ends, since, problem, origin, status), columns


def _last_problem(connection: sqlite3.Connection, source: str, key: Key) -> str | None:
    """Return what went wrong at the last fetch, None when it went well."""
    row = connection.execute(
        "select message from fetches where source=? and kind=? and code=? order by id desc limit 1",
        (source, *key),
    ).fetchone()
    return row[0] if row else None
