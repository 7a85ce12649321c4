"""What a record watch computes once: the record, the moves, and the largest moves before them."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, workings
from rotationxl_workbooks.blocks import checks
from rotationxl_workbooks.design import (
    BASIS_POINTS,
    BELOW,
    COUNT,
    DASH,
    DAY,
    LEVEL,
    PERCENT,
    POINTS,
    SIGNED,
    WHOLE,
    heads,
    line,
    or_dash,
    section,
)  # fmt: skip

BEGUN = "month_begun"
WEEKS = 104
_QUARTERS = ",".join(str(1 + month // 3) for month in range(12))
PERIODS = {
    "Last day": '"1D"',
    "Month": "month",
    "Quarter": "quarter_name",
    "Year": "year_name",
}
"""The periods whose moves are compared, as our functions read them."""


def values(sheet: Worksheet, row: int) -> int:
    """Write the named values; return the next free row. Needs the days and the choices."""
    month, number = workings.month_words("biggest_day"), workings.month_number("month_start")
    known = f"IF(ISNUMBER(biggest_day),{month},{_dashed})"
    rows = [
        ("Year", "year_name", 'YEAR(month_start)&""', "General"),
        ("Quarter", "quarter_name",
         f'YEAR(month_start)&"Q"&CHOOSE({number},{_QUARTERS})', "General"),
        ("Last day of the year before", "year_base", "DATE(YEAR(month_start)-1,12,31)", DAY),
        ("Last close", "last_close", _shown("PRICE_ON(watched_ticker,report_day)"), design.LEVEL),
        ("Record close", "record_level", _shown("RECORD_CLOSE(watched_ticker,report_day)"),
         design.LEVEL),
        ("Set on", "record_day", _shown("RECORD_DATE(watched_ticker,report_day)"), DAY),
        ("Below the record", "record_gap", _shown("DIST_TO_RECORD(watched_ticker,report_day)"),
         design.BELOW),
        ("Days since the record", "record_age",
         _shown("DAYS_SINCE_RECORD(watched_ticker,report_day)"), WHOLE),
        ("Record closes of the year", "record_closes",
         _shown("RECORD_COUNT(watched_ticker,YEAR(month_start),report_day)"), WHOLE),
        ("Check: the last close and the record give the distance", "test_gap",
         checks.agree("record_gap", "last_close/record_level-1"), "General"),
        ("The month's return", "month_return",
         _shown("ASSET_RETURN(watched_ticker,month,,report_day)"), PERCENT),
        ("The month's return of what it is set against", "month_against",
         _shown("ASSET_RETURN(against_ticker,month,,report_day)"), PERCENT),
        ("Last month with a move as large", "biggest_day",
         _shown("BIGGEST_SINCE(watched_ticker,month,report_day)"), DAY),
        ("The same in words", "biggest_month", known, "General"),
        ("10-year yield", "ten_year", _shown('YIELD_LEVEL("10Y",report_day)'), design.YIELD),
        ("10-year yield, move of its last day, bp", "ten_year_day",
         _shown('YIELD_CHANGE_BP("10Y","1D",report_day)'), design.BASIS_POINTS),
        ("Can returns since the event be given?", "event_check",
         'EXPLAIN("RETURN_SINCE",watched_ticker,event_day,report_day)', "General"),
        ("Has the event been?", "event_known", f'AND({BEGUN},LEFT(event_check,2)="ok")',
         "General"),
    ]  # fmt: skip
    return workings.named(sheet, row, "The record, and the month", rows)


_dashed = f'"{DASH}"'


def _shown(call: str) -> str:
    return design.or_dash(call, BEGUN).removeprefix("=")


def records(sheet: Worksheet) -> None:
    """Write everything about the two records, side by side."""
    section(sheet, "J11:P11", "Record closes")
    heads(sheet, "J12:P12", ["", "=watched_name", "", "=against_name"])
    counted_in = '="Record closes in "&YEAR(month_start){back}'
    rows = [
        ("Last close", "PRICE_ON({0},report_day)", LEVEL),
        ("Record close", "RECORD_CLOSE({0},report_day)", LEVEL),
        ("Set on", "RECORD_DATE({0},report_day)", DAY),
        ("Below the record", "DIST_TO_RECORD({0},report_day)", BELOW),
        ("Days since the record", "DAYS_SINCE_RECORD({0},report_day)", COUNT),
        ("Sessions since the record", 'DAYS_SINCE_RECORD({0},report_day,"sessions")', COUNT),
        (counted_in.format(back=""), "RECORD_COUNT({0},YEAR(month_start),report_day)", WHOLE),
        (counted_in.format(back="-1"), "RECORD_COUNT({0},YEAR(month_start)-1,report_day)", WHOLE),
        ("Return since the low of 250 sessions", 'RETURN_FROM_LOW({0},250,report_day,"price")',
         PERCENT),
    ]  # fmt: skip
    for row, (label, call, shown) in enumerate(rows, 13):
        one, other = (
            or_dash(call.format(ticker), BEGUN) for ticker in ("watched_ticker", "against_ticker")
        )
        line(sheet, f"J{row}:P{row}", label, [(one, shown), ("", "General"), (other, shown)])
    beaten = [
        (_next_record("watched_ticker", "N14"), DAY), (_next_record("against_ticker", "P14"), DAY),
    ]  # fmt: skip
    line(sheet, "J22:P22", "Record beaten next on", [beaten[0], ("", "General"), beaten[1]])


def _next_record(ticker: str, record: str) -> str:
    """Return the formula of the day that beat a record, where the data used reach so far."""
    day = f"NEXT_RECORD({ticker},report_day)"
    seen = f'IF(_xlfn.IFNA({day},as_of_day+1)>as_of_day,"not yet",{day})'
    return f'=IF(ISNUMBER({record}),{seen},"{DASH}")'


def moves(sheet: Worksheet) -> None:
    """Write recent moves and when there was one as large before."""
    section(sheet, "J24:P24", "Moves, and the last one as large before")
    heads(sheet, "J25:P25", ["", "Move", "Largest since", "=against_ticker", "Largest since"])
    for row, (label, period) in enumerate(PERIODS.items(), 26):
        values = []
        for ticker in ("watched_ticker", "against_ticker"):
            values += [
                (or_dash(f"ASSET_RETURN({ticker},{period},,report_day)", BEGUN), PERCENT),
                (or_dash(f"BIGGEST_SINCE({ticker},{period},report_day)", BEGUN), DAY),
            ]
        line(sheet, f"J{row}:P{row}", label, values)
    sheet["M25"].value = "=watched_ticker"
    design.colour_signs(sheet, "M26:M29")
    design.colour_signs(sheet, "O26:O29")
    _yields(sheet)


def _yields(sheet: Worksheet) -> None:
    heads(sheet, "J30:P30", ["10-year Treasury yield", "Move", "Largest since"])
    for place in ("M30", "N30"):
        design.dress(sheet[place], "Column head")
    sheet["M30"].value, sheet["N30"].value = "Move", "Largest since"
    sheet["O30"].value, sheet["P30"].value = None, None
    moves = {
        "Last day": ("=ten_year_day", '"1D"'),
        "Month": (or_dash('YIELD_CHANGE_BP("10Y",month_base,report_day)', BEGUN), "month"),
    }
    for row, (label, (move, period)) in enumerate(moves.items(), 31):
        since = or_dash(f'BIGGEST_SINCE("DGS10",{period},report_day)', BEGUN)
        blank = ("", "General")
        line(sheet, f"J{row}:P{row}", label, [(move, BASIS_POINTS), (since, DAY), blank, blank])
    spread = 'watched_ticker&"/"&against_ticker'
    texts = [f"Lead over the other, last {WEEKS} weeks", "per +100 bp", "t-statistic", "R²"]
    heads(sheet, "J33:P33", texts)
    stats = (("beta", "*100", POINTS), ("t", "", SIGNED), ("r2", "", "0.00"))
    values = [
        (or_dash(f'RATE_BETA({spread},{WEEKS},"10Y","{stat}",report_day){scale}', BEGUN), shown)
        for stat, scale, shown in stats
    ]
    line(sheet, "J34:P34", "Slope on the 10-year yield", values)
