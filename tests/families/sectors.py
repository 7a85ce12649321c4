# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `sectors`."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from families.raw import Bad, Oracles, Raw, change

SECTORS = {
    "XLB": "Materials", "XLC": "Communication Services", "XLE": "Energy", "XLF": "Financials",
    "XLI": "Industrials", "XLK": "Technology", "XLP": "Consumer Staples", "XLRE": "Real Estate",
    "XLU": "Utilities", "XLV": "Health Care", "XLY": "Consumer Discretionary",
}  # fmt: skip


def sector_returns(raw: Raw, start: str, finish: str) -> "pd.Series[float]":
    known = [code for code in SECTORS if raw.total(code).index[0] <= pd.Timestamp(start)]
    return pd.Series({code: change(raw.total(code), start, finish) for code in known})


def sector_rows(raw: Raw, start: str, finish: str) -> list[list[Any]]:
    spy = change(raw.total("SPY"), start, finish)
    best_first = sector_returns(raw, start, finish).sort_values(ascending=False)
    return [[SECTORS[c], c, r, r - spy] for c, r in best_first.items()]


ORACLES: Oracles = {
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
}  # fmt: skip

BAD: list[Bad] = [
    (("SECTOR_RETURN", "Finance", "2024-11"), "#VALUE!", "Did you mean Financials?"),
    (("SECTOR_RANK", "XLRE", "2012"), "#N/A", "data begin 2015-10-08"),
    (("GROUP_RETURN", "XLK,XLC", "2024-11", [[1, 2, 3]]), "#VALUE!", "weights: 3 are given for 2"),
    (("GROUP_RETURN", "XLK,XLC", "2024-11", [[1, -1]]), "#VALUE!", "weights: they add up to 0"),
]
