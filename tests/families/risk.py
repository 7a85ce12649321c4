# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `risk`."""

from typing import Any

import empyrical
import pandas as pd

from families.raw import Bad, Oracles, Raw, common, monthly, ols


def stretch(series: Any, start: str, finish: str) -> Any:
    """Return the closes from the last one up to a day to the last one up to another."""
    return series[series[:start].index[-1] : finish]


def ends(series: Any, freq: str) -> Any:
    """Return the last close of each week or month under its own date."""
    return series.groupby(pd.Grouper(freq={"W": "W-SUN", "M": "ME"}[freq])).tail(1)


def volatility(series: Any, start: str, finish: str, freq: str = "D", as_of: str = "2030") -> float:
    closes = series if freq == "D" else ends(series[:as_of], freq)
    inside = closes[(closes.index >= series[:start].index[-1]) & (closes.index <= finish)]
    scale = {"D": 252, "W": 52, "M": 12}[freq]
    return float(empyrical.annual_volatility(inside.pct_change().dropna(), annualization=scale))


def drawdown_by_loop(series: Any, start: str, finish: str) -> tuple[float, float]:
    """Return the deepest fall from a peak so far and the last one."""
    peak, deepest, fall = 0.0, 0.0, 0.0
    for close in stretch(series, start, finish):
        peak = max(peak, close)
        fall = close / peak - 1
        deepest = min(deepest, fall)
    return deepest, fall


def max_drawdown(series: Any, start: str, finish: str) -> float:
    return float(empyrical.max_drawdown(stretch(series, start, finish).pct_change().dropna()))


def pair(raw: Raw, a: str, b: str, months: int, as_of: str, *, price: bool = False) -> Any:
    """Return the last monthly returns of two; of their closes alone when one is an index."""
    frame = pd.DataFrame({c: raw.close(c) for c in (a, b)}).dropna() if price else common(raw, a, b)
    return monthly(frame[:as_of]).iloc[-months:]


def beta(frame: Any) -> float:
    return float(empyrical.beta(frame.iloc[:, 0], frame.iloc[:, 1]))


def sharpe(raw: Raw, series: Any, start: str, finish: str) -> float:
    """Take each month's bill rate by a search for the last one before the month began."""
    closes = ends(series[:finish], "M")
    closes = closes[closes.index >= series[:start].index[-1]]
    returns, bill = closes.pct_change().dropna(), raw.macro("DTB3")
    rates = [bill[bill.index < when.replace(day=1)].iloc[-1] / 1200 for when in returns.index]
    return float(empyrical.sharpe_ratio(returns - rates, annualization=12))


ORACLES: Oracles = {
    "VOLATILITY": [
        ('=VOLATILITY("XLK","2024-11")', lambda r: volatility(r.total("XLK"), "2024-10-31", "2024-11-30")),
        ('=VOLATILITY("^RUT",,,"2025-06-28")',
         lambda r: volatility(r.close("^RUT"), "2024-06-28", "2025-06-28")),
        ('=VOLATILITY("IWD","6M","W","2025-07-02")', lambda r: volatility(
            r.total("IWD"), "2025-01-02", "2025-07-02", "W", "2025-07-02")),
        ('=VOLATILITY("XLE","2020-01-15:2020-12-16","W")',
         lambda r: volatility(r.total("XLE"), "2020-01-15", "2020-12-16", "W")),
        ('=VOLATILITY("GLD","2015:2024","M")',
         lambda r: volatility(r.total("GLD"), "2014-12-31", "2024-12-31", "M")),
        ('=VOLATILITY("IWM","3Y","M","2025-08-13")', lambda r: volatility(
            r.total("IWM"), "2022-08-13", "2025-08-13", "M", "2025-08-13")),
    ],
    "MAX_DRAWDOWN": [
        ('=MAX_DRAWDOWN("IWM","2020Q1")', lambda r: max_drawdown(r.total("IWM"), "2019-12-31", "2020-03-31")),
        ('=MAX_DRAWDOWN("IWM","2016:2024","price")',
         lambda r: max_drawdown(r.close("IWM"), "2015-12-31", "2024-12-31")),
        ('=MAX_DRAWDOWN("^GSPC","5Y",,"2023-03-31")',
         lambda r: drawdown_by_loop(r.close("^GSPC"), "2018-03-31", "2023-03-31")[0]),
        ('=MAX_DRAWDOWN("SPY","1D",,"2025-04-08")',
         lambda r: min(r.total("SPY").pct_change()["2025-04-08"], 0)),
    ],
    "CURRENT_DRAWDOWN": [
        ('=CURRENT_DRAWDOWN("TLT","10Y",,"2025-11-28")',
         lambda r: drawdown_by_loop(r.total("TLT"), "2015-11-28", "2025-11-28")[1]),
        ('=CURRENT_DRAWDOWN("XLU","YTD","price","2022-10-14")', lambda r: (
            lambda s: s.iloc[-1] / s.cummax().iloc[-1] - 1)(
            stretch(r.close("XLU"), "2021-12-31", "2022-10-14"))),
        ('=CURRENT_DRAWDOWN("^RUT","2022")',
         lambda r: drawdown_by_loop(r.close("^RUT"), "2021-12-31", "2022-12-31")[1]),
    ],
    "BETA_TO": [
        ('=BETA_TO("XLU","SPY",60,"2024-11-15")', lambda r: beta(pair(r, "XLU", "SPY", 60, "2024-11-15"))),
        ('=BETA_TO("QQQ","IWM")', lambda r: (lambda f: ols(f["QQQ"], f["IWM"]).params[1])(
            pair(r, "QQQ", "IWM", 36, "2030"))),
        ('=BETA_TO("IWM","^GSPC",48,"2025-06-30")',
         lambda r: beta(pair(r, "IWM", "^GSPC", 48, "2025-06-30", price=True))),
        ('=BETA_TO("^RUT","SPY",3,"2023-05-31")', lambda r: (
            lambda f: f.cov().iloc[0, 1] / f["SPY"].var())(
            pair(r, "^RUT", "SPY", 3, "2023-05-31", price=True))),
    ],
    "CORREL_TO": [
        ('=CORREL_TO("TLT","SPY",60,"2024-11-15")',
         lambda r: pair(r, "TLT", "SPY", 60, "2024-11-15").corr().iloc[0, 1]),
        ('=CORREL_TO("^GSPC","IWD",,"2025-06-30")',
         lambda r: pair(r, "^GSPC", "IWD", 36, "2025-06-30", price=True).corr().iloc[0, 1]),
        ('=CORREL_TO("IWN","IWN",12)', lambda r: 1.0),
    ],
    "SHARPE": [
        ('=SHARPE("SPY",,"2025-11-30")',
         lambda r: sharpe(r, r.total("SPY"), "2022-11-30", "2025-11-30")),
        ('=SHARPE("^GSPC","2010:2019")',
         lambda r: sharpe(r, r.close("^GSPC"), "2009-12-31", "2019-12-31")),
        ('=SHARPE("GLD","5Y","2025-07-11")',
         lambda r: sharpe(r, r.total("GLD"), "2020-07-11", "2025-07-11")),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("VOLATILITY", "SPY", "1D"), "#N/A", "three daily closes; 1D has 2"),
    (("VOLATILITY", "SPY", "2024-11", "M"), "#N/A", "three monthly closes; 2024-11 has 2"),
    (("VOLATILITY", "SPY", "2024-11-04:2024-11-04"), "#N/A", "has 1 up to"),
    (("VOLATILITY", "SPY", "1Y", "Q"), "#VALUE!", "freq: 'q'"),
    (("VOLATILITY", "XLC", "1Y", None, "2018-12-31"), "#N/A", "data begin 2018-06-19"),
    (("MAX_DRAWDOWN", "^RUT", "2022", "total"), "#VALUE!", "basis: ^RUT is an index"),
    (("MAX_DRAWDOWN", "SPY"), "#VALUE!", "period: is needed"),
    (("CURRENT_DRAWDOWN", "SPY", "2030"), "#N/A", "2030 had not begun"),
    (("BETA_TO", "XLC", "SPY", 36, "2020-12-31"), "#N/A", "36 months up to 2020-12-31 need 37"),
    (("BETA_TO", "XLK", "SPY", 2), "#VALUE!", "months: at least 3"),
    (("BETA_TO", "XLK", "SPY", 2.5), "#VALUE!", "months: a whole number"),
    (("CORREL_TO", "XLK", "SPY", 2), "#VALUE!", "months: at least 3"),
    (("CORREL_TO", "SPY", "NOSUCH"), "#N/A", "NOSUCH"),
    (("SHARPE", "SPY", "2024-11"), "#N/A", "three monthly closes; 2024-11 has 2"),
    (("SHARPE", "XLRE", "10Y", "2025-06-30"), "#N/A", "data begin 2015-10-08"),
]
