"""What makes a fetched price series suspicious, against the last good one: pure functions.

A reason names what is wrong in the same words everywhere: in an error, in the log of fetches and
in a report. Nothing here decides what is served instead.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import SuspiciousError
from rotationxl.sources import Columns
from rotationxl.universe import TICKERS

MARGIN = dt.timedelta(minutes=45)
"""Closes are corrected for a while after the bell: the closing auction, late prints."""
_OVERLAP = 5e-4  # relative; closes come as 32-bit floats, which differ by 1e-7
_FUTURE = 1  # days: the clock of this machine may be a little behind


class Finding(NamedTuple):
    """One thing that is wrong."""

    reason: str
    detail: str


class Hours(NamedTuple):
    """Where a ticker is traded, and the hour there at which its day ends."""

    zone: str
    close: int


NEW_YORK = Hours("America/New_York", 16)
CURRENCY = Hours("America/New_York", 17)
_HOURS = {"currency": CURRENCY, "crypto": Hours("UTC", 24)}
_SUFFIXES = {"=X": "currency", "-USD": "crypto"}
_SUNDAY = 1  # of days modulo 7; 0 is Saturday
_JUMPS = {"fund": 0.3, "index": 0.3, "currency": 0.15, "crypto": 0.6}
_WILD = {"^VIX": 2.0}
_BACK, _DOUBTFUL, _NEVER = 1.2, 4.0, 20.0
_JUMP = 0.6  # any other: Apple's -52% of 2000-09-29 was real


def hours(code: str) -> Hours:
    return _HOURS.get(_kind(code), NEW_YORK)


def _kind(code: str) -> str:
    """Return what a ticker is; of one that has no name here, what its ending says."""
    if known := TICKERS.get(code):
        return known.kind
    return next((kind for end, kind in _SUFFIXES.items() if code.endswith(end)), "stock")


def jump_bound(code: str) -> float:
    """Return the move from one close to the next that no such instrument has made."""
    return _WILD.get(code, _JUMPS.get(_kind(code), _JUMP))


def last_final(now: dt.datetime, where: Hours = NEW_YORK) -> int:
    """Return the last day whose close is final at a moment; sessions are not looked at.

    By the hours of a full session: an early close counts as final a few hours later than it is.
    """
    there = now.astimezone(ZoneInfo(where.zone)) - MARGIN
    day = days.from_date((there - dt.timedelta(hours=where.close)).date())
    return day - day % 7 - 1 if where is CURRENCY and day % 7 <= _SUNDAY else day


def mark_unfinished(columns: Columns, final: int) -> Columns:
    """Return the columns without what came after the last final day.

    The first day after it stays as `unfinished_day` and `unfinished_close`: a price of that
    moment, which no one can take for a close.
    """
    day = _days(columns, "day")
    kept = day <= final
    if kept.all():
        return columns
    first = np.flatnonzero(~kept)[:1]
    marks = {"unfinished_day": day[first], "unfinished_close": columns["close"][first]}
    return {name: column[_up_to(name, columns, final)] for name, column in columns.items()} | marks


def _up_to(name: str, columns: Columns, final: int) -> NDArray[np.bool_]:
    owner = {"dividend": "dividend_day", "split": "split_day"}.get(name, name)
    return _days(columns, owner if owner.endswith("_day") else "day") <= final


def ensure_good(
    code: str, last: Columns | None, new: Columns, *, since: int | None, now: dt.datetime
) -> None:
    """Raise the first thing that makes new data suspicious; `since` is what was asked for."""
    for finding in findings(code, last, new, since=since, now=now):
        raise SuspiciousError.of(code, *finding)


def ensure_possible(code: str, new: Columns, now: dt.datetime) -> None:
    """Raise the first thing that no prices can be, though a user takes all else for good."""
    for finding in impossible(code, new, now):
        raise SuspiciousError.of(code, *finding)


def findings(
    code: str, last: Columns | None, new: Columns, *, since: int | None, now: dt.datetime
) -> Iterator[Finding]:
    """Yield all that makes new data suspicious."""
    yield from impossible(code, new, now)
    yield from jumps(new, last, jump_bound(code), is_known=code in TICKERS)
    if last is not None:
        yield from lost_days(last, new, since)
        yield from lost_events("dividend", last, new, since)
        yield from lost_events("split", last, new, since)


def impossible(code: str, new: Columns, now: dt.datetime) -> Iterator[Finding]:
    """Yield what no prices can be: their days, or a close that is none."""
    yield from order(_days(new, "day"))
    yield from future(_days(new, "day"), now, hours(code))
    day, close = _priced(new)
    for place in np.flatnonzero(~(close > 0))[:1]:
        when = days.iso(int(day[place]))
        yield Finding("no price", f"the close of {when} is {close[place]:g}")


def currency(given: object, expected: str) -> Iterator[Finding]:
    if given != expected:
        yield Finding("wrong currency", f"prices are in {given or 'no currency'}, not {expected}")


def order(day: Days, final: int | None = None) -> Iterator[Finding]:
    """Yield the first day that stands twice or out of order.

    A day after the final one may stand twice: providers add the price of the moment to its bar.
    """
    step = np.diff(day)
    until = np.iinfo(np.int32).max if final is None else final
    wrong = (step < 0) | (step == 0) & (day[1:] <= until)
    for place in np.flatnonzero(wrong)[:1]:
        before, after = int(day[place]), int(day[place + 1])
        if before == after:
            yield Finding("a day twice", f"{days.iso(after)} stands twice")
        else:
            yield Finding("days out of order", f"{days.iso(after)} follows {days.iso(before)}")


def future(day: Days, now: dt.datetime, where: Hours = NEW_YORK) -> Iterator[Finding]:
    today = days.from_date(now.astimezone(ZoneInfo(where.zone)).date())
    if len(day) and (newest := int(day.max())) > today + _FUTURE:
        yield Finding("a future date", f"{days.iso(newest)}, where it is {days.iso(today)}")


def jumps(new: Columns, last: Columns | None, bound: float, *, is_known: bool) -> Iterator[Finding]:
    """Yield the first move beyond the bound, not known yet, that no split of its day explains.

    No instrument that has a name here (`is_known`) has ever moved so. Others have, in a day; of
    these only what no market does counts (`_is_misprint`).
    """
    day, close = _priced(new)
    if not (close > 0).all():
        return
    day, close = _joined(day, close, last)
    moves = close[1:] / close[:-1] - 1
    known = _unchanged(day, close, last)
    unsplit = (moves + 1) * _split_on(day[1:], new) - 1
    wild = (np.abs(moves) > bound) & (np.abs(unsplit) > bound)
    if not is_known:
        wild &= _is_misprint(close)
    for place in np.flatnonzero(wild & ~(known[1:] & known[:-1]))[:1]:
        when = days.iso(int(day[place + 1]))
        yield Finding("a jump without a split", f"{moves[place]:+.1%} on {when}")


def _is_misprint(close: Values) -> NDArray[np.bool_]:
    """Tell of each move whether it is undone by the next one, or too large to wait for that.

    A move to the last close counts from fourfold on; what was right then is taken a day later.
    """
    size = np.abs(np.diff(np.log(close)))
    undone = np.append(np.abs(np.log(close[2:] / close[:-2])) < np.log(_BACK), False)[: len(size)]
    at_end = np.arange(len(size)) == len(size) - 1
    doubtful = at_end & (size > np.log(_DOUBTFUL))
    found: NDArray[np.bool_] = undone | doubtful | (size > np.log(_NEVER))
    return found


def _split_on(day: Days, columns: Columns) -> Values:
    """Return the new shares for one old on each day, 1 without a split."""
    ratio = np.ones(len(day))
    _, here, there = np.intersect1d(day, _days(columns, "split_day"), return_indices=True)
    ratio[here] = columns["split"][there] if len(there) else 1.0
    return ratio


def lost_days(last: Columns, new: Columns, since: int | None) -> Iterator[Finding]:
    """Yield what is missing of the days that are known: at the start, at the end or between."""
    known = _priced(last)[0]
    known = known[known >= (since or 0)]
    day = _priced(new)[0]
    lost = known[~np.isin(known, day)]
    if not len(lost):
        return
    text = f"{days.iso(int(lost[0]))} has a close in the last good data, but none now"
    if not len(day) or lost[0] > day[-1]:
        yield Finding("a series that ends early", text)
    elif lost[-1] < day[0]:
        yield Finding("a series that starts late", text)
    else:
        yield Finding("a null over a known value", text)


def lost_events(kind: str, last: Columns, new: Columns, since: int | None) -> Iterator[Finding]:
    """Yield the first known dividend or split that is no longer there."""
    known = _days(last, f"{kind}_day")
    known = known[known >= (since or 0)]
    for day in known[~np.isin(known, _days(new, f"{kind}_day"))][:1]:
        yield Finding(f"a {kind} that vanished", f"that of {days.iso(int(day))} is missing")


def is_restated(last: Columns, new: Columns) -> bool:
    """Tell whether the older part of a series must be fetched again.

    That is so after a split that is not known yet, and where closes or dividends that both have
    differ. Ask this before `ensure_good`, and judge the whole series then: on the morning of a
    split the past is restated already, and against the last good close that is a jump.
    """
    known, split = _days(last, "day"), _days(new, "split_day")
    fresh = split[~np.isin(split, _days(last, "split_day"))]
    if len(known) and (fresh > known[0]).any():
        return True
    pairs = (("day", "close"), ("dividend_day", "dividend"), ("split_day", "split"))
    return any(_differs(last, new, *pair) for pair in pairs)


def _differs(last: Columns, new: Columns, days_of: str, name: str) -> bool:
    if name not in last or name not in new:
        return False
    _, here, there = np.intersect1d(last[days_of], new[days_of], return_indices=True)
    return not np.allclose(new[name][there], last[name][here], rtol=_OVERLAP, equal_nan=True)


def _days(columns: Columns, name: str) -> Days:
    return columns.get(name, np.zeros(0, np.int32)).astype(np.int32)


def _priced(columns: Columns) -> tuple[Days, Values]:
    close = columns["close"].astype(np.float64)
    there = ~np.isnan(close)
    return _days(columns, "day")[there], close[there]


def _joined(day: Days, close: Values, last: Columns | None) -> tuple[Days, Values]:
    """Return a series with the last good close before it, so that its first move counts too."""
    if last is None or not len(day):
        return day, close
    known, price = _priced(last)
    before = np.flatnonzero(known < day[0])[-1:]
    return np.append(known[before], day), np.append(price[before], close)


def _unchanged(day: Days, close: Values, last: Columns | None) -> NDArray[np.bool_]:
    if last is None:
        return np.zeros(len(day), np.bool_)
    known, price = _priced(last)
    same = np.zeros(len(day), np.bool_)
    _, here, there = np.intersect1d(day, known, return_indices=True)
    same[here] = np.isclose(close[here], price[there], rtol=_OVERLAP)
    return same
