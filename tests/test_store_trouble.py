"""A store that cannot be used: live data come all the same, and are kept again afterwards."""

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from living import Living, addresses, record_of
from rotationxl.errors import SuspiciousError
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import Key
from rotationxl.store import database
from rotationxl.store.database import Store
from stubs import Fault

CALLS = [
    Call("ASSET_RETURN", ("IWD", "2024-11")),
    Call("ASSET_RETURN", ("IWF", "2024-11")),
    Call("MACRO", ("DGS10", "2024-11-29")),
]
EMPTY = "pragma foreign_keys=on; delete from series; delete from standings"
KEYS = [Key("price", "IWD"), Key("price", "IWF"), Key("macro", "DGS10")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(database, "REST_SECONDS", 0.3)


def connected(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False))


@contextmanager
def locked(path: Path, how: str) -> Iterator[None]:
    """Hold a lock as another program would; of `shared`, one that only keeps writers out."""
    with connected(path) as other:
        other.execute("begin" if how == "shared" else f"begin {how}")
        other.execute("select * from series").fetchone()
        yield
        other.execute("rollback")


def kept(path: Path) -> set[Key]:
    with connected(path) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    return set(Store(path).read("live", KEYS))


def answered(market: Market) -> list[float]:
    answers = market.answers(CALLS)
    assert [answer for answer in answers if not isinstance(answer, float)] == []
    return answers


@pytest.mark.parametrize("how", ["exclusive", "immediate", "shared"])
@pytest.mark.parametrize("stored", [False, True])
def test_a_locked_store_costs_a_moment_and_no_number(
    how: str, stored: bool, living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    good = answered(living.market())
    if not stored:
        with connected(living.path) as connection:
            connection.executescript(EMPTY)
    living.stub.forget()
    start = time.monotonic()
    market = living.market()
    with locked(living.path, how):
        for _ in range(3):
            market._checked = float("-inf")  # noqa: SLF001 (else it looks once a second)
            assert answered(market) == good
        asked = len(living.stub.requests("chart"))
        assert asked == (2 if how == "exclusive" or not stored else 0)
        assert time.monotonic() - start < 5
        if asked:
            assert [r.levelname for r in caplog.records] == ["WARNING"]
            assert "data are not kept" in caplog.text
    time.sleep(0.35)
    market._checked = float("-inf")  # noqa: SLF001
    assert answered(market) == good
    assert kept(living.path) == set(KEYS)
    assert len(living.stub.requests("chart")) == asked
    assert answered(living.market()) == good
    assert len(living.stub.requests("chart")) == asked


def test_a_store_that_is_locked_for_a_second_is_waited_for(
    living: Living, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 5.0)
    Store(living.path).read("live", KEYS)
    with connected(living.path) as other:
        other.execute("begin exclusive")
        threading.Timer(1.0, lambda: other.execute("rollback")).start()
        start = time.monotonic()
        answered(living.market())
        assert 0.9 < time.monotonic() - start < 4
    assert kept(living.path) == set(KEYS)
    assert not caplog.records


def test_a_limit_is_kept_where_nothing_is(living: Living) -> None:
    """What a provider does not want to be asked is remembered without a file, too."""
    living.stub.faults.answer("chart", "IWD", 404, b'{"chart":{"error":{"code":"Not Found"}}}')
    answered_once = living.market()
    Store(living.path).read("live", KEYS)
    with locked(living.path, "exclusive"):
        for _ in range(4):
            answered_once._checked = float("-inf")  # noqa: SLF001
            answered_once.answers(CALLS)
        assert len(living.stub.requests("chart", "IWD")) == 1


def test_what_failed_while_the_store_was_locked_is_known_afterwards(living: Living) -> None:
    live = living.live()
    live.load(KEYS)
    error = SuspiciousError.of(KEYS[0].code, "a jump without a split", "+99%")
    with locked(living.path, "immediate"):
        live.standings.failed(KEYS[0], error, living.clock() + 600)
    time.sleep(0.35)
    live.standings.version()
    assert live.store.keeps
    found = living.live(mode="never").load(KEYS)
    assert [item[0].status for item in found.values() if isinstance(item, tuple)] == [
        "suspicious", *["fresh"] * (len(KEYS) - 1)
    ]  # fmt: skip
    assert living.live().standings.log(KEYS[0], 1)[0][1:] == ("SuspiciousError", str(error))


def test_a_full_disk_serves_all_and_keeps_what_it_had(
    living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    living.market().answers(CALLS[:1])
    store = Store(living.path)
    connection = store._open()  # noqa: SLF001 (SQLite's own way to try a full disk)
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count={pages + 2}")
    living.stub.forget()
    market = Market(living.live(store=store))
    good = answered(market)
    for _ in range(3):
        time.sleep(0.35)
        market._checked = float("-inf")  # noqa: SLF001
        assert answered(market) == good
    assert len(living.stub.requests("chart")) == len(living.stub.requests("observations")) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "full" in caplog.text
    assert kept(living.path) == {KEYS[0]}
    connection.execute("pragma max_page_count=1000000")
    time.sleep(0.35)
    market.check()
    assert kept(living.path) == set(KEYS)


FILL = """
import resource, sys, logging
logging.basicConfig(stream=sys.stdout, format="%(message)s")
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
import rotationxl.functions
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import open_source
market = Market(open_source("live"))
print([isinstance(a, float) for a in market.answers(
    [Call("ASSET_RETURN", (t, "2024-11")) for t in ("IWD", "IWF", "XLK")])])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
@pytest.mark.parametrize("size", [0, 20_000, 100_000])
def test_files_that_may_not_grow_stop_no_number(size: int, living: Living) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FILL, str(size)],
        env=os.environ | addresses(living.stub) | {"ROTATIONXL_HOME": str(living.path.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[True, True, True]"
    assert done.stdout.count("data are not kept") == 1
    assert living.market().answers(CALLS)[0] == pytest.approx(0.01, abs=0.2)
    assert kept(living.path) == set(KEYS)


def test_a_read_only_store_is_served_and_renewed_in_memory(
    living: Living, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good = answered(living.market())
    monkeypatch.setattr(database, "_mode", lambda _: "ro")  # root may write everywhere
    assert answered(living.market()) == good
    assert not caplog.records
    living.stub.world.now = living.stub.world.now.replace(day=4)
    living.stub.forget()
    market = living.market()
    for _ in range(2):
        answered(market)
        assert record_of(market, KEYS[0]).status == "fresh"
        market._checked = float("-inf")  # noqa: SLF001
    assert len(living.stub.requests("chart")) == 2
    assert caplog.text.count("readonly") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be deleted there")
@pytest.mark.parametrize("whole_folder", [False, True])
def test_a_store_that_is_deleted_meanwhile_is_begun_anew(
    whole_folder: bool, living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    living.path = living.path.parent / "home" / "market.db"
    market = living.market()
    good = answered(market)
    living.path.unlink()
    if whole_folder:
        shutil.rmtree(living.path.parent)
    assert answered(market) == good
    living.stub.world.now = living.stub.world.now.replace(day=4)
    market.check()
    answered(market)
    assert kept(living.path) == set(KEYS)
    assert not caplog.records


def test_two_markets_in_two_threads_ask_once(living: Living) -> None:
    markets = [living.market() for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(answered, markets)
    assert one == other
    assert len(living.stub.requests("chart")) == 2
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: answered(markets[0]), range(4))) == [one] * 4


def test_one_store_serves_many_threads(living: Living) -> None:
    living.stub.faults.add("chart", None, Fault.LATENCY, seconds=0.05)
    store = Store(living.path)
    markets = [Market(living.live(store=store)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(answered, markets))
    assert found == found[:1] * 4
    assert len(living.stub.requests("chart")) == 2


def test_the_warning_comes_again_when_the_trouble_does(
    living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "rotationxl")
    store = Store(living.path)
    store.read("live", KEYS)
    for _ in range(2):
        with locked(living.path, "exclusive"):
            store.read("live", KEYS)
            store.read("live", KEYS)
        time.sleep(0.35)
        store.read("live", KEYS)
    said = [record.getMessage() for record in caplog.records]
    assert ["not kept" in text for text in said] == [True, False, True, False]
