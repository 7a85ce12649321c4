"""formualizer: fast, and it calls our functions itself; weaker on formulas over arrays."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks.book import Book, area
from rotationxl_workbooks.calculate import (
    Calculated,
    Engine,
    EngineError,
    Host,
    Place,
    Session,
    address,
    result,
    scalar,
)
from rotationxl_workbooks.engine_file import for_engine
from rotationxl_workbooks.extents import bounded_names
from rotationxl_workbooks.formulas import Call, MalformedFormulaError, Pieces, has_call, split
from rotationxl_workbooks.slots import WAITING, Key, frozen, waits

_KINDS = {
    "#NULL!": "Null", "#DIV/0!": "Div", "#VALUE!": "Value", "#REF!": "Ref", "#NAME?": "Name",
    "#NUM!": "Num", "#N/A": "Na", "#SPILL!": "Spill", "#CALC!": "Calc", WAITING: "Cancelled",
}  # fmt: skip
_ERRORS = {kind: CellError(error) for error, kind in _KINDS.items()} | {
    "NImpl": CellError("#NAME?"),
}
# An omitted argument arrives as 0 here, so in its place stands a call that gives this text.
_OMITTED = "\x01omitted"
_OMIT = "RXLOMITTED"
_FIRST = "RXLFIRST."  # stands before our name where `@` wants the first value only


class _Calls:
    """Answers the engine's calls from what is known and notes those that are not."""

    def __init__(self, host: Host, book: Book | None = None) -> None:
        self.host = host
        self.ours = frozenset(host.names)
        self.names: Mapping[str, str] = bounded_names(book) if book else {}
        """What stands for a name as an argument."""
        self.others: frozenset[int] = book.others if book else frozenset()
        self.known: dict[Key, Cell] = {}
        self.missing: dict[Key, tuple[Cell, ...]] = {}
        self.waiting = False
        self.ring = False

    def register(self, workbook: Any) -> None:
        """Make our functions known to a workbook."""
        options = {"min_args": 0, "max_args": None, "allow_override_builtin": True}
        for name in self.ours:
            workbook.register_function(name, partial(self.answer, name), **options)
            workbook.register_function(_FIRST + name, partial(self.first, name), **options)
        workbook.register_function(_OMIT, lambda: _OMITTED, min_args=0, max_args=0)

    def answer(self, name: str, *given: Any) -> Any:
        """Return the result of a call; one that is not known yet is noted and waits."""
        args = tuple(map(_argument, given))
        if waits(args):
            if self.ring:
                return _put(CellError("#VALUE!"))
            self.waiting = True
            return _put(WAITING)
        key = (name, tuple(map(frozen, args)))
        if key not in self.known:
            self.missing[key] = args
            return _put(WAITING)
        return _put(self.known[key])

    def first(self, name: str, *given: Any) -> Any:
        answer = self.answer(name, *given)
        return answer[0][0] if isinstance(answer, list) else answer

    def fill(self, load: Callable[[], Any]) -> tuple[Any, int]:
        """Return an evaluated workbook in which every call is known, and the number of passes.

        Each pass loads the workbook again: evaluating twice one in which formulas spilled fails.
        """
        from formualizer import ExcelEvaluationError

        self.known.clear()
        self.ring = False
        passes = 0
        while True:
            passes += 1
            self.missing, self.waiting = {}, False
            workbook = load()
            try:
                workbook.evaluate_all()
            except ExcelEvaluationError as error:
                raise EngineError(f"formualizer: cannot calculate this book: {error}.") from error
            if self.missing:
                given = self.host([(key[0], args) for key, args in self.missing.items()])
                self.known.update(zip(self.missing, map(result, given), strict=True))
            elif self.waiting and not self.ring:
                self.ring = True  # calls that wait for each other wait for ever
            else:
                return workbook, passes

    def rewritten(self, text: str) -> str:
        """Return a formula with our names as they are registered and omitted arguments marked."""
        pieces = self.pieces(text)
        return self._text(pieces) if has_call(pieces) else text

    def pieces(self, text: str) -> Pieces:
        """Return a formula in pieces; one with a fault is all text."""
        try:
            return split(text, self.ours, self.others)
        except MalformedFormulaError:
            return (text,)

    def _text(self, pieces: Pieces) -> str:
        return "".join(piece if isinstance(piece, str) else self._call(piece) for piece in pieces)

    def _call(self, call: Call) -> str:
        args = (self._text(arg).strip() for arg in call.args)
        marked = (self.names.get(arg.upper(), arg) or f"{_OMIT}()" for arg in args)
        return f"{_FIRST if call.first else ''}{call.name}({','.join(marked)})"


def _argument(value: Any) -> Cell:
    if isinstance(value, list):
        return [[_argument(cell) for cell in row] for row in value]
    return None if value is None or value == _OMITTED else _cell(value)


def _cell(value: Any) -> Cell:
    """Return a value of the engine's as cells hold it."""
    if isinstance(value, dict):
        return _ERRORS.get(value.get("kind", ""), CellError("#VALUE!"))
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    return scalar(value)


def _put(value: Cell) -> Any:
    """Return a value as the engine takes it."""
    if isinstance(value, list):
        return [[_put(cell) for cell in row] for row in value]
    if isinstance(value, CellError):
        return {"type": "Error", "kind": _KINDS.get(value, "Value")}
    return value


class _Session(Session):
    def __init__(self, data: bytes, host: Host) -> None:
        self.book = Book(data, host.names)
        self.calls = _Calls(host, self.book)
        self.source = for_engine(self.book, self.calls.rewritten)

    def calculate(self, inputs: Mapping[str, Cell] | None = None) -> Calculated:
        given = {self.book.cell(name): value for name, value in (inputs or {}).items()}
        workbook, passes = self.calls.fill(partial(self._load, given))
        return self._calculated(workbook, passes)

    def _load(self, inputs: Mapping[tuple[str, Place], Cell]) -> Any:
        from formualizer import Workbook

        workbook = Workbook.from_bytes(self.source, config=_one_thread())
        self.calls.register(workbook)
        for (sheet, at), value in inputs.items():
            workbook.set_value(sheet, *at, None if value is None else _put(scalar(value)))
        return workbook

    def _calculated(self, workbook: Any, passes: int) -> Calculated:
        values: dict[str, dict[Place, Cell]] = {}
        spills: dict[str, dict[Place, tuple[int, int]]] = {}
        for sheet, formulas in self.book.formulas.items():
            cells = values.setdefault(sheet, {})
            for at, formula in formulas.items():
                for child in (at, *formula.fixed):
                    cells[child] = _value(workbook, sheet, child)
                if not (formula.dynamic or has_call(self.calls.pieces(formula.text))):
                    continue
                rows = _spilled(workbook, sheet, at)
                if rows is not None or formula.dynamic:
                    rows = rows or [[cells[at]]]
                    spills.setdefault(sheet, {})[at] = len(rows), len(rows[0])
                    for i, row in enumerate(rows):
                        cells.update({(at[0] + i, at[1] + j): v for j, v in enumerate(row)})
        return Calculated(values, spills, len(self.calls.known), passes)


def _value(workbook: Any, sheet: str, at: Place) -> Cell:
    value = workbook.get_value(sheet, *at)
    return 0.0 if value is None else _cell(value)


def _spilled(workbook: Any, sheet: str, at: Place) -> list[list[Cell]] | None:
    """Return the rows that the formula in that cell spilled, None when it gave one value."""
    spill = workbook.inspect_cell(
        f"{_quoted(sheet)}!{address(at)}", include_values=False
    ).cell.spill
    if spill is None or spill.extent is None:
        return None
    (top, left), (bottom, right) = area(spill.extent.rpartition("!")[2])
    if (top, left) == (bottom, right):  # it calls one value of IFNA a spill
        return None
    return [
        [_value(workbook, sheet, (row, column)) for column in range(left, right + 1)]
        for row in range(top, bottom + 1)
    ]


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _one_thread() -> Any:
    """Return settings for one thread: callbacks would run on several at once."""
    from formualizer import EvaluationConfig, WorkbookConfig

    evaluation = EvaluationConfig()
    evaluation.enable_parallel = False
    return WorkbookConfig(eval_config=evaluation)


class Formualizer(Engine):
    def open(self, book: bytes, host: Host) -> Session:
        """Load a book once, for as many calculations as are wanted."""
        return _Session(book, host)

    def evaluate(self, formulas: Sequence[str], host: Host) -> list[Cell]:
        """Return the value, or the list of rows, of each formula; a bad one is an error value."""
        calls = _Calls(host)
        workbook, _ = calls.fill(partial(_loose, formulas, calls))
        bad = {
            k for k, text in enumerate(formulas) if workbook.get_formula(_SHEET, *_aside(k)) is None
        }
        return [
            CellError("#VALUE!") if k in bad else self._result(workbook, _aside(k))
            for k in range(len(formulas))
        ]

    @staticmethod
    def _result(workbook: Any, at: Place) -> Cell:
        rows = _spilled(workbook, _SHEET, at)
        return _value(workbook, _SHEET, at) if rows is None else rows


_SHEET = "Formulas"


def _aside(k: int) -> Place:
    """Return where a formula outside any book stands, with room for what it spills."""
    return 1000 + k % 1000 * 1024, 1000 + k // 1000 * 256


def _loose(formulas: Sequence[str], calls: _Calls) -> Any:
    """Return a workbook of formulas that stand alone; one that cannot be read is left out."""
    from formualizer import Workbook

    workbook = Workbook(config=_one_thread())
    calls.register(workbook)
    workbook.add_sheet(_SHEET)
    for k, text in enumerate(formulas):
        # Whatever the engine says about one formula, the others go on.
        with suppress(Exception):
            split(text, calls.ours)
            workbook.set_formula(_SHEET, *_aside(k), f"={calls.rewritten(text.removeprefix('='))}")
    return workbook


ENGINE = Formualizer()
