"""Batches are answered in rounds: what is missing is loaded together, the order never matters."""

import random
from pathlib import Path

import pytest

from rotationxl.formulas import ParsedCall, parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS
from rotationxl.sources import open_source
from rotationxl.store.database import Store

EXAMPLES = [example for function in FUNCTIONS.values() for example in function.examples]


def call_of(formula: str) -> Call:
    call = parse_call(formula)
    assert call is not None
    return Call(*call)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_function_is_done_in_two_rounds_from_empty_memory(
    example: str, sample: Market
) -> None:
    fresh = Market(sample.source, sample.store)
    fresh.answers([call_of(example)])
    assert fresh.loads <= 1


def test_a_batch_of_everything_is_one_load(sample: Market) -> None:
    fresh = Market(sample.source, sample.store)
    fresh.answers([call_of(example) for example in EXAMPLES])
    assert fresh.loads == 1


def test_the_order_of_a_batch_never_matters_and_a_call_is_the_same_alone(sample: Market) -> None:
    calls = [call_of(example) for example in EXAMPLES]
    alone = [shown(Market(sample.source, sample.store).answers([call])[0]) for call in calls]
    assert list(map(shown, Market(sample.source, sample.store).answers(calls))) == alone
    order = list(range(len(calls)))
    random.Random(1).shuffle(order)  # noqa: S311 (not for secrets)
    mixed = Market(sample.source, sample.store).answers([calls[i] for i in order])
    assert [shown(mixed[order.index(i)]) for i in range(len(calls))] == alone


def test_one_error_does_not_disturb_the_batch(small: Market) -> None:
    calls = [
        Call("ASSET_RETURN", ("AAA", "2020")),
        Call("ASSET_RETURN", ("NOSUCH", "2020")),
        Call("NO_SUCH_FUNCTION", ()),
        Call("ASSET_RETURN", ("AAA", "2020x")),
    ]
    values = [shown(answer) for answer in small.answers(calls)]
    assert isinstance(values[0], float)
    assert values[1:] == ["#N/A", "#NAME?", "#VALUE!"]


def test_true_and_one_are_different_arguments(small: Market) -> None:
    table = small.answer("PRICE_HISTORY", "AAA", "2020-01", "2020-01", "M", "close", True)
    assert table.headers
    assert not small.answer("PRICE_HISTORY", "AAA", "2020-01", "2020-01", "M", "close", 0).headers


def test_a_market_without_a_store_file_gives_the_same(folder: Path, tmp_path: Path) -> None:
    one = Market(open_source(f"folder:{folder}"), Store(tmp_path / "one.db"))
    two = Market(open_source(f"folder:{folder}"), Store(tmp_path / "one.db"))
    call = Call("SPREAD", ("AAA", "BBB", "2020"))
    assert one.answers([call]) == two.answers([call])


@pytest.mark.parametrize(
    ("formula", "call"),
    [
        ('=STYLE_SPREAD("2024-11")', ("STYLE_SPREAD", ("2024-11",))),
        (' = style_spread ( "2024-11" ) ', ("STYLE_SPREAD", ("2024-11",))),
        ("=DATA_AS_OF()", ("DATA_AS_OF", ())),
        ("=F_X(1,,-2.5e3,50%)", ("F_X", (1.0, None, -2500.0, 0.5))),
        ('=F_X(TRUE,"a""b",#N/A)', ("F_X", (True, 'a"b', "#N/A"))),
        ('=F_X({"XLK",1;"XLE",-1})', ("F_X", ([["XLK", 1.0], ["XLE", -1.0]],))),
        ("=F_X(,)", ("F_X", (None, None))),
        ('=F_X("a,b)")', ("F_X", ("a,b)",))),
    ],
)
def test_a_plain_call_is_read_from_its_text(formula: str, call: tuple[str, tuple[object]]) -> None:
    assert parse_call(formula) == ParsedCall(*call)


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "=F_X(A1)", "=F_X(1)+1", "=F_X(G_Y(1))", "=F_X(1", "=F_X(1))", "F_X", "=F_X(1 2)",
     '=F_X("a)', "=F_X({1,{2}})", "=F_X(TRUE())", "", "=F_X(1-2)"],
)  # fmt: skip
def test_what_only_a_spreadsheet_can_compute_is_left_to_it(formula: str) -> None:
    assert parse_call(formula) is None
