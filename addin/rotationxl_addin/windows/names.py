"""Files with our functions by their plain names, whatever spelling a program gave them."""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
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
from rotationxl_workbooks.package import Element, packed, xml_bytes

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TYPES = "[Content_Types].xml"
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
    parts = _read(path)
    found = links.links(parts)
    kept = [number for number, link in enumerate(found, 1) if not link.is_ours]
    cleaned = partial(
        _cleaned,
        new_numbers={old: new for new, old in enumerate(kept, 1)},
        has_ours=len(kept) < len(found),
    )
    changed = sum(_clean_part(parts, name, cleaned) for name in list(parts) if _may_hold(name))
    ours = [link for link in found if link.is_ours]
    _remove(parts, ours)
    if changed or ours or out:
        files.write(out or path, packed(parts))
    return Cleaned(changed, len(ours))


def _cleaned(formula: str, *, new_numbers: Mapping[int, int], has_ours: bool) -> str:
    """Return a formula with plain names, the links that are kept by their new numbers."""
    text = plain(formula, frozenset(FUNCTIONS), frozenset(new_numbers))

    def new(found: re.Match[str]) -> str:
        number = int(found[1] or 0)
        return f"[{new_numbers[number]}]" if number in new_numbers else found[0]

    return _LINK.sub(new, text) if has_ours else text


def _read(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise TargetError(f"{path}: it is no .xlsx or .xlsm file that can be read.") from error
    if _WORKBOOK not in parts:
        raise TargetError(f"{path}: it is no .xlsx or .xlsm file.")
    return parts


def _may_hold(name: str) -> bool:
    return name.startswith("xl/") and name.endswith(".xml") and "/externalLinks/" not in name


def _clean_part(parts: dict[str, bytes], name: str, cleaned: Callable[[str], str]) -> int:
    """Write the formulas of a part anew; return how many became others."""
    root = etree.fromstring(parts[name])
    changed = 0
    for element in root.iter(etree.Element):
        if etree.QName(element).localname in _HOLD_FORMULAS and element.text:
            text = cleaned(element.text)
            changed += text != element.text
            element.text = text
    if changed:
        parts[name] = xml_bytes(root)
    return changed


def _remove(parts: dict[str, bytes], ours: Iterable[Link]) -> None:
    """Take links out of the package, with all that speaks of them."""
    for link in ours:
        parts.pop(link.part, None)
        parts.pop(links.relations_of(link.part), None)
        identity = str(link.entry.get(links.ID))
        _drop(parts, _TYPES, partial(_has, "PartName", f"/{link.part}"))
        _drop(parts, _RELATIONS, partial(_has, "Id", identity))
        _drop(parts, _WORKBOOK, partial(_is_reference, identity))


def _has(attribute: str, value: str, element: Element) -> bool:
    return element.get(attribute) == value


def _is_reference(identity: str, element: Element) -> bool:
    name = etree.QName(element).localname
    if name == "externalReferences":
        return len(element) == 0  # its last entry was taken out before
    return name == "externalReference" and element.get(links.ID) == identity


def _drop(parts: dict[str, bytes], name: str, is_it: Callable[[Element], bool]) -> None:
    root = etree.fromstring(parts[name])
    for element in reversed(list(root.iter(etree.Element))):  # the inner ones first
        parent = element.getparent()
        if parent is not None and is_it(element):
            parent.remove(element)
    parts[name] = xml_bytes(root)
