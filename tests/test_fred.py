"""FRED's answers as columns: values and vintages."""

import datetime as dt
import json

import numpy as np
import pytest

from clock import paced
from conftest import REAL
from fred_world import MONTHS, TODAY, YIELDS, fred, payrolls
from rotationxl import days
from rotationxl.errors import EmptyAnswerError, NoVintagesError
from rotationxl.live import fred_client
from rotationxl.live.keyless import Keyless
from rotationxl.market.macro import Vintages
from rotationxl.sources import Columns, Key
from rotationxl.store.record import Record
from stubs import Fault, Stubs
from stubs.fred import observed
from stubs.world import FOREVER, Row

WIRE = REAL / "wire/fred"


def isos(columns: Columns, name: str) -> list[str]:
    return [days.iso(int(day)) for day in columns[name]]


def stated() -> list[Row]:
    """Return what was said of payrolls, since when and until when."""
    return payrolls().rows(dt.date(1776, 7, 4), FOREVER, TODAY)


def test_values_come_as_days_and_numbers_with_nan_for_a_missing_one(fred_stub: Stubs) -> None:
    columns = fred(fred_stub).observations("DGS10")
    assert isos(columns, "day") == [str(day) for day in YIELDS]
    np.testing.assert_array_equal(columns["value"].astype(float), [4.36, np.nan, 4.28])
    assert set(columns) == {"day", "value"}
    assert len(fred_stub.requests()) == 1


def test_all_vintages_come_from_one_request(fred_stub: Stubs) -> None:
    columns = fred(fred_stub).vintages("PAYEMS")
    assert len(fred_stub.requests()) == 1
    rows = stated()
    assert set(columns) == {"day", "value", "since"}
    assert isos(columns, "day") == [str(row.day) for row in rows]
    assert isos(columns, "since") == [str(row.start) for row in rows]
    assert columns["value"].tolist() == [row.value for row in rows]


def test_the_latest_values_are_those_that_still_hold(fred_stub: Stubs) -> None:
    columns = fred(fred_stub).observations("PAYEMS")
    assert len(fred_stub.requests()) == 1
    assert isos(columns, "day") == [str(month) for month in MONTHS if month < dt.date(2024, 12, 1)]
    assert columns["value"].tolist() == [row.value for row in stated() if row.end == FOREVER]


@pytest.mark.parametrize("most", [7, 10, 23])
def test_pieces_of_few_vintages_join_to_what_one_request_gives(
    fred_stub: Stubs, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fred(fred_stub).vintages("PAYEMS")
    fred_stub.fred.vintage_limit = most
    monkeypatch.setattr(fred_client, "_MOST_VINTAGES", most)
    pieces = fred(fred_stub).vintages("PAYEMS")
    assert len(fred_stub.requests("observations")) > 3
    assert len(fred_stub.requests("vintagedates")) == 1
    assert whole.keys() == pieces.keys()
    for name, column in whole.items():
        np.testing.assert_array_equal(column, pieces[name])


def test_an_answer_of_many_pages_is_read_whole(fred_stub: Stubs) -> None:
    fred_stub.fred.page = 10
    found = fred(fred_stub).vintages("PAYEMS")["day"]
    assert len(found) == len(stated()) > 60
    assert [r.query.get("offset", "0") for r in fred_stub.requests()] == [
        str(n) for n in range(0, len(found), 10)
    ]


def test_a_series_without_vintages_has_only_the_latest(fred_stub: Stubs) -> None:
    assert set(fred(fred_stub).observations("NOVINT")) == {"day", "value"}
    with pytest.raises(NoVintagesError, match="no vintages of it"):
        fred(fred_stub).vintages("NOVINT")


@pytest.mark.parametrize("rows", [[], [("2024-01-01", ".")]], ids=["none", "missing"])
def test_releases_that_state_nothing_are_no_series(
    fred_stub: Stubs, rows: list[tuple[str, str]]
) -> None:
    fred_stub.faults.answer("observations", None, 200, observed(rows))
    with pytest.raises(EmptyAnswerError, match="there are no observations of it"):
        fred(fred_stub).vintages("DGS10")


def test_the_market_reads_the_vintages_as_fred_means_them(fred_stub: Stubs) -> None:
    columns = fred(fred_stub).vintages("PAYEMS")
    record = Record(Key("vintage", "PAYEMS"), "FRED", None, "", 0, 0, 0, None, None)
    stored = Vintages(record, columns)
    for date in ("2024-03-15", "2024-11-01"):
        day = days.from_date(dt.date.fromisoformat(date))
        held = fred(fred_stub).client.rows("PAYEMS", realtime_start=date, realtime_end=date)
        known = stored.known(day)
        assert [days.iso(int(day)) for day in known.day] == [row.day for row in held]
        assert known.value.tolist() == [float(row.value) for row in held]


def test_the_functions_of_fredapi_work_on_json(fred_stub: Stubs) -> None:
    theirs = fred(fred_stub).client
    assert theirs.get_series("DGS10").dropna().tolist() == [4.36, 4.28]
    vintages = payrolls().vintages(dt.date.min, TODAY)
    assert [day.date() for day in theirs.get_series_vintage_dates("PAYEMS")] == vintages
    assert theirs.get_series_first_release("PAYEMS").dtype == float
    known = [row for row in stated() if row.start <= dt.date(2024, 3, 15)]
    assert len(theirs.get_series_as_of_date("PAYEMS", "2024-03-15")) == len(known)
    assert theirs.get_series_info("PAYEMS")["frequency_short"] == "M"


def test_a_history_that_was_revised_and_one_that_lost_its_tail_are_given_as_they_are(
    fred_stub: Stubs,
) -> None:
    for fault in (Fault.LOST_TAIL, Fault.REVISED_HISTORY):
        fred_stub.faults.add("observations", "DGS10", fault, rows=2, times=1)
    assert fred(fred_stub).observations("DGS10")["value"].tolist() == [4.36]
    assert fred(fred_stub).observations("DGS10")["value"].tolist()[0] == 5.36


def test_a_withdrawn_and_a_late_number_are_read_as_such(fred_stub: Stubs) -> None:
    rows = [
        ("2024-01-01", "2024-02-02", "2024-03-07", "."),
        ("2024-01-01", "2024-03-08", "2024-04-04", "7"),
        ("2024-01-01", "2024-04-05", "2024-04-19", "."),
        ("2024-01-01", "2024-04-20", "2024-05-02", "."),
        ("2024-01-01", "2024-05-03", str(FOREVER), "7"),
    ]
    fred_stub.faults.answer("observations", None, 200, observed(rows))
    columns = fred(fred_stub).vintages("DGS10")
    assert isos(columns, "since") == ["2024-03-08", "2024-04-05", "2024-05-03"]
    np.testing.assert_array_equal(columns["value"].astype(float), [7, np.nan, 7])


@pytest.mark.skipif(not WIRE.is_dir(), reason=f"no recorded answers at {WIRE}")
def test_recorded_rows_are_read(fred_stub: Stubs) -> None:
    recorded = json.loads((WIRE / "api_observations_DGS10_rows.json").read_text("utf-8"))
    rows = recorded["observations"][::-1]
    body = json.dumps({"count": len(rows), "observations": rows}).encode()
    fred_stub.faults.answer("observations", None, 200, body)
    assert fred(fred_stub).observations("DGS10")["value"][-1] == float(rows[-1]["value"])


@pytest.mark.skipif(not WIRE.is_dir(), reason=f"no recorded answers at {WIRE}")
@pytest.mark.parametrize(
    ("file", "missing"),
    [
        ("fredgraph_new_header_DGS10_head.csv", "2000-07-04"),
        ("fredgraph_old_header_DGS10_tail.csv", "2024-03-29"),
        ("fredgraph_new_header_CPIAUCSL_missing_2025-10.csv", "2025-10-01"),
    ],
)
def test_recorded_downloads_are_read(fred_stub: Stubs, file: str, missing: str) -> None:
    code = "CPIAUCSL" if "CPI" in file else "DGS10"
    fred_stub.faults.answer("fredgraph", code, 200, (WIRE / file).read_bytes())
    asking = Keyless(fred_stub.graph_root, fred_stub.treasury_root, paced(), paced())
    columns = asking.downloaded(code)
    value = dict(zip(isos(columns, "day"), columns["value"].astype(float), strict=True))
    assert np.isnan(value[missing])
    assert np.isfinite(list(value.values())).mean() > 0.9
