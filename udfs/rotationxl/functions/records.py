"""Records: the highest close so far, when it was set, how far away it is and when it fell."""

from bisect import bisect_right
from typing import Annotated, NamedTuple

import numpy as np

from rotationxl.arguments import AsOf, Day, Ticker, Year, choice
from rotationxl.cells import serial_of_day
from rotationxl.days import from_ymd, iso
from rotationxl.errors import NoDataError
from rotationxl.market.prices import Prices
from rotationxl.market.view import View
from rotationxl.registry import Family

function = Family("Records")


class Records(NamedTuple):
    """The places of all sessions that closed above every earlier one, the first session among them.

    Closes are adjusted for splits; ties set no record.
    """

    prices: Prices
    places: list[int]

    def standing(self, place: int) -> int:
        """Return the place of the record that stands at a session."""
        return self.places[bisect_right(self.places, place) - 1]

    def close(self, place: int) -> float:
        return float(self.prices.close[place])


def records_of(market: View, ticker: str) -> Records:
    return market.derived(("records", ticker), lambda: _records(market.prices(ticker)))


def _records(prices: Prices) -> Records:
    highest = np.maximum.accumulate(prices.close)
    is_record = np.append(True, prices.close[1:] > highest[:-1])
    return Records(prices, np.flatnonzero(is_record).tolist())


@function(unit="price", oracle="pandas", examples=('=RECORD_CLOSE("^RUT","2024-11-25")',))
def record_close(market: View, ticker: Ticker, as_of: AsOf | None = None) -> float:
    """Highest close so far, adjusted for splits.

    The price basis: dividends are not counted. "So far" begins with the first close stored;
    DATA_NOTE tells when that is.
    """
    records = records_of(market, ticker)
    return records.close(records.standing(records.prices.stored(market.as_of(as_of))))


@function(unit="date", oracle="pandas", examples=('=RECORD_DATE("^RUT","2024-11-25")',))
def record_date(market: View, ticker: Ticker, as_of: AsOf | None = None) -> int:
    """Date on which the highest close so far was first set (price basis).

    A later close at the same level sets no record.
    """
    records = records_of(market, ticker)
    place = records.standing(records.prices.stored(market.as_of(as_of)))
    return serial_of_day(records.prices.session(place))


@function(unit="decimal", oracle="pandas", examples=('=DIST_TO_RECORD("^RUT","2024-11-25")',))
def dist_to_record(market: View, ticker: Ticker, as_of: AsOf | None = None) -> float:
    """How far the last close lies below the highest one so far (price basis), at most 0.

    P / record - 1: -0.05 is 5% below, 0 is at the record.
    """
    records = records_of(market, ticker)
    place = records.prices.stored(market.as_of(as_of))
    return records.close(place) / records.close(records.standing(place)) - 1


@function(unit="count", oracle="a loop", examples=('=RECORD_COUNT("^GSPC",2024,"2024-11-25")',))
def record_count(market: View, ticker: Ticker, year: Year, as_of: AsOf | None = None) -> int:
    """How many closes of a year stood above every earlier close (price basis).

    An unfinished year is counted to date. The first close of a series is not a record; the year
    in which a series begins is counted from there on, and EXPLAIN says so. A year without a
    session on or before as_of is #N/A.
    """
    records, last = records_of(market, ticker), market.as_of(as_of)
    prices = records.prices
    before = prices.place(from_ymd(year, 1, 1) - 1)
    finish = prices.place(min(from_ymd(year, 12, 31), last))
    if finish <= before:
        raise NoDataError(
            f"{ticker}: no session of {year} is stored on or before {iso(last)}; "
            f"data run from {iso(prices.session(0))} to {iso(prices.session(-1))}."
        )
    if before < 0:
        market.note(f"The count of {year} begins {iso(prices.session(0))}, with the first close.")
    places = records.places
    return bisect_right(places, finish) - bisect_right(places, max(before, 0))


@function(
    unit="count",
    oracle="pandas",
    examples=(
        '=DAYS_SINCE_RECORD("^RUT","2024-11-25")',
        '=DAYS_SINCE_RECORD("^RUT","2024-11-25","sessions")',
    ),
)
def days_since_record(
    market: View,
    ticker: Ticker,
    as_of: AsOf | None = None,
    unit: Annotated[
        str, choice("days", "sessions"), "days (default): calendar days; or sessions."
    ] = "days",
) -> int:
    """How long ago the highest close so far was first set (price basis), 0 on the day itself.

    Counted to the last session on or before as_of, in calendar days or in sessions.
    """
    records = records_of(market, ticker)
    place = records.prices.stored(market.as_of(as_of))
    record = records.standing(place)
    if unit == "sessions":
        return place - record
    return records.prices.session(place) - records.prices.session(record)


@function(unit="date", oracle="a loop", examples=('=NEXT_RECORD("^RUT","2021-11-08")',))
def next_record(
    market: View,
    ticker: Ticker,
    after: Annotated[Day, "Day such as 2024-11-25; the record that stood then is the one to beat."],
) -> int:
    """First session after a day that closed above the record standing on that day (price basis).

    Uses all stored data, whatever came later; #N/A when the record still stands.
    """
    records = records_of(market, ticker)
    place = records.prices.stored(after)
    prices, later = records.prices, bisect_right(records.places, place)
    if later == len(records.places):
        record = records.standing(place)
        raise NoDataError(
            f"{ticker}: no close up to {iso(prices.session(-1))} is above the record of "
            f"{records.close(record):.2f} set on {iso(prices.session(record))}."
        )
    return serial_of_day(prices.session(records.places[later]))
