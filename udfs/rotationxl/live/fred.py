"""Macro series from FRED's API, with a key; fredapi is imported when something is fetched."""

import os
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rotationxl import days
from rotationxl.errors import EmptyAnswerError
from rotationxl.live.keys import Secret
from rotationxl.live.observed import Row, latest, vintages
from rotationxl.live.pace import Pace
from rotationxl.live.web import base
from rotationxl.sources import Columns

if TYPE_CHECKING:
    from rotationxl.live.fred_client import Client

URL_VARIABLE = "ROTATIONXL_FRED_URL"
URL = "https://api.stlouisfed.org/fred"
SPACING = "ROTATIONXL_FRED_SPACING"
PACE = Pace(0.6, SPACING)  # FRED allows two requests a second
"""Shared by all that ask FRED in this process: its limit is one for API and downloads."""


class Fred:
    """FRED's API for the user's key."""

    def __init__(self, key: Secret, url: str | None = None, pace: Pace = PACE) -> None:
        self._key = key
        self._url = base(url or os.environ.get(URL_VARIABLE) or URL)
        self._pace = pace

    @cached_property
    def client(self) -> "Client":
        """The client of fredapi, for all that has no function here."""
        from rotationxl.live.fred_client import Client

        return Client(self._key, self._url, self._pace)

    def observations(self, code: str) -> Columns:
        """Return the latest values of a series."""
        return _latest(code, self.client.rows(code))

    def vintages(self, code: str) -> Columns:
        """Return what every release stated of each day, and since when.

        FRED keeps vintages of most series; NoVintagesError for the others.
        """
        return vintages(code, self.client.releases(code))

    def as_of(self, code: str, day: int) -> Columns:
        """Return the values that held on a day, from one request."""
        date = days.iso(day)
        return _latest(code, self.client.rows(code, realtime_start=date, realtime_end=date))

    def first_release(self, code: str) -> Columns:
        """Return each day's first stated value, and since when it was."""
        # Two months' first prints are of two releases: their difference is no headline.
        found = self.vintages(code)
        first = np.append(True, found["day"][1:] != found["day"][:-1])
        return {name: column[first] for name, column in found.items()}

    def headline(self, code: str, day: int) -> float:
        """Return an observation's change as its release stated it: both months as of that one."""
        found = self.first_release(code)
        place = np.flatnonzero(found["day"] == day)
        if not len(place):
            raise EmptyAnswerError(f"{code}: FRED keeps no release of {days.iso(day)}.")
        stated = self.as_of(code, int(found["since"][place[0]]))
        at = int(np.searchsorted(stated["day"], day))
        value = stated["value"][max(0, at - 1) : at + 1].astype(np.float64)
        if len(value) != 2 or stated["day"][at] != day or np.isnan(value).any():  # noqa: PLR2004
            raise EmptyAnswerError(
                f"{code}: the release of {days.iso(day)} does not state it and the one before."
            )
        return float(value[1] - value[0])


def _latest(code: str, rows: list[Row]) -> Columns:
    return latest(code, ((row.day, row.value) for row in rows))
