"""Multiples in memory: what a provider stated on the days of its snapshots."""

import math
from collections.abc import Iterator

import numpy as np

from rotationxl import days
from rotationxl.errors import NoDataError
from rotationxl.market.timeline import Timeline
from rotationxl.sources import Columns
from rotationxl.store.record import Record


class Valuations(Timeline):
    """One ticker's snapshots of multiples."""

    def __init__(self, record: Record, columns: Columns) -> None:
        self.record = record
        self.code = record.key.code
        self._fields = {
            name: np.ascontiguousarray(column, dtype=np.float64).data
            for name, column in columns.items()
            if name != "day"
        }
        super().__init__(columns["day"].astype(np.int32, copy=False))

    def stated(self, field: str, day: int) -> float:
        """Return a multiple of the last snapshot on or before a day.

        No data where that snapshot states none: an older figure never stands in for it.
        """
        place = self.place(day)
        if place < 0:
            raise NoDataError(
                f"{self.code}: snapshots of its multiples begin {days.iso(self.session(0))}; none "
                f"is stored on or before {days.iso(day)}."
            )
        value = self._fields[field][place]
        if math.isnan(value):
            raise NoDataError(
                f"{self.code}: the snapshot of {days.iso(self.session(place))} states no {field}."
            )
        return value

    def history(self, field: str, day: int) -> Iterator[tuple[int, float]]:
        """Give the day and the multiple of each snapshot up to a day that states it."""
        value = self._fields[field]
        for place in range(self.place(day) + 1):
            if not math.isnan(value[place]):
                yield self.session(place), value[place]
