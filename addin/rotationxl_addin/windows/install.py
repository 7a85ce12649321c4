"""Puts the add-in into the user's Excel, and takes it out again."""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from lxml import etree

from rotationxl import __version__, files
from rotationxl.errors import BadArgumentError, TargetError
from rotationxl_addin.programs import Check, Installed
from rotationxl_addin.windows import xlam
from rotationxl_addin.windows.system import System

FILE = "rotationxl.xlam"
SETTINGS_KEY = r"Software\VB and VBA Program Settings\rotationxl\python"
"""Where the add-in's GetSetting looks."""
SETTING = "interpreter"
MARK = ":Zone.Identifier"
"""The stream in which Windows notes that a file was downloaded."""
FOLDERS_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
EXCEL_KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"


@dataclass(frozen=True)
class Excel:
    """Excel for Windows."""

    name: ClassVar[str] = "excel"
    title: ClassVar[str] = "Excel for Windows"
    unchecked: ClassVar[str] = (
        "whether a virus scanner or a policy keeps Excel from loading the DLL or from starting "
        "Python through COM; the ribbon's Rotation, Data status tells what Excel was told."
    )
    system: System = field(default_factory=System.here)

    @property
    def python(self) -> str:
        """Return the interpreter that opens no window."""
        return str(self.system.python.with_name("pythonw.exe"))

    def elsewhere(self) -> str:
        """Return what to use where there is no Windows."""
        if self.system.platform == "win32":
            return ""
        of_mac = " Excel for Mac is not supported." if self.system.platform == "darwin" else ""
        return (
            f"{self.name}: this add-in is for Excel on Windows.{of_mac} Use the add-in for "
            "LibreOffice Calc here: rotationxl addin install libreoffice"
        )

    def is_here(self) -> bool:
        """Tell whether Windows knows Excel."""
        return not self.elsewhere() and self.program() is not None

    def program(self) -> Path | None:
        """Return EXCEL.EXE, where Windows knows it."""
        found = self.system.value(EXCEL_KEY, of_machine=True) or self.system.value(EXCEL_KEY)
        return Path(found.strip('"')) if found else None

    def build(self, folder: Path) -> Path:
        """Write rotationxl.xlam for any computer."""
        return xlam.build(folder / FILE)

    def path(self) -> Path:
        """Return where the add-in goes: the folder from which Excel opens all when it starts."""
        noted = self.system.value(FOLDERS_KEY, "AppData")
        roaming = self.system.expanded(noted) if noted else self.system.environment["APPDATA"]
        return Path(roaming) / "Microsoft" / "Excel" / "XLSTART" / FILE

    def install(self) -> Iterator[str]:
        """Write the add-in for this interpreter, and note it where the add-in looks."""
        self._check()
        before, path = self.installed(), self.path()
        self._put(path)
        instead = f" in place of {before.version or 'an unknown version'}" if before else ""
        yield f"wrote rotationxl {__version__}{instead} to {path}; Excel opens it when it starts."
        self.system.note(SETTINGS_KEY, SETTING, self.python)
        yield (
            f"noted {self.python} as the Python that answers cells, in the registry under "
            rf"HKEY_CURRENT_USER\{SETTINGS_KEY}."
        )
        yield "start Excel: its ribbon has a tab Rotation."

    def _check(self) -> None:
        if instead := self.elsewhere():
            raise BadArgumentError(instead)
        self._refuse_open()
        if not Path(self.python).exists():
            raise TargetError(
                f"{self.python}: is not there, and Excel starts Python through it. Install "
                "rotationxl into a Python from python.org or uv."
            )

    def _refuse_open(self) -> None:
        if self.system.is_running("EXCEL.EXE"):
            raise TargetError(
                "excel: it is open and holds the add-in. Nothing was changed. Close Excel, all "
                "its windows, and run the command again."
            )

    def _put(self, path: Path) -> None:
        """Write the add-in beside its folder first: Excel would open whatever lies in that."""
        files.make_folder(path.parent)
        staged = path.parent.with_name(f".{FILE}")
        xlam.build(staged, interpreter=self.python)
        try:
            staged.replace(path)
        except OSError as error:
            raise _locked(path) from error
        finally:
            staged.unlink(missing_ok=True)
        Path(f"{path}{MARK}").unlink(missing_ok=True)

    def uninstall(self) -> Iterator[str]:
        """Delete the add-in, and what was noted for it."""
        if instead := self.elsewhere():
            raise BadArgumentError(instead)
        self._refuse_open()
        path = self.path()
        if path.exists():
            try:
                path.unlink()
            except OSError as error:
                raise _locked(path) from error
            yield f"deleted {path}."
        else:
            yield f"not installed: {path} is not there."
        self.system.forget(SETTINGS_KEY, SETTING)
        yield rf"forgot the Python under HKEY_CURRENT_USER\{SETTINGS_KEY}."

    def installed(self) -> Installed | None:
        """Return the add-in in Excel's folder, and the interpreter that it would start."""
        path = self.path()
        if not path.exists():
            return None
        written = settings(path)
        python = self.system.value(SETTINGS_KEY, SETTING) or written.get("Interpreter_Win", "")
        local = self.system.environment.get("LOCALAPPDATA", "")
        return Installed(written.get("Version", ""), python.replace("%LOCALAPPDATA%", local))

    def checks(self) -> Iterable[Check]:
        """Return how each thing stands that can be wrong."""
        from rotationxl_addin.windows import doctor

        return doctor.checks(self)


def settings(path: Path) -> dict[str, str]:
    """Return what an add-in's sheet of settings holds; nothing where it cannot be read."""
    with suppress(OSError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        with zipfile.ZipFile(path) as package:
            sheet = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        texts = [str(text.text or "") for text in sheet.iter("{*}t")]
        return dict(zip(texts[::2], texts[1::2], strict=False))
    return {}


def _locked(path: Path) -> TargetError:
    return TargetError(
        f"{path}: another program holds it. Nothing was changed. Close Excel, all its windows, "
        "and run the command again."
    )
