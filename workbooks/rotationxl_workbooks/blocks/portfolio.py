"""What a report on a portfolio computes once: the period, the returns, the path and the words."""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import barbell, chosen, first_month, holding_months
from rotationxl_workbooks.blocks.holding_months import MONTHS, SIDES
from rotationxl_workbooks.blocks.holdings import KNOWN
from rotationxl_workbooks.blocks.words import percent, points, unsigned_percent
from rotationxl_workbooks.design import DAY, PERCENT, SHARE, SIGNED_2, WHOLE, or_dash, or_zero
from rotationxl_workbooks.inputs import Input

BENCHMARK = chosen.choice("benchmark", "Benchmark", "SPY")
FIRST = Input(
    "first_month", "First month", "",
    f"A month such as 2023-01, up to {MONTHS} months back. Left blank: twelve months up to the "
    "report's.",
)  # fmt: skip
WEEKS, DOLLAR_MONTHS = 104, 60
STEPS, LABELLED = 104, 13
BARBELL = "barbell_known"
_TAIL = "basis_used,report_day"
_RETURNS = {
    "portfolio": (f'PORTFOLIO_RETURN(holdings_used,{{}},"M",{_TAIL})', KNOWN),
    "benchmark": (f"ASSET_RETURN(benchmark_ticker,{{}},{_TAIL})", "benchmark_known"),
    "barbell": (f'BARBELL_RETURN(barbell_a,barbell_b,barbell_weight,{{}},"M",{_TAIL})', BARBELL),
}


def returns(side: str, period: str) -> str:
    """Return the formula for the return of the portfolio, benchmark or barbell; a dash if none."""
    call, known = _RETURNS[side]
    return or_dash(call.format(period), known)


def period(sheet: Worksheet, row: int) -> int:
    """Write the period, and what is compared over it; return the next free row."""
    indices = 'COUNTIF(holding_codes,"^*")+(LEFT(benchmark_ticker,1)="^")*1'
    days = f'{workings.iso("(first_day-1)")}&":"&{workings.iso("report_day")}'
    whole = '"in the "&IF(measured_months=1,"month",measured_months&" months")&" to "&last_words'
    part = f'"from "&{day_words("(first_day-1)")}&" to "&last_words'
    check = (
        'EXPLAIN("BARBELL_RETURN",barbell_a,barbell_b,barbell_weight,measured_days,"M",basis_used,'
        "report_day)"
    )
    told = 'EXPLAIN("ASSET_RETURN",benchmark_ticker,measured_days,basis_used,report_day)'
    return workings.named(sheet, row, "What is measured", [
        *first_month.rows(MONTHS, 12),
        ("Months measured", "measured_months",
         ('(YEAR(month_start)-YEAR(first_day))*12+DATEDIF(DATE(YEAR(month_start),1,1),month_start,'
         '"m")-DATEDIF(DATE(YEAR(first_day),1,1),first_day,"m")+1'), WHOLE),
        ("From the close before the first month", "measured_days", days, "General"),
        (f"The last {MONTHS} months", f"months_{MONTHS}",
         f'{workings.year_month(f"EDATE(month_start,{1 - MONTHS})")}&":"&'
         + workings.year_month("month_start"), "General"),
        ("Whose sessions end the months", "calendar_ticker",
         'IF(RIGHT(benchmark_ticker,4)="-USD","SPY",benchmark_ticker)', "General"),
        ("Its last session", "last_session",
         "_xlfn.IFNA(LOW_DATE(calendar_ticker,1,report_day),report_day)", DAY),
        ("The same in words", "last_words", day_words("last_session"), "General"),
        ("The period in words", "period_words", f"IF(month_over,{whole},{part})", "General"),
        ("Indices among them, which pay no dividends", "index_count", indices, WHOLE),
        ("With dividends (total), or all without (price)", "basis_used",
         'IF(index_count>0,"price","total")', "General"),
        ("Can the benchmark be measured?", "benchmark_told", told, "General"),
            ("Are there figures of it?", "benchmark_known",
         'AND(month_begun,LEFT(benchmark_told,2)="ok")', "General"),
        ("Can the barbell be measured?", "barbell_check", check, "General"),
        ("Are there figures of it?", BARBELL, 'AND(month_begun,LEFT(barbell_check,2)="ok")',
         "General"),
        ("What is wrong with the first month", "first_told", _first_told(), "General"),
    ])  # fmt: skip


def _first_told() -> str:
    wrong = '"First month: give a month such as 2023-01 that is not after the last; 12 are shown."'
    day = workings.year_month("first_day")
    cut = f'"First month: at most {MONTHS} months are measured, from "&{day}&"."'
    return f'IF(first_read,IF(first_typed<first_day,{cut},""),{wrong})'


def day_words(day: str) -> str:
    """Return the expression for a day in words: 29 November 2024."""
    return f'DAY({day})&" "&{workings.month_words(day)}'


def figures(sheet: Worksheet, row: int) -> int:
    """Write returns, risk and the checks; return the next free row."""
    rows = []
    for side in SIDES:
        rows += [
            (f"Return of the {side}", f"{side}_gain", returns(side, "measured_days")[1:],
             PERCENT),
            (f"Volatility of the {side}, {MONTHS} months", f"{side}_risk",
             holding_months.volatility(f"{side}_months"), SHARE),
            (f"Sharpe ratio of the {side}, {MONTHS} months", f"{side}_sharpe",
             holding_months.sharpe(side), SIGNED_2),
        ]  # fmt: skip
    rows += [
        ("Portfolio minus benchmark", "return_gap",
         or_dash_if("portfolio_gain-benchmark_gain",
                    "COUNT(portfolio_gain,benchmark_gain)=2"), PERCENT),
        ("Slope on the benchmark, 36 months", "portfolio_beta",
         holding_months.together("portfolio_months", "benchmark_months", "SLOPE"), "0.00"),
        ("Returns of the months, put together", "linked_gain",
         "INDEX(growth_before,36)*(1+INDEX(portfolio_months,36))-1", PERCENT),
        ("Check: what the holdings added is the portfolio's return", "test_contributions",
         _equal("SUM(contributions)", "portfolio_gain"), "General"),
        ("Check: so is what its months come to", "test_months",
         _equal("linked_gain", "portfolio_gain"), "General"),
        ("Check: the path ends at the return", "test_path",
         f"OR(NOT({KNOWN}),{_equal('last_growth/100-1', 'portfolio_gain')})", "General"),
        ("Check: volatility from months is VOLATILITY's", "test_risk",
         _measured_alike('VOLATILITY(calendar_ticker,months_36,"M",report_day)',
                         "benchmark_risk"), "General"),
        ("Check: so is the Sharpe ratio", "test_sharpe",
         _measured_alike("SHARPE(calendar_ticker,months_36,report_day)", "benchmark_sharpe"),
         "General"),
        ("Check: no deeper fall of the benchmark than its daily closes have", "test_fall",
         ("IFERROR(benchmark_fall-_xlfn.IFNA(MAX_DRAWDOWN(benchmark_ticker,measured_days,"
         "basis_used,report_day),benchmark_fall)>-10^-9,TRUE)"), "General"),
        ("Check: trades are what brings weights to targets", "test_trades",
         "IFERROR(ABS(SUM(trades))<=held_count*band_used*held_total+0.01,TRUE)", "General"),
    ]  # fmt: skip
    return workings.named(sheet, row, "The figures", rows)


def or_dash_if(expression: str, condition: str) -> str:
    """Return the expression that shows a dash where a condition does not hold."""
    return f'IF({condition},{expression},"{design.DASH}")'


def _equal(one: str, other: str) -> str:
    """Return the expression of whether two numbers agree; where there is none nothing disagrees."""
    return f"IFERROR(ABS({one}-{other})<10^-9,TRUE)"


def _measured_alike(call: str, name: str) -> str:
    """Return the check of a figure from months, where the function measures them alike."""
    alike = (
        'AND(benchmark_ticker=calendar_ticker,OR(basis_used="total",LEFT(benchmark_ticker,1)="^"))'
    )
    return f"IF({alike},IFERROR(ABS(_xlfn.IFNA({call},{name})-{name})<10^-9,TRUE),TRUE)"


class Path(NamedTuple):
    """Ranges of growth and of distance below the peak, series with their heads and colours."""

    categories: str
    growth: dict[str, str]
    falls: dict[str, str]
    next_row: int


_COLOURS = (design.FIRST, design.MUTED, design.SECOND)


def path(sheet: Worksheet, row: int) -> Path:
    """Write growth of 100, and the distance below the peak, on days spread evenly over the period.

    Names `SIDE_fall`, the deepest of each, and `last_growth`, where the portfolio ends.
    """
    design.section(sheet, f"B{row}:J{row}", "Growth of 100, and percent below the peak so far")
    mix = 'barbell_a&"/"&barbell_b'
    names = ["Portfolio", "=benchmark_ticker", f'=IF({BARBELL},{mix},"Barbell: no data")']
    design.heads(sheet, f"B{row + 1}:J{row + 1}", ["Day", "Measured over", "Date", *names, *names])
    first, last = row + 2, row + 2 + STEPS
    for step, at in enumerate(range(first, last + 1)):
        day = f"=first_day-1+ROUND({step}*MAX(0,report_day-first_day+1)/{STEPS},0)"
        text = workings.iso(f"D{at}")
        growth, falls = [], []
        for side, column in zip(SIDES, "EFG", strict=True):
            call, known = _RETURNS[side]
            gain = call.format(f"C{at}") + "*100"
            grown = f"{or_zero(gain, known)}+100"
            growth.append((grown if step else "=100", "0.00"))
            falls.append((f"=({column}{at}/MAX({column}${first}:{column}{at})-1)*100", SIGNED_2))
        # Not every program leaves labels out by itself where they would crowd.
        label = "" if step % LABELLED else f"={text}"
        design.line(sheet, f"B{at}:J{at}", label, [
            (f'={workings.iso("(first_day-1)")}&":"&{text}', design.TEXT), (day, DAY),
            *growth, *falls,
        ])  # fmt: skip
    top = row + 1
    rows = [
        (f"Deepest fall of the {side}", f"{side}_fall",
         or_dash_if(f"MIN({column}{first}:{column}{last})/100", _RETURNS[side][1]), PERCENT)
        for side, column in zip(SIDES, "HIJ", strict=True)
    ] + [
        (f"Below the peak at the end: the {side}", f"{side}_below",
         or_dash_if(f"{column}{last}/100", _RETURNS[side][1]), PERCENT)
        for side, column in zip(SIDES, "HIJ", strict=True)
    ]  # fmt: skip
    rows.append(("Growth of the portfolio at the end", "last_growth", f"E{last}", "0.00"))
    return Path(
        f"B{first}:B{last}",
        {f"{c}{top}:{c}{last}": colour for c, colour in zip("EFG", _COLOURS, strict=True)},
        {f"{c}{top}:{c}{last}": colour for c, colour in zip("HIJ", _COLOURS, strict=True)},
        workings.named(sheet, last + 2, "Ends of the path", rows),
    )


def draw(sheet: Worksheet, data: Worksheet, drawn: Path, cells: tuple[str, str]) -> None:
    """Draw growth and falls over two ranges of cells."""
    for place, series in zip(cells, (drawn.growth, drawn.falls), strict=True):
        chart = charts.lines(data, drawn.categories, series, number_format="0")
        charts.place(chart, sheet, place)


def lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them, into B3 to B5."""
    share = f'IF(left_out_share>0," ("&{unsigned_percent("left_out_share")}&" of the amounts)","")'
    without = f'IF(left_out_count=0,""," without "&left_out_names&{share})'
    did = f'IF(portfolio_gain<0," lost "," returned ")&{unsigned_percent("portfolio_gain")}'
    side = 'IF(return_gap>0," ahead of "," behind ")&benchmark_ticker'
    gap = (
        f'IF(ROUND(return_gap*100,1)=0,", level with "&benchmark_ticker,", "&'
        f"{points('return_gap')}&{side})"
    )
    against = f'IF(ISNUMBER(return_gap),{gap},"; there is no return of "&benchmark_ticker)'
    found = f'"The portfolio"&{without}&{did}&" "&period_words&{against}&"."'
    nothing = '"No return can be given for these holdings and this month."'
    design.put(sheet, "B3", f"=IF(ISNUMBER(portfolio_gain),{found},{nothing})", "Lead")
    design.put(sheet, "B4", f"={_added_words()}&{_beta_words()}", "Lead small")
    told = f'left_out_told&" "&targets_told&" "&first_told&" "&{_choices_told()}'
    wrong = f'TRIM({told})<>""'
    trouble = 'OR(NOT(inputs_valid),LEFT(month_check,2)<>"ok")'
    design.put(
        sheet, "B5",
        f"=IF({trouble},month_status,IF({wrong},TRIM({told}),month_status&{_basis_words()}))",
        "Status",
    )  # fmt: skip
    design.colour_where(sheet, "B5", f"OR({trouble},{wrong})")


def _choices_told() -> str:
    return 'IF(choices_status="ok","",choices_status)'


def _basis_words() -> str:
    return (
        'IF(basis_used="price"," Without dividends throughout: there is an index among them.","")'
    )


def _added_words() -> str:
    most, least = (
        f"INDEX(holding_codes,MATCH({end}(contributions),contributions,0))"
        for end in ("MAX", "MIN")
    )
    added = (
        f'{most}&" added most ("&{_signed_points("MAX(contributions)")}&"), "&{least}'
        f'&" least ("&{_signed_points("MIN(contributions)")}&"). "'
    )
    return f'IF(COUNT(contributions)>1,{added},"")'


def _signed_points(cell: str) -> str:
    return f'IF({cell}<0,"-","+")&{points(cell)}'


def _beta_words() -> str:
    beta = (
        '"With each 1% of "&benchmark_ticker&" it moved "&FIXED(portfolio_beta,2)'
        f'&"% over {MONTHS} months. "'
    )
    fall = f'"Deepest fall: "&{percent("portfolio_fall")}&"."'
    return (
        f'IF(ISNUMBER(portfolio_beta),{beta},"")&IF(ISNUMBER(portfolio_fall),'
        f'IF(portfolio_fall<0,{fall},"It never fell."),"")'
    )


SERIES = {
    "=benchmark_ticker": "Benchmark",
    **barbell.SERIES,
    "SPY": "Factor: market", "IWM": "Factor: small minus large, with SPY",
    "IWD": "Factor: value, minus growth", "IWF": "Factor: growth",
    "DGS10": "10-year Treasury yield", "DTWEXBGS": "Broad dollar index",
    "DTB3": "3-month Treasury bill, for Sharpe ratios",
}  # fmt: skip
INPUTS = (inputs.MONTH, inputs.AS_OF, FIRST, BENCHMARK)
