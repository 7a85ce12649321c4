"""Where the extension and its helper process meet: files that only the user can read."""

import json
import os
import sys
from pathlib import Path
from typing import Any

SETTINGS = "calc.json"
"""Which Python the helper runs on, and where the package is."""
ADDRESS = "calc-helper.json"
"""Where the helper listens, and the token that it wants."""
LOCK = "calc-helper.lock"
"""What the helper holds, so that it is the only one."""
LOG = "calc-helper.log"


def folder() -> Path:
    """Return the user's folder for these files; both sides find the same one."""
    if home := os.environ.get("ROTATIONXL_HOME"):
        return Path(home)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "rotationxl" / "calc"
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "rotationxl"


def own(name: str) -> Path:
    """Return where a file of this name is, in a folder that is there."""
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def read(name: str) -> dict[str, Any] | None:
    """Return what a file holds; None where there is none, or it is not whole."""
    try:
        found = json.loads((folder() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write(name: str, content: dict[str, Any]) -> None:
    """Put a file there in one step, readable by its user alone."""
    path = own(name)
    temporary = path.with_name(f"{name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
    temporary.replace(path)
