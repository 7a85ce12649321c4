"""The command line, as a person or a script uses it."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rotationxl
from conftest import REAL
from rotationxl.registry import FUNCTIONS

HEAVY = ("pandas", "yfinance", "xlwings", "openpyxl", "lxml", "formulon", "formualizer", "rich")


def run(*arguments: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "rotationxl_addin", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, cwd=folder)


def test_one_formula_prints_its_value_and_unit() -> None:
    result = run("calc", '=STYLE_SPREAD("2024-11")', "--source", "sample")
    assert result.stdout == "0.054 decimal (5.40%)\n"
    assert "SIMULATED DATA" in result.stderr
    assert result.returncode == 0


def test_real_data_print_the_real_value() -> None:
    if not (REAL / "prices").is_dir():
        pytest.skip(f"no real market data at {REAL}")
    result = run("calc", '=STYLE_SPREAD("2024-11")', "--source", f"folder:{REAL}")
    assert result.stdout.startswith("-0.00078 ")
    assert not result.stderr


def test_ordinary_excel_around_ours_is_computed() -> None:
    result = run("calc", '=ROUND(100*STYLE_SPREAD("2024-11"),2)', "--source", "sample")
    assert result.stdout == "5.4\n"


@pytest.mark.parametrize(
    ("formula", "shown", "reason"),
    [
        ('=SECTOR_RETURN("XLEE","2024-11")', "#VALUE!", "Did you mean XLE?"),
        ('=ASSET_RETURN("NOSUCH","2024-11")', "#N/A", "NOSUCH"),
        ('=STYLE_SPRAED("2024-11")', "#NAME?", "Did you mean STYLE_SPREAD?"),
        ("=1/0", "#DIV/0!", "gives #DIV/0!"),
        ('=1+ASSET_RETURN("IWD","2024-13")', "#VALUE!", "has no month 13"),
    ],
)
def test_an_error_is_shown_with_its_reason(formula: str, shown: str, reason: str) -> None:
    result = run("calc", formula, "--source", "sample")
    assert result.stdout == f"{shown}\n"
    assert reason in result.stderr
    assert result.returncode == 1


FORMULAS = [
    ('=STYLE_SPREAD("2024-11")', float),
    ('=ROUND(100*STYLE_SPREAD("2024-11"),2)', float),
    ('=LOW_DATE("^RUT",60,"2025-12-05")', int),
    ('=SECTOR_TABLE("2024-11",,,FALSE)', list),
    ("=DATA_BANNER()", str),
    ('=ASSET_RETURN("IWD","2024-11")>0', bool),
    ('=ASSET_RETURN("NOSUCH","2024-11")', "#N/A"),
    ('=STYLE_SPREAD("2024-13")', "#VALUE!"),
    ('=GROUP_RETURN({"XLK","XLC"},"2024-11",{1,3})', float),
    ("not a formula", "#NAME?"),
    ("", "#NAME?"),
]  # fmt: skip


def test_a_file_of_formulas_gives_a_file_of_results(tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["formula", "mine"], *([f, "x"] for f, _ in FORMULAS)])
    result = run(
        "calc", "--from", "in.csv", "--out", "out.csv", "--source", "sample", folder=tmp_path
    )
    assert result.returncode == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["formula", "value", "error", "note"]
    assert [row[0] for row in rows[1:]] == [formula for formula, _ in FORMULAS]
    for row, (formula, kind) in zip(rows[1:], FORMULAS, strict=True):
        check_row(row, formula, kind)
    direct = rotationxl.call("STYLE_SPREAD", "2024-11", source="sample")
    assert float(rows[1][1]) == direct


def check_row(row: list[str], formula: str, kind: object) -> None:
    _, value, error, note = row
    if isinstance(kind, str):
        assert (value, error) == ("", kind), formula
        assert note
        return
    assert error == "" == note, formula
    if kind is list:
        table = json.loads(value)
        assert len(table) == 11
        assert isinstance(table[0][2], float)
    elif kind is bool:
        assert value == "TRUE"
    elif kind in {int, float}:
        float(value)
    elif kind is str:
        assert value.startswith("SIMULATED DATA")


def test_results_go_to_the_screen_without_out(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text('formula\n"=PE_SHOCK(40,50)"\n', "utf-8")
    result = run("calc", "--from", "in.csv", "--source", "sample", folder=tmp_path)
    assert result.stdout.splitlines()[1].startswith('"=PE_SHOCK(40,50)",-0.1666')
    assert "1 formulas, 0 of them errors" in result.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), (b"a,b\n1,2\n", "no column `formula`"), (b"\xff\xfe\xff", "UTF-8")],
)
def test_a_bad_file_is_a_clear_error(content: bytes | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "in.csv").write_bytes(content)
    result = run("calc", "--from", "in.csv", folder=tmp_path)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["calc", "=1", "--source", "smaple"], "Did you mean sample?"),
        (["calc", "=1", "--source", "folder:/no/such"], "there is no folder"),
        (["calc", "=1+1", "--engine", "formulom"], "Did you mean formulon?"),
        (["build", "value-grwth", "--source", "sample"], "Did you mean value-growth?"),
        (["build", "value-growth", "--month", "2024-13", "--source", "sample"], "no month 13"),
        (["build", "value-growth", "--months", "banana", "--source", "sample"], "months: "),
        (["build", "value-growth", "--as-of", "=cmd()", "--source", "sample"], "as_of: "),
        (["build", "value-growth", "-o", "no/such/file.xlsx", "--source", "sample"], "not there"),
        (["claims", "--article", "abc", "--source", "sample"], "article: 'abc' is not an article"),
        (["claims", "--as-of", "banana", "--source", "sample"], "as_of: "),
        (["claims", "--out", "no/such/file.csv", "--source", "sample"], "not there"),
        (["functions", "STYLE_SPRED"], "Did you mean STYLE_SPREAD?"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: list[str], message: str, tmp_path: Path) -> None:
    result = run(*arguments, folder=tmp_path)
    assert result.returncode != 0
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_all_functions_are_listed_and_one_is_explained() -> None:
    listed = run("functions").stdout
    assert all(function.signature in listed for function in FUNCTIONS.values())
    one = run("functions", "style_spread").stdout
    assert "STYLE_SPREAD(period, [pair], [basis], [as_of])" in one
    assert "`pair`" in one


def test_the_path_to_a_first_value_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, rotationxl\n"
        "rotationxl.call('STYLE_SPREAD', '2024-11', source='sample')\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    environment = {**os.environ, "ROTATIONXL_HOME": str(tmp_path)}
    line = [sys.executable, "-c", code]
    result = subprocess.run(line, capture_output=True, text=True, check=True, env=environment)
    assert result.stdout.strip() == "[]"


def test_python_gets_floats_and_frames() -> None:
    value = rotationxl.call("SECTOR_RETURN", "XLE", "2024-11", source="sample")
    assert value == pytest.approx(0.052, abs=5e-4)
    table = rotationxl.call("SECTOR_TABLE", "2024-11", source="sample")
    assert list(table.columns) == ["sector", "ticker", "return", "relative"]
    assert len(table) == 11
    history = rotationxl.call("PRICE_HISTORY", "^RUT", "2024-11-22", "2024-11-25", source="sample")
    assert str(history["date"].iloc[-1])[:10] == "2024-11-25"
    assert history["value"].iloc[-1] == 2442.03
    with pytest.raises(rotationxl.RotationError, match="has no month 13"):
        rotationxl.call("STYLE_SPREAD", "2024-13", source="sample")


def test_the_checks_run_what_the_readme_says() -> None:
    root = Path(__file__).parents[1]
    readme, checks = (root / "README.md").read_text("utf-8"), (root / ".ci/run").read_text("utf-8")
    blocks = [part.split("```")[0].strip() for part in readme.split("```sh\n")[1:3]]
    assert len(blocks) == 2
    for block in blocks:
        assert block in checks
