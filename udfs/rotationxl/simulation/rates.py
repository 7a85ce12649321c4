"""Everything that FRED publishes every business day or every day, simulated on NYSE sessions."""

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.simulation.anchors import anchors
from rotationxl.simulation.bridge import Frame
from rotationxl.simulation.noise import noise, roughness, smooth, tied

_POLICY = (
    *(("2000-01-01", 5.5), ("2000-05-17", 6.5), ("2001-01-31", 5.5), ("2001-05-15", 4.0)),
    *(("2001-09-18", 3.0), ("2001-12-12", 1.75), ("2003-06-26", 1.0), ("2004-07-01", 1.25)),
    *(("2004-12-15", 2.25), ("2005-06-30", 3.25), ("2005-12-14", 4.25), ("2006-06-29", 5.25)),
    *(("2007-09-19", 4.75), ("2008-01-23", 3.5), ("2008-04-30", 2.0), ("2008-10-09", 1.5)),
    *(("2008-12-16", 0.25), ("2015-12-17", 0.5), ("2016-12-15", 0.75), ("2017-03-16", 1.0)),
    *(("2017-06-15", 1.25), ("2017-12-14", 1.5), ("2018-03-22", 1.75), ("2018-06-14", 2.0)),
    *(("2018-09-27", 2.25), ("2018-12-20", 2.5), ("2019-08-01", 2.25), ("2019-09-19", 2.0)),
    *(("2019-10-31", 1.75), ("2020-03-16", 0.25), ("2022-03-17", 0.5), ("2022-05-05", 1.0)),
    *(("2022-06-16", 1.75), ("2022-07-28", 2.5), ("2022-09-22", 3.25), ("2022-11-03", 4.0)),
    *(("2022-12-15", 4.5), ("2023-03-23", 5.0), ("2023-07-27", 5.5), ("2024-08-01", 5.25)),
    *(("2024-09-19", 4.75), ("2024-12-19", 4.25), ("2025-09-18", 4.0), ("2025-12-11", 3.75)),
)
"""From when the upper bound of the policy rate was what; before 2008-12-16 the rate itself.
Nothing moves in November 2024, and 2025 has two cuts: claims 000-22, 000-23 and 002-09."""
_ECB = (
    *(("2000-01-01", 2.0), ("2000-10-06", 3.75), ("2001-11-09", 2.25), ("2003-06-06", 1.0)),
    *(("2006-12-13", 2.5), ("2008-07-09", 3.25), ("2009-05-13", 0.25), ("2014-06-11", -0.1)),
    *(("2019-09-18", -0.5), ("2022-07-27", 0.0), ("2022-12-21", 2.0), ("2023-09-20", 4.0)),
    *(("2024-06-12", 3.5), ("2024-12-18", 3.0), ("2025-06-11", 3.25)),
)
_TARGET_SINCE = days.from_ymd(2008, 12, 16)
_AHEAD = 45


def _stairs(table: tuple[tuple[str, float], ...], axis: Days) -> Values:
    since = np.array([days.from_ymd(*map(int, date.split("-"))) for date, _ in table])
    levels = np.array([level for _, level in table])
    return levels[np.searchsorted(since, axis, side="right") - 1]


def policy(axis: Days) -> dict[str, Values]:
    """Return what is stated every calendar day, on any axis of days."""
    upper = _stairs(_POLICY, axis)
    ranged = axis >= _TARGET_SINCE
    lower = np.where(ranged, upper - 0.25, upper)
    effective = np.where(ranged, upper - 0.17, upper) + 0.01 * noise("DFF", len(axis))
    return {
        "DFEDTARU": upper,
        "DFEDTARL": lower,
        "DFF": np.maximum(effective, 0.04),
        "ECBDFR": _stairs(_ECB, axis),
    }


def _bent(series: str, axis: Days, steps: Values, last: float) -> Values:
    return Frame(axis, log=False).bend(np.cumsum(steps), anchors().get(series, ()), last)


def _bent_log(series: str, axis: Days, steps: Values, last: float) -> Values:
    path = Frame(axis, log=True).bend(np.cumsum(steps), anchors().get(series, ()), last)
    return np.asarray(np.exp(path), dtype=np.float64)


def _pillars(axis: Days) -> dict[str, Values]:
    """Return the yields that have anchors of their own."""
    size, rough = len(axis), np.sqrt(roughness(axis))
    ten = rough * (0.052 * noise("DGS10", size) + 0.012 * noise("^GSPC", size))
    two = 0.65 * ten + 0.025 * tied(noise("DGS2", size))
    real = 0.85 * ten + 0.022 * tied(noise("DFII10", size))
    return {
        "DGS10": _bent("DGS10", axis, ten, 4.2),
        "DGS2": _bent("DGS2", axis, two, 3.5),
        "DFII10": _bent("DFII10", axis, real, 1.9),
    }


def _bills(axis: Days) -> dict[str, Values]:
    upper = _stairs(_POLICY, axis)
    soon = smooth(_stairs(_POLICY, (axis + _AHEAD).astype(np.int32)), _AHEAD)
    wobble = 0.05 * smooth(noise("DGS3MO", len(axis)), 10)
    bill = np.maximum(0.4 * upper + 0.6 * soon - 0.08 + wobble, 0.03)
    overnight = np.maximum(upper - 0.2 + 0.02 * noise("SOFR", len(axis)), 0.01)
    return {"DGS3MO": bill, "DTB3": bill - 0.04 * bill**0.5, "SOFR": overnight}


def yields(axis: Days) -> dict[str, Values]:
    """Return the yields and what follows from them, rounded as FRED prints them.

    Slopes and breakevens are differences of the printed yields, so the identities hold exactly.
    """
    size = len(axis)
    found = _pillars(axis) | _bills(axis)
    two, ten = found["DGS2"], found["DGS10"]
    found["DGS1"] = 0.5 * two + 0.5 * found["DGS3MO"] + 0.04 * smooth(noise("DGS1", size), 5)
    found["DGS5"] = 0.52 * two + 0.48 * ten + 0.08 * smooth(noise("DGS5", size), 10)
    found["DGS30"] = ten + 0.25 + 0.15 * (ten - two) + 0.08 * smooth(noise("DGS30", size), 10)
    breakeven = ten - found["DFII10"] - 0.05 + 0.1 * smooth(noise("DFII5", size), 20)
    found["DFII5"] = found["DGS5"] - breakeven
    found["DFII30"] = found["DFII10"] + 0.5 * (found["DGS30"] - ten)
    places = dict.fromkeys(found, 2) | {"DGS10": 3}
    # 4.262 is an anchor: it keeps its third digit, every other day has two.
    printed = {series: _printed(series, axis, found[series], places[series]) for series in found}
    printed["T10Y2Y"] = np.round(printed["DGS10"] - printed["DGS2"], 2)
    printed["T10Y3M"] = np.round(printed["DGS10"] - printed["DGS3MO"], 2)
    printed["T10YIE"] = np.round(printed["DGS10"] - printed["DFII10"], 2)
    printed["T5YIE"] = np.round(printed["DGS5"] - printed["DFII5"], 2)
    return printed


def _printed(series: str, axis: Days, exact: Values, places: int) -> Values:
    """Return values of two digits, and the anchored levels with as many as their articles."""
    values = np.round(exact, 2)
    levels = [a.last for a in anchors().get(series, ()) if a.what == "level"]
    at = np.searchsorted(axis, np.array(levels, dtype=np.int32), side="right") - 1
    values[at] = np.round(exact[at], places)
    return values


def markets(axis: Days) -> dict[str, Values]:
    """Return oil and the dollar."""
    rough, stocks = roughness(axis), noise("^GSPC", len(axis))
    oil = rough**0.5 * (0.02 * noise("DCOILWTICO", len(axis)) + 0.004 * stocks)
    dollar = rough**0.5 * (0.0033 * noise("DTWEXBGS", len(axis)) - 0.001 * stocks)
    return {
        "DCOILWTICO": np.round(_bent_log("DCOILWTICO", axis, oil, 60), 2),
        "DTWEXBGS": np.round(_bent_log("DTWEXBGS", axis, dollar, 120), 4),
    }


def fear(axis: Days, stocks: Values) -> dict[str, Values]:
    """Return expected volatility and credit spreads, given the log path of the stock market."""
    month = np.concatenate([np.zeros(21), stocks[21:] - stocks[:-21]])
    jitter = 2.5 * smooth(noise("^VIX", len(axis)), 12)
    expected = np.maximum(4.5 + 13.5 * roughness(axis) ** 0.8 - 60 * month + jitter, 10.2 + jitter)
    calm = smooth(expected, 30)
    spread = 0.05 * smooth(noise("BAMLH0A0HYM2", len(axis)), 10)
    return {
        "^VIX": np.round(expected, 2),
        "BAMLH0A0HYM2": np.round(0.9 + 0.17 * calm + spread, 2),
        "BAMLC0A0CM": np.round(0.3 + 0.055 * calm + 0.3 * spread, 2),
    }
