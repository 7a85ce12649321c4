"""Raw cells are read alike from every host."""

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotationxl import cells, days
from rotationxl.cells import CellError
from rotationxl.errors import BadArgumentError, ErrorCellError
from rotationxl.readers import (
    read_finish,
    read_group,
    read_month,
    read_pair,
    read_period,
    read_sector,
    read_start,
    read_ticker,
    read_ticker_or_pair,
    read_tickers,
    read_window,
)


@pytest.mark.parametrize(
    ("serial", "date"),
    [
        (1, "1900-01-01"),
        (59, "1900-02-28"),
        (61, "1900-03-01"),
        (45626, "2024-11-30"),
        (45626.99, "2024-11-30"),
        (2958465, "9999-12-31"),
    ],
)
def test_a_serial_is_the_day_that_excel_shows(serial: float, date: str) -> None:
    day = cells.day_of_serial(serial, "day")
    assert days.iso(day) == date
    assert cells.serial_of_day(day) == int(serial)


@pytest.mark.parametrize("serial", [60, 60.5, 0, -1, 2958466])
def test_a_serial_that_is_no_day_is_refused(serial: float) -> None:
    with pytest.raises(BadArgumentError, match=r"^day: "):
        cells.day_of_serial(serial, "day")


@given(st.dates(dt.date(1900, 1, 1), dt.date(9999, 12, 31)))
def test_dates_go_to_serials_and_back(date: dt.date) -> None:
    day = cells.day_of_date(date, "day")
    assert cells.day_of_serial(cells.serial_of_day(day), "day") == day
    assert days.to_date(day) == date


@pytest.mark.parametrize("date", [dt.date(1899, 12, 31), dt.datetime(1, 1, 1), pd.NaT])  # noqa: DTZ001
def test_a_date_that_no_sheet_has_is_refused_by_name(date: Any) -> None:
    with pytest.raises(BadArgumentError, match=r"^day: "):
        read_finish(date, "day")


def test_openpyxl_agrees_on_serials_after_the_leap_bug() -> None:
    from openpyxl.utils.datetime import to_excel

    for date in (dt.date(1900, 3, 1), dt.date(1999, 12, 31), dt.date(2024, 2, 29)):
        serial = to_excel(date)  # type: ignore[no-untyped-call]
        assert serial == cells.serial_of_day(cells.day_of_date(date, "day"))


@pytest.mark.parametrize(
    ("value", "number"), [(2, 2.0), ("2.5", 2.5), (Decimal("1.5"), 1.5), ([[3.0]], 3.0), ([4], 4.0)]
)
def test_numbers_are_read_as_excel_reads_them(value: Any, number: float) -> None:
    assert cells.number(value, "x") == number


@pytest.mark.parametrize(
    "value",
    [True, "abc", float("nan"), float("inf"), "1_000", 10**400, [[1, 2]], dt.date(2024, 1, 1)],
)
def test_what_is_no_number_is_refused_by_name(value: Any) -> None:
    with pytest.raises(BadArgumentError, match=r"^x: "):
        cells.number(value, "x")


def test_an_error_cell_is_passed_on() -> None:
    with pytest.raises(ErrorCellError) as caught:
        cells.number(CellError("#DIV/0!"), "x")
    assert caught.value.cell == "#DIV/0!"


@pytest.mark.parametrize(
    ("value", "truth"), [(True, True), ("false", False), (0.0, False), (1, True), (" TRUE ", True)]
)
def test_truth_is_read_as_excel_reads_it(value: Any, truth: bool) -> None:
    assert cells.truth(value, "headers") is truth


MONTH = ("2024-10-31", "2024-11-01", "2024-11-30")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-11", MONTH),
        (" 2024-11 ", MONTH),
        (202411, MONTH),
        (202411.0, MONTH),
        (" 202411", MONTH),
        (dt.datetime(2024, 11, 1), MONTH),  # noqa: DTZ001 (cells have no zone)
        (dt.date(2024, 11, 17), MONTH),
        (45597, MONTH),
        (dt.date(9999, 12, 5), ("9999-11-30", "9999-12-01", "2026-01-15")),
        ("2024q4", ("2024-09-30", "2024-10-01", "2024-12-31")),
        (" 2024", ("2023-12-31", "2024-01-01", "2024-12-31")),
        (2024.0, ("2023-12-31", "2024-01-01", "2024-12-31")),
        ("2024-12:2025-11", ("2024-11-30", "2024-12-01", "2025-11-30")),
        ("2025Q2:2025Q3", ("2025-03-31", "2025-04-01", "2025-09-30")),
        ("2020:2024", ("2019-12-31", "2020-01-01", "2024-12-31")),
        ("2024-11-05:2024-11-25", ("2024-11-05", "2024-11-05", "2024-11-25")),
        ("mtd", ("2025-12-31", "2026-01-01", "2026-01-15")),
        ("QTD", ("2025-12-31", "2026-01-01", "2026-01-15")),
        ("3M", ("2025-10-15", "2025-10-16", "2026-01-15")),
        ("4W", ("2025-12-18", "2025-12-19", "2026-01-15")),
        ("10Y", ("2016-01-15", "2016-01-16", "2026-01-15")),
    ],
)
def test_a_period_means_these_days(value: Any, expected: tuple[str, str, str]) -> None:
    as_of = days.from_ymd(2026, 1, 15)
    assert tuple(map(days.iso, read_period(value, "period").span(as_of))) == expected


@pytest.mark.parametrize(
    ("as_of", "base"), [((2024, 3, 31), "2024-02-29"), ((2025, 3, 31), "2025-02-28")]
)
def test_a_month_back_from_the_last_day_is_the_last_day(
    as_of: tuple[int, int, int], base: str
) -> None:
    assert days.iso(read_period("1M", "period").span(days.from_ymd(*as_of)).base) == base


@pytest.mark.parametrize(
    "value",
    [
        "2024-13", "2024-00", "2024-1", "2024-7x", "24-11", "2024Q5", "0D", "MTD:2024", "banana",
        "2024-12:2024-11", "2024-11-05", "2024-02-30:2024-03-01", "1899", True, -3, 0,
        [["2024-11", "2024-12"]], "12X", "2024:", ":2024", 99999999, 202413, 202400,
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused_by_name(value: Any) -> None:
    with pytest.raises(BadArgumentError, match=r"^period: "):
        read_period(value, "period")


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024-11", "2024-11-01", "2024-11-30"),
        ("2024-11-05", "2024-11-05", "2024-11-05"),
        (45597.0, "2024-11-01", "2024-11-01"),
        (2024, "2024-01-01", "2024-12-31"),
        ("202411", "2024-11-01", "2024-11-30"),
        (dt.date(2024, 11, 5), "2024-11-05", "2024-11-05"),
    ],
)
def test_a_month_as_a_day_is_its_first_or_its_last(value: Any, first: str, last: str) -> None:
    assert days.iso(read_start(value, "start")) == first
    assert days.iso(read_finish(value, "finish")) == last


@pytest.mark.parametrize("value", ["2024-11:2024-12", "MTD", "2024", 2024.0, "2024Q1"])
def test_a_month_is_one_month(value: Any) -> None:
    with pytest.raises(BadArgumentError, match=r"^month: "):
        read_month(value, "month")


def test_a_window_is_a_number_of_sessions_where_it_can_be_nothing_else() -> None:
    assert read_window(60, "window") == 60
    assert read_window("60", "window") == 60
    assert read_window(2500.0, "window") == 2500
    for value in (2024, "2025-04:2025-09", 202404, 45597):
        assert not isinstance(read_window(value, "window"), int)


@pytest.mark.parametrize(("value", "ticker"), [("xlk", "XLK"), (" ^rut ", "^RUT"), ("BRK-B",) * 2])
def test_tickers_are_read_in_any_case(value: str, ticker: str) -> None:
    assert read_ticker(value, "ticker") == ticker


@pytest.mark.parametrize(
    "value", ["X LK", "../etc/passwd", "A/B", "ABCDEFGHIJKLM", "^", "é", True, "=1+1|cmd"]
)
def test_what_is_no_ticker_is_refused(value: Any) -> None:
    with pytest.raises(BadArgumentError, match=r"^ticker: "):
        read_ticker(value, "ticker")


@pytest.mark.parametrize(
    ("value", "legs"),
    [
        ("r1000", ("IWD", "IWF")),
        ("R2000-SP500", ("IWM", "SPY")),
        ("VOE-VO", ("VOE", "VO")),
        ("BTC-USD/SPY", ("BTC-USD", "SPY")),
        ("^RUT-^GSPC", ("^RUT", "^GSPC")),
    ],
)
def test_a_pair_is_named_or_written_out(value: str, legs: tuple[str, str]) -> None:
    assert read_pair(value, "pair") == legs


@pytest.mark.parametrize("value", ["R100", "BTC-USD", "A-B-C", "A/B/C", "VALUE"])
def test_what_is_no_pair_is_refused(value: str) -> None:
    with pytest.raises(BadArgumentError, match=r"^pair: "):
        read_pair(value, "pair")


def test_a_ticker_with_a_dash_is_one_ticker() -> None:
    assert read_ticker_or_pair("BTC-USD", "what") == ("BTC-USD",)
    assert read_ticker_or_pair("IWN-IWO", "what") == ("IWN", "IWO")
    assert read_ticker_or_pair("SP500", "what") == ("IVE", "IVW")


def test_the_near_miss_is_offered() -> None:
    with pytest.raises(BadArgumentError, match=r"^sector: 'XLEE' .* Did you mean XLE\?"):
        read_sector("XLEE", "sector")
    with pytest.raises(BadArgumentError, match=r"Did you mean cyclicals\?"):
        read_group("cyclical_s", "group")


def test_a_list_of_tickers_is_a_range_or_a_comma_list() -> None:
    assert read_tickers("xlk, XLC", "group") == ("XLK", "XLC")
    assert read_tickers([["XLK", None], ["", "XLC"]], "group") == ("XLK", "XLC")
    with pytest.raises(BadArgumentError, match=r"^group: "):
        read_tickers([[None]], "group")


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        (np.int64(3), 3),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (np.datetime64("2024-11-29T15:30"), dt.date(2024, 11, 29)),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (pd.Timestamp("2024-11-29"), pd.Timestamp("2024-11-29")),
        (pd.DataFrame({"t": ["IWD", "IWF"], "w": [1, 2]}), [["IWD", 1], ["IWF", 2]]),
        ((("IWD", 1), ("IWF", 2)), [["IWD", 1], ["IWF", 2]]),
        (pd.Series(["IWD", "IWF"]), ["IWD", "IWF"]),
        ("IWD", "IWD"),
        (None, None),
    ],
    ids=repr,
)
def test_values_of_numpy_and_pandas_are_taken_as_cells(given: Any, cell: Any) -> None:
    plain = cells.of_python(given)
    assert plain == cell
    assert type(plain) is type(cell)
