"""Series of a snapshot brought into the store of source `live`: nothing stored is lost."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from rotationxl.errors import BadArgumentError, SourceError, StoreError, SuspiciousError
from rotationxl.live import check, merge, multiples
from rotationxl.live.calendar import due
from rotationxl.snapshots import Snapshot
from rotationxl.sources import Columns, Key, Kind, State
from rotationxl.store import rows
from rotationxl.store.database import Store
from rotationxl.store.rows import Loaded
from rotationxl.store.standings import Standings

SOURCE = "live"
_MERGES: dict[Kind, Callable[[Columns | None, Columns], Columns]] = {
    "price": merge.prices,
    "macro": merge.macro,
    "vintage": merge.vintages,
    "valuation": multiples.merged,
}


class Taken(NamedTuple):
    """What became of one series of a snapshot."""

    what: Literal["new", "more", "nothing", "refused"]
    """It was not stored; it brought rows or values; all of it was stored; it is left out."""
    rows: int
    """How many rows the store has more."""
    problem: SourceError | None = None
    """Why it is left out."""


def take(snapshot: Snapshot, store: Store) -> dict[Key, Taken]:
    """Bring the series of a snapshot of `live` into the store, and say of each what was taken.

    Where both have a value the one that was fetched later counts; a value never gives way to a
    missing one, and no row goes. What was taken is asked for again when it would have been where
    the snapshot was made. Raises BadArgumentError for a snapshot of another source, StoreError
    where the store keeps nothing.
    """
    if snapshot.origin.source != SOURCE:
        raise BadArgumentError(
            f"file: {snapshot.path.name} was made from {snapshot.origin.title}, and only what came "
            f"from {SOURCE} is taken into the live data. Use it as "
            f"--source snapshot:{snapshot.path.name}."
        )
    read = snapshot.read(list(snapshot.series))
    known = store.read(SOURCE, read)
    standings = Standings(store, SOURCE)
    found: dict[Key, Taken] = {}
    for key, columns in read.items():
        if isinstance(columns, SourceError):
            found[key] = Taken("refused", 0, columns)
        else:
            state = snapshot.series[key].state
            found[key] = _take(standings, key, columns, state, known.get(key))
    _ensure_kept(store, found)
    return found


def _take(
    standings: Standings, key: Key, new: Columns, state: State, known: Loaded | None
) -> Taken:
    is_newer = known is None or (state.since or 0.0) > (known[0].since or 0.0)

    def change(stored: Columns | None) -> Columns:
        """Merge with what is stored: what was fetched later counts."""
        if stored is None:
            return new
        older, newer = (stored, new) if is_newer else (new, stored)
        if key.kind == "price":
            _ensure_one_scale(key.code, older, newer)
        return _MERGES[key.kind](older, newer)

    try:
        after = change(known[1] if known else None)
        if known and rows.digest(rows.canonical(after)) == known[0].digest:
            return Taken("nothing", 0)
        told = state if known is None or is_newer else State(None, known[0].since, known[0].origin)
        kept = State(None, told.since, told.origin)
        asked = told.since or 0.0  # the snapshot is as fresh as what it was made from
        record, _ = standings.fetched(
            key, change, kept, lambda columns: due(key, columns, asked), whole=False
        )
    except SuspiciousError as error:
        return Taken("refused", 0, error)
    return Taken("more" if known else "new", record.count - (known[0].count if known else 0))


def _ensure_one_scale(code: str, older: Columns, newer: Columns) -> None:
    """Raise where days that only the older data have are adjusted for other splits than the newer.

    So they are taken to be where both say other things of the days that both have.
    """
    if np.isin(older["day"], newer["day"]).all():
        return
    if check.is_restated(older, newer) or check.is_restated(newer, older):
        raise SuspiciousError.of(
            code,
            "another scale",
            "the snapshot's closes, dividends or splits are not those that are stored",
        )


def _ensure_kept(store: Store, found: dict[Key, Taken]) -> None:
    if not store.keeps and any(one.what in {"new", "more"} for one in found.values()):
        raise StoreError(f"The store {store.path} takes nothing: the snapshot was not brought in.")
