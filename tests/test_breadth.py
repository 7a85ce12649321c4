"""Who counts in a share above the average: rounding flips none, and who is left out is named."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from markets import weekdays, write_prices
from rotationxl.errors import MalformedError, NoDataError
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store

DATES = weekdays("2023-01-02", "2024-06-28")


def write(root: Path, code: str, closes: list[str], *, until: str = "2024-06-28") -> None:
    dates = [day for day in DATES if day <= until][-len(closes) :]
    write_prices(root, code, [f"{d},{c},," for d, c in zip(dates, closes, strict=True)])


def opened(root: Path) -> Market:
    return Market(open_source(f"folder:{root}"), Store(root / "market.db"))


@pytest.mark.parametrize("close", ["0.1", "10.01", "444.01", "5881.63", "0.0003"])
def test_a_close_that_never_changes_is_not_above_its_average(close: str, tmp_path: Path) -> None:
    write(tmp_path, "FLAT", [close] * 300)
    market = opened(tmp_path)
    assert {market.answer("PCT_ABOVE_MA", "FLAT", count) for count in range(2, 300)} == {0.0}


def test_rounding_never_decides(tmp_path: Path) -> None:
    """Of few prices a close is often its average exactly, as written but not as floats."""
    rng = np.random.default_rng(4)
    codes = [f"T{place}" for place in range(60)]
    written = {code: [f"{10 + n / 10:.1f}" for n in rng.integers(0, 4, 40)] for code in codes}
    for code, closes in written.items():
        write(tmp_path, code, closes)
    market, ties = opened(tmp_path), 0
    for sessions in (2, 3, 5, 10, 40):
        for code, closes in written.items():
            last = [Fraction(close) for close in closes[-sessions:]]
            ties += last[-1] * sessions == sum(last)
            above = market.answer("PCT_ABOVE_MA", code, sessions)
            assert above == (last[-1] * sessions > sum(last)), (code, sessions)
    assert ties > 20


def test_members_with_too_few_closes_are_left_out_and_named(tmp_path: Path) -> None:
    rising = [f"{100 + n}" for n in range(300)]
    write(tmp_path, "UP", rising)
    write(tmp_path, "DOWN", rising[::-1])
    write(tmp_path, "NEW", rising[:19])
    market = opened(tmp_path)
    assert market.answer("PCT_ABOVE_MA", "UP,DOWN,NEW", 20) == 0.5
    assert market.answer("EXPLAIN", "PCT_ABOVE_MA", "UP,DOWN,NEW", 20) == (
        "ok 1 of 3 left out: NEW (19 closes)."
    )
    with pytest.raises(NoDataError, match=r"No member has 20 closes .*; NEW has the most, 19"):
        market.answer("PCT_ABOVE_MA", "NEW", 20)


def test_a_member_that_is_quoted_no_more_counts_and_is_said_to_be_old(tmp_path: Path) -> None:
    write(tmp_path, "DOWN", [f"{100 - n}" for n in range(30)])
    write(tmp_path, "GONE", ["1", "2", "3"], until="2024-06-13")
    market = opened(tmp_path)
    assert market.answer("PCT_ABOVE_MA", "GONE,DOWN", 3) == 0.5
    explained = market.answer("EXPLAIN", "PCT_ABOVE_MA", "GONE,DOWN", 3)
    assert explained == "ok The last close of GONE is of 2024-06-13."
    assert market.answer("EXPLAIN", "PCT_ABOVE_MA", "GONE,DOWN", 3, "2024-06-27") == "ok"


def test_a_member_named_twice_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "UP", ["1", "2", "3"])
    write(tmp_path, "DOWN", ["3", "2", "1"])
    assert opened(tmp_path).answer("PCT_ABOVE_MA", [["up", "DOWN"], ["UP", None]], 3) == 0.5


def test_a_member_that_cannot_be_read_is_never_left_out(tmp_path: Path) -> None:
    write(tmp_path, "UP", ["1", "2", "3"])
    write(tmp_path, "BROKEN", ["1", "x", "3"])
    with pytest.raises(MalformedError, match=r"BROKEN\.csv, line 3"):
        opened(tmp_path).answer("PCT_ABOVE_MA", "UP,BROKEN", 3)
