"""What the report on a portfolio says, and its figures against the files themselves."""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import prod
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import numpy as np
import pandas as pd
import pytest

from conftest import REAL
from open_reports import Report as Asked
from open_reports import opened
from reports import Report, growth, level, observations, total_return_index
from rotationxl.errors import BadArgumentError
from rotationxl.market.evaluate import Market
from rotationxl_workbooks.blocks.holdings import INPUTS
from rotationxl_workbooks.design import DASH

NAME = "my-portfolio"
AMOUNTS = {
    "IWD": 260, "IWF": 240, "IWM": 90, "XLV": 60, "VNQ": 50, "IEF": 160, "LQD": 80, "GLD": 60,
}  # fmt: skip
WEIGHTS = {ticker: amount / 1000 for ticker, amount in AMOUNTS.items()}
FOUND = "The portfolio returned 17.9% in the 12 months to 29 November 2024, 9.4 pp behind SPY."
BLANK = {one.name: "" for one in INPUTS}
Wealth = Callable[[str], Any]


@pytest.fixture(scope="module")
def asked(sample: Market) -> Iterator[Asked]:
    with opened(NAME, sample) as read:
        yield lambda **given: read(**{"month": "2024-11", **given})


@pytest.fixture(scope="module")
def on_real(real: Market) -> Iterator[Asked]:
    with opened(NAME, real) as read:
        yield read


@pytest.fixture(scope="module")
def real_2024(real: Market, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(NAME, "2024-11", real, tmp_path_factory.mktemp("portfolio"))


@pytest.fixture(scope="module")
def wealth(real: Market) -> Wealth:
    known = {
        code: total_return_index(REAL / "prices" / f"{code}.csv") for code in (*WEIGHTS, "SPY")
    }
    return lambda ticker: known[ticker]


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({}, FOUND),
        ({"month": "2008-10"}, ("The portfolio lost 22.7% in the 12 months to 31 October 2008, "
                                "19.9 pp ahead of SPY.")),
        ({"as_of": "2024-11-12"}, ("The portfolio returned 20.3% from 30 November 2023 to "
                                   "12 November 2024, 6.8 pp behind SPY.")),
        ({"first_month": "2024-11"}, ("The portfolio returned 0.9% in the month to "
                                      "29 November 2024, 3.9 pp behind SPY.")),
        ({**BLANK, "holding_4": "spy", "amount_4": "1"},
         ("The portfolio returned 27.3% in the 12 months to 29 November 2024, "
          "level with SPY.")),
        ({"benchmark": "ZZZQ"}, ("The portfolio returned 17.9% in the 12 months to "
                                 "29 November 2024; there is no return of ZZZQ.")),
        ({"month": "1995-06"}, "No return can be given for these holdings and this month."),
        ({"month": "2024-13"}, "No return can be given for these holdings and this month."),
        (BLANK, "No return can be given for these holdings and this month."),
    ],
)  # fmt: skip
def test_the_finding(given: dict[str, str], finding: str, asked: Asked) -> None:
    assert asked(**given)["Summary!B3"] == finding


def test_the_second_sentence_names_best_and_worst_holding(asked: Asked) -> None:
    assert asked()["Summary!B4"] == (
        "IWF added most (+6.6 pp), GLD least (0.0 pp). With each 1% of SPY it moved 0.68% over "
        "36 months. Deepest fall on 105 days: -3.3%."
    )


@pytest.mark.parametrize(
    ("given", "fall"),
    [
        ({"first_month": "2017-05", "month": "2020-04"},
         "Deepest fall on 105 days: -28.8%, by daily closes -33.7%."),
        ({"first_month": "2020-03", "month": "2020-04"}, "Deepest fall by daily closes: -28.3%."),
    ],
)  # fmt: skip
def test_a_fall_says_on_which_days_it_is_measured(
    given: dict[str, str], fall: str, on_real: Asked
) -> None:
    found = on_real(**{**BLANK, "holding_4": "SPY", "amount_4": "1", **given})
    assert found["Summary!B4"].endswith(fall)
    assert found["test_fall"] is True


@pytest.mark.parametrize(
    ("given", "without", "told", "beside"),
    [
        ({"holding_3": "ZZZQ"}, "without ZZZQ (9.0% of the amounts) returned 16.0%",
         "Left out: ZZZQ: the source has no such ticker.", "left out: no data"),
        ({"holding_3": "S&P"}, "without S&P (9.0% of the amounts) returned 16.0%",
         ("Left out: ticker: 'S&P' is not a ticker: up to 12 of A-Z 0-9 . = - with ^ in front of "
         "an index."), "left out: no data"),
        ({"holding_3": "*"}, "without * (9.0% of the amounts) returned 16.0%",
         ("Left out: ticker: '*' is not a ticker: up to 12 of A-Z 0-9 . = - with ^ in front of an "
         "index."), "left out: no data"),
        ({"holding_3": "MAGS", "first_month": "2023-01"}, "without MAGS (9.0% of the amounts)",
         ("Left out: MAGS: data begin 2023-04-11, and 2022-12-30:2024-11-29 needs a close on or "
         "before 2022-12-30."), "left out: no data"),
        ({"holding_3": ""}, "without row 3 (9.0% of the amounts)",
         "Left out: row 3 has an amount and no ticker.", "left out: no ticker"),
        ({"amount_3": "-90000"}, "without IWM returned 16.0%",
         "Left out: IWM: give an amount in US dollars above 0.", "left out: no amount"),
    ],
)  # fmt: skip
def test_a_holding_left_out_is_named_with_the_reason(
    given: dict[str, str], without: str, told: str, beside: str, asked: Asked
) -> None:
    found = asked(**given)
    assert without in found["Summary!B3"]
    assert (found["Summary!B5"], found["Summary!C26"]) == (told, beside)
    assert found["Summary!E26"] == found["Summary!H26"] == found["Summary!D59"] == DASH


def test_holdings_left_out_are_counted(asked: Asked) -> None:
    found = asked(holding_3="ZZZQ", holding_4="ZZZZ")
    assert "without 2 holdings (15.0% of the amounts)" in found["Summary!B3"]
    assert found["Summary!B5"].endswith(" And 1 more.")
    assert found["portfolio_gain"] == asked(**cleared(3, 4))["portfolio_gain"]


def cleared(*rows: int) -> dict[str, str]:
    return {f"{word}_{row}": "" for row in rows for word in ("holding", "amount", "target")}


def test_a_ticker_typed_twice_counts_once_with_both_amounts(asked: Asked) -> None:
    found = asked(holding_9="iwd ", amount_9="40000")
    whole = asked(amount_1="300000")
    assert found["portfolio_gain"] == whole["portfolio_gain"]
    assert (found["Summary!C32"], found["Summary!E24"]) == (
        "counted in the row above", whole["Summary!E24"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"month": "2024-13"}, "period: '2024-13' has no month 13; months are 01 to 12."),
        ({"first_month": "2010-01"},
         "First month: at most 36 months are measured, from 2021-12."),
        ({"first_month": "then"},
         "First month: give a month such as 2023-01 that is not after the last; 12 are shown."),
        ({"benchmark": "S&P"}, "Benchmark: not a ticker, SPY is shown."),
        ({"target_1": "0.9", "target_2": "0.8"},
         "The targets typed add up to 190%: they are scaled to 100%."),
        ({"band": "7"}, "Smallest trade: give a share from 0% to 100%."),
        ({"benchmark": "^GSPC"}, ("The whole month; data used up to 2026-01-08. Returns without "
                                  "dividends: there is an index among the tickers.")),
        ({"benchmark": "^GSPC", "holding_3": "ZZZQ"},
         ("Left out: ZZZQ: the source has no such ticker. Returns without dividends: there is an "
          "index among the tickers.")),
        (BLANK, "Type a ticker and an amount into the shaded cells."),
    ],
)  # fmt: skip
def test_the_status_says_what_is_wrong(given: dict[str, str], said: str, asked: Asked) -> None:
    assert asked(**given)["Summary!B5"] == said


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, ", dividends reinvested; "), ({"benchmark": "^GSPC"}, ", without dividends; ")],
)
def test_the_note_tells_whether_dividends_count(
    given: dict[str, str], said: str, asked: Asked
) -> None:
    assert said in asked(**given)["Summary!B76"]


@pytest.mark.parametrize(
    ("given", "leaned"),
    [
        ({}, "it leaned to small companies and to value."),
        ({"holding_3": "ZZZQ"}, "it leaned to value, but neither to large nor to small companies."),
        ({**BLANK, "holding_4": "SPY", "amount_4": "1"}, "it leaned to no size and no style."),
        ({**BLANK, "holding_4": "IWM", "amount_4": "1"},
         "it leaned to small companies, but neither to value nor to growth."),
    ],
)  # fmt: skip
def test_the_factors_are_told_in_words(given: dict[str, str], leaned: str, on_real: Asked) -> None:
    assert on_real(month="2024-11", **given)["Summary!B48"].endswith(leaned)


def test_a_wrong_barbell_is_told_beside_its_inputs(asked: Asked) -> None:
    assert "must lie between 0 and 1" in asked(barbell_weight="2")["Summary!H51"]


@pytest.mark.parametrize(
    "given",
    [{}, {"month": "2001-02"}, {"as_of": "2024-11-12"}, {"first_month": "2022-06"},
     {"holding_9": "BTC-USD", "amount_9": "90000", "month": "2024-03", "benchmark": "QQQ"},
     {"benchmark": "BTC-USD"}, {"benchmark": "^GSPC"}, {"holding_9": "^RUT", "amount_9": "1000"},
     {"band": "0.02"}, {"holding_9": "TLT", "target_9": "0.1"}, BLANK],
)  # fmt: skip
def test_the_report_agrees_with_itself(given: dict[str, str], asked: Asked) -> None:
    found = asked(**given)
    checks = {name: value for name, value in found.items() if name.startswith("test_")}
    assert len(checks) == 8
    assert all(value is True for value in checks.values()), checks


def test_targets_left_blank_share_the_rest_by_amount(asked: Asked) -> None:
    found = asked()
    targets = [found[f"Summary!F{row}"] for row in range(57, 65)]
    rest = 0.32 / (90 + 60 + 50 + 80 + 60)
    assert targets == pytest.approx(
        [0.28, 0.20, 90 * rest, 60 * rest, 50 * rest, 0.20, 80 * rest, 60 * rest]
    )
    trades = [found[f"Summary!D{row}"] for row in range(57, 65)]
    assert trades == pytest.approx(
        [1e6 * (target - weight) for target, weight in zip(targets, WEIGHTS.values(), strict=True)]
    )
    assert [found[f"Summary!D{row}"] for row in range(69, 73)] == pytest.approx(
        [60_000, 60_000, 0, 0.06]
    )


def test_without_targets_nothing_is_traded(asked: Asked) -> None:
    found = asked(target_1="", target_2="", target_6="")
    trades = [found[f"Summary!D{row}"] for row in range(57, 73)]
    assert trades == [*[0] * 8, *[" "] * 4, *[0] * 4]


def test_small_trades_are_left_out_and_the_money_is_told(asked: Asked) -> None:
    found = asked(band="0.01")
    assert [found[f"Summary!D{row}"] for row in range(57, 65)] == pytest.approx(
        [20_000, -40_000, 0, 0, 0, 40_000, 0, 0]
    )
    assert found["Summary!D71"] == pytest.approx(-20_000)


def test_a_fund_to_be_bought_needs_a_target_and_no_amount(asked: Asked) -> None:
    found = asked(holding_9="TLT", target_9="0.1")
    assert found["Summary!B3"] == FOUND
    assert (found["Summary!E32"], found["Summary!D65"]) == (0, pytest.approx(100_000))


ENDS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2021-11-30", "2024-11-30", freq="ME")]


def monthly(wealth: Wealth, ticker: str) -> list[float]:
    return [growth(wealth(ticker), *span) for span in pairwise(ENDS)]


def portfolio_months(wealth: Wealth) -> list[float]:
    members = np.array([monthly(wealth, ticker) for ticker in WEIGHTS])
    return list(np.array([*WEIGHTS.values()]) @ members)


SPAN = ("2023-11-30", "2024-11-29")


def held(wealth: Wealth, day: str) -> float:
    """Return what 1 put into the holdings at the start had become on a day."""
    return sum(w * (1 + growth(wealth(ticker), SPAN[0], day)) for ticker, w in WEIGHTS.items())


def test_returns_are_those_of_the_files(real_2024: Report, wealth: Wealth) -> None:
    gain, index = held(wealth, SPAN[1]) - 1, growth(wealth("SPY"), *SPAN)
    found = [real_2024.named(name) for name in ("portfolio_gain", "benchmark_gain", "return_gap")]
    assert found == pytest.approx([gain, index, gain - index], abs=1e-9)


def test_the_parts_added_are_those_of_the_files(real_2024: Report, wealth: Wealth) -> None:
    added = [weight * growth(wealth(ticker), *SPAN) for ticker, weight in WEIGHTS.items()]
    assert real_2024.named("contributions")[:8] == pytest.approx(added, abs=1e-9)


def test_risk_is_that_of_the_files(real_2024: Report, wealth: Wealth) -> None:
    bill = observations(REAL / "macro/DTB3.csv")
    for side, months in (
        ("portfolio", portfolio_months(wealth)),
        ("benchmark", monthly(wealth, "SPY")),
    ):
        paid = [level(bill, end) / 1200 for end in ENDS[:-1]]
        excess = [month - rate for month, rate in zip(months, paid, strict=True)]
        found = [real_2024.named(f"{side}_{what}") for what in ("yearly", "risk", "sharpe")]
        assert found == pytest.approx([
            prod(1 + month for month in months) ** (1 / 3) - 1, stdev(months) * 12**0.5,
            mean(excess) / stdev(excess) * 12**0.5,
        ], abs=1e-9)  # fmt: skip


def test_factors_are_those_of_the_files(real_2024: Report, wealth: Wealth) -> None:
    market, small, value, growing = (
        np.array(monthly(wealth, ticker)) for ticker in ("SPY", "IWM", "IWD", "IWF")
    )
    factors = np.column_stack([market, small - market, value - growing, np.ones(36)])
    slopes = np.linalg.lstsq(factors, np.array(portfolio_months(wealth)), rcond=None)[0]
    found = [real_2024.named(f"slope_{name}") for name in ("mkt", "size", "value", "alpha")]
    assert found == pytest.approx(list(slopes), abs=1e-9)


def test_the_deepest_fall_is_that_of_the_files(real_2024: Report, wealth: Wealth) -> None:
    start = dt.date.fromisoformat(SPAN[0])
    days = [str(start + dt.timedelta(int(step * 365 / 104 + 0.5))) for step in range(105)]
    worth = np.array([held(wealth, day) for day in days])
    fall = (worth / np.maximum.accumulate(worth)).min() - 1
    assert days[-1] == SPAN[1]
    assert real_2024.named("portfolio_fall") == pytest.approx(fall, abs=1e-9)


def test_sensitivities_are_those_of_the_holdings_by_weight(real: Market, real_2024: Report) -> None:
    rates = {
        ticker: real.answer("RATE_BETA", ticker, 104, "10Y", "beta", "2024-11-30")
        for ticker in WEIGHTS
    }
    found = real_2024.named("rate_slope")
    assert found == pytest.approx(100 * sum(w * rates[ticker] for ticker, w in WEIGHTS.items()))


def test_correlations_are_those_of_the_files(real_2024: Report, wealth: Wealth) -> None:
    members = np.corrcoef([monthly(wealth, ticker) for ticker in WEIGHTS])
    sheet = real_2024.book["Together"]
    shown = [[sheet.cell(6 + row, 3 + column).value for column in range(8)] for row in range(8)]
    for row in range(8):
        for column in range(8):
            expected = members[row][column] if row != column else None
            assert shown[row][column] == pytest.approx(expected, abs=1e-9)


def test_holdings_that_are_given_are_all_there_are(sample: Market, tmp_path: Path) -> None:
    given = {"holding_1": "SPY", "amount_1": "100,000", "target_1": "60%", "holding_2": "IEF"}
    report = Report("my-portfolio", "2024-11", sample, tmp_path, amount_2="50000", **given)
    assert report.named("held_total") == 150_000
    assert report.named("held_count") == 2
    assert report.named("held_targets")[:2] == pytest.approx([0.6, 0.4])


@pytest.mark.parametrize("text", ["1,00", "nan", "50 %", "half", "1e999"])
def test_what_is_no_amount_is_refused(text: str, sample: Market, tmp_path: Path) -> None:
    with pytest.raises(BadArgumentError, match=f"amount_1: '{text}' is not a number"):
        Report("my-portfolio", "2024-11", sample, tmp_path, amount_1=text)
