"""What the stub of FRED holds for the tests of its client; few values, each known."""

import datetime as dt
from collections.abc import Iterator

import pytest

from clock import paced
from rotationxl.live.fred import Fred
from rotationxl.live.keys import Secret
from rotationxl.live.pace import Pace
from stubs import Stubs, World, stubs
from stubs.fred import KEY
from stubs.world import NEW_YORK, Series

YIELDS = {dt.date(2024, 7, 3): 4.36, dt.date(2024, 7, 4): None, dt.date(2024, 7, 5): 4.28}
MONTHS = [dt.date(2023 + i // 12, i % 12 + 1, 1) for i in range(24)]
TODAY = dt.date(2024, 12, 31)


def yields(code: str = "DGS10", *, archived: bool = True) -> Series:
    """Return three days of a yield, one of them a holiday, published at once."""
    out = Series(code, archived=archived)
    out.publish(dt.date(2024, 7, 8), dict(YIELDS))
    return out


def payrolls() -> Series:
    """Return months with a first print and two revisions each."""
    out = Series("PAYEMS", "M", decimals=0)
    for i, month in enumerate(MONTHS):
        for k, later in enumerate((36, 66, 97)):
            value = 158000 + 150 * i + 13 * k
            out.publish(month + dt.timedelta(later), {month: float(value)})
    return out


@pytest.fixture
def fred_stub() -> Iterator[Stubs]:
    """Serve payrolls, yields, and a series that FRED keeps no vintages of."""
    world = World(dt.datetime.combine(TODAY, dt.time(20), NEW_YORK))
    world.add(yields(), payrolls(), yields("NOVINT", archived=False))
    with stubs(world) as running:
        yield running


def fred(stub: Stubs, pace: Pace | None = None) -> Fred:
    return Fred(Secret(KEY), stub.fred_root, pace or paced())
