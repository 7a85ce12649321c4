"""Each fault of FRED: the error it gives, the requests it takes, and the call after it."""

import gzip
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from fredstub import (
    KEY,
    Reply,
    Stub,
    drip,
    error,
    given,
    hang,
    hang_in_the_body,
    observed,
    quick,
    reset,
    serving,
)
from rotationxl.errors import (
    BadArgumentError,
    EmptyAnswerError,
    MalformedError,
    OutageError,
    RateLimitedError,
    RefusedError,
    SourceError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live.fred import Fred
from rotationxl.live.keys import Secret
from rotationxl.live.pace import GAP_VARIABLE, Pace, seconds


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as server:
        yield server


def fred(stub: Stub, **changes: Any) -> Fred:
    return Fred(Secret(KEY), stub.url, quick(**changes))


PAGE_502 = b"<html><head><title>502 Bad Gateway</title></head></html>"
TWICE = [("2024-07-03", "1"), ("2024-07-03", "2")]
# What the server does, the error, whether more attempts are made, and what the error says.
FAULTS: dict[str, tuple[Callable[[Any], Reply | None], type[SourceError], bool, str]] = {
    "bad key": (lambda _: error(400, "api_key is not registered"), RefusedError, False, "the key"),
    "other 400": (lambda _: error(400, "Bad file."), RefusedError, False, "Bad file"),
    "403": (given(403), RefusedError, False, "403"),
    "429": (given(429), RateLimitedError, True, "fewer requests"),
    "500": (given(500), OutageError, True, "500"),
    "502 HTML": (given(502, PAGE_502), OutageError, True, "502"),
    "HTML": (given(200, b"<html>log in</html>"), MalformedError, True, "not its JSON"),
    "log-in": (given(302, Location="http://127.0.0.1:9/"), UnreachableError, False, "log-in"),
    "timeout": (hang, UnreachableError, False, "0.5 s"),
    "timeout in body": (hang_in_the_body, UnreachableError, False, "0.5 s"),
    "drip": (drip, UnreachableError, False, "0.5 s"),
    "reset": (reset, OutageError, True, "closed the connection"),
    "truncated": (given(200, b'{"observations": [{"da'), MalformedError, True, "cut off"),
    "short body": (given(200, b"{", Content_Length="99"), OutageError, True, "in the middle"),
    "gzip garbage": (given(200, b"??", Content_Encoding="gzip"), OutageError, True, "unpacked"),
    "gzip cut off": (
        given(200, gzip.compress(b"{}" * 99)[:-9], Content_Encoding="gzip"),
        *(OutageError, True, "unpacked"),
    ),
    "no list": (given(200, b'{"count": 3}'), MalformedError, False, "no list"),
    "nothing": (observed([]), EmptyAnswerError, False, "no observations"),
    "no number": (observed([("2024-07-03", "N/A")]), MalformedError, False, "'N/A'"),
    "null": (observed([("2024-07-03", None)]), MalformedError, False, "None"),
    "infinite": (observed([("2024-07-03", "inf")]), MalformedError, False, "'inf'"),
    "no date": (observed([("2024-07", "1")]), MalformedError, False, "'2024-07'"),
    "a day twice": (observed(TWICE), MalformedError, False, "stands twice"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_error_and_the_next_call_recovers(stub: Stub, name: str) -> None:
    fault, kind, repeated, words = FAULTS[name]
    stub.faults = [fault] * (3 if repeated else 1)
    asking = fred(stub)
    with pytest.raises(kind, match=words) as caught:
        asking.observations("DGS10")
    assert type(caught.value) is kind
    assert str(caught.value).startswith(("DGS10: ", "FRED refuses the key"))
    assert len(stub.asked) == (3 if repeated else 1)
    assert len(asking.observations("DGS10")["day"]) == 3


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault[2]])
def test_a_fault_that_passes_is_not_noticed(stub: Stub, name: str) -> None:
    stub.faults = [FAULTS[name][0]] * 2
    assert len(fred(stub).observations("DGS10")["day"]) == 3


def test_an_unknown_series_is_named(stub: Stub) -> None:
    with pytest.raises(UnknownSymbolError, match="NOSUCH: FRED has no such series"):
        fred(stub).vintages("NOSUCH")
    with pytest.raises(UnknownSymbolError, match="letters, digits"):
        fred(stub).observations("A&api_key=x")
    assert len(stub.asked) == 1


def test_a_short_wait_that_the_server_asks_for_is_waited(stub: Stub) -> None:
    stub.faults = [given(429, Retry_After="2")]
    slept: list[float] = []
    now = [0.0]

    def sleep(wait: float) -> None:
        slept.append(wait)
        now[0] += wait

    fred(stub, sleep=sleep, clock=lambda: now[0]).observations("DGS10")
    assert slept == [2.0]


def test_a_long_wait_is_an_error_that_tells_it_and_nothing_is_asked_before(stub: Stub) -> None:
    stub.faults = [given(429, Retry_After="600")]
    now = [0.0]
    asking = fred(stub, clock=lambda: now[0], sleep=pytest.fail)
    for _ in range(2):
        with pytest.raises(RateLimitedError, match="600 s") as caught:
            asking.observations("DGS10")
        assert caught.value.wait == 600
    assert len(stub.asked) == 1
    now[0] = 600
    assert len(asking.observations("DGS10")["day"]) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7", 7), ("", None), (None, None), ("soon", None), ("-3", None), ("9" * 400, 7 * 86400)],
)
def test_what_a_server_may_say_of_a_wait(text: str | None, expected: float | None) -> None:
    assert seconds(text) == expected


def test_a_wait_may_be_a_time() -> None:
    assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert seconds("Wed, 21 Oct 2099 07:28:00 GMT") == 7 * 86400


def test_requests_of_all_threads_keep_their_distance(stub: Stub) -> None:
    asking = fred(stub, gap=0.1)
    threads = [threading.Thread(target=asking.observations, args=("DGS10",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.diff(sorted(stub.times)).min() > 0.06


def test_the_distance_is_six_tenths_of_a_second(
    monkeypatch: pytest.MonkeyPatch, stub: Stub
) -> None:
    slept: list[float] = []
    pace = Pace(sleep=slept.append, clock=lambda: 0.0)
    for _ in range(2):
        Fred(Secret(KEY), stub.url, pace).observations("DGS10")
    assert slept == [0.6]
    monkeypatch.setenv(GAP_VARIABLE, "soon")
    with pytest.raises(BadArgumentError, match=GAP_VARIABLE):
        Fred(Secret(KEY), stub.url, pace).observations("DGS10")


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(UnreachableError, match="refuses the connection"):
            Fred(Secret(KEY), url, quick()).observations("DGS10")


def test_a_proxy_that_refuses_is_told_without_its_password(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = stub.url.replace("http://", "http://me:pass-word@").removesuffix("/fred")
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(RefusedError, match="the proxy refuses") as caught:
        Fred(Secret(KEY), "https://fred.invalid/fred", quick()).observations("DGS10")
    assert "pass-word" not in str(caught.value)
    assert not stub.asked


def test_a_name_that_is_not_resolved_means_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UnreachableError, match=r"DGS10: FRED .* seems to be offline"):
        Fred(Secret(KEY), "http://fred.invalid/fred", quick()).observations("DGS10")


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
