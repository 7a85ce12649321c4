"""The tables of the store, as steps from one version to the next."""

import sqlite3

from rotationxl.errors import StoreError

# One row of `columns` is one whole column of a series as bytes: a series opens in well under a
# millisecond, and is replaced whole in one transaction. `fetches` has the last ones of each series;
# its ids only rise. `standings` has, of series that a provider is asked for: when it is to be asked
# again (`due`), until when it must not be asked at all (`barred`), how often in a row that failed,
# when it was last asked for the whole series, and which process (`owner`) may ask it until when.
MIGRATIONS = (
    """
    create table series(
        id integer primary key, source text not null, kind text not null, code text not null,
        stamp text, digest text not null, first integer not null, last integer not null,
        count integer not null, since real, unique(source, kind, code));
    create table columns(
        series integer not null references series(id) on delete cascade,
        name text not null, dtype text not null, data blob not null, primary key(series, name));
    create table fetches(
        id integer primary key, source text not null, kind text not null, code text not null,
        at real not null, outcome text not null, message text);
    create index fetches_of_series on fetches(source, kind, code, id);
    """,
    # Vintages were columns of the macro series; they are series of their own and fetched anew.
    """
    delete from series where kind='macro'
        and id in (select series from columns where name='vintage_day');
    """,
    """
    alter table series add column origin text;
    alter table series add column status text;
    create table standings(
        source text not null, kind text not null, code text not null,
        due real not null default 0, barred real not null default 0,
        failures integer not null default 0, whole real not null default 0,
        owner text, until real not null default 0, primary key(source, kind, code)) without rowid;
    """,
)


def migrate(connection: sqlite3.Connection, place: str) -> None:
    """Bring a database to the newest version; a newer one than this package knows is left alone."""
    version = _version(connection)
    if version == len(MIGRATIONS):
        return
    if version > len(MIGRATIONS):
        raise StoreError(
            f"The store {place} was written by a newer rotationxl (version {version} of its "
            f"tables; this one knows {len(MIGRATIONS)}). Upgrade rotationxl, or set "
            "ROTATIONXL_HOME to another folder."
        )
    connection.execute("begin immediate")
    try:
        version = _version(connection)  # again: another process may just have done it
        for step in MIGRATIONS[version:]:
            for statement in filter(str.strip, step.split(";")):
                connection.execute(statement)
        connection.execute(f"pragma user_version={len(MIGRATIONS)}")
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("pragma user_version").fetchone()[0]
    return version
