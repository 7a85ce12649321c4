"""How the series of a source stand with its providers: when to ask again, and who may ask."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple

from rotationxl.errors import RateLimitedError, SourceError
from rotationxl.sources import Columns, Key, State
from rotationxl.store import rows
from rotationxl.store.database import Store, transaction
from rotationxl.store.rows import Loaded

LEASE = 40.0
"""Seconds after which the series of a process that died are asked for by others."""
_FARTHEST = 5 * 86_400.0
"""No series rests longer than from one session to the next: a later due is of a wrong clock."""
_OF = "source=? and kind=? and code=?"


def is_due(due: float, now: float) -> bool:
    """Tell whether a series is to be asked for; a clock that was far ahead holds back none."""
    return not now < due <= now + _FARTHEST


class Standing(NamedTuple):
    """How one series stands."""

    due: float
    """When its provider is to be asked again, in seconds since 1970."""
    failures: int
    """How many times in a row asking went wrong."""
    whole: float
    """When the whole series was last fetched."""
    outcome: str | None
    """`ok`, or the name of the error that the last time ended with; None: never asked."""
    message: str | None
    at: float | None
    """When that was."""


class Claim(NamedTuple):
    """What a process may ask for, and what another one is asking for."""

    mine: list[Key]
    busy: list[Key]


class Standings:
    """The standings of one source's series, for all processes that share the store."""

    def __init__(self, store: Store, source: str) -> None:
        self._store = store
        self._source = source

    def of(self, keys: Iterable[Key]) -> dict[Key, Standing]:
        """Return how those series stand that were ever asked for."""
        return self._store.guarded(
            lambda c: {key: found for key in keys if (found := self._one(c, key))}, {}
        )

    def known(self) -> list[Key]:
        """Return all series that are stored, in order of kind and code."""
        query = "select kind,code from series where source=? order by kind,code"
        return self._store.guarded(
            lambda c: [Key(*row) for row in c.execute(query, (self._source,))], []
        )

    def asked(self) -> list[Key]:
        """Return all series that were ever asked for, in order of kind and code."""
        query = "select kind,code from standings where source=? order by kind,code"
        return self._store.guarded(
            lambda c: [Key(*row) for row in c.execute(query, (self._source,))], []
        )

    def version(self) -> int:
        """Return a number that rises with every fetch that any process logs."""
        query = "select coalesce(max(id),0) from fetches"
        return self._store.guarded(lambda c: int(c.execute(query).fetchone()[0]), 0)

    def since(self, version: int) -> set[Key]:
        """Return the series of which a fetch was logged after a version."""
        query = "select distinct kind,code from fetches where id>? and source=?"
        none: set[Key] = set()
        return self._store.guarded(
            lambda c: {Key(*row) for row in c.execute(query, (version, self._source))}, none
        )

    def newest_price(self, counts: Callable[[str], bool]) -> int | None:
        """Return the last day of all stored prices of tickers that count."""
        query = "select code,last from series where source=? and kind='price'"
        none: list[tuple[str, int]] = []
        found = self._store.guarded(lambda c: c.execute(query, (self._source,)).fetchall(), none)
        return max((last for code, last in found if counts(code)), default=None)

    def claim(
        self, keys: Iterable[Key], owner: str, now: float, until: float, *, force: bool = False
    ) -> Claim:
        """Take what is due and no one else is asking for; it is `owner`'s until a moment.

        That it is still due is looked at in the same transaction: what another process has just
        fetched is not fetched again. `force` takes what is not due as well, but nothing that its
        provider does not want to be asked for.
        """
        wanted = list(keys)

        def work(connection: sqlite3.Connection) -> Claim:
            claim = Claim([], [])
            with transaction(connection):
                for key in wanted:
                    self._claim_one(connection, claim, key, owner, now, until, force)
            return claim

        return self._store.guarded(work, Claim(wanted, []))

    def _claim_one(
        self,
        connection: sqlite3.Connection,
        claim: Claim,
        key: Key,
        owner: str,
        now: float,
        until: float,
        force: bool,
    ) -> None:
        row = connection.execute(
            f"select due,barred,owner,until from standings where {_OF}",  # noqa: S608
            (self._source, *key),
        ).fetchone()
        due, barred, holder, held_until = row or (0.0, 0.0, None, 0.0)
        if holder not in {None, owner} and now < held_until <= now + 2 * LEASE:
            claim.busy.append(key)
        elif is_due(due, now) or (force and is_due(barred, now)):
            connection.execute(
                "insert into standings(source,kind,code,owner,until) values(?,?,?,?,?) "
                "on conflict(source,kind,code) do update set owner=excluded.owner,"
                "until=excluded.until",
                (self._source, *key, owner, until),
            )
            claim.mine.append(key)

    def held(self, keys: Iterable[Key], now: float) -> list[Key]:
        """Return those of the series that some process is asking for."""
        query = (
            f"select 1 from standings where {_OF} and owner is not null and until>? and until<=?"  # noqa: S608
        )
        times = now, now + 2 * LEASE

        def work(connection: sqlite3.Connection) -> list[Key]:
            found = ((key, connection.execute(query, (self._source, *key, *times))) for key in keys)
            return [key for key, cursor in found if cursor.fetchone()]

        return self._store.guarded(work, [])

    def fetched(
        self,
        key: Key,
        change: Callable[[Columns | None], Columns],
        state: State,
        due: Callable[[Columns], float],
        *,
        whole: bool,
    ) -> Loaded:
        """Replace what is stored of a series by what `change` makes of it, in one transaction.

        `due` tells from the result when its provider is to be asked again. What `change` raises
        leaves all as it is.
        """

        def work(connection: sqlite3.Connection) -> Loaded:
            with transaction(connection):
                stored = rows.read(connection, self._source, key)
                made = rows.made(self._source, key, change(stored[1] if stored else None), state)
                rows.write(connection, self._source, key, made)
                self._settle(connection, key, due(made[1]))
                if whole:
                    query = f"update standings set whole=? where {_OF}"  # noqa: S608
                    connection.execute(query, (state.since, self._source, *key))
            return made

        made = self._store.guarded(work, None)
        return made or rows.made(self._source, key, change(None), state)

    def failed(self, key: Key, error: SourceError, due: float) -> None:
        """Log why a series could not be fetched, and when its provider is to be asked again."""
        barred = due if isinstance(error, RateLimitedError) else 0.0

        def work(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                rows.write(connection, self._source, key, error)
                self._settle(connection, key, due, barred, failures=1)

        self._store.guarded(work, None)

    def _settle(
        self,
        connection: sqlite3.Connection,
        key: Key,
        due: float,
        barred: float = 0.0,
        failures: int = 0,
    ) -> None:
        connection.execute(
            "insert into standings(source,kind,code,due,barred,failures) values(?,?,?,?,?,?) "
            "on conflict(source,kind,code) do update set due=excluded.due,barred=excluded.barred,"
            "owner=null,until=0,"
            "failures=case excluded.failures when 0 then 0 else failures+1 end",
            (self._source, *key, due, barred, failures),
        )

    def ask_again(self, keys: Iterable[Key]) -> None:
        """Have series asked for at the next use, whenever that was to be."""
        wanted = list(keys)

        def work(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                for key in wanted:
                    query = f"update standings set due=0 where {_OF}"  # noqa: S608
                    connection.execute(query, (self._source, *key))

        self._store.guarded(work, None)

    def release(self, keys: Iterable[Key], owner: str) -> None:
        """Give back what a process claimed and did not ask for."""
        wanted = list(keys)

        def work(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                for key in wanted:
                    connection.execute(
                        f"update standings set owner=null,until=0 where {_OF} and owner=?",  # noqa: S608
                        (self._source, *key, owner),
                    )

        if wanted:
            self._store.guarded(work, None)

    def log(self, key: Key, most: int) -> list[tuple[float, str, str | None]]:
        """Return the last fetches of a series, the newest first: when, outcome, message."""
        query = f"select at,outcome,message from fetches where {_OF} order by id desc limit ?"  # noqa: S608
        return self._store.guarded(
            lambda c: c.execute(query, (self._source, *key, most)).fetchall(), []
        )

    def _one(self, connection: sqlite3.Connection, key: Key) -> Standing | None:
        of = (self._source, *key)
        query = f"select due,failures,whole from standings where {_OF}"  # noqa: S608
        row = connection.execute(query, of).fetchone()
        if not row:
            return None
        query = f"select outcome,message,at from fetches where {_OF} order by id desc limit 1"  # noqa: S608
        last = connection.execute(query, of).fetchone() or (None, None, None)
        return Standing(*row, *last)
