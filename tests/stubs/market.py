"""A world of the universe's tickers and FRED series, of any length, the same on every run."""

import datetime as dt
import random
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rotationxl import days
from rotationxl.sessions import sessions
from rotationxl.universe import FRED, TICKERS
from stubs.made import monthly, months, quoted, traded_days, walked, weekdays
from stubs.world import Listing, Series, World

KINDS = {"index": "INDEX", "stock": "EQUITY", "currency": "CURRENCY", "crypto": "CRYPTOCURRENCY"}
LEVELS = {"percent": 4.0, "dollars a barrel": 70.0}
AHEAD = dt.timedelta(366)


def named(given: str, known: Sequence[str]) -> list[str]:
    """Return names given as A,B,C, or as a number of the known ones."""
    return list(known)[: int(given)] if given.isdigit() else [n for n in given.split(",") if n]


def market(tickers: Sequence[str], codes: Sequence[str], years: int, today: dt.date) -> World:
    """Return a world at the evening of a day, that knows of a year to come.

    What began later than `years` ago has its own first day.
    """
    world = World()
    world.today = today
    first = today.replace(day=1, month=1, year=today.year - years)
    world.add(*(_listing(ticker, first, today + AHEAD) for ticker in tickers))
    world.add(*(_series(code, first, today + AHEAD) for code in codes))
    return world


def _since(first: dt.date, own: str | None) -> dt.date:
    return max(first, dt.date.fromisoformat(own)) if own else first


def _every(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(n) for n in range((last - first).days + 1)]


def _listing(ticker: str, first: dt.date, last: dt.date) -> Listing:
    known = TICKERS.get(ticker)
    kind = known.kind if known else "fund"
    since = _since(first, known.first if known else None)
    if kind == "crypto":
        traded = _every(since, last)
    elif kind == "currency":
        traded = traded_days(since, last)
    else:
        found = sessions(days.from_date(since), days.from_date(last))
        traded = [days.to_date(day) for day in found.tolist()]
    out = walked(ticker, traded, pays=kind in {"fund", "stock"})
    if kind != "fund":
        out.kind, out.valuations = KINDS[kind], {}
    if kind == "crypto":
        out.zone, out.opens, out.closes = ZoneInfo("UTC"), dt.time(0), dt.time(23, 59, 59)
    return out


def _series(code: str, first: dt.date, last: dt.date) -> Series:
    known = FRED.get(code)
    freq, unit = (known.freq, known.unit) if known else ("daily", "percent")
    since = _since(first, known.first if known else None)
    level = LEVELS.get(unit, 100.0)
    if unit == "1 in a recession":
        return _phases(code, since, last)
    if freq == "monthly":
        since = since.replace(day=1)
        return (
            monthly(code, since, last)
            if unit == "thousands"
            else monthly(code, since, last, level, 0.001)
        )
    if freq == "weekly":
        # On the same weekday as the first one of all.
        own = dt.date.fromisoformat(known.first) if known else since
        begin = since + dt.timedelta((own - since).days % 7)
        return quoted(code, _every(begin, last)[::7], level * 1000, holidays=10**6)
    if freq == "every day":
        return quoted(code, _every(since, last), level, holidays=10**6)
    return quoted(code, weekdays(since, last), level)


def _phases(code: str, first: dt.date, last: dt.date) -> Series:
    """Return 1 in about a tenth of the months, which follow each other, else 0."""
    walk = random.Random(code)  # noqa: S311 (no secret)
    out, now = Series(code, "M", decimals=0), 0.0
    for month in months(first.replace(day=1), last):
        if walk.random() < (0.1 if now else 0.01):
            now = 1 - now
        out.publish(month + dt.timedelta(32), {month: now})
    return out
