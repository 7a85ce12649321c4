"""The user's own CSV files: read right, and refused with the line that is wrong."""

from pathlib import Path

import numpy as np
import pytest

from markets import write_macro, write_prices, write_vintages
from rotationxl import days
from rotationxl.errors import (
    BadArgumentError,
    MalformedError,
    NoDataError,
    NoVintagesError,
    SourceError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.market.evaluate import Market
from rotationxl.sources import Columns, Key, open_source
from rotationxl.sources.folder import Folder
from rotationxl.store.database import Store

GOOD = ["2024-11-01,100,0,", "2024-11-04,101,0.5,", "2024-11-05,51,0,2"]


def fetched(root: Path, key: Key) -> Columns | SourceError:
    return Folder(str(root)).fetch([key])[key]


def test_a_price_file_is_read_whole(tmp_path: Path) -> None:
    rows = [f"{row},1,2,0.5,{volume}" for row, volume in zip(GOOD, ("7", "", "9"), strict=True)]
    write_prices(tmp_path, "ABC", rows, more=",open,high,low,volume")
    columns = fetched(tmp_path, Key("price", "ABC"))
    assert isinstance(columns, dict)
    assert [days.iso(int(d)) for d in columns["day"]] == ["2024-11-01", "2024-11-04", "2024-11-05"]
    assert columns["close"].tolist() == [100, 101, 51]
    assert columns["dividend"].tolist() == [0.5]
    assert columns["split"].tolist() == [2]
    assert np.isnan(columns["volume"].astype(float)[1])


def test_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    path = write_prices(tmp_path, "ABC", GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert isinstance(fetched(tmp_path, Key("price", "ABC")), dict)


def test_an_index_has_no_dividends_and_a_row_without_a_close_is_left_out(tmp_path: Path) -> None:
    write_prices(tmp_path, "^X", ["2024-11-01,1,,", "2024-11-04,,,", "2024-11-05,2,,"])
    columns = fetched(tmp_path, Key("price", "^X"))
    assert isinstance(columns, dict)
    assert columns["close"].tolist() == [1, 2]
    assert "dividend" not in columns


BAD_PRICES = {
    "no close": ("date,price,dividend,split\n2024-11-01,1,0,\n", "there is no column close"),
    "no dividend": ("date,close,split\n2024-11-01,1,\n", "there is no column dividend"),
    "no date": ("day,close,dividend,split\n2024-11-01,1,0,\n", "there is no column date"),
    "empty file": ("", "the file is empty"),
    "header only": ("date,close,dividend,split\n", "no rows"),
    "unordered": ("\n".join(["date,close,dividend,split", *reversed(GOOD)]), "line 3: .*order"),
    "twice": ("\n".join(["date,close,dividend,split", GOOD[0], GOOD[0]]), "line 3: .*twice"),
    "negative": ("date,close,dividend,split\n2024-11-01,-1,0,\n", "line 2: close -1"),
    "zero": ("date,close,dividend,split\n2024-11-01,0,0,\n", "line 2: close 0"),
    "text": ("date,close,dividend,split\n2024-11-01,abc,0,\n", "line 2: 'abc' is not a number"),
    "nan": ("date,close,dividend,split\n2024-11-01,nan,0,\n", "line 2: 'nan' is not a number"),
    "infinite": ("date,close,dividend,split\n2024-11-01,inf,0,\n", "line 2: 'inf' is not"),
    "date": ("date,close,dividend,split\n01/11/2024,1,0,\n", "line 2: '01/11/2024' is not a date"),
    "short date": ("date,close,dividend,split\n2024-11,1,0,\n", "line 2: '2024-11' is not a date"),
    "impossible": ("date,close,dividend,split\n2024-02-30,1,0,\n", "line 2: '2024-02-30'"),
    "big dividend": ("date,close,dividend,split\n2024-11-01,9,0,\n2024-11-04,9,9,\n", "line 3"),
    "bad split": ("date,close,dividend,split\n2024-11-01,9,0,0\n", "line 2: split 0"),
    "fields": ("date,close,dividend,split\n2024-11-01,9,0\n", "line 2: 3 fields"),
    "no close at all": ("date,close,dividend,split\n2024-11-01,,0,\n", "no close in it"),
    "volume": ("date,close,dividend,split,volume\n2024-11-01,9,0,,-4\n", "line 2: volume -4"),
    "quotes": ('date,close,dividend,split\n"2024-11-01,9,0,\n', "not a CSV file"),
}


@pytest.mark.parametrize("fault", BAD_PRICES)
def test_a_bad_price_file_is_refused_with_the_place(fault: str, tmp_path: Path) -> None:
    text, message = BAD_PRICES[fault]
    write_prices(tmp_path, "ABC", []).write_text(text, "utf-8")
    error = fetched(tmp_path, Key("price", "ABC"))
    assert isinstance(error, MalformedError)
    with pytest.raises(MalformedError, match=f"^prices/ABC.csv.*{message}"):
        raise error


def test_binary_files_are_refused(tmp_path: Path) -> None:
    write_prices(tmp_path, "ABC", GOOD).write_bytes(b"\xff\xfe\x00date")
    assert isinstance(fetched(tmp_path, Key("price", "ABC")), MalformedError)


def test_one_bad_file_does_not_disturb_the_others(tmp_path: Path) -> None:
    write_prices(tmp_path, "ABC", GOOD)
    write_prices(tmp_path, "BAD", ["2024-11-01,abc,0,"])
    market = Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "store.db"))
    assert market.answer("PRICE_ON", "ABC", "2024-11-04") == 101
    with pytest.raises(MalformedError):
        market.answer("PRICE_ON", "BAD", "2024-11-04")


def test_a_missing_observation_is_left_out(tmp_path: Path) -> None:
    write_macro(tmp_path, "UNRATE", ["2025-09-01,4.4", "2025-10-01,", "2025-11-01,4.6"])
    write_prices(tmp_path, "ABC", ["2025-12-24,1,0,"])
    market = Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "store.db"))
    assert market.answer("MACRO", "UNRATE", "2025-10-31") == 4.4
    with pytest.raises(NoDataError, match="2025-10"):
        market.answer("MACRO_CHANGE", "UNRATE", "1M")


def change_while_read(path: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    read, left = Path.read_bytes, [times]

    def reading(self: Path) -> bytes:
        content = read(self)
        if self == path and left[0]:
            left[0] -= 1
            with path.open("a", encoding="utf-8") as file:
                file.write(f"2024-11-{20 - left[0]:02d},60,0,\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", reading)


def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_prices(tmp_path, "ABC", GOOD)
    change_while_read(path, monkeypatch, 1)
    columns = fetched(tmp_path, Key("price", "ABC"))
    assert isinstance(columns, dict)
    assert columns["close"][-1] == 60


def test_a_file_that_never_rests_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_prices(tmp_path, "ABC", GOOD)
    change_while_read(path, monkeypatch, 9)
    assert isinstance(fetched(tmp_path, Key("price", "ABC")), UnreachableError)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    path = write_prices(tmp_path, "ABC", GOOD)
    store = Store(tmp_path / "store.db")
    market = Market(open_source(f"folder:{tmp_path}"), store)
    assert market.answer("PRICE_ON", "ABC") == 51
    path.write_text(path.read_text("utf-8") + "2024-11-06,70,0,\n", "utf-8")
    market.check()
    assert market.answer("PRICE_ON", "ABC") == 70
    again = Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "store.db"))
    assert again.answer("PRICE_ON", "ABC") == 70


def test_a_file_is_read_once_as_long_as_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_prices(tmp_path, "ABC", GOOD)
    Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "store.db")).answer(
        "PRICE_ON", "ABC"
    )

    def never(self: Folder, wanted: object) -> None:
        pytest.fail("read again")

    monkeypatch.setattr(Folder, "fetch", never)
    again = Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "store.db"))
    assert again.answer("PRICE_ON", "ABC") == 51


@pytest.mark.parametrize("code", ["..", "...", "=1+1", "-X", "CON"])
def test_odd_names_stay_inside_the_folder(code: str, tmp_path: Path) -> None:
    write_prices(tmp_path / "market", "ABC", GOOD)
    write_prices(tmp_path, "..", GOOD)
    assert isinstance(fetched(tmp_path / "market", Key("price", code)), UnknownSymbolError)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write_prices(tmp_path / "market", "ABC", GOOD)
    secret = write_prices(tmp_path / "elsewhere", "SECRET", GOOD)
    try:
        (tmp_path / "market/prices/LINK.csv").symlink_to(secret)
    except OSError:
        pytest.skip("this system lets no user make links")
    assert isinstance(fetched(tmp_path / "market", Key("price", "LINK")), UnknownSymbolError)


@pytest.mark.parametrize(
    "text", ["folder:", "folder:/no/such/place", "banana", "smaple", "live:now"]
)
def test_a_wrong_source_is_a_clear_error(text: str) -> None:
    with pytest.raises(BadArgumentError, match=r"^source: "):
        open_source(text)


def test_a_folder_without_data_says_so(tmp_path: Path) -> None:
    market = Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "store.db"))
    with pytest.raises(NoDataError, match="neither prices"):
        market.answer("DATA_AS_OF")


def test_the_last_session_is_the_newest_of_all_files(tmp_path: Path) -> None:
    write_prices(tmp_path, "OLD", GOOD)
    write_prices(tmp_path, "NEW", [*GOOD, "2024-12-31,52,0,"])
    write_prices(tmp_path, "BAD", ["tomorrow,52,0,"])
    assert days.iso(Folder(str(tmp_path)).last_session()) == "2024-12-31"


def test_an_unreadable_file_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_prices(tmp_path, "ABC", GOOD)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    error = fetched(tmp_path, Key("price", "ABC"))
    assert isinstance(error, UnreachableError)
    assert "Permission denied" in str(error)


VINTAGES = [
    "2024-08-01,100,2024-10-04", "2024-09-01,110,2024-10-04", "2024-10-01,112,2024-11-01",
    "2024-09-01,105,2024-11-01", "2024-11-01,150,2024-12-06", "2024-10-01,120,2024-12-06",
    "2025-03-01,170,2025-12-01", "2025-04-01,180,2025-12-01",
]  # fmt: skip


@pytest.fixture
def vintages(tmp_path: Path) -> Market:
    write_prices(tmp_path, "ABC", ["2025-12-24,1,0,"])
    write_macro(
        tmp_path, "PAYEMS",
        ["2024-08-01,100", "2024-09-01,104", "2024-10-01,121", "2024-11-01,149",
         "2025-03-01,170", "2025-04-01,180"],
    )  # fmt: skip
    write_vintages(tmp_path, "PAYEMS", VINTAGES)
    return Market(open_source(f"folder:{tmp_path}"), Store(tmp_path / "store.db"))


@pytest.mark.parametrize(
    ("month", "vintage", "change"),
    [
        ("2024-10", "first", 112 - 105),
        ("2024-11", "first", 150 - 120),
        ("2024-09", "first", 110 - 100),
        ("2024-10", "latest", 121 - 104),
        ("2024-10", "2024-12-06", 120 - 105),
        ("2024-10", "2024-11-30", 112 - 105),
    ],
)
def test_payrolls_are_those_of_the_vintage(
    vintages: Market, month: str, vintage: str, change: int
) -> None:
    assert vintages.answer("NFP_CHANGE", month, vintage) == change


@pytest.mark.parametrize(
    ("month", "vintage", "reason"),
    [
        ("2024-08", "first", "not stored"),  # an older release published it
        ("2025-04", "first", "not stored"),  # releases between are missing
        ("2024-10", "2024-10-15", "not both published"),
        ("2024-10", "2020-01-01", "vintages are stored from"),
        ("2024-08", "latest", "there is no observation|observations begin|not both"),
    ],
)
def test_a_vintage_that_is_not_stored_is_never_the_revised_figure(
    vintages: Market, month: str, vintage: str, reason: str
) -> None:
    with pytest.raises(NoDataError, match=reason):
        vintages.answer("NFP_CHANGE", month, vintage)


def test_vintages_are_ordered_by_day_and_then_by_release(vintages: Market) -> None:
    key = Key("vintage", "PAYEMS")
    columns = vintages.source.fetch([key])[key]
    assert isinstance(columns, dict)
    rows = zip(*(columns[name].tolist() for name in ("day", "since", "value")), strict=True)
    found = [f"{days.iso(day)},{value:.0f},{days.iso(since)}" for day, since, value in rows]
    assert found == sorted(VINTAGES, key=lambda row: row.split(",")[::2])


def test_a_series_without_vintages_has_no_first_value(small: Market) -> None:
    with pytest.raises(NoVintagesError, match=r"no vintages of it.* Leave vintage out"):
        small.answer("MACRO", "DGS10", "2020-01-31", "first")


def test_vintages_need_no_latest_values(vintages: Market) -> None:
    Path(vintages.source.name.partition(":")[2], "macro/PAYEMS.csv").unlink()
    assert vintages.answer("MACRO", "PAYEMS", "2024-10-31", "first") == 112
    with pytest.raises(UnknownSymbolError, match=r"no macro/PAYEMS\.csv"):
        vintages.answer("MACRO", "PAYEMS", "2024-10-31")


def test_another_macro_file_leaves_the_vintages_as_they_are(vintages: Market) -> None:
    root, source = Path(vintages.source.name.partition(":")[2]), vintages.source
    keys = [Key("macro", "PAYEMS"), Key("vintage", "PAYEMS")]
    before = [source.state(key) for key in keys]
    write_macro(root, "PAYEMS", ["2024-08-01,100"])
    after = [source.state(key) for key in keys]
    assert after[0] != before[0]
    assert after[1] == before[1]
    write_vintages(root, "PAYEMS", VINTAGES[1:])
    assert source.state(keys[0]) == after[0]
    assert source.state(keys[1]) != after[1]


def test_the_reason_why_there_are_no_vintages_is_that_of_now(vintages: Market) -> None:
    root, call = Path(vintages.source.name.partition(":")[2]), ("MACRO", "CPIAUCSL", None, "first")
    with pytest.raises(UnknownSymbolError, match=r"no macro/CPIAUCSL\.csv"):
        vintages.answer(*call)
    write_macro(root, "CPIAUCSL", ["2024-10-01,300"])
    vintages.check()
    with pytest.raises(NoVintagesError):
        vintages.answer(*call)
    write_vintages(root, "CPIAUCSL", ["2024-10-01,301,2024-11-13"])
    vintages.check()
    assert vintages.answer(*call) == 301


def test_os_errors_of_the_listing_do_not_escape(tmp_path: Path) -> None:
    write_prices(tmp_path, "ABC", GOOD)
    (tmp_path / "prices/DIR.csv").mkdir()
    assert days.iso(Folder(str(tmp_path)).last_session()) == "2024-11-05"
