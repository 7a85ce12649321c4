"""The simulated market looks like one, and is the same each time."""

import hashlib
import math
import time
from itertools import pairwise

import numpy as np
import pytest

from rotationxl import days
from rotationxl.errors import UnknownSymbolError
from rotationxl.simulation import VINTAGES
from rotationxl.sources import Key
from rotationxl.universe import FRED, TICKERS
from simulated import SOURCE, Market, columns_of, last_on, made, made_once, pairs_of, serial

LAST = days.from_ymd(2026, 1, 8)


@pytest.fixture
def market() -> Market:
    return made_once()


@pytest.mark.parametrize("ticker", TICKERS)
def test_a_price_series_is_whole_and_on_sessions(market: Market, ticker: str) -> None:
    columns = columns_of(market, ticker)
    day, close = columns["day"], columns["close"]
    sessions = columns_of(market, "^GSPC")["day"]
    first = max(serial(TICKERS[ticker].first), serial("2000-01-03"))
    assert day.dtype == np.int32
    assert day.tolist() == [d for d in sessions.tolist() if d >= first]
    assert day.tolist()[-1] == LAST == SOURCE.last_session()
    assert bool(np.isfinite(close).all())
    assert min(close.tolist()) > 0
    assert bool((columns["low"] <= np.minimum(columns["open"], close)).all())
    assert bool((columns["high"] >= np.maximum(columns["open"], close)).all())
    assert min(columns["volume"].tolist()) > 0


@pytest.mark.parametrize("ticker", TICKERS)
def test_only_an_index_lacks_dividend_columns(market: Market, ticker: str) -> None:
    columns = columns_of(market, ticker)
    is_index = TICKERS[ticker].kind in {"index", "currency"}
    assert ("dividend" in columns) == ("split" in columns) == (not is_index)
    if not is_index:
        assert set(columns["dividend_day"].tolist()) <= set(columns["day"].tolist()[1:])
        assert min(columns["dividend"].tolist(), default=1) > 0


def test_one_fund_has_split(market: Market) -> None:
    splits = {t: columns_of(market, t).get("split_day", np.array([])).tolist() for t in TICKERS}
    assert {t: x for t, x in splits.items() if x} == {"XLK": [serial("2025-12-05")]}


def log_returns(market: Market, ticker: str) -> dict[int, float]:
    pairs = pairs_of(market, ticker)
    return {b[0]: math.log(b[1] / a[1]) for a, b in pairwise(pairs)}


BONDS = {"SHY", "IEF", "TIP", "LQD", "HYG"}


@pytest.mark.parametrize("ticker", sorted(set(TICKERS) - BONDS - {"^VIX"}))
def test_volatility_is_plausible(market: Market, ticker: str) -> None:
    steps = np.array(list(log_returns(market, ticker).values()))
    assert 0.05 < steps.std(ddof=1) * 252**0.5 < 0.8


@pytest.mark.parametrize("ticker", sorted(BONDS))
def test_bonds_are_calmer_than_stocks(market: Market, ticker: str) -> None:
    steps = np.array(list(log_returns(market, ticker).values()))
    assert 0.005 < steps.std(ddof=1) * 252**0.5 < 0.12


@pytest.mark.parametrize(
    ("one", "two", "least", "most"),
    [
        ("SPY", "^GSPC", 0.99, 1),
        ("IWM", "^RUT", 0.99, 1),
        ("MDY", "IJH", 0.99, 1),
        ("IJR", "IWM", 0.98, 1),
        ("IWC", "IWM", 0.93, 1),
        ("IWM", "SPY", 0.75, 0.95),
        ("IWD", "IWF", 0.75, 0.96),
        ("XLE", "XLK", 0.3, 0.8),
        ("TLT", "SPY", -0.6, 0.1),
        ("^VIX", "^GSPC", -0.95, -0.3),
    ],
)
def test_correlation_is_plausible(
    market: Market, one: str, two: str, least: float, most: float
) -> None:
    first, second = log_returns(market, one), log_returns(market, two)
    common = sorted(first.keys() & second.keys())
    found = np.corrcoef([first[d] for d in common], [second[d] for d in common])[0, 1]
    assert least < found <= most


def digest(market: Market) -> str:
    parts = [
        f"{key}{name}".encode() + values.tobytes()
        for key, columns in sorted(market.items())
        for name, values in sorted(columns.items())
    ]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def test_two_generations_are_the_same_bytes(market: Market) -> None:
    assert digest(made()) == digest(market)


@pytest.mark.parametrize(
    ("series", "day", "value"),
    [
        ("SPY", "2010-12-31", 113.9356),
        ("XLE", "2003-05-30", 5.535),
        ("IWN", "2019-08-15", 130.179),
        ("^VIX", "2012-03-01", 15.32),
        ("DGS30", "2016-06-30", 1.9),
        ("PAYEMS", "2018-03-01", 147434.0),
    ],
)
def test_every_machine_makes_the_same_market(series: str, day: str, value: float) -> None:
    """Change these only together with the generator: they hold on any platform and numpy."""
    assert last_on(pairs_of(made_once(), series), serial(day))[1] == pytest.approx(value, rel=1e-12)


def test_the_whole_market_is_made_in_under_a_second() -> None:
    start = time.perf_counter()
    SOURCE.fetch([Key("price", "SPY")])
    assert time.perf_counter() - start < 1


def test_an_unknown_key_gets_an_error_that_names_a_near_one() -> None:
    key = Key("price", "SPYY")
    error = SOURCE.fetch([key])[key]
    assert isinstance(error, UnknownSymbolError)
    assert "SPY" in str(error)


def test_every_series_has_one_stamp_and_strangers_have_none() -> None:
    stamps = {SOURCE.state(Key("price", t)) for t in TICKERS}
    stamps |= {SOURCE.state(Key("macro", t)) for t in FRED}
    stamps |= {SOURCE.state(Key("vintage", t)) for t in VINTAGES}
    assert len(stamps) == 1
    assert SOURCE.state(Key("macro", "SPY")) is None
    assert SOURCE.state(Key("vintage", "DGS10")) is None


def test_the_source_says_that_it_is_simulated() -> None:
    assert SOURCE.warning == (
        "SIMULATED DATA, made so that the articles' figures come out. "
        "It says nothing about the market."
    )
