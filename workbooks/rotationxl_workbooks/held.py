"""What the cells of a workbook hold, as its file says it."""

import re
from collections.abc import Mapping
from functools import cached_property

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from rotationxl.cells import Cell, CellError
from rotationxl_workbooks.book import Book, N, Sheet, place
from rotationxl_workbooks.calculate import Place

_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_TEXT = "@"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Held:
    """The values of a book's cells, and the formats that they are shown in."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @cached_property
    def _strings(self) -> list[str]:
        if _STRINGS not in self._book.parts:
            return []
        return [_text(one) for one in etree.fromstring(self._book.parts[_STRINGS])]

    @cached_property
    def _formats(self) -> list[str]:
        """The number format of each cell style."""
        root = etree.fromstring(self._book.parts[_STYLES])
        own = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter(f"{N}numFmt")}
        numbers = [one.get("numFmtId", "0") for one in root.iterfind(f"{N}cellXfs/{N}xf")]
        return [own.get(n) or BUILTIN_FORMATS.get(int(n), "General") for n in numbers]

    def values(self, sheet: str) -> Mapping[Place, Cell]:
        """Return what the cells of a sheet show, but for empty ones; dates as numbers."""
        root = etree.fromstring(self._book.parts[self._book.sheets[sheet]])
        found = {place(cell.get("r", "")): self._value(cell) for cell in root.iter(f"{N}c")}
        return {at: value for at, value in found.items() if value is not None}

    def is_text(self, sheet: str, at: Place) -> bool:
        """Tell whether a cell is formatted as text."""
        return self._format(sheet, at) == _TEXT

    def is_date(self, sheet: str, at: Place) -> bool:
        """Tell whether a cell shows its number as a date."""
        return is_date_format(self._format(sheet, at))

    def _format(self, sheet: str, at: Place) -> str:
        root = etree.fromstring(self._book.parts[self._book.sheets[sheet]])
        styles = (int(c.get("s", "0")) for c in root.iter(f"{N}c") if place(c.get("r", "")) == at)
        formats = self._formats if _STYLES in self._book.parts else []
        return next((formats[style] for style in styles if style < len(formats)), "General")

    def _value(self, cell: Sheet) -> Cell:
        kind, inline = cell.get("t", "n"), cell.find(f"{N}is")
        if kind == "inlineStr":
            return None if inline is None else _text(inline)
        text = cell.findtext(f"{N}v")
        if text is None or (not text and kind != "str"):  # openpyxl leaves formulas an empty one
            return None
        if kind == "s":
            return self._strings[int(text)]
        if kind == "n":
            return float(text)
        if kind == "b":
            return text == "1"
        return CellError(text) if kind == "e" else unescaped(text)


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _text(element: Sheet) -> str:
    """Return a text that may be of several formats, without what is read above East Asian signs."""
    parts = (
        one.text or ""
        for one in element.iter(f"{N}t")
        if not any(True for _ in one.iterancestors(f"{N}rPh"))
    )
    return unescaped("".join(parts))
