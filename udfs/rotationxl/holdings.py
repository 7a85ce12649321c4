"""A portfolio as a sheet holds it: one column of tickers, one of weights."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from rotationxl import cells, universe
from rotationxl.cells import Cell
from rotationxl.errors import BadArgumentError
from rotationxl.readers import read_ticker


class Holdings(NamedTuple):
    """The members of a portfolio in their order, each once, and their shares of 1."""

    tickers: tuple[str, ...]
    shares: tuple[float, ...]


# What stands above the columns of a table of holdings. TICKER and FUND could be tickers, so the
# shape of a word does not tell; and a row that is neither must not be skipped as if it were.
_TICKER_HEADERS = frozenset(
    ["asset", "assets", "code", "etf", "fund", "funds", "holding", "holdings", "index",
     "instrument", "member", "members", "name", "security", "sector", "series", "stock", "symbol",
     "symbols", "ticker", "tickers"]
)  # fmt: skip
_WEIGHT_HEADERS = ("%", "alloc", "amount", "percent", "share", "target", "value", "weight")


def read_holdings(value: Cell, argument: str) -> Holdings:
    """Read two columns, ticker and weight, with or without a row of headers.

    Weights are fractions, percents or amounts: they are scaled to add up to 1. Blank rows are
    skipped, and a ticker that stands twice has the sum of its weights.
    """
    weights: dict[str, float] = {}
    for place, ticker, weight in _filled(value, argument):
        if not weights and _is_header(ticker, weight):
            continue
        row = f"{argument}, row {place}"
        code = _ticker(ticker, row)
        weights[code] = weights.get(code, 0.0) + _weight(weight, code, row)
    if not weights:
        raise BadArgumentError(f"{argument}: give at least one ticker with its weight.")
    total, gross = math.fsum(weights.values()), math.fsum(map(abs, weights.values()))
    if total <= 1e-12 * gross:
        raise BadArgumentError(
            f"{argument}: the weights add up to {total:.12g}; they must add up to more than 0."
        )
    return Holdings(tuple(weights), tuple(weight / total for weight in weights.values()))


def _filled(value: Cell, argument: str) -> Iterator[tuple[int, Cell, Cell]]:
    """Give the number, ticker and weight of each row that is not blank."""
    rows = value if isinstance(value, list) else [value]
    if not any(isinstance(row, list) for row in rows):
        rows = [rows]  # a row of two cells, as Python may pass it
    for place, row in enumerate(rows, 1):
        where = f"{argument}, row {place}"
        found = [cells.single(c, where) for c in (row if isinstance(row, list) else [row])]
        if len(found) != 2:  # noqa: PLR2004 (a ticker and a weight)
            raise BadArgumentError(
                f"{argument}: give two columns, ticker and weight, as a range or as "
                '{"QQQ",0.6;"GLD",0.4}.'
            )
        ticker, weight = found
        if not (cells.is_blank(ticker) and cells.is_blank(weight)):
            yield place, ticker, weight


def _is_header(ticker: Cell, weight: Cell) -> bool:
    """Tell whether a first row names the columns: its weight is a word."""
    if type(weight) is not str or any(letter.isdigit() for letter in weight):
        return False
    over_tickers = "" if ticker is None else str(ticker).strip()
    if over_tickers.lower() in _TICKER_HEADERS:
        return bool(weight.strip())
    names_weights = any(word in weight.lower() for word in _WEIGHT_HEADERS)
    return names_weights and over_tickers.upper() not in universe.TICKERS


def _ticker(value: Cell, row: str) -> str:
    if cells.is_blank(value):
        raise BadArgumentError(f"{row}: there is a weight without a ticker.")
    return read_ticker(value, row)


def _weight(value: Cell, ticker: str, row: str) -> float:
    if cells.is_blank(value):
        raise BadArgumentError(f"{row}: {ticker} has no weight. Give 0 for a fund not held.")
    if isinstance(value, str):
        raise BadArgumentError(
            f"{row}: the weight of {ticker}, {value!r}, is text. Give a number: 60% is 0.6 or 60."
        )
    return cells.number(value, row)
