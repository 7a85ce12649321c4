"""Loopback stubs of Yahoo, FRED and the Treasury, with a clock and faults.

    with stubs() as stub:
        stub.faults.add("chart", "IWD", Fault.STATUS_429, retry_after=2, times=1)
        stub.world.listings["XLK"].split(dt.date(2024, 6, 10), 2)
        stub.world.today = dt.date(2024, 6, 11)
        ...  # a client that asks stub.url("https://query2.finance.yahoo.com/...")
        assert len(stub.requests("chart", "IWD")) == 2

Where other processes ask, `remote` runs the stubs in one of their own and steers them.
The routes are those of `faults.ROUTES`; `clients` has fixtures with yfinance and fredapi.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from stubs import treasury
from stubs.control import Control
from stubs.faults import Fault, Faults, Plan
from stubs.fred import Fred
from stubs.made import small_world
from stubs.server import Server
from stubs.treasury import Treasury
from stubs.wire import Request
from stubs.world import World
from stubs.yahoo import Yahoo

__all__ = ["Fault", "Faults", "Plan", "Request", "Stubs", "World", "small_world", "stubs"]


class Stubs:
    """All providers on one port; `world` may change between requests."""

    def __init__(
        self,
        world: World,
        *,
        fred_per_second: int | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self.world = world
        self.faults = Faults()
        self.yahoo = Yahoo(world)
        self.fred = Fred(world, per_second=fred_per_second)
        self.treasury = Treasury(world)
        self._sites = (self.yahoo, self.fred, self.treasury)
        self._tls = tls
        self.server = self._serve(port)
        self.port = int(self.server.server_address[1])

    def _serve(self, port: int) -> Server:
        return Server(
            self._sites,
            self.faults,
            port,
            self._tls,
            now=lambda: self.world.now,
            control=Control(self),
        )

    def url(self, url: str) -> str:
        """Return where the stub answers for an address of the provider's."""
        parts = urlsplit(url)
        at = f"/_host/{parts.hostname}{parts.path or '/'}"
        return urlunsplit(("http", f"127.0.0.1:{self.port}", at, parts.query, ""))

    @property
    def proxy(self) -> str:
        """What to set HTTPS_PROXY to, for programs that know nothing of stubs."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def fred_root(self) -> str:
        """What to set `fredapi.Fred.root_url` and ROTATIONXL_FRED_URL to."""
        return self.url("https://api.stlouisfed.org/fred")

    @property
    def yahoo_root(self) -> str:
        """What to set ROTATIONXL_YAHOO_URL to."""
        return self.proxy

    @property
    def graph_root(self) -> str:
        """What to set ROTATIONXL_FREDGRAPH_URL to."""
        return self.url("https://fred.stlouisfed.org/graph")

    @property
    def treasury_root(self) -> str:
        """What to set ROTATIONXL_TREASURY_URL to."""
        return self.url(f"https://home.treasury.gov{treasury.ROOT}")

    def speaks_for(self, url: str) -> bool:
        return (urlsplit(url).hostname or "") in self.server.sites

    def requests(self, route: str | None = None, name: str | None = None) -> list[Request]:
        """Return what was asked of a route, for a ticker or series."""
        with self.server.lock:
            log = list(self.server.log)
        return [r for r in log if route in {None, r.route} and name in {None, r.name}]

    def forget(self) -> None:
        """Empty the log."""
        with self.server.lock:
            self.server.log.clear()

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Refuse connections meanwhile; the same port and log serve on afterwards."""
        log, mistakes = self.server.log, self.server.mistakes
        self.server.close()
        try:
            yield
        finally:
            self.server = self._serve(self.port)
            self.server.log, self.server.mistakes = log, mistakes

    def close(self) -> None:
        """Stop; a mistake of the stubs' own is raised here, for clients see a closed connection."""
        self.server.close()
        for mistake in self.server.mistakes:
            raise mistake


@contextmanager
def stubs(
    world: World | None = None,
    *,
    fred_per_second: int | None = None,
    tls: ssl.SSLContext | None = None,
    port: int = 0,
) -> Iterator[Stubs]:
    """Serve a world, the small one by default, until the block ends.

    With `tls`, the server's certificates, clients may also come by HTTPS_PROXY.
    """
    running = Stubs(world or small_world(), fred_per_second=fred_per_second, tls=tls, port=port)
    try:
        yield running
    finally:
        running.close()
