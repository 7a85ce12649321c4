"""Other programs, asked a question."""

import subprocess
from collections.abc import Mapping, Sequence

_SECONDS = 60


def said(words: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Return what a program prints; empty where it is not there, fails, or takes a minute."""
    try:
        done = subprocess.run(  # noqa: S603 (programs that the add-ins are for)
            words,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
