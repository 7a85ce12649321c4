"""How the figure of a claim is shown: its number formats, and the same as text for sentences."""

import re
from dataclasses import dataclass, replace

import rotationxl.functions  # noqa: F401 (declares them)
from rotationxl.articles import PrintedClaim
from rotationxl.figures import Claim, Figure, read_claim, year_of
from rotationxl.registry import FUNCTIONS
from rotationxl_workbooks import design, workings

CALL = re.compile(r"([A-Z]+(?:_[A-Z]+)*)\(([^()]*)\)")
"""A call of one of our functions: its name and its arguments."""
_DIFFERENCE = re.compile(r"_SPREAD\(|\)-[A-Z]")
"""What formulas have that give one return minus another."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What figures of one kind look like."""

    actual: str
    """Number format of what the data say."""
    gap: str
    """Number format of how far off that is, times `scale`."""
    unit: str
    """What a tolerance is in, times `scale`."""
    words: str
    """The expression that gives the figure as text, {0} the cell that holds it."""
    scale: int = 1
    times: int = 1
    """What the functions' figure is multiplied by in its cell; `scale` goes on from there."""
    digits: int = 2
    """Digits of a gap: one that is nothing must not show as -0.00."""

    def in_cell(self, printed: Figure) -> float:
        """Return what was printed as the cell of the data has it."""
        return round(printed.value * self.times, 10)


def _plain(number: str, words: str) -> Shape:
    return Shape(number, f"+{number};-{number};0", "", words)


PERCENT = Shape("0.00%", '+0.00" pp";-0.00" pp";0.00" pp"', " pp", 'FIXED({0}*100,2)&"%"', 100)
POINTS = Shape(PERCENT.gap, PERCENT.gap, " pp", 'FIXED({0},2)&" pp"', times=100)
DATE = Shape(
    design.DAY, '+0" days";-0" days";0" days"', " days", workings.iso("{0}")
)  # fmt: skip
TRUTH = Shape("General", "General", "", "{0}")
_BASIS_POINTS = Shape('0.0" bp"', '+0.0" bp";-0.0" bp";0.0" bp"', " bp", 'FIXED({0},1)&" bp"')
_TRILLIONS = Shape(design.TRILLIONS_MOVE, design.TRILLIONS_MOVE, "", '"$"&FIXED({0}/10^12,2)&" tn"')
_THOUSANDS = Shape(design.THOUSANDS, design.THOUSANDS, "k", 'FIXED({0},0)&"k"')
_DOLLARS = Shape(design.DOLLARS, "+$0.00;-$0.00;$0.00", " dollars", '"$"&FIXED({0},2)')
_PRICE = _plain("#,##0.00", "FIXED({0},2)")
_WHOLE = _plain("#,##0", "FIXED({0},0)")
_RATIO = _plain("0.00", "FIXED({0},2)")
_SLOPE = replace(_plain("0.000", "FIXED({0},3)"), digits=4)
_SHARES = _plain('#,##0.0,," m"', 'FIXED({0}/10^6,1)&" m"')
_OF_UNIT = {
    "decimal": PERCENT, "share": PERCENT, "date": DATE, "TRUE or FALSE": TRUTH, "USD": _TRILLIONS,
    "thousands": _THOUSANDS, "price": _PRICE, "bp": _BASIS_POINTS, "count": _WHOLE,
    "rank": _WHOLE, "table": _WHOLE, "ratio": _RATIO, "correlation": _RATIO,
    "FRED units": _WHOLE,
}  # fmt: skip
# What an option of the call decides: the text that tells it, and the shape.
_OF_OPTION = (
    ('"volume"', _SHARES), ('"pct"', PERCENT), ('_MOVES("2025","cuts")', _WHOLE),
    ('"bp"', _BASIS_POINTS), ("RATE_BETA", _SLOPE), ("SEASONAL_AVG", PERCENT),
    ("DTWEXBGS", PERCENT), ("DCOILWTICO", _DOLLARS),
)  # fmt: skip


def shape(claim: PrintedClaim) -> Shape:
    """Return what the figures of a claim look like: as it was printed, else as its function's."""
    printed = claimed(claim)
    if isinstance(printed, Figure) and printed.unit in {"%", "bp"}:
        in_percent = POINTS if "pp" in claim.claimed else PERCENT
        return in_percent if printed.unit == "%" else _BASIS_POINTS
    if _DIFFERENCE.search(claim.formula):
        return POINTS
    of_option = next((one for text, one in _OF_OPTION if text in claim.formula), None)
    if of_option:
        return of_option
    names = [name for name, _ in CALL.findall(claim.formula) if name in FUNCTIONS]
    return _OF_UNIT.get(FUNCTIONS[names[0]].unit, _RATIO) if names else _RATIO


def claimed(claim: PrintedClaim) -> Claim | None:
    """Return what was printed in the units of the functions; None where nothing was."""
    printed = read_claim(claim.claimed, claim.id) if claim.claimed else None
    if isinstance(printed, Figure) and printed.unit == "year" and _unit(claim) == "date":
        return year_of(printed)
    return printed


def _unit(claim: PrintedClaim) -> str:
    return next((FUNCTIONS[n].unit for n, _ in CALL.findall(claim.formula) if n in FUNCTIONS), "")
