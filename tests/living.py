"""The live source with its real clients, pointed at the stubs, by the stubs' clock."""

from pathlib import Path
from typing import Any

import pytest

import rotationxl.functions  # noqa: F401 (declares them)
from rotationxl.live import fred, keyless, yahoo
from rotationxl.market.evaluate import Market
from rotationxl.sources.live import Live
from rotationxl.store.database import Store
from stubs import Stubs
from stubs.fred import KEY


class Living:
    """Makes markets as different processes would have them: one store, the stubs' clock."""

    def __init__(self, stub: Stubs, folder: Path) -> None:
        self.stub = stub
        self.path = folder / "market.db"
        self.shift = 0.0
        """Seconds that this machine's clock is ahead of the world's."""

    def clock(self) -> float:
        return self.stub.world.now.timestamp() + self.shift

    def live(self, **options: Any) -> Live:
        return Live("", Store(self.path), **{"clock": self.clock} | options)

    def market(self, **options: Any) -> Market:
        return Market(self.live(**options))


@pytest.fixture
def living(stub: Stubs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Living:
    for name, value in addresses(stub).items():
        monkeypatch.setenv(name, value)
    for pace in (yahoo.PACE, fred.PACE, keyless.TREASURY_PACE):
        monkeypatch.setattr(pace, "_closed", float("-inf"))  # no other test's rate limit holds here
    return Living(stub, tmp_path)


def addresses(stub: Stubs) -> dict[str, str]:
    """Return the variables that send rotationxl to the stubs, with a key and without spacing."""
    return {
        "ROTATIONXL_YAHOO_URL": stub.yahoo_root,
        "ROTATIONXL_FRED_URL": stub.fred_root,
        "ROTATIONXL_FREDGRAPH_URL": stub.graph_root,
        "ROTATIONXL_TREASURY_URL": stub.treasury_root,
        "ROTATIONXL_YAHOO_SPACING": "0",
        "ROTATIONXL_FRED_SPACING": "0",
        "ROTATIONXL_TREASURY_SPACING": "0",
        "FRED_API_KEY": KEY,
    }
