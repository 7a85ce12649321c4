"""Options that several commands share, and what they make: a market, and an exit code."""

import functools
import math
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, Self

import click

import rotationxl
from rotationxl.market.evaluate import Market
from rotationxl.sources import DEFAULT, Behind, Key, Mode
from rotationxl.sources.live import Live

FAILED = 1
USAGE = 2  # click's own
STALE = 3
EXIT_CODES = """\b
Exit codes: 0 good, 1 something failed, 2 typed wrong, 3 data stayed
stale (what was to be written is written all the same)."""
_MOST_NAMES = 6
_NO_DATA = "#N/A"
_STAYS = re.compile(r"(?:What is stored stays|The last good data stay)[;.]\s*(\w?)")


class Data(NamedTuple):
    """The data that a command was told to use."""

    source: str
    mode: Mode | None
    limit: float | None

    def market(self) -> Market:
        """Return the market; what it fetches is shown on standard error."""
        from rotationxl_addin.progress import watch

        market = self.unwatched()
        watch(market)
        return market

    def unwatched(self) -> Market:
        """Return the market as it is, for a process that shows nothing."""
        return rotationxl.open_market(self.source, mode=self.mode, limit=self.limit)


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that choose its data; it takes them as `data`."""

    @functools.wraps(command)
    def given(*values: Any, source: str, offline: bool, limit: float, **others: Any) -> Any:
        data = Data(source, "never" if offline else None, limit)
        return command(*values, data=data, **others)

    return source_option(offline_option(limit_option(20, "ROTATIONXL_REFRESH_SECONDS")(given)))


def source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --source."""
    return click.option(
        "--source",
        metavar="SOURCE",
        envvar="ROTATIONXL_SOURCE",
        default=DEFAULT,
        show_default=True,
        help="live (Yahoo Finance and FRED), folder:PATH (CSV files of your own), snapshot:FILE "
        "(what data export wrote) or sample (simulated).",
    )(command)


def offline_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --offline."""
    return click.option(
        "--offline", is_flag=True, help="Ask no provider: live data as they are stored."
    )(command)


def limit_option(seconds: int, envvar: str | None = None) -> Callable[..., Any]:
    """Give a command the option --refresh-limit."""
    return click.option(
        "--refresh-limit",
        "limit",
        metavar="SECONDS",
        type=float,
        envvar=envvar,
        default=seconds,
        show_default=True,
        callback=_positive,
        help="How long live data may take to come; then what is stored serves.",
    )


def _positive(_context: click.Context, _option: click.Parameter, seconds: float) -> float:
    if not 0 < seconds < math.inf:
        raise click.BadParameter(f"{seconds:g} is not a number of seconds above 0.")
    return seconds


def engine_option(default: str | None = "formulon", told: str = "formulon") -> Callable[..., Any]:
    """Give a command the option --engine, whose default is told in these words."""
    return click.option(
        "--engine",
        default=default,
        help="What computes ordinary Excel formulas: formulon (closest to Excel) or formualizer "
        f"(fastest).  [default: {told}]",
    )


class Standing(NamedTuple):
    """How the series that a market used stand."""

    behind: frozenset[Behind]
    missing: frozenset[Key]
    """Those of which nothing is stored."""
    used: frozenset[str]

    @classmethod
    def of(cls, market: Market) -> Self:
        """Return how the series stand that a market has used so far."""
        behind, source = frozenset(market.supply.behind()), market.source
        stored = source.standings.known() if isinstance(source, Live) and behind else ()
        missing = frozenset(one.key for one in behind) - set(stored)
        return cls(behind, missing, frozenset(key.code for key in market.supply.used()))

    def with_those_of(self, other: "Standing") -> "Standing":
        """Return how the series of both stand."""
        behind, missing = self.behind | other.behind, self.missing | other.missing
        return Standing(behind, missing, self.used | other.used)


def exit_code(market: Market, errors: Collection[str] = ()) -> int:
    """Say which of the series used stayed behind, and return the exit code.

    `errors` are those that cells show; all of them #N/A may come of data that did not come.
    """
    return code_of(Standing.of(market), errors)


def code_of(standing: Standing, errors: Collection[str] = ()) -> int:
    """Say and return the same of series that several processes may have used."""
    behind = sorted(standing.behind)
    if not behind:
        return FAILED if errors else 0
    used = len(standing.used)
    missing = [one for one in behind if one.key in standing.missing]
    stale = [one for one in behind if one.key not in standing.missing]
    told = _told("Missing", missing, used), _told("Stale", stale, used)
    first = (missing or stale)[0].key.code
    click.echo(f"{' '.join(filter(None, told))} See rotationxl data why {first}.", err=True)
    return STALE if {*errors} <= {_NO_DATA} else FAILED


def _told(word: str, behind: Sequence[Behind], used: int) -> str:
    """Return which series stayed behind, and the first reason."""
    if not behind:
        return ""
    codes = dict.fromkeys(one.key.code for one in behind)  # prices and multiples of one ticker
    reason = behind[0].reason
    reason = without_stored(reason) if word == "Missing" else reason
    return f"{word}: {shortened(codes)} ({len(codes)} of {used} series). {reason}"


def without_stored(reason: str) -> str:
    """Return a reason without the comfort that what is stored stays: nothing is."""
    return _STAYS.sub(lambda found: found[1].upper(), reason).rstrip()


def shortened(names: Iterable[str]) -> str:
    """Return the first of some names, each once, and how many more there are."""
    once = list(dict.fromkeys(names))
    more = f" and {len(once) - _MOST_NAMES} more" if len(once) > _MOST_NAMES else ""
    return f"{', '.join(once[:_MOST_NAMES])}{more}"
