"""Independent answers for the family `valuation`."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from families.raw import Bad, Oracles, Raw, serial, stamps
from rotationxl.cells import CellError
from rotationxl.sources import Key


def snapshots(raw: Raw, ticker: str) -> pd.DataFrame | None:
    """Return a ticker's snapshots; None where the source has none, as the real data."""
    key = Key("valuation", ticker)
    columns = raw.source.fetch([key])[key]
    if not isinstance(columns, dict):
        return None
    fields = {name: column for name, column in columns.items() if name != "day"}
    return pd.DataFrame(fields, index=stamps(columns["day"]))


def stated(raw: Raw, ticker: str, field: str, day: str) -> Any:
    known = snapshots(raw, ticker)
    return "#N/A" if known is None else known.loc[:day, field].iloc[-1]


def history(raw: Raw, ticker: str, field: str) -> Any:
    known = snapshots(raw, ticker)
    if known is None:
        return "#N/A"
    return [[serial(when), value] for when, value in known[field].dropna().items()]  # type: ignore[arg-type]


def share(x: float, values: list[float]) -> float:
    return float(stats.percentileofscore(values, x, kind="mean") / 100)


GRID = [3.5, 1, 2, 2, 9, 2]
ORACLES: Oracles = {
    "VALUATION": [
        ('=VALUATION("SPY")', lambda r: stated(r, "SPY", "pe", "2026-01-08")),
        ('=VALUATION("iwd","pb","2025-06-30")', lambda r: stated(r, "IWD", "pb", "2025-06-30")),
        ('=VALUATION("NVDA","dividend_yield","2025-03")',
         lambda r: stated(r, "NVDA", "dividend_yield", "2025-03-31")),
        ('=VALUATION("QQQ","forward_pe","2025-02-27")',
         lambda r: stated(r, "QQQ", "forward_pe", "2025-02-27")),
    ],
    "VALUATION_HISTORY": [
        ('=VALUATION_HISTORY("IWF","pb")', lambda r: history(r, "IWF", "pb")),
        ('=VALUATION_HISTORY("QQQ","dividend_yield")',
         lambda r: history(r, "QQQ", "dividend_yield")),
    ],
    "VALUATION_GAP": [
        ("=VALUATION_GAP(28,17)", lambda _: np.divide(28, 17)),
        ('=VALUATION_GAP(36.75,16.16,"diff")', lambda _: np.subtract(36.75, 16.16)),
        ('=VALUATION_GAP(18,20,"pct")', lambda _: -0.1),
        ('=VALUATION_GAP(18,-20,"diff")', lambda _: 38),
    ],
    "PERCENTILE_RANK": [
        ("=PERCENTILE_RANK(2,{3.5,1,2;2,9,2})", lambda _: share(2, GRID)),
        ("=PERCENTILE_RANK(3,{3.5,1,2,2,9,2})", lambda _: share(3, GRID)),
        ('=PERCENTILE_RANK(-1,{"P/E";3.5;"";2;TRUE})', lambda _: share(-1, [3.5, 2])),
        ("=PERCENTILE_RANK(24,{45657,21;45688,24;45716,26})", lambda _: share(24, [21, 24, 26])),
        ('=PERCENTILE_RANK(24,{"date","value";45657,21})', lambda _: share(24, [21])),
        ("=PERCENTILE_RANK(25,{45657,21})", lambda _: share(25, [21])),
        ("=PERCENTILE_RANK(45500,{45000,46000})", lambda _: share(45500, [45000, 46000])),
        ("=PERCENTILE_RANK(24,{21,45657;24,45688})", lambda _: share(24, [21, 24, 45657, 45688])),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("VALUATION", "SPY", "pe", "2024-11-29"), "#N/A", "begin 2024-12-31; none is stored"),
    (("VALUATION", "SPY", "p/e"), "#VALUE!", "Did you mean pe?"),
    (("VALUATION", "IWO", "pe"), "#N/A", "the snapshot of 2025-12-31 states no pe"),
    (("VALUATION", "^GSPC"), "#N/A", "^GSPC"),
    (("VALUATION", "SPY", "pe", "2025-13"), "#VALUE!", "day: "),
    (("VALUATION_HISTORY", "XLK", "forward_pe"), "#N/A", "no stored snapshot states"),
    (("VALUATION_HISTORY", "XLK"), "#VALUE!", "field: is needed"),
    (("VALUATION_GAP", 30, 0), "#VALUE!", "b: must not be 0"),
    (("VALUATION_GAP", 30, 0, "pct"), "#VALUE!", "b: must not be 0"),
    (("VALUATION_GAP", CellError("#N/A"), 5), "#N/A", "a: the cell holds"),
    (("PERCENTILE_RANK", 1, [[None], [""], [None]]), "#N/A", "no number in it yet"),
    (("PERCENTILE_RANK", 1, [["pe"], [None]]), "#VALUE!", "history: there is no number"),
    (("PERCENTILE_RANK", 1, [[1], ["12.5"]]), "#VALUE!", "history, item 2: '12.5' is text"),
    (("PERCENTILE_RANK", 1, [[1], ["36.75x"]]), "#VALUE!", "history, item 2: '36.75x' is text"),
    (("PERCENTILE_RANK", 1, [[1], [CellError("#DIV/0!")]]), "#DIV/0!", "history, item 2"),
    (("PERCENTILE_RANK", 1, [[1], [float("nan")]]), "#VALUE!", "history, item 2: a finite"),
]
