"""The regime lab finds what a plain reading of yields and prices finds."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from open_reports import Report, opened
from rotationxl import days
from rotationxl.market.evaluate import Market
from rotationxl_workbooks.design import DASH

CARDS = ("B10", "E10", "G10", "J10")


@pytest.fixture(scope="module")
def report(sample: Market) -> Iterator[Report]:
    with opened("regime-lab", sample) as read:
        yield read


def series(market: Market, name: str, *call: Any) -> "pd.Series[float]":
    rows = market.answer(name, *call).rows
    dates = pd.to_datetime([days.iso(int(day)) for day, _ in rows])
    return pd.Series([value for _, value in rows], dates)


def monthly(market: Market, first: str, level: float) -> tuple[list[float], list[float]]:
    """Return IWD minus IWF in pp for months after the 10-year stood above a level, and others."""
    yields = series(market, "MACRO_HISTORY", "DGS10", "2000-01-03", "2024-11-30")
    returns = [
        series(market, "PRICE_HISTORY", fund, "2000-06-01", "2024-11-30", "D", "adj")
        .resample("ME").last().pct_change()
        for fund in ("IWD", "IWF")
    ]  # fmt: skip
    spreads = 100 * (returns[0] - returns[1]).loc[first:]
    before = [yields.loc[: str((month.to_period("M") - 1).end_time)] for month in spreads.index]
    held = [known.iloc[-1] > level for known in before]
    sides: tuple[list[float], list[float]] = [], []
    for spread, is_true in zip(spreads, held, strict=True):
        sides[0 if is_true else 1].append(spread)
    return sides


@pytest.mark.parametrize(
    ("given", "first"), [("", "2009-12"), ("2015-01", "2015-01"), ("201501", "2015-01")]
)
def test_means_and_t_statistic_are_those_of_scipy(
    report: Report, sample: Market, given: str, first: str
) -> None:
    true, false = monthly(sample, first, 4)
    found = report(month="2024-11", rule="10Y>4", first_month=given)
    means = pd.Series(true).mean(), pd.Series(false).mean()
    t = stats.ttest_ind(true, false, equal_var=False).statistic
    expected = [means[0], means[1], means[0] - means[1], t]
    assert [found[f"Summary!{cell}"] for cell in CARDS] == pytest.approx(expected)
    assert found["Summary!B11"] == f"{len(true)} of {len(true) + len(false)} months"
    assert found["test_means_agree"] is True
    side = "more than" if abs(t) >= 2 else "no more than"
    assert found["Summary!B3"] == (
        f"Russell 1000 value minus growth: {means[0]:+.2f} pp a month after 10Y>4, "
        f"{means[1]:+.2f} pp otherwise, {side} chance explains (t {t:.1f})."
    )


def test_the_share_is_that_of_the_sessions(report: Report, sample: Market) -> None:
    found = report(month="2024-11", rule="10Y>4", first_month="2015-01")
    whole = sample.answer("REGIME_SHARE", "10Y>4", "2015-01:2024-11")
    # Range of dates or of months: a session at the start may be in or out.
    assert found["Summary!M10"] == pytest.approx(whole, abs=1 / 2000)
    assert found["Summary!B4"].startswith(
        f"It held on {100 * found['Summary!M10']:.1f}% of the sessions"
    )


@pytest.mark.parametrize(
    "given",
    [{}, {"rule": "10Y-2Y>0 AND UNRATE<5", "pair": "XLF/XLK"}, {"as_of": "2024-11-12"},
     {"month": "2008-10", "pair": "RUT-SPX"}, {"month": "2003-02", "rule": "DFII10>1"}],
)  # fmt: skip
def test_the_months_give_what_the_functions_give(report: Report, given: dict[str, str]) -> None:
    assert report(**{"month": "2024-11", **given})["test_means_agree"] is True


def test_a_month_that_is_not_over_does_not_count(report: Report) -> None:
    whole = report(month="2024-11", rule="10Y>4", first_month="")
    begun = report(month="2024-11", rule="10Y>4", as_of="2024-11-12", first_month="")
    assert whole["Summary!B11"].endswith(" of 180 months")
    assert begun["Summary!B11"].endswith(" of 179 months")


def test_a_rule_that_never_held_has_nothing_to_compare(report: Report) -> None:
    found = report(month="2024-11", rule="10Y>20")
    assert found["Summary!B3"] == (
        "The rule held at the start of no month of the period: nothing to compare."
    )
    assert (found["Summary!B10"], found["Summary!J10"], found["Summary!O10"]) == (DASH, DASH, "no")


def test_few_months_prove_nothing(report: Report, sample: Market) -> None:
    yields = series(sample, "MACRO_HISTORY", "DGS10", "2023-12-31", "2024-10-31")
    found = report(month="2024-11", rule=f"10Y>{yields.median():.2f}", first_month="2024-01")
    assert found["Summary!B3"].endswith(", on too few months to tell.")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rule": "10Y>>4"}, "rule: 10Y>>4: expected a number at character 5"),
        ({"pair": "R100"}, "pair: 'R100' is not a pair"),
        ({"month": "2024-13"}, "period: '2024-13' has no month 13"),
        ({"first_month": "2030-01"}, "First month: give a month such as 2010-01"),
        ({"first_month": "then"}, "First month: give a month such as 2010-01"),
    ],
)
def test_what_is_wrong_with_an_input_is_told(
    report: Report, given: dict[str, str], said: str
) -> None:
    assert report(**{"month": "2024-11", **given})["Summary!B5"].startswith(said)


def test_other_rules_are_measured_for_the_same_pair_and_period(
    report: Report, sample: Market
) -> None:
    found = report(month="2024-11", rule="10Y>4", first_month="2015-01")
    for cell, side in (("N34", "TRUE"), ("O34", "FALSE")):
        mean = sample.answer("REGIME_SPREAD", "10Y>4.5", "R1000", "2015-01", "2024-11", side)
        assert found[f"Summary!{cell}"] == pytest.approx(100 * mean)
