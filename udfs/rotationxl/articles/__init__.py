"""The articles' claims: what was printed, and the formula that says what the data say.

`claims.csv`: id, article (its file), quote, claimed (as printed), formula, kind and note. kind is
figure, forecast, opinion, or not computable: then the formula, if any, is as near as one can get.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "claims.csv"


class PrintedClaim(NamedTuple):
    """One row of the table."""

    id: str
    article: str
    quote: str
    claimed: str
    formula: str
    kind: str
    note: str

    @property
    def is_computable(self) -> bool:
        """Tell whether there is a figure, and a formula that the figure can be held against."""
        return bool(self.claimed and self.formula) and self.kind != "not computable"


@cache
def claims() -> tuple[PrintedClaim, ...]:
    """Return the claims of all articles, in the order of the table."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(PrintedClaim(**row) for row in csv.DictReader(file))
