"""Files with our functions by their plain names, whatever spelling a program gave them."""

import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lxml import etree

import rotationxl.functions  # noqa: F401 (declares them)
from rotationxl import files
from rotationxl.errors import TargetError
from rotationxl.registry import FUNCTIONS
from rotationxl_workbooks import links
from rotationxl_workbooks.formulas import plain
from rotationxl_workbooks.links import Link
from rotationxl_workbooks.package import (
    Element,
    packed,
    remove_workbook_part,
    unpacked,
    xml_bytes,
)

_WORKBOOK = "xl/workbook.xml"
_HOLD_FORMULAS = frozenset(
    ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula",
     "totalsRowFormula")
)  # fmt: skip
_LINK = re.compile(r'"(?:[^"]|"")*"|(?<![\w\]])\[(\d+)\]')


class Cleaned(NamedTuple):
    """What was done to a file."""

    formulas: int
    """Formulas that were written anew."""
    links: int
    """Links to the add-in that were removed."""


def clean(path: Path, out: Path | None = None) -> Cleaned:
    """Turn an .xlsx or .xlsm file back to plain names; its links to the add-in are removed.

    `out` is where the result goes, the file itself where left out; a file that is clean already
    is not written. Raises TargetError where the file cannot be read or written.
    """
    parts = read(path)
    with undamaged(path):
        changed, ours = clean_parts(parts)
    if changed or ours or out:
        files.write(out or path, packed(parts))
    return Cleaned(changed, ours)


@contextmanager
def undamaged(path: Path) -> Iterator[None]:
    """Raise TargetError where a part of the workbook is no XML."""
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise TargetError(f"{path}: it is damaged; let Excel or LibreOffice repair it.") from error


def clean_parts(parts: dict[str, bytes]) -> tuple[int, int]:
    """Clean a package; return how many formulas became others, and how many links were removed."""
    ours = {number for number, link in enumerate(links.links(parts), 1) if link.is_ours}
    return _without_links(parts, ours), len(ours)


def drop_unused_links(parts: dict[str, bytes]) -> None:
    """Take out of a package the links to other workbooks that no formula speaks of."""
    used = {
        int(found[1])
        for name in parts
        if _may_hold(name)
        for element in _holders(etree.fromstring(parts[name]))
        for found in _LINK.finditer(element.text or "")
        if found[1]
    }
    unused = {number for number, _ in enumerate(links.links(parts), 1)} - used
    if unused:
        _without_links(parts, unused)


def _without_links(parts: dict[str, bytes], gone: Collection[int]) -> int:
    """Take links out and number the others anew; return how many formulas became others."""
    found = dict(enumerate(links.links(parts), 1))
    kept = [number for number in found if number not in gone]
    new_numbers = {old: new for new, old in enumerate(kept, 1)}
    cleaned = partial(_cleaned, new_numbers=new_numbers, is_renumbered=bool(gone))
    changed = sum(_clean_part(parts, name, cleaned) for name in list(parts) if _may_hold(name))
    _remove(parts, [found[number] for number in gone])
    return changed


def _cleaned(formula: str, *, new_numbers: Mapping[int, int], is_renumbered: bool) -> str:
    """Return a formula with plain names, the links that are kept by their new numbers."""
    text = plain(formula, frozenset(FUNCTIONS), frozenset(new_numbers))

    def new(found: re.Match[str]) -> str:
        """Return a link by its new number; texts and our own links as they are."""
        number = int(found[1] or 0)
        return f"[{new_numbers[number]}]" if number in new_numbers else found[0]

    return _LINK.sub(new, text) if is_renumbered else text


def read(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook; raises TargetError where it cannot be read."""
    try:
        parts = unpacked(path.read_bytes())
    except FileNotFoundError as error:
        raise TargetError(f"{path}: is not there.") from error
    except OSError as error:
        raise TargetError(f"{path}: cannot be read: {error.strerror or error}.") from error
    except zipfile.BadZipFile as error:
        raise TargetError(f"{path}: it is no .xlsx or .xlsm file that can be read.") from error
    if _WORKBOOK not in parts:
        raise TargetError(f"{path}: it is no .xlsx or .xlsm file.")
    return parts


def _may_hold(name: str) -> bool:
    return name.startswith("xl/") and name.endswith(".xml") and "/externalLinks/" not in name


def _holders(root: Element) -> Iterator[Element]:
    """Yield the elements of a part that hold formulas."""
    for element in root.iter(etree.Element):
        if etree.QName(element).localname in _HOLD_FORMULAS and element.text:
            yield element


def _clean_part(parts: dict[str, bytes], name: str, cleaned: Callable[[str], str]) -> int:
    """Write the formulas of a part anew; return how many became others."""
    root = etree.fromstring(parts[name])
    changed = 0
    for element in _holders(root):
        text = cleaned(element.text or "")
        changed += text != element.text
        element.text = text
    if changed:
        parts[name] = xml_bytes(root)
    return changed


def _remove(parts: dict[str, bytes], ours: Collection[Link]) -> None:
    """Take links out of the package, with all that speaks of them."""
    identities = {link.entry.get(links.ID) for link in ours}
    for link in ours:
        remove_workbook_part(parts, link.part)
        parts.pop(links.relations_of(link.part), None)
    root = etree.fromstring(parts[_WORKBOOK])
    for entries in list(root.iter("{*}externalReferences")):
        for entry in [entry for entry in entries if entry.get(links.ID) in identities]:
            entries.remove(entry)
        parent = entries.getparent()
        if parent is not None and not len(entries):
            parent.remove(entries)
    if identities:
        parts[_WORKBOOK] = xml_bytes(root)
