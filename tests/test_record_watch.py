"""What the record watch says, and its figures against the article and the files themselves."""

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest

from conftest import REAL
from reports import Report
from rotationxl.market.evaluate import Market

Made = Callable[..., Report]
ARTICLE_DAY = "2024-11-25"
PRINTED_YEARS = {"Vanguard Small-Cap Growth": 0.248, "iShares Russell 2000 Growth": 0.247}


@pytest.fixture
def made(sample: Market, tmp_path: Path) -> Made:
    return lambda shown, **given: Report("record-watch", shown, sample, tmp_path, **given)


@pytest.fixture(scope="module")
def article(sample: Market, tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("record")
    return Report("record-watch", "2024-11", sample, folder, as_of=ARTICLE_DAY)


@pytest.mark.parametrize(
    ("month", "given", "title", "finding"),
    [
        ("2024-11", {"as_of": ARTICLE_DAY}, "Russell 2000, November 2024",
         ("Russell 2000 closed 0.03% below its record of 2,443, set 1,113 days before, "
          "on 2021-11-08.")),
        ("2024-11", {"as_of": "2024-11-26"}, "Russell 2000, November 2024",
         "Russell 2000 closed at a record, 2,460, record close number 1 of 2024."),
        ("2024-11", {"as_of": "2024-11-27"}, "Russell 2000, November 2024",
         "Russell 2000 closed 0.27% below its record of 2,460, set 1 day before, on 2024-11-26."),
        ("2024-11", {"watched": "IWM", "as_of": "2024-11-26"},
         "iShares Russell 2000, November 2024",
         ("iShares Russell 2000 closed 2.60% below its record of 249.3, set 1,321 days before, "
          "on 2021-04-15.")),
        ("2024-11", {"watched": "ZZZQ"}, "ZZZQ, November 2024",
         "No record can be given for ZZZQ in this month."),
        ("1995-06", {}, "Russell 2000, June 1995",
         "No record can be given for Russell 2000 in this month."),
        ("2024-11", {"month": "2024-13"}, "Russell 2000, check the inputs",
         "No record can be given for Russell 2000 in this month."),
    ],
)  # fmt: skip
def test_title_and_finding(
    month: str, given: dict[str, str], title: str, finding: str, made: Made
) -> None:
    report = made(month, **given)
    assert (report.at("B2"), report.at("B3")) == (f"Record watch: {title}", finding)
    assert not report.built.faults


def test_the_second_sentence_names_month_and_season(article: Report) -> None:
    assert article.at("B4") == (
        "It gained 11.2% in November 2024 so far, the most since December 2023; S&P 500 +4.9%. "
        "December has averaged +2.9% in 24 years, rank 1 of 12."
    )


def test_a_move_never_seen_before_says_so(made: Made) -> None:
    assert "the most of all months stored" in made("2000-02").at("B4")


def test_the_figures_are_those_that_the_article_prints(article: Report) -> None:
    named = article.named
    assert named("record_level") == pytest.approx(2442.74)
    assert named("last_close") == pytest.approx(2442.03)
    assert named("month_return") == pytest.approx(0.112, abs=5e-4)
    assert named("month_against") == pytest.approx(0.049, abs=5e-4)
    assert named("ten_year_day") == pytest.approx(-14.7, abs=0.05)
    year = {name: article.row(name)[2] for name in PRINTED_YEARS}
    assert year == pytest.approx(PRINTED_YEARS, abs=5e-4)


def test_a_record_that_later_data_beat_is_not_beaten_yet(article: Report, made: Made) -> None:
    assert article.row("Record beaten next on")[0] == "not yet"
    assert made("2024-11").row("Record beaten next on")[0] == dt.datetime(2024, 12, 2)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"watched": "bad!!"}, "Index watched: not a ticker, ^RUT is shown."),
        ({"racer_3": "S&P 500"}, "Also in the race, 3: not a ticker, VBK is shown."),
        ({"event_day": "soon"}, "'soon' is not a day"),
        ({"event_day": "2025-11-05"}, "the time since 2025-11-05 had not begun on 2024-11-30"),
        ({"season_start": "2024"}, "Give a first year from 1900 to 2023"),
        ({"season_start": "1990.5"}, "Give a first year from 1900 to 2023"),
    ],
)
def test_a_wrong_input_is_told_and_no_cell_shows_an_error(
    given: dict[str, str], told: str, made: Made
) -> None:
    report = made("2024-11", **given)
    texts = [cell.value for row in report.book["Summary"].iter_rows() for cell in row]
    assert any(told in str(text) for text in texts)
    assert not report.built.faults
    assert not any(str(text).startswith("#") for text in texts)


def closes(name: str) -> Mapping[str, float]:
    lines = (REAL / f"prices/{name}.csv").read_text("utf-8").splitlines()[1:]
    return {day: float(close) for day, close, *_ in (line.split(",") for line in lines)}


def month_returns(prices: Mapping[str, float]) -> dict[str, float]:
    """Return the return of every month after the first, by the month."""
    last = {day[:7]: close for day, close in prices.items()}
    months = sorted(last)
    return {now: last[now] / last[before] - 1 for before, now in pairwise(months)}


@pytest.mark.parametrize(
    ("month", "day"),
    [("2024-11", ARTICLE_DAY), ("2008-10", "2008-10-31"), ("2001-02", "2001-02-28"),
     ("2021-11", "2021-11-30")],
)  # fmt: skip
@pytest.mark.parametrize("index", ["^RUT", "^GSPC"])
def test_records_and_seasons_are_those_of_the_files(
    index: str, month: str, day: str, real: Market, tmp_path: Path
) -> None:
    report = Report("record-watch", month, real, tmp_path, as_of=day, watched=index)
    prices = {when: close for when, close in closes(index).items() if when <= day}
    highest = max(prices.values())
    set_on = min(when for when, close in prices.items() if close == highest)
    counted = sum(
        close > max(list(prices.values())[:place])
        for place, (when, close) in enumerate(prices.items())
        if when.startswith(month[:4])
    )
    assert report.named("record_level") == pytest.approx(highest)
    assert f"{report.named('record_day'):%Y-%m-%d}" == set_on
    assert report.named("record_gap") == pytest.approx(prices[max(prices)] / highest - 1)
    assert report.named("record_closes") == counted
    days = dt.date.fromisoformat(max(prices)) - dt.date.fromisoformat(set_on)
    assert report.named("record_age") == days.days
    returns = month_returns(prices)
    now = returns.pop(month)
    assert report.named("month_return") == pytest.approx(now)
    larger = [past for past, move in returns.items() if (move > now if now > 0 else move < now)]
    assert f"{report.named('biggest_day'):%Y-%m}" == max(larger)
    number = int(month[5:]) % 12 + 1
    years = [r for past, r in returns.items()
             if "1987" <= past[:4] < month[:4] and int(past[5:]) == number]  # fmt: skip
    assert report.named("next_month_average") == pytest.approx(mean(years))
    assert report.named("next_month_years") == len(years)


def test_the_lines_of_the_charts_are_those_of_the_files(real: Market, tmp_path: Path) -> None:
    report = Report("record-watch", "2022-09", real, tmp_path)
    sheet = report.book["Workings"]
    starts = {cell.value: cell.row for (cell,) in sheet["B1:B400"] if cell.value}
    prices = closes("^RUT")
    gaps = starts["Distance below the record close, %, the last 60 months"] + 2
    for row in range(gaps, gaps + 61):
        day = f"{sheet.cell(row, 3).value:%Y-%m-%d}"
        known = [close for when, close in prices.items() if when <= day]
        assert sheet.cell(row, 4).value == pytest.approx(100 * (known[-1] / max(known) - 1))
    race = starts["Price returns since the end of the year before, %"] + 2
    base = [close for when, close in prices.items() if when <= "2021-12-31"][-1]
    for row in range(race, race + 21):
        day = f"{sheet.cell(row, 3).value:%Y-%m-%d}"
        known = [close for when, close in prices.items() if when <= day]
        assert sheet.cell(row, 4).value == pytest.approx(100 * (known[-1] / base - 1))
    assert day == "2022-09-30"
