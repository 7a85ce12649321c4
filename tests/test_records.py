"""Records on a few closes that can be read off by eye."""

from pathlib import Path
from typing import Any

import pytest

from markets import write_prices
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store

CLOSES = {
    "2022-12-29": 10, "2022-12-30": 12, "2023-01-03": 12, "2023-01-04": 11, "2023-01-06": 13,
    "2023-12-29": 14, "2024-01-02": 14, "2024-01-03": 9,
}  # fmt: skip
RECORDS = {"2022-12-30": 44925, "2023-01-06": 44932, "2023-12-29": 45289}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    root: Path = tmp_path_factory.mktemp("records")
    write_prices(root, "AAA", [f"{day},{close},," for day, close in CLOSES.items()])
    return Market(open_source(f"folder:{root}"), Store(root / "market.db"))


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (("RECORD_DATE", "AAA"), RECORDS["2023-12-29"]),  # the close of 2 January equals it
        (("RECORD_DATE", "AAA", "2023-01-05"), RECORDS["2022-12-30"]),
        (("DAYS_SINCE_RECORD", "AAA", "2023-01-05"), 5),  # up to Wednesday the 4th
        (("DAYS_SINCE_RECORD", "AAA", "2023-01-05", "sessions"), 2),
        (("DIST_TO_RECORD", "AAA", "2024-01-02"), 0),
        (("RECORD_COUNT", "AAA", 2022), 1),
        (("RECORD_COUNT", "AAA", 2022, "2022-12-29"), 0),
        (("RECORD_COUNT", "AAA", 2023), 2),
        (("RECORD_COUNT", "AAA", 2024), 0),
        (("NEXT_RECORD", "AAA", "2022-12-31"), RECORDS["2023-01-06"]),
        (("NEXT_RECORD", "AAA", "2023-01"), RECORDS["2023-12-29"]),
    ],
    ids=str,
)
def test_only_a_higher_close_is_a_record(
    call: tuple[Any, ...], answer: float, market: Market
) -> None:
    assert market.answer(*call) == answer


def test_the_year_a_series_begins_in_is_counted_from_there_and_explain_says_so(
    market: Market,
) -> None:
    said = market.answer("EXPLAIN", "RECORD_COUNT", "AAA", 2022)
    assert said == "ok The count of 2022 begins 2022-12-29, with the first close."
    assert market.answer("EXPLAIN", "RECORD_COUNT", "AAA", 2023) == "ok"
