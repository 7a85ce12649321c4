"""Whole columns and rows cut to what their sheet uses.

As an argument of ours, one of them would be a million cells to hand over, nearly all empty.
"""

import re

from rotationxl_workbooks.book import Book, unquoted
from rotationxl_workbooks.calculate import letters

# Quoted text is matched so that nothing is found inside it.
_WHOLE = re.compile(
    r"""
    "(?:[^"]|"")*"
    | (?P<prefix>(?:'(?:[^']|'')*'|[\w.]+)!)? (?<![\w.$]) (?:
        (?P<left>\$?[A-Z]{1,3}) : (?P<right>\$?[A-Z]{1,3})
      | (?P<top>\$?\d+) : (?P<bottom>\$?\d+)
      ) (?![\w.(!$])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def bounded(book: Book | None, sheet: str, text: str) -> str:
    """Return an expression on a sheet with its whole columns and rows cut."""

    def cut(found: re.Match[str]) -> str:
        """Return a whole column or row as far as the book is used."""
        if not (found["left"] or found["top"]):
            return found[0]
        prefix = found["prefix"] or ""
        name = unquoted(prefix[:-1]) if prefix else sheet
        rows, columns = book.extent(name) if book and name in book.sheets else (1, 1)
        if found["left"]:
            return f"{prefix}{found['left']}1:{found['right']}{rows}"
        return f"{prefix}A{found['top']}:{letters(columns)}{found['bottom']}"

    return _WHOLE.sub(cut, text) if ":" in text else text


def bounded_names(book: Book) -> dict[str, str]:
    """Return what the names of whole columns and rows refer to, cut, by name in upper case."""
    cut = {name: bounded(book, "", text) for name, text in book.unambiguous.items()}
    return {name: text for name, text in cut.items() if text != book.unambiguous[name]}
