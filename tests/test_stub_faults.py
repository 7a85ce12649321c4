"""Each fault is really seen on the wire, as often as it was planned."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from curl_cffi.requests import Session, exceptions
from fredapi import Fred

from stubs import Fault, Stubs
from stubs.clients import redirected
from stubs.faults import ROUTES
from stubs.fred import KEY

Web = Session[Any]
CHART = "https://query2.finance.yahoo.com/v8/finance/chart/"
SUMMARY = "https://query1.finance.yahoo.com/v10/finance/quoteSummary/IWD"
API = "https://api.stlouisfed.org/fred/series"
TREASURY = "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/"
ROUTE = {
    "cookie": "https://fc.yahoo.com",
    "crumb": "https://query1.finance.yahoo.com/v1/test/getcrumb",
    "consent": "https://guce.yahoo.com/consent",
    "chart": f"{CHART}IWD?range=1mo",
    "summary": f"{SUMMARY}?modules=topHoldings&crumb=stub.Crumb/1",
    "quote": "https://query1.finance.yahoo.com/v7/finance/quote?symbols=IWD&crumb=stub.Crumb/1",
    "timeseries": "https://query1.finance.yahoo.com/ws/fundamentals-timeseries/v1/finance/"
    "timeseries/IWD",
    "series": f"{API}?series_id=DGS10&file_type=json&api_key={KEY}",
    "vintagedates": f"{API}/vintagedates?series_id=DGS10&file_type=json&api_key={KEY}",
    "observations": f"{API}/observations?series_id=DGS10&file_type=json&api_key={KEY}",
    "fredgraph": "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DGS10",
    "treasury": f"{TREASURY}daily-treasury-rates.csv/2024/all"
    "?type=daily_treasury_yield_curve&_format=csv",
}
STATUS = {
    Fault.STATUS_401: 401,
    Fault.STATUS_429: 429,
    Fault.STATUS_500: 500,
    Fault.HTML_502: 502,
    Fault.CAPTIVE_PORTAL: 200,
}
BROKEN = {
    Fault.TIMEOUT_BEFORE: exceptions.Timeout,
    Fault.TIMEOUT_DURING: exceptions.Timeout,
    Fault.RESET: exceptions.ConnectionError,
    Fault.SHORT_BODY: exceptions.IncompleteRead,
    Fault.GZIP_GARBAGE: exceptions.RequestException,
}
JSON_ROUTES = sorted(set(ROUTE) - {"cookie", "crumb", "consent", "fredgraph", "treasury"})
DAY = 86_400


def rows(web: Web, symbol: str = "IWD", **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = web.get(
        CHART + symbol, params={"range": "1y", "events": "div,splits"} | query
    ).json()
    return dict(found["chart"]["result"][0])


def closes(chart: dict[str, Any]) -> list[float | None]:
    return list(chart["indicators"]["quote"][0]["close"])


def test_every_route_is_here() -> None:
    assert ROUTE.keys() == ROUTES


@pytest.mark.parametrize("route", sorted(ROUTE))
class TestAnywhere:
    def test_a_status_once(self, stub: Stubs, web: Web, route: str) -> None:
        good = web.get(ROUTE[route])
        for fault, status in STATUS.items():
            plan = stub.faults.add(route, None, fault, times=1)
            bad, then = web.get(ROUTE[route]), web.get(ROUTE[route])
            assert bad.status_code == status
            assert bad.content != good.content
            assert (then.status_code, then.content) == (good.status_code, good.content)
            assert plan.shown == 1
            assert [r.faults for r in stub.requests(route)[-2:]] == [(fault,), ()]

    def test_a_broken_answer_once(self, stub: Stubs, web: Web, route: str) -> None:
        for fault, error in BROKEN.items():
            plan = stub.faults.add(route, None, fault, times=1, seconds=0.3)
            # No shorter where the client need not wait: the machine may be busy.
            limit = 0.1 if error is exceptions.Timeout else 2
            with redirected(stub, limit) as hasty, pytest.raises(error):
                hasty.get(ROUTE[route])
            assert web.get(ROUTE[route]).content
            assert plan.shown == 1

    def test_latency(self, stub: Stubs, web: Web, route: str) -> None:
        stub.faults.add(route, None, Fault.LATENCY, seconds=0.05)
        start = time.monotonic()
        assert web.get(ROUTE[route]).content
        assert time.monotonic() - start >= 0.05


@pytest.mark.parametrize("route", JSON_ROUTES)
def test_truncated_json_is_whole_on_the_wire(stub: Stubs, web: Web, route: str) -> None:
    stub.faults.add(route, None, Fault.TRUNCATED)
    answer = web.get(ROUTE[route])
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with pytest.raises(ValueError, match=r"delimiter|Unterminated|Expecting"):
        answer.json()


def test_a_drip_never_ends_and_no_byte_is_long_in_coming(stub: Stubs) -> None:
    stub.faults.add("chart", "IWD", Fault.DRIP, seconds=0.3)
    with redirected(stub, 0.2) as hasty, pytest.raises(exceptions.Timeout):
        hasty.get(ROUTE["chart"])
    with redirected(stub, 2) as patient, pytest.raises(exceptions.IncompleteRead):
        patient.get(ROUTE["chart"])


def test_what_is_not_http(stub: Stubs, web: Web) -> None:
    stub.faults.add("series", None, Fault.NOT_HTTP, times=1)
    with pytest.raises(exceptions.RequestException, match=r"HTTP/0\.9"):
        web.get(ROUTE["series"])
    assert web.get(ROUTE["series"]).status_code == 200


def test_an_answer_in_a_test_s_own_words(stub: Stubs, web: Web) -> None:
    stub.faults.answer("chart", "IWD", 999, b"no", Retry_After="5")
    said = web.get(ROUTE["chart"])
    assert (said.status_code, said.content, said.headers["Retry-After"]) == (999, b"no", "5")
    good = rows(web)
    stub.faults.change("chart", "IWD", lambda found: found["chart"]["result"][0].pop("meta"))
    assert rows(web) == {name: part for name, part in good.items() if name != "meta"}
    assert rows(web) == good


def test_answers_are_dated_by_the_world_s_clock(stub: Stubs, web: Web) -> None:
    dates = []
    for day in (2, 3):
        stub.world.today = dt.date(2024, 12, day)
        dates.append(web.get(ROUTE["treasury"]).headers["Date"])
    assert dates == ["Tue, 03 Dec 2024 01:00:00 GMT", "Wed, 04 Dec 2024 01:00:00 GMT"]


@pytest.mark.parametrize("wait", [None, 2, 0.5, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_retry_after(stub: Stubs, web: Web, wait: float | str | None) -> None:
    stub.faults.add("chart", "IWD", Fault.STATUS_429, retry_after=wait)
    said = web.get(ROUTE["chart"]).headers.get("Retry-After")
    assert said == (None if wait is None else str(wait))


class TestPlans:
    def test_one_ticker_of_many(self, stub: Stubs, web: Web) -> None:
        stub.faults.add("chart", "IWD", Fault.STATUS_500)
        assert [web.get(f"{CHART}{s}?range=1d").status_code for s in ("IWD", "IWF")] == [500, 200]

    @pytest.mark.parametrize("where", ["query2.finance.yahoo.com", "/v8/finance", "*"])
    def test_hosts_and_paths(self, stub: Stubs, web: Web, where: str) -> None:
        stub.faults.add(where, None, Fault.STATUS_500)
        assert web.get(ROUTE["chart"]).status_code == 500
        assert web.get(ROUTE["cookie"]).status_code == (500 if where == "*" else 404)

    def test_after_some_good_answers_and_cleared(self, stub: Stubs, web: Web) -> None:
        stub.faults.add("chart", None, Fault.LATENCY, seconds=0.01)
        stub.faults.add("chart", None, Fault.STATUS_500, after=1, times=2)
        stub.faults.add("chart", None, Fault.STATUS_429, after=0)
        got = [web.get(ROUTE["chart"]).status_code for _ in range(4)]
        assert got == [429, 500, 500, 429]
        stub.faults.clear()
        assert web.get(ROUTE["chart"]).status_code == 200

    @pytest.mark.parametrize(
        ("where", "fault"), [("chart", Fault.DOTS), ("*", Fault.JUMP), ("charts", Fault.RESET)]
    )
    def test_what_no_stub_would_show(self, stub: Stubs, where: str, fault: Fault) -> None:
        with pytest.raises(ValueError, match=r"shown at|no route"):
            stub.faults.add(where, None, fault)

    def test_the_log(self, stub: Stubs, web: Web) -> None:
        web.get(f"{CHART}%5EGSPC?range=5d")
        (request,) = stub.requests("chart", "^GSPC")
        assert (request.host, request.query) == ("query2.finance.yahoo.com", {"range": "5d"})
        assert stub.requests("chart", "IWD") == []
        web.get("https://example.org/x")
        assert stub.requests("elsewhere")[0].host == "example.org"
        stub.forget()
        assert stub.requests() == []


@pytest.mark.parametrize("route", ["chart", "summary", "quote"])
class TestSymbols:
    def test_unknown(self, stub: Stubs, web: Web, route: str) -> None:
        stub.faults.add(route, "IWD", Fault.UNKNOWN_SYMBOL)
        (found,) = web.get(ROUTE[route]).json().values()
        assert not found["result"]
        if route != "quote":
            assert found["error"]["code"] == "Not Found"

    def test_empty_result(self, stub: Stubs, web: Web, route: str) -> None:
        stub.faults.add(route, "IWD", Fault.EMPTY_RESULT)
        (found,) = web.get(ROUTE[route]).json().values()
        assert found == {"result": [], "error": None}

    def test_changed_schema(self, stub: Stubs, web: Web, route: str) -> None:
        (good,) = web.get(ROUTE[route]).json().values()
        stub.faults.add(route, "IWD", Fault.CHANGED_SCHEMA)
        (bad,) = web.get(ROUTE[route]).json().values()
        assert bad["result"][0]["meta" if route == "chart" else "data"] != good["result"][0]


Check = Callable[[dict[str, Any], dict[str, Any]], bool]
CHARTS: dict[Fault, Check] = {
    Fault.NO_ROWS: lambda bad, good: "timestamp" not in bad,
    Fault.ALL_NULL: lambda bad, good: set(closes(bad)) == {None},
    Fault.NULL_INSIDE: lambda bad, good: closes(bad)[-3:] == [None, None, closes(good)[-1]],
    Fault.NULL_LAST: lambda bad, good: closes(bad) == [*closes(good)[:-1], None],
    Fault.WRONG_CURRENCY: lambda bad, good: bad["meta"]["currency"] == "GBp",
    Fault.LOST_DIVIDEND: lambda bad, good: (
        len(bad["events"]["dividends"]) == len(good["events"]["dividends"]) - 1
    ),
    Fault.LOST_SPLIT: lambda bad, good: (
        "splits" in good["events"] and "splits" not in bad["events"]
    ),
    Fault.JUMP: lambda bad, good: closes(bad)[-2] == 100 * (closes(good)[-2] or 0),
    Fault.DUPLICATED_DAY: lambda bad, good: bad["timestamp"][-1] - bad["timestamp"][-2] < DAY,
    Fault.OUT_OF_ORDER: lambda bad, good: bad["timestamp"][-2:] == good["timestamp"][:-3:-1],
    Fault.FUTURE_DATE: lambda bad, good: (
        bad["timestamp"] == [*good["timestamp"], good["timestamp"][-1] + 30 * DAY]
    ),
    Fault.HOUR_OFF: lambda bad, good: bad["timestamp"] == [t - 3600 for t in good["timestamp"]],
    Fault.ENDS_EARLY: lambda bad, good: closes(bad) == closes(good)[:-2],
}


@pytest.mark.parametrize("fault", CHARTS, ids=lambda fault: fault.name)
def test_a_chart_gone_bad(stub: Stubs, web: Web, fault: Fault) -> None:
    stub.world.listings["IWD"].split(dt.date(2024, 6, 10), 2)
    good = rows(web)
    stub.faults.add("chart", "IWD", fault, rows=2, times=1)
    assert CHARTS[fault](rows(web), good)
    assert rows(web) == good


@pytest.mark.parametrize("xml", [False, True])
def test_fred_s_observations_gone_bad(stub: Stubs, web: Web, xml: bool) -> None:
    def values() -> list[str]:
        if xml:
            lines = web.get(ROUTE["observations"].replace("json", "xml")).text.splitlines()
            return [line.split('value="')[1].split('"')[0] for line in lines if "value=" in line]
        found = web.get(ROUTE["observations"]).json()["observations"]
        return [row["value"] for row in found]

    good, seen = values(), {}
    for fault in (Fault.DOTS, Fault.LOST_TAIL, Fault.REVISED_HISTORY):
        stub.faults.add("observations", "DGS10", fault, rows=3, times=1)
        seen[fault] = values()
    assert seen[Fault.DOTS] == [*good[:-3], ".", ".", "."]
    assert seen[Fault.LOST_TAIL] == good[:-3]
    revised = [f"{float(value) + 1:.2f}" for value in good[:3]]
    assert seen[Fault.REVISED_HISTORY] == revised + good[3:]


def test_the_keyless_file_gone_bad(stub: Stubs, web: Web) -> None:
    good = web.get(ROUTE["fredgraph"]).text.splitlines()
    stub.faults.add("fredgraph", "DGS10", Fault.LOST_TAIL, rows=3)
    assert web.get(ROUTE["fredgraph"]).text.splitlines() == good[:-3]


def test_a_key_that_was_withdrawn(stub: Stubs, fred_client: Fred) -> None:
    stub.faults.add("observations", None, Fault.BAD_KEY, times=1)
    with pytest.raises(ValueError, match="not registered"):
        fred_client.get_series("DGS10")
    assert len(fred_client.get_series("DGS10"))
