# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `seasonality`."""

from typing import Any

import numpy as np

from families.raw import Bad, Oracles, monthly


def complete(series: Any, start: int = 1900, end: int = 2199) -> Any:
    """Return the returns of all months but the last stored one, under their periods."""
    returns = monthly(series).iloc[:-1].dropna()
    return returns[(returns.index.year >= start) & (returns.index.year <= end)]


def of(series: Any, month: int, start: int = 1900, end: int = 2199) -> Any:
    returns = complete(series, start, end)
    return returns[returns.index.month == month]


def means(series: Any, start: int = 1900, end: int = 2199) -> Any:
    returns = complete(series, start, end)
    return returns.groupby(returns.index.month).mean()


def table(series: Any, start: int, end: int) -> list[list[Any]]:
    rows = []
    for month in range(1, 13):
        values = [float(v) for v in of(series, month, start, end)]
        rose = sum(v > 0 for v in values) / len(values)
        rows.append([month, sum(values) / len(values), float(np.median(values)), rose, len(values)])
    return rows


ORACLES: Oracles = {
    "SEASONAL_AVG": [
        ('=SEASONAL_AVG("IWD","November",2002,2023)',
         lambda r: of(r.close("IWD"), 11, 2002, 2023).mean()),
        ('=SEASONAL_AVG("IWD",11,2002,2023,"median","total")',
         lambda r: of(r.total("IWD"), 11, 2002, 2023).median()),
        ('=SEASONAL_AVG("^RUT","2024-09",2001,,"hit")',
         lambda r: (of(r.close("^RUT"), 9, 2001) > 0).mean()),
        ('=SEASONAL_AVG("XLC",6,,,"n")', lambda r: len(of(r.close("XLC"), 6))),
        ('=SEASONAL_AVG("SPY","DEC",,2024,"N")', lambda r: len(of(r.close("SPY"), 12, 1900, 2024))),
        ('=SEASONAL_AVG("SPY",12,2024,2025,"n")', lambda r: len(of(r.close("SPY"), 12, 2024))),
        ('=SEASONAL_AVG("XLC",6,2018,2018,"n")', lambda r: 0),
    ],
    "SEASONAL_RANK": [
        ('=SEASONAL_RANK("XLE",4,2001,2024,"total")', lambda r: int(
            means(r.total("XLE"), 2001, 2024).rank(ascending=False, method="min")[4])),
        ('=SEASONAL_RANK("^GSPC","Sep")',
         lambda r: int(means(r.close("^GSPC")).rank(ascending=False, method="min")[9])),
        ('=SEASONAL_RANK("XLC",7,2018,2018)',
         lambda r: int(means(r.close("XLC"), 2018, 2018).rank(ascending=False, method="min")[7])),
    ],
    "SEASONAL_TABLE": [
        ('=SEASONAL_TABLE("QQQ",2003,2024,"total",FALSE)', lambda r: table(r.total("QQQ"), 2003, 2024)),
        ('=SEASONAL_TABLE("^RUT",2010,2019,,FALSE)', lambda r: table(r.close("^RUT"), 2010, 2019)),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("SEASONAL_AVG", "SPY", 13), "#VALUE!", "month: 13 is not a month of the year"),
    (("SEASONAL_AVG", "SPY", 1.5), "#VALUE!", "month: 1.5"),
    (("SEASONAL_AVG", "SPY", True), "#VALUE!", "month: TRUE"),
    (("SEASONAL_AVG", "SPY", "Novembre"), "#VALUE!", "a name such as Nov"),
    (("SEASONAL_AVG", "SPY", 1, 2020, 2010), "#VALUE!", "start_year: 2020 lies after end_year"),
    (("SEASONAL_AVG", "SPY", 1, "2020-01"), "#VALUE!", "start_year: '2020-01' is not one year"),
    (("SEASONAL_AVG", "SPY", 1, None, None, "max"), "#VALUE!", "stat: 'max'"),
    (
        ("SEASONAL_AVG", "^RUT", 1, None, None, "mean", "total"),
        "#VALUE!",
        "basis: ^RUT is an index",
    ),
    (("SEASONAL_AVG", "SPY", 1, 2150), "#N/A", "no complete month 01"),
    (("SEASONAL_AVG", "XLC", 6, 2018, 2018), "#N/A", "no complete month 06"),
    (("SEASONAL_RANK", "XLC", 6, 2018, 2018), "#N/A", "no complete month 06"),
    (("SEASONAL_TABLE", "SPY", 2150), "#N/A", "no complete month is stored"),
]
