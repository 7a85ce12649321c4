"""`rotationxl clean` as it is typed."""

from pathlib import Path

import openpyxl

from test_excel_names import linked
from typed import Typed


def formulas(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [str(row[0].value) for row in sheet.iter_rows()]


def test_each_file_is_cleaned_and_told_of(typed: Typed, tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    first = typed("clean", str(path))
    told = f"{path}: 2 formulas turned to plain names, 1 link to the add-in removed.\n"
    assert (first.code, first.out, first.err) == (0, told, "")
    assert formulas(path)[0].startswith('=STYLE_SPREAD("2024-11")+[2]Data!A1')
    assert typed("clean", str(path)).out == f"{path}: is clean.\n"


def test_the_result_can_go_elsewhere(typed: Typed, tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    before = path.read_bytes()
    (tmp_path / "out").mkdir()
    for out, written in (("new.xlsx", "new.xlsx"), ("out", "out/book.xlsx")):
        result = typed("clean", str(path), "-o", str(tmp_path / out))
        assert result.out.endswith(f", written to {tmp_path / written}.\n")
        assert formulas(tmp_path / written)[0].startswith('=STYLE_SPREAD("2024-11")')
    assert path.read_bytes() == before


def test_several_files_go_into_a_folder(typed: Typed, tmp_path: Path) -> None:
    paths = [linked(tmp_path / name) for name in ("one.xlsx", "two.xlsx")]
    result = typed("clean", *map(str, paths), "-o", str(tmp_path / "out"))
    assert (result.code, result.out.count("\n")) == (0, 2)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["one.xlsx", "two.xlsx"]
    twice = typed("clean", str(paths[0]), str(paths[0]), "-o", str(tmp_path / "out"))
    assert twice.code == 2
    assert "one.xlsx is given twice" in twice.err


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_cleaned(
    typed: Typed, tmp_path: Path
) -> None:
    path = linked(tmp_path / "book.xlsx")
    result = typed("clean", str(tmp_path / "none.xlsx"), str(path))
    assert result.code == 1
    told = f"rotationxl: {tmp_path / 'none.xlsx'}: is not there.\n"
    assert result.err == told
    assert result.out.startswith(f"{path}: 2 formulas")
    assert typed("clean").code == 2
