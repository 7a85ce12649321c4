"""Many processes over one store: each series is asked for once, and a killed one harms nothing."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rotationxl.sources import Key
from rotationxl.store.database import Store
from rotationxl.store.rows import digest
from rotationxl.store.standings import LEASE
from rotationxl.universe import TICKERS
from stubs.remote import Remote, started

FUNDS = [code for code, one in TICKERS.items() if one.kind == "fund"][:17]
SERIES = ["DGS10", "DGS2", "PAYEMS"]
KEYS = [Key("price", code) for code in FUNDS] + [Key("macro", code) for code in SERIES]
NOW = 1733187600.0  # 2024-12-02 20:00 in New York, the stubs' day
ASK = """
import json, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background work ignores it
import rotationxl.functions
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import Key
from rotationxl.sources.live import Live
funds, series, now, force = json.loads(sys.argv[1])
live = Live(clock=lambda: now)
if force:
    keys = [Key("price", code) for code in funds] + [Key("macro", code) for code in series]
    live.refresher.refresh(keys, 30, force=True)
market = Market(live)
calls = [Call("ASSET_RETURN", (code, "2024-11")) for code in funds]
calls += [Call("SNAPSHOT_ID", (code,)) for code in [*funds, *series]]
print(json.dumps([answer if isinstance(answer, (str, float)) else repr(answer)
                  for answer in market.answers(calls)]))
"""
# Fetches and forgets for ever; what it prints has been acknowledged by the store.
LOOP = """
import json, pathlib, random, sys, tempfile
import rotationxl.functions
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.database import Store
funds, series, now = json.loads(sys.argv[1])
keys = [Key("price", code) for code in funds] + [Key("macro", code) for code in series]
def told(key, outcome):
    print(json.dumps([key.kind, key.code, getattr(outcome[0], "digest", "")]), flush=True)
with tempfile.TemporaryDirectory() as folder:  # all is imported, and the calendar made
    warm = Live(store=Store(pathlib.Path(folder, "market.db")), clock=lambda: now)
    warm.refresher.refresh([keys[0], keys[-1]], 30)
print("ready", flush=True)
sys.stdin.readline()
live = Live(clock=lambda: now)
while True:
    random.shuffle(keys)
    live.refresher.refresh(keys, 30, force=True, told=told)
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Remote]:
    options = ("--tickers", ",".join(FUNDS), "--series", ",".join(SERIES), "--years", "3")
    with started(*options) as remote:
        yield remote


@pytest.fixture
def remote(running: Remote) -> Remote:
    running.renew()
    return running


class Processes:
    """Processes with a home of their own, that share it."""

    def __init__(self, remote: Remote, home: Path) -> None:
        self.home = home
        self.path = home / "market.db"
        own = {"ROTATIONXL_HOME": str(home), "ROTATIONXL_TREASURY_SPACING": "0"}
        self._environment = os.environ | remote.environment() | own

    def begin(self, code: str, *given: Any) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, json.dumps(given)],
            env=self._environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def answers(self, count: int, *, now: float = NOW, force: bool = False) -> list[Any]:
        """Return what so many processes answer that are begun at once."""
        begun = [self.begin(ASK, FUNDS, SERIES, now, force) for _ in range(count)]
        found = []
        for process in begun:
            out, err = process.communicate(timeout=120)
            assert "Traceback" not in err, err
            found.append(json.loads(out))
        return found

    def assert_sound(self, told: dict[Key, str]) -> None:
        """Assert that no series is half there, and that all that was acknowledged is."""
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        stored = Store(self.path).read("live", KEYS)
        for record, columns in stored.values():
            assert record.digest == digest(columns)
            daily = [name for name in ("close", "open", "volume", "value") if name in columns]
            assert {len(columns[name]) for name in daily} == {record.count}
        assert {key: stored[key][0].digest for key in told} == told
        assert not list(self.home.glob("*.damaged-*"))


@pytest.fixture
def processes(remote: Remote, tmp_path: Path) -> Processes:
    return Processes(remote, tmp_path / "home")


def asked(remote: Remote) -> tuple[int, int]:
    return remote("requests", route="chart")["count"], remote("requests", route="observations")[
        "count"
    ]


def test_five_processes_ask_once_for_each_series(remote: Remote, processes: Processes) -> None:
    first, *others = processes.answers(5)
    assert [answer for answer in first if "Error" in str(answer)] == []
    assert others == [first] * 4
    assert asked(remote) == (17, 3)
    private = [path.name for path in processes.home.rglob("*") if path.is_file()]
    assert private == ["market.db"]


def test_forced_refreshes_do_not_multiply(remote: Remote, processes: Processes) -> None:
    first = processes.answers(1)
    remote("forget")
    remote("latency", seconds=0.5)
    assert processes.answers(5, force=True) == first * 5
    charts, observations = asked(remote)
    assert 17 <= charts < 2 * 17
    assert 3 <= observations < 2 * 3


def killed(process: "subprocess.Popen[str]", wait: float) -> dict[Key, str]:
    """Kill a loop some time after it is ready, and return what it said that it had saved."""
    assert process.stdout
    assert process.stdin
    assert process.stdout.readline().endswith("eady\n")
    process.stdin.write("go\n")
    process.stdin.flush()
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    out, err = process.communicate()
    assert "Traceback" not in err, err
    whole = [json.loads(line) for line in out.splitlines() if line.endswith("]")]
    return {Key(kind, code): stamp for kind, code, stamp in whole}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_the_series_of_a_dead_process_are_taken_over(remote: Remote, processes: Processes) -> None:
    begun = processes.begin(LOOP, FUNDS, SERIES, NOW)
    assert begun.stdout
    assert begun.stdout.read(1) == "r"  # it has warmed up
    remote("latency", seconds=20)
    killed(begun, 1.0)
    remote("latency", seconds=0)
    remote("forget")
    with closing(sqlite3.connect(processes.path)) as connection:
        held = connection.execute("select count(*) from standings where owner is not null")
        assert held.fetchone() == (20,)
    (answers,) = processes.answers(1, now=NOW + LEASE + 1)
    assert [answer for answer in answers if "Error" in str(answer)] == []
    assert asked(remote) == (17, 3)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_kill_9_in_every_phase_leaves_a_sound_store(remote: Remote, processes: Processes) -> None:
    remote("latency", seconds=0.01)
    chance = random.Random(9)  # noqa: S311 (no secret)
    told: dict[Key, str] = {}
    now = NOW
    waiting = processes.begin(LOOP, FUNDS, SERIES, now)
    for _ in range(30):
        now += LEASE + 1
        following = processes.begin(LOOP, FUNDS, SERIES, now)
        told |= killed(waiting, chance.uniform(0, 0.9))
        processes.assert_sound(told)
        waiting = following
    killed(waiting, 0)
    assert len(told) > 15
    remote("forget")
    (answers,) = processes.answers(1, now=now + LEASE + 1)
    assert [answer for answer in answers if "Error" in str(answer)] == []
    charts, observations = asked(remote)
    assert charts <= 17
    assert observations <= 3


def test_ctrl_c_in_the_middle_of_a_refresh_leaves_no_lease(
    remote: Remote, processes: Processes
) -> None:
    remote("latency", seconds=8)
    process = processes.begin(ASK, FUNDS, SERIES, NOW, False)
    while not sum(asked(remote)):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    _, err = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in err
    assert time.monotonic() - start < 5
    with closing(sqlite3.connect(processes.path)) as connection:
        held = connection.execute("select count(*) from standings where owner is not null")
        assert held.fetchone() == (0,)
    remote("latency", seconds=0)
    (answers,) = processes.answers(1)
    assert [answer for answer in answers if "Error" in str(answer)] == []
