"""Stubs in a process of their own: what they serve, and how another process steers them."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clock import paced
from rotationxl import days
from rotationxl.errors import OutageError, RateLimitedError
from rotationxl.live import check
from rotationxl.live.fred import Fred
from rotationxl.live.keys import Secret
from rotationxl.live.yahoo import Yahoo
from rotationxl.universe import FRED, TICKERS
from stubs import stubs
from stubs.fred import KEY
from stubs.market import market, named
from stubs.remote import Remote, started

TODAY = dt.date(2024, 12, 2)


@pytest.fixture(scope="module")
def running() -> Iterator[Remote]:
    with started("--tickers", "IWD,^GSPC", "--series", "DGS10,PAYEMS", "--years", "2") as remote:
        yield remote


@pytest.fixture
def remote(running: Remote) -> Remote:
    running.renew()
    running("today", day=TODAY)
    return running


@pytest.fixture
def yahoo(remote: Remote, tmp_path: Path) -> Yahoo:
    return Yahoo(tmp_path, redirect=remote.about["yahoo_root"], pace=paced())


@pytest.fixture
def fred(remote: Remote) -> Fred:
    return Fred(Secret(remote.about["key"]), remote.about["fred_root"], paced())


def last(yahoo: Yahoo) -> str:
    return days.iso(int(yahoo.history("IWD", None)["day"][-1]))


def test_the_clock_moves_what_is_known(remote: Remote, yahoo: Yahoo) -> None:
    assert last(yahoo) == "2024-12-02"
    remote("today", day="2024-12-25")
    assert last(yahoo) == "2024-12-24"
    remote("now", moment="2024-12-05T15:30-05:00")
    assert last(yahoo) == "2024-12-04"


def test_faults_come_and_go(remote: Remote, yahoo: Yahoo) -> None:
    remote("fault", where="chart", name="IWD", fault="STATUS_429", retry_after=600)
    with pytest.raises(RateLimitedError, match="600 s"):
        yahoo.history("IWD", None)
    remote("clear")
    yahoo.pace = paced()
    remote("answer", where="chart", name="IWD", status=503, times=1, Retry_After="7")
    remote("fault", where="chart", name="IWD", fault="RESET", after=0)
    with pytest.raises(OutageError):
        yahoo.history("IWD", None)
    remote("clear")
    assert len(yahoo.history("IWD", None)["day"]) > 400


def test_prices_are_split_paid_and_corrected(remote: Remote, yahoo: Yahoo) -> None:
    before = yahoo.history("IWD", None)
    remote("split", symbol="IWD", day="2024-06-10", new=2)
    remote("pay", symbol="IWD", day="2024-07-01", amount=0.75)
    remote("correct", symbol="IWD", day="2024-08-01", since="2024-11-01", close=123)
    after = yahoo.history("IWD", None)
    assert after["close"][0] == pytest.approx(before["close"][0] / 2, rel=1e-6)
    assert (days.iso(int(after["split_day"][0])), after["split"].tolist()) == ("2024-06-10", [2])
    paid = dict(zip(after["dividend_day"].tolist(), after["dividend"].tolist(), strict=True))
    assert paid[days.from_ymd(2024, 7, 1)] == 0.75
    closes = dict(zip(after["day"].tolist(), after["close"].tolist(), strict=True))
    assert closes[days.from_ymd(2024, 8, 1)] == 123


def test_values_are_published(remote: Remote, fred: Fred) -> None:
    known = fred.observations("DGS10")
    assert days.iso(int(known["day"][-1])) == "2024-11-29"
    remote("publish", code="DGS10", vintage=TODAY, values={"2024-11-29": 9.99, "2024-12-02": None})
    found = fred.observations("DGS10")
    assert [days.iso(int(day)) for day in found["day"][-2:]] == ["2024-11-29", "2024-12-02"]
    assert found["value"][-2] == 9.99


def test_requests_are_counted_with_their_times(remote: Remote, yahoo: Yahoo, fred: Fred) -> None:
    start = time.monotonic()
    yahoo.history("IWD", None)
    yahoo.history("^GSPC", None)
    fred.observations("DGS10")
    found = remote("requests")
    assert found["routes"] == {"cookie": 1, "crumb": 1, "chart": 2, "observations": 1}
    assert found["names"] == {"": 2, "IWD": 1, "^GSPC": 1, "DGS10": 1}
    assert remote("requests", route="chart", name="IWD")["count"] == 1
    assert start < min(found["times"]) <= max(found["times"]) < time.monotonic()
    remote("forget")
    assert remote("requests")["count"] == 0


def test_every_answer_is_late(remote: Remote, fred: Fred) -> None:
    fred.observations("DGS10")
    remote("latency", seconds=0.2)
    remote("clear")
    start = time.monotonic()
    fred.observations("DGS10")
    assert time.monotonic() - start > 0.2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"do": "dance"}, "is none of"),
        ({"do": "today", "day": "soon"}, "isoformat"),
        ({"do": "pay", "symbol": "NOSUCH", "day": "2024-06-10", "amount": 2}, "KeyError"),
        ({"do": "clear", "twice": True}, "TypeError"),
        ({"do": "fault", "where": "charts", "name": None, "fault": "RESET"}, "no route"),
    ],
)
def test_a_wrong_command_is_told(remote: Remote, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        remote(**wrong)


ASK = """
import pathlib, sys
from rotationxl.live import fred, keyless, keys, yahoo
print(len(yahoo.Yahoo(pathlib.Path(sys.argv[1])).history("IWD", None)["day"]) > 400)
print(len(fred.Fred(keys.find_key()).observations("DGS10")["day"]) > 400)
print(len(keyless.Keyless().downloaded("DGS10")["day"]) > 400)
"""


def test_the_environment_sends_another_process_here(remote: Remote, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK, str(tmp_path)],
        env=os.environ | remote.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.split() == ["True"] * 3, done.stderr
    assert remote("requests", route="fredgraph")["count"] == 1


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificates")
def test_a_program_behind_a_proxy_is_served_too(tmp_path: Path) -> None:
    small = ("--tickers", "IWD", "--series", "DGS10", "--years", "2")
    with started(*small, "--tls", str(tmp_path)) as remote:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", ASK, str(tmp_path)],
            env=os.environ | remote.behind_proxy() | {"FRED_API_KEY": KEY},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.stdout.split() == ["True"] * 3, done.stderr
        assert remote("requests", route="connect")["count"] >= 3


def test_stubs_that_cannot_begin_are_told(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChildProcessError, match="did not begin"), started("--years", "few"):
        pytest.fail("began")
    assert "invalid int value" in capfd.readouterr().err


def test_names_are_given_or_counted() -> None:
    assert named("2", [*FRED]) == [*FRED][:2]
    assert named("IWD,XYZ", [*TICKERS]) == ["IWD", "XYZ"]


def test_what_is_made_of_the_universe_is_good_data(tmp_path: Path) -> None:
    with stubs(market([*TICKERS, "XYZ"], [*FRED, "XYZ"], 2, TODAY)) as running:
        yahoo = Yahoo(tmp_path, redirect=running.yahoo_root, pace=paced())
        for ticker in (*TICKERS, "XYZ"):
            columns = yahoo.history(ticker, None)
            now = running.world.now
            assert not [*check.findings(ticker, None, columns, since=None, now=now)]
            assert check.last_final(now, check.hours(ticker)) - columns["day"][-1] <= 3
            assert days.to_date(int(columns["day"][0])) >= dt.date(2022, 1, 1)
        fred = Fred(Secret(KEY), running.fred_root, paced())
        for code in (*FRED, "XYZ"):
            assert len(fred.observations(code)["day"]) >= 34
