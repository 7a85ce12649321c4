"""Stubs that run in a process of their own, and are steered from this one.

    with started("--tickers", "60", "--latency", "0.1") as remote:
        subprocess.run([...], env=os.environ | remote.environment())
        remote("fault", where="chart", name="IWD", fault="STATUS_429", times=1)
        remote("today", day="2024-12-03")
        assert remote("requests", route="chart")["count"] == 60

The commands are the methods of `control.Control`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from stubs.control import PATH

TESTS = Path(__file__).parents[1]
# A proxy of the environment is not asked for what is on this machine.
OPENER = build_opener(ProxyHandler({}))


class Remote:
    """A running stub; `about` is the line that it began with."""

    def __init__(self, about: dict[str, Any]) -> None:
        self.about = about

    def __call__(self, do: str, **arguments: Any) -> Any:
        """Return what a command gives; ValueError with the stub's words where it is wrong."""
        body = json.dumps({"do": do, **arguments}, default=str).encode()
        request = Request(f"{self.about['proxy']}{PATH}", body, method="POST")  # noqa: S310 (http)
        try:
            with OPENER.open(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise ValueError(error.read().decode()) from None

    def renew(self) -> None:
        """Forget faults, delays and requests."""
        self("clear")
        self("latency", seconds=0)
        self("forget")

    def environment(self) -> dict[str, str]:
        """Return the variables that send rotationxl here, with a key and without spacing."""
        return {
            "ROTATIONXL_YAHOO_URL": self.about["yahoo_root"],
            "ROTATIONXL_FRED_URL": self.about["fred_root"],
            "ROTATIONXL_FREDGRAPH_URL": self.about["graph_root"],
            "ROTATIONXL_TREASURY_URL": self.about["treasury_root"],
            "ROTATIONXL_YAHOO_SPACING": "0",
            "ROTATIONXL_FRED_SPACING": "0",
            "FRED_API_KEY": self.about["key"],
        }

    def behind_proxy(self) -> dict[str, str]:
        """Return the variables for programs that know nothing of stubs; they need `--tls`."""
        bundles = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        proxy = {"HTTPS_PROXY": self.about["proxy"], "NO_PROXY": ""}
        addresses = dict.fromkeys((n for n in self.environment() if n.endswith("_URL")), "")
        return dict.fromkeys(bundles, self.about["authority"]) | proxy | addresses


@contextmanager
def started(*options: str) -> Iterator[Remote]:
    """Run `python -m stubs` with options until the block ends."""
    path = os.pathsep.join([str(TESTS), *sys.path])
    with subprocess.Popen(
        [sys.executable, "-m", "stubs", *options],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            raise ChildProcessError(f"python -m stubs {' '.join(options)} did not begin")
        yield Remote(json.loads(line))
    if process.returncode:
        raise ChildProcessError("a mistake of the stubs' own; what it is stands above")
