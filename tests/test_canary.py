"""The canary against the stubs: silent while they answer as described, loud when they do not."""

import datetime as dt
from collections.abc import Iterator

import pytest

import canary
from living import addresses
from stubs import Fault, Stubs, stubs
from stubs.market import market


@pytest.fixture(scope="module")
def providers() -> Iterator[Stubs]:
    today = dt.date.today()  # noqa: DTZ011 (the Treasury's files are asked for by this clock)
    world = market((*canary.FUNDS, canary.INDEX), ["DGS2", "DGS10"], 9, today)
    with stubs(world) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in addresses(running).items():
            patch.setenv(name, value)
        yield running


@pytest.fixture(autouse=True)
def _faultless(providers: Stubs) -> None:
    providers.faults.clear()


def test_unchanged_providers_are_good(providers: Stubs, capsys: pytest.CaptureFixture[str]) -> None:
    code = canary.main(["--key"])
    assert (code, "0 changed, 0 broken") == (0, capsys.readouterr().out.splitlines()[-1])


CHANGED = {
    ("chart", Fault.CHANGED_SCHEMA): "missing chart.result[].indicators.quote[].close",
    ("chart", Fault.WRONG_CURRENCY): "FAIL  chart of fund SPY: currency USD",
    ("summary", Fault.PLAIN_MULTIPLES): "FAIL  summary of SPY: holdings are reciprocals",
    ("fredgraph", Fault.CAPTIVE_PORTAL): "FAIL  fredgraph: header names",
    ("treasury", Fault.STATUS_429): "Treasury: status 429, not 200",
    ("observations", Fault.BAD_KEY): "FRED: status 400, not 200",
}


@pytest.mark.parametrize(("where", "fault"), CHANGED, ids=str)
def test_a_change_is_told(
    where: str, fault: Fault, providers: Stubs, capsys: pytest.CaptureFixture[str]
) -> None:
    providers.faults.add(where, None, fault)
    assert canary.main(["--key"]) == 1
    assert CHANGED[where, fault] in capsys.readouterr().out


def test_fields_have_names_and_types_only() -> None:
    assert canary.shape(b'{"a":[{"b":1,"c":null},{"b":2.5}],"d":{"1700000000":{"e":"x"}}}') == {
        "a[].b": "number", "a[].c": "null", "d.*.e": "text",
    }  # fmt: skip
    assert canary.shape(b"observation_date,DGS10\n2024-11-28,\n2024-11-29,4.18\n") == {
        "DGS10": "missing|number", "observation_date": "date",
    }  # fmt: skip
    known = {"x": {"status": 200, "fields": {"a": "number", "b": "text"}}}
    now = {"x": {"status": 200, "fields": {"a": "text", "c": "null"}}, "y": known["x"]}
    assert list(canary.differences(known, now)) == [
        "x: missing b", "x: new c", "x: a is text, not number", "y: not described yet",
    ]  # fmt: skip
