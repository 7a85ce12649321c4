"""The sheet Watch: a rule and the spread, claims, policy, what came after, and questions."""

from dataclasses import replace

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import answers, paths, regime
from rotationxl_workbooks.blocks.outlook import AFTER, GROWTH, SINCE, VALUE, WINDOWS
from rotationxl_workbooks.blocks.words import percent, signed_points
from rotationxl_workbooks.design import (
    BASIS_POINTS,
    DASH,
    PERCENT,
    POINTS,
    SHARE,
    WHOLE,
    YIELD,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.inputs import Input

TITLE = "Watch"
RULE = replace(regime.RULE, value="10Y>4.5")
LOW, HIGH = (
    Input(f"projected_{name}", f"Projected spread, {name}", pp, f"Percentage points, such as {pp}.",
          shown="0.0")
    for name, pp in (("least", 5), ("most", 7))
)  # fmt: skip
INPUTS = (RULE, LOW, HIGH, *answers.INPUTS)
_CLAIMS = '#,##0"k"'
_CLAIMS_MOVE = '+#,##0"k";-#,##0"k";0"k"'
_POINTS_2 = '+0.00" pp";-0.00" pp";0.00" pp"'
_LAST = 66


def write(sheet: Worksheet, data: Worksheet, months: paths.Lines) -> None:
    """Fill the sheet; `months` are the lines to draw from the workings `data`."""
    design.top(sheet, '="Value and growth, what to watch: "&month_name')
    inputs.column(sheet, "O", "P", 3, (RULE,))
    design.shrink(sheet, "P3")
    _rule(sheet)
    _after(sheet)
    _lead(sheet)
    _cards(sheet)
    _charts(sheet, data, months)
    _claims(sheet)
    _policy(sheet)
    answers.write(sheet, 43)
    design.reading(sheet, "B60:P60", NOTES, tall=2)
    design.row_heights(sheet, 43, _LAST, 18)  # the second page has room
    sheet.freeze_panes = "A6"
    design.print_setup(sheet, f"A1:P{_LAST}", "1:2", breaks=[41])


def add(book: Workbook, widths: tuple[float, ...]) -> Worksheet:
    """Return the sheet, empty, as wide as the report's first one."""
    return design.add_sheet(book, TITLE, widths, tab=design.SECOND)


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    true, false = (signed_points(f"rule_mean_{side}") for side in ("true", "false"))
    both = f'{true}&" a month after "&rule&", "&{false}&" otherwise"'
    one = (
        'IF(ISNUMBER(rule_mean_true),"every month began with ","no month began with ")&rule'
        '&", nothing to compare"'
    )
    said = f"IF(COUNT(rule_mean_true,rule_mean_false)=2,{both},{one})"
    found = f'"Value minus growth since {SINCE}: "&{said}&"."'
    nothing = '"No spread can be given for this rule and this month."'
    known = "COUNT(rule_mean_true,rule_mean_false)>0"
    design.put(sheet, "B3", f"=IF({known},{found},{nothing})", "Lead")
    design.put(sheet, "B4", f"={answers.projection()}", "Lead small")
    wrong = 'AND(LEFT(month_check,2)="ok",LEFT(rule_check,2)<>"ok")'
    design.put(sheet, "B5", f"=IF({wrong},rule_check,month_status)", "Status")
    trouble = f'OR({wrong},NOT(inputs_valid),LEFT(month_check,2)<>"ok")'
    design.colour_where(sheet, "B5", trouble)


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    holds = f'IF(holds_now="yes",rule&" holds",IF(holds_now="no",rule&" does not hold","{DASH}"))'
    claims = f'{percent("claims_mean/claims_year-1")}&" on a year before"'
    moved = 'IF(policy_year<0,"-","+")&FIXED(ABS(policy_year),0)&" bp in 12 months"'
    for cells, label, value, note, shown in (
        ("B7:D7", "10-year yield", "ten_year", holds, YIELD),
        ("E7:F7", "Weekly jobless claims", "claims_mean",
         f'IF(COUNT(claims_mean,claims_year)=2,{claims},"{DASH}")', _CLAIMS),
        ("G7:H7", "Fed's target, upper", "policy_rate",
         f'IF(ISNUMBER(policy_year),{moved},"{DASH}")', YIELD),
        ("J7:L7", "Share of time under the rule", "rule_share_12",
         '"sessions of the last 12 months"', SHARE),
        ("M7:N7", "Spread after TRUE", "rule_mean_true", f'"a month, since {SINCE}"', _POINTS_2),
        ("O7:P7", "Spread after FALSE", "rule_mean_false", f'"a month, since {SINCE}"', _POINTS_2),
    ):  # fmt: skip
        design.card(sheet, cells, (label, f"={value}", f"={note}"), shown)
    design.shrink(sheet, "B9")
    sheet.row_dimensions[8].height = 32
    design.colour_signs(sheet, "M8:O8", design.FIRST, design.SECOND)


def _charts(sheet: Worksheet, data: Worksheet, months: paths.Lines) -> None:
    ten_year, funds, claims = months.series
    section(sheet, "B11:H11", "10-year yield and federal funds rate (effective), month ends, %")
    rates = {ten_year: design.FIRST, funds: design.SECOND}
    drawn = charts.lines(data, months.categories, rates, number_format="0.0", every=2)
    charts.place(drawn, sheet, "B12:H22")
    section(sheet, "J11:P11", "Initial jobless claims a week, mean of 4 weeks, thousand")
    drawn = charts.lines(
        data, months.categories, {claims: design.FIRST}, number_format="#,##0", legend=False,
        every=2,
    )  # fmt: skip
    charts.place(drawn, sheet, "J12:P22")


def _rule(sheet: Worksheet) -> None:
    """Write how often the rule held, and the spread after it held and after it did not."""
    section(sheet, "B24:H24", '="Value minus growth by the rule "&rule')
    heads(sheet, "B25:H25", ["", "Share of time", "After TRUE", "After FALSE", "Difference"])
    share = or_dash("REGIME_SHARE(rule,month_days)", "rule_valid")
    line(sheet, "B26:H26", "The month", [(share, SHARE), *[("", "General")] * 3])
    windows = {f"window_{months}": label for months, label in WINDOWS.items()}
    for row, (start, label) in enumerate({**windows, "since_day": f"Since {SINCE}"}.items(), 27):
        _window(sheet, row, start, label)
    design.name_cell(sheet, "rule_share_12", "E27")
    design.name_cell(sheet, "rule_mean_true", "F30")
    design.name_cell(sheet, "rule_mean_false", "G30")
    design.name_cell(sheet, "rule_gap", "H30")
    design.colour_signs(sheet, "F27:H30", design.FIRST, design.SECOND)


def _window(sheet: Worksheet, row: int, start: str, label: str) -> None:
    known = f"AND(rule_valid,since_begun,{start}>=since_day)"
    days = f'{workings.iso(start)}&":"&{workings.iso("report_day")}'
    spread = f'REGIME_SPREAD(rule,"R1000",{start},report_day,{{}})*100'
    sides = [(or_dash(spread.format(side), known), _POINTS_2) for side in ("TRUE", "FALSE")]
    gap = f'=IF(COUNT(F{row},G{row})=2,F{row}-G{row},"{DASH}")'
    values = [(or_dash(f"REGIME_SHARE(rule,{days})", known), SHARE), *sides, (gap, _POINTS_2)]
    line(sheet, f"B{row}:H{row}", label, values)


def _after(sheet: Worksheet) -> None:
    """Write what value, growth, the rule and the target did after the month."""
    section(sheet, "J24:P24", '="After "&month_name&", where the data reach"')
    heads(sheet, "J25:P25", ["", "Value", "Growth", "Spread", "Rule held", "Target"])
    for row, (months, label) in enumerate(AFTER.items(), 26):
        period, day = f"after_{months}", workings.iso(f"after_{months}_day")
        calls = (
            (f'ASSET_RETURN("{VALUE}",{period},,as_of)', PERCENT, "after_begun"),
            (f'ASSET_RETURN("{GROWTH}",{period},,as_of)', PERCENT, "after_begun"),
            (f'STYLE_SPREAD({period},"R1000",,as_of)*100', POINTS, "after_begun"),
            (f'REGIME_SHARE(rule,{workings.iso("after_start")}&":"&{day})', SHARE,
             "AND(after_begun,rule_valid)"),
            (f'POLICY_MOVES({workings.iso("month_end")}&":"&{day})', BASIS_POINTS, "after_begun"),
        )  # fmt: skip
        values = [(or_dash(call, known), shown) for call, shown, known in calls]
        so_far = f'IF(AND(after_begun,NOT({period}_over)),", so far","")'
        line(sheet, f"J{row}:P{row}", f'="Next {label}"&{so_far}', values)
        design.name_cell(sheet, f"{period}_value", f"L{row}")
        design.name_cell(sheet, f"{period}_growth", f"M{row}")
        design.name_cell(sheet, f"{period}_spread", f"N{row}")
        design.name_cell(sheet, f"{period}_share", f"O{row}")
        design.name_cell(sheet, f"{period}_target", f"P{row}")
    design.colour_signs(sheet, "N26:N28", design.FIRST, design.SECOND)
    line(sheet, "J29:P29", "Projected for 12 months if the rule holds, pp, from and to", [])
    inputs.put(sheet, "O29", LOW)
    inputs.put(sheet, "P29", HIGH)
    design.put(sheet, "J30:P31", f"={answers.verdict()}", "Prose")


def _claims(sheet: Worksheet) -> None:
    section(sheet, "B33:H33", "Labour market: initial jobless claims a week")
    heads(sheet, "B34:H34", ["", "Claims", "Change since", "In percent"])
    line(sheet, "B35:H35", "Last week published", [("=claims_week", _CLAIMS), *_BLANK])
    line(sheet, "B36:H36", "Mean of the last 4 weeks", [("=claims_mean", _CLAIMS), *_BLANK])
    rows = {"claims_before": "4 weeks before", "claims_year": "The same 4 weeks a year before",
            "claims_low": "Lowest of the last 12 month ends"}  # fmt: skip
    for row, (name, label) in enumerate(rows.items(), 37):
        known = f"COUNT(claims_mean,{name})=2"
        line(sheet, f"B{row}:H{row}", label, [
            (f"={name}", _CLAIMS),
            (f'=IF({known},claims_mean-{name},"{DASH}")', _CLAIMS_MOVE),
            (f'=IF({known},IF({name}>0,claims_mean/{name}-1,"{DASH}"),"{DASH}")', PERCENT),
        ])  # fmt: skip


_BLANK = [("", "General")] * 2
_PROJECTIONS = (
    "The Federal Reserve's own projections (Summary of Economic Projections, four times a year) "
    "are not among the series of this workbook. What stands here is the rate itself: where it "
    "was, and what was done with it before and after."
)


def _policy(sheet: Worksheet) -> None:
    section(sheet, "J33:P33", "Policy: the federal funds target (stored from December 2008)")
    heads(sheet, "J34:P34", ["", "Level", "1 month", "12 months", "Next 12 months"])
    later = f'{workings.iso("month_end")}&":"&{workings.iso("after_12_day")}'
    line(sheet, "J35:P35", "Upper bound", [
        ("=policy_rate", YIELD), ("=policy_month", BASIS_POINTS), ("=policy_year", BASIS_POINTS),
        ("=after_12_target", BASIS_POINTS),
    ])  # fmt: skip
    periods = (
        ("month_moves", "month_begun"),
        ("year_moves", "month_begun"),
        (later, "after_begun"),
    )
    for row, unit in enumerate(("cuts", "hikes"), 36):
        calls = ((f'POLICY_MOVES({period},"{unit}")', known) for period, known in periods)
        values = [(or_dash(*call), WHOLE) for call in calls]
        line(sheet, f"J{row}:P{row}", f"Number of {unit}", [("", "General"), *values])
    design.put(sheet, "J38:P40", _PROJECTIONS, "Prose")


NOTES = f"""\
A month counts as TRUE when the rule held on the last day of the month before, and once it is \
over. Share of time counts trading days. Spreads are means a month, dividends included; a mean of \
few months says little. A window that begins before {SINCE} shows dashes.
Claims count the weeks whose numbers were out on the day of the report (five days after the week \
ends), as last revised. The rule, the projection and the multiples may be changed; the month is \
chosen on the sheet Summary.
What came after the month is known only since then: it uses data up to “Data up to” on the sheet \
Summary, or all stored. A dash means that there are no data, or none yet. The workbook regime-lab \
tests a rule more closely.\
""".splitlines()
