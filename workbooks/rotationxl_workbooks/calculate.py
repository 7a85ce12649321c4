"""What a calculation is: an engine, a host that computes our functions, and the result."""

import datetime as dt
import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

from rotationxl.cells import Cell, CellError
from rotationxl.days import EPOCH
from rotationxl.errors import RotationError

Place = tuple[int, int]
"""Row and column, counted from 1."""

_MIDNIGHT = dt.datetime(EPOCH.year, EPOCH.month, EPOCH.day)  # noqa: DTZ001  (a sheet has no zones)


class Host(Protocol):
    """Computes our functions; what a whole pass asks for comes in one batch."""

    @property
    def names(self) -> Collection[str]:
        """Return the upper-case names of our functions."""

    def __call__(self, calls: Sequence[tuple[str, tuple[Cell, ...]]]) -> Sequence[Cell]:
        """Return a value, an error or a list of rows for each call."""


@dataclass(frozen=True)
class Calculated:
    """The value of every formula cell of a book and of every cell that a formula spilled into."""

    values: dict[str, dict[Place, Cell]]
    spills: dict[str, dict[Place, tuple[int, int]]] = field(default_factory=dict)
    calls: int = 0
    """How many distinct calls of our functions the host was asked for."""
    passes: int = 0

    def errors(self) -> list[tuple[str, str, CellError]]:
        """Return sheet, address and error of every cell that shows one, in reading order."""
        return [
            (sheet, address(place), value)
            for sheet, cells in self.values.items()
            for place, value in sorted(cells.items())
            if isinstance(value, CellError)
        ]


class EngineError(RotationError):
    """An engine gave up on a book; another one may calculate it."""


class Session(ABC):
    """A loaded book that can be calculated again and again with other inputs."""

    @abstractmethod
    def calculate(self, inputs: Mapping[str, Cell] | None = None) -> Calculated:
        """Return the values of all formulas with these inputs over the book's own."""

    def close(self) -> None:  # noqa: B027  (an engine that holds nothing has nothing to free)
        """Free what the engine holds."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Engine(ABC):
    """Computes the ordinary formulas of a book, and asks a host for ours."""

    @abstractmethod
    def open(self, book: bytes, host: Host) -> Session:
        """Load a book once, for as many calculations as are wanted."""

    @abstractmethod
    def evaluate(self, formulas: Sequence[str], host: Host) -> list[Cell]:
        """Return the value, or the list of rows, of each formula; a bad one is an error value."""

    def calculate(
        self, book: bytes, host: Host, inputs: Mapping[str, Cell] | None = None
    ) -> Calculated:
        with self.open(book, host) as session:
            return session.calculate(inputs)


def address(place: Place) -> str:
    return f"{letters(place[1])}{place[0]}"


def letters(column: int) -> str:
    """Return a column's letters: 28 is AB."""
    name = ""
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def scalar(value: object) -> Cell:
    """Return a value as cells hold it: float, str, bool or CellError."""
    if isinstance(value, (bool, CellError)):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
    if isinstance(value, dt.date):
        return serial(value)
    if value is None:
        return CellError("#N/A")  # an empty result would show as 0: a number that nobody computed
    return _number(value)


def serial(date: dt.date) -> float:
    """Return a date, or a date and time, as the number that sheets hold."""
    if isinstance(date, dt.datetime):
        return (date.replace(tzinfo=None) - _MIDNIGHT) / dt.timedelta(days=1)
    return float((date - EPOCH).days)


def _number(value: Any) -> Cell:
    """Return a number of whatever type, numpy's too, as a float; what is none is an error."""
    if type(value).__name__ in {"bool", "bool_"}:
        return bool(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return CellError("#VALUE!")
    return number if math.isfinite(number) else CellError("#NUM!")


def result(value: object) -> Cell:
    """Return what a host gave as a scalar or an even list of rows with more than one cell."""
    if not isinstance(value, (list, tuple)):
        return scalar(value)
    rows = [row if isinstance(row, (list, tuple)) else [row] for row in value]
    width = max(map(len, rows), default=0)
    if not width:
        return CellError("#CALC!")
    even = [[*map(scalar, row), *[CellError("#N/A")] * (width - len(row))] for row in rows]
    return even[0][0] if len(even) == width == 1 else even


def shown(value: Cell) -> Cell:
    """Return what a formula's result shows: 0 for an empty cell that it refers to."""
    if isinstance(value, list):
        return [list(map(shown, row)) for row in value]
    return 0.0 if value is None else value


def flat(value: Cell) -> Iterable[Cell]:
    """Yield a scalar, or every cell of a list of rows."""
    if isinstance(value, list):
        for row in value:
            yield from row
    else:
        yield value
