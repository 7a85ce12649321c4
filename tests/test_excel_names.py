"""Names of our functions as programs spell them, in VBA and in files."""

import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from rotationxl.cells import CellError
from rotationxl.errors import TargetError
from rotationxl.market.evaluate import Market
from rotationxl.registry import FUNCTIONS
from rotationxl_workbooks import engines, links
from rotationxl_workbooks import plain_names as names
from rotationxl_workbooks.formulas import plain
from rotationxl_workbooks.frozen import send
from rotationxl_workbooks.host import MarketHost
from rotationxl_workbooks.package import RELATIONS, add_workbook_part, packed
from vba import Excel

RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
C = '("2024-11")'
SPELLINGS = {
    f"STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"style_spread{C}+Style_Spread{C}": f"STYLE_SPREAD{C}+STYLE_SPREAD{C}",
    f"[1]!STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"'C:\\Users\\it''s me\\rotationxl.xlam'!STYLE_SPREAD{C}*2": f"STYLE_SPREAD{C}*2",
    f"rotationxl.xlam!STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"#REF!STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"@STYLE_SPREAD{C}": f"@STYLE_SPREAD{C}",
    f"@'C:\\a\\rotationxl.xlam'!STYLE_SPREAD{C}": f"@STYLE_SPREAD{C}",
    f"_xll.STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"IF(A1>0,[1]!STYLE_SPREAD{C},[1]!SPREAD(A1,B1,C1))": (
        f"IF(A1>0,STYLE_SPREAD{C},SPREAD(A1,B1,C1))"
    ),
    '[1]!SPREAD(A1,"[1]!spread(",[1]!SECTOR_RETURN(B1,"it\'s ""[1]!spread("""))': (
        'SPREAD(A1,"[1]!spread(",SECTOR_RETURN(B1,"it\'s ""[1]!spread("""))'
    ),
    f"STYLE_SPREAD{C}+[2]!style_spread{C}": f"STYLE_SPREAD{C}+[2]!style_spread{C}",
    f"[0]!STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"'https://d.docs.live.net/1/rotationxl%20(1).xlam'!STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"'Rotationxl-2.xlsm'!STYLE_SPREAD{C}": f"STYLE_SPREAD{C}",
    f"#ref!style_spread{C}*#REF!": f"STYLE_SPREAD{C}*#REF!",
    f"@other.xlam!style_spread({C[1:]}": f"@other.xlam!style_spread{C}",
    f"'C:\\rotationxl\\mine.xlsm'!style_spread{C}": f"'C:\\rotationxl\\mine.xlsm'!style_spread{C}",
    f"'rotationxl.xlam'!_xlfn.style_spread{C}": f"STYLE_SPREAD{C}",
    f"rotationxl.txt!style_spread{C}": f"rotationxl.txt!style_spread{C}",
    f"_xldudf_ROT_STYLE_SPREAD{C}+_xlfn._xlws.Style_spread{C}": f"STYLE_SPREAD{C}+STYLE_SPREAD{C}",
    f"_xludf.Style_spread{C}": f"STYLE_SPREAD{C}",
    "other.xlam!spread(rotationxl.xlam!spread(1,2,3),2,3)": "other.xlam!spread(SPREAD(1,2,3),2,3)",
    "Sheet1!A1+'My sheet'!B2+[2]Data!C3": "Sheet1!A1+'My sheet'!B2+[2]Data!C3",
    "SUM(Table1[[#Headers],[spread]])": "SUM(Table1[[#Headers],[spread]])",
    "my_style_spread(1)+STYLE_SPREAD_X(1)": "my_style_spread(1)+STYLE_SPREAD_X(1)",
    "spread+1": "spread+1",
    "\uff21spread(1)+\u8a9espread(1)": "\uff21spread(1)+\u8a9espread(1)",
    '"=style_spread("&A1': '"=style_spread("&A1',
    "SUM(1,2": "SUM(1,2",
}

OTHERS = frozenset({2})
"""Links that lead elsewhere than to the add-in."""


@pytest.fixture(scope="module")
def excel() -> Excel:
    return Excel()


@pytest.mark.parametrize(("spelling", "expected"), SPELLINGS.items())
def test_every_spelling_becomes_the_plain_name(spelling: str, expected: str, excel: Excel) -> None:
    assert plain(spelling, frozenset(FUNCTIONS), OTHERS) == expected
    assert excel.run("RotationPlain", f"={spelling}", ",2,") == f"={expected}"


def linked(path: Path) -> Path:
    """Write a workbook as Excel saves it on a machine with the add-in, between two other links."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=[2]!STYLE_SPREAD(\"2024-11\")+[3]Data!A1+'[1]My data'!A1"
    sheet["A2"] = "=SUM(1,2)"
    sheet["A3"] = "=[3]!STYLE_SPREAD(1)"
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts["xl/workbook.xml"])
    space = etree.QName(root).namespace
    entries = etree.Element(f"{{{space}}}externalReferences")
    for number, target in enumerate(("other.xlsx", "C:\\me\\rotationxl.xlam", "more.xlsx"), 1):
        part = f"xl/externalLinks/externalLink{number}.xml"
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
        add_workbook_part(parts, part, b"<externalLink/>", kind, "externalLink")
        relations = (
            f'<Relationships xmlns="{RELATED}"><Relationship Id="rId1" TargetMode="External" '
            f'Type="{RELATIONS}/externalLinkPath" Target="file:///{target}"/></Relationships>'
        )
        parts[f"xl/externalLinks/_rels/externalLink{number}.xml.rels"] = relations.encode()
        identity = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])[-1].get("Id")
        etree.SubElement(entries, f"{{{space}}}externalReference", {f"{links.ID}": str(identity)})
    sheets = root.find(f"{{{space}}}sheets")
    assert sheets is not None
    sheets.addnext(entries)
    parts["xl/workbook.xml"] = etree.tostring(root)
    path.write_bytes(packed(parts))
    return path


def test_clean_takes_out_the_add_in_and_keeps_other_links(tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    assert names.clean(path) == (2, 1)
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        assert "STYLE_SPREAD(\"2024-11\")+[2]Data!A1+'[1]My data'!A1" in sheet
        assert "<f>[2]!STYLE_SPREAD(1)</f>" in sheet  # a function of someone else's workbook
        assert "<f>SUM(1,2)</f>" in sheet
        everything = b"".join(package.read(name) for name in package.namelist())
        assert b"rotationxl.xlam" not in everything
        assert b"externalLink2" not in everything
        assert b"externalLink3" in everything
        assert package.read("xl/workbook.xml").count(b"<externalReference ") == 2
    before = path.read_bytes()
    assert names.clean(path) == (0, 0)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", engines.names())
def test_an_engine_computes_the_call_that_leads_to_the_add_in_alone(
    name: str, sample: Market, tmp_path: Path
) -> None:
    with zipfile.ZipFile(linked(tmp_path / "book.xlsx")) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    text = parts["xl/worksheets/sheet1.xml"].decode()
    start, end = text.index("<f>[2]!"), text.index("</f>")
    formula = '<f>[2]!style_spread("2024-11")'
    parts["xl/worksheets/sheet1.xml"] = (text[:start] + formula + text[end:]).encode()
    values = engines.engine(name).calculate(packed(parts), MarketHost(sample)).values["Sheet"]
    assert values[1, 1] == pytest.approx(sample.answer("STYLE_SPREAD", "2024-11"))
    assert isinstance(values[3, 1], CellError)


def test_clean_leaves_no_empty_list_of_links(tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for other in (b"other.xlsx", b"more.xlsx"):
        parts = {name: text.replace(other, b"Rotationxl.xlam") for name, text in parts.items()}
    path.write_bytes(packed(parts))
    assert names.clean(path).links == 3
    with zipfile.ZipFile(path) as package:
        assert b"external" not in package.read("xl/workbook.xml")


def test_clean_says_what_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("no workbook")
    with pytest.raises(TargetError, match=r"book\.xlsx"):
        names.clean(path)
    with pytest.raises(TargetError, match=r"none\.xlsx: is not there"):
        names.clean(tmp_path / "none.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_what_is_damaged_stays_as_it_was(part: str, tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    replace(path, part, b"<torn")
    before = path.read_bytes()
    for work in (lambda: names.clean(path), lambda: send(path, tmp_path / "sent.xlsx")):
        with pytest.raises(TargetError, match=r"book\.xlsx: it is damaged"):
            work()
    assert path.read_bytes() == before
    assert not (tmp_path / "sent.xlsx").exists()


def test_a_link_that_leads_nowhere_is_kept_and_counted(tmp_path: Path) -> None:
    path = linked(tmp_path / "book.xlsx")
    part = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read(part))
    (first,) = [e for e in root if e.get("Target", "").endswith("externalLink1.xml")]
    root.remove(first)
    replace(path, part, etree.tostring(root))
    assert names.clean(path) == (2, 1)


def replace(path: Path, part: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    path.write_bytes(packed({**parts, part: content}))


@pytest.mark.parametrize(
    ("is_protected", "is_saved"), [(False, True), (False, False), (True, True)]
)
def test_opening_a_workbook_enters_our_formulas_again_and_leaves_saved_as_it_was(
    is_protected: bool, is_saved: bool
) -> None:
    excel = Excel()
    excel.app.add_module(OPENING, name="Opening")
    entered, status, saved = excel.run("Opened", is_protected, is_saved)
    if is_protected:
        assert entered == ""
        assert status == "Rotation: left as it is: Sheet1 (protected)"
    else:
        assert entered == "=@STYLE_SPREAD(A1)=1+@SPREAD(A1,A2,A3)"
        assert status is False
    assert saved is is_saved


OPENING = """\
Public Function Opened(ByVal isProtected As Boolean, ByVal isSaved As Boolean) As Variant
    ActiveSheet.Range("B1").Formula = "=style_spread(A1)"
    ActiveSheet.Range("B2").Formula = "=SUM(1,2)"
    ActiveSheet.Range("B3").Formula = "=1+spread(A1,A2,A3)"
    If isProtected Then ActiveSheet.Protect
    ActiveWorkbook.Saved = isSaved
    RotationBind ActiveWorkbook
    Opened = Array(Entered, Application.StatusBar, ActiveWorkbook.Saved)
End Function
"""


BOUND = "=STYLE_SPREAD(A1)"


@pytest.mark.parametrize(
    ("formula", "is_bound", "entered"),
    [
        (BOUND, True, ""),
        (BOUND, False, BOUND),
        ("=style_spread(A1)", True, BOUND),
        ("=IFERROR(STYLE_SPREAD(A1),0)", True, "=IFERROR(STYLE_SPREAD(A1),0)"),
        ("=SUM(1,2)", False, ""),
        ("'=STYLE_SPREAD(A1)", False, ""),
    ],
)
def test_what_excel_has_bound_already_is_not_entered_again(
    formula: str, is_bound: bool, entered: str
) -> None:
    excel = Excel()
    excel.app.add_module(BINDING, name="Binding")
    assert excel.run("Bind", formula, is_bound).replace("@", "") == entered


def test_a_formula_in_a_cell_formatted_as_text_is_not_made_text() -> None:
    excel = Excel()
    excel.app.add_module(BINDING, name="Binding")
    entered, status = excel.run("BindText")
    assert (entered, status) == ("", "Rotation: left as it is: Sheet1!B1")


def test_one_that_is_not_bound_has_all_of_the_workbook_entered_again() -> None:
    excel = Excel()
    excel.app.add_module(BINDING, name="Binding")
    assert excel.run("Bind", BOUND, False, BOUND) == BOUND * 2


BINDING = """\
Public Function Bind(ByVal formula As String, ByVal bound As Boolean, _
        Optional ByVal other As String) As String
    If Left$(formula, 1) = "'" Then
        ActiveSheet.Range("B1").NumberFormat = "@"
        ActiveSheet.Range("B1").Value = Mid$(formula, 2)
    Else
        ActiveSheet.Range("B1").Formula2 = formula
    End If
    If other <> "" Then ActiveSheet.Range("B2").Formula2 = other
    IsBound = bound
    Application.Calculation = xlCalculationAutomatic
    RotationBind ActiveWorkbook
    Bind = Entered
    If Application.Calculation <> xlCalculationAutomatic Then Bind = "manual"
    If Not Application.EnableEvents Or Not Application.ScreenUpdating Then Bind = "quiet"
End Function

Public Function BindText() As Variant
    ActiveSheet.Range("B1").Formula2 = "=style_spread(A1)"
    ActiveSheet.Range("B1").NumberFormat = "@"
    RotationBind ActiveWorkbook
    BindText = Array(Entered, Application.StatusBar)
End Function

Public Function Failed() As Variant
    Dim states As Variant
    Application.EnableEvents = False
    Application.Calculation = xlCalculationManual
    states = RotationQuiet()
    RotationRestore states
    Failed = Array(Application.EnableEvents, Application.ScreenUpdating, _
        Application.Calculation = xlCalculationManual)
End Function

Public Function Ours(ByVal links As String) As String
    Linked = links
    Ours = RotationPlain("=[1]!BETA_TO(A1)+[2]!BETA_TO(A1)", RotationOthers(ActiveWorkbook))
End Function

Public Function Large(ByVal rows As Long) As Long
    Dim book As Workbook
    Set book = ActiveWorkbook
    ActiveSheet.Range("A1:A" & rows).Formula = "=ROW()*2+SUM(B1,C1)"
    Large = RotationCells(book).Count
End Function
"""


def test_excel_is_left_as_it_was_found() -> None:
    excel = Excel()
    excel.app.add_module(BINDING, name="Binding")
    assert list(excel.run("Failed")) == [False, True, True]


@pytest.mark.parametrize(
    ("linked", "plain_ones"),
    [
        ("C:\\me\\rotationxl.xlam|C:\\me\\other.xlam", "=BETA_TO(A1)+[2]!BETA_TO(A1)"),
        ("C:\\me\\other.xlsx|C:\\b\\Rotationxl.XLAM", "=[1]!BETA_TO(A1)+BETA_TO(A1)"),
        ("", "=BETA_TO(A1)+BETA_TO(A1)"),
    ],
)
def test_what_a_link_leads_to_decides(linked: str, plain_ones: str) -> None:
    excel = Excel()
    excel.app.add_module(BINDING, name="Binding")
    assert excel.run("Ours", linked) == plain_ones


def test_a_large_workbook_without_our_functions_is_read_by_areas() -> None:
    excel = Excel()
    excel.app.add_module(BINDING, name="Binding")
    start = time.perf_counter()
    assert excel.run("Large", 2000) == 0
    assert time.perf_counter() - start < 10  # cell by cell, the interpreter takes minutes
