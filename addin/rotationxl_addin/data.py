"""What `rotationxl data status` does: how live series stand."""

import csv
import datetime as dt
import io
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, get_args

import click

import rotationxl
from rotationxl.days import iso
from rotationxl.display import table_lines
from rotationxl.errors import (
    BadArgumentError,
    KeyRefusedError,
    NeedsKeyError,
    NotStoredError,
    SourceError,
    UnknownSymbolError,
)
from rotationxl.readers import read_series, read_ticker
from rotationxl.registry import Table
from rotationxl.sources import Key, Kind
from rotationxl.sources.live import Live
from rotationxl.store.standings import Standing, is_due
from rotationxl.universe import FRED
from rotationxl_addin.options import STALE, shortened, without_stored
from rotationxl_addin.progress import provider

if TYPE_CHECKING:
    from rotationxl.live.refresh import Outcome

KINDS: tuple[Kind, ...] = get_args(Kind)
STATUS = (
    "series", "kind", "provider", "first", "last", "rows", "fetched", "status", "next", "problem",
)  # fmt: skip
HOPELESS = {UnknownSymbolError.__name__, NeedsKeyError.__name__, KeyRefusedError.__name__}
"""What asking again does not mend: no data are missing that could be there."""
_COLOURS = {
    "stale": "yellow", "suspicious": "red", "missing": "red", "failed": "red",
    "ok": "green", "warn": "yellow", "wrong": "bold red",
}  # fmt: skip
_YEAR = 300 * 86_400


class Row(NamedTuple):
    """How one series stands; what there is nothing of is None, moments are seconds since 1970."""

    key: Key
    provider: str
    first: int | None
    last: int | None
    size: int | None
    fetched: float | None
    status: str
    due: float | None
    problem: str | None
    digest: str | None
    cause: str | None
    """The name of the error where nothing is stored."""


def live_source(limit: float | None = None) -> Live:
    """Return source live, which asks no one by itself."""
    source = rotationxl.open_market("live", mode="never", limit=limit).source
    assert isinstance(source, Live)  # noqa: S101 (it is called that)
    return source


def known(live: Live) -> list[Key]:
    """Return the series that are stored or were asked for, without those that no one has."""
    stored = set(live.standings.known())
    asked = live.standings.of(live.standings.asked())
    lost = UnknownSymbolError.__name__
    return sorted(stored | {key for key, one in asked.items() if one.outcome != lost})


def named(text: str, among: Collection[Key]) -> list[Key]:
    """Return the series that IWD, DGS10 or valuation:IWD names: all stored kinds of a bare name.

    Of one that is not stored, it is prices, or the macro series where it is one of ours or no
    ticker can be called so.
    """
    kind, colon, code = text.partition(":")
    if not colon:
        code = read_series(text, "series")
        return [key for key in among if key.code == code] or [Key(_kind(code), code)]
    for one in KINDS:
        if kind.strip().lower() == one:
            reads = read_ticker if one in {"price", "valuation"} else read_series
            return [Key(one, reads(code, "series"))]
    raise BadArgumentError.among("series", kind, "a kind of series", KINDS)


def _kind(code: str) -> Kind:
    if code in FRED:
        return "macro"
    try:
        read_ticker(code, "series")
    except BadArgumentError:
        return "macro"
    return "price"


def chosen(live: Live, names: Iterable[str]) -> list[Key]:
    """Return the series that are named, of what is not stored those that were asked for in vain.

    All series where none is named.
    """
    among = known(live)
    codes = {key.code for key in among}
    lost = [key for key in live.standings.asked() if key.code not in codes]
    found = [key for name in names for key in named(name, [*among, *lost])]
    return list(dict.fromkeys(found)) or among


def rows(live: Live, keys: Sequence[Key]) -> list[Row]:
    """Return how series stand, asking no provider."""
    loaded, standings = live.load(keys), live.standings.of(keys)
    return [_row(key, loaded[key], standings.get(key)) for key in keys]


def _row(key: Key, item: "Outcome", standing: Standing | None) -> Row:
    due = standing.due if standing else None
    if isinstance(item, SourceError):
        never = isinstance(item, NotStoredError)
        problem = f"{key.code}: nothing of it was fetched yet." if never else str(item)
        nothing = None, None, None, None
        told, cause = without_stored(problem), type(item).__name__
        return Row(key, provider(key), *nothing, "missing", due, told, None, cause)
    record = item[0]
    ends = record.first, record.last, record.count
    origin, status = record.origin or provider(key), record.status or "fresh"
    return Row(key, origin, *ends, record.since, status, due, record.problem, record.digest, None)


def status(names: Sequence[str], *, as_csv: bool) -> int:
    """Print how series stand; return the exit code."""
    live = live_source()
    found = rows(live, chosen(live, names))
    if as_csv:
        _print_csv(found)
    else:
        now = live.clock()
        if found:
            show(STATUS[:-1], [_cells(row, now) for row in found])
        complain((row.key.code, row.problem or "") for row in found)
        counted = Counter(row.status for row in found)
        total = ", ".join(f"{count} {name}" for name, count in counted.items()) or "none"
        click.echo(f"{len(found)} series: {total}. Times are UTC. Stored in {live.store.path}.")
    return (
        STALE
        if any(
            row.status not in {"fresh", "partial"} and row.cause not in HOPELESS for row in found
        )
        else 0
    )


def _cells(row: Row, now: float) -> list[str]:
    ends = [iso(day) if day is not None else "-" for day in (row.first, row.last)]
    due = "-" if row.due is None else "now" if is_due(row.due, now) else _short(row.due, now)
    return [
        row.key.code, row.key.kind, row.provider.split()[0].rstrip(","), *ends,
        "-" if row.size is None else str(row.size),
        "-" if row.fetched is None else _short(row.fetched, now), row.status, due,
    ]  # fmt: skip


def _print_csv(found: Iterable[Row]) -> None:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(STATUS)
    for row in found:
        ends = [None if day is None else iso(day) for day in (row.first, row.last)]
        moments = [None if at is None else _moment(at).isoformat() for at in (row.fetched, row.due)]
        writer.writerow([
            row.key.code, row.key.kind, row.provider, *ends, row.size, moments[0], row.status,
            moments[1], row.problem,
        ])  # fmt: skip
    click.echo(lines.getvalue(), nl=False)


def complain(problems: Iterable[tuple[str, str]]) -> None:
    """Print what is wrong with series, once for all that share it."""
    alike: dict[str, list[str]] = {}
    for code, problem in problems:
        if problem:
            alike.setdefault(problem.removeprefix(f"{code}: "), []).append(code)
    for problem, codes in alike.items():
        click.echo(f"{shortened(codes)}: {problem}")


def show(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print a table: in colours on a terminal, else in aligned columns."""
    if not sys.stdout.isatty():
        click.echo("\n".join(table_lines(Table(columns, [list(row) for row in cells], True))))
        return
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for row in cells:
        grid.add_row(*(Text(cell, _COLOURS.get(cell, "")) for cell in row))
    Console().print(grid)


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(microsecond=0)


def moment(seconds: float) -> str:
    """Return a moment as DATA_NOTE writes it."""
    return _moment(seconds).strftime("%Y-%m-%d %H:%M UTC")


def _short(seconds: float, now: float) -> str:
    """Return a moment without its year, or one of another year without its time."""
    is_near = abs(now - seconds) < _YEAR
    return _moment(seconds).strftime("%m-%d %H:%M" if is_near else "%Y-%m-%d")
