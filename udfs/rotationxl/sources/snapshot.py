"""Source `snapshot:FILE`: what `rotationxl data export` wrote, on any machine and without asking.

It says of every series what the source said at the export.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rotationxl import snapshots
from rotationxl.errors import (
    BadArgumentError,
    NoVintagesError,
    SourceError,
    UnknownSymbolError,
)
from rotationxl.sources import Columns, Key, State


class Snapshot:
    """The series of one snapshot file."""

    def __init__(self, path: str) -> None:
        if not path:
            raise BadArgumentError("source: give the file, as in snapshot:report.zip.")
        self.file = snapshots.Snapshot(Path(path))
        self.name = f"snapshot:{self.file.id}"
        self.title = self.file.origin.title
        self.warning = self.file.origin.warning

    def state(self, key: Key) -> State | None:
        """Return how a series stood at the export; None where there was none."""
        entry = self.file.series.get(key)
        return entry.state if entry else None

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        """Return each wanted series, or why there was none at the export."""
        wanted = list(wanted)
        found = self.file.read([key for key in wanted if key in self.file.series])
        return {key: found.get(key) or self._missing(key) for key in wanted}

    def keys(self) -> list[Key]:
        """Return every series that the snapshot tells of."""
        return sorted({*self.file.series, *self.file.missing})

    def last_session(self) -> int:
        """Return the last session of the source at the export."""
        return self.file.origin.last_session

    def _missing(self, key: Key) -> SourceError:
        if error := self.file.missing.get(key):
            return error
        if key.kind == "vintage" and Key("macro", key.code) in self.file.series:
            return NoVintagesError.of(key.code)
        return UnknownSymbolError(
            f"{key.code}: the snapshot {self.file.path.name} was made without it. Export it again "
            "after a call that uses it."
        )


SOURCE = Snapshot
