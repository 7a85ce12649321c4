"""What is stored after an answer: nothing known is lost, nothing missing covers a known value."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from rotationxl.sources import Columns

_EVENTS = ("dividend", "split")
_DAY_BITS = 21  # days need 17: two of them make one key


def prices(last: Columns | None, new: Columns) -> Columns:
    """Return prices with what is new; an unfinished session is only what the answer says of it."""
    if last is None:
        return new
    bars = {name: new[name] for name in new if name.startswith("unfinished")}
    daily = [n for n in {**last, **new} if not n.startswith(("day", "unfinished", *_EVENTS))]
    found = _joined(last, new, "day", daily) | bars
    for event in _EVENTS:
        found |= _joined(last, new, f"{event}_day", [event])
    return found


def up_to(columns: Columns, day: int) -> Columns:
    """Return observations up to a day."""
    kept = columns["day"].astype(np.int64) <= day
    return {name: column[kept] for name, column in columns.items()}


def macro(last: Columns | None, new: Columns) -> Columns:
    """Return observations with what is new; one that its provider no longer shows stays."""
    return new if last is None else _joined(last, new, "day", ["value"])


def vintages(last: Columns | None, new: Columns) -> Columns:
    """Return vintages with what is new; what was once stated stays stated."""
    if last is None:
        return new
    known, stated = (columns | {"both": _both(columns)} for columns in (last, new))
    found = _joined(known, stated, "both", ["day", "value", "since"])
    del found["both"]
    return found


def _both(columns: Columns) -> NDArray[np.int64]:
    return (columns["day"].astype(np.int64) << _DAY_BITS) + columns["since"].astype(np.int64)


def _joined(last: Columns, new: Columns, days: str, names: Iterable[str]) -> Columns:
    """Return columns by a column of days of either; the new values win, but never a missing one."""
    if days not in new or days not in last:
        return {name: (new if days in new else last)[name] for name in (days, *names)
                if days in new or days in last}  # fmt: skip
    every = np.union1d(last[days], new[days])
    here, there = np.searchsorted(every, last[days]), np.searchsorted(every, new[days])
    found: Columns = {days: every.astype(new[days].dtype)}
    for name in names:
        owner = new if name in new else last
        column = np.full(len(every), _missing(owner[name]), owner[name].dtype)
        if name in last:
            column[here] = last[name]
        if name in new:
            known = ~_is_missing(new[name])
            column[there[known]] = new[name][known]
        found[name] = column
    return found


def _missing(column: NDArray[np.generic]) -> float:
    return np.nan if column.dtype.kind == "f" else 0


def _is_missing(column: NDArray[np.generic]) -> NDArray[np.bool_]:
    if column.dtype.kind == "f":
        return np.isnan(column.astype(np.float64))
    return np.zeros(len(column), np.bool_)
