"""Every fault of the providers, through a market: what is said, asked, served and healed."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from faults_of_live import FRED, YAHOO, Row, Setting, clock_off, keyless_and, planned, shows
from living import Living, record_of
from rotationxl.errors import KeyRefusedError, NeedsKeyError, RateLimitedError, RotationError
from rotationxl.live import fred, yahoo
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.database import Store
from stubs import Fault
from stubs.made import rising

ROWS = [("IWD", row) for row in YAHOO.values()] + [("DGS10", row) for row in FRED.values()]
IDS = [f"{code}, {name}" for code, rows in (("IWD", YAHOO), ("DGS10", FRED)) for name in rows]
CALLS = {
    "IWD": [Call("ASSET_RETURN", ("IWD", "2024-11")), Call("SNAPSHOT_ID", ("IWD",))],
    "DGS10": [Call("MACRO", ("DGS10", "2024-11-29")), Call("SNAPSHOT_ID", ("DGS10",))],
}
OTHER = {"IWD": Call("ASSET_RETURN", ("IWF", "2024-11")), "DGS10": Call("MACRO", ("DGS2",))}


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


@pytest.mark.parametrize(("code", "row"), ROWS, ids=IDS)
def test_a_fault_where_nothing_is_stored(
    code: str, row: Row, setting: Setting, tmp_path: Path
) -> None:
    with row.shown(setting):
        market = setting.living.market()
        answers = market.answers([*CALLS[code], OTHER[code]])
        if row.cold is RateLimitedError:  # it holds what has not begun by then
            assert isinstance(answers[-1], float | RateLimitedError)
        else:
            assert isinstance(answers[-1], float) == row.spares_others
        assert 0 <= asked(setting, code) - row.asked <= row.resent
        if row.cold is None:
            assert isinstance(answers[0], float)
        else:
            assert_told(market, code, row)
    if row.cold is None:  # what was taken in good faith is mended by the next answer
        setting.tomorrow()
        healed = setting.living.market().answers(CALLS[code])
        assert healed == loaded_cold(setting, code, tmp_path / "c")
        return
    setting.later(row.rest - 1)
    assert type(setting.living.market().answers(CALLS[code])[0]) is row.cold
    assert asked(setting, code) == 0
    setting.later(2)
    assert setting.living.market().answers(CALLS[code]) == loaded_cold(
        setting, code, tmp_path / "c"
    )


@pytest.mark.parametrize(("code", "row"), ROWS, ids=IDS)
def test_a_fault_where_good_data_are_stored(
    code: str, row: Row, setting: Setting, tmp_path: Path
) -> None:
    key = Key("price" if code == "IWD" else "macro", code)
    *good, other = setting.living.market().answers([*CALLS[code], OTHER[code]])
    setting.tomorrow()
    with row.shown(setting):
        asked(setting, code)
        market = setting.living.market()
        served = market.answers([*CALLS[code], OTHER[code]])
        assert served[-1] == pytest.approx(other, rel=0.1)
        if row.error is None:
            assert isinstance(served[0], float)
            return
        assert served[:-1] == good
        record = record_of(market, key)
        assert record.status == row.status
        assert row.words in str(record.problem)
        problem = str(record.problem).removeprefix(f"{code}: ")
        note = market.answer("DATA_NOTE", code)
        assert f"Last problem: {problem}" in note
        assert f", {row.status}. " in note
        assert market.answer("DATA_SOURCES", code).cells()[1][-1] == row.status
    asked(setting, code)
    setting.later(row.rest - 1)
    assert setting.living.market().answers(CALLS[code]) == good
    assert asked(setting, code) == 0
    setting.later(2)
    market = setting.living.market()
    renewed = market.answers(CALLS[code])
    assert renewed == loaded_cold(setting, code, tmp_path / "c")
    assert renewed != good
    record = record_of(market, key)
    assert (record.status, record.problem) == ("fresh", None)


def stored(setting: Setting, key: Key) -> dict[str, Any]:
    return Store(setting.living.path).read("live", [key])[key][1]


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_a_clock_that_is_wrong_changes_no_number(
    hours: int, setting: Setting, tmp_path: Path
) -> None:
    """The provider's clock decides which closes are final; this machine's when it is asked."""
    right = loaded_cold(setting, "IWD", tmp_path / "right")
    with clock_off(hours * 3600)(setting):
        assert setting.living.market().answers(CALLS["IWD"]) == right
        assert asked(setting, "IWD") == 1
        assert setting.living.market().answers(CALLS["IWD"]) == right
        assert asked(setting, "IWD") == 0
        setting.tomorrow()
        newer = setting.living.market().answers(CALLS["IWD"])
        assert asked(setting, "IWD") == 1
    assert newer == loaded_cold(setting, "IWD", tmp_path / "newer") != right


@pytest.mark.parametrize("days", [30, 4000])
def test_a_clock_that_was_far_ahead_silences_nothing_once_it_is_right(
    days: int, setting: Setting, tmp_path: Path
) -> None:
    calls = [*CALLS["IWD"], *CALLS["DGS10"]]
    with clock_off(days * 86_400)(setting):
        before = setting.living.market().answers(calls)
    setting.tomorrow()
    market = setting.living.market()
    after = market.answers(calls)
    assert after[:2] == loaded_cold(setting, "IWD", tmp_path / "one")
    assert after[2:] == loaded_cold(setting, "DGS10", tmp_path / "two")
    assert after != before
    keys = Key("price", "IWD"), Key("macro", "DGS10")
    assert {record_of(market, key).status for key in keys} == {"fresh"}


def test_history_that_was_revised_is_taken(setting: Setting) -> None:
    key = Key("macro", "DGS10")
    setting.living.market().answers(CALLS["DGS10"])
    before = stored(setting, key)
    setting.tomorrow()
    with shows("observations", Fault.REVISED_HISTORY)(setting):
        market = setting.living.market()
        market.answers(CALLS["DGS10"])
    after = stored(setting, key)
    np.testing.assert_array_equal(after["value"][:5], before["value"][:5] + 1)
    assert record_of(market, key).status == "fresh"


def test_what_a_rolling_window_no_longer_shows_stays(setting: Setting) -> None:
    key = Key("macro", "DGS10")
    setting.living.market().answers(CALLS["DGS10"])
    before = stored(setting, key)
    setting.world.series["DGS10"].window = dt.timedelta(365)
    setting.tomorrow()
    setting.living.market().answers(CALLS["DGS10"])
    after = stored(setting, key)
    count = len(before["day"])
    assert after["day"][:count].tolist() == before["day"].tolist()
    np.testing.assert_array_equal(after["value"][:count], before["value"])
    assert len(after["day"]) == count + 1


def test_without_a_key_yields_are_the_treasury_s_and_the_rest_stays(setting: Setting) -> None:
    calls = [*CALLS["DGS10"], Call("MACRO", ("PAYEMS",))]
    good = setting.living.market().answers(calls)
    setting.tomorrow()
    setting.stub.faults.add("fredgraph", None, Fault.STATUS_500)
    with keyless_and()(setting):
        market = setting.living.market()
        served = market.answers(calls)
        keys = [Key("macro", code) for code in ("DGS10", "PAYEMS")]
        records = {key.code: record_of(market, key) for key in keys}
        assert (records["DGS10"].origin, records["DGS10"].status) == ("US Treasury", "fresh")
        assert (records["PAYEMS"].origin, records["PAYEMS"].status) == ("FRED", "stale")
        assert served[0] == good[0]
        assert served[2] == good[2]
        assert "HTTP 500" in market.answer("DATA_NOTE", "PAYEMS")


def test_vintages_without_a_key_say_that_they_need_one(setting: Setting) -> None:
    call = Call("MACRO", ("PAYEMS", "2024-09-30", "first"))
    with keyless_and()(setting):
        for _ in range(2):
            error = setting.living.market().answers([call])[0]
            assert type(error) is NeedsKeyError
            assert "need a FRED key" in str(error)
            said = setting.living.market().answer("EXPLAIN", call.name, *call.values)
            assert said == str(error)
            setting.later(2)
        assert setting.stub.requests("observations") == []
    setting.later(5)
    assert isinstance(setting.living.market().answers([call])[0], float)


@pytest.mark.parametrize("ticker", ["iwd", " IWD "])
def test_a_ticker_is_the_same_however_it_is_typed(ticker: str, setting: Setting) -> None:
    market = setting.living.market()
    calls = [Call("ASSET_RETURN", (text, "2024-11")) for text in ("IWD", ticker)]
    one, other = market.answers(calls)
    assert one == other
    assert asked(setting, "IWD") == 1


def test_a_year_that_is_asked_for_is_a_day(setting: Setting) -> None:
    setting.stub.faults.add("chart", "IWD", Fault.STATUS_429, retry_after=365 * 86_400, times=1)
    assert isinstance(setting.living.market().answers(CALLS["IWD"])[0], RotationError)
    asked(setting, "IWD")
    setting.later(86_400 + 1)
    assert isinstance(setting.living.market().answers(CALLS["IWD"])[0], float)


@pytest.mark.parametrize("year", [1970, 1980, 2000, 2035, 2099])
def test_a_clock_of_another_time_stops_no_number(year: int, setting: Setting) -> None:
    good = setting.living.market().answers(CALLS["IWD"])
    setting.tomorrow()
    wrong = setting.world.now.replace(year=year) - setting.world.now
    with clock_off(wrong.total_seconds())(setting):
        assert setting.living.market().answers(CALLS["IWD"])[0] == good[0]
        setting.stub.forget()
        assert setting.living.market().answers(CALLS["IWD"])[0] == good[0]
        assert asked(setting, "IWD") == 0


def test_a_mistake_of_our_own_with_one_series_disturbs_no_other(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with setting.patch.context() as patch:
        patch.setattr(fred.Fred, "observations", fail)
        answers = setting.living.market().answers([*CALLS["IWD"], CALLS["DGS10"][0]])
        assert "ZeroDivisionError" in caplog.text
    assert isinstance(answers[0], float)
    assert "could not make anything of it (ZeroDivisionError)" in str(answers[2])
    setting.later(61)
    assert isinstance(setting.living.market().answers(CALLS["DGS10"])[0], float)


def test_a_batch_that_its_limit_cuts_comes_whole_with_the_next_ones(setting: Setting) -> None:
    """What had no turn is not held back: nothing speaks against it."""
    tickers = [f"T{number}" for number in range(150)]
    setting.world.add(*(rising(ticker, dt.date(2024, 12, 2)) for ticker in tickers))
    calls = [Call("ASSET_RETURN", (ticker, "2024-11")) for ticker in tickers]
    first = setting.living.market(limit=0.6).answers(calls)
    late = [str(answer) for answer in first if not isinstance(answer, float)]
    assert 0 < len(late) < 150
    assert all("comes with the next refresh" in text or "within" in text for text in late)
    setting.later(16)  # those that were cut off in the middle of their answer
    whole = setting.living.market(limit=60).answers(calls)
    assert [answer for answer in whole if not isinstance(answer, float)] == []
    assert len(setting.stub.requests("chart")) <= 150 + 8


def test_what_had_no_turn_is_asked_for_at_once_by_the_next(setting: Setting) -> None:
    for pace in (yahoo.PACE, fred.PACE):
        setting.patch.setattr(pace, "interval", 30.0)
        setting.patch.delenv(str(pace.variable))
    market = setting.living.market(limit=5)
    answers = market.answers([CALLS["IWD"][0], OTHER["IWD"]])
    (late,) = [answer for answer in answers if not isinstance(answer, float)]
    assert "is not asked" in str(late)
    setting.later(31)
    again = setting.living.market(limit=5).answers([CALLS["IWD"][0], OTHER["IWD"]])
    assert all(isinstance(answer, float) for answer in again)
    assert len(setting.stub.requests("chart")) == 2


def test_with_a_wrong_key_what_needs_none_comes_all_the_same(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    vintage = Call("MACRO", ("PAYEMS", "2024-09-30", "first"))
    with planned(lambda s: s.stub.faults.add("observations", None, Fault.BAD_KEY), setting):
        market = setting.living.market()
        *latest, first = market.answers([*CALLS["DGS10"], vintage])
        assert isinstance(latest[0], float)
        assert record_of(market, Key("macro", "DGS10")).origin == "FRED, download"
        assert type(first) is KeyRefusedError
        assert "FRED refuses the key" in caplog.text
    setting.later(61)
    assert isinstance(setting.living.market().answers([vintage])[0], float)
