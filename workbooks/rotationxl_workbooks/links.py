"""The links of a workbook file to other workbooks, which formulas name by number."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree

from rotationxl_workbooks.package import RELATIONS, Element
from rotationxl_workbooks.spelling import is_our_file

ID = f"{{{RELATIONS}}}id"
_WORKBOOK = "xl/workbook.xml"
_OF_WORKBOOK = "xl/_rels/workbook.xml.rels"


class Link(NamedTuple):
    """One workbook that a file refers to, as [1], [2] ... in their order."""

    entry: Element
    part: str
    target: str

    @property
    def is_ours(self) -> bool:
        return is_our_file(self.target)


def links(parts: Mapping[str, bytes]) -> list[Link]:
    """Return every link of a package, [1] first."""
    if _OF_WORKBOOK not in parts:
        return []
    targets = _targets(parts[_OF_WORKBOOK])
    found = []
    for entry in etree.fromstring(parts[_WORKBOOK]).iter("{*}externalReference"):
        part = str(PurePosixPath("xl") / targets.get(str(entry.get(ID)), "").removeprefix("/xl/"))
        inner = _targets(parts.get(relations_of(part), b"<none/>"))
        found.append(Link(entry, part, next(iter(inner.values()), "")))
    return found


def to_others(parts: Mapping[str, bytes]) -> frozenset[int]:
    """Return the numbers of the links that lead to other workbooks than the add-in."""
    return frozenset(number for number, one in enumerate(links(parts), 1) if not one.is_ours)


def relations_of(part: str) -> str:
    """Return the part that holds the relations of a part."""
    path = PurePosixPath(part)
    return str(path.parent / "_rels" / f"{path.name}.rels")


def _targets(relations: bytes) -> dict[str, str]:
    root = etree.fromstring(relations)
    return {str(entry.get("Id")): str(entry.get("Target")) for entry in root}
