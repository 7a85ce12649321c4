"""What `rotationxl data export` and `data import` do: series in one file, and out of it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from rotationxl import files, snapshots
from rotationxl.days import iso
from rotationxl.errors import NoDataError, SourceError
from rotationxl.live.taking import take
from rotationxl.sources import open_source
from rotationxl.store.database import Store
from rotationxl_addin.data import complain, named, show
from rotationxl_addin.options import FAILED

_WORDS = {"nothing": "unchanged"}


def export(file: Path, names: Sequence[str], source: str) -> None:
    """Write what is stored of live, or what another source has, into a file."""
    files.check(file)
    chosen = open_source(source, mode="never")
    series = snapshots.stored(chosen, Store())
    if names:
        wanted = [key for name in names for key in named(name, series)]
        for key in wanted:
            item = series.get(key)
            if item is None or isinstance(item, SourceError):
                raise NoDataError(str(item or f"{key.code}: nothing of it is stored."))
        series = {key: series[key] for key in wanted}
    if not any(isinstance(item, tuple) for item in series.values()):
        raise NoDataError(f"Nothing of {chosen.title} is stored: there is nothing to export.")
    origin = snapshots.Origin.of(chosen)
    entries = snapshots.export(file, origin, series)
    click.echo(
        f"Wrote {file}: {len(entries)} series of {origin.title} to {iso(origin.last_session)}. "
        f"Use it as --source snapshot:{file}."
    )
    if chosen.warning:
        click.echo(chosen.warning, err=True)


def bring(file: Path) -> int:
    """Take a snapshot of live into the store, say what was taken, and return the exit code."""
    found = take(snapshots.Snapshot(file), Store())
    words = {key: _WORDS.get(one.what, one.what) for key, one in found.items()}
    cells = [[*reversed(key), words[key], f"{one.rows:+d}"] for key, one in found.items()]
    show(("series", "kind", "result", "rows"), cells)
    complain((key.code, str(one.problem or "")) for key, one in found.items())
    counted = Counter(words.values())
    total = ", ".join(f"{count} {what}" for what, count in counted.items())
    click.echo(f"{len(found)} series of {file}: {total}.")
    return FAILED if counted["refused"] else 0
