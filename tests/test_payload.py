"""Answers of any kind, without a server: whatever comes, only errors of a source come out."""

import contextlib
import datetime as dt
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from rotationxl.errors import SourceError
from rotationxl.live import payload, status
from stubs.chart import result
from stubs.made import rising
from stubs.world import NEW_YORK

NOW = dt.datetime(2024, 12, 1, tzinfo=NEW_YORK)
IWD = rising("IWD", dt.date(2024, 11, 29), 12)
ASKED = {"range": "max", "events": "div,splits"}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(), SCALARS, max_size=3)


def read(body: bytes, code: int = 200) -> dict[str, Any]:
    answer = payload.read_chart("IWD", code, body, "USD", NOW)
    payload.events("IWD", answer)
    return answer


def places(value: Any) -> list[list[Any]]:
    """Return the way to each part of a tree."""
    if not isinstance(value, (dict, list)):
        return [[]]
    pairs = value.items() if isinstance(value, dict) else list(enumerate(value))[:2]
    return [[], *([key, *rest] for key, part in pairs for rest in places(part))]


def tree() -> dict[str, Any]:
    found = json.loads(json.dumps(result(IWD, NOW, ASKED, None)))
    return {"chart": {"result": [found], "error": None}}


def test_a_good_chart_is_read() -> None:
    assert read(json.dumps(tree()).encode()) == tree()


@given(st.binary(), st.integers(100, 999))
def test_any_bytes_are_an_error_of_a_source(body: bytes, code: int) -> None:
    with contextlib.suppress(SourceError):
        status.refuse("IWD: Yahoo", code, None)
        read(body, code)


@example(["chart", "result", 0, "events", "dividends"], {"x": {"date": True, "amount": 1}})
@example(["chart", "result", 0, "events", "dividends"], {"x": {"date": 10**12, "amount": 1}})
@given(st.sampled_from(places(tree())), VALUES)
def test_any_change_is_good_or_an_error_of_a_source(way: list[Any], value: Any) -> None:
    changed: Any = {"": tree()}
    part, last = changed, ""
    for step in way:
        part, last = part[last], step
    part[last] = value
    with contextlib.suppress(SourceError):
        read(json.dumps(changed[""]).encode())


@given(st.text() | st.from_regex(r"\s*\d+\s*", fullmatch=True))
def test_any_header_is_a_wait_or_none(text: str) -> None:
    wait = status.seconds(text)
    assert wait is None or 0 <= wait <= 86400
