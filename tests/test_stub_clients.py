"""yfinance and fredapi, as they are, read the stubs right."""

import datetime as dt
import gc
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yfinance as yf
from curl_cffi.requests import Session
from curl_cffi.requests.exceptions import HTTPError, RequestException
from fredapi import Fred

from stubs import Fault, Stubs, stubs
from stubs.certificates import certificates
from stubs.clients import redirected
from stubs.fred import KEY
from stubs.fred import Fred as FredStub
from stubs.world import Valuation
from stubs.yahoo import Yahoo

Web = Session[Any]
CHART = "https://query2.finance.yahoo.com/v8/finance/chart/"
PAYROLLS = "PAYEMS"
PAID, SPLIT = dt.date(2024, 5, 20), dt.date(2024, 6, 10)


def history(web: Web, symbol: str, start: str = "2022-01-01") -> pd.DataFrame:
    ticker = yf.Ticker(symbol, session=web)
    found = ticker.history(start=start, end="2030-01-01", auto_adjust=False, actions=True)
    return pd.DataFrame(found)


def dated(column: pd.Series) -> dict[dt.date, Any]:
    return dict(zip(pd.DatetimeIndex(column.index).date, column.tolist(), strict=True))


@pytest.mark.usefixtures("fresh_yfinance")
class TestYahoo:
    def test_closes_and_dividends_are_the_world_s(self, stub: Stubs, web: Web) -> None:
        found = history(web, "IWD")
        listing = stub.world.listings["IWD"]
        days = [day for day in listing.bars if day <= stub.world.today]
        assert [stamp.date() for stamp in found.index] == days
        want = [listing.bars[day].close for day in days]
        np.testing.assert_allclose(found["Close"], want, rtol=1e-7)
        assert found["Volume"].tolist() == [listing.bars[day].volume for day in days]
        paid = found["Dividends"][found["Dividends"] != 0]
        assert dated(paid) == {
            day: amount for day, amount in listing.dividends.items() if day <= stub.world.today
        }

    def test_adjusted_closes_take_dividends_out(self, web: Web) -> None:
        found = history(web, "IWF")
        before = found["Close"].shift().fillna(1)
        factors = (1 - found["Dividends"] / before)[::-1].cumprod()[::-1].shift(-1).fillna(1)
        np.testing.assert_allclose(found["Adj Close"], found["Close"] * factors, rtol=1e-6)

    def test_a_split_restates_what_went_before(self, stub: Stubs, web: Web) -> None:
        listing = stub.world.listings["XLK"]
        listing.dividends = {PAID: 0.5}
        stub.world.today = SPLIT - dt.timedelta(3)
        first = history(web, "XLK")
        listing.split(SPLIT, 2)
        stub.world.today = SPLIT
        then = history(web, "XLK")
        assert then["Stock Splits"][str(SPLIT)] == 2
        np.testing.assert_allclose(then["Close"].iloc[:-1], first["Close"] / 2, rtol=1e-7)
        assert then["Dividends"].sum() == 0.25
        assert then["Volume"].iloc[0] == 2 * first["Volume"].iloc[0]

    def test_a_correction_is_seen_from_its_day_on(self, stub: Stubs, web: Web) -> None:
        day, since = dt.date(2024, 11, 4), dt.date(2024, 11, 8)
        listing = stub.world.listings["IWD"]
        listing.correct(day, since=since, close=123, dividend=0.75)
        stub.world.today = since - dt.timedelta(1)
        assert history(web, "IWD")["Close"][str(day)] == pytest.approx(listing.bars[day].close)
        stub.world.today = since
        found = history(web, "IWD").loc[str(day)]
        assert (found["Close"], found["Dividends"]) == (123, 0.75)

    def test_a_session_that_is_open(self, stub: Stubs, web: Web) -> None:
        stub.world.now = stub.world.now.replace(hour=9, minute=0)
        assert str(history(web, "IWD").index[-1].date()) == "2024-11-29"
        stub.world.now = stub.world.now.replace(hour=12)
        found = history(web, "IWD")
        close = stub.world.listings["IWD"].bars[stub.world.today].close
        assert found.index[-1].date() == stub.world.today
        assert found["Close"].iloc[-1] != pytest.approx(close)

    def test_london_and_an_index(self, web: Web) -> None:
        assert str(pd.DatetimeIndex(history(web, "BARC.L").index).tz) == "Europe/London"
        assert history(web, "^GSPC")["Dividends"].sum() == 0

    def test_an_unknown_symbol(self, stub: Stubs, web: Web) -> None:
        with pytest.raises(HTTPError, match="404"):
            history(web, "NOSUCH")
        assert stub.requests("chart", "NOSUCH")
        assert stub.requests("summary", "NOSUCH")

    def test_holdings_are_reciprocals(self, stub: Stubs, web: Web) -> None:
        stub.world.listings["IWD"].valuations[dt.date(2024, 11, 1)] = Valuation(20, 2.5, 2, 10)
        holdings = yf.Ticker("IWD", session=web).funds_data.equity_holdings
        assert holdings["IWD"].iloc[:4].tolist() == [0.05, 0.4, 0.5, 0.1]
        assert stub.requests("summary", "IWD")[0].query["crumb"] == stub.yahoo.crumb

    def test_the_quote(self, web: Web) -> None:
        info = yf.Ticker("IWD", session=web).info
        assert info["trailingPE"] == 19.5
        assert info["quoteType"] == "ETF"
        assert info["navPrice"] == info["regularMarketPrice"]

    def test_a_company_s_yield_is_a_decimal_in_the_summary_and_in_percent_in_the_quote(
        self, stub: Stubs, web: Web
    ) -> None:
        figures = stub.world.listings["MSFT"].figure(stub.world.today)
        assert figures is not None
        info = yf.Ticker("MSFT", session=web).info
        summary, quote = (stub.requests(route, "MSFT") for route in ("summary", "quote"))
        told = web.get(f"https://{summary[0].host}{summary[0].path}", params=summary[0].query)
        paid = told.json()["quoteSummary"]["result"][0]["summaryDetail"]["dividendYield"]
        assert paid == pytest.approx(figures.dividend_rate / info["previousClose"], rel=0.05)
        assert info["dividendYield"] == pytest.approx(100 * paid)
        assert len(quote) == 1
        names = ("trailingPE", "forwardPE", "priceToBook", "priceToSalesTrailing12Months")
        assert [info[name] for name in names] == list(figures[:4])

    def test_a_crumb_that_expired_is_fetched_again(self, stub: Stubs, web: Web) -> None:
        assert not yf.Ticker("IWD", session=web).funds_data.equity_holdings.empty
        stub.yahoo.crumb = "another"
        assert not yf.Ticker("IWF", session=web).funds_data.equity_holdings.empty
        assert len(stub.requests("crumb")) == 2

    def test_consent_is_given_where_there_is_no_crumb(self, stub: Stubs, web: Web) -> None:
        stub.faults.add("crumb", None, Fault.CAPTIVE_PORTAL, times=1)
        assert not history(web, "IWD").empty
        assert [r.method for r in stub.requests("consent")] == ["GET", "POST", "GET"]
        assert stub.requests("crumb")[-1].host == "query2.finance.yahoo.com"

    def test_two_years_of_weeks_end_as_one_load(self, stub: Stubs, web: Web) -> None:
        """Closes asked for session by session are a cold load's, but for restatements."""
        stub.world.listings["XLK"].split(SPLIT, 2)
        asked = {}
        for week in range(105):
            day = stub.world.today = dt.date(2022, 11, 30) + dt.timedelta(7 * week)
            said = web.get(f"{CHART}XLK", params={"range": "5d"}).json()["chart"]["result"][0]
            traded = max(session for session in stub.world.listings["XLK"].bars if session <= day)
            asked[traded] = said["indicators"]["quote"][0]["close"][-1]
        cold = dated(history(web, "XLK")["Close"])
        for day, close in asked.items():
            assert close == pytest.approx(cold[day] * (2 if day < SPLIT else 1), rel=1e-7)


class TestFred:
    def test_the_latest_values(self, stub: Stubs, fred_client: Fred) -> None:
        found = fred_client.get_series("DGS10", observation_start="2024-01-01")
        latest = stub.world.series["DGS10"].latest(stub.world.today)
        want = {day: value for day, value in latest.items() if day.year == 2024}
        assert [stamp.date() for stamp in found.index] == list(want)
        np.testing.assert_array_equal(found, [np.nan if v is None else v for v in want.values()])

    def test_first_release_and_revisions(self, stub: Stubs, fred_client: Fred) -> None:
        first = fred_client.get_series_first_release(PAYROLLS)
        every = fred_client.get_series_all_releases(PAYROLLS)
        prints = stub.world.series[PAYROLLS].prints
        for stamp, value in first.items():
            known = prints[stamp.date()]
            assert value == known[min(known)]
        assert len(every) > 2 * len(first)

    def test_as_of_a_day(self, stub: Stubs, fred_client: Fred) -> None:
        day = "2023-06-15"
        as_of = fred_client.get_series(PAYROLLS, realtime_start=day, realtime_end=day)
        stub.world.today = dt.date.fromisoformat(day)
        pd.testing.assert_series_equal(as_of, fred_client.get_series(PAYROLLS))

    def test_vintages_have_a_limit(self, stub: Stubs, fred_client: Fred) -> None:
        dates = fred_client.get_series_vintage_dates("DGS10")
        vintages = stub.world.series["DGS10"].vintages(dt.date.min, stub.world.today)
        assert [date.date() for date in dates] == vintages
        stub.fred.vintage_limit = 100
        with pytest.raises(ValueError, match=r"There are \d+ vintage dates .* allowed \(100\)"):
            fred_client.get_series_all_releases("DGS10")
        ends = [date.strftime("%Y-%m-%d") for date in (dates[0], dates[99])]
        assert not fred_client.get_series_all_releases("DGS10", *ends).empty

    def test_what_a_series_is(self, fred_client: Fred) -> None:
        info = fred_client.get_series_info(PAYROLLS)
        assert (info["id"], info["frequency_short"]) == (PAYROLLS, "M")
        with pytest.raises(ValueError, match="series does not exist"):
            fred_client.get_series("NOSUCH")

    @pytest.mark.parametrize(
        ("key", "reason"), [("short", "not a 32 character"), ("f" * 32, "not registered")]
    )
    def test_a_bad_key(self, fred_client: Fred, key: str, reason: str) -> None:
        fred_client.api_key = key
        with pytest.raises(ValueError, match=reason):
            fred_client.get_series("DGS10")

    def test_two_requests_a_second(self) -> None:
        with stubs(fred_per_second=2) as running:
            client = Fred(api_key=KEY)
            client.root_url = running.fred_root
            client.get_series_info("DGS10")
            client.get_series_info("DGS10")
            with pytest.raises(ValueError, match="Exceeded Rate Limit"):
                client.get_series_info("DGS10")

    def test_a_window_of_years(self, stub: Stubs, fred_client: Fred) -> None:
        stub.world.series["DGS10"].window = dt.timedelta(365)
        assert str(fred_client.get_series("DGS10").index[0].date()) == "2023-12-04"


def test_the_treasury_s_yields_are_fred_s(stub: Stubs, fred_client: Fred) -> None:
    url = (
        "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/"
        "daily-treasury-rates.csv/2024/all?type=daily_treasury_yield_curve&_format=csv"
    )
    found = pd.read_csv(stub.url(url), index_col="Date", parse_dates=True)["10 Yr"].sort_index()
    fred = fred_client.get_series("DGS10")["2024":].dropna()
    pd.testing.assert_series_equal(found[fred.index], fred, check_names=False, check_index=False)
    assert found.index[-1].date() == stub.world.today


def test_an_outage_and_its_end(stub: Stubs) -> None:
    url = "https://query1.finance.yahoo.com/v1/test/getcrumb"
    with redirected(stub) as web:
        assert web.get(url).text == stub.yahoo.crumb
        with stub.unplugged(), pytest.raises(Exception, match="connect"):
            web.get(url)
        assert web.get(url).text == stub.yahoo.crumb
    assert len(stub.requests("crumb")) == 2


OUTSIDE = """
import sys, yfinance, fredapi
yfinance.set_tz_cache_location(sys.argv[1])
print(yfinance.Ticker("IWD").history(start="2024-11-01", auto_adjust=False)["Close"].count())
print(yfinance.Ticker("IWD").funds_data.equity_holdings["IWD"].iloc[0])
print(fredapi.Fred(api_key=sys.argv[2]).get_series("PAYEMS").count())
"""


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificates, and is not here")
    return certificates(tmp_path_factory.mktemp("tls"), [*Yahoo.hosts, *FredStub.hosts])


def test_programs_that_know_nothing_of_stubs(
    tmp_path: Path, tls: tuple[ssl.SSLContext, Path]
) -> None:
    context, authority = tls
    bundles = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    with stubs(tls=context) as running:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", OUTSIDE, str(tmp_path), KEY],
            env=os.environ
            | dict.fromkeys(bundles, str(authority))
            | {"HTTPS_PROXY": running.proxy, "NO_PROXY": ""},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.stdout.split() == ["21", "0.05128", "34"], done.stderr
    assert {r.route for r in running.requests()} >= {"cookie", "crumb", "chart", "observations"}


def test_faults_behind_a_proxy_and_the_proxy_s_own(tls: tuple[ssl.SSLContext, Path]) -> None:
    context, authority = tls
    with stubs(tls=context) as running:

        def ask() -> int:
            settings: Any = {"proxies": {"https": running.proxy}, "verify": str(authority)}
            with Session[Any](trust_env=False, **settings) as web:
                return int(web.get(f"{CHART}IWD?range=1d", timeout=5).status_code)

        running.faults.add("chart", "IWD", Fault.RESET, times=1)
        with pytest.raises(RequestException, match="reset"):
            ask()
        running.server.refusing = HTTPStatus.PROXY_AUTHENTICATION_REQUIRED
        with pytest.raises(RequestException, match="407"):
            ask()
        running.server.refusing = None
        assert ask() == 200


def test_clients_that_leave_the_proxy_at_once_leave_nothing_open(
    tls: tuple[ssl.SSLContext, Path],
) -> None:
    with warnings.catch_warnings(record=True, action="always") as warned:
        with stubs(tls=tls[0]) as running:
            for place in range(90):
                client = socket.create_connection(("127.0.0.1", running.port))
                linger = struct.pack("ii", 1, 0)  # none: the stub sees a reset, not an end
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                client.sendall(b"CONNECT query2.finance.yahoo.com:443 HTTP/1.1\r\n\r\n")
                if place % 2:
                    client.recv(100)
                if place % 3:
                    client.sendall(b"no handshake")
                client.close()
        gc.collect()
    assert [str(one.message) for one in warned if one.category is ResourceWarning] == []


def test_many_at_once_wait_together(stub: Stubs) -> None:
    def ask(_: int) -> bytes:
        connection = HTTPConnection("127.0.0.1", stub.port, timeout=10)
        connection.request("GET", f"/_host/{CHART.removeprefix('https://')}IWD?range=5d")
        with connection.getresponse() as answer:
            body = answer.read()
        connection.close()
        return body

    stub.faults.add("chart", None, Fault.LATENCY, seconds=0.1)
    start = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(ask, range(32)))) == 1
    assert time.monotonic() - start < 32 * 0.1
    assert len(stub.requests("chart", "IWD")) == 32
