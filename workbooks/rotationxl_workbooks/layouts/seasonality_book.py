"""The calendar months of an index: averages, shares that rose, ranks, and every single month."""

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.blocks import checks, chosen, seasons
from rotationxl_workbooks.blocks.checks import Check
from rotationxl_workbooks.blocks.words import counted, percent
from rotationxl_workbooks.design import (
    PERCENT,
    SIGNED,
    WHOLE,
    heads,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.layout import Layout

WATCHED = chosen.choice("watched", "Index", "^RUT")
OTHERS = tuple(
    chosen.choice(f"beside_{place}", f"Beside it, {place}", ticker)
    for place, ticker in enumerate(("^GSPC", "QQQ", "IWD"), 1)
)
CHOICES = (WATCHED, *OTHERS)
INPUTS = (inputs.MONTH, inputs.AS_OF, *CHOICES, seasons.FIRST_YEAR)
SERIES = {f"={one.name}_ticker": one.label for one in CHOICES}
YEARS = 27
"""Rows of the map of all months."""
_KNOWN = "season_valid"
_TICKERS = tuple(f"{one.name}_ticker" for one in CHOICES)


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    widths = (1.5, 5, 13, 13, 10.5, 10.5, 10.5, 10.5, 3, 5, 13, 13, 10.5, 10.5, 12.5, 12)
    summary = design.add_sheet(book, "Summary", widths, tab=design.FIRST)
    years = design.add_sheet(book, "Years", (2, 11, *[8.5] * 12, 10), tab=design.FIRST)
    working = design.add_sheet(book, workings.TITLE, workings.WIDTHS)
    design.top(summary, '="Seasonality: "&watched_name')
    inputs.column(summary, "O", "P", 3, (inputs.MONTH, inputs.AS_OF, WATCHED, seasons.FIRST_YEAR))
    season = _workings(working)
    _lead(summary)
    _cards(summary)
    _charts(summary, working, season)
    _tables(summary, season)
    design.reading(summary, "B55:P55", NOTES)
    summary.freeze_panes = "A7"
    design.print_setup(summary, "A1:P60", "1:2", breaks=[36])
    _years(years)


def _workings(sheet: Worksheet) -> seasons.Block:
    design.top(sheet, "Workings")
    row = workings.report_days(sheet, 4, 'EXPLAIN("ASSET_RETURN",watched_ticker,month,"",as_of)')
    row = chosen.tickers(sheet, row, CHOICES)
    season = seasons.Block(sheet, row)
    row = _extremes(sheet, season)
    row = _shares(sheet, row)
    end = checks.write(sheet, chosen.names(sheet, row), _checks(sheet, season))
    sheet.freeze_panes = "A4"
    design.print_setup(sheet, f"A1:I{end}", "1:3")
    return season


def _checks(sheet: Worksheet, season: seasons.Block) -> list[Check]:
    design.name_cell(sheet, "season_averages", f"C{season.first}:C{season.last}")
    mapped = f"MAX(season_start,YEAR(month_start)-{YEARS - 1}),season_end"
    higher = 'COUNTIF(season_averages,">"&(next_month_average*100+10^-9))'
    year = "*".join(f"(1+Years!{get_column_letter(column)}7)" for column in range(3, 15))
    known = f'IF(AND(month_begun,{_KNOWN}),INDEX({{}},1,next_month_number),"{design.DASH}")'
    call = f"SEASONAL_AVG(watched_ticker,next_month_number,{mapped}{{}})"
    return [
        Check("map", "Month to come, average on Years",
              known.format("map_averages"), call.format("")),
        Check("share", "Month to come, share on Years",
              known.format("map_shares"), call.format(',"hit"')),
        Check("rank", "Rank of the month to come", "next_month_rank", f"1+{higher}"),
        Check("year", "The year before the report's",
              f'IF(COUNT(Years!C7:N7)=12,Years!O7,"{design.DASH}")', f"{year}-1"),
    ]  # fmt: skip


def _extremes(sheet: Worksheet, season: seasons.Block) -> int:
    """Write the best and the worst month of the index."""
    means = f"$C${season.first}:$C${season.last}"
    names = ",".join(f'"{name}"' for name in workings.MONTH_NAMES)
    rows = []
    for word, extreme in (("best", "MAX"), ("worst", "MIN")):
        at = f"MATCH({extreme}({means}),{means},0)"
        none = f'IF(COUNT({means})=0,"{design.DASH}",{{}})'
        rows += [
            (f"The {word} month", f"{word}_month", none.format(f"CHOOSE({at},{names})"), "General"),
            (f"Average of the {word} month", f"{word}_average",
             none.format(f"{extreme}({means})/100"), PERCENT),
        ]  # fmt: skip
    hit = 'SEASONAL_AVG(watched_ticker,next_month_number,season_start,season_end,"hit")'
    rows.append(
        ("Share of the month after that rose", "next_month_share",
         or_dash(hit, _KNOWN).removeprefix("="), "0%")
    )  # fmt: skip
    return workings.named(sheet, season.next_row, "Best and worst", rows)


def _shares(sheet: Worksheet, row: int) -> int:
    """Write the shares of months that rose, as bars above and below one half."""
    section(sheet, f"B{row}:D{row}", "Months that rose")
    heads(sheet, f"B{row + 1}:D{row + 1}", ["Month", "Half or more rose, %", "Fewer rose, %"])
    first = row + 2
    for number, name in enumerate(seasons.MONTHS, 1):
        at = first + number - 1
        share = f'SEASONAL_AVG(watched_ticker,{number},season_start,season_end,"hit")*100'
        shown = f"IF({_KNOWN},_xlfn.IFNA({share},0),0)"
        values = [(f"=IF({shown}{sign}50,{shown},0)", WHOLE) for sign in (">=", "<")]
        line(sheet, f"B{at}:D{at}", name, values)
    last = first + len(seasons.MONTHS) - 1
    design.name_cell(sheet, "share_bars", f"B{row + 1}:D{last}")
    return last + 2


def _lead(sheet: Worksheet) -> None:
    """Write what the numbers say, as sentences that follow them."""
    said = (
        'watched_name&" has averaged "&' + percent("next_month_average") + '&" in "&next_month_name'
        '&" over "&' + counted("next_month_years", "year") + '&", rank "&next_month_rank'
        '&" of 12, up in "&FIXED(next_month_share*100,0)&"% of them."'
    )  # fmt: skip
    nothing = '"No average of the month to come can be given for "&watched_name&"."'
    known = "COUNT(next_month_average,next_month_rank,next_month_years,next_month_share)=4"
    design.put(sheet, "B3", f"=IF({known},{said},{nothing})", "Lead")
    extremes = (
        '"Its best month has been "&best_month&" ("&' + percent("best_average")
        + '&"), its worst "&worst_month&" ("&' + percent("worst_average") + '&")."'
    )  # fmt: skip
    none = '"There are no averages of months."'
    design.put(sheet, "B4", f"=IF(COUNT(best_average,worst_average)=2,{extremes},{none})",
               "Lead small")  # fmt: skip
    chosen.status(sheet, "B5")


def _cards(sheet: Worksheet) -> None:
    """Write the headline numbers."""
    years = '=season_start&" to "&season_end&" where stored"'
    for cells, label, value, note, shown in (
        ("B7:D7", '=next_month_name&", average"', "next_month_average", years, PERCENT),
        ("E7:F7", "Rank", "next_month_rank", "1 is the best of 12", WHOLE),
        ("G7:H7", "Share that rose", "next_month_share", "of the years", "0%"),
        ("J7:L7", "Best month, average", "best_average", "=best_month", PERCENT),
        ("M7:N7", "Worst month, average", "worst_average", "=worst_month", PERCENT),
        ("O7:P7", "Years", "next_month_years", "that counted", WHOLE),
    ):
        design.card(sheet, cells, (label, f"={value}", note), shown)
    sheet.row_dimensions[8].height = 32
    for cell in ("B8", "J8", "M8"):
        design.colour_signs(sheet, cell)


def _charts(sheet: Worksheet, data: Worksheet, season: seasons.Block) -> None:
    section(sheet, "B11:H11", '="Average month of "&watched_name&", %"')
    season.chart(sheet, "B12:H21")
    section(sheet, "J11:P11", "Share of years in which the month rose, %")
    assert sheet.parent is not None  # noqa: S101 (a sheet lies in a workbook)
    bars = sheet.parent.defined_names["share_bars"].attr_text or ""
    first, last = (int(cell.rpartition("$")[2]) for cell in bars.split("!")[1].split(":"))
    series = {f"C{first}:C{last}": design.RISE, f"D{first}:D{last}": design.FALL}
    categories = f"B{first + 1}:B{last}"
    drawn = charts.bars(data, categories, series, number_format="0", legend=True)
    charts.place(drawn, sheet, "J12:P21")


def _tables(sheet: Worksheet, season: seasons.Block) -> None:
    """Write averages, shares, medians and ranks of the twelve months for the four series."""
    section(sheet, "B23:H23", '="Average return by month, "&season_start&" to "&season_end&", %"')
    season.show(sheet, 24, ("beside_1_ticker", "beside_2_ticker", "beside_3_ticker"))
    section(sheet, "J23:P23", "Share of years in which the month rose")
    _grid(sheet, "J", 24, "hit", "0%", 1)
    section(sheet, "B38:H38", "Median return by month, %")
    _grid(sheet, "B", 39, "median", SIGNED, 100)
    design.colour_scale(sheet, "E40:H51")
    section(sheet, "J38:P38", "Rank of the month by its average; 1 is the best")
    _grid(sheet, "J", 39, "", WHOLE, 1)
    for cells in ("E40:H51", "M25:P36", "M40:P51"):
        first = cells.partition(":")[0]
        top = first[1:]
        where = f"ROWS({first[0]}${top}:{first})=next_month_number"
        design.embolden_where(sheet, cells, where)
    for place, one in enumerate(OTHERS):
        design.put(sheet, f"{'JLN'[place]}53", one.label, "Input label")
        inputs.put(sheet, f"{'KMO'[place]}53", one)


def _grid(sheet: Worksheet, left: str, top: int, stat: str, shown: str, scale: int) -> None:
    """Write a table of twelve months and four series from its heads on."""
    right = "H" if left == "B" else "P"
    heads(sheet, f"{left}{top}:{right}{top}", ["Month", *(f"={ticker}" for ticker in _TICKERS)])
    for number, name in enumerate(seasons.MONTHS, 1):
        calls = [_call(ticker, number, stat) for ticker in _TICKERS]
        scaled = [f"{call}*{scale}" if scale != 1 else call for call in calls]
        values = [(or_dash(call, _KNOWN), shown) for call in scaled]
        line(sheet, f"{left}{top + number}:{right}{top + number}", name, values)


def _call(ticker: str, number: int, stat: str) -> str:
    if not stat:
        return f"SEASONAL_RANK({ticker},{number},season_start,season_end)"
    return f'SEASONAL_AVG({ticker},{number},season_start,season_end,"{stat}")'


def _years(sheet: Worksheet) -> None:
    """Write every month of every year of the index, the newest year first."""
    design.top(sheet, '=watched_name&": every month"')
    note = (
        '="Returns without dividends; the newest year may be unfinished. Averages are those of "'
        '&"the years shown that lie from "&season_start&" to "&season_end&"."'
    )
    design.put(sheet, "B3", note, "Note")
    heads(sheet, "B5:O5", ["Year", *seasons.MONTHS, "Year"])
    columns = [get_column_letter(place) for place in range(3, 15)]
    first, last = 6, 5 + YEARS
    for row in range(first, last + 1):
        year = "=YEAR(month_start)" if row == first else f"=B{row - 1}-1"
        values = []
        for number in range(1, 13):
            month = f'$B{row}&"-{number:02d}"'
            call = f'ASSET_RETURN(watched_ticker,{month},"price",report_day)'
            values.append((or_dash(call, f"DATE($B{row},{number},1)<=report_day"), PERCENT))
        call = f'ASSET_RETURN(watched_ticker,$B{row}&"","price",report_day)'
        values.append((or_dash(call, "month_begun"), PERCENT))
        line(sheet, f"B{row}:O{row}", "", values)
        design.put(sheet, f"B{row}", year, "Label", WHOLE)
    design.colour_scale(sheet, f"C{first}:N{last}")
    design.colour_signs(sheet, f"O{first}:O{last}", design.INK)
    means = [(_mean(column, first, last), PERCENT) for column in (*columns, "O")]
    line(sheet, f"B{last + 1}:O{last + 1}", "Average", means, strong=True)
    design.name_cell(sheet, "map_averages", f"C{last + 1}:N{last + 1}")
    design.name_cell(sheet, "map_shares", f"C{last + 2}:N{last + 2}")
    shares = [(_share(column, first, last), "0%") for column in (*columns, "O")]
    line(sheet, f"B{last + 2}:O{last + 2}", "Rose", shares, strong=True)
    sheet.freeze_panes = "C6"
    design.print_setup(sheet, f"A1:O{last + 2}", "1:5")


def _counts(column: str, first: int, last: int) -> tuple[str, str]:
    """Return the range of a column, and the condition that its year counts."""
    years = f"$B${first}:$B${last}"
    return f"{column}${first}:{column}${last}", f'{years},"<="&season_end,{years},">="&season_start'


def _mean(column: str, first: int, last: int) -> str:
    cells, counts = _counts(column, first, last)
    return f'=IFERROR(AVERAGEIFS({cells},{counts}),"{design.DASH}")'


def _share(column: str, first: int, last: int) -> str:
    cells, counts = _counts(column, first, last)
    rose, all_of_them = (f'COUNTIFS({cells},"{sign}",{counts})' for sign in (">0", ">=-1"))
    return f'=IF({all_of_them}=0,"{design.DASH}",{rose}/{all_of_them})'


NOTES = """\
A month's average counts complete years only, from the first year given to the year before the \
report's, so that nothing in it was unknown then. Bold is the month to come.
Returns are of closes, without dividends, also of funds. Share: the part of the years in which the \
month ended above the one before. Ranks order the averages; ties share the better place.
A pattern of thirty years has thirty observations: an average of 2% with a spread of 5% has a \
standard error of nearly 1%. Look at the shares and the medians too, and at the map of all months.\
""".splitlines()


LAYOUT = Layout(
    "seasonality-book",
    "Seasonality of an index",
    "How the calendar months of an index have gone: averages, medians, the share that rose, ranks "
    "beside three other indices, and every month of every year as a map.",
    INPUTS,
    SERIES,
    write,
)
