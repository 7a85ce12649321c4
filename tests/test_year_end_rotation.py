"""What the report on rotation says, and its figures against the article and the files."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import REAL
from reports import Report, growth, total_return_index
from rotationxl.market.evaluate import Market
from rotationxl.universe import SECTORS

Made = Callable[..., Report]
ARTICLE_DAY = "2025-12-05"


@pytest.fixture
def made(sample: Market, tmp_path: Path) -> Made:
    return lambda shown, **given: Report("year-end-rotation", shown, sample, tmp_path, **given)


@pytest.fixture(scope="module")
def article(sample: Market, tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("rotation")
    return Report("year-end-rotation", "2025-11", sample, folder, as_of=ARTICLE_DAY)


@pytest.fixture(scope="module")
def on_real(real: Market, tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("rotation")
    return Report("year-end-rotation", "2025-11", real, folder, as_of=ARTICLE_DAY)


@pytest.mark.parametrize(
    ("month", "given", "finding", "detail"),
    [
        ("2025-11", {"as_of": ARTICLE_DAY},
         "Russell 2000 rose 9.4% from its low of 2025-11-20 to 2025-12-05; S&P 500 +5.1%.",
         ("In November 2025 equal weight beat cap weight by 1.4 pp; value led growth by 5.0 pp; "
          "sectors that had lagged led.")),
        ("2025-11", {"as_of": "2025-11-20", "low_sessions": "30"},
         "Russell 2000 stood at its lowest of 30 sessions on 2025-11-20.", ""),
        ("2025-11", {"low_of": "ZZZQ"}, "No low can be given for ZZZQ.", ""),
        ("2025-11", {"month": "2025-13"}, "No low can be given for Russell 2000.",
         "There is no spread of equal and cap weight for this month."),
    ],
)  # fmt: skip
def test_finding_and_detail(
    month: str, given: dict[str, str], finding: str, detail: str, made: Made
) -> None:
    report = made(month, **given)
    assert report.at("B3") == finding
    assert detail in report.at("B4")
    assert not report.built.faults


def test_a_month_not_over_is_told_so_far(made: Made) -> None:
    assert made("2025-11", as_of="2025-11-21").at("B4").startswith("In November 2025, so far, ")


def test_the_figures_are_those_that_the_article_prints(article: Report) -> None:
    since = {
        name: in_race(article, name)[0] for name in ("Russell 2000", "Micro caps", "Transports")
    }
    printed = {"Russell 2000": 0.094, "Micro caps": 0.12, "Transports": 0.11}
    assert since == pytest.approx(printed, abs=5e-4)
    assert f"{article.named('low_day'):%Y-%m-%d}" == "2025-11-20"
    assert article.named("index_return") == pytest.approx(0.051, abs=5e-4)
    month = [
        article.row(label)[0]
        for label in ("Equal-weight S&P 500 (RSP)", "Cap-weight S&P 500 (SPY)", "50 largest (XLG)",
                      "The rest of the S&P 500")
    ]  # fmt: skip
    assert month == pytest.approx([0.017, 0.003, -0.006, 0.013], abs=5e-4)
    assert article.row("Health Care")[1] == pytest.approx(0.091, abs=5e-4)
    assert article.row("Technology")[1] == pytest.approx(-0.044, abs=5e-4)
    assert article.named("value_spread") > 0 > article.named("score")


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2012-09", "In September 2012 equal and cap weight were level; "),
        ("2013-10", "; value and growth were level; "),
    ],
)
def test_a_level_spread_has_no_winner(month: str, said: str, real: Market, tmp_path: Path) -> None:
    assert said in Report("year-end-rotation", month, real, tmp_path).at("B4")


def test_the_target_and_the_rise_of_the_article_fit(article: Report, made: Made) -> None:
    assert article.row("Rise that the target needs")[0] == pytest.approx(0.18, abs=0.005)
    assert article.at("B67") == "Target and rise fit: they lie 0.0 pp apart."
    assert made("2025-11", target_level="9000", as_of=ARTICLE_DAY).at("B67") == (
        "The target needs 13.1 pp more than the rise stated."
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"low_of": "x y"}, "Since the low of: not a ticker, ^RUT is shown."),
        ({"low_sessions": "2.5"}, "a whole number is needed, not 2.5"),
        ({"top_weight": "55"}, "Give a weight between 0% and 100%."),
        ({"score_months": "0"}, "Give a whole number from 1 to 120."),
        ({"average_sessions": "-4"}, "a whole number from 1 to 12000 is needed, not -4"),
    ],
)
def test_a_wrong_input_is_told_and_no_cell_shows_an_error(
    given: dict[str, str], told: str, made: Made
) -> None:
    report = made("2025-11", **given)
    texts = [cell.value for row in report.book["Summary"].iter_rows() for cell in row]
    assert any(told in str(text) for text in texts)
    assert not report.built.faults
    assert not any(str(text).startswith("#") for text in texts)


def test_the_race_ends_in_the_month_after_at_the_latest(made: Made) -> None:
    assert f"{made('2025-06', as_of='2025-12-05').named('race_day'):%Y-%m-%d}" == "2025-07-31"


def in_race(report: Report, name: str) -> list[float]:
    """Return a row of the race; the index whose low counts stands above a card too."""
    return report.row(name, nth=1 if name == "Russell 2000" else 0)


def closes(name: str, last: str = ARTICLE_DAY) -> Mapping[str, float]:
    lines = (REAL / f"prices/{name}.csv").read_text("utf-8").splitlines()[1:]
    rows = (line.split(",") for line in lines)
    return {day: float(close) for day, close, *_ in rows if day <= last}


def test_the_race_is_that_of_the_files(on_real: Report) -> None:
    window = list(closes("^RUT").items())[-60:]
    lowest = min(close for _, close in window)
    low = max(day for day, close in window if close == lowest)
    assert f"{on_real.named('low_day'):%Y-%m-%d}" == low
    named = {"Russell 2000": "^RUT", "Micro caps": "IWC", "Retail": "XRT", "Nasdaq 100": "QQQ"}
    for name, ticker in named.items():
        prices = closes(ticker)
        since, month, _, streak, *_ = in_race(on_real, name)
        assert since == pytest.approx(prices[ARTICLE_DAY] / prices[low] - 1)
        assert month == pytest.approx(prices["2025-11-28"] / prices["2025-10-31"] - 1)
        assert streak == run_of_signs(list(prices.values()))


def run_of_signs(values: list[float]) -> int:
    """Return how many values in a row have risen, or fallen as a number below 0, at the end."""
    up, count = values[-1] > values[-2], 0
    while values[-1 - count] != values[-2 - count] and (
        (values[-1 - count] > values[-2 - count]) == up
    ):
        count += 1
    return count if up else -count


def test_the_spreads_are_those_of_the_files(on_real: Report) -> None:
    funds = ("RSP", "SPY", "XLG", "IWD", "IWF")
    gained = {
        fund: growth(total_return_index(REAL / f"prices/{fund}.csv"), "2025-10-31", "2025-11-30")
        for fund in funds
    }
    rest = (gained["SPY"] - 0.55 * gained["XLG"]) / 0.45
    assert on_real.named("equal_spread") == pytest.approx(100 * (gained["RSP"] - gained["SPY"]))
    assert on_real.named("top_spread") == pytest.approx(100 * (gained["XLG"] - rest))
    assert on_real.named("value_spread") == pytest.approx(100 * (gained["IWD"] - gained["IWF"]))
    assert on_real.row("The rest of the S&P 500")[0] == pytest.approx(rest)


def test_sectors_and_their_reversal_are_those_of_the_files(on_real: Report) -> None:
    before, month = {}, {}
    for ticker, name in SECTORS.items():
        wealth = total_return_index(REAL / f"prices/{ticker}.csv")
        before[name] = growth(wealth, "2024-12-31", "2025-10-31")
        month[name] = growth(wealth, "2025-10-31", "2025-11-30")
        assert on_real.row(name)[1::2] == pytest.approx([month[name], before[name]])
    ranked = [on_real.at(f"C{row}") for row in range(40, 51)]
    assert ranked == sorted(month, key=month.__getitem__, reverse=True)
    order = sorted(before, key=before.__getitem__, reverse=True)
    gaps = sum((ranked.index(name) - order.index(name)) ** 2 for name in ranked)
    assert on_real.named("score") == pytest.approx(1 - 6 * gaps / (11 * 120))


def test_the_share_above_the_average_is_that_of_the_files(on_real: Report) -> None:
    def share(day: str) -> float:
        prices = [list(closes(ticker, day).values())[-200:] for ticker in SECTORS]
        return sum(one[-1] > sum(one) / len(one) for one in prices) / len(prices)

    days = (ARTICLE_DAY, "2025-10-31", "2025-08-31", "2024-11-30")
    assert on_real.row("Sectors")[:4] == pytest.approx([share(day) for day in days])
