"""Sentences about a month of value and growth that are formulas: a projection, and questions."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs, panels, workings
from rotationxl_workbooks.blocks.outlook import SINCE
from rotationxl_workbooks.blocks.words import (
    SO_FAR,
    counted,
    is_level,
    led,
    percent,
    ranked_sector,
    signed_points,
    unsigned_percent,
)
from rotationxl_workbooks.inputs import Input

MULTIPLES = tuple(
    Input(f"{name}_multiple", f"{name.capitalize()} P/E", times, "Price/earnings, above 0.",
          shown=design.MULTIPLE)
    for name, times in (("high", 40), ("low", 12))
)  # fmt: skip
SHOCK = Input(
    "shock_points", "Rate rise", 50, "Basis points that the discount rate rises.",
    shown=design.SHOCK,
)  # fmt: skip
INPUTS = (*MULTIPLES, SHOCK)
_LEADER = 'IF(spread_points>0,"value","growth")'


def projection() -> str:
    """Return the expression that says what value did in the 12 months after, and the rule."""
    so_far = 'IF(after_12_over,""," so far")'
    beat = led("after_12_spread", "beat growth by ", "trailed growth by ", "kept level with growth")
    held = f'" "&rule&" held on "&{unsigned_percent("after_12_share")}&" of those sessions."'
    words = (
        f'"In the 12 months after "&month_name&{so_far}&" value "&{beat}&"."'
        f'&IF(ISNUMBER(after_12_share),{held},"")'
    )
    nothing = '"What came in the 12 months after is not in the data."'
    return f"IF(ISNUMBER(after_12_spread),{words},{nothing})"


def verdict() -> str:
    """Return the expression that holds the projection against what came."""
    typed = "AND(ISNUMBER(projected_least),ISNUMBER(projected_most))"
    span = 'FIXED(projected_least,1)&" to "&FIXED(projected_most,1)&" pp projected"'
    # Held against the number that the sentence prints.
    spread = "ROUND(after_12_spread,1)"
    side = (
        f'IF({spread}<projected_least,"less than the ",'
        f'IF({spread}>projected_most,"more than the ","within the "))'
    )
    far = 'IF(after_12_over,"","So far: ")'
    held = (
        'IF(after_12_share=1,"The rule held throughout, as the projection asks.",'
        '"The projection asks that the rule hold; it held on {}")'
    ).replace("{}", f'"&{unsigned_percent("after_12_share")}&" of sessions.')
    known = f'{far}&{signed_points("after_12_spread", 1)}&", "&{side}&{span}&". "'
    words = f'{known}&IF(ISNUMBER(after_12_share),{held},"")'
    nothing = '"There is nothing to hold the projection against yet."'
    wrong = '"Give two numbers for the projection, the lower one first."'
    good = f"IF({typed},projected_least<=projected_most,FALSE)"
    return f"IF({good},IF(ISNUMBER(after_12_spread),{words},{nothing}),{wrong})"


def write(sheet: Worksheet, row: int) -> None:
    """Write the questions with their answers, three rows each."""
    design.section(sheet, f"B{row}:P{row}", "Questions, answered by this month's numbers")
    for place, (question, answer) in enumerate(_questions().items()):
        at = row + 1 + 3 * place
        for cell in sheet[f"B{at}:P{at}"][0]:
            design.dress(cell, "Label strong")
        sheet[f"B{at}"].value = question
        design.put(sheet, f"B{at + 1}:P{at + 2}", f"={answer}", "Prose")
    for label, cell, one in zip("KMO", "LNP", INPUTS, strict=True):
        design.put(sheet, f"{label}{row + 4}", one.label, "Input label")
        inputs.put(sheet, f"{cell}{row + 4}", one)


def _questions() -> dict[str, str]:
    return {
        "What drove the gap between value and growth?": _driver(),
        "How do rising rates hurt growth stocks?": _shock(),
        "Which sectors led?": _sectors(),
        "Does such a lead last?": _lasting(),
        "What is the main risk to value?": _risk(),
    }


def _driver() -> str:
    moves = (
        f'"The 10-year yield moved "&{_basis_points("ten_year_move")}&IF(COUNT(real_move,'
        f'breakeven_move)=2,": the real yield "&{_basis_points("real_move")}&", expected inflation '
        f'"&{_basis_points("breakeven_move")},"")&"; the curve (10-year minus 2-year) "&'
        f'{_basis_points("slope_move")}&". "'
    )
    share = signed_points("(rate_slope*ten_year_move/100)")
    link = (
        f'"At the slope of the last {panels.WEEKS} weeks, "&{signed_points("rate_slope", 1)}'
        f'&" of spread per +100 bp (t-statistic "&FIXED(rate_t,1)&"), that goes with "&{share}'
        f'&" of the spread of "&{signed_points("spread_points")}'
        '&IF(ABS(rate_t)<2,"; a link this weak may be chance.",".")'
    )
    known = "COUNT(ten_year_move,slope_move)=2"
    linked = f'IF(COUNT(rate_slope,rate_t,spread_points)=3,{link},"")'
    return f'IF({known},{moves}&{linked},"There are no yields for this month.")'


def _basis_points(cell: str) -> str:
    return f'IF(ROUND({cell},0)<0,"-","+")&FIXED(ABS({cell}),0)&" bp"'


def _shock() -> str:
    typed = (
        '"A price at "&FIXED(high_multiple,0)&" times earnings moves "&{high}&" when the discount '
        'rate rises "&FIXED(shock_points,0)&" bp, one at "&FIXED(low_multiple,0)&" times "&{low}'
        '&". "'
    ).format(high=percent("shock_high"), low=percent("shock_low"))
    month = (
        '"The 10-year\'s "&{move}&" in the month would by itself be "&{high}&" and "&{low}'
        '&". The later profits lie, the more the rate matters."'
    ).format(
        move=_basis_points("ten_year_move"), high=percent("month_high"), low=percent("month_low")
    )
    wrong = '"Give multiples above 0, and a rise in basis points."'
    known = f'{typed}&IF(COUNT(month_high,month_low)=2,{month},"")'
    return f"IF(COUNT(shock_high,shock_low)=2,{known},{wrong})"


def _sectors() -> str:
    first, second, third = (ranked_sector(place) for place in "123")
    last = ranked_sector("COUNT(ranked_returns)")
    led = f'{first}&", "&{second}&" and "&{third}&" led; "&{last}&" came last. "'
    beaten = (
        f'COUNTIF(ranked_gaps,">0")&" of "&{counted("COUNT(ranked_returns)", "sector")}'
        '&" beat the S&P 500 (SPY). "'
    )
    places = {name: f'MATCH("{name}",ranked_sectors,0)' for name in ("Financials", "Energy")}
    ranks = '&", "&'.join(f'"{name} ranked "&{place}' for name, place in places.items())
    known = "MAX({})<=COUNT(ranked_returns)".format(",".join(places.values()))
    words = f'{led}&{beaten}&IF({known},{ranks}&".","")'
    return f'IF(COUNT(ranked_returns)>2,{words},"There are no sector returns for this month.")'


def _lasting() -> str:
    when = f'"In "&month_name&{SO_FAR}'
    row = (
        f'{when}&" "&{_LEADER}&" led, "&IF(months_in_a_row=1,"after a month in which it had not",'
        '"for "&months_in_a_row&" months in a row")&". "'
    )
    level = f'{when}&" value and growth were level. "'
    same = 'COUNTIF(after_the_like,IF(spread_points>0,">0","<0"))'
    like = (
        f'"It led by as much or more in "&COUNT(after_the_like)&" of "'
        f'&{counted("COUNT(spreads_before)", "month")}&" before: the month after, it led again in "'
        f'&{same}&", and the mean spread was "&{signed_points("AVERAGE(after_the_like)")}&". "'
    )
    none = (
        f'"It had not led by as much in "&{counted("COUNT(spreads_before)", "month")}&" before. "'
    )
    after = (
        f'"After "&month_name&" came "&{signed_points("after_3_spread", 1)}&" in 3 months"'
        '&IF(after_3_over,""," so far")&" and "'
        f'&{signed_points("after_12_spread", 1)}&" in 12"&IF(after_12_over,""," so far")&"."'
    )
    later = (
        f'IF(COUNT(after_3_spread,after_12_spread)=2,{after},"What came after is not known yet.")'
    )
    month = f"{row}&IF(COUNT(after_the_like)>0,{like},{none})"
    words = f"IF({is_level('spread_points')},{level},{month})&{later}"
    return f'IF(ISNUMBER(spread_points),{words},"There is no spread for this month.")'


def _risk() -> str:
    true, false = (signed_points(f"recession_{side}") for side in ("true", "false"))
    began = f'"In months since {SINCE} that began in a recession, value minus growth was "&{true}'
    both = (
        f'{began}&" on average, in the others "&{false}&". Recessions took "'
        f'&{unsigned_percent("recession_share")}&" of the time. "'
    )
    none = f'"No month since {SINCE} began in a recession. "'
    now = (
        f'"As dated since, the economy was "&IF(recession_now="yes","","not ")&"in one on "'
        f'&{workings.iso("report_day")}&". "'
    )
    claims = (
        f'"Jobless claims stood "&{unsigned_percent("(claims_mean/claims_low-1)")}'
        '&" above their low of 12 month ends."'
    )
    alone = f'IF(ISNUMBER(recession_false),{none},"")'
    history = f"IF(COUNT(recession_true,recession_false,recession_share)=3,{both},{alone})"
    known = f'IF(OR(recession_now="yes",recession_now="no"),{history}&{now},{{}})'
    told = known.replace("{}", '"There are no dates of recessions for this month. "')
    return (
        f'"Recession. "&{told}&IF(COUNT(claims_mean,claims_low)=2,IF(claims_low>0,{claims},""),"")'
    )
