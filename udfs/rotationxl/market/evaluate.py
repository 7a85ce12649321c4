"""Answers a batch of calls in rounds: run all, load what was missing in one step, run the rest."""

import logging
import marshal
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rotationxl import registry
from rotationxl.cells import Cell, CellError
from rotationxl.days import iso
from rotationxl.errors import NoDataError, RotationError, SourceError
from rotationxl.market.macro import Macro, Vintages
from rotationxl.market.prices import Prices
from rotationxl.market.supply import AtHand, Supply
from rotationxl.market.valuations import Valuations
from rotationxl.market.view import Loaded, MissingSeriesError, View
from rotationxl.registry import Table
from rotationxl.sources import Key, Kind, Source
from rotationxl.store.database import Store
from rotationxl.store.rows import Loaded as Stored

log = logging.getLogger("rotationxl")
MOST_ROUNDS = 8  # one round finds what is missing, the next has it; data may decide what is asked
MOST_ANSWERS = 100_000  # kept in memory
CHECK_SECONDS = 1.0  # how often a long-lived process looks whether the data have changed


class Call(NamedTuple):
    """A function by its name, with raw cells as arguments."""

    name: str
    values: tuple[Cell, ...] = ()


Answer = Any
"""A number, text, TRUE or FALSE, a Table, or the RotationError that says why there is none."""


class Market:
    """One source of data with the local store: answers calls, loading what they need."""

    def __init__(self, source: Source, store: Store | None = None) -> None:
        self.source = source
        self.supply: Supply = (
            source if isinstance(source, Supply) else AtHand(source, store or Store())
        )
        self.store = self.supply.store
        self.loads = 0
        self.told: set[Key] = set()
        """Series of which a user of Python was warned."""
        self._answers: dict[bytes, Answer] = {}
        self._checked = time.monotonic()
        self._view: View | None = None

    @property
    def view(self) -> View:
        """Return what functions may ask, as it is in memory now."""
        if self._view is None:
            extent = self.supply.extent()
            self._view = View(self.source, extent.last_session, is_empty=extent.is_empty)
        return self._view

    @property
    def reach(self) -> str:
        """Who gives the data, and how far they go, as a command says it at its end."""
        if self.view.is_empty:
            return f"{self.source.title}, of which no price is stored"
        return f"{self.source.title} to {iso(self.view.last_session)}"

    def answer(self, name: str, *values: Cell) -> Any:
        """Return the value or the Table of one call, raising one of our errors where it fails.

        A repeated call is answered from memory.
        """
        key = _memo_key(name, values)
        if time.monotonic() - self._checked > CHECK_SECONDS:
            self.check()
        found = self._answers.get(key) if key else None
        if found is None:
            found = self.answers([Call(name, values)])[0]
        if isinstance(found, RotationError):
            raise found.with_traceback(None)
        return found

    def answers(self, calls: Sequence[Call]) -> list[Answer]:
        """Return the value or the error of each call; all that is missing is loaded together."""
        if time.monotonic() - self._checked > CHECK_SECONDS:
            self.check()
        results: list[Answer] = [None] * len(calls)
        waiting = list(range(len(calls)))
        for _ in range(MOST_ROUNDS):
            missing: set[Key] = set()
            waiting = [i for i in waiting if not self._attempt(calls[i], results, i, missing)]
            if not waiting:
                if not (any(map(_is_beyond, results)) and self._renewed()):
                    return results
                waiting = list(range(len(calls)))
                continue
            session = self.view.last_session
            self.load(missing)
            if self.view.last_session != session:  # all else was answered as of another day
                waiting = list(range(len(calls)))
        raise RuntimeError(f"Never satisfied: {[calls[i] for i in waiting]}")

    def _attempt(self, call: Call, results: list[Answer], place: int, missing: set[Key]) -> bool:
        """Answer one call; False, with what it needs added to `missing`, when it must wait."""
        key = _memo_key(*call)
        if key is not None and (known := self._answers.get(key)) is not None:
            results[place] = known
            return True
        try:
            answer: Answer = registry.run(call.name, self.view, call.values)
        except MissingSeriesError as request:
            missing |= request.keys
            return False
        except RotationError as error:
            answer = error.with_traceback(None)  # kept, and raised again and again
        results[place] = answer
        if key is not None:
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            self._answers[key] = answer
        return True

    def load(self, keys: Iterable[Key]) -> None:
        """Bring series into memory; what was answered as of an older last session is forgotten."""
        self.loads += 1
        loaded = {key: _in_memory(item) for key, item in self.supply.load(keys).items()}
        if self._is_of_another_day(self.view):
            loaded = {**self.view.loaded, **loaded}
            self._forget()
        self.view.keep(loaded)

    def renew_sessions(self) -> None:
        """Bring the last session up to date, before something is said of it."""
        self._renewed()

    def _renewed(self) -> bool:
        """Bring the last session up to date; tell whether it is another one now."""
        self.supply.renew_sessions()
        if self._view is None or not self._is_of_another_day(self._view):
            return False
        self._forget()
        return True

    def _is_of_another_day(self, view: View) -> bool:
        return self.supply.extent() != (view.last_session, view.is_empty)

    def check(self) -> None:
        """Forget what is in memory when the data have changed since it was loaded."""
        self._checked = time.monotonic()
        if self.supply.changed():
            self._forget()

    def _forget(self) -> None:
        self._view = None
        self._answers.clear()


def _is_beyond(answer: Answer) -> bool:
    """Tell whether an answer may be none only because the data end too early."""
    return isinstance(answer, NoDataError) and not isinstance(answer, SourceError)


def _in_memory(item: Stored | SourceError) -> Loaded:
    if isinstance(item, SourceError):
        return item
    record, columns = item
    return _KINDS[record.key.kind](record, columns)


_KINDS: Mapping[Kind, type[Prices | Macro | Vintages | Valuations]] = {
    "price": Prices,
    "macro": Macro,
    "vintage": Vintages,
    "valuation": Valuations,
}


def _memo_key(name: str, values: tuple[Cell, ...]) -> bytes | None:
    """Return bytes that tell calls apart, 1 from TRUE as well; None for what has no such bytes."""
    try:
        return marshal.dumps((name, values), 2)
    except ValueError:  # a date or an error value among the arguments
        return None


def shown(answer: Answer) -> Cell:
    """Return what cells show: a value, the rows of a table, or an error value."""
    if isinstance(answer, RotationError):
        return CellError(answer.cell)
    return answer.cells() if isinstance(answer, Table) else answer
