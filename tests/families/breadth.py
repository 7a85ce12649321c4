# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `breadth`."""

from fractions import Fraction

from families.raw import Bad, Oracles, Raw

SECTORS = ["XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE", "XLU", "XLV", "XLY"]
STYLES = ["IWD", "IWF", "IWN", "IWO", "IWM", "RSP", "MTUM", "QUAL", "VLUE", "USMV"]


def share_by_pandas(raw: Raw, tickers: list[str], sessions: int, day: str) -> float:
    above: list[bool] = []
    for ticker in tickers:
        close = raw.close(ticker)[:day]
        averages = close.rolling(sessions).mean().dropna()
        above += [close.iloc[-1] > averages.iloc[-1]] if len(averages) else []
    return sum(above) / len(above)


def share_by_loop(raw: Raw, tickers: list[str], sessions: int, day: str) -> float:
    """Add up fractions, which round nothing, of the prices as they are written."""
    above = counted = 0
    for ticker in tickers:
        closes = [Fraction(repr(close)) for close in raw.close(ticker)[:day].tolist()][-sessions:]
        if len(closes) == sessions:
            counted += 1
            above += closes[-1] > sum(closes) / sessions
    return above / counted


ORACLES: Oracles = {
    "PCT_ABOVE_MA": [
        ('=PCT_ABOVE_MA("sectors",,"2022-09-30")',
         lambda r: share_by_pandas(r, SECTORS, 200, "2022-09-30")),
        ('=PCT_ABOVE_MA("sectors",200,"2016-03-06")',
         lambda r: share_by_loop(r, SECTORS, 200, "2016-03-06")),
        ('=PCT_ABOVE_MA("styles",150,"2013-11-29")',
         lambda r: share_by_pandas(r, STYLES, 150, "2013-11-29")),
        ('=PCT_ABOVE_MA({"SPY","^RUT";"GLD","TLT"},50,"2025-08-05")',
         lambda r: share_by_loop(r, ["SPY", "^RUT", "GLD", "TLT"], 50, "2025-08-05")),
        ('=PCT_ABOVE_MA("cyclicals",20)',
         lambda r: share_by_loop(r, ["XHB", "XRT", "VNQ", "IYT"], 20, "2030")),
        ('=PCT_ABOVE_MA("SPY,GLD,spy",2,"2024-11-29")',
         lambda r: share_by_loop(r, ["SPY", "GLD"], 2, "2024-11-29")),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("PCT_ABOVE_MA", "sectors", 1), "#VALUE!", "sessions: at least 2"),
    (("PCT_ABOVE_MA", "sectors", 0), "#VALUE!", "sessions: a whole number from 1"),
    (
        ("PCT_ABOVE_MA", "sectors", 200, "1999-01-29"),
        "#N/A",
        "No member has 200 closes by 1999-01-29; XLB has the most, 0",
    ),
    (("PCT_ABOVE_MA", "NOSUCH"), "#N/A", "NOSUCH"),
    (("PCT_ABOVE_MA", "SPY,NOSUCH"), "#N/A", "NOSUCH"),
    (("PCT_ABOVE_MA", "no such group"), "#VALUE!", "tickers: 'no such group' is not a group"),
    (("PCT_ABOVE_MA", "all sectors"), "#VALUE!", "Did you mean sectors?"),
]
