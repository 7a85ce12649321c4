"""Every function with every kind of argument gives the same in Python and in every host.

The headless engines, LibreOffice with the extension and the VBA of the add-in for Excel compute one
workbook of all cases, which Python is asked for as well. What LibreOffice makes of arguments is in
DIFFERENCES, and in the README that its users read.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from pyopenvba.interpreter._values import EMPTY

from calc_program import Program
from calls import every
from conftest import REAL
from hosts import Case, Inputs, cases, planned, rows_of
from rotationxl.cells import Cell, CellError, flat, lone
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS
from rotationxl.sources import open_source
from rotationxl.store.database import Store
from rotationxl_addin.libreoffice.answers import arguments_of, cannot_be_zero
from rotationxl_addin.windows.desk import Desk
from rotationxl_addin.windows.opened import OPENED
from rotationxl_addin.windows.prompt import Prompt
from rotationxl_workbooks import engines
from rotationxl_workbooks.host import MarketHost
from vba import Excel

README = Path(__file__).parents[1] / "addin/rotationxl_addin/libreoffice/README.md"
SOURCES = ("sample", f"folder:{REAL}")
HOSTS = (*engines.names(), "calc")
LONGEST = 30  # rows; a table of all days tells no more than one of some
ON_REAL_DATA = {"example", "cell", "range", "date cell"}
"""Forms that reach the data; the others are told apart before, whatever these are."""

Cells = Sequence[Cell]


class Difference(NamedTuple):
    """What LibreOffice makes of a call's cells, in its README's words."""

    told: str
    made: Callable[[Case, Cells], Cells]


def numbers_of_truths(_case: Case, cells: Cells) -> Cells:
    return [float(cell) if isinstance(cell, bool) else cell for cell in cells]


def zero_of_blank(case: Case, cells: Cells) -> Cells:
    names = [argument.name for argument in FUNCTIONS[case.name].arguments]
    is_blank = [case.form == "blank cell" and name == case.argument for name in names]
    return [0.0 if blank else cell for blank, cell in zip(is_blank, cells, strict=False)]


def blanks_of_zeros(case: Case, cells: Cells) -> Cells:
    arguments = arguments_of(case.name, cells)[: len(cells)]
    return [
        None if cell == 0 and argument and cannot_be_zero(argument) else cell
        for cell, argument in zip_longest(cells, arguments)
    ]


def error_alone(_case: Case, cells: Cells) -> Cells:
    errors = [cell for cell in cells if isinstance(cell, CellError)]
    return errors[:1] or cells


def error_of_range(_case: Case, cells: Cells) -> Cells:
    ranges = [flat(cell) for cell in cells if isinstance(cell, list)]
    has_error = any(isinstance(cell, CellError) for cells in ranges for cell in cells)
    return [CellError("#VALUE!")] if has_error else cells


DIFFERENCES = [
    Difference("TRUE and FALSE are passed and shown as 1 and 0.", numbers_of_truths),
    Difference("A blank cell is passed as 0.", zero_of_blank),
    Difference("0 counts as left out where it cannot be meant", blanks_of_zeros),
    Difference("An error in an argument is what the cell shows", error_alone),
    Difference("One in a range gives Err:504", error_of_range),
]


def handed_over(case: Case, differences: Sequence[Difference]) -> Cells:
    """Return the cells that LibreOffice makes of a case's; an error alone is what it shows."""
    cells: Cells = case.given
    for difference in differences:
        cells = difference.made(case, cells)
    return cells


class World:
    """One source: its cases, what Python answers, and one workbook of them all."""

    def __init__(self, source: str, root: Path) -> None:
        self.program = Program(root, source)
        self.source, self._root = source, root
        self.market = Market(open_source(source), Store(self.program.home / "market.db"))
        inputs = Inputs()
        asked = [one for one in cases(inputs) if source == "sample" or one.form in ON_REAL_DATA]
        answers = self.asked(asked, [case.given for case in asked])
        short = [len(rows_of(answer)) <= LONGEST for answer in answers]
        self.cases = [case for case, fits in zip(asked, short, strict=True) if fits]
        self.answers = [answer for answer, fits in zip(answers, short, strict=True) if fits]
        self.plan = planned(self.cases, self.answers, inputs)
        self.shown_in = lru_cache(self._shown_in)
        self.expected_in = lru_cache(self._expected_in)

    def asked(self, cases: Sequence[Case], given: Sequence[Cells]) -> list[Cell]:
        """Return what Python shows of each case with these cells."""
        calls = [Call(case.name, tuple(cells)) for case, cells in zip(cases, given, strict=True)]
        return [lone(shown(answer)) for answer in self.market.answers(calls)]

    def of(self, name: str) -> list[int]:
        """Return the places of a function's cases."""
        return [place for place, case in enumerate(self.cases) if case.name == name]

    def _shown_in(self, host: str) -> list[Cell]:
        return self._calc() if host == "calc" else self._engine(host)

    def _expected_in(self, host: str) -> list[Cell]:
        if host != "calc":
            return self.answers
        answers = map(as_calc_saves, self.in_calc(DIFFERENCES))
        sizes = [(height, width) for _, height, width in self.plan.places]
        return [fitted(answer, *size) for answer, size in zip(answers, sizes, strict=True)]

    def in_calc(self, differences: Sequence[Difference]) -> list[Cell]:
        """Return what Python shows of each case with the cells that LibreOffice passes on."""
        given = [handed_over(case, differences) for case in self.cases]
        answers = self.asked(self.cases, given)
        return [
            cells[0] if len(cells) == 1 and isinstance(cells[0], CellError) else answer
            for cells, answer in zip(given, answers, strict=True)
        ]

    def _engine(self, name: str) -> list[Cell]:
        computed = engines.engine(name).calculate(self.plan.book, MarketHost(self.market))
        return self._placed(computed.values["Main"].get)

    def _calc(self) -> list[Cell]:
        self.program.install()
        (self._root / "cases.xlsx").write_bytes(self.plan.book)
        [path] = self.program.convert(self._root / "computed", self._root / "cases.xlsx")
        sheet = openpyxl.load_workbook(path, data_only=True)["Main"]
        return self._placed(lambda place: sheet.cell(*place).value)

    def _placed(self, value: Callable[[tuple[int, int]], Cell]) -> list[Cell]:
        return [
            lone([[value((row + i, 1 + j)) for j in range(width)] for i in range(height)])
            for row, height, width in self.plan.places
        ]


@pytest.fixture(scope="session", params=SOURCES, ids=["sample", "real"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    if request.param != "sample" and not (REAL / "prices").is_dir():
        pytest.skip(f"no real market data at {REAL}; set ROTATIONXL_TEST_MARKET")
    return World(request.param, tmp_path_factory.mktemp("world"))


@every()
@pytest.mark.parametrize("host", HOSTS)
def test_workbook_gives_what_python_gives(world: World, host: str, name: str) -> None:
    for place in world.of(name):
        value, expected = world.shown_in(host)[place], world.expected_in(host)[place]
        assert_alike(world.cases[place], value, expected)


@pytest.fixture(scope="module")
def excel() -> Excel:
    return Excel()


@every()
def test_excel_gives_what_python_gives(
    world: World, excel: Excel, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(Prompt(world.market.source, world.market.store))
    monkeypatch.setattr(OPENED, "_desk", desk)
    excel.run("RotationForget")
    own = [(world.cases[place], world.answers[place]) for place in world.of(name)]
    for case, _ in own:
        desk.answer(Call(name, case.given))
    desk.load()
    desk.wait()
    for case, expected in own:
        value = excel.cell(name, *of_references(case))
        assert_alike(case, value, as_excel_shows(expected))


def test_each_difference_is_one_and_is_told(world: World) -> None:
    text = " ".join(README.read_text(encoding="utf-8").split())
    assert [difference.told for difference in DIFFERENCES if difference.told not in text] == []
    all_of_them = world.in_calc(DIFFERENCES)
    for difference in DIFFERENCES if world.source == "sample" else ():
        assert world.in_calc([one for one in DIFFERENCES if one is not difference]) != all_of_them


def assert_alike(case: Case, value: Cell, expected: Cell) -> None:
    assert (case.formula, value) == (case.formula, expected)
    kinds = [isinstance(cell, bool) for cell in flat(expected)]
    assert [isinstance(cell, bool) for cell in flat(value)] == kinds, case.formula


def of_references(case: Case) -> list[Cell]:
    """Return a case's cells as VBA gets them: a reference to a blank cell is none left out."""
    names = [argument.name for argument in FUNCTIONS[case.name].arguments]
    blank = names.index(case.argument) if case.form == "blank cell" else None
    return [EMPTY if place == blank else cell for place, cell in enumerate(case.given)]


def fitted(answer: Cell, height: int, width: int) -> Cell:
    """Return what the cells of an array formula show, which are as many as Python's answer has."""
    if not isinstance(answer, list):
        return lone([[answer] * width] * height)
    rows = [[*row, *[CellError("#N/A")] * width][:width] for row in answer[:height]]
    return lone(rows + [[CellError("#N/A")] * width] * (height - len(rows)))


def as_excel_shows(answer: Cell) -> Cell:
    """Return what Excel shows of cells: no cell of a formula is blank."""
    if isinstance(answer, list):
        return lone([[as_excel_shows(cell) for cell in row] for row in answer])
    return "" if answer is None else answer


def as_calc_saves(answer: Cell) -> Cell:
    """Return cells as Calc's files hold them: 15 digits, TRUE as 1, an empty text as a blank."""
    if isinstance(answer, list):
        return lone([[as_calc_saves(cell) for cell in row] for row in answer])
    if isinstance(answer, float | int):
        return pytest.approx(float(answer), rel=1e-14)
    return answer or None
