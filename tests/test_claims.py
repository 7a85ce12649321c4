"""The articles' claims as a test: every formula is accepted, and every computable one judged."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REAL
from rotationxl import simulation
from rotationxl.articles import PrintedClaim, claims
from rotationxl.cells import CellError
from rotationxl.functions.claims import VERDICTS
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl_addin.claims import Checked, check, summary, table
from rotationxl_workbooks import engines
from rotationxl_workbooks.host import MarketHost

COMPUTABLE = [claim for claim in claims() if claim.is_computable]

# What the sample market does not confirm: nothing in it was made for these claims to come out.
OTHERWISE = {
    "000-14": "OFF",
    "000-44": "CONTRADICTED",
    "001-08": "CONTRADICTED",
    "001-12": "OFF",
    "002-17": "CONTRADICTED",
    "002-23": "CONTRADICTED",
    "003-14": "OFF",
    "003-16": "CLOSE",
    "004-25": "CONTRADICTED",
}


def rows_of(name: str) -> list[dict[str, str]]:
    path = Path(simulation.__file__).parent / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def anchored() -> set[str]:
    """Return the claims that a row of the anchor table names, but those that clash."""
    named = {row["claim"] for row in rows_of("anchors.csv")}
    named |= {
        claim for row in rows_of("anchors.csv") for claim in re.findall(r"00\d-\d\d", row["note"])
    }
    lost = {
        row["claim"] for row in rows_of("clashes.csv") if row["outcome"].endswith("not come out")
    }
    return (named - lost) & {claim.id for claim in COMPUTABLE}


@pytest.fixture(scope="module")
def on_sample(sample: Market) -> dict[str, Checked]:
    return {row.claim.id: row for row in check(claims(), sample, "formulon")}


@pytest.fixture(scope="module")
def on_real(real: Market) -> dict[str, Checked]:
    return {row.claim.id: row for row in check(claims(), real, "formulon")}


def test_the_packaged_claims_are_those_beside_the_data() -> None:
    shared = REAL.parent / "claims.csv"
    if not shared.is_file():
        pytest.skip(f"no {shared}; set ROTATIONXL_TEST_MARKET")
    with shared.open(encoding="utf-8", newline="") as file:
        assert [tuple(row.values()) for row in csv.DictReader(file)] == list(map(tuple, claims()))


@pytest.mark.parametrize(
    "claim", [pytest.param(c, id=f"{c.id} {c.formula}") for c in claims() if c.formula]
)
def test_the_formula_of_a_claim_is_accepted(
    claim: PrintedClaim, on_sample: dict[str, Checked]
) -> None:
    row = on_sample[claim.id]
    assert row.actual not in ("#VALUE!", "#NAME?"), row.reason


@pytest.mark.parametrize("identity", sorted(anchored()))
def test_what_rests_on_an_anchor_is_confirmed_on_the_sample_market(
    identity: str, on_sample: dict[str, Checked]
) -> None:
    row = on_sample[identity]
    assert row.verdict == "CONFIRMED", f"{row.claim.claimed} is claimed, it is {row.actual!r}"


def test_what_the_sample_market_does_not_confirm_is_listed(on_sample: dict[str, Checked]) -> None:
    other = {
        name: row.verdict for name, row in on_sample.items() if row.verdict not in {"", "CONFIRMED"}
    }
    print("\n".join(f"{name}: {verdict}" for name, verdict in other.items()))  # noqa: T201
    assert other == OTHERWISE


@pytest.mark.parametrize("market", ["on_sample", "on_real"])
def test_every_computable_claim_has_a_verdict_and_no_data_a_reason(
    market: str, request: pytest.FixtureRequest
) -> None:
    checked: dict[str, Checked] = request.getfixturevalue(market)
    print(table(list(checked.values())))  # noqa: T201 (the table of verdicts)
    print(summary(list(checked.values())))  # noqa: T201
    for row in checked.values():
        assert bool(row.verdict) == row.claim.is_computable, row
        if row.claim.is_computable:
            assert row.verdict in VERDICTS
        if row.verdict == "NO DATA":
            assert isinstance(row.actual, CellError)
            assert row.reason


def test_real_data_know_what_is_known_of_the_articles(on_real: dict[str, Checked]) -> None:
    verdicts = {name: row.verdict for name, row in on_real.items()}
    assert verdicts["003-01"] == verdicts["003-04"] == verdicts["003-19"] == "CONFIRMED"
    assert verdicts["000-03"] == verdicts["002-16"] == "CONTRADICTED"
    assert verdicts["002-01"] == "OFF"
    assert verdicts["004-15"] == "CLOSE"


@pytest.mark.parametrize("engine", engines.names())
def test_a_check_around_its_formula_gives_the_same_in_a_sheet(
    engine: str, on_sample: dict[str, Checked], sample: Market
) -> None:
    known = [on_sample[claim.id] for claim in COMPUTABLE]
    formulas = [
        f'=CLAIM_CHECK("{row.claim.claimed}",{row.claim.formula.removeprefix("=")})'
        for row in known
    ]
    values = engines.engine(engine).evaluate(formulas, MarketHost(sample))
    assert values == [row.verdict for row in known]


@pytest.mark.parametrize("engine", engines.names())
@pytest.mark.parametrize(
    ("actual", "verdict"),
    [
        ('STYLE_SPREAD("1900-01")', "NO DATA"),
        ('-STYLE_SPREAD("1900-01")', "NO DATA"),
        ('STYLE_SPREAD("2024-13")', "NO DATA"),
        ('IFERROR(STYLE_SPREAD("1900-01"),"")', "NO DATA"),
        ("1/0", "NO DATA"),
        ("#N/A", "NO DATA"),
        ("Z99", "NO DATA"),
        ("", "NO DATA"),
        ('STYLE_SPREAD("2024-11")', "CONFIRMED"),
        ('100*STYLE_SPREAD("2024-11")/100', "CONFIRMED"),
        ('STYLE_SPREAD("2024-11")>0', CellError("#VALUE!")),
    ],
)
def test_an_error_or_nothing_as_actual_is_no_data(
    engine: str, actual: str, verdict: str, sample: Market
) -> None:
    formula = f'=CLAIM_CHECK("5.4%",{actual})'
    assert engines.engine(engine).evaluate([formula], MarketHost(sample)) == [verdict]


def test_python_may_hand_on_what_it_has(sample: Market) -> None:
    for missing in (None, float("nan"), CellError("#N/A"), [[None]], [[CellError("#N/A")]]):
        assert sample.answer("CLAIM_CHECK", "5%", missing) == "NO DATA"


def run(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "rotationxl_addin", "claims", *arguments, "--source", "sample"]
    return subprocess.run(line, capture_output=True, text=True, check=False, cwd=folder)


def test_the_command_prints_the_table_of_verdicts(tmp_path: Path) -> None:
    result = run("--article", "003", folder=tmp_path)
    assert result.returncode == 0
    head, *lines = result.stdout.splitlines()
    assert head.split() == ["id", "claimed", "actual", "verdict", "kind", "quote", "formula"]
    assert lines[0].split()[:5] == ["003-01", "11.2%", "11.20%", "CONFIRMED", "figure"]
    assert lines[-1].startswith("27 claims, ")
    assert "SIMULATED DATA" in result.stderr


def test_the_command_writes_the_table_with_full_digits(tmp_path: Path) -> None:
    result = run("--article", "004", "--out", "claims.csv", folder=tmp_path)
    assert result.returncode == 0
    with (tmp_path / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert len(rows) == 30
    assert rows["004-15"]["verdict"] == "CONFIRMED"
    assert float(rows["004-15"]["actual"]) == pytest.approx(0.0027, abs=2e-6)
    assert rows["004-13"]["verdict"] == rows["004-13"]["actual"] == ""


def test_as_of_a_day_only_what_was_known_counts(tmp_path: Path) -> None:
    result = run("--article", "000", "--as-of", "2024-11-15", "--out", "then.csv", folder=tmp_path)
    assert "to 2024-11-15." in result.stdout
    with (tmp_path / "then.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    direct = Market(open_source("sample")).answer(
        "ASSET_RETURN", "IWD", "2024-11", None, "2024-11-15"
    )
    assert float(rows["000-01"]["actual"]) == direct
    assert rows["000-31"]["verdict"] == "NO DATA"
    assert "had not begun on 2024-11-15" in rows["000-31"]["reason"]


def test_a_claim_in_other_units_is_told_so(sample: Market) -> None:
    told = sample.answer("EXPLAIN", "CLAIM_CHECK", "4.2%", 4.2)
    assert told == "ok 4.2 divided by 100 would be confirmed: are the units the same?"
    assert sample.answer("EXPLAIN", "CLAIM_CHECK", "4.2%", 0.05) == "ok"
