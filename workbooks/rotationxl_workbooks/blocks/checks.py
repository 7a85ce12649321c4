"""Checks that a report makes of its own numbers: named cells that must be TRUE."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import workings
from rotationxl_workbooks.design import DASH


class Check(NamedTuple):
    """One number of a report, and the same computed in another way."""

    name: str
    """The check's cell is called `test_` and this."""
    what: str
    """What the number is."""
    number: str
    """Its cell or expression; a dash where there is none."""
    other: str
    """The expression that has to give the same."""


def write(sheet: Worksheet, row: int, checks: Sequence[Check]) -> int:
    """Write what each number is otherwise, and whether it agrees; return the next free row.

    Both numbers have cells of their own: a program without the functions keeps numbers, but
    computes TRUE anew.
    """
    rows = []
    for name, what, number, other in checks:
        cell, shown = f"other_{name}", number
        if "(" in number:
            shown = f"shown_{name}"
            rows.append((f"{what}, as shown", shown, number, "General"))
        computed = f'IF(ISNUMBER({shown}),IFERROR({other},"{DASH}"),"{DASH}")'
        rows += [
            (what, cell, computed, "General"),
            ("Does the report show the same?", f"test_{name}", agree(shown, cell), "General"),
        ]
    return workings.named(sheet, row, "Checks: numbers computed a second time in another way", rows)


def agree(number: str, other: str) -> str:
    """Return the expression of whether a number is another one; where there is none, TRUE."""
    near = f"ABS({number}-({other}))<=10^-9*MAX(1,ABS({number}))"
    return f"IF(ISNUMBER({number}),IF(ISNUMBER({other}),{near},FALSE),TRUE)"


def ranks_first(name: str, what: str, sector: str, known: str) -> Check:
    """Return the check that SECTOR_RANK too has the month's best sector in the first place."""
    rank = f"SECTOR_RANK({sector},month,,as_of)"
    return Check(name, what, f'IF({known},1,"{DASH}")', rank)
