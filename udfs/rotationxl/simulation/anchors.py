"""The anchor table and the table of clashes, as the package carries them."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rotationxl import days

FOLDER = Path(__file__).parent


class Anchor(NamedTuple):
    """One row of anchors.csv; the package's docstring says what each `what` means."""

    series: str
    what: str
    first: int
    """The last day again where the row names one day only."""
    last: int
    value: float
    article: str
    claim: str
    note: str


def _day(text: str) -> int:
    year_month = len("2024-11")
    return days.from_date(dt.date.fromisoformat(text + "-01" if len(text) == year_month else text))


def _anchor(row: dict[str, str]) -> Anchor:
    first, _, last = row["when"].partition(":")
    return Anchor(
        series=row["series"],
        what=row["what"],
        first=_day(first),
        last=_day(last or first),
        value=float(row["value"]),
        article=row["article"],
        claim=row["claim"],
        note=row["note"],
    )


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the package's tables."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def anchors() -> dict[str, tuple[Anchor, ...]]:
    """Return the anchors of each series that has any, in the order of the table."""
    found: dict[str, list[Anchor]] = {}
    for anchor in map(_anchor, read("anchors.csv")):
        found.setdefault(anchor.series, []).append(anchor)
    return {series: tuple(rows) for series, rows in found.items()}
