"""The polite line of requests, with a clock that only moves when something waits."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from clock import Clock, paced
from rotationxl.errors import (
    BadArgumentError,
    EmptyAnswerError,
    MalformedError,
    OutageError,
    RateLimitedError,
    RefusedError,
    SourceError,
    SuspiciousError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live import fred, keyless, yahoo
from rotationxl.live.pace import Pace, deadline, left

NAME = "IWD: Yahoo"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pace(clock: Clock, interval: float = 0.2, **options: Any) -> Pace:
    return paced(clock, interval, **options)


def failing(*errors: SourceError, then: Callable[[], float]) -> Callable[[], float]:
    """Return work that fails with each error and then gives the time at which it went well."""
    script: Iterator[SourceError] = iter(errors)

    def work() -> float:
        for error in script:
            raise error
        return then()

    return work


def test_requests_start_one_interval_apart(clock: Clock) -> None:
    line = pace(clock)
    assert [line.ask(NAME, clock) for _ in range(4)] == pytest.approx([0, 0.2, 0.4, 0.6])


def test_requests_of_all_threads_keep_their_distance() -> None:
    line = Pace(0.03)
    with ThreadPoolExecutor(4) as pool:
        asked = sorted(pool.map(lambda _: line.ask(NAME, time.monotonic), range(8)))
    assert asked[-1] - asked[0] > 5 * 0.03


def test_an_outage_is_asked_again_after_twice_the_time(clock: Clock) -> None:
    faults = [OutageError("x") for _ in range(3)]
    assert pace(clock, attempts=4).ask(NAME, failing(*faults, then=clock)) == 1 + 2 + 4


def test_the_wait_of_an_outage_is_kept_by_who_met_it(clock: Clock) -> None:
    assert pace(clock).ask(NAME, failing(OutageError("x", 7.0), then=clock)) == 7


def test_attempts_are_bounded(clock: Clock) -> None:
    faults = [OutageError(str(n)) for n in range(3)]
    with pytest.raises(OutageError, match="2"):
        pace(clock).ask(NAME, failing(*faults, then=clock))
    assert clock() == 1 + 2


def test_the_wait_that_a_source_asks_for_is_kept_by_all(clock: Clock) -> None:
    line = pace(clock)
    assert line.ask(NAME, failing(RateLimitedError("x", 9.0), then=clock)) == 9
    assert line.ask(NAME, clock) == pytest.approx(9.2)


def test_who_is_on_the_way_when_a_limit_comes_waits_on(clock: Clock) -> None:
    line = pace(clock, interval=5.0)

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.now == 5:  # another thread's request was answered
            line._wait(0, RateLimitedError("x", 12.0))  # noqa: SLF001

    line.ask(NAME, clock)
    line.sleep = sleep
    assert line.ask(NAME, clock) == 5 + 12


def test_a_wait_beyond_the_deadline_ends_it_without_another_request(clock: Clock) -> None:
    line, asked = pace(clock), list[str]()

    def work() -> None:
        asked.append("a")
        raise RateLimitedError("x", 60.0)

    for _ in range(3):
        with pytest.raises(RateLimitedError) as caught:
            line.ask(NAME, work)
        assert caught.value.wait == 60
    assert asked == ["a"]
    told = "IWD: Yahoo wants fewer requests, so none is sent for 60 s. What is stored stays; "
    assert str(caught.value) == told + "ask again then."
    clock.now = 61.0
    assert line.ask(NAME, clock) == 61


def test_a_limit_without_a_wait_tells_none(clock: Clock) -> None:
    with pytest.raises(RateLimitedError) as caught:
        pace(clock).ask(NAME, failing(*[RateLimitedError("x")] * 3, then=clock))
    assert caught.value.wait is None


class TestDeadline:
    def test_a_line_that_is_too_long_says_so(self, clock: Clock) -> None:
        line = pace(clock, interval=9.0)
        with deadline(20, clock):
            assert [line.ask(NAME, clock) for _ in range(3)] == [0, 9, 18]
            with pytest.raises(OutageError, match=r"IWD: .*time for this refresh is over"):
                line.ask(NAME, clock)
        assert clock() == 18
        assert line.ask(NAME, clock) == 27

    def test_without_one_an_ask_has_twenty_seconds_of_its_own(self, clock: Clock) -> None:
        line = pace(clock, interval=19.0)
        assert [line.ask(NAME, clock) for _ in range(4)] == [0, 19, 38, 57]
        line.interval = 21.0
        line.ask(NAME, clock)
        with pytest.raises(OutageError, match="is over"):
            line.ask(NAME, clock)

    def test_nothing_is_asked_after_it(self, clock: Clock) -> None:
        clock.now = 5.0
        with deadline(5, clock), pytest.raises(OutageError, match="is over"):
            pace(clock).ask(NAME, pytest.fail)

    def test_the_error_that_was_met_is_told_where_no_time_is_left(self, clock: Clock) -> None:
        fault = OutageError("HTTP 500")
        with deadline(0.9, clock), pytest.raises(OutageError, match="HTTP 500"):
            pace(clock).ask(NAME, failing(fault, then=clock))
        assert clock() == 0
        line = pace(clock, interval=3.0)
        with deadline(2, clock), pytest.raises(OutageError, match="HTTP 500"):
            line.ask(NAME, failing(fault, then=clock))
        assert clock() == 1

    def test_a_limit_that_came_meanwhile_is_told_before_an_outage(self, clock: Clock) -> None:
        line = pace(clock)

        def work() -> float:
            with pytest.raises(RateLimitedError):
                line.ask("other", failing(RateLimitedError("x", 50.0), then=clock))
            raise OutageError("y")

        with deadline(9, clock), pytest.raises(RateLimitedError) as caught:
            line.ask(NAME, work)
        assert caught.value.wait == pytest.approx(49, abs=1)

    def test_limits_of_requests_are_cut_to_what_is_left(self, clock: Clock) -> None:
        assert left(10) == 10
        with deadline(3, clock):
            assert (left(10), left(2)) == (3, 2)
            clock.now = 2.95
            assert left(10) == left(0.05) == 0.1
        with deadline(time.monotonic() + 5):
            assert 4 < left(10) <= 5
            assert 4 < pace(clock).ask(NAME, lambda: left(10)) <= 5
        assert pace(clock, patience=0.4).ask(NAME, lambda: left(10)) == pytest.approx(0.4)
        assert left(10) == 10

    def test_it_is_each_thread_s_own(self, clock: Clock) -> None:
        found: list[float] = []
        with deadline(3, clock):
            thread = threading.Thread(target=lambda: found.append(left(10)))
            thread.start()
            thread.join()
        assert found == [10]


@pytest.mark.parametrize(
    "error",
    [
        UnknownSymbolError("x"), UnreachableError("x"), RefusedError("x"), MalformedError("x"),
        EmptyAnswerError("x"), SuspiciousError("x"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_what_no_waiting_mends_is_not_asked_again(error: SourceError, clock: Clock) -> None:
    with pytest.raises(type(error)) as caught:
        pace(clock).ask(NAME, failing(error, then=clock))
    assert caught.value is error
    assert clock() == 0


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        Pace(0).ask(NAME, lambda: 1 // 0)


def test_waits_differ_from_client_to_client() -> None:
    waits = set()
    for _ in range(20):
        clock = Clock()
        Pace(0.2, clock=clock, sleep=clock.sleep).ask(NAME, failing(OutageError("x"), then=clock))
        waits.add(clock())
    assert len(waits) > 10
    assert 0.5 <= min(waits) <= max(waits) <= 1


@pytest.mark.parametrize(
    ("line", "variable", "interval"),
    [
        (yahoo.PACE, "ROTATIONXL_YAHOO_SPACING", 0.2),
        (fred.PACE, "ROTATIONXL_FRED_SPACING", 0.6),
        (keyless.TREASURY_PACE, "ROTATIONXL_TREASURY_SPACING", 0.2),
    ],
)
def test_the_environment_overrides_an_interval_when_it_is_used(
    line: Pace, variable: str, interval: float, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable, raising=False)
    own = pace(clock, line.interval, variable=line.variable)
    assert [own.ask(NAME, clock) for _ in range(2)] == [0, interval]
    monkeypatch.setenv(variable, "0")
    assert [own.ask(NAME, clock) for _ in range(3)] == [2 * interval] * 3
    monkeypatch.setenv(variable, "soon")
    with pytest.raises(BadArgumentError, match=f"{variable}: 'soon' is not a number"):
        own.ask(NAME, clock)
