"""Each fault of FRED: the error it gives, the requests it takes, and the call after it."""

import datetime as dt
import gzip
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from clock import Clock, paced
from fred_world import fred
from rotationxl.errors import (
    BadArgumentError,
    EmptyAnswerError,
    KeyRefusedError,
    MalformedError,
    OutageError,
    RateLimitedError,
    RefusedError,
    SourceError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live import web
from rotationxl.live.fred import Fred
from rotationxl.live.keys import Secret
from rotationxl.live.pace import deadline
from rotationxl.live.status import seconds
from stubs import Fault, Plan, Stubs
from stubs.fred import KEY, observed, refusal

Planned = Callable[[Stubs], Plan]


def shows(fault: Fault, **options: Any) -> Planned:
    return lambda stub: stub.faults.add("observations", None, fault, **options)


def says(status: int, body: bytes = b"{}", **headers: str) -> Planned:
    return lambda stub: stub.faults.answer(
        "observations", None, status, body, times=None, **headers
    )


TWICE = [("2024-07-03", "1"), ("2024-07-03", "2")]
CUT_OFF = gzip.compress(b"{}" * 99)[:-9]
# What the server does, the error, whether more attempts are made, and what the error says.
FAULTS: dict[str, tuple[Planned, type[SourceError], bool, str]] = {
    "bad key": (shows(Fault.BAD_KEY), KeyRefusedError, False, "the key"),
    "other 400": (says(400, refusal("Bad file.")), RefusedError, False, "Bad file"),
    "403": (says(403), RefusedError, False, "403"),
    "429": (shows(Fault.STATUS_429), RateLimitedError, True, "fewer requests"),
    "500": (shows(Fault.STATUS_500), OutageError, True, "500"),
    "502 HTML": (shows(Fault.HTML_502), OutageError, True, "502"),
    "HTML": (shows(Fault.CAPTIVE_PORTAL), MalformedError, False, "not its JSON"),
    "log-in": (says(302, Location="http://127.0.0.1:9/"), UnreachableError, False, "log-in"),
    "reset": (shows(Fault.RESET), OutageError, True, "closed the connection"),
    "not HTTP": (shows(Fault.NOT_HTTP), OutageError, True, "does not speak HTTP"),
    "truncated": (shows(Fault.TRUNCATED), MalformedError, False, "cut off"),
    "short body": (shows(Fault.SHORT_BODY), OutageError, True, "in the middle"),
    "gzip garbage": (shows(Fault.GZIP_GARBAGE), OutageError, True, "unpacked"),
    "gzip cut off": (says(200, CUT_OFF, Content_Encoding="gzip"), OutageError, True, "unpacked"),
    "no list": (says(200, b'{"count": 3}'), MalformedError, False, "no list"),
    "nothing": (says(200, observed([])), EmptyAnswerError, False, "no observations"),
    "no number": (says(200, observed([("2024-07-03", "N/A")])), MalformedError, False, "'N/A'"),
    "null": (says(200, observed([("2024-07-03", None)])), MalformedError, False, "None"),
    "infinite": (says(200, observed([("2024-07-03", "inf")])), MalformedError, False, "'inf'"),
    "no date": (says(200, observed([("2024-07", "1")])), MalformedError, False, "'2024-07'"),
    "a day twice": (says(200, observed(TWICE)), MalformedError, False, "stands twice"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_error_and_the_next_call_recovers(fred_stub: Stubs, name: str) -> None:
    plan, kind, repeated, words = FAULTS[name]
    plan(fred_stub)
    asking = fred(fred_stub)
    with pytest.raises(kind, match=words) as caught:
        asking.observations("DGS10")
    assert type(caught.value) is kind
    assert str(caught.value).startswith(("DGS10: ", "FRED refuses the key"))
    assert len(fred_stub.requests()) == (3 if repeated else 1)
    fred_stub.faults.clear()
    assert len(asking.observations("DGS10")["day"]) == 3


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault[2]])
def test_a_fault_that_passes_is_not_noticed(fred_stub: Stubs, name: str) -> None:
    FAULTS[name][0](fred_stub).times = 2
    assert len(fred(fred_stub).observations("DGS10")["day"]) == 3


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_DURING, Fault.DRIP])
def test_a_request_ends_at_the_deadline(fred_stub: Stubs, fault: Fault) -> None:
    fred_stub.faults.add("observations", None, fault, seconds=9)
    asking, start = fred(fred_stub), time.monotonic()
    assert asking.client  # imported in no one's time
    with (
        deadline(time.monotonic() + 0.3),
        pytest.raises(
            UnreachableError, match=r"DGS10: FRED did not answer within 0\.\d s; then"
        ) as caught,
    ):
        asking.observations("DGS10")
    assert type(caught.value) is UnreachableError
    assert time.monotonic() - start < 8
    assert len(fred_stub.requests()) == 1
    fred_stub.faults.clear()
    assert len(asking.observations("DGS10")["day"]) == 3


def test_a_request_has_ten_seconds_without_a_deadline(
    fred_stub: Stubs, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert web._LIMIT == 10  # noqa: SLF001
    monkeypatch.setattr(web, "_LIMIT", 0.2)
    fred_stub.faults.add("observations", None, Fault.TIMEOUT_BEFORE, seconds=9)
    with pytest.raises(UnreachableError, match=r"within 0\.2 s"):
        fred(fred_stub).observations("DGS10")


def test_an_unknown_series_is_named(fred_stub: Stubs) -> None:
    with pytest.raises(UnknownSymbolError, match="NOSUCH: FRED has no such series"):
        fred(fred_stub).vintages("NOSUCH")
    with pytest.raises(UnknownSymbolError, match="letters, digits"):
        fred(fred_stub).observations("A&api_key=x")
    assert len(fred_stub.requests()) == 1


def test_a_short_wait_that_the_server_asks_for_is_waited(fred_stub: Stubs) -> None:
    clock = Clock()
    fred_stub.faults.add("observations", None, Fault.STATUS_429, retry_after=2, times=1)
    fred(fred_stub, paced(clock)).observations("DGS10")
    assert clock.slept == [2.0]


def test_a_long_wait_is_an_error_that_tells_it_and_nothing_is_asked_before(
    fred_stub: Stubs,
) -> None:
    clock = Clock()
    fred_stub.faults.add("observations", None, Fault.STATUS_429, retry_after=600, times=1)
    asking = fred(fred_stub, paced(clock))
    for _ in range(2):
        with pytest.raises(RateLimitedError, match="600 s") as caught:
            asking.observations("DGS10")
        assert caught.value.wait == 600
    assert len(fred_stub.requests()) == 1
    assert clock.slept == []
    clock.now = 600
    assert len(asking.observations("DGS10")["day"]) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7", 7), ("", None), (None, None), ("soon", None), ("-3", None), ("9" * 400, 86400)],
)
def test_what_a_server_may_say_of_a_wait(text: str | None, expected: float | None) -> None:
    assert seconds(text) == expected


def test_a_wait_may_be_a_time() -> None:
    assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert seconds("Wed, 21 Oct 2099 07:28:00 GMT") == 86400


def test_a_wait_until_a_time_goes_by_the_server_s_clock(fred_stub: Stubs) -> None:
    then = fred_stub.world.now.astimezone(dt.UTC) + dt.timedelta(seconds=90)
    header = f"{then:%a, %d %b %Y %H:%M:%S} GMT"
    fred_stub.faults.add("observations", None, Fault.STATUS_429, retry_after=header)
    with pytest.raises(RateLimitedError, match="90 s") as caught:
        fred(fred_stub).observations("DGS10")
    assert caught.value.wait == 90


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(UnreachableError, match="refuses the connection"):
            Fred(Secret(KEY), url, paced()).observations("DGS10")


def test_a_proxy_that_refuses_is_told_without_its_password(
    fred_stub: Stubs, monkeypatch: pytest.MonkeyPatch
) -> None:
    fred_stub.server.refusing = HTTPStatus.FORBIDDEN
    proxy = fred_stub.proxy.replace("http://", "http://me:pass-word@")
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(RefusedError, match="the proxy refuses") as caught:
        Fred(Secret(KEY), "https://fred.invalid/fred", paced()).observations("DGS10")
    assert "pass-word" not in str(caught.value)
    assert [r.route for r in fred_stub.requests()] == ["connect"]


def test_a_name_that_is_not_resolved_means_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UnreachableError, match=r"DGS10: FRED is not found by its name: .* offline"):
        Fred(Secret(KEY), "http://fred.invalid/fred", paced()).observations("DGS10")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadArgumentError, match="url: 'file:///etc'"):
        Fred(Secret(KEY), "file:///etc")


def test_fredapi_and_pandas_wait_until_something_is_fetched() -> None:
    code = (
        "import sys, rotationxl.live.fred as f, rotationxl.live.keyless as k, "
        "rotationxl.live.keys as s; f.Fred(s.Secret('x')); k.Keyless(); "
        "print([m for m in ('fredapi', 'pandas', 'keyring') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
