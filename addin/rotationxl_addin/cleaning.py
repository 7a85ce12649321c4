"""What `rotationxl clean` does and says."""

import sys
from pathlib import Path

import click

from rotationxl.errors import TargetError
from rotationxl_addin.options import EXIT_CODES, FAILED


@click.command(epilog=EXIT_CODES)
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="File for one workbook, else a folder."
)
def clean(workbooks: tuple[Path, ...], out: Path | None) -> None:
    """Turn workbooks back to plain names, such as one that Excel saved for another machine.

    Excel writes an add-in's function with the path that it has on one machine, [1]!STYLE_SPREAD,
    and Calc in small letters. Links to the add-in are removed, too; all else stays. Without --out
    the files themselves are written.

    \b
    rotationxl clean report.xlsx
    rotationxl clean *.xlsx -o for-others
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    targets = _targets(workbooks, out)
    failed = 0
    for path, target in zip(workbooks, targets, strict=True):
        try:
            click.echo(_cleaned(path, target))
        except TargetError as error:  # the other files are still to be done
            click.echo(f"rotationxl: {error}", err=True)
            failed += 1
    sys.exit(FAILED if failed else 0)


def _targets(workbooks: tuple[Path, ...], out: Path | None) -> list[Path | None]:
    if out is None:
        return [None] * len(workbooks)
    if len(workbooks) == 1 and not out.is_dir():
        return [out]
    from rotationxl import files

    names = [path.name for path in workbooks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise click.UsageError(f"{twice[0]} is given twice, and --out has room for one.")
    files.make_folder(out)
    return [out / name for name in names]


def _cleaned(path: Path, target: Path | None) -> str:
    """Clean a file and return in words what was done."""
    from rotationxl_workbooks.plain_names import clean as work

    done = work(path, target)
    to = f", written to {target}" if target else ""
    if not (done.formulas or done.links):
        return f"{path}: is clean{to}."
    return (
        f"{path}: {_count(done.formulas, 'formula')} turned to plain names, "
        f"{_count(done.links, 'link')} to the add-in removed{to}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
