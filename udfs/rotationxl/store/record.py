"""Where a stored series came from."""

from dataclasses import dataclass

from rotationxl.sources import Key


@dataclass(frozen=True, slots=True)
class Record:
    """Where a series came from and what is stored of it."""

    key: Key
    source: str
    stamp: str | None
    digest: str
    first: int
    last: int
    count: int
    since: float | None
    problem: str | None
