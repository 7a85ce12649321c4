"""The stubs answer in the shapes that were recorded."""

import datetime as dt
import json
from typing import Any

import pytest
from curl_cffi.requests import Session

from conftest import REAL
from stubs import Stubs
from stubs.fred import KEY, OLD_HEADER

Web = Session[Any]
WIRE = REAL / "wire"
CHART = "https://query2.finance.yahoo.com/v8/finance/chart/"
API = "https://api.stlouisfed.org/fred/series"
GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
SPLIT, PAID = dt.date(2024, 6, 10), dt.date(2024, 5, 20)


def chart(web: Web, symbol: str, **query: Any) -> dict[str, Any]:
    asked = {
        "period1": 0,
        "period2": 2_000_000_000,
        "interval": "1d",
        "events": "div|split",
    } | query
    found: dict[str, Any] = web.get(CHART + symbol, params=asked).json()
    return found


def shape(value: Any) -> Any:
    """Return keys and types; lists are of their first item, and stamps are all alike."""
    if isinstance(value, dict):
        return {"stamp" if k.isdigit() else k: shape(v) for k, v in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if is_number else type(value)


def recorded(name: str) -> Any:
    path = WIRE / name
    if not path.is_file():
        pytest.skip(f"no recorded answer at {path}")
    if path.suffix != ".json":
        return path.read_text("utf-8").splitlines()
    found = json.loads(path.read_text("utf-8"))
    return found.get("response", {}).get("bodyJson", found)


def missing(lines: list[str]) -> set[str]:
    return {line.split(",")[1] for line in lines[1:] if not line[-1].isdigit()}


def asked(code: str, **more: Any) -> dict[str, Any]:
    return {"series_id": code, "api_key": KEY, "file_type": "json"} | more


def with_events(stub: Stubs) -> None:
    """Leave one dividend, and split two for one after it."""
    listing = stub.world.listings["XLK"]
    listing.dividends = {PAID: 0.5}
    listing.split(SPLIT, 2)


def old(body: dict[str, Any]) -> dict[str, Any]:
    """Take away what was not there before 2026."""
    body["chart"]["result"][0]["meta"].pop("regularMarketChangePercent", None)
    return body


class TestRecordedShapes:
    def test_a_day_of_a_fund(self, web: Web) -> None:
        said = chart(web, "IWF", range="1d")
        newest = recorded("yahoo/chart-SPY-range1d-2026-09-01.transcribed.json")
        assert shape(said) == shape(newest)
        before = recorded("yahoo/chart-QQQ-2020-01-01-to-2020-01-03.json")
        assert shape(old(said)) == shape(before)

    def test_a_dividend_and_a_split(self, stub: Stubs, web: Web) -> None:
        with_events(stub)
        before = recorded("yahoo/chart-AAPL-2020-08-31-to-2020-11-07.json")
        assert shape(old(chart(web, "XLK"))) == shape(before)

    def test_events_that_nobody_asked_for(self, stub: Stubs, web: Web) -> None:
        with_events(stub)
        for asked_for, kinds in {"div": {"dividends"}, "splits": {"splits"}}.items():
            assert (
                chart(web, "XLK", events=asked_for)["chart"]["result"][0]["events"].keys() == kinds
            )
        assert "events" not in chart(web, "XLK", events="")["chart"]["result"][0]

    def test_a_window_without_sessions(self, web: Web) -> None:
        said = chart(web, "IWD", period1=1_730_500_000, period2=1_730_600_000)["chart"]
        name = "chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json"
        before = recorded(f"yahoo/{name}")["chart"]
        assert said["result"][0].keys() == before["result"][0].keys()
        assert said["result"][0]["indicators"]["quote"] == [{}]
        assert before["result"][0]["indicators"]["quote"] == [{}]

    def test_a_share_in_pence(self, web: Web) -> None:
        before = recorded("yahoo/chart-OCDO.L-2020-01-01-to-2020-01-03.json")
        said = chart(web, "BARC.L", range="1d")
        assert shape(old(said)) == shape(before)
        metas = [body["chart"]["result"][0]["meta"] for body in (said, before)]
        assert metas[0]["currency"] == metas[1]["currency"] == "GBp"
        assert metas[0]["exchangeTimezoneName"] == metas[1]["exchangeTimezoneName"]

    def test_an_observation_of_the_api(self, web: Web) -> None:
        before = recorded("fred/api_observations_DGS10_rows.json")["observations"]
        said = web.get(f"{API}/observations", params=asked("DGS10", sort_order="desc")).json()
        assert shape(said["observations"]) == shape(before)
        assert said["observations"][0]["realtime_start"] == "2024-12-02"

    def test_the_keyless_file_and_its_older_header(self, stub: Stubs, web: Web) -> None:
        new = recorded("fred/fredgraph_new_header_DGS10_head.csv")
        before = recorded("fred/fredgraph_old_header_DGS10_tail.csv")
        said = web.get(f"{GRAPH}?id=DGS10").text.splitlines()
        assert said[0] == new[0]
        assert missing(said) == missing(new) == {""}
        stub.fred.header = OLD_HEADER
        said = web.get(f"{GRAPH}?id=DGS10").text.splitlines()
        assert said[0] == before[0]
        assert missing(said) == missing(before) == {"."}
