"""An .xlsx file as a package of parts: adding one, and packing them all."""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "[Content_Types].xml"
"""The part that says of each part what it is."""
PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WITH_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_OF_WORKBOOK = "xl/_rels/workbook.xml.rels"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can hold

Element = etree._Element  # noqa: SLF001  (lxml gives its element type no public name)


def xml_bytes(root: Element) -> bytes:
    """Return an element as the content of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def add_workbook_part(
    parts: dict[str, bytes], part: str, content: bytes, content_type: str, relation: str
) -> None:
    """Add a part that belongs to the workbook, with its content type and its relation."""
    parts[part] = content
    types = etree.fromstring(parts[TYPES])
    etree.SubElement(
        types, f"{{{_OF_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type
    )
    parts[TYPES] = xml_bytes(types)
    relations = etree.fromstring(parts[_OF_WORKBOOK])
    taken = {entry.get("Id") for entry in relations}
    free = next(f"rId{i}" for i in range(1, len(taken) + 2) if f"rId{i}" not in taken)
    kind, target = f"{RELATIONS}/{relation}", part.removeprefix("xl/")
    etree.SubElement(relations, f"{{{_PACKAGE}}}Relationship", Id=free, Type=kind, Target=target)
    parts[_OF_WORKBOOK] = xml_bytes(relations)


def remove_workbook_part(parts: dict[str, bytes], part: str) -> None:
    """Take out a part that belongs to the workbook, if it is there, with what speaks of it."""
    if parts.pop(part, None) is None:
        return
    spellings = {part.removeprefix("xl/"), f"/{part}"}
    for name, attribute in ((TYPES, "PartName"), (_OF_WORKBOOK, "Target")):
        root = etree.fromstring(parts[name])
        for entry in [entry for entry in root if entry.get(attribute) in spellings]:
            root.remove(entry)
        parts[name] = xml_bytes(root)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a file in their order; raises zipfile.BadZipFile where it is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the parts as one file; the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = compression
            info.create_system = 3  # the same on every system
            info.external_attr = 0o600 << 16
            package.writestr(info, data)
    return buffer.getvalue()
