"""Answers to the messages of a program: calls, templates, reports."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

import rotationxl
from rotationxl.cells import Cell, CellError
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl.market.evaluate import Answer, Call, Market, shown
from rotationxl.registry import FUNCTIONS, Argument
from rotationxl.sources.live import Live
from rotationxl_addin.failures import Failures
from rotationxl_addin.libreoffice import report
from rotationxl_addin.libreoffice.program import places

Message = dict[str, Any]
log = logging.getLogger("rotationxl")
_WARMING = Call("ASSET_RETURN", ("SPY", "2024-11"))


class Answers:
    """Answers one message at a time, from the market of the asking program's source."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._failures = Failures()
        self._kinds: dict[str, Callable[[str | None, Message], Message]] = {
            "calls": self._calls,
            "refresh": self._refresh,
            "report": _report,
            "templates": _templates,
        }

    def warm_up(self, source: str | None) -> None:
        """Bring into memory what the first cell would wait for."""
        with self._turn:
            self._answered(source, [_WARMING])

    def reply(self, source: str | None, message: Message) -> Message:
        """Return the reply to a message."""
        for kind, answer in self._kinds.items():
            if kind in message:
                try:
                    return answer(source, message)
                except Exception as error:  # noqa: BLE001 (told, logged; the program waits for it)
                    return {"problem": self._failures.tell(error, kind)}
        return {"problem": "The message is of no known kind."}

    def state(self, source: str | None) -> object:
        """Return what is another object when the data have changed."""
        with self._turn:
            try:
                market = self._market(source)
                market.check()
            except RotationError:  # no such source, for instance
                return None
            except Exception as error:  # noqa: BLE001 (logged; the helper would end by it)
                self._failures.tell(error, "state")
                return None
            return market.view

    def _market(self, source: str | None) -> Market:
        return rotationxl.open_market(source, mode="behind")

    def _calls(self, source: str | None, message: Message) -> Message:
        calls = [Call(name, _values(name, given)) for name, given in message["calls"]]
        with self._turn:
            answers = self._answered(source, calls)
        return {"answers": [_plain(shown(answer)) for answer in answers]}

    def _answered(self, source: str | None, calls: Sequence[Call]) -> list[Answer]:
        return self._failures.answers(lambda some: self._market(source).answers(some), calls)

    def _refresh(self, source: str | None, _message: Message) -> Message:
        """Ask anew for all that was asked for, also what is not due; cells are answered meanwhile.

        What comes of it is told as any change of the data is.
        """
        self._failures.forget()
        try:
            supply = self._market(source).supply
        except RotationError:  # each cell says so
            return {}
        if isinstance(supply, Live):
            supply.refresher.refresh(supply.used(), supply.limit, force=True)
        return {}


def _values(name: str, given: list[Any]) -> tuple[Cell, ...]:
    """Return the cells of a call's arguments as the program gave them."""
    places = arguments_of(name, given)
    return tuple(map(_value, given, [*places, *[None] * (len(given) - len(places))]))


def arguments_of(name: str, given: Sequence[Cell]) -> list[Argument]:
    """Return the arguments that a call's cells are for; those of EXPLAIN are another function's."""
    known = list(FUNCTIONS[name].arguments) if name in FUNCTIONS else []
    told = str(given[0]).strip().upper() if given else ""
    if name == "EXPLAIN" and told in FUNCTIONS:
        return [known[0], *FUNCTIONS[told].arguments]
    return known


def _value(value: Any, argument: Argument | None) -> Cell:
    """Return a cell; LibreOffice passes a blank one on as 0, which many arguments cannot be."""
    if value == 0 and argument and cannot_be_zero(argument):
        return None
    return value


def cannot_be_zero(argument: Argument) -> bool:
    """Tell whether 0 is no value of an argument, and stands for a blank cell."""
    try:
        argument.kind.read(0.0, argument.name)
    except BadArgumentError:
        return True
    return False


def _plain(value: Cell) -> Any:
    if isinstance(value, CellError):
        return {"error": str(value)}
    if isinstance(value, list):
        return [[_plain(cell) for cell in row] for row in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _templates(_source: str | None, _message: Message) -> Message:
    from rotationxl_workbooks import layout

    return {"templates": [[name, layout.load(name).description] for name in layout.names()]}


def _report(source: str | None, message: Message) -> Message:
    """Build a report in a process of its own, so that cells are answered meanwhile."""
    done = subprocess.run(  # noqa: S603 (our own module)
        [sys.executable, "-m", report.__name__, json.dumps(message["report"] | {"source": source})],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log.error("%s", done.stderr)
        reason = (done.stderr.strip() or "it gives no reason").splitlines()[-1]
        told = f"The report could not be built: {reason}."
        return {"problem": f"{told} {places.folder() / places.LOG} has all of it."}
    return dict(json.loads(done.stdout))
