# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `claims`."""

from typing import Any

import numpy as np

from families.raw import Bad, Oracles, Raw, change, common, monthly, serial

NOVEMBER_8, NOVEMBER_30, DECEMBER_1 = 45604, 45626, 45627


def find_date(raw: Raw, ticker: str, low: float, high: float, *days: str, basis: str = "") -> Any:
    """Try every session: the return since the anchor lies between low and high."""
    series = raw.close(ticker) if basis == "price" else raw.series(ticker)
    anchor, start, finish = days
    base = series[:anchor].iloc[-1]
    found = [
        [serial(day)] for day, p in series[start:finish].items() if low <= p / base - 1 <= high
    ]
    return found or "#N/A"


def find_month(raw: Raw, claimed: float, first: str, last: str, *tickers: str) -> int:
    frame = common(raw, *tickers)
    moves = monthly(frame)
    move = moves.iloc[:, 0] - (moves.iloc[:, 1] if len(tickers) > 1 else 0)
    nearest = (move[first:last] - claimed).abs().idxmin()
    return serial(frame.loc[str(nearest)].index[-1])


def basis(raw: Raw, ticker: str, half: float, claimed: float, start: str, finish: str) -> str:
    price = abs(change(raw.close(ticker), start, finish) - claimed) <= half
    total = abs(change(raw.total(ticker), start, finish) - claimed) <= half
    return {(True, True): "both", (True, False): "price", (False, True): "total"}.get(
        (price, total), "neither"
    )


def verdicts(*rows: str) -> list[Any]:
    """Return cases from `claimed; actual; tolerance; verdict`, worked out by hand."""
    cases = []
    for row in rows:
        claimed, actual, tolerance, verdict = (word.strip() for word in row.split(";"))
        text = f'"{claimed}"' if not claimed.startswith("=") else claimed[1:]
        cases.append((f"=CLAIM_CHECK({text},{actual},{tolerance})", lambda _, v=verdict: v))
    return cases


ORACLES: Oracles = {
    "CLAIM_CHECK": verdicts(
        # within half a unit of the last printed digit, the half itself included
        "5.4%; 0.0544; ; CONFIRMED",
        "5.4%; 0.05449; ; CONFIRMED",
        "2.0%; 0.0205; ; CONFIRMED",
        "2.0%; 0.0195; ; CONFIRMED",
        "2.0%; 0.0206; ; CLOSE",
        # five tolerances are 0.25 points, 10% of the claim 0.54
        "5.4%; 0.0594; ; CLOSE",
        "5.4%; 0.0595; ; OFF",
        "0.2%; 0.0045; ; CLOSE",
        "0.2%; 0.0046; ; OFF",
        "0; 2; ; CLOSE",
        "0; -3; ; OFF",
        "5.4%; -0.001; ; CONTRADICTED",
        "-2.4%; 0.0653; ; CONTRADICTED",
        # within the tolerance the sign does not matter
        "0.1%; -0.0001; 0.002; CONFIRMED",
        "0.1%; -0.0002; 0.001; CONTRADICTED",
        "5.4%; 0; ; OFF",
        # a tolerance is in the units of the actual value
        "5.4%; 0.06; 0.01; CONFIRMED",
        "5.4%; 0.104; 0.01; CLOSE",
        "5.4%; 0.1041; 0.01; OFF",
        "5.4%; 0.05401; 0; CLOSE",
        # units
        "25 bp; 25.4; ; CONFIRMED",
        "25 bp; 0.0025; ; OFF",
        "36.75x; 36.754; ; CONFIRMED",
        "200k; 200499; ; CONFIRMED",
        "200k; 200501; ; CLOSE",
        "$1.5 trillion; 1549000000000; ; CONFIRMED",
        "2,442.74; 2442.74; ; CONFIRMED",
        # comparisons have no tolerance
        ">4.5%; 0.0451; ; CONFIRMED",
        ">4.5%; 0.045; ; CONTRADICTED",
        ">4.5%; 0.0449; 0.01; CONTRADICTED",
        ">=4.5%; 0.045; ; CONFIRMED",
        "<=3; 3; ; CONFIRMED",
        "<=3; 4; ; CONTRADICTED",
        "<-1500000000000; -1560000000000; ; CONFIRMED",
        "over 4.5%; 0.044; ; CONTRADICTED",
        # typed numbers
        "=0.054; 0.0544; ; CONFIRMED",
        "=3; 3.4; ; CONFIRMED",
        "=3; 3.6; ; CLOSE",
        # dates: within the printed period; close within 75 days of the middle of a month
        f"November 2024; {NOVEMBER_30}; ; CONFIRMED",
        f"November 2024; {DECEMBER_1}; ; CLOSE",
        "November 2024; 45686; ; CLOSE",
        "November 2024; 45687; ; OFF",
        f"November 8, 2024; {NOVEMBER_8}; ; CONFIRMED",
        f"November 8, 2024; {NOVEMBER_8 + 2}; ; CLOSE",
        f"November 8, 2024; {NOVEMBER_8 + 3}; ; OFF",
        f"November 8, 2024; {NOVEMBER_8 + 3}; 3; CONFIRMED",
        f"November 8, 2024; {NOVEMBER_8 + 15}; 3; CLOSE",
        f"November 8, 2024; {NOVEMBER_8 + 16}; 3; OFF",
        f"November 2024; {NOVEMBER_30 + 3}; 3; CONFIRMED",
        "Q1 2023; 45016; ; CONFIRMED",
        "Q1 2023; 45260; ; OFF",
        # a bare year is one where the actual value can be a date
        f"2024; {NOVEMBER_8}; ; CONFIRMED",
        f"=2024; {NOVEMBER_8}; ; CONFIRMED",
        "2024; 2024.3; ; CONFIRMED",
        "2,024; 45604; ; OFF",
        # truth
        "TRUE; TRUE; ; CONFIRMED",
        "TRUE; FALSE; ; CONTRADICTED",
        "=FALSE; FALSE; ; CONFIRMED",
        # nothing to compare with
        "5.4%; #N/A; ; NO DATA",
        "5.4%; #DIV/0!; ; NO DATA",
        "5.4%; ; ; NO DATA",
        '5.4%; ""; ; NO DATA',
        "Q1 2023; #N/A; ; NO DATA",
    ),
    "CLAIM_FIND_DATE": [
        ('=CLAIM_FIND_DATE("IWC","12%","2025-11-20","2025-11-21","2025-12-24")',
         lambda r: find_date(r, "IWC", 0.115, 0.125, "2025-11-20", "2025-11-21", "2025-12-24")),
        ('=CLAIM_FIND_DATE("SPY",">5%","2024-08-04","2024-08-05","2024-12-31",,"price")',
         lambda r: find_date(r, "SPY", 0.05, 9, "2024-08-04", "2024-08-05", "2024-12-31", basis="price")),
        ('=CLAIM_FIND_DATE("^RUT",0.1,"2024-11","2024-01","2025-11",0.03)',
         lambda r: find_date(r, "^RUT", 0.07, 0.13, "2024-11-30", "2024-11-30", "2025-11-30")),
        ('=CLAIM_FIND_DATE("SPY","250 bp","2024-12-31","2025-01","2025-03")',
         lambda r: find_date(r, "SPY", 0.02495, 0.02505, "2024-12-31", "2025-01-01", "2025-03-31")),
        ('=CLAIM_FIND_DATE("SPY","0%","2025-01-03","2025-01-03","2025-01-03")',
         lambda r: [[serial(r.close("SPY")["2025-01-03":"2025-01-03"].index[0])]]),
    ],
    "CLAIM_FIND_MONTH": [
        ('=CLAIM_FIND_MONTH("R2000","2.7%","2024-01","2025-11")',
         lambda r: find_month(r, 0.027, "2024-01", "2025-11", "IWN", "IWO")),
        ('=CLAIM_FIND_MONTH("^RUT","-5%","2015","2025")',
         lambda r: find_month(r, -0.05, "2015-01", "2025-12", "^RUT")),
        ('=CLAIM_FIND_MONTH("IWD/SPY","+0.5 pp","2020-06-15","2023-02")',
         lambda r: find_month(r, 0.005, "2020-06", "2023-02", "IWD", "SPY")),
        ('=CLAIM_FIND_MONTH("SPY",">3%","2022-01","2025-11")', lambda r: (
            lambda m: serial(r.total("SPY")[str(m[m > 0.03].idxmin())].index[-1])
        )(monthly(r.total("SPY"))["2022-01":"2025-11"])),
    ],
    "CLAIM_BASIS": [
        ('=CLAIM_BASIS("IWD","2024","14.2%")',
         lambda r: basis(r, "IWD", 0.0005, 0.142, "2023-12-31", "2024-12-31")),
        ('=CLAIM_BASIS("RSP","2025-11","1.7%")',
         lambda r: basis(r, "RSP", 0.0005, 0.017, "2025-10-31", "2025-11-30")),
        ('=CLAIM_BASIS("SPY","2023",0.2)',
         lambda r: basis(r, "SPY", 0.05, 0.2, "2022-12-31", "2023-12-31")),
        ('=CLAIM_BASIS("^GSPC","2024",">1%")', lambda r: "price" if change(
            r.close("^GSPC"), "2023-12-31", "2024-12-31") > 0.01 else "neither"),
        ('=CLAIM_BASIS("TLT","2024","99%")', lambda _: "neither"),
    ],
}  # fmt: skip

BAD: list[Bad] = [
    (("CLAIM_CHECK", "yes", 1.0), "#VALUE!", "claimed: 'yes' is no figure that can be read"),
    (("CLAIM_CHECK", "5,4%", 1.0), "#VALUE!", "5.4%, +3.0 pp"),
    (("CLAIM_CHECK", "2024-13", 1.0), "#VALUE!", "has no month 13"),
    (("CLAIM_CHECK", None, 1.0), "#VALUE!", "claimed: is needed"),
    (("CLAIM_CHECK", "5%", True), "#VALUE!", "actual: a number is needed"),
    (("CLAIM_CHECK", "5%", "Leading"), "#VALUE!", "actual: 'Leading' is not a number"),
    (("CLAIM_CHECK", "TRUE", 0.5), "#VALUE!", "actual: TRUE or FALSE is claimed"),
    (("CLAIM_CHECK", "Q1 2023", -3), "#VALUE!", "actual: "),
    (("CLAIM_CHECK", "5%", [[1.0, 2.0]]), "#VALUE!", "actual: give one cell"),
    (("CLAIM_CHECK", "5%", 0.05, -1), "#VALUE!", "tolerance: must be 0 or more"),
    (("CLAIM_CHECK", "5%", np.inf), "#VALUE!", "actual: a finite number"),
    (
        ("CLAIM_FIND_DATE", "SPY", "Q1 2023", "2024-11", "2024-12", "2025"),
        "#VALUE!",
        "claimed: a return",
    ),
    (
        ("CLAIM_FIND_DATE", "SPY", "900%", "2024-11-05", "2024-11", "2024-12"),
        "#N/A",
        "it lay between",
    ),
    (
        ("CLAIM_FIND_DATE", "SPY", "5%", "1990-01-01", "2024-11", "2024-12"),
        "#N/A",
        "data begin 2000-01-03",
    ),
    (("CLAIM_FIND_DATE", "SPY", "5%", "2024-11-05", "2024-12", "2024-11"), "#VALUE!", "start: "),
    (("CLAIM_FIND_DATE", "SPY", "5%", "2024-11-05", "2024-10", "2024-10"), "#N/A", "on no session"),
    (
        ("CLAIM_FIND_DATE", "^RUT", "5%", "2024-11-05", "2024-11", "2025", None, "total"),
        "#VALUE!",
        "price returns only",
    ),
    (("CLAIM_FIND_MONTH", "SPY", "yes", "2024-01", "2024-12"), "#VALUE!", "claimed: "),
    (("CLAIM_FIND_MONTH", "SPY", ">900%", "2024-01", "2024-12"), "#N/A", "in no month"),
    (
        ("CLAIM_FIND_MONTH", "XLC", "1%", "2010-01", "2010-12"),
        "#N/A",
        "no month from start to finish",
    ),
    (("CLAIM_BASIS", "SPY", "2024", "TRUE"), "#VALUE!", "claimed: a return"),
    (("CLAIM_BASIS", "NOSUCH", "2024", "5%"), "#N/A", "NOSUCH"),
]
