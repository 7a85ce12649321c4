"""Live data in the real LibreOffice: nothing waits, and cells fill in by themselves."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic

import pytest

from calc_program import Program, Session, soffice, soon
from rotationxl.cells import Cell
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.sources.live import Live
from rotationxl.store.database import Store
from stubs.remote import Remote, started

FUNDS = ("SPY", "IWD", "IWF", "XLE", "XLK", "XLF")
OPTIONS = (
    "--tickers",
    ",".join([*FUNDS, "XLV", "XLP", "^GSPC"]),
    "--series",
    "DGS10",
    "--years",
    "3",
)
YESTERDAY = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
BEFORE = YESTERDAY - dt.timedelta(days=10)
MONTH = f"{YESTERDAY.year - 1}-05"


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    soffice()
    with started(*OPTIONS, "--today", BEFORE.isoformat()) as running:
        yield running


@pytest.fixture(scope="module")
def program(remote: Remote, tmp_path_factory: pytest.TempPathFactory) -> Program:
    environment = remote.environment() | {"ROTATIONXL_TREASURY_SPACING": "0"}
    made = Program(tmp_path_factory.mktemp("calc"), "live", **environment)
    made.install()
    return made


@pytest.fixture
def session(program: Program) -> Iterator[Session]:
    with program.running() as session:
        session.ask("new", "sheet")
        yield session


def comes_to(session: Session, address: str, value: Cell) -> None:
    soon(lambda: session.ask("show", "sheet", address) == value)


def stored(program: Program, *call: Cell) -> Cell:
    """Return what a cell shows of a call, from what is stored, asking no one."""
    live = Live(store=Store(program.home / "market.db"), mode="never")
    return shown(Market(live).answers([Call(str(call[0]), call[1:])])[0])


def test_cold_store_gives_na_at_once_and_cells_fill_in(
    program: Program, session: Session, remote: Remote
) -> None:
    remote("latency", seconds=1)
    try:
        begun = monotonic()
        for row, fund in enumerate(FUNDS, 1):
            formula = f'=ASSET_RETURN("{fund}";"{MONTH}")'
            assert session.ask("enter", "sheet", f"A{row}", formula) == "#N/A"
        assert monotonic() - begun < 3, "less than one answer of each"
        last = f"A{len(FUNDS)}"
        soon(lambda: session.ask("show", "sheet", last) != "#N/A")
    finally:
        remote("clear")
        remote("latency", seconds=0)
    for row, fund in enumerate(FUNDS, 1):
        expected = stored(program, "ASSET_RETURN", fund, MONTH)
        comes_to(session, f"A{row}", expected)
        assert isinstance(expected, float)
    assert all(remote("requests", route="chart", name=fund)["count"] == 1 for fund in FUNDS)


def test_fault_is_explained_and_refresh_heals_it(
    program: Program, session: Session, remote: Remote
) -> None:
    remote("answer", where="chart", name="XLV", status=503, times=99)
    session.ask("enter", "sheet", "B1", f'=ASSET_RETURN("XLV";"{MONTH}")')
    session.ask("enter", "sheet", "B2", f'=EXPLAIN("ASSET_RETURN";"XLV";"{MONTH}")')

    session.ask("enter", "sheet", "B3", '=DATA_NOTE("XLV")')
    soon(lambda: all("503" in session.ask("show", "sheet", cell) for cell in ("B2", "B3")))
    assert session.ask("show", "sheet", "B1") == "#N/A"
    session.ask("enter", "sheet", "A1", f'=ASSET_RETURN("SPY";"{MONTH}")')
    comes_to(session, "A1", stored(program, "ASSET_RETURN", "SPY", MONTH))
    remote("clear")
    session.ask("trigger", "refresh")
    soon(lambda: session.ask("show", "sheet", "B1") != "#N/A")
    comes_to(session, "B1", stored(program, "ASSET_RETURN", "XLV", MONTH))
    soon(lambda: session.ask("show", "sheet", "B2").startswith("ok"))


def test_what_another_process_has_fetched_comes_by_itself(
    program: Program, session: Session, remote: Remote
) -> None:
    session.ask("enter", "sheet", "C1", '=DATA_AS_OF("XLE")')
    comes_to(session, "C1", stored(program, "DATA_AS_OF", "XLE"))
    before = session.ask("show", "sheet", "C1")
    remote("today", day=YESTERDAY.isoformat())
    subprocess.run(
        [sys.executable, "-m", "rotationxl_addin", "data", "refresh", *FUNDS],
        env=program.environment,
        check=True,
        capture_output=True,
    )
    soon(lambda: session.ask("show", "sheet", "C1") > before)
    comes_to(session, "C1", stored(program, "DATA_AS_OF", "XLE"))


def test_program_ends_at_once_while_data_are_fetched(program: Program, remote: Remote) -> None:
    remote("latency", seconds=8)
    try:
        with program.running() as session:
            session.ask("new", "sheet")
            soon(lambda: session.ask("enter", "sheet", "A1", '=DATA_AS_OF("SPY")') != "#N/A")
            remote("forget")
            session.ask("enter", "sheet", "A2", f'=ASSET_RETURN("XLP";"{MONTH}")')
            soon(lambda: remote("requests", name="XLP")["count"])
            begun = monotonic()
        assert monotonic() - begun < 4
    finally:
        remote("clear")
        remote("latency", seconds=0)
