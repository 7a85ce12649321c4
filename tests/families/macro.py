# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `macro`."""

import pandas as pd

from families.raw import Bad, Oracles, Raw, rows


def crossings(values: "pd.Series[float]", level: float, month: str) -> int:
    before = values[: pd.Timestamp(month) - pd.Timedelta(days=1)].iloc[-1:]
    path = [*before, *values[month]]
    pairs = zip(path[:-1], path[1:], strict=True)
    return sum((a - level) * (b - level) < 0 for a, b in pairs)


def nfp_first(raw: Raw, month: str) -> float:
    table = raw.vintages("PAYEMS")
    release = table[table.day == month].since.min()
    known = table[table.since <= release].sort_values("since").groupby("day").value.last()
    return float(known[month] - known[pd.Timestamp(month) - pd.DateOffset(months=1)])


ORACLES: Oracles = {
    "MACRO": [('=MACRO("DGS10","2024-11-30")', lambda r: r.macro("DGS10")[:"2024-11-30"].iloc[-1])],
    "MACRO_CHANGE": [
        ('=MACRO_CHANGE("CPIAUCSL","12M","2024-06-30","pct")',
         lambda r: r.macro("CPIAUCSL").pct_change(12, fill_method=None)["2024-06-01"]),
        ('=MACRO_CHANGE("WALCL","peak","2024-11-30")', lambda r: (lambda s: s.iloc[-1] - s.max())(
            r.macro("WALCL")[:"2024-11-30"])),
        ('=MACRO_CHANGE("DGS2","2024-08-30","2024-09-30","bp")', lambda r: 100 * (
            r.macro("DGS2")[:"2024-09-30"].iloc[-1] - r.macro("DGS2")[:"2024-08-30"].iloc[-1])),
    ],
    "MACRO_AVG": [('=MACRO_AVG("DCOILWTICO","2024-06")', lambda r: r.macro("DCOILWTICO")["2024-06"].mean())],
    "MACRO_HISTORY": [('=MACRO_HISTORY("UNRATE","2024-06-01","2024-11-30",,FALSE)',
                       lambda r: rows(r.macro("UNRATE"), "2024-06-01", "2024-11-30"))],
    "LEVEL_CROSSINGS": [
        ('=LEVEL_CROSSINGS("DGS10",4.2,"2025-02")', lambda r: crossings(r.macro("DGS10"), 4.2, "2025-02")),
        ('=LEVEL_CROSSINGS("^RUT",2300,"2024-12")', lambda r: crossings(r.close("^RUT"), 2300, "2024-12")),
    ],
    "FED_FUNDS_TARGET": [('=FED_FUNDS_TARGET("2023-07-27","mid")', lambda r: (
        r.macro("DFEDTARU")["2023-07-27"] + r.macro("DFEDTARL")["2023-07-27"]) / 200)],
    "POLICY_MOVES": [
        ('=POLICY_MOVES("2022")', lambda r: 100 * (
            r.macro("DFEDTARU")["2022-12-31"] - r.macro("DFEDTARU")["2021-12-31"])),
        ('=POLICY_MOVES("2025","cuts")',
         lambda r: int((r.macro("DFEDTARU").diff()["2025"] < 0).sum())),
    ],
    "FED_BALANCE_CHANGE": [('=FED_BALANCE_CHANGE("2022-04-13","2024-11-30")', lambda r: 1e6 * (
        r.macro("WALCL")[:"2024-11-30"].iloc[-1] - r.macro("WALCL")[:"2022-04-13"].iloc[-1]))],
    "NFP_CHANGE": [
        ('=NFP_CHANGE("2024-07")', lambda r: r.macro("PAYEMS").diff()["2024-07-01"]),
        ('=NFP_CHANGE("2024-10","first")', lambda r: nfp_first(r, "2024-10-01")),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("MACRO", "XXXX"), "#N/A", "XXXX"),
    (("MACRO", "DGS10", None, "first"), "#N/A", "no vintages"),
    (("MACRO", "DGS11", None, "first"), "#N/A", "Did you mean DGS1"),
    (("MACRO_CHANGE", "DGS10", "valley"), "#VALUE!", "Also: 1M, 12M, peak"),
    (("FED_BALANCE_CHANGE", "2030-01-01", "2030-06-30"), "#N/A", "still to come"),
    (("POLICY_MOVES", "2007"), "#N/A", "DFEDTARU"),
    (("NFP_CHANGE", "2026-06"), "#N/A", "not both published"),
    (("NFP_CHANGE", "2024"), "#VALUE!", "is not one month"),
]
