"""Where data come from. The folder is the list: each module ends in `SOURCE`."""

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rotationxl.errors import BadArgumentError, SourceError

Kind = Literal["price", "macro", "vintage", "valuation"]
Status = Literal["fresh", "stale", "partial", "suspicious", "simulated"]
"""How stored data stand: as new as their source has them; older than that; with sessions missing;
last answered with something that was refused; made up."""
Columns = dict[str, NDArray[np.generic]]
"""What is stored of one series, as columns by name; all days are Excel serials (`days`).

price: day, close (split-adjusted, not dividend-adjusted); where they exist also open, high, low,
    volume (as long as day, NaN where missing); dividend_day, dividend (cash a share,
    split-adjusted, on the ex-date); split_day, split (new shares for one old).
    An index has no dividend columns at all; a fund without dividends has empty ones.
macro: day, value (NaN: the source shows a missing observation), as they are stated now.
vintage: day, value, since: from that day on `day` was stated to be `value`; all as long as day,
    ordered by day, then since.
valuation: day of a snapshot, and pe, pb, ps, dividend_yield (a decimal), forward_pe as the provider
    stated them on it (NaN where it stated none); where they are known also raw_pe, raw_pb, raw_ps:
    the number that the provider gave where the multiple was worked out of it; all as long as day.
"""


class Key(NamedTuple):
    """One series of a source: a ticker's prices or multiples, a FRED id's values or vintages."""

    kind: Kind
    code: str


class State(NamedTuple):
    """How a series stands at its source."""

    stamp: str | None
    """Another one means other data; None: nothing tells."""
    since: float | None
    """When the data came to be, in seconds since 1970; None where that means nothing."""
    origin: str | None = None
    """Who gave the data, where the source has several providers."""
    status: Status | None = None
    """How the data stand, where the source knows."""
    problem: str | None = None
    """What went wrong at the last fetch, where the source knows."""


class Behind(NamedTuple):
    """A series that was used though newer data should be there."""

    key: Key
    reason: str


Mode = Literal["first", "behind", "never"]
"""When providers are asked for what is due: before data are served (a batch waits for them, as
long as its limit allows), behind the back of who asks (a spreadsheet never waits), or never."""


class Source(Protocol):
    """One source of series."""

    name: str
    """Key in the store: series of two sources never meet."""
    title: str
    """What a report calls it."""
    warning: str | None
    """What everything made from it must say, for data that are no market's."""

    def state(self, key: Key) -> State | None:
        """Return how a series stands at the source now, None where there is none; costs little."""

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        """Return each wanted series or the error that says why not; more may come along."""

    def last_session(self) -> int:
        """Return the last session of any price series, as far as the source can tell."""


class Listed(Source, Protocol):
    """A source that can say what it has."""

    def keys(self) -> Iterable[Key]:
        """Return every series that it has, and those that it was asked for in vain."""


NAMES = tuple(module.name for module in iter_modules(__path__))
DEFAULT = "live"


def open_source(
    text: str | None = None, *, mode: Mode | None = None, limit: float | None = None
) -> Listed:
    """Return the source that a text such as `live` or `folder:PATH` names.

    Left out: what ROTATIONXL_SOURCE says, else live. `mode` and `limit`, the seconds that a batch
    may wait, are for a source with providers; left out, the environment decides.
    """
    name, _, argument = (text or os.environ.get("ROTATIONXL_SOURCE") or DEFAULT).partition(":")
    if name not in NAMES:
        raise BadArgumentError.among("source", name, "a source", NAMES)
    make = import_module(f"{__name__}.{name}").SOURCE
    options = {"mode": mode, "limit": limit} if name == "live" else {}
    source: Listed = make(argument, **options)
    return source
