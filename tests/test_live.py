"""The live source: what is asked for when, what is served, and what users hear of it."""

import datetime as dt

import numpy as np
import pytest

from living import Living
from rotationxl.market.evaluate import Call
from rotationxl.sources import Key
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
    assert market.answer("DATA_AS_OF") == market.answer("DATA_AS_OF", "IWD")
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
