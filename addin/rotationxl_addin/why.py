"""What `rotationxl data why` tells of a series: what there is, what went wrong, what to do."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from rotationxl.days import iso
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.standings import Standing, is_due
from rotationxl.universe import FRED
from rotationxl_addin.data import Row, chosen, live_source, moment, rows
from rotationxl_addin.options import without_stored

_MOST = 10
_SECONDS = re.compile(r"[\d.]+ s\b")
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
_AT_YAHOO = "Check how it is spelt at finance.yahoo.com."
_AT_FRED = "Check the id at fred.stlouisfed.org."
_SPELLING = {
    "price": f"{_AT_YAHOO} A series of FRED's is macro:{{code}}.",
    "macro": f"{_AT_FRED} A ticker is price:{{code}}.",
    "vintage": _AT_FRED,
    "valuation": _AT_YAHOO,
}
_DO = {
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
        due = is_due(standing.due, live.clock())
        yield f"  asked again  {'at its next use' if due else moment(standing.due)}"
    yield f"  what to do   {_advice(row, standing, live.clock())}"
    fetches = live.standings.log(row.key, _MOST)
    if fetches:
        yield "  last fetches, the newest first"
    for _, group in groupby(fetches, key=_what):
        alike = list(group)
        _, outcome, message = alike[0]
        told = f"  {message if row.size else without_stored(message)}" if message else ""
        yield f"    {_times([at for at, *_ in alike])}  {_WORDS.get(outcome, outcome)}{told}"


def _what(fetch: tuple[float, str, str | None]) -> tuple[object, ...]:
    """Return what went wrong, whatever its seconds; what came stays apart from all others."""
    at, outcome, message = fetch
    return (outcome, _SECONDS.sub("", message)) if message else (outcome, at)


def _times(moments: Sequence[float]) -> str:
    """Return when something happened last, and since when and how often it did."""
    since = f", {len(moments)} times since {moment(moments[-1])}" if len(moments) > 1 else ""
    return f"{moment(moments[0])}{since}"


def _stored(row: Row) -> str:
    if row.first is None or row.last is None:
        return "nothing"
    count = f"{row.size} row{'s' * (row.size != 1)}"
    return f"{count}, {iso(row.first)} to {iso(row.last)}, from {row.provider}"


def _advice(row: Row, standing: Standing | None, now: float) -> str:
    name = _name(row.key)
    outcome = standing.outcome if standing else None
    if outcome in {None, "ok"} and row.status == "fresh":
        return "Nothing."
    if outcome == "UnknownSymbolError":
        return _SPELLING[row.key.kind].format(code=row.key.code)
    if outcome == "RateLimitedError" and standing and is_due(standing.due, now):
        return _AGAIN.format(name=name)
    return _DO.get(str(outcome), _AGAIN).format(name=name)


def _name(key: Key) -> str:
    is_clear = key.kind == "price" or (key.kind == "macro" and key.code in FRED)
    return key.code if is_clear else f"{key.kind}:{key.code}"
