"""The list of templates, and a template as a file without values."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

from rotationxl.errors import BadArgumentError
from rotationxl_workbooks import appendix, design, inputs, layouts, workings
from rotationxl_workbooks.book import Book
from rotationxl_workbooks.inputs import Input
from rotationxl_workbooks.package import packed
from rotationxl_workbooks.shared_strings import share

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (the file format holds no zone); any day, always the same
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
UNPRINTED = (workings.TITLE, inputs.TITLE)
"""Sheets that stand behind a report: a PDF is for those who read it."""
_EXCEL_TODAY = 191029  # an older number makes Excel calculate anew whatever fullCalcOnLoad says


@dataclass(frozen=True, slots=True)
class Layout:
    """One report: what it is called, what it asks for, and how it is written."""

    name: str
    title: str
    description: str
    inputs: Sequence[Input]
    """The input cells; one named month makes it a report of a month."""
    series: Mapping[str, str]
    """Every series that it uses, with what for; a formula where an input chooses it."""
    write: Callable[[Workbook], None]
    """Fills an empty workbook with formulas; the sheets that every report ends with come after."""

    @property
    def by_name(self) -> Mapping[str, Input]:
        """Return the inputs by their names."""
        return {one.name: one for one in self.inputs}

    @property
    def asks_for_month(self) -> bool:
        """Return whether it is a report of a month, and not of all that is stored."""
        return "month" in self.by_name


def names() -> tuple[str, ...]:
    """Return the names of all templates; the folder is the list."""
    return tuple(m.name.replace("_", "-") for m in iter_modules(layouts.__path__))


def load(name: str) -> Layout:
    """Return one template's layout, importing nothing but its module."""
    if name not in names():
        raise BadArgumentError.among("template", name, "a template", names())
    module = import_module(f"{layouts.__name__}.{name.replace('-', '_')}")
    layout: Layout = module.LAYOUT
    return layout


def template(layout: Layout) -> bytes:
    """Return the workbook file with formulas and without values: same layout, same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    design.add_styles(book)
    layout.write(book)
    appendix.add(book, layout.series, layout.inputs)
    properties = book.properties
    properties.title, properties.description = layout.title, layout.description
    properties.creator, properties.created = "rotationxl", _MADE
    # There are no values yet: whoever opens the file has to calculate them.
    book.calculation = CalcProperties(calcId=_EXCEL_TODAY, fullCalcOnLoad=True)
    written = io.BytesIO()
    book.save(written)
    made = Book(written.getvalue())
    share(made)
    properties_part = "docProps/core.xml"
    made.parts[properties_part] = _MODIFIED.sub(
        rb"\g<1>" + _MADE.isoformat().encode() + b"Z", made.parts[properties_part]
    )
    return packed(made.parts)
