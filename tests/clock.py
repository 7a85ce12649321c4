"""A clock that only moves when something waits, and a pace by it."""

from typing import Any

from rotationxl.live.pace import Pace


class Clock:
    """Time that passes only in `sleep`; for one worker at a time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def paced(clock: Clock | None = None, interval: float = 0, **options: Any) -> Pace:
    """Return a pace whose waits take no time; its jitter is none."""
    clock = clock or Clock()
    return Pace(interval, clock=clock, sleep=clock.sleep, chance=lambda: 1.0, **options)
