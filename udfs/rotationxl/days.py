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


def months_of(day: Days) -> Days:
    """Return the month of each day, counted from year 0."""
    dates = to_datetime64(day)
    return (dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12).astype(np.int32)


def month_firsts(month: Days) -> Days:
    """Return the first day of each month, counted from year 0."""
    return from_datetime64((month - 1970 * 12).astype("datetime64[M]"))


def weeks_of(day: Days) -> Days:
    """Return the ISO week of each day, counted from Monday 1899-12-25."""
    return ((day + 5) // 7).astype(np.int32)


def last_places(group: Days) -> tuple[Days, Days]:
    """Return the groups (months, weeks) in order and the place of the last member of each."""
    last = np.flatnonzero(np.append(group[1:] != group[:-1], True)[: len(group)])
    return group[last], last.astype(np.int32)
