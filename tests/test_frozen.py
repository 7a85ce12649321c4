"""A copy to send: values in place of formulas."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from reports import cells
from rotationxl.market.evaluate import Market
from rotationxl_addin.windows import udfs
from rotationxl_addin.windows.xlsm import XLSM
from rotationxl_workbooks.build import XLSX, Form, build
from rotationxl_workbooks.frozen import send
from rotationxl_workbooks.package import packed
from test_excel_names import linked

TEMPLATE = "value-growth"


@pytest.mark.parametrize("form", [XLSX, XLSM], ids=lambda form: str(form.suffix))
def test_all_that_is_shown_stays_and_no_formula_does(
    form: Form, sample: Market, tmp_path: Path
) -> None:
    path = tmp_path / f"report{form.suffix}"
    (report,) = build(TEMPLATE, ["2024-11"], sample, out=path, form=form)
    ((told,),) = udfs.send(str(path), str(tmp_path / "sent.xlsx"))
    assert told == f"{report.formulas} formulas became values in {tmp_path / 'sent.xlsx'}."
    shown = cells(path)
    sent = cells(tmp_path / "sent.xlsx", values=False)
    assert sent == shown
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "sent.xlsx") as after:
        assert set(after.namelist()) == set(before.namelist()) - {"xl/vbaProject.bin"}
        assert b"macroEnabled" not in after.read("[Content_Types].xml")
        assert b"vbaProject" not in after.read("xl/_rels/workbook.xml.rels")


def test_text_that_looks_like_a_month_stays_text_and_links_to_us_go(tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    cell = '<c r="A2" t="str"><f>TEXT(1,"x")</f><v> 2024-11</v></c>'
    start = sheet.index('<c r="A2"')
    end = sheet.index("</c>", start) + 4
    parts["xl/worksheets/sheet1.xml"] = (sheet[:start] + cell + sheet[end:]).encode()
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><tableColumns>'
        '<tableColumn totalsRowFunction="custom">'
        "<calculatedColumnFormula>1</calculatedColumnFormula><totalsRowFormula>2</totalsRowFormula></tableColumn></tableColumns></table>"
    )
    parts["xl/tables/table1.xml"] = table.encode()
    path.write_bytes(packed(parts))
    udfs.send(str(path), str(tmp_path / "sent.xlsx"))
    data = (tmp_path / "sent.xlsx").read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"].value == " 2024-11"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert b"Formula" not in package.read("xl/tables/table1.xml")
        assert b"custom" not in package.read("xl/tables/table1.xml")
    assert b"rotationxl.xlam" not in everything
    assert b"externalReference" not in everything  # no question about links that nothing needs
    assert b"more.xlsx" not in everything


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(b"binary")
    ((told,),) = udfs.send(str(path), str(tmp_path / "sent.xlsx"))
    assert told.startswith(f"!{path}: ")


def test_names_that_lead_to_other_workbooks_still_do(tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    end = b"</externalReferences>"
    names = end + b'<definedNames><definedName name="a">[3]Data!$A$1</definedName></definedNames>'
    parts["xl/workbook.xml"] = (
        parts["xl/workbook.xml"].replace(end, names).replace(b"<definedNames/>", b"")
    )
    path.write_bytes(packed(parts))
    send(path, tmp_path / "sent.xlsx")
    with zipfile.ZipFile(tmp_path / "sent.xlsx") as package:
        workbook = package.read("xl/workbook.xml")
    assert workbook.count(b"<externalReference ") == 1  # the other led nowhere any more
    assert b">[1]Data!$A$1<" in workbook
