"""Filling the store from files, and opening what is stored."""

from itertools import count
from pathlib import Path

from benchmarks.folder import TICKERS, folder_of_50
from benchmarks.timing import Report, median
from rotationxl.market.evaluate import Market
from rotationxl.sources import Key, open_source
from rotationxl.store.database import Store


def measure(report: Report, home: Path) -> None:
    import pandas as pd

    root = folder_of_50(home)
    source = f"folder:{root}"
    keys = [Key("price", ticker) for ticker in TICKERS]
    files = [root / f"prices/{ticker}.csv" for ticker in TICKERS]
    places = count()

    def fill() -> None:
        Market(open_source(source), Store(home / f"fill{next(places)}.db")).load(keys)

    def read() -> None:
        for file in files:
            pd.read_csv(file, parse_dates=["date"])

    def cold() -> None:
        Market(open_source(source), Store(home / "fill0.db")).load(keys[:1])

    report.title("the store", "median ms", "limit ms")
    report.row("filling the store: 50 tickers x 25 years", median(fill, 3), 2.5)
    report.row("  plain pandas: reading the same files", median(read, 3))
    report.row("opening one series cold (with the store)", median(cold, 9), 0.010)
