"""Calls of cells that must not wait: answered from memory, or noted and loaded together."""

import logging
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Self

from rotationxl.days import iso
from rotationxl.errors import SourceError
from rotationxl.market.evaluate import Answer, Call, Market
from rotationxl.market.view import View
from rotationxl.registry import Table
from rotationxl.sources import Key, open_source
from rotationxl_addin.windows.variants import Waiting, is_to_come

log = logging.getLogger("rotationxl")
MOST_TOLD = 10  # series that are behind, in a message box


class Prompt(Market):
    """A market that says at once when it would have to load before it answers."""

    changes = 0
    """How often all answers were forgotten."""
    renewed = False
    """Series that were in memory stand otherwise now, or the last session is another."""
    lacks = False
    """Series are in memory as ones that are to come: tables show them as #N/A."""
    _before: Mapping[Key | None, object] = MappingProxyType({})
    """How series stood when they were last looked at, and under None the last session."""

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


class Standing(NamedTuple):
    """How loading stands."""

    text: str
    """For the status bar; empty when nothing is under way."""
    answered: Sequence[int]
    """Calls that were waiting and have an answer now."""
    changed: bool
    """Data have changed: what cells show may be of yesterday."""


class Desk:
    """Takes the calls of all cells; one thread loads what they miss, never the one that asks."""

    def __init__(self, market: Prompt) -> None:
        self._market = market
        self._lock = threading.Lock()
        """Held by whoever uses the market; a call that finds it taken is noted."""
        self._noted: dict[str, tuple[int, Call]] = {}
        self._last = 0
        self._worker: threading.Thread | None = None
        self._answered: list[int] = []
        self._asked = -1, -1
        """The newest call and the state of the data that the last load was begun for."""
        self._spoke = False
        """Text or a table was given while series were to come: it may speak of them."""

    def answer(self, call: Call) -> Answer:
        """Return the answer, or Waiting with the number that the call is noted under."""
        if not self._lock.acquire(blocking=False):
            return self._note(call)
        try:
            found = self._market.at_once(call)
        finally:
            self._lock.release()
        self._spoke |= self._market.lacks and isinstance(found, str | Table)
        return self._note(call) if found is None or is_to_come(found) else found

    @property
    def pending(self) -> int:
        """Return how many calls wait."""
        return len(self._noted)

    def load(self) -> int:
        """Begin to load all that is noted, in one step; return how many calls wait.

        Nothing is begun while a load is under way, or where nothing is new since the last.
        """
        if not self._is_busy():
            with self._lock:
                self._market.check()
            if self._asked != (now := (self._last, self._market.changes)):
                self._asked = now
                self.warm()
        return self.pending

    def warm(self) -> None:
        """Begin to load all that is noted, and to open the data where they are not open yet."""
        self._worker = threading.Thread(
            target=self._work, args=(dict(self._noted),), name="rotationxl-load", daemon=True
        )
        self._worker.start()

    def standing(self) -> Standing:
        """Return how loading stands; what is told of once is not told of again."""
        answered, self._answered = self._answered, []
        if self._is_busy():
            return Standing(f"Rotation: loading for {self.pending} calls", answered, changed=False)
        if self._noted:
            waiting = f"Rotation: {self.pending} calls wait for data"
            return Standing(waiting, answered, changed=False)
        changed = self._market.renewed or (self._spoke and not self._market.lacks)
        if changed:
            self._market.renewed = self._spoke = False
        return Standing("", answered, changed)

    def stop(self) -> None:
        """Forget what is noted; what is under way is finished for no one."""
        self._noted = {}
        self._answered = []

    def renew(self) -> None:
        """Forget what is in memory, unless it is being loaded right now."""
        if not self._is_busy():
            with self._lock:
                self._market.forget()

    def wait(self, seconds: float = 60) -> None:
        """Wait for what is being loaded."""
        if self._worker:
            self._worker.join(seconds)

    def told(self) -> str:
        """Return in words where data come from and how they stand."""
        source = self._market.source
        lines = [source.title, *([source.warning] if source.warning else [])]
        if not self._is_busy():
            lines.append(f"Data to {iso(self._market.view.last_session)}.")
        behind = self._market.supply.behind()
        lines += [f"{one.key.code}: {one.reason}" for one in behind[:MOST_TOLD]]
        return "\n".join([*lines, f"{self.pending} calls wait for data."])

    def _note(self, call: Call) -> Waiting:
        key = repr(call)
        if key not in self._noted:
            self._last += 1
            self._noted[key] = (self._last, call)
        return Waiting(self._noted[key][0])

    def _is_busy(self) -> bool:
        return self._worker is not None and self._worker.is_alive()

    def _work(self, noted: dict[str, tuple[int, Call]]) -> None:
        with self._lock:
            answers = self._market.ready([call for _, call in noted.values()])
            log.info("data to %s", iso(self._market.view.last_session))
        for (key, (number, _)), answer in zip(noted.items(), answers, strict=True):
            if not is_to_come(answer) and key in self._noted:
                del self._noted[key]

                self._answered.append(number)
