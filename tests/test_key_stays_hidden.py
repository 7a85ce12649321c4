"""The FRED key is in requests to FRED and nowhere else, whatever goes wrong."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from living import addresses
from stubs import Fault, Stubs
from stubs.fred import KEY, refusal

ROUTE = "observations"
# Asks as often as it is told to, each time anew, and says all that it can of what it gets.
CHILD = """
import logging, sys, time, traceback, warnings
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
warnings.simplefilter("always")
import rotationxl.functions
from rotationxl.live import fred, keys, web
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import Key
from rotationxl.sources.live import Live
web._LIMIT = 0.3
fred.PACE.backoff = 0.01
calls = [Call("MACRO", ("DGS10",)), Call("DATA_NOTE", ("DGS10",)), Call("SNAPSHOT_ID", ("DGS10",)),
         Call("MACRO", ("PAYEMS", "2024-09-30", "first")), Call("EXPLAIN", ("MACRO", "DGS10")),
         Call("DATA_SOURCES", ("DGS10,IWD",)), Call("ASSET_RETURN", ("IWD", "2024-11"))]
for name in sys.stdin:
    fred.PACE._closed = float("-inf")
    live = Live(clock=lambda: time.time() + 90_000 * (2 + len(name)))
    market = Market(live)
    for answer in market.answers(calls):
        print(repr(answer), str(answer), vars(answer) if hasattr(answer, "__dict__") else "")
        if isinstance(answer, Exception):
            traceback.print_exception(answer)
    asked, _ = live.refresher._providers(False)._macro_tools
    for work in (lambda: asked.observations("DGS10"),
                 lambda: asked.client.get_series("DGS10")):
        try:
            work()
        except Exception as error:
            traceback.print_exc()
            while error is not None:
                print(repr(error), error.args, vars(error))
                error = error.__cause__ or error.__context__
    print(repr(asked._key), repr(vars(asked)), repr(live.refresher))
    for key in live.standings.asked():
        print(live.standings.log(key, 50))
    live.store.close()
    print("done", name.strip(), flush=True)
"""


def echo(stub: Stubs) -> None:
    """Answer with the key in the message, as some servers do."""
    body = refusal(f"The value {KEY} of api_key={quote_plus(KEY)} is not registered")
    stub.faults.answer(ROUTE, None, 400, body, times=None)


def portal(stub: Stubs) -> None:
    """Send on to an address that has the key in it."""
    at = f"{stub.fred_root}/login?back=https://api.stlouisfed.org/?api_key={KEY}"
    stub.faults.answer(ROUTE, None, 302, times=None, Location=at)


def shows(fault: Fault) -> Callable[[Stubs], object]:
    return lambda stub: stub.faults.add(ROUTE, None, fault, seconds=1)


FAULTS: dict[str, Callable[[Stubs], object]] = {
    "none": lambda _: None,
    "echo": echo,
    "portal": portal,
    "page with it": lambda stub: stub.faults.answer(
        ROUTE, None, 200, f"<html>{KEY}</html>".encode(), times=None
    ),
    "value": lambda stub: stub.faults.answer(
        ROUTE, None, 200,
        f'{{"count":1,"observations":[{{"date":"2024-01-02","realtime_start":"2024-01-03",'
        f'"value":"{KEY}"}}]}}'.encode(), times=None,
    ),
}  # fmt: skip
FAULTS |= {
    fault.name: shows(fault)
    for fault in (
        Fault.BAD_KEY, Fault.STATUS_401, Fault.STATUS_429, Fault.STATUS_500, Fault.HTML_502,
        Fault.CAPTIVE_PORTAL, Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_DURING, Fault.DRIP, Fault.RESET,
        Fault.NOT_HTTP, Fault.SHORT_BODY, Fault.TRUNCATED, Fault.GZIP_GARBAGE, Fault.DOTS,
        Fault.LOST_TAIL,
    )
}  # fmt: skip


@pytest.fixture
def child(stub: Stubs, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    with (tmp_path / "stderr").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-X", "dev", "-c", CHILD],
            env=os.environ | addresses(stub) | {"ROTATIONXL_HOME": str(tmp_path / "home")},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        with process:
            yield process


def until_done(process: "subprocess.Popen[str]", name: str) -> str:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{name}\n")
    process.stdin.flush()
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("done"):
            return "".join(said)
    raise AssertionError(f"{name}: it ended after {''.join(said)}")


def test_no_path_shows_the_key(child: "subprocess.Popen[str]", stub: Stubs, tmp_path: Path) -> None:
    said = {}
    for name, plan in FAULTS.items():
        stub.faults.clear()
        plan(stub)
        said[name] = until_done(child, name)
    assert child.stdin
    child.stdin.close()
    assert child.wait(30) == 0
    assert [name for name, text in said.items() if KEY in text] == []
    assert "(hidden)" in said["echo"]
    assert "HTTP 500" in said["STATUS_500"]
    log = (tmp_path / "stderr").read_text()
    assert "DEBUG" in log
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"market.db", "stderr"} <= {path.name for path in written}
    assert [path for path in written if KEY.encode() in path.read_bytes()] == []
    assert {r.query.get("api_key") for r in stub.requests() if r.host == "api.stlouisfed.org"} == {
        KEY
    }
    assert not [r for r in stub.requests() if r.host != "api.stlouisfed.org" and KEY in str(r)]


def test_a_proxy_that_refuses_does_not_show_it(stub: Stubs, tmp_path: Path) -> None:
    stub.server.refusing = HTTPStatus.PROXY_AUTHENTICATION_REQUIRED
    own = {"HTTPS_PROXY": stub.proxy, "NO_PROXY": "", "no_proxy": "", "https_proxy": stub.proxy}
    environment = os.environ | addresses(stub) | own | {"ROTATIONXL_HOME": str(tmp_path)}
    environment["ROTATIONXL_FRED_URL"] = "https://api.stlouisfed.org/fred"
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", CHILD], input="proxy\n",
        env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "the proxy refuses" in done.stdout
    assert KEY not in done.stdout + done.stderr
    assert KEY.encode() not in (tmp_path / "market.db").read_bytes()


def test_a_workbook_does_not_hold_it(stub: Stubs, tmp_path: Path) -> None:
    echo(stub)
    book = tmp_path / "report.xlsx"
    given = ["build", "value-growth", "--month", "2024-11", "--source", "live", "--out", str(book)]
    done = subprocess.run(
        [sys.executable, "-m", "rotationxl_addin", *given],
        env=os.environ | addresses(stub) | {"ROTATIONXL_HOME": str(tmp_path / "home")},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert book.is_file(), done.stderr
    assert stub.requests(ROUTE)
    assert KEY not in done.stdout + done.stderr
    with zipfile.ZipFile(book) as parts:
        assert [name for name in parts.namelist() if KEY.encode() in parts.read(name)] == []
