"""Growth and value in a year and its quarters: what led, how unusual it was, and at what risk."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS, SECTORS
from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import barbell, checks, pairs, paths, year, year_panels
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.words import is_level, led
from rotationxl_workbooks.design import PERCENT, POINTS, WHOLE, heads, line, or_dash, section
from rotationxl_workbooks.inputs import Input
from rotationxl_workbooks.layout import Layout

MONTH = Input(
    "month", "Year up to", "2025-12", "Choose December for a whole year, or any month.", "months"
)
PAIR = Input("pair", "Index", "SP500", "SP500, R1000, R2000 or CRSP.", "style_pairs")
INPUTS = (MONTH, inputs.AS_OF, PAIR, year_panels.BUILDERS, year_panels.USERS, *barbell.FUNDS)
BASES = {"total": "with dividends", "price": "without dividends"}
KNOWN = "pair_known"
SERIES = {
    "IVE": "S&P 500 value", "IVW": "S&P 500 growth",
    "IWD": "Russell 1000 value", "IWF": "Russell 1000 growth",
    "IWN": "Russell 2000 value", "IWO": "Russell 2000 growth",
    "VTV": "CRSP large value", "VUG": "CRSP large growth",
    **year_panels.SERIES,
    **{ticker: f"Sector: {name}" for ticker, name in SECTORS.items()},
    **barbell.SERIES,
}  # fmt: skip


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    half = (12, 13, *[9.5] * 5)
    summary = design.add_sheet(book, "Summary", (1.5, *half, 3, *half[:-1], 12), tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    design.top(summary, '="Growth and value, "&year_words')
    inputs.column(summary, "O", "P", 3, (MONTH, inputs.AS_OF, PAIR))
    path, years, sectors, mixes = _workings(working)
    _lead(summary)
    _cards(summary)
    _charts(summary, working, path, years)
    for cells, (basis, words) in zip(("B23:H34", "J23:P34"), BASES.items(), strict=True):
        _styles(summary, cells, basis, words)
    year_panels.sectors(summary, 36, working, sectors)
    year_panels.dispersion(summary, 36, working, years)
    year_panels.leaders(summary, 51)
    year_panels.surroundings(summary, 51)
    year_panels.dollar(summary, 61)
    barbell.panel(summary, 69, working, mixes)
    year_panels.risk(summary, 69)
    design.reading(summary, "J82:P82", NOTES, tall=2)
    design.row_heights(summary, 12, 21, 18)
    design.row_heights(summary, 36, 67, 17)  # the later pages have room
    design.row_heights(summary, 69, 92, 19)
    summary.freeze_panes = "A6"
    design.print_setup(summary, "A1:P92", "1:2", breaks=[35, 68])


def _workings(
    sheet: Worksheet,
) -> tuple[paths.Path, year.ByYear, workings.SectorRanking, barbell.ByWeight]:
    design.top(sheet, "Workings")
    start = pairs.table(sheet, workings.report_days(sheet, 4), year.INDICES, year.LEGS)
    legs = {leg.capitalize(): f"{leg}_fund" for leg in year.LEGS}
    path = paths.returns(sheet, year.days(sheet, start), "year_base", legs, KNOWN)
    years = year.by_year(sheet, path.next_row)
    ranking = workings.sector_ranking(sheet, years.next_row, workings.YEAR, workings.MONTH)
    row = year.standing(sheet, ranking.next_row, years)
    mixes = barbell.by_weight(sheet, barbell.named(sheet, row))
    end = checks.write(sheet, mixes.next_row, _checks())
    sheet.freeze_panes = "A4"
    first_rows = (start, path.first_row, path.next_row, years.next_row, ranking.next_row)
    breaks = [row - 1 for row in first_rows]  # no block is cut by a page
    design.print_setup(sheet, f"A1:I{end}", "1:3", breaks)
    return path, years, ranking, mixes


def _checks() -> list[Check]:
    quarters = "*".join(f"IF(ISNUMBER(Summary!{c}25),1+Summary!{c}25,1)" for c in "EFGH")
    members = "COUNT(ranked_returns)"
    apart = f"STDEV(ranked_returns)*SQRT(({members}-1)/{members})*100"
    return [
        Check("spread", "Value minus growth, pp", "spread_points",
              "(value_return-growth_return)*100"),
        Check("quarters", "The year of S&P 500 value", "Summary!D25", f"{quarters}-1"),
        Check("apart", "How far apart sectors lay, pp", "dispersion_points", apart),
    ]  # fmt: skip


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    who = led(
        "spread_points", "Value beat growth by ", "Growth beat value by ",
        "Value and growth were level",
    )  # fmt: skip
    gap = f'{who}&" "&year_when&" on the "&pair_name'
    same = 'IF(year_over,"","the same months of ")&spread_years&" years"'
    place = (
        f'IF(spread_rank=1,", the widest gap of ",", rank "&spread_rank&" by size among ")&{same}'
    )
    rank = f'IF(AND(NOT({is_level("spread_points")}),spread_years>1),{place},"")'
    nothing = '"No figures of value and growth can be given for "&year_words&"."'
    design.put(sheet, "B3", f'=IF(ISNUMBER(spread_points),{gap}&{rank}&".",{nothing})', "Lead")
    words = f"{_quarter_words()}&{_leader_words()}&{_dollar_words()}"
    design.put(sheet, "B4", f"={words}", "Lead small")
    design.put(sheet, "B5", "=year_status", "Status")
    design.colour_where(sheet, "B5", 'OR(NOT(inputs_valid),LEFT(pair_check,2)<>"ok")')


def _quarter_words() -> str:
    widest = "IF(MAX(pair_quarters)>-MIN(pair_quarters),MAX(pair_quarters),MIN(pair_quarters))"
    place = f"MATCH({widest},pair_quarters,0)"
    led = f'IF({widest}>0,"value","growth")&" led by "&FIXED(ABS({widest}),1)&" pp. "'
    words = f'"The widest quarter was Q"&{place}&": "&{led}'
    return f'IF(COUNT(pair_quarters)>1,{words},"")'


def _leader_words() -> str:
    gap = "builders_gap"
    words = led(
        gap, "AI builders beat users by ", "AI users beat builders by ",
        "AI builders and users were level",
    )  # fmt: skip
    return f'IF(ISNUMBER({gap}),{words}&". ","")'


def _dollar_words() -> str:
    moved = 'IF(dollar_move<0,"fell ","rose ")&FIXED(ABS(dollar_move)*100,1)&"%."'
    return f'IF(ISNUMBER(dollar_move),"The dollar "&{moved},"")'


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    legs = (("Growth", "growth_fund"), ("Value", "value_fund"))
    growth, value = (
        (name, or_dash(f"ASSET_RETURN({fund},months_ytd,,as_of)", KNOWN),
         f'={fund}&", with dividends"') for name, fund in legs
    )  # fmt: skip
    apart = f'=IF(ISNUMBER(dispersion_points),dispersion_points,"{design.DASH}")'
    of_years = '="1 is the widest of "&spread_years'
    for cells, texts, shown in (
        ("B7:D7", ("Value minus growth", "=spread_points", '=pair_name&", "&year_words'), POINTS),
        ("E7:F7", growth, PERCENT),
        ("G7:H7", value, PERCENT),
        ("J7:L7", ("Rank of the gap by size", "=spread_rank", of_years), WHOLE),
        (
            "M7:N7",
            (
                "Sectors apart (st. dev.)",
                apart,
                '="rank "&dispersion_rank&" of "&dispersion_years&" years"',
            ),
            '0.0" pp"',
        ),
        ("O7:P7", ("Broad dollar", "=dollar_move", "since the year before"), PERCENT),
    ):
        design.card(sheet, cells, texts, shown)
    sheet.row_dimensions[8].height = 32
    design.colour_signs(sheet, "B8", design.FIRST, design.SECOND)
    design.name_cell(sheet, "growth_return", "E8")
    design.name_cell(sheet, "value_return", "G8")


def _charts(sheet: Worksheet, data: Worksheet, path: paths.Path, years: year.ByYear) -> None:
    title = '="Value and growth since the end of "&(YEAR(month_start)-1)&", % ("&pair_name&")"'
    section(sheet, "B11:H11", title)
    series = {path.first: design.FIRST, path.second: design.SECOND}
    lines = charts.lines(data, path.categories, series, number_format="0")
    charts.place(lines, sheet, "B12:H21")
    months = 'IF(year_over,"by year","same months each year")'
    section(sheet, "J11:P11", f'="Value minus growth, "&{months}&", pp ("&pair_name&")"')
    series = {years.above: design.FIRST, years.below: design.SECOND}
    bars = charts.bars(data, years.categories, series, number_format="0", legend=True, every=2)
    charts.place(bars, sheet, "J12:P21")


def _styles(sheet: Worksheet, cells: str, basis: str, words: str) -> None:
    """Write value, growth and their gap of three indices, for the year and its quarters."""
    left, right = cells[0], cells[4]
    section(sheet, f"{left}23:{right}23", f"Returns {words}")
    heads(sheet, f"{left}24:{right}24", ["", *year.periods()])
    row = 25
    for pair in ("SP500", "R1000", "R2000"):
        for name, ticker in zip(("value", "growth"), PAIRS[pair], strict=True):
            values = [
                (or_dash(f'ASSET_RETURN("{ticker}",{period},"{basis}",as_of)', begun), PERCENT)
                for period, begun in year.periods().values()
            ]
            label = f"{year.INDICES[pair]} {name} ({ticker})"
            line(sheet, f"{left}{row}:{right}{row}", label, values)
            row += 1
        gaps = year.gaps("DEFGH" if left == "B" else "LMNOP", row - 2, row - 1)
        line(sheet, f"{left}{row}:{right}{row}", "Value minus growth", gaps, strong=True)
        first = chr(ord(right) - 4)
        design.colour_signs(sheet, f"{first}{row}:{right}{row}", design.FIRST, design.SECOND)
        row += 1


NOTES = """\
Value and growth are funds: IVE and IVW for the S&P 500, IWD and IWF for the Russell 1000, IWN and \
IWO for the Russell 2000, VTV and VUG for CRSP large companies.
Choose a month: the year runs from January up to its end, and other years are measured over the \
same months. “Data up to” gives the report as it stood on that day.
A rank of 1 is the widest gap in either direction. “Sectors apart” is the standard deviation of \
the sectors' returns; sectors that did not exist yet are left out.
The dollar's slope is the change that went with a rise of the dollar by 1%, month by month. A t \
beyond 2 in either direction is more than chance would often give.
Volatility is that of monthly returns (of daily ones in the table of risk), scaled to a year. A \
dash means that there are no data.\
""".splitlines()


LAYOUT = Layout(
    "year-in-style",
    "Growth and value in a year",
    "Growth and value over a year and its quarters, AI builders and users, the dollar, how far "
    "sectors lay apart, a barbell of two funds, and risk.",
    INPUTS,
    SERIES,
    write,
)
