"""Reports that carry our functions themselves."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pyopenvba.cfb import CFB

from rotationxl.market.evaluate import Market
from rotationxl_addin.windows import xlsm
from rotationxl_workbooks.build import XLSX, Form, build
from rotationxl_workbooks.package import unpacked
from typed import Typed
from vba import read_by_olevba

TEMPLATE = "value-growth"


def made(market: Market, path: Path, form: Form) -> Path:
    (report,) = build(TEMPLATE, ["2024-11"], market, out=path, form=form)
    return report.path


def parts(path: Path) -> dict[str, bytes]:
    return unpacked(path.read_bytes())


@pytest.fixture(scope="module")
def plain(sample: Market, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(sample, tmp_path_factory.mktemp("plain") / "report.xlsx", XLSX)


@pytest.fixture(scope="module")
def carrying(sample: Market, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(sample, tmp_path_factory.mktemp("xlsm") / "report.xlsm", xlsm.XLSM)


def test_all_of_the_report_is_as_it_was(plain: Path, carrying: Path) -> None:
    before, now = parts(plain), parts(carrying)
    changed = {name for name in now if now[name] != before.get(name)}
    assert changed == {
        "xl/vbaProject.bin", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
        *(name for name in before if name.startswith("xl/worksheets/sheet")),
    }  # fmt: skip
    assert before.keys() == now.keys() - {"xl/vbaProject.bin"}
    for name in changed & before.keys() - {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}:
        root = etree.fromstring(now[name])
        for element in root.iter("{*}sheetPr", "{*}workbookPr"):
            element.attrib.pop("codeName")
        assert shape(root) == shape(etree.fromstring(before[name])), name


def shape(root: etree._Element) -> list[tuple[object, ...]]:
    """Return elements with all that they hold, but those without anything."""
    return [
        (e.tag, sorted(e.attrib.items()), e.text)
        for e in root.iter()
        if e.attrib or e.text or len(e)
    ]


def test_the_package_says_what_it_is(carrying: Path) -> None:
    found = parts(carrying)
    types = found["[Content_Types].xml"].decode()
    assert types.count("application/vnd.ms-excel.sheet.macroEnabled.main+xml") == 1
    assert "spreadsheetml.sheet.main+xml" not in types
    assert 'ContentType="application/vnd.ms-office.vbaProject"' in types
    assert b"relationships/vbaProject" in found["xl/_rels/workbook.xml.rels"]
    assert "xl/vbaProject.bin" in found
    assert not any(name.startswith("customUI") for name in found)
    project = CFB.from_bytes(found["xl/vbaProject.bin"]).get_stream_in_storage(
        "VBA", "_VBA_PROJECT"
    )
    assert project == b"\xcc\x61\xff\xff\x00\x00\x00"


def test_the_audit_finds_nothing_that_it_does_not_find_in_the_report(
    plain: Path, carrying: Path
) -> None:
    before, now = (
        {(e.part_uri, e.description) for e in OpenXmlValidator().validate(path).errors}
        for path in (plain, carrying)
    )
    assert not now - before


def test_openpyxl_keeps_the_project_and_the_formulas(carrying: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(carrying, keep_vba=True)
    formulas = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, str) and "STYLE_SPREAD(" in cell.value
    ]  # fmt: skip
    assert formulas
    assert not any("!STYLE_SPREAD(" in formula for formula in formulas)
    book.save(tmp_path / "again.xlsm")
    assert (
        parts(tmp_path / "again.xlsm")["xl/vbaProject.bin"] == parts(carrying)["xl/vbaProject.bin"]
    )


def test_olevba_reads_modules_that_need_nothing_of_the_add_in(carrying: Path) -> None:
    found = read_by_olevba(carrying, xlsm.modules())
    assert "WithEvents App" not in found
    assert "IRibbonControl" not in found
    assert "VBA MACRO Sheet1.cls" in found


def test_the_same_report_gives_the_same_bytes(
    carrying: Path, sample: Market, tmp_path: Path
) -> None:
    again = made(sample, tmp_path / "again.xlsm", xlsm.XLSM)
    assert again.read_bytes() == carrying.read_bytes()


def test_libreoffice_opens_it_with_its_numbers(carrying: Path, plain: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice is not installed")
    for target in ("ods", "xlsx"):
        subprocess.run(
            [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
             "--convert-to", target, "--outdir", str(tmp_path), str(carrying)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "report.ods") as package:
        assert "Basic/VBAProject/RotationFunctions.xml" in package.namelist()
    shown, expected = (
        openpyxl.load_workbook(path, data_only=True)["Summary"]
        for path in (tmp_path / "report.xlsx", plain)
    )
    numbers = [c for row in expected.iter_rows() for c in row if isinstance(c.value, float)]
    assert numbers
    for cell in numbers:
        assert shown[cell.coordinate].value == pytest.approx(cell.value, rel=1e-12)


def test_it_is_built_from_the_command_line(typed: Typed, tmp_path: Path) -> None:
    words = ("build", TEMPLATE, "--month", "2024-11", "--source", "sample", "--xlsm", "-o")
    done = typed(*words, str(tmp_path))
    assert done.code == 0
    path = tmp_path / f"{TEMPLATE}-2024-11-SAMPLE.xlsm"
    assert f"Wrote {path}: " in done.out
    assert zipfile.is_zipfile(path)
    refused = typed(*words, str(tmp_path / "report.xlsx"))
    assert refused.code == 1
    assert "give a name that ends in .xlsm" in refused.err
