"""Macro series: what was known when, and where they begin."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from changed import SAMPLE, NoStore, sample_columns
from markets import write_macro, write_prices, write_vintages
from rotationxl.errors import BadArgumentError, NeedsKeyError, NoDataError, SourceError
from rotationxl.live.keyless import no_vintages
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.sources import Columns, Key, open_source
from rotationxl.store.database import Store

RELEASES = [  # the history, two releases in time, and one after a gap
    "2024-01-01,100,2024-02-02", "2024-01-01,101,2024-03-08", "2024-02-01,110,2024-03-08",
    "2024-02-01,111,2024-04-05", "2024-03-01,120,2024-04-05", "2024-04-01,130,2024-12-06",
    "2024-05-01,140,2024-12-06",
]  # fmt: skip


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    root = tmp_path_factory.mktemp("macro")
    write_prices(root, "SPY", ["2024-12-30,1,0,", "2024-12-31,1,0,"])
    months = [f"2024-{month:02d}-01" for month in range(1, 6)]
    write_macro(
        root, "PAYEMS", [f"{d},{v}" for d, v in zip(months, (101, 111, 121, 131, 141), strict=True)]
    )
    write_vintages(root, "PAYEMS", RELEASES)
    yields = enumerate(["4.15", "4.30", "4.00", "4.15", "4.35", "4.35"], 16)
    write_macro(root, "DGS10", [f"2024-12-{day},{value}" for day, value in yields])
    return Market(open_source(f"folder:{root}"), Store(root / "market.db"))


def test_the_first_print_is_that_of_the_first_release(market: Market) -> None:
    assert market.answer("MACRO", "PAYEMS", "2024-02-29", "first") == 110
    assert market.answer("MACRO_CHANGE", "PAYEMS", "1M", "2024-03", None, "first") == 10
    assert market.answer("MACRO_AVG", "PAYEMS", "2024Q1", "first") == 110
    assert market.answer("NFP_CHANGE", "2024-02", "first") == 110 - 101


class Asked:
    """The sample without vintages, as without a key for them; it notes what it is asked for."""

    name = "asked"
    title, warning = SAMPLE.title, SAMPLE.warning
    last_session, state = SAMPLE.last_session, SAMPLE.state

    def __init__(self) -> None:
        self.keys: list[Key] = []

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        self.keys += (wanted := list(wanted))
        known = sample_columns()
        return {k: no_vintages(k.code) if k.kind == "vintage" else known[k] for k in wanted}


WITH_VINTAGE = [
    ("MACRO", "PAYEMS", "2024-04-30"),
    ("MACRO_CHANGE", "PAYEMS", "1M", "2024-05", "diff"),
    ("MACRO_AVG", "PAYEMS", "2024"),
    ("MACRO_HISTORY", "PAYEMS", "2024-01-01", "2024-05-31", "D", True),
    ("NFP_CHANGE", "2024-04"),
]


@pytest.mark.parametrize("vintage", ["latest", "first", "2024-06-30"])
@pytest.mark.parametrize("call", WITH_VINTAGE, ids=[call[0] for call in WITH_VINTAGE])
def test_vintages_are_asked_for_where_a_call_wants_one_and_only_there(
    call: tuple[Any, ...], vintage: str
) -> None:
    source = Asked()
    market = Market(source, NoStore())
    answer = market.answers([Call(call[0], (*call[1:], vintage))])[0]
    assert market.loads == 1
    if vintage == "latest":
        assert source.keys == [Key("macro", "PAYEMS")]
        assert not isinstance(answer, Exception)
    else:
        assert source.keys == [Key("vintage", "PAYEMS")]
        assert isinstance(answer, NeedsKeyError)
        assert str(answer) == str(no_vintages("PAYEMS"))
        assert shown(answer) == "#N/A"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("MACRO", ("PAYEMS", "2024-04-30", "first")),
        ("MACRO", ("PAYEMS", None, "first")),
        ("MACRO_CHANGE", ("PAYEMS", "1M", "2024-05", "diff", "first")),
        ("MACRO_AVG", ("PAYEMS", "2024", "first")),
        ("NFP_CHANGE", ("2024-04", "first")),
    ],
)
def test_no_older_month_stands_in_for_a_first_print_that_is_not_stored(
    name: str, values: tuple[Any, ...], market: Market
) -> None:
    with pytest.raises(NoDataError, match=r"the release that first published .* is not stored"):
        market.answer(name, *values)


@pytest.mark.parametrize(
    ("releases", "changes"),
    [
        # September's release came eleven weeks after August's; the next one brought two months.
        (["08 2025-09-05", "09 2025-11-20", "10 2025-12-16", "11 2025-12-16"],
         {9: 9, 10: 10, 11: 11}),
        # October's release is missing: what November's says of October is a revision.
        (["08 2025-09-05", "09 2025-10-03", "10 2025-12-05", "11 2025-12-05"], {9: 9, 10: None}),
    ],
)  # fmt: skip
def test_a_late_release_is_a_first_print_and_one_after_a_missing_one_is_not(
    releases: list[str], changes: dict[int, int | None], tmp_path: Path
) -> None:
    write_prices(tmp_path, "SPY", ["2025-12-24,1,0,"])
    rows = [f"2025-07-01,{sum(range(8))},2025-08-01"]
    for name, since in (release.split() for release in releases):
        rows.append(f"2025-{name}-01,{sum(range(int(name) + 1))},{since}")
    write_macro(tmp_path, "PAYEMS", [row[: row.rindex(",")] for row in rows])
    write_vintages(tmp_path, "PAYEMS", rows)
    market = Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "market.db"))
    for month, change in changes.items():
        if change is None:
            with pytest.raises(NoDataError, match="is not stored"):
                market.answer("NFP_CHANGE", f"2025-{month:02d}", "first")
        else:
            assert market.answer("NFP_CHANGE", f"2025-{month:02d}", "first") == change


@pytest.mark.parametrize("name", ["MACRO_AVG", "LEVEL_CROSSINGS"])
def test_a_period_that_begins_before_the_series_has_no_answer(name: str, market: Market) -> None:
    values = ("DGS10", 4.18) if name == "LEVEL_CROSSINGS" else ("DGS10",)
    with pytest.raises(NoDataError, match="observations begin 2024-12-16"):
        market.answer(name, *values, "2024-12")
    assert market.answer(name, *values, "2024-12-17:2024-12-21") is not None


@pytest.mark.parametrize(
    ("name", "values"), [("MACRO_CHANGE", ("DGS10",)), ("YIELD_CHANGE_BP", ("10Y",))]
)
def test_a_change_from_a_later_day_is_an_error_not_0(
    name: str, values: tuple[str], market: Market
) -> None:
    with pytest.raises(BadArgumentError, match=r"^start: .* lies after"):
        market.answer(name, *values, "2024-12-19", "2024-12-18")
    with pytest.raises(NoDataError, match="still to come"):
        market.answer(name, *values, "2025-06-01")


def test_equal_moves_are_equal_whatever_the_level(market: Market) -> None:
    assert 4.30 - 4.15 < 4.15 - 4.00  # as floats
    assert market.answer("BIGGEST_SINCE", "DGS10", "1D", "2024-12-19") == 45643  # 17 December


@pytest.mark.parametrize("period", ["2024-11:2025-01", "2024-02:2025-01", "2024-01:2024-02", "3M"])
def test_a_biggest_move_is_one_of_a_day_a_month_a_quarter_or_a_year(
    period: str, market: Market
) -> None:
    with pytest.raises(BadArgumentError, match="is not 1D, a month, a quarter or a year"):
        market.answer("BIGGEST_SINCE", "DGS10", period)


def test_a_series_without_a_value_is_not_one(market: Market) -> None:
    root = Path(market.source.name.partition(":")[2])
    write_macro(root, "DGS2", ["2024-12-16,", "2024-12-17,."])
    with pytest.raises(NoDataError, match=r"macro/DGS2\.csv: there is no value in it"):
        market.answer("MACRO", "DGS2")
