"""One declaration a function: help, conversion, reference, wrappers and tests are read from it."""

import inspect
import math
import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from rotationxl.arguments import Kind
from rotationxl.cells import Cell, lone
from rotationxl.errors import BadArgumentError, NoDataError, UnknownFunctionError

if TYPE_CHECKING:
    from rotationxl.market.view import View

HELP_LIMIT = 255  # Excel's function wizard cuts there
Unit = Literal[
    "decimal", "share", "bp", "price", "FRED units", "USD", "thousands", "rank", "count",
    "standard deviations", "correlation", "multiple", "ratio", "by option", "index", "date",
    "TRUE or FALSE", "text", "table",
]  # fmt: skip
F = TypeVar("F", bound=Callable[..., Any])
_REQUIRED = inspect.Parameter.empty

# Words that VBA keeps for itself: the wrappers carry the argument names.
_VBA_RESERVED = frozenset(
    """
    addressof alias and any as attribute base binary boolean byref byte byval call case cbool
    cbyte ccur cdate cdbl cint clng close compare const csng cstr currency cvar date debug
    decimal declare defbool dim do doevents double each else elseif empty end endif enum eqv
    erase error event exit explicit false fix for friend function get global gosub goto if imp
    implements in input int integer is lbound len let lib like line local lock long loop lset me
    mid mod name new next not nothing null object on open option optional or paramarray preserve
    print private property ptrsafe public put raiseevent redim rem resume return rset seek select
    set sgn shared single spc static step stop string sub tab then to true type typeof ubound
    unknown unlock until variant wend while width with withevents write xor
    """.split()  # noqa: SIM905 (a list of eight times as many lines tells no more)
)
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}\d*|R\d*C\d*")


class Table(NamedTuple):
    """What a spilling function gives: named columns, rows, and whether the header is shown.

    `dates` names the columns that hold dates, as Excel serials.
    """

    columns: Sequence[str]
    rows: list[list[Cell]]
    headers: bool
    dates: tuple[str, ...] = ()

    def cells(self) -> list[list[Cell]]:
        """Return the rows as a sheet shows them."""
        rows = [list(row) for row in self.rows]  # a host may change its own
        return [list(self.columns), *rows] if self.headers else rows


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function."""

    name: str
    kind: Kind
    help: str
    default: Any

    @property
    def is_required(self) -> bool:
        return self.default is _REQUIRED


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function."""

    name: str
    category: str
    help: str
    details: str
    arguments: tuple[Argument, ...]
    unit: Unit
    oracle: str
    """What the tests check its numbers against; it shares no code with the function."""
    examples: tuple[str, ...]
    python: Callable[..., Any]

    def __call__(self, market: "View", values: Sequence[Cell]) -> Any:
        """Return the result for raw cells: a number, text, TRUE or FALSE, or a Table."""
        if len(values) > len(self.arguments):
            raise BadArgumentError(
                f"{self.name}: {len(values)} arguments are too many: {self.signature}."
            )
        left_out = [None] * (len(self.arguments) - len(values))
        read: list[Any] = []
        for argument, value in zip(self.arguments, [*values, *left_out], strict=True):
            if type(value) is list:
                value = lone(value)  # noqa: PLW2901 (a range of one is a cell)
            is_blank = value is None or (type(value) is str and not value.strip())
            if is_blank and not argument.kind.takes_blanks:
                read.append(_default(argument))
            else:
                read.append(argument.kind.read(value, argument.name))
        return self.python(market, *read)

    def arranged(self, values: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
        """Return the values of a call in order, with those given by name in their places."""
        names = [argument.name for argument in self.arguments]
        result = [*values, *[None] * (len(names) - len(values))] if named else list(values)
        for name, value in named.items():
            if name not in names:
                raise BadArgumentError.among(name, name, f"an argument of {self.name}", names)
            if names.index(name) < len(values):
                raise BadArgumentError(f"{name}: it is given twice, in its place and by name.")
            result[names.index(name)] = value
        return result

    @property
    def signature(self) -> str:
        """Return the function as a person types it, optional arguments in brackets."""
        names = (a.name if a.is_required else f"[{a.name}]" for a in self.arguments)
        return f"{self.name}({', '.join(names)})"


def _default(argument: Argument) -> Any:
    if argument.default is _REQUIRED:
        raise BadArgumentError(f"{argument.name}: is needed. {argument.help}")
    return argument.default


class Family:
    """Declares the functions of one file; `category` is their heading everywhere."""

    def __init__(self, category: str) -> None:
        self.category = category

    def __call__(self, *, unit: Unit, oracle: str, examples: tuple[str, ...]) -> Callable[[F], F]:
        """Declare the decorated function; it stays an ordinary Python function."""

        def declare(python: F) -> F:
            _add(_function(python, self.category, unit, oracle, examples))
            return python

        return declare


class _Registry(Mapping[str, Function]):
    """A read-only view of all functions by name, saying what is near when a name is unknown."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    def __getitem__(self, name: str) -> Function:
        try:
            return self._functions[name]
        except KeyError:
            raise UnknownFunctionError.among(name, self._functions) from None

    def __contains__(self, name: object) -> bool:
        return name in self._functions

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


_functions: dict[str, Function] = {}
FUNCTIONS: Mapping[str, Function] = _Registry(MappingProxyType(_functions))


def _add(function: Function) -> None:
    known = _functions.get(function.name)
    if known and _place(known.python) != _place(function.python):
        raise DeclarationError(
            f"{function.name} is declared in {_place(known.python)} and again in "
            f"{_place(function.python)}. Rename one of them."
        )
    _functions[function.name] = function


def _place(python: Callable[..., Any]) -> str:
    return f"{python.__module__}.{python.__qualname__}"


def _function(
    python: Callable[..., Any], category: str, unit: Unit, oracle: str, examples: tuple[str, ...]
) -> Function:
    name = python.__name__.upper()
    if _LOOKS_LIKE_A_CELL.fullmatch(name):
        raise DeclarationError(f"{name}: a sheet reads this as a cell or column. Rename it.")
    summary, _, details = (inspect.getdoc(python) or "").partition("\n\n")
    summary = " ".join(summary.split())
    _check_help(name, summary)
    arguments = _arguments(python, name)
    return Function(name, category, summary, details, arguments, unit, oracle, examples, python)


def _arguments(python: Callable[..., Any], function: str) -> tuple[Argument, ...]:
    hints = typing.get_type_hints(python, include_extras=True)
    parameters = list(inspect.signature(python).parameters.values())[1:]  # the first is the view
    return tuple(_argument(p, hints.get(p.name), function) for p in parameters)


def _argument(parameter: inspect.Parameter, hint: Any, function: str) -> Argument:
    place = f"{function}({parameter.name})"
    if parameter.name.lower() in _VBA_RESERVED:
        raise DeclarationError(f"{place}: VBA reserves this name. Rename the argument.")
    metadata = _metadata(hint)
    kinds = [item for item in metadata if isinstance(item, Kind)]
    texts = [item for item in metadata if isinstance(item, str)]
    if not kinds:
        raise DeclarationError(f"{place}: annotate it with a kind of `arguments`.")
    _check_help(place, texts[-1] if texts else "")
    return Argument(parameter.name, kinds[-1], texts[-1], parameter.default)


def _metadata(hint: Any) -> tuple[Any, ...]:
    """Return what is annotated, also inside `X | None`."""
    own = getattr(hint, "__metadata__", None)
    if own is not None:
        inner = _metadata(hint.__origin__)
        return (*inner, *own)
    for option in typing.get_args(hint):
        if found := _metadata(option):
            return found
    return ()


def _check_help(place: str, text: str) -> None:
    if not text:
        raise DeclarationError(f"{place}: has no help text.")
    if len(text) > HELP_LIMIT:
        raise DeclarationError(f"{place}: its help has {len(text)} of 255 characters.")


class DeclarationError(Exception):
    """A function is declared in a way that no sheet could use."""


def run(name: str, market: "View", values: Sequence[Cell]) -> Any:
    """Return the result of a call, a Table or one finite value."""
    market.begin_notes()
    result = FUNCTIONS[name](market, values)
    if isinstance(result, float) and not math.isfinite(result):
        raise NoDataError(f"{name}: the data give no finite number here.")
    return result
