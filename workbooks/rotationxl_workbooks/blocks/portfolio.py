"""What a report on a portfolio computes once: the period, the returns, the risk and checks."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.blocks import barbell, chosen, first_month, portfolio_months
from rotationxl_workbooks.blocks.holdings import EMPTY, KNOWN
from rotationxl_workbooks.blocks.portfolio_months import MONTHS, SIDES
from rotationxl_workbooks.design import DAY, PERCENT, SHARE, SIGNED_2, WHOLE, or_dash
from rotationxl_workbooks.inputs import Input

BENCHMARK = chosen.choice("benchmark", "Benchmark", "SPY")
FIRST = Input(
    "first_month", "First month", "",
    f"A month such as 2023-01, up to {MONTHS} months back. Left blank: twelve months up to the "
    "report's.",
)  # fmt: skip
WEEKS, DOLLAR_MONTHS = 104, 60
BARBELL = "barbell_known"
_TAIL = "basis_used,report_day"
_MIX = "barbell_a,barbell_b,barbell_weight"


def calls(reset: str) -> dict[str, tuple[str, str]]:
    """Return, for each side, the call with `{}` for the period, and whether there are data.

    `reset` is when weights are set back: M each month, none never.
    """
    return {
        "portfolio": (f'PORTFOLIO_RETURN(holdings_used,{{}},"{reset}",{_TAIL})', KNOWN),
        "benchmark": (f"ASSET_RETURN(benchmark_ticker,{{}},{_TAIL})", "benchmark_known"),
        "barbell": (f'BARBELL_RETURN({_MIX},{{}},"{reset}",{_TAIL})', BARBELL),
    }


def returns(side: str, period: str) -> str:
    """Return the formula for the return of the portfolio, benchmark or barbell; a dash if none."""
    call, known = calls("none")[side]
    return or_dash(call.format(period), known)


def period(sheet: Worksheet, row: int) -> int:
    """Write the period, and what is compared over it; return the next free row."""
    others = ("benchmark_ticker", "barbell_a", "barbell_b")
    indices = "+".join(f'IF(LEFT({other},1)="^",1,0)' for other in others)
    indices = f'COUNTIF(holding_codes,"^*")+{indices}'
    days = f'{workings.iso("first_base")}&":"&{workings.iso("last_day_used")}'
    whole = '"in the "&IF(measured_months=1,"month",measured_months&" months")&" to "&last_words'
    part = f'"from "&{day_words("(first_day-1)")}&" to "&last_words'
    check = (
        'EXPLAIN("BARBELL_RETURN",barbell_a,barbell_b,barbell_weight,measured_days,"M",basis_used,'
        "report_day)"
    )
    told = 'EXPLAIN("ASSET_RETURN",benchmark_ticker,measured_days,basis_used,report_day)'
    return workings.named(sheet, row, "What is measured", [
        *first_month.rows(MONTHS, 12),
        ("Months measured", "measured_months",
         'DATEDIF(first_day,month_start,"m")+1', WHOLE),
        ("Bills wanted from", "bills_from", f"EDATE(month_start,{-MONTHS - 2})", DAY),
        (f"The last {MONTHS} months", f"months_{MONTHS}",
         f'{workings.year_month(f"EDATE(month_start,{1 - MONTHS})")}&":"&'
         + workings.year_month("month_start"), "General"),
        ("Last weekday before the first month", "first_base", _weekday("(first_day-1)"), DAY),
        ("Last weekday", "last_day_used", _weekday("report_day"), DAY),
        ("From the close before the first month", "measured_days", days, "General"),
        ("Its day in words", "last_words", day_words("last_day_used"), "General"),
        ("The period in words", "period_words", f"IF(month_over,{whole},{part})", "General"),
        ("Indices among them, which pay no dividends", "index_count", indices, WHOLE),
        ("With dividends (total), or all without (price)", "basis_used",
         'IF(index_count>0,"price","total")', "General"),
        ("Can the benchmark be measured?", "benchmark_told", told, "General"),
            ("Are there figures of it?", "benchmark_known",
         'AND(month_begun,LEFT(benchmark_told,2)="ok")', "General"),
        ("Can the barbell be measured?", "barbell_check", check, "General"),
        ("Are there figures of it?", BARBELL, 'AND(month_begun,LEFT(barbell_check,2)="ok")',
         "General"),
        ("What is wrong with the first month", "first_told", _first_told(), "General"),
    ])  # fmt: skip


def _weekday(day: str) -> str:
    return f"{day}-MAX(0,WEEKDAY({day},2)-5)"


def _first_told() -> str:
    wrong = '"First month: give a month such as 2023-01 that is not after the last; 12 are shown."'
    day = workings.year_month("first_day")
    cut = f'"First month: at most {MONTHS} months are measured, from "&{day}&"."'
    return f"IF(first_read,IF(first_typed<first_day,{cut},{EMPTY}),{wrong})"


def day_words(day: str) -> str:
    """Return the expression for a day in words: 29 November 2024."""
    return f'DAY({day})&" "&{workings.month_words(day)}'


def figures(sheet: Worksheet, row: int) -> int:
    """Write returns, risk and the checks; return the next free row."""
    rows = []
    for side in SIDES:
        rows += [
            (f"Return of the {side}", f"{side}_gain",
             returns(side, "measured_days").removeprefix("="), PERCENT),
            (f"Return of the {side} a year, {MONTHS} months", f"{side}_yearly", _yearly(side),
             PERCENT),
            (f"Volatility of the {side}, {MONTHS} months", f"{side}_risk",
             portfolio_months.volatility(side), SHARE),
            (f"Sharpe ratio of the {side}, {MONTHS} months", f"{side}_sharpe",
             portfolio_months.sharpe(side), SIGNED_2),
        ]  # fmt: skip
    rows += [
        ("Portfolio minus benchmark", "return_gap",
         or_dash_if("portfolio_gain-benchmark_gain",
                    "COUNT(portfolio_gain,benchmark_gain)=2"), PERCENT),
        ("Slope on the benchmark, 36 months", "portfolio_beta",
         portfolio_months.together("portfolio", "benchmark", "SLOPE"), "0.00"),
        *_checks(),
    ]  # fmt: skip
    return workings.named(sheet, row, "The figures", rows)


def _checks() -> list[tuple[str, str, str, str]]:
    return [
        ("Check: the parts added make the return", "test_contributions",
         # A currency has a close on days when no fund has one.
         f'OR(COUNTIF(holding_codes,"*-USD")>0,{_equal("SUM(contributions)", "portfolio_gain")})',
         "General"),
        ("Check: the path ends at the return", "test_path",
         f"OR(NOT({KNOWN}),{_equal('last_growth/100', 'portfolio_gain')})", "General"),
        ("Check: volatility is VOLATILITY's", "test_risk",
         _measured_alike('VOLATILITY(benchmark_ticker,months_36,"M",report_day)',
                         "benchmark_risk"), "General"),
        ("Check: so is the Sharpe ratio", "test_sharpe",
         _measured_alike("SHARPE(benchmark_ticker,months_36,report_day)", "benchmark_sharpe"),
         "General"),
        ("The only holding, or else the benchmark", "only_holding",
         'IF(held_count=1,INDEX(holding_codes,MATCH("ok",holding_kinds,0)),benchmark_ticker)',
         "General"),
        ("Deepest fall of its daily closes", "only_daily_fall",
         or_dash("MAX_DRAWDOWN(only_holding,measured_days,basis_used,report_day)",
                 f"AND({KNOWN},held_count=1)").removeprefix("="), PERCENT),
        ("Deepest fall of the benchmark's daily closes", "benchmark_daily_fall",
         or_dash("MAX_DRAWDOWN(benchmark_ticker,measured_days,basis_used,report_day)",
                 "benchmark_known").removeprefix("="), PERCENT),
        ("Check: daily closes fell no less", "test_fall",
         "AND({},{})".format(_no_less("portfolio_fall", "only_daily_fall"),
                             _no_less("benchmark_fall", "benchmark_daily_fall")), "General"),
        ("Check: the trades add up to nothing", "test_trades",
         "IFERROR(ABS(SUM(trades))<=held_count*band_used*held_total+0.01,TRUE)", "General"),
    ]  # fmt: skip


def _yearly(side: str) -> str:
    call, known = calls("M")[side]
    whole = call.format(f"months_{MONTHS}")
    return or_dash(f"(1+{whole})^(12/{MONTHS})-1", known).removeprefix("=")


def or_dash_if(expression: str, condition: str) -> str:
    """Return the expression that shows a dash where a condition does not hold."""
    return f'IF({condition},{expression},"{design.DASH}")'


def _equal(one: str, other: str) -> str:
    """Return the expression of whether two numbers agree; where there is none nothing disagrees."""
    return f"IFERROR(ABS({one}-{other})<10^-9,TRUE)"


def _no_less(fall: str, daily: str) -> str:
    """Return the expression of whether daily closes fell as far at least; nothing disagrees."""
    return f"IFERROR({fall}-{daily}>-10^-9,TRUE)"


def _measured_alike(call: str, name: str) -> str:
    """Return the check of a figure from months, where the function measures them alike."""
    alike = 'OR(basis_used="total",LEFT(benchmark_ticker,1)="^")'
    return f"IF({alike},IFERROR(ABS(_xlfn.IFNA({call},{name})-{name})<10^-9,TRUE),TRUE)"


SERIES = {
    "=benchmark_ticker": "Benchmark",
    **barbell.SERIES,
    "SPY": "Factor: market", "IWM": "Factor: small minus large, with SPY",
    "IWD": "Factor: value, minus growth", "IWF": "Factor: growth",
    "DGS10": "10-year Treasury yield", "DTWEXBGS": "Broad dollar index",
    "DTB3": "3-month Treasury bill, for Sharpe ratios",
}  # fmt: skip
INPUTS = (inputs.MONTH, inputs.AS_OF, FIRST, BENCHMARK)
FUNDS = barbell.funds("QQQ", "XLV", "Bought at the start of the period.")
