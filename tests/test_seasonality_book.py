"""What the seasonality book says, and its figures against the files themselves."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from conftest import REAL
from reports import Report
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store
from rotationxl_workbooks.blocks.seasons import MONTHS
from rotationxl_workbooks.design import DASH
from rotationxl_workbooks.layouts.seasonality_book import YEARS

Made = Callable[..., Report]


@pytest.fixture
def made(sample: Market, tmp_path: Path) -> Made:
    return lambda shown, **given: Report("seasonality-book", shown, sample, tmp_path, **given)


@pytest.mark.parametrize(
    ("month", "given", "finding"),
    [
        ("2024-11", {"watched": "ZZZQ"},
         "No average of the month to come can be given for ZZZQ."),
        ("2024-11", {"season_start": "2025"},
         "No average of the month to come can be given for Russell 2000."),
        ("2024-11", {"month": "2024-13"},
         "No average of the month to come can be given for Russell 2000."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(
    month: str, given: dict[str, str], finding: str, made: Made
) -> None:
    report = made(month, **given)
    assert report.at("B3") == finding
    assert not report.built.faults


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Report:
    if not (REAL / "prices").is_dir():
        pytest.skip(f"no real market data at {REAL}; set ROTATIONXL_TEST_MARKET")
    folder = tmp_path_factory.mktemp("seasons")
    market = Market(open_source(f"folder:{REAL}"), Store(folder / "market.db"))
    return Report("seasonality-book", "2024-11", market, folder, season_start="2000")


@pytest.fixture(scope="module")
def by_month() -> pd.DataFrame:
    """Return the Russell 2000's months by year, worked out of the file by pandas alone."""
    closes = pd.read_csv(REAL / "prices/^RUT.csv", index_col="date", parse_dates=True)["close"]
    months = closes.groupby(closes.index.to_period("M")).last().pct_change()
    table = pd.DataFrame({"y": months.index.year, "m": months.index.month, "r": months.to_numpy()})
    return table.pivot_table(index="y", columns="m", values="r")


def test_the_finding_is_that_of_the_files(real: Report, by_month: pd.DataFrame) -> None:
    means = by_month.loc[2000:2023].mean()
    rose = (by_month.loc[2000:2023, 12] > 0).mean()
    place = int(means.rank(ascending=False)[12])
    assert real.at("B3") == (
        f"Russell 2000 has averaged {means[12]:+.1%} in December over 24 years, rank {place} of "
        f"12, up in {rose * 100:.0f}% of them."
    )
    best, worst = (int(number) for number in (means.idxmax(), means.idxmin()))
    names = [pd.Timestamp(2000, number, 1).month_name() for number in (best, worst)]
    assert real.at("B4") == (
        f"Its best month has been {names[0]} ({means[best]:+.1%}), its worst {names[1]} "
        f"({means[worst]:+.1%})."
    )


def test_the_map_holds_every_month_and_its_averages(real: Report, by_month: pd.DataFrame) -> None:
    for place in range(YEARS):
        year = 2024 - place
        assert real.at(f"B{6 + place}", "Years") == year
        for number in range(1, 13):
            shown = real.at(f"{chr(66 + number)}{6 + place}", "Years")
            if (year, number) == (2024, 12):
                assert shown == DASH
            else:
                assert shown == pytest.approx(by_month.loc[year, number], rel=1e-9)
    for number in range(1, 13):
        mean = by_month.loc[2000:2023, number].mean()
        assert real.at(f"{chr(66 + number)}{6 + YEARS}", "Years") == pytest.approx(mean)
        assert real.at(f"E{24 + number}") == pytest.approx(100 * mean)
        assert real.at(f"B{24 + number}") == MONTHS[number - 1]
