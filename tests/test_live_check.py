"""Suspicious data and unfinished sessions, without any server."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotationxl import days
from rotationxl.errors import SuspiciousError
from rotationxl.live import check
from rotationxl.sessions import sessions
from rotationxl.sources import Columns

NEW_YORK = ZoneInfo("America/New_York")
DAYS = sessions(days.from_ymd(2024, 10, 1), days.from_ymd(2024, 11, 29))
NOW = dt.datetime(2024, 12, 1, 12, tzinfo=NEW_YORK)


def series(start: int = 0, stop: int | None = None) -> Columns:
    """Return a fund with a dividend on its 20th session and a split on its 10th."""
    day = DAYS[start:stop]
    columns: Columns = {"day": day.copy(), "close": 100 + 0.1 * np.arange(len(DAYS))[start:stop]}
    for kind, place, value in (("dividend", 20, 0.5), ("split", 10, 2.0)):
        there = np.isin(DAYS[[place]], day)
        columns |= {f"{kind}_day": DAYS[[place]][there], kind: np.array([value])[there]}
    return columns


def without(columns: Columns, kind: str) -> Columns:
    return columns | {f"{kind}_day": columns["day"][:0], kind: columns["close"][:0]}


def at(columns: Columns, name: str, place: int, value: float) -> Columns:
    changed = columns[name].copy()
    changed[place] = value
    return columns | {name: changed}


def dropped(columns: Columns, place: int) -> Columns:
    return columns | {name: np.delete(columns[name], place) for name in ("day", "close")}


def reasons(
    new: Columns, last: Columns | None, since: int | None = None, code: str = "IWD"
) -> list[str]:
    return [found.reason for found in check.findings(code, last, new, since=since, now=NOW)]


@pytest.mark.parametrize("last", [None, series(), series(0, 30), series(5)])
def test_good_data_are_not_suspicious(last: Columns | None) -> None:
    assert reasons(series(), last) == []
    check.ensure_good("IWD", last, series(), since=None, now=NOW)


SUSPICIOUS = {
    "a dividend that vanished": without(series(), "dividend"),
    "a split that vanished": without(series(), "split"),
    "a jump without a split": at(series(), "close", -1, 5000.0),
    "a day twice": at(series(), "day", -1, DAYS[-2]),
    "days out of order": at(series(), "day", -1, DAYS[3]),
    "a null over a known value": dropped(series(), 20),
    "a series that ends early": series(0, 30),
    "a series that starts late": series(3),
    "a future date": at(series(), "day", -1, days.from_ymd(2024, 12, 3)),
    "no price": at(series(), "close", 7, 0.0),
}


@pytest.mark.parametrize("reason", SUSPICIOUS)
def test_each_fault_has_its_name(reason: str) -> None:
    assert reason in reasons(SUSPICIOUS[reason], series())
    with pytest.raises(SuspiciousError, match=r"IWD: .*The last good data stay") as caught:
        check.ensure_good("IWD", series(), SUSPICIOUS[reason], since=None, now=NOW)
    assert caught.value.reason in SUSPICIOUS


def test_a_null_is_a_missing_day() -> None:
    assert reasons(at(series(), "close", 20, np.nan), series()) == ["a null over a known value"]


def test_the_error_says_when() -> None:
    with pytest.raises(SuspiciousError, match=r"a dividend that vanished: that of 2024-10-29"):
        check.ensure_good(
            "IWD", series(), SUSPICIOUS["a dividend that vanished"], since=None, now=NOW
        )


def test_only_days_that_were_asked_for_can_be_missing() -> None:
    since = int(DAYS[25])
    assert reasons(series(25), series(), since) == []
    assert reasons(series(26), series(), since) == ["a series that starts late"]
    assert reasons(without(series(15), "dividend"), series(), int(DAYS[15])) == [
        "a dividend that vanished"
    ]


def test_a_jump_from_the_last_good_close_counts() -> None:
    half = series(35) | {"close": series(35)["close"].astype(float) / 2}
    assert reasons(half, series(0, 35), int(DAYS[35])) == ["a jump without a split"]
    told = half | {"split_day": DAYS[35:36], "split": np.array([2.0])}
    assert reasons(told, series(0, 35), int(DAYS[35])) == []


def test_a_jump_that_is_known_is_no_news() -> None:
    close = np.where(np.arange(len(DAYS)) < 30, 100.0, 60.0)
    crash = series() | {"close": close}
    assert reasons(crash, None) == ["a jump without a split"]
    assert reasons(crash, crash) == []
    assert reasons(crash, crash | {"close": close / 2}) == ["a jump without a split"]


@pytest.mark.parametrize(
    ("code", "move", "wild"),
    [
        ("XLE", -0.2, False), ("XLE", -0.35, True), ("^VIX", 1.16, False), ("NVDA", -0.52, False),
        ("BTC-USD", -0.37, False), ("DX-Y.NYB", 0.2, True), ("ZZZ", 0.5, False), ("ZZZ", 9, True),
    ],
)  # fmt: skip
def test_what_counts_as_a_jump_depends_on_the_instrument(
    code: str, move: float, wild: bool
) -> None:
    assert bool(reasons(at(series(0, 2), "close", 1, 100 * (1 + move)), None, code=code)) == wild


def test_currency() -> None:
    assert list(check.currency("USD", "USD")) == []
    assert [found.reason for found in check.currency("GBp", "USD")] == ["wrong currency"]


def test_a_day_after_the_final_one_may_stand_twice() -> None:
    day = np.append(DAYS, DAYS[-1])
    assert list(check.order(day, int(DAYS[-2]))) == []
    assert [found.reason for found in check.order(day, int(DAYS[-1]))] == ["a day twice"]
    assert list(check.order(DAYS[:0])) == list(check.order(DAYS[:1])) == []


@pytest.mark.parametrize(
    ("moment", "code", "final"),
    [
        ("2024-11-29T15:59-05:00", "IWD", "2024-11-28"),
        ("2024-11-29T16:44-05:00", "IWD", "2024-11-28"),
        ("2024-11-29T16:45-05:00", "IWD", "2024-11-29"),
        ("2024-11-29T21:45+00:00", "^GSPC", "2024-11-29"),
        ("2024-07-01T20:44+00:00", "IWD", "2024-06-30"),
        ("2024-07-01T20:45+00:00", "ZZZ", "2024-07-01"),
        ("2024-11-29T17:00-05:00", "DX-Y.NYB", "2024-11-28"),
        ("2024-11-30T00:44+00:00", "BTC-USD", "2024-11-28"),
        ("2024-11-30T00:45+00:00", "BTC-USD", "2024-11-29"),
    ],
)
def test_a_close_is_final_some_time_after_the_close(moment: str, code: str, final: str) -> None:
    found = check.last_final(dt.datetime.fromisoformat(moment), check.hours(code))
    assert days.iso(found) == final


def test_an_unfinished_session_is_marked_and_its_events_wait() -> None:
    marked = check.mark_unfinished(series(), int(DAYS[19]))
    assert marked["day"].tolist() == DAYS[:20].tolist()
    assert len(marked["close"]) == 20
    assert len(marked["dividend"]) == len(marked["dividend_day"]) == 0
    assert len(marked["split"]) == 1
    assert marked["unfinished_day"].tolist() == [DAYS[20]]
    assert marked["unfinished_close"].tolist() == [pytest.approx(102.0)]
    assert check.mark_unfinished(series(), int(DAYS[-1])).keys() == series().keys()


def test_a_restated_past_is_seen() -> None:
    last = series(0, 35)
    assert not check.is_restated(last, series(25))
    assert check.is_restated(last, at(series(25), "close", 0, 50.0))
    assert check.is_restated(last, at(series(15), "dividend", 0, 0.25))
    split = {"split_day": DAYS[[36]], "split": np.array([2.0])}
    assert check.is_restated(last, series(36) | split)
    assert not check.is_restated(series(37), series(37) | split)


def test_the_morning_of_a_split_is_a_restatement_and_then_good() -> None:
    last, final = series(0, -1), int(DAYS[-2])
    whole = series() | {"close": series()["close"].astype(float) / 2}
    whole |= {"split_day": DAYS[[10, -1]], "split": np.array([2.0, 2.0])}
    whole |= {"dividend": np.array([0.25])}
    window = {
        name: column[25:] if name in ("day", "close") else column[:0]
        for name, column in whole.items()
    }
    window |= {"split_day": DAYS[-1:], "split": np.array([2.0])}
    assert check.is_restated(last, check.mark_unfinished(window, final))
    assert reasons(check.mark_unfinished(window, final), last, int(DAYS[25])) != []
    assert reasons(check.mark_unfinished(whole, final), last) == []


@given(st.integers(1, len(DAYS)), st.integers(0, len(DAYS) - 1))
def test_any_window_after_any_part_is_good(stop: int, start: int) -> None:
    start = min(start, stop)
    assert reasons(series(start), series(0, stop), int(DAYS[start])) == []
    assert not check.is_restated(series(0, stop), series(start)) or stop <= 10


@given(st.integers(0, len(DAYS) - 2), st.integers(1, len(DAYS) - 1))
def test_no_known_day_can_get_lost(place: int, count: int) -> None:
    lost = series()
    for _ in range(min(count, len(DAYS) - 1 - place)):
        lost = dropped(lost, place)
    assert reasons(lost, series())


# Moves that were, by day and in part: no misprint, and no split.
REAL = {"GME": (147.98, 347.51, 193.6), "AMC": (4.96, 19.9, 8.63), "AIG": (12.14, 4.76, 3.75)}


@pytest.mark.parametrize("code", REAL)
def test_what_a_share_really_did_is_no_misprint(code: str) -> None:
    close = np.concatenate([np.full(9, REAL[code][0]), REAL[code][1:], np.full(9, REAL[code][2])])
    new: Columns = {"day": DAYS[: len(close)], "close": close}
    assert reasons(new, None, code=code) == []
    assert reasons(new, {name: column[:9] for name, column in new.items()}, code=code) == []


@pytest.mark.parametrize("place", [5, -1])
@pytest.mark.parametrize("factor", [100.0, 0.01])
def test_a_misprint_of_any_ticker_is_suspicious(place: int, factor: float) -> None:
    close = np.full(20, 50.0)
    close[place] *= factor
    new: Columns = {"day": DAYS[:20], "close": close}
    assert reasons(new, None, code="GME") == ["a jump without a split"]
