"""A stand-in for a computer with Windows and Excel: its registry, its folders, its programs."""

import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest

from rotationxl import __version__
from rotationxl_addin.windows.install import EXCEL_KEY, FOLDERS_KEY, Excel
from rotationxl_addin.windows.system import System
from rotationxl_addin.windows.xlam import XLWINGS

OFFICE = r"Software\Microsoft\Office\16.0\Excel"


class Key(str):
    """A key of the registry, as `with` takes it."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it open: nothing is held."""


class Registry(ModuleType):
    """What Python's `winreg` is on Windows; no key or name differs by the case of its letters."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, REG_SZ, KEY_SET_VALUE = "user", "machine", 1, 2

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, Any]] = {}

    def put(self, key: str, name: str, content: Any, root: str = HKEY_CURRENT_USER) -> None:
        """Set a value, as a program does."""
        self.SetValueEx(self.CreateKey(root, key), name, 0, self.REG_SZ, content)

    def CreateKey(self, root: str, key: str) -> Key:  # noqa: N802 (winreg's names)
        parts = key.lower().split("\\")
        for end in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join([root, *parts[:end]]), {})
        return Key("\\".join([root, *parts]))

    def OpenKey(self, root: str, key: str, _zero: int = 0, _access: int = 0) -> Key:  # noqa: N802
        found = Key(f"{root}\\{key.lower()}")
        if found not in self.keys:
            raise FileNotFoundError(2, key)
        return found

    def QueryInfoKey(self, key: Key) -> tuple[int, int, int]:  # noqa: N802
        inner = [one for one in self.keys if one.rpartition("\\")[0] == key]
        return len(inner), len(self.keys[key]), 0

    def EnumValue(self, key: Key, place: int) -> tuple[str, Any, int]:  # noqa: N802
        return (*list(self.keys[key].items())[place], self.REG_SZ)

    def SetValueEx(self, key: Key, name: str, _zero: int, _kind: int, content: Any) -> None:  # noqa: N802
        self.keys[key][name] = content

    def DeleteValue(self, key: Key, name: str) -> None:  # noqa: N802
        if name not in self.keys[key]:
            raise FileNotFoundError(2, name)
        del self.keys[key][name]

    def DeleteKey(self, root: str, key: str) -> None:  # noqa: N802
        del self.keys[f"{root}\\{key.lower()}"]

    def ExpandEnvironmentStrings(self, text: str) -> str:  # noqa: N802
        return text.replace("%HOME%", self.keys["user\\volatile environment"]["home"])


class Computer:
    """A computer on which the add-in can be installed; tests break it."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.registry = Registry()
        patch.setitem(sys.modules, "winreg", self.registry)
        self.environment = {"USERNAME": "ann", "LOCALAPPDATA": str(root / "Local")}
        self.open = ""
        """What `tasklist` prints."""
        self.printed = {
            "import rotationxl,": __version__,
            "import xlwings": XLWINGS,
            "import pythoncom": "here",
        }
        """What Python prints, by how the code begins."""
        self.python = root / "venv" / "Scripts" / "python.exe"
        self.base = root / "Python312" / "python.exe"
        self.platform = "win32"
        self.program = root / "Office16" / "EXCEL.EXE"
        self._make()

    def _make(self) -> None:
        self.python.parent.mkdir(parents=True)
        self.python.with_name("pythonw.exe").touch()
        for bits in (32, 64):
            (self.python.parents[1] / f"xlwings{bits}-{XLWINGS}.dll").touch()
        self.make_program(self.program, 0x8664)
        self.registry.put(EXCEL_KEY, "", f'"{self.program}"', "machine")
        self.registry.put("Volatile Environment", "home", str(self.root))
        self.registry.put(FOLDERS_KEY, "AppData", "%HOME%/Roaming")

    def make_program(self, path: Path, machine: int) -> None:
        """Write what is of an .exe file's head that says for which processor it is."""
        path.parent.mkdir(exist_ok=True)
        head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80)
        path.write_bytes(head.ljust(0x80, b"\0") + struct.pack("<4sH", b"PE\0\0", machine))

    def excel(self) -> Excel:
        """Return Excel as it is on this computer now."""
        return Excel(
            System(self.platform, self.environment, self.python, self.base, "cp1252", self._said)
        )

    def _said(self, words: Sequence[str], environment: Mapping[str, str]) -> str:
        if words[0] == "tasklist":
            return self.open
        assert Path(words[0]).name == "python.exe"
        return next(text for start, text in self.printed.items() if words[-1].startswith(start))


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    return Computer(tmp_path, monkeypatch)
