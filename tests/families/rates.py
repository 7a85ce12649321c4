# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `rates`."""

import pandas as pd

from families.raw import Bad, Oracles, Raw, monthly, ols, weekly


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


ORACLES: Oracles = {
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
}  # fmt: skip

BAD: list[Bad] = [
    (("YIELD_LEVEL", "15Y"), "#VALUE!", "tenor: '15Y'"),
    (("YIELD_LEVEL", "2Y", None, "real"), "#VALUE!", "no real yield of 2Y"),
    (("RATE_BETA", "SPY", 2_000), "#N/A", "2001 weeks"),
    (("RATE_BETA", "SPY", 104, "10Y", "slope"), "#VALUE!", "stat: 'slope'"),
    (("YIELD_CHANGE_BP", "10Y", "2030-01-01", "2030-06-30"), "#N/A", "still to come"),
    (("PE_SHOCK", 0, 50), "#VALUE!", "pe: must be above 0"),
    (("PE_SHOCK", 20, -500), "#VALUE!", "bp: with a multiple of 20"),
]
