"""What is typed and read for live data: exit codes, tables, and what is said of what is stale."""

import csv
import datetime as dt
import functools
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from rich.console import Console
from rich.progress import Progress

import rotationxl
from conftest import NOWHERE, PROVIDERS
from living import Living, addresses
from rotationxl.errors import OutageError
from rotationxl.live import yahoo
from rotationxl.live.pace import Pace
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from rotationxl.store.database import Store
from rotationxl_addin import cli
from rotationxl_addin.progress import fetching
from stubs import Fault, stubs
from stubs.fred import KEY
from stubs.market import market
from test_keys import Keyring

SPREAD = '=SPREAD("IWD","IWF","2024-11")'
RETURN = '=ASSET_RETURN("IWD","2024-11")'


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
        "is served; try again later. See rotationxl data why IWF.\n"
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


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["calc", "=1", "--refresh-limit", "0"], "0 is not a number of seconds above 0."),
        (["calc", "=1", "--refresh-limit", "nan"], "nan is not a number of seconds"),
        (["data", "status", "prices:IWD"], "series: 'prices' is not a kind of series. Did you"),
        (["data", "status", "I WD"], "'I WD' is neither a ticker nor a FRED id"),
        (["data", "refresh", "IWD", "--all"], "Give SERIES or --all, not both."),
        (["data", "clear", "--source", "sample", "--all"], "Give --source or --all, not both."),
        (["data", "clear", "--source", "smaple"], "Did you mean sample?"),
        (["data", "why"], "Missing argument"),
        (["config", "set", "yahoo-key"], "fred-key"),
        (["config", "set", "fred-key", "ABC"], "a FRED key is 32 lower-case letters"),
    ],
)
def test_what_is_typed_wrong_ends_with_2(typed: Typed, words: list[str], message: str) -> None:
    result = typed(*words)
    assert result.code == 2
    assert message in result.err


def test_status_is_a_table_that_fits_and_ends_as_the_data_stand(
    typed: Typed, living: Living
) -> None:
    assert typed("data", "status").out.startswith("0 series: none.")
    typed("calc", SPREAD)
    typed("calc", '=MACRO("DGS10","2024-11-29")')
    typed("calc", '=ASSET_RETURN("NOSUCH","2024-11")')
    fresh = typed("data", "status")
    assert fresh.code == 0
    assert max(map(len, fresh.out.splitlines()[:-1])) <= 100
    assert table(fresh.out)["IWD", "price"][0] == "Yahoo"
    assert "NOSUCH" not in fresh.out
    assert f"3 series: 3 fresh. Times are UTC. Stored in {living.path}." in fresh.out
    living.stub.faults.add("chart", None, Fault.HTML_502)
    assert typed("data", "refresh", "IWD", "IWF").code == 3
    stale = typed("data", "status")
    assert stale.code == 3
    assert stale.out.count("HTTP 502") == 1
    assert "IWD, IWF: Yahoo has a fault" in stale.out
    assert typed("data", "status", "DGS10").code == 0
    assert "FOO: nothing of it was fetched yet." in typed("data", "status", "FOO").out
    assert typed("data", "status", "NOSUCH").code == 3


def test_status_for_scripts(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD", "macro:DGS10")
    rows = list(csv.DictReader(io.StringIO(typed("data", "status", "--csv").out)))
    assert [(row["series"], row["kind"], row["status"]) for row in rows] == [
        ("DGS10", "macro", "fresh"), ("IWD", "price", "fresh"),
    ]  # fmt: skip
    now = dt.datetime.fromtimestamp(living.clock(), dt.UTC)
    assert dt.datetime.fromisoformat(rows[1]["fetched"]) <= now
    assert dt.datetime.fromisoformat(rows[1]["next"]) > now


def test_refresh_says_what_came_of_each(typed: Typed, living: Living) -> None:
    names = ("IWD", "valuation:IWD", "DGS10", "vintage:PAYEMS")
    first = typed("data", "refresh", *names)
    assert first.code == 0
    assert {cells[0] for cells in table(first.out).values()} >= {"new"}
    assert typed("data", "refresh").out == (
        "Nothing is due; 4 series are stored: --all asks for all of them.\n"
    )
    unchanged = table(typed("data", "refresh", "IWD").out)
    assert unchanged["IWD", "price"][0] == "unchanged"
    assert ("IWD", "valuation") in unchanged  # a snapshot comes with each refresh
    later(living, days=2)
    due = table(typed("data", "refresh").out)
    assert due["IWD", "price"][0] == "renewed"
    assert due["IWD", "valuation"][:2] == ["renewed", "2"]
    living.stub.forget()
    assert typed("data", "refresh", "--all").code == 0
    routes = {request.route for request in living.stub.requests()}
    assert routes >= {"chart", "summary", "observations"}


def test_what_asking_again_does_not_mend_ends_with_1(typed: Typed) -> None:
    result = typed("data", "refresh", "NOSUCH", "macro:NOPE")
    assert result.code == 1
    assert "NOSUCH: Yahoo knows no such ticker." in result.out
    assert "NOPE: FRED has no such series" in result.out


def test_a_provider_that_wants_rest_is_left_alone(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD")
    living.stub.faults.add("chart", "IWD", Fault.STATUS_429, retry_after=600)
    assert typed("data", "refresh", "IWD").code == 3
    living.stub.forget()
    again = typed("data", "refresh", "IWD")
    assert again.code == 3
    assert "left alone" in again.out
    assert living.stub.requests() == []
    assert "what to do   Wait: nothing is sent before" in typed("data", "why", "IWD").out


def test_what_is_suspicious_is_taken_when_accepted(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD", "XLK")
    living.stub.faults.add("chart", "IWD", Fault.ENDS_EARLY)
    refused = typed("data", "refresh", "IWD")
    assert refused.code == 3
    assert "suspicious" in table(typed("data", "status").out)["IWD", "price"]
    assert "data refresh IWD --accept" in typed("data", "why", "IWD").out
    taken = typed("data", "refresh", "--accept")
    assert taken.code == 0, taken
    assert list(table(taken.out)) == [("series", "kind"), ("IWD", "price")]
    assert "Nothing is refused as suspicious" in typed("data", "refresh", "--accept").out


def test_why_tells_what_happened_and_what_to_do(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD")
    fresh = typed("data", "why", "IWD").out
    assert fresh.startswith("IWD, prices: fresh\n  stored       ")
    assert "what to do   Nothing." in fresh
    for _ in range(11):
        error = OutageError("IWD: Yahoo has a fault of its own (HTTP 502).")
        living.live().standings.failed(Key("price", "IWD"), error, living.clock() + 60)
    lines = typed("data", "why", "IWD").out.splitlines()
    assert lines[0] == "IWD, prices: stale"
    assert sum("fault of the provider" in line for line in lines) == 10
    assert not any("IWD: IWD:" in line for line in lines)
    unknown = typed("data", "why", "NOSUCH")
    assert (unknown.code, unknown.out.splitlines()[1]) == (0, "  stored       nothing")


def test_clear_asks_and_says_what_is_lost(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD", "valuation:IWD")
    typed("calc", '=STYLE_SPREAD("2024-11")', "--source", "sample")
    refused = typed("data", "clear")
    assert refused.code == 2
    question = "Delete 2 series of live"
    assert question in refused.err
    assert "cannot be fetched again: 1 snapshot of the multiples of IWD. Give --yes." in refused.err
    done = typed("data", "clear", "--yes")
    assert (done.code, done.out) == (0, "Deleted 2 series of live.\n")
    assert Store(living.path).stored().keys() == {"sample"}
    assert typed("data", "clear", "--yes").out.startswith("Nothing of live is stored")
    assert typed("data", "clear", "--all", "--yes").out.endswith(" series of sample.\n")
    assert typed("data", "refresh", "IWD").code == 0
    assert Store(living.path).stored() == {"live": [Key("price", "IWD")]}


def test_clear_on_a_terminal_takes_no_for_an_answer(
    typed: Typed, living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("data", "refresh", "IWD")
    monkeypatch.setattr(sys, "stdin", Answering("n\n"))
    assert typed("data", "clear").code == 130
    assert Store(living.path).stored()
    monkeypatch.setattr(sys, "stdin", Answering("y\n"))
    assert typed("data", "clear").code == 0
    assert not Store(living.path).stored()


class Answering(io.StringIO):
    """A terminal at which someone has typed."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def keyring(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    fake = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    return fake


def test_the_key_is_kept_and_forgotten_and_never_shown(
    typed: Typed, keyring: Keyring, living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "FRED key  none: yields still come, vintages do not" in typed("config", "show").out
    needs = typed("data", "refresh", "vintage:PAYEMS")
    assert (needs.code, "its vintages need a FRED key" in needs.out) == (1, True)
    kept = typed("config", "set", "fred-key", KEY)
    assert kept.code == 0
    assert "1 series that need it are asked for at their next use." in kept.out
    assert table(typed("data", "refresh").out)["PAYEMS", "vintage"][0] == "new"
    shown = typed("config", "show")
    assert "FRED key  kept in the system keyring" in shown.out
    assert f"store     {living.path}" in shown.out
    assert typed("config", "forget", "fred-key").out == "The key is forgotten.\n"
    assert keyring.kept == {}
    assert typed("config", "forget", "fred-key").out.startswith("No key is kept")
    monkeypatch.setenv("FRED_API_KEY", KEY)
    in_environment = typed("config", "show")
    assert "FRED key  set in FRED_API_KEY" in in_environment.out
    assert KEY not in "".join([*map(str, (needs, kept, shown, in_environment))])


def test_the_key_is_asked_for_unseen(
    typed: Typed, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _text: KEY)
    for stdin in (Answering(), io.StringIO(f"{KEY}\n")):  # typed, and from a pipe
        keyring.kept.clear()
        monkeypatch.setattr(sys, "stdin", stdin)
        result = typed("config", "set", "fred-key")
        assert result.code == 0
        assert list(keyring.kept.values()) == [KEY]
        assert KEY not in result.out + result.err


def test_without_a_keyring_the_variable_is_named(typed: Typed, keyring: Keyring) -> None:
    keyring.broken = True
    result = typed("config", "set", "fred-key", KEY)
    assert result.code == 1
    assert "Set FRED_API_KEY instead." in result.err
    assert KEY not in result.err


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name)


@pytest.mark.parametrize("words", [*commands(cli.cli)], ids=" ".join)
def test_every_command_has_help_that_fits(typed: Typed, words: tuple[str, ...]) -> None:
    result = typed(*words, "--help")
    assert result.code == 0
    assert result.out.splitlines()[2].strip()
    assert max(map(len, result.out.splitlines())) <= 90


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
