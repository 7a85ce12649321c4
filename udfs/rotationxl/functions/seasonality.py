"""Seasonality: how each month of the year has done on average."""

from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple

import numpy as np

from rotationxl.arguments import Basis, Headers, MonthOfYear, Ticker, Year, choice
from rotationxl.cells import NOT_AVAILABLE, Cell
from rotationxl.days import Days, Values
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.market.prices import Legs
from rotationxl.market.view import View
from rotationxl.periods import Calendar, month_of
from rotationxl.registry import Family, Table

function = Family("Seasonality")

StartYear = Annotated[Year, "First year, such as 1990. Left out: the first that is stored."]
EndYear = Annotated[Year, "Last year, such as 2024. Left out: the last that is stored."]
PriceBasis = Annotated[Basis, "price (default) or total (dividends reinvested)."]


class Months(NamedTuple):
    """The returns of a ticker's complete months; months are counted from year 0."""

    month: Days
    value: Values

    def of(self, month: int) -> Values:
        """Return the returns of one month of the year, 1 to 12."""
        result: Values = self.value[self.month % 12 == month - 1]
        return result


def _complete(legs: Legs) -> Months:
    """Return all months that have a close and one before them; the last month is never complete."""
    months, places = legs.groups("M")
    close = legs.array[0][places]
    has_base = np.flatnonzero(np.diff(months)[:-1] == 1)
    return Months(months[has_base + 1], close[has_base + 1] / close[has_base] - 1)


def _months(
    market: View, ticker: str, start: Calendar | None, end: Calendar | None, basis: str
) -> Months:
    """Return the returns of the complete months from one year to another, both included."""
    if start and end and start.first > end.first:
        raise BadArgumentError(
            f"start_year: {start.text} lies after end_year, {end.text}. Give an earlier one."
        )
    legs = market.legs(ticker, basis=basis)
    found = market.derived(("months", ticker, basis), lambda: _complete(legs))
    first = found.month.searchsorted(month_of(start.first)) if start else 0
    last = found.month.searchsorted(month_of(end.last), side="right") if end else None
    return Months(found.month[first:last], found.value[first:last])


STATISTICS: Mapping[str, Callable[[Values], float]] = {
    "mean": np.mean,
    "median": np.median,
    "hit": lambda value: float(np.mean(value > 0)),
    "n": len,
}


@function(
    unit="decimal",
    oracle="pandas",
    examples=(
        '=SEASONAL_AVG("^RUT",11,2001,2024)',
        '=SEASONAL_AVG("IWM","Jan",2001,2024,"hit","total")',
    ),
)
def seasonal_avg(
    market: View,
    ticker: Ticker,
    month: MonthOfYear,
    start_year: StartYear | None = None,
    end_year: EndYear | None = None,
    stat: Annotated[
        str,
        choice(*STATISTICS),
        "mean (default), median, hit (share of years in which it rose), or n (number of years).",
    ] = "mean",
    basis: PriceBasis = "price",
) -> float | int:
    """Average return of a month of the year, such as all Novembers; or median, hit rate, count.

    Over the complete calendar months from start_year to end_year, both included: the mean or
    median of their returns, the share of returns above 0 (hit), or how many there are (n). A
    month needs the close before it; the month of the last stored session is never complete.
    Price return by default. #N/A when there is no such month, but for n, which is 0 then.
    """
    found = _months(market, ticker, start_year, end_year, basis).of(month)
    if not len(found) and stat != "n":
        raise NoDataError(_lacking(ticker, month))
    result = STATISTICS[stat](found)
    return result if isinstance(result, int) else float(result)


def _lacking(ticker: str, month: int) -> str:
    return (
        f"{ticker}: no complete month {month:02d} with a close before it is stored for these years."
    )


@function(
    unit="rank",
    oracle="pandas",
    examples=('=SEASONAL_RANK("^RUT",11,2001,2024)',),
)
def seasonal_rank(
    market: View,
    ticker: Ticker,
    month: MonthOfYear,
    start_year: StartYear | None = None,
    end_year: EndYear | None = None,
    basis: PriceBasis = "price",
) -> int:
    """Rank of a month of the year among the twelve by mean return; 1 is the best.

    Means are those of SEASONAL_AVG; ties share the best rank. Months without any return are not
    ranked; asked for one of them, the answer is #N/A.
    """
    found = _months(market, ticker, start_year, end_year, basis)
    own = found.of(month)
    if not len(own):
        raise NoDataError(_lacking(ticker, month))
    others = [found.of(other) for other in range(1, 13)]
    return 1 + sum(len(other) > 0 and float(other.mean()) > float(own.mean()) for other in others)


@function(
    unit="table",
    oracle="pandas",
    examples=('=SEASONAL_TABLE("^RUT",2001,2024)',),
)
def seasonal_table(
    market: View,
    ticker: Ticker,
    start_year: StartYear | None = None,
    end_year: EndYear | None = None,
    basis: PriceBasis = "price",
    headers: Headers = True,
) -> Table:
    """All twelve months of the year: mean, median, share of years that rose, number of years.

    Numbers are those of SEASONAL_AVG. A month without any return shows #N/A and n 0; when no
    month has one, the table is #N/A.
    """
    found = _months(market, ticker, start_year, end_year, basis)
    if not len(found.month):
        raise NoDataError(f"{ticker}: no complete month is stored for these years.")
    rows: list[list[Cell]] = []
    for month in range(1, 13):
        own = found.of(month)
        known = [float(STATISTICS[stat](own)) if len(own) else NOT_AVAILABLE for stat in _SHOWN]
        rows.append([month, *known, len(own)])
    return Table(["month", *_SHOWN, "n"], rows, headers)


_SHOWN = ("mean", "median", "hit")
