"""A workbook file as its parts: which sheets and names it has and which cells hold formulas."""

import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import normpath
from typing import Self

from lxml import etree

from rotationxl.errors import BadArgumentError
from rotationxl_workbooks.calculate import Place
from rotationxl_workbooks.links import to_others
from rotationxl_workbooks.package import RELATIONS, packed, unpacked

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
N = f"{{{MAIN}}}"
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)
_PLACE = re.compile(rf"(?:('(?:[^']|'')*'|[^'!]+)!)({_CELL.pattern})", re.IGNORECASE)

Sheet = etree._Element  # noqa: SLF001  (lxml gives its element type no public name)


@dataclass(frozen=True)
class Formula:
    """The text of a formula, without `=`, and how the file says that it is entered."""

    text: str
    area: tuple[Place, Place] | None = None
    """Where an array formula stands and what it fills."""
    dynamic: bool = False
    """An array formula that fills as many cells as it has values."""

    @property
    def fixed(self) -> set[Place]:
        """Return the cells that an array formula of fixed size fills."""
        return set() if self.area is None or self.dynamic else set(places(*self.area))


@dataclass(frozen=True)
class TableArea:
    """A table: its name, its sheet, the places of its corners and its column headings."""

    name: str
    sheet: str
    first: Place
    last: Place
    columns: tuple[str, ...]
    header: bool = True
    totals: bool = False

    @classmethod
    def read(cls, sheet: str, table: Sheet) -> Self:
        """Return what the file says of a table."""
        first, last = area(table.get("ref", ""))
        columns = tuple(
            c.get("name", "") for c in table.iterfind(f"{N}tableColumns/{N}tableColumn")
        )
        header = table.get("headerRowCount", "1") != "0"
        totals = table.get("totalsRowCount", "0") != "0"
        return cls(table.get("displayName", ""), sheet, first, last, columns, header, totals)


class Book:
    """The parts of an .xlsx file; nothing is parsed before it is asked for."""

    def __init__(self, data: bytes) -> None:
        try:
            self.parts = unpacked(data)
            self.workbook = etree.fromstring(self.parts["xl/workbook.xml"])
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
            raise BadArgumentError("book: is not an .xlsx or .xlsm workbook.") from error

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name, in the order of the tabs."""
        relations = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        found = {}
        for sheet in self.workbook.iterfind(f"{N}sheets/{N}sheet"):
            target = targets.get(sheet.get(f"{{{RELATIONS}}}id"), "")
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            if "worksheets/" in part and part in self.parts:
                found[sheet.get("name", "")] = part
        return found

    @cached_property
    def formulas(self) -> dict[str, dict[Place, Formula]]:
        """Every formula by sheet and place; a shared formula is written out for each cell."""
        return {
            name: dict(_formulas(etree.fromstring(self.parts[part]), self.marks_dynamic))
            for name, part in self.sheets.items()
            if b"<f" in self.parts[part]
        }

    @property
    def marks_dynamic(self) -> bool:
        """Return whether the file tells dynamic array formulas from those of fixed size.

        openpyxl cannot: in its files an array formula of one cell is taken as dynamic.
        """
        return b"XLDAPR" in self.parts.get("xl/metadata.xml", b"")

    @cached_property
    def names(self) -> dict[str, str]:
        """What each name of the whole book refers to, by the name in upper case."""
        return {
            name.get("name", "").upper(): (name.text or "").strip()
            for name in self.workbook.iterfind(f"{N}definedNames/{N}definedName")
            if name.get("localSheetId") is None
        }

    @cached_property
    def unambiguous(self) -> dict[str, str]:
        """The names that mean the same on every sheet."""
        local = {
            name.get("name", "").upper()
            for name in self.workbook.iterfind(f"{N}definedNames/{N}definedName")
            if name.get("localSheetId") is not None
        }
        return {name: text for name, text in self.names.items() if name not in local}

    @cached_property
    def others(self) -> frozenset[int]:
        """The numbers of the links that lead to other workbooks than the add-in."""
        return to_others(self.parts)

    def extent(self, sheet: str) -> Place:
        """Return the last row and the last column of a sheet that hold anything."""
        cells = etree.fromstring(self.parts[self.sheets[sheet]]).iter(f"{N}c")
        used = [place(cell.get("r", "")) for cell in cells]
        return max((row for row, _ in used), default=1), max((col for _, col in used), default=1)

    @cached_property
    def tables(self) -> list["TableArea"]:
        """Every table of the book."""
        return [
            TableArea.read(sheet, etree.fromstring(self.parts[target]))
            for sheet, part in self.sheets.items()
            for target in self._related(part, "/table")
        ]

    def _related(self, part: str, kind: str) -> Iterator[str]:
        folder, _, name = part.rpartition("/")
        relations = self.parts.get(f"{folder}/_rels/{name}.rels")
        for relation in () if relations is None else etree.fromstring(relations):
            target = relation.get("Target", "")
            if relation.get("Type", "").endswith(kind):
                yield target[1:] if target.startswith("/") else normpath(f"{folder}/{target}")

    def cell(self, name: str) -> tuple[str, Place]:
        """Return the sheet and place of a named cell, or of an address such as `Sheet!B2`."""
        sheet_and_place = located(self.names.get(name.upper(), name))
        if sheet_and_place is None or sheet_and_place[0] not in self.sheets:
            names = self.workbook.iterfind(f"{N}definedNames/{N}definedName")
            named = [n.get("name", "") for n in names if located(n.text or "")]
            raise BadArgumentError.among("inputs", name, "a named cell of this workbook", named)
        return sheet_and_place


def located(text: str) -> tuple[str, Place] | None:
    """Return the sheet and place that a reference to one cell means, None for anything else."""
    match = _PLACE.fullmatch(text.strip())
    if match is None:
        return None
    return unquoted(match[1]), place(match[2])


def unquoted(sheet: str) -> str:
    """Return the name of a sheet as formulas write it without its quotes."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def place(reference: str) -> Place:
    """Return row and column of an address such as `$B$2`."""
    match = _CELL.fullmatch(reference)
    if match is None:
        raise ValueError(f"reference: {reference!r} is not the address of a cell.")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def area(reference: str) -> tuple[Place, Place]:
    """Return the first and the last place of a range such as `A1:B9`, or of one cell twice."""
    first, _, last = reference.partition(":")
    return place(first), place(last or first)


def _formulas(sheet: Sheet, marks_dynamic: bool) -> Iterator[tuple[Place, Formula]]:
    shared: dict[str, tuple[str, str]] = {}
    for f in sheet.iter(f"{N}f"):
        cell = f.getparent()
        at = "" if cell is None else cell.get("r", "")
        text = f.text or ""
        kind, key = f.get("t"), f.get("si", "")
        if kind == "shared" and text:
            shared[key] = at, text
        elif kind == "shared":
            text = _moved(*shared[key], at)
        filled = area(f.get("ref", at)) if kind == "array" else None
        if text:
            marked = cell is not None and cell.get("cm") is not None
            alone = filled is not None and filled[0] == filled[1] and not marks_dynamic
            yield place(at), Formula(text, filled, filled is not None and (marked or alone))


def _moved(origin: str, text: str, to: str) -> str:
    from openpyxl.formula.translate import Translator  # only files saved by Excel share formulas

    moved: str = Translator(f"={text}", origin=origin).translate_formula(to)
    return moved.removeprefix("=")


def for_engine(book: Book, rewrite: Callable[[str], str]) -> bytes:
    """Return the file with formulas rewritten and without the values that formulas spilled.

    An engine that finds the values of an earlier calculation in the way of a spill says #SPILL!.
    """
    changed = {}
    for name, formulas in book.formulas.items():
        texts = {at: rewrite(formula.text) for at, formula in formulas.items()}
        spilled = {at for f in formulas.values() if f.area is not None for at in places(*f.area)}
        spilled -= formulas.keys()
        if spilled or any(texts[at] != formula.text for at, formula in formulas.items()):
            sheet = etree.fromstring(book.parts[book.sheets[name]])
            _rewrite(sheet, texts)
            _empty(sheet, spilled)
            changed[book.sheets[name]] = etree.tostring(sheet, encoding="UTF-8")
    return packed(book.parts | changed, zipfile.ZIP_STORED)


def _rewrite(sheet: Sheet, texts: Mapping[Place, str]) -> None:
    """Write every formula out by itself, also those that share one text."""
    for f in sheet.iter(f"{N}f"):
        cell = f.getparent()
        at = place("" if cell is None else cell.get("r", ""))
        f.text = texts.get(at, f.text)
        if f.get("t") == "shared":
            for attribute in ("t", "si", "ref"):
                f.attrib.pop(attribute, "")


def _empty(sheet: Sheet, spilled: Collection[Place]) -> None:
    for cell in [c for c in sheet.iter(f"{N}c") if place(c.get("r", "")) in spilled]:
        parent = cell.getparent()
        if parent is not None:
            parent.remove(cell)


def places(first: Place, last: Place) -> Iterator[Place]:
    """Yield every place of a range, row by row."""
    for row in range(first[0], last[0] + 1):
        yield from ((row, column) for column in range(first[1], last[1] + 1))
