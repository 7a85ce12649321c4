# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `style`."""

from families.raw import Bad, Oracles, Raw, change, common, monthly, rank, serial, spread


def spread_rows(raw: Raw, a: str, b: str, first: str, last: str) -> list[list[float]]:
    frame = common(raw, a, b)
    moves, ends = monthly(frame), frame.index.to_series().groupby(frame.index.to_period("M")).last()
    return [
        [serial(ends[month]), row[a], row[b], row[a] - row[b]]
        for month, row in moves[first:last].iterrows()
    ]


ORACLES: Oracles = {
    "STYLE_SPREAD": [
        ('=STYLE_SPREAD("2024-07")',
         lambda r: spread(r, "IWD", "IWF", "2024-06-30", "2024-07-31")),
        ('=STYLE_SPREAD("2024-12:2025-11","R2000")',
         lambda r: spread(r, "IWN", "IWO", "2024-11-30", "2025-11-30")),
    ],
    "SIZE_SPREAD": [('=SIZE_SPREAD("2023","RUT-SPX")',
                     lambda r: spread(r, "^RUT", "^GSPC", "2022-12-31", "2023-12-31"))],
    "SPREAD": [('=SPREAD("XLY","XLP","2024Q4")',
                lambda r: spread(r, "XLY", "XLP", "2024-09-30", "2024-12-31"))],
    "STYLE_SPREAD_RANK": [('=STYLE_SPREAD_RANK("2025-08",36)', lambda r: rank(
        (lambda m: (m["IWD"] - m["IWF"]).abs())(monthly(common(r, "IWD", "IWF")))[:"2025-08"][-36:]))],
    "STYLE_SPREAD_Z": [('=STYLE_SPREAD_Z("2025-08",60,"CRSP")', lambda r: (lambda s: (
        (s.iloc[-1] - s.iloc[-61:-1].mean()) / s.iloc[-61:-1].std()))(
        (lambda m: m["VTV"] - m["VUG"])(monthly(common(r, "VTV", "VUG")))[:"2025-08"]))],
    "SPREAD_HISTORY": [('=SPREAD_HISTORY("R2000-SP500","2024-07","2024-12",FALSE)',
                        lambda r: spread_rows(r, "IWM", "SPY", "2024-07", "2024-12"))],
    "EW_CW_SPREAD": [('=EW_CW_SPREAD("2023")',
                      lambda r: spread(r, "RSP", "SPY", "2022-12-31", "2023-12-31"))],
    "TOP_REST_SPREAD": [('=TOP_REST_SPREAD("2024-07",0.58)', lambda r: (
        lambda top, index: top - (index - 0.58 * top) / 0.42)(
        change(r.total("XLG"), "2024-06-30", "2024-07-31"),
        change(r.total("SPY"), "2024-06-30", "2024-07-31")))],
    "FACTOR_SPREAD": [('=FACTOR_SPREAD("low_vol","2024","QQQ")',
                       lambda r: spread(r, "USMV", "QQQ", "2023-12-31", "2024-12-31"))],
}  # fmt: skip

BAD: list[Bad] = [
    (("STYLE_SPREAD", "2024-13"), "#VALUE!", "no month 13"),
    (("STYLE_SPREAD", "2026-06"), "#N/A", "2026-06 had not begun on 2026-01-08"),
    (("STYLE_SPREAD", "1999-06"), "#N/A", "data begin"),
    (("STYLE_SPREAD", "2024-11", "R100"), "#VALUE!", "Did you mean R1000?"),
    (("STYLE_SPREAD", "2024-11", None, "gross"), "#VALUE!", "basis: 'gross'"),
    (("STYLE_SPREAD", "2024-11", None, None, "1999-12-31"), "#N/A", "had not begun on 1999-12-31"),
    (("STYLE_SPREAD", "3M", None, None, "1999-12-31"), "#N/A", "data begin"),
    (("SIZE_SPREAD", "2024-11", "RUT-SPX", "total"), "#VALUE!", "basis: ^RUT is an index"),
    (("SPREAD", "QQQ", "^GSPC", "2024", "total"), "#VALUE!", "basis: ^GSPC is an index"),
    (("STYLE_SPREAD_Z", "2024-11", 1), "#VALUE!", "months: at least 2"),
    (("TOP_REST_SPREAD", "2024-11", 1), "#VALUE!", "top_weight: must lie between 0 and 1"),
    (("FACTOR_SPREAD", "momentun", "2024"), "#VALUE!", "Did you mean MOMENTUM?"),
]
