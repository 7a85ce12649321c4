"""Worksheet functions that answer questions about style and sector rotation.

    >>> import rotationxl
    >>> rotationxl.call("SECTOR_RETURN", "XLE", "2024-11", source="sample")   # doctest: +SKIP
    0.052

ROTATIONXL_SOURCE, or the argument `source`, chooses the data: `live` (Yahoo Finance and FRED, the
default), `folder:PATH` or `sample` (simulated).
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rotationxl.errors import RotationError

if TYPE_CHECKING:
    from rotationxl.market.evaluate import Market
    from rotationxl.sources import Mode

__version__ = "0.1.0"
__all__ = ["RotationError", "call", "open_market"]


def call(name: str, *values: Any, source: str | None = None, **named: Any) -> Any:
    """Return what the function `name` gives: a number, text, a bool, or a pandas DataFrame.

    Arguments are what a cell would pass: numbers, text, booleans, dates, lists of rows, also
    from numpy and pandas; None leaves one out. They may be given by name:
    `call("STYLE_SPREAD", "2024-11", as_of="2024-11-15")`. Numbers are the same as in a sheet,
    dates Excel serials; in a DataFrame the date columns are datetimes. Raises RotationError:
    BadArgumentError where a sheet shows #VALUE!, NoDataError where it shows #N/A. Of live data
    that stayed stale the logger `rotationxl` warns.
    """
    from rotationxl.cells import of_python
    from rotationxl.registry import FUNCTIONS, Table

    market = open_market(source)
    given = FUNCTIONS[name.upper()].arranged(values, named)
    result = market.answer(name.upper(), *map(of_python, given))
    _warn_of_stale(market)
    if not isinstance(result, Table):
        return result
    from rotationxl.frames import to_frame

    return to_frame(result)


def _warn_of_stale(market: "Market") -> None:
    """Log of each series once that newer data should be there, and why they are not."""
    import logging

    for key, reason in market.supply.behind():
        if key not in market.told:
            market.told.add(key)
            logging.getLogger("rotationxl").warning("%s", reason)


def open_market(
    source: str | None = None, *, mode: "Mode | None" = None, limit: float | None = None
) -> "Market":
    """Return the market of a source, the same one each time: its data stay in memory.

    Left out: what ROTATIONXL_SOURCE says, else live. `mode` says when live data are renewed:
    `first` (a batch waits for them, `limit` seconds at most), `behind` or `never`; left out, what
    ROTATIONXL_REFRESH and ROTATIONXL_REFRESH_SECONDS say, else first and 20.
    """
    import os

    chosen = source or os.environ.get("ROTATIONXL_SOURCE")
    return _market(chosen, mode, limit, os.environ.get("ROTATIONXL_HOME"))


@lru_cache(maxsize=8)
def _market(
    source: str | None,
    mode: "Mode | None",
    limit: float | None,
    home: str | None,  # noqa: ARG001 (part of the key)
) -> "Market":
    import rotationxl.functions  # noqa: F401 (declares them)
    from rotationxl.market.evaluate import Market
    from rotationxl.sources import open_source

    return Market(open_source(source, mode=mode, limit=limit))
