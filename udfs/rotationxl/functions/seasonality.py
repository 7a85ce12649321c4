"""Seasonality: what the months of the year have brought, over complete calendar months only."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple

import numpy as np

from rotationxl import cells
from rotationxl.arguments import Basis, Headers, Kind, Ticker, Year, choice
from rotationxl.cells import NOT_AVAILABLE, Cell
from rotationxl.days import Values
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.market.prices import Legs
from rotationxl.market.view import View
from rotationxl.periods import FIRST_YEAR, LAST_YEAR, MONTH_BY_NAME, MONTH_NAMES, month_of
from rotationxl.readers import FIRST_SERIAL, read_month
from rotationxl.registry import Family, Table

function = Family("Seasonality")

_MONTHS: Mapping[object, int] = MONTH_BY_NAME | {
    word: month for month in range(1, 13) for word in (month, f"{month}", f"{month:02d}")
}


def read_month_of_year(value: Cell, argument: str) -> int:
    """Read 1 to 12, a name, or a month or date of any year for the month of the year that it is."""
    raw = cells.single(value, argument)
    word = raw.strip().lower() if isinstance(raw, str) else raw
    is_small = isinstance(word, int | float) and word < FIRST_SERIAL
    if not isinstance(word, bool) and word in _MONTHS:
        return _MONTHS[word]
    try:
        if not is_small:
            return month_of(read_month(raw, argument).first) % 12 + 1
    except BadArgumentError:
        pass
    raise BadArgumentError(
        f"{argument}: {cells.quoted(raw)} is not a month of the year. Give 1 to 12, a "
        "name such as Nov, or a date in the month."
    )


MonthOfYear = Annotated[
    int,
    Kind("month of the year", read_month_of_year, 13),
    "Month of the year: 1 to 12, a name such as Nov, or a date in it.",
]
StartYear = Annotated[Year, "First year that counts. Left out: all that are stored."]
EndYear = Annotated[Year, "Last year that counts, itself included. Left out: all that are stored."]
PriceBasis = Annotated[Basis, "price (default) or total (dividends reinvested)."]

_STATS: dict[str, Callable[[Values], float]] = {
    "mean": lambda returns: float(returns.mean()),
    "median": lambda returns: float(np.median(returns)),
    "hit": lambda returns: float(np.mean(returns > 0)),
    "n": lambda returns: float(len(returns)),
}


class Season(NamedTuple):
    """The returns of one month of the year, a year each."""

    year: list[int]
    value: Values


def seasons(
    market: View, ticker: str, start_year: int | None, end_year: int | None, basis: str
) -> list[Values]:
    """Return the returns of each month of the year, January first, within a span of years."""
    start, end = start_year or FIRST_YEAR, end_year or LAST_YEAR
    if start > end:
        raise BadArgumentError(
            f"start_year: {start} lies after end_year, {end}. Give an earlier start_year."
        )
    legs = market.legs(ticker, basis=basis)
    known = market.derived(("seasons", ticker, basis), lambda: _seasons(legs))
    return [
        season.value[bisect_left(season.year, start) : bisect_right(season.year, end)]
        for season in known
    ]


def _seasons(legs: Legs) -> list[Season]:
    """Return all complete months: the last one stored is not, the first has no close before it."""
    months, places = legs.groups("M")
    year, month = np.divmod(months[1:-1], 12)
    returns = legs.moves_between(places[:-1])
    return [Season(year[month == m].tolist(), returns[month == m]) for m in range(12)]


def _no_data(ticker: str, what: str, start_year: int | None, end_year: int | None) -> NoDataError:
    span = f" from {start_year or 'the first year'} to {end_year or 'the last'}"
    return NoDataError(
        f"{ticker}: no complete {what} with a close before it is stored"
        f"{span if start_year or end_year else ''}."
    )


@function(
    unit="by option",
    oracle="pandas",
    examples=(
        '=SEASONAL_AVG("^RUT",12,2001,2023)',
        '=SEASONAL_AVG("^GSPC","Sep",2001,2023,"hit")',
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
        choice(*_STATS),
        "mean (default), median, hit (share of months above 0) or n (how many months).",
    ] = "mean",
    basis: PriceBasis = "price",
) -> float:
    """Average return of a month of the year, such as December, over complete calendar months.

    A month runs from the last close before it to its own last close. The month of the series'
    last session never counts, nor does the first one stored, which has no close before it. Years
    without the month are left out: n tells how many counted. With none, each stat is #N/A, n too.
    There is no as_of: give end_year for what was known then.
    """
    returns = seasons(market, ticker, start_year, end_year, basis)[month - 1]
    if not len(returns):
        raise _no_data(ticker, MONTH_NAMES[month - 1], start_year, end_year)
    return _STATS[stat](returns)


@function(unit="rank", oracle="pandas", examples=('=SEASONAL_RANK("^RUT",12,2001,2023)',))
def seasonal_rank(
    market: View,
    ticker: Ticker,
    month: MonthOfYear,
    start_year: StartYear | None = None,
    end_year: EndYear | None = None,
    basis: PriceBasis = "price",
) -> int:
    """Rank of a month of the year by its mean return: 1 is the best of the twelve.

    Means are those of SEASONAL_AVG; ties share the best rank. Months without data in these years
    are not ranked, and EXPLAIN says so.
    """
    by_month = seasons(market, ticker, start_year, end_year, basis)
    if not len(by_month[month - 1]):
        raise _no_data(ticker, MONTH_NAMES[month - 1], start_year, end_year)
    means = [_STATS["mean"](returns) for returns in by_month if len(returns)]
    if len(means) < len(by_month):
        market.note(f"Ranked among {len(means)} months: the others have no data in these years.")
    own = _STATS["mean"](by_month[month - 1])
    return 1 + sum(mean > own for mean in means)


@function(unit="table", oracle="pandas", examples=('=SEASONAL_TABLE("IWM",2001,2024)',))
def seasonal_table(
    market: View,
    ticker: Ticker,
    start_year: StartYear | None = None,
    end_year: EndYear | None = None,
    basis: PriceBasis = "price",
    headers: Headers = True,
) -> Table:
    """All twelve months of the year: month, mean, median, hit (share above 0), n.

    The figures are those of SEASONAL_AVG. A month without data in these years shows #N/A in each.
    """
    by_month = seasons(market, ticker, start_year, end_year, basis)
    if not any(map(len, by_month)):
        raise _no_data(ticker, "month", start_year, end_year)
    rows: list[list[Cell]] = [
        [month, *(of(returns) if len(returns) else NOT_AVAILABLE for of in _STATS.values())]
        for month, returns in enumerate(by_month, 1)
    ]
    return Table(("month", *_STATS), rows, headers)
