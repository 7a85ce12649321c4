"""The polite line of requests, with a clock that only moves when something waits."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from rotationxl.errors import (
    OutageError,
    RateLimitedError,
    SourceError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live.spacing import Spacing


class Clock:
    """Time that passes only in `sleep`; for one worker at a time."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def spacing(clock: Clock, **options: float) -> Spacing:
    return Spacing(
        concurrency=1, clock=clock, sleep=clock.sleep, chance=lambda: 1.0, **options  # type: ignore[arg-type]
    )  # fmt: skip


def failing(times: int, error: Callable[[], SourceError], clock: Clock) -> Callable[[str], float]:
    """Return work that fails some times and then gives the time at which it went well."""
    left = Counter[str]()

    def work(key: str) -> float:
        left[key] += 1
        if left[key] <= times:
            raise error()
        return clock()

    return work


def test_requests_start_one_interval_apart() -> None:
    clock = Clock()
    assert spacing(clock).run("abcd", lambda key: clock()) == {
        "a": 0.0, "b": 0.2, "c": 0.4, "d": pytest.approx(0.6),
    }  # fmt: skip


def test_no_more_than_so_many_run_at_once_and_each_key_once() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def work(key: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return key

    keys = [*range(30), *range(30)]
    assert Spacing(interval=0).run(keys, work) == {key: key for key in range(30)}
    assert most == 8
    assert Spacing().run([], work) == {}


def test_an_outage_is_asked_again_after_twice_the_time() -> None:
    clock = Clock()
    found = spacing(clock).run("a", failing(3, lambda: OutageError("x"), clock))
    assert found == {"a": 1 + 2 + 4}


def test_retries_are_bounded() -> None:
    clock = Clock()
    found = spacing(clock, retries=2).run("a", failing(3, lambda: OutageError("x"), clock))
    assert isinstance(found["a"], OutageError)
    assert clock() == 1 + 2


def test_the_wait_that_a_source_asks_for_is_kept_by_all() -> None:
    clock = Clock()
    limited = failing(1, lambda: RateLimitedError("x", 9.0), clock)
    found = spacing(clock).run("ab", lambda key: limited(key) if key == "a" else clock())
    assert found == {"a": 9.0, "b": pytest.approx(9.2)}


def test_a_wait_beyond_all_patience_ends_the_batch_without_another_request() -> None:
    clock, asked = Clock(), []

    def work(key: str) -> None:
        asked.append(key)
        raise RateLimitedError("x", 60.0)

    line = spacing(clock)
    found = line.run("abc", work)
    assert asked == ["a"]
    assert [error.wait for error in found.values() if isinstance(error, RateLimitedError)] == [
        60
    ] * 3
    assert "none is sent for 60 s" in str(found["b"])
    clock.now = 61.0
    assert line.run("a", lambda key: clock()) == {"a": 61.0}


def test_a_line_that_is_too_long_says_so() -> None:
    clock = Clock()
    found = spacing(clock, interval=9.0).run("abcd", lambda key: clock())
    assert isinstance(found["d"], OutageError)
    assert "time for this refresh (20 s) is over" in str(found["d"])


@pytest.mark.parametrize("kind", [UnknownSymbolError, UnreachableError])
def test_what_no_waiting_mends_is_not_asked_again(kind: type[SourceError]) -> None:
    clock = Clock()
    found = spacing(clock).run("ab", failing(1, lambda: kind("x"), clock))
    assert {type(error) for error in found.values()} == {kind}


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        Spacing().run([0], lambda key: 1 / key)


def test_waits_differ_from_client_to_client() -> None:
    waits = set()
    for _ in range(20):
        clock = Clock()
        line = Spacing(concurrency=1, clock=clock, sleep=clock.sleep)
        line.run("a", failing(1, lambda: OutageError("x"), clock))
        waits.add(clock())
    assert len(waits) > 10
    assert 0.5 <= min(waits) <= max(waits) <= 1
