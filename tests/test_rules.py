"""Rules are read by their grammar: they mean what Python's own operators mean, and refuse well."""

import operator
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotationxl.errors import BadArgumentError
from rotationxl.rules import DEEPEST, read_rule

SERIES = {
    "10Y": ("DGS10",),
    "3M": ("DGS3MO",),
    "10Y-2Y": ("DGS10", "DGS2"),
    "UNRATE": ("UNRATE",),
    "4BIGEURORECDM": ("4BIGEURORECDM",),
}
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "≤": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "≥": operator.ge,
    "=": operator.eq,
}
NUMBERS = st.integers(-3, 3) | st.floats(-1e9, 1e9).map(lambda number: round(number, 6))
SIDES = st.sampled_from([*SERIES]) | NUMBERS
LEAVES = st.tuples(st.sampled_from([*SIGNS]), SIDES, SIDES)
TREES = st.recursive(
    LEAVES,
    lambda trees: st.one_of(
        st.tuples(st.just("NOT"), trees),
        st.tuples(st.sampled_from(["AND", "OR"]), trees, trees),
        st.tuples(st.sampled_from(["AND", "OR"]), trees, trees, trees),
    ),
    max_leaves=12,
)
VALUES = st.fixed_dictionaries(dict.fromkeys(SERIES, st.integers(-3, 3).map(float)))
BINDS = {"OR": 0, "AND": 1, "NOT": 2}


def printed(tree: Any, gap: str, outside: int = 0) -> str:
    """Return the text of a rule, with brackets only where the words bind otherwise."""
    word, *parts = tree
    if word in SIGNS:
        return f"{parts[0]}{gap}{word}{gap}{parts[1]}"
    inside = [printed(part, gap, BINDS[word]) for part in parts]
    text = f"NOT {inside[0]}" if word == "NOT" else f" {word} ".join(inside)
    return f"({gap}{text}{gap})" if BINDS[word] < outside else text


def true(tree: Any, values: dict[str, float]) -> bool:
    """Return the truth of a rule by Python's own operators."""
    word, *parts = tree
    if word in SIGNS:
        left, right = (values[side] if isinstance(side, str) else side for side in parts)
        return SIGNS[word](left, right)
    if word == "NOT":
        return not true(parts[0], values)
    return (all if word == "AND" else any)(true(part, values) for part in parts)


@settings(deadline=None)
@given(TREES, VALUES, st.sampled_from(["", " ", "\N{NO-BREAK SPACE}", "\n\t"]), st.booleans())
def test_a_rule_means_what_pythons_operators_mean(
    tree: Any, values: dict[str, float], gap: str, lower: bool
) -> None:
    text = printed(tree, gap)
    rule = read_rule(text.lower() if lower else text, "rule")
    known = {series: values[name] for name, series in SERIES.items()}
    assert rule.holds(known) is true(tree, values)
    assert set(rule.series) == {SERIES[name] for name in SERIES if name in names(tree)}
    assert {key.code for key in rule.keys} == {code for series in rule.series for code in series}


def names(tree: Any) -> set[Any]:
    word, *parts = tree
    return set(parts) if word in SIGNS else set().union(*map(names, parts))


@settings(deadline=None)
@given(TREES, st.lists(VALUES, min_size=1, max_size=5))
def test_a_rule_holds_for_arrays_where_it_holds_for_each(tree: Any, days: Any) -> None:
    rule = read_rule(printed(tree, ""), "rule")
    arrays = {series: np.array([day[name] for day in days]) for name, series in SERIES.items()}
    held = np.broadcast_to(rule.holds(arrays), len(days))
    assert held.tolist() == [true(tree, day) for day in days]


PIECES = st.sampled_from(
    [*SERIES, *SIGNS, "AND", "or", "Not", "(", ")", "-", "+", "4.5", "1e5", ".", "%", ",", " ", "é"]
)


@settings(deadline=None, max_examples=300)
@given(st.text() | st.lists(PIECES).map("".join) | st.lists(PIECES).map(" ".join))
def test_any_text_is_a_rule_or_a_bad_argument(text: str) -> None:
    try:
        rule = read_rule(text, "rule")
    except BadArgumentError as error:
        assert str(error).startswith("rule: ")
        assert "at character" in str(error)
    else:
        assert rule.holds(dict.fromkeys(rule.series, 1.0)) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "NOT " * 50_000,
        "9" * 100_000 + "x",
        "10Y>" + "9" * 100_000,
        "10Y>1e" + "9" * 100_000,
        "10Y" + " " * 100_000 + ">",
        " AND ".join(["10Y>4"] * 10_000),
        " OR ".join(f"A{n}>4" for n in range(10_000)),
        "10Y>4" + ")" * 100_000,
        "X" * 100_000,
    ],
    ids=lambda text: f"{text[:9]}...",
)
def test_a_long_rule_takes_no_long_time(text: str) -> None:
    start = time.perf_counter()
    try:
        rule = read_rule(text, "rule")
        rule.holds(dict.fromkeys(rule.series, 1.0))
    except BadArgumentError as error:
        assert len(str(error)) < 400
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10Y>>4.5", "10Y>>4.5: expected a number at character 5 (or a tenor or a FRED id)"),
        (" 10Y >> 4", "expected a number at character 7"),
        ("10Y==4", "expected a number at character 5"),
        ("10Y>4 AND", "expected a number at character 10 (or a tenor, a FRED id, NOT or"),
        ("10Y>-2Y", "expected a number at character 6, not '2Y'"),
        ("10Y>4.5AND 2Y>1", "expected a number at character 5"),
        ("AND(10Y>4,2Y>1)", "expected a number at character 1"),
        ("10Y", "expected <, <=, >, >= or = at character 4, not the end"),
        ("__import__('os')", "expected <, <=, >, >= or = at character 11, not '('"),
        ("10Y>4 2Y>1", "expected AND, OR or the end at character 7, not '2Y'"),
        ("10Y>4)", "expected AND, OR or the end at character 6, not ')'"),
        ("2Y>1 AND (10Y>4", "at character 16 to close the bracket of character 10, not the end"),
        ("7Y>4", "'7Y' is not a tenor, at character 1. Known: 3M, 1Y, 2Y, 5Y, 10Y, 30Y"),
        ("10Y-10YR>0", "'10YR' is not a tenor, at character 5. Did you mean 10Y?"),
        ("DGS10-DGS2>0", "at character 6, the only arithmetic is the slope of two tenors"),
        ("10Y-4>0", "at character 4, the only arithmetic"),
        ("10Y>4.5%", "at character 8, no % is needed"),
        ("10Y<>4", "at character 4, <> is not offered; write NOT and ="),
        ("3<10Y<4", "at character 6, a third side; write two comparisons"),
        ("NOT " * (DEEPEST + 1) + "10Y>4", f"more than {DEEPEST} brackets and NOTs"),
        ("10Y>" + "X" * 31, "expected a number at character 5"),
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_a_refusal_says_what_was_expected_and_where(text: str, message: str) -> None:
    with pytest.raises(BadArgumentError) as caught:
        read_rule(text, "rule")
    assert str(caught.value).startswith("rule: ")
    assert message in str(caught.value)


def test_brackets_and_nots_may_lie_deep() -> None:
    rule = read_rule("NOT(" * (DEEPEST // 2) + "10Y>4" + ")" * (DEEPEST // 2), "rule")
    assert rule.holds({("DGS10",): 5.0}) is True


def test_not_binds_before_and_and_that_before_or() -> None:
    rule = read_rule("10Y>4 OR NOT 2Y>4 AND UNRATE>4", "rule")

    def holds(ten: float, two: float, unrate: float) -> bool:
        return bool(rule.holds({("DGS10",): ten, ("DGS2",): two, ("UNRATE",): unrate}))

    assert holds(5, 5, 3)
    assert holds(3, 3, 5)
    assert not holds(3, 3, 3)
    assert not holds(3, 5, 5)
