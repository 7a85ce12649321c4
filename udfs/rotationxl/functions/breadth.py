"""Breadth: how many members of a group take part."""

from typing import Annotated

from rotationxl.arguments import Count, Day, UniverseArg, at_least
from rotationxl.days import iso
from rotationxl.errors import NoDataError, NotBegunError
from rotationxl.market.prices import Prices
from rotationxl.market.view import View
from rotationxl.registry import Family
from rotationxl.sources import Key

function = Family("Breadth")

_ROUNDING = 1e-12  # of a price: a close nearer to its average than this is the average
_STALE = 14  # calendar days; no exchange has closed for as long since 1914


@function(
    unit="share",
    oracle="pandas' rolling mean and a loop over decimals",
    examples=(
        '=PCT_ABOVE_MA("sectors",200,"2024-07-31")',
        '=PCT_ABOVE_MA("XLE,XLF,XLK,XLV",50,"2025-04-30")',
    ),
)
def pct_above_ma(
    market: View,
    tickers: UniverseArg,
    sessions: Annotated[
        Count,
        at_least(2, "the average of 1 is the close"),
        "How many closes are averaged, that of the day included; 200.",
    ] = 200,
    day: Day | None = None,
) -> float:
    """Share of a group's members that close above their moving average: 0.64 is 64%.

    A member counts as above when its close (price basis) on its last session on or before the day
    is higher than the simple average of its own last closes, that one included. Members with too
    few closes by then are left out. EXPLAIN says how many and which, and which members have no
    close within 14 days of the day. A member named twice counts once. #N/A when no member is
    left, or when the source does not know one.
    """
    members = tuple(dict.fromkeys(tickers.tickers))
    market.need(*(Key("price", ticker) for ticker in members))
    last = market.as_of(day)
    count = {ticker: _closes(market, ticker, last) for ticker in members}
    kept = [(market.prices(t), count[t] - 1) for t in members if count[t] >= sessions]
    if not kept:
        most = max(members, key=lambda ticker: count[ticker])
        raise NoDataError(
            f"No member has {sessions} closes by {iso(last)}; {most} has the most, {count[most]}."
        )
    if left_out := [f"{t} ({count[t]} closes)" for t in members if count[t] < sessions]:
        market.note(f"{len(left_out)} of {len(members)} left out: {', '.join(left_out)}.")
    for prices, place in kept:
        if last - prices.session(place) > _STALE:
            market.note(f"The last close of {prices.code} is of {iso(prices.session(place))}.")
    return sum(_is_above(prices, place, sessions) for prices, place in kept) / len(kept)


def _closes(market: View, ticker: str, last: int) -> int:
    """Return how many closes a member has up to a day."""
    try:
        return market.prices(ticker).place(last) + 1
    except NotBegunError:
        return 0


def _is_above(prices: Prices, place: int, sessions: int) -> bool:
    average = float(prices.close[place + 1 - sessions : place + 1].sum()) / sessions
    return prices.close.item(place) > average * (1 + _ROUNDING)
