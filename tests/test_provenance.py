"""Every series can say where it came from, and the same data give the same id."""

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from markets import write_prices
from rotationxl import universe
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.sources import open_source
from rotationxl.store.database import Store

WARNING = (
    "SIMULATED DATA, made so that the articles' figures come out. It says nothing about the market."
)


def market_of(root: Path, store: Path) -> Market:
    return Market(open_source(f"folder:{root}"), Store(store))


def test_the_note_tells_source_field_range_age_and_status(small: Market, folder: Path) -> None:
    note = small.answer("DATA_NOTE", "AAA")
    moment = dt.datetime.fromtimestamp((folder / "prices/AAA.csv").stat().st_mtime, dt.UTC)
    for part in (f"Folder {folder.name}", "close", "to 2024-12-24", f"{moment:%Y-%m-%d %H:%M} UTC"):
        assert part in note
    assert note.endswith("sessions missing, the last 2024-04-18. 2024-12 is unfinished.")


def test_a_finished_month_is_not_called_unfinished(tmp_path: Path) -> None:
    write_prices(tmp_path, "ABC", ["2024-03-27,1,0,", "2024-03-28,1,0,"])  # Good Friday follows
    assert market_of(tmp_path, tmp_path / "s.db").answer("DATA_NOTE", "ABC").endswith("fresh.")


def test_a_missing_series_says_so_in_words(small: Market) -> None:
    note = small.answer("DATA_NOTE", "NOSUCH")
    assert note.startswith("NOSUCH: missing. NOSUCH: ")
    rows = shown(small.answers([Call("DATA_SOURCES", ("AAA,NOSUCH",))])[0])
    assert rows[0] == ["series", "source", "field", "first", "last", "fetched", "status"]
    assert [row[-1] for row in rows[1:]] == ["partial", "missing"]
    assert rows[2][3:6] == ["#N/A"] * 3


def test_the_banner_names_the_source_and_its_last_day(small: Market, folder: Path) -> None:
    assert small.answer("DATA_BANNER") == f"Folder {folder.name} to 2024-12-24"
    assert small.answer("DATA_BANNER", "NOSUCH").startswith(f"Folder {folder.name}: no data")


@pytest.mark.parametrize("code", ["XLK", "DGS10", "^RUT", "PAYEMS"])
def test_simulated_data_say_so_everywhere(code: str, sample: Market) -> None:
    assert sample.answer("DATA_BANNER") == WARNING
    assert sample.answer("DATA_BANNER", code) == WARNING
    assert "simulated" in sample.answer("DATA_NOTE", code)
    assert sample.answer("DATA_SOURCES", code).rows[0][-1] == "simulated"


def test_the_note_of_simulated_data_carries_the_warning(sample: Market) -> None:
    assert WARNING in sample.answer("DATA_NOTE", "XLK")


def test_the_snapshot_depends_on_the_data_of_its_arguments_alone(
    folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    os.utime(copy / "prices/AAA.csv", (1e9, 1e9))
    one, two = (market_of(r, tmp_path / f"{r.name}.db") for r in (folder, copy))
    ids = [m.answer("SNAPSHOT_ID", "AAA,DGS10") for m in (one, two)]
    assert ids[0] == ids[1] == two.answer("SNAPSHOT_ID", [["DGS10"], ["AAA"]])
    assert two.answer("SNAPSHOT_ID", "AAA") != two.answer("SNAPSHOT_ID", "BBB")
    with (copy / "prices/AAA.csv").open("a", encoding="utf-8") as file:
        file.write("2024-12-26,100,0,\n")
    two.check()
    assert two.answer("SNAPSHOT_ID", "AAA,DGS10") != ids[0]
    assert two.answer("SNAPSHOT_ID", "BBB") == one.answer("SNAPSHOT_ID", "BBB")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (("STYLE_SPREAD", "2024-13"), "period: '2024-13' has no month 13"),
        (("SECTOR_RETURN", "Banks", "2023-03"), "sector: 'BANKS' is not a sector"),
        (("ASSET_RETURN", "NOSUCH", "2023-03"), "NOSUCH"),
        (("ASSET_RETURN", "^RUT", "2023-03", "total"), "basis: ^RUT is an index"),
        (("ASSET_RETURN", "XLC", "2018-06"), "data begin 2018-06-19"),
        (("ASSET_RETURN", "IWD"), "period: is needed"),
        (("EXPLAIN", "STYLE_SPRED"), "Did you mean STYLE_SPREAD?"),
    ],
)
def test_explain_says_what_is_wrong(values: tuple[str, ...], reason: str, sample: Market) -> None:
    assert reason in sample.answer("EXPLAIN", *values)


def test_explain_is_ok_where_nothing_is_wrong(sample: Market) -> None:
    assert sample.answer("EXPLAIN", "ASSET_RETURN", "IWD", "2023-03") == "ok"


@pytest.mark.parametrize(
    "values",
    [("PRICE_ON", "AAA", "2030-01-01"), ("RETURN_SINCE", "AAA", "2024-11-05", "2030-01-01")],
    ids=str,
)
def test_explain_says_once_where_the_data_end_before_a_day(
    values: tuple[str, ...], small: Market
) -> None:
    said = small.answer("EXPLAIN", *values)
    assert said == "ok The data end 2024-12-24, before 2030-01-01."


def test_the_default_day_is_the_same_for_all_series(small: Market) -> None:
    assert small.answer("DATA_AS_OF") == 45650  # 2024-12-24
    # `AAA` and `^IDX` have holidays of their own; both end where the newest file ends.
    assert small.answer("ASSET_RETURN", "AAA", "YTD") == small.answer(
        "ASSET_RETURN", "AAA", "YTD", None, "2024-12-24"
    )


def test_every_name_of_the_universe_is_in_the_sample_market(sample: Market) -> None:
    codes = [*universe.TICKERS, *universe.FRED]
    notes = sample.answers([Call("DATA_NOTE", (code,)) for code in codes])
    assert not [note for note in notes if not isinstance(note, str) or "missing" in note]
