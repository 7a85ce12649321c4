"""Calls of cells that must not wait: answered from memory, or noted and loaded together."""

import logging
import threading
from collections.abc import Sequence
from typing import NamedTuple

from rotationxl.days import iso
from rotationxl.errors import RotationError
from rotationxl.market.evaluate import Answer, Call
from rotationxl.registry import Table
from rotationxl_addin.failures import Failures
from rotationxl_addin.windows.prompt import Prompt, StoppedError
from rotationxl_addin.windows.variants import Waiting, is_to_come

log = logging.getLogger("rotationxl")
MOST_TOLD = 10  # series that are behind, and calls that failed, in a message box


class Standing(NamedTuple):
    """How loading stands; all who look are told the same."""

    text: str
    """For the status bar; empty when nothing is under way."""
    answered: Sequence[int]
    """Calls that were waiting and have an answer now."""
    changes: int
    """How often data have changed under what cells show."""
    seen: int
    """How many calls have been answered so far."""
    note: str
    """What went wrong; told once."""


class Desk:
    """Takes the calls of all cells; one thread loads what they miss, never the one that asks."""

    def __init__(self, market: Prompt) -> None:
        self._market = market
        self._lock = threading.Lock()
        """Held by whoever uses the market; a call that finds it taken is noted."""
        self._noted: dict[str, tuple[int, Call]] = {}
        self._first = self._last = 0
        """Numbers: of the last call before the first of those that wait, and of the newest."""
        self._worker: threading.Thread | None = None
        self._answered: list[int] = []
        self._asked = -1, -1
        """The newest call and the state of the data that the last load was begun for."""
        self._spoke = False
        """Text or a table was given while series were to come: it may speak of them."""
        self._changes = 0
        self._failures = Failures()

    def answer(self, call: Call) -> Answer:
        """Return the answer, or Waiting with the number that the call is noted under."""
        if self._failures and (failed := self._failures.of(call)):
            return failed
        if not self._lock.acquire(blocking=False):
            return self._note(call)
        try:
            found = self._market.at_once(call)
        except Exception as error:  # noqa: BLE001 (logged; a cell must get something)
            found = self._failures.add(call, error)
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
        self._market.stopped.clear()
        self._worker = threading.Thread(
            target=self._work, args=(dict(self._noted),), name="rotationxl-load", daemon=True
        )
        self._worker.start()

    def standing(self, seen: int = 0) -> Standing:
        """Return how loading stands for who has heard of the first `seen` answered calls."""
        count = len(self._answered)
        answered = self._answered[seen if seen <= count else 0 : count]
        text = self._progress()
        if not text and (self._market.renewed or (self._spoke and not self._market.lacks)):
            self._changes += 1
            self._market.renewed = self._spoke = False
        note = "" if text else self._failures.untold()  # when it is not soon written over
        return Standing(text, answered, self._changes, count, note)

    def _progress(self) -> str:
        of_calls = f"{self._last - self._first - self.pending} of {self._last - self._first} calls"
        if self._is_busy():
            done, wanted = self._market.done, self._market.wanted
            of_series = f" {done} of {wanted} series," if wanted else ""
            return f"Rotation: loading,{of_series} {of_calls} done"
        return f"Rotation: waiting for data, {of_calls} done" if self._noted else ""

    def stop(self) -> None:
        """Forget what is noted, and load no further series.

        What providers were asked for goes on to the store, and is there for the next calculation.
        """
        self._noted = {}
        self._market.stopped.set()

    def withdraw(self, number: int) -> None:
        """Forget one noted call."""
        self._noted = {key: one for key, one in self._noted.items() if one[0] != number}

    def renew(self) -> None:
        """Forget what is in memory, unless it is being loaded right now, and what failed."""
        self._failures.forget()
        self._asked = -1, -1
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
            lines.append(self._reach())
        behind = self._market.supply.behind()
        lines += [f"{one.key.code}: {one.reason}" for one in behind[:MOST_TOLD]]
        lines.append(f"{self.pending} calls wait for data.")
        return "\n".join([*lines, *self._failures.told(MOST_TOLD)])

    def _reach(self) -> str:
        try:
            return f"Data to {iso(self._market.view.last_session)}."
        except RotationError as error:
            return str(error)

    def _note(self, call: Call) -> Waiting:
        key = repr(call)
        if not self._noted:
            self._first = self._last
        if key not in self._noted:
            self._last += 1
            self._noted[key] = (self._last, call)
        return Waiting(self._noted[key][0])

    def _is_busy(self) -> bool:
        return self._worker is not None and self._worker.is_alive()

    def _work(self, noted: dict[str, tuple[int, Call]]) -> None:
        try:
            with self._lock:
                calls = [call for _, call in noted.values()]
                answers = self._failures.answers(self._ready, calls)
        except StoppedError:
            log.info("loading was stopped")
            return
        for (key, (number, _)), answer in zip(noted.items(), answers, strict=True):
            if not is_to_come(answer) and key in self._noted:
                del self._noted[key]
                self._answered.append(number)

    def _ready(self, calls: Sequence[Call]) -> list[Answer]:
        answers = self._market.ready(calls)
        log.info("data to %s", iso(self._market.view.last_session))
        return answers
