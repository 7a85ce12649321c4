"""What `rotationxl data refresh` does: ask for series, and say what came of it."""

import re
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from rotationxl.days import iso
from rotationxl.errors import SourceError, SuspiciousError, UnknownSymbolError
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.standings import Standing, is_due
from rotationxl.universe import TICKERS
from rotationxl_addin.data import HOPELESS, Row, complain, known, live_source, named, rows, show
from rotationxl_addin.options import FAILED, STALE, without_stored
from rotationxl_addin.progress import fetching

if TYPE_CHECKING:
    from rotationxl.live.refresh import Outcome

COLUMNS = ("series", "kind", "result", "rows", "last")
_UNKNOWN = UnknownSymbolError.__name__
_FRED_ID = re.compile(r"[A-Z0-9]+")


def refresh(names: Sequence[str], limit: float, *, every: bool, accept: bool) -> int:
    """Ask for series, print what came of it, and return the exit code."""
    live = live_source(limit)
    keys = _to_refresh(live, names, every=every, accept=accept)
    if not keys:
        _say_nothing_is_due(len(live.standings.known()), accept=accept)
        return 0
    until = time.monotonic() + limit
    before = {row.key: row for row in rows(live, keys)}
    force = every or accept or bool(names) or any(row.cause for row in before.values())
    outcomes = _asked(live, keys, limit, force=force, accept=accept)
    others = _as_macro(keys, names, outcomes)
    found = []
    if others and (left := until - time.monotonic()) > 0:
        before |= {row.key: row for row in rows(live, others)}
        outcomes |= _asked(live, others, left, force=True, accept=accept)
        found = [key for key in others if isinstance(outcomes.get(key), tuple)]
        mistaken = {key._replace(kind="price") for key in found}
        keys = [key for key in [*keys, *others] if key not in mistaken]
    code = _tell(live, before, rows(live, keys), outcomes)
    complain((key.code, "no ticker of Yahoo's, but a series of FRED's.") for key in found)
    return code


def _say_nothing_is_due(count: int, *, accept: bool) -> None:
    none = "Nothing is refused as suspicious" if accept else "Nothing is due"
    more = "--all asks for all of them" if count else "name some, or run a formula or report"
    click.echo(f"{none}; {count} series {'is' if count == 1 else 'are'} stored: {more}.")


def _asked(
    live: Live, keys: Sequence[Key], limit: float, *, force: bool, accept: bool
) -> "dict[Key, Outcome]":
    with fetching(keys) as told:
        return live.refresher.refresh(keys, limit, force=force, accept=accept, told=told)


def _to_refresh(live: Live, names: Sequence[str], *, every: bool, accept: bool) -> list[Key]:
    found = known(live)
    if names:
        return list(dict.fromkeys(key for name in names for key in named(name, found)))
    if every:
        return found
    standings = live.standings.of(found)
    if accept:
        return [key for key in found if key in standings and _is_suspicious(standings[key])]
    now, stored = live.clock(), set(live.standings.known())
    return [
        key
        for key in found
        if key not in standings
        or is_due(standings[key].due, now)
        or (key not in stored and standings[key].outcome not in HOPELESS)
    ]


def _is_suspicious(standing: Standing) -> bool:
    return standing.outcome == SuspiciousError.__name__


def _as_macro(
    keys: Iterable[Key], names: Iterable[str], outcomes: "dict[Key, Outcome]"
) -> list[Key]:
    """Return what Yahoo knows no ticker of, and FRED may have: bare names of neither of ours."""
    bare = {name.strip().upper() for name in names}
    return [
        Key("macro", key.code)
        for key in keys
        if key.kind == "price" and key.code in bare and key.code not in TICKERS
        if isinstance(outcomes.get(key), UnknownSymbolError) and _FRED_ID.fullmatch(key.code)
    ]


def _tell(
    live: Live, before: dict[Key, Row], after: Sequence[Row], outcomes: "dict[Key, Outcome]"
) -> int:
    held = set(live.standings.held([row.key for row in after], live.clock()))
    results = [_result(before[r.key], r, outcomes.get(r.key), r.key in held) for r in after]
    show(COLUMNS, [cells[:-1] for cells in results])
    complain((cells[0], cells[-1]) for cells in results)
    lacking = [row for row, cells in zip(after, results, strict=True) if cells[-1]]
    return _code(lacking, outcomes)


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
        problem = problem if count else without_stored(problem)
    elif held:
        result = "left alone"
        problem = f"{after.key.code}: another program is asking for it, and is not done."
    else:  # another program had it, or its provider wants to be left alone
        result = "left alone" if after.problem else "unchanged"
        result = "renewed" if after.digest != before.digest else result
        problem = after.problem
    ends = "-" if count is None else str(count), "-" if last is None else iso(last)
    return [after.key.code, after.key.kind, result, *ends, problem or ""]


def _code(lacking: Iterable[Row], outcomes: "dict[Key, Outcome]") -> int:
    """Return 3 where newer data should be there, 1 where no one knows a series, else 0."""
    causes = {_cause(row, outcomes.get(row.key)) for row in lacking}
    if causes - HOPELESS:
        return STALE
    return FAILED if _UNKNOWN in causes else 0


def _cause(row: Row, outcome: "Outcome | None") -> str:
    if row.size is not None:
        return "stale"
    return type(outcome).__name__ if isinstance(outcome, SourceError) else str(row.cause)
