"""What a process goes on with where the store's file cannot be used: a copy of it in memory."""

import sqlite3

from rotationxl.sources import Key
from rotationxl.store import rows
from rotationxl.store.schema import migrate

_TABLES = "select name from sqlite_master where type='table' and name not like 'sqlite_%'"
_OF = "source=? and kind=? and code=?"


class Spare:
    """A database in memory that begins as the file is, as far as that can be read."""

    def __init__(self, file: sqlite3.Connection | None) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.connection.execute("pragma foreign_keys=on")
        migrate(self.connection, "memory")
        if file is not None:
            self._copy(file)
        query = "select coalesce(max(id),0) from fetches"
        self._begun: int = self.connection.execute(query).fetchone()[0]

    def _copy(self, file: sqlite3.Connection) -> None:
        # Not sqlite3's backup: it waits for ever where another program has locked the file.
        tables = [name for (name,) in self.connection.execute(_TABLES)]
        for table in tables:
            found = file.execute(f"select * from {table}").fetchall()  # noqa: S608
            marks = ",".join("?" * len(found[0])) if found else ""
            self.connection.executemany(f"insert into {table} values({marks})", found)

    def bring(self, file: sqlite3.Connection) -> None:
        """Write into the file what was fetched meanwhile, but nothing over what is newer."""
        query = "select distinct source,kind,code from fetches where id>?"
        for source, kind, code in self.connection.execute(query, (self._begun,)).fetchall():
            key = Key(kind, code)
            mine, other = (rows.read(c, source, key) for c in (self.connection, file))
            if mine and other and (other[0].since or 0.0) > (mine[0].since or 0.0):
                continue
            if mine:
                rows.keep(file, source, key, mine)
            self._bring_told(file, source, key)

    def _bring_told(self, file: sqlite3.Connection, source: str, key: Key) -> None:
        """Write into the file what came of each fetch of a series, and when it is due again."""
        of = source, *key
        query = f"select outcome,message from fetches where {_OF} and id>? order by id"  # noqa: S608
        for told in self.connection.execute(query, (*of, self._begun)).fetchall():
            rows.log_fetch(file, source, key, *told)
        query = f"select * from standings where {_OF}"  # noqa: S608
        for row in self.connection.execute(query, of).fetchall():
            marks = ",".join("?" * len(row))
            file.execute(f"insert or replace into standings values({marks})", row)
