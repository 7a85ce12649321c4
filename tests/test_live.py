"""The live source: what is asked for when, what is served, and what users hear of it."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from living import Living
from rotationxl import days
from rotationxl.live import providers
from rotationxl.live.yahoo import Yahoo
from rotationxl.market.evaluate import Call
from rotationxl.sources import Key, State
from rotationxl.sources import live as source
from rotationxl.sources.live import Live
from stubs import Fault, Stubs

IWD = Key("price", "IWD")
CALLS = [
    Call("ASSET_RETURN", ("IWD", "2024-11")),
    Call("SPREAD", ("IWD", "IWF", "2024-11")),
    Call("MACRO", ("DGS10", "2024-11-29")),
]


def test_a_batch_is_one_request_a_series_and_a_warm_start_none(living: Living) -> None:
    first = living.market().answers(CALLS)
    assert all(isinstance(answer, float) for answer in first)
    asked = [(r.route, r.name) for r in living.stub.requests()]
    assert sorted(a for a in asked if a[0] not in {"cookie", "crumb"}) == [
        ("chart", "IWD"), ("chart", "IWF"), ("observations", "DGS10"),
    ]  # fmt: skip
    living.stub.forget()
    assert living.market().answers(CALLS) == first
    assert living.stub.requests() == []


def test_the_next_session_is_asked_for_when_its_close_is_final(living: Living) -> None:
    world = living.stub.world
    world.now = dt.datetime(2024, 12, 2, 20, tzinfo=world.now.tzinfo)
    market = living.market()
    newest = market.answer("DATA_AS_OF", "IWD")
    assert market.answer("DATA_AS_OF") == newest
    living.stub.forget()
    for hour, minute, requests in ((16, 40, 0), (16, 50, 1), (16, 55, 0)):
        world.now = dt.datetime(2024, 12, 3, hour, minute, tzinfo=world.now.tzinfo)
        living.market().answers(CALLS[:1])
        assert len(living.stub.requests("chart")) == requests
        living.stub.forget()


@pytest.mark.parametrize("mode", ["behind", "never"])
def test_a_spreadsheet_never_waits(living: Living, mode: str) -> None:
    living.stub.faults.add("chart", None, Fault.LATENCY, seconds=0.3)
    market = living.market(mode=mode)
    with pytest.raises(LookupError, match="being fetched" if mode == "behind" else "offline"):
        market.answer("ASSET_RETURN", "IWD", "2024-11")


def test_a_split_is_fetched_whole(living: Living, stub: Stubs) -> None:
    market = living.market()
    before = market.answer("PRICE_ON", "XLK", "2024-11-01")
    stub.world.listings["XLK"].split(dt.date(2024, 12, 5), 2)
    stub.world.now += dt.timedelta(days=7)
    assert living.market().answer("PRICE_ON", "XLK", "2024-11-01") == pytest.approx(before / 2)
    assert len(stub.requests("chart", "XLK")) == 3
    assert np.isfinite(before)


def test_the_history_of_multiples_grows_with_each_refresh_once_it_was_begun(
    living: Living, stub: Stubs
) -> None:
    living.market().answer("ASSET_RETURN", "IWD", "2024-11")
    assert stub.requests("summary") == []
    assert living.market().answer("VALUATION", "IWD", "pe") == pytest.approx(19.5, rel=1e-3)
    for _ in range(3):
        stub.world.now += dt.timedelta(days=7)
        living.market().answer("ASSET_RETURN", "IWD", "2024-11")
    assert len(living.market().answer("VALUATION_HISTORY", "IWD", "pe").rows) == 4
    assert len(stub.requests("summary")) == 4


def test_vintages_are_asked_for_only_where_a_formula_wants_them(
    living: Living, stub: Stubs
) -> None:
    market = living.market()
    latest = market.answer("MACRO", "PAYEMS", "2024-06-01")
    assert len(stub.requests("observations", "PAYEMS")) == 1
    first = market.answer("MACRO", "PAYEMS", "2024-06-01", "first")
    known = {**stub.world.series["PAYEMS"].prints[dt.date(2024, 6, 1)]}
    assert first == known[min(known)]
    assert latest == known[max(known)]
    assert len(stub.requests("observations", "PAYEMS")) == 2


def test_the_headline_takes_both_months_from_one_release(living: Living, stub: Stubs) -> None:
    market, payrolls = living.market(), stub.world.series["PAYEMS"]
    may, april = dt.date(2024, 5, 1), dt.date(2024, 4, 1)
    told = payrolls.latest(min(payrolls.prints[may]))
    headline = market.answer("NFP_CHANGE", "2024-05", "first")
    assert headline == (told[may] or 0) - (told[april] or 0)
    firsts = [market.answer("MACRO", "PAYEMS", str(day), "first") for day in (april, may)]
    assert headline != firsts[1] - firsts[0]  # of two releases


def test_a_refused_key_is_told_once(
    living: Living, stub: Stubs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FRED_API_KEY", "f" * 32)
    keys = [Key("macro", code) for code in ("DGS10", "DGS2", "PAYEMS")]
    loaded = living.live().load(keys)
    assert not [item for item in loaded.values() if isinstance(item, Exception)]
    warnings = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 1
    assert len(stub.requests("observations")) <= len(keys)
    assert "come without it" in warnings[0].getMessage()


def test_without_a_key_vintages_say_what_they_need(
    living: Living, stub: Stubs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRED_API_KEY")
    market = living.market()
    assert isinstance(market.answer("MACRO", "PAYEMS", "2024-06-01"), float)
    assert {r.route for r in stub.requests()} == {"fredgraph"}
    said = market.answer("EXPLAIN", "MACRO", "PAYEMS", "2024-06-01", "first")
    assert "need a FRED key" in said
    assert isinstance(market.supply, Live)
    assert market.supply.behind() == []


def test_explain_says_that_the_data_are_stale(living: Living, stub: Stubs) -> None:
    living.market().answers(CALLS)
    stub.world.now += dt.timedelta(days=3)
    stub.faults.add("chart", "IWD", Fault.STATUS_429, retry_after=3600)
    market = living.market()
    assert isinstance(market.answer("SPREAD", "IWD", "IWF", "2024-11"), float)
    for _ in range(2):
        said = market.answer("EXPLAIN", "SPREAD", "IWD", "IWF", "2024-11")
        assert said.startswith("ok IWD is stale, with data to 2024-12-02.")
        assert "for 3600 s" in said
        assert "IWF" not in said


def test_a_dividend_that_was_taken_back_stays_until_that_is_accepted(
    living: Living, stub: Stubs
) -> None:
    live = living.live()
    living.market().answers(CALLS[:1])
    paid = max(day for day in stub.world.listings["IWD"].dividends if day < stub.world.today)
    stub.world.listings["IWD"].correct(paid, since=paid, dividend=0)
    stub.world.now += dt.timedelta(days=90)
    assert "a dividend that vanished" in str(live.refresher.refresh([IWD], 20, force=True)[IWD])
    assert live.load([IWD])[IWD][0].status == "suspicious"  # type: ignore[index]
    found = live.refresher.refresh([IWD], 20, force=True, accept=True)[IWD]
    assert isinstance(found, tuple)
    assert paid not in [days.to_date(int(day)) for day in found[1]["dividend_day"]]
    assert live.load([IWD])[IWD][0].status == "stale"  # type: ignore[index] # the world has ended


def test_a_ticker_that_trades_at_all_hours_moves_no_last_session(living: Living) -> None:
    live = living.live()
    live.load([IWD])
    before = live.last_session()
    weekend = {"day": np.array([before + 5], np.int32), "close": np.array([1.0])}
    for code in ("BTC-USD", "SOL-USD", "NZDUSD=X"):
        live.standings.fetched(
            Key("price", code), lambda _: weekend, State(None, 1.0), lambda _: 0.0, whole=True
        )
    assert live.last_session() == before


@pytest.mark.parametrize("held", ["missing", "old"])
def test_what_is_renewed_before_another_series_is_loaded_is_noticed(
    held: str, living: Living
) -> None:
    if held == "old":
        living.market().answers([Call("DATA_AS_OF", ("IWD",))])
        living.stub.world.now += dt.timedelta(days=1)
    market, other = living.market(mode="never"), living.market()
    before = market.answers([Call("DATA_AS_OF", ("IWD",))])[0]
    now = other.answers([Call("DATA_AS_OF", ("IWD",))])[0]
    market.load([Key("price", "IWF")])
    market.check()
    after = market.answers([Call("DATA_AS_OF", ("IWD",))])[0]
    assert after == now != before


def test_the_series_that_tells_the_last_session_is_renewed_in_memory_as_well(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "ANCHOR", IWD)
    call = Call("DATA_NOTE", ("IWD",))
    living.market().answers([call])
    market = living.market(mode="never")
    before = market.answers([call])[0]
    living.stub.world.now += dt.timedelta(minutes=10)
    living.live().refresher.refresh([IWD], 20, force=True)
    market.renew_sessions()
    market.check()
    assert market.answers([call])[0] != before


def test_threads_share_one_client(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of Python 3.12 `cached_property` does not see to that."""
    monkeypatch.setattr(cached_property, "__get__", _without_lock)
    monkeypatch.setattr(providers, "new_yahoo", _slowly)
    live = living.live()
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda _: live.refresher, range(2))
    assert one is other


def _slowly(folder: Path) -> Yahoo:
    time.sleep(0.05)
    return Yahoo(folder)


def _without_lock(owner: Any, instance: Any, _kind: object = None) -> Any:
    found = vars(instance)
    if owner.attrname not in found:
        found[owner.attrname] = owner.func(instance)
    return found[owner.attrname]
