"""How fast it is: medians of several runs, limits and plain pandas beside them.

    python tests/benchmarks/speed.py

Prices are a simulated folder of 50 tickers x 25 years written for the run.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
HOME = Path(tempfile.mkdtemp())
os.environ["ROTATIONXL_HOME"] = str(HOME / "home")

import numpy as np

import rotationxl.functions
from markets import random_rows, weekdays, write_prices
from rotationxl import registry
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import Key, open_source
from rotationxl.store.database import Store

ROWS: list[tuple[str, float, float | None]] = []
TICKERS = [f"T{i:02d}" for i in range(50)]


def median(work: Callable[[], object], times: int) -> float:
    """Return the median seconds of a piece of work."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def report(what: str, seconds: float, limit: float | None = None) -> None:
    ROWS.append((what, seconds, limit))
    verdict = "" if limit is None else ("ok" if seconds <= limit else "OVER")
    allowed = "" if limit is None else f"{limit * 1e3:12.3f}"
    print(f"{what:68} {seconds * 1e3:12.3f} {allowed:>12} {verdict}", flush=True)


def process(code: str, times: int = 5) -> float:
    return median(lambda: subprocess.run([sys.executable, "-c", code], check=True), times)


def command(*arguments: str, times: int = 3) -> float:
    line = [sys.executable, "-m", "rotationxl_addin", *arguments]
    return median(lambda: subprocess.run(line, check=True, capture_output=True), times)


def folder_of_50() -> Path:
    root = HOME / "market"
    dates = weekdays("2000-01-03", "2024-12-24")
    for seed, ticker in enumerate(TICKERS):
        write_prices(root, ticker, random_rows(seed, dates))
    return root


def warm_cells(market: Market) -> None:
    view = market.view
    calls = {
        "ASSET_RETURN": ("T00", "2024-11"),
        "SPREAD": ("T00", "T01", "2024-11"),
        "PRICE_ON": ("T00", "2024-11-25"),
        "RETURN_RANK": ("T00", "2024-11", 24.0),
    }
    for name, values in calls.items():
        market.answer(name, *values)

        def many(name: str = name, values: tuple[object, ...] = values) -> None:
            for _ in range(1000):
                registry.run(name, view, values)

        report(f"warm cell, no memo: {name}", median(many, 7) / 1000, 25e-6)

    def repeated() -> None:
        for _ in range(1000):
            market.answer("SPREAD", "T00", "T01", "2024-11")

    report("the same call again", median(repeated, 7) / 1000, 3e-6)
    mixed = mixed_calls()
    market.answers(mixed)
    view = market.view

    def ten_thousand() -> None:
        for call in mixed:
            registry.run(call.name, view, call.values)

    report("10,000 mixed warm cells, no memo", median(ten_thousand, 5), 0.3)


def mixed_calls() -> list[Call]:
    rng = np.random.default_rng(1)
    months = [f"{year}-{month:02d}" for year in range(2002, 2024) for month in range(1, 13)]
    calls = []
    for i in range(10_000):
        a, b = rng.choice(TICKERS, 2, replace=False)
        month = months[int(rng.integers(len(months)))]
        calls.append(
            [
                Call("ASSET_RETURN", (str(a), month)),
                Call("SPREAD", (str(a), str(b), month)),
                Call("PRICE_ON", (str(a), f"{month}-15")),
                Call("YTD_RETURN", (str(a), f"{month}-15")),
                Call("ANNUAL_RETURN", (str(a), "2010:2020")),
                Call("LOW_DATE", (str(a), month)),
            ][i % 6]
        )
    return calls


def pandas_cells(root: Path) -> None:
    import pandas as pd

    frames = {
        t: pd.read_csv(root / f"prices/{t}.csv", parse_dates=["date"], index_col="date")
        for t in ("T00", "T01")
    }
    totals = {}
    for ticker, frame in frames.items():
        factor = 1 - frame.dividend / frame.close.shift()
        totals[ticker] = frame.close / factor.fillna(1).cumprod()

    def spread() -> float:
        moves = [s[:"2024-11-30"].iloc[-1] / s[:"2024-10-31"].iloc[-1] - 1 for s in totals.values()]
        return float(moves[0] - moves[1])

    report("  plain pandas: the same spread from series in memory", median(spread, 200))


def filling(root: Path) -> None:
    import pandas as pd

    keys = [Key("price", ticker) for ticker in TICKERS]
    places = iter(range(100))

    def fill() -> None:
        Market(open_source(f"folder:{root}"), Store(HOME / f"fill{next(places)}.db")).load(keys)

    report("filling the store: 50 tickers x 25 years", median(fill, 3), 2.5)
    files = [root / f"prices/{ticker}.csv" for ticker in TICKERS]
    report(
        "  plain pandas: reading the same files",
        median(lambda: [pd.read_csv(f, parse_dates=["date"]) for f in files], 3),
    )
    filled = HOME / "fill0.db"

    def cold() -> None:
        Market(open_source(f"folder:{root}"), Store(filled)).load(keys[:1])

    report("opening one series cold (with the store)", median(cold, 9), 0.010)


def processes(root: Path) -> None:
    source = f"folder:{root}"
    rotationxl.call("ASSET_RETURN", "T00", "2024-11", source=source)
    bare = process("import numpy, sqlite3")
    report("new process: import numpy, sqlite3", bare)
    call = f'import rotationxl; rotationxl.call("ASSET_RETURN","T00","2024-11",source={source!r})'
    report("new process to first value, filled store", process(call), 2.5 * bare + 0.15)
    line = f"import pandas as pd; d=pd.read_csv({str(root / 'prices/T00.csv')!r}, parse_dates=['date'], index_col='date'); d.close[:'2024-11-30'].iloc[-1]"
    report("  plain pandas: new process to first value", process(line))
    report(
        "rotationxl calc, whole command",
        command("calc", '=ASSET_RETURN("T00","2024-11")', "--source", source),
    )


def building() -> None:
    first = HOME / "first.xlsx"
    once = command(
        "build",
        "value-growth",
        "--month",
        "2024-11",
        "--source",
        "sample",
        "-o",
        str(first),
        times=1,
    )
    report("build value-growth, first time on a machine", once, 3.0)
    again = command(
        "build",
        "value-growth",
        "--month",
        "2024-11",
        "--source",
        "sample",
        "-o",
        str(first),
        times=5,
    )
    report("build value-growth, whole process", again, 1.5)
    fast = command(
        "build",
        "value-growth",
        "--month",
        "2024-11",
        "--source",
        "sample",
        "--engine",
        "formualizer",
        "-o",
        str(first),
        times=5,
    )
    report("  with --engine formualizer", fast)
    from rotationxl_workbooks.build import build

    market = rotationxl.open_market("sample")
    for engine in ("formulon", "formualizer"):
        stamps = [time.perf_counter()]
        months = [f"2024-{m:02d}" for m in range(1, 13)]
        for _ in build("value-growth", months, market, out=HOME / engine, engine=engine):
            stamps.append(time.perf_counter())
        further = statistics.median(np.diff(stamps)[1:])
        report(f"each further month in the same process, {engine}", float(further), 0.25)
    report("  openpyxl alone: writing the same cells", median(lambda: openpyxl_alone(first), 3))


def openpyxl_alone(path: Path) -> None:
    import openpyxl

    source = openpyxl.load_workbook(path, data_only=True)
    cells = [[[c.value for c in row] for row in sheet.iter_rows()] for sheet in source]
    start = time.perf_counter()
    book = openpyxl.Workbook()
    for rows in cells:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(HOME / "plain.xlsx")
    ROWS.append(("(of which writing)", time.perf_counter() - start, None))


def main() -> int:
    print(f"{'what':68} {'median ms':>12} {'limit ms':>12}")
    root = folder_of_50()
    filling(root)
    market = Market(open_source(f"folder:{root}"), Store(HOME / "fill0.db"))
    warm_cells(market)
    pandas_cells(root)
    processes(root)
    building()
    return int(any(limit is not None and seconds > limit for _, seconds, limit in ROWS))


if __name__ == "__main__":
    sys.exit(main())
