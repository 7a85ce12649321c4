"""Which day's state decides on a month, which months count, and what a slope is."""

from pathlib import Path

import pytest

from markets import random_rows, weekdays, write_macro, write_prices
from rotationxl.errors import NoDataError
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store

RULE = "STATE=1"


def opened(root: Path) -> Market:
    dates = weekdays("2024-07-01", "2024-12-24")
    for seed, code in enumerate(("AAA", "BBB", "SPY")):
        write_prices(root, code, random_rows(seed, dates))
    return Market(open_source(f"folder:{root}"), Store(root / "market.db"))


def test_the_last_calendar_day_of_the_month_before_decides(tmp_path: Path) -> None:
    # 30 August 2024 was a Friday.
    write_macro(tmp_path, "STATE", ["2024-07-01,0", "2024-08-30,1", "2024-09-01,0"])
    write_macro(tmp_path, "WEEKEND", ["2024-07-01,0", "2024-08-31,1", "2024-09-30,0"])
    market = opened(tmp_path)
    september = market.answer("STYLE_SPREAD", "2024-09", "AAA/BBB")
    for rule in (RULE, "WEEKEND=1"):
        assert market.answer("REGIME_SPREAD", rule, "AAA/BBB") == pytest.approx(september)


def test_a_month_counts_from_its_last_session_on(tmp_path: Path) -> None:
    write_macro(tmp_path, "STATE", ["2024-07-01,0", "2024-10-31,1"])
    market = opened(tmp_path)
    november = market.answer("STYLE_SPREAD", "2024-11", "AAA/BBB")
    for finish in ("2024-11-29", "2024-11", "2024-12-24", "2024-12", None):
        found = market.answer("REGIME_SPREAD", RULE, "AAA/BBB", None, finish)
        assert found == pytest.approx(november)
    with pytest.raises(NoDataError, match="the rule leaves no month from 2024-08 to 2024-10"):
        market.answer("REGIME_SPREAD", RULE, "AAA/BBB", None, "2024-11-28")


def test_a_start_in_a_month_stands_for_the_whole_month(tmp_path: Path) -> None:
    write_macro(tmp_path, "STATE", ["2024-07-01,1"])
    market = opened(tmp_path)
    from_october = market.answer("REGIME_SPREAD", RULE, "AAA/BBB", "2024-10")
    assert market.answer("REGIME_SPREAD", RULE, "AAA/BBB", "2024-10-17") == from_october
    assert market.view.notes == ["2 of 2 months from 2024-10 to 2024-11 began under the rule."]


def test_an_early_start_begins_with_the_data(tmp_path: Path) -> None:
    write_macro(tmp_path, "STATE", ["2024-08-30,1"])
    market = opened(tmp_path)
    from_september = market.answer("REGIME_SPREAD", RULE, "AAA/BBB", "2024-09")
    for start in ("2001", "2024-07", None):
        assert market.answer("REGIME_SPREAD", RULE, "AAA/BBB", start) == from_september


def test_a_share_is_not_made_of_the_sessions_since_a_series_began(tmp_path: Path) -> None:
    write_macro(tmp_path, "STATE", ["2024-09-03,1", "2024-09-17,0"])
    market = opened(tmp_path)
    assert market.answer("REGIME_SHARE", RULE, "2024-09-03:2024-09-30") == 10 / 20
    with pytest.raises(NoDataError, match="STATE: observations begin 2024-09-03"):
        market.answer("REGIME_SHARE", RULE, "2024-09")


def test_a_slope_is_a_decimal_and_of_days_with_both_yields(tmp_path: Path) -> None:
    write_macro(tmp_path, "DGS10", ["2024-11-25,4.15", "2024-11-26,4.30"])
    write_macro(tmp_path, "DGS2", ["2024-11-25,3.90"])
    market = opened(tmp_path)
    assert 4.15 - 3.90 > 0.25
    for rule, holds in {"10Y-2Y=0.25": True, "10Y-2Y>0.25": False, "10Y=4.3": True}.items():
        assert market.answer("REGIME", rule, "2024-11-29") is holds
