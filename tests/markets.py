"""Small markets written as CSV files, for tests."""

import math
from pathlib import Path

import numpy as np

from rotationxl.sources import Columns


def write_prices(root: Path, code: str, rows: list[str], *, more: str = "") -> Path:
    """Write a price file of rows `date,close,dividend,split`."""
    path = root / "prices" / f"{code}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f"date,close,dividend,split{more}", *rows]) + "\n", "utf-8")
    return path


def write_macro(root: Path, code: str, rows: list[str]) -> Path:
    path = root / "macro" / f"{code}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["date,value", *rows]) + "\n", "utf-8")
    return path


def write_vintages(root: Path, code: str, rows: list[str]) -> Path:
    """Write a file of rows `date,value,vintage`."""
    path = root / "vintages" / f"{code}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["date,value,vintage", *rows]) + "\n", "utf-8")
    return path


def weekdays(first: str, last: str) -> list[str]:
    day = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    return [str(d) for d in day[np.is_busday(day)]]


def random_rows(seed: int, dates: list[str], *, dividends: bool = True) -> list[str]:
    """Return rows of a random walk with a dividend every 60 sessions or so."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0.0003, 0.01, len(dates))))
    paid = np.where(np.arange(len(dates)) % 61 == 60, 0.5, 0.0)
    return [
        f"{date},{price:.4f},{cash if dividends else ''},"
        for date, price, cash in zip(dates, close, paid, strict=True)
    ]


def stated(snapshots: Columns) -> dict[str, float]:
    """Return what the last snapshot of multiples states."""
    last = {name: float(column[-1]) for name, column in snapshots.items() if name != "day"}
    return {name: value for name, value in last.items() if not math.isnan(value)}
