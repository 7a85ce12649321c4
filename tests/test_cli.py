"""The command line, as a person or a script uses it."""

import csv
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

import rotationxl
from conftest import REAL
from rotationxl.errors import BadArgumentError
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


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").stdout.split() == ["rotationxl,", "version", rotationxl.__version__]


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
    assert "1 formula, 0 of them errors" in result.stderr


def test_any_spelling_of_the_column_and_blank_lines_between_are_kept(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("note, Formula\n1,=PE_SHOCK(9)\n\n2,=1+1\n\n\n", "utf-8")
    result = run("calc", "--from", "in.csv", "--source", "sample", folder=tmp_path)
    rows = list(csv.reader(result.stdout.splitlines()))[1:]
    assert [row[0] for row in rows] == ["=PE_SHOCK(9)", "", "=1+1"]
    assert rows[1][2:] == ["#NAME?", "There is no formula in this line."]


@pytest.mark.parametrize(
    ("formula", "value", "reason"),
    [
        ("=STYLE_SPREAD(\u201c2024-11\u201d)", "#NAME?", "Curly quotes"),
        ('=SPREAD("IWD";"IWF";"2024-11")', "#NAME?", "Separate arguments with commas"),
        ("=1+STYLE_SPREAD(2024-11)", "0.9510", '2024-11 without quotes is a subtraction. Write "'),
        ("=2024-11", "2013", ""),
        ("=STYLE_SPREAD('2024-11')", "#NAME?", 'Apostrophes mark no text in a formula. Write "20'),
        ("=1+STYLE_SPREAD(MTD)", "#NAME?", "MTD without quotes is a name, and none is defined. W"),
        ('=STYLE_SPREAD("2024-11"', "#VALUE!", "A bracket is opened and not closed."),
        ('=STYLE_SPREAD("2024-11"))', "#VALUE!", "A bracket is closed once too often."),
        ('=STYLE_SPREAD("2024-11)', "#NAME?", "A quote is opened and not closed."),
        ("=SUM(1,2", "#", "A bracket is opened and not closed."),
        ("good morning", "#NAME?", "good morning is no formula: one begins with =."),
        ('=SUM(SECTOR_TABLE("2024-11",,,FALSE);{1;2})', "#NAME?", "Separate arguments"),
        ('=ROUND(GROUP_RETURN({"XLK";"XLC"},"2024-11",{1;3}),4)', "-0.0295", ""),
    ],
)
def test_a_formula_typed_otherwise_than_meant_says_what_to_mend(
    formula: str, value: str, reason: str
) -> None:
    result = run("calc", formula, "--source", "sample")
    assert result.stdout.startswith(value)
    assert result.stderr.startswith(reason or "SIMULATED")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        (b"", "no column `formula`; it has nothing"),
        (b"a,b\n1,2\n", "no column `formula`; it has a, b"),
        (b"Formula;note\n=1;x\n", "Separate columns with commas."),
        (b"\xff\xfe\xff", "UTF-8"),
        (b'formula\n=1\n=SPREAD("IWD","IWF","2024")\n', "line 3: 3 fields under 1 column names"),
    ],
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
        (["calc", "=1+1", "--out", "out.csv"], "--out takes the results of --from"),
        (["build", "value-grwth", "--source", "sample"], "Did you mean value-growth?"),
        (["build", "value-growth", "--month", "2024-13", "--source", "sample"], "no month 13"),
        (["build", "value-growth", "--months", "banana", "--source", "sample"], "months: "),
        (["build", "value-growth", "--as-of", "=cmd()", "--source", "sample"], "as_of: "),
        (["build", "value-growth", "-o", "no/such/file.xlsx", "--source", "sample"], "not there"),
        (["functions", "STYLE_SPRED"], "Did you mean STYLE_SPREAD or"),
        (["functions", "--search"], "Give words to search for."),
        (["functions", "--serach"], "No such option"),
        (["recipes", "--source", "smaple"], "Did you mean sample?"),
        (["calc"], "Give one formula, or --from FILE."),
        (["calc", "=1", "=2"], "unexpected extra argument"),
        (["recipe"], "No such command"),
        (["claims", "--article", "abc", "--source", "sample"], "article: 'abc' is not an article"),
        (["claims", "--as-of", "banana", "--source", "sample"], "as_of: "),
        (["claims", "--out", "no/such/file.csv", "--source", "sample"], "not there"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: list[str], message: str, tmp_path: Path) -> None:
    result = run(*arguments, folder=tmp_path)
    assert result.returncode == (1 if message == "not there" else 2)
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_all_functions_are_listed_and_one_is_explained() -> None:
    listed = run("functions").stdout
    assert all(function.signature in listed for function in FUNCTIONS.values())
    one = run("functions", "style_spread").stdout
    assert "STYLE_SPREAD(period, [pair], [basis], [as_of])" in one
    assert "- pair (" in one


def test_words_find_functions_even_where_they_are_a_name() -> None:
    assert "YIELD_CHANGE_BP(" in run("functions", "yields", "curve").stdout
    found = run("functions", "--search", "spread", "rank").stdout
    assert found.splitlines()[0] == FUNCTIONS["STYLE_SPREAD_RANK"].signature


def test_recipes_are_answered_on_any_market(folder: Path) -> None:
    result = run("recipes", "--source", f"folder:{folder}")
    assert "Is value beating growth this month?" in result.stdout
    assert '=STYLE_SPREAD("MTD")  gives  #N/A' in result.stdout
    assert result.returncode == 0


@pytest.mark.parametrize(
    "arguments", [["functions"], ["recipes", "--source", "sample"], ["calc", "=PE_SHOCK(40,50)"]]
)
def test_a_full_disk_is_no_success(arguments: list[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    line = [sys.executable, "-m", "rotationxl_addin", *arguments]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 1
    assert "the output cannot be written" in result.stderr


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    line = [sys.executable, "-m", "rotationxl_addin", "functions"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_spill_of_errors_only_is_an_error(tmp_path: Path) -> None:
    lines = ['"={1,2}/0"', '"={1,2}/{0,1}"', '"=SECTOR_TABLE(""2024-13"")*{1,2}"']
    (tmp_path / "in.csv").write_text("\n".join(["formula", *lines]), "utf-8")
    result = run("calc", "--from", "in.csv", "--source", "sample", folder=tmp_path)
    assert "3 formulas, 2 of them errors" in result.stderr
    notes = [row[3] for row in csv.reader(result.stdout.splitlines())][1:]
    assert notes[0] == "={1,2}/0 gives #DIV/0!."
    assert notes[1] == ""
    assert "no month 13" in notes[2]
    assert run("calc", "={1,2}/0", "--source", "sample").returncode == 1


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


def test_arguments_may_be_given_by_name_and_holdings_as_a_dict() -> None:
    by_place = rotationxl.call("STYLE_SPREAD", "2024-11", None, "price", source="sample")
    assert rotationxl.call("STYLE_SPREAD", "2024-11", basis="price", source="sample") == by_place
    half = rotationxl.call("PORTFOLIO_RETURN", {"QQQ": 1, "GLD": 1}, "2024", source="sample")
    rows = [["QQQ", 0.5], ["GLD", 0.5]]
    assert half == rotationxl.call("PORTFOLIO_RETURN", rows, "2024", source="sample")
    with pytest.raises(BadArgumentError, match="period: it is given twice"):
        rotationxl.call("STYLE_SPREAD", "2024-11", period="2024-12", source="sample")
    with pytest.raises(BadArgumentError, match=r"bases: .* Did you mean basis"):
        rotationxl.call("STYLE_SPREAD", "2024-11", bases="price", source="sample")


def test_nan_is_a_blank() -> None:
    history = [1.0, math.nan, 4.0]
    assert rotationxl.call("PERCENTILE_RANK", 3, history, source="sample") == 0.5


def test_the_help_of_a_function_holds_no_markdown() -> None:
    for words in (["STYLE_SPREAD"], []):
        assert "`" not in run("functions", *words).stdout


def test_on_a_terminal_nothing_is_wider_than_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import rotationxl
    from rotationxl_addin import claims, data, listing

    market = rotationxl.open_market("sample")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "50")
    listing.recipes(market)
    lines = capsys.readouterr().out.splitlines()
    assert any(line.endswith("\u2026") for line in lines)  # a row of a table
    assert all(len(line) <= 50 or line.endswith("\x1b[0m") for line in lines)  # but headings
    monkeypatch.setenv("COLUMNS", "80")
    row = ["1", "5.4%", "5.43%", "CONFIRMED", "return", "quoted " * 6, '=SPREAD("IWD","IWF")']
    data.show(claims.COLUMNS, [row])
    shown = click.unstyle(capsys.readouterr().out)
    assert "CONFIRMED" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_what_is_stopped_while_it_begins_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rotationxl_addin.__main__ import main

    class Stopped(ModuleType):
        @property
        def main(self) -> None:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "rotationxl_addin.cli", Stopped("cli"))
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130
    assert capsys.readouterr().err == "Stopped.\n"
