"""Formula text as people type it: one call of ours with plain values, read without a spreadsheet."""

import re
from typing import NamedTuple

from rotationxl.cells import Cell, CellError

_TOKEN = re.compile(
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


class _NotPlainError(Exception):
    """The formula holds something that only a spreadsheet can compute."""


class _Reader:
    """Reads tokens of one formula from left to right."""

    def __init__(self, formula: str, place: int) -> None:
        self._formula = formula
        self._place = place

    def _next(self) -> tuple[str, str]:
        found = _TOKEN.match(self._formula, self._place)
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
            kind, token = self._next()
            if kind == "mark" and token in ",)":
                if not (token == ")" and empty and not values):
                    values.append(pending)
                if token == ")":
                    break
                pending, empty = None, True
            elif not empty:
                raise _NotPlainError
            else:
                pending, empty = self._value(kind, token), False
        if self._formula[self._place :].strip():
            raise _NotPlainError
        return tuple(values)

    def _value(self, kind: str, token: str) -> Cell:
        if kind == "mark":
            if token != "{":
                raise _NotPlainError
            return self._array()
        return _plain(kind, token)

    def _array(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = [[]]
        while True:
            kind, token = self._next()
            rows[-1].append(_plain(kind, token))
            kind, token = self._next()
            if kind != "mark" or token not in ",;}":
                raise _NotPlainError
            if token == "}":
                return rows
            if token == ";":
                rows.append([])


def _plain(kind: str, token: str) -> Cell:
    match kind:
        case "text":
            return token[1:-1].replace('""', '"')
        case "number":
            return float(token[:-1]) / 100 if token.endswith("%") else float(token)
        case "truth":
            return token.upper() == "TRUE"
        case "error":
            return CellError(token.upper())
    raise _NotPlainError
