"""The simulated market and its anchor table, read with plain loops for the tests."""

import csv
import datetime as dt
import math
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import rotationxl.simulation
from rotationxl.sources import Columns, Key, open_source
from rotationxl.universe import TICKERS

SHARED = (
    Path(os.environ["ROTATIONXL_TEST_MARKET"]).parent
    if "ROTATIONXL_TEST_MARKET" in os.environ
    else Path(__file__).parents[2] / "shared"
)
FOLDER = Path(rotationxl.simulation.__file__).parent


class Row(NamedTuple):
    series: str
    what: str
    first: int
    last: int
    value: float


def serial(text: str) -> int:
    year, month, *day = map(int, text.split("-"))
    return (dt.date(year, month, *day or [1]) - dt.date(1899, 12, 30)).days


def anchor_rows() -> list[Row]:
    with (FOLDER / "anchors.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                row["series"],
                row["what"],
                serial(row["when"].split(":")[0]),
                serial(row["when"].split(":")[-1]),
                float(row["value"]),
            )
            for row in csv.DictReader(file)
        ]


Market = Mapping[Key, Columns]


SOURCE = open_source("sample")


def made() -> Market:
    found = SOURCE.fetch([Key("price", "SPY")])
    return {key: columns for key, columns in found.items() if isinstance(columns, dict)}


@cache
def made_once() -> Market:
    return made()


def columns_of(market: Market, series: str) -> Columns:
    return market[Key("price" if series in TICKERS else "macro", series)]


def pairs_of(market: Market, series: str, value: str = "") -> list[tuple[int, float]]:
    columns = columns_of(market, series)
    name = value or ("close" if series in TICKERS else "value")
    pairs = zip(columns["day"].tolist(), columns[name].tolist(), strict=True)
    return [(day, number) for day, number in pairs if not math.isnan(number)]


def last_on(pairs: list[tuple[int, float]], day: int) -> tuple[int, float]:
    return [pair for pair in pairs if pair[0] <= day][-1]


def brute_return(market: Market, row: Row) -> float:
    pairs = pairs_of(market, row.series)
    (start, before), (end, after) = last_on(pairs, row.first), last_on(pairs, row.last)
    growth = after / before
    columns = columns_of(market, row.series)
    if row.what != "price":
        paid = zip(columns["dividend_day"].tolist(), columns["dividend"].tolist(), strict=True)
        for day, cash in paid:
            if start < day <= end:
                growth /= 1 - cash / last_on(pairs, day - 1)[1]
    if row.what == "annual":
        growth **= 365.25 / (end - start)
    return growth - 1
