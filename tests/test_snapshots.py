"""Snapshot files: the same numbers from another machine, and nothing lost on the way in."""

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living import Living
from rotationxl import series_files, snapshots
from rotationxl.errors import (
    BadArgumentError,
    MalformedError,
    NeedsKeyError,
    SourceError,
    StoreError,
    TargetError,
)
from rotationxl.live.taking import Taken, take
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.snapshots import MANIFEST, Origin, Snapshot, export, stored
from rotationxl.sources import Columns, Key, State, open_source
from rotationxl.store import rows
from rotationxl.store.database import Store
from rotationxl.store.rows import Loaded
from rotationxl_workbooks.build import build

LIVE = Origin("live", "Yahoo Finance and FRED", None, 45_629)
IWD, DGS10 = Key("price", "IWD"), Key("macro", "DGS10")
CALLS = [
    Call("ASSET_RETURN", ("IWD", "2024-11")),
    Call("SPREAD", ("IWD", "IWF", "2024-11")),
    Call("MACRO", ("DGS10", "2024-11-29")),
    Call("VALUATION", ("IWD", "pe")),
    Call("VALUATION", ("NOSUCH", "pe")),
    Call("MACRO", ("UNRATE", "2024-10", "first")),
    Call("DATA_NOTE", ("IWD",)),
    Call("DATA_NOTE", ("DGS10",)),
    Call("DATA_NOTE", ("NOSUCH",)),
    Call("DATA_SOURCES", ("IWD,IWF,DGS10,NOSUCH",)),
    Call("DATA_BANNER"),
    Call("DATA_BANNER", ("IWD,DGS10",)),
    Call("SNAPSHOT_ID", ("IWD,IWF,DGS10",)),
    Call("DATA_AS_OF"),
    Call("DATA_AS_OF", ("DGS10",)),
    Call("EXPLAIN", ("ASSET_RETURN", "NOSUCH", "2024-11")),
    Call("EXPLAIN", ("ASSET_RETURN", "IWD", "2024-11")),
]


def loaded(key: Key, columns: Columns, state: State | None = None) -> Loaded:
    return rows.made("live", key, columns, state)


def priced(first: int, *close: float, **more: Any) -> Columns:
    day = np.arange(first, first + len(close), dtype=np.int32)
    none = np.zeros(0, np.int32)
    events = {"dividend_day": none, "dividend": np.zeros(0)}
    events |= {"split_day": none, "split": np.zeros(0)}
    return {"day": day, "close": np.array(close, np.float64), **events, **more}


def written(folder: Path, series: Mapping[Key, Loaded | SourceError], name: str = "s.zip") -> Path:
    export(folder / name, LIVE, series)
    return folder / name


def market_of(path: Path, store: Path) -> Market:
    return Market(open_source(f"snapshot:{path}"), Store(store))


def told(market: Market) -> list[str]:
    """Return what all calls give, and why where they give nothing."""
    return [f"{shown(answer)!r} {answer!r}" for answer in market.answers(CALLS)]


def test_live_data_are_told_the_same_from_a_snapshot(living: Living, tmp_path: Path) -> None:
    zone = living.stub.world.now.tzinfo
    living.stub.world.now = dt.datetime(2024, 12, 3, 15, tzinfo=zone)  # a session is going on
    told(living.market())
    live = living.live(mode="never")
    before = told(Market(live))
    series = stored(live, live.store)
    assert any("unfinished_day" in item[1] for item in series.values() if isinstance(item, tuple))
    export(tmp_path / "s.zip", Origin.of(live), series)
    living.stub.forget()
    for _ in range(2):  # from the file, then from the store
        assert told(market_of(tmp_path / "s.zip", tmp_path / "other.db")) == before
    assert living.stub.requests() == []
    assert "Yahoo Finance" in before[6]
    assert "FRED" in before[7]


def test_a_report_from_a_snapshot_is_the_same_to_the_byte(sample: Market, tmp_path: Path) -> None:
    series = stored(open_source("sample"), sample.store)
    export(tmp_path / "s.zip", Origin.of(sample.source), series)
    again = market_of(tmp_path / "s.zip", tmp_path / "other.db")
    for name, market in (("one.xlsx", sample), ("two.xlsx", again)):
        list(build("value-growth", ["2024-11"], market, out=tmp_path / name))
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert again.answer("DATA_BANNER") == sample.source.warning


def test_unpacked_it_is_a_folder(sample: Market, tmp_path: Path) -> None:
    keys = [IWD, DGS10, Key("vintage", "PAYEMS"), Key("valuation", "IWD"), Key("price", "^GSPC")]
    export(tmp_path / "s.zip", Origin.of(sample.source), sample.supply.load(keys))
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        archive.extractall(tmp_path / "folder")
    folder = Market(open_source(f"folder:{tmp_path / 'folder'}"), Store(tmp_path / "f.db"))
    assert sorted(open_source(f"folder:{tmp_path / 'folder'}").keys()) == sorted(keys)
    for code in ("IWD", "DGS10", "^GSPC"):
        assert folder.answer("SNAPSHOT_ID", code) == sample.answer("SNAPSHOT_ID", code)
    assert folder.answer("VALUATION", "IWD", "pe") == sample.answer("VALUATION", "IWD", "pe")


numbers = st.floats(allow_infinity=False) | st.sampled_from([5e-324, 1.7976931348623157e308, -0.0])
above_zero = st.floats(min_value=5e-324, allow_infinity=False, allow_nan=False)
or_missing = st.just(float("nan")) | st.floats(min_value=0, allow_infinity=False)


def columns_of(draw: Callable[..., Any], kind: str) -> Columns:
    size = draw(st.integers(1, 6))
    day = np.array(sorted(draw(st.sets(st.integers(36_526, 46_000), min_size=size))), np.int32)

    def column(values: st.SearchStrategy[float]) -> np.ndarray:
        made = np.array(draw(st.lists(values, min_size=len(day), max_size=len(day))), np.float64)
        return np.where(np.isnan(made), np.nan, made)  # of all that are no number there is one here

    if kind == "price":
        more = {name: column(or_missing) for name in ("open", "high", "low", "volume")}
        return priced(0) | {"day": day, "close": column(above_zero)} | more
    if kind == "valuation":
        multiple = numbers.filter(bool)
        made = {n: column(multiple) for n in ("pe", "pb", "ps", "forward_pe", "raw_pe", "raw_pb")}
        return {"day": day, "dividend_yield": column(st.floats(0, 0.99)), **made}
    value = column(numbers)
    value[0] = draw(above_zero)
    return {"day": day, "value": value} | ({"since": day + 30} if kind == "vintage" else {})


@pytest.mark.parametrize("kind", ["price", "macro", "vintage", "valuation"])
@given(data=st.data())
def test_every_number_comes_back_to_the_last_bit(kind: Any, data: st.DataObject) -> None:
    columns = columns_of(data.draw, kind)
    again = series_files.read(kind, "x.csv", series_files.write(kind, columns))
    assert again.keys() == columns.keys()
    assert rows.digest(again) == rows.digest(columns)


def test_events_on_days_without_a_close_come_back() -> None:
    day = np.array([45_600, 45_603], np.int32)
    columns = priced(45_600, 10, 11, 12) | {"dividend_day": day, "dividend": np.array([0.5, 0.25])}
    columns |= {"split_day": day[1:], "split": np.array([1 / 3])}
    again = series_files.read("price", "x.csv", series_files.write("price", columns))
    assert rows.digest(again) == rows.digest(columns)


def test_what_cannot_be_read_back_is_not_written(tmp_path: Path) -> None:
    infinite = {"day": np.array([45_600], np.int32), "value": np.array([np.inf])}
    lost = priced(45_600, 10, 11) | {"close": np.array([10.0, np.nan])}
    for key, columns in ((DGS10, infinite), (IWD, lost)):
        with pytest.raises(MalformedError, match=key.code):
            written(tmp_path, {key: loaded(key, columns)})
    assert list(tmp_path.iterdir()) == []


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    unfinished = {"unfinished_day": np.array([45_603], np.int32), "unfinished_close": np.ones(1)}
    state = State("any", 1.5, "Yahoo Finance", "fresh", None)
    one: dict[Key, Loaded | SourceError] = {
        IWD: loaded(IWD, priced(45_600, 10, 11), state),
        DGS10: NeedsKeyError("DGS10: no key"),
    }
    two = dict(reversed(one.items())) | {
        IWD: loaded(IWD, priced(45_600, 10, 11, **unfinished), state._replace(stamp="another"))
    }
    first, second = (written(tmp_path, s, f"{i}.zip") for i, s in enumerate((one, two)))
    assert first.read_bytes() == second.read_bytes()
    other = written(tmp_path, {IWD: loaded(IWD, priced(45_600, 10, 12), state)}, "other.zip")
    assert Snapshot(first).id == Snapshot(second).id != Snapshot(other).id


def test_errors_come_back_as_they_were(tmp_path: Path) -> None:
    path = written(tmp_path, {DGS10: NeedsKeyError("DGS10: there is no key.")})
    source = open_source(f"snapshot:{path}")
    assert repr(source.fetch([DGS10])[DGS10]) == repr(NeedsKeyError("DGS10: there is no key."))
    assert "made without it" in str(source.fetch([IWD])[IWD])


def test_the_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="is a folder"):
        export(tmp_path, LIVE, {})


def rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def manifest(**more: Any) -> Callable[[dict[str, bytes]], object]:
    def change(contents: dict[str, bytes]) -> None:
        contents[MANIFEST] = json.dumps(json.loads(contents[MANIFEST]) | more).encode()

    return change


DAMAGES: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "newer": (manifest(format=snapshots.FORMAT + 1), "newer rotationxl .*Upgrade"),
    "no title": (lambda c: c.update({MANIFEST: b'{"format": 1}'}), "cannot be read"),
    "no json": (lambda c: c.update({MANIFEST: b"{"}), "cannot be read"),
    "a list": (lambda c: c.update({MANIFEST: b"[]"}), "cannot be read"),
    "no manifest": (lambda c: c.pop(MANIFEST), "there is no manifest.json"),
    "kinds": (manifest(missing=[{"kind": "x", "code": "", "error": "", "message": ""}]), "unknown"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_manifest_that_is_not_right_is_refused(damage: str, tmp_path: Path) -> None:
    change, message = DAMAGES[damage]
    path = rewritten(written(tmp_path, {IWD: loaded(IWD, priced(45_600, 10))}), change)
    with pytest.raises(MalformedError, match=rf"s\.zip: .*{message}"):
        open_source(f"snapshot:{path}")


def test_a_changed_series_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    macro = {"day": np.array([45_600], np.int32), "value": np.array([4.5])}
    path = written(tmp_path, {IWD: loaded(IWD, priced(45_600, 10)), DGS10: loaded(DGS10, macro)})
    rewritten(path, lambda c: c.update({"prices/IWD.csv": b"date,close,dividend,split\n"}))
    market = market_of(path, tmp_path / "other.db")
    with pytest.raises(MalformedError, match=r"IWD\.csv is not what the manifest says"):
        market.answer("ASSET_RETURN", "IWD", "2024-11")
    assert market.answer("MACRO", "DGS10", "2024-11-29") == 4.5
    rewritten(path, lambda c: c.pop("prices/IWD.csv"))
    error = open_source(f"snapshot:{path}").fetch([IWD])[IWD]
    assert "there is no prices/IWD.csv" in str(error)


def test_what_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArgumentError, match="there is no file"):
        open_source(f"snapshot:{tmp_path / 'none.zip'}")
    with pytest.raises(BadArgumentError, match="give the file"):
        open_source("snapshot:")
    (tmp_path / "text.zip").write_text("date,close\n")
    with pytest.raises(MalformedError, match="no zip"):
        open_source(f"snapshot:{tmp_path / 'text.zip'}")
    path = written(tmp_path, {IWD: loaded(IWD, priced(45_600, *range(1, 500)))})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MalformedError, match="no zip"):
        open_source(f"snapshot:{path}")


def taken(tmp_path: Path, stored_at: float, had: Columns, brought: Columns) -> tuple[Store, Taken]:
    """Take a snapshot of second 100 into a store that fetched at another."""
    store = Store(tmp_path / "live.db")
    store.save("live", {IWD: had}, {IWD: State(None, stored_at, "Yahoo Finance")})
    series = {IWD: loaded(IWD, brought, State(None, 100.0, "elsewhere", "stale"))}
    return store, take(Snapshot(written(tmp_path, series)), store)[IWD]


@pytest.mark.parametrize(("stored_at", "close"), [(50.0, 11.001), (150.0, 11.0)])
def test_the_later_fetch_counts_and_no_row_goes(
    stored_at: float, close: float, tmp_path: Path
) -> None:
    had = priced(45_600, 10, 11, volume=np.array([5.0, 6.0]))
    brought = priced(45_601, 11.001, 12, volume=np.array([np.nan, 7.0]))
    store, result = taken(tmp_path, stored_at, had, brought)
    record, columns = store.read("live", [IWD])[IWD]
    assert result == Taken("more", 1)
    assert columns["close"].tolist() == [10, close, 12]
    assert columns["volume"].tolist() == [5, 6, 7]
    assert record.since == max(stored_at, 100.0)
    assert record.origin == ("elsewhere" if stored_at < 100 else "Yahoo Finance")


def test_what_is_all_stored_changes_nothing(tmp_path: Path) -> None:
    store, result = taken(tmp_path, 150.0, priced(45_600, 10, 11), priced(45_601, 11))
    assert result == Taken("nothing", 0)
    assert store.read("live", [IWD])[IWD][0].since == 150.0


def test_prices_on_another_scale_are_left_out(tmp_path: Path) -> None:
    store, result = taken(tmp_path, 150.0, priced(45_601, 5.5, 6), priced(45_600, 10, 11))
    assert result.what == "refused"
    assert "another scale" in str(result.problem)
    assert store.read("live", [IWD])[IWD][1]["close"].tolist() == [5.5, 6]


def test_a_newer_scale_is_taken_where_it_covers_all(tmp_path: Path) -> None:
    store, result = taken(tmp_path, 50.0, priced(45_600, 10, 11), priced(45_600, 5, 5.5, 6))
    assert result == Taken("more", 1)
    assert store.read("live", [IWD])[IWD][1]["close"].tolist() == [5, 5.5, 6]


def test_what_was_taken_is_as_fresh_as_it_was(living: Living, tmp_path: Path) -> None:
    told(living.market())
    live = living.live(mode="never")
    export(tmp_path / "s.zip", Origin.of(live), stored(live, live.store))
    other = Living(living.stub, tmp_path / "other")
    found = take(Snapshot(tmp_path / "s.zip"), Store(other.path))
    assert {one.what for one in found.values()} == {"new"}
    living.stub.forget()
    offline = other.market(mode="never")
    assert offline.answer("ASSET_RETURN", "IWD", "2024-11") == living.market(mode="never").answer(
        "ASSET_RETURN", "IWD", "2024-11"
    )
    assert ", fresh." in other.market().answer("DATA_NOTE", "IWD")
    assert living.stub.requests() == []
    living.stub.world.now += dt.timedelta(days=1)
    other.market().answer("ASSET_RETURN", "IWD", "2024-11")
    assert living.stub.requests("chart", "IWD")


def test_only_what_came_from_live_is_taken(sample: Market, tmp_path: Path) -> None:
    export(tmp_path / "s.zip", Origin.of(sample.source), sample.supply.load([IWD]))
    with pytest.raises(BadArgumentError, match="made from the simulated sample market"):
        take(Snapshot(tmp_path / "s.zip"), Store(tmp_path / "live.db"))


def test_a_damaged_series_is_not_taken(tmp_path: Path) -> None:
    path = written(tmp_path, {IWD: loaded(IWD, priced(45_600, 10))})
    rewritten(path, lambda c: c.update({"prices/IWD.csv": b""}))
    store = Store(tmp_path / "live.db")
    assert take(Snapshot(path), store)[IWD].what == "refused"
    assert store.read("live", [IWD]) == {}


def test_a_store_that_keeps_nothing_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, {IWD: loaded(IWD, priced(45_600, 10))})
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="takes nothing"):
        take(Snapshot(path), Store(tmp_path / "file" / "live.db"))
