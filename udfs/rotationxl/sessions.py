"""NYSE sessions from 2000 on, out of a table of rules and the closures no rule foresees."""

import datetime as dt
from functools import cache

import numpy as np

from rotationxl import days
from rotationxl.days import Days
from rotationxl.periods import month_first, month_of
from rotationxl.universe import TICKERS

NO_DAYS: Days = np.zeros(0, np.int32)
_FIRST = days.from_ymd(2000, 1, 3)  # since when the closures below are known
_FIXED = (("01-01", 2000), ("06-19", 2022), ("07-04", 2000), ("12-25", 2000))
"""Holidays on a date, and the year since when: a Sunday is made up for on Monday, a Saturday on
Friday (but never on 31 December, the last day of the accounting year)."""
_NTH = ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (11, 3, 4))
"""Holidays on the n-th (-1: last) weekday (0: Monday) of a month: (month, weekday, n)."""
_CLOSED = (
    *("2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14"),  # the attacks
    *("2004-06-11", "2007-01-02", "2018-12-05", "2025-01-09"),  # mourning for a president
    *("2012-10-29", "2012-10-30"),  # a hurricane
)
_BOND_NTH = ((10, 0, 2),)
_BOND_FIXED = (("11-11", 2000),)


def easter(year: int) -> dt.date:
    """Return Easter Sunday (Gauss's rule as Meeus gives it)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """Return the n-th (from 1; -1 is the last) given weekday of a month."""
    if nth < 0:
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        last = following - dt.timedelta(days=1)
        return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _observed(date: dt.date) -> dt.date:
    if date.weekday() == 6:  # noqa: PLR2004 - Sunday
        return date + dt.timedelta(days=1)
    if date.weekday() == 5 and date.month != 1:  # noqa: PLR2004 - Saturday
        return date - dt.timedelta(days=1)
    return date


def _fixed(year: int, table: tuple[tuple[str, int], ...]) -> list[dt.date]:
    return [_observed(dt.date.fromisoformat(f"{year}-{d}")) for d, since in table if year >= since]


def holidays(year: int) -> list[dt.date]:
    """Return the weekdays of a year on which the exchange is shut."""
    return [
        *_fixed(year, _FIXED),
        *(nth_weekday(year, *rule) for rule in _NTH),
        easter(year) - dt.timedelta(days=2),
        *(date for date in map(dt.date.fromisoformat, _CLOSED) if date.year == year),
    ]


def bond_holidays(year: int) -> list[dt.date]:
    """Return the sessions of a year without a Treasury market: Columbus and Veterans Day."""
    return [*_fixed(year, _BOND_FIXED), *(nth_weekday(year, *rule) for rule in _BOND_NTH)]


def weekdays(first: int, last: int) -> Days:
    """Return every Monday to Friday from first to last."""
    every = np.arange(first, last + 1, dtype=np.int32)
    return every[(every - 2) % 7 < 5]  # noqa: PLR2004 - serial 2 was a Monday


@cache
def sessions(first: int, last: int) -> Days:
    """Return every NYSE session from first to last; read-only, made once."""
    years = range(days.to_date(first).year, days.to_date(last).year + 1)
    shut = np.array([days.from_date(date) for year in years for date in holidays(year)])
    open_days = weekdays(first, last)
    found = open_days[~np.isin(open_days, shut)]
    found.flags.writeable = False
    return found


def is_complete_month(last_session: int) -> bool:
    """Tell whether no session of its month is to come after a session."""
    last_day = month_first(month_of(last_session) + 1) - 1
    return not len(sessions(last_session + 1, last_day))


def missing_sessions(ticker: str, day: Days) -> Days:
    """Return the sessions since 2000 that lie inside a ticker's prices, but not in them."""
    if not len(day) or not is_of_exchange(ticker):
        return NO_DAYS
    opened = sessions(_FIRST, int(day[-1])) if day[-1] > _FIRST else NO_DAYS
    inside = opened[opened > day[0]]
    missing: Days = inside[~np.isin(inside, day)]
    return missing


def is_of_exchange(ticker: str) -> bool:
    """Tell whether a ticker trades on the exchange's sessions; of one without a name by its form.

    Other exchanges, currencies and futures have a dot or an equals sign in theirs.
    """
    if known := TICKERS.get(ticker):
        return known.kind not in {"currency", "crypto"}
    return ticker.isalnum()
