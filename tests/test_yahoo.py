"""Yahoo's client against a server on this machine: the real yfinance, every fault."""

import datetime as dt
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clock import Clock, paced
from conftest import REAL
from rotationxl import days, errors
from rotationxl.errors import (
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
from rotationxl.live.connection import failure
from rotationxl.live.pace import Pace, deadline
from rotationxl.live.yahoo import REDIRECT, Yahoo
from stubs import Fault, Request, Stubs
from stubs.made import rising
from stubs.world import NEW_YORK
from stubs.yahoo import wrapped

LAST = dt.date(2024, 11, 29)
CHART = "https://query2.finance.yahoo.com/v8/finance/chart/IWD"
FUNDS = ("IWD", "IWF", "IWN", "IWO", "SPY", "QQQ")


@pytest.fixture
def server(stub: Stubs) -> Stubs:
    stub.world.now = dt.datetime(2024, 12, 1, tzinfo=NEW_YORK)
    stub.world.add(*(rising(ticker, LAST) for ticker in (*FUNDS, "^RUT")))
    return stub


@pytest.fixture
def yahoo(server: Stubs, tmp_path: Path) -> Yahoo:
    return open_yahoo(server, tmp_path)


def open_yahoo(server: Stubs, folder: Path, **options: Any) -> Yahoo:
    return Yahoo(folder / "yfinance", redirect=server.yahoo_root, **{"pace": paced()} | options)


def at(server: Stubs, host: str) -> list[Request]:
    return [request for request in server.requests() if request.host == host]


def test_a_history_is_the_chart_as_columns(yahoo: Yahoo) -> None:
    columns = yahoo.history("IWD", None)
    names = {"day", "close", "open", "high", "low", "volume"}
    assert set(columns) == names | {"dividend_day", "dividend", "split_day", "split"}
    day, close = columns["day"], columns["close"].astype(float)
    assert (len(day), days.iso(int(day[-1]))) == (60, "2024-11-29")
    np.testing.assert_allclose(close, [100 + 0.1 * place for place in range(60)], rtol=1e-7)
    assert (columns["dividend_day"].tolist(), columns["dividend"].tolist()) == ([day[30]], [0.5])
    assert (columns["split_day"].tolist(), columns["split"].tolist()) == ([day[20]], [2.0])
    assert columns["day"].dtype == np.int32


def test_an_index_has_no_dividend_columns(yahoo: Yahoo) -> None:
    columns = yahoo.history("^RUT", None)
    assert "dividend" not in columns
    assert len(columns["split"]) == 0


def test_a_ticker_is_one_request_and_asks_for_what_is_new(server: Stubs, yahoo: Yahoo) -> None:
    yahoo.history("IWD", days.from_ymd(2024, 11, 15))
    yahoo.history("IWF", None)
    assert [len(server.requests(route)) for route in ("chart", "cookie", "crumb")] == [2, 1, 1]
    (asked,) = server.requests("chart", "IWD")
    midnight = dt.datetime(2024, 11, 15, tzinfo=NEW_YORK)
    assert asked.host == "query2.finance.yahoo.com"
    assert asked.query["interval"] == "1d"
    assert asked.query["period1"] == f"{midnight.timestamp():.0f}"


Planned = Callable[[Stubs], object]


def shows(fault: Fault, **options: Any) -> Planned:
    return lambda server: server.faults.add("chart", "IWD", fault, **options)


def says(status: int, body: bytes = b"no", **headers: str) -> Planned:
    return lambda server: server.faults.answer("chart", "IWD", status, body, times=None, **headers)


def tells(**chart: Any) -> Planned:
    return lambda server: server.faults.change(
        "chart", "IWD", lambda found: found["chart"].update(chart), times=None
    )


def changed(change: Callable[[dict[str, Any]], object], times: int | None = None) -> Planned:
    """Plan a chart that has been tampered with."""
    return lambda server: server.faults.change(
        "chart", "IWD", lambda found: change(found["chart"]["result"][0]), times=times
    )


def portal(server: Stubs) -> None:
    login = server.url("https://query2.finance.yahoo.com/login")
    server.faults.answer("chart", "IWD", 302, times=None, Location=login)
    server.faults.add("/login", None, Fault.CAPTIVE_PORTAL)


OUTSIDE = wrapped("chart", 400, None, ("Bad Request", "Data doesn't exist for startDate = 1")).body
FAULTS: dict[str, tuple[Planned, type[SourceError], str]] = {
    "429": (shows(Fault.STATUS_429), RateLimitedError, "none is sent for a while"),
    "429 with a wait": (shows(Fault.STATUS_429, retry_after=7), RateLimitedError, "for 7 s"),
    "999": (says(999), RateLimitedError, "wants fewer requests"),
    "500": (shows(Fault.STATUS_500), OutageError, "HTTP 500"),
    "502 page": (shows(Fault.HTML_502), OutageError, "HTTP 502"),
    "503 with a wait": (says(503, Retry_After="3"), OutageError, "HTTP 503"),
    "400": (says(400, b'{"chart": {"error": "bad"}}'), RefusedError, "HTTP 400.*bad"),
    "451": (says(451), RefusedError, "HTTP 451"),
    "reset": (shows(Fault.RESET), OutageError, "broke off"),
    "short body": (shows(Fault.SHORT_BODY), OutageError, "broke off"),
    "gzip garbage": (shows(Fault.GZIP_GARBAGE), OutageError, "unpacked"),
    "truncated": (shows(Fault.TRUNCATED), MalformedError, "no whole JSON"),
    "nothing": (says(200, b""), MalformedError, "nothing"),
    "no chart": (says(200, b"[1]"), MalformedError, "no chart"),
    "page": (shows(Fault.CAPTIVE_PORTAL), MalformedError, "login page"),
    "portal": (portal, MalformedError, "login page"),
    "empty result": (shows(Fault.EMPTY_RESULT), EmptyAnswerError, "no data"),
    "null result": (tells(result=None), EmptyAnswerError, "no data"),
    "result of text": (tells(result=["x"]), MalformedError, "TypeError"),
    "unknown": (shows(Fault.UNKNOWN_SYMBOL), UnknownSymbolError, "knows no such ticker"),
    "outside": (says(400, OUTSIDE), EmptyAnswerError, "days asked for"),
    "changed": (shows(Fault.CHANGED_SCHEMA), MalformedError, "KeyError"),
    "no session": (shows(Fault.NO_ROWS), EmptyAnswerError, "no session"),
    "no prices": (shows(Fault.ALL_NULL), EmptyAnswerError, "none of their prices"),
    "currency": (shows(Fault.WRONG_CURRENCY), SuspiciousError, "in GBp, not USD"),
    "twice": (shows(Fault.DUPLICATED_DAY), SuspiciousError, "stands twice"),
    "order": (shows(Fault.OUT_OF_ORDER), SuspiciousError, "days out of order"),
    "future": (shows(Fault.FUTURE_DATE), SuspiciousError, "a future date: 2024-12-29"),
}

CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], type[SourceError], str]] = {
    "no meta": (lambda c: c.pop("meta"), MalformedError, "KeyError: 'meta'"),
    "no close": (lambda c: c["indicators"]["quote"][0].pop("close"), MalformedError, "close"),
    "short close": (lambda c: quote(c, [1.0] * 59), MalformedError, "lengths"),
    "text close": (lambda c: quote(c, ["x"] * 60), MalformedError, "ValueError"),
    "no amount": (
        lambda c: c["events"]["dividends"].update(x={"date": 1}), MalformedError, "amount",
    ),
    "no currency": (lambda c: c["meta"].update(currency=None), SuspiciousError, "no currency"),
    "other": (lambda c: c["meta"].update(symbol="SPY"), SuspiciousError, "that of SPY"),
    "weekly": (lambda c: c["meta"].update(dataGranularity="1wk"), SuspiciousError, "of 1wk"),
    "reversed": (lambda c: c["timestamp"].reverse(), SuspiciousError, "days out of order"),
}  # fmt: skip
FAULTS |= {name: (changed(change), *rest) for name, (change, *rest) in CHANGES.items()}  # type: ignore[misc]


def quote(result: dict[str, Any], close: list[Any]) -> None:
    result["indicators"]["quote"][0]["close"] = close


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_an_error_of_its_own_and_is_over_when_it_is_over(
    name: str, server: Stubs, yahoo: Yahoo, capfd: pytest.CaptureFixture[str]
) -> None:
    plan, kind, text = FAULTS[name]
    plan(server)
    with pytest.raises(SourceError, match=text) as caught:
        yahoo.history("IWD", None)
    assert type(caught.value) is kind
    assert str(caught.value).startswith("IWD: ")
    assert "delisted" not in str(caught.value) + "".join(capfd.readouterr())
    may_pass = kind in {RateLimitedError, OutageError}
    # On a connection that was kept alive, curl itself sends once more after a reset.
    assert len(server.requests("chart")) == (3 if may_pass else 1) + (name == "reset")
    server.faults.clear()
    assert len(yahoo.history("IWD", None)["day"]) == 60


@pytest.mark.parametrize("name", ["429 with a wait", "503 with a wait", "reset", "gzip garbage"])
def test_a_fault_that_passes_is_not_noticed(name: str, server: Stubs, yahoo: Yahoo) -> None:
    FAULTS[name][0](server)
    (plan,) = server.faults._plans  # noqa: SLF001
    plan.times = 2
    assert len(yahoo.history("IWD", None)["day"]) == 60
    assert plan.shown == 2


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_DURING, Fault.DRIP])
@pytest.mark.parametrize("cut", [False, True], ids=["limit", "deadline"])
def test_a_request_ends_at_its_limit_or_at_the_deadline(
    fault: Fault, cut: bool, server: Stubs, tmp_path: Path
) -> None:
    yahoo = open_yahoo(server, tmp_path, limit=10 if cut else 0.3)
    if cut:
        yahoo.history("IWF", None)
    server.faults.add("chart", "IWD", fault, seconds=9)
    over = "; then the time of this refresh was over" if cut else r"\. What"
    start = time.monotonic()
    with (
        deadline(start + (0.3 if cut else 99)),
        pytest.raises(
            UnreachableError, match=r"IWD: Yahoo gave no whole answer within 0\.\d s" + over
        ),
    ):
        yahoo.history("IWD", None)
    assert time.monotonic() - start < 8
    assert len(server.requests("chart", "IWD")) == 1


@pytest.mark.parametrize(
    ("code", "more"),
    [("BRK.B", "A class of shares has a hyphen there: BRK-B."), ("NOSUCH", "See that it is spelt")],
)
def test_an_unknown_ticker_is_helped_with(
    code: str, more: str, server: Stubs, tmp_path: Path
) -> None:
    with pytest.raises(UnknownSymbolError, match=re.escape(f"no such ticker. {more}")):
        open_yahoo(server, tmp_path).history(code, None)


def test_a_wait_that_yahoo_asks_for_is_told(server: Stubs, tmp_path: Path) -> None:
    later = server.world.now.astimezone(dt.UTC) + dt.timedelta(seconds=90)
    waits = []
    for header in (7, f"{later:%a, %d %b %Y %H:%M:%S} GMT", "soon"):
        yahoo = open_yahoo(server, tmp_path, pace=paced(attempts=1))
        server.faults.add("chart", "IWD", Fault.STATUS_429, retry_after=header, times=1)
        with pytest.raises(RateLimitedError) as caught:
            yahoo.history("IWD", None)
        waits.append(caught.value.wait)
    assert waits == [7.0, 90.0, None]


def test_a_limit_holds_every_ticker_until_it_is_over(server: Stubs, tmp_path: Path) -> None:
    clock = Clock()
    yahoo = open_yahoo(server, tmp_path, pace=paced(clock))
    server.faults.add("chart", "IWD", Fault.STATUS_429, retry_after=600, times=1)
    for ticker in ("IWD", "IWF"):
        with pytest.raises(RateLimitedError, match=f"{ticker}: .* for 600 s") as caught:
            yahoo.history(ticker, None)
        assert caught.value.wait == 600
    assert len(server.requests("chart")) == 1
    clock.now = 600
    assert len(yahoo.history("IWF", None)["day"]) == 60


def test_a_refusal_is_answered_once_with_another_cookie(server: Stubs, yahoo: Yahoo) -> None:
    server.faults.add("chart", "IWD", Fault.STATUS_401, times=1)
    assert len(yahoo.history("IWD", None)["day"]) == 60
    server.faults.answer("chart", "IWF", 403, times=2)
    with pytest.raises(RefusedError, match="HTTP 403"):
        yahoo.history("IWF", None)
    assert len(server.requests("chart", "IWD")) == len(server.requests("chart", "IWF")) == 2


@pytest.mark.parametrize("routes", [("cookie",), ("cookie", "crumb")])
def test_a_cookie_host_that_hangs_costs_once(
    routes: tuple[str, ...], server: Stubs, tmp_path: Path
) -> None:
    yahoo = open_yahoo(server, tmp_path, cookie_limit=0.3, pace=Pace(0))
    for route in routes:
        server.faults.add(route, None, Fault.TIMEOUT_BEFORE, seconds=9)
    server.faults.answer("consent", None, 404, times=None)
    start = time.monotonic()
    with ThreadPoolExecutor(len(FUNDS)) as pool:
        found = list(pool.map(lambda ticker: yahoo.history(ticker, None), FUNDS))
    assert [len(columns["day"]) for columns in found] == [60] * len(FUNDS)
    assert time.monotonic() - start < 5
    assert len(at(server, "fc.yahoo.com")) == len(at(server, "guce.yahoo.com")) == 1
    assert len(server.requests("chart")) == 6


def test_a_cookie_host_is_asked_again_after_its_rest(server: Stubs, tmp_path: Path) -> None:
    server.faults.add("cookie", None, Fault.RESET)
    server.faults.answer("consent", None, 404, times=None)
    yahoo = open_yahoo(server, tmp_path, rest=0.0)
    yahoo.history("IWD", None)
    server.faults.clear()
    yahoo.history("IWF", None)
    yahoo.history("IWN", None)
    assert ["crumb" in request.query for request in server.requests("chart")] == [
        *(False, True, True),
    ]


def test_a_cookie_host_does_not_rest_for_a_deadline(server: Stubs, yahoo: Yahoo) -> None:
    server.faults.add("cookie", None, Fault.TIMEOUT_BEFORE, seconds=9, times=1)
    server.faults.answer("consent", None, 404)
    server.faults.add("chart", "IWD", Fault.EMPTY_RESULT)
    with deadline(time.monotonic() + 0.3), pytest.raises(SourceError):
        yahoo.history("IWD", None)
    yahoo.history("IWF", None)
    assert "crumb" in server.requests("chart", "IWF")[0].query


@pytest.mark.parametrize(
    ("fault", "requests"),
    [(Fault.STATUS_429, 1), (Fault.CAPTIVE_PORTAL, 1), (Fault.RESET, 2)],
)
def test_a_crumb_that_is_none_is_never_sent(
    fault: Fault, requests: int, server: Stubs, yahoo: Yahoo
) -> None:
    server.faults.add("crumb", None, fault)
    server.faults.answer("consent", None, 404, times=None)
    yahoo.history("IWD", None)
    yahoo.history("IWF", None)
    assert not [request for request in server.requests("chart") if "crumb" in request.query]
    # curl itself sends once more after a reset of a connection that was kept alive.
    assert len(at(server, "query1.finance.yahoo.com")) == requests


@pytest.mark.parametrize("tampered", [False, True])
def test_a_consent_form_is_filled_in_and_what_follows_is_checked(
    server: Stubs, yahoo: Yahoo, *, tampered: bool
) -> None:
    form = server.url("https://consent.yahoo.com/v2/form")
    server.faults.answer("chart", "IWD", 302, Location=form)
    server.faults.answer("/v2/collectConsent", None, 303, Location=server.url(CHART + "?range=max"))
    if tampered:
        server.faults.answer("chart", "IWD", 400)
        with pytest.raises(MalformedError):
            yahoo.history("IWD", None)
    else:
        assert len(yahoo.history("IWD", None)["day"]) == 60
    collected = [r.method for r in server.requests("consent") if r.path == "/v2/collectConsent"]
    assert collected == ["POST"]


def test_an_event_without_a_bar_keeps_its_day(server: Stubs, yahoo: Yahoo) -> None:
    def hole(result: dict[str, Any]) -> None:
        quoted, adjusted = result["indicators"]["quote"][0], result["indicators"]["adjclose"][0]
        for column in (result["timestamp"], *quoted.values(), adjusted["adjclose"]):
            del column[30]

    changed(hole, times=1)(server)
    columns = yahoo.history("IWD", None)
    assert len(columns["day"]) == 59
    assert columns["dividend_day"].tolist() == yahoo.history("IWD", None)["day"][[30]].tolist()


def test_null_rows_are_no_sessions_and_their_dividends_stay(server: Stubs, yahoo: Yahoo) -> None:
    def hole(result: dict[str, Any]) -> None:
        for column in result["indicators"]["quote"][0].values():
            column[30] = None

    changed(hole)(server)
    columns = yahoo.history("IWD", None)
    assert len(columns["day"]) == 59
    assert columns["dividend"].tolist() == [0.5]
    assert columns["dividend_day"][0] not in columns["day"]


@pytest.mark.parametrize(
    ("clock", "unfinished"), [("12:30", 105.9 * 0.998), ("13:30", 105.9), ("13:50", None)]
)
def test_a_session_that_is_not_over_by_yahoos_clock_is_no_close(
    clock: str, unfinished: float | None, server: Stubs, yahoo: Yahoo
) -> None:
    # The session after Thanksgiving ends at 13:00.
    moment = dt.datetime.fromisoformat(f"2024-11-29T{clock}").replace(tzinfo=NEW_YORK)
    server.world.now = moment
    server.world.listings["IWD"].closes = dt.time(13)
    columns = yahoo.history("IWD", None)
    assert yahoo.moment() == moment
    assert len(columns["day"]) == len(columns["close"]) == (59 if unfinished else 60)
    if unfinished:
        assert days.iso(int(columns["unfinished_day"][0])) == "2024-11-29"
        assert columns["unfinished_close"].tolist() == [pytest.approx(unfinished)]
    else:
        assert "unfinished_day" not in columns


def test_the_bar_of_the_moment_may_stand_twice(server: Stubs, yahoo: Yahoo) -> None:
    server.world.now = dt.datetime(2024, 11, 29, 13, tzinfo=NEW_YORK)
    server.faults.add("chart", "IWD", Fault.DUPLICATED_DAY)
    assert len(yahoo.history("IWD", None)["unfinished_day"]) == 1


def test_each_thread_has_its_own_moment(server: Stubs, yahoo: Yahoo) -> None:
    server.world.now = dt.datetime(2024, 11, 29, 12, tzinfo=NEW_YORK)
    yahoo.history("IWD", None)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(yahoo.moment).result() > server.world.now
        server.world.now += dt.timedelta(hours=1)
        pool.submit(yahoo.history, "IWD", None).result()
        assert pool.submit(yahoo.moment).result() == server.world.now
    assert yahoo.moment() == server.world.now - dt.timedelta(hours=1)


@pytest.mark.parametrize("ticker", ["US0378331005", "../IWD", "IWD?x=1", "", "iwd", "A" * 12])
def test_what_is_no_ticker_is_never_asked_for(ticker: str, server: Stubs, yahoo: Yahoo) -> None:
    with pytest.raises(UnknownSymbolError, match="no ticker"):
        yahoo.history(ticker, None)
    assert server.requests() == []


def test_many_tickers_come_at_once_and_a_fault_disturbs_no_other(
    server: Stubs, tmp_path: Path
) -> None:
    yahoo = open_yahoo(server, tmp_path, pace=Pace(0, backoff=0.01))
    tickers = [f"T{place}" for place in range(20)]
    server.world.add(*(rising(ticker, LAST) for ticker in tickers))
    server.faults.add("chart", "T1", Fault.STATUS_500)
    server.faults.add("chart", "T2", Fault.HTML_502, times=1)
    server.faults.add("chart", "T3", Fault.UNKNOWN_SYMBOL)
    server.faults.add("chart", "T4", Fault.STATUS_429, times=1)

    def settle(ticker: str) -> object:
        try:
            return len(yahoo.history(ticker, None)["day"])
        except SourceError as error:
            return type(error)

    with ThreadPoolExecutor(8) as pool:
        found = dict(zip(tickers, pool.map(settle, tickers), strict=True))
    wrong = {"T1": OutageError, "T3": UnknownSymbolError}
    assert found == dict.fromkeys(tickers, 60) | wrong
    assert len(server.requests("chart")) == 20 + 2 + 1 + 1


def test_a_refusing_proxy_and_a_missing_one_are_told(
    server: Stubs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(REDIRECT, raising=False)
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    server.server.refusing = HTTPStatus.FORBIDDEN
    refusing = server.proxy.replace("//", "//user:secret@")
    for proxy, kind in ((refusing, RefusedError), ("http://127.0.0.1:9", UnreachableError)):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(SourceError, match="IWD: the proxy") as caught:
            Yahoo(tmp_path, limit=1, pace=paced()).history("IWD", None)
        assert type(caught.value) is kind
        assert "secret" not in repr(caught.value)
    assert [r.path for r in at(server, "query2.finance.yahoo.com")] == [
        "query2.finance.yahoo.com:443"
    ]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (5, UnreachableError, "proxy before Yahoo cannot be reached"),
        (6, UnreachableError, "address is not found"),
        (7, UnreachableError, "takes no connection"),
        (28, UnreachableError, "within 2 s"),
        (47, MalformedError, "in a circle"),
        (60, UnreachableError, "not safe"),
        (92, OutageError, "broke off"),
    ],
)
def test_a_failed_connection_says_what_failed(
    number: int, kind: type[SourceError], text: str
) -> None:
    error = failure("IWD", number, "curl's text", 2, 2)
    assert type(error) is kind
    assert text in str(error)
    assert "curl" not in str(error)


def test_no_server_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match="takes no connection"):
        Yahoo(tmp_path, redirect="http://127.0.0.1:9", pace=paced()).history("IWD", None)


def test_yfinance_says_nothing_of_its_own(
    server: Stubs, yahoo: Yahoo, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults.add("cookie", None, Fault.RESET)
    yahoo.history("IWD", None)
    assert [record for record in caplog.records if record.name == "yfinance"] == []
    logging.getLogger("yfinance").warning("for another user")
    assert "for another user" in caplog.text


def test_a_users_own_yfinance_is_left_alone(yahoo: Yahoo) -> None:
    import yfinance
    from yfinance.data import YfData

    yahoo.history("IWD", None)
    from rotationxl.live.session import Session

    assert not isinstance(YfData()._session, Session)  # noqa: SLF001
    assert yfinance.config.debug.hide_exceptions
    assert yfinance.cache._TzDBManager.get_location() == str(yahoo.folder)  # noqa: SLF001


def run_python(code: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_nothing_heavy_is_imported_before_a_fetch() -> None:
    code = (
        "import sys, pathlib, rotationxl.live, rotationxl.live.check, rotationxl.live.yahoo as y\n"
        "y.Yahoo(pathlib.Path('x'))\n"
        "print([n for n in ('yfinance', 'curl_cffi', 'pandas', 'requests') if n in sys.modules])"
    )
    assert run_python(code).communicate()[0].strip() == "[]"


def test_many_processes_may_start_on_an_empty_folder_at_once(server: Stubs, tmp_path: Path) -> None:
    code = (
        "import pathlib, rotationxl.live.yahoo as y\n"
        f"yahoo = y.Yahoo(pathlib.Path({str(tmp_path / 'new')!r}))\n"
        "print(len(yahoo.history('IWD', None)['day']), len(yahoo.history('IWF', None)['day']))"
    )
    begun = [run_python(code, ROTATIONXL_YAHOO_URL=server.yahoo_root) for _ in range(6)]
    assert [process.communicate()[0].strip() for process in begun] == ["60 60"] * 6
    assert len(server.requests("chart")) == 12
    assert list((tmp_path).rglob("*.db")) == []


RECORDED = {
    "chart-AAPL-2020-08-31-to-2020-11-07": ("AAPL", 49, [0.205], [4.0]),
    "chart-QQQ-2020-01-01-to-2020-01-03": ("QQQ", 1, [], []),
    "chart-OCDO.L-2020-01-01-to-2020-01-03": ("OCDO.L", "wrong currency", [], []),
    "chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m": (
        *("AAPL", "another interval", [], []),
    ),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_answers_are_read(name: str, server: Stubs, yahoo: Yahoo) -> None:
    if not (path := REAL / "wire/yahoo" / f"{name}.json").is_file():
        pytest.skip(f"no recorded answers at {REAL}")
    ticker, sessions, dividends, splits = RECORDED[name]
    body = json.dumps(json.loads(path.read_text("utf-8"))["response"]["bodyJson"]).encode()
    server.world.add(rising(ticker, LAST))
    server.faults.answer("chart", ticker, 200, body)
    if isinstance(sessions, str):
        with pytest.raises(SuspiciousError, match=sessions):
            yahoo.history(ticker, None)
        return
    columns = yahoo.history(ticker, None)
    assert len(columns["day"]) == sessions
    assert columns["dividend"].tolist() == dividends
    assert columns["split"].tolist() == splits


def test_every_error_is_one_of_a_source() -> None:
    kinds = {kind for _, kind, _ in FAULTS.values()} | {RefusedError}
    assert all(issubclass(kind, errors.SourceError) for kind in kinds)
    assert {kind.cell for kind in kinds} == {"#N/A"}
