"""Our functions in an engine that takes none: each call has a slot, cells on a hidden sheet.

The formulas point to the slots. A pass calculates the book, reads what each call's arguments have
become, asks the host for all calls that are new in one batch and puts the results into the slots;
when nothing is new the book is done. A slot that has no result yet holds `WAITING`, and a call
whose arguments hold it waits too, so that the host is not asked about numbers that will change.
(Where a formula hides errors it may be asked all the same; the passes that follow put it right.)
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks.calculate import Host, Place, address, flat, result
from rotationxl_workbooks.formulas import Call, Pieces

WAITING = CellError("#GETTING_DATA")
Key = tuple[str, tuple[Cell, ...]]


class Grid(Protocol):
    """What an engine must be able to do with the cells of a loaded book."""

    def put(self, sheet: int, place: Place, value: Cell) -> None: ...
    def put_formula(self, sheet: int, place: Place, text: str) -> None: ...
    def recalculate(self) -> None: ...


class Slot:
    """The place of one call's result, and the formulas that point to it."""

    def __init__(self, call: Call, row: int, args: list[Callable[[], Cell]]) -> None:
        self.call = call
        self.home: Place = (row, 1)
        self.corner: Place = self.home
        self.shape = (1, 1)
        self.args = args
        self.users: set[tuple[int, Place]] = set()
        self.result: Cell = WAITING
        self.key: Key | None = None

    def places(self) -> Iterator[Place]:
        (row, column), (height, width) = self.corner, self.shape
        yield from ((row + i, column + j) for i in range(height) for j in range(width))

    def reference(self, sheet: str) -> str:
        """Return what stands in a formula for the call.

        The plus makes it a value: SUM counts the text "5" or TRUE when a function gives it, but
        not when a cell that it is pointed to holds it.
        """
        (row, column), (height, width) = self.corner, self.shape
        last = f":{address((row + height - 1, column + width - 1))}" if self.shape != (1, 1) else ""
        return f"(+{sheet}!{address(self.corner)}{last})"


class Slots:
    """All slots of a book and the passes that fill them."""

    _BLOCKS = 3  # arrays stand in this column and to its right, single values in the first

    def __init__(self, grid: Grid, sheet: int, sheet_name: str, host: Host) -> None:
        self.grid = grid
        self.sheet = sheet
        self.sheet_name = sheet_name
        self.host = host
        self.by_key: dict[object, Slot] = {}
        self.formulas: dict[tuple[int, Place], Callable[[], str]] = {}
        self.held: set[tuple[int, Place]] = set()
        """Formulas that an input stands in for."""
        self.calls = 0
        self._free_row = 1

    def add(self, key: object, call: Call, args: list[Callable[[], Cell]]) -> Slot:
        """Return a new slot for a call whose arguments are read by `args`."""
        slot = self.by_key[key] = Slot(call, len(self.by_key) + 1, args)
        return slot

    def fill(self) -> int:
        """Compute the book from nothing and return the number of passes that it took."""
        known: dict[Key, Cell] = {}
        self.calls = 0
        for slot in self.by_key.values():
            self._put(slot, WAITING)
            slot.key = None
        for passes in range(1, len(self.by_key) + 3):  # a chain of all calls is the longest way
            self.grid.recalculate()
            if not self._advance(known):
                return passes
        self.grid.recalculate()
        return passes

    def _advance(self, known: dict[Key, Cell]) -> bool:
        """Fill the slots whose arguments are new; without any, end the wait of those in a ring."""
        moves = list(self._moves())
        new = {key: args for _, key, args in moves if key not in known}
        given = self.host([(key[0], args) for key, args in new.items()]) if new else []
        known.update(zip(new, map(result, given), strict=True))
        self.calls += len(new)
        for slot, key, _ in moves:
            slot.key = key
            self._put(slot, known[key])
        if moves:
            return True
        ring = [slot for slot in self.by_key.values() if slot.key is None]
        for slot in ring:
            slot.key = (slot.call.name, ())
            self._put(slot, CellError("#VALUE!"))
        return bool(ring)

    def _moves(self) -> Iterator[tuple[Slot, Key, tuple[Cell, ...]]]:
        for slot in self.by_key.values():
            args = tuple(argument() for argument in slot.args)
            if waits(args):
                continue
            key = (slot.call.name, tuple(map(frozen, args)))
            if key != slot.key:
                yield slot, key, args

    def _put(self, slot: Slot, value: Cell) -> None:
        if value is WAITING:
            rows: Cell = [[WAITING] * slot.shape[1]] * slot.shape[0]
        else:
            rows = value if isinstance(value, list) else [[value]]
            if slot.call.first:
                rows = [[rows[0][0]]]
            self._reshape(slot, (len(rows), len(rows[0])))
        slot.result = value if slot.call.first is False else rows[0][0]
        for place, cell in zip(slot.places(), flat(rows), strict=True):
            self.grid.put(self.sheet, place, cell)

    def _reshape(self, slot: Slot, shape: tuple[int, int]) -> None:
        if shape == slot.shape:
            return
        slot.shape, slot.corner = shape, slot.home
        if shape != (1, 1):
            slot.corner = (self._free_row, self._BLOCKS)
            self._free_row += shape[0]
        for at in slot.users - self.held:
            self.grid.put_formula(*at, self.formulas[at]())

    def render(self, pieces: Pieces, slot_of: Callable[[Call], Slot]) -> str:
        """Return formula text with each call replaced by its slot."""
        return "".join(
            piece if isinstance(piece, str) else slot_of(piece).reference(self.sheet_name)
            for piece in pieces
        )


def waits(args: tuple[Cell, ...]) -> bool:
    """Return whether an argument holds the result of a call that is not computed yet."""
    return any(
        isinstance(value, CellError) and value == WAITING for arg in args for value in flat(arg)
    )


def frozen(value: Cell) -> Cell:
    """Return a value that can be a key and tells 1 from TRUE and an error from its text."""
    if isinstance(value, list):
        return tuple(tuple(map(frozen, row)) for row in value)
    return type(value), value
