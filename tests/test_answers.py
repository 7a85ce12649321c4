"""Laws of how calls are answered: batches, messages and hosts, for every function."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls import FRED, TICKERS, any_call, calls, every, formula, law, wrong_calls
from changed import changed, nudged, sample_columns
from rotationxl import universe
from rotationxl.cells import Cell, CellError
from rotationxl.errors import ErrorCellError, RotationError
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Answer, Call, Market, shown
from rotationxl.registry import FUNCTIONS, Function
from rotationxl.store.database import Store
from rotationxl_workbooks import engines
from rotationxl_workbooks.host import MarketHost

EXPLAINED = [function for function in FUNCTIONS.values() if function.name != "EXPLAIN"]
MOST_ARGUMENTS = len(FUNCTIONS["EXPLAIN"].arguments) - 1
CODES = st.lists(st.sampled_from([*TICKERS, *FRED]), min_size=1, max_size=5, unique=True)


def fresh(sample: Market) -> Market:
    return Market(sample.source, sample.store)


def told(answer: Answer) -> tuple[Cell, str]:
    """Return what a cell shows and what is said of an error."""
    return shown(answer), str(answer) if isinstance(answer, RotationError) else ""


# Batches.


@law(15)
@given(batch=st.lists(any_call(), min_size=2, max_size=12), data=st.data())
def test_a_call_is_the_same_alone_and_in_any_batch(
    batch: list[Call], data: st.DataObject, sample: Market
) -> None:
    alone = [told(fresh(sample).answers([call])[0]) for call in batch]
    order = data.draw(st.permutations(range(len(batch))))
    mixed = fresh(sample).answers([batch[place] for place in order])
    assert [told(answer) for answer in mixed] == [alone[place] for place in order]
    assert [told(answer) for answer in sample.answers(batch)] == alone  # whatever came before


@every()
@law(8)
@given(data=st.data())
def test_a_call_asks_for_all_it_needs_at_once(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    market = fresh(sample)
    market.answers([Call(function.name, tuple(data.draw(calls(function))))])
    assert market.loads <= 1


# Messages.

NAMES = "|".join(map(re.escape, [*TICKERS, *universe.TICKERS, *universe.FRED, "NOSUCH"]))
CODE = rf"({NAMES}|[A-Z0-9^.=_-]+)"
OF_PYTHON = re.compile(r"NoneType|datetime|<class|object at|Traceback|\bNone\b|\bnan\b|\bdtype\b")


@every()
@law(60)
@given(data=st.data())
def test_a_message_begins_with_what_it_is_about(
    function: Function, data: st.DataObject, sample: Market
) -> None:
    values = data.draw(wrong_calls(function))
    _, message = told(sample.answers([Call(function.name, tuple(values))])[0])
    if message:
        arguments = "|".join(argument.name for argument in function.arguments)
        subject = rf"(({arguments or 'none'})(, item \d+)?|{function.name}|{CODE}( and {CODE})*): ?"
        assert re.match(subject, message)
        assert message.endswith(".")
        assert not OF_PYTHON.search(message)
