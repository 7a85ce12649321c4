"""Faults that a test plans and a stub shows on the wire."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stubs.wire import Answer, Request


class Fault(Enum):
    """What goes wrong; the comments say where it can."""

    # Any request.
    LATENCY = auto()
    TIMEOUT_BEFORE = auto()
    TIMEOUT_DURING = auto()
    DRIP = auto()
    RESET = auto()
    NOT_HTTP = auto()
    SHORT_BODY = auto()
    TRUNCATED = auto()
    GZIP_GARBAGE = auto()
    CAPTIVE_PORTAL = auto()
    STATUS_401 = auto()
    STATUS_429 = auto()
    STATUS_500 = auto()
    HTML_502 = auto()
    # What `answer` and `change` plan.
    GIVEN = auto()
    # Chart, summary and quote.
    UNKNOWN_SYMBOL = auto()
    EMPTY_RESULT = auto()
    CHANGED_SCHEMA = auto()
    # Summary: nothing in the modules asked for, another ticker's, zeros for what is not known,
    # multiples as people say them, yields a hundred times too large.
    NO_FUNDAMENTALS = auto()
    WRONG_SYMBOL = auto()
    PADDED = auto()
    PLAIN_MULTIPLES = auto()
    YIELD_IN_PERCENT = auto()
    # Chart.
    NO_ROWS = auto()
    ALL_NULL = auto()
    NULL_INSIDE = auto()
    NULL_LAST = auto()
    WRONG_CURRENCY = auto()
    LOST_DIVIDEND = auto()
    LOST_SPLIT = auto()
    JUMP = auto()
    DUPLICATED_DAY = auto()
    OUT_OF_ORDER = auto()
    FUTURE_DATE = auto()
    HOUR_OFF = auto()
    ENDS_EARLY = auto()
    # FRED's API.
    BAD_KEY = auto()
    # FRED's observations, with a key and without.
    DOTS = auto()
    LOST_TAIL = auto()
    REVISED_HISTORY = auto()


API = frozenset({"series", "vintagedates", "observations"})
OBSERVATIONS = frozenset({"observations", "fredgraph"})
SYMBOLS = frozenset({"chart", "summary", "quote"})
CHART = frozenset({"chart"})
SUMMARY = frozenset({"summary"})
ROUTES = API | OBSERVATIONS | SYMBOLS | {"cookie", "crumb", "consent", "timeseries", "treasury"}

ONLY = {
    **dict.fromkeys((Fault.UNKNOWN_SYMBOL, Fault.EMPTY_RESULT, Fault.CHANGED_SCHEMA), SYMBOLS),
    **{f: SUMMARY for f in Fault if Fault.CHANGED_SCHEMA.value < f.value < Fault.NO_ROWS.value},
    **{fault: CHART for fault in Fault if Fault.NO_ROWS.value <= fault.value < Fault.BAD_KEY.value},
    Fault.BAD_KEY: API,
    **dict.fromkeys((Fault.DOTS, Fault.LOST_TAIL, Fault.REVISED_HISTORY), OBSERVATIONS),
}


@dataclass
class Plan:
    """A fault at a route, host or path; `times` is how often it will still be shown."""

    where: str
    name: str | None
    fault: Fault
    times: int | None
    after: int
    retry_after: str | None
    seconds: float
    rows: int
    make: "Callable[[Answer], Answer] | None" = None
    shown: int = 0

    def meets(self, request: "Request") -> bool:
        here = self.where in {"*", request.route, request.host}
        here = here or (self.where.startswith("/") and request.path.startswith(self.where))
        return here and self.name in {None, request.name} and self.times != 0


class Faults:
    """The plans of a test, taken by the stubs in the order in which they were made."""

    def __init__(self) -> None:
        self._plans: list[Plan] = []
        # Seconds before every answer, whatever else is planned.
        self.latency = 0.0
        self._lock = threading.Lock()

    def add(
        self,
        where: str,
        name: str | None,
        fault: Fault,
        *,
        times: int | None = None,
        after: int = 0,
        retry_after: float | str | None = None,
        seconds: float = 0.3,
        rows: int = 5,
    ) -> Plan:
        """Plan a fault for a ticker or series, or None for all, after so many good answers.

        `seconds` is for latency, drips and time-outs; `rows` is how many are changed or lost.
        """
        if where not in ROUTES | {"*"} and "." not in where and not where.startswith("/"):
            raise ValueError(f"where: {where} is no route, host or path; routes: {sorted(ROUTES)}")
        if fault in ONLY and where not in ONLY[fault]:
            raise ValueError(f"fault: {fault.name} is shown at {sorted(ONLY[fault])} only")
        wait = None if retry_after is None else str(retry_after)
        plan = Plan(where, name, fault, times, after, wait, seconds, rows)
        with self._lock:
            self._plans.append(plan)
        return plan

    def answer(
        self,
        where: str,
        name: str | None,
        status: int,
        body: bytes = b"",
        *,
        times: int | None = 1,
        **headers: str,
    ) -> Plan:
        """Plan an answer in the test's own words; Retry_After is the header Retry-After."""
        from stubs.wire import Answer

        named = {key.replace("_", "-"): text for key, text in headers.items()}

        def make(_: Answer) -> Answer:
            return Answer(status, body, "application/json", named)

        plan = self.add(where, name, Fault.GIVEN, times=times)
        plan.make = make
        return plan

    def change(
        self,
        where: str,
        name: str | None,
        change: Callable[[Any], object],
        *,
        times: int | None = 1,
    ) -> Plan:
        """Plan a good answer whose JSON has been tampered with."""

        def make(answer: "Answer") -> "Answer":
            found = json.loads(answer.body)
            change(found)
            answer.body = json.dumps(found).encode()
            return answer

        plan = self.add(where, name, Fault.GIVEN, times=times)
        plan.make = make
        return plan

    def clear(self) -> None:
        with self._lock:
            self._plans.clear()

    def take(self, request: "Request") -> list[Plan]:
        """Every latency that meets the request, and the first other fault."""
        taken: list[Plan] = []
        with self._lock:
            for plan in self._plans:
                settled = any(t.fault is not Fault.LATENCY for t in taken)
                if not plan.meets(request) or (settled and plan.fault is not Fault.LATENCY):
                    continue
                if plan.after:
                    plan.after -= 1
                    continue
                plan.times = None if plan.times is None else plan.times - 1
                plan.shown += 1
                taken.append(plan)
        return taken
