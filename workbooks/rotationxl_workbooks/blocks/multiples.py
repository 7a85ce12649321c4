"""Price/earnings multiples that a user types, and what they say of each other."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs
from rotationxl_workbooks.blocks.small_caps import HALF_YEARS
from rotationxl_workbooks.design import DASH, PERCENT, SHARE, heads, line, or_dash, section
from rotationxl_workbooks.inputs import Input

_HINT = "A price/earnings multiple, such as 16.2."
_SHOWN = '0.0"x"'
SMALL = Input("pe_small", "Small companies", 36.75, _HINT, shown=_SHOWN)
MEAN = Input("pe_mean", "Their mean of 20 years", 16.16, _HINT, shown=_SHOWN)
GROWTH = Input("pe_growth", "Large growth", 28.0, _HINT, shown=_SHOWN)
VALUE = Input("pe_value", "Large value", 17.0, _HINT, shown=_SHOWN)
_TYPED = (SMALL, MEAN, GROWTH, VALUE)
_PAST = tuple(
    Input(f"pe_past_{number}", f"Past multiple {number} of small companies", None,
          "A price/earnings multiple of the past, such as 16.2; may be left blank.",
          shown=_SHOWN, optional=True)
    for number in range(1, 11)
)  # fmt: skip
INPUTS = (*_TYPED, *_PAST)
_STATED = {SMALL: "IWM", GROWTH: "IVW", VALUE: "IVE"}


def panel(sheet: Worksheet, row: int) -> None:
    """Write the multiples, their gaps and a percentile; 14 rows in B to H.

    Needs the named cell `relative_place`.
    """
    section(sheet, f"B{row}:H{row}", "Valuation: price/earnings")
    heads(sheet, f"B{row + 1}:H{row + 1}", ["", "Typed", "Stated"])
    for place, one in enumerate(_TYPED, row + 2):
        ticker = _STATED.get(one)
        stated = f'VALUATION("{ticker}","pe",report_day)'
        shown = or_dash(stated, "month_begun") if ticker else f'="{DASH}"'
        line(sheet, f"B{place}:H{place}", one.label, [("", _SHOWN), (shown, _SHOWN)])
        inputs.put(sheet, f"G{place}", one)
    rows = {
        "Small companies over their mean, times": ("VALUATION_GAP(pe_small,pe_mean)", "0.00"),
        "Price change back to that mean": ('VALUATION_GAP(pe_mean,pe_small,"pct")', PERCENT),
        "Growth over value, times": ("VALUATION_GAP(pe_growth,pe_value)", "0.00"),
        "Small companies, discount rate +100 bp": ("PE_SHOCK(pe_small,100)", PERCENT),
        f"Share of {HALF_YEARS + 1} half-years when small stood lower relative to large": (
            "relative_place", SHARE,
        ),
        "Share of past multiples, typed below, that small companies top": (
            "PERCENTILE_RANK(pe_small,pe_past)", SHARE,
        ),
    }  # fmt: skip
    # What is typed may be no multiple: a dash then.
    for place, (label, (call, shown)) in enumerate(rows.items(), row + 6):
        line(sheet, f"B{place}:H{place}", label, [(f'=IFERROR({call},"{DASH}")', shown)])
    _past(sheet, row + 12)


def _past(sheet: Worksheet, row: int) -> None:
    columns = "DEFGH"
    for place, one in enumerate(_PAST):
        down, along = divmod(place, len(columns))
        inputs.put(sheet, f"{columns[along]}{row + down}", one)
    design.put(sheet, f"B{row}:C{row}", "Past multiples, to be typed", "Label")
    design.name_cell(sheet, "pe_past", f"D{row}:H{row + 1}")
