"""Measuring, and saying what came out."""

import statistics
import time
from collections.abc import Callable

Work = Callable[[], object]
BATCH_SECONDS = 0.01  # long beside the clock's own steps


def median(work: Work, times: int) -> float:
    """Return the median seconds of a piece of work."""
    return statistics.median(_seconds(work, 1) for _ in range(times))


def fastest(work: Work, times: int = 7) -> float:
    """Return the seconds of a small piece of work at its best, of several times many runs.

    What it takes longer at other times is not its own.
    """
    runs = max(1, round(BATCH_SECONDS / max(_seconds(work, 1), 1e-7)))
    return min(_seconds(work, runs) for _ in range(times)) / runs


def _seconds(work: Work, runs: int) -> float:
    start = time.perf_counter()
    for _ in range(runs):
        work()
    return time.perf_counter() - start


class Report:
    """Prints each figure as it comes, and remembers the limits that were broken."""

    def __init__(self) -> None:
        self._broken: list[str] = []

    def title(self, text: str, *columns: str) -> None:
        print(f"\n{text:64}" + "".join(f"{column:>14}" for column in columns))

    def row(self, what: str, seconds: float, limit: float | None = None, more: str = "") -> None:
        """Print milliseconds, and whether they stay within a limit."""
        self._figure(what, seconds * 1e3, None if limit is None else limit * 1e3, more)

    def megabytes(self, what: str, size: float, limit: float) -> None:
        """Print millions of bytes, and whether they stay within a limit."""
        self._figure(what, size / 1e6, limit / 1e6, " MB")

    def _figure(self, what: str, value: float, limit: float | None, more: str) -> None:
        allowed = "" if limit is None else f"{limit:.3f}"
        is_over = limit is not None and value > limit
        print(f"{what:64}{value:14.4f}{allowed:>14}{more}{'  OVER' * is_over}", flush=True)
        if is_over:
            self._broken.append(what)

    def finish(self) -> int:
        """Say which limits were broken; return the exit code."""
        print(f"\n{len(self._broken)} over their limit", *self._broken, sep="\n  ")
        return int(bool(self._broken))
