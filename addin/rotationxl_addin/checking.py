"""What `rotationxl check` does and says."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import click

from rotationxl import files
from rotationxl.cells import Cell
from rotationxl.errors import RotationError
from rotationxl.market.evaluate import Market
from rotationxl_addin.building import MOST_REASONS
from rotationxl_addin.data import show
from rotationxl_addin.options import Data, exit_code
from rotationxl_addin.progress import bar, watch
from rotationxl_workbooks.differences import Checked, Difference, differences
from rotationxl_workbooks.own import OwnWorkbook

COLUMNS = ("sheet", "cell", "formula", "shown", "now")
_MOST = 50  # lines for each file; --csv has them all
_WIDEST = 60
_DIFFERS = "differs"


def check(paths: Sequence[Path], out: Path | None, data: Data, engine: str) -> int:
    """Print the cells of workbooks that show something else than now, and return the exit code.

    `out` is a CSV file for all of them. A workbook that cannot be read counts as a failure, and
    the others are looked at all the same.
    """
    if out is not None:
        files.check(out)
    market = data.market()
    market.renew_sessions()
    found: list[tuple[Path, Checked]] = []
    failed: set[str] = set()
    with bar() as screen:
        watch(market, screen)
        task = screen.add_task("Checking", total=len(paths))
        for path in paths:
            try:
                found.append((path, differences(OwnWorkbook(path), market, engine)))
            except RotationError as error:
                click.echo(f"rotationxl: {error}", err=True)
                failed.add(_DIFFERS)
            screen.update(task, advance=1, description=f"Checked {path.name}")
    for path, checked in found:
        _tell(path, checked, market)
    if out is not None:
        files.write(out, _table(found))
    if any(checked.differences for _, checked in found):
        failed.add(_DIFFERS)
    return exit_code(market, failed)


def _tell(path: Path, checked: Checked, market: Market) -> None:
    wrong = checked.differences
    if not checked.cells:
        click.echo(f"{path}: no cell uses our functions.")
        return
    if wrong:
        show(COLUMNS, [_row(one) for one in wrong[:_MOST]])
    if len(wrong) > _MOST:
        click.echo(f"... and {len(wrong) - _MOST} more; --csv FILE has them all.")
    click.echo(f"{path}: {len(wrong)} of {checked.cells} cells differ from {market.reach}.")
    for reason in checked.reasons[:MOST_REASONS]:
        click.echo(f"{path}: {reason}", err=True)


def _row(one: Difference) -> list[str]:
    return [one.sheet, one.cell, *map(_short, (one.formula, _text(one.shown), _text(one.now)))]


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _text(value: Cell) -> str:
    """Return a value as a cell shows it, numbers with all their digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _table(found: Sequence[tuple[Path, Checked]]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(("file", *COLUMNS))
    for path, checked in found:
        for one in checked.differences:
            texts = map(_text, (one.shown, one.now))
            table.writerow((path, one.sheet, one.cell, one.formula, *texts))
    return written.getvalue().encode()
