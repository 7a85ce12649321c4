"""Holdings as people lay them out in a sheet."""

from typing import Any

import pytest

from rotationxl.cells import CellError
from rotationxl.errors import BadArgumentError, ErrorCellError
from rotationxl.holdings import Holdings, read_holdings

HALVES = Holdings(("QQQ", "GLD"), (0.5, 0.5))
ROWS: list[list[Any]] = [["QQQ", 30], ["GLD", 30.0]]


@pytest.mark.parametrize(
    "header",
    [
        ["Ticker", "Weight"],
        ["TICKER", "WEIGHT"],
        ["fund", "%"],
        ["Symbol", "in USD"],
        [None, "Target weight"],
        ["Wertpapier", "Amount (USD)"],
    ],
    ids=str,
)
def test_a_row_of_headers_is_no_holding(header: list[Any]) -> None:
    assert read_holdings([header, *ROWS], "holdings") == HALVES
    assert read_holdings([[None, None], header, ["", " "], *ROWS], "holdings") == HALVES


@pytest.mark.parametrize(
    "row", [["QQQ", "half"], ["ABC", "sixty"], ["fund", "60%"], ["SPY", "weight"]], ids=str
)
def test_a_first_row_that_may_be_a_holding_is_never_skipped(row: list[Any]) -> None:
    with pytest.raises(BadArgumentError, match=r"^holdings, row 1: the weight of .* is text"):
        read_holdings([row, *ROWS], "holdings")


def test_one_row_is_a_portfolio_of_one() -> None:
    for value in ([["qqq", 7]], ["QQQ", 7]):
        assert read_holdings(value, "holdings") == Holdings(("QQQ",), (1.0,))


def test_a_ticker_that_stands_twice_has_the_sum_of_its_weights() -> None:
    rows = [["GLD", 1], ["QQQ", 2], ["gld", 1]]
    assert read_holdings(rows, "holdings") == Holdings(("GLD", "QQQ"), (0.5, 0.5))


def test_weights_that_cancel_but_for_rounding_add_up_to_nothing() -> None:
    with pytest.raises(BadArgumentError, match="more than 0"):
        read_holdings([["QQQ", 0.1], ["GLD", 0.2], ["TLT", -0.3]], "holdings")


@pytest.mark.parametrize("row", [["QQQ", CellError("#REF!")], [CellError("#REF!"), None]], ids=str)
def test_an_error_in_a_cell_is_passed_on(row: list[Any]) -> None:
    with pytest.raises(ErrorCellError, match="holdings, row 3") as caught:
        read_holdings([*ROWS, row], "holdings")
    assert caught.value.cell == "#REF!"
