"""What a report on rotation computes once: the low, the race since, spreads and a target."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.blocks.checks import agree
from rotationxl_workbooks.blocks.words import led, percent, points
from rotationxl_workbooks.design import (
    DAY,
    LEVEL,
    PERCENT,
    POINTS,
    SIGNED_2,
    line,
    or_dash,
    section,
)
from rotationxl_workbooks.inputs import Input

Row = tuple[str, str, str, str]

BEGUN = "month_begun"
SESSIONS = Input(
    "low_sessions", "Low of the last sessions", 60.0,
    "In how many sessions up to the end the low is looked for, such as 60.", shown="0",
)  # fmt: skip
WEIGHT = Input(
    "top_weight", "Weight of the top 50", 0.55,
    "Share of the 50 largest in the S&P 500, such as 55%.", shown="0%",
)  # fmt: skip
BEFORE = Input(
    "score_months", "Months before", 10.0,
    "How many months before this one its sectors are compared with, such as 10.", shown="0",
)  # fmt: skip
TARGET = Input(
    "target_level", "Target", 8100.0, "A level of the S&P 500, such as 8100.", shown="#,##0"
)
RISE = Input("target_rise", "Rise stated", 0.18, "The rise said to lead to it, such as 18%.",
             shown="0.0%")  # fmt: skip


def values(sheet: Worksheet, row: int) -> int:
    """Write the named values; return the next free row. Needs the days and the choices."""
    rows = [*_race_rows(), *_spread_rows(), *_level_rows(), *_checks()]
    return workings.named(sheet, row, "The race, the spreads and the target", rows)


def _race_rows() -> list[Row]:
    asked = 'IF(as_of="",report_day,MIN(as_of_day,EOMONTH(month_start,1)))'
    # The latest low of one session is the last session. Only words and charts wait for it.
    session = '_xlfn.IFNA(LOW_DATE("^GSPC",1,race_asked),race_asked)'
    return [
        ("Day that the race runs to", "race_asked", asked, DAY),
        ("Its last session", "race_day", session, DAY),
        ("Can the low be found?", "low_check",
         'EXPLAIN("LOW_DATE",low_of_ticker,low_sessions,race_asked)', "General"),
        ("Is there a low?", "low_known", f'AND({BEGUN},LEFT(low_check,2)="ok")', "General"),
        ("Day of the low", "low_day",
         _shown("LOW_DATE(low_of_ticker,low_sessions,race_asked)", "low_known"), DAY),
        ("First day of the race's chart", "race_start",
         "IF(ISNUMBER(low_day),low_day,month_base)", DAY),
        ("Return since the low", "low_return",
         _shown('RETURN_FROM_LOW(low_of_ticker,low_sessions,race_asked,"price")', "low_known"),
         PERCENT),
        ("Return of the S&P 500 since then", "index_return",
         _shown(since('"^GSPC"'), "ISNUMBER(low_day)"), PERCENT),
    ]  # fmt: skip


def _spread_rows() -> list[Row]:
    whole = "score_months>=1,score_months<=120,score_months=ROUND(score_months,0)"
    before = workings.year_month("EDATE(month_start,-score_months)")
    before = f'IF(score_valid,{before}&":"&{workings.year_month("month_base")},"1900-01")'
    return [
        ("Equal minus cap weight, month", "equal_spread",
         _shown("EW_CW_SPREAD(month,,as_of)*100"), POINTS),
        ("Is the weight a share?", "weight_valid",
         "IF(ISNUMBER(top_weight),AND(top_weight>0,top_weight<1),FALSE)", "General"),
        ("Top 50 minus the rest, month", "top_spread",
         _shown("TOP_REST_SPREAD(month,top_weight,,as_of)*100", f"AND({BEGUN},weight_valid)"),
         POINTS),
        ("Value minus growth, month", "value_spread",
         _shown('STYLE_SPREAD(month,"R1000",,as_of)*100'), POINTS),
        ("Is the number of months before one from 1 to 120?", "score_valid",
         f"IF(ISNUMBER(score_months),AND({whole}),FALSE)", "General"),
        ("The months before; one before all data if not", "months_before", before, "General"),
        ("Reversal score", "score",
         _shown("REVERSAL_SCORE(month,score_months,as_of)", f"AND({BEGUN},score_valid)"), SIGNED_2),
    ]  # fmt: skip


def _level_rows() -> list[Row]:
    return [
        ("Can averages be given?", "average_check",
         'EXPLAIN("PCT_ABOVE_MA","SPY",average_sessions,race_asked)', "General"),
        ("Are there averages?", "average_known", 'LEFT(average_check,2)="ok"', "General"),
        ("S&P 500", "index_level", _shown('PRICE_ON("^GSPC",race_asked)'), LEVEL),
    ]  # fmt: skip


def _checks() -> list[Row]:
    return [
        ("Check: the race gives the rise since the low", "test_low",
         agree("low_return", "Summary!L13"), "General"),
        ("Check: the top 50 and the rest make the index", "test_rest",
         agree("Summary!E30", "(Summary!E27-top_weight*Summary!E29)/(1-top_weight)"), "General"),
        ("Check: the spread is the difference of its legs", "test_equal",
         agree("equal_spread", "100*(Summary!E26-Summary!E27)"), "General"),
    ]  # fmt: skip


def since(ticker: str) -> str:
    """Return the expression for a price return since the low."""
    return f'RETURN_SINCE({ticker},low_day,race_asked,"price")'


def _shown(call: str, condition: str = BEGUN) -> str:
    return or_dash(call, condition).removeprefix("=")


def race_words() -> str:
    """Return the expression of what the race says."""
    day, end = workings.iso("low_day"), workings.iso("race_day")
    index = f'IF(ISNUMBER(index_return),"; S&P 500 "&{percent("index_return")},"")'
    rose = f'" rose "&FIXED(low_return*100,1)&"% from its low of "&{day}&" to "&{end}&{index}&"."'
    at_low = f'" stood at its lowest of "&low_sessions&" sessions on "&{end}&"."'
    said = f"low_of_name&IF(low_return=0,{at_low},{rose})"
    return f'IF(COUNT(low_day,low_return)=2,{said},"No low can be given for "&low_of_name&".")'


def spread_words() -> str:
    """Return the expression of what the month's spreads say."""
    so_far = 'IF(month_over,"",", so far,")'
    equal = led(
        "equal_spread", "equal weight beat cap weight by ", "cap weight beat equal weight by ",
        "equal and cap weight were level",
    )  # fmt: skip
    equal = f'"In "&month_name&{so_far}&" "&{equal}'
    value = led(
        "value_spread", "value led growth by ", "growth led value by ",
        "value and growth were level",
    )  # fmt: skip
    value = f'"; "&{value}'
    order = (
        'IF(score<=-0.3,"sectors that had lagged led",'
        'IF(score>=0.3,"the leading sectors stayed ahead","sectors kept no order"))'
    )
    nothing = '"There is no spread of equal and cap weight for this month"'
    return (
        f"IF(ISNUMBER(equal_spread),{equal},{nothing})"
        f'&IF(ISNUMBER(value_spread),{value},"")&IF(ISNUMBER(score),"; "&{order},"")&"."'
    )


def target(sheet: Worksheet, row: int) -> None:
    """Write into B:H what a target and a rise stated with it make of each other; seven rows."""
    section(sheet, f"B{row}:H{row}", "A target, and the rise that is said to lead to it")
    needs = _computed("target_level/index_level-1", "target_level")
    leads = _computed("index_level*(1+target_rise)", "target_rise")
    rows = [
        (f'="S&P 500 on "&{workings.iso("race_day")}', [("=index_level", LEVEL)]),
        ("Target", []),
        ("Rise that the target needs", [(needs, PERCENT)]),
        ("Rise stated", []),
        ("Level that it leads to", [(leads, LEVEL)]),
    ]
    for place, (label, value) in enumerate(rows, row + 1):
        line(sheet, f"B{place}:H{place}", label, value)
    inputs.put(sheet, f"H{row + 2}", TARGET)
    inputs.put(sheet, f"H{row + 4}", RISE)
    design.put(sheet, f"B{row + 6}", f"={_verdict()}", "Note")


def _computed(expression: str, needed: str) -> str:
    return f'=IF(COUNT(index_level,{needed})=2,{expression},"{design.DASH}")'


def _verdict() -> str:
    gap = "(target_level/index_level-1-target_rise)"
    way = f'IF({gap}<0," less"," more")'
    said = f'"The target needs "&{points(gap)}&{way}&" than the rise stated."'
    fits = f'IF(ABS({gap})<0.005,"Target and rise fit: they lie "&{points(gap)}&" apart.",{said})'
    nothing = '"Give the target as a level and the rise as a percentage."'
    return f"IF(COUNT(index_level,target_level,target_rise)=3,{fits},{nothing})"
