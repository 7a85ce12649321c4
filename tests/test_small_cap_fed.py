"""What the report on small companies says, and its figures against the article and the files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conftest import REAL
from reports import Report, growth, level, observations, total_return_index
from rotationxl.market.evaluate import Market

Made = Callable[..., Report]
A_YEAR = " pp a year over ten years."
LEFT_OUT = "\N{EN DASH}"


@pytest.fixture
def made(sample: Market, tmp_path: Path) -> Made:
    return lambda shown, **given: Report("small-cap-fed", shown, sample, tmp_path, **given)


@pytest.fixture(scope="module")
def real_2024(real: Market, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report("small-cap-fed", "2024-12", real, tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize(
    ("month", "given", "finding"),
    [
        (
            "2025-12",
            {},
            "Small companies beat the S&P 500 by 1.2 pp in December 2025, but lagged by 6.1"
            + A_YEAR,
        ),
        (
            "2025-12",
            {"pair": "MICRO-SP500", "as_of": "2025-12-11"},
            "Micro companies beat the S&P 500 by 2.5 pp in December 2025 so far, but lagged by 6.7"
            + A_YEAR,
        ),
        ("2001-02", {}, "Small companies trailed the S&P 500 by 1.4 pp in February 2001."),
        (
            "2024-11",
            {"month": "2024-13"},
            "No spread of small and large companies can be given for this month.",
        ),
    ],
)
def test_finding(month: str, given: dict[str, str], finding: str, made: Made) -> None:
    report = made(month, **given)
    assert report.at("B3") == finding
    assert not report.built.faults


def test_the_second_sentence_names_the_rally_policy_and_calls(made: Made) -> None:
    assert made("2022-12").at("B4") == (
        "IWM was up 12.9% from its low of 2022-10-17. The Fed raised its target by 425 bp in 12 "
        "months, to 4.50%. 3 of 6 sector calls came right."
    )


@pytest.mark.parametrize(
    ("month", "given", "said"),
    [
        ("2012-06", {}, "The Fed has left its target at 0.25% for 12 months. "),
        ("2019-09", {"as_of": "2019-09-10"},
         "The Fed cut and raised its target by as much in 12 months, to 2.25%. "),
    ],
)  # fmt: skip
def test_a_target_where_it_was_is_not_said_to_have_moved(
    month: str, given: dict[str, str], said: str, real: Market, tmp_path: Path
) -> None:
    assert said in Report("small-cap-fed", month, real, tmp_path, **given).at("B4")


def test_the_place_among_half_years_counts_those_drawn(real_2024: Report) -> None:
    label = f"Share of {len(real_2024.named('relative_path'))} half-years when small stood lower"
    assert real_2024.row(f"{label} relative to large") == [real_2024.named("relative_place")]


def test_figures_of_the_article(made: Made) -> None:
    september = made("2025-09", looked_back="6", pair="RUT-SPX")
    assert round(100 * september.named("small_rally"), 1) == 37.3
    december = made("2025-12", as_of="2025-12-11")
    assert december.named("target_now") == 0.0375
    assert december.row("Federal funds target, lower bound")[0] == 0.035
    assert december.named("decade_points") == pytest.approx(-6, abs=0.5)
    assert december.row("Small companies over their mean, times") == [pytest.approx(36.75 / 16.16)]
    assert december.row("Growth over value, times") == [pytest.approx(28 / 17)]


def test_past_multiples_that_are_typed_say_how_high_small_companies_stand(made: Made) -> None:
    label = "Share of past multiples, typed below, that small companies top"
    assert made("2025-12").row(label) == [LEFT_OUT]
    some = made("2025-12", pe_past_1="14.2", pe_past_7="40", pe_past_10="18")
    assert some.row(label) == [pytest.approx(2 / 3)]
    assert [some.named(f"pe_past_{number}") for number in (1, 2, 7)] == [14.2, None, 40]
    every = {f"pe_past_{number}": str(30 + number) for number in range(1, 11)}
    assert made("2025-12", **every).row(label) == [pytest.approx(0.6)]


@pytest.mark.parametrize(
    ("given", "cell", "said"),
    [
        ({"month": "2024-13"}, "B5", "'2024-13' has no month 13"),
        ({"pair": "S&P"}, "B5", "Small and large: choose one of R2000-SP500, RUT-SPX"),
        ({"pair": "S&P"}, "B33", "There are no figures of this pair."),
        ({"outperform_1": "Banks"}, "P34", LEFT_OUT),
        ({"pe_value": "0"}, "H85", LEFT_OUT),
    ],
)
def test_a_wrong_input_is_told_where_it_counts(
    given: dict[str, str], cell: str, said: str, made: Made
) -> None:
    report = made("2024-11", **given)
    assert said in report.at(cell)
    assert not report.built.faults


def test_a_call_that_cannot_be_scored_does_not_count(made: Made) -> None:
    whole, less = made("2025-12"), made("2025-12", outperform_1="Banks")
    assert (whole.named("calls_right"), whole.named("calls_scored")) == (4, 6)
    assert (less.named("calls_right"), less.named("calls_scored")) == (3, 5)


def test_size_spreads_are_those_of_the_files(real_2024: Report) -> None:
    small, large = (wealth(ticker) for ticker in ("IWM", "SPY"))
    month, decade = ("2024-11-30", "2024-12-31"), ("2014-12-31", "2024-12-31")
    gap = growth(small, *month) - growth(large, *month)
    years = (date(2024, 12, 31) - date(2014, 12, 31)).days / 365.25
    a_year = [(1 + growth(leg, *decade)) ** (1 / years) - 1 for leg in (small, large)]
    assert real_2024.named("size_points") == pytest.approx(100 * gap, abs=1e-6)
    assert real_2024.named("decade_points") == pytest.approx(
        100 * (a_year[0] - a_year[1]), abs=1e-6
    )
    relative = 100 * (1 + growth(small, *decade)) / (1 + growth(large, *decade))
    assert last_drawn(real_2024, "Relative") == pytest.approx(relative, abs=1e-6)


def test_the_rally_is_that_of_the_files(real_2024: Report) -> None:
    closes = observations(REAL / "prices" / "IWM.csv")
    window = {day: close for day, close in closes.items() if "2024-04" <= day <= "2024-12-31"}
    low = min(window, key=lambda day: window[day])
    assert str(real_2024.named("low_day").date()) == low
    assert real_2024.named("small_rally") == pytest.approx(growth(closes, low, "2024-12-31"))


def test_policy_is_that_of_the_files(real_2024: Report) -> None:
    target, assets = (
        observations(REAL / "macro" / f"{code}.csv") for code in ("DFEDTARU", "WALCL")
    )
    ends = ("2023-12-31", "2024-12-31")
    moved = level(target, ends[1]) - level(target, ends[0])
    assert real_2024.named("target_move") == pytest.approx(100 * moved)
    changes = real_2024.row("Fed total assets")
    change = level(assets, ends[1]) - level(assets, ends[0])
    assert changes[3] == pytest.approx(change * 1e6)
    assert last_drawn(real_2024, "Assets, $ tn") == pytest.approx(level(assets, ends[1]) / 1e6)


def test_sector_calls_are_scored_as_the_files_say(real_2024: Report) -> None:
    month = ("2024-11-30", "2024-12-31")
    market = growth(wealth("SPY"), *month)
    better = {code: growth(wealth(code), *month) > market
              for code in ("XLC", "XLI", "XLV", "XLY", "XLRE", "XLU")}  # fmt: skip
    right = [is_better == (code in {"XLC", "XLI", "XLV"}) for code, is_better in better.items()]
    assert [real_2024.at(f"P{row}") == "right" for row in range(34, 40)] == right
    assert real_2024.named("calls_right") == sum(right)


def wealth(ticker: str) -> dict[str, float]:
    return dict(total_return_index(REAL / "prices" / f"{ticker}.csv"))


def last_drawn(report: Report, head: str) -> float:
    """Return the last number under a head of the workings."""
    sheet = report.book["Workings"]
    [cell] = [cell for row in sheet.iter_rows() for cell in row if cell.value == head]
    row = cell.row
    while sheet.cell(row + 1, cell.column).value is not None:
        row += 1
    value = sheet.cell(row, cell.column).value
    assert isinstance(value, int | float)
    return value
