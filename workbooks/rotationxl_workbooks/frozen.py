"""A copy of a workbook that needs nothing of ours: values in place of formulas, no macros."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from rotationxl import files
from rotationxl_workbooks import plain_names
from rotationxl_workbooks.book import Book, N, Sheet
from rotationxl_workbooks.cached import CALCULATION_CHAIN
from rotationxl_workbooks.package import (
    PLAIN,
    TYPES,
    WITH_MACROS,
    packed,
    remove_workbook_part,
    xml_bytes,
)

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def send(path: Path, out: Path) -> int:
    """Write a copy with the values that cells show now; return how many formulas became values.

    Formats, charts, filters and hidden sheets stay, also what conditional formats and names say.
    Raises TargetError where a file cannot be read or written.
    """
    parts = plain_names.read(path)
    with plain_names.undamaged(path):
        count = _freeze(parts)
    files.write(out, packed(parts))
    return count


def values_only(book: bytes) -> bytes:
    """Return a workbook's bytes with the values that its cells hold in place of formulas."""
    parts = Book(book).parts
    _freeze(parts)
    return packed(parts)


def _freeze(parts: dict[str, bytes]) -> int:
    plain_names.clean_parts(parts)  # names and formats that lead to other links go on doing so
    count = 0
    for name in _in_folder(parts, "xl/worksheets/"):
        root = etree.fromstring(parts[name])
        cells = list(_formula_cells(root))
        for cell in cells:
            _to_value(cell)
        if cells:
            parts[name] = xml_bytes(root)
        count += len(cells)
    for name in _in_folder(parts, "xl/tables/"):
        parts[name] = _without_formulas(parts[name])
    plain_names.drop_unused_links(parts)
    for part in (CALCULATION_CHAIN, "xl/vbaProject.bin"):
        remove_workbook_part(parts, part)
    parts[TYPES] = parts[TYPES].replace(WITH_MACROS, PLAIN)
    return count


def _in_folder(parts: Iterable[str], folder: str) -> list[str]:
    return [name for name in parts if name.startswith(folder) and name.endswith(".xml")]


def _formula_cells(root: Sheet) -> Iterator[Sheet]:
    return (cell for cell in root.iter(f"{N}c") if cell.find(f"{N}f") is not None)


def _to_value(cell: Sheet) -> None:
    """Take the formula out of a cell; a text that it gave stays text, such as 2024-11."""
    cell.attrib.pop("cm", "")
    for formula in cell.findall(f"{N}f"):
        cell.remove(formula)
    value = cell.find(f"{N}v")
    if cell.get("t") != "str" or value is None:
        return
    cell.remove(value)
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{N}is"), f"{N}t")
    text.text = value.text
    text.set(_SPACE, "preserve")


def _without_formulas(table: bytes) -> bytes:
    """Return a table's part without the formulas that it would fill its columns with."""
    root = etree.fromstring(table)
    for column in root.iter(f"{N}tableColumn"):
        for name in ("calculatedColumnFormula", "totalsRowFormula"):
            for formula in column.findall(f"{N}{name}"):
                column.remove(formula)
        if column.get("totalsRowFunction") == "custom":
            column.attrib.pop("totalsRowFunction")
    return xml_bytes(root)
