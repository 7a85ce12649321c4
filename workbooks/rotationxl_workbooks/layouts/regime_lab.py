"""A rule about yields and the economy, and what style and size did after it held."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS, SECTORS
from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.blocks import checks, regime
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.regime import MONTHS
from rotationxl_workbooks.blocks.words import signed_points
from rotationxl_workbooks.design import POINTS, SHARE, SIGNED, heads, line, or_dash, section
from rotationxl_workbooks.inputs import Input
from rotationxl_workbooks.layout import Layout

PAIR = Input("pair", "Pair", "R1000", "Choose a pair, or type two tickers as XLF/XLK.", "pairs")
FIRST = Input(
    "first_month", "First month", "",
    f"A month such as 2015-01. Left blank: {MONTHS} months up to the last one.",
)  # fmt: skip
LAST = Input("month", "Last month", "2024-11", "Choose a month, or type one as 2024-11.", "months")
INPUTS = (LAST, inputs.AS_OF, regime.RULE, PAIR, FIRST)
FEW = 12  # months: a mean of fewer says nothing
OTHER_RULES = ("10Y>3", "10Y>4.5", "10Y-2Y>0", "DFII10>1", "UNRATE<5", "10Y>4 AND 10Y-2Y>0")
SERIES = {
    **{fund: "Leg of a pair" for legs in PAIRS.values() for fund in legs},
    **{ticker: f"Sector: {name}" for ticker, name in SECTORS.items()},
    "DGS10": "10-year Treasury yield", "DGS2": "2-year Treasury yield",
    "DFII10": "10-year real yield", "UNRATE": "Unemployment rate",
}  # fmt: skip


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 5, 13, 13, 10.5, 10.5, 10.5, 10.5, 3, 5, 13, 13, 10.5, 10.5, 10.5, 12)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    design.top(summary, '="Regime lab: when "&rule')
    inputs.column(summary, "O", "P", 3, INPUTS)
    design.shrink(summary, "P5")
    months = _workings(working)
    _lead(summary)
    _cards(summary)
    section(summary, "B13:P13", _CHART_TITLE)
    months.chart(summary, "B14:P29")
    _sides(summary)
    _other_rules(summary)
    _table(summary, "B42:H42", "Other pairs under the rule, mean spread a month", _pair_rows())
    _table(summary, "J42:P42", "Sectors minus SPY under the rule, mean a month", _sector_rows())
    last = design.reading(summary, "B57:P57", NOTES)
    design.row_heights(summary, 42, last, 19)
    summary.freeze_panes = "A9"
    design.print_setup(summary, f"A1:P{last}", "1:2", breaks=[40])


_CHART_TITLE = '="Running total of "&pair_words&", pp; shaded: months that began with "&rule'


def _workings(sheet: Worksheet) -> regime.Months:
    design.top(sheet, "Workings")
    row = workings.report_days(sheet, 4, 'EXPLAIN("ASSET_RETURN","SPY",month,"",as_of)')
    row = regime.choices(sheet, row)
    row = regime.statistics(sheet, row)
    months = regime.Months(sheet, row)
    gap = 'REGIME_SPREAD(rule,pair,first_used,report_day,"diff")*100'
    checked = [Check("difference", "After TRUE minus after FALSE, pp", "mean_difference", gap)]
    row = checks.write(sheet, regime.pairs(sheet, months.next_row), checked)
    sheet.freeze_panes = "A4"
    design.print_setup(sheet, f"A1:I{row}", "1:3")
    return months


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    true, false = (signed_points(f"mean_{side}") for side in ("true", "false"))
    tested = (
        'IF(ABS(difference_t)>=2,", more than chance explains (t ",'
        '", no more than chance explains (t ")&FIXED(difference_t,1)&")"'
    )
    few = f"MIN(COUNT(true_spreads),COUNT(false_spreads))<{FEW}"
    chance = f'IF({few},", on too few months to tell",IF(ISNUMBER(difference_t),{tested},""))'
    found = f'pair_words&": "&{true}&" a month after "&rule&", "&{false}&" otherwise"&{chance}&"."'
    one = (
        '"The rule "&IF(ISNUMBER(mean_true),"held at the start of every month","held at the start '
        'of no month")&" of the period: nothing to compare."'
    )
    nothing = '"No spread can be given for this rule and this month."'
    known = "COUNT(mean_true,mean_false)"
    design.put(sheet, "B3", f"=IF({known}=2,{found},IF({known}=1,{one},{nothing}))", "Lead")
    share = '"It held on "&FIXED(share_true*100,1)&"% of the sessions from "&lab_period'
    now = 'IF(holds_now="yes","holds","does not hold")'
    standing = f'{share}&" and "&{now}&" on "&{workings.iso("report_day")}&"."'
    shown = f'=IF(ISNUMBER(share_true),{standing},"{design.DASH}")'
    design.put(sheet, "B4", shown, "Lead small")
    wrong = f'AND(LEFT(month_check,2)="ok",lab_status<>"{design.DASH}")'
    design.put(sheet, "B5", f"=IF({wrong},lab_status,month_status)", "Status")
    trouble = f'OR({wrong},NOT(inputs_valid),LEFT(month_check,2)<>"ok")'
    design.colour_where(sheet, "B5", trouble)


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    count = '=COUNT({0}_spreads)&" of "&COUNT(true_spreads,false_spreads)&" months"'
    for cells, label, name, note, shown in (
        ("B9:D9", "Mean spread after TRUE", "mean_true", count.format("true"), _POINTS_2),
        ("E9:F9", "After FALSE", "mean_false", count.format("false"), _POINTS_2),
        ("G9:H9", "Difference", "mean_difference", "a month", _POINTS_2),
        ("J9:L9", "t-statistic of the difference", "difference_t",
         "beyond 2 in size: more than chance", SIGNED),
        ("M9:N9", "Share of sessions", "share_true", "on which the rule held", SHARE),
        ("O9:P9", "Does it hold now?", "holds_now", "=report_day", "General"),
    ):  # fmt: skip
        design.card(sheet, cells, (label, f"={name}", note), shown)
    sheet["O11"].number_format = design.DAY
    sheet.row_dimensions[10].height = 32
    design.colour_signs(sheet, "B10:G10", design.FIRST, design.SECOND)


_POINTS_2 = '+0.00" pp";-0.00" pp";0.00" pp"'


def _sides(sheet: Worksheet) -> None:
    section(sheet, "B31:H31", "Months by what the rule said at their start")
    heads(sheet, "B32:H32", ["", "TRUE", "FALSE", "Difference"])
    regime.sides(sheet, "B33:H38")


def _other_rules(sheet: Worksheet) -> None:
    """Write other rules, each of which may be changed, for the same pair and period."""
    section(sheet, "J31:P31", "Other rules: type your own")
    heads(sheet, "J32:P32", ["Rule", "Share", "TRUE", "FALSE", "Difference"])
    for row, other in enumerate(OTHER_RULES, 33):
        code = f"$J{row}"
        read = f'LEFT(EXPLAIN("REGIME",{code},report_day),2)="ok"'
        good = f'AND(month_begun,LEFT(pair_check,2)="ok",{read})'
        share = (or_dash(f"REGIME_SHARE({code},lab_days)", good), SHARE)
        values = _spreads(code, "pair", good, (f"N{row}", f"O{row}"))
        line(sheet, f"M{row}:P{row}", "", [share, *values])
        design.put(sheet, f"J{row}:L{row}", other, "Input", design.TEXT)


def _spreads(rule: str, pair: str, condition: str, cells: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the mean spreads of both sides and their difference."""
    call = f"REGIME_SPREAD({rule},{pair},first_used,report_day,{{}})*100"
    sides = [(or_dash(call.format(side), condition), POINTS) for side in ("TRUE", "FALSE")]
    one, two = cells
    return [*sides, (f'=IF(COUNT({one},{two})=2,{one}-{two},"{design.DASH}")', POINTS)]


def _pair_rows() -> dict[str, str]:
    return {regime.PAIR_WORDS[pair]: pair for pair in PAIRS}


def _sector_rows() -> dict[str, str]:
    return {name: f"{ticker}/SPY" for ticker, name in SECTORS.items()}


def _table(sheet: Worksheet, cells: str, title: str, rows: dict[str, str]) -> None:
    """Write the spreads of several pairs under the rule, from a row of heads on."""
    first, last = cells[0], cells.partition(":")[2][0]
    section(sheet, cells, title)
    columns = [chr(ord(last) - 2 + step) for step in range(3)]
    heads(sheet, f"{first}43:{last}43", ["", "TRUE", "FALSE", "Difference"])
    for row, (label, pair) in enumerate(rows.items(), 44):
        places = f"{columns[0]}{row}", f"{columns[1]}{row}"
        values = _spreads("rule", f'"{pair}"', "lab_valid", places)
        line(sheet, f"{first}{row}:{last}{row}", label, values)
    end = 43 + len(rows)
    design.colour_signs(sheet, f"{columns[2]}44:{columns[2]}{end}", design.FIRST, design.SECOND)


NOTES = f"""\
A month counts as TRUE when the rule held on the last day of the month before, so nothing of the \
month itself decides. Spreads are in percentage points a month, dividends included.
The last {MONTHS} months are measured, or fewer from the first month typed. Months count once they \
are over. The share of sessions counts every trading day of the period.
The t-statistic compares the two means (Welch): within 2 of zero the difference may well be \
chance. Rules picked because they fit the past say less than that.
A dash means that there are no data, or no month on that side. Figures of the economy are as last \
published, not as first known.\
""".splitlines()


LAYOUT = Layout(
    "regime-lab",
    "Regime lab",
    "A rule about yields and the economy: how often it held, and what value, growth, size and "
    "sectors did after it did and did not.",
    INPUTS,
    SERIES,
    write,
)
