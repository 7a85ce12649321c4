"""The whole simulated market, made at once: everything in it hangs together."""

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.sessions import bond_holidays, sessions, weekdays
from rotationxl.simulation import economy, prices, rates, valuations
from rotationxl.sources import Columns, Key
from rotationxl.universe import FRED

FIRST = days.from_ymd(2000, 1, 3)
LAST = days.from_ymd(2026, 1, 8)
_EVERY_DAY = ("DFEDTARU", "DFEDTARL", "DFF", "ECBDFR")
_TRADED = ("DCOILWTICO", "VIXCLS")
"""Daily series that have a value on bond holidays."""


def market() -> dict[Key, Columns]:
    """Return every series of the universe."""
    axis = sessions(FIRST, LAST)
    daily = rates.yields(axis) | rates.markets(axis)
    traded = prices.simulate(axis, _factors(daily))
    fear = rates.fear(axis, traded.paths["^GSPC"])
    daily |= {series: fear[series] for series in fear if series != "^VIX"}
    daily["VIXCLS"] = fear["^VIX"]
    paths = traded.paths | {"^VIX": np.log(fear["^VIX"])}
    found = {
        Key("price", ticker): prices.columns(ticker, axis, path, traded.ex_dates)
        for ticker, path in paths.items()
    }
    found |= {
        Key("valuation", ticker): valuations.columns(ticker, axis, paths[ticker])
        for ticker in valuations.STATED
    }
    found |= {Key("macro", series): made for series, made in _macro(axis, daily).items()}
    return found | economy.monthly(LAST)


def _factors(daily: dict[str, Values]) -> dict[str, Values]:
    """Return the daily changes that the loadings call by these names."""

    def steps(path: Values) -> Values:
        return np.diff(path, prepend=path[0])

    return {
        "y2": steps(daily["DGS2"]),
        "y10": steps(daily["DGS10"]),
        "real10": steps(daily["DFII10"]),
        "oil": steps(np.log(daily["DCOILWTICO"])),
        "dollar": steps(np.log(daily["DTWEXBGS"])),
    }


def _macro(axis: Days, daily: dict[str, Values]) -> dict[str, Columns]:
    every = np.arange(days.from_ymd(2000, 1, 1), LAST + 1, dtype=np.int32)
    stated = {series: np.round(path, 2) for series, path in rates.policy(every).items()}
    found = {series: _since_first(series, every, stated[series]) for series in _EVERY_DAY}
    found |= {series: _published(series, axis, path) for series, path in daily.items()}
    found |= economy.weekly(LAST, lambda at: _last_known(axis, daily["DGS30"], at))
    found["FEDFUNDS"] = _monthly_means(every, stated["DFF"])
    return found


def _since_first(series: str, axis: Days, values: Values) -> Columns:
    start = int(np.searchsorted(axis, days.from_ymd(*map(int, FRED[series].first.split("-")))))
    return {"day": axis[start:], "value": values[start:]}


def _published(series: str, axis: Days, values: Values) -> Columns:
    """Return a row each weekday; those without a market are empty, as FRED shows them."""
    rows = weekdays(FIRST, LAST)
    shown = np.full(len(rows), np.nan)
    shown[np.searchsorted(rows, axis)] = values
    if series not in _TRADED:
        shut = [day for year in range(2000, 2027) for day in bond_holidays(year)]
        shown[np.isin(rows, [days.from_date(day) for day in shut])] = np.nan
    return _since_first(series, rows, shown)


def _last_known(axis: Days, values: Values, at: Days) -> Values:
    return values[np.searchsorted(axis, at, side="right") - 1]


def _monthly_means(every: Days, values: Values) -> Columns:
    """Return the mean of each complete month."""
    firsts = economy.months(LAST)
    edges = np.searchsorted(every, firsts)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    means = np.diff(sums[edges]) / np.diff(edges)
    return {"day": firsts[:-1], "value": np.round(means, 2)}
