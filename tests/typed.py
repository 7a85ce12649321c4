"""The command as a process of its own would run it, on live data of the stubs."""

import datetime as dt
import functools
import io
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

import rotationxl
from living import Living
from rotationxl.live import yahoo
from rotationxl.live.pace import Pace
from rotationxl.sources.live import Live
from rotationxl_addin import cli


class Result(NamedTuple):
    code: int
    out: str
    err: str


Typed = Callable[..., Result]


@pytest.fixture
def typed(
    living: Living, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """Return what runs the command as a process of its own would, by the stubs' clock."""
    monkeypatch.setenv("ROTATIONXL_HOME", str(living.path.parent))
    made = functools.partial(Live, clock=living.clock)
    monkeypatch.setattr("rotationxl.sources.live.SOURCE", made)

    def run(*words: str) -> Result:
        rotationxl._market.cache_clear()  # noqa: SLF001 (a process begins with none)
        monkeypatch.setattr(yahoo, "PACE", Pace(0.2, yahoo.SPACING))
        monkeypatch.setattr(sys, "argv", ["rotationxl", *words])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            assert isinstance(end.code, int)
            code = end.code
        return Result(code, *capsys.readouterr())

    return run


def later(living: Living, **span: float) -> None:
    living.stub.world.now += dt.timedelta(**span)


def table(out: str) -> dict[tuple[str, str], list[str]]:
    """Return the cells of each line of a table, by series and kind."""
    lines = [line.split() for line in out.splitlines()]
    return {(cells[0], cells[1]): cells[2:] for cells in lines if len(cells) > 2}


class Answering(io.StringIO):
    """A terminal at which someone has typed."""

    def isatty(self) -> bool:
        return True
