"""Portfolios of several funds: return, exposure to factors, and the trades back to target."""

from typing import Annotated

import numpy as np

from rotationxl.arguments import (
    AsOf,
    Basis,
    Count,
    Headers,
    Kind,
    PeriodArg,
    Share,
    Ticker,
    at_least,
    choice,
)
from rotationxl.cells import Cell
from rotationxl.days import Days
from rotationxl.errors import NoDataError
from rotationxl.functions.rates import Stat
from rotationxl.holdings import Holdings, read_holdings
from rotationxl.market.prices import Bounds, Legs
from rotationxl.market.view import View
from rotationxl.periods import Period
from rotationxl.registry import Family, Table
from rotationxl.stats import regress

function = Family("Portfolio")

HoldingsArg = Annotated[
    Holdings,
    Kind("holdings", read_holdings, [["QQQ", "60%"], ["GLD", 0.4]], [["XLEE", 1.0]]),
    'Two columns, ticker and weight: a range, or {"QQQ",0.6;"GLD",0.4}. Fractions, percents or '
    "amounts: weights are scaled to 1.",
]
Rebalance = Annotated[
    str,
    choice("M", "Q", "Y", "none"),
    "M (default), Q or Y: weights are reset at the last session of each month, quarter or year; "
    "none: never.",
]


@function(
    unit="decimal",
    oracle="a loop",
    examples=(
        '=PORTFOLIO_RETURN({"QQQ",0.5;"GLD",0.5},"2024")',
        '=PORTFOLIO_RETURN({"IWD",60;"IWF",40},"2024Q4","none","price")',
    ),
)
def portfolio_return(
    market: View,
    holdings: HoldingsArg,
    period: PeriodArg,
    rebalance: Rebalance = "M",
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of a portfolio over a period, its weights reset each month, quarter, year, or never.

    The portfolio starts with its weights at the close before the period. They drift with the
    members' returns, and are reset at the last session of each month (quarter, year) inside the
    period. Sessions are those common to all members. A ticker that stands twice has the sum of
    its weights; a negative weight is a short position, while all add up to more than 0. With an
    index among the holdings price returns are used throughout. #N/A where a member has no data,
    also one with weight 0, or where short positions lose all there is.
    """
    legs = market.legs(*holdings.tickers, basis=basis)
    return _drifting_return(legs, holdings.shares, period, rebalance, market.as_of(as_of))


def _drifting_return(
    legs: Legs, shares: tuple[float, ...], period: Period, rebalance: str, as_of: int
) -> float:
    """Return the product of what each stretch between two resets gives, less 1."""
    places = _resets(legs, legs.bounds(period, as_of), rebalance)
    levels = np.array([leg[places] for leg in legs.array])
    growth = np.array(shares) @ (levels[:, 1:] / levels[:, :-1])
    if growth.min() <= 0:
        raise NoDataError(
            f"{legs.label}: the short positions lost all of the portfolio, so it has no return."
        )
    return float(growth.prod() - 1)


def _resets(legs: Legs, bounds: Bounds, rebalance: str) -> Days:
    """Return the places at which weights are reset, between the first and the last close."""
    start, finish = bounds
    ends = legs.groups(rebalance)[1] if rebalance != "none" else np.zeros(0, np.int32)
    inside = ends[ends.searchsorted(start, side="right") : ends.searchsorted(finish)]
    result: Days = np.concatenate(([start], inside, [finish]), dtype=np.int32)
    return result


@function(unit="decimal", oracle="a loop", examples=('=BARBELL_RETURN("IWD","IWF",0.5,"2024")',))
def barbell_return(
    market: View,
    a: Ticker,
    b: Ticker,
    weight_a: Annotated[Share, "Weight of the first, from 0 to 1; the second has the rest."],
    period: PeriodArg,
    rebalance: Rebalance = "M",
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of a portfolio of two funds over a period; the second has what the first leaves.

    As PORTFOLIO_RETURN with the weights weight_a and 1 - weight_a.
    """
    legs = market.legs(a, b, basis=basis)
    shares = weight_a, 1 - weight_a
    return _drifting_return(legs, shares, period, rebalance, market.as_of(as_of))


@function(
    unit="by option",
    oracle="statsmodels OLS",
    examples=(
        '=FACTOR_EXPOSURE({"XLK",1},"VALUE",36,"beta","2025-06-30")',
        '=FACTOR_EXPOSURE({"QQQ",0.5;"GLD",0.5},"ALPHA",60,"t")',
    ),
)
def factor_exposure(
    market: View,
    holdings: HoldingsArg,
    factor: Annotated[
        str,
        choice("MKT", "SIZE", "VALUE", "ALPHA"),
        "MKT (SPY), SIZE (IWM-SPY), VALUE (IWD-IWF), or ALPHA: what none of them explains, "
        "a month, as a decimal.",
    ],
    months: Annotated[
        Count,
        at_least(5, "three factors explain fewer in full"),
        "How many months are used, at least 5; 36.",
    ] = 36,
    stat: Stat = "beta",
    as_of: AsOf | None = None,
) -> float:
    """How a portfolio moved with the market, small caps and value, all three taken together.

    Ordinary least squares, with an intercept, of the portfolio's monthly return (weights reset
    each month) on MKT = SPY, SIZE = IWM - SPY and VALUE = IWD - IWF over the last months up to
    as_of, the unfinished one included. beta is a coefficient, or for ALPHA the intercept a month;
    t its t-statistic; r2 that of the whole regression, the same for each factor. Total returns;
    price throughout with an index among the holdings. #N/A for t where the fit is perfect.
    """
    legs = market.legs(*holdings.tickers, "SPY", "IWM", "IWD", "IWF")
    returns = np.array(legs.latest_returns("M", months, market.as_of(as_of)))
    own, (index, small, value, growth) = returns[:-4], returns[-4:]
    found = regress(np.array(holdings.shares) @ own, index, small - index, value - growth)
    return found.statistic(stat, (*_FACTORS, "ALPHA").index(factor))


_FACTORS = ("MKT", "SIZE", "VALUE")


@function(
    unit="table",
    oracle="a loop",
    examples=('=REBALANCE_TRADES({"IWD",0.45;"IWF",0.55},{"IWD",0.6;"IWF",0.4},0.1)',),
)
def rebalance_trades(
    market: View,  # noqa: ARG001 (every function gets it)
    holdings: HoldingsArg,
    targets: Annotated[HoldingsArg, "Two columns, ticker and target weight, as the holdings."],
    band: Annotated[
        Share, "No trade where a weight lies at most so far from its target; 0.05."
    ] = 0.05,
    headers: Headers = True,
) -> Table:
    """Trades that bring a portfolio back to its targets: ticker, weight, target, trade.

    All in shares of 1: trade = target - weight, above 0 to buy, and 0 where the two lie no
    further apart than the band. A fund held without a target has target 0; targets not held come
    after the holdings. With a band above 0 the trades need not add up to 0.
    """
    held = dict(zip(*holdings, strict=True))
    wanted = dict(zip(*targets, strict=True))
    rows = [
        _trade(ticker, held.get(ticker, 0.0), wanted.get(ticker, 0.0), band)
        for ticker in dict.fromkeys((*held, *wanted))
    ]
    return Table(("ticker", "weight", "target", "trade"), rows, headers)


_ROUNDING = 1e-9  # 0.35 lies at most 0.05 from 0.3, and 0.55 from 0.5, though not as floats


def _trade(ticker: str, weight: float, target: float, band: float) -> list[Cell]:
    trade = target - weight
    return [ticker, weight, target, trade if abs(trade) > band + _ROUNDING else 0.0]
