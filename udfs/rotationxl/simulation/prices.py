"""Closes, dividends, splits, opens, highs, lows and volumes of every simulated instrument."""

from typing import NamedTuple

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.simulation.anchors import anchors
from rotationxl.simulation.bridge import Frame
from rotationxl.simulation.loadings import LOADINGS, SPLITS, Loading
from rotationxl.simulation.noise import noise, roughness, tied
from rotationxl.sources import Columns
from rotationxl.universe import TICKERS

_YEAR = 252
_QUARTERS = (3, 6, 9, 12)
_EX_DAY = 18
_PLACES = {"fund": 4, "stock": 4, "index": 2, "currency": 3, "crypto": 2}


class Prices(NamedTuple):
    """The unrounded log closes by ticker, and the positions of the ex-dates."""

    paths: dict[str, Values]
    ex_dates: Days


def ex_dates(axis: Days) -> Days:
    """Return the positions of the first session from the 18th of each quarter's last month."""
    years = range(days.to_date(int(axis[0])).year, days.to_date(int(axis[-1])).year + 1)
    wanted = [days.from_ymd(year, month, _EX_DAY) for year in years for month in _QUARTERS]
    at = np.searchsorted(axis, np.array(wanted, dtype=np.int32))
    return at[at < len(axis)].astype(np.int32)


def simulate(axis: Days, factors: dict[str, Values]) -> Prices:
    """Return the log closes; `factors` are the daily changes that loadings name in lower case."""
    steps, paths = dict(factors), {}
    rough, pay_days = roughness(axis), ex_dates(axis)
    for ticker, loading in LOADINGS.items():
        paths[ticker] = _path(ticker, axis, _steps(ticker, loading, steps, rough), pay_days)
        steps[ticker] = np.diff(paths[ticker], prepend=paths[ticker][0])
    return Prices(paths, pay_days)


def _steps(ticker: str, loading: Loading, others: dict[str, Values], rough: Values) -> Values:
    own: Values = tied(noise(ticker, len(rough)) * rough) * (loading.own / _YEAR**0.5)
    for other, share in loading.of.items():
        own += share * others[other]
    return own


def _path(ticker: str, axis: Days, steps: Values, pay_days: Days) -> Values:
    """Return the log closes: a close falls by its dividend, and earns it back over the quarters."""
    loading = LOADINGS[ticker]
    falls = np.zeros(len(axis))
    falls[pay_days] = np.log1p(-loading.dividends / 4)
    drops = np.cumsum(falls)
    earned = np.linspace(0.0, drops[-1], len(axis))
    path = np.cumsum(steps) + drops - earned
    return Frame(axis, log=True, drops=drops).bend(path, anchors().get(ticker, ()), loading.close)


def columns(ticker: str, axis: Days, path: Values, pay_days: Days) -> Columns:
    """Return what is stored of one ticker, from its first day on."""
    instrument = TICKERS[ticker]
    start = int(np.searchsorted(axis, days.from_ymd(*map(int, instrument.first.split("-")))))
    places = _PLACES[instrument.kind]
    close: Values = np.asarray(np.round(np.exp(path), places), dtype=np.float64)
    found: Columns = {"day": axis[start:], "close": close[start:]}
    found |= {name: part[start:] for name, part in _bars(ticker, close, places).items()}
    if instrument.kind in {"index", "currency"}:
        return found
    return found | _dividends(ticker, axis, close, pay_days[pay_days > start]) | _splits(ticker)


def _dividends(ticker: str, axis: Days, close: Values, pay_days: Days) -> Columns:
    rate = LOADINGS[ticker].dividends / 4
    paid = pay_days if rate else pay_days[:0]
    return {"dividend_day": axis[paid], "dividend": np.round(rate * close[paid - 1], 6)}


def _splits(ticker: str) -> Columns:
    known = [SPLITS[ticker]] if ticker in SPLITS else []
    day = [days.from_ymd(*map(int, date.split("-"))) for date, _ in known]
    ratio = [ratio for _, ratio in known]
    return {"split_day": np.array(day, dtype=np.int32), "split": np.array(ratio, dtype=np.float64)}


def _bars(ticker: str, close: Values, places: int) -> Columns:
    """Return opens, highs, lows and volumes that are consistent with the closes, no more."""
    size = len(close)
    swing = noise(f"{ticker} bars", 3 * size).reshape(3, size)
    before = np.concatenate([close[:1], close[:-1]])
    opened = np.round(before * (1 + 0.002 * swing[0]), places)
    high = np.round(np.maximum(opened, close) * (1 + 0.003 * np.abs(swing[1])), places)
    low = np.round(np.minimum(opened, close) * (1 - 0.003 * np.abs(swing[2])), places)
    busy = np.abs(close / before - 1) * 20 + np.abs(swing[0]) * 0.2 + 0.8
    volume = np.round(busy * 1e4) * 1e3
    return {"open": opened, "high": high, "low": low, "volume": volume}
