"""Weekly and monthly series, and what was first published before it was revised."""

import datetime as dt
from collections.abc import Callable

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.sessions import holidays, nth_weekday
from rotationxl.simulation import VINTAGES
from rotationxl.simulation.anchors import anchors
from rotationxl.simulation.bridge import Frame
from rotationxl.simulation.noise import noise, tied
from rotationxl.sources import Columns, Key

_FRIDAY, _WEDNESDAY = 4, 2
_RECESSIONS = (("2001-04", "2001-11"), ("2008-01", "2009-06"), ("2020-03", "2020-04"))

_MONTHLY = {
    # series: (logarithmic, roughness of a month, digits, release)
    "PAYEMS": (True, 0.0004, 0, "jobs"),
    "UNRATE": (False, 0.12, 1, "jobs"),
    "CPIAUCSL": (True, 0.0015, 3, "prices"),
    "CPILFESL": (True, 0.0007, 3, "prices"),
    "PCEPI": (True, 0.0012, 3, "outlays"),
    "PCEPILFE": (True, 0.0006, 3, "outlays"),
    "INDPRO": (True, 0.005, 4, "prices"),
    "UMCSENT": (True, 0.03, 1, "mood"),
}


def _jobs(year: int, month: int) -> dt.date:
    """Return the first Friday of the month after, or the second when the exchange is shut."""
    following = (year + month // 12, month % 12 + 1)
    friday = nth_weekday(*following, _FRIDAY, 1)
    return friday + dt.timedelta(days=7) if friday in holidays(friday.year) else friday


def _prices(year: int, month: int) -> dt.date:
    return nth_weekday(year + month // 12, month % 12 + 1, _WEDNESDAY, 2)


def _outlays(year: int, month: int) -> dt.date:
    return nth_weekday(year + month // 12, month % 12 + 1, _FRIDAY, -1)


def _mood(year: int, month: int) -> dt.date:
    return nth_weekday(year, month, _FRIDAY, -1)


_RELEASES: dict[str, Callable[[int, int], dt.date]] = {
    "jobs": _jobs,
    "prices": _prices,
    "outlays": _outlays,
    "mood": _mood,
}


def months(last: int) -> Days:
    """Return the first day of every month from January 2000 to the month of `last`."""
    finish = days.to_date(last)
    count = (finish.year - 2000) * 12 + finish.month
    firsts = [days.from_ymd(2000 + at // 12, at % 12 + 1, 1) for at in range(count)]
    return np.array(firsts, dtype=np.int32)


def monthly(last: int) -> dict[Key, Columns]:
    """Return every monthly series as known on `last`, with the vintages of some."""
    axis = months(last)
    found: dict[Key, Columns] = {}
    for series in _MONTHLY:
        found |= _monthly(series, axis, last)
    flags = np.zeros(len(axis))
    for first, finish in _RECESSIONS:
        start, stop = (days.from_ymd(*map(int, f"{m}-1".split("-"))) for m in (first, finish))
        flags[(axis >= start) & (axis <= stop)] = 1.0
    return found | {Key("macro", "USREC"): {"day": axis[:-1], "value": flags[:-1]}}


def _monthly(series: str, axis: Days, last: int) -> dict[Key, Columns]:
    log, size, places, release = _MONTHLY[series]
    dates = map(days.to_date, axis.tolist())
    since = [days.from_date(_RELEASES[release](date.year, date.month)) for date in dates]
    published = np.array(since, dtype=np.int32)
    axis, published = axis[published <= last], published[published <= last]
    path = np.cumsum(size * tied(noise(series, len(axis))))
    path = Frame(axis, log=log).bend(path, anchors()[series])
    final = np.round(np.exp(path) if log else path, places)
    known, vintages = final, {"day": axis, "value": final, "since": published}
    if series == "PAYEMS":
        known, vintages = _revised(axis, published, final)
    found: dict[Key, Columns] = {Key("macro", series): {"day": axis, "value": known}}
    return found | ({Key("vintage", series): vintages} if series in VINTAGES else {})


def _revised(axis: Days, published: Days, final: Values) -> tuple[Values, Columns]:
    """Return payrolls as known at the end, and their vintages.

    A month is first published a month later, and revised in the next two.
    """
    size = len(axis)
    once = final + np.round(25 * noise("PAYEMS once revised", size))
    first = once + np.round(35 * noise("PAYEMS first", size))
    for anchor in anchors()["PAYEMS"]:
        if anchor.what == "first":
            at = int(np.searchsorted(axis, anchor.last))
            first[at] = once[at - 1] + anchor.value
    stated = np.concatenate([first, once[: size - 1], final[: size - 2]])
    day = np.concatenate([axis, axis[: size - 1], axis[: size - 2]])
    since = np.concatenate([published, published[1:], published[2:]])
    order = np.lexsort((since, day))
    known = np.concatenate([final[: size - 2], once[size - 2 : size - 1], first[size - 1 :]])
    return known, {"day": day[order], "value": stated[order], "since": since[order]}


def weekly(last: int, long_yield: Callable[[Days], Values]) -> dict[str, Columns]:
    """Return the weekly series: claims on Saturdays, the Fed on Wednesdays, loans on Thursdays."""
    saturdays = np.arange(days.from_ymd(2000, 1, 8), last - 4, 7, dtype=np.int32)
    wednesdays = np.arange(days.from_ymd(2002, 12, 18), last + 1, 7, dtype=np.int32)
    thursdays = np.arange(days.from_ymd(2000, 1, 6), last + 1, 7, dtype=np.int32)
    loans = long_yield(thursdays) + 1.4 + 0.06 * noise("MORTGAGE30US", len(thursdays))
    return {
        "ICSA": {"day": saturdays, "value": _weekly("ICSA", saturdays, 0.025, -3)},
        "WALCL": {"day": wednesdays, "value": _weekly("WALCL", wednesdays, 0.003, 0)},
        "MORTGAGE30US": {"day": thursdays, "value": np.round(loans, 2)},
    }


def _weekly(series: str, axis: Days, size: float, places: int) -> Values:
    path = np.cumsum(size * tied(noise(series, len(axis))))
    path = Frame(axis, log=True).bend(path, anchors()[series])
    return np.asarray(np.round(np.exp(path), places), dtype=np.float64)
