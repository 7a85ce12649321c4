"""The tables of a report on a portfolio: holdings, factors, comparison, trades, rates and dollar.

Tables on the left stand in B to F, those on the right in H to N.
"""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs
from rotationxl_workbooks.blocks import holdings, portfolio_months
from rotationxl_workbooks.blocks.holdings import KNOWN, ROWS, USD, Block
from rotationxl_workbooks.blocks.portfolio import (
    DOLLAR_MONTHS,
    FUNDS,
    WEEKS,
    or_dash_if,
    returns,
)
from rotationxl_workbooks.blocks.portfolio_months import MONTHS, SIDES
from rotationxl_workbooks.design import (
    DASH,
    PERCENT,
    POINTS,
    SHARE,
    SIGNED,
    SIGNED_2,
    heads,
    line,
    or_dash,
    section,
)

TRADE = f'+$#,##0;-$#,##0;"{DASH}"'
_PERIODS = {"Month": "month", "3 months": "months_3", "Year to date": "months_ytd",
            "12 months": "months_12", "Period": "measured_days"}  # fmt: skip
_TAIL = "basis_used,report_day"
_NUMBERS = range(1, ROWS + 1)


def table(sheet: Worksheet, held: Block, row: int) -> None:
    """Write the holdings with their inputs, and what they returned; 17 rows."""
    section(sheet, f"B{row}:F{row}", "Holdings: type yours into the shaded cells")
    heads(sheet, f"B{row + 1}:F{row + 1}", ["Ticker", "Name", "Amount", "Weight", "Target"], left=2)
    section(sheet, f"H{row}:N{row}", '="Returns; period: "&period_words')
    texts = [*_PERIODS, "Added", f"Volat. {MONTHS} m"]
    heads(sheet, f"H{row + 1}:N{row + 1}", texts, left=0)
    first, last = row + 2, row + 1 + ROWS
    for number, at in enumerate(range(first, last + 1), 1):
        _holding(sheet, held, number, at)
    holdings.put(sheet, first)
    design.name_cell(sheet, "contributions", f"M{first}:M{last}")
    design.colour_where(sheet, f"C{first}:C{last}", f'LEFT($C{first},9)="left out:"')
    _totals(sheet, last + 1)
    design.colour_signs(sheet, f"H{first}:M{last + 3}", design.INK)


def _holding(sheet: Worksheet, held: Block, number: int, at: int) -> None:
    weight = held.shown(number, held.weight(number))
    line(sheet, f"B{at}:F{at}", "", [(weight, SHARE), ("", SHARE)])
    sheet[f"C{at}"].value = f"={held.words(number)}"
    design.shrink(sheet, f"C{at}", "left")
    calls = [f"ASSET_RETURN({held.ticker(number)},{p},{_TAIL})" for p in _PERIODS.values()]
    values = [(held.shown(number, call), PERCENT) for call in calls]
    added = held.shown(number, f"{held.weight(number)}*L{at}", f"ISNUMBER(L{at})")
    risk = f'VOLATILITY({held.ticker(number)},months_{MONTHS},"M",report_day)'
    _row(sheet, at, [*values, (added, PERCENT), (held.shown(number, risk), SHARE)])


def _row(sheet: Worksheet, at: int, values: list[tuple[str, str]], *, strong: bool = False) -> None:
    line(sheet, f"H{at}:N{at}", "", values, strong=strong)


def _totals(sheet: Worksheet, at: int) -> None:
    total, whole = or_dash_if("held_total", KNOWN), f'=IF({KNOWN},SUM({{}}),"{DASH}")'
    first = at - ROWS
    line(sheet, f"B{at}:F{at}", "Portfolio", [
        (f"={total}", USD), (whole.format(f"E{first}:E{at - 1}"), SHARE),
        (whole.format("held_targets"), SHARE),
    ], strong=True)  # fmt: skip
    own, other = (
        [(returns(side, period), PERCENT) for period in _PERIODS.values()] for side in SIDES[:2]
    )
    added = f'=IF(COUNT(contributions)>0,SUM(contributions),"{DASH}")'
    _row(sheet, at, [*own, (added, PERCENT), ("=portfolio_risk", SHARE)], strong=True)
    line(sheet, f"B{at + 1}:F{at + 1}", '="Benchmark: "&benchmark_name', [])
    _row(sheet, at + 1, [*other, (f'="{DASH}"', "General"), ("=benchmark_risk", SHARE)])
    gaps = []
    for column in "HIJKL":
        one, two = f"{column}{at}", f"{column}{at + 1}"
        gaps.append((f'=IF(COUNT({one},{two})=2,({one}-{two})*100,"{DASH}")', POINTS))
    line(sheet, f"B{at + 2}:F{at + 2}", "Portfolio minus benchmark", [], strong=True)
    _row(sheet, at + 2, [*gaps, ("", "General"), ("", "General")], strong=True)


def factors(sheet: Worksheet, row: int) -> None:
    """Write how the portfolio moved with three factors; 10 rows on the left."""
    section(sheet, f"B{row}:F{row}", f"Factors, all three at once, {MONTHS} months")
    heads(sheet, f"B{row + 1}:F{row + 1}", ["", "Slope", "t-statistic", "By chance?"])
    call = f'FACTOR_EXPOSURE(holdings_used,"{{}}",{MONTHS},"{{}}",report_day)'
    rows = {
        "MKT": "Market (SPY)", "SIZE": "Small minus large (IWM minus SPY)",
        "VALUE": "Value minus growth (IWD minus IWF)", "ALPHA": "Unexplained, a month (alpha)",
    }  # fmt: skip
    for at, (factor, label) in enumerate(rows.items(), row + 2):
        shown = "+0.00%;-0.00%;0.00%" if factor == "ALPHA" else SIGNED_2
        chance = f'=IF(ISNUMBER(E{at}),IF(ABS(E{at})>=2,"no","perhaps"),"{DASH}")'
        line(sheet, f"B{at}:F{at}", label, [
            (or_dash(call.format(factor, "beta"), KNOWN), shown),
            (or_dash(call.format(factor, "t"), KNOWN), SIGNED_2), (chance, "General"),
        ])  # fmt: skip
        design.name_cell(sheet, f"slope_{factor.lower()}", f"D{at}")
    line(sheet, f"B{row + 6}:F{row + 6}", "Share of its moves explained (R²)",
         [(or_dash(call.format("MKT", "r2"), KNOWN), SHARE), ("", ""), ("", "")])  # fmt: skip
    design.put(sheet, f"B{row + 7}:F{row + 8}", f"={_factor_words()}", "Prose")


def _factor_words() -> str:
    size = 'IF(slope_size<0,"to large companies","to small companies")'
    style = 'IF(slope_value<0,"to growth","to value")'
    no_size, no_style = (f"ABS({slope})<=0.05" for slope in ("slope_size", "slope_value"))
    neither = '", but neither to {} nor to {}"'.format
    leaned = (
        f'IF(AND({no_size},{no_style}),"to no size and no style",'
        f"IF({no_size},{style}&{neither('large', 'small companies')},"
        f'IF({no_style},{size}&{neither("value", "growth")},{size}&" and "&{style})))'
    )
    said = (
        '"With each 1% of the market it moved "&FIXED(slope_mkt,2)&"%, the other two unchanged; it '
        f'leaned "&{leaned}&"."'
    )
    nothing = f'"There are not {MONTHS} months of data for all holdings and factors."'
    return f"IF(COUNT(slope_mkt,slope_size,slope_value)=3,{said},{nothing})"


def comparison(sheet: Worksheet, row: int) -> None:
    """Write the portfolio beside benchmark and barbell, and the barbell's inputs; 13 rows."""
    section(sheet, f"H{row}:N{row}", "Portfolio, benchmark and barbell")
    heads(sheet, f"H{row + 1}:N{row + 1}", ["", "Portfolio", "=benchmark_ticker", "Barbell"])
    rows = [
        ("Return of the period", "{0}_gain", PERCENT),
        (f"Return a year, {MONTHS} months", "{0}_yearly", PERCENT),
        (f"Volatility a year, {MONTHS} months", "{0}_risk", SHARE),
        (f"Sharpe ratio, {MONTHS} months", "{0}_sharpe", SIGNED_2),
        ('="Deepest fall "&fall_words', "{0}_fall", PERCENT),
        ("Below the peak at its end", "{0}_below", PERCENT),
        (f"Correlation with the portfolio, {MONTHS} months",
         portfolio_months.together("{0}", "portfolio", "CORREL"), "0.00"),
        (f"Slope on the benchmark, {MONTHS} months",
         portfolio_months.together("{0}", "benchmark", "SLOPE"), "0.00"),
    ]  # fmt: skip
    at = row + 2
    for label, formula, shown in rows:
        values = [(f"={formula.format(side)}", shown) for side in SIDES]
        line(sheet, f"H{at}:N{at}", label, values)
        at += 1
    inputs.column(sheet, "M", "N", at, FUNDS)
    design.put(sheet, f"H{at}:K{at + 2}", f"={_barbell_words()}", "Prose")


def _barbell_words() -> str:
    mix = 'FIXED(barbell_weight*100,0)&"% in "&barbell_a&", the rest in "&barbell_b'
    gap = "(barbell_gain-portfolio_gain)"
    more = f'IF({gap}<0," less"," more")&" than the portfolio"'
    calmer = 'IF(barbell_risk<portfolio_risk,", with less volatility",", with more volatility")'
    calmer = f'IF(COUNT(barbell_risk,portfolio_risk)=2,{calmer},"")'
    said = f'{mix}&": "&FIXED(ABS({gap})*100,1)&" pp"&{more}&" "&period_words&{calmer}&"."'
    nothing = 'IF(barbell_known,"There is no portfolio to compare.",barbell_check)'
    return f"IF(COUNT(barbell_gain,portfolio_gain)=2,{said},{nothing})"


def trades(sheet: Worksheet, held: Block, row: int) -> None:
    """Write the trades that lead to the targets; 19 rows on the left."""
    section(sheet, f"B{row}:F{row}", "Trades to the targets")
    heads(
        sheet, f"B{row + 1}:F{row + 1}", ["Ticker", "", "Buy or sell", "Weight", "Target"], left=2
    )
    first, last = row + 2, row + 1 + ROWS
    for number, at in enumerate(range(first, last + 1), 1):
        # By its place: LibreOffice finds no word in a table that a function of ours gives.
        made = "REBALANCE_TRADES(holdings_used,targets_used,band_used,FALSE)"
        trade = f"INDEX({made},{held.place(number)},4)*held_total"
        values = [
            (trade, TRADE),
            (held.weight(number), SHARE),
            (held.target(number), SHARE),
        ]
        line(sheet, f"B{at}:F{at}", f"={held.code(number)}",
             [(held.shown(number, value), shown) for value, shown in values])  # fmt: skip
        sheet[f"C{at}"].value = f"={held.words(number)}"
    design.shrink(sheet, f"C{at}", "left")
    design.name_cell(sheet, "trades", f"D{first}:D{last}")
    design.colour_signs(sheet, f"D{first}:D{last}")
    totals = (
        ("Bought", 'SUMIF(trades,">0")', USD), ("Sold", '-SUMIF(trades,"<0")', USD),
        ("Left in cash (+), or to be paid in (-)", "-ROUND(SUM(trades),2)", TRADE),
        ("Turnover: half of both, of the portfolio",
         '(SUMIF(trades,">0")-SUMIF(trades,"<0"))/2/held_total', SHARE),
    )  # fmt: skip
    for at, (label, value, shown) in enumerate(totals, last + 1):
        values = [(f"={or_dash_if(value, KNOWN)}", shown), ("", ""), ("", "")]
        line(sheet, f"B{at}:F{at}", label, values, strong=True)
    design.put(sheet, f"E{last + 5}", holdings.BAND.label, "Input label")
    inputs.put(sheet, f"F{last + 5}", holdings.BAND)


def sensitivities(sheet: Worksheet, held: Block, row: int) -> None:
    """Write what went with higher yields and a dearer dollar; 16 rows on the right."""
    section(sheet, f"H{row}:N{row}",
            f"What went with higher yields ({WEEKS} weeks) and a dearer dollar "
            f"({DOLLAR_MONTHS} months)")  # fmt: skip
    texts = ["", "10-yr +100 bp", "t-stat.", "Dollar +1%", "t-stat."]
    heads(sheet, f"H{row + 1}:N{row + 1}", texts)
    rate = f'RATE_BETA({{}},{WEEKS},"10Y","{{}}",report_day)'
    dollar = f'DOLLAR_BETA({{}},{DOLLAR_MONTHS},"{{}}",report_day)'
    first, last = row + 2, row + 1 + ROWS
    for number, at in enumerate(range(first, last + 1), 1):
        ticker = held.ticker(number)
        values = [
            (rate.format(ticker, "beta") + "*100", _PP), (rate.format(ticker, "t"), SIGNED),
            (dollar.format(ticker, "beta"), _PP), (dollar.format(ticker, "t"), SIGNED),
        ]  # fmt: skip
        values = [(held.shown(number, value), shown) for value, shown in values]
        line(sheet, f"H{at}:N{at}", f"={held.code(number)}", values)
    sums = [_weighted(column, first, last) for column in "KM"]
    line(sheet, f"H{last + 1}:N{last + 1}", "Portfolio", [
        (sums[0], _PP), ("", ""), (sums[1], _PP), ("", ""),
    ], strong=True)  # fmt: skip
    for column, name in (("K", "rate_slope"), ("M", "dollar_slope")):
        design.name_cell(sheet, name, f"{column}{last + 1}")
        design.colour_signs(sheet, f"{column}{first}:{column}{last + 1}")


_PP = '+0.00" pp";-0.00" pp";0.00" pp"'


def _weighted(column: str, first: int, last: int) -> str:
    cells = f"{column}{first}:{column}{last}"
    return f'=IF(AND({KNOWN},COUNT({cells})=held_count),SUMPRODUCT(held_weights,{cells}),"{DASH}")'


def cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    against, risk, fell = (
        f'benchmark_ticker&" "&IF(ISNUMBER({name}),FIXED({name}*100,1)&"%","{DASH}")'
        for name in ("benchmark_gain", "benchmark_risk", "benchmark_fall")
    )
    daily = 'IF(ISNUMBER(benchmark_daily_fall),", daily "&FIXED(benchmark_daily_fall*100,1)&"%","")'
    gap = or_dash_if("return_gap*100", "ISNUMBER(return_gap)")
    for cells, label, value, note, shown in (
        ("B7:C7", "Return", "portfolio_gain", "=period_words", PERCENT),
        ("D7:F7", "Return minus benchmark", gap, f"={against}", POINTS),
        ("H7:I7", "Volatility, a year", "portfolio_risk", f'="{MONTHS} months; "&{risk}', SHARE),
        ("J7:K7", '="Deepest fall "&fall_words', "portfolio_fall", f"={fell}&{daily}", PERCENT),
        ("L7:M7", "10-year yield +100 bp", "rate_slope", f"went with, {WEEKS} weeks", _PP),
        ("N7:N7", "Dollar +1%", "dollar_slope", f"went with, {DOLLAR_MONTHS} months", _PP),
    ):
        design.card(sheet, cells, (label, f"={value}", note), shown)
    sheet.row_dimensions[8].height = 32
    for cell in ("B8", "D8"):
        design.colour_signs(sheet, cell)
