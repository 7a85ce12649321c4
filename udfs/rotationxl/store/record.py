"""Where a stored series came from."""

from dataclasses import dataclass

from rotationxl.sources import Key, Status


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
    """What went wrong at the last fetch, None where it went well."""
    origin: str | None = None
    """Who gave the data, where a source has several providers."""
    status: Status | None = None
    """How the data stand, where their source knows."""
