"""The live source against stubs of its providers that answer late, and a plain loop beside it."""

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import Report, median
from stubs.remote import Remote, started
from stubs.world import NEW_YORK

PRICES, SERIES = 60, 20
DAY, NEXT = dt.date(2024, 12, 2), dt.date(2024, 12, 3)
COLD_LIMIT, REFRESH_LIMIT = 0.35, 0.20
"""Parts of what the plain loop over the prices takes."""
LOOP = """
import sys, time, warnings
warnings.showwarning = lambda *_: None
start = time.perf_counter()
import yfinance
from curl_cffi.requests import Session
class Redirected(Session):
    def request(self, method, url, *args, **options):
        return super().request(method, sys.argv[1] + url.split("://", 1)[1], *args, **options)
session = Redirected(impersonate="chrome", trust_env=False)
yfinance.set_tz_cache_location(sys.argv[2])
for ticker in sys.argv[3].split(","):
    frame = yfinance.Ticker(ticker, session=session).history(
        start="1927-01-01", auto_adjust=False, actions=True)
    assert len(frame) > 100, ticker
print(time.perf_counter() - start)
"""
LOAD = """
import json, sys, time
start = time.perf_counter()
from pathlib import Path
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.database import Store
path, now, limit, keys = json.loads(sys.argv[1])
live = Live(store=Store(Path(path)), limit=limit, clock=lambda: now)
found = live.load([Key(*key) for key in keys])
assert not [item for item in found.values() if isinstance(item, Exception)], found
print(time.perf_counter() - start)
"""
FIRST = """
import json, sys
from pathlib import Path
import rotationxl.functions
from rotationxl.market.evaluate import Market
from rotationxl.sources.live import Live
from rotationxl.store.database import Store
path, now = json.loads(sys.argv[1])
live = Live(store=Store(Path(path)), clock=lambda: now)
assert isinstance(Market(live).answer("ASSET_RETURN", "SPY", "2024-10"), float)
"""
SAMPLE = 'import rotationxl; rotationxl.call("ASSET_RETURN", "SPY", "2024-10", source="sample")'
IMPORT = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def measure(report: Report, home: Path) -> None:
    report.title("live, each answer 0.1 s late", "ms", "limit ms")
    options = ("--tickers", str(PRICES), "--series", str(SERIES), "--latency", "0.1")
    with started(*options, "--today", str(DAY)) as remote:
        spent = _loop(remote, home)
        report.row(f"  plain yfinance: {PRICES} tickers, one by one", spent)
        _loads(report, remote, home, spent)
        _warm(report, remote, home)
        _imports(report, remote)


def _loop(remote: Remote, home: Path) -> float:
    at = f"{remote.about['yahoo_root']}/_host/"
    return _told(LOOP, remote, at, str(home / "plain"), ",".join(remote.about["tickers"]))


def _loads(report: Report, remote: Remote, home: Path, spent: float) -> None:
    prices = [("price", code) for code in remote.about["tickers"]]
    every = prices + [("macro", code) for code in remote.about["series"]]

    def load(name: str, day: dt.date, keys: list[tuple[str, str]]) -> float:
        remote("today", day=day)
        remote("prepare")
        remote("forget")
        path = str(home / name / "market.db")
        seconds = _told(LOAD, remote, json.dumps([path, _evening(day), 300, keys]))
        asked = remote("requests")["routes"]
        macro = len(keys) - PRICES
        assert (asked["chart"], asked.get("observations", 0)) == (PRICES, macro), asked
        return seconds

    only = load("prices", DAY, prices)
    report.row(f"first load of {PRICES} tickers", only, COLD_LIMIT * spent)
    report.row(f"first load of {PRICES} tickers, {SERIES} of FRED", load("live", DAY, every))
    report.row("all of them a day later", load("live", NEXT, every), REFRESH_LIMIT * spent)


def _warm(report: Report, remote: Remote, home: Path) -> None:
    """Measure a process that finds all in the store, and asks for nothing."""
    remote("forget")
    where = json.dumps([str(home / "live" / "market.db"), _evening(NEXT)])
    report.row("new process to first value, live", _whole(FIRST, remote, where))
    assert remote("requests")["count"] == 0
    report.row("  new process to first value, sample", _whole(SAMPLE, remote))


def _imports(report: Report, remote: Remote) -> None:
    for name in ("rotationxl", "rotationxl.sources.live", "rotationxl.live.refresh", "yfinance"):
        seconds = statistics.median(_told(IMPORT.format(name), remote) for _ in range(3))
        report.row(f"import {name}", seconds)


def _evening(day: dt.date) -> float:
    return dt.datetime.combine(day, dt.time(20), NEW_YORK).timestamp()


def _told(code: str, remote: Remote, *arguments: str) -> float:
    """Return the seconds that a process measures itself."""
    return float(_output(code, remote, *arguments).split()[-1])


def _whole(code: str, remote: Remote, *arguments: str) -> float:
    return median(lambda: _output(code, remote, *arguments), 5)


def _output(code: str, remote: Remote, *arguments: str) -> str:
    line = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    environment = os.environ | remote.environment()
    return subprocess.run(
        line, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
