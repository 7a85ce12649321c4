"""The store keeps what it was given, whatever happens to its file."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from markets import random_rows, weekdays, write_prices
from rotationxl.errors import OutageError, StoreError
from rotationxl.market.evaluate import Market
from rotationxl.sources import Columns, Key, State, open_source
from rotationxl.store import database, rows, schema
from rotationxl.store.database import Store

KEY = Key("price", "ABC")
FILL = """
import sys
from pathlib import Path
import rotationxl.functions
from rotationxl.market.evaluate import Market
from rotationxl.sources import Key, open_source
from rotationxl.store.database import Store
root, store, times = sys.argv[1:]
keys = [Key("price", path.stem) for path in Path(root, "prices").glob("*.csv")]
for _ in range(int(times)):
    source = open_source(f"folder:{root}")
    kept = Store(Path(store))
    kept.save(source.name, source.fetch(keys), {key: source.state(key) for key in keys})
    print("filled", flush=True)
"""


FORMER = """
alter table series drop column origin;
alter table series drop column status;
drop table standings;
pragma user_version=1;
"""


def columns(seed: int = 0) -> Columns:
    rng = np.random.default_rng(seed)
    return {"day": np.arange(40_000, 40_100, dtype=np.int32), "close": rng.random(100) + 1}


def same(one: Columns, two: Columns) -> bool:
    return one.keys() == two.keys() and all(np.array_equal(one[name], two[name]) for name in one)


def ask(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_what_was_saved_is_read_by_another_process(tmp_path: Path) -> None:
    Store(tmp_path / "market.db").save("test", {KEY: columns()}, {KEY: State("stamp", 9.5)})
    record, read = Store(tmp_path / "market.db").read("test", [KEY])[KEY]
    assert same(read, columns())
    assert (record.stamp, record.since) == ("stamp", 9.5)
    assert (record.first, record.last, record.count) == (40_000, 40_099, 100)


def test_two_sources_never_meet(tmp_path: Path) -> None:
    store = Store(tmp_path / "market.db")
    store.save("one", {KEY: columns(1)}, {})
    store.save("two", {KEY: columns(2)}, {})
    assert same(store.read("one", [KEY])[KEY][1], columns(1))
    assert store.read("three", [KEY]) == {}


def test_the_digest_depends_on_the_data_alone(tmp_path: Path) -> None:
    digests = []
    for name in ("a", "b"):
        store = Store(tmp_path / name / "market.db")
        store.save(name, {KEY: columns()}, {KEY: State(name, None)})
        digests.append(store.read(name, [KEY])[KEY][0].digest)
    other = Store(tmp_path / "c" / "market.db")
    other.save("c", {KEY: columns(9)}, {})
    assert digests[0] == digests[1] != other.read("c", [KEY])[KEY][0].digest


def test_every_fetch_is_logged_and_the_last_problem_is_known(tmp_path: Path, folder: Path) -> None:
    store = Store(tmp_path / "market.db")
    market = Market(open_source(f"folder:{folder}"), store)
    note = market.answer("DATA_NOTE", "NOSUCH")
    assert note.startswith("NOSUCH: missing.")
    rows = ask(store.path, "select code,outcome from fetches")
    assert ("NOSUCH", "UnknownSymbolError") in rows


@pytest.mark.parametrize("damage", ["garbage", "middle", "data", "empty"])
def test_a_damaged_file_is_moved_aside_and_built_anew(
    damage: str, tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "market.db"
    before = Market(open_source(f"folder:{folder}"), Store(path)).answer(
        "ASSET_RETURN", "AAA", 2020
    )
    spoil(path, damage)
    market = Market(open_source(f"folder:{folder}"), Store(path))
    assert market.answer("ASSET_RETURN", "AAA", 2020) == before
    aside = list(tmp_path.glob("market.db.damaged-*"))
    if damage != "empty":  # an empty file is a new database to SQLite
        assert len(aside) == 1
        assert "moved to" in caplog.text
    assert ask(path, "pragma integrity_check") == [("ok",)]


def test_what_another_process_built_anew_is_not_moved_aside(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "market.db"), Store(tmp_path / "market.db")
    one.save("s", {KEY: columns()}, {})
    assert KEY in other.read("s", [KEY])
    with closing(sqlite3.connect(one.path)) as connection, connection:
        connection.execute("update columns set data=zeroblob(length(data))")
    assert one.read("s", [KEY]) == {}
    one.save("s", {KEY: columns(1)}, {})
    assert same(other.read("s", [KEY])[KEY][1], columns(1))
    assert len(list(tmp_path.glob("market.db.damaged-*"))) == 1


def spoil(path: Path, damage: str) -> None:
    if damage == "data":
        with sqlite3.connect(path) as connection:
            connection.execute("update columns set data=zeroblob(length(data)) where name='close'")
        connection.close()
        return
    content = bytearray(path.read_bytes())
    if damage == "middle":
        content[4096:8192] = b"\xa5" * 4096
    path.write_bytes({"garbage": b"not a database" * 999, "empty": b""}.get(damage, content))


def test_a_newer_store_is_left_alone_with_a_clear_error(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "market.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table future(x)")
        connection.execute(f"pragma user_version={len(schema.MIGRATIONS) + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="Upgrade rotationxl"):
        Market(open_source(f"folder:{folder}"), Store(path)).answer("ASSET_RETURN", "AAA", 2020)
    assert path.read_bytes() == before


def test_an_older_store_is_brought_up_with_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(tmp_path / "market.db").save("test", {KEY: columns()}, {KEY: State("stamp", 9.5)})
    step = "create table later(x); insert into later select code from series"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    store = Store(tmp_path / "market.db")
    assert same(store.read("test", [KEY])[KEY][1], columns())
    assert ask(store.path, "select x from later") == [("ABC",)]
    assert ask(store.path, "pragma user_version") == [(len(schema.MIGRATIONS),)]


def test_macro_series_that_hold_vintages_themselves_are_fetched_anew(tmp_path: Path) -> None:
    whole, plain = Key("macro", "PAYEMS"), Key("macro", "DGS10")
    values = {"day": columns()["day"], "value": columns()["close"]}
    older = dict.fromkeys(("vintage_day", "vintage_value", "vintage_since"), values["day"])
    saved = {whole: values | older, plain: values, KEY: columns()}
    Store(tmp_path / "market.db").save("test", saved, {})
    with closing(sqlite3.connect(tmp_path / "market.db")) as connection:
        connection.executescript(FORMER)
    store = Store(tmp_path / "market.db")
    assert set(store.read("test", saved)) == {plain, KEY}
    left = ask(store.path, "select distinct name from columns order by name")
    assert left == [("close",), ("day",), ("value",)]


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(tmp_path / "market.db").save("test", {KEY: columns()}, {KEY: State("stamp", 9.5)})
    before = (tmp_path / "market.db").read_bytes()
    bad = "create table later(x); insert into nowhere values(1)"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, bad))
    connection = sqlite3.connect(tmp_path / "market.db", isolation_level=None)
    with closing(connection), pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection, "here")
    assert (tmp_path / "market.db").read_bytes() == before


def test_a_folder_that_takes_no_file_still_serves(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be")
    market = Market(open_source(f"folder:{folder}"), Store(tmp_path / "blocked" / "market.db"))
    assert isinstance(market.answer("ASSET_RETURN", "AAA", 2020), float)
    assert "data are not kept" in caplog.text


def test_a_read_only_store_serves_what_it_holds(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "market.db"
    value = Market(open_source(f"folder:{folder}"), Store(path)).answer("ASSET_RETURN", "AAA", 2020)
    monkeypatch.setattr(database, "_mode", lambda _: "ro")  # root may write everywhere
    market = Market(open_source(f"folder:{folder}"), Store(path))
    assert market.answer("ASSET_RETURN", "AAA", 2020) == value
    assert not caplog.text
    assert isinstance(market.answer("ASSET_RETURN", "BBB", 2020), float)
    assert "readonly" in caplog.text


def test_a_full_disk_loses_nothing_that_was_stored(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path / "market.db")
    market = Market(open_source(f"folder:{folder}"), store)
    market.answer("ASSET_RETURN", "AAA", 2020)
    connection = store._open()  # noqa: SLF001 (SQLite's own way to try a full disk)
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count={pages + 2}")
    assert isinstance(market.answer("ASSET_RETURN", "BBB", 2020), float)
    assert "full" in caplog.text
    kept = Store(tmp_path / "market.db")
    assert set(kept.stamps(market.source.name, [Key("price", c) for c in ("AAA", "BBB")])) == {
        Key("price", "AAA")
    }


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many")
    dates = weekdays("2005-01-03", "2024-12-24")
    rows = random_rows(1, dates)
    for number in range(12):
        write_prices(root, f"T{number}", rows)
    return root


def start_filling(root: Path, store: Path, times: int) -> "subprocess.Popen[bytes]":
    arguments = [sys.executable, "-c", FILL, str(root), str(store), str(times)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE)


def test_two_processes_fill_one_store_at_once(tmp_path: Path, many: Path) -> None:
    path = tmp_path / "market.db"
    processes = [start_filling(many, path, 3) for _ in range(2)]
    for process in processes:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert out.count(b"filled") == 3
    assert_whole(path, many)


def assert_whole(path: Path, root: Path) -> None:
    """Assert that the file is sound and holds each series whole or not at all."""
    assert ask(path, "pragma integrity_check") == [("ok",)]
    source = open_source(f"folder:{root}")
    keys = [Key("price", p.stem) for p in (root / "prices").glob("*.csv")]
    fetched = source.fetch(keys)
    for key, (_, stored) in Store(path).read(source.name, keys).items():
        expected = fetched[key]
        assert isinstance(expected, dict)
        assert same(stored, expected)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_kill_9_while_filling_leaves_a_sound_store(tmp_path: Path, many: Path) -> None:
    path = tmp_path / "market.db"
    for wait in (0.0, 0.004, 0.01, 0.02, 0.03):
        process = start_filling(many, path, 10_000)
        assert process.stdout is not None
        process.stdout.readline()  # it is in the middle of filling again and again
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert_whole(path, many)
    assert len(Store(path).read(open_source(f"folder:{many}").name, [Key("price", "T1")])) == 1


def test_of_each_series_the_last_fetches_are_remembered(tmp_path: Path) -> None:
    kept = Store(tmp_path / "market.db")
    for turn in range(rows.MOST_FETCHES + 20):
        kept.save("s", {KEY: OutageError(f"ABC: fault {turn}")}, {})
    kept.save("s", {Key("price", "DEF"): OutageError("DEF: fault")}, {})
    found = ask(kept.path, "select message from fetches where code='ABC' order by id")
    assert len(found) == rows.MOST_FETCHES
    assert found[-1] == (f"ABC: fault {rows.MOST_FETCHES + 19}",)


def test_an_error_that_comes_again_is_one_row_in_the_log(tmp_path: Path) -> None:
    kept = Store(tmp_path / "market.db")
    for name in ("one", "one", "other", "one"):
        kept.save("s", {KEY: OutageError(name)}, {})
    kept.save("s", {KEY: columns()}, {})
    kept.save("s", {KEY: columns()}, {})
    found = ask(kept.path, "select coalesce(message,outcome) from fetches order by id")
    assert [row[0] for row in found] == ["one", "other", "one", "ok", "ok"]
