"""The sheet Claims: one row a claim, its formula computed, and the verdict on it."""

from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl import days
from rotationxl.articles import PrintedClaim, claims
from rotationxl.figures import Figure, PrintedDate
from rotationxl_workbooks import design
from rotationxl_workbooks.blocks import claim_shapes
from rotationxl_workbooks.blocks.claim_searches import basis_that_fits, judged_on, would_fit
from rotationxl_workbooks.design import DASH, DAY, or_dash

TITLE = "Claims"
FIRST_ROW = 6
_WIDTHS = (1.5, 7, 8, 38, 16, 12, 12, 11, 17, 11, 9, 12, 15, 37, 28)
_HEADS = (
    "Article", "Claim", "What the article says", "Figure", "The data say", "Gap", "Tolerance",
    "Verdict", "Nearest", "Basis", "Judged on", "Kind", "Formula", "Note",
)  # fmt: skip
_MONTH = "yyyy-mm"
_LINE, _MARGIN = 12.5, 4  # points
_LETTERS = 1.15  # that stand in one unit of a column's width, at 9 points
_AFTER_NUMBERS = "IKLMNO"  # columns of text that stand right of numbers
INSET = Alignment("left", "top", wrap_text=True, indent=1)
"""Where text stands that has numbers to its left."""
_COLOURS = {
    "CONFIRMED": design.PALE_FIRST, "CLOSE": design.PALE_FIRST, "OFF": design.PALE_SECOND,
    "CONTRADICTED": design.PALE_FALL,
}  # fmt: skip


class Row(NamedTuple):
    """A claim and the row that it stands in."""

    claim: PrintedClaim
    number: int

    def cell(self, column: str) -> str:
        """Return how formulas on other sheets call one of its cells."""
        return f"{TITLE}!${column}${self.number}"

    @property
    def actual(self) -> str:
        """Return how other sheets call what the data say."""
        return self.cell("F")

    @property
    def verdict(self) -> str:
        """Return how other sheets call the verdict."""
        return self.cell("I")


def rows() -> dict[str, Row]:
    """Return every claim by its id, with its row."""
    return {claim.id: Row(claim, row) for row, claim in enumerate(claims(), FIRST_ROW)}


def write(book: Workbook) -> None:
    """Add the sheet."""
    sheet = design.add_sheet(book, TITLE, _WIDTHS)
    design.top(sheet, "Claims, one by one")
    note = (
        "Filter the heads by article, verdict or kind. Gap: the data minus the article. Nearest: "
        "the month whose return lies nearest to the figure, which need not fit; of a return since "
        "some day, the first day within a month of the claim's own that it did fit."
    )
    design.put(sheet, "B3", note, "Note")
    head = FIRST_ROW - 1
    design.heads(sheet, f"B{head}:O{head}", _HEADS, left=3)
    for column in _AFTER_NUMBERS:
        design.dress(sheet[f"{column}{head}"], "Column head left")
    design.indent(sheet, f"I{head}:I{head}")
    design.indent(sheet, f"K{head}:O{head}")
    for row in rows().values():
        _row(sheet, row)
    last = FIRST_ROW + len(claims()) - 1
    colour(sheet, f"I{FIRST_ROW}:I{last}")
    sheet.auto_filter.ref = f"B{head}:O{last}"
    sheet.freeze_panes = f"D{FIRST_ROW}"
    design.print_setup(sheet, f"A1:O{last}", f"1:{head}")


def colour(sheet: Worksheet, cells: str) -> None:
    """Fill cells that hold verdicts with the colour of each."""
    first = cells.partition(":")[0]
    for verdict, shade in _COLOURS.items():
        design.shade_where(sheet, cells, f'{first}="{verdict}"', shade)


def _row(sheet: Worksheet, row: Row) -> None:
    claim, at = row
    formula = claim.formula.removeprefix("=")
    day = judged_on(claim.formula)
    texts = {
        "B": claim.article[:3], "C": claim.id, "D": claim.quote, "E": claim.claimed or DASH,
        "H": _tolerance(claim), "L": days.iso(day) if day else DASH, "M": claim.kind,
        "N": formula or DASH, "O": claim.note or DASH,
    }  # fmt: skip
    for column, text in texts.items():
        style = "Definition unit" if column in "EH" else "Definition"
        design.put(sheet, f"{column}{at}", text, style, design.TEXT)
    for column, (value, shown) in _figures(claim, at).items():
        design.put(sheet, f"{column}{at}", value, "Definition unit", shown)
    for column in _AFTER_NUMBERS:
        sheet[f"{column}{at}"].alignment = INSET
    lines = max(
        -(-len(texts[column]) // int(_LETTERS * _WIDTHS[ord(column) - ord("A")]))
        for column in "DNO"
    )
    sheet.row_dimensions[at].height = _LINE * lines + _MARGIN


def _figures(claim: PrintedClaim, at: int) -> dict[str, tuple[str, str]]:
    """Return value and number format of each computed cell, by its column."""
    shape, checked = claim_shapes.shape(claim), claim.is_computable
    return {
        "F": (_actual(claim), shape.actual),
        "G": (_gap(claim, at) if checked else DASH, shape.gap),
        "I": (_verdict(at, shape.times) if checked else DASH, "General"),
        "J": (_unless_confirmed(would_fit(claim), at) if checked else DASH,
              DAY if "FIND_DATE" in would_fit(claim) else _MONTH),
        "K": (_known(basis_that_fits(claim), claim) if checked else DASH, "General"),
    }  # fmt: skip


def verdicts_of(article: str) -> str:
    """Return the cells that hold the verdicts of an article, as other sheets call them."""
    numbers = [row.number for row in rows().values() if row.claim.article.startswith(article)]
    return f"{TITLE}!$I${numbers[0]}:$I${numbers[-1]}"


def date(day: int) -> str:
    """Return the expression for a day."""
    one = days.to_date(day)
    return f"DATE({one.year},{one.month},{one.day})"


def _actual(claim: PrintedClaim) -> str:
    expression = claim.formula.removeprefix("=")
    if not expression:
        return DASH
    if "REBALANCE_TRADES" in expression:
        return or_dash(f"ROWS({expression})")
    shape = claim_shapes.shape(claim)
    if shape.times > 1:
        expression = f"({expression})*{shape.times}"
    if shape is claim_shapes.TRUTH:
        # LibreOffice computes truth values again as it opens a file, also without the add-in.
        expression = f'IF({expression},"TRUE","FALSE")'
    if "NEXT_RECORD" in expression:  # the only one that looks ahead of its day
        expression = f'IF({expression}>as_of_day,"{DASH}",{expression})'
    return _known(expression, claim)


def _known(expression: str, claim: PrintedClaim) -> str:
    """Return the formula that shows a dash before the day on which a claim can be judged."""
    day = judged_on(claim.formula)
    known = f"as_of_day>=MIN({date(day)},last_day)" if day else ""
    return or_dash(expression, known) if expression else DASH


def _gap(claim: PrintedClaim, at: int) -> str:
    printed, shape = claim_shapes.claimed(claim), claim_shapes.shape(claim)
    if isinstance(printed, Figure):
        value = shape.in_cell(printed)
        off = f"ROUND(($F{at}-{value!r})*{shape.scale},{shape.digits})"
    elif isinstance(printed, PrintedDate):
        off = f"MAX(0,$F{at}-{date(printed.last)})-MAX(0,{date(printed.first)}-$F{at})"
    else:
        return DASH
    return f'=IF(ISNUMBER($F{at}),{off},"{DASH}")'


def _tolerance(claim: PrintedClaim) -> str:
    """Return what half a unit of the last printed digit is, or half the length of a date."""
    printed, shape = claim_shapes.claimed(claim), claim_shapes.shape(claim)
    is_comparison = isinstance(printed, Figure) and bool(printed.comparison)
    if not claim.is_computable or printed is None or isinstance(printed, bool) or is_comparison:
        return DASH
    return f"{printed.half * shape.times * shape.scale:g}{shape.unit}"


def _verdict(at: int, times: int) -> str:
    actual = f"$F{at}/{times}" if times > 1 else f"$F{at}"
    return f'=CLAIM_CHECK($E{at},IF($F{at}="{DASH}","",{actual}))'


def _unless_confirmed(expression: str, at: int) -> str:
    known = f'AND($I{at}<>"CONFIRMED",$I{at}<>"NO DATA")'
    return or_dash(expression, known) if expression else DASH
