"""What the sheet Watch says, and its figures against the files themselves."""

import datetime as dt
import shutil
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest

from conftest import REAL
from open_reports import Report as Open
from open_reports import opened
from reports import Report, growth, level, observations, total_return_index
from rotationxl.market.evaluate import Market
from rotationxl_workbooks.design import DASH

Made = Callable[..., Report]
Texts = Callable[..., Mapping[str, str]]
SINCE = "2000-05"  # the month before the first whole one of both funds
CELLS = {
    "title": "B2", "finding": "B3", "after": "B4", "status": "B5", "verdict": "J30",
    "driver": "B45", "shock": "B48", "sectors": "B51", "lasting": "B54", "risk": "B57",
}  # fmt: skip


@pytest.fixture(scope="module")
def sampled(sample: Market) -> Iterator[Open]:
    with opened("value-growth", sample) as read:
        yield read


@pytest.fixture(scope="module")
def measured(real: Market) -> Iterator[Open]:
    with opened("value-growth", real) as read:
        yield read


def said(found: Mapping[str, object]) -> Mapping[str, str]:
    return {name: str(found[f"Watch!{cell}"]) for name, cell in CELLS.items()}


@pytest.mark.parametrize(
    ("given", "what", "sentence"),
    [
        ({"month": "2024-11"}, "title", "Value and growth, what to watch: November 2024"),
        ({"month": "2024-11"}, "finding",
         "Value minus growth since June 2000: +0.83 pp a month after 10Y>4.5, -0.24 pp otherwise."),
        ({"month": "2024-11"}, "after",
         ("In the 12 months after November 2024 value trailed growth by 13.0 pp. 10Y>4.5 held on "
         "16.5% of those sessions.")),
        ({"month": "2025-11"}, "after",
         ("In the 12 months after November 2025 so far value beat growth by 0.8 pp. 10Y>4.5 held "
         "on 0.0% of those sessions.")),
        ({"month": "2024-11", "as_of": "2024-11-30"}, "after",
         "What came in the 12 months after is not in the data."),
        ({"month": "2001-02"}, "finding",
         "Value minus growth since June 2000: every month began with 10Y>4.5, nothing to compare."),
        ({"month": "2013-06"}, "finding",
         "Value minus growth since June 2000: +1.22 pp a month after 10Y>4.5, 0.00 pp otherwise."),
        ({"month": "2016-02"}, "lasting",
         ("In February 2016 value and growth were level. After February 2016 came +3.3 pp in 3 "
         "months and +6.9 pp in 12.")),
        ({"month": "2024-11", "rule": "10Y>20"}, "finding",
         "Value minus growth since June 2000: no month began with 10Y>20, nothing to compare."),
        ({"month": "2024-13"}, "title", "Value and growth, what to watch: check the inputs"),
        ({"month": "2024-13"}, "finding", "No spread can be given for this rule and this month."),
        ({"month": "2024-13"}, "status", "period: '2024-13' has no month 13; months are 01 to 12."),
        ({"month": "2024-11", "rule": "10Y>>4"}, "finding",
         "No spread can be given for this rule and this month."),
        ({"month": "2024-11", "rule": "10Y>>4"}, "status",
         "rule: 10Y>>4: expected a number at character 5 (or a tenor or a FRED id), not '>'."),
        ({"month": "2024-11", "projected_least": "-15", "projected_most": "-12"}, "verdict",
         ("-13.0 pp, within the -15.0 to -12.0 pp projected. The projection asks that the rule "
         "hold; it held on 16.5% of sessions.")),
        ({"month": "2024-11", "projected_least": "9"}, "verdict",
         "Give two numbers for the projection, the lower one first."),
        ({"month": "2024-11", "as_of": "2024-11-12"}, "verdict",
         "There is nothing to hold the projection against yet."),
        ({"month": "2024-11", "high_multiple": "0"}, "shock",
         "Give multiples above 0, and a rise in basis points."),
        ({"month": "1995-06"}, "lasting", "There is no spread for this month."),
        ({"month": "2001-02"}, "lasting",
         ("In February 2001 value led, after a month in which it had not. It had not led by as "
         "much in 8 months before. After February 2001 came +4.2 pp in 3 months and +11.5 pp in "
         "12.")),
        ({"month": "2008-10"}, "risk",
         ("Recession. In months since June 2000 that began in a recession, value minus growth was "
         "+0.17 pp on average, in the others +0.79 pp. Recessions took 17.8% of the time. As dated "
         "since, the economy was in one on 2008-10-31. Jobless claims stood 46.0% above their low "
         "of 12 month ends.")),
        ({"month": "2008-10"}, "sectors",
         ("Health Care (-11.5%), Consumer Staples (-12.6%) and Utilities (-13.0%) led; Materials "
         "(-22.4%) came last. 4 of 9 sectors beat the S&P 500 (SPY). Financials ranked 8, Energy "
         "ranked 7.")),
    ],
)  # fmt: skip
def test_sentences_follow_the_month(
    given: dict[str, str], what: str, sentence: str, measured: Open
) -> None:
    assert said(measured(**given))[what] == sentence


def test_a_level_month_has_no_winner_and_no_rank(measured: Open) -> None:
    found = measured(month="2016-02")
    assert found["Summary!B3"] == "Value and growth were level in February 2016."


def test_the_article_is_answered_in_its_own_figures(sampled: Open) -> None:
    told = said(sampled(month="2024-11"))
    assert told["verdict"].startswith("+6.0 pp, within the 5.0 to 7.0 pp projected.")
    assert "it held on 31.3% of sessions" in told["verdict"]
    assert told["sectors"].startswith("Energy (+5.2%), Financials (+4.5%) and ")
    assert told["driver"].startswith("The 10-year yield moved +23 bp: the real yield +25 bp, ")
    # A price falls by 1/6 where 40 x 0.005 = 0.2 is added to the whole of 1.
    assert "at 40 times earnings moves -16.7%" in told["shock"]
    assert "one at 12 times -5.7%" in told["shock"]


def test_the_rule_is_that_of_the_input(measured: Open) -> None:
    held = measured(month="2024-11", rule="10Y>4")
    assert held["Watch!B9"] == "10Y>4 holds"
    assert measured(month="2024-11")["Watch!B9"] == "10Y>4.5 does not hold"


def test_a_month_to_date_tells_nothing_of_what_came_after(measured: Open) -> None:
    found = measured(month="2024-11", as_of="2024-11-12")
    after = {f"{column}{row}" for column in "LMNOP" for row in (26, 27, 28)}
    assert {found[f"Watch!{cell}"] for cell in after} == {DASH}


@pytest.fixture(scope="module")
def wealth() -> Mapping[str, Mapping[str, float]]:
    return {fund: total_return_index(REAL / f"prices/{fund}.csv") for fund in ("IWD", "IWF", "SPY")}


@pytest.fixture(scope="module")
def spreads(wealth: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    """Return the spread of every month in percentage points, by the month."""
    value, grown = wealth["IWD"], wealth["IWF"]
    months = sorted({day[:7] for day in value if day[:7] >= SINCE})
    return {
        now: 100 * (growth(value, f"{before}-31", f"{now}-31")
                    - growth(grown, f"{before}-31", f"{now}-31"))
        for before, now in pairwise(months)
    }  # fmt: skip


def sides(
    spreads: Mapping[str, float], held: Callable[[str], bool], last: str
) -> tuple[list[float], list[float]]:
    """Return the spreads of months that began under a state, and the others."""
    found: tuple[list[float], list[float]] = ([], [])
    for month, spread in spreads.items():
        if month <= last:
            eve = dt.date.fromisoformat(f"{month}-01") - dt.timedelta(1)
            found[0 if held(eve.isoformat()) else 1].append(spread)
    return found


@pytest.mark.parametrize("month", ["2024-11", "2008-10", "2020-04"])
def test_means_and_shares_are_those_of_the_files(
    month: str, measured: Open, spreads: Mapping[str, float],
    wealth: Mapping[str, Mapping[str, float]],
) -> None:  # fmt: skip
    found = measured(month=month)
    ten_year = observations(REAL / "macro/DGS10.csv")
    days = sorted(ten_year)

    def above(day: str) -> bool:
        return ten_year[days[bisect_right(days, day) - 1]] > 4.5

    true, false = sides(spreads, above, month)
    assert found["rule_mean_true"] == pytest.approx(mean(true))
    assert found["rule_mean_false"] == pytest.approx(mean(false))
    first = f"{int(month[:4]) - 1}-{month[5:]}-31"
    sessions = [day for day in wealth["SPY"] if first < day <= f"{month}-31"]
    assert found["rule_share_12"] == pytest.approx(mean(map(above, sessions)))
    recession = observations(REAL / "macro/USREC.csv")
    true, false = sides(spreads, lambda day: level(recession, day) == 1, month)
    assert found["recession_true"] == pytest.approx(mean(true))
    assert found["recession_false"] == pytest.approx(mean(false))


@pytest.mark.parametrize("month", ["2024-11", "2008-10", "2020-04"])
def test_what_came_after_the_like_is_that_of_the_files(
    month: str, measured: Open, spreads: Mapping[str, float]
) -> None:
    found = measured(month=month)
    known = [spread for when, spread in spreads.items() if when <= month][-121:]
    now = known[-1]
    sign = 1 if now > 0 else -1
    next_ones = [
        after for before, after in pairwise(known) if before * sign >= now * sign
    ]  # fmt: skip
    same = sum(after * sign > 0 for after in next_ones)
    row = next(n for n, spread in enumerate(reversed(known)) if spread * sign <= 0)
    told = str(found["Watch!B54"])
    assert found["months_in_a_row"] == row
    assert f"in {len(next_ones)} of {len(known) - 1} months before" in told
    assert f"it led again in {same}, and the mean spread was {mean(next_ones):+.2f} pp" in told


@pytest.mark.parametrize("month", ["2024-11", "2008-10", "2020-04"])
def test_claims_are_those_published_by_the_day(month: str, measured: Open) -> None:
    found = measured(month=month)
    claims = observations(REAL / "macro/ICSA.csv")
    # A week ends on a Saturday, and its number is out on the Thursday after.
    out = {(dt.date.fromisoformat(week) + dt.timedelta(5)).isoformat(): number
           for week, number in claims.items()}  # fmt: skip
    known = [number / 1000 for day, number in sorted(out.items()) if day <= f"{month}-31"]
    assert found["claims_week"] == pytest.approx(known[-1])
    assert found["claims_mean"] == pytest.approx(mean(known[-4:]))
    assert found["claims_before"] == pytest.approx(mean(known[-8:-4]))
    assert found["claims_year"] == pytest.approx(mean(known[-56:-52]))


def test_the_months_after_are_those_of_the_files(
    measured: Open, wealth: Mapping[str, Mapping[str, float]]
) -> None:
    found = measured(month="2023-06")
    for months, end in ((1, "2023-07-31"), (3, "2023-09-30"), (12, "2024-06-30")):
        legs = [growth(wealth[fund], "2023-06-30", end) for fund in ("IWD", "IWF")]
        assert found[f"after_{months}_spread"] == pytest.approx(100 * (legs[0] - legs[1]))
    upper = observations(REAL / "macro/DFEDTARU.csv")
    moved = 100 * (upper["2024-06-30"] - upper["2023-06-30"])
    assert found["after_12_target"] == pytest.approx(moved)


def test_a_missing_series_leaves_dashes_and_says_so(tmp_path: Path) -> None:
    from rotationxl.sources import open_source
    from rotationxl.store.database import Store

    gone = shutil.ignore_patterns("ICSA.csv", "USREC.csv", "DGS10.csv", "wire")
    shutil.copytree(REAL, tmp_path / "less", ignore=gone)
    market = Market(open_source(f"folder:{tmp_path / 'less'}"), Store(tmp_path / "s.db"))
    report = Report("value-growth", "2024-11", market, tmp_path)
    assert not report.built.faults
    assert report.at("B5", "Watch").startswith("DGS10: ")
    assert report.named("claims_mean") == report.named("recession_true") == DASH
    assert report.at("B57", "Watch") == (
        "Recession. There are no dates of recessions for this month. "
    )
