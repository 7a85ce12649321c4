"""Calls that failed for a reason that is no answer: a source that broke, or an error of ours."""

import logging
from collections.abc import Callable, Sequence

from rotationxl.errors import RotationError, in_words
from rotationxl.formulas import write_call
from rotationxl.market.evaluate import Answer, Call

Ask = Callable[[Sequence[Call]], list[Answer]]
log = logging.getLogger("rotationxl")
_MOST = 1000  # kept; a whole workbook that fails has the same reason everywhere


class FailedCallError(RotationError):
    """A call has no answer until the next refresh; the message says why."""

    cell = "#N/A"


class Failures:
    """Which calls failed and why, until they are to be tried again."""

    def __init__(self) -> None:
        self._by_call: dict[str, FailedCallError] = {}
        self._lines: dict[str, str] = {}
        """The first call that each reason was met in."""
        self._untold = ""

    def __len__(self) -> int:
        return len(self._by_call)

    def of(self, call: Call) -> FailedCallError | None:
        """Return why a call failed; None where it did not."""
        return self._by_call.get(repr(call))

    def add(self, call: Call, error: Exception) -> FailedCallError:
        """Keep that a call failed, and return what its cell gets."""
        failed = FailedCallError(self.tell(error, write_call(*call)))
        if len(self._by_call) < _MOST:
            self._by_call[repr(call)] = failed
        return failed

    def tell(self, error: Exception, where: str = "") -> str:
        """Keep a reason to be told, log it where it is new, and return it in words."""
        reason = in_words(error)
        if reason not in self._lines:
            log.error("%s %s", where, reason, exc_info=error)
            self._lines[reason] = where
            self._untold = reason
        return reason

    def answers(self, ask: Ask, calls: Sequence[Call]) -> list[Answer]:
        """Return what `ask` answers to calls; one that breaks keeps no other from its answer."""
        try:
            return ask(calls)
        except Exception as error:  # noqa: BLE001 (logged; cells must get something)
            if len(calls) > 1 and not isinstance(error, RotationError):
                return [self.answers(ask, [call])[0] for call in calls]
            if not calls:
                self.tell(error)
            return [self.add(call, error) for call in calls]  # ours is the source's: each call's

    def untold(self) -> str:
        """Return, once, the newest reason."""
        told, self._untold = self._untold, ""
        return told

    def told(self, most: int) -> list[str]:
        """Return the reasons with the first call that each was met in."""
        lines = [f"{where}: {reason}" if where else reason for reason, where in self._lines.items()]
        return lines[:most]

    def forget(self) -> None:
        """Let everything be tried again."""
        self._by_call.clear()
        self._lines.clear()
        self._untold = ""
