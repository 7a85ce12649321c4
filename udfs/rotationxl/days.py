"""Days as whole numbers: the Excel serial, counted from 1899-12-30, in every part of the package.

So a day needs no conversion on its way into a cell. Excel's own serials differ before
1900-03-01 (it has a 29 February 1900 that never was): `cells` mends that at the edge.
"""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]
Values = NDArray[np.float64]

EPOCH = dt.date(1899, 12, 30)
_EPOCH_ORDINAL = EPOCH.toordinal()
_UNIX_EPOCH = dt.date(1970, 1, 1).toordinal() - _EPOCH_ORDINAL


def from_date(date: dt.date) -> int:
    return date.toordinal() - _EPOCH_ORDINAL


def to_date(day: int) -> dt.date:
    return dt.date.fromordinal(day + _EPOCH_ORDINAL)


def iso(day: int) -> str:
    return to_date(day).isoformat()


def from_ymd(year: int, month: int, day: int) -> int:
    return dt.date(year, month, day).toordinal() - _EPOCH_ORDINAL


def from_datetime64(dates: NDArray[np.datetime64]) -> Days:
    return (dates.astype("datetime64[D]").astype(np.int64) + _UNIX_EPOCH).astype(np.int32)


def to_datetime64(days: Days) -> NDArray[np.datetime64]:
    return (days.astype(np.int64) - _UNIX_EPOCH).astype("datetime64[D]")
