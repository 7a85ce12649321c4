"""What the add-in for Excel asks of a computer: registry, processes, paths."""

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from rotationxl_addin.processes import said


@dataclass(frozen=True)
class System:
    """Answers what differs from computer to computer; keys of the registry are the user's."""

    platform: str
    environment: Mapping[str, str]
    python: Path
    """The interpreter that runs this."""
    base: Path
    """The interpreter that its environment was made from."""
    code_page: str
    """The encoding of paths in programs that know no Unicode."""
    said: Callable[[Sequence[str], Mapping[str, str]], str]

    @classmethod
    def here(cls) -> Self:
        """Return the computer that this runs on."""
        base = str(getattr(sys, "_base_executable", "") or sys.executable)
        python = Path(sys.executable)
        return cls(sys.platform, os.environ, python, Path(base), "mbcs", said)

    def value(self, key: str, name: str = "", *, of_machine: bool = False) -> Any:
        """Return a value of the registry; None where there is none."""
        return self.values(key, of_machine=of_machine).get(name.lower())

    def values(self, key: str, *, of_machine: bool = False) -> dict[str, Any]:
        """Return all values of a key by their names in lower case."""
        winreg = _winreg()
        root = winreg.HKEY_LOCAL_MACHINE if of_machine else winreg.HKEY_CURRENT_USER
        try:
            opened = winreg.OpenKey(root, key)
        except FileNotFoundError:
            return {}
        with opened:
            rows = [winreg.EnumValue(opened, i) for i in range(winreg.QueryInfoKey(opened)[1])]
        return {name.lower(): content for name, content, _ in rows}

    def note(self, key: str, name: str, text: str) -> None:
        """Set a value of the registry."""
        winreg = _winreg()
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

    def forget(self, key: str, name: str) -> None:
        """Delete a value of the registry, and the keys above that hold nothing else of ours."""
        winreg = _winreg()
        with suppress(FileNotFoundError):
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                winreg.DeleteValue(opened, name)
            for path in (key, key.rpartition("\\")[0]):
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as opened:
                    keys, values, _ = winreg.QueryInfoKey(opened)
                if keys or values:
                    return
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, path)

    def expanded(self, text: str) -> str:
        """Return a path of the registry with its variables filled in."""
        return str(_winreg().ExpandEnvironmentStrings(text))

    def is_running(self, program: str) -> bool:
        """Tell whether the user has a program open; where Windows does not say, it is taken not."""
        of_user = f"USERNAME eq {self.environment.get('USERNAME', '')}"
        words = ["tasklist", "/FI", f"IMAGENAME eq {program}", "/FI", of_user, "/FO", "CSV", "/NH"]
        return program.lower() in self.said(words, self.environment).lower()


def _winreg() -> Any:
    return importlib.import_module("winreg")  # on Windows alone
