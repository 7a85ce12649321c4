"""Serve a made world until stdin closes; the first line of the output says where, as JSON."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from rotationxl.universe import FRED, TICKERS
from stubs import Stubs, stubs
from stubs.certificates import certificates
from stubs.chart import known
from stubs.fred import KEY
from stubs.fred import Fred as FredSite
from stubs.market import market, named
from stubs.treasury import Treasury
from stubs.yahoo import Yahoo

HOSTS = sorted(Yahoo.hosts | FredSite.hosts | Treasury.hosts)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("stubs", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--latency", type=float, default=0, help="seconds before every answer")
    parser.add_argument("--tickers", default="60", help="how many of the universe's, or A,B,C")
    parser.add_argument("--series", default="20", help="how many of the universe's, or A,B,C")
    parser.add_argument("--years", type=int, default=25, help="how long the histories are")
    parser.add_argument("--today", type=dt.date.fromisoformat, default=dt.date(2024, 12, 2))
    parser.add_argument("--per-second", type=int, help="how many requests FRED's API allows")
    parser.add_argument("--tls", type=Path, help="a folder for certificates, for HTTPS_PROXY")
    return parser.parse_args()


def about(running: Stubs) -> dict[str, Any]:
    roots = ("proxy", "yahoo_root", "fred_root", "graph_root", "treasury_root")
    return {"port": running.port, "key": KEY} | {root: getattr(running, root) for root in roots}


def main() -> None:
    asked = options()
    tickers, codes = named(asked.tickers, [*TICKERS]), named(asked.series, [*FRED])
    world = market(tickers, codes, asked.years, asked.today)
    for listing in world.listings.values():
        known(listing, world.now)  # else the first answers are late
    tls, authority = certificates(asked.tls, HOSTS) if asked.tls else (None, None)
    with stubs(world, fred_per_second=asked.per_second, tls=tls, port=asked.port) as running:
        running.faults.latency = asked.latency
        more = {"authority": str(authority or ""), "tickers": tickers, "series": codes}
        print(json.dumps(about(running) | more), flush=True)  # noqa: T201 (its answer)
        sys.stdin.read()


if __name__ == "__main__":
    main()
