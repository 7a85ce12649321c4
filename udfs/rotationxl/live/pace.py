"""Requests to one provider in turn: spaced, repeated where that helps, and over at a deadline."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from rotationxl.errors import BadArgumentError, NotAskedError, OutageError, RateLimitedError
from rotationxl.live.status import SERVED, slower

T = TypeVar("T")
Clock = Callable[[], float]
_LEAST = 0.1  # seconds: a request that has begun gets a chance
_remaining: ContextVar[Clock | None] = ContextVar("remaining", default=None)


@contextmanager
def deadline(at: float, clock: Clock = time.monotonic) -> Iterator[None]:
    """End what this thread asks for in the block at a moment of the clock.

    No `Pace.ask` sleeps past it, and requests that begin shortly before are cut (`left`).
    """
    token = _remaining.set(lambda: at - clock())
    try:
        yield
    finally:
        _remaining.reset(token)


def left(limit: float) -> float:
    """Return a request's limit, cut to the seconds until the deadline; at least 0.1."""
    remaining = _remaining.get()
    return limit if remaining is None else max(_LEAST, min(limit, remaining()))


@dataclass
class Pace:
    """How this process asks one provider, from all its threads."""

    interval: float
    """Seconds from one request's start to the next one's; 0: no distance."""
    variable: str | None = None
    """The environment variable that overrides the interval."""
    attempts: int = 3
    backoff: float = 1.0
    """Seconds before the second attempt; before each further one twice as long."""
    patience: float = 20.0
    """Seconds after which nothing is waited for, where there is no deadline."""
    clock: Clock = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    _next: float = field(default=float("-inf"), init=False)
    _closed: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def ask(self, name: str, work: Callable[[], T]) -> T:
        """Return what `work` gives, in its turn; after a fault that may pass it is done again.

        `name` is the series and who is asked, as "IWD: Yahoo". Raises what `work` raised last;
        RateLimitedError or OutageError where its turn would come after the deadline.
        """
        remaining = _remaining.get()
        until = self.clock() + (self.patience if remaining is None else remaining())
        met: OutageError | RateLimitedError | None = None
        for attempt in range(self.attempts):
            if refusal := self._turn(name, until):
                # A fault that was met tells more than that the time is over.
                raise refusal if isinstance(refusal, RateLimitedError) else met or refusal
            given = self._once(work, until)
            if not isinstance(given, OutageError | RateLimitedError):
                return given
            met, wait = given, self._wait(attempt, given)
            if attempt + 1 == self.attempts or self.clock() + wait >= until:
                raise given
            if isinstance(given, OutageError):
                self.sleep(wait)
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover

    def _once(self, work: Callable[[], T], until: float) -> T | OutageError | RateLimitedError:
        """Return an error that may pass, so that no later one holds it as its context."""
        with deadline(until, self.clock):
            try:
                return work()
            except (OutageError, RateLimitedError) as error:
                return error

    def _wait(self, attempt: int, error: OutageError | RateLimitedError) -> float:
        """Return the seconds until another attempt; a rate limit holds everyone's."""
        # Full jitter would allow no wait at all; half of it keeps clients apart as well.
        wait = self.backoff * 2.0**attempt * (0.5 + self.chance() / 2)
        wait = max(wait, error.wait or 0.0)
        if isinstance(error, RateLimitedError):
            with self._lock:
                self._closed = max(self._closed, self.clock() + wait)
        return wait

    def _turn(self, name: str, until: float) -> OutageError | RateLimitedError | None:
        """Wait for the next free place; return an error where that is too far away."""
        while True:
            with self._lock:
                now = self.clock()
                start = max(now, self._next, self._closed)
                if start >= until:
                    return self._too_late(name, now, until)
                self._next = start + self._distance()
            if start > now:
                self.sleep(start - now)
            if self._closed <= start:  # else a rate limit came while this one slept
                return None

    def _too_late(self, name: str, now: float, until: float) -> OutageError | RateLimitedError:
        if self._closed >= max(now, until):
            return slower(name, self._closed - now)
        return NotAskedError(
            f"{name} is not asked. The time for this refresh is over. "
            f"{SERVED}; the rest comes with the next refresh."
        )

    def _distance(self) -> float:
        text = os.environ.get(self.variable) if self.variable else None
        try:
            return self.interval if text is None else max(0.0, float(text))
        except ValueError:
            pass
        raise BadArgumentError(f"{self.variable}: {text!r} is not a number of seconds.")
