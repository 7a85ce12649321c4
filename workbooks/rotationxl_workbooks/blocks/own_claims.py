"""The sheet Your claim: figures that the user types in, and what the data say about each."""

from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS, STYLE_PAIRS
from rotationxl_workbooks import design, inputs
from rotationxl_workbooks.blocks import claim_rows, claim_shapes
from rotationxl_workbooks.blocks.claim_searches import FIRST_MONTH
from rotationxl_workbooks.design import DASH, heads, line, section
from rotationxl_workbooks.inputs import Input

TITLE = "Your claim"
ROWS = 6
_HEADS_BETWEEN = 3  # rows from the end of one table in Workings to the next one's figures
FIRST_ROW = 9
_EXAMPLE = {"B": "5.4 pp", "C": "R1000", "D": "2024-11"}
_WIDTHS = (1.5, 17, 17, 25, 20, 13, 15, 12, 13, 13, 48)
_HEADS = (
    "Figure as printed", "Return of", "Period", "Or a formula of yours", "The data say",
    "Verdict", "Gap, pp", "Month nearest", "Basis that fits", "Why there is no verdict",
)  # fmt: skip
# What a figure may be printed with beside its number: words and signs, those that turn it, units.
# Longer ones come before those that they contain.
_WORDS = (
    *(" ", "\N{NO-BREAK SPACE}", "APPROXIMATELY", "APPROX.", "APPROX", "ABOUT", "AROUND"),
    *("ROUGHLY", "NEARLY", "ALMOST", "CLOSETO", "SLIGHTLY", "JUST", "ONLY", "SOME", "MORETHAN"),
    *("LESSTHAN", "ATLEAST", "ATMOST", "UPTO", "OVER", "ABOVE", "UNDER", "BELOW", "PLUS", "UP"),
    *("+", "~", ">", "<", "=", ")"),
)
_MINUS = ("MINUS", "DOWN", "\N{MINUS SIGN}", "\N{EN DASH}", "(")
_UNITS = (
    *("PERCENTAGEPOINTS", "PERCENTAGEPOINT", "PERCENT", "PCT", "P.P.", "PPTS", "PPT", "PPS", "PP"),
    *("%POINTS", "%POINT", "%"),
)
_NO_NUMBER = 1000  # stands for a figure without one: no return is as large
_NEARBY = "10^-9"


class _Used(NamedTuple):
    """The cells of Workings that hold a row's arguments, with stand-ins where it is blank."""

    figure: str
    what: str
    ticker: str
    pair: str
    size_pair: str
    period: str
    place: str
    """Where the list of tickers and pairs has it: pairs come first, those of style before size."""
    number: str
    """The figure as a decimal, as far as formulas can read it."""
    in_percent: str
    """1 where it is in percent or percentage points, or 0."""
    is_read: str
    """1 where CLAIM_CHECK reads the same number."""

    @classmethod
    def of(cls, row: int) -> "_Used":
        """Return the cells of a row of Workings, and of its like in the table of numbers."""
        other = row + len(_rows()) + _HEADS_BETWEEN
        cells = [*(f"{c}${row}" for c in "CDEFGHI"), *(f"{c}${other}" for c in "GHI")]
        return cls(*(f"Workings!${cell}" for cell in cells))


def _asked(number: int) -> tuple[Input, Input, Input]:
    return (
        Input(f"figure_{number}", f"Figure {number}", "",
              "As printed: 5.4%, +3.0 pp, -14.7 bp, >4.5%, $78."),
        Input(f"what_{number}", f"What figure {number} is of", "",
              "A fund or index such as IWM or ^RUT, or a pair: R1000 is value minus growth; or two "
              "tickers, such as XLF/XLK.",
              "tickers_and_pairs"),
        Input(f"period_{number}", f"Period of figure {number}", "",
              "2024-11, 2024Q4, 2024, or days: 2024-11-05:2024-11-25."),
    )  # fmt: skip


INPUTS = tuple(one for number in range(1, ROWS + 1) for one in _asked(number))
NOTES = """\
Type a figure as an article prints it, what it is of, and its period. A fund or an index gives its \
return, a pair the spread of its two funds: R1000 is value minus growth, R2000-SP500 small minus \
large, XLF/XLK the one minus the other. Such a figure is in percent or pp.
For anything else, such as a yield or a record, type a formula into the fourth shaded \
column, for instance =YIELD_LEVEL("10Y","2024-11-29"), and leave the two cells before it blank.
The month nearest is the month since June 2000 whose return or spread lies closest to the figure; \
it need not fit. \
The basis says whether a fund's figure leaves dividends out (price) or reinvests them (total).\
""".splitlines()


def add(book: Workbook) -> Worksheet:
    """Add the sheet, still empty."""
    return design.add_sheet(book, TITLE, _WIDTHS)


def fill(sheet: Worksheet, source: int) -> None:
    """Write the table; `source` is the row of its first arguments in Workings."""
    design.top(sheet, "Your claim")
    design.put(sheet, "B3", _finding(), "Lead")
    heads(sheet, f"B{FIRST_ROW - 4}:K{FIRST_ROW - 4}", _HEADS, left=4)
    section(sheet, f"B{FIRST_ROW - 1}:K{FIRST_ROW - 1}", "Type yours into the shaded cells")
    for row in _rows()[1:]:
        for column, one in zip("BCD", _asked(row - FIRST_ROW + 1), strict=True):
            inputs.put(sheet, f"{column}{row}", one)
        design.put(sheet, f"E{row}", None, "Input")
    for place, row in enumerate(_rows(), source):
        _answers(sheet, row, place)
        sheet.row_dimensions[row].height = 34
    _example(sheet, FIRST_ROW - 3)
    last = FIRST_ROW + ROWS - 1
    claim_rows.colour(sheet, f"G{FIRST_ROW - 3}:G{last}")
    for row, note in enumerate(NOTES, last + 2):
        design.put(sheet, f"B{row}:K{row}", note, "Prose")
        sheet.row_dimensions[row].height = 27
    for head in (f"G{FIRST_ROW - 4}", f"K{FIRST_ROW - 4}"):
        design.dress(sheet[head], "Column head left")
        design.indent(sheet, f"{head}:{head}")
    sheet.freeze_panes = f"A{FIRST_ROW - 3}"
    design.print_setup(sheet, f"A1:K{last + 1 + len(NOTES)}", "1:5")


def _finding() -> str:
    cells = f"G{FIRST_ROW}:G{FIRST_ROW + ROWS - 1}"
    confirmed, close = (f'COUNTIF({cells},"{verdict}")' for verdict in ("CONFIRMED", "CLOSE"))
    asked = f'{ROWS}-COUNTIF({cells},"{DASH}")'
    words = (
        f'{confirmed}&" of your "&({asked})&" figures "&IF({confirmed}=1,"is","are")'
        f'&" confirmed and "&{close}'
        f'&IF({close}=1," comes close."," come close.")'
    )
    return f'=IF({asked}=0,"No figure has been typed in yet.",{words})'


def _example(sheet: Worksheet, row: int) -> None:
    for column, text in _EXAMPLE.items():
        design.put(sheet, f"{column}{row}", text, "Definition", design.TEXT)
    design.put(sheet, f"E{row}", None, "Definition")
    sheet[f"K{row}"].value = "An example: article 000 on November 2024."


def _answers(sheet: Worksheet, row: int, source: int) -> None:
    """Write what the data say of the figure in a row, from the arguments that Workings holds."""
    used = _Used.of(source)
    figure, what, own = (f"${column}{row}" for column in "BCE")
    typed, shown = f'{figure}<>""', claim_shapes.PERCENT.actual
    of_return = f'{own}="",{used.in_percent}=1'
    gap = _or_dash(f"ROUND(($F{row}-{used.number})*100,2)",
                   f"AND({typed},{of_return},{used.is_read}=1,ISNUMBER($F{row}))")  # fmt: skip
    verdict = f'CLAIM_CHECK({used.figure},IF($F{row}="{DASH}","",$F{row}))'
    judged = f'OR({own}<>"",{used.in_percent}=1)'
    find = f'CLAIM_FIND_MONTH({used.what},{used.figure},"{FIRST_MONTH}",as_of_day)'
    basis = f"CLAIM_BASIS({used.ticker},{used.period},{used.figure})"
    of_fund = f"AND({typed},{used.in_percent}=1,NOT({_blank(row)}),{used.place}>{len(PAIRS)})"
    for column, value, number in (
        ("F", _data(row, used), shown),
        (
            "G",
            f'=IF({typed},IF({judged},IFERROR({verdict},"NOT READ"),"NOT READ"),"{DASH}")',
            "General",
        ),
        ("H", gap, design.SIGNED_2),
        ("I", _or_dash(find, f'AND({typed},{what}<>"",{used.in_percent}=1)'), "yyyy-mm"),
        ("J", _or_dash(basis, of_fund), "General"),
    ):
        design.put(sheet, f"{column}{row}", value, "Definition unit", number)
    design.put(sheet, f"K{row}", f'=IF({typed},{_reason(row, used)},"{DASH}")', "Definition")
    for column in "GK":
        sheet[f"{column}{row}"].alignment = claim_rows.INSET


def _blank(row: int) -> str:
    return f'OR($C{row}="",$D{row}="")'


def _data(row: int, used: _Used) -> str:
    """Return the formula for the return of a ticker, the spread of a pair, or the user's own."""
    answer = _by_kind(used, "{0}({1},{2},,as_of)")
    found = f'IF($E{row}<>"",$E{row},IF({_blank(row)},"{DASH}",{answer}))'
    return f'=IFERROR({found},"{DASH}")'


def _by_kind(used: _Used, call: str) -> str:
    """Return a call for a pair of style, one of size, or a ticker, whichever was typed."""
    size = call.format("SIZE_SPREAD", used.period, used.size_pair)
    style = call.format("STYLE_SPREAD", used.period, used.pair)
    fund = call.format("ASSET_RETURN", used.ticker, used.period)
    spread = f"IF({used.place}<={len(STYLE_PAIRS)},{style},{size})"
    return f"IF({used.place}<={len(PAIRS)},{spread},{fund})"


_STAND_INS = ("0%", "SPY", "SPY", "R1000", "R2000-SP500", "2024-11")


def workings(sheet: Worksheet, row: int) -> int:
    """Write the arguments that each figure's functions get; return the row of the first.

    A function is asked also where its answer is not shown, and would fail on a blank.
    """
    section(sheet, f"B{row}:I{row}", "The figures typed in, as the functions get them")
    texts = ["Row", "Figure", "Of", "Ticker", "Pair", "Size pair", "Period", "Place"]
    heads(sheet, f"B{row + 1}:I{row + 1}", texts)
    for place, source in enumerate(_rows(), row + 2):
        figure, what, period = (f"'{TITLE}'!${column}${source}" for column in "BCD")
        where = f"$I{place}"
        styles = f"AND({where}<={len(STYLE_PAIRS)},{where}>0)"
        sizes = f"AND({where}<={len(PAIRS)},{where}>{len(STYLE_PAIRS)})"
        given = (figure, what, what, what, what, period)
        conditions = (f'{figure}=""', f'{what}=""', f'OR({what}="",{where}<={len(PAIRS)})',
                      f"NOT({styles})", f"NOT({sizes})", f'{period}=""')  # fmt: skip
        used = [
            (f'=IF({condition},"{stand_in}",{value})', design.TEXT)
            for condition, stand_in, value in zip(conditions, _STAND_INS, given, strict=True)
        ]
        # Two tickers that no list has are counted with the pairs of style, as STYLE_SPREAD is.
        two = f'IF(SUBSTITUTE(SUBSTITUTE({what},"/",""),"-","")<>{what}&"",1,{_NO_NUMBER})'
        listed = f"=IFERROR(MATCH({what},list_tickers_and_pairs,0),{two})"
        line(sheet, f"B{place}:I{place}", _label(source), [*used, (listed, design.WHOLE)])
    _numbers(sheet, row + 2 + len(_rows()), row + 2)
    return row + 2


def _label(row: int) -> str:
    return "Example" if row == _rows()[0] else f"Row {row - FIRST_ROW + 1}"


def _numbers(sheet: Worksheet, row: int, source: int) -> None:
    """Write the figures as numbers; a number counts only where CLAIM_CHECK reads the same.

    It is tried a hair above and below, for comparisons such as >4.5%. NUMBERVALUE and not VALUE,
    which reads 5.4 in the manner of the user's country.
    """
    section(sheet, f"B{row + 1}:I{row + 1}", "The figures typed in, as numbers")
    texts = ["Row", "Without words", "Without unit", "Number", "In percent: 1", "Read so: 1"]
    heads(sheet, f"B{row + 2}:I{row + 2}", texts)
    first = row + _HEADS_BETWEEN
    for place, asked in enumerate(_rows(), first):
        figure = f"$C{source + place - first}"
        bare = f"UPPER({figure})"
        for word in _WORDS:
            bare = f'SUBSTITUTE({bare},"{word}","")'
        for word in _MINUS:
            bare = f'SUBSTITUTE({bare},"{word}","-")'
        number = f"$E{place}"
        for word in _UNITS:
            number = f'SUBSTITUTE({number},"{word}","")'
        tried = ",".join(f'CLAIM_CHECK({figure},$G{place}{sign}{_NEARBY})="CONFIRMED"'
                         for sign in "+-")  # fmt: skip
        line(sheet, f"B{place}:I{place}", _label(asked), [
            (f"={bare}", design.TEXT), (f"={number}", design.TEXT),
            (f'=IFERROR(_xlfn.NUMBERVALUE($F{place},".",",")/100,{_NO_NUMBER})', "0.0000"),
            (f"=IF(OR($E{place}<>$F{place},$G{place}=0),1,0)", design.WHOLE),
            (f"=IFERROR(IF(OR({tried}),1,0),0)", design.WHOLE),
        ])  # fmt: skip


def _rows() -> list[int]:
    return [FIRST_ROW - 3, *range(FIRST_ROW, FIRST_ROW + ROWS)]


def _or_dash(expression: str, condition: str) -> str:
    """Return the formula that shows a dash for what cannot be read, as for what has no data."""
    return f'=IF({condition},IFERROR({expression},"{DASH}"),"{DASH}")'


def _reason(row: int, used: _Used) -> str:
    """Return the expression that says why a figure has no verdict; a dash where it has one."""
    read = f'EXPLAIN("CLAIM_CHECK",{used.figure},0)'
    call = _by_kind(used, 'EXPLAIN("{0}",{1},{2},"",as_of)')
    unit = '"Give the figure in percent or pp, such as 2.6%."'
    told = f'IF(LEFT({call},2)<>"ok",{call},IF({used.in_percent}=1,"{DASH}",{unit}))'
    missing = '"Say what it is of and its period, or type a formula."'
    own = f'IF($F{row}="{DASH}","The formula gives no answer.","{DASH}")'
    told = f'IF($E{row}<>"",{own},IF({_blank(row)},{missing},{told}))'
    return f'IF(LEFT({read},2)<>"ok",{read},{told})'
