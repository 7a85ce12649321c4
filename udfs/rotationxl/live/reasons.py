"""Why there is nothing of a live series, or nothing as new as it should be."""

from rotationxl.days import iso
from rotationxl.errors import (
    NeedsKeyError,
    NotStoredError,
    SourceError,
    UnknownSymbolError,
    source_error,
)
from rotationxl.sources import Key, Mode
from rotationxl.store.rows import Loaded
from rotationxl.store.standings import Standing
from rotationxl.universe import FRED, TICKERS


def not_of_this_kind(key: Key) -> UnknownSymbolError | None:
    """Return why no provider need be asked: a ticker is no FRED series, and the other way round."""
    if key.kind in {"macro", "vintage"} and key.code in TICKERS:
        return UnknownSymbolError(f"{key.code}: this is a ticker, not a FRED series.")
    if key.kind in {"price", "valuation"} and key.code in FRED:
        return UnknownSymbolError(f"{key.code}: this is a FRED series, not a ticker.")
    return None


def last_error(key: Key, standing: Standing | None) -> SourceError | None:
    """Return the error that the last fetch of a series ended with, as the log has it."""
    if standing is None or standing.outcome in {None, "ok"}:
        return None
    message = standing.message or f"{key.code}: it could not be fetched."
    return source_error(str(standing.outcome), message)


def problem(served: Loaded | SourceError) -> str | None:
    """Return what keeps a series from being as new as it should be; None where nothing does."""
    if isinstance(served, UnknownSymbolError | NeedsKeyError):
        return None
    if isinstance(served, SourceError):
        return str(served)
    record = served[0]
    if record.status in {"fresh", "partial"}:
        return None
    return record.problem or f"{record.key.code}: its data end {iso(record.last)}."


def not_stored(key: Key, mode: Mode) -> NotStoredError:
    """Return the error for a series of which nothing is stored, and that is not waited for."""
    if mode == "never":
        return NotStoredError(
            f"{key.code}: nothing of it is stored, and offline no one is asked. Leave --offline "
            "out, or give another --source."
        )
    return NotStoredError(
        f"{key.code}: it is being fetched for the first time; the cell fills in when it has come."
    )
