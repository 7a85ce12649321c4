"""Every function agrees with an answer that shares no code with it."""

from typing import Any

import pytest

from families import ORACLES
from families.raw import Oracle, Raw
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS

WITHOUT_NUMBERS = {"DATA_NOTE", "DATA_SOURCES", "DATA_BANNER", "SNAPSHOT_ID"}  # see test_provenance
CASES = [pytest.param(case, id=case[0]) for cases in ORACLES.values() for case in cases]


def test_every_function_has_an_oracle() -> None:
    assert {name for name, cases in ORACLES.items() if cases} == set(FUNCTIONS) - WITHOUT_NUMBERS


@pytest.fixture(scope="module")
def raw_sample(sample: Market) -> Raw:
    return Raw(sample.source)


@pytest.fixture(scope="module")
def raw_real(real: Market) -> Raw:
    return Raw(real.source)


@pytest.mark.parametrize("case", CASES)
def test_the_oracle_agrees_on_the_sample_market(
    case: Oracle, sample: Market, raw_sample: Raw
) -> None:
    check(case, sample, raw_sample)


@pytest.mark.parametrize("case", CASES)
def test_the_oracle_agrees_on_real_data(case: Oracle, real: Market, raw_real: Raw) -> None:
    check(case, real, raw_real)


def check(case: Oracle, market: Market, raw: Raw) -> None:
    formula, answer = case
    call = parse_call(formula)
    assert call is not None
    assert_same(shown(market.answers([Call(*call)])[0]), answer(raw))


def assert_same(value: Any, expected: Any) -> None:
    if isinstance(expected, list):
        assert len(value) == len(expected)
        for row, expected_row in zip(value, expected, strict=True):
            for cell, expected_cell in zip(row, expected_row, strict=True):
                assert_same(cell, expected_cell)
    elif isinstance(expected, str):
        assert value == expected
    else:
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-12)
