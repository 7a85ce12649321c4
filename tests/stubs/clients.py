"""The real clients, pointed at the stubs: fixtures for tests."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from stubs import Stubs, stubs
from stubs.fred import KEY

if TYPE_CHECKING:
    from curl_cffi.requests import Session
    from fredapi import Fred


@pytest.fixture
def stub() -> Iterator[Stubs]:
    """Serve the small world."""
    with stubs() as running:
        yield running


def redirected(running: Stubs, limit: float = 2) -> "Session[Any]":
    """Return a session that asks the stubs whatever it is asked, within a time limit."""
    from curl_cffi.requests import Session

    class Redirected(Session[Any]):
        def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> Any:
            kwargs["timeout"] = min(kwargs.get("timeout") or limit, limit)
            return super().request(method, running.url(url), *args, **kwargs)

    return Redirected(trust_env=False)


@pytest.fixture
def web(stub: Stubs) -> Iterator["Session[Any]"]:
    """Open a session as yfinance wants it."""
    with redirected(stub) as session:
        yield session


@pytest.fixture
def fresh_yfinance(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Start yfinance anew, for its cookie, crumb and cached answers last as long as a process."""
    import yfinance
    from yfinance import cache
    from yfinance.data import SingletonMeta

    # pandas 3.1 warns of what yfinance does.
    warnings.filterwarnings("ignore", message="The inplace keyword", module="yfinance")
    monkeypatch.setattr(SingletonMeta, "_instances", {})
    monkeypatch.setitem(yfinance.config.debug.data, "hide_exceptions", False)
    monkeypatch.setattr(cache._TzCacheManager, "_tz_cache", cache._TzCacheDummy())  # noqa: SLF001
    dummy = cache._CookieCacheDummy()  # noqa: SLF001
    monkeypatch.setattr(cache._CookieCacheManager, "_Cookie_cache", dummy)  # noqa: SLF001


@pytest.fixture
def fred_client(stub: Stubs) -> "Fred":
    from fredapi import Fred

    client = Fred(api_key=KEY)
    client.root_url = stub.fred_root
    return client
