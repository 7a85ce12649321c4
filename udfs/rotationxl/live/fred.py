"""Macro series from FRED's API, with a key; fredapi is imported when something is fetched."""

import os
from functools import cached_property
from typing import TYPE_CHECKING

from rotationxl.live.keys import Secret
from rotationxl.live.observed import latest, vintages
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
        rows = self.client.rows(code)
        return latest(code, ((row.day, row.value) for row in rows))

    def vintages(self, code: str) -> Columns:
        """Return what every release stated of each day, and since when.

        FRED keeps vintages of most series; NoVintagesError for the others.
        """
        return vintages(code, self.client.releases(code))
