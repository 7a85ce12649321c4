"""Snapshots of multiples: read from files, kept in the store, and made for the sample market."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from markets import write_prices
from rotationxl.errors import MalformedError, NoDataError
from rotationxl.market.evaluate import Market
from rotationxl.simulation.valuations import STATED
from rotationxl.sources import Key, open_source
from rotationxl.sources.folder import Folder
from rotationxl.store.database import Store
from rotationxl.universe import MULTIPLES, TICKERS
from simulated import made_once

ROWS = "date,pe,dividend_yield\n2024-12-31,21.5,0.013\n2025-01-31,,0.012\n2025-02-28,22,\n"


def write_snapshots(root: Path, text: str) -> Path:
    path = root / "valuations" / "AAA.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def opened(root: Path) -> Market:
    write_prices(root, "AAA", ["2025-02-27,1,0,", "2025-02-28,1,0,"])
    return Market(open_source(f"folder:{root}"), Store(root / "home" / "market.db"))


def test_a_file_of_snapshots_answers_also_from_the_store(tmp_path: Path) -> None:
    write_snapshots(tmp_path, ROWS)
    for _ in range(2):
        market = opened(tmp_path)
        assert market.answer("VALUATION", "AAA") == 22
        assert market.answer("VALUATION", "AAA", "pe", "2025-01-30") == 21.5
        assert market.answer("VALUATION", "AAA", "dividend_yield", "2025-02-27") == 0.012
        table = market.answer("VALUATION_HISTORY", "AAA", "pe")
        assert table.cells() == [[45657, 21.5], [45716, 22]]


def test_a_snapshot_that_states_no_multiple_hides_the_older_one(tmp_path: Path) -> None:
    write_snapshots(tmp_path, ROWS)
    with pytest.raises(NoDataError, match="snapshot of 2025-01-31 states no pe"):
        opened(tmp_path).answer("VALUATION", "AAA", "pe", "2025-02-15")
    with pytest.raises(NoDataError, match="states no pb"):
        opened(tmp_path).answer("VALUATION", "AAA", "pb")


def test_a_snapshot_after_the_last_session_waits_for_it(tmp_path: Path) -> None:
    write_snapshots(tmp_path, f"{ROWS}2025-03-01,30,0.01\n")
    market = opened(tmp_path)
    assert market.answer("VALUATION", "AAA") == 22
    assert len(market.answer("VALUATION_HISTORY", "AAA", "pe").rows) == 2


def test_a_new_snapshot_is_seen(tmp_path: Path) -> None:
    write_snapshots(tmp_path, ROWS)
    market = opened(tmp_path)
    assert market.answer("VALUATION", "AAA") == 22
    write_snapshots(tmp_path, ROWS.replace("28,22", "28,23.25"))
    market.check()
    assert market.answer("VALUATION", "AAA") == 23.25


def test_a_fund_without_snapshots_has_prices_all_the_same(tmp_path: Path) -> None:
    market = opened(tmp_path)
    with pytest.raises(NoDataError, match=r"has no valuations/AAA\.csv"):
        market.answer("VALUATION", "AAA")
    assert market.answer("PRICE_ON", "AAA") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date,p/e\n2025-01-31,20\n", "there is none of the columns pe, pb"),
        ("date,pe\n2025-01-31,20\n2025-01-31,21\n", "line 3: 2025-01-31 stands twice"),
        ("date,pe\n2025-01-31,n/a\n", "line 2: 'n/a' is not a number"),
        ("date,pe\n2025-01-31,0\n", "line 2: pe 0 is no multiple"),
        ("date,dividend_yield\n2025-01-31,1.3\n", "dividend_yield 1.3 is not a decimal"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused(
    text: str, message: str, tmp_path: Path
) -> None:
    write_snapshots(tmp_path, text)
    key = Key("valuation", "AAA")
    error = Folder(str(tmp_path)).fetch([key])[key]
    assert isinstance(error, MalformedError)
    assert message in str(error)


@pytest.mark.parametrize("ticker", STATED)
def test_the_sample_states_multiples_from_december_2024_on(ticker: str) -> None:
    market = made_once()
    columns = market[Key("valuation", ticker)]
    dates = [dt.date(1899, 12, 30) + dt.timedelta(int(day)) for day in columns["day"]]
    assert [f"{date:%Y-%m}" for date in dates] == [
        "2024-12",
        *(f"2025-{month:02d}" for month in range(1, 13)),
    ]
    assert np.isin(columns["day"], market[Key("price", ticker)]["day"]).all()
    for name in MULTIPLES:
        value = columns[name].astype(float)
        assert ((value > 0) & (value < 100)).all() or np.isnan(value).all()


def test_the_sample_states_multiples_of_funds_and_stocks_only() -> None:
    stated = {key.code for key in made_once() if key.kind == "valuation"}
    assert stated == set(STATED)
    assert {TICKERS[ticker].kind for ticker in stated} == {"fund", "stock"}


@pytest.mark.parametrize(
    ("ticker", "field", "value"),
    [("SPY", "pe", 29), ("QQQ", "pe", 34), ("IWD", "pb", 1.8), ("IWF", "pb", 5.5)],
)
def test_the_sample_ends_with_the_multiples_of_the_articles(
    ticker: str, field: str, value: float, sample: Market
) -> None:
    assert sample.answer("VALUATION", ticker, field) == value
