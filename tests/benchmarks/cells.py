"""Warm cells on a folder of 50 tickers, many at once, and plain pandas beside them."""

from pathlib import Path

import numpy as np

from benchmarks.folder import TICKERS, folder_of_50
from benchmarks.timing import Report, fastest, median
from rotationxl import registry
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store


def measure(report: Report, home: Path) -> None:
    root = folder_of_50(home)
    market = Market(open_source(f"folder:{root}"), Store(home / "cells.db"))
    report.title("cells of a folder of 50 tickers", "median ms", "limit ms")
    mixed = _mixed_calls()
    market.answers(mixed)
    view = market.view

    def ten_thousand() -> None:
        for call in mixed:
            registry.run(call.name, view, call.values)

    report.row("10,000 mixed warm cells, no memo", median(ten_thousand, 5), 0.3)
    again = fastest(lambda: market.answer("SPREAD", "T00", "T01", "2024-11"))
    report.row("the same call again", again, 3e-6)
    ours = fastest(lambda: registry.run("SPREAD", view, ("T00", "T01", "2024-11")))
    report.row("a spread of two tickers, no memo", ours, 25e-6)
    report.row("  plain pandas: the same from series in memory", _pandas_spread(root))


def _mixed_calls() -> list[Call]:
    rng = np.random.default_rng(1)
    months = [f"{year}-{month:02d}" for year in range(2002, 2024) for month in range(1, 13)]
    calls = []
    for i in range(10_000):
        a, b = map(str, rng.choice(TICKERS, 2, replace=False))
        month = months[int(rng.integers(len(months)))]
        kinds = [
            Call("ASSET_RETURN", (a, month)),
            Call("SPREAD", (a, b, month)),
            Call("PRICE_ON", (a, f"{month}-15")),
            Call("YTD_RETURN", (a, f"{month}-15")),
            Call("ANNUAL_RETURN", (a, "2010:2020")),
            Call("LOW_DATE", (a, month)),
        ]
        calls.append(kinds[i % len(kinds)])
    return calls


def _pandas_spread(root: Path) -> float:
    import pandas as pd

    totals = []
    for ticker in ("T00", "T01"):
        frame = pd.read_csv(root / f"prices/{ticker}.csv", parse_dates=["date"], index_col="date")
        factor = 1 - frame.dividend / frame.close.shift()
        totals.append(frame.close / factor.fillna(1).cumprod())

    def spread() -> float:
        moves = [s[:"2024-11-30"].iloc[-1] / s[:"2024-10-31"].iloc[-1] - 1 for s in totals]
        return float(moves[0] - moves[1])

    return fastest(spread)
