"""Laws of how calls are answered, for every function: batches, messages, hosts, provenance."""

import csv
import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rotationxl
from calls import FRED, TICKERS, answer, any_call, calls, cells_of, every, told, wrong_calls
from changed import changed, nudged, sample_columns
from rotationxl import registry
from rotationxl.cells import Cell, CellError
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl.formulas import parse_call, write_call
from rotationxl.market.evaluate import Call, Market
from rotationxl.registry import FUNCTIONS
from rotationxl.sources import Key
from rotationxl_workbooks import engines
from rotationxl_workbooks.host import MarketHost

CODES = st.lists(st.sampled_from([*TICKERS, *FRED]), min_size=1, max_size=5, unique=True)


def fresh(sample: Market) -> Market:
    """Return the sample market with nothing in memory yet."""
    return Market(sample.source, sample.store)


# The laws are about something.


@every()
def test_random_calls_can_be_drawn_and_many_have_an_answer(name: str, sample: Market) -> None:
    function = FUNCTIONS[name]
    for argument in function.arguments:
        cells_of(function, argument)
    found: list[bool] = []

    @settings(max_examples=40)
    @given(values=calls(name))
    def ask(values: list[Cell]) -> None:
        found.append(not isinstance(answer(sample, name, values), CellError))

    ask()
    assert sum(found) >= len(found) / 5


# Batches.


@settings(max_examples=15)
@given(batch=st.lists(any_call(), min_size=2, max_size=12), data=st.data())
def test_a_call_is_the_same_alone_and_in_any_batch(
    batch: list[Call], data: st.DataObject, sample: Market
) -> None:
    alone = [told(fresh(sample).answers([call])[0]) for call in batch]
    order = data.draw(st.permutations(range(len(batch))))
    market = fresh(sample)
    mixed = market.answers([batch[place] for place in order])
    assert [told(answer) for answer in mixed] == [alone[place] for place in order]
    assert [told(again(market, call)) for call in batch] == alone


def again(market: Market, call: Call) -> object:
    """Compute a call anew, with what the market has in memory."""
    try:
        return registry.run(call.name, market.view, call.values)
    except RotationError as error:
        return error


@every()
@settings(max_examples=6)
@given(data=st.data())
def test_a_call_asks_for_all_it_needs_at_once(
    name: str, data: st.DataObject, sample: Market
) -> None:
    market = fresh(sample)
    market.answers([Call(name, tuple(data.draw(calls(name))))])
    assert market.loads <= 1


@every()
@settings(max_examples=15)
@given(data=st.data(), blank=st.sampled_from(["", " ", [[None]], [[""]]]))
def test_a_blank_argument_is_one_left_out(
    name: str, data: st.DataObject, blank: Cell, sample: Market
) -> None:
    given_ones = data.draw(calls(name))
    blanked = [blank if value is None else value for value in given_ones]
    assert answer(sample, name, blanked) == answer(sample, name, given_ones)
    while given_ones and given_ones[-1] is None:
        given_ones.pop()
    assert answer(sample, name, given_ones) == answer(sample, name, blanked)


# Messages.

OF_PYTHON = re.compile(r"NoneType|datetime|<class|object at|Traceback|\bNone\b|\bnan\b|\bdtype\b")


@every()
@settings(max_examples=30)
@given(data=st.data())
def test_a_message_begins_with_what_it_is_about(
    name: str, data: st.DataObject, sample: Market
) -> None:
    error = sample.answers([Call(name, tuple(data.draw(wrong_calls(name))))])[0]
    if isinstance(error, BadArgumentError):
        arguments = "|".join(argument.name for argument in FUNCTIONS[name].arguments)
        assert re.match(rf"({arguments})(, (item|row) \d+)?: \S", str(error))
    if isinstance(error, RotationError):
        assert str(error).endswith((".", "?"))
        assert not OF_PYTHON.search(str(error))


def test_every_function_can_be_explained() -> None:
    most = len(FUNCTIONS["EXPLAIN"].arguments) - 1
    assert max(len(f.arguments) for f in FUNCTIONS.values() if f.name != "EXPLAIN") <= most


@every(lambda function: function.name != "EXPLAIN")
@settings(max_examples=15)
@given(data=st.data())
def test_explain_gives_the_whole_message(name: str, data: st.DataObject, sample: Market) -> None:
    values = data.draw(wrong_calls(name))
    _, message = told(sample.answers([Call(name, tuple(values))])[0])
    explained = answer(sample, "EXPLAIN", [name, *values])
    assert explained == message or (not message and explained.split()[0] == "ok")


@st.composite
def slips(draw: st.DrawFn) -> Call:
    """Return a call of EXPLAIN about a call that most likely fails."""
    name = draw(st.sampled_from([name for name in FUNCTIONS if name != "EXPLAIN"]))
    return Call("EXPLAIN", (name, *draw(wrong_calls(name))))


def can_be_typed(call: Call) -> bool:
    """Tell whether a call is the same as the text of a formula; a date would be another cell."""
    numbers = [value for value in call.values if isinstance(value, int | float)]
    is_small = all(abs(number) < 1e15 for number in numbers)
    has_date = any(isinstance(value, dt.date) for value in call.values)
    formula = write_call(*call)
    return is_small and not has_date and formula.isprintable() and parse_call(formula) is not None


@pytest.mark.parametrize("engine", engines.names())
@settings(max_examples=2)
@given(batch=st.lists(slips().filter(can_be_typed), min_size=25, max_size=30))
def test_explain_says_the_same_in_every_host(
    engine: str, batch: list[Call], sample: Market
) -> None:
    said = sample.answers(batch)
    assert [rotationxl.call(name, *values, source="sample") for name, values in batch] == said
    formulas = [write_call(*call) for call in batch]
    assert engines.engine(engine).evaluate(formulas, MarketHost(sample)) == said


# Provenance depends on the arguments alone.


@settings(max_examples=15)
@given(codes=CODES, data=st.data())
def test_sources_are_told_of_each_series_by_itself(
    codes: list[str], data: st.DataObject, sample: Market
) -> None:
    rows = [answer(sample, "DATA_SOURCES", [code, False])[0] for code in codes]
    forms = data.draw(
        st.sampled_from([",".join(codes), ", ".join(codes).lower(), [codes], [[c] for c in codes]])
    )
    assert answer(fresh(sample), "DATA_SOURCES", [forms, False]) == rows


@settings(max_examples=15)
@given(codes=CODES, data=st.data())
def test_a_snapshot_is_of_a_set_of_series(
    codes: list[str], data: st.DataObject, sample: Market
) -> None:
    mixed = data.draw(st.permutations([*codes, codes[0].lower()]))
    expected = answer(sample, "SNAPSHOT_ID", [",".join(codes)])
    assert answer(fresh(sample), "SNAPSHOT_ID", [",".join(mixed)]) == expected
    assert answer(fresh(sample), "SNAPSHOT_ID", [[mixed]]) == expected


NUMBERS = [
    (key, column)
    for key, columns in sample_columns().items()
    if key.code in {*TICKERS, *FRED}
    for column in columns
    if len(columns[column])
]


@settings(max_examples=40)
@given(codes=CODES, where=st.sampled_from(NUMBERS), place=st.integers(0, 5000))
def test_a_snapshot_changes_with_any_price_and_macro_value_of_its_series_and_no_other(
    codes: list[str], where: tuple[Key, str], place: int, sample: Market
) -> None:
    one = answer(sample, "SNAPSHOT_ID", [[codes]])
    other = answer(changed(nudged(*where, place)), "SNAPSHOT_ID", [[codes]])
    key, _ = where
    assert (one != other) == (key.code in codes and key.kind in {"price", "macro"})


def test_another_process_says_the_same(sample: Market, tmp_path: Path) -> None:
    calls = [
        Call("SNAPSHOT_ID", ("XLK,DGS10,IWD",)),
        Call("EXPLAIN", ("STYLE_SPREAD", "2024-13")),
        Call("EXPLAIN", ("SECTOR_RETURN", "Banks", "2023-03")),
        Call("EXPLAIN", ("ASSET_RETURN", "XLEE", "2023-03")),
        Call("DATA_NOTE", ("XLK",)),
    ]
    asked, written = tmp_path / "asked.csv", tmp_path / "written.csv"
    with asked.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["formula"], *([write_call(*call)] for call in calls)])
    own = {"PYTHONHASHSEED": "7", "ROTATIONXL_HOME": str(tmp_path), "ROTATIONXL_SOURCE": "sample"}
    subprocess.run(
        [sys.executable, "-m", "rotationxl_addin", "calc", "--from", asked, "--out", written],
        env=os.environ | own,
        check=True,
        capture_output=True,
    )
    with written.open(encoding="utf-8", newline="") as file:
        assert [row["value"] for row in csv.DictReader(file)] == sample.answers(calls)
