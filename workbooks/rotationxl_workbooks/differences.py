"""Cells of a workbook that show something else than they would if it were computed now."""

import math
from typing import NamedTuple

from rotationxl.cells import Cell
from rotationxl.market.evaluate import Market
from rotationxl_workbooks.cached import as_written
from rotationxl_workbooks.calculate import Place, address
from rotationxl_workbooks.own import OwnWorkbook

_RELATIVE = 1e-9
_ABSOLUTE = 1e-12  # what is left of a difference of equal numbers


class Difference(NamedTuple):
    """One such cell."""

    sheet: str
    cell: str
    formula: str
    shown: Cell
    now: Cell


class Checked(NamedTuple):
    """What was found in a workbook."""

    cells: int
    """How many cells use our functions, or depend on such."""
    differences: list[Difference]
    reasons: list[str]
    """Why calls of our functions gave no value, each once."""


def differences(book: OwnWorkbook, market: Market, engine: str) -> Checked:
    """Return the cells with our functions, or that depend on such, that show something else."""
    found = book.recalculated(market, engine)
    different = []
    for sheet, cells in found.calculated.values.items():
        held = book.held.values(sheet)
        for at in sorted(at for of, at in found.ours if of == sheet):
            if not _same(held.get(at), now := cells.get(at)):
                formula = _formula(book, sheet, at)
                different.append(Difference(sheet, address(at), formula, held.get(at), now))
    return Checked(len(found.ours), different, list(found.reasons))


def _same(shown: Cell, now: Cell) -> bool:
    now = as_written(now)
    if isinstance(shown, float) and isinstance(now, float):
        return math.isclose(shown, now, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    if shown is None or now is None:
        return (shown or "") == (now or "") and not isinstance(shown or now, (float, bool))
    return type(shown) is type(now) and shown == now


def _formula(book: OwnWorkbook, sheet: str, at: Place) -> str:
    """Return the formula that fills a cell: its own, or one that spills into it."""
    formulas = book.book.formulas.get(sheet, {})
    if at in formulas:
        return f"={formulas[at].text}"
    around = (
        (origin, formula)
        for origin, formula in formulas.items()
        if formula.area is not None and _is_within(at, *formula.area)
    )
    return next((f"={formula.text} in {address(origin)}" for origin, formula in around), "")


def _is_within(at: Place, first: Place, last: Place) -> bool:
    return first[0] <= at[0] <= last[0] and first[1] <= at[1] <= last[1]
