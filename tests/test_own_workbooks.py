"""A user's own workbooks: filled by `rotationxl build my.xlsx`, looked at by `rotationxl check`."""

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import LineChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from calc_program import soffice
from rotationxl.cells import CellError
from rotationxl.errors import BadArgumentError, TargetError
from rotationxl.market.evaluate import Market
from rotationxl.registry import FUNCTIONS
from rotationxl_workbooks import engines, layout
from rotationxl_workbooks.book import Book, cell_by_cell
from rotationxl_workbooks.build import build
from rotationxl_workbooks.differences import differences
from rotationxl_workbooks.frozen import values_only
from rotationxl_workbooks.host import MarketHost
from rotationxl_workbooks.named_formulas import calling_names, calls_any, written_out
from rotationxl_workbooks.own import OwnWorkbook
from rotationxl_workbooks.package import packed
from test_excel_names import linked
from typed import Typed

SAMPLE = ("--source", "sample")
SHEET = "My data"
NAMES = {"Month": "A1", "Day": "A2", "Level": "A3", "Flag": "A4", "Free": "A9", "Total": "B7"}


def first_sheet(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = SHEET
    return sheet


def write_own(path: Path) -> Path:
    """Write a workbook with much that is not ours: formats, a chart, a table, hidden sheets."""
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = "2024-11", dt.date(2024, 11, 15), 4.5, True
    sheet["A1"].number_format = "@"
    sheet["A1"].font = Font(name="Georgia", bold=True)
    for name, cell in NAMES.items():
        text = f"'{SHEET}'!${cell[0]}${cell[1:]}"
        book.defined_names[name] = DefinedName(name, attr_text=text)
    called = f"STYLE_SPREAD('{SHEET}'!$A$1)"
    book.defined_names["Gap"] = DefinedName("Gap", attr_text=called)
    book.defined_names["Twice"] = DefinedName("Twice", attr_text="2*Gap")
    sheet["B1"] = "=_xll.style_spread(Month)"
    sheet["B2"] = '=YIELD_LEVEL("10Y",Day)'
    sheet["B3"] = "=Gap*100+Level+0*Twice"
    sheet["B4"] = '=IF(Flag,"yes ","no ")&TEXT(B1,"0.00%")'
    sheet["B7"] = "=SUM(A3,1)"
    sheet["D1"] = ArrayFormula("D1:G4", "=SECTOR_TABLE(Month)")
    sheet["D5"] = "below"
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    hidden.protection.sheet = True
    hidden.protection.password = "secret"  # noqa: S105 (of a sheet that nobody keeps)
    hidden.append(["Ticker", "Return"])
    for ticker in ("XLE", "XLF", "XLK"):
        hidden.append([ticker, "=ASSET_RETURN(Held[[#This Row],[Ticker]],Month)"])
    hidden.add_table(Table(displayName="Held", ref="A1:B4"))
    rule = CellIsRule(  # type: ignore[no-untyped-call]
        "greaterThan", ["0"], fill=PatternFill("solid", bgColor="00FF00")
    )
    hidden.conditional_formatting.add("B2:B4", rule)
    note = DataValidation(type="list", formula1='"2024-11,2024-10"')
    sheet.add_data_validation(note)
    note.add("A1")
    chart = LineChart()
    chart.add_data(Reference(hidden, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "H8")
    book.save(path)
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return write_own(tmp_path / "my.xlsx")


def shown(path: Path, sheet: str = SHEET) -> Any:
    return openpyxl.load_workbook(path, data_only=True)[sheet]


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Change the parts of a workbook file."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    path.write_bytes(packed(parts))
    return path


def in_first(old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    """Return what replaces a pattern in the first sheet, where it must be."""

    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        text, count = re.subn(old, new, parts[name].decode(), count=1)
        assert count == 1
        parts[name] = text.encode()

    return change


def test_it_comes_out_with_values(own: Path, typed: Typed, sample: Market) -> None:
    before = own.read_bytes()
    done = typed("build", str(own), *SAMPLE)
    assert done.code == 0, done
    assert own.read_bytes() == before
    sheet = shown(own.with_name("my-built.xlsx"))
    spread = sample.answer("STYLE_SPREAD", "2024-11")
    assert sheet["B1"].value == spread
    assert sheet["B2"].value == sample.answer("YIELD_LEVEL", "10Y", "2024-11-15")
    assert sheet["B3"].value == pytest.approx(100 * spread + 4.5, rel=1e-12)
    assert sheet["B4"].value == f"yes {spread:.2%}"
    assert sheet["B7"].value == 5.5
    table = sample.answer("SECTOR_TABLE", "2024-11")
    assert [[c.value for c in row] for row in sheet["D1:G4"]] == [
        list(table.columns), *[list(row) for row in table.rows[:3]]
    ]  # fmt: skip
    assert sheet["D5"].value == "below"
    hidden = shown(own.with_name("my-built.xlsx"), "Hidden")
    assert [hidden[f"B{row}"].value for row in (2, 3, 4)] == [
        sample.answer("ASSET_RETURN", ticker, "2024-11") for ticker in ("XLE", "XLF", "XLK")
    ]


def test_all_else_stays_byte_for_byte(own: Path, typed: Typed) -> None:
    assert typed("build", str(own), *SAMPLE, "--set", "Month=2024-10").code == 0
    with zipfile.ZipFile(own) as before, zipfile.ZipFile(own.with_name("my-built.xlsx")) as after:
        assert after.namelist() == before.namelist()
        for part in before.namelist():
            if not part.startswith("xl/worksheets/sheet") and part != "xl/workbook.xml":
                assert after.read(part) == before.read(part), part
            else:  # what stands around the cells
                cells = re.compile(
                    rb"<sheetData>.*</sheetData>|<calcPr[^>]*>|<\?xml[^>]*>\s*", re.DOTALL
                )
                assert cells.sub(b"", after.read(part)) == cells.sub(b"", before.read(part)), part
        formulas = re.compile(rb"<f[ >].*?</f>")
        for part in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
            assert formulas.findall(after.read(part)) == formulas.findall(before.read(part))
        assert b"Georgia" in after.read("xl/styles.xml")


@pytest.mark.parametrize(
    ("typed_in", "cell", "value"),
    [
        ("Month=2024-10", "A1", "2024-10"),
        ("month=45000", "A1", "45000"),
        ("month==1+1", "A1", "=1+1"),
        ("Day=2024-10-15", "A2", dt.datetime(2024, 10, 15)),  # noqa: DTZ001 (a sheet has no zones)
        ("Level=4", "A3", 4),
        ("Flag=false", "A4", False),
        ("Free=7.5", "A9", 7.5),
        ("Free=any text", "A9", "any text"),
        (f"{SHEET}!A3=5", "A3", 5),
        (f"'{SHEET}'!$A$3=5", "A3", 5),
        ("Level=", "A3", None),
    ],
)
def test_what_is_set_is_of_the_cells_own_kind(
    typed_in: str, cell: str, value: object, own: Path, typed: Typed, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    typed("build", str(own), "--set", typed_in, *SAMPLE, "-o", str(out))
    found = openpyxl.load_workbook(out)[SHEET][cell]
    assert (found.value, type(found.value)) == (value, type(value))
    assert found.data_type != "f"
    assert found.number_format == openpyxl.load_workbook(own)[SHEET][cell].number_format


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("Level=high", "Level: 'high' is not a number"),
        ("Level=nan", "Level: 'nan' is not a number"),
        ("Day=November", "Day: 'November' is not a day such as 2024-11-29"),
        ("Flag=maybe", "Flag: 'maybe' is not TRUE or FALSE"),
        ("Mnth=1", "Did you mean Month?"),
        ("Gap=1", "is not a named cell of this workbook"),
        ("Other!A1=1", "is not a named cell of this workbook"),
    ],
)
def test_what_the_cell_cannot_hold_is_told_before_any_work(
    given: str, message: str, own: Path, typed: Typed
) -> None:
    done = typed("build", str(own), "--set", given, *SAMPLE)
    assert done.code == 2
    assert message in done.err
    assert not own.with_name("my-built.xlsx").exists()


def test_set_takes_a_formula_out_and_what_follows_it_follows(own: Path, typed: Typed) -> None:
    book = openpyxl.load_workbook(own)
    book[SHEET]["B8"] = "=Total*2"
    book.save(own)
    assert typed("build", str(own), "--set", "Total=10", *SAMPLE, "-o", str(own)).code == 0
    assert [shown(own)[cell].value for cell in ("B7", "B8")] == [10, 20]
    assert openpyxl.load_workbook(own)[SHEET]["B7"].value == 10


def test_values_leave_no_formula(own: Path, typed: Typed) -> None:
    assert typed("build", str(own), "--values", *SAMPLE).code == 0
    book = openpyxl.load_workbook(own.with_name("my-built.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book[SHEET]["A2"].value == dt.datetime(2024, 11, 15)  # noqa: DTZ001 (no zones)
    assert book["Hidden"].sheet_state == "hidden"
    assert book["Hidden"].protection.sheet


def test_shared_formulas_are_computed_each(tmp_path: Path, typed: Typed, sample: Market) -> None:
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    for row, month in enumerate(("2024-09", "2024-10", "2024-11"), 1):
        sheet[f"A{row}"], sheet[f"B{row}"] = month, f"=STYLE_SPREAD(A{row})"
    book.save(tmp_path / "my.xlsx")

    def share(parts: dict[str, bytes]) -> None:
        text = parts["xl/worksheets/sheet1.xml"].decode()
        text = text.replace(
            "<f>STYLE_SPREAD(A1)", '<f t="shared" ref="B1:B3" si="0">STYLE_SPREAD(A1)'
        )
        for row in (2, 3):
            text = text.replace(f"<f>STYLE_SPREAD(A{row})</f>", '<f t="shared" si="0"/>')
        parts["xl/worksheets/sheet1.xml"] = text.encode()

    path = changed(tmp_path / "my.xlsx", share)
    assert typed("build", str(path), *SAMPLE, "-o", str(path)).code == 0
    assert path.read_bytes().count(b"PK\x03\x04") > 3
    assert [shown(path)[f"B{row}"].value for row in (1, 2, 3)] == [
        sample.answer("STYLE_SPREAD", month) for month in ("2024-09", "2024-10", "2024-11")
    ]
    with zipfile.ZipFile(path) as package:
        assert package.read("xl/worksheets/sheet1.xml").count(b'si="0"') == 3


def test_what_no_engine_computes_keeps_its_value_unless_it_is_ours(
    tmp_path: Path, typed: Typed, sample: Market
) -> None:
    path = linked(tmp_path / "my.xlsx")  # A3 calls another workbook's function of our name
    put = in_first(
        r'<c r="A3"[^>]*><f>(.*?)</f><v ?/?>(?:</v>)?</c>', r'<c r="A3"><f>\1</f><v>42</v></c>'
    )
    done = typed("build", str(changed(path, put)), *SAMPLE)
    built = shown(path.with_name("my-built.xlsx"), "Sheet")
    assert built["A3"].value == 42
    assert built["A2"].value == 3
    assert "cells keep the value that they had" in done.err
    assert built["A1"].value == "#REF!"  # it adds what is of ours to what cannot be had
    assert done.code == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda parts: parts.update({"xl/workbook.xml": re.sub(
            b"<workbookPr[^>]*>", b'<workbookPr date1904="1"/>', parts["xl/workbook.xml"])}),
            "counts days from 1904"),
        (lambda parts: parts.update({"xl/workbook.xml": parts["xl/workbook.xml"].replace(
            b"schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"purl.oclc.org/ooxml/spreadsheetml/main")}), "Strict Open XML"),
        (lambda parts: parts.update({"xl/workbook.xml": b"<workbook"}), "damaged"),
        (lambda parts: parts.pop("xl/workbook.xml"), "no .xlsx or .xlsm file"),
    ],
    ids=["1904", "strict", "damaged", "none"],
)  # fmt: skip
@pytest.mark.parametrize("command", ["build", "check"])
def test_what_cannot_be_taken_is_told_of(
    command: str, change: Callable[[dict[str, bytes]], None], message: str, own: Path, typed: Typed
) -> None:
    done = typed(command, str(changed(own, change)), *SAMPLE)
    assert done.code == 1, done
    assert message in done.err
    assert len(done.err.splitlines()) <= 2


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_file_that_is_not_there_is_told_of(command: str, tmp_path: Path, typed: Typed) -> None:
    done = typed(command, str(tmp_path / "none.xlsx"), *SAMPLE)
    assert (done.code, "is not there" in done.err) == (1, True)


def test_several_go_into_a_folder_with_a_pdf_each(own: Path, typed: Typed, tmp_path: Path) -> None:
    soffice()
    other = shutil.copy(own, tmp_path / "other.xlsx")
    done = typed("build", str(own), str(other), "--pdf", *SAMPLE, "-o", str(tmp_path / "made"))
    assert done.code == 0, done
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == [
        "my.pdf", "my.xlsx", "other.pdf", "other.xlsx"
    ]  # fmt: skip
    twice = typed("build", str(own), str(own), *SAMPLE)
    assert (twice.code, "two workbooks would be written" in twice.err) == (1, True)
    wrong = typed("build", str(own), *SAMPLE, "-o", str(tmp_path / "a.docx"))
    assert (wrong.code, "ends in .xlsx" in wrong.err) == (1, True)


def test_one_with_macros_keeps_them_unless_it_is_frozen(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "my.xlsm"
    month = ("--month", "2024-11")
    assert typed("build", "value-growth", *month, "--xlsm", *SAMPLE, "-o", str(path)).code == 0
    assert typed("build", str(path), "--set", "month=2024-10", *SAMPLE).code == 0
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "my-built.xlsm") as after:
        assert after.read("xl/vbaProject.bin") == before.read("xl/vbaProject.bin")
    assert typed("check", str(tmp_path / "my-built.xlsm"), *SAMPLE).code == 0
    assert typed("build", str(path), "--values", *SAMPLE).code == 0
    with zipfile.ZipFile(tmp_path / "my-built.xlsx") as frozen:
        assert "xl/vbaProject.bin" not in frozen.namelist()
    done = typed("check", str(tmp_path / "my-built.xlsx"), *SAMPLE)
    assert (done.code, "no cell uses our functions" in done.out) == (0, True)


def test_one_saved_by_libreoffice_is_filled_as_well(
    own: Path, typed: Typed, tmp_path: Path, sample: Market
) -> None:
    line = [soffice(), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    words = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "lo")]
    subprocess.run([*line, *words, str(own)], check=True, capture_output=True, timeout=180)
    saved = tmp_path / "lo" / "my.xlsx"
    assert typed("build", str(saved), *SAMPLE, "-o", str(saved)).code == 0
    assert shown(saved)["B1"].value == sample.answer("STYLE_SPREAD", "2024-11")
    table = sample.answer("SECTOR_TABLE", "2024-11")
    assert [cell.value for cell in shown(saved)["D2:G2"][0]] == list(table.rows[0])
    assert typed("check", str(saved), *SAMPLE).code == 0


def test_a_very_large_sheet_takes_seconds(tmp_path: Path, typed: Typed) -> None:
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    for row in range(1, 20_001):
        sheet.append(
            [row, f"=A{row}*2", f'=IF(MOD(A{row},2)=0,ASSET_RETURN("SPY","2024-11"),B{row})']
        )
    path = tmp_path / "my.xlsx"
    book.save(path)
    began = time.process_time()
    assert typed("build", str(path), *SAMPLE, "-o", str(path)).code == 0
    assert time.process_time() - began < 30
    assert shown(path)["C20000"].value == shown(path)["C2"].value
    assert shown(path)["C19999"].value == 39998


@pytest.mark.parametrize("name", layout.names())
@pytest.mark.parametrize("engine", engines.names())
def test_a_report_just_built_shows_what_it_is(
    name: str, engine: str, sample: Market, tmp_path: Path
) -> None:
    months = ["2024-11"] if "month" in layout.load(name).by_name else []
    (report,) = build(name, months, sample, out=tmp_path / "r.xlsx")
    found = differences(OwnWorkbook(report.path), sample, engine)
    assert found.differences == []
    assert found.cells > 100


def test_check_lists_what_differs_and_nothing_else(own: Path, typed: Typed, tmp_path: Path) -> None:
    assert typed("build", str(own), *SAMPLE, "-o", str(own)).code == 0
    good = typed("check", str(own), *SAMPLE)
    assert (good.code, good.out.split(": ")[1][:13]) == (0, "0 of 23 cells"), good
    put = in_first(r'(<c r="B1"[^>]*>.*?)<v>[^<]*</v>', r"\1<v>0.01</v>")
    changed(own, put)
    changed(own, in_first(r'(<c r="B7"[^>]*>.*?)<v>[^<]*</v>', r"\1<v>77</v>"))  # not of ours
    out = tmp_path / "found.csv"
    bad = typed("check", str(own), *SAMPLE, "--csv", str(out))
    assert bad.code == 1
    (row,) = csv.DictReader(out.read_text("utf-8").splitlines())
    assert (row["sheet"], row["cell"], row["shown"]) == (SHEET, "B1", "0.01")
    assert row["formula"] == "=_xll.style_spread(Month)"
    assert "1 of 23 cells differ" in bad.out
    several = typed("check", str(own), str(tmp_path / "none.xlsx"), *SAMPLE)
    assert (several.code, "1 of 23" in several.out, "not there" in several.err) == (1, True, True)


@pytest.mark.parametrize(
    ("factor", "is_told"), [(1 + 1e-10, False), (1 + 1e-8, True), (-1, True)]
)  # fmt: skip
def test_a_number_may_differ_by_a_billionth(
    factor: float, is_told: bool, own: Path, sample: Market, typed: Typed
) -> None:
    assert typed("build", str(own), *SAMPLE, "-o", str(own)).code == 0
    value = sample.answer("STYLE_SPREAD", "2024-11") * factor
    changed(own, in_first(r'(<c r="B1"[^>]*>.*?)<v>[^<]*</v>', rf"\g<1><v>{value!r}</v>"))
    found = differences(OwnWorkbook(own), sample, engines.DEFAULT).differences
    assert bool(found) is is_told


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1"><f>{}</f></c>',
        '<c r="B1" t="e"><f>{}</f><v>#NAME?</v></c>',
        '<c r="B1" t="str"><f>{}</f><v>0.054</v></c>',
        '<c r="B1" t="b"><f>{}</f><v>1</v></c>',
    ],
)
def test_what_is_of_another_kind_differs(
    cell: str, own: Path, sample: Market, typed: Typed
) -> None:
    assert typed("build", str(own), *SAMPLE, "-o", str(own)).code == 0
    changed(own, in_first(r'<c r="B1"[^>]*><f>.*?</c>', cell.format("STYLE_SPREAD(Month)")))
    (found,) = differences(OwnWorkbook(own), sample, engines.DEFAULT).differences
    assert found.cell == "B1"


def test_a_workbook_without_our_functions_has_nothing_to_check(
    tmp_path: Path, typed: Typed
) -> None:
    book = openpyxl.Workbook()
    first_sheet(book)["A1"] = "=1+1"
    book.save(tmp_path / "my.xlsx")
    done = typed("check", str(tmp_path / "my.xlsx"), *SAMPLE)
    assert (done.code, "no cell uses our functions" in done.out) == (0, True)


def test_an_error_that_a_formula_hides_still_makes_its_cell_one_of_ours(
    tmp_path: Path, typed: Typed, sample: Market
) -> None:
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    sheet["A1"] = '=IFERROR(ASSET_RETURN("NOSUCH","2024-11"),"-")'
    sheet["A2"] = "=LEN(A1)"
    sheet["A3"] = "=LEN(A9)"
    book.save(tmp_path / "my.xlsx")
    found = OwnWorkbook(tmp_path / "my.xlsx").recalculated(sample, engines.DEFAULT)
    assert found.ours == {(SHEET, (1, 1)), (SHEET, (2, 1))}
    assert "NOSUCH" in found.reasons[0]


def calls_f(text: str) -> bool:
    return calls_any(text, frozenset({"F"}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gap*100", "(F(1))*100"),
        ("SUM(gap,Twice)", "SUM((F(1)),(2*(F(1))))"),
        ("[0]!Gap+1", "(F(1))+1"),
        ('"Gap"&Gap', '"Gap"&(F(1))'),
        ("Gaps+Gap.x+Gap(1)+Sheet1!Gap+'Gap'!A1+Gap!A1+Held[Gap]", None),
    ],
)
def test_a_name_is_written_out_where_it_is_one(text: str, expected: str | None) -> None:
    names = calling_names({"GAP": "F(1)", "TWICE": "2*Gap", "PLAIN": "A1"}, calls_f)
    assert names == {"GAP": "F(1)", "TWICE": "2*Gap"}
    assert written_out(text, names) == (text if expected is None else expected)


def test_names_in_a_ring_end() -> None:
    names = calling_names({"A_": "F(1)+B_", "B_": "A_"}, calls_f)
    assert "F(1)" in written_out("A_", names)


def test_a_name_means_what_it_says_from_the_cell_that_uses_it(sample: Market) -> None:
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    sheet["A1"], sheet["A2"], sheet["B1"], sheet["B2"] = "2024-10", "2024-11", "=Left+0", "=Left+0"
    left = DefinedName("Left", attr_text=f"STYLE_SPREAD('{SHEET}'!XFD1)")
    sheet.defined_names["Left"] = left  # one cell to the left, as files count it from A1
    left.attr_text = f"STYLE_SPREAD('{SHEET}'!$A1)"
    written = io.BytesIO()
    book.save(written)
    for engine in engines.names():
        found = engines.engine(engine).calculate(written.getvalue(), MarketHost(sample))
        months = ("2024-10", "2024-11")
        expected = [sample.answer("STYLE_SPREAD", month) for month in months]
        assert [found.values[SHEET][row, 2] for row in (1, 2)] == pytest.approx(expected)


@pytest.mark.parametrize("engine", engines.names())
def test_an_area_is_filled_as_excel_fills_it(engine: str, sample: Market) -> None:
    """A value, a row or a column is repeated; what is beyond an array shows #N/A."""
    areas = {
        "A1:B2": '=STYLE_SPREAD("2024-11")',
        "D1:F2": '=STYLE_SPREAD("2024-11")*{1,2}',
        "H1:I3": '=STYLE_SPREAD("2024-11")*{1;2}',
        "K1:M3": '=STYLE_SPREAD("2024-11")*{1,2;3,4}',
        "O1:P2": '=STYLE_SPREAD("2024-13")',
    }
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    for area, formula in areas.items():
        sheet[area.split(":")[0]] = ArrayFormula(area, formula)
    written = io.BytesIO()
    book.save(written)
    found = engines.engine(engine).calculate(written.getvalue(), MarketHost(sample))
    x, none, wrong = (
        sample.answer("STYLE_SPREAD", "2024-11"),
        CellError("#N/A"),
        CellError("#VALUE!"),
    )
    expected = {
        "A1:B2": [[x, x], [x, x]],
        "D1:F2": [[x, 2 * x, none], [x, 2 * x, none]],
        "H1:I3": [[x, x], [2 * x, 2 * x], [none, none]],
        "K1:M3": [[x, 2 * x, none], [3 * x, 4 * x, none], [none, none, none]],
        "O1:P2": [[wrong, wrong], [wrong, wrong]],
    }
    for area, rows in expected.items():
        values = [
            [found.values[SHEET][cell.row, cell.column] for cell in row] for row in sheet[area]
        ]
        assert values == [
            [pytest.approx(v) if isinstance(v, float) else v for v in row] for row in rows
        ]


def test_only_what_calls_us_is_taken_apart() -> None:
    book = openpyxl.Workbook()
    first_sheet(book)["A1"] = ArrayFormula("A1:B2", "={1,2;3,4}")
    written = io.BytesIO()
    book.save(written)
    assert len(Book(written.getvalue(), FUNCTIONS).formulas[SHEET]) == 1
    assert [at for at, _ in cell_by_cell("F()", (1, 1), (2, 1))] == [(1, 1), (2, 1)]


def test_an_address_needs_a_sheet_that_is_there(own: Path) -> None:
    with pytest.raises(BadArgumentError):
        OwnWorkbook(own).typed("Nowhere!A1", "1")
    with pytest.raises(TargetError):
        OwnWorkbook(own.with_name("none.xlsx"))


def test_frozen_twice_is_frozen_once(own: Path) -> None:
    once = values_only(own.read_bytes())
    assert values_only(once) == once
