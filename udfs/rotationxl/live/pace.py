"""Requests to one provider in turn: spaced, repeated where that helps, and with an end."""

import datetime as dt
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import TypeVar

from rotationxl.errors import (
    BadArgumentError,
    MalformedError,
    OutageError,
    RateLimitedError,
    RefusedError,
    SourceError,
    UnreachableError,
)
from rotationxl.live.keys import Secret
from rotationxl.live.web import Answer, Failure, get

T = TypeVar("T")
GAP_VARIABLE = "ROTATIONXL_FRED_SPACING"
_GAP = 0.6  # seconds: FRED allows two requests a second
_MOST_SECONDS = 7 * 86400.0  # of a wait: more is no answer to how long


@dataclass
class Pace:
    """How this process asks one provider, from all its threads."""

    limit: float = 10.0
    """Seconds that one request may take."""
    attempts: int = 3
    backoff: float = 1.0
    """Seconds before the second attempt; before each further one twice as long."""
    longest: float = 10.0
    """Seconds of a wait that are slept; a longer one is an error that names it."""
    gap: float | None = None
    """Seconds from one request's start to the next one's; None: what the environment says."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _free: float = field(default=float("-inf"), init=False)
    _closed: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def ask(self, name: str, url: str, key: Secret | None, read: Callable[[Answer], T]) -> T:
        """Return what `read` makes of the answer; an error that may pass gets other attempts."""
        for attempt in range(1, self.attempts + 1):
            self._turn(name)
            given = self._once(name, url, key, read)
            if not isinstance(given, SourceError):
                return given
            wait = self._wait(attempt, given)
            if wait is None or attempt == self.attempts or wait > self.longest:
                raise given
            self.sleep(wait)
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover

    def _once(
        self, name: str, url: str, key: Secret | None, read: Callable[[Answer], T]
    ) -> T | SourceError:
        """Return an error instead of raising it, so that none holds another one's context."""
        got = get(url, key, self.limit)
        if isinstance(got, Failure):
            return got.kind(f"{name} {got.why}. Stored data stay; try again later.")
        try:
            refuse_status(name, got)
            return read(got)
        except SourceError as error:
            return error

    def _turn(self, name: str) -> None:
        with self._lock:
            now = self.clock()
            if self._closed - now > self.longest:
                raise RateLimitedError(_slower(name, self._closed - now), self._closed - now)
            start = max(now, self._free, self._closed)
            self._free = start + (_gap() if self.gap is None else self.gap)
        if start > now:
            self.sleep(start - now)

    def _wait(self, attempt: int, error: SourceError) -> float | None:
        """Return the seconds until another attempt, None where none would help."""
        if not isinstance(error, OutageError | RateLimitedError | MalformedError):
            return None
        # Of many clients that were stopped at once, not all may come back at once.
        wait: float = self.backoff * 2 ** (attempt - 1) * (1 + random.random() / 4)  # noqa: S311
        asked: float | None = getattr(error, "wait", None)
        if asked is not None:
            wait = max(wait, asked) if attempt < self.attempts else asked
        if isinstance(error, RateLimitedError):
            with self._lock:
                self._closed = max(self._closed, self.clock() + wait)
        return wait


def refuse_status(name: str, answer: Answer) -> None:
    """Raise the error of a status that means the same at every provider."""
    status, wait = answer.status, seconds(answer.retry_after)
    if status == 429:  # noqa: PLR2004 (too many requests)
        raise RateLimitedError(_slower(name, wait), wait)
    if status >= 500:  # noqa: PLR2004 (the server's faults)
        raise OutageError(
            f"{name} has a fault ({status}). Stored data stay; try again later.", wait
        )
    if status in {401, 403, 407, 451}:
        raise RefusedError(f"{name}, or a proxy before it, refuses the request ({status}).")
    if 300 <= status < 400:  # noqa: PLR2004 (redirections)
        raise UnreachableError(
            f"{name} is not reached: the request is sent elsewhere ({status}). "
            "This network may want a log-in."
        )


def _slower(name: str, wait: float | None) -> str:
    asks = "" if wait is None else f": none for {wait:.0f} s"
    return f"{name} wants fewer requests{asks}. Stored data stay; try again then."


def seconds(retry_after: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number or a time."""
    text = (retry_after or "").strip()
    if text.isdecimal():
        return min(float(text), _MOST_SECONDS)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=dt.UTC)
    return min(max(0.0, (then - dt.datetime.now(dt.UTC)).total_seconds()), _MOST_SECONDS)


def read_json(name: str, answer: Answer) -> dict[str, object]:
    """Return the object that an answer's body is."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise MalformedError(
            f"{name} answered with something that is not its JSON ({answer.status}, "
            f"{len(answer.body)} bytes): it is cut off, or from a page that stands between."
        )
    return found


def _gap() -> float:
    text = os.environ.get(GAP_VARIABLE)
    try:
        return _GAP if text is None else max(0.0, float(text))
    except ValueError:
        raise BadArgumentError(f"{GAP_VARIABLE}: {text!r} is not a number of seconds.") from None
