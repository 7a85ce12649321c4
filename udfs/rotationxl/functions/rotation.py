"""Relative strength and rotation: who gains on the benchmark, and is that gaining speed."""

from typing import Annotated, NamedTuple

import numpy as np

from rotationxl.arguments import (
    AsOf,
    Basis,
    Count,
    Day,
    Freq,
    Headers,
    PeriodArg,
    Ticker,
    UniverseArg,
    at_least,
)
from rotationxl.cells import Cell
from rotationxl.days import Values, iso
from rotationxl.errors import NoDataError
from rotationxl.market.view import View
from rotationxl.readers import read_universe
from rotationxl.registry import Family, Table
from rotationxl.sources import Key
from rotationxl.stats import rolling_z

function = Family("Relative strength and rotation")

Benchmark = Annotated[Ticker, "What it is compared with; SPY."]
Weeks = Annotated[
    Count,
    at_least(2, "one value has no standard deviation"),
    "How many weekly values the mean and deviation are taken of; 14.",
]
_SECTORS = read_universe("sectors", "universe")


@function(
    unit="decimal",
    oracle="pandas",
    examples=('=RELATIVE_STRENGTH("IWD","IWF","2024-11")', '=RELATIVE_STRENGTH("XLE","SPY","YTD")'),
)
def relative_strength(
    market: View,
    ticker: Ticker,
    benchmark: Annotated[Ticker, "What it is compared with, such as SPY."],
    period: PeriodArg,
    basis: Basis | None = None,
    as_of: AsOf | None = None,
) -> float:
    """How far a fund, stock or index pulled ahead of another over a period, as a ratio.

    (1 + Ra) / (1 + Rb) - 1, both measured between the same sessions: 0.05 means that 1 in the
    first became 5% more than 1 in the benchmark.
    """
    own, other = market.legs(ticker, benchmark, basis=basis).returns(period, market.as_of(as_of))
    return (1 + own) / (1 + other) - 1


def _weekly_ratio(market: View, ticker: str, benchmark: str, day: int | None, count: int) -> Values:
    """Return ticker / benchmark on the last so many weekly closes, total basis."""
    legs = market.legs(ticker, benchmark)
    last = market.as_of(day)
    _, places = legs.ends("W", legs.place(last))
    if len(places) < count:
        raise NoDataError(
            f"{ticker} and {benchmark}: {count} weekly closes up to {iso(last)} are needed, "
            f"{len(places)} are stored."
        )
    chosen = places[-count:]
    ratio: Values = legs.array[0][chosen] / legs.array[1][chosen]
    return ratio


class Path(NamedTuple):
    """Ratio and momentum of the last weeks, oldest first."""

    ratio: Values
    momentum: Values

    @property
    def quadrant(self) -> str:
        """Return where the last week stands."""
        is_ahead, is_gaining = self.ratio[-1] > 100, self.momentum[-1] > 100  # noqa: PLR2004
        if is_ahead:
            return "Leading" if is_gaining else "Weakening"
        return "Improving" if is_gaining else "Lagging"


def rotation_path(
    market: View, ticker: str, benchmark: str, day: int | None, weeks: int, tail: int
) -> Path:
    """Return the last weeks of one member of a rotation graph."""
    strength = _weekly_ratio(market, ticker, benchmark, day, 2 * weeks + tail - 1)
    ratio = 100 + rolling_z(strength, weeks)
    return Path(ratio[-tail:], 100 + rolling_z(np.diff(ratio), weeks))


@function(unit="index", oracle="pandas", examples=('=ROTATION_RATIO("XLU","SPY","2025-10-31")',))
def rotation_ratio(
    market: View,
    ticker: Ticker,
    benchmark: Benchmark = "SPY",
    day: Day | None = None,
    weeks: Weeks = 14,
) -> float:
    """Relative strength as a rotation graph shows it: above 100 when ahead of its own average.

    With RS = ticker / benchmark on weekly closes (total return; price where one is an index):
    100 + (RS - mean) / sd over the last weeks, the current one included, sd with ddof 1. A week
    closes on its last session, the current one on the last session up to the day. Only what was
    known is used: new data never change an old value.
    """
    strength = _weekly_ratio(market, ticker, benchmark, day, weeks)
    return float(100 + rolling_z(strength, weeks)[-1])


@function(unit="index", oracle="pandas", examples=('=ROTATION_MOMENTUM("XLU","SPY","2025-10-31")',))
def rotation_momentum(
    market: View,
    ticker: Ticker,
    benchmark: Benchmark = "SPY",
    day: Day | None = None,
    weeks: Weeks = 14,
) -> float:
    """Speed of relative strength as a rotation graph shows it: above 100 when faster than usual.

    100 + (c - mean) / sd of c, the change of ROTATION_RATIO over one week, over the last weeks,
    the current one included.
    """
    return float(rotation_path(market, ticker, benchmark, day, weeks, 1).momentum[-1])


@function(unit="text", oracle="pandas", examples=('=ROTATION_QUADRANT("XLU","SPY","2025-10-31")',))
def rotation_quadrant(
    market: View,
    ticker: Ticker,
    benchmark: Benchmark = "SPY",
    day: Day | None = None,
    weeks: Weeks = 14,
) -> str:
    """Where it stands on a rotation graph: Leading, Weakening, Lagging or Improving.

    Leading: ROTATION_RATIO and ROTATION_MOMENTUM above 100; Weakening: the ratio only;
    Improving: the momentum only; Lagging: neither.
    """
    return rotation_path(market, ticker, benchmark, day, weeks, 1).quadrant


@function(
    unit="table",
    oracle="pandas",
    examples=('=ROTATION_TABLE("sectors","SPY","2025-10-31",3)', '=ROTATION_TABLE("XLF,XLE",,,2)'),
)
def rotation_table(
    market: View,
    universe: Annotated[
        UniverseArg,
        "sectors (default), styles, a group such as cyclicals, a comma list, or a range.",
    ] = _SECTORS,
    benchmark: Benchmark = "SPY",
    day: Day | None = None,
    tail: Annotated[Count, "How many weeks of each are shown; 5."] = 5,
    weeks: Weeks = 14,
    headers: Headers = True,
) -> Table:
    """Rotation graph in numbers: ticker, quadrant, then ratio and momentum for each week.

    Weeks run from the oldest to the current one. Members of the sectors or styles whose data
    begin too late are left out (EXPLAIN names them); any other member without data is #N/A.
    """
    market.need(*(Key("price", ticker) for ticker in (*universe.tickers, benchmark)))
    market.prices(benchmark)  # without it there is no row, and it says why itself
    rows: list[list[Cell]] = []
    for ticker in universe.tickers:
        try:
            path = rotation_path(market, ticker, benchmark, day, weeks, tail)
        except NoDataError as error:
            if not universe.is_named:
                raise
            market.note(f"Left out: {error}")
            continue
        pairs = np.column_stack(path).ravel().tolist()
        rows.append([ticker, path.quadrant, *pairs])
    if not rows:
        raise NoDataError(f"No member has {2 * weeks + tail - 1} weekly closes by then.")
    return Table(_columns(tail), rows, headers)


def _columns(tail: int) -> list[str]:
    ages = [f" {weeks}w ago" for weeks in range(tail - 1, 0, -1)]
    names = [f"{what}{age}" for age in [*ages, ""] for what in ("ratio", "momentum")]
    return ["ticker", "quadrant", *names]


@function(
    unit="count",
    oracle="a loop",
    examples=('=STREAK("IYT",,"2025-12-05")', '=STREAK("^RUT","^GSPC","2025-12-05","W")'),
)
def streak(
    market: View,
    ticker: Ticker,
    benchmark: Annotated[Ticker, "Count closes divided by this one's. Left out: its own."]
    | None = None,
    as_of: AsOf | None = None,
    freq: Freq = "D",
) -> int:
    """How many closes in a row have risen (above 0) or fallen (below 0), up to as_of.

    Daily, weekly or monthly closes, price basis; with a benchmark, closes divided by the
    benchmark's on common sessions. 0 when the last close is unchanged. The unfinished week or
    month counts as it stands.
    """
    legs = market.legs(*filter(None, (ticker, benchmark)), basis="price")
    last = market.as_of(as_of)
    _, places = legs.ends(freq, legs.place(last))
    if len(places) < 2:  # noqa: PLR2004 (a rise lies between two)
        raise NoDataError(f"{ticker}: two closes up to {iso(last)} are needed.")
    closes = legs.array[0][places]
    if benchmark:
        closes = closes / legs.array[1][places]
    direction = np.sign(np.diff(closes))
    other = np.flatnonzero(direction != direction[-1])
    length = len(direction) - (int(other[-1]) + 1 if len(other) else 0)
    return length * int(direction[-1])
