"""Bend a simulated path through what is known of it, as little as possible.

The correction is linear between the days that the anchors name. Of all corrections that meet
every anchor it is the one with the least sum of squared slopes: what a Brownian path does that
is known to pass through them. Levels, returns and overlapping returns are all linear conditions
on the (logarithmic) path, so one small system of equations answers them together.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from rotationxl.days import Days, Values
from rotationxl.simulation.anchors import Anchor

_ROUNDS = 6
_ROOM = 1e-5


class Pin(NamedTuple):
    """The path at position `last` less that at `first` (or nothing, when None) is `value`."""

    first: int | None
    last: int
    value: float


class Limit(NamedTuple):
    """No point from `first` up to but not including `last` lies beyond `value`."""

    first: int
    last: int
    value: float
    upper: bool


def through(path: Values, pins: Sequence[Pin], limits: Sequence[Limit] = ()) -> Values:
    """Return the path bent through its pins and folded back at its limits."""
    for _ in range(_ROUNDS):
        path = path + _correction(path, pins)
        folded = _folded(path, limits)
        if np.array_equal(folded, path):
            break
        path = folded
    return path


def _correction(path: Values, pins: Sequence[Pin]) -> Values:
    """Solve for the correction at the knots: least squared slopes, subject to the pins."""
    knots = sorted({at for pin in pins for at in (pin.first, pin.last) if at is not None})
    place = {at: number for number, at in enumerate(knots)}
    size, count = len(knots), len(pins)
    system = np.zeros((size + count, size + count))
    wanted = np.zeros(size + count)
    for one, two in zip(range(size), range(1, size), strict=False):
        stiffness = 1.0 / (knots[two] - knots[one])
        system[[one, two], [one, two]] += stiffness
        system[[one, two], [two, one]] -= stiffness
    for row, pin in enumerate(pins, size):
        system[row, place[pin.last]] = system[place[pin.last], row] = 1.0
        wanted[row] = pin.value - path[pin.last]
        if pin.first is not None:
            system[row, place[pin.first]] = system[place[pin.first], row] = -1.0
            wanted[row] += path[pin.first]
    at_knots = np.linalg.solve(system, wanted)[:size]
    return np.asarray(np.interp(np.arange(len(path)), knots, at_knots), dtype=np.float64)


def _folded(path: Values, limits: Iterable[Limit]) -> Values:
    """Reflect what lies beyond a limit: the steps keep their size, only their sign changes."""
    path = path.copy()
    for limit in limits:
        part = path[limit.first : limit.last]
        beyond = part > limit.value if limit.upper else part < limit.value - _ROOM
        part[beyond] = 2 * limit.value - part[beyond]
    return path


class Frame(NamedTuple):
    """How a series is measured: its days, logarithmic or not, and the drops of its dividends."""

    axis: Days
    log: bool
    drops: Values | None = None
    """Running sum of log(1 - dividend / close before); None where there are no dividends."""

    def at(self, day: int) -> int:
        """Return the position of the last day on or before `day`."""
        return int(np.searchsorted(self.axis, day, side="right")) - 1

    def pin(self, anchor: Anchor) -> Pin:
        """Return an anchor as a condition on the path."""
        first, last = self.at(anchor.first), self.at(anchor.last)
        if anchor.what == "level":
            return Pin(None, last, float(np.log(anchor.value)) if self.log else anchor.value)
        if anchor.what == "change":
            return Pin(first, last, anchor.value)
        step = float(np.log1p(anchor.value))
        if anchor.what == "annual":
            step *= float(self.axis[last] - self.axis[first]) / 365.25
        if anchor.what != "price" and self.drops is not None:
            step += float(self.drops[last] - self.drops[first])
        return Pin(first, last, step)

    def limit(self, anchor: Anchor) -> Limit:
        """Return a cap or a floor as a limit of the path."""
        value = float(np.log(anchor.value)) if self.log else anchor.value
        last = self.at(anchor.last) + 1
        return Limit(self.at(anchor.first - 1) + 1, last, value, anchor.what == "cap")

    def bend(self, path: Values, anchors: Iterable[Anchor], last: float | None = None) -> Values:
        """Return the path that meets its anchors; `last` is its last value if no level is known."""
        known = [anchor for anchor in anchors if anchor.what != "first"]
        limits = [self.limit(anchor) for anchor in known if anchor.what in {"cap", "floor"}]
        pins = [self.pin(anchor) for anchor in known if anchor.what not in {"cap", "floor"}]
        if last is not None and all(pin.first is not None for pin in pins):
            pins.append(Pin(None, len(path) - 1, float(np.log(last)) if self.log else last))
        return through(path, pins, limits) if pins else path
