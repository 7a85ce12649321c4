"""Other programs, asked a question."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_SECONDS = 60


def outside(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment as it is where no virtual environment is active.

    A program with a Python in it, such as LibreOffice's unopkg, takes the libraries of the
    `python3` that PATH names first, and ends where these are of another build.
    """
    found = {name: environment[name] for name in environment.keys() - {"VIRTUAL_ENV", "PYTHONHOME"}}
    folders = found.get("PATH", "").split(os.pathsep)
    kept = [folder for folder in folders if not (Path(folder).parent / "pyvenv.cfg").is_file()]
    return {**found, "PATH": os.pathsep.join(kept)}


def run(
    words: Sequence[str], environment: Mapping[str, str] | None = None, seconds: float = _SECONDS
) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end; raises OSError or subprocess.TimeoutExpired where there is none."""
    return subprocess.run(  # noqa: S603 (programs that the add-ins are for)
        words,
        env=outside(os.environ if environment is None else environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=seconds,
    )


def said(words: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Return what a program prints; empty where it is not there, fails, or takes a minute."""
    try:
        done = run(words, environment)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.strip()
