"""Multiples of simulated funds and stocks, as a provider might have stated them month by month."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from rotationxl.days import Days, Values, last_places, months_of
from rotationxl.simulation.loadings import LOADINGS
from rotationxl.sources import Columns

_FIRST_MONTH = 2024 * 12 + 11
"""December 2024: before it nothing is stored, as nobody states the multiples of the past."""
_EARNINGS_GROWTH = 0.08
_DIVIDEND_GROWTH = 0.05
_YEAR = 365.25


class Stated(NamedTuple):
    """The multiples of the last snapshot; NaN is one that the provider does not state."""

    pe: float
    pb: float
    ps: float
    forward_pe: float = np.nan


STATED: Mapping[str, Stated] = {
    "SPY": Stated(29.0, 5.2, 3.3, 22.4),
    "QQQ": Stated(34.0, 8.6, 6.1, 26.3),
    "XLG": Stated(31.9, 8.4, 5.5, 25.1),
    "RSP": Stated(21.4, 2.9, 1.6, 16.8),
    "VTI": Stated(27.9, 4.7, 2.9, 21.7),
    "IWB": Stated(28.6, 5.0, 3.1, 22.2),
    "IWD": Stated(20.6, 1.8, 1.7, 17.0),
    "IWF": Stated(38.4, 5.5, 5.8, 28.3),
    "IVE": Stated(22.3, 3.1, 2.0, 17.9),
    "IVW": Stated(34.1, 9.3, 6.4, 26.9),
    "VTV": Stated(20.9, 2.8, 2.0, 17.2),
    "VUG": Stated(39.6, 11.8, 7.4, 28.7),
    "IWM": Stated(36.75, 2.1, 1.3, 24.6),
    "IWN": Stated(21.7, 1.3, 0.9, 14.9),
    "IWO": Stated(np.nan, 4.4, 2.1, 29.8),
    "IJR": Stated(19.2, 1.8, 1.1, 15.4),
    "MDY": Stated(20.3, 2.5, 1.5, 16.3),
    "MTUM": Stated(28.8, 7.1, 3.9),
    "QUAL": Stated(28.1, 8.9, 4.6),
    "VLUE": Stated(16.1, 1.9, 1.1),
    "USMV": Stated(25.4, 4.3, 2.4),
    "XLB": Stated(25.3, 2.7, 2.0),
    "XLC": Stated(21.9, 4.1, 3.2),
    "XLE": Stated(17.4, 2.1, 1.3),
    "XLF": Stated(18.3, 2.3, 2.9),
    "XLI": Stated(29.7, 6.6, 3.1),
    "XLK": Stated(40.2, 12.4, 9.0),
    "XLP": Stated(24.1, 6.2, 1.5),
    "XLRE": Stated(36.9, 3.0, 6.3),
    "XLU": Stated(21.8, 2.3, 2.8),
    "XLV": Stated(24.6, 4.9, 1.8),
    "XLY": Stated(31.2, 8.8, 2.5),
    "SMH": Stated(41.5, 8.2, 10.6),
    "MAGS": Stated(37.8, 12.1, 9.1),
    "NVDA": Stated(46.3, 38.1, 24.2, 26.0),
    "MSFT": Stated(34.4, 9.8, 12.2, 28.5),
}


def columns(ticker: str, axis: Days, path: Values) -> Columns:
    """Return a snapshot for each complete month; `path` are the log closes.

    Multiples move with the price, over earnings and dividends that grow evenly.
    """
    months, ends = last_places(months_of(axis))
    chosen = ends[:-1][months[:-1] >= _FIRST_MONTH]
    day, log_price = axis[chosen], path[chosen] - path[chosen[-1]]
    years = (day - day[-1]) / _YEAR
    dearer = np.exp(log_price - _EARNINGS_GROWTH * years)
    paying = np.exp(_DIVIDEND_GROWTH * years - log_price)
    found: Columns = {"day": day}
    for name, value in STATED[ticker]._asdict().items():
        found[name] = np.round(value * dearer, 2)
    found["dividend_yield"] = np.round(LOADINGS[ticker].dividends * paying, 4)
    return found
