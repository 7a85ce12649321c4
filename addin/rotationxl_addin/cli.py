"""The `rotationxl` command."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from rotationxl import __version__
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl_addin import addins, care, cleaning, reporting
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
cli.add_command(reporting.build)
cli.add_command(reporting.check)
cli.add_command(reporting.templates)


@cli.command(epilog=EXIT_CODES)
@click.argument("formula", required=False)
@click.option(
    "--from", "formulas", type=click.Path(path_type=Path), help="CSV file, column formula."
)
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the results.")
@data_options
@engine_option()
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


@cli.command()
@click.option("--article", default="", help="Only the articles whose name begins so, such as 004.")
@click.option("--as-of", help="As if the data ended on this day, such as 2024-11-25.")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the table.")
@data_options
@engine_option()
def claims(article: str, as_of: str | None, out: Path | None, data: Data, engine: str) -> None:
    """Check the articles' claims: what was printed, what the data say, and a verdict.

    \b
    rotationxl claims --source folder:../market --article 004
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import claims as work

    sys.exit(exit_code(work.show(article, as_of, out, data, engine)))


@cli.command(hidden=True)
@click.argument("file", type=click.Path(path_type=Path))
def reference(file: Path) -> None:
    """Write the function reference (udfs/README.md) from the registry."""
    import rotationxl
    from rotationxl.reference import render

    file.write_text(render(rotationxl.open_market("sample")), encoding="utf-8")
    click.echo(f"Wrote {file}.")
