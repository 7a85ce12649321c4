# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `rotation`."""

from typing import Any

import numpy as np
import pandas as pd

from families.raw import Bad, Oracles, Raw, change, common

QUADRANTS = {
    (True, True): "Leading",
    (True, False): "Weakening",
    (False, False): "Lagging",
    (False, True): "Improving",
}


def rotation(raw: Raw, ticker: str, benchmark: str, day: str, weeks: int = 14) -> pd.DataFrame:
    """Return ratio and momentum of all weeks up to a day, by pandas' rolling windows."""
    frame = common(raw, ticker, benchmark)[:day]
    weekly = frame.groupby(pd.Grouper(freq="W-SUN")).last().dropna()
    strength = weekly[ticker] / weekly[benchmark]

    def z(series: "pd.Series[float]") -> "pd.Series[float]":
        window = series.rolling(weeks)
        return 100 + (series - window.mean()) / window.std()

    return pd.DataFrame({"ratio": z(strength), "momentum": z(z(strength).diff())})


def quadrant(raw: Raw, ticker: str, benchmark: str, day: str) -> str:
    last = rotation(raw, ticker, benchmark, day).iloc[-1]
    return QUADRANTS[last["ratio"] > 100, last["momentum"] > 100]


def table(raw: Raw, tickers: list[str], benchmark: str, day: str, tail: int) -> list[list[Any]]:
    paths = {t: rotation(raw, t, benchmark, day)[-tail:] for t in tickers}
    return [
        [t, quadrant(raw, t, benchmark, day), *path.to_numpy().ravel()] for t, path in paths.items()
    ]


def streak(closes: Any) -> int:
    """Count by a loop from the last close backwards."""
    values, count = list(closes), 0
    for before, after in zip(values[-2::-1], values[:0:-1], strict=True):
        step = int(np.sign(after - before))
        if step == 0 or (count and step != int(np.sign(count))):
            break
        count += step
    return count


def weekly_quotient(raw: Raw, a: str, b: str, day: str) -> "pd.Series[float]":
    quotient = (raw.close(a) / raw.close(b)).dropna()[:day]
    return quotient.groupby(pd.Grouper(freq="W-SUN")).last().dropna()


SECTORS = ["XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE", "XLU", "XLV", "XLY"]
ORACLES: Oracles = {
    "RELATIVE_STRENGTH": [
        ('=RELATIVE_STRENGTH("XLK","SPY","2023")', lambda r: (
            (1 + change(r.total("XLK"), "2022-12-31", "2023-12-31"))
            / (1 + change(r.total("SPY"), "2022-12-31", "2023-12-31")) - 1)),
        ('=RELATIVE_STRENGTH("XLK","^GSPC","2024-03-05:2024-06-28")', lambda r: (
            (1 + change(r.close("XLK"), "2024-03-05", "2024-06-28"))
            / (1 + change(r.close("^GSPC"), "2024-03-05", "2024-06-28")) - 1)),
    ],
    "ROTATION_RATIO": [
        ('=ROTATION_RATIO("XLF",,"2025-06-30")',
         lambda r: rotation(r, "XLF", "SPY", "2025-06-30")["ratio"].iloc[-1]),
        ('=ROTATION_RATIO("IWM","QQQ","2024-11-29",10)',
         lambda r: rotation(r, "IWM", "QQQ", "2024-11-29", 10)["ratio"].iloc[-1]),
    ],
    "ROTATION_MOMENTUM": [
        ('=ROTATION_MOMENTUM("XLF",,"2025-07-02")',
         lambda r: rotation(r, "XLF", "SPY", "2025-07-02")["momentum"].iloc[-1]),
        ('=ROTATION_MOMENTUM("XLE","^GSPC","2020-04-08",26)', lambda r: (
            lambda p: rotation(p, "XLE", "^GSPC", "2020-04-08", 26)["momentum"].iloc[-1]
        )(ClosesOnly(r))),
    ],
    "ROTATION_QUADRANT": [
        (f'=ROTATION_QUADRANT("{t}","SPY","{day}")', lambda r, t=t, day=day: quadrant(r, t, "SPY", day))
        for t, day in (("XLK", "2024-06-28"), ("XLE", "2022-03-31"), ("IWD", "2025-12-01"))
    ],
    "ROTATION_TABLE": [
        ('=ROTATION_TABLE(,,"2025-10-31",2,,FALSE)',
         lambda r: table(r, SECTORS, "SPY", "2025-10-31", 2)),
        ('=ROTATION_TABLE("sectors","SPY","2016-01-29",1,14,FALSE)', lambda r: table(
            r, [t for t in SECTORS if t not in {"XLC", "XLRE"}], "SPY", "2016-01-29", 1)),
        ('=ROTATION_TABLE({"XLK","GLD"},"RSP","2025-03-31",5,,FALSE)',
         lambda r: table(r, ["XLK", "GLD"], "RSP", "2025-03-31", 5)),
    ],
    "STREAK": [
        ('=STREAK("XLU",,"2024-09-18")', lambda r: streak(r.close("XLU")[:"2024-09-18"])),
        ('=STREAK("^GSPC",,"2025-10-31","M")', lambda r: streak(
            r.close("^GSPC")[:"2025-10-31"].groupby(pd.Grouper(freq="ME")).last())),
        ('=STREAK("IWM","SPY","2025-12-03","W")',
         lambda r: streak(weekly_quotient(r, "IWM", "SPY", "2025-12-03"))),
    ],
}  # fmt: skip


class ClosesOnly(Raw):
    """The same columns without their dividends, for legs of which one is an index."""

    def __init__(self, raw: Raw) -> None:
        super().__init__(raw.source)
        self.total = self.close


BAD: list[Bad] = [
    (("ROTATION_RATIO", "SPY"), "#N/A", "do not vary"),
    (("ROTATION_RATIO", "XLF", None, None, 1), "#VALUE!", "weeks: at least 2"),
    (("ROTATION_MOMENTUM", "XLC", None, "2018-10-31"), "#N/A", "28 weekly closes up to 2018-10-31"),
    (("ROTATION_TABLE", "sector"), "#N/A", "SECTOR"),
    (("ROTATION_TABLE", "XLK,XLC", None, "2018-10-31"), "#N/A", "XLC and SPY"),
    (("ROTATION_TABLE", "sectors", None, "1999-01-29"), "#N/A", "No member has"),
    (("STREAK", "XLC", None, "2018-06-19"), "#N/A", "two closes up to 2018-06-19"),
    (("STREAK", "XLC", None, None, "Q"), "#VALUE!", "freq: 'q'"),
    (("RELATIVE_STRENGTH", "XLK", "^GSPC", "2024", "total"), "#VALUE!", "basis: ^GSPC"),
]
