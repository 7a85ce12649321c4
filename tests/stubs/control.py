"""What other processes may tell a running stub, as JSON posted to `PATH`; `remote` does it."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stubs.chart import known
from stubs.faults import Fault

if TYPE_CHECKING:
    from stubs import Stubs

PATH = "/_control"
Day = str


class Control:
    """The commands; each takes JSON values, days as 2024-11-29, and returns some."""

    def __init__(self, stubs: "Stubs") -> None:
        self._stubs = stubs
        self._commands: dict[str, Callable[..., Any]] = {
            command.__name__: command
            for command in (
                self.now, self.today, self.prepare, self.latency, self.fault, self.answer,
                self.clear, self.split, self.pay, self.correct, self.publish, self.requests,
                self.forget,
            )
        }  # fmt: skip

    def __call__(self, command: dict[str, Any]) -> Any:
        """Do what {"do": name, ...} says; ValueError, KeyError and TypeError say what is wrong."""
        name = command.pop("do")
        if name not in self._commands:
            raise ValueError(f"do: {name} is none of {sorted(self._commands)}")
        return self._commands[name](**command)

    def now(self, moment: str) -> None:
        """Set the clock, to 2024-11-29T15:30-05:00 say."""
        self._stubs.world.now = dt.datetime.fromisoformat(moment)

    def today(self, day: Day) -> None:
        self._stubs.world.today = dt.date.fromisoformat(day)

    def prepare(self) -> None:
        """Work out what is known by now: else the first answers are late."""
        world = self._stubs.world
        for listing in world.listings.values():
            known(listing, world.now)

    def latency(self, seconds: float) -> None:
        """Make every answer this late; `clear` leaves it."""
        self._stubs.faults.latency = seconds

    def fault(self, where: str, name: str | None, fault: str, **options: Any) -> None:
        self._stubs.faults.add(where, name, Fault[fault], **options)

    def answer(
        self, where: str, name: str | None, status: int, body: str = "", **options: Any
    ) -> None:
        self._stubs.faults.answer(where, name, status, body.encode(), **options)

    def clear(self) -> None:
        self._stubs.faults.clear()

    def split(self, symbol: str, day: Day, new: int, old: int = 1) -> None:
        self._stubs.world.listings[symbol].split(dt.date.fromisoformat(day), new, old)

    def pay(self, symbol: str, day: Day, amount: float) -> None:
        self._stubs.world.listings[symbol].dividends[dt.date.fromisoformat(day)] = amount

    def correct(self, symbol: str, day: Day, since: Day, **fields: float) -> None:
        day_of = dt.date.fromisoformat
        self._stubs.world.listings[symbol].correct(day_of(day), since=day_of(since), **fields)

    def publish(self, code: str, vintage: Day, values: dict[Day, float | None]) -> None:
        dated = {dt.date.fromisoformat(day): value for day, value in values.items()}
        self._stubs.world.series[code].publish(dt.date.fromisoformat(vintage), dated)

    def requests(self, route: str | None = None, name: str | None = None) -> dict[str, Any]:
        """Return how many requests there were, of each route and name, and when (monotonic)."""
        found = self._stubs.requests(route, name)
        return {
            "count": len(found),
            "routes": Counter(request.route for request in found),
            "names": Counter(request.name for request in found),
            "times": [request.time for request in found],
        }

    def forget(self) -> None:
        self._stubs.forget()
