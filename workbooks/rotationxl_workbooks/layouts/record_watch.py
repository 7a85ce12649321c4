"""How far an index is from its record, what it did lately, and how its calendar months went."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import checks, chosen, races, records, seasons
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.records import BEGUN
from rotationxl_workbooks.blocks.words import counted, level, percent, unsigned_percent
from rotationxl_workbooks.design import (
    BASIS_POINTS,
    BELOW,
    COUNT,
    DASH,
    DAY,
    LEVEL,
    PERCENT,
    WHOLE,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.inputs import Input
from rotationxl_workbooks.layout import Layout

MONTHS = 60
WATCHED = chosen.choice("watched", "Index watched", "^RUT")
AGAINST = chosen.choice("against", "Set against", "^GSPC")
RACERS = tuple(
    chosen.choice(f"racer_{place}", f"Also in the race, {place}", ticker)
    for place, ticker in enumerate(("QQQ", "IJH", "VBK", "IWO"), 1)
)
CHOICES = (WATCHED, AGAINST, *RACERS)
EVENT = Input(
    "event_day", "Event on", "2024-11-05", "A day such as 2024-11-05: returns run from its close."
)
INPUTS = (inputs.MONTH, inputs.AS_OF, *CHOICES, EVENT, seasons.FIRST_YEAR)
SERIES = {
    **{f"={one.name}_ticker": one.label for one in CHOICES},
    "DGS10": "10-year Treasury yield",
}


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 5, 13, 13, 10.5, 10.5, 10.5, 10.5, 3, 5, 13, 13, 10.5, 10.5, 12.5, 12)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    _inputs(summary)
    gaps, race, season = _workings(working)
    _lead(summary)
    _cards(summary)
    _chart(summary, working, gaps, "B11:H11", "Distance below the record close, month ends, %")
    _chart(summary, working, race, "B24:H24", '="Returns in "&year_name&", without dividends, %"')
    records.records(summary)
    records.moves(summary)
    _races(summary)
    _gaps(summary)
    _seasons(summary, season)
    design.reading(summary, "B64:P64", NOTES)
    design.row_heights(summary, 11, 35, 17)
    design.row_heights(summary, 38, 69, 16.5)
    summary.freeze_panes = "A7"
    design.print_setup(summary, "A1:P69", "1:2", breaks=[36])


def _inputs(summary: Worksheet) -> None:
    design.top(summary, '="Record watch: "&watched_name&", "&month_name')
    inputs.column(summary, "O", "P", 3, (inputs.MONTH, inputs.AS_OF, WATCHED, AGAINST))


def _workings(sheet: Worksheet) -> tuple[races.Lines, races.Lines, seasons.Block]:
    design.top(sheet, "Workings")
    legs = [
        races.Leg("watched_ticker", "watched_name", design.FIRST),
        races.Leg("against_ticker", "against_name", design.SECOND),
    ]
    row = workings.report_days(sheet, 4, 'EXPLAIN("ASSET_RETURN",watched_ticker,month,"",as_of)')
    choices = row
    figures = chosen.tickers(sheet, choices, CHOICES)
    months = records.values(sheet, figures)
    season = seasons.Block(sheet, months)
    gaps = races.record_gaps(sheet, season.next_row, MONTHS, legs)
    title = "Price returns since the end of the year before, %"
    race = races.race(sheet, gaps.next_row, title, ("year_base", "report_day"), legs)
    record = "PRICE_ON(watched_ticker,record_day)"
    checked = [Check("record", "Record close, as the price of its day", "record_level", record)]
    end = checks.write(sheet, chosen.names(sheet, race.next_row), checked)
    sheet.freeze_panes = "A4"
    starts = (choices, figures, months, season.next_row, gaps.next_row, race.next_row)
    breaks = [row - 1 for row in starts]  # only the longest block is cut by a page
    design.print_setup(sheet, f"A1:I{end}", "1:3", breaks)
    return gaps, race, season


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    at_record = (
        f'" closed at a record, "&{level("last_close")}&", record close number "&record_closes'
        '&" of "&year_name&"."'
    )
    below = (
        f'" closed "&{unsigned_percent("record_gap", 2)}&" below its record of "'
        f'&{level("record_level")}&", set "&{counted("record_age", "day")}&" before, on "'
        f'&{workings.iso("record_day")}&"."'
    )
    said = f"IF(record_gap=0,{at_record},{below})"
    nothing = '"No record can be given for "&watched_name&" in this month."'
    known = "COUNT(record_gap,record_level,record_age,record_closes)=4"
    design.put(sheet, "B3", f"=IF({known},watched_name&{said},{nothing})", "Lead")
    design.put(sheet, "B4", f"={_month_words()}&{_season_words()}", "Lead small")
    chosen.status(sheet, "B5")


def _month_words() -> str:
    so_far = 'IF(month_over,""," so far")'
    moved = 'IF(month_return<0,"It lost ","It gained ")'
    since = 'IF(ISNUMBER(biggest_day)," since "&biggest_month," of all months stored")'
    against = f'IF(ISNUMBER(month_against),"; "&against_name&" "&{percent("month_against")},"")'
    words = (
        f'{moved}&{unsigned_percent("month_return")}&" in "&month_name&{so_far}'
        f'&", the most"&{since}&{against}&". "'
    )
    return f'IF(ISNUMBER(month_return),{words},"There is no return for this month. ")'


def _season_words() -> str:
    average = (
        f'next_month_name&" has averaged "&{percent("next_month_average")}'
        f'&" in "&{counted("next_month_years", "year")}&", rank "&next_month_rank&" of 12."'
    )
    nothing = '"No averages of months can be given."'
    return f"IF(COUNT(next_month_average,next_month_rank)=2,{average},{nothing})"


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    on = f'IF(ISNUMBER(record_day),"set on "&{workings.iso("record_day")},"{DASH}")'
    closed = f'IF(ISNUMBER(last_close),"last close "&{level("last_close")},"{DASH}")'
    against = f'IF(ISNUMBER(month_against),against_name&" "&{percent("month_against")},"{DASH}")'
    yield_ = f'IF(ISNUMBER(ten_year),"now "&FIXED(ten_year*100,2)&"%","{DASH}")'
    for cells, label, value, note, shown in (
        ("B7:D7", "Below the record close", "record_gap", closed, BELOW),
        ("E7:F7", "Record close", "record_level", on, LEVEL),
        ("G7:H7", "Days since", "record_age", '"calendar days"', COUNT),
        ("J7:L7", "Return of the month", "month_return", against, PERCENT),
        ("M7:N7", "Records this year", "record_closes", '"record closes in "&year_name', WHOLE),
        ("O7:P7", "10-year yield, last day", "ten_year_day", yield_, BASIS_POINTS),
    ):
        design.card(sheet, cells, (label, f"={value}", f"={note}"), shown)
    sheet.row_dimensions[8].height = 32
    design.colour_signs(sheet, "J8")


def _chart(sheet: Worksheet, data: Worksheet, drawn: races.Lines, cells: str, title: str) -> None:
    """Draw lines in the ten or eleven rows under a heading on the left."""
    section(sheet, cells, title)
    row = int(cells.rpartition("H")[2])
    chart = charts.lines(data, drawn.categories, drawn.series, number_format="0")
    charts.place(chart, sheet, f"B{row + 1}:H{row + 11}")


def _races(sheet: Worksheet) -> None:
    """Write the returns of the six over four periods; four of them are chosen here."""
    section(sheet, "B38:H38", "The race, without dividends")
    heads(sheet, "B39:H39", ["Index or fund", "Last day", "Month", "Year to date", "Since event"])
    for row, one in enumerate(CHOICES, 40):
        ticker = f"{one.name}_ticker"
        calls = [
            (f'ASSET_RETURN({ticker},{period},"price",report_day)', BEGUN)
            for period in ('"1D"', "month", "year_name")
        ]
        calls.append((f'RETURN_SINCE({ticker},event_day,report_day,"price")', "event_known"))
        values = [(or_dash(*call), PERCENT) for call in calls]
        line(sheet, f"B{row}:H{row}", f"={one.name}_name", values)
    design.colour_signs(sheet, "E40:H45", design.INK)
    design.put(
        sheet, "B46", '=IF(event_known,"From the close of that day on.",event_check)', "Note"
    )
    design.put(sheet, "G46", EVENT.label, "Input label")
    inputs.put(sheet, "H46", EVENT)


def _gaps(sheet: Worksheet) -> None:
    """Write how far each of the six is from its record."""
    section(sheet, "J38:P38", "Their records")
    texts = ["Ticker", "Below record", "Set on", "This year", "Streak, days"]
    heads(sheet, "J39:P39", texts)
    for row, one in enumerate(CHOICES, 40):
        ticker = f"{one.name}_ticker"
        calls = (
            (f"DIST_TO_RECORD({ticker},report_day)", BELOW),
            (f"RECORD_DATE({ticker},report_day)", DAY),
            (f"RECORD_COUNT({ticker},YEAR(month_start),report_day)", WHOLE),
            (f"STREAK({ticker},,report_day)", "+0;-0;0"),
        )
        values = [(or_dash(call, BEGUN), shown) for call, shown in calls]
        line(sheet, f"J{row}:P{row}", "", values)
        if one in RACERS:
            sheet.merged_cells.add(f"J{row}:K{row}")
            inputs.put(sheet, f"J{row}", one)
        else:
            sheet[f"J{row}"].value = f"={ticker}"


def _seasons(sheet: Worksheet, season: seasons.Block) -> None:
    section(
        sheet,
        "B48:H48",
        '="Average return by month, "&season_start&" to "&season_end&" where stored, %"',
    )
    others = ("against_ticker", "racer_1_ticker", "racer_2_ticker")
    season.show(sheet, 49, others)
    section(sheet, "J48:P48", '="Average month of "&watched_name&", %"')
    season.chart(sheet, "J49:P61")
    told = '=IF(season_valid,"Complete years up to ","Give a first year from 1900 to ")&season_end'
    design.put(sheet, "J62", told, "Note")
    design.put(sheet, "O62", seasons.FIRST_YEAR.label, "Input label")
    inputs.put(sheet, "P62", seasons.FIRST_YEAR)


NOTES = """\
A record is a close above every close stored before; dividends are not counted. The first close of \
a series is no record. \
A streak counts the closes in a row that rose (+) or fell (-).
“Largest since” is the last earlier period of the same length whose move had the same sign and was \
at least as large; a dash means that none is stored. These returns count the dividends of funds.
The calendar months are those of complete years up to the year before the report, so nothing in \
them was unknown then. “Share up” is the share of months above zero. Bold is the month to come.
The slope is the return of the index watched less the other's in weeks in which the 10-year yield \
rose one percentage point; a t-statistic beyond 2 in size says that it is no chance.
Any index or fund of the data source may be typed into the shaded cells. A series that had not \
begun is drawn at zero and shows a dash in tables.\
""".splitlines()


LAYOUT = Layout(
    "record-watch",
    "Record watch of an index",
    "How far an index is from its record close, how large its latest moves were and when there "
    "was one like it, the race of the year, and how its calendar months went.",
    INPUTS,
    SERIES,
    write,
)
