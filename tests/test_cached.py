"""Values in the file's own XML: every reader finds them, and nothing else changes."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import LineChart, Reference
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openxml_audit import OpenXmlValidator

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks import engines
from rotationxl_workbooks.book import Book
from rotationxl_workbooks.cached import with_values
from rotationxl_workbooks.calculate import Calculated, Place
from rotationxl_workbooks.package import packed

TEMPLATE_CELLS: dict[str, Any] = {
    "A1": "As of", "B1": "2024-11", "A2": "A constant", "B2": 12.5,
    "A4": "=1+1", "B4": '=B1&"-30"', "C4": "=B2*2", "F9": "=A4",
}  # fmt: skip


@pytest.fixture(scope="module")
def template() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Report"
    for at, value in TEMPLATE_CELLS.items():
        sheet[at] = value
    sheet["B1"].number_format = "@"
    sheet["A4"].font = Font(bold=True, color="FF0000")
    sheet["C4"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet.conditional_formatting.add("A4:C4", Rule("containsErrors"))
    validation = DataValidation(type="list", formula1='"2024-11,2024-12"')
    validation.add("B1")
    sheet.add_data_validation(validation)
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=4, max_row=9))
    sheet.add_chart(chart, "H2")
    workbook.create_sheet("Notes")["A1"] = "No formulas here"
    workbook.create_sheet("More & more")["B2"] = "=Report!A4+1"
    workbook.defined_names["AsOf"] = DefinedName("AsOf", attr_text="Report!$B$1")
    workbook.defined_names["Amount"] = DefinedName("Amount", attr_text="'More & more'!$D$7")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def formula_places(template: bytes) -> dict[str, list[Place]]:
    return {sheet: list(formulas) for sheet, formulas in Book(template).formulas.items()}


def lie(template: bytes, value: Cell = 777.5) -> Calculated:
    """Return a calculation in which every formula has the same value."""
    places = formula_places(template)
    return Calculated({sheet: dict.fromkeys(cells, value) for sheet, cells in places.items()})


def read(data: bytes, sheet: str = "Report", *, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)[sheet]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def one(template: bytes, value: Cell) -> bytes:
    """Return the template with this value in its first formula."""
    return with_values(template, Calculated({"Report": {(4, 1): value}}))


def test_readers_find_our_value_in_every_formula_cell(template: bytes) -> None:
    data = with_values(template, lie(template))
    for sheet, places in formula_places(template).items():
        assert [read(data, sheet).cell(*at).value for at in places] == [777.5] * len(places)


def test_formulas_styles_and_constants_stay(template: bytes) -> None:
    data = with_values(template, lie(template))
    sheet = read(data, values=False)
    assert {at: sheet[at].value for at in TEMPLATE_CELLS} == TEMPLATE_CELLS
    assert sheet["A4"].font.bold
    assert sheet["C4"].fill.fgColor.rgb == "00FFFF00"
    assert sheet.conditional_formatting
    assert sheet.data_validations.dataValidation


def test_only_sheets_with_formulas_and_the_settings_change(template: bytes) -> None:
    before, after = parts(template), parts(with_values(template, lie(template)))
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"}


def test_same_inputs_give_same_bytes(template: bytes) -> None:
    first = with_values(template, lie(template), {"AsOf": "2024-12"})
    assert first == with_values(template, lie(template), {"AsOf": "2024-12"})


def test_program_is_not_told_to_recalculate(template: bytes) -> None:
    assert b"fullCalcOnLoad" in parts(template)["xl/workbook.xml"], "openpyxl asks for it"
    settings = parts(with_values(template, lie(template)))["xl/workbook.xml"]
    assert b"fullCalcOnLoad" not in settings
    assert b'calcId="191029"' in settings


def test_missing_settings_are_added_where_they_belong(template: bytes) -> None:
    bare = parts(template)
    bare["xl/workbook.xml"] = re.sub(rb"<calcPr[^>]*/>", b"", bare["xl/workbook.xml"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in bare.items():
            package.writestr(name, data)
    settings = parts(with_values(buffer.getvalue(), lie(template)))["xl/workbook.xml"]
    assert re.search(rb'</definedNames><calcPr calcId="191029"/>', settings)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.1 + 0.2, None, "0.30000000000000004"),
        (-3.0, None, "-3"),
        (1e300, None, "1e+300"),
        (True, "b", "1"),
        (False, "b", "0"),
        ("up", "str", "up"),
        ("=1+1", "str", "=1+1"),
        ("<a & b> é € \U0001f600", "str", "&lt;a &amp; b&gt; é € \U0001f600"),
        ("bell\x07", "str", "bell_x0007_"),
        ("_x0041_", "str", "_x005F_x0041_"),
        ("half \ud800", "str", "half _xD800_"),
        (float("nan"), "e", "#NUM!"),
        (float("inf"), "e", "#NUM!"),
        (CellError("#N/A"), "e", "#N/A"),
        (CellError("#SPILL!"), "e", "#VALUE!"),
        (CellError("#CALC!"), "e", "#VALUE!"),
        (CellError("#FIELD!"), "e", "#VALUE!"),
    ],
)
def test_value_is_written_as_its_kind(
    template: bytes, value: Cell, kind: str | None, text: str
) -> None:
    sheet = parts(one(template, value))["xl/worksheets/sheet1.xml"].decode()
    found = re.search(r'<c r="A4"([^>]*)><f>1\+1</f><v>([^<]*)</v></c>', sheet)
    assert found is not None
    assert found[2] == text
    assert re.findall(r' t="(\w+)"', found[1]) == ([] if kind is None else [kind])


def test_text_longer_than_a_cell_is_cut(template: bytes) -> None:
    assert len(read(one(template, "x" * 40000))["A4"].value) == 32767


SPILL = Calculated(
    {"Report": {(4, 1): "a", (4, 2): 1.5, (5, 1): True, (5, 2): CellError("#N/A"), (9, 6): 3.0}},
    {"Report": {(4, 1): (2, 2)}},
)


@pytest.fixture(scope="module")
def spilling() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Report"
    sheet["A4"], sheet["F9"] = "=GRID()", "=1+2"
    sheet["D5"] = "to the right"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_spill_is_marked_as_dynamic_and_its_values_are_written(spilling: bytes) -> None:
    data = with_values(spilling, SPILL)
    sheet = read(data)
    assert [[cell.value for cell in row] for row in sheet["A4:B5"]] == [["a", 1.5], [True, "#N/A"]]
    assert sheet["D5"].value == "to the right"
    xml = parts(data)["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="A4" cm="1" t="str"><f t="array" ref="A4:B5">GRID()</f>' in xml
    assert re.findall(r'<c r="(\w+)"', xml) == ["A4", "B4", "A5", "B5", "D5", "F9"]
    assert {"xl/metadata.xml"} == parts(data).keys() - parts(spilling).keys()


def test_filled_file_can_be_filled_again(spilling: bytes) -> None:
    """A spill that shrank leaves nothing behind, and the marks are not added twice."""
    wide = with_values(spilling, SPILL)
    smaller = Calculated(
        {"Report": {(4, 1): 1.0, (4, 2): 2.0, (9, 6): 3.0}}, {"Report": {(4, 1): (1, 2)}}
    )
    again = with_values(wide, smaller)
    assert [[c.value for c in row] for row in read(again)["A4:B5"]] == [[1, 2], [None, None]]
    assert parts(again).keys() == parts(wide).keys()
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/metadata.xml"):
        assert parts(again)[name] == parts(wide)[name]


@pytest.mark.parametrize(
    "value", ["2024-12", "=1+1", "+1", "-1", "@SUM", " spaces ", "2024-11\nnext", "a\x07b"]
)
def test_text_input_stays_text(template: bytes, value: str) -> None:
    data = with_values(template, lie(template), {"AsOf": value})
    cell = read(data, values=False)["B1"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x0007_", "\x07") == value
    assert cell.number_format == "@"


def test_inputs_of_other_kinds(template: bytes) -> None:
    data = with_values(template, lie(template), {"amount": 0.5, "Report!B2": True, "AsOf": None})
    assert read(data, "More & more")["D7"].value == 0.5
    assert read(data)["B2"].value is True
    assert read(data)["B1"].value is None
    assert read(data, values=False)["B1"].number_format == "@"


def test_input_takes_the_place_of_a_formula(template: bytes) -> None:
    data = with_values(template, lie(template), {"Report!A4": "fixed"})
    assert read(data, values=False)["A4"].value == "fixed"


def test_list_of_formula_cells_goes_when_a_formula_does(template: bytes) -> None:
    """Excel calls a file damaged whose list names a cell without a formula."""
    listed = parts(template)
    listed["xl/calcChain.xml"] = b"<calcChain/>"
    for part, entry in {
        "[Content_Types].xml": b'<Override PartName="/xl/calcChain.xml" ContentType="c"/></Types>',
        "xl/_rels/workbook.xml.rels": b'<Relationship Id="c" Target="calcChain.xml" Type="c"/>'
        b"</Relationships>",
    }.items():
        listed[part] = re.sub(rb"</\w+>\s*$", entry, listed[part])
    data = packed(listed)
    assert "xl/calcChain.xml" in parts(with_values(data, lie(template), {"AsOf": "2024-12"}))
    after = parts(with_values(data, lie(template), {"Report!A4": 1.0}))
    assert not any(b"calcChain" in part for part in [*after.values(), *map(str.encode, after)])


def findings(data: bytes, path: Path) -> set[tuple[str, str]]:
    path.write_bytes(data)
    errors = OpenXmlValidator().validate(path).errors
    return {(str(error.part_uri), error.description) for error in errors}


def test_checker_finds_nothing_but_what_openpyxl_writes(
    template: bytes, spilling: bytes, tmp_path: Path
) -> None:
    """Those are the order of a font's parts and text that stands in its cell."""
    for before, after in (
        (template, with_values(template, lie(template), {"AsOf": "=2", "Amount": 1.0})),
        (spilling, with_values(spilling, SPILL)),
    ):
        found = findings(after, tmp_path / "after.xlsx")
        assert found == findings(before, tmp_path / "before.xlsx")
        assert all(part == "/xl/styles.xml" or "inline-string" in text for part, text in found)


class Squares:
    names = frozenset({"SQUARE", "GRID"})

    def __call__(self, calls: Any) -> list[Cell]:
        return [
            args[0] ** 2 if name == "SQUARE" else [[1.0, 2.0], [3.0, 4.0]] for name, args in calls
        ]


@pytest.mark.parametrize("engine", engines.names())
def test_from_template_to_numbers(engine: str, spilling: bytes) -> None:
    calculated = engines.engine(engine).calculate(spilling, Squares())
    data = with_values(spilling, calculated)
    assert [[c.value for c in row] for row in read(data)["A4:B5"]] == [[1, 2], [3, 4]]
    again = engines.engine(engine).calculate(data, Squares())
    assert (again.values, again.spills) == (calculated.values, calculated.spills)
    assert with_values(data, again) == with_values(spilling, calculated)
