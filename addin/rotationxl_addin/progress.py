"""What is seen of a fetch while it lasts: a bar on a terminal, else a line."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

import click

from rotationxl.live import PROVIDERS
from rotationxl.market.evaluate import Market
from rotationxl.sources import Key
from rotationxl.sources.live import Live

if TYPE_CHECKING:
    from rich.progress import Progress

    from rotationxl.live.refresh import Told


def provider(key: Key) -> str:
    """Return who is asked for a series."""
    return PROVIDERS[key.kind]


def bar() -> "Progress":
    """Return a bar with the time left on standard error, gone when its work is done."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    text, done, left = TextColumn("{task.description}"), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(
        text,
        BarColumn(),
        done,
        left,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def watch(market: Market, within: "Progress | None" = None) -> None:
    """Show what a market fetches from now on; `within` is what is on the screen already."""
    if isinstance(market.source, Live):
        market.source.watch = partial(fetching, within=within)


@contextmanager
def fetching(keys: Sequence[Key], within: "Progress | None" = None) -> "Iterator[Told]":
    """Show that series are asked for, and how many have come."""
    named = " and ".join(sorted({provider(key) for key in keys}, reverse=True))
    text = f"Fetching {len(keys)} series from {named}"
    if not sys.stderr.isatty():
        click.echo(f"{text} ...", err=True)
        yield lambda _key, _outcome: None
        return
    with nullcontext(within) if within else bar() as shown:
        task = shown.add_task(text, total=len(keys))
        yield lambda _key, _outcome: shown.advance(task)
        shown.remove_task(task)
