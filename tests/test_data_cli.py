"""`rotationxl data`: status, refresh and why; and what is typed wrong."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator

import click
import pytest

from living import Living
from rotationxl.errors import OutageError
from rotationxl.sources import Key
from rotationxl_addin import cli
from stubs import Fault
from typed import Typed, later, table

SPREAD = '=SPREAD("IWD","IWF","2024-11")'


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
    assert typed("data", "status").code == 0  # they have the last session
    living.stub.world.now += dt.timedelta(days=1)
    typed("data", "refresh", "DGS10")
    stale = typed("data", "status")
    assert stale.code == 3
    assert stale.out.count("HTTP 502") == 1
    assert "IWD, IWF: Yahoo has a fault" in stale.out
    assert typed("data", "status", "DGS10").code == 0
    assert "FOO: nothing of it was fetched yet." in typed("data", "status", "FOO").out
    assert typed("data", "status", "FOO").code == 3
    assert typed("data", "status", "NOSUCH").code == 0


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


def test_what_asking_again_does_not_mend_ends_with_1(typed: Typed, living: Living) -> None:
    result = typed("data", "refresh", "NOSUCH", "macro:NOPE")
    assert result.code == 1
    assert "NOSUCH: Yahoo knows no such ticker." in result.out
    assert "NOPE, NOSUCH: FRED has no such series" in result.out
    living.stub.faults.add("chart", "IWD", Fault.HTML_502)
    assert typed("data", "refresh", "NOSUCH", "IWD").code == 3


def test_a_bare_name_that_yahoo_does_not_know_is_looked_for_at_fred(
    typed: Typed, living: Living
) -> None:
    living.stub.world.series["GDP"] = living.stub.world.series["PAYEMS"]
    result = typed("data", "refresh", "GDP", "IWD")
    assert result.code == 0, result
    assert list(table(result.out))[1:3] == [("IWD", "price"), ("GDP", "macro")]
    assert "GDP: no ticker of Yahoo's, but a series of FRED's." in result.out
    assert list(table(typed("data", "refresh", "GDP").out)) == [
        ("series", "kind"),
        ("GDP", "macro"),
    ]
    assert typed("data", "why", "GDP").out.startswith("GDP, macro series: fresh")


def test_why_speaks_of_what_was_asked_for_in_vain(typed: Typed) -> None:
    typed("calc", '=MACRO("DGS99","2024-11-29")')
    for name in ("DGS99", "macro:DGS99"):
        told = typed("data", "why", name).out
        assert told.startswith("DGS99, macro series: missing\n")
        assert "problem      DGS99: FRED has no such series" in told
        assert "what to do   Check the id at fred.stlouisfed.org. A ticker is price:DGS99." in told
    assert typed("data", "status", "DGS99").code == 0


def test_what_is_missing_is_asked_for_though_it_rests(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD")
    one = "Nothing is due; 1 series is stored: --all asks for all of them.\n"
    assert typed("data", "refresh").out == one
    living.stub.faults.add("chart", "IWF", Fault.HTML_502)
    missing = typed("calc", SPREAD)
    assert missing.code == 3
    assert missing.err.splitlines()[-1] == (
        "Missing: IWF (1 of 2 series). IWF: Yahoo has a fault of its own (HTTP 502). Try again "
        "later. See rotationxl data why IWF."
    )
    for words in (["status"], ["why", "IWF"]):
        assert "What is stored stays" not in typed("data", *words).out
    assert typed("data", "status").code == 3
    living.stub.faults.clear()
    assert table(typed("data", "refresh").out)["IWF", "price"][0] == "new"
    assert typed("data", "refresh").out.startswith("Nothing is due; 2 series are stored")


def test_what_only_needs_a_key_is_no_missing_data(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, living: Living
) -> None:
    monkeypatch.delenv("FRED_API_KEY")
    for names in (["IWD", "vintage:PAYEMS", "vintage:UNRATE"], ["vintage:PAYEMS"], ["--all"]):
        later(living, minutes=1)
        result = typed("data", "refresh", *names)
        assert result.code == 0, result
        assert "vintages need a FRED key" in result.out
    for names in ([], ["vintage:PAYEMS"]):
        assert typed("data", "status", *names).code == 0
    later(living, minutes=1)
    assert typed("data", "refresh").code == 0
    living.stub.faults.add("chart", "IWD", Fault.HTML_502)
    assert typed("data", "refresh", "--all").code == 3


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
    later(living, seconds=700)
    over = typed("data", "why", "IWD").out
    assert "asked again  at its next use" in over
    assert "what to do   Nothing: it is asked for again by itself" in over


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
    living.stub.world.now += dt.timedelta(days=1)
    for status in range(500, 511):
        error = OutageError(f"IWD: Yahoo has a fault of its own (HTTP {status}).")
        living.live().standings.failed(Key("price", "IWD"), error, living.clock() + 60)
    lines = typed("data", "why", "IWD").out.splitlines()
    assert lines[0] == "IWD, prices: stale"
    assert sum("fault of the provider" in line for line in lines) == 10
    assert not any("IWD: IWD:" in line for line in lines)
    for seconds in range(10):
        error = OutageError(f"IWD: Yahoo sent nothing within 0.{seconds} s.")
        living.live().standings.failed(Key("price", "IWD"), error, living.clock() + 60)
    folded = typed("data", "why", "IWD").out
    assert re.search(r"UTC, 10 times since 20.* UTC  fault of the provider  IWD: .*0\.9 s", folded)
    assert folded.count("fault of the provider") == 1
    unknown = typed("data", "why", "NOSUCH")
    assert (unknown.code, unknown.out.splitlines()[1]) == (0, "  stored       nothing")


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


def test_what_another_program_still_asks_for_is_not_called_unchanged(
    typed: Typed, living: Living
) -> None:
    typed("data", "refresh", "IWD")
    later(living, days=3)
    now = living.clock()
    living.live().standings.claim([Key("price", "IWD")], "another", now, now + 40)
    result = typed("data", "refresh", "IWD", "--refresh-limit", "0.5")
    assert result.code == 3
    assert table(result.out)["IWD", "price"][0] == "left"
    assert "IWD: another program is asking for it, and is not done." in result.out


def test_a_clock_that_was_far_ahead_holds_nothing_back(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD")
    later(living, days=-400)
    assert table(typed("data", "status").out)["IWD", "price"][-1] == "now"
    assert "asked again  at its next use" in typed("data", "why", "IWD").out
    assert "Nothing is due" not in typed("data", "refresh").out
