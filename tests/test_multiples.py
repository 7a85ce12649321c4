"""Snapshots of multiples from Yahoo's summary: the real yfinance, the stubs, every fault."""

import datetime as dt
import math
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rotationxl import days
from rotationxl.errors import (
    EmptyAnswerError,
    MalformedError,
    NoDataError,
    OutageError,
    RateLimitedError,
    RefusedError,
    SourceError,
    SuspiciousError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live.multiples import merged, snapshot
from rotationxl.live.spacing import Spacing
from rotationxl.live.yahoo import Yahoo
from rotationxl.market.evaluate import Market
from rotationxl.sources import Columns, Key, State
from rotationxl.store.database import Store
from rotationxl.universe import MULTIPLES
from stubs import Fault, Stubs
from stubs.world import NEW_YORK, Figures, Valuation

NOW = dt.datetime(2024, 12, 2, 20, tzinfo=NEW_YORK)
TODAY_DATE = NOW.date()
TODAY = days.from_date(TODAY_DATE)
NAN = math.nan
NAMES = ("pe", "pb", "ps", "dividend_yield", "forward_pe", "raw_pe", "raw_pb", "raw_ps")


def opened(stub: Stubs, folder: Path, **options: Any) -> Yahoo:
    quick: dict[str, Any] = {
        "limit": 1.0,
        "cookie_limit": 0.5,
        "spacing": Spacing(interval=0, retries=0, backoff=0.01),
    }
    redirect = f"http://127.0.0.1:{stub.port}"
    return Yahoo(folder / "yfinance", redirect=redirect, **quick | options)


@pytest.fixture
def yahoo(stub: Stubs, tmp_path: Path) -> Yahoo:
    return opened(stub, tmp_path)


def row(columns: Columns, place: int = -1) -> dict[str, float]:
    """Return a snapshot's numbers."""
    return {name: float(columns[name][place]) for name in columns if name != "day"}


def stated(columns: Columns) -> dict[str, float]:
    return {name: value for name, value in row(columns).items() if not math.isnan(value)}


def test_a_fund_s_reciprocals_are_turned_over_and_kept(stub: Stubs, yahoo: Yahoo) -> None:
    columns = yahoo.multiples("IWD")
    assert set(columns) == {"day", *NAMES}
    assert str(columns["day"].dtype) == "int32"
    assert {str(columns[name].dtype) for name in NAMES} == {"float64"}
    assert columns["day"].tolist() == [TODAY]
    got, want = row(columns), Valuation(19.5, 2.7, 1.9, 12.3)
    assert [got[name] for name in ("pe", "pb", "ps")] == pytest.approx(list(want[:3]), rel=1e-3)
    raw = [round(1 / ratio, 5) for ratio in want[:3] if ratio]
    assert [got[name] for name in ("raw_pe", "raw_pb", "raw_ps")] == raw
    assert 0 < got["dividend_yield"] < 0.05
    assert math.isnan(got["forward_pe"])


def test_a_stock_s_multiples_are_taken_as_they_are(stub: Stubs, yahoo: Yahoo) -> None:
    got = stated(yahoo.multiples("MSFT"))
    close = stub.world.listings["MSFT"].bars[stub.world.today].close
    assert got == {
        "pe": 35.2,
        "forward_pe": 30.1,
        "pb": 10.9,
        "ps": 12.7,
        "dividend_yield": round(1.6 / close, 4),
    }


def test_a_ticker_is_one_request(stub: Stubs, yahoo: Yahoo) -> None:
    for ticker in ("IWD", "IWF", "MSFT"):
        yahoo.multiples(ticker)
    asked = [request.route for request in stub.requests()]
    assert asked == ["cookie", "crumb", "summary", "summary", "summary"]
    (one,) = stub.requests("summary", "IWD")
    assert "topHoldings" in one.query["modules"]


def test_a_fund_s_multiples_that_are_none_leave_its_trailing_one(stub: Stubs, yahoo: Yahoo) -> None:
    stub.faults.add("summary", "IWD", Fault.PADDED)
    got = stated(yahoo.multiples("IWD"))
    assert (got.pop("pe"), set(got)) == (19.5, {"dividend_yield"})


def test_multiples_that_come_as_such_are_not_turned_over(stub: Stubs, yahoo: Yahoo) -> None:
    stub.faults.add("summary", "IWD", Fault.PLAIN_MULTIPLES)
    got = stated(yahoo.multiples("IWD"))
    assert [got[name] for name in ("pe", "pb", "ps")] == pytest.approx([19.5, 2.7, 1.9], abs=0.01)
    assert not set(got) & {"raw_pe", "raw_pb", "raw_ps"}


def test_a_price_to_sales_below_1_comes_as_a_number_above_1(stub: Stubs, yahoo: Yahoo) -> None:
    stub.world.listings["IWD"].valuations[TODAY_DATE] = Valuation(15, 2.5, 0.5, 8)
    got = stated(yahoo.multiples("IWD"))
    assert (got["ps"], got["raw_ps"]) == (0.5, 2)


def told(kind: str = "ETF", **modules: Any) -> Columns:
    """Return the snapshot of a made-up answer."""
    result = {"price": {"quoteType": kind}, "summaryDetail": {}} | modules
    return snapshot("T", {"quoteSummary": {"result": [result], "error": None}}, NOW)


def held(pe: Any = None, pb: Any = None, ps: Any = None, cash: Any = None) -> dict[str, Any]:
    names = ("priceToEarnings", "priceToBook", "priceToSales", "priceToCashflow")
    return {"equityHoldings": dict(zip(names, (pe, pb, ps, cash), strict=True))}


@pytest.mark.parametrize(
    ("holdings", "want"),
    [
        (held(0.04, 0.25), {"pe": 25, "pb": 4, "raw_pe": 0.04, "raw_pb": 0.25}),
        (held(24.8, 4, 0.8), {"pe": 24.8, "pb": 4, "ps": 0.8}),
        (held(0.04, 1.25), {"pe": 25, "pb": 0.8, "raw_pe": 0.04, "raw_pb": 1.25}),
        (held(0.0, 0.1, 1.25, 0.05), {"pb": 10, "ps": 0.8, "raw_pb": 0.1, "raw_ps": 1.25}),
        (held(None, 0.1, 1.25), {"pb": 10, "raw_pb": 0.1, "ps": 1.25}),
        (held(25, 0.1, 1.25, 0.05), {"pe": 25, "pb": 10, "raw_pb": 0.1, "ps": 1.25}),
        (held({"raw": 0.05, "fmt": "0.05"}, {}), {"pe": 20, "raw_pe": 0.05}),
        (held(-0.02, 0.5), {"pe": -50, "pb": 2, "raw_pe": -0.02, "raw_pb": 0.5}),
    ],
)
def test_what_a_fund_s_holdings_mean(holdings: dict[str, Any], want: dict[str, float]) -> None:
    assert stated(told(topHoldings=holdings)) == pytest.approx(want)


def test_what_a_fund_never_takes() -> None:
    columns = told(
        summaryDetail={"trailingPE": 21, "forwardPE": 18, "yield": 0.02, "dividendYield": 2.0},
        defaultKeyStatistics={"priceToBook": 1.61, "yield": 0.03},
    )
    assert stated(columns) == {"pe": 21, "dividend_yield": 0.02}


def test_a_company_with_losses_and_no_dividend() -> None:
    columns = told(
        "EQUITY",
        summaryDetail={"trailingPE": -12.5, "trailingAnnualDividendYield": 0.0, "forwardPE": None},
        defaultKeyStatistics={"priceToBook": -3.1, "forwardPE": 40.0},
    )
    assert stated(columns) == {"pe": -12.5, "pb": -3.1, "dividend_yield": 0, "forward_pe": 40}


@pytest.mark.parametrize(
    ("detail", "kind", "text"),
    [
        ({"trailingPE": math.inf}, SuspiciousError, "an infinite number"),
        ({"trailingPE": "Infinity"}, SuspiciousError, "an infinite number: trailingPE is Infinity"),
        ({"priceToSalesTrailing12Months": -1}, SuspiciousError, "a price/sales below 0: it is -1"),
        ({"dividendYield": 2.59}, SuspiciousError, "a yield that is no decimal.*2.59"),
        ({"dividendYield": -0.01}, SuspiciousError, "a yield that is no decimal"),
        (
            {"dividendYield": 0.35, "dividendRate": 1, "previousClose": 286},
            *(SuspiciousError, "a yield in percent: 0.35, where 1 a year is paid on 286"),
        ),
        ({"trailingPE": "n/a"}, MalformedError, "ValueError"),
        ({"trailingPE": [1]}, MalformedError, "TypeError"),
        ({"trailingPE": True}, MalformedError, "trailingPE is True"),
        ({"trailingPE": 10**400}, MalformedError, "OverflowError"),
        ([1], MalformedError, "AttributeError"),
        ({"trailingPE": None, "forwardPE": 0, "dividendYield": {}}, EmptyAnswerError, "no mult"),
    ],
)
def test_what_no_multiple_can_be(detail: Any, kind: type[SourceError], text: str) -> None:
    with pytest.raises(SourceError, match=f"^T: .*{text}") as caught:
        told("EQUITY", summaryDetail=detail)
    assert type(caught.value) is kind


def test_a_reciprocal_of_next_to_nothing_is_no_multiple() -> None:
    with pytest.raises(SuspiciousError, match="an infinite number: pe is inf"):
        told(topHoldings=held(1e-310))


@pytest.mark.parametrize(
    ("ticker", "text"),
    [
        ("^GSPC", "^GSPC: an index states no multiples"),
        ("^NOSUCH", "^NOSUCH: an index states no multiples"),
        ("BTC-USD", "BTC-USD: a crypto currency states no multiples"),
        ("DX-Y.NYB", "DX-Y.NYB: a currency states no multiples"),
        ("../IWD", "../IWD: this is no ticker"),
    ],
)
def test_what_has_no_multiples_is_never_asked_for(
    ticker: str, text: str, stub: Stubs, yahoo: Yahoo
) -> None:
    with pytest.raises(UnknownSymbolError) as caught:
        yahoo.multiples(ticker)
    assert str(caught.value).startswith(text)
    assert stub.requests() == []


@pytest.mark.parametrize("kind", ["INDEX", "CRYPTOCURRENCY", "FUTURE"])
def test_what_yahoo_calls_neither_fund_nor_stock(kind: str, stub: Stubs, yahoo: Yahoo) -> None:
    stub.world.listings["XLK"].kind = kind
    with pytest.raises(UnknownSymbolError, match=f"XLK: what Yahoo calls {kind} states no"):
        yahoo.multiples("XLK")


FAULTS: dict[Fault, tuple[type[SourceError], str]] = {
    Fault.STATUS_429: (RateLimitedError, "for 7 s"),
    Fault.STATUS_500: (OutageError, "HTTP 500"),
    Fault.HTML_502: (OutageError, "HTTP 502"),
    Fault.CAPTIVE_PORTAL: (MalformedError, "login page"),
    Fault.TRUNCATED: (MalformedError, "no whole JSON"),
    Fault.GZIP_GARBAGE: (MalformedError, "unpacked"),
    Fault.RESET: (UnreachableError, "broke off"),
    Fault.SHORT_BODY: (UnreachableError, "broke off"),
    Fault.TIMEOUT_BEFORE: (UnreachableError, "within 1 s"),
    Fault.TIMEOUT_DURING: (UnreachableError, "within 1 s"),
    Fault.UNKNOWN_SYMBOL: (UnknownSymbolError, "knows no such ticker"),
    Fault.NO_FUNDAMENTALS: (EmptyAnswerError, "states no multiples"),
    Fault.EMPTY_RESULT: (EmptyAnswerError, "no data"),
    Fault.CHANGED_SCHEMA: (MalformedError, "KeyError: 'price'"),
    Fault.WRONG_SYMBOL: (SuspiciousError, "that of SPY"),
    Fault.YIELD_IN_PERCENT: (SuspiciousError, "a yield that is no decimal"),
}


def sent_for(fault: Fault) -> int:
    """Return how often one request is sent: after a reset, curl repeats it on a new connection."""
    return 2 if fault is Fault.RESET else 1


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_an_error_of_its_own_and_is_over_when_it_is_over(
    fault: Fault, stub: Stubs, yahoo: Yahoo, capfd: pytest.CaptureFixture[str]
) -> None:
    kind, text = FAULTS[fault]
    stub.faults.add("summary", "IWD", fault, retry_after=7, seconds=9)
    start = time.monotonic()
    with pytest.raises(SourceError, match=text) as caught:
        yahoo.multiples("IWD")
    assert type(caught.value) is kind
    assert str(caught.value).startswith("IWD: ")
    assert time.monotonic() - start < 5
    assert len(stub.requests("summary")) == sent_for(fault)
    assert "".join(capfd.readouterr()) == ""
    stub.faults.clear()
    yahoo.spacing = Spacing(interval=0)
    assert stated(yahoo.multiples("IWD"))["raw_pe"] == round(1 / 19.5, 5)


def test_prices_in_another_currency_are_refused_as_a_chart_s(stub: Stubs, yahoo: Yahoo) -> None:
    stub.world.listings["BARC.L"].figures[TODAY_DATE] = Figures(8, 7, 60, 2, None)
    with pytest.raises(SuspiciousError, match="prices are in GBp, not USD"):
        yahoo.multiples("BARC.L")


def test_a_fund_with_nothing_stated_is_no_snapshot(stub: Stubs, yahoo: Yahoo) -> None:
    stub.world.listings["IWD"].valuations.clear()
    with pytest.raises(EmptyAnswerError, match="IWD: Yahoo has prices of it, but states no"):
        yahoo.multiples("IWD")


def test_no_server_is_told(stub: Stubs, yahoo: Yahoo) -> None:
    yahoo.multiples("IWD")
    with stub.unplugged(), pytest.raises(UnreachableError, match="takes no connection"):
        yahoo.multiples("IWD")
    assert stated(yahoo.multiples("IWD"))


def test_a_crumb_that_expired_is_fetched_again(stub: Stubs, yahoo: Yahoo) -> None:
    yahoo.multiples("IWD")
    stub.yahoo.crumb = "another"
    assert stated(yahoo.multiples("IWF"))
    assert len(stub.requests("summary", "IWF")) == 2
    stub.yahoo.crumb = "third"
    assert stated(yahoo.multiples("MSFT"))


def test_a_crumb_that_is_refused_twice_is_told(stub: Stubs, yahoo: Yahoo) -> None:
    stub.faults.add("summary", "IWD", Fault.STATUS_401, times=2)
    with pytest.raises(RefusedError, match=r"IWD: .*HTTP 401"):
        yahoo.multiples("IWD")
    assert len(stub.requests("summary")) == 2
    assert stated(yahoo.multiples("IWD"))


def test_without_a_crumb_nothing_is_asked_in_vain(stub: Stubs, tmp_path: Path) -> None:
    for fault in (Fault.STATUS_429, Fault.CAPTIVE_PORTAL, Fault.RESET):
        stub.faults.add("crumb", None, fault)
        yahoo = opened(stub, tmp_path)
        for ticker in ("IWD", "IWF", "MSFT"):
            with pytest.raises(RefusedError, match=f"{ticker}: Yahoo gives no crumb"):
                yahoo.multiples(ticker)
        assert stub.requests("summary") == []
        assert len(stub.requests("crumb")) == 2 * sent_for(fault)
        assert len(yahoo.history("IWD", None)["day"]) > 700
        stub.faults.clear()
        stub.forget()


def test_a_crumb_is_asked_for_again_after_its_rest(stub: Stubs, tmp_path: Path) -> None:
    yahoo = opened(stub, tmp_path, rest=0.0)
    stub.faults.add("crumb", None, Fault.STATUS_429, times=2)
    with pytest.raises(RefusedError, match="no crumb"):
        yahoo.multiples("IWD")
    assert stated(yahoo.multiples("IWD"))


def test_consent_is_given_where_the_first_way_leads_to_no_crumb(stub: Stubs, yahoo: Yahoo) -> None:
    stub.faults.add("query1.finance.yahoo.com", None, Fault.CAPTIVE_PORTAL)
    assert stated(yahoo.multiples("IWD"))
    assert [request.method for request in stub.requests("consent")] == ["GET", "POST", "GET"]
    assert len(stub.requests("summary")) == 1


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2024-12-02T23:30", "2024-12-02"), ("2024-12-03T00:30", "2024-12-03")],
)
def test_the_day_is_new_york_s_by_yahoo_s_clock(
    moment: str, day: str, stub: Stubs, yahoo: Yahoo
) -> None:
    stub.world.now = dt.datetime.fromisoformat(moment).replace(tzinfo=NEW_YORK)
    assert [days.iso(int(d)) for d in yahoo.multiples("IWD")["day"]] == [day]


def test_requests_are_spaced_as_those_for_charts(stub: Stubs, tmp_path: Path) -> None:
    yahoo = opened(stub, tmp_path, spacing=Spacing(interval=0.2, backoff=0.3))
    stub.faults.add("summary", "IWD", Fault.STATUS_429, times=1)
    stub.faults.add("summary", "IWF", Fault.STATUS_500, times=1)
    assert stated(yahoo.multiples("IWD"))
    assert not isinstance(yahoo.histories({"IWD": None})["IWD"], SourceError)
    assert stated(yahoo.multiples("IWF"))
    times = [r.time for r in stub.requests() if r.route in {"summary", "chart"}]
    assert len(times) == 5
    assert min(np.diff(times)) > 0.1


def test_many_at_once_disturb_no_other(stub: Stubs, yahoo: Yahoo) -> None:
    stub.faults.add("summary", "IWF", Fault.UNKNOWN_SYMBOL)
    stub.faults.add("summary", None, Fault.LATENCY, seconds=0.1)

    def ask(ticker: str) -> float | type[Exception]:
        try:
            return stated(yahoo.multiples(ticker))["pe"]
        except SourceError as error:
            return type(error)

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(ask, ["IWD", "IWF", "MSFT", "XLK"] * 4))
    want = [pytest.approx(19.5, abs=0.01), UnknownSymbolError, 35.2]
    assert got == [*want, want[0]] * 4
    assert len(stub.requests("crumb")) == 1


def series(**columns: Iterable[float]) -> Columns:
    made: Columns = {name: np.array(list(values), np.float64) for name, values in columns.items()}
    return made | {"day": np.array(list(columns["day"]), np.int32)}


def listed(columns: Columns) -> dict[str, list[Any]]:
    return {
        name: [None if math.isnan(v) else v for v in column.astype(float).tolist()]
        for name, column in columns.items()
    }


def test_the_first_snapshot_begins_a_series() -> None:
    new = series(day=[5], pe=[20])
    assert merged(None, new) is new


def test_snapshots_are_one_a_day_in_order() -> None:
    last = series(day=[3, 5], pe=[20, 21], pb=[2, NAN])
    joined = merged(last, series(day=[9], pe=[NAN], pb=[3]))
    assert listed(joined) == {"day": [3, 5, 9], "pe": [20, 21, None], "pb": [2, None, 3]}
    assert (str(joined["day"].dtype), str(joined["pe"].dtype)) == ("int32", "float64")
    early = merged(last, series(day=[4], pe=[7], pb=[8]))
    assert listed(early) == {"day": [3, 4, 5], "pe": [20, 7, 21], "pb": [2, 8, None]}
    assert listed(last) == {"day": [3, 5], "pe": [20, 21], "pb": [2, None]}


def test_a_later_snapshot_of_a_day_replaces_what_it_states() -> None:
    last = series(day=[3, 5], pe=[20, 21], pb=[2, 2.5], raw_pb=[0.5, 0.4])
    joined = merged(last, series(day=[5], pe=[22], pb=[NAN], raw_pb=[NAN]))
    assert listed(joined) == {"day": [3, 5], "pe": [20, 22], "pb": [2, 2.5], "raw_pb": [0.5, 0.4]}


def test_a_raw_number_goes_with_its_multiple() -> None:
    last = series(day=[5], pe=[20], raw_pe=[0.05])
    assert listed(merged(last, series(day=[5], pe=[24.8], raw_pe=[NAN])))["raw_pe"] == [None]
    assert listed(merged(last, series(day=[5], pe=[24.8])))["raw_pe"] == [None]
    assert listed(merged(last, series(day=[5], pe=[NAN], raw_pe=[NAN])))["raw_pe"] == [0.05]
    joined = merged(series(day=[4], pe=[19], ps=[1]), last)
    assert listed(joined) == {
        "day": [4, 5],
        "pe": [19, 20],
        "ps": [1, None],
        "raw_pe": [None, 0.05],
    }


class Snapshots:
    """A source of one ticker's snapshots, as Yahoo gave them on some days."""

    name = title = "snapshots"
    warning: str | None = None

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def state(self, key: Key) -> State | None:
        return State("1", None)

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        return dict.fromkeys(wanted, self.columns)

    def last_session(self) -> int:
        return TODAY


def test_functions_read_the_stored_snapshots(stub: Stubs, yahoo: Yahoo, tmp_path: Path) -> None:
    columns = None
    for day, pe in ((2, 20), (15, 25), (15, 12.5)):
        stub.world.today = dt.date(2024, 10, day)
        stub.world.listings["IWD"].valuations[stub.world.today] = Valuation(pe, 2.5, 2, 10)
        columns = merged(columns, yahoo.multiples("IWD"))
    assert columns is not None
    for _ in range(2):  # from the source, then from the store
        market = Market(Snapshots(columns), Store(tmp_path / "market.db"))
        assert market.answer("VALUATION", "IWD", "pe") == 12.5
        assert market.answer("VALUATION", "IWD", "pb", "2024-10-10") == 2.5
        table = market.answer("VALUATION_HISTORY", "IWD", "pe")
        first = days.from_ymd(2024, 10, 2)
        assert table.cells() == [[first, 20], [first + 13, 12.5]]
        now, then = (market.answer("VALUATION", "IWD", "pe", f"2024-10-{d}") for d in (15, 14))
        assert market.answer("VALUATION_GAP", now, then) == 0.625
        with pytest.raises(NoDataError, match="states no forward_pe"):
            market.answer("VALUATION", "IWD", "forward_pe")
    assert set(columns) == {"day", *MULTIPLES, "raw_pe", "raw_pb", "raw_ps"}
