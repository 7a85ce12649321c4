"""Calls on sectors, scored by what the sectors did in the month."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs
from rotationxl_workbooks.design import DASH, PERCENT, WHOLE, heads, line, section
from rotationxl_workbooks.inputs import Input

_HINT = "A sector fund such as XLI, or a sector's name."
UP = tuple(
    Input(f"outperform_{place}", "Outperform", ticker, _HINT, "sectors")
    for place, ticker in enumerate(("XLC", "XLI", "XLV"), 1)
)
DOWN = tuple(
    Input(f"underperform_{place}", "Underperform", ticker, _HINT, "sectors")
    for place, ticker in enumerate(("XLY", "XLRE", "XLU"), 1)
)
INPUTS = (*UP, *DOWN)
RIGHT, WRONG = "right", "wrong"


def panel(sheet: Worksheet, row: int) -> None:
    """Write the calls with what came of them; 10 rows in J to P.

    Names how many could be scored `calls_scored` and how many of them were right `calls_right`.
    """
    section(sheet, f"J{row}:P{row}", "Sector calls, scored over the month")
    heads(
        sheet,
        f"J{row + 1}:P{row + 1}",
        ["Call", "Return", "Minus SPY", "Same, 3 m", "Rank", "Score"],
    )
    first, last = row + 2, row + 1 + len(INPUTS)
    for place, one in enumerate(INPUTS, first):
        ticker = f"$K{place}"
        calls = (
            (f"SECTOR_RETURN({ticker},month,,as_of)", PERCENT),
            (f'SECTOR_RETURN({ticker},month,,as_of)-ASSET_RETURN("SPY",month,,as_of)', PERCENT),
            (
                f'SECTOR_RETURN({ticker},months_3,,as_of)-ASSET_RETURN("SPY",months_3,,as_of)',
                PERCENT,
            ),
            (f"SECTOR_RANK({ticker},month,,as_of)", WHOLE),
        )
        # What is typed may be no sector: a dash also then.
        values = [
            (f'=IF(month_begun,IFERROR({call},"{DASH}"),"{DASH}")', shown) for call, shown in calls
        ]
        sign = ">" if one in UP else "<"
        score = f'=IF(ISNUMBER(M{place}),IF(M{place}{sign}0,"{RIGHT}","{WRONG}"),"{DASH}")'
        line(sheet, f"J{place}:P{place}", one.label, [*values, (score, "General")])
        inputs.put(sheet, f"K{place}", one)
    design.colour_signs(sheet, f"L{first}:N{last}")
    _score(sheet, last + 1, first)


def _score(sheet: Worksheet, row: int, first: int) -> None:
    right = "+".join(f'(P{place}="{RIGHT}")' for place in range(first, row))
    scored = f"COUNT(M{first}:M{row - 1})"
    line(sheet, f"J{row}:P{row}", "Calls right, and calls scored", [
        (f"={right}", WHOLE), (f"={scored}", WHOLE)
    ], strong=True)  # fmt: skip
    design.name_cell(sheet, "calls_right", f"O{row}")
    design.name_cell(sheet, "calls_scored", f"P{row}")


def words() -> str:
    """Return the expression for the score as a sentence."""
    said = 'calls_right&" of "&calls_scored&" sector calls came right."'
    return f'IF(calls_scored>0,{said},"")'
