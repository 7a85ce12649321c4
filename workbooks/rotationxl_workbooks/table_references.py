"""References to tables (`Funds[Return]`) written out as ranges, which engines follow surely.

An engine that knows them takes some for blank where their cells are formulas, or knows only some.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rotationxl_workbooks.calculate import Place, letters

_ITEM = r"(?:[^\[\]']|'.)*"  # what is special in a column's name has a ' before it
# Text and sheets' names are matched so that no reference is found inside.
_REFERENCE = re.compile(
    rf"""
      "(?:[^"]|"")*"
    | '(?:[^']|'')*'!
    | (?<![\w.$!\\\]]) (?P<table>[^\W\d][\w.\\]*)?
      \[ (?P<inside> (?: [^\[\]'] | '. | \[{_ITEM}\] )* ) \] (?![\w.'!])
    | (?<![\w.$!\\]) (?P<name>[^\W\d][\w.\\]*) (?![\w.(!\\\[])
    """,
    re.VERBOSE,
)
_PART = re.compile(rf"\[({_ITEM})\](?:\s*:\s*\[({_ITEM})\])?")
_ESCAPED = re.compile("'(.)")


class TableArea(NamedTuple):
    """A table: its name, its sheet, the places of its corners and its column headings."""

    name: str
    sheet: str
    first: Place
    last: Place
    columns: tuple[str, ...]
    header: bool = True
    totals: bool = False

    def rows(self, items: Sequence[str], at: Place) -> tuple[int, int] | None:
        """Return the first and the last row that words after # mean; None where there are none."""
        top, bottom = self.first[0] + self.header, self.last[0] - self.totals
        parts = {
            "all": (self.first[0], self.last[0]),
            "data": (top, bottom),
            "headers": (self.first[0], self.first[0] - (not self.header)),
            "totals": (self.last[0] + (not self.totals), self.last[0]),
            "this row": (at[0], at[0]) if top <= at[0] <= bottom else (1, 0),
        }
        found = [parts.get(item.lower(), (1, 0)) for item in items or ("data",)]
        if any(first > last for first, last in found):
            return None
        return min(first for first, _ in found), max(last for _, last in found)

    def across(self, names: Sequence[str]) -> tuple[int, int] | None:
        """Return the first and the last column from one heading to another; of none, all."""
        known = {name.lower(): column for column, name in enumerate(self.columns, self.first[1])}
        found = [known.get(_ESCAPED.sub(r"\1", name).lower()) for name in names]
        if None in found:
            return None
        ends = sorted(column for column in found if column is not None)
        return (ends[0], ends[-1]) if ends else (self.first[1], self.last[1])


def ranges_for_tables(text: str, tables: Sequence[TableArea], sheet: str, at: Place) -> str:
    """Return a formula of a cell with the ranges that references to tables mean.

    One that means nothing stays as it is: the engine says what is wrong with it.
    """
    named = {table.name.lower(): table for table in tables}
    here = next((table for table in tables if table.sheet == sheet and _holds(table, at)), None)

    def meant(found: re.Match[str]) -> str:
        name, inside = found["table"] or found["name"], found["inside"]
        if name is None and (inside is None or not inside.lstrip("[").lower().startswith(_OWN)):
            return found[0]
        table = named.get(name.lower()) if name else here
        return found[0] if table is None else _range(table, inside or "", at) or found[0]

    return _REFERENCE.sub(meant, text)


_OWN = ("@", "#this row")


def _holds(table: TableArea, at: Place) -> bool:
    (top, left), (bottom, right) = table.first, table.last
    return top <= at[0] <= bottom and left <= at[1] <= right


def _range(table: TableArea, inside: str, at: Place) -> str:
    """Return the range that a reference means, with its sheet; empty where it means none."""
    words = list(_words(inside))
    items = [word.removeprefix("#") for word in words if word.startswith("#")]
    rows = table.rows(items, at)
    columns = table.across([word for word in words if not word.startswith("#")])
    if rows is None or columns is None:
        return ""
    first, last = (f"${letters(column)}${row}" for row, column in zip(rows, columns, strict=True))
    sheet = table.sheet.replace("'", "''")
    return f"'{sheet}'!{first}" + (f":{last}" if last != first else "")


def _words(inside: str) -> Iterator[str]:
    """Yield the words after # and the headings that stand between the brackets."""
    inside = inside.strip()
    if inside.startswith("@"):
        yield "#this row"
        inside = inside[1:].strip()
    if not inside.startswith("["):
        yield from [inside] if inside else []
        return
    for first, last in _PART.findall(inside):
        yield first
        if last:
            yield last
