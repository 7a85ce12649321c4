"""Source `live`: prices from Yahoo Finance, macro series from FRED, kept in the local store.

Nothing that asks a provider is imported before something is asked for.
"""

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rotationxl import errors
from rotationxl.days import Days
from rotationxl.errors import BadArgumentError, SourceError
from rotationxl.live import PROVIDERS, check, reasons
from rotationxl.market.supply import Extent
from rotationxl.market.view import ANCHOR
from rotationxl.sessions import missing_sessions, sessions
from rotationxl.sources import Behind, Columns, Key, Mode, State, Status
from rotationxl.store.database import Store
from rotationxl.store.rows import Loaded
from rotationxl.store.standings import Standing, Standings, is_due

if TYPE_CHECKING:
    from rotationxl.live.refresh import Outcome, Refresher, Told

Watch = Callable[[list[Key]], "AbstractContextManager[Told]"]
"""Is given what will be asked for, and around the asking something that hears of each as it comes.
"""

MODES: tuple[Mode, ...] = ("first", "behind", "never")
MODE_VARIABLE = "ROTATIONXL_REFRESH"
LIMIT_VARIABLE = "ROTATIONXL_REFRESH_SECONDS"
LIMIT = 20.0
_BEHIND_LIMIT = 300.0


class _Use(NamedTuple):
    """A series that was served: when it is due, and what is wrong with it."""

    due: float
    problem: str | None


class Live:
    """Live data: what is stored, and the providers that it is renewed from."""

    name = "live"
    title = "Yahoo Finance and FRED"
    warning: str | None = None

    def __init__(
        self,
        argument: str = "",
        store: Store | None = None,
        *,
        mode: Mode | None = None,
        limit: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take nothing after the name; mode and limit (seconds a batch) as the environment says."""
        if argument:
            raise BadArgumentError(f"source: live takes nothing after it, not {argument!r}.")
        self.store = store or Store()
        self.mode: Mode = mode or _mode()
        self.limit = _limit() if limit is None else limit
        self.standings = Standings(self.store, self.name)
        self.watch: Watch = lambda _keys: nullcontext(_unheard)
        self.clock = clock
        self._used: dict[Key, _Use] = {}
        self._version = 0
        self._held: set[Key] = set()
        """What was served since the data last changed."""
        self._outdated = False
        self._making = threading.Lock()
        self._renewing = {name: threading.Lock() for name in set(PROVIDERS.values())}

    def state(self, key: Key) -> State | None:
        """Return how a series is stored; None where it is not."""
        found = self.store.read(self.name, [key]).get(key)
        return State(found[0].digest, found[0].since) if found else None

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        """Return each wanted series, renewed as the mode says, or why there is none."""
        return {
            key: item if isinstance(item, SourceError) else item[1]
            for key, item in self.load(wanted).items()
        }

    def keys(self) -> list[Key]:
        """Return every series that is stored, and those that were asked for in vain."""
        return sorted({*self.standings.known(), *self.standings.asked()})

    def last_session(self) -> int:
        """Return the last session that a price is stored of; of an empty store that of today."""
        return self.extent().last_session

    def extent(self) -> Extent:
        """Return the last session, and whether it is only today's, for no price is stored."""
        newest = self.standings.newest_price(_is_of_exchange)
        if newest is not None:
            return Extent(newest, is_empty=False)
        today = check.last_final(self._now())
        return Extent(int(sessions(today - 10, today)[-1]), is_empty=True)

    def renew_sessions(self) -> None:
        """Bring the last session up to date, as far as the mode allows."""
        if self.mode != "never" and self._due([ANCHOR]):
            self.load([ANCHOR])

    def load(self, keys: Iterable[Key]) -> dict[Key, Loaded | SourceError]:
        """Return each series with where it came from, renewed first or behind, or why not."""
        wanted = list(keys)
        odd = {key: error for key in wanted if (error := reasons.not_of_this_kind(key))}
        asked = [key for key in wanted if key not in odd]
        fresh = self._renew(asked)
        self._note_version()
        self._held.update(wanted)
        stored = self.store.read(self.name, asked)
        standings = self.standings.of(asked)
        found: dict[Key, Loaded | SourceError] = {**odd}
        for key in asked:
            standing = standings.get(key)
            found[key] = self._served(key, stored.get(key), standing, fresh.get(key))
            self._used[key] = _Use(standing.due if standing else 0.0, reasons.problem(found[key]))
        return found

    def _note_version(self) -> None:
        """Note what the log has come to; read no series before, or what comes between is lost."""
        version = self.standings.version()
        if self._held and version != self._version:
            self._outdated |= not self._held.isdisjoint(self.standings.since(self._version))
        self._version = version

    def changed(self) -> bool:
        """Tell whether what was loaded has been renewed since, or is now to be."""
        due = self._used_and_due()
        if due and self.mode == "behind":
            self._renew_behind(due)
        changed = self._outdated or self.standings.version() != self._version
        if changed or (due and self.mode == "first"):
            self._held.clear()
            self._outdated = False
            return True
        return False

    def _used_and_due(self) -> list[Key]:
        """Return the used series that are due now, though some were asked for since they were."""
        now = self.clock()
        due = [key for key, use in self._used.items() if is_due(use.due, now)]
        for key, standing in self.standings.of(due).items() if due else ():
            self._used[key] = self._used[key]._replace(due=standing.due)
        return [key for key in due if is_due(self._used[key].due, now)]

    def behind(self) -> list[Behind]:
        """Return the used series for which newer data should be there, and why they are not.

        None where no one was to be asked.
        """
        if self.mode == "never":
            return []
        return [Behind(key, use.problem) for key, use in self._used.items() if use.problem]

    def used(self) -> list[Key]:
        """Return the series that were served, or should have been."""
        return list(self._used)

    @property
    def refresher(self) -> "Refresher":
        """What asks the providers; made at its first use."""
        with self._making:  # once for both threads: Yahoo's session and its cookies are one
            return self._made_refresher

    @cached_property
    def _made_refresher(self) -> "Refresher":
        from rotationxl.live.providers import Providers, new_yahoo
        from rotationxl.live.refresh import Refresher

        yahoo = new_yahoo(self.store.path.with_name("yfinance"))
        return Refresher(
            self.standings,
            lambda accept: Providers(yahoo, accept=accept),
            self._columns,
            self.clock,
        )

    def _renew(self, keys: list[Key]) -> "dict[Key, Outcome]":
        due = self._due(keys) if self.mode != "never" else []
        if not due:
            return {}
        if self.mode == "first":
            with self.watch(due) as told:
                return self.refresher.refresh(due, self.limit, told=told)
        self._renew_behind(due)
        return {}

    def _due(self, keys: list[Key]) -> list[Key]:
        """Return what is to be asked for: of tickers whose multiples are kept, these as well."""
        kept = [Key("valuation", key.code) for key in keys if key.kind == "price"]
        now, standings = self.clock(), self.standings.of([*keys, *kept])
        along = [key for key in kept if key in standings and key not in keys]
        return [
            key
            for key in [*keys, *along]
            if key not in standings or is_due(standings[key].due, now)
        ]

    def _renew_behind(self, keys: list[Key]) -> None:
        """Ask each provider in a thread; what is due meanwhile is seen at the next look.

        What another process asks for is not waited for: it would hold up what no one asks for.
        """
        held = self.standings.held(keys, self.clock())
        for name, renewing in self._renewing.items():
            wanted = [key for key in keys if PROVIDERS[key.kind] == name and key not in held]
            if wanted and renewing.acquire(blocking=False):
                threading.Thread(
                    target=self._renew_and_free,
                    args=(wanted, renewing),
                    name="rotationxl-refresh",
                    daemon=True,
                ).start()

    def _renew_and_free(self, keys: list[Key], renewing: threading.Lock) -> None:
        try:
            self.refresher.refresh(keys, _BEHIND_LIMIT)
        finally:
            renewing.release()

    def _served(
        self,
        key: Key,
        stored: Loaded | None,
        standing: Standing | None,
        fresh: "Outcome | None",
    ) -> Loaded | SourceError:
        if stored is None and isinstance(fresh, tuple):  # the store keeps nothing
            stored = fresh
        if stored is not None:
            record, columns = stored
            return replace(record, status=self._status(key, columns, standing)), columns
        error = fresh if isinstance(fresh, SourceError) else reasons.last_error(key, standing)
        return error or reasons.not_stored(key, self.mode)

    def _status(self, key: Key, columns: Columns, standing: Standing | None) -> Status:
        error = reasons.last_error(key, standing)
        if isinstance(error, errors.SuspiciousError):
            return "suspicious"
        if key.kind == "price":  # one that has the last session is as new as it can be
            return self._status_of_prices(key.code, columns["day"].astype("int32", copy=False))
        is_late = error or standing is None or is_due(standing.due, self.clock())
        return "stale" if is_late else "fresh"

    def _status_of_prices(self, code: str, day: Days) -> Status:
        if self._lags(code, int(day[-1])):
            return "stale"
        return "partial" if len(missing_sessions(code, day)) else "fresh"

    def _lags(self, code: str, last: int) -> bool:
        where = check.hours(code)
        final = check.last_final(self._now(), where)
        if where is not check.NEW_YORK:
            return last < final
        return len(sessions(last + 1, final)) > 0 if last < final else False

    def _columns(self, key: Key) -> Columns | None:
        found = self.store.read(self.name, [key]).get(key)
        return found[1] if found else None

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.clock(), dt.UTC)


def _is_of_exchange(code: str) -> bool:
    return check.hours(code) is check.NEW_YORK


def _unheard(_key: Key, _outcome: "Outcome") -> None:
    """Hear of a series, and do nothing."""


def _mode() -> Mode:
    given = os.environ.get(MODE_VARIABLE) or "first"
    for mode in MODES:
        if given == mode:
            return mode
    raise BadArgumentError.among(MODE_VARIABLE, given, "a way to refresh", MODES)


def _limit() -> float:
    given = os.environ.get(LIMIT_VARIABLE)
    try:
        limit = float(given) if given else LIMIT
    except ValueError:
        limit = -1.0
    if not 0 < limit < float("inf"):
        raise BadArgumentError(f"{LIMIT_VARIABLE}: {given!r} is not a number of seconds above 0.")
    return limit


SOURCE = Live
