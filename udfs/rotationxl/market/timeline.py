"""Days in order, with the last of them in each week, month, quarter and year."""

from bisect import bisect_right
from collections.abc import Callable

import numpy as np

from rotationxl.days import Days, last_places, months_of, weeks_of

_GROUP: dict[str, Callable[[Days], Days]] = {
    "D": lambda day: day,
    "W": weeks_of,
    "M": months_of,
    "Q": lambda day: months_of(day) // 3,
    "Y": lambda day: months_of(day) // 12,
}


GROUP_NAMES = {"D": "sessions", "W": "weeks", "M": "months", "Q": "quarters", "Y": "years"}


class Timeline:
    """The days of a series in order; a place counts them from 0."""

    def __init__(self, day: Days) -> None:
        self.day: Days = np.ascontiguousarray(day)
        # A memoryview gives Python numbers at once: faster than an array for one cell.
        self._days = self.day.data
        self._groups: dict[str, tuple[Days, Days]] = {}

    def __len__(self) -> int:
        return len(self.day)

    def place(self, day: int) -> int:
        """Return the place of the last day on or before one, -1 when none is."""
        return bisect_right(self._days, day) - 1

    def session(self, place: int) -> int:
        """Return the day at a place."""
        return self._days[place]

    def groups(self, freq: str) -> tuple[Days, Days]:
        """Return all days (D), ISO weeks (W), months (M), quarters (Q) or years (Y), numbered.

        With the place of the last day of each.
        """
        if freq not in self._groups:
            self._groups[freq] = last_places(_GROUP[freq](self.day))
        return self._groups[freq]

    def ends(self, freq: str, place: int) -> tuple[Days, Days]:
        """Return the groups up to a place and the place of the last day of each.

        The last group may be unfinished: it ends at the place itself. None before the first day.
        """
        if place < 0:
            return self.day[:0], self.day[:0]
        groups, places = self.groups(freq)
        row = int(places.searchsorted(place)) + 1
        chosen = places[:row].copy()
        chosen[-1] = place
        return groups[:row], chosen
