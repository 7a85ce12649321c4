# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""One independent answer a function, computed with pandas, scipy and statsmodels from raw columns.

Nothing here uses the package's own arithmetic: prices become pandas Series with real dates, and
each answer is worked out the slow, obvious way.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from rotationxl.sources import Key, Source

EPOCH = pd.Timestamp("1899-12-30")
SECTORS = {
    "XLB": "Materials", "XLC": "Communication Services", "XLE": "Energy", "XLF": "Financials",
    "XLI": "Industrials", "XLK": "Technology", "XLP": "Consumer Staples", "XLRE": "Real Estate",
    "XLU": "Utilities", "XLV": "Health Care", "XLY": "Consumer Discretionary",
}  # fmt: skip


def stamps(day: Any) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(EPOCH + pd.to_timedelta(np.asarray(day), unit="D"))


def serial(when: pd.Timestamp) -> int:
    return (when - EPOCH).days


class Raw:
    """The raw columns of a source as pandas Series."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.close = cache(self._close)
        self.total = cache(self._total)
        self.macro = cache(self._macro)

    def _columns(self, kind: str, code: str) -> dict[str, Any]:
        key = Key(kind, code)  # type: ignore[arg-type]
        columns = self.source.fetch([key])[key]
        assert isinstance(columns, dict)
        return columns

    def _close(self, code: str) -> "pd.Series[float]":
        columns = self._columns("price", code)
        return pd.Series(columns["close"], stamps(columns["day"]), dtype=float)

    def _total(self, code: str) -> "pd.Series[float]":
        """Growth of 1 with each dividend reinvested, multiplied up day by day."""
        close, columns = self.close(code), self._columns("price", code)
        paid = dict(zip(columns.get("dividend_day", []), columns.get("dividend", []), strict=True))
        growth, level = [], 1.0
        previous = None
        for when, price in close.items():
            if previous is not None:
                assert isinstance(when, pd.Timestamp)
                level *= price / (previous - paid.get(serial(when), 0.0))
            growth.append(level)
            previous = price
        return pd.Series(growth, close.index)

    def _macro(self, code: str) -> "pd.Series[float]":
        columns = self._columns("macro", code)
        return pd.Series(columns["value"], stamps(columns["day"]), dtype=float).dropna()

    def series(self, code: str) -> "pd.Series[float]":
        return self.close(code) if code.startswith("^") else self.total(code)

    def vintages(self, code: str) -> pd.DataFrame:
        c = self._columns("macro", code)
        return pd.DataFrame(
            {"day": stamps(c["vintage_day"]), "value": c["vintage_value"],
             "since": stamps(c["vintage_since"])}
        )  # fmt: skip


def change(series: "pd.Series[float]", start: str, finish: str) -> float:
    """Return from the last value up to a day to the last value up to another."""
    return float(series[:finish].iloc[-1] / series[:start].iloc[-1] - 1)


def common(raw: Raw, *codes: str) -> pd.DataFrame:
    return pd.concat({code: raw.series(code) for code in codes}, axis=1, sort=True).dropna()


def monthly(frame: Any) -> Any:
    return frame.groupby(frame.index.to_period("M")).last().pct_change(fill_method=None)


def spread(raw: Raw, a: str, b: str, start: str, finish: str) -> float:
    frame = common(raw, a, b)
    return change(frame[a], start, finish) - change(frame[b], start, finish)


def sector_returns(raw: Raw, start: str, finish: str) -> "pd.Series[float]":
    known = [code for code in SECTORS if raw.total(code).index[0] <= pd.Timestamp(start)]
    return pd.Series({code: change(raw.total(code), start, finish) for code in known})


def ols(y: Any, x: Any) -> Any:
    return sm.OLS(np.asarray(y), sm.add_constant(np.asarray(x))).fit()


def weekly(series: "pd.Series[float]") -> "pd.Series[float]":
    calendar = pd.DatetimeIndex(series.index).isocalendar()
    return series.groupby([calendar.year.to_numpy(), calendar.week.to_numpy()]).last()


def rate_beta(raw: Raw, what: str, weeks: int, as_of: str) -> float:
    frame = pd.concat(
        [weekly(raw.total(what)[:as_of]), weekly(raw.macro("DGS10")[:as_of])], axis=1, sort=True
    ).dropna()
    y, x = frame.iloc[:, 0].pct_change(), frame.iloc[:, 1].diff()
    return float(ols(y[-weeks:], x[-weeks:]).params[1])


def dollar_beta(raw: Raw, what: str, months: int, as_of: str) -> float:
    frame = pd.concat(
        {"y": raw.total(what)[:as_of], "x": raw.macro("DTWEXBGS")[:as_of]}, axis=1, sort=True
    )
    moves = pd.concat([monthly(frame[c].dropna()) for c in ("y", "x")], axis=1, sort=True).dropna()[
        -months:
    ]
    return float(ols(moves["y"], moves["x"]).params[1])


def biggest_since(raw: Raw, code: str, month: str) -> int:
    series = raw.series(code)
    moves = monthly(series[:month])
    bigger = moves[:-1][(moves[:-1] * np.sign(moves.iloc[-1])) >= abs(moves.iloc[-1])]
    return serial(series[str(bigger.index[-1])].index[-1])


def crossings(values: "pd.Series[float]", level: float, month: str) -> int:
    before = values[: pd.Timestamp(month) - pd.Timedelta(days=1)].iloc[-1:]
    path = [*before, *values[month]]
    pairs = zip(path[:-1], path[1:], strict=True)
    return sum((a - level) * (b - level) < 0 for a, b in pairs)


def nfp_first(raw: Raw, month: str) -> float:
    table = raw.vintages("PAYEMS")
    release = table[table.day == month].since.min()
    known = table[table.since <= release].sort_values("since").groupby("day").value.last()
    return float(known[month] - known[pd.Timestamp(month) - pd.DateOffset(months=1)])


def rank(values: Any, *, largest: bool = True) -> int:
    return int(pd.Series(values).rank(ascending=not largest, method="min").iloc[-1])


def rows(series: "pd.Series[float]", start: str, finish: str) -> list[list[float]]:
    return [[serial(when), value] for when, value in series[start:finish].items()]  # type: ignore[misc]


def spread_rows(raw: Raw, a: str, b: str, first: str, last: str) -> list[list[float]]:
    frame = common(raw, a, b)
    moves, ends = monthly(frame), frame.index.to_series().groupby(frame.index.to_period("M")).last()
    return [
        [serial(ends[month]), row[a], row[b], row[a] - row[b]]
        for month, row in moves[first:last].iterrows()
    ]


def sector_rows(raw: Raw, start: str, finish: str) -> list[list[Any]]:
    spy = change(raw.total("SPY"), start, finish)
    best_first = sector_returns(raw, start, finish).sort_values(ascending=False)
    return [[SECTORS[c], c, r, r - spy] for c, r in best_first.items()]


Oracle = tuple[str, Callable[[Raw], Any]]
ORACLES: dict[str, list[Oracle]] = {
    "PRICE_ON": [
        ('=PRICE_ON("IWD","2024-11-30")', lambda r: r.close("IWD")[:"2024-11-30"].iloc[-1]),
        ('=PRICE_ON("IWD","2019-06-15","adj")', lambda r: (
            r.total("IWD")[:"2019-06-15"].iloc[-1] / r.total("IWD").iloc[-1]
            * r.close("IWD").iloc[-1])),
    ],
    "PRICE_HISTORY": [
        ('=PRICE_HISTORY("XLE","2024-03-25","2024-04-02",,,FALSE)',
         lambda r: rows(r.close("XLE"), "2024-03-25", "2024-04-02")),
        ('=PRICE_HISTORY("IWD","2024-01","2024-06","M",,FALSE)', lambda r: [
            [serial(g.index[-1]), g.iloc[-1]]
            for _, g in r.close("IWD")["2024-01":"2024-06"].groupby(pd.Grouper(freq="ME"))]),
        ('=PRICE_HISTORY("QQQ","2024-02","2024-03","W",,FALSE)', lambda r: [
            [serial(g.index[-1]), g.iloc[-1]]
            for _, g in r.close("QQQ")["2024-02":"2024-03"].groupby(pd.Grouper(freq="W-SUN"))]),
    ],
    "ASSET_RETURN": [
        ('=ASSET_RETURN("IWD","2023")', lambda r: change(r.total("IWD"), "2022-12-31", "2023-12-31")),
        ('=ASSET_RETURN("IWD","2023","price")',
         lambda r: change(r.close("IWD"), "2022-12-31", "2023-12-31")),
        ('=ASSET_RETURN("^RUT","3M",,"2025-06-30")',
         lambda r: change(r.close("^RUT"), "2025-03-30", "2025-06-30")),
        ('=ASSET_RETURN("SPY","1D",,"2025-04-09")',
         lambda r: r.total("SPY").pct_change()["2025-04-09"]),
        ('=ASSET_RETURN("SPY","2024-08-05:2024-08-30")',
         lambda r: change(r.total("SPY"), "2024-08-05", "2024-08-30")),
    ],
    "MTD_RETURN": [('=MTD_RETURN("SPY","2025-03-14")',
                    lambda r: change(r.total("SPY"), "2025-02-28", "2025-03-14"))],
    "YTD_RETURN": [('=YTD_RETURN("XLK","2024-06-28","price")',
                    lambda r: change(r.close("XLK"), "2023-12-31", "2024-06-28"))],
    "RETURN_SINCE": [('=RETURN_SINCE("GLD","2023-10-07","2025-10-17")',
                      lambda r: change(r.total("GLD"), "2023-10-07", "2025-10-17"))],
    "RETURN_FROM_LOW": [
        ('=RETURN_FROM_LOW("QQQ",90,"2025-07-31","price")', lambda r: (
            lambda w: w.iloc[-1] / w.min() - 1)(r.close("QQQ")[:"2025-07-31"].iloc[-90:])),
        ('=RETURN_FROM_LOW("QQQ","2025Q2")', lambda r: (
            lambda w: w.iloc[-1] / w.min() - 1)(r.total("QQQ")["2025-04":"2025-06"])),
    ],
    "LOW_DATE": [('=LOW_DATE("^GSPC",100,"2025-06-30")',
                  lambda r: serial(r.close("^GSPC")[:"2025-06-30"].iloc[-100:].idxmin()))],
    "HIGH_DATE": [('=HIGH_DATE("IWD","2024")', lambda r: serial(r.close("IWD")["2024"].idxmax()))],
    "ANNUAL_RETURN": [('=ANNUAL_RETURN("IWD","2015:2024","price")', lambda r: (
        lambda s: (s.iloc[-1] / s.iloc[0]) ** (365.25 / (s.index[-1] - s.index[0]).days) - 1
    )(r.close("IWD")[r.close("IWD")[:"2014-12-31"].index[-1]:"2024-12-31"]))],
    "RETURN_RANK": [
        ('=RETURN_RANK("XLV","2024-11",24)',
         lambda r: rank(monthly(r.total("XLV"))[:"2024-11"][-24:])),
        ('=RETURN_RANK("XLV","2024-11",24,"low")',
         lambda r: rank(monthly(r.total("XLV"))[:"2024-11"][-24:], largest=False)),
    ],
    "BIGGEST_SINCE": [
        ('=BIGGEST_SINCE("XLV","2024-11")', lambda r: biggest_since(r, "XLV", "2024-11")),
        ('=BIGGEST_SINCE("DGS10","1D","2024-11-25")', lambda r: (lambda d: serial(
            d[:-1][(d[:-1] * np.sign(d.iloc[-1])) >= abs(d.iloc[-1])].index[-1])
        )(r.macro("DGS10").diff()[:"2024-11-25"])),
    ],
    "STYLE_SPREAD": [
        ('=STYLE_SPREAD("2024-07")',
         lambda r: spread(r, "IWD", "IWF", "2024-06-30", "2024-07-31")),
        ('=STYLE_SPREAD("2024-12:2025-11","R2000")',
         lambda r: spread(r, "IWN", "IWO", "2024-11-30", "2025-11-30")),
    ],
    "SIZE_SPREAD": [('=SIZE_SPREAD("2023","RUT-SPX")',
                     lambda r: spread(r, "^RUT", "^GSPC", "2022-12-31", "2023-12-31"))],
    "SPREAD": [('=SPREAD("XLY","XLP","2024Q4")',
                lambda r: spread(r, "XLY", "XLP", "2024-09-30", "2024-12-31"))],
    "STYLE_SPREAD_RANK": [('=STYLE_SPREAD_RANK("2025-08",36)', lambda r: rank(
        (lambda m: (m["IWD"] - m["IWF"]).abs())(monthly(common(r, "IWD", "IWF")))[:"2025-08"][-36:]))],
    "STYLE_SPREAD_Z": [('=STYLE_SPREAD_Z("2025-08",60,"CRSP")', lambda r: (lambda s: (
        (s.iloc[-1] - s.iloc[-61:-1].mean()) / s.iloc[-61:-1].std()))(
        (lambda m: m["VTV"] - m["VUG"])(monthly(common(r, "VTV", "VUG")))[:"2025-08"]))],
    "SPREAD_HISTORY": [('=SPREAD_HISTORY("R2000-SP500","2024-07","2024-12",FALSE)',
                        lambda r: spread_rows(r, "IWM", "SPY", "2024-07", "2024-12"))],
    "EW_CW_SPREAD": [('=EW_CW_SPREAD("2023")',
                      lambda r: spread(r, "RSP", "SPY", "2022-12-31", "2023-12-31"))],
    "TOP_REST_SPREAD": [('=TOP_REST_SPREAD("2024-07",0.58)', lambda r: (
        lambda top, index: top - (index - 0.58 * top) / 0.42)(
        change(r.total("XLG"), "2024-06-30", "2024-07-31"),
        change(r.total("SPY"), "2024-06-30", "2024-07-31")))],
    "FACTOR_SPREAD": [('=FACTOR_SPREAD("low_vol","2024","QQQ")',
                       lambda r: spread(r, "USMV", "QQQ", "2023-12-31", "2024-12-31"))],
    "SECTOR_RETURN": [('=SECTOR_RETURN("Financials","2023-03")',
                       lambda r: change(r.total("XLF"), "2023-02-28", "2023-03-31"))],
    "SECTOR_RANK": [
        ('=SECTOR_RANK("Energy","2021")', lambda r: int(
            sector_returns(r, "2020-12-31", "2021-12-31").rank(ascending=False)["XLE"])),
        ('=SECTOR_RANK("XLU","2012")', lambda r: int(
            sector_returns(r, "2011-12-31", "2012-12-31").rank(ascending=False)["XLU"])),
    ],
    "SECTOR_TABLE": [('=SECTOR_TABLE("2022",,,FALSE)',
                      lambda r: sector_rows(r, "2021-12-31", "2022-12-31"))],
    "GROUP_RETURN": [
        ('=GROUP_RETURN("cyclicals","2024-11")', lambda r: np.mean(
            [change(r.total(c), "2024-10-31", "2024-11-30") for c in ("XHB", "XRT", "VNQ", "IYT")])),
        ('=GROUP_RETURN({"XLV","XLI"},"2025-11",{1,3})', lambda r: np.average(
            [change(r.total(c), "2025-10-31", "2025-11-30") for c in ("XLV", "XLI")],
            weights=[1, 3])),
    ],
    "SECTOR_DISPERSION": [('=SECTOR_DISPERSION("2022")', lambda r: sector_returns(
        r, "2021-12-31", "2022-12-31").std(ddof=0))],
    "REVERSAL_SCORE": [('=REVERSAL_SCORE("2022-11",10)', lambda r: stats.spearmanr(
        sector_returns(r, "2021-12-31", "2022-10-31"),
        sector_returns(r, "2022-10-31", "2022-11-30")).statistic)],
    "YIELD_LEVEL": [
        ('=YIELD_LEVEL("10Y","2023-10-21")', lambda r: r.macro("DGS10")[:"2023-10-21"].iloc[-1] / 100),
        ('=YIELD_LEVEL("10Y","2023-10-21","breakeven")',
         lambda r: r.macro("T10YIE")[:"2023-10-21"].iloc[-1] / 100),
    ],
    "YIELD_CHANGE_BP": [
        ('=YIELD_CHANGE_BP("10Y","2024-09-16","2025-01-14")', lambda r: 100 * (
            r.macro("DGS10")[:"2025-01-14"].iloc[-1] - r.macro("DGS10")[:"2024-09-16"].iloc[-1])),
        ('=YIELD_CHANGE_BP("10Y-2Y","2024-08-01","2024-09-30")', lambda r: (lambda s: 100 * (
            s[:"2024-09-30"].iloc[-1] - s[:"2024-08-01"].iloc[-1]))(
            (r.macro("DGS10") - r.macro("DGS2")).dropna())),
        ('=YIELD_CHANGE_BP("10Y","1D","2024-11-25")',
         lambda r: 100 * r.macro("DGS10").diff()["2024-11-25"]),
    ],
    "CURVE_SLOPE_BP": [('=CURVE_SLOPE_BP("30Y","10Y","2024-11-29")', lambda r: 100 * (
        r.macro("DGS30") - r.macro("DGS10")).dropna()[:"2024-11-29"].iloc[-1])],
    "RATE_BETA": [
        ('=RATE_BETA("XLU",104,"10Y","beta","2025-06-30")',
         lambda r: rate_beta(r, "XLU", 104, "2025-06-30")),
    ],
    "DOLLAR_BETA": [('=DOLLAR_BETA("XLE",60,"beta","2024-11-29")',
                     lambda r: dollar_beta(r, "XLE", 60, "2024-11-29"))],
    "PE_SHOCK": [
        # A perpetuity with earnings yield 1/pe + growth: the price is 1/(rate - growth).
        ("=PE_SHOCK(40,50)", lambda _: (1 / (1 / 40 + 0.005)) / 40 - 1),
        ("=PE_SHOCK(20,-25)", lambda _: (1 / (1 / 20 - 0.0025)) / 20 - 1),
    ],
    "MACRO": [('=MACRO("DGS10","2024-11-30")', lambda r: r.macro("DGS10")[:"2024-11-30"].iloc[-1])],
    "MACRO_CHANGE": [
        ('=MACRO_CHANGE("CPIAUCSL","12M","2024-06-30","pct")',
         lambda r: r.macro("CPIAUCSL").pct_change(12, fill_method=None)["2024-06-01"]),
        ('=MACRO_CHANGE("WALCL","peak","2024-11-30")', lambda r: (lambda s: s.iloc[-1] - s.max())(
            r.macro("WALCL")[:"2024-11-30"])),
        ('=MACRO_CHANGE("DGS2","2024-08-30","2024-09-30","bp")', lambda r: 100 * (
            r.macro("DGS2")[:"2024-09-30"].iloc[-1] - r.macro("DGS2")[:"2024-08-30"].iloc[-1])),
    ],
    "MACRO_AVG": [('=MACRO_AVG("DCOILWTICO","2024-06")', lambda r: r.macro("DCOILWTICO")["2024-06"].mean())],
    "MACRO_HISTORY": [('=MACRO_HISTORY("UNRATE","2024-06-01","2024-11-30",,FALSE)',
                       lambda r: rows(r.macro("UNRATE"), "2024-06-01", "2024-11-30"))],
    "LEVEL_CROSSINGS": [
        ('=LEVEL_CROSSINGS("DGS10",4.2,"2025-02")', lambda r: crossings(r.macro("DGS10"), 4.2, "2025-02")),
        ('=LEVEL_CROSSINGS("^RUT",2300,"2024-12")', lambda r: crossings(r.close("^RUT"), 2300, "2024-12")),
    ],
    "FED_FUNDS_TARGET": [('=FED_FUNDS_TARGET("2023-07-27","mid")', lambda r: (
        r.macro("DFEDTARU")["2023-07-27"] + r.macro("DFEDTARL")["2023-07-27"]) / 200)],
    "POLICY_MOVES": [
        ('=POLICY_MOVES("2022")', lambda r: 100 * (
            r.macro("DFEDTARU")["2022-12-31"] - r.macro("DFEDTARU")["2021-12-31"])),
        ('=POLICY_MOVES("2025","cuts")',
         lambda r: int((r.macro("DFEDTARU").diff()["2025"] < 0).sum())),
    ],
    "FED_BALANCE_CHANGE": [('=FED_BALANCE_CHANGE("2022-04-13","2024-11-30")', lambda r: 1e6 * (
        r.macro("WALCL")[:"2024-11-30"].iloc[-1] - r.macro("WALCL")[:"2022-04-13"].iloc[-1]))],
    "NFP_CHANGE": [
        ('=NFP_CHANGE("2024-07")', lambda r: r.macro("PAYEMS").diff()["2024-07-01"]),
        ('=NFP_CHANGE("2024-10","first")', lambda r: nfp_first(r, "2024-10-01")),
    ],
    "DATA_AS_OF": [('=DATA_AS_OF("QQQ")', lambda r: serial(r.close("QQQ").index[-1])),
                   ('=DATA_AS_OF("ICSA")', lambda r: serial(r.macro("ICSA").index[-1]))],
    "DATA_NOTE": [],
    "DATA_SOURCES": [],
    "DATA_BANNER": [],
    "SNAPSHOT_ID": [],
    "EXPLAIN": [('=EXPLAIN("PE_SHOCK",25,50)', lambda _: "ok")],
}  # fmt: skip
