"""Whether the market turns from its leaders to its laggards: races, weights, sectors, factors."""

from dataclasses import replace

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import FACTORS, SECTORS
from rotationxl_workbooks import charts, design, inputs, panels, workings
from rotationxl_workbooks.blocks import chosen, races, rotation
from rotationxl_workbooks.blocks.rotation import BEGUN
from rotationxl_workbooks.design import (
    PERCENT,
    POINTS,
    SIGNED_2,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.inputs import Input
from rotationxl_workbooks.layout import Layout
from rotationxl_workbooks.workings import PERIODS

MONTHS = 24
MONTH = replace(inputs.MONTH, value="2025-11")
LOW_OF = chosen.choice("low_of", "Since the low of", "^RUT")
AVERAGE = Input(
    "average_sessions", "Average of the last sessions", 200.0,
    "How many closes are averaged, such as 200.", shown="0",
)  # fmt: skip
INPUTS = (
    MONTH, inputs.AS_OF, LOW_OF, rotation.SESSIONS, rotation.WEIGHT, rotation.BEFORE,
    rotation.TARGET, rotation.RISE, AVERAGE,
)  # fmt: skip
RACERS = {
    "IWC": "Micro caps", "IYT": "Transports", "XHB": "Homebuilders", "XRT": "Retail",
    "VNQ": "Real estate trusts", "IJH": "Mid caps", "RSP": "S&P 500, equal weight",
    "QQQ": "Nasdaq 100", "^GSPC": "S&P 500",
}  # fmt: skip
GROUPS = {
    "Sectors": "sectors",
    "Styles, sizes and factors": "styles",
    "Cyclicals (XHB, XRT, VNQ, IYT)": "cyclicals",
}
FACTOR_NAMES = {"low_vol": "Low volatility"}
SERIES = {
    "=low_of_ticker": "Index whose low counts",
    **RACERS,
    "SPY": "S&P 500, cap weight", "XLG": "S&P 500, the 50 largest",
    "IWD": "Russell 1000 value", "IWF": "Russell 1000 growth",
    "IWN": "Russell 2000 value", "IWO": "Russell 2000 growth", "IWM": "Russell 2000",
    **{ticker: f"Factor: {name}".replace("_", " ") for name, ticker in FACTORS.items()},
    **{ticker: f"Sector: {name}" for ticker, name in SECTORS.items()},
}  # fmt: skip


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 5, 13, 13, 10.5, 10.5, 10.5, 10.5, 3, 5, 16, 10.5, 10.5, 10.5, 12.5, 12)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    _inputs(summary)
    race, spread, sectors = _workings(working)
    _lead(summary)
    _cards(summary)
    _race(summary, working, race)
    _weights(summary)
    _history(summary, working, spread)
    _sectors(summary, working, sectors)
    _factors(summary)
    _averages(summary)
    rotation.target(summary, 61)
    design.reading(summary, "J61:P61", NOTES, tall=2)
    for first, last in ((12, 35), (39, 52), (54, 60), (62, 69)):
        design.row_heights(summary, first, last, 17)
    summary.freeze_panes = "A7"
    design.print_setup(summary, "A1:P69", "1:2", breaks=[36])


def _inputs(summary: Worksheet) -> None:
    design.top(summary, '="Rotation, "&month_name')
    inputs.column(summary, "O", "P", 3, (MONTH, inputs.AS_OF, LOW_OF, rotation.SESSIONS))


def _workings(
    sheet: Worksheet,
) -> tuple[races.Lines, workings.MonthlySpread, workings.SectorRanking]:
    design.top(sheet, "Workings")
    row = workings.report_days(sheet, 4, 'EXPLAIN("ASSET_RETURN","SPY",month,"",as_of)')
    figures = chosen.tickers(sheet, row, [LOW_OF])
    lines = rotation.values(sheet, figures)
    legs = [
        races.Leg("low_of_ticker", "low_of_name", design.FIRST),
        *(
            races.Leg(f'"{ticker}"', f'"{RACERS[ticker]}"', colour)
            for ticker, colour in (
                ("IWC", design.SECOND), ("IYT", design.RISE), ("^GSPC", design.MUTED),
            )
        ),
    ]  # fmt: skip
    title = "Price returns since the low, %"
    race = races.race(sheet, lines, title, ("race_start", "race_day"), legs)
    names = ("Equal weight led", "Cap weight led")
    spread = workings.monthly_spread(sheet, race.next_row, "RSP/SPY", MONTHS, names)
    before = ('=score_months&" months before"', "months_before")
    sectors = workings.sector_ranking(sheet, spread.next_row, beside=before)
    end = chosen.names(sheet, sectors.next_row)
    sheet.freeze_panes = "A4"
    starts = (lines, race.next_row, spread.next_row, sectors.next_row)
    breaks = [row - 1 for row in starts]  # no block is cut by a page
    design.print_setup(sheet, f"A1:I{end}", "1:3", breaks)
    return race, spread, sectors


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    design.put(sheet, "B3", f"={rotation.race_words()}", "Lead")
    design.put(sheet, "B4", f"={rotation.spread_words()}", "Lead small")
    chosen.status(sheet, "B5")


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    low = f'=IF(ISNUMBER(low_day),"low of "&{workings.iso("low_day")},"{design.DASH}")'
    for cells, label, value, note, shown in (
        ("B7:D7", "=low_of_name", "low_return", low, PERCENT),
        ("E7:F7", "S&P 500", "index_return", "since the same day", PERCENT),
        ("G7:H7", "Equal minus cap", "equal_spread", "S&P 500, month", POINTS),
        ("J7:L7", "Top 50 minus the rest", "top_spread", "S&P 500, month", POINTS),
        ("M7:N7", "Value minus growth", "value_spread", "Russell 1000, month", POINTS),
        ("O7:P7", "Reversal of sectors", "score", "-1 turned round, +1 as before", SIGNED_2),
    ):
        design.card(sheet, cells, (label, f"={value}", note), shown)
    sheet.row_dimensions[8].height = 32
    for cell in ("G8", "J8", "M8"):
        design.colour_signs(sheet, cell, design.FIRST, design.SECOND)


def _race(sheet: Worksheet, data: Worksheet, race: races.Lines) -> None:
    """Draw the race since the low, and write it beside with streaks."""
    low = f'"Since the low of "&{workings.iso("low_day")}'
    title = f'=IF(ISNUMBER(low_day),{low},"In the month")&", without dividends, %"'
    section(sheet, "B11:H11", title)
    chart = charts.lines(data, race.categories, race.series, number_format="0")
    charts.place(chart, sheet, "B12:H22")
    section(sheet, "J11:P11", "The race, without dividends")
    texts = ["", "Since low", "Month", "Year to date", "Streak, days", "vs S&P 500"]
    heads(sheet, "J12:P12", texts)
    rows = {"low_of_ticker": "=low_of_name", **{f'"{t}"': name for t, name in RACERS.items()}}
    for row, (ticker, name) in enumerate(rows.items(), 13):
        against = f'STREAK({ticker},"^GSPC",race_asked)'
        calls = [
            (rotation.since(ticker), "ISNUMBER(low_day)", PERCENT),
            (f'ASSET_RETURN({ticker},month,"price",as_of)', BEGUN, PERCENT),
            (f'ASSET_RETURN({ticker},months_ytd,"price",as_of)', BEGUN, PERCENT),
            (f"STREAK({ticker},,race_asked)", BEGUN, "+0;-0;0"),
            (against, BEGUN, "+0;-0;0"),
        ]
        values = [(or_dash(call, condition), shown) for call, condition, shown in calls]
        if ticker == '"^GSPC"':
            values[-1] = ("", "General")
        line(sheet, f"J{row}:P{row}", name, values)
    design.colour_signs(sheet, "L13:P22", design.INK)
    design.put(
        sheet, "J23", f'=IF(low_known,"Up to "&{workings.iso("race_day")}&".",low_check)', "Note"
    )


def _weights(sheet: Worksheet) -> None:
    """Write three pairs with their spreads over four periods."""
    section(sheet, "B24:H24", "Broad against narrow, value against growth")
    heads(sheet, "B25:H25", ["", *PERIODS])
    top = f"AND({BEGUN},weight_valid)"
    rows = (
        ("Equal-weight S&P 500 (RSP)", 'ASSET_RETURN("RSP",{0},,as_of)', BEGUN),
        ("Cap-weight S&P 500 (SPY)", 'ASSET_RETURN("SPY",{0},,as_of)', BEGUN),
        ("Equal minus cap weight", "EW_CW_SPREAD({0},,as_of)*100", ""),
        ("50 largest (XLG)", 'ASSET_RETURN("XLG",{0},,as_of)', BEGUN),
        ("The rest of the S&P 500",
         'ASSET_RETURN("XLG",{0},,as_of)-TOP_REST_SPREAD({0},top_weight,,as_of)', top),
        ("Top 50 minus the rest", "TOP_REST_SPREAD({0},top_weight,,as_of)*100", ""),
        ("Russell 1000 value (IWD)", 'ASSET_RETURN("IWD",{0},,as_of)', BEGUN),
        ("Russell 1000 growth (IWF)", 'ASSET_RETURN("IWF",{0},,as_of)', BEGUN),
        ("Value minus growth", 'STYLE_SPREAD({0},"R1000",,as_of)*100', ""),
    )  # fmt: skip
    for row, (label, call, condition) in enumerate(rows, 26):
        strong, needed = not condition, condition or (top if "TOP" in call else BEGUN)
        shown = POINTS if strong else PERCENT
        values = [(or_dash(call.format(p), needed), shown) for p in PERIODS.values()]
        line(sheet, f"B{row}:H{row}", label, values, strong=strong)
        if strong:
            design.colour_signs(sheet, f"E{row}:H{row}", design.FIRST, design.SECOND)
    told = '=IF(weight_valid,"The rest weighs 100% less it.","Give a weight between 0% and 100%.")'
    design.put(sheet, "B35", told, "Note")
    design.put(sheet, "G35", rotation.WEIGHT.label, "Input label")
    inputs.put(sheet, "H35", rotation.WEIGHT)


def _history(sheet: Worksheet, data: Worksheet, spread: workings.MonthlySpread) -> None:
    section(sheet, "J24:P24", f"Equal minus cap weight by month, {MONTHS} months, pp")
    series = {spread.above: design.FIRST, spread.below: design.SECOND}
    chart = charts.bars(data, spread.categories, series, number_format="0", legend=True)
    charts.place(chart, sheet, "J25:P35")


def _sectors(sheet: Worksheet, data: Worksheet, ranking: workings.SectorRanking) -> None:
    """Write the sectors best first beside what they did in the months before."""
    section(sheet, "B38:H38", "Sectors, best first")
    before = '=score_months&" m. before"'
    heads(sheet, "B39:H39", ["Rank", "Fund", "Month", "Minus SPY", before])
    for rank in range(len(SECTORS)):
        row, source = 40 + rank, ranking.first_row + rank
        shown = zip("CDEF", (design.TEXT, *[PERCENT] * 3), strict=True)
        values = [(f"={workings.TITLE}!{column}{source}", number) for column, number in shown]
        counted = f'=IF(ISNUMBER(F{row}),ROWS(A$40:A{row}),"{design.DASH}")'
        line(sheet, f"B{row}:H{row}", counted, values)
        sheet[f"C{row}"].value = f"={workings.TITLE}!B{source}"
    design.colour_scale(sheet, "F40:F50")
    design.colour_scale(sheet, "H40:H50")
    told = '=IF(score_valid,"Up to the month before.","Give a whole number from 1 to 120.")'
    design.put(sheet, "B51", told, "Note")
    design.put(sheet, "G51", rotation.BEFORE.label, "Input label")
    inputs.put(sheet, "H51", rotation.BEFORE)
    section(sheet, "J38:P38", "Sector returns in the month, %")
    series = {ranking.above: design.RISE, ranking.below: design.FALL}
    chart = charts.bars(data, ranking.categories, series, number_format="0", sideways=True)
    charts.place(chart, sheet, "J39:P51")


def _factors(sheet: Worksheet) -> None:
    section(sheet, "B53:H53", "Factor funds minus the S&P 500 (SPY)")
    heads(sheet, "B54:H54", ["", *PERIODS])
    for row, (name, ticker) in enumerate(FACTORS.items(), 55):
        calls = (f'FACTOR_SPREAD("{name}",{p},"SPY",,as_of)*100' for p in PERIODS.values())
        label = f"{FACTOR_NAMES.get(name, name.capitalize())} ({ticker})"
        line(sheet, f"B{row}:H{row}", label, [(or_dash(call, BEGUN), POINTS) for call in calls])
    design.colour_signs(sheet, "E55:H59", design.FIRST, design.SECOND)


def _averages(sheet: Worksheet) -> None:
    title = '="Share above the average of the last "&average_sessions&" closes"'
    section(sheet, "J53:P53", title)
    ago = (f"{label} ago" for label in panels.LOOKBACKS)
    heads(sheet, "J54:P54", ["", "Last day", *ago])
    for row, (label, group) in enumerate(GROUPS.items(), 55):
        calls = (
            f'PCT_ABOVE_MA("{group}",average_sessions,{day})'
            for day in ("race_asked", *panels.LOOKBACKS.values())
        )
        values = [(or_dash(call, f"AND({BEGUN},average_known)"), "0%") for call in calls]
        line(sheet, f"J{row}:P{row}", label, values)
    design.put(
        sheet,
        "J58",
        '=IF(average_known,"Funds with too few closes do not count.",average_check)',
        "Note",
    )
    design.put(sheet, "O58", AVERAGE.label, "Input label")
    inputs.put(sheet, "P58", AVERAGE)


NOTES = """\
The race starts at the lowest close of the sessions before its end. It ends with the month, or on \
the day in “Data up to” where that lies in the month after.
The rest of the S&P 500 is what the index returned without its 50 largest, at the weight given. A \
streak counts closes in a row that rose (+) or fell (-), alone or against the S&P 500.
The reversal of sectors is the rank correlation of their returns in the month with those of the \
months before: near -1 the laggards lead, near +1 the leaders stay ahead.
Returns include dividends where nothing else is said. A series that had not begun is drawn at zero \
and shows a dash in tables.\
""".splitlines()


LAYOUT = Layout(
    "year-end-rotation",
    "Rotation from leaders to laggards",
    "The race since the latest low, equal against cap weight, the 50 largest against the rest, "
    "sectors against what they did before, factors, breadth, and the arithmetic of a target.",
    INPUTS,
    SERIES,
    write,
)
