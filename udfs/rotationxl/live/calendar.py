"""When closes become final and series are to be asked for again; import it only for a fetch.

exchange_calendars knows the sessions and their closes, early ones too.
"""

import datetime as dt
import warnings
from functools import lru_cache
from typing import Any
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


@lru_cache(maxsize=4)
def _closes(year: int) -> Any:
    """Return the closes of a year's sessions and of those around it, in UTC, by session."""
    import exchange_calendars
    import pandas as pd

    if hasattr(pd.errors, "Pandas4Warning"):  # of what the library does with pandas
        warnings.filterwarnings(
            "ignore", "Series.values returning an ndarray", pd.errors.Pandas4Warning
        )
    warnings.filterwarnings("ignore", "Non-vectorized DateOffset", pd.errors.PerformanceWarning)
    calendar = exchange_calendars.get_calendar(
        _EXCHANGE, start=f"{year - 1}-12-01", end=f"{year + 1}-01-31"
    )
    return calendar.closes


def last_final(code: str, now: dt.datetime) -> int:
    """Return the last day whose close is final at a moment: MARGIN after the exchange's close."""
    where = check.hours(code)
    if where is not check.NEW_YORK:
        return check.last_final(now, where)
    closes = _closes(now.year)
    over = closes[closes + check.MARGIN <= now]
    return days.from_date(over.index[-1].date())


def next_final(code: str, now: dt.datetime) -> dt.datetime:
    """Return the moment at which the next close becomes final."""
    where = check.hours(code)
    if where is check.NEW_YORK:
        closes = _closes(now.year)
        moment: dt.datetime = closes[closes + check.MARGIN > now].iloc[0].to_pydatetime()
        return moment + check.MARGIN
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
    if key.kind != "price":
        return now + _DAY
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    if int(columns["day"][-1]) < last_final(key.code, moment):
        return now + _LAGGING
    return next_final(key.code, moment).timestamp()
