"""Where a market's series come from: data at hand, copied into the store, or a live source."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from rotationxl.errors import SourceError
from rotationxl.sources import Behind, Key, Source, State
from rotationxl.store.database import Store
from rotationxl.store.rows import Loaded

log = logging.getLogger("rotationxl")


class Extent(NamedTuple):
    """How far a supply's data go."""

    last_session: int
    """The last session of any price series."""
    is_empty: bool
    """There is no price yet that the last session could be known from."""


@runtime_checkable
class Supply(Protocol):
    """What a market takes its series from."""

    store: Store
    """Where they are kept."""

    def load(self, keys: Iterable[Key]) -> dict[Key, Loaded | SourceError]:
        """Return each series with where it came from, or why there is none."""

    def changed(self) -> bool:
        """Tell whether what was loaded is no longer what there is."""

    def extent(self) -> Extent:
        """Return how far the data go."""

    def renew_sessions(self) -> None:
        """Bring the last session up to date, where that takes more than to look."""

    def used(self) -> list[Key]:
        """Return the series that were asked for so far."""

    def behind(self) -> list[Behind]:
        """Return those of them for which newer data should be there, and why they are not."""


class AtHand:
    """A source whose data are at hand; the store keeps them in a form that opens fast."""

    def __init__(self, source: Source, store: Store) -> None:
        self._source = source
        self.store = store
        self._states: dict[Key, State | None] = {}
        self._session: int | None = None

    def load(self, keys: Iterable[Key]) -> dict[Key, Loaded | SourceError]:
        """Return series from the store where they are up to date there, else from the source."""
        states = {key: self._source.state(key) for key in keys}
        current = self._current(states)
        loaded: dict[Key, Loaded | SourceError] = {**self.store.read(self._source.name, current)}
        if wanted := [key for key in states if key not in loaded]:
            log.info("reading %s from %s", ", ".join(k.code for k in wanted), self._source.name)
            loaded |= self._fetch(wanted, states)
        self._states |= states
        return loaded

    def changed(self) -> bool:
        """Tell whether a loaded series stands otherwise at its source now."""
        if any(self._source.state(key) != state for key, state in self._states.items()):
            self._states.clear()
            self._session = None
            return True
        return False

    def extent(self) -> Extent:
        """Return how far the data go; without any price this fails."""
        if self._session is None:  # a folder looks into all its files
            self._session = self._source.last_session()
        return Extent(self._session, is_empty=False)

    def renew_sessions(self) -> None:
        """Do nothing: what is at hand is all there is."""

    def used(self) -> list[Key]:
        """Return the series that were asked for since the data last changed."""
        return list(self._states)

    def behind(self) -> list[Behind]:
        """Return nothing, for the same reason."""
        return []

    def _current(self, states: Mapping[Key, State | None]) -> list[Key]:
        """Return those of the series that are stored as they stand at the source now."""
        stored = self.store.stamps(self._source.name, states)
        return [key for key, state in states.items() if state and stored.get(key) == state.stamp]

    def _fetch(
        self, wanted: Sequence[Key], states: Mapping[Key, State | None]
    ) -> dict[Key, Loaded | SourceError]:
        """Fetch series and keep them, and of what came along all that is new."""
        fetched = self._source.fetch(wanted)
        along = {key: self._source.state(key) for key in fetched if key not in states}
        known = {*self._current(along), *states} - set(wanted)
        new = {key: item for key, item in fetched.items() if key not in known}
        return self.store.save(self._source.name, new, {**states, **along})
