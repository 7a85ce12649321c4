# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `regimes`; the rules are written by hand for pandas."""

from typing import Any

import pandas as pd

from families.raw import Bad, Oracles, Raw, common, monthly


def known(raw: Raw, days: Any) -> pd.DataFrame:
    """Return the last observation of some series on or before each day."""
    series = {code: raw.macro(code) for code in ("DGS10", "DGS2", "UNRATE", "DFF")}
    series["SLOPE"] = (series["DGS10"] - series["DGS2"]).dropna().round(8)
    return pd.DataFrame({c: s.reindex(days, method="ffill") for c, s in series.items()}, days)


def truth(frame: Any, condition: str) -> Any:
    return frame.eval(condition)


def on(raw: Raw, condition: str, day: str) -> bool:
    return bool(truth(known(raw, pd.DatetimeIndex([day])), condition).iloc[0])


def share(raw: Raw, condition: str, first: str, last: str) -> float:
    sessions = raw.close("SPY")[first:last].index
    return float(truth(known(raw, sessions), condition).mean())


def months(raw: Raw, condition: str, a: str, b: str, first: str, last: str | None) -> Any:
    """Return the spreads of all months but the unfinished one, and where the rule held before."""
    moves = monthly(common(raw, a, b)).iloc[1:-1]
    spreads = (moves[a] - moves[b])[first:last]
    before = known(raw, spreads.index.to_timestamp() - pd.Timedelta(days=1))
    is_known = before.notna().all(axis=1).to_numpy()
    return spreads[is_known], truth(before[is_known], condition).to_numpy()


def mean(found: Any) -> float:
    spreads, held = found
    return float(spreads[held].mean())


def mean_without(found: Any) -> float:
    spreads, held = found
    return float(spreads[~held].mean())


ORACLES: Oracles = {
    "REGIME": [
        ('=REGIME("10Y>4.5 AND T10Y2Y>0","2024-11-30")', lambda r: (
            r.macro("DGS10")[:"2024-11-30"].iloc[-1] > 4.5
            and r.macro("T10Y2Y")[:"2024-11-30"].iloc[-1] > 0)),
        ('=REGIME("10Y>4.5 or not 2y<=4.6","2023-10-22")',
         lambda r: on(r, "DGS10 > 4.5 or not DGS2 <= 4.6", "2023-10-22")),
        ('=REGIME("NOT (UNRATE>=4 OR 10Y-2Y>-0.5) AND DFF>5","2023-06-30")',
         lambda r: on(r, "not (UNRATE >= 4 or SLOPE > -0.5) and DFF > 5", "2023-06-30")),
    ],
    "REGIME_SHARE": [
        ('=REGIME_SHARE("10Y>4","2024")', lambda r: share(r, "DGS10 > 4", "2024-01-01", "2024-12-31")),
        ('=REGIME_SHARE("10Y-2Y<=0.25 AND (UNRATE<4 OR DFF>4.5)","2022-03-15:2025-02-14")',
         lambda r: share(r, "SLOPE <= 0.25 and (UNRATE < 4 or DFF > 4.5)", "2022-03-15", "2025-02-14")),
        ('=REGIME_SHARE("2Y>10Y","2004:2025Q2")',
         lambda r: share(r, "DGS2 > DGS10", "2004-01-01", "2025-06-30")),
    ],
    "REGIME_SPREAD": [
        ('=REGIME_SPREAD("10Y>4","SP500","2003-02","2025-06")', lambda r: mean(
            months(r, "DGS10 > 4", "IVE", "IVW", "2003-02", "2025-06"))),
        ('=REGIME_SPREAD("10Y-2Y<0 OR UNRATE>6",,,,FALSE)', lambda r: mean_without(
            months(r, "SLOPE < 0 or UNRATE > 6", "IWD", "IWF", "1980", None))),
        ('=REGIME_SPREAD("NOT DFF>2","RUT-SPX","2001-05-20","2024-11-20","diff")', lambda r: (
            lambda found: mean(found) - mean_without(found))(
            months(r, "not DFF > 2", "^RUT", "^GSPC", "2001-05", "2024-10"))),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("REGIME", "10Y>>4.5"), "#VALUE!", "10Y>>4.5: expected a number at character 5"),
    (("REGIME", "(10Y>4", "2024-11-29"), "#VALUE!", "bracket of character 1"),
    (("REGIME", "7Y>4"), "#VALUE!", "'7Y' is not a tenor"),
    (("REGIME", "NOSUCH>4"), "#N/A", "NOSUCH"),
    (("REGIME", "DFEDTARU>4", "2000-01-03"), "#N/A", "DFEDTARU: observations begin"),
    (("REGIME", "2>1 OR DFEDTARU>4", "2000-01-03"), "#N/A", "DFEDTARU: observations begin"),
    (("REGIME_SHARE", "DFEDTARU>4", "2008"), "#N/A", "DFEDTARU: observations begin"),
    (("REGIME_SHARE", "10Y>4", "2030"), "#N/A", "2030 had not begun"),
    (("REGIME_SHARE", "10Y>4", "1950"), "#N/A", "data begin"),
    (("REGIME_SPREAD", "10Y>4", "R100"), "#VALUE!", "Did you mean R1000?"),
    (("REGIME_SPREAD", "10Y>40"), "#N/A", "the rule leaves no month"),
    (("REGIME_SPREAD", "10Y<40", None, None, None, "diff"), "#N/A", "the rule leaves no month"),
    (
        ("REGIME_SPREAD", "10Y>4", None, None, None, "both"),
        "#VALUE!",
        "neither TRUE nor FALSE. Also: diff",
    ),
    (("REGIME_SPREAD", "10Y>4", None, "2024-11", "2024-10"), "#VALUE!", "lies after finish"),
    (("REGIME_SPREAD", "10Y>4", None, "2026-01", "2026-01"), "#N/A", "no complete month"),
    (("REGIME_SPREAD", "10Y>4", None, None, "2000-03"), "#N/A", "no complete month"),
    (
        ("REGIME_SPREAD", "DFEDTARU>4", None, None, "2005-01"),
        "#N/A",
        "DFEDTARU: observations begin",
    ),
]
