"""Rows of observations, as FRED's answers hold them, made into columns and checked."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import EmptyAnswerError, MalformedError
from rotationxl.sources import Columns

MISSING = frozenset({".", ""})
_ISO = 10  # characters of YYYY-MM-DD


class Row(NamedTuple):
    """One observation: of which day, stated since when, and what."""

    day: str
    since: str
    value: str


def latest(code: str, pairs: Iterable[tuple[str, str]]) -> Columns:
    """Return the columns of days and values in rising order; NaN for a missing value."""
    texts = list(pairs)
    if not texts:
        raise EmptyAnswerError(f"{code}: there are no observations of it.")
    day = to_days(code, [day for day, _ in texts])
    value = to_values(code, [value for _, value in texts])
    if (np.diff(day) <= 0).any():
        place = int(np.flatnonzero(np.diff(day) <= 0)[0]) + 1
        raise MalformedError(f"{code}: {texts[place][0]} stands twice or is out of order.")
    return {"day": day, "value": value}


def vintages(code: str, rows: Sequence[Row]) -> Columns:
    """Return the columns of what was stated of each day, from which day on.

    A period that is asked for in pieces begins anew in each piece, with the same values: only a
    value that differs from the one before it was stated then. What has no number yet is no
    first print; a number that is taken back later is NaN from then on.
    """
    day = to_days(code, [row.day for row in rows])
    since = to_days(code, [row.since for row in rows])
    value = to_values(code, [row.value for row in rows])
    order = np.lexsort((since, day))
    day, since, value = day[order], since[order], value[order]
    stated = np.append(True, _differ(day, value))[: len(day)]
    first = np.append(True, day[1:] != day[:-1])[: len(day)]
    stated &= ~(first & np.isnan(value))
    if not stated.any():
        raise EmptyAnswerError(f"{code}: there are no observations of it.")
    return {"day": day[stated], "value": value[stated], "since": since[stated]}


def _differ(day: Days, value: Values) -> NDArray[np.bool_]:
    same = (value[1:] == value[:-1]) | (np.isnan(value[1:]) & np.isnan(value[:-1]))
    differ: NDArray[np.bool_] = (day[1:] != day[:-1]) | ~same
    return differ


def to_days(code: str, texts: Sequence[str]) -> Days:
    """Return ISO dates as days."""
    try:
        dates = np.array(texts, "datetime64[D]")
    except (ValueError, TypeError):
        dates = np.array(["NaT"], "datetime64[D]")
    if np.isnat(dates).any() or any(len(text) != _ISO for text in texts):
        bad = next((text for text in texts if not _is_date(text)), "")
        raise MalformedError(f"{code}: {bad!r} is not a date such as 2024-11-29.")
    return days.from_datetime64(dates)


def _is_date(text: object) -> bool:
    try:
        return len(str(text)) == _ISO and not np.isnat(np.datetime64(str(text), "D"))
    except ValueError:
        return False


def to_values(code: str, texts: Sequence[str]) -> Values:
    """Return numbers; NaN for a missing one."""
    try:
        value = np.array([np.nan if text in MISSING else float(text) for text in texts])
    except (ValueError, TypeError):
        value = np.full(len(texts), np.inf)
    given = np.array([text not in MISSING for text in texts], dtype=bool)
    if not np.isfinite(value[given]).all():
        bad = next((text for text in texts if text not in MISSING and not _is_number(text)), "")
        raise MalformedError(f"{code}: {str(bad)[:40]!r} is not a number.")
    return value


def _is_number(text: object) -> bool:
    try:
        return bool(np.isfinite(float(str(text))))
    except ValueError:
        return False
