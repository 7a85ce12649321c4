"""What `rotationxl build my.xlsx` does and says: workbooks of the user's own, with values."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from rotationxl import files
from rotationxl.cells import CellError
from rotationxl.errors import TargetError
from rotationxl.market.evaluate import Market
from rotationxl_addin.building import MOST_FAULTS, MOST_REASONS, print_all
from rotationxl_addin.options import Data, exit_code
from rotationxl_addin.progress import bar, watch
from rotationxl_workbooks.calculate import address
from rotationxl_workbooks.frozen import values_only
from rotationxl_workbooks.own import Filled, OwnWorkbook


def fill(
    paths: Sequence[Path],
    given: Mapping[str, str],
    out: Path | None,
    values: bool,
    pdf: bool,
    data: Data,
    engine: str,
) -> int:
    """Compute workbooks, say what was done, and return the exit code.

    Cells are filled with `given`, by the names of cells or by addresses; `values` takes formulas
    out. Without `out` a file goes beside its origin, as my-built.xlsx. Raises TargetError and
    BadArgumentError before any work.
    """
    targets = _targets(paths, out, values)
    books = [OwnWorkbook(path) for path in paths]
    typed = [{name: book.typed(name, given[name]) for name in given} for book in books]
    market = data.market()
    market.renew_sessions()
    errors: set[str] = set()
    with bar() as screen:
        watch(market, screen)
        task = screen.add_task("Computing", total=len(books) * (1 + pdf))
        for book, inputs, target in zip(books, typed, targets, strict=True):
            if not sys.stderr.isatty():
                click.echo(f"Computing {book.path} from {market.source.title} ...", err=True)
            done = book.filled(market, engine, inputs)
            files.write(target, values_only(done.data) if values else done.data)
            screen.update(task, advance=1, description=f"Wrote {target.name}")
            errors |= _tell(target, done, market)
        code = print_all(targets, partial(screen.update, task, advance=1)) if pdf else 0
    if market.source.warning:
        click.echo(market.source.warning)
    return exit_code(market, errors) or code


def _targets(paths: Sequence[Path], out: Path | None, values: bool) -> list[Path]:
    """Return where each workbook goes; TargetError where it cannot."""
    several = len(paths) > 1
    if out is not None and several:
        files.make_folder(out)
    targets = []
    for path in paths:
        suffix = ".xlsx" if values else path.suffix.lower()  # values need no macros
        target = out or path.with_name(f"{path.stem}-built{suffix}")
        if target.is_dir():
            target /= f"{path.stem}{suffix}"
        if target.suffix.lower() != suffix:
            raise TargetError(f"{target}: give a name that ends in {suffix}.")
        files.check(target)
        targets.append(target)
    if twice := [target for target in targets if targets.count(target) > 1]:
        raise TargetError(f"{twice[0]}: two workbooks would be written to it.")
    return targets


def _tell(path: Path, done: Filled, market: Market) -> set[str]:
    """Print what was done with a workbook; return the errors that its cells show."""
    formulas = sum(map(len, done.calculated.values.values()))
    click.echo(
        f"Wrote {path}: {formulas} formulas, {done.calculated.calls} calls, from {market.reach}."
    )
    if done.kept:
        sheet, at = done.kept[0]
        click.echo(
            f"{path}: {len(done.kept)} cells keep the value that they had, for what no engine "
            f"computes, such as {sheet}!{address(at)}.",
            err=True,
        )
    errors: Sequence[tuple[str, str, CellError]] = done.calculated.errors()
    for sheet, cell, error in errors[:MOST_FAULTS]:
        click.echo(f"{path}: {sheet}!{cell} shows {error}", err=True)
    if len(errors) > MOST_FAULTS:
        click.echo(f"... and {len(errors) - MOST_FAULTS} more", err=True)
    for reason in done.reasons[:MOST_REASONS]:
        click.echo(f"{path}: {reason}", err=True)
    return {str(error) for *_, error in errors}
