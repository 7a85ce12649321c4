"""Macro series without a key: FRED's download in both its forms, then the Treasury's files."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from clock import paced
from rotationxl import days
from rotationxl.errors import (
    EmptyAnswerError,
    MalformedError,
    NeedsKeyError,
    OutageError,
    RateLimitedError,
    SourceError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live.keyless import Keyless, no_vintages
from stubs import Fault, Plan, Stubs, World, stubs
from stubs.fred import NEW_HEADER, OLD_HEADER, Header
from stubs.world import NEW_YORK, Series

THIS_YEAR = dt.datetime.now(dt.timezone(dt.timedelta(hours=-5))).year
LAST_YEAR = days.from_ymd(THIS_YEAR - 1, 1, 1)
YEARS = range(1990, THIS_YEAR + 1)
DATES = [dt.date(year, *day) for year in YEARS for day in ((1, 3), (12, 30))]
# Two values of each year, and a file of the Treasury's that has more columns than those.
VALUES = {"DGS3MO": (4.68, 4.77), "DGS10": (4.48, 4.55), "DGS30": (4.14, None)}
NEW = "observation_date,DGS10\n2024-03-28,4.2\n2024-03-29,\n2024-04-01,4.33\n"
TREASURY = """Date,"1 Mo","1.5 Month","3 Mo","2 Yr","10 Yr","30 Yr"
12/30/YYYY,5.00,,4.77,4.24,4.55,N/A
01/03/YYYY,5.01,,4.68,4.14,4.48,4.14
"""


def of_each_year(code: str, values: tuple[float | None, ...]) -> Series:
    out = Series(code)
    for place, day in enumerate(DATES):
        out.publish(day + dt.timedelta(1), {day: values[place % 2]})
    return out


@pytest.fixture
def stub() -> Iterator[Stubs]:
    world = World(dt.datetime(THIS_YEAR, 12, 31, 20, tzinfo=NEW_YORK))
    world.add(*(of_each_year(code, values) for code, values in VALUES.items()))
    with stubs(world) as running:
        yield running


def keyless(stub: Stubs, patience: float = 20) -> Keyless:
    return Keyless(stub.graph_root, stub.treasury_root, paced(patience=patience), paced())


def file_of(year: int) -> bytes:
    return TREASURY.replace("YYYY", str(year)).encode()


@pytest.mark.parametrize("header", [NEW_HEADER, OLD_HEADER])
def test_the_download_is_read_in_both_forms(stub: Stubs, header: Header) -> None:
    stub.fred.header = header
    columns, who = keyless(stub).observations("DGS30")
    assert who == "FRED, download"
    assert [days.to_date(int(d)) for d in columns["day"]] == DATES
    np.testing.assert_array_equal(columns["value"][-2:].astype(float), [4.14, np.nan])
    assert set(columns) == {"day", "value"}


def test_a_download_may_come_as_windows_writes_it(stub: Stubs) -> None:
    body = b"\xef\xbb\xbf" + NEW.replace("\n", "\r\n").encode()
    stub.faults.answer("fredgraph", None, 200, body)
    columns, _ = keyless(stub).observations("DGS10")
    assert [days.iso(int(d)) for d in columns["day"]] == ["2024-03-28", "2024-03-29", "2024-04-01"]
    np.testing.assert_array_equal(columns["value"].astype(float), [4.2, np.nan, 4.33])


Planned = Callable[[Stubs], Plan]


def shows(fault: Fault) -> Planned:
    return lambda stub: stub.faults.add("fredgraph", None, fault, seconds=9)


def says(status: int, body: str = "<html>", **headers: str) -> Planned:
    return lambda stub: stub.faults.answer(
        "fredgraph", None, status, body.encode("latin-1"), times=None, **headers
    )


BAD: dict[str, tuple[Planned, type[SourceError], str]] = {
    "unknown": (says(404), UnknownSymbolError, "no such series"),
    "HTML": (shows(Fault.CAPTIVE_PORTAL), MalformedError, "not the CSV"),
    "another series": (says(200, NEW.replace("DGS10", "DGS2")), MalformedError, "not the CSV"),
    "a field too many": (says(200, NEW + "2024-04-02,1,2\n"), MalformedError, "not the CSV"),
    "a zip": (says(200, "PK\x03\x04\xff\xfe"), MalformedError, "not the CSV"),
    "no number": (says(200, NEW + "2024-04-02,x\n"), MalformedError, "'x' is not a number"),
    "no date": (says(200, NEW + "04/02/2024,1\n"), MalformedError, "is not a date"),
    "empty": (says(200, "DATE,DGS10\n"), EmptyAnswerError, "no observations"),
    "504": (says(504), OutageError, "504"),
    "timeout": (shows(Fault.TIMEOUT_BEFORE), UnreachableError, r"0\.2 s"),
    "reset": (shows(Fault.RESET), OutageError, "closed the connection"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_fault_of_the_download_has_its_error(stub: Stubs, name: str) -> None:
    plan, kind, words = BAD[name]
    plan(stub)
    with pytest.raises(kind, match=words) as caught:
        keyless(stub, 0.2 if name == "timeout" else 20).downloaded("DGS10")
    assert type(caught.value) is kind
    assert str(caught.value).startswith("DGS10: ")
    assert len(stub.requests()) == (3 if kind is OutageError else 1)


@pytest.mark.parametrize("name", ["unknown", "HTML", "504", "timeout"])
def test_where_the_download_fails_yields_are_the_treasurys(stub: Stubs, name: str) -> None:
    BAD[name][0](stub)
    asking = keyless(stub, 0.2 if name == "timeout" else 20)
    columns, who = asking.observations("DGS10", LAST_YEAR)
    assert who == "US Treasury"
    assert [days.to_date(int(d)) for d in columns["day"]] == DATES[-4:]
    assert columns["value"].tolist() == [4.48, 4.55, 4.48, 4.55]


def test_a_year_of_the_treasury_is_asked_for_once_for_all_yields(stub: Stubs) -> None:
    source = keyless(stub)
    months = source.treasury("DGS3MO", LAST_YEAR)["value"].tolist()
    assert months == [4.68, 4.77, 4.68, 4.77]
    assert np.isnan(source.treasury("DGS30", LAST_YEAR)["value"].astype(float)[1])
    asked = stub.requests("treasury")
    assert [(r.name, r.query["field_tdr_date_value"]) for r in asked] == [
        *((str(year), str(year)) for year in (THIS_YEAR - 1, THIS_YEAR)),
    ]
    assert len(source.treasury("DGS10")["day"]) == len(DATES)
    assert len(stub.requests("treasury")) == len(YEARS)


def test_a_file_may_have_columns_of_no_series_and_fields_without_a_value(stub: Stubs) -> None:
    stub.faults.answer("treasury", None, 200, file_of(THIS_YEAR))
    source = keyless(stub)
    this_year = days.from_ymd(THIS_YEAR, 1, 1)
    assert source.treasury("DGS2", this_year)["value"].tolist() == [4.14, 4.24]
    thirty = source.treasury("DGS30", this_year)["value"].astype(float)
    np.testing.assert_array_equal(thirty, [4.14, np.nan])


def test_the_current_year_may_have_no_rows_yet_but_no_other(stub: Stubs) -> None:
    head = TREASURY.split("\n", 1)[0].encode()
    stub.faults.answer("treasury", str(THIS_YEAR), 200, head)
    assert len(keyless(stub).treasury("DGS10", LAST_YEAR)["day"]) == 2
    stub.faults.answer("treasury", str(THIS_YEAR - 1), 200, head)
    with pytest.raises(EmptyAnswerError, match=f"file of {THIS_YEAR - 1} has no rows"):
        keyless(stub).treasury("DGS10", LAST_YEAR)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "not the CSV"),
        (b'Date,"10 Yr"\n2024-01-03,4\n', "is not a date such as 11/29/2024"),
        (b'Date,"10 Yr"\n01/03/1989,4\n', "holds 1989-01-03"),
        (b'Date,"10 Yr"\n01/03/1989\n', "not the CSV"),
        (b'Date,"9 Yr"\n', "no rows"),
        (b"", "not the CSV"),
    ],
)
def test_what_is_no_file_of_the_treasury_is_refused(stub: Stubs, body: bytes, words: str) -> None:
    stub.faults.answer("treasury", None, 200, body)
    with pytest.raises(SourceError, match=words):
        keyless(stub).treasury("DGS10", LAST_YEAR)


def test_a_tenor_that_has_another_name_now_does_not_lose_its_tail(stub: Stubs) -> None:
    this = file_of(THIS_YEAR).replace(b"10 Yr", b"10-Year")
    stub.faults.answer("treasury", str(THIS_YEAR), 200, this)
    with pytest.raises(MalformedError, match="has no 10 YR"):
        keyless(stub).treasury("DGS10", LAST_YEAR)


def test_where_both_fail_both_are_told(stub: Stubs) -> None:
    shows(Fault.TIMEOUT_BEFORE)(stub)
    stub.faults.answer("treasury", None, 403)
    with pytest.raises(UnreachableError, match=r"0\.2 s.*Nor does the Treasury.*403"):
        keyless(stub, 0.2).observations("DGS10", LAST_YEAR)


def test_a_wait_stays_known_where_both_fail(stub: Stubs) -> None:
    stub.faults.add("fredgraph", None, Fault.STATUS_429, retry_after=300)
    stub.faults.answer("treasury", None, 403)
    with pytest.raises(RateLimitedError, match=r"300 s.*Nor does.*403") as caught:
        keyless(stub).observations("DGS10", LAST_YEAR)
    assert caught.value.wait == 300
    assert str(caught.value).count("What is stored stays") == 1


def test_other_series_have_no_second_source(stub: Stubs) -> None:
    with pytest.raises(
        UnknownSymbolError, match=r"UNRATE: FRED has no such series to download\. See the id"
    ):
        keyless(stub).observations("UNRATE")
    assert len(stub.requests()) == 1


def test_vintages_say_what_they_need() -> None:
    assert isinstance(no_vintages("PAYEMS"), NeedsKeyError)
    assert "need a FRED key; set FRED_API_KEY" in str(no_vintages("PAYEMS"))


def test_threads_that_want_other_yields_read_each_year_once(stub: Stubs) -> None:
    source = keyless(stub)
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(source.treasury, VALUES))
    assert all(len(columns["day"]) for columns in found)
    assert len(stub.requests("treasury")) == len(YEARS)
