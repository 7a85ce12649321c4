"""The extension in the real LibreOffice: values, names, what is late, what is killed."""

import os
import re
import signal
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from calc_program import Program, Session, soon
from rotationxl.cells import Cell, CellError, flat
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS
from rotationxl_addin.libreoffice import install
from rotationxl_addin.libreoffice.install import LibreOffice

EXAMPLES = [text for function in FUNCTIONS.values() for text in function.examples]
_GAP = 2  # rows between results


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("calc"))
    made.install()
    return made


@pytest.fixture(scope="session")
def answers(sample: Market) -> dict[str, Cell]:
    calls = {text: parse_call(text) for text in EXAMPLES}
    found = sample.answers([Call(*call) for call in calls.values() if call])
    return dict(zip(calls, map(shown, found), strict=True))


@pytest.fixture(scope="session")
def places(answers: dict[str, Cell]) -> dict[str, tuple[int, int, int]]:
    """Return where each example stands: its row, and how high and wide it is."""
    places, row = {}, 1
    for text, answer in answers.items():
        height, width = (len(answer), len(answer[0])) if isinstance(answer, list) else (1, 1)
        places[text] = (row, height, width)
        row += height + _GAP
    return places


@pytest.fixture(scope="session")
def examples(
    places: dict[str, tuple[int, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a workbook of all examples, tables as array formulas, with no values."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for text, (row, height, width) in places.items():
        area = f"A{row}:{get_column_letter(width)}{row + height - 1}"
        sheet[f"A{row}"] = text if (height, width) == (1, 1) else ArrayFormula(area, text)
    path = tmp_path_factory.mktemp("examples") / "examples.xlsx"
    book.save(path)
    return path


@pytest.fixture(scope="session")
def computed(program: Program, examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    [made] = program.convert(tmp_path_factory.mktemp("computed"), examples)
    return made


def test_saved_file_keeps_plain_names_and_computes_again(
    program: Program, computed: Path, examples: Path, tmp_path: Path
) -> None:
    assert formulas(computed) == formulas(examples)
    [again] = program.convert(tmp_path, computed)
    assert formulas(again) == formulas(examples)
    assert sheet_values(again) == sheet_values(computed)


def formulas(path: Path) -> list[str]:
    """Return the formulas as the file holds them."""
    with ZipFile(path) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    return [unescape(found) for found in re.findall(r"<f[^>]*>([^<]*)</f>", text)]


def sheet_values(path: Path) -> list[tuple[Cell, ...]]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


@pytest.fixture(scope="session")
def session(program: Program) -> Iterator[Session]:
    with program.running() as session:
        yield session


@pytest.fixture
def sheet(session: Session, tmp_path: Path) -> Iterator[str]:
    """Return the name of an open document of one empty sheet."""
    path = tmp_path / "sheet.xlsx"
    openpyxl.Workbook().save(path)
    session.ask("load", "sheet", str(path))
    yield "sheet"
    session.ask("close", "sheet")


# What a cell holds, what it shows.
CELLS: dict[str, Cell] = {
    '=STYLE_SPREAD("2024-11")': Call("STYLE_SPREAD", ("2024-11",)),
    '=style_spread("2024-11")': Call("STYLE_SPREAD", ("2024-11",)),
    "=STYLE_SPREAD(A1)": Call("STYLE_SPREAD", ("2024-11",)),
    "=STYLE_SPREAD(A2)": Call("STYLE_SPREAD", ("2024-11",)),
    "=STYLE_SPREAD(DATE(2024;11;15))": Call("STYLE_SPREAD", ("2024-11",)),
    "=STYLE_SPREAD(A1;Z1)": Call("STYLE_SPREAD", ("2024-11",)),
    '=EXPLAIN("style_spread";A1;"R1000";"";Z1)': "ok",
    "=STYLE_SPREAD(A1;;Z1:Z1)": Call("STYLE_SPREAD", ("2024-11",)),
    '=STYLE_SPREAD(A1;"SP500";"price")': Call("STYLE_SPREAD", ("2024-11", "SP500", "price")),
    '=ROUND(STYLE_SPREAD(A1)*100;0)&"%"': "5%",
    "=PERCENTILE_RANK(2.5;B1:B4)": 0.625,
    "=PERCENTILE_RANK(2.5;B1:B5)": 0.625,
    "=PERCENTILE_RANK(2.5;B:B)": 0.625,
    "=PERCENTILE_RANK(2.5;{1;2;2.5;4})": 0.625,
    "=GROUP_RETURN(C1:C2;A1)": Call("GROUP_RETURN", ("XLE,XLF", "2024-11")),
    "=GROUP_RETURN(C1:C2;A1;D1:D2)": Call("GROUP_RETURN", ("XLE,XLF", "2024-11", "3,1")),
    "=PORTFOLIO_RETURN(C1:D2;A1)": Call(
        "PORTFOLIO_RETURN", ([["XLE", 3.0], ["XLF", 1.0]], "2024-11")
    ),
    "=SUM(INDEX(SECTOR_TABLE(A1;;;FALSE());0;3))<>0": 1.0,
    "=ROWS(SECTOR_TABLE(A1))": 12.0,
    '=INDEX(SECTOR_TABLE(A1);2;1)="Energy"': 1.0,
    '=MATCH("Energy";INDEX(SECTOR_TABLE(A1);0;1);0)': 2.0,
    '=REGIME("10Y>0";A1)': 1.0,
    '=IF(REGIME("10Y>0";A1);"high";"low")': "high",
    "=STYLE_SPREAD(Z1)": "#VALUE!",
    '=STYLE_SPREAD("2024-13")': "#VALUE!",
    '=STYLE_SPREAD("2035-01")': "#N/A",
    '=IFNA(STYLE_SPREAD("2035-01");"none")': "none",
    "=STYLE_SPREAD(1/0)": "#DIV/0!",
    "=STYLE_SPREAD(NA())": "#N/A",
    "=STYLE_SPREAD(B1:B4)": "#VALUE!",
    '=EXPLAIN("STYLE_SPREAD";"2024-13")': "period: '2024-13' has no month 13; months are 01 to 12.",
}


@pytest.mark.parametrize("formula", CELLS)
def test_cell(session: Session, sheet: str, sample: Market, formula: str) -> None:
    for address, content in {
        "A1": "'2024-11", "A2": "2024-11-15", "C1": "XLE", "C2": "XLF", "D1": "3", "D2": "1",
        "B1": "1", "B2": "2", "B3": "2.5", "B4": "4",
    }.items():  # fmt: skip
        session.ask("enter", sheet, address, content)
    session.ask("enter", sheet, "H9", formula)
    expected = CELLS[formula]
    if isinstance(expected, Call):
        expected = sample.answer(expected.name, *expected.values)
    soon(lambda: session.ask("show", sheet, "H9") == expected)


def test_killed_helper_is_started_again_and_cells_heal(
    program: Program, session: Session, sheet: str, sample: Market
) -> None:
    session.ask("enter", sheet, "A1", '=STYLE_SPREAD("2023-11")')
    soon(lambda: session.ask("show", sheet, "A1") == sample.answer("STYLE_SPREAD", "2023-11"))
    killed = program.helper()
    os.kill(killed, signal.SIGKILL)
    assert session.ask("enter", sheet, "A2", '=STYLE_SPREAD("2023-10")') == "#N/A"
    soon(lambda: session.ask("show", sheet, "A2") == sample.answer("STYLE_SPREAD", "2023-10"))
    assert session.ask("show", sheet, "A1") == sample.answer("STYLE_SPREAD", "2023-11")
    assert program.helper() != killed


def test_document_opened_while_the_helper_starts_fills_in(
    program: Program, session: Session, examples: Path, answers: dict[str, Cell], sheet: str
) -> None:
    session.ask("enter", sheet, "A1", '=STYLE_SPREAD("2020-11")')
    soon(lambda: session.ask("show", sheet, "A1") != "#N/A")
    os.kill(program.helper(), signal.SIGKILL)
    assert session.ask("load", "examples", str(examples)) < 10
    soon(lambda: session.ask("errors", "examples") == count_of_errors(answers))
    session.ask("close", "examples")


def count_of_errors(answers: dict[str, Cell]) -> int:
    return sum(isinstance(cell, CellError) for answer in answers.values() for cell in flat(answer))


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_formulas_tables_and_copies_survive_both_formats(
    session: Session, sample: Market, tmp_path: Path, suffix: str
) -> None:
    session.ask("new", "kept")
    session.ask("enter", "kept", "A1", "'2024-11")
    session.ask("enter", "kept", "B1", "=IF(1;STYLE_SPREAD(A1)*100)")
    session.ask("enter", "kept", "B2", '=STYLE_SPREAD("2035-01")')
    session.ask("enter_array", "kept", "D1:G12", "=SECTOR_TABLE($A1)")
    session.ask("copy", "kept", "A1:B1", "A20")
    session.ask("copy", "kept", "D1:G12", "D20")
    soon(lambda: session.ask("errors", "kept") == 1)
    path = str(tmp_path / f"kept{suffix}")
    session.ask("save", "kept", path)
    session.ask("load", "again", path)
    soon(lambda: session.ask("errors", "again") == 1)
    assert session.ask("texts", "again", "A1:G31") == session.ask("texts", "kept", "A1:G31")
    assert session.ask("show", "again", "B20") == 100 * sample.answer("STYLE_SPREAD", "2024-11")
    assert session.ask("show", "again", "E21") == "XLE"
    formulas = {"B20": "=IF(1,STYLE_SPREAD(A20)*100)", "D20": "{=SECTOR_TABLE($A20)}"}
    assert {cell: session.ask("formula", "again", cell) for cell in formulas} == formulas
    for name in ("kept", "again"):
        session.ask("close", name)


def test_file_from_a_calc_without_the_extension_computes_again(
    session: Session, examples: Path, answers: dict[str, Cell], tmp_path: Path
) -> None:
    path = str(tmp_path / "without.xlsx")
    with Program(tmp_path / "without").running() as without:
        without.ask("load", "examples", str(examples))
        assert without.ask("show", "examples", "A1") == "#NAME?"
        without.ask("save", "examples", path)
    session.ask("load", "without", path)
    soon(lambda: session.ask("errors", "without") == count_of_errors(answers))
    session.ask("close", "without")


def test_two_documents_at_once(
    session: Session, examples: Path, answers: dict[str, Cell], sample: Market
) -> None:
    both = ("one", "two")
    errors = count_of_errors(answers)
    for name in both:
        session.ask("load", name, str(examples))
    soon(lambda: [session.ask("errors", name) for name in both] == [errors, errors])
    assert session.ask("texts", "one", "A1:L400") == session.ask("texts", "two", "A1:L400")
    session.ask("close", "one")
    session.ask("enter", "two", "Z1", '=STYLE_SPREAD("2022-11")')
    soon(lambda: session.ask("show", "two", "Z1") == sample.answer("STYLE_SPREAD", "2022-11"))
    session.ask("close", "two")


def test_five_thousand_cells(session: Session, sample: Market, tmp_path: Path) -> None:
    funds = ("XLB", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY", "SPY", "IWD", "IWF",
             "IWM", "IWN", "IWO", "QQQ", "MDY", "GLD", "XRT", "XHB", "IYR")  # fmt: skip
    months = [f"{year}-{month:02d}" for year in range(2005, 2026) for month in range(1, 13)]
    calls = [(fund, month) for fund in funds for month in months][:5000]
    assert len(calls) == 5000
    book = openpyxl.Workbook()
    for call in calls:
        book.worksheets[0].append(['=ASSET_RETURN("{}","{}")'.format(*call)])
    book.save(tmp_path / "many.xlsx")
    session.ask("load", "many", str(tmp_path / "many.xlsx"))
    answers = sample.answers([Call("ASSET_RETURN", call) for call in calls])
    expected = [[None if isinstance(one, Exception) else one] for one in answers]
    soon(lambda: session.ask("texts", "many", "A1:A5000") == expected)
    assert session.ask("recalculate", "many") < 10, "how long it takes, tests/benchmarks tell"
    assert session.ask("texts", "many", "A1:A5000") == expected
    session.ask("close", "many")


def test_refresh_keeps_values(session: Session, sheet: str, sample: Market) -> None:
    session.ask("enter", sheet, "A1", '=STYLE_SPREAD("2021-11")')
    expected = sample.answer("STYLE_SPREAD", "2021-11")
    soon(lambda: session.ask("show", sheet, "A1") == expected)
    session.ask("trigger", "refresh")
    session.ask("recalculate", sheet)
    assert session.ask("show", sheet, "A1") == expected


def test_new_report_is_built_and_opened(session: Session, tmp_path: Path) -> None:
    session.ask("trigger", f"report value-growth 2024-11 {tmp_path}")
    soon(lambda: any("value-growth-2024-11" in title for title in session.ask("titles")), 90)
    first = tmp_path / "value-growth-2024-11-SAMPLE.xlsx"
    first.write_bytes(b"worked on")
    session.ask("trigger", f"report value-growth 2024-11 {tmp_path}")
    soon((tmp_path / "value-growth-2024-11-SAMPLE (2).xlsx").exists, 90)
    assert first.read_bytes() == b"worked on"


def test_function_wizard_has_the_help_of_the_registry(session: Session) -> None:
    function = FUNCTIONS["STYLE_SPREAD"]
    name, help_text, arguments = session.ask("help", function.name)
    assert (name, help_text) == (function.name, function.help)
    assert [(a, h) for a, h, _ in arguments] == [(a.name, a.help) for a in function.arguments]


def test_extension_is_listed_and_removed(program: Program, tmp_path: Path) -> None:
    other = Program(tmp_path)
    assert not LibreOffice(other.options).installed()
    other.install()
    assert LibreOffice(other.options).installed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROTATIONXL_HOME", str(other.home))
        told = "\n".join(LibreOffice(other.options).uninstall())
        assert "took the extension out" in told
        assert "calc.json" in told
        assert not LibreOffice(other.options).installed()
        assert list(other.home.iterdir()) == []
        install.note_python()
        told = "\n".join(LibreOffice(other.options).uninstall())
    assert "not installed" in told
    assert "calc.json" in told, "what LibreOffice's own Extensions dialog leaves"
    assert list(other.home.iterdir()) == []
