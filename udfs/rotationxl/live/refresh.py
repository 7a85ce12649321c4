"""Brings series up to date: asks for what is due, one process a series, within a time."""

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue

from rotationxl.errors import (
    EmptyAnswerError,
    KeyRefusedError,
    MalformedError,
    NeedsKeyError,
    NotAskedError,
    OutageError,
    RateLimitedError,
    RefusedError,
    RotationError,
    SourceError,
    SuspiciousError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live import FRED, PROVIDERS, YAHOO
from rotationxl.live.pace import deadline
from rotationxl.live.providers import Providers
from rotationxl.sources import Columns, Key, State
from rotationxl.store.rows import Loaded
from rotationxl.store.standings import LEASE, Standings

log = logging.getLogger("rotationxl")
Outcome = Loaded | SourceError
Told = Callable[[Key, Outcome], None]
WHOLE = 30 * 86_400.0
"""Seconds after which a series is fetched whole again: old figures are corrected, too."""
_RENEW = 10.0
_POLL = 0.1
_MOST_AT_ONCE = {YAHOO: 8, FRED: 4}
_RESTS: dict[type[SourceError], tuple[float, float]] = {
    RateLimitedError: (60, 3600),
    UnreachableError: (15, 60),
    OutageError: (15, 300),
    EmptyAnswerError: (300, 3600),
    MalformedError: (60, 3600),
    RefusedError: (60, 3600),
    SuspiciousError: (600, 3600),
    UnknownSymbolError: (600, 600),
    NeedsKeyError: (5, 5),
    KeyRefusedError: (60, 60),
}
"""Seconds until a series is asked for again after its first failure, and at most."""


def rest(error: SourceError, failures: int) -> float:
    """Return for how many seconds a series is left alone after an error."""
    kind = next(kind for kind in type(error).__mro__ if kind in _RESTS or kind is SourceError)
    first, most = _RESTS.get(kind, (60, 3600))
    asked = getattr(error, "wait", None) or 0.0
    return max(min(first * 2.0 ** min(failures, 10), most), asked)


class Refresher:
    """The series of one source, for this process among all that share the store."""

    def __init__(
        self,
        standings: Standings,
        providers: Callable[[bool], Providers],
        read: Callable[[Key], Columns | None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take what tells of other processes, makes the providers of a refresh, and reads."""
        self._standings = standings
        self._providers = providers
        self._read = read
        self._clock = clock

    def refresh(
        self,
        keys: Iterable[Key],
        limit: float,
        *,
        force: bool = False,
        accept: bool = False,
        told: Told = lambda _key, _outcome: None,
    ) -> dict[Key, Outcome]:
        """Ask for those of the series that are due, and wait for what others are asking for.

        Returns what this process fetched, or why it could not; what was not there in `limit`
        seconds is an error, too. `force` asks also for what is not due, `accept` takes as good
        what contradicts the stored data. `told` hears of each series as it comes.
        """
        batch = _Batch(self._standings, self._clock, limit, force=force)
        wanted = list(keys)
        try:
            batch.claim(wanted)
            if batch.pending or batch.busy:
                work = _Work(
                    self._standings, self._providers(accept), self._read, self._clock, batch.until
                )
                self._collect(batch, work, told)
        finally:  # of an interrupted claim, too, that has not told yet what it got
            self._standings.release(wanted, batch.owner)
        return batch.outcomes

    def _collect(self, batch: "_Batch", work: "_Work", told: Told) -> None:
        work.begin(batch.pending)
        renewed = time.monotonic()
        while (batch.pending or batch.busy) and (left := batch.left()) > 0:
            if (found := work.next(min(left, _POLL if batch.busy else _RENEW))) is not None:
                batch.settle(*found, told)
            if batch.busy:
                work.begin(batch.claim_released())
            if time.monotonic() - renewed > _RENEW:
                renewed = time.monotonic()
                batch.renew()
        while (found := work.next(0)) is not None:
            batch.settle(*found, told)
        for key in list(batch.pending):  # not logged: whoever is next may ask at once
            batch.settle(key, batch.too_late(key), told)


class _Batch:
    """What one refresh claims, waits for and has."""

    def __init__(
        self, standings: Standings, clock: Callable[[], float], limit: float, *, force: bool
    ) -> None:
        self._standings = standings
        self._clock = clock
        self._force = force
        self._limit = limit
        self.owner = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.until = time.monotonic() + limit
        self.pending: list[Key] = []
        self.busy: list[Key] = []
        self.outcomes: dict[Key, Outcome] = {}

    def left(self) -> float:
        return self.until - time.monotonic()

    def claim(self, keys: Iterable[Key]) -> list[Key]:
        """Claim what is due and no other process is asking for; return it."""
        now = self._clock()
        found = self._standings.claim(keys, self.owner, now, now + LEASE, force=self._force)
        self.pending += found.mine
        self.busy += found.busy
        return found.mine

    def claim_released(self) -> list[Key]:
        """Claim what another process has let go of; most of it is no longer due."""
        held = set(self._standings.held(self.busy, self._clock()))
        free = [key for key in self.busy if key not in held]
        self.busy = [key for key in self.busy if key in held]
        if not free:
            return []
        now = self._clock()
        found = self._standings.claim(free, self.owner, now, now + LEASE)
        self.pending += found.mine
        self.busy += found.busy
        return found.mine

    def renew(self) -> None:
        now = self._clock()
        self._standings.claim(self.pending, self.owner, now, now + LEASE, force=self._force)

    def settle(self, key: Key, outcome: Outcome, told: Told) -> None:
        self.pending.remove(key)
        self.outcomes[key] = outcome
        told(key, outcome)

    def too_late(self, key: Key) -> NotAskedError:
        return NotAskedError(
            f"{key.code}: no answer came within the {self._limit:g} s of this refresh. What is "
            "stored stays; the rest comes with the next refresh."
        )


class _Work:
    """Threads that ask; they never keep a program from ending."""

    def __init__(
        self,
        standings: Standings,
        providers: Providers,
        read: Callable[[Key], Columns | None],
        clock: Callable[[], float],
        until: float,
    ) -> None:
        self._standings = standings
        self._providers = providers
        self._read = read
        self._clock = clock
        self._until = until
        self._done: SimpleQueue[tuple[Key, Outcome | BaseException]] = SimpleQueue()

    def begin(self, keys: Iterable[Key]) -> None:
        """Ask for series, each provider in threads of its own."""
        lines: dict[str, list[Key]] = {}
        for key in keys:
            lines.setdefault(PROVIDERS[key.kind], []).append(key)
        for name, wanted in lines.items():
            jobs: SimpleQueue[Key] = SimpleQueue()
            for key in wanted:
                jobs.put(key)
            for _ in range(min(_MOST_AT_ONCE[name], len(wanted))):
                thread = threading.Thread(
                    target=self._serve, args=(jobs,), name=f"rotationxl-{name}", daemon=True
                )
                thread.start()

    def next(self, wait: float) -> tuple[Key, Outcome] | None:
        """Return what came, None where nothing does in time; raise what should not happen."""
        try:
            key, outcome = self._done.get(timeout=wait)
        except Empty:
            return None
        if isinstance(outcome, BaseException) and not isinstance(outcome, SourceError):
            raise outcome
        return key, outcome

    def _serve(self, jobs: SimpleQueue[Key]) -> None:
        with deadline(self._until):
            while time.monotonic() < self._until and (key := _next(jobs)) is not None:
                try:
                    self._done.put((key, self._fetch(key)))
                except Exception as error:  # noqa: BLE001 (raised again where it is waited for)
                    self._done.put((key, error))

    def _fetch(self, key: Key) -> Outcome:
        standing = self._standings.of([key]).get(key)
        now = self._clock()
        try:
            whole = standing is None or now - standing.whole > WHOLE
            answer = self._providers.ask(key, self._read(key), whole=whole)
            return self._standings.fetched(
                key,
                answer.change,
                State(None, self._clock(), answer.origin),
                lambda columns: _due(key, columns, self._clock()),
                whole=answer.whole,
            )
        except NotAskedError as error:
            return error.with_traceback(None)
        except SourceError as error:
            found = error.with_traceback(None)
        except RotationError:
            raise
        except Exception as error:
            log.exception("%s: asking for it failed.", key.code)
            found = SourceError(
                f"{key.code}: rotationxl could not make anything of it ({type(error).__name__}). "
                "What is stored stays. If it lasts, update rotationxl."
            )
        wait = rest(found, standing.failures if standing else 0)
        self._standings.failed(key, found, self._clock() + wait)
        return found


def _due(key: Key, columns: Columns, now: float) -> float:
    from rotationxl.live.calendar import due

    return due(key, columns, now)


def _next(jobs: SimpleQueue[Key]) -> Key | None:
    try:
        return jobs.get_nowait()
    except Empty:
        return None
