"""Macro series without a key: FRED's download in both its forms, then the Treasury's files."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from fredstub import Query, Reply, Stub, given, hang, quick, reset, serving
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

THIS_YEAR = dt.datetime.now(dt.timezone(dt.timedelta(hours=-5))).year
LAST_YEAR = days.from_ymd(THIS_YEAR - 1, 1, 1)


def answer(_: Stub, path: str, query: Query) -> Reply:
    if path.endswith("/fredgraph.csv"):
        return (404, {}, b"<html>") if query["id"] != "DGS10" else (200, {}, NEW)
    year = path.split("/")[-2]
    assert query["field_tdr_date_value"] == year
    return 200, {}, TREASURY.replace("YYYY", year).encode()


OLD = b"DATE,DGS10\n2024-03-28,4.2\n2024-03-29,.\n2024-04-01,4.33\n"
NEW = b"observation_date,DGS10\n2024-03-28,4.2\n2024-03-29,\n2024-04-01,4.33\n"
TREASURY = """Date,"1 Mo","1.5 Month","3 Mo","2 Yr","10 Yr","30 Yr"
12/30/YYYY,5.00,,4.77,4.24,4.55,N/A
01/03/YYYY,5.01,,4.68,4.14,4.48,4.14
"""


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as server:
        server.answer = answer
        yield server


def keyless(stub: Stub) -> Keyless:
    return Keyless(stub.url, stub.url, quick(), quick())


@pytest.mark.parametrize("body", [OLD, NEW, b"\xef\xbb\xbf" + NEW.replace(b"\n", b"\r\n")])
def test_the_download_is_read_in_both_forms(stub: Stub, body: bytes) -> None:
    stub.faults = [given(200, body)]
    columns = keyless(stub).observations("DGS10")
    assert [days.iso(int(d)) for d in columns["day"]] == ["2024-03-28", "2024-03-29", "2024-04-01"]
    np.testing.assert_array_equal(columns["value"].astype(float), [4.2, np.nan, 4.33])
    assert set(columns) == {"day", "value"}


BAD: dict[str, tuple[Any, type[SourceError], str]] = {
    "unknown": (given(404, b"<html>"), UnknownSymbolError, "no such series"),
    "HTML": (given(200, b"<html>\nlog in</html>"), MalformedError, "not the CSV"),
    "another series": (given(200, NEW.replace(b"DGS10", b"DGS2")), MalformedError, "not the CSV"),
    "a field too many": (given(200, NEW + b"2024-04-02,1,2\n"), MalformedError, "not the CSV"),
    "a zip": (given(200, b"PK\x03\x04\xff\xfe"), MalformedError, "not the CSV"),
    "no number": (given(200, NEW + b"2024-04-02,x\n"), MalformedError, "'x' is not a number"),
    "no date": (given(200, NEW + b"04/02/2024,1\n"), MalformedError, "is not a date"),
    "empty": (given(200, b"DATE,UNRATE\n"), EmptyAnswerError, "no observations"),
    "504": (given(504), OutageError, "504"),
    "timeout": (hang, UnreachableError, "0.5 s"),
    "reset": (reset, OutageError, "closed the connection"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_fault_of_the_download_has_its_error(stub: Stub, name: str) -> None:
    fault, kind, words = BAD[name]
    stub.faults = [fault] * 3
    code = "UNRATE" if name == "empty" else "DGS10"
    with pytest.raises(kind, match=words) as caught:
        keyless(stub).downloaded(code)
    assert type(caught.value) is kind


@pytest.mark.parametrize("name", ["unknown", "HTML", "504", "timeout"])
def test_where_the_download_fails_yields_are_the_treasurys(stub: Stub, name: str) -> None:
    stub.faults = [BAD[name][0]] * (1 if name in {"unknown", "timeout"} else 3)
    columns = keyless(stub).observations("DGS10", LAST_YEAR)
    years = (THIS_YEAR - 1, THIS_YEAR)
    dates = [f"{year}-{day}" for year in years for day in ("01-03", "12-30")]
    assert [days.iso(int(d)) for d in columns["day"]] == dates
    assert columns["value"].tolist() == [4.48, 4.55, 4.48, 4.55]


def test_a_year_of_the_treasury_is_asked_for_once_for_all_yields(stub: Stub) -> None:
    source = keyless(stub)
    months = source.treasury("DGS3MO", LAST_YEAR)["value"].tolist()
    assert months == [4.68, 4.77, 4.68, 4.77]
    assert np.isnan(source.treasury("DGS30", LAST_YEAR)["value"].astype(float)[1])
    assert len(stub.asked) == 2
    source.treasury("DGS10")
    assert len(stub.asked) == THIS_YEAR - 1990 + 1


def test_the_current_year_may_have_no_rows_yet_but_no_other(stub: Stub) -> None:
    head = TREASURY.split("\n", 1)[0].encode()
    whole = TREASURY.replace("YYYY", str(THIS_YEAR - 1)).encode()
    stub.faults = [given(200, whole), given(200, head)]
    assert len(keyless(stub).treasury("DGS10", LAST_YEAR)["day"]) == 2
    stub.faults = [given(200, head)]
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
def test_what_is_no_file_of_the_treasury_is_refused(stub: Stub, body: bytes, words: str) -> None:
    stub.faults = [given(200, body)] * 3
    with pytest.raises(SourceError, match=words):
        keyless(stub).treasury("DGS10", LAST_YEAR)


def test_a_tenor_that_has_another_name_now_does_not_lose_its_tail(stub: Stub) -> None:
    this = TREASURY.replace("YYYY", str(THIS_YEAR)).replace("10 Yr", "10-Year")
    stub.faults = [given(200, TREASURY.replace("YYYY", str(THIS_YEAR - 1)).encode())]
    stub.faults += [given(200, this.encode())]
    with pytest.raises(MalformedError, match="has no 10 YR"):
        keyless(stub).treasury("DGS10", LAST_YEAR)


def test_where_both_fail_both_are_told(stub: Stub) -> None:
    stub.faults = [hang, given(403)]
    with pytest.raises(UnreachableError, match=r"0\.5 s.*Nor does the Treasury.*403"):
        keyless(stub).observations("DGS10", LAST_YEAR)


def test_a_wait_stays_known_where_both_fail(stub: Stub) -> None:
    stub.faults = [given(429, Retry_After="300"), given(403)]
    with pytest.raises(RateLimitedError, match=r"300 s.*Nor does") as caught:
        keyless(stub).observations("DGS10", LAST_YEAR)
    assert caught.value.wait == 300


def test_other_series_have_no_second_source(stub: Stub) -> None:
    with pytest.raises(UnknownSymbolError, match="UNRATE: FRED has no such series to download"):
        keyless(stub).observations("UNRATE")
    assert len(stub.asked) == 1


def test_vintages_say_what_they_need() -> None:
    assert isinstance(no_vintages("PAYEMS"), NeedsKeyError)
    assert "need a FRED key; set FRED_API_KEY" in str(no_vintages("PAYEMS"))
