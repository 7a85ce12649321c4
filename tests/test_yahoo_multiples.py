"""Yahoo's multiples by the real yfinance against the stubs: every fault."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from markets import stated
from rotationxl import days
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
from rotationxl.live.pace import Pace
from rotationxl.live.yahoo import Yahoo
from stubs import Fault, Stubs
from stubs.world import NEW_YORK, Figures, Valuation

NOW = dt.datetime(2024, 12, 2, 20, tzinfo=NEW_YORK)
TODAY_DATE = NOW.date()
TODAY = days.from_date(TODAY_DATE)
NAMES = ("pe", "pb", "ps", "dividend_yield", "forward_pe", "raw_pe", "raw_pb", "raw_ps")


def opened(stub: Stubs, folder: Path, **options: Any) -> Yahoo:
    # Limits are long where no test waits for them: the machine may be busy.
    usual: dict[str, Any] = {
        "cookie_limit": 10.0,
        "pace": Pace(0, attempts=1, backoff=0.01),
    }
    redirect = f"http://127.0.0.1:{stub.port}"
    return Yahoo(folder / "yfinance", redirect=redirect, **usual | options)


@pytest.fixture
def yahoo(stub: Stubs, tmp_path: Path) -> Yahoo:
    return opened(stub, tmp_path)


def test_a_fund_s_reciprocals_are_turned_over_and_kept(stub: Stubs, yahoo: Yahoo) -> None:
    columns = yahoo.multiples("IWD")
    assert set(columns) == {"day", *NAMES}
    assert str(columns["day"].dtype) == "int32"
    assert {str(columns[name].dtype) for name in NAMES} == {"float64"}
    assert columns["day"].tolist() == [TODAY]
    got, want = stated(columns), Valuation(19.5, 2.7, 1.9, 12.3)
    assert [got[name] for name in ("pe", "pb", "ps")] == pytest.approx(list(want[:3]), rel=1e-3)
    raw = [round(1 / ratio, 5) for ratio in want[:3] if ratio]
    assert [got[name] for name in ("raw_pe", "raw_pb", "raw_ps")] == raw
    assert 0 < got["dividend_yield"] < 0.05
    assert "forward_pe" not in got


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
    Fault.GZIP_GARBAGE: (OutageError, "unpacked"),
    Fault.RESET: (OutageError, "broke off"),
    Fault.SHORT_BODY: (OutageError, "broke off"),
    Fault.TIMEOUT_BEFORE: (UnreachableError, "within 2 s"),
    Fault.TIMEOUT_DURING: (UnreachableError, "within 2 s"),
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
    fault: Fault, stub: Stubs, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kind, text = FAULTS[fault]
    yahoo = opened(stub, tmp_path, limit=2 if "within" in text else 10)
    stub.faults.add("summary", "IWD", fault, retry_after=7, seconds=20)
    start = time.monotonic()
    with pytest.raises(SourceError, match=text) as caught:
        yahoo.multiples("IWD")
    assert type(caught.value) is kind
    assert str(caught.value).startswith("IWD: ")
    assert time.monotonic() - start < 9
    assert len(stub.requests("summary")) == sent_for(fault)
    assert "".join(capfd.readouterr()) == ""
    stub.faults.clear()
    yahoo.pace = Pace(0)
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
    yahoo = opened(stub, tmp_path, pace=Pace(0.2, backoff=0.3))
    stub.faults.add("summary", "IWD", Fault.STATUS_429, times=1)
    stub.faults.add("summary", "IWF", Fault.STATUS_500, times=1)
    assert stated(yahoo.multiples("IWD"))
    assert len(yahoo.history("IWD", None)["day"])
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
