"""formulon: closest to Excel of those tried; it takes no functions, so ours have slots."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks.book import Book, Formula, area, places, unquoted
from rotationxl_workbooks.calculate import (
    Calculated,
    Engine,
    EngineError,
    Host,
    Place,
    Session,
    scalar,
    shown,
)
from rotationxl_workbooks.engine_file import for_engine
from rotationxl_workbooks.extents import bounded, bounded_names
from rotationxl_workbooks.formulas import (
    NOT_CONSTANT,
    Call,
    MalformedFormulaError,
    Pieces,
    constant,
    has_call,
    split,
)
from rotationxl_workbooks.grid import FormulonGrid
from rotationxl_workbooks.slots import Slot, Slots

_RANGE = re.compile(
    r"(?:('(?:[^']|'')*'|[\w.]+)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)", re.IGNORECASE
)
# What an expression means depends on its own cell when it says one of these.
_POSITIONAL = re.compile(r"\b(?:ROW|COLUMN|CELL|INDIRECT)\(|@|\[", re.IGNORECASE)
_OWN_PLACE = re.compile(r'"(?:[^"]|"")*"|\b(ROW|COLUMN)\(\s*\)', re.IGNORECASE)
_FREE_ROW, _FREE_COLUMN = 500_001, 14_001  # no book has anything beyond
_TALL, _WIDE, _ACROSS = 5000, 20, 100
"""Room for what an expression spills, and how many stand side by side."""


class _Hosted:
    """Our calls in the formulas of a grid, and how their arguments are read."""

    def __init__(self, grid: FormulonGrid, host: Host, book: Book | None = None) -> None:
        self.grid = grid
        self.ours = frozenset(host.names)
        self.book = book
        self.names = book.unambiguous | bounded_names(book) if book else {}
        self.index = {name.lower(): i for i, name in enumerate(grid.sheets)}
        self.beside: Counter[tuple[int, int]] = Counter()
        """How many expressions stand on each sheet, by their row; row 0 is any."""
        sheet = grid.add_sheet()
        self.slots = Slots(grid, sheet, grid.sheets[sheet], host)

    def place_formula(self, sheet: int, at: Place, pieces: Pieces) -> None:
        """Put a formula that calls us into its cell and remember which slots it points to."""
        text = self.text(sheet, at, pieces)
        self.slots.formulas[sheet, at] = text
        for piece in pieces:
            if isinstance(piece, Call):
                self.slot(sheet, at, piece).users.add((sheet, at))
        self.grid.put_formula(sheet, at, text())

    def text(self, sheet: int, at: Place, pieces: Pieces) -> Callable[[], str]:
        for piece in pieces:
            if isinstance(piece, Call):
                self.slot(sheet, at, piece)
        return partial(self.slots.render, pieces, partial(self.slot, sheet, at))

    def slot(self, sheet: int, at: Place, call: Call) -> Slot:
        """Return the slot of a call; the same call elsewhere on the sheet has the same one."""
        positional = _POSITIONAL.search(repr(call.args)) is not None
        key = (sheet, call, at if positional else None)
        known = self.slots.by_key.get(key)
        if known is not None:
            return known
        args = [self.argument(sheet, at, pieces, call.scope) for pieces in call.args]
        return self.slots.add(key, call, args)

    def argument(
        self, sheet: int, at: Place, pieces: Pieces, scope: tuple[Pieces, ...]
    ) -> Callable[[], Cell]:
        """Return what reads an argument's value: the cheapest way that gives it."""
        name = self.grid.sheets[sheet]
        pieces = tuple(bounded(self.book, name, p) if isinstance(p, str) else p for p in pieces)
        if len(pieces) == 1 and isinstance(pieces[0], Call):
            inner = self.slot(sheet, at, pieces[0])
            return lambda: inner.result
        if not has_call(pieces):
            text = "".join(map(str, pieces)).strip()
            if (value := constant(text) if text else None) is not NOT_CONSTANT:
                return lambda: value
            if not scope and (where := self.where(sheet, text)) is not None:
                return where
        return self.expression(sheet, at, pieces, scope)

    def where(self, sheet: int, text: str) -> Callable[[], Cell] | None:
        """Return what reads a cell or a range, None when the text is not a reference to one."""
        match = _RANGE.fullmatch(self.names.get(text.upper(), text))
        if match is None:
            return None
        if match[1]:
            name = unquoted(match[1]).lower()
            if name not in self.index:
                return None
            sheet = self.index[name]
        first, last = area(match[2])
        if first == last:
            return partial(self.grid.read, sheet, first)
        return partial(self.grid.read_range, sheet, first, last)

    def expression(
        self, sheet: int, at: Place, pieces: Pieces, scope: tuple[Pieces, ...]
    ) -> Callable[[], Cell]:
        """Return what reads a part of a formula, computed in a free cell of the same sheet.

        The engine can compute a text that stands in no cell, but wrongly where that refers to
        another sheet: of a formula there, `A1` would be taken for the cell of this one.
        """
        if scope:
            bound: Pieces = tuple(piece for part in scope for piece in (*part, ","))
            pieces = ("_xlfn.LET(", *bound, *pieces, ")")
        pieces = tuple(_at_home(p, at) if isinstance(p, str) else p for p in pieces)
        place = self.free(sheet, at, "".join(map(str, pieces)))
        self.place_formula(sheet, place, pieces)
        inner = [self.slot(sheet, at, piece) for piece in pieces if isinstance(piece, Call)]

        def value() -> Cell:
            for slot in inner:
                if slot.key is None:
                    return slot.result
            return self.grid.read_spilled(sheet, place)

        return value

    def free(self, sheet: int, at: Place, text: str) -> Place:
        """Return a free cell for an expression; in its own row, where its meaning depends on it."""
        row = at[0] if _POSITIONAL.search(text) else 0
        count = self.beside[sheet, row]
        self.beside[sheet, row] += 1
        down, across = (0, count) if row else divmod(count, _ACROSS)
        return (row or _FREE_ROW + down * _TALL), _FREE_COLUMN + across * _WIDE


def _at_home(text: str, at: Place) -> str:
    """Return text of a formula with the numbers of its own row and column in place of ROW()."""
    numbers = {"ROW": str(at[0]), "COLUMN": str(at[1])}
    return _OWN_PLACE.sub(lambda m: numbers[m[1].upper()] if m[1] else m[0], text)


class _Session(Session):
    def __init__(self, data: bytes, host: Host) -> None:
        from formulon import FormulonError, Workbook

        self.book = Book(data, host.names)
        try:
            self.grid = FormulonGrid(Workbook.load(for_engine(self.book, str)))
        except FormulonError as error:
            raise EngineError(f"formulon: cannot load this book: {error}.") from error
        self.index = {name: i for i, name in enumerate(self.grid.sheets)}
        self.hosted = _Hosted(self.grid, host, self.book)
        for sheet, formulas in self.book.formulas.items():
            for at, formula in formulas.items():
                self._take(sheet, at, formula)
        self.own: dict[tuple[str, Place], Callable[[], None]] = {}

    def _take(self, sheet: str, at: Place, formula: Formula) -> None:
        """Put a formula with our calls, or one that may spill, into its cell again.

        As loaded, one that is not marked as dynamic would not spill.
        """
        try:
            pieces = split(formula.text, self.hosted.ours, self.book.others)
        except MalformedFormulaError:
            return
        if has_call(pieces) or formula.dynamic:
            self.hosted.place_formula(self.index[sheet], at, pieces)

    def calculate(self, inputs: Mapping[str, Cell] | None = None) -> Calculated:
        """Return the values of all formulas with the inputs in their named cells."""
        given = {self.book.cell(name): value for name, value in (inputs or {}).items()}
        for place in self.own.keys() - given.keys():
            self.own[place]()
        for (sheet, at), value in given.items():
            if (sheet, at) not in self.own:
                self.own[sheet, at] = self._restore(sheet, at)
            self.grid.put(self.index[sheet], at, None if value is None else scalar(value))
        self.hosted.slots.held = {(self.index[sheet], at) for sheet, at in given}
        from formulon import FormulonError

        try:
            return self._calculated(self.hosted.slots.fill())
        except FormulonError as error:
            raise EngineError(f"formulon: cannot calculate this book: {error}.") from error

    def _restore(self, sheet: str, at: Place) -> Callable[[], None]:
        """Return what puts the book's own content back where an input stood."""
        index, formula = self.index[sheet], self.book.formulas.get(sheet, {}).get(at)
        if formula is None:
            return partial(self.grid.put, index, at, self.grid.read(index, at))
        text = self.hosted.slots.formulas.get((index, at), lambda: formula.text)
        return lambda: self.grid.put_formula(index, at, text())

    def _calculated(self, passes: int) -> Calculated:
        wide = self.grid.read_all()
        values: dict[str, dict[Place, Cell]] = {}
        spills: dict[str, dict[Place, tuple[int, int]]] = {}
        for sheet, formulas in self.book.formulas.items():
            index, cells = self.index[sheet], values.setdefault(sheet, {})
            for at, formula in formulas.items():
                spilled = (index, at) in wide and not formula.fixed
                shape = self.grid.spill(index, at) if spilled else None
                if shape is not None or formula.dynamic:
                    spills.setdefault(sheet, {})[at] = shape or (1, 1)
                last = (at[0] + shape[0] - 1, at[1] + shape[1] - 1) if shape else at
                for child in (*places(at, last), *formula.fixed):
                    cells[child] = shown(self.grid.read(index, child))
        return Calculated(values, spills, self.hosted.slots.calls, passes)

    def close(self) -> None:
        self.grid.workbook.close()


class Formulon(Engine):
    def open(self, book: bytes, host: Host) -> Session:
        """Load a book once, for as many calculations as are wanted."""
        _start()
        return _Session(book, host)

    def evaluate(self, formulas: Sequence[str], host: Host) -> list[Cell]:
        """Return the value, or the list of rows, of each formula; a bad one is an error value."""
        _start()
        from formulon import Workbook

        with Workbook.create_default() as workbook:
            grid = FormulonGrid(workbook)
            hosted = _Hosted(grid, host)
            texts = [self._text(hosted, formula) for formula in formulas]
            hosted.slots.fill()
            return [
                text if isinstance(text, CellError) else shown(grid.evaluate(0, _ASIDE, text()))
                for text in texts
            ]

    @staticmethod
    def _text(hosted: _Hosted, formula: str) -> Callable[[], str] | CellError:
        depths = accumulate((c == "(") - (c == ")") for c in formula)
        if max(depths, default=0) > _DEEPEST:
            return CellError("#VALUE!")
        try:
            return hosted.text(0, _ASIDE, split(formula, hosted.ours))
        except MalformedFormulaError:
            return CellError("#VALUE!")


_DEEPEST = 400
"""Nested deeper, a formula would exhaust the engine's stack and end it; Excel takes 64 levels."""
_ASIDE: Place = (1000, 1000)
"""Where formulas outside any book stand: far from the cells that they may name."""


def _start() -> None:
    from rotationxl_workbooks.compiled import start

    start()


ENGINE = Formulon()
