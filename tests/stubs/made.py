"""Listings and series made up for tests, the same on every run."""

import datetime as dt
import math
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from rotationxl.sessions import holidays
from stubs.world import Bar, Figures, Listing, Series, Valuation, World


def weekdays(first: dt.date, last: dt.date) -> list[dt.date]:
    every = (first + dt.timedelta(n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() < 5]


def traded_days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the sessions of the New York Stock Exchange; before 2000, every weekday."""
    shut = {day for year in range(max(2000, first.year), last.year + 1) for day in holidays(year)}
    return [day for day in weekdays(first, last) if day not in shut]


def months(first: dt.date, last: dt.date, step: int = 1) -> Iterator[dt.date]:
    """Yield the first day of each month, or of each third one."""
    month = first.year * 12 + first.month - 1
    while (day := dt.date(month // 12, month % 12 + 1, 1)) <= last:
        yield day
        month += step


def listing(symbol: str, first: dt.date, last: dt.date, *, pays: bool = True) -> Listing:
    """Return a random walk of sessions that pays a dividend about each quarter."""
    return walked(symbol, traded_days(first, last), pays=pays)


def walked(symbol: str, sessions: Sequence[dt.date], *, pays: bool = True) -> Listing:
    """Return a random walk of sessions that pays a dividend about each quarter."""
    walk = random.Random(symbol)  # noqa: S311 (no secret)
    close, out = 100.0, Listing(symbol, {}, name=f"Stub {symbol}")
    for n, day in enumerate(sessions):
        close *= math.exp(walk.gauss(0.0003, 0.01))
        out.bars[day] = Bar(round(close, 2), 1_000_000 + n)
        if pays and n % 63 == 62:
            out.dividends[day] = round(close * 0.004, 3)
    out.valuations[sessions[0]] = Valuation(19.5, 2.7, 1.9, 12.3)
    if symbol.startswith("^"):
        out.kind, out.exchange, out.valuations = "INDEX", ("SNP", "SNP"), {}
    return out


def share(symbol: str, first: dt.date, last: dt.date) -> Listing:
    """Return a company of the Nasdaq."""
    out = listing(symbol, first, last)
    out.kind, out.exchange, out.valuations = "EQUITY", ("NMS", "NasdaqGS"), {}
    out.figures[first] = Figures(35.2, 30.1, 10.9, 12.7, 1.6)
    return out


def rising(symbol: str, last: dt.date, count: int = 60) -> Listing:
    """Return closes of 100, 100.1, ... up to a day, after a split and before a dividend.

    An index has neither.
    """
    days = traded_days(last - dt.timedelta(2 * count + 7), last)[-count:]
    out = Listing(symbol, {day: Bar(100 + 0.1 * n, 1000) for n, day in enumerate(days)})
    if symbol.startswith("^"):
        out.kind = "INDEX"
        return out
    split = days[count // 3]
    out.bars |= {day: Bar(2 * bar.close, 500) for day, bar in out.bars.items() if day < split}
    out.splits[split] = Fraction(2)
    out.dividends[days[count // 2]] = 0.5
    return out


def london(symbol: str, first: dt.date, last: dt.date) -> Listing:
    """Return a share with prices in pence and the hours of London."""
    out = listing(symbol, first, last)
    out.kind, out.currency, out.exchange, out.valuations = "EQUITY", "GBp", ("LSE", "LSE"), {}
    out.zone, out.opens, out.closes = ZoneInfo("Europe/London"), dt.time(8), dt.time(16, 30)
    return out


def daily(code: str, first: dt.date, last: dt.date, level: float = 4) -> Series:
    """Return yields published on the next weekday, with a holiday each 41 sessions."""
    return quoted(code, weekdays(first, last + dt.timedelta(4)), level)


def quoted(code: str, days: Sequence[dt.date], level: float, holidays: int = 41) -> Series:
    """Return values published on the day after theirs; each so many days one is missing."""
    walk = random.Random(code)  # noqa: S311 (no secret)
    out, step = Series(code), level * 0.0075
    for n, (day, after) in enumerate(pairwise(days)):
        level += walk.gauss(0, step)
        out.publish(after, {day: None if n % holidays == holidays - 1 else round(level, 2)})
    return out


def monthly(
    code: str, first: dt.date, last: dt.date, level: float = 150_000, scale: float = 1
) -> Series:
    """Return a series published five weeks after the month began and revised twice."""
    walk = random.Random(code)  # noqa: S311 (no secret)
    digits = 0 if scale == 1 else 3
    out = Series(code, "M", units="Thousands of Persons", decimals=digits)
    for day in months(first, last):
        level += round(walk.gauss(150, 90)) * scale
        for n, revision in enumerate((0, walk.randint(-40, 40), walk.randint(-40, 40))):
            value = round(level + revision * scale, digits)
            out.publish(day + dt.timedelta(35 + 30 * n), {day: value})
    return out


@cache
def _small(first: dt.date, last: dt.date) -> World:
    world = World()
    for symbol in ("IWD", "IWF", "XLK"):
        world.add(listing(symbol, first, last))
    world.add(listing("^GSPC", first, last, pays=False))
    world.add(london("BARC.L", first, last))
    world.add(share("MSFT", first, last))
    for code in ("DGS2", "DGS10"):
        world.add(daily(code, first, last))
    world.add(monthly("PAYEMS", first, last))
    return world


def small_world(
    first: dt.date = dt.date(2022, 1, 3), last: dt.date = dt.date(2024, 12, 31)
) -> World:
    """Return three funds, an index, a share, one of London, yields and payrolls."""
    return _small(first, last).copy()
