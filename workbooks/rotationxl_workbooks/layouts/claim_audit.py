"""Every figure that the articles print, held against the data, and a table for the user's own."""

import re

from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.articles import claims
from rotationxl.universe import FRED, SECTORS, TICKERS
from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import claim_forecasts, claim_rows, claim_workings, own_claims
from rotationxl_workbooks.blocks.claim_workings import ARTICLES, GROWTH, VALUE
from rotationxl_workbooks.blocks.words import percent
from rotationxl_workbooks.design import DASH, PERCENT, WHOLE, heads, line, or_dash, section
from rotationxl_workbooks.layout import Layout

FURTHEST = 10
_QUOTED = 62  # characters of a quote that have room
# What the claims of article 000 on the month are of: a name, and the fund.
RETURNS = {
    VALUE: ("Value, Russell 1000", "IWD"), GROWTH: ("Growth, Russell 1000", "IWF"),
    "000-15": ("Energy", "XLE"), "000-18": ("Industrials", "XLI"), "000-19": ("Materials", "XLB"),
    "000-20": ("Utilities", "XLU"),
}  # fmt: skip
_COLOURS = (design.FIRST, design.PALE_FIRST, design.SECOND, design.FALL, design.RULE)
_WORDS = set(re.findall(r'"([^"]+)"', " ".join(claim.formula for claim in claims())))
# What formulas use without naming it: legs of pairs, members of groups, rates and policy.
_UNNAMED = (
    *("IWN", "MTUM", "XHB", "XRT", "VNQ"),
    *("DGS2", "DFII10", "DFEDTARU", "DFEDTARL", "WALCL", "PAYEMS", "USREC"),
)
_NAMES = {
    **{code: one.name for code, one in TICKERS.items()},
    **{code: one.name for code, one in FRED.items()},
}
_USED = {*_WORDS, *_UNNAMED, *SECTORS}
SERIES = {code: name for code, name in _NAMES.items() if code in _USED}
INPUTS = (inputs.AS_OF, *own_claims.INPUTS)


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 8, 45, 11, 11, 11, 17, 10, 2.5, 10, 10, 11, 10, 13.5, 13.5)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    claim_rows.write(book)
    own = own_claims.add(book)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    _inputs(summary)
    places = claim_workings.write(working)
    own_claims.fill(own, places.own)
    _lead(summary)
    _cards(summary)
    _articles(summary, working, places.counts)
    _furthest(summary)
    _month(summary)
    row = claim_forecasts.table(summary, 34)
    row = claim_forecasts.contradictions(summary, row + 1)
    last = design.reading(summary, f"B{row + 1}:O{row + 1}", NOTES)
    design.row_heights(summary, row + 2, last, 27)
    for first, end in ((12, 18), (22, 32), (35, last - len(NOTES) - 6)):
        design.row_heights(summary, first, end, 21)  # the pages have room
    summary.freeze_panes = "A6"
    design.print_setup(summary, f"A1:O{last}", "1:2", breaks=[33])


def _inputs(summary: Worksheet) -> None:
    design.top(summary, "What the articles say, and what the data say")
    inputs.column(summary, "N", "O", 3, (inputs.AS_OF,))
    design.name_cell(summary, "source", "B1")


def _lead(sheet: Worksheet) -> None:
    """Write what the verdicts come to, and which month article 000 is like."""
    held = (
        'count_confirmed&" of "&(count_checked-count_no_data)&" figures are confirmed and "'
        '&count_close&IF(count_close=1," comes"," come")&" close; "'
        '&(count_off+count_contradicted)&" do not, and "&count_contradicted'
        '&" of these say the opposite of the data."'
    )
    nothing = '"None of the figures can be checked with the data at hand."'
    design.put(sheet, "B3", f"=IF(count_checked>count_no_data,{held},{nothing})", "Lead")
    design.put(sheet, "B4", f"={_month_words()}", "Lead small")
    design.put(sheet, "B5", "=data_status", "Status")
    design.colour_where(sheet, "B5", "NOT(inputs_valid)")


def _month_words() -> str:
    rows = claim_rows.rows()
    value, growth = (rows[identity] for identity in (VALUE, GROWTH))
    told = f"value {value.claim.claimed.join(('+', ''))} and growth {growth.claim.claimed}"
    said = (
        f'"Article 000 tells of a November 2024 with {told}: the data say "'
        f'&{percent(value.actual)}&" and "&{percent(growth.actual)}&", and the month most like it "'
    )
    like = (
        f'"is "&closest_name&" ("&{percent("closest_value")}&", "&{percent("closest_growth")}&")."'
    )
    found = f'IF(closest_month="2024-11","is November 2024 itself.",{like})'
    missing = '"There are no data for November 2024, the month of article 000."'
    have = f"COUNT({value.actual},{growth.actual},closest_value)=3"
    return f"IF({have},{said}&{found},{missing})"


def _cards(sheet: Worksheet) -> None:
    """Write how many claims got each verdict."""
    unchecked = len(claims()) - len(claim_workings.checked())
    of = f"of {len(claims())} claims; {unchecked} hold no figure that data can judge"
    for cells, label, name, note in (
        ("B7:C7", "Figures checked", "checked", of),
        ("D7:E7", "Confirmed", "confirmed", "rounds to the figure printed"),
        ("F7:H7", "Close", "close", "within five tolerances, or 10%"),
        ("J7:K7", "Off", "off", "further away"),
        ("L7:M7", "Contradicted", "contradicted", "the opposite holds"),
        ("N7:O7", "No data", "no_data", "not known by that day"),
    ):  # fmt: skip
        design.card(sheet, cells, (label, f"=count_{name}", note), WHOLE)
    sheet.row_dimensions[8].height = 32


def _articles(sheet: Worksheet, data: Worksheet, counts: str) -> None:
    area = CellRange(counts)
    section(sheet, "B11:H11", "Verdicts by article")
    heads(sheet, "B12:H12", ["Article", "Confirmed", "Close", "Off", "Contradicted", "No data"])
    for row, source in enumerate(range(area.min_row + 1, area.max_row + 2), 13):
        cells = [(f"={workings.TITLE}!{column}{source}", WHOLE) for column in "DEFGH"]
        label = f"={workings.TITLE}!B{source}"
        line(sheet, f"B{row}:H{row}", label, cells, strong=row == 13 + len(ARTICLES))
    section(sheet, "J11:O11", "Figures by article and verdict, number")
    columns = zip("DEFGH", _COLOURS, strict=True)
    series = {f"{c}{area.min_row}:{c}{area.max_row}": colour for c, colour in columns}
    chart = charts.bars(data, f"C{area.min_row + 1}:C{area.max_row}", series, number_format="0",
                        sideways=True, legend=True, stacked=True)  # fmt: skip
    charts.place(chart, sheet, "J12:O19")


def _furthest(sheet: Worksheet) -> None:
    """Write the claims that lie furthest from the data, forecasts left out."""
    section(sheet, "B21:H21", "Furthest from the data")
    heads(sheet, "B22:H22", ["Claim", "What the article says", "Figure", "Data say", "Verdict",
                             "Nearest"], left=2)  # fmt: skip
    last = claim_rows.FIRST_ROW + len(claims()) - 1
    for place in range(FURTHEST):
        row, at = (
            23 + place,
            f"MATCH(LARGE(claim_misses,ROWS($A$23:$A{23 + place})),claim_misses,0)",
        )
        of = f"MATCH($B{row},Claims!$C${claim_rows.FIRST_ROW}:$C${last},0)"
        cells = {c: f"INDEX(Claims!${c}${claim_rows.FIRST_ROW}:${c}${last},{of})" for c in "DEIJ"}
        texts = (cells["E"], f"INDEX(claim_words,{at})", cells["I"], _month_text(cells["J"]))
        shown = [(f'=IF($B{row}="{DASH}","{DASH}",{text})', design.TEXT) for text in texts]
        there = f'IF(INDEX(claim_misses,{at})>0,INDEX(claim_ids,{at}),"{DASH}")'
        line(sheet, f"B{row}:H{row}", f"={there}", shown)
        quote, most = cells["D"], f'LEFT({cells["D"]},{_QUOTED - 3})&"..."'
        cut = f"IF(LEN({quote})>{_QUOTED},{most},{quote})"
        sheet[f"C{row}"].value = f'=IF($B{row}="{DASH}","{DASH}",{cut})'
    claim_rows.colour(sheet, f"G23:G{22 + FURTHEST}")


def _month_text(cell: str) -> str:
    return f'IF(ISNUMBER({cell}),{workings.year_month(cell)},"{DASH}")'


def _month(sheet: Worksheet) -> None:
    """Write the returns of article 000 beside its own month and the one most like it."""
    section(sheet, "J21:O21", "Which month does article 000 tell of?")
    heads(sheet, "J22:O22", ["Return of the month", "Printed", "November 2024", "=closest_name"])
    rows = claim_rows.rows()
    for row, (identity, (name, ticker)) in enumerate(RETURNS.items(), 23):
        like = or_dash(f'ASSET_RETURN("{ticker}",closest_month,,as_of)', "inputs_valid")
        line(sheet, f"J{row}:O{row}", f"{name} ({ticker})", [
            (f"={claim_workings.value_of(identity)!r}", PERCENT),
            (f"={rows[identity].actual}", PERCENT), (like, PERCENT),
        ])  # fmt: skip
    note = (
        f"The month most like it is, of the last {claim_workings.MONTHS}, the one whose returns of "
        "value and growth lie closest to those printed."
    )
    design.put(sheet, "J30:O31", note, "Prose")


NOTES = """\
A claim is confirmed when the data round to the figure as printed, and when a comparison such as \
“over 4.5%” holds. It is close within five times that tolerance or a tenth of the figure, else \
off. It is contradicted when the signs differ or the comparison fails. Where an article \
prints no number, the figure is what its words come to: >0 for “value outpaced growth”.
“Furthest” compares the gap with the larger of the two figures, so that yields, returns and jobs \
can stand in one list. “Nearest” is the month whose return lies nearest to the figure, which need \
not fit; of a return since some day, the month of the first day that it did fit.
“Data up to” gives the report as it stood on a day: a claim that could not be judged by then has \
no data, and a forecast is open until its end. The sheet Claims shows the formula behind every \
verdict; in Your claim you can check a figure of your own.\
""".splitlines()


LAYOUT = Layout(
    "claim-audit",
    "The articles' claims against the data",
    "Every figure that the articles print with what the data say and a verdict, forecasts with "
    "their outcome, and a table for claims of your own.",
    INPUTS,
    SERIES,
    write,
)
