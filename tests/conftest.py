"""Markets for tests: the sample, a small folder written here, and real data where present."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import rotationxl.functions  # noqa: F401 (declares the functions)
from fred_world import fred_stub  # noqa: F401 (a fixture)
from living import living  # noqa: F401 (a fixture)
from markets import random_rows, weekdays, write_macro, write_prices
from rotationxl.live.fred import URL_VARIABLE as API_VARIABLE
from rotationxl.live.keyless import DOWNLOAD_VARIABLE, TREASURY_VARIABLE
from rotationxl.live.yahoo import REDIRECT as YAHOO_VARIABLE
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store
from stubs.clients import fred_client, fresh_yfinance, stub, web  # noqa: F401 (fixtures)
from typed import typed  # noqa: F401 (a fixture)
from windows import computer  # noqa: F401 (a fixture)

REAL = Path(os.environ.get("ROTATIONXL_TEST_MARKET") or Path(__file__).parents[2] / "shared/market")

PROVIDERS = (YAHOO_VARIABLE, API_VARIABLE, DOWNLOAD_VARIABLE, TREASURY_VARIABLE)
NOWHERE = "http://127.0.0.1:1"
"""Nothing listens there: no test asks a real provider, whatever it forgets."""

# The same examples on every run; a slow machine is no failure.
settings.register_profile(
    "rotationxl",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("rotationxl")


@pytest.fixture(autouse=True, scope="session")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the user's own store out of the tests."""
    os.environ["ROTATIONXL_HOME"] = str(tmp_path_factory.mktemp("home"))
    for name in ("ROTATIONXL_SOURCE", "ROTATIONXL_REFRESH", "FRED_API_KEY"):
        os.environ.pop(name, None)
    os.environ.update(dict.fromkeys(PROVIDERS, NOWHERE))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Market:
    return Market(open_source("sample"), Store(tmp_path_factory.mktemp("sample") / "market.db"))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Market:
    if not (REAL / "prices").is_dir():
        pytest.skip(f"no real market data at {REAL}; set ROTATIONXL_TEST_MARKET")
    store = Store(tmp_path_factory.mktemp("real") / "market.db")
    return Market(open_source(f"folder:{REAL}"), store)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four funds and an index with holidays of their own, and some macro series."""
    root = tmp_path_factory.mktemp("market")
    dates = weekdays("2015-01-01", "2024-12-24")
    for seed, code in enumerate(("AAA", "BBB", "CCC", "DDD")):
        own = [d for i, d in enumerate(dates) if (i + seed * 7) % 97]
        write_prices(root, code, random_rows(seed, own))
    write_prices(root, "^IDX", random_rows(9, dates, dividends=False))
    rng = np.random.default_rng(5)
    for code in ("DGS10", "DGS2", "DTWEXBGS", "DTB3"):
        level = (3 if code != "DTWEXBGS" else 100) + np.cumsum(rng.normal(0, 0.03, len(dates)))
        rows = [
            f"{d},{'' if i % 83 == 5 else f'{v:.2f}'}"
            for i, (d, v) in enumerate(zip(dates, level, strict=True))
        ]
        write_macro(root, code, rows)
    return root


@pytest.fixture(scope="session")
def small(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Market:
    store = Store(tmp_path_factory.mktemp("small") / "market.db")
    return Market(open_source(f"folder:{folder}"), store)
