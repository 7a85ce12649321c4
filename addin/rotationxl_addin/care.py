"""The commands `rotationxl data ...` and `rotationxl config ...`."""

import sys
from pathlib import Path

import click

from rotationxl_addin.options import EXIT_CODES, limit_option, source_option

_PATIENCE = 300


@click.group(epilog=EXIT_CODES)
def data() -> None:
    """See, renew and delete what is stored of live data.

    SERIES is a ticker (IWD) or a FRED id (DGS10); price:, macro:, vintage: or valuation: in front
    says which kind is meant, as in vintage:PAYEMS.
    """


@data.command()
@click.argument("series", nargs=-1)
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, with full times.")
def status(series: tuple[str, ...], as_csv: bool) -> None:
    """Show how series stand: all, or some.

    Ends with exit code 3 unless all are fresh that could be: not counted are those that only lack
    a key, and those that no provider knows.
    """
    from rotationxl_addin import data as work

    sys.exit(work.status(series, as_csv=as_csv))


@data.command()
@click.argument("series", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that is stored, due or not.")
@click.option(
    "--accept",
    is_flag=True,
    help="Take as good what was refused as suspicious: of SERIES, else of all such series.",
)
@limit_option(_PATIENCE)
def refresh(series: tuple[str, ...], every: bool, accept: bool, limit: float) -> None:
    """Fetch what is due; or SERIES, due or not.

    \b
    rotationxl data refresh
    rotationxl data refresh IWD IWF DGS10 valuation:IWD

    A bare name stands for all that is stored of it; of what is not stored, for prices or, where
    Yahoo knows no such ticker, for a FRED series.
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import refreshing as work

    if every and series:
        raise click.UsageError("Give SERIES or --all, not both.")
    sys.exit(work.refresh(series, limit, every=every, accept=accept))


@data.command()
@click.argument("series")
def why(series: str) -> None:
    """Tell what is wrong with a series.

    How it stands, its last ten fetches, when it is asked for again, and what to do.
    """
    from rotationxl_addin.why import tell

    tell(series)


@data.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("series", nargs=-1)
@source_option
def export(file: Path, series: tuple[str, ...], source: str) -> None:
    """Write series into one file, for other machines.

    \b
    rotationxl data export report.zip
    rotationxl build value-growth --source snapshot:report.zip
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import snapshots

    snapshots.export(file, series, source)


@data.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Take such a file into the live data; nothing stored is lost."""
    from rotationxl_addin import snapshots

    sys.exit(snapshots.bring(file))


@data.command()
@click.option("--source", metavar="SOURCE", help="Whose series, instead of live's.")
@click.option("--all", "every", is_flag=True, help="Those of all sources.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def clear(source: str | None, every: bool, yes: bool) -> None:
    """Delete what is stored; asks first."""
    from rotationxl_addin import clearing

    if every and source:
        raise click.UsageError("Give --source or --all, not both.")
    clearing.clear(source, every=every, yes=yes)


@click.group()
def config() -> None:
    """Show the settings; keep a FRED key."""


@config.command("show")
def show() -> None:
    """Show the settings (never the key)."""
    from rotationxl_addin import settings

    settings.show()


_ENTRY = click.argument("entry", type=click.Choice(["fred-key"]))


@config.command("set")
@_ENTRY
@click.argument("key", required=False)
def set_(entry: str, key: str | None) -> None:  # noqa: ARG001 (there is one)
    """Keep the FRED key in the system keyring.

    \b
    rotationxl config set fred-key

    Left out, KEY is asked for unseen: so it stays out of the shell's history.
    """  # noqa: D301 (click keeps the lines after a backspace as they are)
    from rotationxl_addin import settings

    settings.set_key(key)


@config.command()
@_ENTRY
def forget(entry: str) -> None:  # noqa: ARG001 (there is one)
    """Delete the FRED key from the system keyring."""
    from rotationxl_addin import settings

    settings.forget_key()
