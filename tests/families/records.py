# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `records`."""

from typing import Any

from families.raw import Bad, Oracles, serial


def set_by_loop(closes: Any) -> list[Any]:
    """Return the days of all closes that lie above every one before them."""
    highest, found = None, []
    for when, close in closes.items():
        if highest is not None and close > highest:
            found.append(when)
        highest = close if highest is None else max(highest, close)
    return found


def next_by_loop(closes: Any, after: str) -> int:
    highest = closes[:after].max()
    return next(serial(when) for when, close in closes[after:].items() if close > highest)


ORACLES: Oracles = {
    "RECORD_CLOSE": [
        ('=RECORD_CLOSE("IWD","2023-05-20")', lambda r: r.close("IWD")[:"2023-05-20"].max()),
        ('=RECORD_CLOSE("^RUT")', lambda r: r.close("^RUT").max()),
    ],
    "RECORD_DATE": [
        ('=RECORD_DATE("IWD","2023-05-20")', lambda r: serial(r.close("IWD")[:"2023-05-20"].idxmax())),
        ('=RECORD_DATE("XLU")', lambda r: serial(r.close("XLU").idxmax())),
    ],
    "DIST_TO_RECORD": [
        ('=DIST_TO_RECORD("XLE","2020-03-31")', lambda r: (
            lambda s: s.iloc[-1] / s.cummax().iloc[-1] - 1)(r.close("XLE")[:"2020-03-31"])),
        ('=DIST_TO_RECORD("^GSPC")', lambda r: (
            lambda s: s.iloc[-1] / s.max() - 1)(r.close("^GSPC"))),
    ],
    "RECORD_COUNT": [
        ('=RECORD_COUNT("IWM",2021)',
         lambda r: sum(when.year == 2021 for when in set_by_loop(r.close("IWM")))),
        ('=RECORD_COUNT("SPY","2024","2024-07-13")', lambda r: sum(
            when.year == 2024 for when in set_by_loop(r.close("SPY")[:"2024-07-13"]))),
        ('=RECORD_COUNT("QQQ",2022)',
         lambda r: sum(when.year == 2022 for when in set_by_loop(r.close("QQQ")))),
    ],
    "DAYS_SINCE_RECORD": [
        ('=DAYS_SINCE_RECORD("IWF","2022-10-15")', lambda r: (
            lambda s: (s.index[-1] - s.idxmax()).days)(r.close("IWF")[:"2022-10-15"])),
        ('=DAYS_SINCE_RECORD("IWF","2022-10-15","sessions")', lambda r: (
            lambda s: len(s[s.idxmax():]) - 1)(r.close("IWF")[:"2022-10-15"])),
        ('=DAYS_SINCE_RECORD("^GSPC",,"Days")', lambda r: (
            lambda s: (s.index[-1] - s.idxmax()).days)(r.close("^GSPC"))),
    ],
    "NEXT_RECORD": [
        ('=NEXT_RECORD("SPY","2018-09-20")', lambda r: next_by_loop(r.close("SPY"), "2018-09-20")),
        ('=NEXT_RECORD("QQQ","2020-02-23")', lambda r: next_by_loop(r.close("QQQ"), "2020-02-23")),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("RECORD_CLOSE", "XLC", "2018-06-18"), "#N/A", "data begin 2018-06-19, after 2018-06-18"),
    (("RECORD_CLOSE",), "#VALUE!", "ticker: is needed"),
    (("RECORD_DATE", "SPY", "2024-02-30"), "#VALUE!", "as_of: "),
    (("DIST_TO_RECORD", "NOSUCH"), "#N/A", "NOSUCH"),
    (("RECORD_COUNT", "SPY", "2024-11"), "#VALUE!", "year: '2024-11' is not one year"),
    (("RECORD_COUNT", "SPY", 2030), "#N/A", "2030 had not begun"),
    (("RECORD_COUNT", "XLC", 2018), "#N/A", "data begin 2018-06-19"),
    (("RECORD_COUNT", "SPY", 2024, "2023-12-29"), "#N/A", "2024 had not begun"),
    (("DAYS_SINCE_RECORD", "SPY", None, "weeks"), "#VALUE!", "unit: 'weeks'"),
    (("NEXT_RECORD", "SPY", "2199-12-31"), "#N/A", "lies above the record of"),
    (("NEXT_RECORD", "XLC", "2018-06-18"), "#N/A", "data begin 2018-06-19"),
]
