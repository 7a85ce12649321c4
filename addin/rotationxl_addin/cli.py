"""The `rotationxl` command."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from rotationxl import __version__
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl_addin import addins, care, cleaning
from rotationxl_addin.options import (
    EXIT_CODES,
    FAILED,
    USAGE,
    Data,
    data_options,
    engine_option,
    exit_code,
)


def main() -> None:
    """Run the command; our errors become one line, with exit code 2 for what was typed wrong."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except RotationError as error:
        click.echo(f"rotationxl: {error}", err=True)
        sys.exit(USAGE if isinstance(error, BadArgumentError) else FAILED)
    except OSError as error:
        click.echo(f"rotationxl: the output cannot be written: {error.strerror}.", err=True)
        sys.exit(FAILED)


class _Commands(click.Group):
    """Ends quietly where the output goes to something like `head` that has seen enough."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that has gone away is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())  # for what is still to be flushed at exit
            return None


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="rotationxl")
def cli() -> None:
    """Style and sector rotation: formulas, reports, and where every number came from."""


cli.add_command(addins.addin)
cli.add_command(care.data)
cli.add_command(care.config)
cli.add_command(cleaning.clean)


@cli.command(epilog=EXIT_CODES)
@click.argument("formula", required=False)
@click.option(
    "--from", "formulas", type=click.Path(path_type=Path), help="CSV file, column formula."
)
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the results.")
@data_options
@engine_option
def calc(
    formula: str | None, formulas: Path | None, out: Path | None, data: Data, engine: str
) -> None:
    """Compute one formula, or with --from a whole file of them.

    \b
    rotationxl calc '=STYLE_SPREAD("2024-11")'
    rotationxl calc --from formulas.csv --out results.csv
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import calc as work

    if (formula is None) == (formulas is None):
        raise click.UsageError("Give one formula, or --from FILE.")
    if out is not None and formulas is None:
        raise click.UsageError("--out takes the results of --from FILE; one formula is printed.")
    if formula is not None:
        market = data.market()
        sys.exit(exit_code(market, work.show(formula, market, engine)))
    assert formulas is not None  # noqa: S101 (checked above)
    sys.exit(exit_code(work.compute_file(formulas, out, data, engine)))


@cli.command()
@click.argument("words", nargs=-1)
@click.option("--search", is_flag=True, help="Search also for what is the name of a function.")
def functions(words: tuple[str, ...], search: bool) -> None:
    """List all functions, show the help of one, or find those described with some words.

    \b
    rotationxl functions STYLE_SPREAD
    rotationxl functions yield curve
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import listing

    if search and not words:
        raise click.UsageError("Give words to search for.")
    if not words:
        listing.families()
    elif len(words) == 1 and not search and listing.is_name(words[0]):
        listing.one(words[0])
    else:
        listing.found(words)


@cli.command()
@data_options
def recipes(data: Data) -> None:
    """Show questions that people ask, the formulas that answer them, and their answers."""
    from rotationxl_addin import listing

    market = data.market()
    listing.recipes(market)
    sys.exit(exit_code(market))


@cli.command(epilog=EXIT_CODES)
@click.argument("template")
@click.option("--month", help="Month such as 2024-11; last (the default) is the last complete one.")
@click.option("--months", help="Several months, one file each: 2023-01:2024-12.")
@click.option("--as-of", help="Use nothing after this day, such as 2024-11-25.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="File, or folder for --months.")
@click.option("--xlsm", is_flag=True, help="With the functions in it: Excel needs no add-in.")
@data_options
@engine_option
def build(
    template: str,
    month: str | None,
    months: str | None,
    as_of: str | None,
    out: Path | None,
    xlsm: bool,
    data: Data,
    engine: str,
) -> None:
    """Write a report that opens with numbers, for instance value-growth.

    \b
    rotationxl build value-growth --month 2024-11 --source folder:../market -o report.xlsx
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import building
    from rotationxl_workbooks import layout
    from rotationxl_workbooks.build import XLSX, months_of, one_month

    if month and months:
        raise click.UsageError("Give --month or --months, not both.")
    form = XLSX
    if xlsm:
        from rotationxl_addin.windows.xlsm import XLSM as form  # noqa: N811 (a value)
    layout.load(template)  # refuses one that is not there before anything is fetched
    market = data.market()
    market.renew_sessions()
    known = as_of or ""
    wanted = (
        months_of(months, market, known) if months else [one_month(month or "last", market, known)]
    )
    errors = building.build(template, wanted, known, out, market, engine, form)
    sys.exit(exit_code(market, errors))


@cli.command()
@click.option("--article", default="", help="Only the articles whose name begins so, such as 004.")
@click.option("--as-of", help="As if the data ended on this day, such as 2024-11-25.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the table.")
@data_options
@engine_option
def claims(article: str, as_of: str | None, out: Path | None, data: Data, engine: str) -> None:
    """Check the articles' claims: what was printed, what the data say, and a verdict.

    \b
    rotationxl claims --source folder:../market --article 004
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import claims as work

    sys.exit(exit_code(work.show(article, as_of, out, data, engine)))


@cli.command()
@click.option("--write", type=click.Path(path_type=Path), help="Write the prebuilt ones here.")
def templates(write: Path | None) -> None:
    """List the report templates."""
    from rotationxl_addin import building

    building.list_templates(write)


@cli.command(hidden=True)
@click.argument("file", type=click.Path(path_type=Path))
def reference(file: Path) -> None:
    """Write the function reference (udfs/README.md) from the registry."""
    import rotationxl
    from rotationxl.reference import render

    file.write_text(render(rotationxl.open_market("sample")), encoding="utf-8")
    click.echo(f"Wrote {file}.")
