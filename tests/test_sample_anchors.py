"""Every anchor of the simulated market comes out, by plain loops over the stored rows."""

import csv
import re
from pathlib import Path

import pytest

from rotationxl import days
from simulated import (
    FOLDER,
    SHARED,
    Market,
    Row,
    anchor_rows,
    brute_return,
    last_on,
    made_once,
    pairs_of,
    serial,
)

RETURN_TOLERANCE = 2e-6
CLAIMS = SHARED / "claims.csv"


@pytest.fixture
def market() -> Market:
    return made_once()


def identity(row: Row) -> str:
    return f"{row.series} {row.what} {days.iso(row.first)} {days.iso(row.last)}"


ANCHORS = anchor_rows()
LIMITS = [row for row in ANCHORS if row.what in {"cap", "floor"}]
RETURNS = [row for row in ANCHORS if row.what in {"price", "total", "annual"}]
LEVELS = [row for row in ANCHORS if row.what in {"level", "change"}]


@pytest.mark.parametrize("row", RETURNS, ids=identity)
def test_a_return_in_the_anchor_table_comes_out(market: Market, row: Row) -> None:
    assert brute_return(market, row) == pytest.approx(
        row.value,
        abs=max(RETURN_TOLERANCE, 0.02 / last_on(pairs_of(market, row.series), row.first)[1]),
    )


@pytest.mark.parametrize("row", LEVELS, ids=identity)
def test_a_level_in_the_anchor_table_comes_out_exactly(market: Market, row: Row) -> None:
    pairs = pairs_of(market, row.series)
    actual = last_on(pairs, row.last)[1]
    if row.what == "change":
        actual -= last_on(pairs, row.first)[1]
    assert actual == pytest.approx(row.value, abs=1e-9)


@pytest.mark.parametrize("row", LIMITS, ids=identity)
def test_nothing_lies_beyond_a_limit_of_the_anchor_table(market: Market, row: Row) -> None:
    inside = [x for day, x in pairs_of(market, row.series) if row.first <= day <= row.last]
    beyond = max(inside) - row.value if row.what == "cap" else row.value - min(inside)
    assert beyond <= 0


def test_an_anchor_names_days_on_which_the_series_has_a_value(market: Market) -> None:
    for row in ANCHORS:
        stored = {day for day, _ in pairs_of(market, row.series)}
        if row.what not in {"cap", "floor"} and not row.series.startswith("DFEDTAR"):
            assert {row.first, row.last} <= stored, identity(row)


def test_value_less_growth_in_november_2024_is_the_printed_spread(market: Market) -> None:
    month = serial("2024-10-31"), serial("2024-11-30")
    value, growth = (brute_return(market, Row(t, "total", *month, 0)) for t in ("IWD", "IWF"))
    assert round(value - growth, 5) == 0.054


def test_the_rest_of_the_index_prints_as_stated_in_november_2025(market: Market) -> None:
    month = serial("2025-10-31"), serial("2025-11-30")
    top, whole = (brute_return(market, Row(t, "total", *month, 0)) for t in ("XLG", "SPY"))
    assert [f"{x:.1%}" for x in (whole, top, (whole - 0.55 * top) / 0.45)] == [
        "0.3%",
        "-0.6%",
        "1.3%",
    ]


def test_every_clash_names_claims_of_the_articles() -> None:
    with (FOLDER / "clashes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["claim"].startswith(row["article"])
            assert None not in row
            assert re.fullmatch(r"00[0-4]-\d\d", row["against"])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_anchor_names_its_article_or_is_marked_as_shape() -> None:
    for row in table(FOLDER / "anchors.csv"):
        assert None not in row
        assert row["article"] == "shape" or row["claim"].startswith(row["article"])


@pytest.mark.skipif(not CLAIMS.exists(), reason="no claims.csv beside the project")
def test_an_anchored_return_prints_as_its_claim() -> None:
    claimed = {row["id"]: row["claimed"] for row in table(CLAIMS)}
    checked = 0
    for row in table(FOLDER / "anchors.csv"):
        figure = re.fullmatch(r"(-?\d+(?:\.(\d+))?)%", claimed.get(row["claim"], ""))
        if row["what"] in {"price", "total"} and figure and row["article"] != "shape":
            places = len(figure[2] or "")
            assert f"{float(row['value']):.{places}%}" == figure[0], row
            checked += 1
    assert checked > 20


@pytest.mark.skipif(not CLAIMS.exists(), reason="no claims.csv beside the project")
def test_every_claimed_id_beside_the_anchors_exists() -> None:
    known = {row["id"] for row in table(CLAIMS)}
    named = {row["claim"] for row in table(FOLDER / "anchors.csv")} - {""}
    named |= {row[name] for row in table(FOLDER / "clashes.csv") for name in ("claim", "against")}
    assert named <= known
