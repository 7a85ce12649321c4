"""Answers worked out elsewhere on real data, from a file beside the data."""

import csv
import json
from typing import Any

import pytest

from conftest import REAL
from rotationxl.market.evaluate import Market
from rotationxl_addin.calc import compute

FILE = REAL.parent / "expected.csv"


def rows() -> list[dict[str, str]]:
    if not FILE.is_file():
        return []
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_expected_answers() -> None:
    if not FILE.is_file():
        pytest.skip(f"no {FILE}; set ROTATIONXL_TEST_MARKET")
    assert len(rows()) >= 200


@pytest.mark.parametrize("row", [pytest.param(row, id=row["formula"]) for row in rows()])
def test_the_expected_answer_comes_out(row: dict[str, str], real: Market) -> None:
    value, _ = compute([row["formula"]], real, "formulon")[0]
    assert agrees(value, row["expected"], row["kind"]), f"{value!r} is not {row['expected']}"


def agrees(value: Any, expected: str, kind: str) -> bool:
    match kind:
        case "number" | "date":
            return bool(value == pytest.approx(float(expected), rel=1e-9, abs=1e-12))
        case "spill":
            wanted = json.loads(expected)
            return len(value) == len(wanted) and all(
                cell == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other)
                for row, other_row in zip(value, wanted, strict=True)
                for cell, other in zip(row, other_row, strict=True)
            )
        case "bool":
            return bool(value is (expected == "TRUE"))
        case "nonempty":
            return bool(value)
    return bool(value == expected)
