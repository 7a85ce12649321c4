"""Other programs, asked a question."""

import subprocess
from collections.abc import Mapping, Sequence

_SECONDS = 60


def run(
    words: Sequence[str], environment: Mapping[str, str] | None = None, seconds: float = _SECONDS
) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end; raises OSError or subprocess.TimeoutExpired where there is none."""
    return subprocess.run(  # noqa: S603 (programs that the add-ins are for)
        words,
        env=environment,
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
