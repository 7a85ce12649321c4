"""Answers by call: asked once, waited for briefly, kept until the data change."""

import itertools
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from .connection import STARTING, STARTING_AGAIN, Connection, Message

WAIT_VARIABLE = "ROTATIONXL_CALC_WAIT"
"""Seconds that each cell may wait, also for the helper to start; for what converts files."""
_PATIENCE = 0.2
"""Seconds that a cell waits, and all cells of one calculation together."""
_PAUSE = 0.5  # seconds without a call: the next one is of another calculation
_GATHERING = 0.02  # seconds that calls are gathered in before they are sent together
_LOOK = 0.05  # seconds between looks for a helper that is starting
_LOST = "The Python that answers cells ended before this was done. Please try again."
_SPARE = 50_000  # answers kept that no cell shows

Call = tuple[str, tuple[Any, ...]]


class Result(Protocol):
    """What stands for a call in its cells."""

    def give(self, answer: Any) -> None:
        """Take the answer, and show it where it is another one than before."""

    def is_shown(self) -> bool:
        """Tell whether a cell shows it."""


class Desk:
    """Hands out results; those whose answers are not there yet come by themselves."""

    def __init__(self, make: Callable[[], Result]) -> None:
        self._make = make
        self._results: dict[Call, Result] = {}
        self._unanswered: dict[int, Callable[[Message], None]] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._late = 0
        self._waited = 0.0
        self._last_call = 0.0
        self._gathered: dict[Call, Result] = {}
        self._wait = float(os.environ.get(WAIT_VARIABLE) or 0.0)
        self._open = threading.Event()
        hello = {"source": _source()}
        self._connection = Connection(self._begun, self._heard, hello)

    @property
    def problem(self) -> str:
        """Return why no answers come; empty where they do."""
        return self._connection.problem

    def result(self, call: Call) -> Result:
        """Return what stands for a call, with its answer where that came at once."""
        known = self._results.get(call)
        if known is not None:
            return known
        made = self._make()
        with self._lock:  # first, so that a change of the data meanwhile is told
            self._results[call] = made
        reply = self._reply_at_once(call)
        if reply and "answers" in reply:
            made.give(reply["answers"][0])
        else:
            self._gather(call, made)
        return made

    def _reply_at_once(self, call: Call) -> Message | None:
        """Return the reply to a call; None where the program would wait too long for it."""
        if self._wait and not self._open.wait(self._wait):
            self._wait = 0.0  # no helper will come: one cell waits for it, and not each of them
        if self._wait:
            return self._connection.ask(_question([call]), self._wait)
        begun = time.monotonic()
        if begun - self._last_call > _PAUSE:
            self._waited = 0.0
        reply = None
        if not self._late and self._waited < _PATIENCE:
            reply = self._connection.ask(_question([call]), _PATIENCE)
        self._last_call = time.monotonic()
        self._waited += self._last_call - begun
        return reply

    def _gather(self, call: Call, result: Result) -> None:
        """Have a call asked together with those that follow at once."""
        with self._lock:
            is_first = not self._gathered
            self._gathered[call] = result
        if is_first:
            threading.Timer(_GATHERING, self._ask_gathered).start()

    def _ask_gathered(self) -> None:
        with self._lock:
            gathered, self._gathered = self._gathered, {}
        self._ask(gathered)

    def trouble(self, patience: float) -> str:
        """Return why no answers come, where a start does not mend it in time; "" if they do."""
        until = time.monotonic() + patience
        while self.problem in {STARTING, STARTING_AGAIN} and time.monotonic() < until:
            time.sleep(_LOOK)
        return self.problem

    def refresh(self, heard: Callable[[Message], None]) -> bool:
        """Have all data asked for anew, and all answers; False as for a request."""

        def answered(reply: Message) -> None:
            """Ask for the answers, now that the data are there."""
            self._ask_again()
            heard(reply)

        return self.request({"refresh": True}, answered)

    def request(self, message: Message, heard: Callable[[Message], None]) -> bool:
        """Send a request whose reply is heard later; False where no one is there to take it.

        The reply has a `problem` where the helper is gone before it could answer.
        """
        number = next(self._numbers)
        with self._lock:
            self._unanswered[number] = heard
        if self._connection.send({"id": number, **message}):
            return True
        with self._lock:
            self._unanswered.pop(number, None)
        return False

    def close(self) -> None:
        """Ask no more: the program ends."""
        self._connection.close()

    def _ask(self, results: dict[Call, Result]) -> None:
        """Ask for answers that come later; no cell waits until they are all there."""
        if not results:
            return

        def heard(reply: Message) -> None:
            """Show the answers; the next cells may wait for theirs again."""
            if "answers" in reply:  # else a new helper is asked
                for result, answer in zip(results.values(), reply["answers"], strict=True):
                    result.give(answer)
            with self._lock:
                self._late = max(0, self._late - 1)  # a new helper may have begun
            if not self._late:
                self._connection.ask_directly_again()

        with self._lock:
            self._late += 1
        if not self.request(_question(list(results)), heard):
            with self._lock:
                self._late = max(0, self._late - 1)  # a new helper may have begun

    def _begun(self) -> None:
        """Ask a new helper for everything: the old one, or none, has left some of it open."""
        with self._lock:
            lost, self._unanswered = self._unanswered, {}
            self._late = 0
        for heard in lost.values():
            heard({"problem": _LOST})
        self._ask_again()
        self._open.set()

    def _ask_again(self) -> None:
        """Ask for all that cells show."""
        with self._lock:
            if len(self._results) > _SPARE:
                self._results = {c: r for c, r in self._results.items() if r.is_shown()}
            known = dict(self._results)
        self._ask(known)

    def _heard(self, message: Message) -> None:
        if "changed" in message:
            self._ask_again()
            return
        with self._lock:
            heard = self._unanswered.pop(message["id"], None)
        if heard:
            heard(message)


def _source() -> str | None:
    """Return the source that is asked for; the helper is in another folder than this program."""
    given = os.environ.get("ROTATIONXL_SOURCE")
    kind, colon, path = (given or "").partition(":")
    return f"{kind}:{Path.cwd() / Path(path).expanduser()}" if colon and path else given


def _question(calls: list[Call]) -> Message:
    return {"calls": [[name, list(values)] for name, values in calls]}
