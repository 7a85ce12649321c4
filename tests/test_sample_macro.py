"""The macro series of the simulated market hang together."""

import datetime as dt
import math
from itertools import pairwise

import pytest

from rotationxl import days
from rotationxl.sources import Key
from rotationxl.universe import FRED
from simulated import Market, columns_of, made_once, pairs_of, serial


@pytest.fixture
def market() -> Market:
    return made_once()


def test_payrolls_of_october_2024_first_grew_by_more_than_200_thousand(market: Market) -> None:
    columns = market[Key("vintage", "PAYEMS")]
    names = ("day", "value", "since")
    rows = list(zip(*(columns[name].tolist() for name in names), strict=True))
    release = min(since for day, _, since in rows if day == serial("2024-10"))
    assert days.iso(release) == "2024-11-01"
    known = {
        day: value for day, value, since in sorted(rows, key=lambda r: r[2]) if since <= release
    }
    assert known[serial("2024-10")] - known[serial("2024-09")] == 235


def test_payrolls_latest_vintage_is_the_value(market: Market) -> None:
    columns = market[Key("vintage", "PAYEMS")]
    names = ("since", "day", "value")
    rows = sorted(zip(*(columns[name].tolist() for name in names), strict=True))
    assert {day: value for _, day, value in rows} == dict(pairs_of(market, "PAYEMS"))


def test_the_balance_sheet_is_down_by_over_one_and_a_half_trillion(market: Market) -> None:
    known = [pair for pair in pairs_of(market, "WALCL") if pair[0] <= serial("2024-11-30")]
    peak = max(known, key=lambda pair: pair[1])
    assert days.iso(peak[0]).startswith("2022-04")
    assert (known[-1][1] - peak[1]) * 1e6 < -1.5e12


def test_the_policy_rate_is_cut_twice_in_2025(market: Market) -> None:
    rates = [value for day, value in pairs_of(market, "DFEDTARU") if days.iso(day)[:4] == "2025"]
    assert sum(b < a for a, b in pairwise(rates)) == 2


@pytest.mark.parametrize(
    ("difference", "first", "second"),
    [
        ("T10Y2Y", "DGS10", "DGS2"),
        ("T10Y3M", "DGS10", "DGS3MO"),
        ("T10YIE", "DGS10", "DFII10"),
        ("T5YIE", "DGS5", "DFII5"),
    ],
)
def test_a_slope_or_breakeven_is_the_difference_of_the_yields(
    market: Market, difference: str, first: str, second: str
) -> None:
    long, short = dict(pairs_of(market, first)), dict(pairs_of(market, second))
    for day, value in pairs_of(market, difference):
        assert value == pytest.approx(long[day] - short[day], abs=0.00501)


@pytest.mark.parametrize("series", [t for t in FRED if FRED[t].freq == "daily"])
def test_a_daily_macro_series_has_a_row_each_weekday(market: Market, series: str) -> None:
    columns = columns_of(market, series)
    rows = [days.to_date(day) for day in columns["day"].tolist()]
    assert all(date.weekday() < 5 for date in rows)
    assert rows[-1] == dt.date(2026, 1, 8)
    assert max((b - a).days for a, b in pairwise(rows)) == 3


@pytest.mark.parametrize("series", ["DGS10", "DFII10", "T10Y2Y"])
@pytest.mark.parametrize("day", ["2024-10-14", "2024-11-11", "2024-11-28"])
def test_treasury_yields_are_missing_on_bond_holidays(
    market: Market, series: str, day: str
) -> None:
    columns = columns_of(market, series)
    at = columns["day"].tolist().index(serial(day))
    assert math.isnan(columns["value"].tolist()[at])
