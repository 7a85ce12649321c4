"""What the report on a year says, and its figures against the article and the files themselves."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import mean, pstdev, stdev

import pytest

from conftest import REAL
from reports import Report, growth, total_return_index
from rotationxl.market.evaluate import Market
from rotationxl.universe import PAIRS, SECTORS

Made = Callable[..., Report]
ARTICLE_DAY = "2025-12-24"
YEARS = range(2001, 2025)


@pytest.fixture
def made(sample: Market, tmp_path: Path) -> Made:
    return lambda shown, **given: Report("year-in-style", shown, sample, tmp_path, **given)


@pytest.fixture(scope="module")
def real_2024(real: Market, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report("year-in-style", "2024-12", real, tmp_path_factory.mktemp("year"))


@pytest.mark.parametrize(
    ("month", "given", "title", "finding"),
    [
        ("2025-12", {}, "Growth and value, 2025",
         "Growth beat value by 7.6 pp in 2025 on the S&P 500, rank 10 by size among 25 years."),
        ("2004-12", {"pair": "R2000"}, "Growth and value, 2004",
         "Value beat growth by 23.5 pp in 2004 on the Russell 2000, the widest gap of 4 years."),
        ("2014-01", {}, "Growth and value, January 2014",
         "Value and growth were level in January 2014 on the S&P 500."),
        ("2024-05", {"as_of": "2024-05-14"}, "Growth and value, January to May 2024 so far",
         ("Growth beat value by 2.1 pp from January to May 2024 so far on the S&P 500, "
          "rank 14 by size among the same months of 24 years.")),
        ("2000-03", {}, "Growth and value, January to March 2000",
         "No figures of value and growth can be given for January to March 2000."),
        ("2024-11", {"month": "2024-13"}, "Growth and value, this year",
         "No figures of value and growth can be given for this year."),
    ],
)  # fmt: skip
def test_title_and_finding(
    month: str, given: dict[str, str], title: str, finding: str, made: Made
) -> None:
    report = made(month, **given)
    assert (report.at("B2"), report.at("B3")) == (title, finding)
    assert not report.built.faults


def test_the_second_sentence_names_quarter_builders_and_dollar(made: Made) -> None:
    assert made("2025-12").at("B4") == (
        "The widest quarter was Q2: growth led by 5.5 pp. AI builders beat users by 8.5 pp. "
        "The dollar fell 6.4%."
    )


@pytest.mark.parametrize(
    ("given", "cell", "said"),
    [
        ({"month": "2024-13"}, "B5", "'2024-13' has no month 13"),
        ({"pair": "S&P"}, "B5", "Index: choose one of SP500, R1000, R2000, CRSP."),
        ({"builders": "banana"}, "B63", "'BANANA' is not a ticker"),
        ({"barbell_weight": "3"}, "B70", "must lie between 0 and 1"),
    ],
)
def test_a_wrong_input_is_told_where_it_counts(
    given: dict[str, str], cell: str, said: str, made: Made
) -> None:
    report = made("2024-11", **given)
    assert said in report.at(cell)
    assert not report.built.faults


def test_figures_of_the_article(made: Made) -> None:
    report = made("2025-12", as_of=ARTICLE_DAY)
    year = {label: report.row(label)[0] for label in (
        "S&P 500 growth (IVW)", "S&P 500 value (IVE)", "Russell 2000 growth (IWO)",
        "Russell 2000 value (IWN)",
    )}  # fmt: skip
    assert [round(100 * value, 1) for value in year.values()] == [19.9, 12.3, 13.0, 11.9]
    assert report.row("Value minus growth", nth=5)[0] == pytest.approx(-1.1, abs=0.05)


def test_multiples_of_the_article(made: Made) -> None:
    report = made("2026-01", as_of="2026-01-08")  # the day that it was written on
    assert [report.at(f"O{row}") for row in (58, 59)] == [29, 34]


def test_a_month_before_the_year_ends_measures_nothing_after_it(made: Made) -> None:
    quarters = made("2025-08").row("S&P 500 value (IVE)")
    whole = made("2025-12").row("S&P 500 value (IVE)")
    assert quarters[1:3] == whole[1:3]
    assert quarters[3] != whole[3]
    assert quarters[4] == "\N{EN DASH}"


def test_gaps_of_the_years_are_those_of_the_files(real_2024: Report) -> None:
    value, growth_fund = (wealth(ticker) for ticker in PAIRS["SP500"])
    gaps = {year: of_year(value, year) - of_year(growth_fund, year) for year in YEARS}
    wider = sum(abs(gap) >= abs(gaps[2024]) for gap in gaps.values())
    assert real_2024.named("spread_points") == pytest.approx(100 * gaps[2024], abs=1e-6)
    assert (real_2024.named("spread_rank"), real_2024.named("spread_years")) == (wider, len(YEARS))


def test_sectors_apart_are_those_of_the_files(real_2024: Report) -> None:
    returns = {name: of_year(wealth(ticker), 2024) for ticker, name in SECTORS.items()}
    assert real_2024.named("dispersion_points") == pytest.approx(
        100 * pstdev(returns.values()), abs=1e-6
    )
    best_first = sorted(returns, key=lambda name: -returns[name])
    assert [real_2024.at(f"B{row}") for row in range(38, 49)] == best_first
    assert real_2024.at("E49") == pytest.approx(mean(returns.values()), abs=1e-9)


def test_the_barbell_is_that_of_its_monthly_returns(real_2024: Report) -> None:
    ends = [f"{year}-{month:02d}-31" for year in range(2021, 2025) for month in range(1, 13)][11:]
    one, two = wealth("XLC"), wealth("XLV")
    mixed = [(growth(one, *span) + growth(two, *span)) / 2 for span in pairwise(ends)]
    assert len(mixed) == 36
    year = 1.0
    for gain in mixed[-12:]:
        year *= 1 + gain
    assert real_2024.named("mix_return") == pytest.approx(year - 1, abs=1e-9)
    assert real_2024.named("mix_risk") == pytest.approx(stdev(mixed) * 12**0.5, abs=1e-9)


def test_the_path_ends_at_the_year_s_returns(real_2024: Report) -> None:
    sheet = real_2024.book["Workings"]
    [last] = [
        row for row in range(1, sheet.max_row)
        if sheet.cell(row, 3).value == "2023-12-31:2024-12-31"
    ]  # fmt: skip
    drawn = [sheet.cell(last, column).value for column in (5, 6)]
    assert drawn == pytest.approx([100 * real_2024.at("G8"), 100 * real_2024.at("E8")])
    assert [sheet.cell(last - 26, column).value for column in (5, 6)] == [0, 0]


def wealth(ticker: str) -> dict[str, float]:
    return dict(total_return_index(REAL / "prices" / f"{ticker}.csv"))


def of_year(index: dict[str, float], year: int) -> float:
    return growth(index, f"{year - 1}-12-31", f"{year}-12-31")
