"""What `rotationxl data clear` does: ask, and delete what is stored."""

import sys
from collections.abc import Mapping, Sequence

import click

from rotationxl.errors import listed
from rotationxl.sources import Key, open_source
from rotationxl.store.database import Store
from rotationxl_addin.options import shortened

_WINDOWS = ("BAMLC0A0CM", "BAMLH0A0HYM2")  # FRED shows only the last three years of them


def clear(source: str | None, *, every: bool, yes: bool) -> None:
    """Delete the stored series of a source, or of all; ask first where someone can answer."""
    store = Store()
    stored = store.stored()
    sources = list(stored) if every else [_name(source or "live", stored)]
    keys = [key for name in sources for key in stored.get(name, [])]
    if not keys:
        click.echo(f"Nothing {'' if every else f'of {sources[0]} '}is stored in {store.path}.")
        return
    question = f"Delete {len(keys)} series of {listed(sources)} from {store.path}?"
    if lost := _lost(store, stored.get("live", []) if "live" in sources else []):
        question += f" These cannot be fetched again: {lost}."
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError(f"{question} Give --yes.")
        click.confirm(question, abort=True, err=True)
    click.echo(f"Deleted {store.clear(sources)} series of {listed(sources)}.")


def _name(text: str, stored: Mapping[str, object]) -> str:
    return text if text in stored else open_source(text).name


def _lost(store: Store, keys: Sequence[Key]) -> str:
    """Return in words what no provider has any more."""
    snapshots = [key for key in keys if key.kind == "valuation"]
    count = sum(record.count for record, _ in store.read("live", snapshots).values())
    windows = [key for key in keys if key.code in _WINDOWS]
    parts = []
    if snapshots:
        codes = shortened(key.code for key in snapshots)
        parts.append(f"{count} snapshot{'s' * (count != 1)} of the multiples of {codes}")
    if windows:
        parts.append(f"what is older than three years of {shortened(key.code for key in windows)}")
    return " and ".join(parts)
