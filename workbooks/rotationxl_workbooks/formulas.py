"""Formula text taken apart at the calls of our functions; everything else stays as written."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks.spelling import is_our_prefix, our_name, without_marks

ERRORS = (
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA",
    "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!",
)  # fmt: skip

# The order matters: a name with its prefixes and bracket is tried before the parts that it is
# made of, and a whole word before single characters, so that no name is found inside another.
_TOKEN = re.compile(
    r"""
      "(?:[^"]|"")*"
    | \{(?:[^{}"]|"(?:[^"]|"")*")*\}
    | (?P<at>@?)(?:(?P<prefix>'(?:[^']|'')*'|\#(?i:REF)|[\w.\[\]]+)!)?(?P<name>[^\W\d][\w.]*)\(
    | '(?:[^']|'')*'
    | \[(?:[^\[\]]|\[[^\[\]]*\])*\]
    | [(),]
    | [\w.]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:E[-+]?\d+)?", re.IGNORECASE)
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_ITEM = re.compile(r'\s*("(?:[^"]|"")*"|[^,;"]+?)\s*([,;]|$)')


@dataclass(frozen=True)
class Call:
    """A call of one of our functions: its name in upper case and each argument in pieces."""

    name: str
    args: tuple["Pieces", ...]
    first: bool = False
    """`@` stands before it: of an array, only the first value is wanted."""
    scope: tuple["Pieces", ...] = ()
    """The name, value, name, value ... of the LETs around it, which its arguments may use."""


Pieces = tuple[str | Call, ...]


class MalformedFormulaError(ValueError):
    """The brackets of a formula do not match."""


@lru_cache(maxsize=32768)  # all formulas of a large workbook
def split(formula: str, names: frozenset[str], others: frozenset[int] = frozenset()) -> Pieces:
    """Return a formula as text and calls of ours; all text when it calls none of `names`.

    `others` are the numbers of its workbook's links that lead to other workbooks. Raises
    MalformedFormulaError where brackets do not match.
    """
    text = formula.removeprefix("=").strip()
    upper = text.upper()
    if not any(name in upper for name in names):
        return (text,)
    return _Reader(text, names, others).formula()


def plain(formula: str, names: frozenset[str], others: frozenset[int] = frozenset()) -> str:
    """Return a formula with our functions by their plain names; one with a fault as it is."""
    try:
        return _plain(split(formula, names, others))
    except MalformedFormulaError:
        return formula


def _plain(pieces: Pieces) -> str:
    return "".join(
        piece
        if isinstance(piece, str)
        else f"{'@' if piece.first else ''}{piece.name}({','.join(map(_plain, piece.args))})"
        for piece in pieces
    )


def has_call(pieces: Pieces) -> bool:
    return any(isinstance(piece, Call) for piece in pieces)


def calls(pieces: Pieces) -> Iterator[Call]:
    """Yield every call of ours, the inner ones first."""
    for piece in pieces:
        if isinstance(piece, Call):
            for part in (*piece.scope, *piece.args):
                yield from calls(part)
            yield piece


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, text: str, names: Collection[str], others: Collection[int]) -> None:
        self.tokens = list(_TOKEN.finditer(text))
        self.names = names
        self.others = others
        self.at = 0

    def formula(self) -> Pieces:
        pieces = self.until_end(())
        if self.at < len(self.tokens):
            raise MalformedFormulaError("a bracket is closed that was not opened")
        return pieces

    def until_end(self, scope: tuple[Pieces, ...], *, argument: bool = False) -> Pieces:
        """Read to the closing bracket, or to the comma where `argument`, and stop before it."""
        pieces: list[str | Call] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token[0] == ")" or (argument and token[0] == ","):
                break
            self.at += 1
            if token["name"]:
                pieces.extend(self.function(token, scope))
            elif token[0] == "(":
                pieces.extend(("(", *self.until_end(scope), self.close()))
            else:
                pieces.append(token[0])
        return _joined(pieces)

    def function(self, head: re.Match[str], scope: tuple[Pieces, ...]) -> Pieces:
        """Read a call from behind its bracket on: ours as a Call, another as text around ours."""
        name = self.ours(head)
        if name is not None:
            args = self.arguments(scope, binds=False)
            return (Call(name, args, first=bool(head["at"]), scope=scope),)
        if without_marks(head["name"]) == "LET":
            parts: list[str | Call] = [head[0]]
            for k, argument in enumerate(self.arguments(scope, binds=True)):
                parts.extend((*([","] if k else []), *argument))
            return (*parts, ")")
        return (head[0], *self.until_end(scope), self.close())

    def ours(self, head: re.Match[str]) -> str | None:
        """Return the name of our function that is called here, None where it is none of ours."""
        prefix = head["prefix"]
        is_someone_elses = prefix is not None and not is_our_prefix(prefix, self.others)
        return None if is_someone_elses else our_name(head["name"], self.names)

    def arguments(self, scope: tuple[Pieces, ...], *, binds: bool) -> tuple[Pieces, ...]:
        """Read the arguments and the bracket; where they bind names, the later ones see them."""
        found: list[Pieces] = []
        while True:
            bound = tuple(found[: len(found) // 2 * 2]) if binds else ()
            found.append(self.until_end((*scope, *bound), argument=True))
            if self.close(",)") == ")":
                break
        return () if len(found) == 1 and not "".join(map(str, found[0])).strip() else tuple(found)

    def close(self, expected: str = ")") -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] not in expected:
            raise MalformedFormulaError("a bracket is not closed")
        self.at += 1
        return self.tokens[self.at - 1][0]


def _joined(pieces: list[str | Call]) -> Pieces:
    joined: list[str | Call] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


NOT_CONSTANT: Any = object()


def constant(text: str) -> Cell:
    """Return the value of a literal or an array constant, NOT_CONSTANT for anything else."""
    text = text.strip()
    if text.startswith("{") and text.endswith("}"):
        return _rows(text[1:-1])
    return _literal(text)


def _literal(text: str) -> Cell:
    if _NUMBER.fullmatch(text):
        return float(text)
    if quoted := _TEXT.fullmatch(text):
        return quoted[1].replace('""', '"')
    upper = text.upper()
    if upper in {"TRUE", "FALSE"}:
        return upper == "TRUE"
    return CellError(upper) if upper in ERRORS else NOT_CONSTANT


def _rows(text: str) -> Cell:
    rows: list[list[Cell]] = [[]]
    at = 0
    while at < len(text):
        item = _ITEM.match(text, at)
        value = _literal(item[1]) if item else NOT_CONSTANT
        if item is None or value is NOT_CONSTANT:
            return NOT_CONSTANT
        rows[-1].append(value)
        if item[2] == ";":
            rows.append([])
        at = item.end()
    return rows
