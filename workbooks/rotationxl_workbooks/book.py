"""A workbook file as its parts: which sheets and names it has and which cells hold formulas."""

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from posixpath import normpath

from lxml import etree

from rotationxl.errors import BadArgumentError
from rotationxl_workbooks.calculate import Place, address
from rotationxl_workbooks.links import to_others
from rotationxl_workbooks.named_formulas import calling_names, calls_any, written_out
from rotationxl_workbooks.package import RELATIONS, unpacked
from rotationxl_workbooks.table_references import TableArea, ranges_for_tables

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
    rewritten: bool = False
    """Whether the file has something else there, which this is written out of."""

    @property
    def fixed(self) -> set[Place]:
        """Return the cells that an array formula of fixed size fills."""
        return set() if self.area is None or self.dynamic else set(places(*self.area))


class Book:
    """The parts of an .xlsx file; nothing is parsed before it is asked for."""

    def __init__(self, data: bytes, ours: Collection[str] = ()) -> None:
        """Open a file; `ours` are the functions for whose sake names are written out in formulas.

        Raises BadArgumentError where it is none.
        """
        self._ours = frozenset(ours)
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
        """Every formula by sheet and place; a shared formula is written out for each cell.

        So is a name behind which one of our functions is called or a table meant, a reference to a
        table, and an array formula of fixed size that calls one: no engine fills such an area as
        Excel does.
        """
        return {
            name: dict(self._formulas_of(name))
            for name, part in self.sheets.items()
            if b"<f" in self.parts[part]
        }

    def _formulas_of(self, sheet: str) -> Iterator[tuple[Place, Formula]]:
        root = etree.fromstring(self.parts[self.sheets[sheet]])
        for at, formula in _formulas(root, self.marks_dynamic):
            text = self._written_out(sheet, at, formula.text) if self.calling else formula.text
            if self.tables:
                text = ranges_for_tables(text, self.tables, sheet, at)
            if formula.area and formula.fixed and calls_any(text, self._ours, self.others):
                for cell, part in cell_by_cell(text, *formula.area):
                    yield cell, Formula(part, rewritten=True)
            else:
                yield at, replace(formula, text=text, rewritten=text != formula.text)

    @cached_property
    def calling(self) -> dict[str, Mapping[str, str]]:
        """What stands behind the names that are written out, by sheet and name in upper case.

        The names of the whole book are those of every sheet, unless it has one of its own.
        """
        found: dict[str, Mapping[str, str]] = {}
        for number, sheet in enumerate(self.workbook.iterfind(f"{N}sheets/{N}sheet")):
            known = self.names | self._names_of(str(number))
            if calling := calling_names(known, self._is_written_out):
                found[sheet.get("name", "")] = calling
        return found

    def _is_written_out(self, text: str) -> bool:
        """Return whether a text calls our functions or means a table."""
        return calls_any(text, self._ours, self.others) or (
            ranges_for_tables(text, self.tables, "", (0, 0)) != text
        )

    def _written_out(self, sheet: str, at: Place, text: str) -> str:
        """Return a formula with what stands behind names that are written out."""
        calling = {
            name: moved("A1", meant, at) for name, meant in self.calling.get(sheet, {}).items()
        }
        return written_out(text, calling)

    @property
    def marks_dynamic(self) -> bool:
        """Return whether the file tells dynamic array formulas from those of fixed size.

        openpyxl cannot: in its files an array formula of one cell is taken as dynamic.
        """
        return b"XLDAPR" in self.parts.get("xl/metadata.xml", b"")

    @cached_property
    def names(self) -> dict[str, str]:
        """What each name of the whole book refers to, by the name in upper case."""
        return self._names_of(None)

    def _names_of(self, sheet: str | None) -> dict[str, str]:
        return {
            name.get("name", "").upper(): (name.text or "").strip()
            for name in self.workbook.iterfind(f"{N}definedNames/{N}definedName")
            if name.get("localSheetId") == sheet
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
    def tables(self) -> list[TableArea]:
        """Every table of the book."""
        return [
            _table(sheet, etree.fromstring(self.parts[target]))
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


def _table(sheet: str, table: Sheet) -> TableArea:
    """Return what the file says of a table."""
    first, last = area(table.get("ref", ""))
    columns = tuple(c.get("name", "") for c in table.iterfind(f"{N}tableColumns/{N}tableColumn"))
    header = table.get("headerRowCount", "1") != "0"
    totals = table.get("totalsRowCount", "0") != "0"
    return TableArea(table.get("displayName", ""), sheet, first, last, columns, header, totals)


def located(text: str) -> tuple[str, Place] | None:
    """Return the sheet and place that a reference to one cell means, None for anything else."""
    match = _PLACE.fullmatch(text.strip())
    if match is None:
        return None
    return unquoted(match[1]), place(match[2])


def unquoted(sheet: str) -> str:
    """Return the name of a sheet as formulas write it without its quotes."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


@lru_cache(maxsize=32768)
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
            text = moved(*shared[key], place(at))
        filled = area(f.get("ref", at)) if kind == "array" else None
        if text:
            marked = cell is not None and cell.get("cm") is not None
            alone = filled is not None and filled[0] == filled[1] and not marks_dynamic
            yield place(at), Formula(text, filled, filled is not None and (marked or alone))


def moved(origin: str, text: str, to: Place) -> str:
    """Return what a formula's text becomes in another cell than the one that it is written for."""
    from openpyxl.formula.translate import Translator  # few files have formulas to be moved

    there: str = Translator(f"={text}", origin=origin).translate_formula(address(to))
    return there.removeprefix("=")


def places(first: Place, last: Place) -> Iterator[Place]:
    """Yield every place of a range, row by row."""
    for row in range(first[0], last[0] + 1):
        yield from ((row, column) for column in range(first[1], last[1] + 1))


def cell_by_cell(text: str, first: Place, last: Place) -> Iterator[tuple[Place, str]]:
    """Yield the formula of each cell that an array formula of fixed size fills.

    As in Excel, one row, column or value is repeated, and cells beyond the array show #N/A.
    """
    high, wide = f"IFERROR(ROWS({text}),1)", f"IFERROR(COLUMNS({text}),1)"  # of an error, one
    for row, column in places(first, last):
        down, across = row - first[0] + 1, column - first[1] + 1
        rows = f"IF({high}=1,1,IF({down}>{high},NA(),{down}))"
        columns = f"IF({wide}=1,1,IF({across}>{wide},NA(),{across}))"
        one = f"{high}*{wide}=1"  # formulon makes #REF! of INDEX of another error
        yield (row, column), f"IF({one},{text},INDEX({text},{rows},{columns}))"
