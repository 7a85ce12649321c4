"""What the numbers of a summary mean, and a series of snapshots made of them."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from markets import stated
from rotationxl import days
from rotationxl.errors import (
    EmptyAnswerError,
    MalformedError,
    NoDataError,
    SourceError,
    SuspiciousError,
)
from rotationxl.live.multiples import merged, snapshot
from rotationxl.market.evaluate import Market
from rotationxl.sources import Columns, Key, State
from rotationxl.store.database import Store
from rotationxl.universe import MULTIPLES
from stubs.world import NEW_YORK

NAN = math.nan


def told(kind: str = "ETF", day: int = 2, **modules: Any) -> Columns:
    """Return the snapshot of a made-up answer of a day in December 2024."""
    result = {"price": {"quoteType": kind}, "summaryDetail": {}} | modules
    answer = {"quoteSummary": {"result": [result], "error": None}}
    return snapshot("T", answer, dt.datetime(2024, 12, day, 20, tzinfo=NEW_YORK))


def held(pe: Any = None, pb: Any = None, ps: Any = None, cash: Any = None) -> dict[str, Any]:
    names = ("priceToEarnings", "priceToBook", "priceToSales", "priceToCashflow")
    return {"equityHoldings": dict(zip(names, (pe, pb, ps, cash), strict=True))}


@pytest.mark.parametrize(
    ("holdings", "want"),
    [
        (held(0.04, 0.25), {"pe": 25, "pb": 4, "raw_pe": 0.04, "raw_pb": 0.25}),
        (held(24.8, 4, 0.8), {"pe": 24.8, "pb": 4, "ps": 0.8}),
        (held(0.04, 1.25), {"pe": 25, "pb": 0.8, "raw_pe": 0.04, "raw_pb": 1.25}),
        (held(0.0, 0.1, 1.25, 0.05), {"pb": 10, "ps": 0.8, "raw_pb": 0.1, "raw_ps": 1.25}),
        (held(None, 0.1, 1.25), {"pb": 10, "raw_pb": 0.1, "ps": 1.25}),
        (held(25, 0.1, 1.25, 0.05), {"pe": 25, "pb": 10, "raw_pb": 0.1, "ps": 1.25}),
        (held({"raw": 0.05, "fmt": "0.05"}, {}), {"pe": 20, "raw_pe": 0.05}),
        (held(-0.02, 0.5), {"pe": -50, "pb": 2, "raw_pe": -0.02, "raw_pb": 0.5}),
    ],
)
def test_what_a_fund_s_holdings_mean(holdings: dict[str, Any], want: dict[str, float]) -> None:
    assert stated(told(topHoldings=holdings)) == pytest.approx(want)


def test_what_a_fund_never_takes() -> None:
    columns = told(
        summaryDetail={"trailingPE": 21, "forwardPE": 18, "yield": 0.02, "dividendYield": 2.0},
        defaultKeyStatistics={"priceToBook": 1.61, "yield": 0.03},
    )
    assert stated(columns) == {"pe": 21, "dividend_yield": 0.02}


def test_a_company_with_losses_and_no_dividend() -> None:
    columns = told(
        "EQUITY",
        summaryDetail={"trailingPE": -12.5, "trailingAnnualDividendYield": 0.0, "forwardPE": None},
        defaultKeyStatistics={"priceToBook": -3.1, "forwardPE": 40.0},
    )
    assert stated(columns) == {"pe": -12.5, "pb": -3.1, "dividend_yield": 0, "forward_pe": 40}


@pytest.mark.parametrize(
    ("detail", "kind", "text"),
    [
        ({"trailingPE": math.inf}, SuspiciousError, "an infinite number"),
        ({"trailingPE": "Infinity"}, SuspiciousError, "an infinite number: trailingPE is Infinity"),
        ({"priceToSalesTrailing12Months": -1}, SuspiciousError, "a price/sales below 0: it is -1"),
        ({"dividendYield": 2.59}, SuspiciousError, "a yield that is no decimal.*2.59"),
        ({"dividendYield": -0.01}, SuspiciousError, "a yield that is no decimal"),
        (
            {"dividendYield": 0.35, "dividendRate": 1, "previousClose": 286},
            *(SuspiciousError, "a yield in percent: 0.35, where 1 a year is paid on 286"),
        ),
        ({"trailingPE": "n/a"}, MalformedError, "ValueError"),
        ({"trailingPE": [1]}, MalformedError, "TypeError"),
        ({"trailingPE": True}, MalformedError, "trailingPE is True"),
        ({"trailingPE": 10**400}, MalformedError, "OverflowError"),
        ([1], MalformedError, "AttributeError"),
        ({"trailingPE": None, "forwardPE": 0, "dividendYield": {}}, EmptyAnswerError, "no mult"),
    ],
)
def test_what_no_multiple_can_be(detail: Any, kind: type[SourceError], text: str) -> None:
    with pytest.raises(SourceError, match=f"^T: .*{text}") as caught:
        told("EQUITY", summaryDetail=detail)
    assert type(caught.value) is kind


def test_a_reciprocal_of_next_to_nothing_is_no_multiple() -> None:
    with pytest.raises(SuspiciousError, match="an infinite number: pe is inf"):
        told(topHoldings=held(1e-310))


def series(**columns: Iterable[float]) -> Columns:
    made: Columns = {name: np.array(list(values), np.float64) for name, values in columns.items()}
    return made | {"day": np.array(list(columns["day"]), np.int32)}


def listed(columns: Columns) -> dict[str, list[Any]]:
    return {
        name: [None if math.isnan(v) else v for v in column.astype(float).tolist()]
        for name, column in columns.items()
    }


def test_the_first_snapshot_begins_a_series() -> None:
    new = series(day=[5], pe=[20])
    assert merged(None, new) is new


def test_snapshots_are_one_a_day_in_order() -> None:
    last = series(day=[3, 5], pe=[20, 21], pb=[2, NAN])
    joined = merged(last, series(day=[9], pe=[NAN], pb=[3]))
    assert listed(joined) == {"day": [3, 5, 9], "pe": [20, 21, None], "pb": [2, None, 3]}
    assert (str(joined["day"].dtype), str(joined["pe"].dtype)) == ("int32", "float64")
    early = merged(last, series(day=[4], pe=[7], pb=[8]))
    assert listed(early) == {"day": [3, 4, 5], "pe": [20, 7, 21], "pb": [2, 8, None]}
    assert listed(last) == {"day": [3, 5], "pe": [20, 21], "pb": [2, None]}


def test_a_later_snapshot_of_a_day_replaces_what_it_states() -> None:
    last = series(day=[3, 5], pe=[20, 21], pb=[2, 2.5], raw_pb=[0.5, 0.4])
    joined = merged(last, series(day=[5], pe=[22], pb=[NAN], raw_pb=[NAN]))
    assert listed(joined) == {"day": [3, 5], "pe": [20, 22], "pb": [2, 2.5], "raw_pb": [0.5, 0.4]}


def test_a_raw_number_goes_with_its_multiple() -> None:
    last = series(day=[5], pe=[20], raw_pe=[0.05])
    assert listed(merged(last, series(day=[5], pe=[24.8], raw_pe=[NAN])))["raw_pe"] == [None]
    assert listed(merged(last, series(day=[5], pe=[24.8])))["raw_pe"] == [None]
    assert listed(merged(last, series(day=[5], pe=[NAN], raw_pe=[NAN])))["raw_pe"] == [0.05]
    joined = merged(series(day=[4], pe=[19], ps=[1]), last)
    assert listed(joined) == {
        "day": [4, 5],
        "pe": [19, 20],
        "ps": [1, None],
        "raw_pe": [None, 0.05],
    }


class Snapshots:
    """A source of one ticker's snapshots, as Yahoo gave them on some days."""

    name = title = "snapshots"
    warning: str | None = None

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def state(self, key: Key) -> State | None:
        return State("1", None)

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        return dict.fromkeys(wanted, self.columns)

    def last_session(self) -> int:
        return days.from_ymd(2024, 12, 31)


def test_functions_read_the_stored_snapshots(tmp_path: Path) -> None:
    columns = None
    for day, pe in ((2, 0.05), (16, 0.04), (16, 0.08)):
        columns = merged(columns, told(day=day, topHoldings=held(pe, 0.4)))
    assert columns is not None
    for _ in range(2):  # from the source, then from the store
        market = Market(Snapshots(columns), Store(tmp_path / "market.db"))
        assert market.answer("VALUATION", "IWD", "pe") == 12.5
        assert market.answer("VALUATION", "IWD", "pb", "2024-12-10") == 2.5
        table = market.answer("VALUATION_HISTORY", "IWD", "pe")
        first = days.from_ymd(2024, 12, 2)
        assert table.cells() == [[first, 20], [first + 14, 12.5]]
        now, then = (market.answer("VALUATION", "IWD", "pe", f"2024-12-{d}") for d in (16, 15))
        assert market.answer("VALUATION_GAP", now, then) == 0.625
        with pytest.raises(NoDataError, match="states no forward_pe"):
            market.answer("VALUATION", "IWD", "forward_pe")
    assert set(columns) == {"day", *MULTIPLES, "raw_pe", "raw_pb", "raw_ps"}
