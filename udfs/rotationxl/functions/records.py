"""Records: the highest close so far, when it was set, and how long it stood."""

from typing import Annotated, NamedTuple

import numpy as np

from rotationxl import days
from rotationxl.arguments import AsOf, Day, Ticker, Year, choice
from rotationxl.cells import serial_of_day
from rotationxl.days import Days
from rotationxl.errors import NoDataError
from rotationxl.market.prices import Legs
from rotationxl.market.view import View
from rotationxl.registry import Family

function = Family("Records")


class Records(NamedTuple):
    """The closes of one ticker (price basis) and the places among them that set records.

    A record lies strictly above every earlier close. The first close of all stands as the record
    until one is set; it is the first of the places.
    """

    legs: Legs
    places: Days

    def until(self, place: int) -> int:
        """Return how many of the places there are up to a place, itself included."""
        return int(self.places.searchsorted(place, side="right"))

    def standing(self, place: int) -> int:
        """Return the place of the highest close so far: where it was first reached."""
        return int(self.places[self.until(place) - 1])

    def close(self, place: int) -> float:
        return float(self.legs.array[0][place])


def records(market: View, ticker: str) -> Records:
    return market.derived(("records", ticker), lambda: _find(market.legs(ticker, basis="price")))


def _find(legs: Legs) -> Records:
    close = legs.array[0]
    earlier = np.maximum.accumulate(close)[:-1]
    above = np.flatnonzero(close[1:] > earlier) + 1
    return Records(legs, np.concatenate([[0], above]).astype(np.int32))


def _last_place(found: Records, last: int) -> int:
    """Return the place of the last session on or before a day."""
    place = found.legs.place(last)
    if place < 0:
        raise NoDataError(
            f"{found.legs.names[0]}: data begin {days.iso(found.legs.session(0))}, after "
            f"{days.iso(last)}."
        )
    return place


@function(
    unit="price",
    oracle="pandas",
    examples=('=RECORD_CLOSE("^RUT","2025-06-30")', '=RECORD_CLOSE("QQQ")'),
)
def record_close(market: View, ticker: Ticker, as_of: AsOf | None = None) -> float:
    """Highest close so far of a fund, stock or index.

    Closes are adjusted for splits and not for dividends (price basis), from the first stored one
    up to as_of.
    """
    found = records(market, ticker)
    return found.close(found.standing(_last_place(found, market.as_of(as_of))))


@function(
    unit="date",
    oracle="pandas",
    examples=('=RECORD_DATE("^RUT","2025-06-30")', '=RECORD_DATE("QQQ")'),
)
def record_date(market: View, ticker: Ticker, as_of: AsOf | None = None) -> int:
    """Date on which the highest close so far was first reached.

    Price basis. A later close at the same level sets no record.
    """
    found = records(market, ticker)
    place = found.standing(_last_place(found, market.as_of(as_of)))
    return serial_of_day(found.legs.session(place))


@function(
    unit="decimal",
    oracle="pandas",
    examples=('=DIST_TO_RECORD("^RUT","2025-06-30")', '=DIST_TO_RECORD("IWM")'),
)
def dist_to_record(market: View, ticker: Ticker, as_of: AsOf | None = None) -> float:
    """How far the last close lies below the highest so far: -0.08 is 8%; 0 at a record.

    P / (highest close) - 1, price basis, over all stored closes up to as_of.
    """
    found = records(market, ticker)
    place = _last_place(found, market.as_of(as_of))
    return found.close(place) / found.close(found.standing(place)) - 1


@function(
    unit="count",
    oracle="a loop",
    examples=('=RECORD_COUNT("^GSPC",2024)', '=RECORD_COUNT("^GSPC",2024,"2024-06-28")'),
)
def record_count(market: View, ticker: Ticker, year: Year, as_of: AsOf | None = None) -> int:
    """Number of record closes in a year: closes above every earlier one.

    Price basis. The first close of a series is no record. An unfinished year counts to as_of;
    #N/A when the year has not begun, or began before the series did.
    """
    found = records(market, ticker)
    start, finish = found.legs.window(year, market.as_of(as_of))
    return found.until(finish) - max(found.until(start - 1), 1)


@function(
    unit="count",
    oracle="a loop",
    examples=(
        '=DAYS_SINCE_RECORD("^RUT","2025-06-30")',
        '=DAYS_SINCE_RECORD("^RUT","2025-06-30","sessions")',
    ),
)
def days_since_record(
    market: View,
    ticker: Ticker,
    as_of: AsOf | None = None,
    unit: Annotated[
        str, choice("days", "sessions"), "days (default): calendar days; sessions: trading days."
    ] = "days",
) -> int:
    """How long ago the highest close so far was first reached; 0 on the day of a record.

    Price basis; counted up to the last session on or before as_of.
    """
    found = records(market, ticker)
    place = _last_place(found, market.as_of(as_of))
    record = found.standing(place)
    if unit == "sessions":
        return place - record
    return found.legs.session(place) - found.legs.session(record)


@function(
    unit="date",
    oracle="a loop",
    examples=('=NEXT_RECORD("^GSPC","2022-01-03")',),
)
def next_record(
    market: View,
    ticker: Ticker,
    after: Annotated[Day, "The record standing on this day is the one to be beaten."],
) -> int:
    """Date of the first close after a day that beats the record standing on that day.

    Price basis; strictly above. #N/A when no stored close has done so yet.
    """
    found = records(market, ticker)
    following = found.until(_last_place(found, after))
    if following == len(found.places):
        standing = found.places[-1]
        raise NoDataError(
            f"{ticker}: no close up to {days.iso(found.legs.session(-1))} lies above the record "
            f"of {days.iso(found.legs.session(int(standing)))}, "
            f"{found.close(int(standing)):,.2f}."
        )
    return serial_of_day(found.legs.session(int(found.places[following])))
