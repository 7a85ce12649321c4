"""Multiples as a provider stated them, the gap between two, and where one stands in its history."""

import datetime as dt
import math
import re
from itertools import pairwise
from typing import Annotated

import numpy as np

from rotationxl import cells, stats
from rotationxl.arguments import Day, Kind, Number, Ticker, choice
from rotationxl.cells import Cell, serial_of_day
from rotationxl.days import Values
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.market.view import View
from rotationxl.registry import Family, Table
from rotationxl.universe import MULTIPLES

function = Family("Valuation multiples")

Multiple = Annotated[
    str,
    choice(*MULTIPLES),
    "pe (price/earnings), pb (price/book), ps (price/sales), dividend_yield (a decimal), or "
    "forward_pe.",
]


@function(
    unit="by option",
    oracle="the stored rows",
    examples=('=VALUATION("SPY")', '=VALUATION("IWD","pb","2025-06-30")'),
)
def valuation(
    market: View, ticker: Ticker, field: Multiple = "pe", day: Day | None = None
) -> float:
    """Multiple of a fund or stock, as the provider stated it in the last snapshot up to a day.

    #N/A where no snapshot is stored on or before the day, since nobody states the multiples of
    the past: a report on 2024 never shows today's. #N/A, too, where the last snapshot states no
    such multiple, as after a loss: an older figure does not stand in. The yield is a decimal.
    """
    return market.valuations(ticker).stated(field, market.as_of(day))


@function(unit="table", oracle="the stored rows", examples=('=VALUATION_HISTORY("SPY","pe")',))
def valuation_history(market: View, ticker: Ticker, field: Multiple) -> Table:
    """Multiples of a fund or stock in the snapshots stored so far: date, value; without a header.

    Up to the last session in the store. Snapshots that do not state the multiple are left out.
    """
    known = market.valuations(ticker).history(field, market.last_session)
    rows: list[list[Cell]] = [[serial_of_day(day), value] for day, value in known]
    if not rows:
        raise NoDataError(f"{ticker}: no stored snapshot states its {field}.")
    return Table(("date", "value"), rows, headers=False, dates=("date",))


@function(
    unit="by option",
    oracle="a closed form",
    examples=("=VALUATION_GAP(28,17)", '=VALUATION_GAP(30,15,"pct")'),
)
def valuation_gap(
    market: View,  # noqa: ARG001 (every function gets it)
    a: Annotated[Number, "A multiple, such as VALUATION gives."],
    b: Annotated[Number, "The multiple it is compared with."],
    mode: Annotated[
        str,
        choice("ratio", "diff", "pct"),
        "ratio (default): a/b; diff: a - b; pct: a/b - 1, the premium as a decimal.",
    ] = "ratio",
) -> float:
    """How far two multiples lie apart: their ratio, their difference, or the premium.

    A ratio of a multiple below 0, as one of losses, says neither dear nor cheap; b must not be 0.
    """
    if mode == "diff":
        return a - b
    if b == 0:
        raise BadArgumentError('b: must not be 0 for a ratio. Or give mode "diff".')
    return a / b - (mode == "pct")


_NUMBER_AS_TEXT = re.compile(r"[^a-zA-Z]*\d[^a-zA-Z]*x?")


def read_history(value: Cell, argument: str) -> Values:
    """Read the numbers of a range; blank cells and words, such as headers, are skipped.

    Of two columns, date and value, only the values count. A number that is stored as text is
    refused: it would be missing from the history without a word.
    """
    numbers: list[float] = []
    words = 0
    for place, cell in enumerate(cells.flat(_without_dates(value, argument)), 1):
        if type(cell) is float and math.isfinite(cell):  # nearly all of them
            numbers.append(cell)
            continue
        where = f"{argument}, item {place}"
        found = cells.single(cell, where)
        if isinstance(found, str) and _NUMBER_AS_TEXT.fullmatch(found.strip()):
            raise BadArgumentError(f"{where}: {found!r} is text. Make a number of it.")
        if isinstance(found, str | bool):
            words += not cells.is_blank(found)
        elif found is not None:
            numbers.append(cells.number(found, where))
    if words and not numbers:
        raise BadArgumentError(f"{argument}: there is no number in it. Give a range of numbers.")
    return np.array(numbers)


_FIRST_DATE, _LAST_DATE = 20_000, 80_000  # 1954 to 2119: no multiple is such a whole number


def _without_dates(value: Cell, argument: str) -> Cell:
    """Return the second column of two when the first holds rising dates, as histories spill."""
    if not isinstance(value, list) or not all(isinstance(r, list) and len(r) == 2 for r in value):  # noqa: PLR2004
        return value
    firsts = [row[0] for row in value if not isinstance(row[0], str) and row[0] is not None]
    dates = [_date(cell, argument) for cell in firsts]
    is_dated = bool(dates) and all(dates) and all(one < two for one, two in pairwise(dates))
    is_row_of_numbers = len(value) == 1 and _date(value[0][1], argument) > 0
    return [[row[1]] for row in value] if is_dated and not is_row_of_numbers else value


def _date(cell: Cell, argument: str) -> int:
    """Return the day that a cell may be, 0 when it is no date."""
    if isinstance(cell, dt.date):
        return cells.day_of_date(cell, argument)
    is_whole = isinstance(cell, int | float) and not isinstance(cell, bool) and cell % 1 == 0
    return int(cell) if is_whole and _FIRST_DATE <= cell <= _LAST_DATE else 0


@function(
    unit="share",
    oracle="scipy.stats.percentileofscore",
    examples=("=PERCENTILE_RANK(2.5,{1,2,2.5,4})",),
)
def percentile_rank(
    market: View,  # noqa: ARG001 (every function gets it)
    x: Annotated[Number, "The number that is ranked, such as a multiple of today."],
    history: Annotated[
        Values,
        Kind("history", read_history),
        "A range of numbers, or a history as VALUATION_HISTORY or MACRO_HISTORY spills it.",
    ],
) -> float:
    """Share of a history that lies below a number, plus half the share equal to it, from 0 to 1.

    Blank cells and words in the range are skipped, and so is a first column of dates; a number
    stored as text is refused. #N/A where all is blank.
    """
    if not len(history):
        raise NoDataError("history: there is no number in it yet.")
    return stats.percentile_rank(x, history)
