"""Laws of what is stored after an answer, whatever was stored and whatever came."""

from collections.abc import Callable, Iterable
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rotationxl.live import merge, multiples
from rotationxl.sources import Columns

Merge = Callable[[Columns | None, Columns], Columns]
NUMBERS = st.one_of(st.just(np.nan), st.integers(1, 9).map(float))
DAYS = st.sets(st.integers(45_000, 45_012), min_size=1)


def _column(draw: st.DrawFn, count: int, numbers: st.SearchStrategy[float]) -> NDArray[np.float64]:
    return np.array(draw(st.lists(numbers, min_size=count, max_size=count)), np.float64)


def _days(found: Iterable[int]) -> NDArray[np.int32]:
    return np.array(sorted(found), np.int32)


@st.composite
def prices(draw: st.DrawFn) -> Columns:
    """Return prices as they are fetched: some without volume, an index without dividends."""
    day = _days(draw(DAYS))
    found: Columns = {"day": day, "close": _column(draw, len(day), st.integers(1, 9).map(float))}
    if draw(st.booleans()):
        found["volume"] = _column(draw, len(day), NUMBERS)
    for event in draw(st.sampled_from([("dividend", "split"), ("split",)])):
        when = _days(draw(st.sets(st.sampled_from(day.tolist()))))
        found[f"{event}_day"] = when
        found[event] = _column(draw, len(when), st.integers(1, 9).map(float))
    if draw(st.booleans()):
        found |= {"unfinished_day": day[-1:] + 1, "unfinished_close": found["close"][-1:]}
    return found


@st.composite
def macro(draw: st.DrawFn) -> Columns:
    day = _days(draw(DAYS))
    return {"day": day, "value": _column(draw, len(day), NUMBERS)}


@st.composite
def vintages(draw: st.DrawFn) -> Columns:
    pairs = sorted(draw(st.sets(st.tuples(*[st.integers(45_000, 45_004)] * 2), min_size=1)))
    day, since = np.array(pairs, np.int32).T
    return {"day": day, "value": _column(draw, len(day), NUMBERS), "since": since}


@st.composite
def valuations(draw: st.DrawFn) -> Columns:
    day = _days(draw(DAYS))
    pe, pb = (_column(draw, len(day), NUMBERS) for _ in range(2))
    return {"day": day, "pe": pe, "pb": pb, "raw_pe": np.where(np.isnan(pe), np.nan, 1 / pe)}


KINDS: dict[str, tuple[Merge, st.SearchStrategy[Columns]]] = {
    "price": (merge.prices, prices()),
    "macro": (merge.macro, macro()),
    "vintage": (merge.vintages, vintages()),
    "valuation": (multiples.merged, valuations()),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
GROUPS = {"dividend": "dividend_day", "split": "split_day"}


def _rows(columns: Columns, name: str) -> dict[tuple[float, ...], float]:
    """Return a column's numbers by what they are of: a day, or a day and since when."""
    keys = [columns[GROUPS.get(name, "day")]]
    keys += [columns["since"]] if "since" in columns else []
    rows = zip(*(key.tolist() for key in keys), strict=True)
    return dict(zip(rows, columns[name].tolist(), strict=True))


def _values(columns: Columns) -> list[str]:
    """Return the columns that have a value for each row."""
    return [n for n in columns if not n.endswith("day") and not n.startswith(("since", "unfin"))]


def _same(one: Columns, other: Columns) -> None:
    assert set(one) == set(other)
    for name, column in one.items():
        assert column.dtype == other[name].dtype, name
        np.testing.assert_array_equal(column, other[name], name)


@every_kind
@given(data=st.data())
def test_no_row_is_lost_and_no_null_covers_a_known_value(kind: str, data: st.DataObject) -> None:
    merged, series = KINDS[kind]
    last, new = data.draw(series), data.draw(series)
    found = merged(last, new)
    for name in {*_values(last), *_values(new)}:
        old = _rows(last, name) if name in last else {}
        told = _rows(new, name) if name in new else {}
        rows = _rows(found, name)
        assert {*old, *told} <= {*rows}
        for row, value in rows.items():
            want = told.get(row, np.nan)
            want = old.get(row, np.nan) if np.isnan(want) else want
            if not name.startswith("raw_"):  # goes with its multiple
                np.testing.assert_equal(value, want)


@every_kind
@given(data=st.data())
def test_columns_are_as_long_as_their_days_which_rise(kind: str, data: st.DataObject) -> None:
    merged, series = KINDS[kind]
    found = merged(data.draw(series), data.draw(series))
    for name in _values(found):
        assert len(found[name]) == len(found[GROUPS.get(name, "day")])
        rows = list(_rows(found, name))
        assert rows == sorted(set(rows))
    assert {found[name].dtype for name in found if name.endswith("day")} == {np.dtype(np.int32)}


@every_kind
@given(data=st.data())
def test_the_same_answer_again_changes_nothing(kind: str, data: st.DataObject) -> None:
    merged, series = KINDS[kind]
    last, new = data.draw(series), data.draw(series)
    once = merged(last, new)
    _same(merged(once, new), once)
    _same(merged(new, new), new)


@every_kind
@given(data=st.data())
def test_answers_may_be_merged_before_they_are_stored(kind: str, data: st.DataObject) -> None:
    merged, series = KINDS[kind]
    one, two, three = (data.draw(series) for _ in range(3))
    _same(merged(merged(one, two), three), merged(one, merged(two, three)))


@given(last=prices(), new=prices())
def test_an_unfinished_session_is_what_the_last_answer_says(last: Columns, new: Columns) -> None:
    found = merge.prices(last, new)
    for name in ("unfinished_day", "unfinished_close"):
        assert (name in found) == (name in new)
        np.testing.assert_equal(found.get(name), cast("object", new.get(name)))
