"""Regime rules such as `10Y>4.5 AND T10Y2Y>0`: read by a grammar, never run as code.

    rule       = all { OR all }
    all        = part { AND part }
    part       = NOT part | "(" rule ")" | comparison
    comparison = side ( "<" | "<=" | ">" | ">=" | "=" ) side
    side       = [ "+" | "-" ] number | tenor [ "-" tenor ] | FRED id

Words are read in any case. Numbers stand in the units of the series they are compared with:
yields are in percent, as FRED has them.
"""

import operator
import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple, NoReturn

from rotationxl import cells
from rotationxl.cells import Cell
from rotationxl.errors import BadArgumentError
from rotationxl.sources import Key
from rotationxl.universe import TENORS

Series = tuple[str, ...]
"""The FRED id of a series, or the two ids whose difference is a slope."""
Reading = Callable[[Mapping[Series, Any]], Any]
"""Gives a value, or TRUE or FALSE, for values of all series; for arrays of them an array."""

DEEPEST = 64  # brackets and NOTs inside each other: as deep as Excel nests functions
_SHOWN = 80  # characters of a rule in a message
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "≤": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "≥": operator.ge,
    "=": operator.eq,
}
_DASHES = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")
_NOMINAL = {tenor: code for (tenor, kind), code in TENORS.items() if kind == "nominal"}
# Kept as text: `re` compiles it when a rule is first read, and not on the way to the first cell.
_PIECE = r"""\s*(?:
    (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.]))
  | (?P<word>[A-Za-z0-9_.]+)
  | (?P<sign><=|>=|<>|!=|[<>=≤≥≠])
  | (?P<mark>\S)
    )"""
_TENOR = re.compile(r"[0-9]+(?:D|W|MO?|Q|Y(?:R|EAR)?)S?")
_FRED_ID = re.compile(r"(?=[0-9_]*[A-Z])[A-Z0-9_]{1,30}")
_KEYWORDS = frozenset({"AND", "OR", "NOT", "TRUE", "FALSE"})


class Rule(NamedTuple):
    """A rule that was read, and all that it compares."""

    holds: Reading
    series: tuple[Series, ...]
    keys: tuple[Key, ...]


def read_rule(value: Cell, argument: str) -> Rule:
    """Read the text of a rule; a message names the character, counted from 1, that is wrong."""
    raw = cells.single(value, argument)
    parser = _Parser(raw if isinstance(raw, str) else cells.text(raw, argument), argument)
    holds = parser.rule()
    codes = dict.fromkeys(code for series in parser.series for code in series)
    return Rule(holds, tuple(parser.series), tuple(Key("macro", code) for code in codes))


class _Token(NamedTuple):
    kind: str
    text: str
    place: int
    """Its first character in the rule, counted from 1."""

    @property
    def word(self) -> str:
        return self.text.upper()


def _tokens(text: str) -> list[_Token]:
    text = text.translate(_DASHES).rstrip()
    found = [(match, str(match.lastgroup)) for match in re.finditer(_PIECE, text, re.VERBOSE)]
    tokens = [_Token(kind, match[kind], match.start(kind) + 1) for match, kind in found]
    return [*tokens, _Token("end", "", len(text) + 1)]


class _Parser:
    """Reads one rule from left to right, one method for each line of the grammar."""

    def __init__(self, text: str, argument: str) -> None:
        self.series: dict[Series, None] = {}
        self._subject = f"{argument}: {text if len(text) <= _SHOWN else text[:_SHOWN] + '...'}"
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def rule(self) -> Reading:
        holds = self._any()
        if self._token.kind != "end":
            self._refuse("AND, OR or the end")
        return holds

    def _any(self) -> Reading:
        return self._joined("OR", operator.or_, self._all)

    def _all(self) -> Reading:
        return self._joined("AND", operator.and_, self._part)

    def _joined(
        self, word: str, join: Callable[[Any, Any], Any], read: Callable[[], Reading]
    ) -> Reading:
        parts = [read()]
        while self._take(word):
            parts.append(read())
        if len(parts) == 1:
            return parts[0]
        return lambda values: reduce(join, [part(values) for part in parts])

    def _part(self) -> Reading:
        opening = self._token
        if not (self._take("NOT") or self._take("(")):
            return self._comparison()
        if self._depth == DEEPEST:
            self._fail(
                f"more than {DEEPEST} brackets and NOTs would lie inside each other", opening
            )
        self._depth += 1
        holds = self._bracket(opening.place) if opening.text == "(" else _opposite(self._part())
        self._depth -= 1
        return holds

    def _bracket(self, opened: int) -> Reading:
        holds = self._any()
        if not self._take(")"):
            self._refuse("AND, OR or )", f" to close the bracket of character {opened}")
        return holds

    def _comparison(self) -> Reading:
        left = self._side("a tenor, a FRED id, NOT or a bracket")
        sign = self._token
        if sign.text in {"<>", "!=", "≠"}:
            self._fail(f"{sign.text} is not offered; write NOT and =, as in NOT 10Y=4", sign)
        if sign.kind != "sign":
            self._refuse("<, <=, >, >= or =")
        self._step()
        right = self._side("a tenor or a FRED id")
        if self._token.kind == "sign":
            self._fail("a third side; write two comparisons, as in 3<10Y AND 10Y<4", self._token)
        compare = _COMPARE[sign.text]
        return lambda values: compare(left(values), right(values))

    def _side(self, others: str) -> Reading:
        token = self._token
        if self._take("+") or self._take("-"):
            side = self._number(-1 if token.text == "-" else 1, "")
        elif token.kind == "word" and _is_series(token.word):
            side = operator.itemgetter(series := self._series())
            self.series[series] = None
        else:
            side = self._number(1, f" (or {others})")
        self._refuse_arithmetic()
        return side

    def _refuse_arithmetic(self) -> None:
        token = self._token
        if token.text == "%":
            self._fail("no % is needed: yields are in percent, so write 4.5 for 4.5%", token)
        if token.kind == "mark" and token.text in "+-*/^":
            self._fail("the only arithmetic is the slope of two tenors, such as 10Y-2Y", token)

    def _number(self, sign: int, others: str) -> Reading:
        if self._token.kind != "number":
            self._refuse("a number", others)
        value = sign * float(self._step().text)
        return lambda _: value

    def _series(self) -> Series:
        token = self._step()
        if not _TENOR.fullmatch(token.word):
            return (token.word,)
        long = self._tenor(token)
        if self._token.text == "-" and _TENOR.fullmatch(self._tokens[self._next + 1].word):
            self._step()
            return long, self._tenor(self._step())
        return (long,)

    def _tenor(self, token: _Token) -> str:
        if token.word in _NOMINAL:
            return _NOMINAL[token.word]
        what = f"a tenor, at character {token.place}"
        raise BadArgumentError.among(self._subject, token.text[:_SHOWN], what, _NOMINAL)

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _step(self) -> _Token:
        token = self._token
        self._next += 1
        return token

    def _take(self, word: str) -> bool:
        """Step over a word or mark where it stands next."""
        found = self._token.word == word
        self._next += found
        return found

    def _refuse(self, expected: str, others: str = "") -> NoReturn:
        token = self._token
        given = "the end" if token.kind == "end" else repr(token.text[:_SHOWN])
        raise BadArgumentError(
            f"{self._subject}: expected {expected} at character {token.place}{others}, not {given}."
        )

    def _fail(self, reason: str, token: _Token) -> NoReturn:
        raise BadArgumentError(f"{self._subject}: at character {token.place}, {reason}.")


def _is_series(word: str) -> bool:
    return bool(_FRED_ID.fullmatch(word)) and word not in _KEYWORDS


def _opposite(holds: Reading) -> Reading:
    return lambda values: holds(values) ^ True  # turns one truth and an array of them round
