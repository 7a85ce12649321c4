"""Prices as they were: one close, or a history."""

from typing import Annotated

import numpy as np

from rotationxl import days
from rotationxl.arguments import Day, Finish, Freq, Headers, Start, Ticker, choice
from rotationxl.cells import serial_of_day
from rotationxl.days import Values
from rotationxl.errors import NoDataError
from rotationxl.market.timeline import Timeline
from rotationxl.market.view import View
from rotationxl.registry import Family, Table

function = Family("Prices")

Field = Annotated[
    str,
    choice("close", "adj", "open", "high", "low", "volume"),
    "close (default; split-adjusted), adj (also adjusted for every later dividend), open, high, "
    "low or volume.",
]


@function(
    unit="price",
    oracle="pandas",
    examples=('=PRICE_ON("^RUT","2024-11-25")', '=PRICE_ON("IWD","2024-11-29","adj")'),
)
def price_on(market: View, ticker: Ticker, day: Day | None = None, field: Field = "close") -> float:
    """Price of a fund, stock or index on the last session on or before a day.

    Closes are adjusted for splits. adj is the close adjusted for every later stored dividend.
    """
    prices = market.prices(ticker)
    place = prices.stored(market.as_of(day))
    value = float(prices.field(field)[place])
    if np.isnan(value):
        raise NoDataError(f"{ticker}: no {field} is stored for {days.iso(prices.session(place))}.")
    return value


@function(
    unit="table", oracle="pandas", examples=('=PRICE_HISTORY("^RUT","2024-11-18","2024-11-25")',)
)
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
    last = market.until(start, finish)
    prices = market.prices(ticker)
    value = prices.field(field)
    rows = history(prices, value, start, last, freq)
    if not rows:
        raise NoDataError(
            f"{ticker}: no session from {days.iso(start)} to {days.iso(last)}; "
            f"data run from {days.iso(prices.session(0))} to {days.iso(prices.session(-1))}."
        )
    return Table(("date", "value"), rows, headers, dates=("date",))


def history(
    series: Timeline, value: Values, start: int, finish: int, freq: str
) -> list[list[float]]:
    """Return the last day and value of each day, week or month from start to finish.

    Days on which there is no value are left out first.
    """
    inside = (series.day >= start) & (series.day <= finish) & np.isfinite(value)
    chosen, value = Timeline(series.day[inside]), value[inside]
    _, last = chosen.groups(freq)
    pairs = zip(chosen.day[last].tolist(), value[last].tolist(), strict=True)
    return [[serial_of_day(on), number] for on, number in pairs]
