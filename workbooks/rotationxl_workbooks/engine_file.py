"""A workbook file as an engine is given it."""

import zipfile
from collections.abc import Callable, Collection, Mapping

from lxml import etree

from rotationxl_workbooks.book import Book, Formula, N, Sheet, place, places
from rotationxl_workbooks.calculate import Place
from rotationxl_workbooks.package import packed
from rotationxl_workbooks.sheet_cells import SheetCells


def for_engine(book: Book, rewrite: Callable[[str], str]) -> bytes:
    """Return the file with formulas rewritten and without the values that formulas spilled.

    An engine that finds the values of an earlier calculation in the way of a spill says #SPILL!.
    """
    changed = {}
    for name, formulas in book.formulas.items():
        texts = {at: rewrite(formula.text) for at, formula in formulas.items()}
        spilled = {at for f in formulas.values() if f.area is not None for at in places(*f.area)}
        spilled -= formulas.keys()
        if spilled or any(f.rewritten or texts[at] != f.text for at, f in formulas.items()):
            sheet = etree.fromstring(book.parts[book.sheets[name]])
            _rewrite(sheet, formulas, texts)
            _empty(sheet, spilled)
            changed[book.sheets[name]] = etree.tostring(sheet, encoding="UTF-8")
    return packed(book.parts | changed, zipfile.ZIP_STORED)


def _rewrite(sheet: Sheet, formulas: Mapping[Place, Formula], texts: Mapping[Place, str]) -> None:
    """Write every formula out by itself, also those that share one text or fill an area."""
    cells = SheetCells(sheet)
    for at, formula in formulas.items():
        cell = cells.at(at)
        f = cell.find(f"{N}f")
        if f is None:
            f = etree.Element(f"{N}f")
            cell.insert(0, f)
        f.text = texts[at]
        if f.get("t") == "shared" or (formula.rewritten and formula.area is None):
            for attribute in ("t", "si", "ref"):
                f.attrib.pop(attribute, "")


def _empty(sheet: Sheet, spilled: Collection[Place]) -> None:
    for cell in [c for c in sheet.iter(f"{N}c") if place(c.get("r", "")) in spilled]:
        parent = cell.getparent()
        if parent is not None:
            parent.remove(cell)
