"""Risk of one fund, stock or index, and how it moves with another."""

from typing import Annotated

import numpy as np

from rotationxl import days
from rotationxl.arguments import AsOf, Basis, Count, Freq, PeriodArg, Ticker, at_least
from rotationxl.days import Days, Values
from rotationxl.errors import NoDataError
from rotationxl.market.macro import Observations
from rotationxl.market.prices import Legs
from rotationxl.market.view import View
from rotationxl.periods import Period, month_text, parse
from rotationxl.registry import Family
from rotationxl.sources import Key
from rotationxl.stats import correlation, deviation, is_flat, regress

function = Family("Risk")

ONE_YEAR, THREE_YEARS = parse("1Y", "period"), parse("3Y", "period")
Months = Annotated[
    Count,
    at_least(3, "two months always lie on a line"),
    "How many months are used, the unfinished one included; 36.",
]
_A_YEAR = {"D": 252, "W": 52, "M": 12}


@function(
    unit="decimal",
    oracle="empyrical.annual_volatility",
    examples=('=VOLATILITY("IWM","1Y",,"2024-11-29")', '=VOLATILITY("XLE","2020","W")'),
)
def volatility(
    market: View,
    ticker: Ticker,
    period: Annotated[PeriodArg, "Period: 1Y (default), 3M, 2024, 2024-11, YTD."] = ONE_YEAR,
    freq: Annotated[Freq, "D (default), W or M: returns over days, weeks or months."] = "D",
    as_of: AsOf | None = None,
) -> float:
    """Annualised volatility: standard deviation of daily, weekly or monthly returns, scaled up.

    sd (ddof 1) of the simple returns between consecutive daily, weekly or monthly closes dated
    from the period's base close to its last, both included, times the square root of 252, 52 or
    12. Total return for funds and stocks, price return for indices. The unfinished week or month
    is measured to as_of. #N/A with fewer than two returns.
    """
    legs = market.legs(ticker)
    places = _closes_within(legs, freq, period, market.as_of(as_of))
    return deviation(legs.moves_between(places)) * float(_A_YEAR[freq] ** 0.5)


def _closes_within(legs: Legs, freq: str, period: Period, as_of: int) -> Days:
    """Return the places of a period's daily, weekly or monthly closes: three or more."""
    places = legs.ends_within(freq, period, as_of)
    if len(places) < 3:  # noqa: PLR2004 (two returns lie between three)
        unit = {"D": "daily", "W": "weekly", "M": "monthly"}[freq]
        raise NoDataError(
            f"{legs.names[0]}: a deviation needs two returns, so three {unit} closes; "
            f"{period.text} has {len(places)} up to {days.iso(as_of)}."
        )
    return places


@function(
    unit="decimal",
    oracle="empyrical.max_drawdown",
    examples=('=MAX_DRAWDOWN("QQQ","2022")', '=MAX_DRAWDOWN("^RUT","2021-11-08:2023-10-27")'),
)
def max_drawdown(
    market: View,
    ticker: Ticker,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Deepest fall from a peak within a period: -0.25 is a loss of 25%; 0 when it never fell.

    The least of P / (highest close so far) - 1 over the daily closes from the period's base close,
    which counts as a peak too, to its last.
    """
    closes = _daily_closes(market, ticker, period, basis, as_of)
    return float((closes / np.maximum.accumulate(closes)).min() - 1)


@function(
    unit="decimal",
    oracle="empyrical and a loop",
    examples=('=CURRENT_DRAWDOWN("XLE","3Y",,"2025-06-30")',),
)
def current_drawdown(
    market: View,
    ticker: Ticker,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """How far a period's last close lies below its highest: -0.1 is 10%; 0 at the peak itself.

    P / (highest close) - 1 over the daily closes from the period's base close, included, to its
    last, P.
    """
    closes = _daily_closes(market, ticker, period, basis, as_of)
    return float(closes[-1] / closes.max() - 1)


def _daily_closes(
    market: View, ticker: str, period: Period, basis: str | None, as_of: int | None
) -> Values:
    """Return the closes of a period, from its base close on."""
    legs = market.legs(ticker, basis=basis)
    start, finish = legs.bounds(period, market.as_of(as_of))
    return legs.array[0][start : finish + 1]


@function(
    unit="ratio",
    oracle="empyrical.beta and statsmodels OLS",
    examples=('=BETA_TO("XLK","SPY",36,"2025-06-30")', '=BETA_TO("IWM","^GSPC",60)'),
)
def beta_to(
    market: View,
    ticker: Ticker,
    benchmark: Annotated[Ticker, "What it is measured against, such as SPY."],
    months: Months = 36,
    as_of: AsOf | None = None,
) -> float:
    """Beta: how much of a month's move of the benchmark a fund, stock or index makes.

    Slope (OLS with an intercept) of its monthly returns on the benchmark's, over the last months
    up to as_of, the unfinished one included, both measured between common sessions. Total
    returns; price returns of both when either is an index. At least 3 months; #N/A when fewer
    are stored or when one of the two does not vary.
    """
    own, other = _monthly(market, (ticker, benchmark), months, as_of)
    return regress(own, other).beta[0]


@function(
    unit="correlation",
    oracle="pandas",
    examples=('=CORREL_TO("UUP","GLD",48,"2025-06-30")', '=CORREL_TO("IWD","IWF")'),
)
def correl_to(
    market: View, a: Ticker, b: Ticker, months: Months = 36, as_of: AsOf | None = None
) -> float:
    """Correlation of the monthly returns of two funds, stocks or indices, from -1 to 1.

    Pearson's, over the last months up to as_of, the unfinished one included, both measured
    between common sessions. Total returns; price returns of both when either is an index. At
    least 3 months; #N/A when fewer are stored or when one of the two does not vary.
    """
    one, two = _monthly(market, (a, b), months, as_of)
    return correlation(one, two)


def _monthly(
    market: View, tickers: tuple[str, str], months: int, as_of: int | None
) -> list[Values]:
    """Return the last monthly returns of two legs."""
    return market.legs(*tickers).latest_returns("M", months, market.as_of(as_of))


@function(
    unit="ratio",
    oracle="empyrical.sharpe_ratio",
    examples=('=SHARPE("QQQ","3Y","2024-11-30")', '=SHARPE("IWM","2020:2024")'),
)
def sharpe(
    market: View,
    ticker: Ticker,
    period: Annotated[PeriodArg, "Period: 3Y (default), 10Y, 2020:2024, 2024."] = THREE_YEARS,
    as_of: AsOf | None = None,
) -> float:
    """Sharpe ratio: return above the Treasury bill's for each unit of risk, annualised.

    mean / sd (ddof 1) of the monthly excess returns, times the square root of 12. A month's excess
    return is its return (total; price for indices) minus DTB3 / 1200, with the 3-month Treasury
    bill's (FRED DTB3, in percent) last observation of the month before. Monthly closes are those
    dated from the period's base close to its last, the unfinished month measured to as_of.
    #N/A with fewer than two returns, or when a month has no such observation.
    """
    market.need(Key("price", ticker), Key("macro", "DTB3"))
    legs = market.legs(ticker)
    places = _closes_within(legs, "M", period, market.as_of(as_of))
    before = days.months_of(legs.day[places[1:]]) - 1
    excess = legs.moves_between(places) - _last_of(market.macro("DTB3"), before) / 1200
    if is_flat(excess):
        raise NoDataError(f"{ticker}: the monthly excess returns of {period.text} do not vary.")
    return float(excess.mean()) / deviation(excess) * float(12**0.5)


def _last_of(known: Observations, months: Days) -> Values:
    """Return the last observation of each month; no data when one has none."""
    stored, places = known.groups("M")
    rows = np.searchsorted(stored, months).clip(max=len(stored) - 1)
    if (lacking := stored[rows] != months).any():
        raise NoDataError(
            f"{known.code}: {month_text(int(months[lacking][0]))} has no observation."
        )
    result: Values = known.value[places[rows]]
    return result
