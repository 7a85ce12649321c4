"""The reference, its recipes, and the search for functions by word."""

import re
from pathlib import Path

import pytest

from rotationxl.cells import CellError
from rotationxl.display import table_lines, with_unit
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl.faults import faults
from rotationxl.formulas import parse_call, write_call
from rotationxl.market.evaluate import Market
from rotationxl.recipes import RECIPES, Recipe, computed
from rotationxl.reference import describe, render
from rotationxl.registry import FUNCTIONS, Table
from rotationxl.search import search

RECIPE_FORMULAS = [
    pytest.param(recipe, formula, id=formula) for recipe in RECIPES for formula in recipe.formulas
]


def test_the_reference_is_current(sample: Market) -> None:
    written = Path(__file__).parents[1] / "udfs" / "README.md"
    assert written.read_text(encoding="utf-8") == render(sample), (
        "run: rotationxl reference udfs/README.md"
    )


def test_every_link_of_the_reference_leads_to_a_heading(sample: Market) -> None:
    text = render(sample)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(anchors)


def test_the_help_of_a_function_says_all_that_is_declared(sample: Market) -> None:
    for function in FUNCTIONS.values():
        told = "\n".join(describe(function, sample))
        for part in (function.signature, function.help, function.details, function.oracle):
            assert part in told
        assert all(f"`{argument.name}` (" in told for argument in function.arguments)
        assert all(f"{example}  gives" in told for example in function.examples)


def test_the_help_of_a_function_shows_a_slip_in_each_argument(sample: Market) -> None:
    for function in FUNCTIONS.values():
        errors = [str(fault.error) for fault in faults(function, sample)]
        for argument in function.arguments:
            is_shown = any(re.match(rf"{argument.name}\b", error) for error in errors)
            assert is_shown or argument.kind.wrong is None, f"{function.name}, {argument.name}"


@pytest.mark.parametrize(("recipe", "formula"), RECIPE_FORMULAS)
def test_a_recipe_has_an_answer(recipe: Recipe, formula: str, sample: Market) -> None:
    name, answer = computed(formula, sample)
    assert name in FUNCTIONS, f"{name} is not declared"
    asks_for_the_error = "#N/A" in recipe.question and name != "EXPLAIN"
    assert isinstance(answer, RotationError) == asks_for_the_error
    if name == "EXPLAIN":
        assert answer != "ok"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["dollar"], ["DOLLAR_BETA"]),
        (["Yields", "curve"], ["YIELD_CHANGE_BP", "CURVE_SLOPE_BP"]),
        (["style_spread_z"], ["STYLE_SPREAD_Z"]),
        (["rank", "sector"], ["SECTOR_RANK"]),
    ],
)
def test_words_find_the_functions_named_so_first(words: list[str], found: list[str]) -> None:
    assert [function.name for function in search(words).functions][: len(found)] == found


def test_words_find_questions_and_series_too() -> None:
    assert search(["December"]).recipes[0].question == "What is December usually like?"
    assert list(search(["unemployment"]).series) == ["UNRATE"]
    assert search(["gold"]).series["GLD"] == "SPDR Gold Shares (gold)"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["yeild"], "Did you mean yield or yields?"),
        (["style", "spraed"], "Did you mean STYLE_SPREAD"),
        (["xyzzy"], "Give fewer or other words"),
        (["dollar", "transports"], "described with dollar and transports. Give fewer"),
        (["?"], "described with no words"),
    ],
)
def test_nothing_found_says_what_is_near(words: list[str], said: str) -> None:
    with pytest.raises(BadArgumentError, match=r"^words: ") as caught:
        search(words)
    assert said in str(caught.value)


def test_a_written_call_is_read_back() -> None:
    values = ('a "b"', 0.1 + 0.2, 24.0, None, True, [["x", 1.0], ["y", 2.5]], CellError("#N/A"))
    formula = write_call("SPREAD", (*values, None))
    assert formula.endswith(',24,,TRUE,{"x",1;"y",2.5},#N/A)')
    assert parse_call(formula) == ("SPREAD", values)


@pytest.mark.parametrize(
    ("answer", "unit", "said"),
    [
        (0.0540, "decimal", "0.054 decimal (5.40%)"),
        (45504, "date", "45504 date (2024-07-31)"),
        (True, "TRUE or FALSE", "TRUE"),
        (3, "rank", "3 rank"),
        (36.75, "multiple", "36.75 multiple"),
        ("Leading", "text", "Leading"),
        (BadArgumentError("x"), "decimal", "#VALUE!"),
    ],
)
def test_an_answer_is_told_with_its_unit(answer: object, unit: str, said: str) -> None:
    assert with_unit(answer, unit) == said


def test_a_long_table_is_told_by_its_first_rows() -> None:
    table = Table(("date", "value"), [[45504, 1.5], [45505, "-"], [45506, 2.0]], True, ("date",))
    assert table_lines(table, 2) == [
        "date        value", "2024-07-31  1.5", "2024-08-01  -", "... and 1 more",
    ]  # fmt: skip
    assert len(table_lines(table, 3)) == 4
