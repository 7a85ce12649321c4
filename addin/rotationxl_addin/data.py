"""What `rotationxl data status` and `data refresh` do: how live series stand, and new ones."""

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
    SourceError,
    SuspiciousError,
    UnknownSymbolError,
)
from rotationxl.readers import read_series, read_ticker
from rotationxl.registry import Table
from rotationxl.sources import Key, Kind
from rotationxl.sources.live import Live
from rotationxl.store.standings import Standing, is_due
from rotationxl.universe import FRED
from rotationxl_addin.options import FAILED, STALE, shortened
from rotationxl_addin.progress import fetching, provider

if TYPE_CHECKING:
    from rotationxl.live.refresh import Outcome

KINDS: tuple[Kind, ...] = get_args(Kind)
STATUS = (
    "series", "kind", "provider", "first", "last", "rows", "fetched", "status", "next", "problem",
)  # fmt: skip
RESULT = ("series", "kind", "result", "rows", "last", "message")
_HOPELESS = {UnknownSymbolError.__name__, NeedsKeyError.__name__, KeyRefusedError.__name__}
"""What asking again does not mend."""
_COLOURS = {"stale": "yellow", "suspicious": "red", "missing": "red", "failed": "red"}
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

    Of one that is not stored, it is the macro series where FRED is known to have it, else prices.
    """
    kind, colon, code = text.partition(":")
    if not colon:
        code = read_series(text, "series")
        stored = [key for key in among if key.code == code]
        return stored or [Key("macro" if code in FRED else "price", code)]
    for one in KINDS:
        if kind.strip().lower() == one:
            reads = read_ticker if one in {"price", "valuation"} else read_series
            return [Key(one, reads(code, "series"))]
    raise BadArgumentError.among("series", kind, "a kind of series", KINDS)


def chosen(live: Live, names: Iterable[str]) -> list[Key]:
    """Return the series that are named; all where none is."""
    among = known(live)
    found = [key for name in names for key in named(name, among)]
    return list(dict.fromkeys(found)) or among


def rows(live: Live, keys: Sequence[Key]) -> list[Row]:
    """Return how series stand, asking no provider."""
    loaded, standings = live.load(keys), live.standings.of(keys)
    return [_row(key, loaded[key], standings.get(key)) for key in keys]


def _row(key: Key, item: "Outcome", standing: Standing | None) -> Row:
    due = standing.due if standing else None
    if isinstance(item, SourceError):
        never = standing is None or standing.outcome is None
        problem = f"{key.code}: nothing of it was fetched yet." if never else str(item)
        return Row(key, provider(key), None, None, None, None, "missing", due, problem, None)
    record = item[0]
    ends = record.first, record.last, record.count
    origin, status = record.origin or provider(key), record.status or "fresh"
    return Row(key, origin, *ends, record.since, status, due, record.problem, record.digest)


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
    hopeless = set() if names else _without_hope(live, found)
    return STALE if any(r.status != "fresh" and r.key not in hopeless for r in found) else 0


def _without_hope(live: Live, found: Iterable[Row]) -> set[Key]:
    missing = [row.key for row in found if row.status == "missing"]
    asked = live.standings.of(missing)
    return {key for key, standing in asked.items() if standing.outcome in _HOPELESS}


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


def refresh(names: Sequence[str], limit: float, *, every: bool, accept: bool) -> int:
    """Ask for series, print what came of it, and return the exit code."""
    live = live_source(limit)
    keys = _to_refresh(live, names, every=every, accept=accept)
    if not keys:
        count = len(live.standings.known())
        none = "Nothing is refused as suspicious" if accept else "Nothing is due"
        more = "--all asks for all of them" if count else "name some, or run a formula or report"
        click.echo(f"{none}; {count} series are stored: {more}.")
        return 0
    before = {row.key: row for row in rows(live, keys)}
    force = every or accept or bool(names)
    with fetching(keys) as told:
        outcomes = live.refresher.refresh(keys, limit, force=force, accept=accept, told=told)
    after = rows(live, keys)
    held = set(live.standings.held(keys, live.clock()))
    results = [_result(before[r.key], r, outcomes.get(r.key), r.key in held) for r in after]
    show(RESULT[:-1], [cells[:-1] for cells in results])
    complain((cells[0], cells[-1]) for cells in results)
    return _code(results, outcomes)


def _to_refresh(live: Live, names: Sequence[str], *, every: bool, accept: bool) -> list[Key]:
    if names:
        return chosen(live, names)
    found = known(live)
    if every:
        return found
    standings = live.standings.of(found)
    if accept:
        return [key for key in found if key in standings and _is_suspicious(standings[key])]
    now = live.clock()
    return [key for key in found if key not in standings or is_due(standings[key].due, now)]


def complain(problems: Iterable[tuple[str, str]]) -> None:
    """Print what is wrong with series, once for all that share it."""
    alike: dict[str, list[str]] = {}
    for code, problem in problems:
        if problem:
            alike.setdefault(problem.removeprefix(f"{code}: "), []).append(code)
    for problem, codes in alike.items():
        click.echo(f"{shortened(codes)}: {problem}")


def _is_suspicious(standing: Standing) -> bool:
    return standing.outcome == SuspiciousError.__name__


def _result(before: Row, after: Row, outcome: "Outcome | None", held: bool) -> list[str]:
    """Return the cells of a series that was to be refreshed, and why it was not."""
    count, last = after.size, after.last
    if isinstance(outcome, tuple):  # what a store that takes nothing would have
        count, last = outcome[0].count, outcome[0].last
        result = "new" if before.size is None else "renewed"
        result = "unchanged" if outcome[0].digest == before.digest else result
        problem = None
    elif isinstance(outcome, SourceError):
        result, problem = "failed", str(outcome)
    elif held:
        result = "left alone"
        problem = f"{after.key.code}: another program is asking for it, and is not done."
    else:  # another program had it, or its provider wants to be left alone
        result = "left alone" if after.problem else "unchanged"
        result = "renewed" if after.digest != before.digest else result
        problem = after.problem
    ends = "-" if count is None else str(count), "-" if last is None else iso(last)
    return [after.key.code, after.key.kind, result, *ends, problem or ""]


def _code(results: Iterable[list[str]], outcomes: "dict[Key, Outcome]") -> int:
    """Return 3 where asking again may help, 1 where it will not."""
    if not any(cells[-1] for cells in results):
        return 0
    errors = [item for item in outcomes.values() if isinstance(item, SourceError)]
    is_hopeless = bool(errors) and all(type(error).__name__ in _HOPELESS for error in errors)
    return FAILED if is_hopeless else STALE


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
