"""Texts moved from their cells into the workbook's table of strings, as Excel itself keeps them.

openpyxl writes each text into its cell; Excel reads that, and rewrites the file at the next save.
"""

from lxml import etree

from rotationxl_workbooks.book import MAIN, Book, N
from rotationxl_workbooks.package import add_workbook_part, xml_bytes

_PART = "xl/sharedStrings.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def share(book: Book) -> None:
    """Replace every text inside a cell by its number in the workbook's table."""
    numbers: dict[bytes, int] = {}
    used = 0
    for part in book.sheets.values():
        root = etree.fromstring(book.parts[part])
        for cell in root.iterfind(f"{N}sheetData/{N}row/{N}c[@t='inlineStr']"):
            text = cell.find(f"{N}is")
            if text is None:  # nothing in it: an empty cell
                del cell.attrib["t"]
                continue
            text.tag = f"{N}si"
            number = numbers.setdefault(etree.tostring(text, method="c14n"), len(numbers))
            cell.remove(text)
            cell.set("t", "s")
            etree.SubElement(cell, f"{N}v").text = str(number)
            used += 1
        book.parts[part] = xml_bytes(root)
    if used:
        table = etree.Element(f"{N}sst", nsmap={None: MAIN})  # type: ignore[dict-item]
        table.set("count", str(used))
        table.set("uniqueCount", str(len(numbers)))
        table.extend(etree.fromstring(text) for text in numbers)
        add_workbook_part(book.parts, _PART, xml_bytes(table), _TYPE, "sharedStrings")
