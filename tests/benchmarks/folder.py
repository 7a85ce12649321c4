"""A simulated folder of 50 tickers over 25 years."""

from pathlib import Path

from markets import random_rows, weekdays, write_prices

TICKERS = [f"T{i:02d}" for i in range(50)]


def folder_of_50(home: Path) -> Path:
    """Return the folder, written once a run."""
    root = home / "market"
    if not root.exists():
        dates = weekdays("2000-01-03", "2024-12-24")
        for seed, ticker in enumerate(TICKERS):
            write_prices(root, ticker, random_rows(seed, dates))
    return root
