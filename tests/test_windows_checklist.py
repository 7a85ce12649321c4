"""What the Windows checklist has people open and type is as it says."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import windows_checklist
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl_addin.windows import xlam
from rotationxl_workbooks import plain_names as names

CHECKLIST = (Path(__file__).parents[1] / "addin" / "README.md").read_text(encoding="utf-8")
TYPED = re.findall(r"`(=[A-Z_]+\([^`]*\))` shows (\S+?)[,;.]? ", CHECKLIST)


def test_the_workbooks_are_those_of_the_list(tmp_path: Path) -> None:
    written = windows_checklist.write(tmp_path / "new")
    assert [path.name for path in written if path.name not in CHECKLIST] == []


def test_names_are_spelled_in_each_way_and_cleaned_to_one(tmp_path: Path) -> None:
    path = windows_checklist.write(tmp_path)[0]
    assert b"C:\\gone\\rotationxl.xlam" in b"".join(
        zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()
    )
    assert names.clean(path) == (2, 1)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert {sheet.cell(row, 1).value for row in (1, 2, 3)} == {windows_checklist.PLAIN}


def test_the_1904_workbook_counts_from_1904(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(windows_checklist.write(tmp_path)[2])
    assert book.epoch.year == 1904
    assert str(book.worksheets[0]["A1"].value) == "2024-11-15 00:00:00"


def test_the_environment_is_where_a_copied_add_in_looks() -> None:
    folder, _, _ = xlam.INTERPRETER.partition(r"\Scripts")
    lines = CHECKLIST.count(folder.replace("%LOCALAPPDATA%", "$env:LOCALAPPDATA"))
    assert lines >= 4


def test_formulas_are_in_the_list() -> None:
    assert len(TYPED) >= 4


@pytest.mark.parametrize(("formula", "result"), TYPED)
def test_what_is_typed_shows_what_the_list_says(sample: Market, formula: str, result: str) -> None:
    call = parse_call(formula)
    assert call
    (answer,) = map(shown, sample.answers([Call(*call)]))
    assert (f"{answer:.3f}" if isinstance(answer, float) else str(answer)) == result
