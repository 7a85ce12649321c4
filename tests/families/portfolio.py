# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `portfolio`: units of each member held day by day."""

from typing import Any

import pandas as pd

from families.raw import Bad, Oracles, Raw, monthly, ols


def held(
    raw: Raw, weights: dict[str, float], start: str, finish: str, reset: str | None = "M",
    *, price: bool = False,
) -> float:  # fmt: skip
    """Buy units at the base close, hold them day by day, and buy anew as each stretch ends."""
    series = {code: raw.close(code) if price else raw.series(code) for code in weights}
    frame = pd.concat(series, axis=1, sort=True).dropna()
    frame = frame[frame[:start].index[-1] : finish]
    total = sum(weights.values())
    worth, units, previous = 1.0, pd.Series(dtype=float), None
    for when, closes in frame.iterrows():
        if previous is not None:
            worth = float((units * closes).sum())
        if previous is None or is_last(frame, when, reset):
            units = pd.Series(weights) / total * worth / closes
        previous = when
    return worth - 1


def is_last(frame: pd.DataFrame, when: Any, reset: str | None) -> bool:
    later = frame.index[frame.index > when]
    return bool(reset and len(later) and later[0].to_period(reset) != when.to_period(reset))


def exposure(raw: Raw, weights: dict[str, float], months: int, day: str, *, price: bool) -> Any:
    codes = {*weights, "SPY", "IWM", "IWD", "IWF"}
    series = {code: (raw.close if price else raw.series)(code) for code in sorted(codes)}
    moves = monthly(pd.concat(series, axis=1, sort=True).dropna()[:day])[-months:]
    own = sum(weight * moves[code] for code, weight in weights.items()) / sum(weights.values())
    return ols(own, pd.concat([moves["SPY"], moves["IWM"] - moves["SPY"],
                               moves["IWD"] - moves["IWF"]], axis=1))  # fmt: skip


def growth_of(raw: Raw, code: str, start: str, finish: str) -> float:
    series = raw.total(code)
    return float(series[:finish].iloc[-1] / series[:start].iloc[-1])


ORACLES: Oracles = {
    "PORTFOLIO_RETURN": [
        ('=PORTFOLIO_RETURN({"QQQ",0.5;"GLD",0.5},"2024")',
         lambda r: held(r, {"QQQ": 1, "GLD": 1}, "2023-12-31", "2024-12-31")),
        ('=PORTFOLIO_RETURN({"IWD",60;"IWF",30;"GLD",10},"2020:2024","Q","price")', lambda r: held(
            r, {"IWD": 60, "IWF": 30, "GLD": 10}, "2019-12-31", "2024-12-31", "Q", price=True)),
        ('=PORTFOLIO_RETURN({"XLK",1;"XLE",2},"18M","Y",,"2025-08-14")',
         lambda r: held(r, {"XLK": 1, "XLE": 2}, "2024-02-14", "2025-08-14", "Y")),
        ('=PORTFOLIO_RETURN({"XLK",1;"XLE",2},"2024-11-05:2025-02-07","none")', lambda r: (
            growth_of(r, "XLK", "2024-11-05", "2025-02-07") / 3
            + growth_of(r, "XLE", "2024-11-05", "2025-02-07") * 2 / 3 - 1)),
        ('=PORTFOLIO_RETURN({"Ticker","Weight";"SPY",1.3;"GLD",-0.3},"2022")',
         lambda r: held(r, {"SPY": 1.3, "GLD": -0.3}, "2021-12-31", "2022-12-31")),
        ('=PORTFOLIO_RETURN({"^RUT",1;"IWD",1;"^RUT",2},"2025Q2")',
         lambda r: held(r, {"^RUT": 3, "IWD": 1}, "2025-03-31", "2025-06-30", price=True)),
        ('=PORTFOLIO_RETURN({"SPY",1;"DX-Y.NYB",2},"2016:2017")',
         lambda r: held(r, {"SPY": 1, "DX-Y.NYB": 2}, "2015-12-31", "2017-12-31")),
        ('=PORTFOLIO_RETURN({"QQQ",1},"1D",,,"2025-04-09")',
         lambda r: r.total("QQQ").pct_change()["2025-04-09"]),
    ],
    "BARBELL_RETURN": [
        ('=BARBELL_RETURN("XLE","XLK",0.3,"2022","Y")', lambda r: held(
            r, {"XLE": 0.3, "XLK": 0.7}, "2021-12-31", "2022-12-31", "Y")),
        ('=BARBELL_RETURN("XLU","^RUT",1,"2024")',
         lambda r: held(r, {"XLU": 1, "^RUT": 0}, "2023-12-31", "2024-12-31", price=True)),
        ('=BARBELL_RETURN("IWD","IWF",0.8,"2023:2025-03","Q",,"2025-02-20")',
         lambda r: held(r, {"IWD": 0.8, "IWF": 0.2}, "2022-12-31", "2025-02-20", "Q")),
    ],
    "FACTOR_EXPOSURE": [
        ('=FACTOR_EXPOSURE({"XLK",1},"VALUE",36,"beta","2025-06-30")',
         lambda r: exposure(r, {"XLK": 1}, 36, "2025-06-30", price=False).params[3]),
        ('=FACTOR_EXPOSURE({"QQQ",2;"GLD",1},"SIZE",60,"t","2025-05-15")', lambda r: exposure(
            r, {"QQQ": 2, "GLD": 1}, 60, "2025-05-15", price=False).tvalues[2]),
        ('=FACTOR_EXPOSURE({"XLE",1;"XLF",1},"ALPHA",24,,"2025-05-31")', lambda r: exposure(
            r, {"XLE": 1, "XLF": 1}, 24, "2025-05-31", price=False).params[0]),
        ('=FACTOR_EXPOSURE({"SPY",0.7;"^RUT",0.3},"MKT",,,"2024-12-31")', lambda r: exposure(
            r, {"SPY": 0.7, "^RUT": 0.3}, 36, "2024-12-31", price=True).params[1]),
        ('=FACTOR_EXPOSURE({"XLE",1},"ALPHA",,"r2","2025-05-31")',
         lambda r: exposure(r, {"XLE": 1}, 36, "2025-05-31", price=False).rsquared),
    ],
    "REBALANCE_TRADES": [
        ('=REBALANCE_TRADES({"IWD",45;"GLD",20;"IWF",35},{"SPY",0.1;"iwd",0.5;"IWF",0.4},,FALSE)',
         lambda r: [["IWD", 0.45, 0.5, 0], ["GLD", 0.2, 0, -0.2], ["IWF", 0.35, 0.4, 0],
                    ["SPY", 0, 0.1, 0.1]]),
        ('=REBALANCE_TRADES({"A",0.55;"B",0.45},{"A",0.5;"B",0.5},0)',
         lambda r: [["ticker", "weight", "target", "trade"], ["A", 0.55, 0.5, -0.05],
                    ["B", 0.45, 0.5, 0.05]]),
        ('=REBALANCE_TRADES({"A",1;"B",3;"A",1},{"B",2;"A",3},0.1,FALSE)',
         lambda r: [["A", 0.4, 0.6, 0.2], ["B", 0.6, 0.4, -0.2]]),
    ],
}  # fmt: skip

TWO = [["QQQ", 0.5], ["GLD", 0.5]]
BAD: list[Bad] = [
    (("PORTFOLIO_RETURN", "QQQ", "2024"), "#VALUE!", "holdings: give two columns"),
    (("PORTFOLIO_RETURN", [["QQQ", 1, 2]], "2024"), "#VALUE!", "holdings: give two columns"),
    (("PORTFOLIO_RETURN", [["QQQ", 1], ["GLD", None]], "2024"), "#VALUE!",
     "holdings, row 2: GLD has no weight"),
    (("PORTFOLIO_RETURN", [["Fund", "Weight"], [None, ""], ["", 1]], "2024"), "#VALUE!",
     "holdings, row 3: there is a weight without a ticker"),
    (("PORTFOLIO_RETURN", [["QQQ", "60%"], ["GLD", 40]], "2024"), "#VALUE!",
     "holdings, row 1: the weight of QQQ, '60%', is text"),
    (("PORTFOLIO_RETURN", [["QQQ", 1], ["Ticker", "Weight"]], "2024"), "#VALUE!",
     "holdings, row 2: the weight of TICKER"),
    (("PORTFOLIO_RETURN", [["X LK", 1]], "2024"), "#VALUE!", "holdings, row 1: 'X LK' is not"),
    (("PORTFOLIO_RETURN", [["QQQ", 1], ["GLD", -1]], "2024"), "#VALUE!", "holdings: the weights"),
    (("PORTFOLIO_RETURN", [["QQQ", -1]], "2024"), "#VALUE!", "add up to -1"),
    (("PORTFOLIO_RETURN", [["^RUT", 1], ["GLD", 1]], "2024", None, "total"), "#VALUE!",
     "basis: ^RUT is an index"),
    (("PORTFOLIO_RETURN", TWO, "2024", "W"), "#VALUE!", "rebalance: 'w' is not a choice"),
    (("PORTFOLIO_RETURN", [*TWO, ["NOSUCH", 0]], "2024"), "#N/A", "NOSUCH"),
    (("PORTFOLIO_RETURN", [["XLK", 1], ["XLC", 1]], "2018"), "#N/A", "data begin 2018-06-19"),
    (("PORTFOLIO_RETURN", [["SHY", 101], ["BTC-USD", -100]], "2017", "none"), "#N/A", "lost all"),
    (("BARBELL_RETURN", "IWD", "IWF", 60, "2024"), "#VALUE!", "weight_a: must lie between"),
    (("BARBELL_RETURN", "IWD", "IWF", -0.1, "2024"), "#VALUE!", "weight_a: must lie between"),
    (("FACTOR_EXPOSURE", TWO, "MKT", 4), "#VALUE!", "months: at least 5"),
    (("FACTOR_EXPOSURE", TWO, "MOMENTUM"), "#VALUE!", "factor: 'momentum' is not a choice"),
    (("FACTOR_EXPOSURE", TWO, "MKT", 400), "#N/A", "400 months"),
    (("FACTOR_EXPOSURE", [["SPY", 1]], "MKT", 36, "t"), "#N/A", "no finite number"),
    (("REBALANCE_TRADES", TWO, [["QQQ", "half"]]), "#VALUE!", "targets, row 1: the weight of QQQ"),
    (("REBALANCE_TRADES", TWO, TWO, 5), "#VALUE!", "band: must lie between 0 and 1, not 5"),
]  # fmt: skip
