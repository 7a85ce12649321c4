"""What `rotationxl config` does: show what holds here, keep the user's FRED key."""

import os
import sys

import click

from rotationxl.errors import KeyRefusedError, NeedsKeyError, RotationError
from rotationxl.live import keys
from rotationxl.sources import DEFAULT, open_source
from rotationxl.sources.live import MODES, Live
from rotationxl_addin.data import live_source

_OF_KEYS = {NeedsKeyError.__name__, KeyRefusedError.__name__}
_MODES = dict(
    zip(
        MODES,
        (
            "first: what is due is fetched before data are served",
            "behind: what is due is fetched while stored data are served",
            "never: no provider is asked",
        ),
        strict=True,
    )
)


def show() -> None:
    """Print the settings; never the key."""
    live = Live()
    lines = {
        "source": _source(os.environ.get("ROTATIONXL_SOURCE") or DEFAULT),
        "refresh": _MODES[live.mode],
        "limit": f"{live.limit:g} s a batch",
        "store": str(live.store.path),
        "FRED key": keys.place(),
    }
    for name, value in lines.items():
        click.echo(f"{name:<9} {value}")


def _source(text: str) -> str:
    """Return the source that is set, and why it cannot be used where it cannot."""
    try:
        open_source(text, mode="never")
    except RotationError as error:
        return f"{text} ({error})"
    return text


def set_key(text: str | None) -> None:
    """Keep the FRED key in the system's keyring; it is asked for unseen where it is not given."""
    keys.set_key(text or _typed())
    live = live_source()
    asked = live.standings.of(live.standings.asked())
    waiting = [k for k, one in asked.items() if one.outcome in _OF_KEYS]
    live.standings.ask_again(waiting)
    click.echo("The key is kept in the system keyring.")
    if waiting:
        one = len(waiting) == 1
        words = "needs it is asked for at its" if one else "need it are asked for at their"
        click.echo(f"{len(waiting)} series that {words} next use.")
    if os.environ.get(keys.VARIABLE):
        click.echo(f"{keys.VARIABLE} is set, too, and goes before it.", err=True)


def _typed() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    key: str = click.prompt("FRED key", hide_input=True, err=True)
    return key


def forget_key() -> None:
    """Delete the FRED key from the system's keyring."""
    was_there = keys.forget_key()
    click.echo("The key is forgotten." if was_there else "No key is kept in the system keyring.")
    if os.environ.get(keys.VARIABLE):
        click.echo(f"{keys.VARIABLE} is set and still serves.", err=True)
