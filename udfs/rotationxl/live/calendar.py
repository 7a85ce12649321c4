"""When closes become final and series are to be asked for again; import it only for a fetch.

exchange_calendars knows the sessions and their closes, early ones too.
"""

import datetime as dt
import warnings
from bisect import bisect_right
from functools import lru_cache
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rotationxl import days
from rotationxl.live import check
from rotationxl.sources import Columns, Key

_EXCHANGE = "XNYS"
_LAGGING = 900.0
"""Seconds until a provider that lacks the last session is asked for it again."""
_MACRO = 4 * 3600.0
"""Seconds: agencies publish at any time of their day, and FRED a little later."""
_DAY = 86_400.0
_FRIDAY = 4
_LOCK = Lock()


class _Closes(NamedTuple):
    """The sessions of a year and of those around it, in order."""

    final: list[float]
    """When each close is final, in seconds since 1970."""
    day: list[int]


def _closes(year: int) -> _Closes:
    with _LOCK:  # else the threads of the first fetch would all work it out
        return _read_closes(year)


@lru_cache(maxsize=4)
def _read_closes(year: int) -> _Closes:
    import exchange_calendars
    import pandas as pd

    if hasattr(pd.errors, "Pandas4Warning"):  # of what the library does with pandas
        warnings.filterwarnings(
            "ignore", "Series.values returning an ndarray", pd.errors.Pandas4Warning
        )
    calendar = exchange_calendars.get_calendar(
        _EXCHANGE, start=f"{year - 1}-12-01", end=f"{year + 1}-01-31"
    )
    closes = calendar.closes
    final = [close.timestamp() + check.MARGIN.total_seconds() for close in closes]
    return _Closes(final, [days.from_date(session.date()) for session in closes.index])


def last_final(code: str, now: dt.datetime) -> int:
    """Return the last day whose close is final at a moment: MARGIN after the exchange's close."""
    where = check.hours(code)
    if where is not check.NEW_YORK:
        return check.last_final(now, where)
    closes = _closes(now.year)
    return closes.day[bisect_right(closes.final, now.timestamp()) - 1]


def next_final(code: str, now: dt.datetime) -> dt.datetime:
    """Return the moment at which the next close becomes final."""
    where = check.hours(code)
    if where is check.NEW_YORK:
        final = _closes(now.year).final
        moment = final[bisect_right(final, now.timestamp())]
        return dt.datetime.fromtimestamp(moment, dt.UTC)
    there = now.astimezone(ZoneInfo(where.zone))
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + dt.timedelta(hours=where.close) + check.MARGIN
    while end <= there or (where is check.CURRENCY and end.weekday() > _FRIDAY):
        end += dt.timedelta(days=1)
    return end


def due(key: Key, columns: Columns, now: float) -> float:
    """Return when a series that was just fetched is to be asked for again, in seconds."""
    if key.kind == "macro":
        return now + _MACRO
    if key.kind == "vintage":
        return now + _DAY
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    if key.kind == "valuation":
        return _next_day(moment).timestamp()
    if int(columns["day"][-1]) < last_final(key.code, moment):
        return now + _LAGGING
    return next_final(key.code, moment).timestamp()


def _next_day(now: dt.datetime) -> dt.datetime:
    """Return when the next day begins in New York: snapshots are of days there, one of each."""
    zone = ZoneInfo(check.NEW_YORK.zone)
    day = now.astimezone(zone).date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), zone)
