"""What `rotationxl build` and `rotationxl templates` do and say."""

import sys
from pathlib import Path

import click

import rotationxl
from rotationxl.market.evaluate import Market
from rotationxl_addin.progress import bar, watch
from rotationxl_workbooks.build import XLSX, Built, Form
from rotationxl_workbooks.build import build as reports

MOST_REASONS = 2
MOST_FAULTS = 20  # lines; the file itself shows them all


def build(
    template: str,
    months: list[str],
    as_of: str,
    out: Path | None,
    market: Market,
    engine: str,
    form: Form = XLSX,
) -> set[str]:
    """Write the reports with a progress line and say what was made; return the errors of cells.

    A report that is mostly empty counts as #N/A.
    """
    made = []
    if not sys.stderr.isatty():
        line = f"Building {template} for {_span(months)} from {market.source.title} ..."
        click.echo(line, err=True)
    with bar() as screen:
        watch(market, screen)
        task = screen.add_task(f"Building {template} from {market.source.title}", total=len(months))
        built = reports(template, months, market, out=out, as_of=as_of, engine=engine, form=form)
        for report in built:
            made.append(report)
            screen.update(task, advance=1, description=f"Wrote {report.path.name}")
    formulas, calls = sum(r.formulas for r in made), sum(r.calls for r in made)
    click.echo(
        f"Wrote {_files(made)}: {template} for {_span(months)}, {formulas} formulas, "
        f"{calls} calls, from {market.reach}."
    )
    if market.source.warning:
        click.echo(market.source.warning)
    faults = [(r.path, *fault) for r in made for fault in r.faults]
    for path, sheet, address, error in faults[:MOST_FAULTS]:
        click.echo(f"{path}: {sheet}!{address} shows {error}", err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"... and {len(faults) - MOST_FAULTS} more", err=True)
    empty = [report for report in made if report.is_empty]
    lacking = [report for report in made if report.missing]
    for report in lacking[:MOST_FAULTS]:
        _say_what_is_missing(report)
    if len(lacking) > MOST_FAULTS:
        click.echo(f"... and {len(lacking) - MOST_FAULTS} more files", err=True)
    return {str(error) for *_, error in faults} | {"#N/A" for _ in empty}


def _say_what_is_missing(report: Built) -> None:
    reasons = " ".join(report.missing[:MOST_REASONS])
    click.echo(
        f"{report.path}: {report.failed} of {report.calls} calls found no data and show a "
        f"dash, for instance: {reasons}",
        err=True,
    )


def _files(made: list[Built]) -> str:
    if len(made) == 1:
        return str(made[0].path)
    return f"{len(made)} files, {made[0].path} to {made[-1].path.name}"


def _span(months: list[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"


def list_templates(folder: Path | None) -> None:
    """Print the templates, or write the prebuilt ones, filled from the sample market."""
    from rotationxl_workbooks import layout

    for name in layout.names():
        chosen = layout.load(name)
        if folder is None:
            click.echo(f"{name}\n    {chosen.description}")
            continue
        market = rotationxl.open_market("sample")
        months = [str(one.value) for one in chosen.inputs if one.name == "month"]
        for report in reports(name, months, market, out=folder / f"{name}.xlsx"):
            click.echo(f"Wrote {report.path}.")
