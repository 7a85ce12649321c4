"""Builds `rotationxl.xlam`, on any system: VBA from the registry, a ribbon, a sheet of settings."""

import tempfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from lxml import etree
from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB

from rotationxl import __version__, files
from rotationxl.errors import RotationError
from rotationxl.registry import FUNCTIONS
from rotationxl_addin.windows import ribbon, wrappers
from rotationxl_workbooks.book import N
from rotationxl_workbooks.package import packed, unpacked, xml_bytes

XLWINGS = "0.37.8"
"""The version whose DLL the VBA declares: its name carries it. pyproject.toml pins the same."""
SETTINGS = "rotationxl.conf"
INTERPRETER = r"%LOCALAPPDATA%\rotationxl\venv\Scripts\pythonw.exe"
_UI = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
"""Of customUI.xml; the one of 2007 belongs to customUI14.xml, with a namespace of its own."""
_PROJECT = "xl/vbaProject.bin"
_NO_CACHE = bytes.fromhex("CC61 FFFF 00 0000")
"""[MS-OVBA] 2.3.4.1: a version that is none, and nothing compiled: Excel compiles the VBA."""


class BuildError(RotationError):
    """The add-in cannot be built as things are here."""


def build(out: Path, *, interpreter: str = INTERPRETER) -> Path:
    """Write the add-in and return its path; `interpreter` is the pythonw.exe that Excel starts.

    Raises BuildError where another version of xlwings is installed than the add-in is made for,
    TargetError where the file cannot be written.
    """
    check_xlwings()
    files.check(out)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "rotationxl.xlam"
        with ExcelFile.create_new(staged) as file:
            file.vba_project().delete_module("Module1")
            put_vba(file, modules(), "ThisWorkbook")
            file.save(staged)
        parts = uncompiled(unpacked(staged.read_bytes()))
    _finish(parts, {"Interpreter_Win": interpreter, "Version": __version__, "xlwings": XLWINGS})
    files.write(out, packed(parts))
    return out


def check_xlwings() -> None:
    """Raise BuildError where an xlwings is installed that is not the one of the add-in."""
    try:
        installed = metadata.version("xlwings")
    except metadata.PackageNotFoundError:  # needed on Windows alone
        return
    if installed != XLWINGS:
        raise BuildError(
            f"xlwings: {installed} is installed, but the add-in is made for {XLWINGS}, whose DLL "
            f"it loads by name. Run: pip install xlwings=={XLWINGS}"
        )


def modules() -> dict[str, str]:
    """Return the text of every standard module, all places filled in."""
    names = "," + ",".join(sorted(FUNCTIONS)) + ","
    licence = wrappers.written("licence").rstrip("\n")
    filled = {
        "@@VERSION@@": XLWINGS,
        "@@INTERPRETER@@": INTERPRETER,
        "@@NAMES@@": _vba_text(names),
        "@@LICENCE@@": licence,
    }
    result = {}
    for name, text in wrappers.modules().items():
        for place, value in filled.items():
            text = text.replace(place, value)  # noqa: PLW2901 (filled in step by step)
        result[name] = wrappers.as_vba(text)
    return result


def _vba_text(text: str, width: int = 400) -> str:
    """Return a long text for between two quotes, on as many lines as it needs."""
    pieces = [text[i : i + width] for i in range(0, len(text), width)]
    return '" & _\n    "'.join(pieces)


def put_vba(file: ExcelFile, texts: Mapping[str, str], events: str) -> None:
    """Add standard modules to a file's project, and to its ThisWorkbook the events of a module."""
    for name, text in texts.items():
        file.vba_project().add_module(name, text)
    head = file.get_module("ThisWorkbook").rstrip()
    file.set_module("ThisWorkbook", f"{head}\r\n{wrappers.as_vba(wrappers.written(events))}")


def uncompiled(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Let the project name no version of VBA.

    pyOpenVBA keeps the one that its blank workbook was made with, with zeros for what that version
    compiled: the same version could take them for it.
    """
    project = CFB.from_bytes(parts[_PROJECT])
    project.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    parts[_PROJECT] = project.to_bytes()
    return parts


def _finish(parts: dict[str, bytes], settings: dict[str, str]) -> None:
    """Add the ribbon and the settings, and say whose file it is."""
    parts["customUI/customUI.xml"] = ribbon.xml()
    relations = etree.fromstring(parts["_rels/.rels"])
    namespace = etree.QName(relations).namespace
    etree.SubElement(
        relations,
        f"{{{namespace}}}Relationship",
        Id="rIdRibbon",
        Type=_UI,
        Target="customUI/customUI.xml",
    )
    parts["_rels/.rels"] = xml_bytes(relations)
    parts["xl/worksheets/sheet1.xml"] = _with_rows(parts["xl/worksheets/sheet1.xml"], settings)
    workbook = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = workbook.replace(b'name="Sheet1"', f'name="{SETTINGS}"'.encode())
    core = parts["docProps/core.xml"].replace(b"William Smith", b"rotationxl")
    parts["docProps/core.xml"] = core
    app = parts["docProps/app.xml"].replace(b"Sheet1", SETTINGS.encode())
    parts["docProps/app.xml"] = app


def _with_rows(sheet: bytes, settings: dict[str, str]) -> bytes:
    root = etree.fromstring(sheet)
    data = root.find(f"{N}sheetData")
    assert data is not None  # noqa: S101 (every sheet has one)
    for number, pair in enumerate(settings.items(), 1):
        row = etree.SubElement(data, f"{N}row", r=str(number))
        for column, text in zip("AB", pair, strict=True):
            cell = etree.SubElement(row, f"{N}c", r=f"{column}{number}", t="inlineStr")
            inner = etree.SubElement(cell, f"{N}is")
            etree.SubElement(inner, f"{N}t").text = text
    return xml_bytes(root)
