# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `prices`."""

import pandas as pd

from families.raw import Bad, Oracles, rows, serial

ORACLES: Oracles = {
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
}  # fmt: skip

BAD: list[Bad] = [
    (("PRICE_HISTORY", "SPY", "2024-12", "2024-06"), "#VALUE!", "start: 2024-12-01 lies after"),
]
