"""What `rotationxl data why` tells of a series: what there is, what went wrong, what to do."""

from collections.abc import Iterator

import click

from rotationxl.days import iso
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.standings import Standing, is_due
from rotationxl_addin.data import Row, chosen, live_source, moment, rows

_MOST = 10
_KINDS = {
    "price": "prices", "macro": "macro series", "vintage": "vintages", "valuation": "multiples",
}  # fmt: skip
_WORDS = {
    "ok": "came",
    "UnknownSymbolError": "unknown there",
    "UnreachableError": "not reached",
    "OutageError": "fault of the provider",
    "RateLimitedError": "asked to wait",
    "RefusedError": "refused",
    "EmptyAnswerError": "without a value",
    "MalformedError": "not readable",
    "SuspiciousError": "suspicious, not taken",
    "NeedsKeyError": "needs a key",
    "KeyRefusedError": "key refused",
}
_AGAIN = "Nothing: it is asked for again by itself, and `rotationxl data refresh {name}` asks now."
_DO = {
    "UnknownSymbolError": "Check how it is spelt. A FRED id that has no name here is macro:{code}.",
    "UnreachableError": "Check this machine's connection and proxy, then `rotationxl data refresh "
    "{name}`.",
    "RateLimitedError": "Wait: nothing is sent before the time above.",
    "RefusedError": "Check whether a proxy or firewall refuses it, then `rotationxl data refresh "
    "{name}`.",
    "SuspiciousError": "Compare with the provider's own page. If it is right after all: "
    "`rotationxl data refresh {name} --accept`.",
    "NeedsKeyError": "`rotationxl config set fred-key`.",
    "KeyRefusedError": "`rotationxl config set fred-key`, or set FRED_API_KEY to the right one.",
}


def tell(name: str) -> None:
    """Print what is known of a series."""
    live = live_source()
    found = rows(live, chosen(live, [name]))
    for place, row in enumerate(found):
        click.echo("\n" * bool(place) + "\n".join(_lines(live, row)))


def _lines(live: Live, row: Row) -> Iterator[str]:
    standing = live.standings.of([row.key]).get(row.key)
    yield f"{row.key.code}, {_KINDS[row.key.kind]}: {row.status}"
    yield f"  stored       {_stored(row)}"
    if row.fetched is not None:
        yield f"  fetched      {moment(row.fetched)}"
    if row.problem:
        yield f"  problem      {row.problem}"
    if standing:
        now = is_due(standing.due, live.clock())
        yield f"  asked again  {'at its next use' if now else moment(standing.due)}"
    yield f"  what to do   {_advice(row, standing)}"
    fetches = live.standings.log(row.key, _MOST)
    if fetches:
        yield "  last fetches, the newest first"
    for at, outcome, message in fetches:
        told = f"  {message}" if message else ""
        yield f"    {moment(at)}  {_WORDS.get(outcome, outcome)}{told}"


def _stored(row: Row) -> str:
    if row.first is None or row.last is None:
        return "nothing"
    return f"{row.size} rows, {iso(row.first)} to {iso(row.last)}, from {row.provider}"


def _advice(row: Row, standing: Standing | None) -> str:
    name = _name(row.key)
    outcome = standing.outcome if standing else None
    if outcome in {None, "ok"} and row.status == "fresh":
        return "Nothing."
    return _DO.get(str(outcome), _AGAIN).format(name=name, code=row.key.code)


def _name(key: Key) -> str:
    return key.code if key.kind in {"price", "macro"} else f"{key.kind}:{key.code}"
