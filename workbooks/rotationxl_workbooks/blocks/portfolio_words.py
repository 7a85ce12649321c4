"""What the numbers of a portfolio say, as sentences that follow them."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design
from rotationxl_workbooks.blocks.portfolio_months import MONTHS
from rotationxl_workbooks.blocks.words import (
    percent,
    points,
    signed_points,
    unsigned_percent,
)


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
        f"=IF({trouble},month_status,IF({wrong},TRIM({told}),month_status)&{_basis_words()})",
        "Status",
    )  # fmt: skip
    design.colour_where(sheet, "B5", f"OR({trouble},{wrong})")


def returns_note() -> str:
    """Return the formula of the note on what returns are, and whether dividends are in them."""
    total = (
        '"dividends reinvested; the barbell likewise. What you really earned depends on your '
        'trades."'
    )
    price = (
        "\"without dividends; the barbell likewise. Holdings' volatility, correlations, factors "
        'and slopes include them."'
    )
    bought = (
        "Returns are those of today's weights bought at the start of each period and left alone"
    )
    return f'="{bought}, "&IF(basis_used="price",{price},{total})'


def _choices_told() -> str:
    return 'IF(choices_status="ok","",choices_status)'


def _basis_words() -> str:
    said = '" Returns without dividends: there is an index among the tickers."'
    return f'IF(basis_used="price",{said},"")'


def _added_words() -> str:
    most, least = (
        f"INDEX(holding_codes,MATCH({end}(contributions),contributions,0))"
        for end in ("MAX", "MIN")
    )
    added = f'{most}&" added most ("&{_added("MAX")}&"), "&{least}&" least ("&{_added("MIN")}&"). "'
    return f'IF(COUNT(contributions)>1,{added},"")'


def _added(end: str) -> str:
    return signed_points(f"({end}(contributions)*100)", 1)


def _beta_words() -> str:
    beta = (
        '"With each 1% of "&benchmark_ticker&" it moved "&FIXED(portfolio_beta,2)'
        f'&"% over {MONTHS} months. "'
    )
    daily = f'", by daily closes "&{percent("only_daily_fall")}'
    alike = "ROUND(only_daily_fall,3)=ROUND(portfolio_fall,3)"
    daily = f'IF(ISNUMBER(only_daily_fall),IF({alike},"",{daily}),"")'
    fall = f'"Deepest fall "&fall_words&": "&{percent("portfolio_fall")}&{daily}&"."'
    never = f'"It never fell, measured "&fall_words&{daily}&"."'
    return (
        f'IF(ISNUMBER(portfolio_beta),{beta},"")&IF(ISNUMBER(portfolio_fall),'
        f'IF(portfolio_fall<0,{fall},{never}),"")'
    )
