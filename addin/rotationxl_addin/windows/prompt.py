"""A market for cells that must not wait."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Self

from rotationxl.errors import SourceError
from rotationxl.market.evaluate import Answer, Call, Market
from rotationxl.market.supply import AtHand
from rotationxl.market.view import View
from rotationxl.sources import Key, Source, open_source
from rotationxl.store.database import Store
from rotationxl_addin.windows.variants import is_to_come

AT_A_TIME = 16


class StoppedError(BaseException):
    """Loading was stopped: no failure, so that what catches every Exception lets it through."""


class Prompt(Market):
    """A market that says at once when it would have to load before it answers."""

    changes = 0
    """How often all answers were forgotten."""
    renewed = False
    """Series that were in memory stand otherwise now, or the last session is another."""
    lacks = False
    """Series are in memory as ones that are to come: tables show them as #N/A."""
    done = 0
    """How many series the load under way has brought."""
    wanted = 0
    """How many it was asked for; 0: none is under way."""
    _before: Mapping[Key | None, object] = MappingProxyType({})
    """How series stood when they were last looked at, and under None the last session."""

    def __init__(self, source: Source, store: Store | None = None) -> None:
        super().__init__(source, store)
        self.stopped = threading.Event()
        """No further series are to be loaded."""

    @classmethod
    def open(cls, source: str | None = None) -> Self:
        """Return the market of a source, live data renewed behind the back of who asks."""
        import rotationxl.functions  # noqa: F401 (declares them)

        return cls(open_source(source, mode="behind"))

    def at_once(self, call: Call) -> Answer | None:
        """Return the answer from what is in memory; None where something is missing there."""
        if self._view is None:
            return None
        results: list[Answer] = [None]
        missing: set[Key] = set()
        return results[0] if self._attempt(call, results, 0, missing) else None

    def ready(self, calls: Sequence[Call]) -> list[Answer]:
        """Return the answer of each call, with all in memory again that was there before."""
        if self._view is None:
            self.load(key for key in self._before if key)
        answers = self.answers(calls)
        now = _standings(self.view)
        self.renewed |= any(now.get(key) != stood for key, stood in self._before.items())
        self._before = now
        self.lacks = any(map(is_to_come, self.view.loaded.values()))
        return answers

    def load(self, keys: Iterable[Key]) -> None:
        """Bring series into memory; raises StoppedError where `stopped` is set meanwhile.

        Data at hand come some at a time, to be counted and stopped between; a live source is
        asked for all at once, and what its providers are giving goes into the store whatever
        happens here.
        """
        wanted = list(keys)
        step = AT_A_TIME if isinstance(self.supply, AtHand) else max(len(wanted), 1)
        self.done, self.wanted = 0, len(wanted)
        try:
            for start in range(0, len(wanted) or 1, step):
                if self.stopped.is_set():
                    raise StoppedError
                super().load(wanted[start : start + step])
                self.done = start + step
        finally:
            self.wanted = 0

    def forget(self) -> None:
        """Forget what is in memory; it is read again at the next load."""
        self._forget()

    def _forget(self) -> None:
        self.changes += 1
        if self._view is not None:
            self._before = _standings(self._view)
        super()._forget()


def _standings(view: View) -> dict[Key | None, object]:
    """Return where each series is from, or why there is none; ones to come are left out."""
    of_series: dict[Key | None, object] = {
        key: type(item) if isinstance(item, SourceError) else item.record
        for key, item in view.loaded.items()
        if not is_to_come(item)
    }
    return {None: view.last_session, **of_series}
