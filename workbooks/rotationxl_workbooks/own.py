"""Workbooks of a user's own: any file with our functions in it, opened and computed."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rotationxl.cells import Cell, CellError
from rotationxl.errors import BadArgumentError, TargetError
from rotationxl.market.evaluate import Market
from rotationxl_workbooks import cached, engines, plain_names
from rotationxl_workbooks.book import Book, N
from rotationxl_workbooks.calculate import Calculated, Host, Place, serial
from rotationxl_workbooks.held import Held
from rotationxl_workbooks.host import MarketHost

# No market gives these: a cell that shows the same for both does not depend on a call.
_STAND_INS: Sequence[Cell] = (CellError("#N/A"), 1.23456789e-7)
At = tuple[str, Place]


class OwnWorkbook:
    """A workbook file: its bytes, its parts, and what its cells hold."""

    def __init__(self, path: Path) -> None:
        """Open it; raises TargetError where it cannot be read, or not be computed."""
        plain_names.read(path)
        self.path = path
        self.data = path.read_bytes()
        with plain_names.undamaged(path):
            self.book = self._opened()
            self._refuse()
        self.held = Held(self.book)

    def _opened(self) -> Book:
        try:
            return Book(self.data)
        except BadArgumentError as error:
            raise TargetError(
                f"{self.path}: it is damaged; let Excel or LibreOffice repair it."
            ) from error

    def _refuse(self) -> None:
        if not self.book.sheets:
            raise TargetError(
                f"{self.path}: no worksheet can be read. If it is a Strict Open XML workbook, "
                "save it as an ordinary one."
            )
        settings = self.book.workbook.find(f"{N}workbookPr")
        if settings is not None and settings.get("date1904") in {"1", "true"}:
            raise TargetError(
                f"{self.path}: it counts days from 1904, and our functions from 1900. Copy its "
                "sheets into a new workbook, and look at its dates there."
            )

    def typed(self, name: str, text: str) -> Cell:
        """Return what a named cell, or one such as `Sheet!A1`, holds when a text is typed into it.

        A text stays text, a number a number and a date a date; an empty text clears the cell.
        Raises BadArgumentError for another name, and where it is none of what the cell holds.
        """
        sheet, at = self.book.cell(name)
        if not text:
            return None
        now = None
        if at not in self.book.formulas.get(sheet, {}):
            now = self.held.values(sheet).get(at)
        if self.held.is_text(sheet, at) or (isinstance(now, str) and type(now) is str):
            return text
        if isinstance(now, bool):
            return _truth(name, text)
        if self.held.is_date(sheet, at):
            return _date(name, text)
        return _number(name, text, is_must=isinstance(now, float))

    def filled(self, market: Market, engine: str, inputs: Mapping[str, Cell]) -> "Filled":
        """Return the file with values and inputs; all other parts stay byte for byte.

        A cell that no engine computes keeps its value, unless it depends on our functions.
        """
        found = self.recalculated(market, engine, inputs, when=self._lost)
        cells = {sheet: dict(known) for sheet, known in found.calculated.values.items()}
        kept = [at for at in self._lost(found.calculated) if at not in found.ours]
        for sheet, at in kept:
            cells[sheet][at] = self.held.values(sheet)[at]
        calculated = replace(found.calculated, values=cells)
        written = cached.with_values(self.data, calculated, inputs)
        return Filled(written, calculated, kept, found.reasons)

    def recalculated(
        self,
        market: Market,
        engine: str,
        inputs: Mapping[str, Cell] | None = None,
        when: Callable[[Calculated], object] = bool,
    ) -> "Recalculated":
        """Return the values of all formulas with these inputs, and which depend on the market.

        That is found out, which takes twice as long again, where `when` says so.
        """
        host = _StandIn(MarketHost(market))
        with engines.engine(engine).open(self.data, host) as session:
            calculated = session.calculate(inputs)
            reasons = tuple(dict.fromkeys(host.market.reasons))
            others = []
            for host.instead in _STAND_INS if when(calculated) else ():
                others.append(session.calculate(inputs))
        return Recalculated(calculated, _differing([calculated, *others]), reasons)

    def _lost(self, calculated: Calculated) -> list[At]:
        """Return the cells that hold a value and are computed as an error."""
        lost = []
        for sheet, cells in calculated.values.items():
            wrong = {at: value for at, value in cells.items() if isinstance(value, CellError)}
            held = self.held.values(sheet) if wrong else {}
            lost += [(sheet, at) for at, error in wrong.items() if held.get(at, error) != error]
        return lost


@dataclass(frozen=True)
class Filled:
    """A workbook with its values."""

    data: bytes
    calculated: Calculated
    kept: Sequence[At]
    """The cells that no engine computes, which keep their values."""
    reasons: Sequence[str]
    """Why calls of our functions gave no value, each once."""


@dataclass(frozen=True)
class Recalculated:
    """A workbook computed anew."""

    calculated: Calculated
    ours: Collection[At]
    """The cells that call our functions, or depend on such cells."""
    reasons: Sequence[str]
    """Why calls of our functions gave no value, each once."""


class _StandIn(Host):
    """Asks the market, or gives one value for every call."""

    def __init__(self, market: MarketHost) -> None:
        self.market = market
        self.instead: Cell = None

    @property
    def names(self) -> Collection[str]:
        return self.market.names

    def __call__(self, calls: Sequence[tuple[str, tuple[Cell, ...]]]) -> Sequence[Cell]:
        return self.market(calls) if self.instead is None else [self.instead] * len(calls)


def _differing(found: Sequence[Calculated]) -> set[At]:
    """Return the cells that do not show the same in all of these."""
    flat = [
        {(sheet, at): v for sheet, cells in one.values.items() for at, v in cells.items()}
        for one in found
    ]
    places = set().union(*flat)
    return {at for at in places if len({_identity(one.get(at)) for one in flat}) > 1}


def _identity(value: Cell) -> tuple[type, str]:
    return type(value), repr(value)


def _truth(name: str, text: str) -> bool:
    if text.upper() not in {"TRUE", "FALSE"}:
        raise BadArgumentError(f"{name}: {text!r} is not TRUE or FALSE, as the cell holds.")
    return text.upper() == "TRUE"


def _date(name: str, text: str) -> float:
    with suppress(ValueError):
        return serial(date.fromisoformat(text))
    raise BadArgumentError(f"{name}: {text!r} is not a day such as 2024-11-29, as the cell holds.")


def _number(name: str, text: str, *, is_must: bool) -> Cell:
    with suppress(ValueError):
        if math.isfinite(number := float(text)):
            return number
    if is_must:
        raise BadArgumentError(f"{name}: {text!r} is not a number, as the cell holds.")
    return text
