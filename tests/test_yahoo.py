"""Yahoo's client against a server on this machine: the real yfinance, every fault."""

import datetime as dt
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import yahoo_stub as stub
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
from rotationxl.live.spacing import Spacing
from rotationxl.live.yahoo import Yahoo

PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"


@pytest.fixture
def server() -> Iterator[stub.Server]:
    with stub.serving() as server:
        server.asides["login"] = stub.status(200, PAGE)
        yield server


@pytest.fixture
def yahoo(server: stub.Server, tmp_path: Path) -> Yahoo:
    return open_yahoo(server, tmp_path)


def open_yahoo(server: stub.Server, folder: Path, **options: Any) -> Yahoo:
    quick: dict[str, Any] = {
        "limit": 1.0,
        "cookie_limit": 0.5,
        "spacing": Spacing(interval=0, backoff=0.01),
    }
    return Yahoo(folder / "yfinance", redirect=server.url, **quick | options)


def test_a_history_is_the_chart_as_columns(server: stub.Server, yahoo: Yahoo) -> None:
    columns = yahoo.history("IWD", None)
    names = {"day", "close", "open", "high", "low", "volume"}
    assert set(columns) == names | {"dividend_day", "dividend", "split_day", "split"}
    day, close = columns["day"], columns["close"].astype(float)
    assert (len(day), days.iso(int(day[-1]))) == (60, "2024-11-29")
    assert close.tolist() == [100 + 0.1 * place for place in range(60)]
    assert (columns["dividend_day"].tolist(), columns["dividend"].tolist()) == ([day[30]], [0.5])
    assert (columns["split_day"].tolist(), columns["split"].tolist()) == ([day[20]], [2.0])
    assert columns["day"].dtype == np.int32


def test_an_index_has_no_dividend_columns(yahoo: Yahoo) -> None:
    columns = yahoo.history("^RUT", None)
    assert "dividend" not in columns
    assert len(columns["split"]) == 0


def test_a_ticker_is_one_request_and_asks_for_what_is_new(
    server: stub.Server, yahoo: Yahoo
) -> None:
    yahoo.history("IWD", days.from_ymd(2024, 11, 15))
    yahoo.history("IWF", None)
    assert (server.count("/chart/"), server.count("fc.yahoo.com"), server.count("getcrumb")) == (
        *(2, 1, 1),
    )
    asked = next(path for path in server.asked if "/chart/IWD" in path)
    assert "query2.finance.yahoo.com" in asked
    assert f"period1={stub.opening(days.from_ymd(2024, 11, 15), 0, 0)}" in asked
    assert "interval=1d" in asked


FAULTS: dict[str, tuple[stub.Answer, type[SourceError], str]] = {
    "429": (stub.status(429), RateLimitedError, "no request for a while"),
    "429 with a wait": (stub.status(429, Retry_After="7"), RateLimitedError, "for 7 s"),
    "999": (stub.status(999), RateLimitedError, "no request"),
    "500": (stub.status(500), OutageError, "HTTP 500"),
    "502 page": (stub.status(502, PAGE), OutageError, "HTTP 502"),
    "503 with a wait": (stub.status(503, Retry_After="3"), OutageError, "HTTP 503"),
    "400": (stub.status(400, b'{"chart": {"error": "bad"}}'), RefusedError, "HTTP 400.*bad"),
    "no answer": (stub.slow, UnreachableError, "within 1 s"),
    "slow body": (stub.trickle, UnreachableError, "within 1 s"),
    "reset": (stub.reset, UnreachableError, "broke off"),
    "short body": (stub.short, UnreachableError, "broke off"),
    "gzip garbage": (stub.garbage, MalformedError, "unpacked"),
    "truncated": (stub.status(200, b'{"chart": {"res'), MalformedError, "no whole JSON"),
    "nothing": (stub.status(200, b""), MalformedError, "nothing"),
    "no chart": (stub.status(200, b"[1]"), MalformedError, "no chart"),
    "page": (stub.status(200, PAGE), MalformedError, "login page"),
    "portal": (stub.portal, MalformedError, "login page"),
    "empty result": (lambda h: stub.say_chart(h, []), EmptyAnswerError, "no data"),
    "null result": (lambda h: stub.say_chart(h, None), EmptyAnswerError, "no data"),
    "result of text": (lambda h: stub.say_chart(h, ["x"]), MalformedError, "TypeError"),
    "unknown": (stub.unknown, UnknownSymbolError, "knows no such ticker"),
    "outside": (stub.outside, EmptyAnswerError, "days asked for"),
}

CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], type[SourceError], str]] = {
    "no session": (lambda c: c.pop("timestamp"), EmptyAnswerError, "no session"),
    "no prices": (lambda c: quote(c, [None] * 60), EmptyAnswerError, "none of their prices"),
    "no meta": (lambda c: c.pop("meta"), MalformedError, "KeyError: 'meta'"),
    "no close": (lambda c: c["indicators"]["quote"][0].pop("close"), MalformedError, "close"),
    "short close": (lambda c: quote(c, [1.0] * 59), MalformedError, "lengths"),
    "text close": (lambda c: quote(c, ["x"] * 60), MalformedError, "ValueError"),
    "no amount": (
        lambda c: c["events"]["dividends"].update(x={"date": 1}), MalformedError, "amount",
    ),
    "currency": (lambda c: c["meta"].update(currency="GBp"), SuspiciousError, "in GBp, not USD"),
    "no currency": (lambda c: c["meta"].update(currency=None), SuspiciousError, "no currency"),
    "other": (lambda c: c["meta"].update(symbol="SPY"), SuspiciousError, "that of SPY"),
    "weekly": (lambda c: c["meta"].update(dataGranularity="1wk"), SuspiciousError, "of 1wk"),
    "twice": (lambda c: stamp(c, -1, c["timestamp"][-2] + 60), SuspiciousError, "stands twice"),
    "order": (lambda c: c["timestamp"].reverse(), SuspiciousError, "days out of order"),
    "future": (lambda c: stamp(c, -1, 1893456000), SuspiciousError, "a future date: 2029-12-31"),
}  # fmt: skip
FAULTS |= {name: (stub.changed(change), *rest) for name, (change, *rest) in CHANGES.items()}  # type: ignore[misc]


def quote(result: dict[str, Any], close: list[Any]) -> None:
    result["indicators"]["quote"][0]["close"] = close


def stamp(result: dict[str, Any], place: int, moment: int) -> None:
    result["timestamp"][place] = moment


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_an_error_of_its_own_and_is_over_when_it_is_over(
    name: str, server: stub.Server, yahoo: Yahoo, capfd: pytest.CaptureFixture[str]
) -> None:
    answer, kind, text = FAULTS[name]
    server.charts["IWD"] = [answer]
    start = time.monotonic()
    with pytest.raises(SourceError, match=text) as caught:
        yahoo.history("IWD", None)
    assert type(caught.value) is kind
    assert str(caught.value).startswith("IWD: ")
    assert "delisted" not in str(caught.value) + "".join(capfd.readouterr())
    assert time.monotonic() - start < 5
    assert server.count("/chart/") == 1
    assert len(yahoo.history("IWD", None)["day"]) == 60


def test_a_wait_that_yahoo_asks_for_is_told(server: stub.Server, yahoo: Yahoo) -> None:
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S")
    waits = []
    for header in ("7", f"{later} GMT", "soon"):
        server.charts["IWD"] = [stub.status(429, Retry_After=header)]
        with pytest.raises(RateLimitedError) as caught:
            yahoo.history("IWD", None)
        waits.append(caught.value.wait)
    assert waits == [7.0, pytest.approx(90, abs=5), None]


def test_a_refusal_is_answered_once_with_another_cookie(server: stub.Server, yahoo: Yahoo) -> None:
    server.charts["IWD"] = [stub.status(401)]
    assert len(yahoo.history("IWD", None)["day"]) == 60
    server.charts["IWF"] = [stub.status(403), stub.status(403)]
    with pytest.raises(RefusedError, match="HTTP 403"):
        yahoo.history("IWF", None)
    assert (server.count("chart/IWD"), server.count("chart/IWF")) == (2, 2)


@pytest.mark.parametrize("name", ["", "fc.yahoo.com", "getcrumb"])
def test_a_cookie_host_that_hangs_costs_once(name: str, server: stub.Server, yahoo: Yahoo) -> None:
    server.asides |= {"": stub.slow, "fc.yahoo.com": stub.slow, name: stub.slow}
    start = time.monotonic()
    found = yahoo.histories(dict.fromkeys(("IWD", "IWF", "IWN", "IWO", "SPY", "QQQ")))
    assert not [error for error in found.values() if isinstance(error, SourceError)]
    assert time.monotonic() - start < 5
    assert (server.count("fc.yahoo.com"), server.count("guce.yahoo.com")) == (1, 1)
    assert server.count("/chart/") == 6


def test_a_cookie_host_is_asked_again_after_its_rest(server: stub.Server, tmp_path: Path) -> None:
    server.asides["fc.yahoo.com"] = stub.reset
    yahoo = open_yahoo(server, tmp_path, rest=0.0)
    yahoo.history("IWD", None)
    del server.asides["fc.yahoo.com"]
    yahoo.history("IWF", None)
    yahoo.history("IWN", None)
    assert server.count("crumb=stub.crumb") == 2


@pytest.mark.parametrize(
    "answer", [stub.status(429), stub.status(200, PAGE), stub.reset], ids=["429", "page", "reset"]
)
def test_a_crumb_that_is_none_is_never_sent(
    answer: stub.Answer, server: stub.Server, yahoo: Yahoo
) -> None:
    server.asides["getcrumb"] = answer
    yahoo.history("IWD", None)
    yahoo.history("IWF", None)
    assert server.count("crumb=") == 0
    assert server.count("getcrumb") == 1


@pytest.mark.parametrize("tampered", [False, True])
def test_a_consent_form_is_filled_in_and_what_follows_is_checked(
    server: stub.Server, yahoo: Yahoo, *, tampered: bool
) -> None:
    form = b'<form action="/v2/collect"><input name="csrfToken" value="x"></form>'
    back = f"{server.url}/_host/query2.finance.yahoo.com/v8/finance/chart/IWD"
    server.asides["form"] = stub.status(200, form)
    server.asides["collect"] = stub.status(303, b"", Location=back)
    server.charts["IWD"] = [stub.consent, stub.status(500) if tampered else stub.good]
    if tampered:
        with pytest.raises(OutageError):
            yahoo.history("IWD", None)
    else:
        assert len(yahoo.history("IWD", None)["day"]) == 60
    assert server.count("POST /_host/consent.yahoo.com/v2/collect") == 1


def test_an_event_without_a_bar_keeps_its_day(server: stub.Server, yahoo: Yahoo) -> None:
    def hole(result: dict[str, Any]) -> None:
        quoted, adjusted = result["indicators"]["quote"][0], result["indicators"]["adjclose"][0]
        for column in (result["timestamp"], *quoted.values(), adjusted["adjclose"]):
            del column[30]

    server.charts["IWD"] = [stub.changed(hole)]
    columns = yahoo.history("IWD", None)
    assert len(columns["day"]) == 59
    assert columns["dividend_day"].tolist() == yahoo.history("IWD", None)["day"][[30]].tolist()


def test_null_rows_are_no_sessions_and_their_dividends_stay(
    server: stub.Server, yahoo: Yahoo
) -> None:
    def hole(result: dict[str, Any]) -> None:
        for column in result["indicators"]["quote"][0].values():
            column[30] = None

    server.charts["IWD"] = [stub.changed(hole)]
    columns = yahoo.history("IWD", None)
    assert len(columns["day"]) == 59
    assert columns["dividend"].tolist() == [0.5]
    assert columns["dividend_day"][0] not in columns["day"]


@pytest.mark.parametrize(
    ("clock", "unfinished"), [("15:30", True), ("16:30", True), ("16:50", False)]
)
def test_a_session_that_is_not_over_by_yahoos_clock_is_no_close(
    clock: str, unfinished: bool, server: stub.Server, yahoo: Yahoo
) -> None:
    moment = dt.datetime.fromisoformat(f"2024-11-29T{clock}").replace(tzinfo=stub.NEW_YORK)
    server.now = lambda: moment
    columns = yahoo.history("IWD", None)
    assert yahoo.moment() == moment
    assert len(columns["day"]) == len(columns["close"]) == (59 if unfinished else 60)
    if unfinished:
        assert days.iso(int(columns["unfinished_day"][0])) == "2024-11-29"
        assert columns["unfinished_close"].tolist() == [pytest.approx(105.9)]
    else:
        assert "unfinished_day" not in columns


def test_the_bar_of_the_moment_may_stand_twice(server: stub.Server, yahoo: Yahoo) -> None:
    server.now = lambda: dt.datetime(2024, 11, 29, 15, tzinfo=stub.NEW_YORK)

    def again(result: dict[str, Any]) -> None:
        result["timestamp"].append(result["timestamp"][-1] + 3600)
        quoted, adjusted = result["indicators"]["quote"][0], result["indicators"]["adjclose"][0]
        for column in (*quoted.values(), adjusted["adjclose"]):
            column.append(column[-1])

    server.charts["IWD"] = [stub.changed(again)]
    assert len(yahoo.history("IWD", None)["unfinished_day"]) == 1


@pytest.mark.parametrize("ticker", ["US0378331005", "../IWD", "IWD?x=1", "", "iwd", "A" * 12])
def test_what_is_no_ticker_is_never_asked_for(
    ticker: str, server: stub.Server, yahoo: Yahoo
) -> None:
    with pytest.raises(UnknownSymbolError, match="no ticker"):
        yahoo.history(ticker, None)
    assert server.asked == []


def test_many_tickers_come_at_once_and_a_fault_disturbs_no_other(
    server: stub.Server, yahoo: Yahoo
) -> None:
    tickers = [f"T{place}" for place in range(20)]
    server.charts = {
        "T1": [stub.status(500)] * 9, "T2": [stub.status(502)], "T3": [stub.unknown],
        "T4": [stub.status(429)],
    }  # fmt: skip
    found = yahoo.histories(dict.fromkeys(tickers))
    assert list(found) == tickers
    assert {t: type(e) for t, e in found.items() if isinstance(e, SourceError)} == {
        "T1": OutageError, "T3": UnknownSymbolError,
    }  # fmt: skip
    assert server.count("/chart/") == 20 + 3 + 1 + 1


def test_a_refusing_proxy_and_a_missing_one_are_told(
    server: stub.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    refusing = server.url.replace("//", "//user:secret@")
    for proxy, kind in ((refusing, RefusedError), ("http://127.0.0.1:9", UnreachableError)):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(SourceError, match="IWD: the proxy") as caught:
            Yahoo(tmp_path, limit=1).history("IWD", None)
        assert type(caught.value) is kind
        assert "secret" not in repr(caught.value)
    assert server.count("CONNECT query2.finance.yahoo.com:443") == 1


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (5, UnreachableError, "proxy before Yahoo cannot be reached"),
        (6, UnreachableError, "address is not found"),
        (7, UnreachableError, "takes no connection"),
        (28, UnreachableError, "within 2 s"),
        (47, MalformedError, "in a circle"),
        (60, UnreachableError, "not safe"),
        (92, UnreachableError, "broke off"),
    ],
)
def test_a_failed_connection_says_what_failed(
    number: int, kind: type[SourceError], text: str
) -> None:
    error = failure("IWD", number, "curl's text", 2)
    assert type(error) is kind
    assert text in str(error)
    assert "curl" not in str(error)


def test_no_server_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match="takes no connection"):
        Yahoo(tmp_path, redirect="http://127.0.0.1:9").history("IWD", None)


def test_yfinance_says_nothing_of_its_own(
    server: stub.Server, yahoo: Yahoo, caplog: pytest.LogCaptureFixture
) -> None:
    server.asides["fc.yahoo.com"] = stub.reset
    yahoo.history("IWD", None)
    assert [record for record in caplog.records if record.name == "yfinance"] == []
    logging.getLogger("yfinance").warning("for another user")
    assert "for another user" in caplog.text


def test_a_users_own_yfinance_is_left_alone(server: stub.Server, yahoo: Yahoo) -> None:
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


def test_nothing_heavy_is_imported_before_a_fetch(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, rotationxl.live, rotationxl.live.check, rotationxl.live.yahoo as y\n"
        "y.Yahoo(pathlib.Path('x'))\n"
        "print([n for n in ('yfinance', 'curl_cffi', 'pandas', 'requests') if n in sys.modules])"
    )
    assert run_python(code).communicate()[0].strip() == "[]"


def test_many_processes_may_start_on_an_empty_folder_at_once(
    server: stub.Server, tmp_path: Path
) -> None:
    code = (
        "import pathlib, rotationxl.live.yahoo as y\n"
        f"yahoo = y.Yahoo(pathlib.Path({str(tmp_path / 'new')!r}))\n"
        "print(len(yahoo.history('IWD', None)['day']), len(yahoo.history('IWF', None)['day']))"
    )
    begun = [run_python(code, ROTATIONXL_YAHOO_URL=server.url) for _ in range(6)]
    assert [process.communicate()[0].strip() for process in begun] == ["60 60"] * 6
    assert server.count("/chart/") == 12
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
def test_recorded_answers_are_read(name: str, server: stub.Server, yahoo: Yahoo) -> None:
    if not (path := REAL / "wire/yahoo" / f"{name}.json").is_file():
        pytest.skip(f"no recorded answers at {REAL}")
    ticker, sessions, dividends, splits = RECORDED[name]
    body = json.dumps(json.loads(path.read_text("utf-8"))["response"]["bodyJson"]).encode()
    server.charts[ticker] = [stub.status(200, body)]
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
