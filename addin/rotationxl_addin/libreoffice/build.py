"""The extension file, `rotationxl.oxt`: the same bytes from the same registry."""

import io
import json
import zipfile
from importlib import resources
from pathlib import Path

import rotationxl.functions  # noqa: F401 (declares the functions)
from rotationxl import files
from rotationxl_addin.libreoffice import describe

_ENTRY = "rotationxl_entry.py"
_PROGRAM = "pythonpath/rotationxl_calc"
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows
_FILE_MODE = 0o644 << 16
_KINDS = {
    "XFunctions.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    _ENTRY: "application/vnd.sun.star.uno-component;type=Python",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    "Addons.xcu": "application/vnd.sun.star.configuration-data",
}


def build(path: Path) -> None:
    """Write the extension at `path`; TargetError where that cannot be written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in sorted(parts().items()):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.external_attr = _FILE_MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    files.write(path, buffer.getvalue())


def parts() -> dict[str, str]:
    """Return the text of each file of the extension, by its path in it."""
    return {
        "META-INF/manifest.xml": describe.manifest(_KINDS),
        "description.xml": describe.description(),
        "XFunctions.idl": describe.interface(),
        "CalcAddIns.xcu": describe.wizard(),
        "Addons.xcu": describe.menu(),
        f"{_PROGRAM}/functions.json": json.dumps(describe.about(), indent=1),
        **_program(),
    }


def _program() -> dict[str, str]:
    folder = resources.files("rotationxl_addin.libreoffice.program")
    texts = {
        file.name: file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".py")
    }
    entry = texts.pop("entry.py")
    return {_ENTRY: entry} | {f"{_PROGRAM}/{name}": text for name, text in texts.items()}
