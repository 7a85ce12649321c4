"""The commands `rotationxl build`, `rotationxl templates` and `rotationxl check`."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from rotationxl_addin.options import EXIT_CODES, Data, data_options, engine_option

_WORKBOOKS = (".xlsx", ".xlsm")
_OTHER_BOOKS = (".xls", ".xlsb", ".ods", ".csv")
_OF_REPORTS = ("month", "months", "as_of", "xlsm", "jobs")


@click.command(epilog=EXIT_CODES)
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--job", type=click.Path(path_type=Path), help="TOML file that says what to build.")
@click.option("--month", help="Month such as 2024-11; last (the default) is the last complete one.")
@click.option("--months", help="Several months, one file each: 2023-01:2024-12, or last:3.")
@click.option("--as-of", help="Use nothing after this day, such as 2024-11-25.")
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="INPUT=VALUE",
    help="Fill an input cell; `rotationxl templates` lists them. May be repeated.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="File, or folder for several.")
@click.option("--values", is_flag=True, help="Values in place of formulas, for sending on.")
@click.option("--pdf", is_flag=True, help="A PDF beside each file, by LibreOffice.")
@click.option("--xlsm", is_flag=True, help="With the functions in it: Excel needs no add-in.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to share the work; 1 if left out.")
@data_options
@engine_option(None, "formualizer for reports, formulon for workbooks of your own")
def build(
    names: tuple[str, ...],
    job: Path | None,
    given: tuple[str, ...],
    data: Data,
    engine: str | None,
    **options: Any,
) -> None:
    """Write reports that open with numbers; or fill a workbook of your own.

    \b
    rotationxl build value-growth --month 2024-11 --source folder:../market -o report.xlsx
    rotationxl build all --months 2023-01:2024-12 --jobs 2 -o reports
    rotationxl build value-growth --set level_watched=4 --values --pdf
    rotationxl build --job monthly.toml
    rotationxl build my.xlsx --set Month=2024-11

    NAME is a report, `all`, or an .xlsx or .xlsm file with our functions in it, whose formulas
    are computed: my-built.xlsx has the values, and all else of my.xlsx.
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import batch
    from rotationxl_workbooks import engines

    inputs = batch.inputs(given)
    if not names and job is None:
        raise click.UsageError("Give the name of a report, all, a workbook, or --job FILE.")
    if names and job:
        raise click.UsageError("The reports of --job are in its file: give no names beside it.")
    if options["month"] and options["months"]:
        raise click.UsageError("Give --month or --months, not both.")
    for name in names:
        if Path(name).suffix.lower() in _OTHER_BOOKS:
            raise click.UsageError(f"{name}: save it as .xlsx first; no other kind is read.")
    if any(Path(name).suffix.lower() in _WORKBOOKS for name in names):
        sys.exit(_fill(names, inputs, data, engine or engines.DEFAULT, options))
    asked = (
        batch.read(job) if job else batch.Batch(batch.reports(names), in_folder=batch.ALL in names)
    )
    asked = replace(asked, given=inputs, **_told(options))
    if asked.source and _is_left_out("source"):
        data = data._replace(source=asked.source)
    from rotationxl_addin import building

    sys.exit(building.build(asked, data, engine or engines.FOR_REPORTS))


def _told(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the command line says, which goes before the job file."""
    told = {name: value for name, value in options.items() if value}
    return {"months": ""} | told if "month" in told else told


def _is_left_out(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is not ParameterSource.COMMANDLINE


def _fill(
    names: tuple[str, ...],
    inputs: Mapping[str, str],
    data: Data,
    engine: str,
    options: Mapping[str, Any],
) -> int:
    """Fill workbooks of the user's own and return the exit code."""
    from rotationxl_addin import filling

    for name in names:
        if Path(name).suffix.lower() not in _WORKBOOKS:
            raise click.UsageError(
                f"{name} is a report; build workbooks of your own by themselves."
            )
    for name in _OF_REPORTS:
        if options[name]:
            option = name.replace("_", "-")
            raise click.UsageError(f"--{option} is for reports; fill cells with --set NAME=VALUE.")
    paths = [Path(name) for name in names]
    chosen = (inputs, options["out"], options["values"], options["pdf"])
    return filling.fill(paths, *chosen, data, engine)


@click.command()
@click.option("--write", type=click.Path(path_type=Path), help="Write the prebuilt ones here.")
def templates(write: Path | None) -> None:
    """List the reports: what they answer, and their inputs."""
    from rotationxl_addin import building

    if write:
        building.write_templates(write)
    else:
        building.list_templates()


@click.command(epilog=EXIT_CODES)
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--csv", type=click.Path(path_type=Path), help="CSV file for the cells that differ.")
@data_options
@engine_option()
def check(workbooks: tuple[Path, ...], csv: Path | None, data: Data, engine: str) -> None:
    """Compute workbooks again and list the cells that show something else.

    Only cells count that use our functions, or that depend on such cells. Ends with exit code 1
    where any differs.

    \b
    rotationxl check report.xlsx --source folder:../market
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import checking

    sys.exit(checking.check(workbooks, csv, data, engine))
