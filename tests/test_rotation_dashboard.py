"""The rotation dashboard says what an independent reading of the prices says."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from open_reports import Report, opened, sheet
from rotationxl import days
from rotationxl.market.evaluate import Market
from rotationxl.universe import SECTORS

WEEKS = 14


@pytest.fixture(scope="module")
def report(sample: Market) -> Iterator[Report]:
    with opened("rotation-dashboard", sample) as read:
        yield read


@pytest.fixture(scope="module")
def on_real(real: Market) -> Iterator[Report]:
    with opened("rotation-dashboard", real) as read:
        yield read


def closes(market: Market, ticker: str) -> "pd.Series[float]":
    rows = market.answer("PRICE_HISTORY", ticker, "2022-01-03", "2024-11-29", "D", "adj").rows
    dates = pd.to_datetime([days.iso(int(day)) for day, _ in rows])
    return pd.Series([price for _, price in rows], dates)


def scored(series: "pd.Series[float]") -> "pd.Series[float]":
    window = series.rolling(WEEKS)
    return 100 + (series - window.mean()) / window.std(ddof=1)


def points(market: Market, ticker: str) -> pd.DataFrame:
    """Return ratio and momentum by week, made with pandas alone."""
    strength = (closes(market, ticker) / closes(market, "SPY")).dropna()
    weekly = strength.resample("W-SUN").last()
    ratio = scored(weekly)
    return pd.DataFrame({"ratio": ratio, "momentum": scored(ratio.diff())})


def drawn(cells: dict[str, Any], ticker: str) -> list[tuple[float, float]]:
    """Return the points of a fund's tail as the workings hold them, oldest first."""
    rows = [row for row in range(1, 300) if cells.get(f"C{row}") == ticker]
    return [(cells[f"E{row}"], cells[f"F{row}"]) for row in rows[:5]]


@pytest.mark.parametrize("step", [1, 4])
def test_tails_are_those_of_pandas(report: Report, sample: Market, step: int) -> None:
    cells = sheet(report(month="2024-11", step=str(step)), "Workings")
    for ticker in ("XLK", "XLE", "IWD"):
        expected = points(sample, ticker).iloc[-1 - 4 * step :: step]
        given = [number for point in drawn(cells, ticker) for number in point]
        assert given == pytest.approx(expected.to_numpy().ravel())


def test_the_headline_counts_and_names_the_leaders(report: Report, sample: Market) -> None:
    now = {ticker: points(sample, ticker).iloc[-1] for ticker in SECTORS}
    ahead = [ticker for ticker, point in now.items() if point["ratio"] > 100]
    leading = [ticker for ticker in ahead if now[ticker]["momentum"] > 100]
    lagging = [t for t, point in now.items() if point["ratio"] <= 100 >= point["momentum"]]
    cells = sheet(report(month="2024-11"), "Rotation")
    count = "none" if not leading else "all" if leading == ahead else f"{len(leading)}"
    names = f": {', '.join(leading)}" if leading else ""
    said = f"{len(ahead)} of 11 sectors are ahead of SPY, {count} of them still gaining{names}."
    assert cells["B3"] == said
    assert cells["B4"].startswith(f"Behind and losing: {', '.join(lagging)}. ")


def test_every_point_lies_inside_the_frame(report: Report) -> None:
    cells = sheet(report(month="2024-11"), "Workings")
    rows = [row for row in range(1, 300) if isinstance(cells.get(f"H{row}"), float)]
    scaled = [cells[f"{c}{r}"] for r in rows for c in "GH" if cells[f"C{r}"] in SECTORS]
    inside = [value for value in scaled[: 2 * 5 * len(SECTORS)] if -1 < value < 1]
    assert len(inside) == 2 * 5 * len(SECTORS)


def test_league_tables_are_in_order(report: Report, sample: Market) -> None:
    cells = sheet(report(month="2024-11"), "Leagues")
    names = {name: ticker for ticker, name in SECTORS.items()}
    for fund, value, period in (("C", "D", "2024-11"), ("I", "J", "2024-01:2024-11")):
        table = [(cells[f"{fund}{row}"], cells[f"{value}{row}"]) for row in range(8, 19)]
        assert [number for _, number in table] == sorted((n for _, n in table), reverse=True)
        for name, number in table:
            assert number == pytest.approx(sample.answer("ASSET_RETURN", names[name], period))


def test_a_relative_heat_map_sets_returns_against_the_benchmark(
    report: Report, sample: Market
) -> None:
    for benchmark in ("SPY", "^GSPC"):
        cells = sheet(
            report(month="2024-11", heat_shows="relative", benchmark=benchmark), "Heat map"
        )
        for row, month in ((9, "2024-11"), (20, "2023-12")):
            assert cells[f"B{row}"] == month
            expected = sample.answer("SPREAD", "XLB", benchmark, month)
            assert cells[f"C{row}"] == pytest.approx(expected)


def test_the_heat_map_names_the_best_of_most_months(report: Report) -> None:
    cells = sheet(report(month="2024-11"), "Heat map")
    heads = [cells[f"{column}8"] for column in "CDEFGHIJKLM"]
    wins = dict.fromkeys(heads, 0)
    for row in range(9, 33):
        returns = {head: cells[f"{c}{row}"] for c, head in zip("CDEFGHIJKLM", heads, strict=True)}
        wins[max(returns, key=lambda head: returns[head])] += 1
    most = max(wins, key=lambda head: wins[head])
    assert f"{most} was best in {wins[most]} of 24 months" in cells["B3"]


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2024-11", "XLK was best in 5 of 24 months, as often as 1 other and more than the rest."),
        ("2022-06", "XLE was best in 8 of 24 months, the most of all."),
    ],
)
def test_a_top_count_that_is_shared_is_told_so(month: str, said: str, on_real: Report) -> None:
    cells = sheet(on_real(month=month), "Heat map")
    counts = [cells[f"{column}34"] for column in "CDEFGHIJKLM"]
    assert (counts.count(max(counts)) == 1) == said.endswith("the most of all.")
    assert cells["B3"].endswith(f"; {said}")


def test_a_month_not_over_is_told_so_far(report: Report) -> None:
    found = report(month="2024-11", as_of="2024-11-12")
    assert " came last in November 2024 so far; " in found["Heat map!B3"]
    assert " was the best sector of the month so far (" in found["Leagues!B3"]


def test_inputs_that_cannot_be_used_are_told_and_replaced(report: Report) -> None:
    cells = sheet(report(month="2024-11", benchmark="XYZ", weeks="1", step="2.5"), "Rotation")
    usual = sheet(report(month="2024-11"), "Rotation")
    assert cells["B6"] == (
        "Benchmark: no price of it is stored, SPY is used. "
        "Weeks of the average: a whole number from 2 to 104, 14 is used. "
        "Weeks between points: a whole number from 1 to 13, 1 is used. "
    )
    assert cells["B3"] == usual["B3"]


@pytest.mark.parametrize("month", ["2024-13", "1999-01"])
def test_a_month_without_data_draws_nothing_and_says_so(report: Report, month: str) -> None:
    cells = report(month=month)
    assert cells["Rotation!B3"] == "No rotation graph can be drawn for this month."
    assert cells["Leagues!B3"] == "There are no returns for this month."
    assert cells["Heat map!B3"] == "There are no returns for these months."
    assert month.partition("-")[0] in cells["Rotation!B5"]


def test_a_month_to_date_uses_nothing_after_its_day(report: Report, sample: Market) -> None:
    cells = sheet(report(month="2024-11", as_of="2024-11-12"), "Heat map")
    expected = sample.answer("ASSET_RETURN", "XLB", "2024-11", None, "2024-11-12")
    assert cells["C9"] == pytest.approx(expected)
