"""Breadth: how many members of a group take part."""

from typing import Annotated

from rotationxl.arguments import Count, Day, UniverseArg
from rotationxl.days import iso
from rotationxl.errors import BadArgumentError, NoDataError, UnknownSymbolError
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
        Count, "How many closes are averaged, that of the day included; 200."
    ] = 200,
    day: Day | None = None,
) -> float:
    """Share of a group's members that close above their moving average: 0.64 is 64%.

    A member counts as above when its close (price basis) on its last session on or before the day
    is higher than the simple average of its own last closes, that one included. Left out, and
    named by EXPLAIN, are members that the source does not know, that have too few closes by then,
    or whose last close is more than 14 days older than the newest of the group (they are quoted
    no more). A member named twice counts once. EXPLAIN also says when the newest close of all is
    more than 14 days older than the day. #N/A when no member is left.
    """
    if sessions < 2:  # noqa: PLR2004 (a close is its own average)
        raise BadArgumentError("sessions: at least 2 are needed; the average of 1 is the close.")
    members = tuple(dict.fromkeys(tickers.tickers))
    market.need(*(Key("price", ticker) for ticker in members))
    last = market.as_of(day)
    kept, left_out = _quoted(market, members, sessions, last)
    lacking = f"{len(left_out)} of {len(members)} members left out: {', '.join(left_out)}."
    if not kept:
        raise NoDataError(f"No member is left to count on {iso(last)}: {lacking}")
    if left_out:
        market.note(lacking)
    newest = max(prices.session(place) for prices, place in kept)
    if last - newest > _STALE:
        market.note(f"The newest close is of {iso(newest)}.")
    return sum(_is_above(prices, place, sessions) for prices, place in kept) / len(kept)


def _quoted(
    market: View, tickers: tuple[str, ...], sessions: int, last: int
) -> tuple[list[tuple[Prices, int]], list[str]]:
    """Return the members with closes enough, each with its last session, and why others are not."""
    found: list[tuple[Prices, int]] = []
    left_out = []
    for ticker in tickers:
        try:
            prices = market.prices(ticker)
        except UnknownSymbolError:
            left_out.append(f"{ticker} (unknown to the source)")
        else:
            found.append((prices, prices.place(last)))
    newest = max((prices.session(place) for prices, place in found if place >= 0), default=0)
    kept = []
    for prices, place in found:
        if place + 1 < sessions:
            left_out.append(f"{prices.code} ({place + 1} of {sessions} closes)")
        elif newest - prices.session(place) > _STALE:
            left_out.append(f"{prices.code} (last close {iso(prices.session(place))})")
        else:
            kept.append((prices, place))
    return kept, left_out


def _is_above(prices: Prices, place: int, sessions: int) -> bool:
    average = float(prices.close[place + 1 - sessions : place + 1].sum()) / sessions
    return prices.close.item(place) > average * (1 + _ROUNDING)
