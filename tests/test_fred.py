"""FRED's answers as columns: values, vintages, first prints and headlines."""

from collections.abc import Iterator

import numpy as np
import pytest

from fredstub import KEY, MONTHS, STILL, YIELDS, Stub, observed, payrolls, quick, serving
from rotationxl import days
from rotationxl.live import client
from rotationxl.live.fred import Fred
from rotationxl.live.keys import Secret
from rotationxl.market.macro import Macro
from rotationxl.sources import Columns, Key
from rotationxl.store.record import Record


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


def test_all_vintages_and_the_latest_values_come_from_one_request(stub: Stub) -> None:
    columns = fred(stub).observations("PAYEMS", vintages=True)
    assert len(stub.asked) == 1
    assert isos(columns, "day") == MONTHS
    rows = sorted(payrolls())
    assert isos(columns, "vintage_day") == [day for day, _, _, _ in rows]
    assert isos(columns, "vintage_since") == [since for _, since, _, _ in rows]
    assert columns["vintage_value"].tolist() == [float(value) for *_, value in rows]
    assert columns["value"].tolist() == [float(v) for _, _, e, v in rows if e == STILL]


@pytest.mark.parametrize("most", [7, 10, 23])
def test_pieces_of_few_vintages_join_to_what_one_request_gives(
    stub: Stub, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fred(stub).observations("PAYEMS", vintages=True)
    stub.most_vintages = most
    monkeypatch.setattr(client, "_MOST_VINTAGES", most)
    pieces = fred(stub).observations("PAYEMS", vintages=True)
    assert len(stub.asked) > 4
    assert whole.keys() == pieces.keys()
    for name, column in whole.items():
        np.testing.assert_array_equal(column, pieces[name])


def test_an_answer_of_many_pages_is_read_whole(stub: Stub) -> None:
    stub.page = 10
    assert len(fred(stub).observations("PAYEMS", vintages=True)["vintage_day"]) == 72
    assert [query.get("offset", "0") for _, query in stub.asked] == [
        str(n) for n in range(0, 72, 10)
    ]


def test_a_series_without_vintages_comes_without_them(stub: Stub) -> None:
    assert set(fred(stub).observations("NOVINT", vintages=True)) == {"day", "value"}


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


def test_the_market_reads_the_vintages_as_fred_means_them(stub: Stub) -> None:
    columns = fred(stub).observations("PAYEMS", vintages=True)
    record = Record(Key("macro", "PAYEMS"), "FRED", None, "", 0, 0, 0, None, None)
    macro = Macro(record, columns)
    for date in ("2024-03-15", "2024-11-01"):
        day = days.from_date(np.datetime64(date).astype(object))
        known, asked = macro.known(day), fred(stub).as_of("PAYEMS", day)
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
