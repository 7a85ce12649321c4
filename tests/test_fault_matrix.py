"""Every fault of the providers, through a market: what is said, asked, served and healed."""

from pathlib import Path

import pytest

from faults_of_live import FRED, LIMIT, NEEDS_KEY, YAHOO, Row, Setting, clock_off
from living import Living
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.database import Store

ROWS = [("IWD", "chart", name, row) for name, row in YAHOO.items()]
ROWS += [("DGS10", "observations", name, row) for name, row in FRED.items()]
CALLS = {
    "IWD": [Call("ASSET_RETURN", ("IWD", "2024-11")), Call("SNAPSHOT_ID", ("IWD",))],
    "DGS10": [Call("MACRO", ("DGS10", "2024-11-29")), Call("SNAPSHOT_ID", ("DGS10",))],
}
OTHER = {"IWD": Call("ASSET_RETURN", ("IWF", "2024-11")), "DGS10": Call("MACRO", ("DGS2",))}
ids = [f"{code} {name}" for code, _, name, _ in ROWS]


@pytest.fixture
def setting(living: Living, monkeypatch: pytest.MonkeyPatch) -> Setting:
    return Setting(living, monkeypatch)


def asked(setting: Setting, code: str) -> int:
    data = ("chart", "observations", "fredgraph")
    found = [r for r in setting.stub.requests(name=code) if r.route in data]
    setting.stub.forget()
    return len(found)


def loaded_cold(setting: Setting, code: str, folder: Path) -> list[object]:
    """Return the answers of a market that has nothing stored."""
    store = Store(folder / "market.db")
    answers = Market(Live(store=store, clock=setting.living.clock)).answers(CALLS[code])
    setting.stub.forget()
    return answers


def assert_told(market: Market, code: str, row: Row) -> None:
    """Assert that a user sees the error in a cell, and why in EXPLAIN and in DATA_NOTE."""
    error = market.answers(CALLS[code])[0]
    assert type(error) is row.cold
    assert str(shown(error)) == "#N/A"
    assert row.words in str(error)
    call = CALLS[code][0]
    assert market.answer("EXPLAIN", call.name, *call.values) == str(error)
    assert market.answer("DATA_NOTE", code) == f"{code}: missing. {error}"
    (_, source) = market.answer("DATA_SOURCES", code).cells()
    assert (source[0], source[-1]) == (code, "missing")


@pytest.mark.parametrize(("code", "route", "name", "row"), ROWS, ids=ids)
def test_a_fault_where_nothing_is_stored(
    code: str, route: str, name: str, row: Row, setting: Setting, tmp_path: Path
) -> None:
    del route, name
    with row.shown(setting):
        market = setting.living.market()
        answers = market.answers([*CALLS[code], OTHER[code]])
        if row.asked and "not there" not in row.words:
            assert isinstance(answers[-1], float)
        assert asked(setting, code) == row.asked
        if row.cold is None:
            assert isinstance(answers[0], float)
            return
        assert_told(market, code, row)
    setting.later(row.rest - 1)
    assert type(setting.living.market().answers(CALLS[code])[0]) is row.cold
    assert asked(setting, code) == 0
    setting.later(2)
    assert setting.living.market().answers(CALLS[code]) == loaded_cold(setting, code, tmp_path / "c")


@pytest.mark.parametrize(("code", "route", "name", "row"), ROWS, ids=ids)
def test_a_fault_where_good_data_are_stored(
    code: str, route: str, name: str, row: Row, setting: Setting, tmp_path: Path
) -> None:
    del route, name
    key = Key("price" if code == "IWD" else "macro", code)
    good = setting.living.market().answers(CALLS[code])
    setting.tomorrow()
    with row.shown(setting):
        asked(setting, code)
        market = setting.living.market()
        served = market.answers([*CALLS[code], OTHER[code]])
        assert isinstance(served[-1], float)
        if row.error is None:
            assert isinstance(served[0], float)
            return
        assert served[:-1] == good
        record = market.view.loaded[key].record
        assert record.status == row.status
        assert row.words in str(record.problem)
        assert f"Last problem: {record.problem}" in market.answer("DATA_NOTE", code)
    asked(setting, code)
    setting.later(row.rest - 1)
    assert setting.living.market().answers(CALLS[code]) == good
    assert asked(setting, code) == 0
    setting.later(2)
    market = setting.living.market()
    renewed = market.answers(CALLS[code])
    assert renewed == loaded_cold(setting, code, tmp_path / "c")
    assert renewed != good
    record = market.view.loaded[key].record
    assert (record.status, record.problem) == ("fresh", None)
