"""Formulas and reports on live data: what is asked for, and what is said of what is stale."""

import datetime as dt
import functools
import io
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from rich.console import Console
from rich.progress import Progress

import rotationxl
from conftest import NOWHERE, PROVIDERS
from living import Living, addresses
from rotationxl.market.evaluate import Market
from rotationxl.sources import Behind, Key
from rotationxl.sources.live import Live
from rotationxl_addin.options import exit_code
from rotationxl_addin.progress import fetching
from stubs import Fault, stubs
from stubs.market import market
from typed import Answering, Result, Typed, later

SPREAD = '=SPREAD("IWD","IWF","2024-11")'
RETURN = '=ASSET_RETURN("IWD","2024-11")'


def test_no_test_asks_a_real_provider() -> None:
    assert {os.environ[name] for name in PROVIDERS} == {NOWHERE}
    with pytest.raises(LookupError, match="IWD"):
        rotationxl.call("ASSET_RETURN", "IWD", "2024-11")


def test_live_is_the_default_and_a_second_run_asks_no_one(typed: Typed, living: Living) -> None:
    first = typed("calc", SPREAD)
    assert first.code == 0
    assert first.err == "Fetching 2 series from Yahoo Finance ...\n"
    living.stub.forget()
    assert typed("calc", SPREAD) == Result(0, first.out, "")
    assert living.stub.requests() == []


def test_stale_data_are_told_in_one_line_with_an_exit_code(typed: Typed, living: Living) -> None:
    good = typed("calc", SPREAD)
    later(living, days=7)
    living.stub.faults.add("chart", "IWF", Fault.HTML_502)
    stale = typed("calc", SPREAD)
    assert (stale.code, stale.out) == (3, good.out)
    assert stale.err.split("\n", 1)[1] == (
        "Stale: IWF (1 of 2 series). IWF: Yahoo has a fault of its own (HTTP 502). What is stored "
        "stays; try again later. See rotationxl data why IWF.\n"
    )
    assert typed("calc", SPREAD, "--offline") == Result(0, good.out, "")


def test_data_that_never_came_are_no_failure_of_the_formula(typed: Typed, living: Living) -> None:
    living.stub.faults.add("chart", "IWD", Fault.HTML_502)
    result = typed("calc", RETURN)
    assert (result.code, result.out) == (3, "#N/A\n")
    assert result.err.count("HTTP 502") == 1
    wrong = typed("calc", f"=1+{RETURN[1:]}+STYLE_SPREAD(2024)*{{1}}/0")
    assert wrong.out.strip() in {"#N/A", "#DIV/0!"}
    assert typed("calc", '=IFNA(ASSET_RETURN("IWD","2024-11"),1/0)').code == 1


def test_a_template_that_is_not_there_is_refused_before_anything(
    typed: Typed, living: Living
) -> None:
    result = typed("build", "valuegrowth")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "Did you mean value-growth?" in result.err
    assert living.stub.requests() == []


def test_offline_asks_no_one(typed: Typed, living: Living) -> None:
    result = typed("calc", RETURN, "--offline")
    assert (result.code, result.out) == (1, "#N/A\n")
    assert result.err == (
        "IWD: nothing of it is stored, and offline no one is asked. Leave --offline out, or give "
        "another --source.\n"
    )
    assert living.stub.requests() == []


def test_a_month_that_began_since_is_asked_for(typed: Typed, living: Living) -> None:
    world = living.stub.world
    world.add(world.listings["IWD"].__class__("SPY", world.listings["IWD"].bars))
    world.now = dt.datetime(2024, 11, 29, 18, tzinfo=world.now.tzinfo)
    assert typed("calc", '=ASSET_RETURN("IWD","2024-12")').code == 1
    later(living, days=6)
    result = typed("calc", '=ASSET_RETURN("IWD","2024-12")')
    assert result.code == 0, result


def test_a_fetch_is_seen_within_what_is_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", Answering())
    with Progress(console=Console(file=screen, force_terminal=True)) as shown:
        keys = [Key("price", "IWD"), Key("macro", "DGS10")]
        with fetching(keys, shown) as told:
            told(keys[0], LookupError())  # type: ignore[arg-type]
            assert [(task.completed, task.total) for task in shown.tasks] == [(1, 2)]
        assert shown.tasks == []
    assert "Fetching 2 series from Yahoo Finance and FRED" in screen.getvalue()


@pytest.fixture(scope="module")
def reporting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Serve all that a report needs."""
    from rotationxl.universe import FRED, TICKERS

    with stubs(market([*TICKERS], [*FRED], 4, dt.date(2024, 12, 2))) as running:
        yield Living(running, tmp_path_factory.mktemp("reporting"))


def test_a_report_is_written_with_stale_data_and_says_so(
    reporting: Living, typed: Typed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in addresses(reporting.stub).items():
        monkeypatch.setenv(name, value)
    made = functools.partial(Live, clock=reporting.clock)
    monkeypatch.setattr("rotationxl.sources.live.SOURCE", made)
    out = tmp_path / "report.xlsx"
    good = typed("build", "value-growth", "-o", str(out), "--engine", "formualizer")
    assert good.code == 0, good
    assert good.out.rstrip().endswith("from Yahoo Finance and FRED to 2024-12-02.")
    assert "value-growth for 2024-11" in good.out
    out.unlink()
    reporting.stub.world.today = dt.date(2025, 1, 2)
    for ticker in ("XLE", "XLF"):
        reporting.stub.faults.add("chart", ticker, Fault.HTML_502)
    stale = typed("build", "value-growth", "-o", str(out), "--engine", "formualizer")
    assert stale.code == 3, stale
    assert out.exists()
    assert "value-growth for 2024-12" in stale.out
    last = stale.err.splitlines()[-1]
    assert last.startswith("Stale: XLE, XLF (2 of ")
    assert last.endswith("See rotationxl data why XLE.")
    offline = typed("build", "value-growth", "-o", str(out), "--engine", "formualizer", "--offline")
    assert (offline.code, "Stale" in offline.err) == (0, False)


def test_prices_and_multiples_of_a_ticker_count_once(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "IWD: Yahoo takes no connection. What is stored stays; try again later."
    behind = [Behind(Key(kind, "IWD"), reason) for kind in ("price", "valuation")]
    supply = SimpleNamespace(behind=lambda: behind, used=lambda: [one.key for one in behind])
    assert exit_code(cast("Market", SimpleNamespace(supply=supply, source=None))) == 3
    assert capsys.readouterr().err == (
        "Missing: IWD (1 of 1 series). IWD: Yahoo takes no connection. Try again later. "
        "See rotationxl data why IWD.\n"
    )
