"""The eleven sectors and groups of funds."""

from contextlib import suppress
from typing import Annotated

import numpy as np

from rotationxl import universe
from rotationxl.arguments import (
    AsOf,
    Basis,
    Count,
    Group,
    Headers,
    Month,
    PeriodArg,
    Sector,
    Weights,
)
from rotationxl.cells import Cell
from rotationxl.days import Values
from rotationxl.errors import BadArgumentError, NoDataError, NotBegunError
from rotationxl.functions.returns import asset_return
from rotationxl.market.prices import Legs
from rotationxl.market.view import View
from rotationxl.periods import Period, calendar_period, month_of, month_text
from rotationxl.registry import Family, Table
from rotationxl.sources import Key
from rotationxl.stats import spearman

function = Family("Sectors")


@function(unit="decimal", oracle="pandas", examples=('=SECTOR_RETURN("XLE","2024-11")',))
def sector_return(
    market: View,
    sector: Sector,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Return of a sector (its Select Sector SPDR fund) over a period."""
    return asset_return(market, sector, period, basis, as_of)


def sector_returns(
    market: View, period: Period, basis: str | None, as_of: int | None
) -> dict[str, float]:
    """Return each sector's return; a sector whose fund began too late for it is left out."""
    last = market.as_of(as_of)
    base = period.span(last).base
    result = {
        ticker: legs.returns(period, last)[0]
        for ticker, legs in _sector_legs(market, basis).items()
        if legs.session(0) <= base
    }
    if not result:
        raise NoDataError(f"No sector has data for {period.text}.")
    return result


def _sector_legs(market: View, basis: str | None, *against: str) -> dict[str, Legs]:
    """Return each sector's fund, on the sessions that it shares with another."""

    def make() -> dict[str, Legs]:
        """Align each fund that had begun."""
        market.need(*(Key("price", ticker) for ticker in (*universe.SECTORS, *against)))
        found = {}
        for ticker in universe.SECTORS:
            with suppress(NotBegunError):
                found[ticker] = market.legs(ticker, *against, basis=basis)
        return found

    return market.derived(("sectors", basis, *against), make)


@function(unit="rank", oracle="pandas", examples=('=SECTOR_RANK("Energy","2024-11")',))
def sector_rank(
    market: View,
    sector: Sector,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> int:
    """Rank of a sector's return among the sectors: 1 is the best; ties share the best rank.

    Sectors whose fund has no close before the period are not ranked.
    """
    returns = sector_returns(market, period, basis, as_of)
    if sector not in returns:
        sector_return(market, sector, period, basis, as_of)  # says why
    return 1 + sum(other > returns[sector] for other in returns.values())


@function(unit="table", oracle="pandas", examples=('=SECTOR_TABLE("2024-11")',))
def sector_table(
    market: View,
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
    headers: Headers = True,
) -> Table:
    """Sectors, best first: name, ticker, return, and return minus SPY's.

    Sectors whose fund has no close before the period are left out.
    """
    beside_index, last = _sector_legs(market, basis, "SPY"), market.as_of(as_of)
    rows: list[list[Cell]] = []
    for ticker, value in sector_returns(market, period, basis, as_of).items():
        own, index = beside_index[ticker].returns(period, last)
        rows.append([universe.SECTORS[ticker], ticker, value, own - index])
    rows.sort(key=lambda row: -row[2])
    return Table(("sector", "ticker", "return", "relative"), rows, headers)


@function(
    unit="decimal",
    oracle="numpy",
    examples=('=GROUP_RETURN("cyclicals","2024-11")', '=GROUP_RETURN("XLK,XLC","2025")'),
)
def group_return(
    market: View,
    group: Group,
    period: PeriodArg,
    weights: Weights | None = None,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """Weighted mean of the returns of a group's members; equal weights by default.

    Weights are scaled to 1.
    """
    share = _shares(group, weights)
    returns = market.legs(*group, basis=basis).returns(period, market.as_of(as_of))
    return float(np.dot(returns, share))


def _shares(group: tuple[str, ...], weights: tuple[float, ...] | None) -> Values:
    weight = np.ones(len(group)) if weights is None else np.array(weights)
    if len(weight) != len(group):
        raise BadArgumentError(f"weights: {len(weight)} are given for {len(group)} members.")
    if weight.sum() == 0:
        raise BadArgumentError("weights: they add up to 0.")
    result: Values = weight / weight.sum()
    return result


@function(unit="decimal", oracle="pandas", examples=('=SECTOR_DISPERSION("2024-11")',))
def sector_dispersion(
    market: View, period: PeriodArg, basis: Basis | None = None, as_of: AsOf | None = None
) -> float:
    """How far the sectors lie apart: standard deviation of their returns over a period.

    The population's standard deviation (ddof 0) across the sectors. Sectors whose fund has no
    close before the period are left out.
    """
    return float(np.array([*sector_returns(market, period, basis, as_of).values()]).std())


@function(
    unit="correlation", oracle="scipy.stats.spearmanr", examples=('=REVERSAL_SCORE("2025-11",10)',)
)
def reversal_score(
    market: View,
    month: Month,
    months: Annotated[Count, "How many months before it are compared with it; 10."] = 10,
    as_of: AsOf | None = None,
) -> float:
    """Whether laggards lead: rank correlation of the sectors' earlier returns with the month's.

    Spearman's correlation across the sectors between the total return of the months before and
    that of the month: -1 when the order is turned round, 1 when it stays.
    """
    last = month_of(month.first)
    before = calendar_period(last - months, months, f"the {months} months before {month.text}")
    earlier = sector_returns(market, before, None, as_of)
    returns = sector_returns(market, month, None, as_of)
    both = [ticker for ticker in earlier if ticker in returns]
    if len(both) < 3:  # noqa: PLR2004 (two points always lie on a line)
        raise NoDataError(f"Fewer than three sectors have data from {month_text(last - months)}.")
    return spearman(*(np.array([by[t] for t in both]) for by in (earlier, returns)))
