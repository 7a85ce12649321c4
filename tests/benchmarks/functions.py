"""Every function in the registry, warm and without memo, and its oracle on the same data."""

from pathlib import Path
from typing import NamedTuple

import rotationxl.functions  # noqa: F401 (declares the functions)
from benchmarks.timing import Report, Work, fastest, median
from families import ORACLES
from families.raw import Oracle, Raw
from rotationxl import registry
from rotationxl.errors import RotationError
from rotationxl.formulas import ParsedCall, parse_call
from rotationxl.market.evaluate import Call, Market
from rotationxl.registry import FUNCTIONS
from rotationxl.sources import open_source
from rotationxl.store.database import Store

SCALAR_LIMIT = 300e-6
TABLE_LIMIT = 5e-3
MEMBERS = {"PCT_ABOVE_MA"}  # as much work as it has members
FULL_ROTATION = '=ROTATION_TABLE("sectors",,,5)'  # eleven sectors with tails of five weeks
COLUMNS = ("case: ours", "oracle")  # the formula that the tests check first
CELLS = 10_000
CELLS_LIMIT = 2.0


class Cost(NamedTuple):
    """The seconds of a function's slowest formula, and of its oracle beside the same formula."""

    name: str
    formula: str
    seconds: float
    beside: str


def measure(report: Report, home: Path) -> None:
    market = Market(open_source("sample"), Store(home / "sample.db"))
    raw = Raw(market.source)
    report.title("each function's slowest formula, warm, no memo", "ms", "limit ms", *COLUMNS)
    costs = [_cost(name, market, raw) for name in FUNCTIONS]
    for cost in sorted(costs, key=lambda cost: -cost.seconds):
        report.row(_short(cost.formula), cost.seconds, _limit(cost.name), cost.beside)
    report.title("all functions in turn", "median ms", "limit ms")
    report.row(f"{CELLS} cells, no memo", median(_all_in_turn(market), 3), CELLS_LIMIT)


def _cost(name: str, market: Market, raw: Raw) -> Cost:
    cases = [case for case in ORACLES.get(name, []) if _is_answered(case[0], market)]
    formulas = [*FUNCTIONS[name].examples, *(formula for formula, _ in cases)]
    if name == "ROTATION_TABLE":
        formulas.append(FULL_ROTATION)
    seconds = {formula: _ours(formula, market) for formula in formulas}
    slowest = max(seconds, key=lambda formula: seconds[formula])
    return Cost(name, slowest, seconds[slowest], _beside(cases, seconds, raw))


def _beside(cases: list[Oracle], seconds: dict[str, float], raw: Raw) -> str:
    """Return what one formula takes here and there."""
    if not cases:
        return f"{'-':>14}{'-':>14}"
    formula, answer = cases[0]
    answer(raw)  # series are read once
    there = fastest(lambda: answer(raw), 3)
    return f"{seconds[formula] * 1e3:14.4f}{there * 1e3:14.4f}"


def _call(formula: str) -> ParsedCall:
    call = parse_call(formula)
    assert call is not None
    return call


def _is_answered(formula: str, market: Market) -> bool:
    """Tell whether the sample market has an answer: real data may have another."""
    return not isinstance(market.answers([Call(*_call(formula))])[0], RotationError)


def _ours(formula: str, market: Market) -> float:
    name, values = _call(formula)
    market.answer(name, *values)  # loads what it needs
    view = market.view
    return fastest(lambda: registry.run(name, view, values))


def _limit(name: str) -> float | None:
    if name in MEMBERS:
        return None
    return TABLE_LIMIT if FUNCTIONS[name].unit == "table" else SCALAR_LIMIT


def _all_in_turn(market: Market) -> Work:
    calls = [_call(example) for f in FUNCTIONS.values() for example in f.examples]
    for name, values in calls:
        market.answer(name, *values)
    view = market.view

    def work() -> None:
        for place in range(CELLS):
            name, values = calls[place % len(calls)]
            registry.run(name, view, values)

    return work


def _short(text: str, width: int = 62) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."
