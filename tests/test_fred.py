"""FRED's answers as columns: values, vintages, first prints and headlines."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from fredstub import KEY, STILL, TODAY, YIELDS, Stub, given, observed, payrolls, quick, serving
from rotationxl import days
from rotationxl.errors import EmptyAnswerError, NoVintagesError
from rotationxl.live import fred_client
from rotationxl.live.fred import Fred
from rotationxl.live.keyless import Keyless
from rotationxl.live.keys import Secret
from rotationxl.market.macro import Vintages
from rotationxl.sources import Columns, Key
from rotationxl.store.record import Record

WIRE = Path(os.environ.get("ROTATIONXL_TEST_MARKET") or Path(__file__).parents[2] / "shared/market")
WIRE /= "wire"
ASKED = {"api_key": KEY, "series_id": "DGS10", "file_type": "json"}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as server:
        yield server


def fred(stub: Stub) -> Fred:
    return Fred(Secret(KEY), stub.url, quick())


def isos(columns: Columns, name: str) -> list[str]:
    return [days.iso(int(day)) for day in columns[name]]


def test_values_come_as_days_and_numbers_with_nan_for_a_missing_one(stub: Stub) -> None:
    columns = fred(stub).observations("DGS10")
    assert isos(columns, "day") == [day for day, _ in YIELDS]
    np.testing.assert_array_equal(columns["value"].astype(float), [4.36, np.nan, 4.28])
    assert set(columns) == {"day", "value"}
    assert len(stub.asked) == 1


def test_all_vintages_come_from_one_request(stub: Stub) -> None:
    columns = fred(stub).vintages("PAYEMS")
    assert len(stub.asked) == 1
    assert set(columns) == {"day", "value", "since"}
    rows = sorted(payrolls())
    assert isos(columns, "day") == [day for day, _, _, _ in rows]
    assert isos(columns, "since") == [since for _, since, _, _ in rows]
    assert columns["value"].tolist() == [float(value) for *_, value in rows]


def test_the_latest_values_are_those_that_still_hold(stub: Stub) -> None:
    columns = fred(stub).observations("PAYEMS")
    assert len(stub.asked) == 1
    assert set(columns) == {"day", "value"}
    held = {d: float(v) for d, since, until, v in payrolls() if since <= TODAY <= until}
    assert dict(zip(isos(columns, "day"), columns["value"].tolist(), strict=True)) == held


@pytest.mark.parametrize("most", [7, 10, 23])
def test_pieces_of_few_vintages_join_to_what_one_request_gives(
    stub: Stub, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fred(stub).vintages("PAYEMS")
    stub.most_vintages = most
    monkeypatch.setattr(fred_client, "_MOST_VINTAGES", most)
    pieces = fred(stub).vintages("PAYEMS")
    assert len(stub.asked) > 4
    assert whole.keys() == pieces.keys()
    for name, column in whole.items():
        np.testing.assert_array_equal(column, pieces[name])


def test_an_answer_of_many_pages_is_read_whole(stub: Stub) -> None:
    stub.page = 10
    assert len(fred(stub).vintages("PAYEMS")["day"]) == 72
    assert [query.get("offset", "0") for _, query in stub.asked] == [
        str(n) for n in range(0, 72, 10)
    ]


def test_a_series_without_vintages_has_only_the_latest(stub: Stub) -> None:
    assert set(fred(stub).observations("NOVINT")) == {"day", "value"}
    for ask in (fred(stub).vintages, fred(stub).first_release):
        with pytest.raises(NoVintagesError, match="no vintages of it"):
            ask("NOVINT")


@pytest.mark.parametrize("rows", [[], [("2024-01-01", ".")]], ids=["none", "missing"])
def test_releases_that_state_nothing_are_no_series(stub: Stub, rows: list[tuple[str, str]]) -> None:
    stub.faults = [observed(rows)]
    with pytest.raises(EmptyAnswerError, match="there are no observations of it"):
        fred(stub).vintages("DGS10")


def test_as_of_a_day_is_what_held_then(stub: Stub) -> None:
    day = days.from_ymd(2024, 3, 15)
    columns = fred(stub).as_of("PAYEMS", day)
    held = {d: float(v) for d, s, e, v in payrolls() if s <= "2024-03-15" <= e}
    assert dict(zip(isos(columns, "day"), columns["value"].tolist(), strict=True)) == held


def test_the_headline_takes_both_months_from_one_release(stub: Stub) -> None:
    month = days.from_ymd(2024, 5, 1)
    headline = fred(stub).headline("PAYEMS", month)
    rows = payrolls()
    release = min(s for d, s, _, _ in rows if d == "2024-05-01")
    stated = {d: float(v) for d, s, e, v in rows if s <= release <= e}
    assert headline == stated["2024-05-01"] - stated["2024-04-01"]
    first = fred(stub).first_release("PAYEMS")
    place = isos(first, "day").index("2024-05-01")
    assert headline != float(np.diff(first["value"].astype(float))[place - 1])


@pytest.mark.parametrize(
    ("value", "month"), [(".", 5), ("1", 1), (None, 5)], ids=["missing", "the first", "none before"]
)
def test_there_is_no_headline_where_the_release_lacks_a_month(
    stub: Stub, value: str | None, month: int
) -> None:
    first = observed([("2024-01-01", "1"), ("2024-05-01", "2")])
    then = [("2024-04-01", value)] if value and month == 5 else []
    stub.faults = [first, observed([*then, (f"2024-{month:02d}-01", "2")])]
    with pytest.raises(EmptyAnswerError, match="does not state it and the one before"):
        fred(stub).headline("DGS10", days.from_ymd(2024, month, 1))


def test_a_month_without_a_release_has_no_headline(stub: Stub) -> None:
    with pytest.raises(EmptyAnswerError, match="keeps no release of 2031-01-01"):
        fred(stub).headline("PAYEMS", days.from_ymd(2031, 1, 1))


def test_the_market_reads_the_vintages_as_fred_means_them(stub: Stub) -> None:
    columns = fred(stub).vintages("PAYEMS")
    record = Record(Key("vintage", "PAYEMS"), "FRED", None, "", 0, 0, 0, None, None)
    stored = Vintages(record, columns)
    for date in ("2024-03-15", "2024-11-01"):
        day = days.from_date(np.datetime64(date).astype(object))
        known, asked = stored.known(day), fred(stub).as_of("PAYEMS", day)
        assert known.day.tolist() == asked["day"].tolist()
        assert known.value.tolist() == asked["value"].tolist()


def test_the_functions_of_fredapi_work_on_json(stub: Stub) -> None:
    theirs = fred(stub).client
    assert theirs.get_series("DGS10").dropna().tolist() == [4.36, 4.28]
    assert len(theirs.get_series_vintage_dates("PAYEMS")) == len({s for _, s, _, _ in payrolls()})
    assert theirs.get_series_first_release("PAYEMS").dtype == float
    assert len(theirs.get_series_as_of_date("PAYEMS", "2024-03-15")) == sum(
        s <= "2024-03-15" for _, s, _, _ in payrolls()
    )


def test_a_history_that_was_revised_and_one_that_lost_its_tail_are_given_as_they_are(
    stub: Stub,
) -> None:
    stub.faults = [observed([("2024-07-03", "4.99")])]
    assert fred(stub).observations("DGS10")["value"].tolist() == [4.99]


def test_a_withdrawn_and_a_late_number_are_read_as_such(stub: Stub) -> None:
    names = ("date", "realtime_start", "realtime_end", "value")
    rows = [
        ("2024-01-01", "2024-02-02", "2024-03-07", "."),
        ("2024-01-01", "2024-03-08", "2024-04-04", "7"),
        ("2024-01-01", "2024-04-05", "2024-04-19", "."),
        ("2024-01-01", "2024-04-20", "2024-05-02", "."),
        ("2024-01-01", "2024-05-03", STILL, "7"),
    ]
    kept = [dict(zip(names, row, strict=True)) for row in rows]
    stub.faults = [given(200, json.dumps({"count": len(kept), "observations": kept}).encode())]
    columns = fred(stub).vintages("DGS10")
    assert isos(columns, "since") == ["2024-03-08", "2024-04-05", "2024-05-03"]
    np.testing.assert_array_equal(columns["value"].astype(float), [7, np.nan, 7])


@pytest.mark.skipif(not (WIRE / "fred").is_dir(), reason=f"no recorded answers at {WIRE}")
def test_the_stub_speaks_as_fred_was_recorded(stub: Stub) -> None:
    recorded = json.loads((WIRE / "fred/api_observations_DGS10_rows.json").read_text("utf-8"))
    rows = recorded["observations"][::-1]
    mine = json.loads(stub.answer(stub, "/series/observations", ASKED)[2])["observations"]
    assert {(k, type(v)) for k, v in rows[0].items()} == {(k, type(v)) for k, v in mine[0].items()}
    body = json.dumps({"count": len(rows), "observations": rows}).encode()
    stub.faults = [given(200, body)]
    assert fred(stub).observations("DGS10")["value"][-1] == float(rows[-1]["value"])


@pytest.mark.skipif(not (WIRE / "fred").is_dir(), reason=f"no recorded answers at {WIRE}")
@pytest.mark.parametrize(
    ("file", "missing"),
    [
        ("fredgraph_new_header_DGS10_head.csv", "2000-07-04"),
        ("fredgraph_old_header_DGS10_tail.csv", "2024-03-29"),
        ("fredgraph_new_header_CPIAUCSL_missing_2025-10.csv", "2025-10-01"),
    ],
)
def test_recorded_downloads_are_read(stub: Stub, file: str, missing: str) -> None:
    stub.faults = [given(200, (WIRE / "fred" / file).read_bytes())]
    code = "CPIAUCSL" if "CPI" in file else "DGS10"
    columns = Keyless(stub.url, stub.url, quick(), quick()).downloaded(code)
    value = dict(zip(isos(columns, "day"), columns["value"].astype(float), strict=True))
    assert np.isnan(value[missing])
    assert np.isfinite(list(value.values())).mean() > 0.9
