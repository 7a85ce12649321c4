"""The commands `rotationxl addin ...`: one add-in for each program, from the same registry."""

import sys
from pathlib import Path

import click

_EXIT_CODES = "Exit codes: 0 good, 1 something is wrong or failed, 2 typed wrong."
_NAMES = click.argument("programs", nargs=-1, metavar="[excel|libreoffice]...")


@click.group(epilog=_EXIT_CODES)
def addin() -> None:
    """Bring the functions into Excel for Windows and LibreOffice Calc.

    Without a name a command is for the programs that are on this computer.
    """


@addin.command()
@_NAMES
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder for the files (the current one).",
)
def build(programs: tuple[str, ...], out: Path) -> None:
    """Write the add-ins' files, on any system: rotationxl.xlam and rotationxl.oxt."""
    from rotationxl import files
    from rotationxl_addin.programs import named

    chosen = named(programs)
    files.make_folder(out)
    for program in chosen:
        click.echo(program.build(out))


@addin.command(epilog=_EXIT_CODES)
@_NAMES
def install(programs: tuple[str, ...]) -> None:
    """Put the add-in in, or this version in place of another; close the program first.

    Afterwards the doctor's checks are made; exit code 1 where one of them finds something wrong.
    """
    from rotationxl_addin.programs import fit

    code = 0
    for program in fit(programs):
        for line in program.install():
            click.echo(f"{program.title}: {line}")
        for one in program.checks():
            if one.mend:
                click.echo(f"{program.title}: {one.what}: {one.found}. {one.mend}", err=True)
            code |= one.verdict == "wrong"
    sys.exit(code)


@addin.command(epilog=_EXIT_CODES)
@_NAMES
def uninstall(programs: tuple[str, ...]) -> None:
    """Take the add-in out again, and say what is left."""
    from rotationxl.store.database import home
    from rotationxl_addin.programs import fit

    for program in fit(programs):
        for line in program.uninstall():
            click.echo(f"{program.title}: {line}")
    click.echo(
        f"Left: this Python with rotationxl, the data in {home()} (rotationxl data clear --all), "
        "and a FRED key where you kept one (rotationxl config forget fred-key)."
    )


@addin.command(epilog=_EXIT_CODES)
@_NAMES
def status(programs: tuple[str, ...]) -> None:
    """Tell what is installed. Exit code 0: this version, answered by this Python."""
    from rotationxl_addin.programs import fit

    code = 0
    for program in fit(programs):
        found = program.installed()
        if found is None:
            told = trouble = "not installed"
        else:
            python = found.python or "no Python, since none is noted"
            told = f"rotationxl {found.version or 'of unknown version'}, answered by {python}"
            if trouble := found.trouble(program.python):
                told += f" ({trouble})"
        mend = f"; run rotationxl addin install {program.name}" if trouble else ""
        click.echo(f"{program.title}: {told}{mend}")
        code |= bool(trouble)
    sys.exit(code)


@addin.command(epilog=_EXIT_CODES)
@_NAMES
def doctor(programs: tuple[str, ...]) -> None:
    """Check each thing that can be wrong, and say how to mend it."""
    from rotationxl_addin.data import show
    from rotationxl_addin.programs import named

    chosen = named(programs)
    code = 0
    for program in [one for one in chosen if programs or one.is_here()] or chosen:
        checks = list(program.checks())
        click.echo(program.title)
        show(("", "what", "found"), [(one.verdict, one.what, one.found) for one in checks])
        for one in checks:
            if one.mend:
                click.echo(f"{one.what}: {one.mend}")
        click.echo(f"Not checked: {program.unchecked}\n")
        code |= any(one.verdict == "wrong" for one in checks)
    sys.exit(code)
