"""What `rotationxl build` and `rotationxl templates` do and say."""

import sys
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import click

import rotationxl
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl.market.evaluate import Market
from rotationxl_addin.batch import Batch, Wanted
from rotationxl_addin.data import show
from rotationxl_addin.options import FAILED, Data, Standing, code_of
from rotationxl_addin.parallel import Processes
from rotationxl_addin.progress import bar, watch
from rotationxl_workbooks import layout
from rotationxl_workbooks.build import (
    XLSX,
    Built,
    Form,
    Order,
    months_of,
    no_such_input,
    one_month,
    orders,
    write,
)
from rotationxl_workbooks.build import build as reports
from rotationxl_workbooks.frozen import values_only

MOST_REASONS = 2
MOST_FAULTS = 20  # lines; the file itself shows them all
COLUMNS = ("report", "month", "file", "formulas", "errors", "seconds")


def build(batch: Batch, data: Data, engine: str) -> int:
    """Write the reports with a progress line, say what was made, and return the exit code.

    All that was typed is looked at before anything is fetched, all files before one is written.
    """
    form = _form(batch)
    chosen = [layout.load(one.name) for one in batch.reports]
    _refuse_inputs_of_none(batch, chosen)
    market = data.market()
    market.renew_sessions()
    asked = _orders(batch, chosen, market, form)
    _refuse_twice(asked)
    standing, made, code = _written(asked, batch, data, engine, form, market)
    _tell(made, market)
    _tell_what_is_not_cut(batch, chosen)
    return code_of(standing, _errors(made)) or code


def _form(batch: Batch) -> Form:
    if batch.values and batch.xlsm:
        raise BadArgumentError("values: leaves no formulas, and xlsm carries functions for them.")
    if batch.xlsm:
        from rotationxl_addin.windows.xlsm import XLSM

        return XLSM
    return Form(XLSX.suffix, values_only) if batch.values else XLSX


def _refuse_inputs_of_none(batch: Batch, chosen: Sequence[layout.Layout]) -> None:
    """Raise BadArgumentError for an input that none of the reports has, or that is given twice."""
    asked = {"month": batch.month or batch.months, "as_of": batch.as_of}
    given = [name.lower() for name in batch.given]
    for name, text in asked.items():
        if text and name in given:
            raise BadArgumentError(f"set: {name} is given twice.")
    for name in [*(name for name, text in asked.items() if text), *given]:
        if not any(name in report.by_name for report in chosen):
            raise no_such_input(name, chosen)
    for one, report in zip(batch.reports, chosen, strict=True):
        for name in one.inputs:
            if name.lower() not in report.by_name:
                raise no_such_input(name, [report])


def _orders(
    batch: Batch, chosen: Sequence[layout.Layout], market: Market, form: Form
) -> list[Order]:
    """Return what is to be written; every report takes of what is given what it has."""
    asked: list[Order] = []
    common: list[str] = []
    for one, report in zip(batch.reports, chosen, strict=True):
        inputs = _inputs(batch, one, report)
        as_of = inputs.pop("as_of", batch.as_of) if "as_of" in report.by_name else ""
        months = []
        if own := inputs.pop("month", ""):
            months = months_of(own, market, as_of)
        elif report.asks_for_month:
            common = months = common or _months(batch, market)
        asked += orders(
            one.name,
            months,
            market,
            out=batch.out,
            as_of=as_of,
            given=inputs,
            form=form,
            stem=one.file,
            beside_others=batch.in_folder or len(batch.reports) > 1,
        )
    return asked


def _inputs(batch: Batch, one: Wanted, report: layout.Layout) -> dict[str, str]:
    common = {name.lower(): text for name, text in batch.given.items()}
    own = {name.lower(): text for name, text in one.inputs.items()}
    return {name: text for name, text in (common | own).items() if name in report.by_name}


def _months(batch: Batch, market: Market) -> list[str]:
    if batch.months:
        return months_of(batch.months, market, batch.as_of)
    return [one_month(batch.month or "last", market, batch.as_of)]


def _refuse_twice(asked: Sequence[Order]) -> None:
    paths = [order.path for order in asked]
    for path in paths:
        if paths.count(path) > 1:
            raise BadArgumentError(
                f"{path}: two reports would be written to it. Give one of them another file."
            )


def _written(
    asked: Sequence[Order], batch: Batch, data: Data, engine: str, form: Form, market: Market
) -> tuple[Standing, list[Built], int]:
    """Write all with what is seen of it; return how the series stand, what was made, and a code."""
    if not sys.stderr.isatty():
        click.echo(f"Building {_named(asked)} from {market.source.title} ...", err=True)
    made = []
    with bar() as screen:
        watch(market, screen)
        task = screen.add_task(f"Building {_named(asked)}", total=len(asked) * (1 + batch.pdf))
        seen = partial(screen.update, task, advance=1)
        jobs = min(batch.jobs, len(asked))
        processes = Processes(data, engine, form, jobs) if jobs > 1 else None
        written = processes.write(asked) if processes else write(asked, market, engine, form)
        for report in written:
            made.append(report)
            seen(description=f"Wrote {report.path.name}")
        place = {order.path: number for number, order in enumerate(asked)}
        made.sort(key=lambda report: place[report.path])
        paths = [report.path for report in made]
        code = print_all(paths, seen, layout.UNPRINTED) if batch.pdf else 0
    return processes.standing if processes else Standing.of(market), made, code


def print_all(paths: Sequence[Path], seen: "partial[None]", without: Collection[str] = ()) -> int:
    """Print files as PDF but for some sheets; where that fails, say why and return its code."""
    from rotationxl_addin.libreoffice.pdf import print_pdf

    try:
        for pdf in print_pdf(paths, without=without):
            seen(description=f"Printed {pdf.name}")
    except RotationError as error:
        click.echo(f"rotationxl: {error}", err=True)
        return FAILED
    return 0


def _tell(made: Sequence[Built], market: Market) -> None:
    """Print what was made, and on standard error what cells show no value."""
    if len(made) > 1:
        show(COLUMNS, [_row(report) for report in made])
    formulas, calls = sum(r.formulas for r in made), sum(r.calls for r in made)
    click.echo(
        f"Wrote {_files(made)}: {_named(made)}, {formulas} formulas, {calls} calls, "
        f"from {market.reach}."
    )
    if market.source.warning:
        click.echo(market.source.warning)
    faults = [(r.path, *fault) for r in made for fault in r.faults]
    for path, sheet, address, error in faults[:MOST_FAULTS]:
        click.echo(f"{path}: {sheet}!{address} shows {error}", err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"... and {len(faults) - MOST_FAULTS} more", err=True)
    lacking = [report for report in made if report.missing]
    for report in lacking[:MOST_FAULTS]:
        _say_what_is_missing(report)
    if len(lacking) > MOST_FAULTS:
        click.echo(f"... and {len(lacking) - MOST_FAULTS} more files", err=True)


def _row(report: Built) -> list[str]:
    numbers = (str(report.formulas), str(len(report.faults)), f"{report.seconds:.2f}")
    return [report.template, report.month, report.path.name, *numbers]


def _errors(made: Sequence[Built]) -> Collection[str]:
    """Return the errors that cells show; a report that is mostly empty counts as #N/A."""
    faults = {str(error) for report in made for *_, error in report.faults}
    return faults | {"#N/A" for report in made if report.is_empty}


def _tell_what_is_not_cut(batch: Batch, chosen: Sequence[layout.Layout]) -> None:
    for report in chosen if batch.as_of else ():
        if "as_of" not in report.by_name:
            click.echo(f"as_of: {report.name} has no such input and uses all data.", err=True)


def _say_what_is_missing(report: Built) -> None:
    reasons = " ".join(report.missing[:MOST_REASONS])
    click.echo(
        f"{report.path}: {report.failed} of {report.calls} calls found no data and show a "
        f"dash, for instance: {reasons}",
        err=True,
    )


def _files(made: Sequence[Built]) -> str:
    if len(made) == 1:
        return str(made[0].path)
    return f"{len(made)} files, {made[0].path} to {made[-1].path.name}"


def _named(reports: Sequence[Built | Order]) -> str:
    """Return which reports these are, and of which months."""
    templates = list(dict.fromkeys(report.template for report in reports))
    months = sorted({report.month for report in reports if report.month})
    named = templates[0] if len(templates) == 1 else f"{len(templates)} reports"
    if not months:
        return named
    return f"{named} for {months[0]}{f' to {months[-1]}' if len(months) > 1 else ''}"


def list_templates() -> None:
    """Print the templates: what each answers, and its inputs."""
    for name in layout.names():
        chosen = layout.load(name)
        click.echo(f"{name}: {chosen.title}\n    {chosen.description}")
        if chosen.inputs:
            rows = [
                [f"    {one.name}", one.label, _first(one.value), one.hint] for one in chosen.inputs
            ]
            show(("    input", "label", "at first", "note"), rows)
        click.echo()


def _first(value: str | float | None) -> str:
    return f"{value:g}" if isinstance(value, float | int) else value or "(blank)"


def write_templates(folder: Path) -> None:
    """Write the prebuilt templates, filled from the sample market."""
    for name in layout.names():
        market = rotationxl.open_market("sample")
        months = [str(one.value) for one in layout.load(name).inputs if one.name == "month"]
        for report in reports(name, months, market, out=folder / f"{name}.xlsx"):
            click.echo(f"Wrote {report.path}.")
