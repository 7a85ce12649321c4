"""Formula text as people type it: one call of ours with plain values."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rotationxl.cells import Cell, CellError

_WORD = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
  | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?)
  | (?P<truth>(?:TRUE|FALSE)(?![\w.(]))
  | (?P<error>\#(?:N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!))
  | (?P<mark>[,;{}()])
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_HEAD = re.compile(r"\s*=?\s*@?([A-Za-z_][A-Za-z0-9_]*)\s*\(")


class ParsedCall(NamedTuple):
    """A function's name, in capitals, and its arguments as raw cells."""

    name: str
    values: tuple[Cell, ...]


def parse_call(formula: str) -> ParsedCall | None:
    """Return the call that a formula is, None when it is more than one call with plain values."""
    head = _HEAD.match(formula)
    if not head:
        return None
    reader = _Reader(formula, head.end())
    try:
        values = reader.arguments()
    except _NotPlainError:
        return None
    return ParsedCall(head[1].upper(), values)


def write_call(name: str, values: Sequence[Cell]) -> str:
    """Return the formula of a call with plain values; empty ones at its end are left out."""
    words = [write(value) for value in values]
    while words and not words[-1]:
        words.pop()
    return f"={name}({','.join(words)})"


def write(value: Cell) -> str:
    """Return a plain value as a formula holds it."""
    match value:
        case None:
            return ""
        case bool() | CellError():
            return str(value).upper()
        case list():
            return "{" + ";".join(",".join(map(write, row)) for row in value) + "}"
        case int() | float():
            return repr(value).removesuffix(".0")
    return '"' + str(value).replace('"', '""') + '"'


class _NotPlainError(Exception):
    """The formula holds something that only a spreadsheet can compute."""


class _Reader:
    """Reads words of one formula from left to right."""

    def __init__(self, formula: str, place: int) -> None:
        self._formula = formula
        self._place = place

    def _next(self) -> tuple[str, str]:
        found = _WORD.match(self._formula, self._place)
        if not found or not found.lastgroup:
            raise _NotPlainError
        self._place = found.end()
        return found.lastgroup, found[found.lastgroup]

    def arguments(self) -> tuple[Cell, ...]:
        """Return the values up to the closing bracket, which must end the formula."""
        values: list[Cell] = []
        pending: Cell = None
        empty = True
        while True:
            kind, word = self._next()
            if kind == "mark" and word in ",)":
                if not (word == ")" and empty and not values):
                    values.append(pending)
                if word == ")":
                    break
                pending, empty = None, True
            elif not empty:
                raise _NotPlainError
            else:
                pending, empty = self._value(kind, word), False
        if self._formula[self._place :].strip():
            raise _NotPlainError
        return tuple(values)

    def _value(self, kind: str, word: str) -> Cell:
        if kind == "mark":
            if word != "{":
                raise _NotPlainError
            return self._array()
        return _plain(kind, word)

    def _array(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [[]]
        while True:
            kind, word = self._next()
            rows[-1].append(_plain(kind, word))
            kind, word = self._next()
            if kind != "mark" or word not in ",;}":
                raise _NotPlainError
            if word == "}":
                return rows
            if word == ";":
                rows.append([])


def _plain(kind: str, word: str) -> Cell:
    match kind:
        case "text":
            return word[1:-1].replace('""', '"')
        case "number":
            return float(word[:-1]) / 100 if word.endswith("%") else float(word)
        case "truth":
            return word.upper() == "TRUE"
        case "error":
            return CellError(word.upper())
    raise _NotPlainError
