r"""How programs spell our functions in formulas; the add-in's VBA keeps to the same list.

    STYLE_SPREAD(                                   the plain name, in any case, also after @
    _xlfn.STYLE_SPREAD(  _xludf.  _xll.  _xldudf_NS_STYLE_SPREAD(
    [1]!STYLE_SPREAD(                               unless link 1 leads to another workbook
    [0]!STYLE_SPREAD(  #REF!STYLE_SPREAD(           this workbook; a link that was lost
    rotationxl.xlam!STYLE_SPREAD(  'C:\a folder\rotationxl.xlam'!STYLE_SPREAD(

A function behind any other prefix is of someone else's workbook, whatever its name.
"""

import re
from collections.abc import Collection
from pathlib import PureWindowsPath
from urllib.parse import unquote

_MARKS = re.compile(r"^(?:_XLFN\.|_XLWS\.|_XLUDF\.|_XLL\.)+")
_OUR_FILE = re.compile(r"rotationxl[^\\/]*\.xl(?:am|sm)", re.IGNORECASE)
_NUMBERED = re.compile(r"\[(\d+)\]")


def without_marks(written: str) -> str:
    """Return a function's name in upper case, without what files put before newer ones."""
    return _MARKS.sub("", written.upper())


def our_name(written: str, names: Collection[str]) -> str | None:
    """Return our function's name behind a host's spelling of it, or None."""
    name = without_marks(written)
    if name.startswith("_XLDUDF_"):
        name = name.removeprefix("_XLDUDF_")
        while name not in names and "_" in name:
            name = name.split("_", 1)[1]
    return name if name in names else None


def is_our_file(target: str) -> bool:
    """Tell whether a path or an address is that of the add-in."""
    return _OUR_FILE.fullmatch(PureWindowsPath(unquote(target)).name) is not None


def is_our_prefix(prefix: str, others: Collection[int] = ()) -> bool:
    """Tell whether what stands before the `!` is the add-in, this workbook or a lost link.

    `others` are the numbers of the links that lead to other workbooks.
    """
    if numbered := _NUMBERED.fullmatch(prefix):
        return int(numbered[1]) not in others
    if prefix.startswith("'"):
        prefix = prefix[1:-1].replace("''", "'")
    return prefix.upper() == "#REF" or is_our_file(prefix)
