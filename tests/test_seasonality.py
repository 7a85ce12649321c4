"""Which months count for seasonality, and how a month of the year may be written."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from markets import write_prices
from rotationxl.errors import NoDataError
from rotationxl.market.evaluate import Market, shown
from rotationxl.sources import open_source
from rotationxl.store.database import Store

CLOSES = {
    "2023-01-03": 100, "2023-01-31": 110, "2023-02-28": 121, "2023-03-31": 121,
    "2024-02-01": 121, "2024-02-29": 145.2, "2024-03-28": 150, "2024-03-31": 159.72,
}  # fmt: skip


def opened(root: Path, closes: dict[str, float]) -> Market:
    write_prices(root, "AAA", [f"{day},{close},," for day, close in closes.items()])
    return Market(open_source(f"folder:{root}"), Store(root / "market.db"))


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    return opened(tmp_path_factory.mktemp("months"), CLOSES)


def test_neither_the_first_month_nor_that_of_the_last_session_counts(market: Market) -> None:
    table = shown(market.answer("SEASONAL_TABLE", "AAA", None, None, None, False))
    assert [row[4] for row in table] == ["#N/A", 2, 1, *["#N/A"] * 9]
    assert table[1][1:4] == pytest.approx([0.15, 0.15, 1])
    assert table[2][1:4] == [0, 0, 0]  # March 2024 would be a rise


def test_the_last_month_counts_once_a_later_one_has_begun(tmp_path: Path) -> None:
    later = opened(tmp_path, CLOSES | {"2024-04-01": 160})
    assert later.answer("SEASONAL_AVG", "AAA", 3, 2024) == pytest.approx(0.1)


def test_a_rank_is_among_the_months_with_data(market: Market) -> None:
    said = market.answer("EXPLAIN", "SEASONAL_RANK", "AAA", 2)
    assert said == "ok Ranked among 2 months: the others have no data in these years."
    with pytest.raises(NoDataError, match="no complete January"):
        market.answer("SEASONAL_RANK", "AAA", 1)


@pytest.mark.parametrize(
    "month",
    [2, 2.0, "2", "02", "Feb", " FEBRUARY ", "2023-02", 202302, 45337, dt.date(2024, 2, 15),
     dt.datetime.fromisoformat("2024-02-29T09:30")],
    ids=repr,
)  # fmt: skip
def test_a_month_of_the_year_may_be_written_in_any_usual_way(month: Any, market: Market) -> None:
    assert market.answer("SEASONAL_AVG", "AAA", month) == pytest.approx(0.15)


@pytest.mark.parametrize(
    "year",
    [
        2024,
        "2024",
        45337,
        45337.5,
        dt.date(2024, 2, 15),
        dt.datetime.fromisoformat("2024-02-29T09:30"),
    ],
    ids=repr,
)
def test_a_year_may_be_a_date_in_it(year: Any, market: Market) -> None:
    assert market.answer("SEASONAL_AVG", "AAA", 2, year, year) == pytest.approx(0.2)
