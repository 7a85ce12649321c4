"""Many requests, politely: few at once, spaced, and slower as soon as the source asks for it."""

import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from rotationxl.errors import OutageError, RateLimitedError, SourceError

K = TypeVar("K")
V = TypeVar("V")


@dataclass
class Spacing:
    """How requests to one source follow each other, from all threads of this process."""

    concurrency: int = 8
    interval: float = 0.2
    """Seconds from one request's start to the next one's."""
    retries: int = 3
    backoff: float = 1.0
    """Seconds before the first retry; each further one waits twice as long."""
    patience: float = 20.0
    """Seconds after its start at which a batch no longer waits for anything."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    _next: float = field(default=float("-inf"), init=False)
    _closed: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def run(self, keys: Iterable[K], work: Callable[[K], V]) -> dict[K, V | SourceError]:
        """Return what `work` gives for each key, or the error that it raised in the end."""
        keys = list(dict.fromkeys(keys))
        if not keys:
            return {}
        until = self.clock() + self.patience
        with ThreadPoolExecutor(min(self.concurrency, len(keys)), "rotationxl-fetch") as pool:
            jobs = {key: pool.submit(self._settle, work, key, until) for key in keys}
            return {key: job.result() for key, job in jobs.items()}

    def _settle(self, work: Callable[[K], V], key: K, until: float) -> V | SourceError:
        for attempt in range(self.retries + 1):
            if refusal := self._queue(until):
                return refusal
            try:
                return work(key)
            except (RateLimitedError, OutageError) as error:
                wait = self._wait(attempt, error)
                if attempt == self.retries or self.clock() + wait > until:
                    return error
                if isinstance(error, OutageError):
                    self.sleep(wait)
            except SourceError as error:
                return error
        raise AssertionError("the last attempt returns")  # pragma: no cover

    def _wait(self, attempt: int, error: RateLimitedError | OutageError) -> float:
        """Return the seconds until another attempt; a rate limit holds everyone's."""
        # Full jitter would allow no wait at all; half of it keeps clients apart as well.
        wait = self.backoff * 2.0**attempt * (0.5 + self.chance() / 2)
        wait = max(wait, error.wait or 0.0)
        if isinstance(error, RateLimitedError):
            with self._lock:
                self._closed = max(self._closed, self.clock() + wait)
        return wait

    def _queue(self, until: float) -> SourceError | None:
        """Wait for the next free place; return an error where that is too far away."""
        while True:
            with self._lock:
                now = self.clock()
                start = max(now, self._next, self._closed)
                if start > max(until, now):
                    return self._too_long(start - now)
                self._next = start + self.interval
            if start > now:
                self.sleep(start - now)
            if self._closed <= start:  # else a rate limit came while this one slept
                return None

    def _too_long(self, wait: float) -> SourceError:
        if self._closed >= self._next:
            return RateLimitedError(
                f"The source wants fewer requests, so none is sent for {wait:.0f} s. "
                "What is stored is served; ask again then.",
                wait,
            )
        return OutageError(
            f"The time for this refresh ({self.patience:g} s) is over. "
            "What is stored is served; the rest comes with the next refresh."
        )
