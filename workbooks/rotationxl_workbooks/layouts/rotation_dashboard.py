"""Sector and style rotation: where each fund stands, where it came from, and who led."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import SECTORS, STYLES
from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.blocks import checks, heat_map
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.leagues import League
from rotationxl_workbooks.blocks.rotation_graph import POINTS, QUADRANTS, Graph, Member, shade
from rotationxl_workbooks.blocks.words import SO_FAR, counted, percent
from rotationxl_workbooks.design import heads, section
from rotationxl_workbooks.inputs import Input
from rotationxl_workbooks.layout import Layout

BENCHMARK = Input(
    "benchmark", "Benchmark", "SPY",
    "What the funds are compared with, such as SPY, RSP or ^GSPC.", "tickers",
)  # fmt: skip
WEEKS = Input(
    "weeks", "Weeks of the average", 14.0,
    "How many weekly values a fund is measured against: 2 to 104, often 14.", shown="0",
)  # fmt: skip
STEP = Input(
    "step", "Weeks between points", 1.0,
    "1 draws tails of single weeks, 4 of four-week months; up to 13.", shown="0",
)  # fmt: skip
HEAT = Input(
    "heat_shows", "Heat map shows", "return",
    "return: of each fund; relative: the same minus the return of the benchmark.", "heat_maps",
)  # fmt: skip
INPUTS = (inputs.MONTH, inputs.AS_OF, BENCHMARK, WEEKS, STEP, HEAT)
DEFENSIVE = ("XLP", "XLU", "XLV")
VALUE, GROWTH = ("IWD", "IWN", "VLUE"), ("IWF", "IWO", "MTUM")
STYLE_NAMES = {
    "IWD": "Russell 1000 value", "IWF": "Russell 1000 growth", "IWN": "Russell 2000 value",
    "IWO": "Russell 2000 growth", "IWM": "Russell 2000", "RSP": "S&P 500 equal weight",
    "MTUM": "Momentum", "QUAL": "Quality", "VLUE": "Value factor", "USMV": "Low volatility",
}  # fmt: skip
SHORT = ("Materials", "Comm. serv.", "Energy", "Financials", "Industrials", "Technology",
         "Staples", "Real estate", "Utilities", "Health care", "Discret.")  # fmt: skip
SECTOR_FUNDS = tuple(
    Member(ticker, name, design.SECOND if ticker in DEFENSIVE else design.FIRST)
    for ticker, name in SECTORS.items()
)


def _style(ticker: str) -> Member:
    growth = design.SECOND if ticker in GROWTH else design.MUTED
    return Member(ticker, STYLE_NAMES[ticker], design.FIRST if ticker in VALUE else growth)


STYLE_FUNDS = tuple(map(_style, STYLES))
SERIES = {
    **{ticker: f"Sector: {name}" for ticker, name in SECTORS.items()},
    **{ticker: f"Style: {name}" for ticker, name in STYLE_NAMES.items()},
    "=benchmark_used": "Benchmark",
}


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    half = (6.5, *[11.25] * 6)
    summary = design.add_sheet(book, "Rotation", (1.5, *half, 2, *half), tab=design.FIRST)
    table = design.add_sheet(book, "Leagues", (1.5, 3, *[23, 8.5] * 5), tab=design.FIRST)
    heat = design.add_sheet(book, "Heat map", (1.5, 12, *[10.2] * 14), tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    design.top(summary, '="Sector and style rotation, "&month_name')
    inputs.column(summary, "O", "P", 3, (inputs.MONTH, inputs.AS_OF, BENCHMARK, WEEKS, STEP))
    graphs, leagues = _workings(working)
    _lead(summary)
    _graphs(summary, graphs)
    _standing(summary, graphs, leagues)
    _leagues(table, leagues)
    _heat(heat)


def _workings(sheet: Worksheet) -> tuple[list[Graph], list[League]]:
    design.top(sheet, "Workings")
    row = workings.report_days(sheet, 4, 'EXPLAIN("SECTOR_RETURN","XLK",month,"",as_of)')
    row = workings.named(sheet, row, "What the graphs are made with", _choices())
    row = heat_map.months(sheet, row)
    graphs, leagues = [], []
    for word, members in (("sectors", SECTOR_FUNDS), ("styles", STYLE_FUNDS)):
        graphs.append(Graph(sheet, row, word, members))
        leagues.append(League(sheet, graphs[-1].next_row, word, members))
        row = leagues[-1].next_row
    row = checks.write(sheet, row, _checks())
    sheet.freeze_panes = "A4"
    design.print_setup(sheet, f"A1:I{row}", "1:3")
    return graphs, leagues


def _checks() -> list[Check]:
    strongest = "INDEX(sectors_tickers,MATCH(MAX(sectors_ratios),sectors_ratios,0))"
    ratio = f"ROTATION_RATIO({strongest},benchmark_used,report_day,weeks_used)"
    months = f'ROWS(heat_bests)-COUNTIF(heat_bests,"{design.DASH}")'
    best = "INDEX(sectors_{},sectors_month_best)"
    return [
        *map(_in_quadrants, ("sectors", "styles")),
        Check("ratio", "Ratio of the strongest sector",
              f'IF(COUNT(sectors_ratios)>0,MAX(sectors_ratios),"{design.DASH}")', ratio),
        Check("heat", "Months with a best sector", "SUM(heat_counts)", months),
        checks.ranks_first("league", "Rank of the month's best sector", best.format("names"),
                           f"ISNUMBER({best.format('month_returns')})"),
    ]  # fmt: skip


def _in_quadrants(word: str) -> Check:
    """Return the check that every fund with a point stands in one quadrant."""
    counts = "+".join(f'COUNTIF({word}_quadrants,"{quadrant}")' for quadrant in QUADRANTS)
    return Check(f"{word}_placed", f"Number of {word} drawn", f"COUNT({word}_momentums)", counts)


def _choices() -> list[tuple[str, str, str, str]]:
    benchmark = 'IF(LEFT(benchmark_check,2)="ok",benchmark,"SPY")'
    six = (
        workings.year_month("EDATE(month_start,-5)") + f'&":"&{workings.year_month("month_start")}'
    )
    basis = 'IF(AND(heat_is_ahead,LEFT(benchmark_used,1)="^"),"price","total")'
    wrong = (
        'IF(LEFT(benchmark_check,2)="ok","","Benchmark: no price of it is stored, SPY is used. ")'
        '&IF(weeks_valid,"","Weeks of the average: a whole number from 2 to 104, 14 is used. ")'
        '&IF(step_valid,"","Weeks between points: a whole number from 1 to 13, 1 is used. ")'
    )
    all_used = 'AND(LEFT(benchmark_check,2)="ok",weeks_valid,step_valid)'
    return [
        ("Benchmark: does it have a price?", "benchmark_check",
         'EXPLAIN("PRICE_ON",benchmark,report_day)', "General"),
        ("Benchmark in use", "benchmark_used", benchmark, "General"),
        ("Are the weeks of the average as they should be?", "weeks_valid",
         _whole("weeks", 2, 104), "General"),
        ("Weeks of the average in use", "weeks_used", "IF(weeks_valid,weeks,14)", "0"),
        ("Are the weeks between points as they should be?", "step_valid", _whole("step", 1, 13),
         "General"),
        ("Weeks between points in use", "step_used", "IF(step_valid,step,1)", "0"),
        ("Weeks that a tail goes back, and this one", "tail_weeks",
         f"{POINTS - 1}*step_used+1", "0"),
        ("Six months", "months_6", six, "General"),
        ("Is the heat map one of differences?", "heat_is_ahead", 'heat_shows="relative"',
         "General"),
        ("What its returns include", "heat_basis", basis, "General"),
        ("Are all of these inputs used?", "choices_used", all_used, "General"),
        ("What is used in place of the others", "choices_status",
         f'IF(choices_used,"{design.DASH}",{wrong})', "General"),
    ]  # fmt: skip


def _whole(name: str, least: int, most: int) -> str:
    return f"IF(ISNUMBER({name}),AND({name}>={least},{name}<={most},{name}=ROUND({name},0)),FALSE)"


def _lead(sheet: Worksheet) -> None:
    """Write what the graphs say, as sentences that follow them."""
    day = workings.iso("report_day")
    ahead = (
        'COUNTIF(sectors_ratios,">100")&" of "&COUNT(sectors_ratios)&" sectors are ahead of "'
        '&benchmark_used&", "'
        '&IF(COUNTIF(sectors_quadrants,"Leading")=0,"none",IF(COUNTIF(sectors_quadrants,"Weakening")=0,"all",'
        'COUNTIF(sectors_quadrants,"Leading")))&" of them still '
        'gaining"'
        '&IF(COUNTIF(sectors_quadrants,"Leading")=0,".",": "&sectors_leading&".")'
    )
    none = '"No sector is ahead of "&benchmark_used&"."'
    ahead = f'IF(COUNTIF(sectors_ratios,">100")=0,{none},{ahead})'
    nothing = '"No rotation graph can be drawn for this month."'
    design.put(sheet, "B3", f"=IF(COUNT(sectors_ratios)>0,{ahead},{nothing})", "Lead")
    lagging, leading = (
        f'COUNTIF({universe}_quadrants,"{quadrant}")=0'
        for universe, quadrant in (("sectors", "Lagging"), ("styles", "Leading"))
    )
    others = (
        f'IF({lagging},"No sector is behind and losing","Behind and losing: "&sectors_lagging)'
        f'&". "&IF(COUNT(styles_ratios)=0,"",IF({leading},"No style is ahead and gaining.",'
        '"Styles ahead and gaining: "&styles_leading&"."))'
    )
    design.put(sheet, "B4", f'=IF(COUNT(sectors_ratios)>0,{others},"{design.DASH}")', "Lead small")
    drawn = f'"Weekly closes up to "&{day}&", measured against "&weeks_used&" weeks."'
    design.put(sheet, "B5", "=month_status", "Status")
    shown = f'IF(COUNT(sectors_ratios)>0,{drawn},"{design.DASH}")'
    replaced = 'AND(LEFT(month_check,2)="ok",NOT(choices_used))'
    design.put(sheet, "B6", f"=IF({replaced},choices_status,{shown})", "Status")
    design.colour_where(sheet, "B5", 'OR(NOT(inputs_valid),LEFT(month_check,2)<>"ok")')
    design.colour_where(sheet, "B6", replaced)


def _graphs(sheet: Worksheet, graphs: list[Graph]) -> None:
    for graph, first, last, title in zip(graphs, "BJ", "HP", _TITLES, strict=True):
        section(sheet, f"{first}8:{last}8", title)
        inner = chr(ord(first) + 1)
        graph.draw(sheet, f"{inner}9:{last}32")
        text = "Across: ratio. Up: momentum. Index points; 100 is the fund's own average."
        design.put(sheet, f"{inner}34", text, "Status")
        for step, (quadrant, colour) in enumerate(QUADRANTS.items()):
            row = 35 + step
            design.put(sheet, f"{inner}{row}", quadrant, "Label")
            shade(sheet, f"{inner}{row}:{inner}{row}", colour)
            name = f"{graph.word}_{quadrant.lower()}"
            design.put(sheet, f"{chr(ord(inner) + 1)}{row}:{last}{row}", f"={name}", "Label")


_TITLES = (
    '="Sectors against "&benchmark_used&", blue cyclical, orange defensive"',
    '="Styles against "&benchmark_used&", blue value, orange growth and momentum"',
)


def _standing(sheet: Worksheet, graphs: list[Graph], leagues: list[League]) -> None:
    """Write where each fund stands and stood, and how to read it, on a page of its own."""
    for graph, league, first, last, noun in zip(
        graphs, leagues, "BJ", "HP", ("Sector", "Style"), strict=True
    ):
        section(sheet, f"{first}41:{last}41", f"{noun}s, the strongest against the benchmark first")
        before = f'={POINTS - 1}*step_used&" weeks before"'
        texts = ["Fund", noun, "", "Quadrant", before, "Ratio", "Momentum"]
        heads(sheet, f"{first}42:{last}42", texts, left=3)
        section(sheet, f"{first}55:{last}55", f"{noun}s, returns in the month, %")
        league.chart(sheet, f"{first}56:{last}68")
        graph.show(sheet, f"{first}43:{last}{42 + len(graph.members)}")
    last_row = design.reading(sheet, "B70:P70", NOTES)
    sheet.freeze_panes = "A7"
    design.print_setup(sheet, f"A1:P{last_row}", "1:2", breaks=[40])


NOTES = """\
Ratio: how far the price relative to the benchmark lies above (over 100) or below its average of \
the last weeks, in standard deviations.
Momentum: the same of the ratio's change over one week.
Leading: ahead and gaining. Weakening: ahead, but losing speed. Lagging: behind and losing. \
Improving: behind, but gaining.
Funds tend to go round clockwise; nothing says that they must. Returns include dividends but for \
indices such as ^GSPC, which have none.
Each tail has five points, and the large one is the latest. Type 4 weeks between points for tails \
of months.
The scale follows the point furthest out: the ends of the axes are written beside them. A fund is \
drawn once it has enough weekly closes.
Value: IWD, IWN, VLUE. Growth and momentum: IWF, IWO, MTUM. Defensive: XLP, XLU, XLV. Grey styles \
are neither.\
""".splitlines()


def _leagues(sheet: Worksheet, leagues: list[League]) -> None:
    design.top(sheet, '="League tables, "&month_name')
    words = [f"INDEX(sectors_names,{name})" for name in ("sectors_month_best", "sectors_year_best")]
    month, year = (
        "INDEX(sectors_month_returns,sectors_month_best)",
        ("INDEX(sectors_year_returns,sectors_year_best)"),
    )
    best = f'" was the best sector of the month"&{SO_FAR}&" ("'
    first = f'{words[0]}&{best}&{percent(month)}&")"'
    both = "sectors_month_best=sectors_year_best"
    same = f'IF({both},"and of twelve months",{words[1]}&" of twelve months")'
    then = f'IF(ISNUMBER({year}),", "&{same}&" ("&{percent(year)}&").",".")'
    nothing = '"There are no returns for this month."'
    design.put(sheet, "B3", f"=IF(ISNUMBER({month}),{first}&{then},{nothing})", "Lead")
    design.put(sheet, "B4", "=month_status", "Status")
    row = leagues[0].show(sheet, 6, "Sectors, returns with dividends, best first")
    row = leagues[1].show(sheet, row, "Styles, returns with dividends, best first")
    design.print_setup(sheet, f"A1:L{row}", "1:2")


def _heat(sheet: Worksheet) -> None:
    design.top(sheet, '="Sectors month by month, to "&month_name')
    inputs.column(sheet, "O", "P", 3, (HEAT,))
    most = "INDEX(heat_tickers,MATCH(MAX(heat_counts),heat_counts,0))"
    others = "(COUNTIF(heat_counts,MAX(heat_counts))-1)"
    shared = f'", as often as "&{counted(others, "other")}&" and more than the rest."'
    often = (
        f'{most}&" was best in "&MAX(heat_counts)&" of {heat_map.MONTHS} months"'
        f'&IF({others}=0,", the most of all.",{shared})'
    )
    led = f'heat_best&" led and "&heat_last&" came last in "&month_name&{SO_FAR}&"; "&{often}'
    nothing = '"There are no returns for these months."'
    design.put(sheet, "B3", f"=IF(MAX(heat_counts)>0,{led},{nothing})", "Lead")
    shown = '"Return minus that of "&benchmark_used,"Return with dividends"'
    design.put(sheet, "B4", f'=IF(heat_is_ahead,{shown})&", by calendar month."', "Lead small")
    design.put(sheet, "B5", "=month_status", "Status")
    row = heat_map.show(sheet, 7, SECTOR_FUNDS, SHORT)
    sheet.freeze_panes = "C9"
    design.print_setup(sheet, f"A1:P{row}", "1:2")


LAYOUT = Layout(
    "rotation-dashboard",
    "Sector and style rotation",
    "Rotation graphs of sectors and styles with tails, who stands in which quadrant, league "
    "tables over five horizons, and a heat map of the sectors' months.",
    INPUTS,
    SERIES,
    write,
)
