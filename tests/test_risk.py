"""What risk figures rest on: which basis, which bill rate, and where there is none."""

from pathlib import Path

import empyrical
import numpy as np
import pandas as pd
import pytest

from families.raw import Raw, monthly
from markets import weekdays, write_macro, write_prices
from rotationxl.errors import NoDataError
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store

DATES = weekdays("2020-01-01", "2022-12-30")
MONTHS = [str(month) for month in np.arange("2019-12", "2023-01", dtype="datetime64[M]")]


def write(root: Path, code: str, close: np.ndarray, paid: dict[int, float] | None = None) -> None:
    cash = [(paid or {}).get(place, "") for place in range(len(close))]
    rows = zip(DATES, close, cash, strict=True)
    write_prices(root, code, [f"{date},{price:.17g},{dividend}," for date, price, dividend in rows])


@pytest.fixture
def bill(tmp_path: Path) -> Path:
    """Return a market whose bill rate jumps in the middle of each month and back at its end."""
    days = np.arange(len(DATES))
    write(tmp_path, "FLAT", np.full(len(DATES), 100.0))
    write(tmp_path, "GROWS", 1.0005**days)
    month = np.array(DATES, dtype="datetime64[M]").astype(int) - 600
    write(tmp_path, "STEADY", 100 * 1.007**month)
    write(tmp_path, "SWINGS", 100 + 10 * np.sin(days / 17.0))
    rows = [f"{m}-{day},{v}" for m in MONTHS for day, v in ((10, 9.0), (28, 3.0))]
    write_macro(tmp_path, "DTB3", rows)
    for code in ("DGS10", "DTWEXBGS"):
        write_macro(tmp_path, code, [f"{day},{4 + i % 7}" for i, day in enumerate(DATES)])
    return tmp_path


def opened(root: Path) -> Market:
    return Market(open_source(f"folder:{root}"), Store(root / "market.db"))


@pytest.mark.parametrize("names", [("AAA", "^IDX"), ("^IDX", "AAA")])
def test_with_an_index_both_legs_use_price(names: tuple[str, str], small: Market) -> None:
    raw = Raw(small.source)
    price = monthly(pd.DataFrame({c: raw.close(c) for c in names}).dropna()).iloc[-24:]
    total = monthly(pd.DataFrame({c: raw.total(c) for c in names}).dropna()).iloc[-24:]
    beta, correl = (small.answer(name, *names, 24) for name in ("BETA_TO", "CORREL_TO"))
    assert beta == pytest.approx(empyrical.beta(price[names[0]], price[names[1]]), rel=1e-9)
    assert correl == pytest.approx(price.corr().iloc[0, 1], rel=1e-9)
    assert beta != pytest.approx(empyrical.beta(total[names[0]], total[names[1]]), rel=1e-6)
    assert correl != pytest.approx(total.corr().iloc[0, 1], rel=1e-6)


def test_two_funds_use_total_returns(small: Market) -> None:
    raw, names = Raw(small.source), ("AAA", "BBB")
    total = monthly(pd.DataFrame({c: raw.total(c) for c in names}).dropna()).iloc[-24:]
    assert small.answer("BETA_TO", *names, 24) == pytest.approx(
        empyrical.beta(total["AAA"], total["BBB"]), rel=1e-9
    )


def test_a_dividend_is_no_drawdown_unless_price_is_asked_for(tmp_path: Path) -> None:
    close = np.full(len(DATES), 100.0)
    close[63:] = 99.0  # by the dividend alone
    write(tmp_path, "PAYS", close, {63: 1.0})
    market = opened(tmp_path)
    assert market.answer("MAX_DRAWDOWN", "PAYS", "2020-02:2021") == pytest.approx(0, abs=1e-12)
    for name in ("MAX_DRAWDOWN", "CURRENT_DRAWDOWN"):
        assert market.answer(name, "PAYS", "2020-02:2021", "price") == pytest.approx(-0.01)


def test_the_base_close_counts_as_a_peak(tmp_path: Path) -> None:
    closes = {"2020-01-31": 100, "2020-02-03": 80, "2020-02-04": 90, "2020-03-02": 40}
    write_prices(tmp_path, "FALLS", [f"{day},{close},," for day, close in closes.items()])
    market = opened(tmp_path)
    assert market.answer("MAX_DRAWDOWN", "FALLS", "2020-02") == pytest.approx(-0.2)
    assert market.answer("CURRENT_DRAWDOWN", "FALLS", "2020-02") == pytest.approx(-0.1)
    assert market.answer("MAX_DRAWDOWN", "FALLS", "1D", None, "2020-02-04") == 0


def test_the_bill_rate_is_the_last_one_of_the_month_before(bill: Path) -> None:
    raw = Raw(opened(bill).source)
    excess = monthly(raw.total("SWINGS"))["2021-01":"2022-06"] - 3.0 / 1200
    assert opened(bill).answer("SHARPE", "SWINGS", "2021-01:2022-06") == pytest.approx(
        empyrical.sharpe_ratio(excess, annualization=12), rel=1e-9
    )


def test_a_month_without_a_bill_rate_is_no_data(bill: Path) -> None:
    path = bill / "macro" / "DTB3.csv"
    path.write_text("\n".join(r for r in path.read_text().splitlines() if r[:7] != "2021-05"))
    market = opened(bill)
    assert market.answer("SHARPE", "SWINGS", "2020-02:2021-05") != 0
    with pytest.raises(NoDataError, match="DTB3: 2021-05 has no observation"):
        market.answer("SHARPE", "SWINGS", "2020-02:2021-06")


def test_without_a_bill_series_there_is_no_sharpe_ratio(bill: Path) -> None:
    (bill / "macro" / "DTB3.csv").unlink()
    with pytest.raises(NoDataError, match="DTB3"):
        opened(bill).answer("SHARPE", "SWINGS", "2021")


def test_what_never_moves_has_no_volatility_and_no_ratio(bill: Path) -> None:
    market = opened(bill)
    assert market.answer("VOLATILITY", "FLAT", "2021") == 0
    assert market.answer("VOLATILITY", "GROWS", "2021") == pytest.approx(0, abs=1e-12)
    for still in ("FLAT", "STEADY"):  # returns of the second differ by rounding alone
        with pytest.raises(NoDataError, match=f"^{still}: .* of 2021 do not vary"):
            market.answer("SHARPE", still, "2021")
        for call in (("BETA_TO", "SWINGS", still), ("CORREL_TO", still, "SWINGS")):
            with pytest.raises(NoDataError, match="One of the sides does not vary"):
                market.answer(*call, 12)
    for steady in (("RATE_BETA", "GROWS", 12), ("DOLLAR_BETA", "STEADY", 12)):
        with pytest.raises(NoDataError, match="One of the sides does not vary"):
            market.answer(*steady)


def test_a_correlation_never_leaves_its_range(real: Market) -> None:
    for months in range(3, 120):
        assert real.answer("CORREL_TO", "IWD", "IWD", months) <= 1
