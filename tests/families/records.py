# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `records`."""

from typing import Any

import pandas as pd

from families.raw import Bad, Oracles, Raw, serial


def record_days(closes: Any) -> list[pd.Timestamp]:
    """Return the sessions that closed above every earlier one, by a loop; the first is none."""
    found, highest = [], None
    for day, close in closes.items():
        if highest is not None and close > highest:
            found.append(day)
        highest = close if highest is None else max(highest, close)
    return found


def record_count(raw: Raw, code: str, year: int, as_of: str | None = None) -> int:
    return sum(day.year == year for day in record_days(raw.close(code)[:as_of]))


def next_record(raw: Raw, code: str, after: str) -> int:
    """Return the first later session above all closes up to a day, by a loop."""
    closes: Any = raw.close(code)
    highest = closes[:after].max()
    return next(
        serial(day)
        for day, close in closes.items()
        if day > pd.Timestamp(after) and close > highest
    )


def days_since(closes: Any) -> int:
    return int((closes.index[-1] - closes.idxmax()).days)


ORACLES: Oracles = {
    "RECORD_CLOSE": [
        ('=RECORD_CLOSE("^GSPC","2022-10-12")', lambda r: r.close("^GSPC")[:"2022-10-12"].max()),
        ('=RECORD_CLOSE("IWM")', lambda r: r.close("IWM").max()),
        ('=RECORD_CLOSE("XLC","2018-06-19")', lambda r: r.close("XLC").iloc[0]),
    ],
    "RECORD_DATE": [
        ('=RECORD_DATE("XLE","2020-04-19")',
         lambda r: serial(r.close("XLE")[:"2020-04-19"].idxmax())),
        ('=RECORD_DATE("^RUT","2023")', lambda r: serial(r.close("^RUT")[:"2023"].idxmax())),
        ('=RECORD_DATE("MAGS","2023-04-11")', lambda r: serial(r.close("MAGS").index[0])),
    ],
    "DIST_TO_RECORD": [
        ('=DIST_TO_RECORD("QQQ","2009-03-08")', lambda r: (
            lambda s: s.iloc[-1] / s.cummax().iloc[-1] - 1)(r.close("QQQ")[:"2009-03-08"])),
        ('=DIST_TO_RECORD("IYT")', lambda r: (
            lambda s: (s / s.cummax() - 1).iloc[-1])(r.close("IYT"))),
    ],
    "RECORD_COUNT": [
        ('=RECORD_COUNT("^GSPC",2017)', lambda r: record_count(r, "^GSPC", 2017)),
        ('=RECORD_COUNT("^GSPC","2021","2021-10-31")',
         lambda r: record_count(r, "^GSPC", 2021, "2021-10-31")),
        ('=RECORD_COUNT("^RUT",2009)', lambda r: 0),
        ('=RECORD_COUNT("XLC",2018)', lambda r: record_count(r, "XLC", 2018)),
        ('=RECORD_COUNT("XLC",43270,"2018-06-19")', lambda r: 0),
    ],
    "DAYS_SINCE_RECORD": [
        ('=DAYS_SINCE_RECORD("IWN","2023-12-31")',
         lambda r: days_since(r.close("IWN")[:"2023-12-31"])),
        ('=DAYS_SINCE_RECORD("^RUT","2024-11-24","sessions")', lambda r: (
            lambda s: len(s) - 1 - int(s.argmax()))(r.close("^RUT")[:"2024-11-24"])),
    ],
    "NEXT_RECORD": [
        ('=NEXT_RECORD("IWF","2022-01-01")', lambda r: next_record(r, "IWF", "2022-01-01")),
        ('=NEXT_RECORD("XLC","2018-06-19")', lambda r: next_record(r, "XLC", "2018-06-19")),
        ('=NEXT_RECORD("QQQ","2021-12-05")', lambda r: next_record(r, "QQQ", "2021-12-05")),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("RECORD_CLOSE", "XLC", "2018-06-18"), "#N/A", "data begin 2018-06-19, after 2018-06-18"),
    (("RECORD_DATE", "NOSUCH"), "#N/A", "NOSUCH"),
    (("RECORD_COUNT", "XLC", 2017), "#N/A", "no session of 2017 is stored"),
    (("RECORD_COUNT", "SPY", 2025, "2024-12-31"), "#N/A", "on or before 2024-12-31"),
    (("RECORD_COUNT", "SPY", 1899), "#VALUE!", "year: 1899 is not a year"),
    (("RECORD_COUNT", "SPY", 2024.5), "#VALUE!", "year: 2024.5 is not a year"),
    (("RECORD_COUNT", "SPY", 202411), "#VALUE!", "year: 202411 is not a year"),
    (("RECORD_COUNT", "SPY", "YTD"), "#VALUE!", "year: 'YTD' is not a"),
    (("DAYS_SINCE_RECORD", "SPY", None, "weeks"), "#VALUE!", "unit: 'weeks'"),
    (("NEXT_RECORD", "SPY", "2099-12-31"), "#N/A", "is above the record of"),
    (("NEXT_RECORD", "SPY"), "#VALUE!", "after: is needed"),
    (("NEXT_RECORD", "XLC", "2018-06-18"), "#N/A", "data begin 2018-06-19"),
]
