"""Calculated values put into a file's own XML, so that it opens with numbers everywhere."""

import math
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

from lxml import etree

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks.book import Book, N, Sheet, area, places
from rotationxl_workbooks.calculate import Calculated, Place, address, scalar
from rotationxl_workbooks.package import add_workbook_part, packed, remove_workbook_part, xml_bytes
from rotationxl_workbooks.sheet_cells import SheetCells

_CALC_ID = "191029"  # Excel 2019 and later; a lower one makes Excel recalculate on opening
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")
CALCULATION_CHAIN = "xl/calcChain.xml"
"""The list of formula cells, which Excel makes anew where it is not there."""
_METADATA = "xl/metadata.xml"
_METADATA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
# XML cannot hold these; Excel reads _x0007_ as the character, so the text itself is escaped too.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32767  # Excel takes a file with a longer text for damaged
# Readers refuse a whole sheet over the newer errors, and so Excel's own files hold #VALUE! there.
_WRITABLE_ERRORS = {
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA",
}  # fmt: skip


def with_values(
    template: bytes, calculated: Calculated, inputs: Mapping[str, Cell] | None = None
) -> bytes:
    """Return the template with every formula's value and these inputs in their cells.

    Sheets with formulas or inputs, the workbook's calculation settings and, where formulas
    spilled, the marks of dynamic arrays change; every other part is copied byte for byte.
    """
    book = Book(template)
    given: dict[str, dict[Place, Cell]] = {}
    for name, value in (inputs or {}).items():
        sheet, at = book.cell(name)
        given.setdefault(sheet, {})[at] = value
    parts = dict(book.parts)
    mark = _mark_dynamic(parts) if any(calculated.spills.values()) else ""
    for sheet, part in book.sheets.items():
        values, spills = calculated.values.get(sheet, {}), calculated.spills.get(sheet, {})
        if values or sheet in given:
            root = etree.fromstring(parts[part])
            cells = SheetCells(root)
            _fill(cells, values, spills, mark)
            for at, value in given.get(sheet, {}).items():
                if _put_input(cells.at(at), value):  # a list that names it damages the file
                    remove_workbook_part(parts, CALCULATION_CHAIN)
            parts[part] = xml_bytes(root)
    parts["xl/workbook.xml"] = _calculation_settings(book.workbook)
    return packed(parts)


def _fill(
    cells: SheetCells,
    values: Mapping[Place, Cell],
    spills: Mapping[Place, tuple[int, int]],
    mark: str,
) -> None:
    for at in list(_stale(cells, spills)):
        _put(cells.cells[at], None)
    for at, value in sorted(values.items()):
        cell = cells.at(at)
        formula = cell.find(f"{N}f")
        if at in spills and formula is not None:
            last = (at[0] + spills[at][0] - 1, at[1] + spills[at][1] - 1)
            formula.set("t", "array")
            formula.set("ref", f"{address(at)}:{address(last)}" if last != at else address(at))
            cell.set("cm", mark)
        _put(cell, value)


def _stale(cells: SheetCells, spills: Mapping[Place, tuple[int, int]]) -> Iterator[Place]:
    """Yield where an earlier, larger spill of the template left values."""
    for at, cell in cells.cells.items():
        formula = cell.find(f"{N}f")
        if formula is None or formula.get("t") != "array":
            continue
        if cell.get("cm") is None and at not in spills:
            continue
        for child in places(*area(formula.get("ref", ""))):
            if child in cells.cells and cells.cells[child].find(f"{N}f") is None:
                yield child
        formula.set("ref", address(at))


def _put(cell: Sheet, value: Cell) -> None:
    """Put the value of a formula, or of a cell that one spilled into."""
    for old in cell.findall(f"{N}v") + cell.findall(f"{N}is"):
        cell.remove(old)
    cell.attrib.pop("t", "")
    cell.attrib.pop("vm", "")  # more of the old value, such as what an error was of
    if value is None:
        return
    kind, text = _written(value)
    if kind:
        cell.set("t", kind)
    etree.SubElement(cell, f"{N}v").text = text


def _put_input(cell: Sheet, value: Cell) -> bool:
    """Put an input instead of what the cell holds and return whether that was a formula.

    The cell's style stays, and a text stays text whatever it begins with.
    """
    formula = cell.find(f"{N}f")
    if formula is not None:
        cell.remove(formula)
    cell.attrib.pop("cm", "")
    value = None if value is None else scalar(value)
    if isinstance(value, str) and not isinstance(value, CellError):
        _put(cell, None)
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{N}is"), f"{N}t")
        text.text = _xml_text(value)
        if value != value.strip():
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    else:
        _put(cell, value)
    return formula is not None


def _written(value: Cell) -> tuple[str, str]:
    """Return the type mark and the text of a value."""
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, CellError):
        return "e", str(value) if value in _WRITABLE_ERRORS else "#VALUE!"
    if isinstance(value, str):
        return "str", _xml_text(value)
    if not math.isfinite(value):
        return "e", "#NUM!"
    return "", repr(float(value)).removesuffix(".0")


def as_written(value: Cell) -> Cell:
    """Return a value as a file can hold it: the newer errors and what is too long are others."""
    if isinstance(value, bool) or value is None:
        return value
    kind, text = _written(value)
    if kind == "e":
        return CellError(text)
    return value[:_LONGEST] if isinstance(value, str) else float(text)


def _xml_text(text: str) -> str:
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:_LONGEST])


def _calculation_settings(workbook: Sheet) -> bytes:
    """Return workbook.xml with settings by which Excel opens the file without recalculating.

    openpyxl asks for a full calculation on opening; where the add-in is missing, that would turn
    every cell of ours into #NAME?.
    """
    settings = workbook.find(f"{N}calcPr")
    if settings is None:
        settings = etree.Element(f"{N}calcPr")
        found = (workbook.find(f"{N}{name}") for name in _BEFORE_CALC)
        next(element for element in found if element is not None).addnext(settings)
    settings.set("calcId", _CALC_ID)
    settings.attrib.pop("fullCalcOnLoad", "")
    return xml_bytes(workbook)


def _mark_dynamic(parts: dict[str, bytes]) -> str:
    """Give the parts metadata of dynamic arrays and return the number that cells mark it by."""
    if _METADATA in parts:
        return _known_mark(etree.fromstring(parts[_METADATA]))
    marks = files("rotationxl_workbooks").joinpath("dynamic_arrays.xml").read_bytes()
    add_workbook_part(parts, _METADATA, marks, _METADATA_TYPE, "sheetMetadata")
    return "1"


def _known_mark(metadata: Sheet) -> str:
    """Return the mark that a file of Excel's own already has for dynamic arrays, or add one."""
    kinds = [kind.get("name") for kind in metadata.iterfind(f"{N}metadataTypes/{N}metadataType")]
    if "XLDAPR" in kinds:
        number = str(kinds.index("XLDAPR") + 1)
        for i, rc in enumerate(metadata.iterfind(f"{N}cellMetadata/{N}bk/{N}rc"), 1):
            if rc.get("t") == number:
                return str(i)
    raise ValueError("metadata.xml: has no mark for dynamic arrays, and this file needs one")
