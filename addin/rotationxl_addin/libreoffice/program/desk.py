"""Answers by call: asked once, waited for briefly, kept until the data change."""

import itertools
import os
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from .connection import Connection, Message

PATIENCE_VARIABLE = "ROTATIONXL_CALC_WAIT"
"""Seconds that a cell may wait for its value; for programs that convert files and end."""
_PATIENCE = 0.2
_REPORT_SECONDS = 300.0

Call = tuple[str, tuple[Any, ...]]


class Result(Protocol):
    """What stands for a call in its cells."""

    answered: bool

    def give(self, answer: Any) -> None:
        """Take the answer, and show it where it is another one than before."""

    def is_used(self) -> bool:
        """Tell whether a cell shows it."""


class Desk:
    """Hands out results; those whose answers are not there yet come by themselves."""

    def __init__(
        self,
        make: Callable[[], Result],
        deliver: Callable[[list[tuple[Result, Any]]], None],
    ) -> None:
        """Take what makes a result, and what gives late answers to results."""
        self._make = make
        self._deliver = deliver
        self._results: dict[Call, Result] = {}
        self._waiting: dict[int, _Question] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._late = 0
        given = os.environ.get(PATIENCE_VARIABLE)
        self._patience = float(given) if given else _PATIENCE
        self._waits_for_start = given is not None
        self._open = threading.Event()
        hello = {"source": os.environ.get("ROTATIONXL_SOURCE")}
        self._connection = Connection(self._begun, self._heard, hello)

    @property
    def problem(self) -> str:
        return self._connection.problem

    def result(self, call: Call) -> Result:
        """Return the result of a call, with its answer where that came at once."""
        known = self._results.get(call)
        if known is not None:
            return known
        made = self._make()
        with self._lock:
            self._results[call] = made
        if self._waits_for_start:
            self._open.wait(self._patience)
        self._ask([(call, made)], self._patience)
        return made

    def refresh(self) -> None:
        """Have the data looked at, and all answers anew."""
        self._connection.send({"refresh": True})
        self._ask_again()

    def request(self, message: Message) -> Message | None:
        """Return what the helper says to a request that may take minutes; None where it is gone."""
        question = _Question([], threading.Event())
        return question.reply if self._post(question, message, _REPORT_SECONDS) else None

    def _ask(self, asked: "list[tuple[Call, Result]]", patience: float) -> None:
        """Send calls in one message; their answers come here, or later by themselves."""
        if not asked:
            return
        question = _Question([result for _, result in asked], threading.Event())
        calls = [[name, list(values)] for (name, values), _ in asked]
        # Once one has come late, no other is waited for until all are there.
        self._post(question, {"calls": calls}, 0.0 if self._late else patience)

    def _post(self, question: "_Question", message: Message, patience: float) -> bool:
        number = next(self._numbers)
        with self._lock:
            self._waiting[number] = question
        if not self._connection.send({"id": number, **message}):
            with self._lock:
                self._waiting.pop(number, None)
            return False
        if patience and question.came.wait(patience):
            question.take()
            return True
        with self._lock:
            if question.came.is_set():
                late = False
            else:
                late = question.is_late = True
                self._late += 1
        if not late:
            question.take()
        return not late

    def _begun(self) -> None:
        """Ask a new helper for what the old one, or none, has left open."""
        with self._lock:
            self._waiting.clear()
            self._late = 0
        self._open.set()
        threading.Thread(target=self._ask_again, daemon=True).start()

    def _ask_again(self) -> None:
        with self._lock:
            self._results = {c: r for c, r in self._results.items() if r.is_used() or not r.answered}
            asked = list(self._results.items())
        self._ask(asked, 0.0)

    def _heard(self, message: Message) -> None:
        if "changed" in message:
            self._ask_again()
            return
        with self._lock:
            question = self._waiting.pop(message["id"], None)
            if question is None:
                return
            question.reply = message
            question.came.set()
            if not question.is_late:
                return
            self._late -= 1
        self._deliver(question.answers())


class _Question:
    """What was sent and is not answered yet."""

    def __init__(self, results: list[Result], came: threading.Event) -> None:
        self._results = results
        self.came = came
        self.is_late = False
        self.reply: Message = {}
        self.sent = time.monotonic()

    def answers(self) -> list[tuple[Result, Any]]:
        return list(zip(self._results, self.reply.get("answers", [])))

    def take(self) -> None:
        for result, answer in self.answers():
            result.give(answer)
