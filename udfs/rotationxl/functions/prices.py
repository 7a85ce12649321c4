"""Prices as they were: one close, or a history."""

from typing import Annotated

import numpy as np

from rotationxl import days
from rotationxl.arguments import Day, Finish, Headers, Start, Ticker, choice
from rotationxl.cells import serial_of_day
from rotationxl.days import Days, last_places, months_of, weeks_of
from rotationxl.errors import NoDataError
from rotationxl.market.view import View
from rotationxl.registry import Family, Table

function = Family("Prices")

Field = Annotated[
    str,
    choice("close", "adj", "open", "high", "low", "volume"),
    "close (default; split-adjusted), adj (also adjusted for every later dividend), open, high, "
    "low or volume.",
]
Freq = Annotated[
    str,
    choice("D", "W", "M"),
    "D, W (last session of each ISO week) or M (last session of each month).",
]


@function(
    unit="price",
    examples=('=PRICE_ON("^RUT","2024-11-25")', '=PRICE_ON("IWD","2024-11-29","adj")'),
)
def price_on(market: View, ticker: Ticker, day: Day | None = None, field: Field = "close") -> float:
    """Price of a fund, stock or index on the last session on or before a day.

    Closes are adjusted for splits. adj is the close adjusted for every later stored dividend.
    """
    prices = market.prices(ticker)
    on = market.as_of(day)
    place = int(prices.day.searchsorted(on, side="right")) - 1
    if place < 0:
        raise NoDataError(
            f"{ticker}: data begin {days.iso(int(prices.day[0]))}, after {days.iso(on)}."
        )
    value = float(prices.field(field)[place])
    if np.isnan(value):
        raise NoDataError(f"{ticker}: no {field} is stored for {days.iso(int(prices.day[place]))}.")
    return value


@function(unit="table", examples=('=PRICE_HISTORY("^RUT","2024-11-18","2024-11-25")',))
def price_history(
    market: View,
    ticker: Ticker,
    start: Start,
    finish: Finish | None = None,
    freq: Freq = "D",
    field: Field = "close",
    headers: Headers = True,
) -> Table:
    """Dates and prices of a fund, stock or index, one row a session, week or month.

    Sessions for which the source has no such field are left out.
    """
    prices = market.prices(ticker)
    value = prices.field(field)
    last = market.until(start, finish)
    rows = history(prices.day, value, start, last, freq)
    if not rows:
        raise NoDataError(
            f"{ticker}: no session from {days.iso(start)} to {days.iso(last)}; "
            f"data run from {days.iso(int(prices.day[0]))} to {days.iso(int(prices.day[-1]))}."
        )
    return Table(("date", "value"), rows, headers, dates=("date",))


def history(day: Days, value: np.ndarray, start: int, finish: int, freq: str) -> list[list[float]]:
    """Return the last day and value of each day, week or month from start to finish."""
    inside = (day >= start) & (day <= finish) & np.isfinite(value)
    day, value = day[inside], value[inside]
    if len(day) and freq != "D":
        _, last = last_places(weeks_of(day) if freq == "W" else months_of(day))
        day, value = day[last], value[last]
    pairs = zip(day.tolist(), value.tolist(), strict=True)
    return [[serial_of_day(on), number] for on, number in pairs]
