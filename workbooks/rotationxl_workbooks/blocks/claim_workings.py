"""What the claim audit computes once: counts, the order of the misses, and months alike."""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.figures import Figure, PrintedDate
from rotationxl.functions.claims import VERDICTS
from rotationxl_workbooks import design, workings
from rotationxl_workbooks.blocks import checks, claim_rows, claim_shapes, own_claims
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.claim_rows import Row
from rotationxl_workbooks.design import DASH, PERCENT, heads, line, or_dash, section

ARTICLES = {
    "000": "Value and growth, November 2024",
    "001": "The great rebalancing, January 2026",
    "002": "Small caps and the Fed, December 2025",
    "003": "A record run, November 2024",
    "004": "Year-end rotation, December 2025",
}
"""What the articles are about, by the number that their claims begin with."""
MONTHS = 60
YEARS = range(2001, 2025)
VALUE, GROWTH, SPREAD = "000-01", "000-02", "000-03"
NARROW = "001-03"
_YEAR_OF_DAYS = 365


class Places(NamedTuple):
    """Where other sheets find what they show."""

    counts: str
    """The range of the articles that the chart shows, with its heads."""
    own: int
    """The row of the first arguments of the user's own claims."""


def write(sheet: Worksheet) -> Places:
    """Fill the sheet."""
    design.top(sheet, "Workings")
    row = workings.data_days(sheet, 4)
    counts = row + 1
    row = _misses(sheet, _counts(sheet, row))
    row = checks.write(sheet, _years(sheet, _months(sheet, row)) + 2, _checks())
    own = own_claims.workings(sheet, row)
    sheet.freeze_panes = "A4"
    design.print_setup(sheet, f"A1:I{sheet.max_row}", "1:3")
    return Places(f"B{counts}:H{counts + len(ARTICLES)}", own)


def _checks() -> list[Check]:
    counts = "+".join(f"count_{verdict.lower().replace(' ', '_')}" for verdict in VERDICTS)
    rows = claim_rows.rows()
    value, growth, spread = (rows[identity].actual for identity in (VALUE, GROWTH, SPREAD))
    known = "COUNT(closest_value,closest_growth)=2"
    closest = f'IF({known},closest_value-closest_growth,"{DASH}")'
    return [
        Check("counts", "Figures that got a verdict", counts, "ROWS(claim_ids)"),
        Check("spread", f"What the data say of claim {SPREAD}", spread,
              f"({value}-{growth})*100"),
        Check("closest", "Spread of the closest month", closest,
              "STYLE_SPREAD(closest_month,,,as_of)"),
    ]  # fmt: skip


def checked() -> list[Row]:
    """Return the claims that have a figure and a formula to hold it against."""
    return [row for row in claim_rows.rows().values() if row.claim.is_computable]


def value_of(identity: str) -> float:
    """Return the figure that a claim printed, in the units of the functions."""
    printed = claim_shapes.claimed(claim_rows.rows()[identity].claim)
    assert isinstance(printed, Figure)  # noqa: S101 (chosen so)
    return printed.value


def _counts(sheet: Worksheet, row: int) -> int:
    """Write how many claims of each article got which verdict, and all together."""
    section(sheet, f"B{row}:I{row}", "Verdicts by article")
    heads(sheet, f"B{row + 1}:I{row + 1}", ["Article", "Number", *map(str.capitalize, VERDICTS),
                                           "Checked"], left=1)  # fmt: skip
    first = row + 2
    for place, (number, name) in enumerate(ARTICLES.items(), first):
        cells = claim_rows.verdicts_of(number)
        counted = [f'=COUNTIF({cells},"{verdict}")' for verdict in VERDICTS]
        numbers = [(one, design.WHOLE) for one in (*counted, _sum("DEFGH", place))]
        line(sheet, f"B{place}:I{place}", f"{number}  {name}", [(number, design.TEXT), *numbers])
    total = first + len(ARTICLES)
    sums = [f"=SUM({c}{first}:{c}{total - 1})" for c in "DEFGHI"]
    whole = [(DASH, "General"), *((one, design.WHOLE) for one in sums)]
    line(sheet, f"B{total}:I{total}", "All", whole, strong=True)
    for column, verdict in zip("DEFGHI", (*VERDICTS, "checked"), strict=True):
        name = f"count_{verdict.lower().replace(' ', '_')}"
        design.name_cell(sheet, name, f"{column}{total}")
    return total + 2


def _sum(columns: str, row: int) -> str:
    return f"=SUM({columns[0]}{row}:{columns[-1]}{row})"


def _misses(sheet: Worksheet, row: int) -> int:
    """Write the claims that were checked, how far off each is, and how they compare."""
    rows = checked()
    first, last = row + 2, row + 1 + len(rows)
    section(sheet, f"B{row}:I{row}", "How far off the claims are")
    heads(sheet, f"B{row + 1}:I{row + 1}",
          ["Claim", "The data say", "Miss"])  # fmt: skip
    for place, one in enumerate(rows, first):
        line(sheet, f"B{place}:I{place}", one.claim.id, [
            (_words(one), "General"),
            (_miss(one), f'0.00;"{DASH}"'),
        ])  # fmt: skip
    for name, column in (("ids", "B"), ("words", "H"), ("misses", "I")):
        design.name_cell(sheet, f"claim_{name}", f"{column}{first}:{column}{last}")
    return last + 2


def _words(one: Row) -> str:
    words = claim_shapes.shape(one.claim).words.format(one.actual)
    return f'=IF({one.actual}="{DASH}","{DASH}",{words})'


def _miss(one: Row) -> str:
    """Return the gap against the larger of both figures: 1 where one is 0, 2 at opposite signs.

    Of equal misses of returns the wider gap comes first. Forecasts and claims that hold up come
    after all others. The row's part is too small to be seen and sets equal ones apart.
    """
    printed, shape = claim_shapes.claimed(one.claim), claim_shapes.shape(one.claim)
    gap = f"ABS({one.cell('G')})/{shape.scale}"
    if isinstance(printed, Figure):
        off = f"{gap}/MAX(ABS({one.actual}),{abs(shape.in_cell(printed))!r},10^-9)"
        if shape in {claim_shapes.PERCENT, claim_shapes.POINTS}:
            off += f"+{gap}/{10 * shape.times}"
    elif isinstance(printed, PrintedDate):
        off = f"{gap}/{_YEAR_OF_DAYS}"
    else:
        off = "1"
    if one.claim.kind == "forecast":
        return "=-ROW()"
    failed = f'OR({one.verdict}="OFF",{one.verdict}="CONTRADICTED")'
    return f"=IF({failed},{off}-ROW()/10^9,-ROW())"


def _months(sheet: Worksheet, row: int) -> int:
    """Write the last months with both style funds, and how far each is from article 000."""
    section(sheet, f"B{row}:I{row}", "Which month value and growth of article 000 come closest to")
    heads(sheet, f"B{row + 1}:I{row + 1}",
          ["Month", "First day", "Value (IWD)", "Growth (IWF)", "Mean gap, pp"])  # fmt: skip
    first, last = row + 2, row + 1 + MONTHS
    for place in range(first, last + 1):
        returns = [or_dash(f'ASSET_RETURN("{ticker}",$B{place},,as_of)', "inputs_valid")
                   for ticker in ("IWD", "IWF")]  # fmt: skip
        gaps = f"(ABS(G{place}-{value_of(VALUE)!r})+ABS(H{place}-{value_of(GROWTH)!r}))/2*100"
        line(sheet, f"B{place}:I{place}", f"={workings.year_month(f'$F{place}')}", [
            (f"=EDATE(as_of_day-DAY(as_of_day)+1,-ROWS($A${first}:$A{place})+1)", design.DAY),
            *((one, PERCENT) for one in returns),
            (f"=IF(COUNT(G{place}:H{place})=2,{gaps},1000)", "0.00"),
        ])  # fmt: skip
    for name, column in (("texts", "B"), ("days", "F"), ("value", "G"), ("growth", "H"),
                         ("gaps", "I")):  # fmt: skip
        design.name_cell(sheet, f"alike_{name}", f"{column}{first}:{column}{last}")
    closest = "MATCH(MIN(alike_gaps),alike_gaps,0)"
    return workings.named(sheet, last + 2, "The month that comes closest", [
        ("Its place in the list", "closest", closest, design.WHOLE),
        ("Month", "closest_month", "INDEX(alike_texts,closest)", "General"),
        ("Its first day", "closest_day", "INDEX(alike_days,closest)", design.DAY),
        ("In words", "closest_name", workings.month_words("closest_day"), "General"),
        ("Value", "closest_value", "INDEX(alike_value,closest)", PERCENT),
        ("Growth", "closest_growth", "INDEX(alike_growth,closest)", PERCENT),
    ])  # fmt: skip


def _years(sheet: Worksheet, row: int) -> int:
    """Write the gap of S&P 500 value and growth year by year, against the one called narrow."""
    section(sheet, f"B{row}:I{row}", "Gap of value and growth by year, S&P 500 (IVE, IVW)")
    heads(sheet, f"B{row + 1}:I{row + 1}", ["Year", "Gap", "Narrower: 1"])
    first = row + 2
    for place, year in enumerate(YEARS, first):
        call = or_dash(f'STYLE_SPREAD($B{place},"SP500",,as_of)', f"as_of_day>=DATE({year},12,31)")
        narrower = f"IF(ABS(H{place})<{abs(value_of(NARROW))!r},1,0)"
        line(sheet, f"B{place}:I{place}", str(year), [
            (call, PERCENT),
            (f'=IF(ISNUMBER(H{place}),{narrower},"{DASH}")', design.WHOLE),
        ])  # fmt: skip
    last = first + len(YEARS) - 1
    design.name_cell(sheet, "narrower_years", f"I{first}:I{last}")
    return last
