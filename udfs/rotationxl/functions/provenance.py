"""Where numbers come from, and why one is missing."""

import datetime as dt
import hashlib
import logging
from typing import Annotated, Any

from rotationxl import registry
from rotationxl.arguments import Headers, Kind, SeriesCode, SeriesCodes
from rotationxl.cells import NOT_AVAILABLE, Cell, serial_of_day, text
from rotationxl.days import EPOCH, Days, iso
from rotationxl.errors import (
    BadArgumentError,
    NoDataError,
    RotationError,
    SourceError,
    in_words,
)
from rotationxl.market.prices import Prices
from rotationxl.market.view import MissingSeriesError, View
from rotationxl.periods import month_of, month_text
from rotationxl.registry import FUNCTIONS, Family, Table
from rotationxl.sessions import NO_DAYS, is_complete_month, missing_sessions
from rotationxl.sources import Key, Status
from rotationxl.store.record import Record

function = Family("Provenance")
log = logging.getLogger("rotationxl")

_UNIX_EPOCH = (dt.date(1970, 1, 1) - EPOCH).days
_SECONDS = 86_400


@function(unit="date", oracle="pandas", examples=("=DATA_AS_OF()", '=DATA_AS_OF("DGS10")'))
def data_as_of(market: View, series: SeriesCode | None = None) -> int:
    """Date of a series' last stored observation, or of the last session of all.

    Without a series it is the date that every function uses where as_of is left out.
    """
    if series is not None:
        return serial_of_day(_last(market, series))
    if not market.has_sessions():
        raise NoDataError(f"No price of {market.source_title} is stored yet.")
    return serial_of_day(market.last_session)


def _last(market: View, series: str) -> int:
    loaded = market.either(series)
    return loaded.record.last if isinstance(loaded, Prices) else int(loaded.day[-1])


@function(unit="text", oracle="the stored rows", examples=('=DATA_NOTE("XLK")',))
def data_note(market: View, series: SeriesCode) -> str:
    """Source, field, first and last observation, age and status of a series, in one line.

    The time is that of the fetch, or of the file for files of your own. An unfinished month is
    named: periods that reach into it are measured to date. Sessions of the exchange that have no
    close, from 2000 on, are counted and the newest is named.
    """
    try:
        record = market.record(series)
    except SourceError as error:
        return f"{series}: missing. {error}"
    last = _last(market, series)
    gaps = _gaps(market, series)
    parts = [
        f"{series}: {_source(market, record)}",
        _field(record),
        f"{iso(record.first)} to {iso(last)}",
        f"{record.count} rows",
        *([f"fetched {_moment(record.since)}"] if record.since is not None else []),
        _status(market, record, gaps),
        *([_missing(gaps)] if len(gaps) else []),
    ]
    note = ", ".join(parts) + "."
    if record.key.kind == "price" and not is_complete_month(last):
        note += f" {month_text(month_of(last))} is unfinished."
    if record.problem is not None:
        note += f" Last problem: {record.problem.removeprefix(f'{series}: ')}"
    return f"{note} {market.warning}" if market.warning else note


@function(unit="table", oracle="the stored rows", examples=('=DATA_SOURCES("XLK,DGS10")',))
def data_sources(market: View, series: SeriesCodes, headers: Headers = True) -> Table:
    """Sources of a list of series: series, source, field, first, last, fetched, status.

    source is who gave the series. fetched is the time of the fetch, or of the file for files of
    your own. status is fresh, stale (newer data should be there), partial (sessions are missing),
    suspicious (the newest answer was refused), simulated or missing.
    """
    _need_either(market, series)
    columns = ("series", "source", "field", "first", "last", "fetched", "status")
    rows = [_source_row(market, code) for code in series]
    return Table(columns, rows, headers, dates=("first", "last", "fetched"))


def _source_row(market: View, code: str) -> list[Cell]:
    try:
        record = market.record(code)
    except SourceError:
        return [code, market.source_title, *[NOT_AVAILABLE] * 4, "missing"]
    return [
        code,
        _source(market, record),
        _field(record),
        serial_of_day(record.first),
        serial_of_day(_last(market, code)),
        NOT_AVAILABLE if record.since is None else record.since / _SECONDS + _UNIX_EPOCH,
        _status(market, record, _gaps(market, code)),
    ]


@function(unit="text", oracle="the stored rows", examples=("=DATA_BANNER()",))
def data_banner(market: View, series: SeriesCodes | None = None) -> str:
    """What a report prints above its title: the source and how far its data go, or a warning."""
    if market.warning:
        return market.warning
    if series is None and not market.has_sessions():
        return f"{market.source_title}: no prices stored yet"
    if series is None:
        return f"{market.source_title} to {iso(market.last_session)}"
    _need_either(market, series)
    known = [code for code in series if _is_known(market, code)]
    if not known:
        return f"{market.source_title}: no data of {', '.join(series)}"
    return f"{market.source_title} to {iso(max(_last(market, code) for code in known))}"


@function(unit="text", oracle="the stored rows", examples=('=SNAPSHOT_ID("IWD,IWF")',))
def snapshot_id(market: View, series: SeriesCodes) -> str:
    """Short hash of all stored data of a list of series: the same data give the same id.

    Prices with their dividends and splits, and macro series as they are stated now; vintages and
    multiples do not enter it.
    """
    _need_either(market, series)
    total = hashlib.blake2b(digest_size=6)
    for code in sorted(series):
        total.update(f"{code} {market.record(code).digest};".encode())
    return total.hexdigest()


def _need_either(market: View, series: tuple[str, ...]) -> None:
    market.need(*(Key(kind, code) for code in series for kind in ("price", "macro")))


def _is_known(market: View, code: str) -> bool:
    try:
        market.record(code)
    except SourceError:
        return False
    return True


def _field(record: Record) -> str:
    return "close" if record.key.kind == "price" else "value"


def _source(market: View, record: Record) -> str:
    """Return who gave a series, where the source knows, else the source itself."""
    return record.origin or market.source_title


def _status(market: View, record: Record, gaps: Days) -> Status:
    """Return simulated, what the source says, stale (prices that end too early), or fresh.

    Partial in place of fresh where sessions are missing.
    """
    if market.warning:
        return "simulated"
    if record.status is not None:
        return record.status
    is_behind = record.key.kind == "price" and record.last < market.last_session
    if is_behind:
        return "stale"
    return "partial" if len(gaps) else "fresh"


def _gaps(market: View, code: str) -> Days:
    """Return the sessions of the exchange that lie inside a price series, but not in it."""
    found = market.either(code)
    return missing_sessions(code, found.day) if isinstance(found, Prices) else NO_DAYS


def _missing(gaps: Days) -> str:
    last = iso(int(gaps[-1]))
    return (
        f"1 session missing, {last}"
        if len(gaps) == 1
        else (f"{len(gaps)} sessions missing, the last {last}")
    )


def _moment(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def read_anything(value: Cell, argument: str) -> Cell:  # noqa: ARG001 (a reader's signature)
    """Take a value as it is."""
    return value


Anything = Annotated[
    Any, Kind("any value", read_anything, wrong=None), "What that function gets in this place."
]


def read_function(value: Cell, argument: str) -> str:
    """Read the name of one of our functions, in capitals."""
    name = text(value, argument).upper()
    if name not in FUNCTIONS:
        raise BadArgumentError.among(argument, name, "a function", FUNCTIONS)
    return name


@function(
    unit="text",
    oracle="the error that the call raises",
    examples=('=EXPLAIN("STYLE_SPREAD","2024-13")', '=EXPLAIN("SECTOR_RETURN","Banks","2023-03")'),
)
def explain(
    market: View,
    function_name: Annotated[
        str, Kind("function", read_function, "STYLE_SPRED"), "Name of one of these functions."
    ],
    argument1: Anything = None,
    argument2: Anything = None,
    argument3: Anything = None,
    argument4: Anything = None,
    argument5: Anything = None,
    argument6: Anything = None,
    argument7: Anything = None,
    argument8: Anything = None,
) -> str:
    """Why a call fails: runs it and returns ok, or what is wrong, where, and what to do.

    After ok it says what the answer does not tell by itself, such as which members were left out.
    """
    values: list[Cell] = [
        argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8
    ]  # fmt: skip
    while values and values[-1] is None:
        values.pop()
    try:
        registry.run(function_name, market, values)
    except RotationError as error:
        return str(error)
    except MissingSeriesError:
        raise
    except Exception as error:
        log.exception("EXPLAIN of %s", function_name)
        return f"{function_name}: {in_words(error)}"
    return " ".join(["ok", *market.notes])
