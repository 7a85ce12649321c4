"""A source cut off at a day: nothing after it is there."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from rotationxl import days
from rotationxl.errors import NoDataError, SourceError, UnknownSymbolError
from rotationxl.market.cut import Cut
from rotationxl.market.evaluate import Market
from rotationxl.sources import Columns, Key, State, open_source
from rotationxl.store.database import Store

SAMPLE = open_source("sample")
FRIDAY, SUNDAY = (days.from_ymd(2024, 11, day) for day in (15, 17))


@pytest.fixture
def then(tmp_path: Path) -> Market:
    return Market(Cut(SAMPLE, SUNDAY), Store(tmp_path / "market.db"))


def test_the_last_session_is_the_last_one_up_to_the_day(then: Market) -> None:
    assert then.view.last_session == FRIDAY
    assert then.answer("DATA_AS_OF") == FRIDAY


def test_no_column_holds_anything_later() -> None:
    keys = [Key("price", "IWD"), Key("macro", "DGS10"), Key("vintage", "PAYEMS")]
    whole = SAMPLE.fetch(keys)
    for key, columns in Cut(SAMPLE, SUNDAY).fetch(keys).items():
        everything = whole[key]
        assert isinstance(columns, dict)
        assert isinstance(everything, dict)
        assert set(columns) == set(everything)
        own = "since" if key.kind == "vintage" else "day"
        for name in {own, "dividend_day"} & set(columns):
            assert sorted(columns[name]) == sorted(d for d in everything[name] if d <= SUNDAY)
        assert len(columns["day"]) == len(columns.get("close", columns.get("value", [])))


def test_a_call_gives_what_it_gives_as_of_that_day(then: Market, sample: Market) -> None:
    day = "2024-11-17"
    for name, *values in (
        ("ASSET_RETURN", "IWD", "YTD", None),
        ("STYLE_SPREAD", "2024-11", None, None),
        ("RETURN_FROM_LOW", "^RUT", 60),
        ("RATE_BETA", "XLF", 104, "10Y", "beta"),
    ):
        known = sample.answer(name, *values, day)
        assert then.answer(name, *values) == pytest.approx(known, rel=1e-9)


def test_what_was_not_published_yet_is_no_data(then: Market, sample: Market) -> None:
    october = sample.answer("NFP_CHANGE", "2024-10", "first")
    assert then.answer("NFP_CHANGE", "2024-10", "first") == october
    with pytest.raises(NoDataError):
        then.answer("NFP_CHANGE", "2024-11", "first")


def test_a_series_that_begins_later_is_not_known(tmp_path: Path) -> None:
    early = Cut(SAMPLE, days.from_ymd(2015, 6, 30))
    with pytest.raises(UnknownSymbolError, match=r"^MAGS: nothing of it is dated 2015-06-30"):
        Market(early, Store(tmp_path / "market.db")).answer("ASSET_RETURN", "MAGS", "YTD")


def test_a_day_before_all_data_has_no_session() -> None:
    with pytest.raises(NoDataError, match="no session on or before 1900-06-30"):
        Cut(SAMPLE, days.from_ymd(1900, 6, 30)).last_session()


def test_the_mark_of_a_session_that_is_not_over_goes_with_its_day() -> None:
    close = {"day": np.array([FRIDAY - 1, FRIDAY], np.int32), "close": np.array([1.0, 2.0])}
    mark = {"unfinished_day": np.array([SUNDAY + 1]), "unfinished_close": np.array([3.0])}

    class Open:
        name, title = "open", "Open"
        warning: str | None = None

        def fetch(self, wanted: Iterable[Key]) -> dict[Key, Columns | SourceError]:
            return dict.fromkeys(wanted, close | mark)

        def state(self, key: Key) -> State | None:
            return State(key.code, None)

        def last_session(self) -> int:
            return FRIDAY

    key = Key("price", "IWD")
    columns = Cut(Open(), SUNDAY).fetch([key])[key]
    assert isinstance(columns, dict)
    assert columns["close"].tolist() == [1.0, 2.0]
    assert not len(columns["unfinished_day"])
    assert not len(columns["unfinished_close"])
