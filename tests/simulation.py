"""Months of refreshes against the stubs, by the stubs' clock, and what must come of them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from living import Living, addresses
from rotationxl.errors import SourceError
from rotationxl.live import fred, keyless, yahoo
from rotationxl.live.refresh import WHOLE, Outcome
from rotationxl.sources import Columns, Key, Mode
from rotationxl.sources.live import Live
from stubs import Stubs, World, stubs
from stubs.world import NEW_YORK

OLDEST = 0
"""A request for a whole series begins before 1970."""


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), NEW_YORK)


class Asked(NamedTuple):
    """What one refresh asked Yahoo for of one ticker: of each request, whether of all of it."""

    moment: dt.datetime
    whole: list[bool]
    is_good: bool


class Simulation:
    """One user's store, refreshed by Live at chosen moments."""

    def __init__(self, living: Living, keys: Iterable[Key]) -> None:
        self.living = living
        self.keys = list(keys)
        self.asked: dict[Key, list[Asked]] = {key: [] for key in self.keys}
        self.moments: list[dt.datetime] = []
        self.errors: list[SourceError] = []
        self._live = self.live("first")

    @property
    def stub(self) -> Stubs:
        return self.living.stub

    def live(self, mode: Mode) -> Live:
        """Return the store's data as another process would have them."""
        return self.living.live(mode=mode)

    def restart(self) -> None:
        """Go on in another process, as it were."""
        self._live = self.live("first")

    def refresh(self, moment: dt.datetime, keys: Iterable[Key] | None = None) -> None:
        """Refresh what is due at a moment."""
        self.stub.world.now = moment
        self.stub.forget()
        self.moments.append(moment)
        found = self._live.refresher.refresh(keys or self.keys, 20.0)
        self.errors += [error for error in found.values() if isinstance(error, SourceError)]
        for key, outcome in found.items():
            self.asked[key].append(self._asked(key, outcome))

    def _asked(self, key: Key, outcome: Outcome) -> Asked:
        route = {"price": "chart", "valuation": "summary"}.get(key.kind, "observations")
        asked = self.stub.requests(route, key.code)
        if key.kind in {"macro", "vintage"}:  # both ask for observations
            asked = [r for r in asked if ("realtime_start" in r.query) == (key.kind == "vintage")]
        whole = [int(r.query.get("period1", OLDEST)) <= OLDEST for r in asked]
        is_good = not isinstance(outcome, SourceError)
        return Asked(self.stub.world.now, whole, is_good)

    def again(self, key: Key) -> int:
        """Return how often a ticker's past was fetched again in the same refresh.

        All else must be one request a refresh: for the last days, or once a month for all.
        """
        last_whole, extra = 0.0, 0
        for asked in self.asked[key]:
            assert asked.whole[0] == (asked.moment.timestamp() - last_whole > WHOLE)
            assert asked.whole[1:] in ([], [True])
            extra += len(asked.whole) - 1
            if asked.is_good and any(asked.whole):
                last_whole = asked.moment.timestamp()
        return extra

    def stored(self) -> dict[Key, Columns]:
        """Return what the store holds."""
        found = self._live.store.read("live", self.keys)
        return {key: columns for key, (_, columns) in found.items()}

    def cold(self, folder: Path) -> Live:
        """Return a source that has loaded everything into a new store, now."""
        fresh = Living(self.stub, folder).live(mode="first")
        found = fresh.load(self.keys)
        assert not [item for item in found.values() if isinstance(item, SourceError)]
        return fresh


@contextmanager
def simulated(world: World, keys: Iterable[Key], folder: Path) -> Iterator[Simulation]:
    """Serve a world, and begin a store of some of its series; nothing waits by a real clock."""
    with stubs(world) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in addresses(running).items():
            patch.setenv(name, value)
        for pace in (yahoo.PACE, fred.PACE, keyless.TREASURY_PACE):
            patch.setattr(pace, "backoff", 0.0)
        yield Simulation(Living(running, folder), keys)


def assert_equal(stored: Columns, cold: Columns, what: object) -> None:
    """Hold what is stored to a cold load, to the last digit."""
    assert set(stored) == set(cold), what
    for name, column in cold.items():
        assert stored[name].dtype == column.dtype, (what, name)
        np.testing.assert_array_equal(stored[name], column, f"{what} {name}")


def since(columns: Columns, day: int) -> Columns:
    """Return the rows of a macro series from a day on."""
    kept = columns["day"].astype(np.int32) >= day
    return {name: column[kept] for name, column in columns.items()}
