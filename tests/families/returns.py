# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `returns`."""

import numpy as np

from families.raw import Bad, Oracles, Raw, change, monthly, rank, serial


def biggest_since(raw: Raw, code: str, month: str) -> int:
    series = raw.series(code)
    moves = monthly(series[:month])
    bigger = moves[:-1][(moves[:-1] * np.sign(moves.iloc[-1])) >= abs(moves.iloc[-1])]
    return serial(series[str(bigger.index[-1])].index[-1])


ORACLES: Oracles = {
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
}  # fmt: skip

BAD: list[Bad] = [
    (("ASSET_RETURN", "IWD", "2025-11-28"), "#VALUE!", "a range such as 2025-11-28:2026-01-31"),
    (("ASSET_RETURN", "^RUT", "2024", "total"), "#VALUE!", "price returns only"),
    (("ASSET_RETURN", "X LK", "2024"), "#VALUE!", "is not a ticker"),
    (("ASSET_RETURN", "NOSUCH", "2024"), "#N/A", "NOSUCH"),
    (("ASSET_RETURN", "SPY", "Q4 2024"), "#VALUE!", "is not a period. Write 2024Q4."),
    (("ASSET_RETURN", "SPY", "2024-Q4"), "#VALUE!", "is not a period. Write 2024Q4."),
    (("ASSET_RETURN", "SPY", "Nov 2024"), "#VALUE!", "is not a period. Write 2024-11."),
    (("ASSET_RETURN", "SPY", "2024/1"), "#VALUE!", "is not a period. Write 2024-01."),
    (("ASSET_RETURN", "SPY", "2024\u201311"), "#VALUE!", "is not a period. Write 2024-11."),
    (
        ("ASSET_RETURN", "SPY", "2024Q5"),
        "#VALUE!",
        "is not a period. Give one like 2024-11, 2024Q4",
    ),
    (("ASSET_RETURN", "XLC", "2018-06"), "#N/A", "data begin 2018-06-19"),
    (("RETURN_FROM_LOW", "SPY", 9_999), "#N/A", "9999 sessions"),
    (("RETURN_RANK", "MAGS", "2024-11", 36), "#N/A", "data begin 2023-04-11"),
    (("RETURN_RANK", "SPY", "2024-11", 0), "#VALUE!", "months: "),
]
