"""Independent answers for the family `seasonality`."""

from typing import Any

import pandas as pd

from families.raw import Bad, Oracles, Raw, monthly


def months(raw: Raw, code: str, start: int, end: int, basis: str = "price") -> Any:
    """Return the returns of the complete months of some years, by their month of the year."""
    series = raw.total(code) if basis == "total" else raw.close(code)
    complete = monthly(series).iloc[:-1].dropna()
    chosen = complete[(complete.index.year >= start) & (complete.index.year <= end)]
    return chosen.groupby(chosen.index.month)


def december(raw: Raw, code: str, start: int, end: int) -> float:
    """Return the mean December, each from its two closes by hand."""
    closes = raw.close(code)
    returns = [
        closes[: f"{year}-12-31"].iloc[-1] / closes[: f"{year}-11-30"].iloc[-1] - 1
        for year in range(start, end + 1)
    ]
    return sum(returns) / len(returns)


def hit(returns: Any) -> float:
    return float((returns > 0).mean())


def table(raw: Raw, code: str, start: int, end: int, basis: str = "price") -> list[list[Any]]:
    of = months(raw, code, start, end, basis)
    frame = pd.DataFrame(
        {"mean": of.mean(), "median": of.median(), "hit": of.apply(hit), "n": of.size()}
    )
    return [
        [month, *frame.loc[month]] if month in frame.index else [month, *["#N/A"] * 4]
        for month in range(1, 13)
    ]


def rank(raw: Raw, code: str, month: int, start: int, end: int, basis: str = "price") -> int:
    means = months(raw, code, start, end, basis).mean()
    return int(means.rank(ascending=False, method="min")[month])


ORACLES: Oracles = {
    "SEASONAL_AVG": [
        ('=SEASONAL_AVG("IWM",12,2002,2023)', lambda r: december(r, "IWM", 2002, 2023)),
        ('=SEASONAL_AVG("XLK","Sept",2010,2024,"median","total")',
         lambda r: months(r, "XLK", 2010, 2024, "total").median()[9]),
        ('=SEASONAL_AVG("SPY","november",2003,,"hit")',
         lambda r: hit(months(r, "SPY", 2003, 2199).get_group(11))),
        ('=SEASONAL_AVG("IWD","2024-05",,,"n")',
         lambda r: months(r, "IWD", 1900, 2199).size()[5]),
        ('=SEASONAL_AVG("XLC",6,,2020,"n")', lambda r: 2),
    ],
    "SEASONAL_RANK": [
        ('=SEASONAL_RANK("^RUT",9,2003,2022)', lambda r: rank(r, "^RUT", 9, 2003, 2022)),
        ('=SEASONAL_RANK("IWD",11,,,"total")',
         lambda r: rank(r, "IWD", 11, 1900, 2199, "total")),
        ('=SEASONAL_RANK("MAGS","Jul",2023,2023)', lambda r: rank(r, "MAGS", 7, 2023, 2023)),
    ],
    "SEASONAL_TABLE": [
        ('=SEASONAL_TABLE("XLU",2005,2024,"total",FALSE)',
         lambda r: table(r, "XLU", 2005, 2024, "total")),
        ('=SEASONAL_TABLE("IWF",,,,FALSE)', lambda r: table(r, "IWF", 1900, 2199)),
        ('=SEASONAL_TABLE("XLC",2018,2018,,FALSE)', lambda r: table(r, "XLC", 2018, 2018)),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("SEASONAL_AVG", "SPY", 13), "#VALUE!", "month: 13 is not a month of the year"),
    (("SEASONAL_AVG", "SPY", 0), "#VALUE!", "month: 0 is not a month of the year"),
    (("SEASONAL_AVG", "SPY", 2024), "#VALUE!", "month: 2024 is not a month of the year"),
    (("SEASONAL_AVG", "SPY", "Ma"), "#VALUE!", "month: 'Ma' is not a month of the year"),
    (("SEASONAL_AVG", "SPY", 5, 2024, 2020), "#VALUE!", "start_year: 2024 lies after end_year"),
    (("SEASONAL_AVG", "SPY", 5, 24), "#VALUE!", "start_year: 24 is not a year"),
    (("SEASONAL_AVG", "SPY", 5, None, None, "sd"), "#VALUE!", "stat: 'sd'"),
    (("SEASONAL_AVG", "^RUT", 5, None, None, None, "total"), "#VALUE!", "price returns only"),
    (("SEASONAL_AVG", "XLC", 6, 2018, 2018), "#N/A", "no complete June"),
    (("SEASONAL_AVG", "XLC", 6, 2018, 2018, "n"), "#N/A", "no complete June"),
    (("SEASONAL_RANK", "XLC", 3, 2018, 2018), "#N/A", "from 2018 to 2018"),
    (("SEASONAL_TABLE", "SPY", 2100), "#N/A", "no complete month"),
]
