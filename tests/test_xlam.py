"""The file rotationxl.xlam, as programs that know nothing of how it was made read it."""

import dataclasses
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from pyopenvba.cfb import CFB

from rotationxl.registry import FUNCTIONS, HELP_LIMIT
from rotationxl_addin.windows import ribbon, wrappers, xlam
from rotationxl_workbooks.package import Element
from vba import read_by_olevba

GOLDEN = Path(__file__).parent / "golden" / "excel.vba"
_LINE = 1023
_CONTINUATIONS = 24


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return xlam.build(tmp_path_factory.mktemp("addin") / "rotationxl.xlam")


def test_the_vba_is_the_golden_text() -> None:
    text = "\n".join(xlam.modules().values()).replace("\r\n", "\n")
    if os.environ.get("ROTATIONXL_RENEW"):
        GOLDEN.write_text(text, encoding="ascii")
    assert text == GOLDEN.read_text(encoding="ascii")


@pytest.mark.parametrize("name", xlam.modules())
def test_vba_can_be_read_by_excel(name: str) -> None:
    text = xlam.modules()[name]
    assert text.isascii()
    assert "\n" not in text.replace("\r\n", "")
    assert "@@" not in text
    lines = text.split("\r\n")
    assert max(map(len, lines)) <= _LINE
    runs = re.findall(r"(?:[^\r]* _\r\n)+", text)
    assert max((run.count("\r\n") for run in runs), default=0) <= _CONTINUATIONS
    starts = len(re.findall(r"(?m)^(?:Public |Private )?(?:Sub|Function) ", text))
    assert starts == len(re.findall(r"(?m)^End (?:Sub|Function)", text))


def test_help_fits_and_names_do_not_clash() -> None:
    assert not wrappers.clashes()
    quoted = re.findall(r'"((?:[^"]|"")*)"', xlam.modules()["RotationHelp"])
    assert max(len(text.replace('""', '"')) for text in quoted) <= HELP_LIMIT
    for function in FUNCTIONS.values():
        assert function.help.replace('"', '""') in quoted


@pytest.mark.parametrize("word", ["end", "Date", "type", "array", "EXPLAIN"])
def test_a_name_that_vba_would_not_take_is_a_clash(word: str) -> None:
    explain = FUNCTIONS["EXPLAIN"]
    argument = dataclasses.replace(explain.arguments[0], name=word)
    worse = dataclasses.replace(explain, arguments=(argument, *explain.arguments[1:]))
    assert wrappers.clashes({"EXPLAIN": worse}) == ["EXPLAIN"]


def test_olevba_reads_every_module(built: Path) -> None:
    found = read_by_olevba(built, xlam.modules())
    assert "Private WithEvents App As Application" in found


def project_header(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        project = CFB.from_bytes(package.read("xl/vbaProject.bin"))
    return bytes(project.get_stream_in_storage("VBA", "_VBA_PROJECT"))


def test_excel_finds_no_compiled_text_to_take_for_its_own(built: Path) -> None:
    import xlwings

    assert project_header(built) == b"\xcc\x61\xff\xff\x00\x00\x00"
    of_xlwings = project_header(Path(xlwings.__file__).parent / "quickstart_addin_ribbon.xlam")
    assert project_header(built)[:5] == of_xlwings[:5]  # a file that Excel is known to open
    assert len(of_xlwings) == len(project_header(built))


def texts(root: Element, attribute: str) -> list[str]:
    return [str(e.get(attribute)) for e in root.iter(etree.Element) if attribute in e.attrib]


def test_the_settings_and_the_ribbon_are_there(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built) as package:
        ui = etree.fromstring(package.read("customUI/customUI.xml"))
        relations = package.read("_rels/.rels")
        everything = b"".join(package.read(n) for n in package.namelist() if n.endswith("xml"))
    namespace = etree.QName(ui).namespace
    assert namespace == "http://schemas.microsoft.com/office/2006/01/customui"
    assert b'"http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"' in relations
    assert b"William" not in everything
    assert b"Sheet1</vt:lpstr>" not in everything
    actions = {action.rpartition(".")[2] for action in texts(ui, "onAction")}
    macros = xlam.modules()["RotationRibbon"]
    assert all(f"Public Sub {action}(control As IRibbonControl)" in macros for action in actions)
    assert len(set(texts(ui, "id"))) == len(texts(ui, "id"))
    assert set(FUNCTIONS) <= set(texts(ui, "tag"))
    assert ui.xpath("string(//*[local-name()='tab']/@label)") == "Rotation"


def test_the_same_is_built_twice(built: Path, tmp_path: Path) -> None:
    again = xlam.build(tmp_path / "again.xlam")
    assert again.read_bytes() == built.read_bytes()


def test_libreoffice_reads_the_modules_and_the_settings(built: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice is not installed")
    for target in ("ods", "xlsx"):
        subprocess.run(
            [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
             "--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", target, "--outdir",
             str(tmp_path), str(built)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "rotationxl.ods") as package:
        for name in xlam.modules():
            assert f"Basic/VBAProject/{name}.xml" in package.namelist()
        functions = package.read("Basic/VBAProject/RotationFunctions.xml").decode()
    assert all(f"Public Function {name}(" in functions for name in FUNCTIONS)
    sheet = openpyxl.load_workbook(tmp_path / "rotationxl.xlsx")[xlam.SETTINGS]
    assert {row[0].value: row[1].value for row in sheet.iter_rows()}["xlwings"] == xlam.XLWINGS


def test_another_xlwings_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "0.99.1")
    with pytest.raises(xlam.BuildError, match=r"0\.99\.1 is installed.*pip install xlwings=="):
        xlam.build(tmp_path / "rotationxl.xlam")


def test_without_xlwings_it_is_built_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", none)
    assert xlam.build(tmp_path / "rotationxl.xlam").is_file()


def test_the_version_is_the_pinned_one() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    pinned = [d for d in project["project"]["dependencies"] if d.startswith("xlwings")]
    assert pinned == [f"xlwings=={xlam.XLWINGS}; sys_platform == 'win32'"]


def test_what_is_taken_from_xlwings_is_as_xlwings_has_it() -> None:
    import xlwings

    shipped = (Path(xlwings.__file__).parent / "xlwings.bas").read_text("utf-8")
    ours = xlam.modules()["RotationPython"]
    declared = re.findall(r"Declare PtrSafe Function XLPyDLLActivateAuto .*", ours)
    assert len(declared) == 2
    assert all(line.strip() in shipped for line in declared)
    assert "import xlwings; xlwings.serve('$(CLSID)')" in shipped
    assert "import xlwings; xlwings.serve('$(CLSID)')" in ours
    assert "BSD 3-clause" in ours


def test_the_ribbon_says_what_each_function_does() -> None:
    tips = texts(etree.fromstring(ribbon.xml()), "supertip")
    for function in FUNCTIONS.values():
        assert any(tip.startswith(function.help) for tip in tips)
