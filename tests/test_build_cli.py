"""`rotationxl build` and `templates`: several reports, inputs by name, processes, values, PDF."""

import multiprocessing
import re
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from calc_program import soffice
from reports import cells
from rotationxl.errors import BadArgumentError, TargetError
from rotationxl.market.evaluate import Market
from rotationxl_addin import building
from rotationxl_addin.batch import inputs, read, reports
from rotationxl_addin.libreoffice import pdf
from rotationxl_addin.options import Data
from rotationxl_addin.parallel import ProcessError, Processes, shares
from rotationxl_workbooks import layout
from rotationxl_workbooks.build import XLSX, Order, months_of, orders
from rotationxl_workbooks.layout import Layout
from test_cli import run
from typed import Typed

ROOT = Path(__file__).parents[1]
LAYOUTS = layout.names()
SAMPLE = ("--source", "sample")
OF_MONTHS = [name for name in LAYOUTS if layout.load(name).asks_for_month]


@pytest.fixture(scope="module")
def all_of_two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of every report of two months, built by one process."""
    folder = tmp_path_factory.mktemp("all") / "new"
    done = run("build", "all", "--months", "2024-10:2024-11", *SAMPLE, "-o", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_all_reports_of_several_months_are_one_run(all_of_two_months: Path) -> None:
    months = ["-2024-10", "-2024-11"]
    expected = {
        f"{name}{month}-SAMPLE.xlsx"
        for name in LAYOUTS
        for month in (months if name in OF_MONTHS else [""])
    }
    assert {path.name for path in all_of_two_months.iterdir()} == expected


def test_processes_write_the_same_bytes(all_of_two_months: Path, tmp_path: Path) -> None:
    words = ("--months", "2024-10:2024-11", *SAMPLE, "--jobs", "2", "-o", str(tmp_path))
    done = run("build", "all", *words)
    assert done.returncode == 0, done.stderr
    for path in all_of_two_months.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
    rows = [line.split() for line in done.stdout.splitlines()]
    table = [row for row in rows if row[0] in LAYOUTS]
    names = list(dict.fromkeys(row[0] for row in table))
    assert names == list(LAYOUTS)  # as asked for, whoever was done first
    assert rows[0] == list(building.COLUMNS)
    assert len(table) == len(list(all_of_two_months.iterdir()))
    assert {row[-2] for row in table} == {"0"}


@pytest.mark.parametrize("templates", [1, 2, 10])
@pytest.mark.parametrize("months", [1, 5, 24])
@pytest.mark.parametrize("jobs", [2, 3])
def test_shares_hold_every_report_once(templates: int, months: int, jobs: int) -> None:
    asked = [
        Order(f"t{i}", f"m{j}", {}, Path(f"{i}-{j}"))
        for i in range(templates)
        for j in range(months)
    ]
    parts = shares(asked, jobs)
    assert [order for part in parts for order in part] == asked
    assert all(len({order.template for order in part}) == 1 for part in parts)
    assert len(parts) >= min(jobs, len(asked))


def test_a_process_that_is_ended_from_outside_is_told_of(sample: Market, tmp_path: Path) -> None:
    months = months_of("2023-01:2024-12", sample)
    asked = orders("value-growth", months, sample, out=tmp_path / "new")
    processes = Processes(Data("sample", None, None), "formualizer", XLSX, 2)
    written = processes.write(asked)
    assert next(written).path.exists()
    for child in multiprocessing.active_children():
        child.kill()
    with pytest.raises(ProcessError, match="jobs: a process was ended from outside"):
        list(written)


def test_an_input_is_filled_by_its_name_in_any_case(typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    words = ("build", "value-growth", "--set", "Level_Watched=3.25", "--set", "month=2024-10")
    done = typed(*words, *SAMPLE, "-o", str(out))
    assert done.code == 0, done
    book = openpyxl.load_workbook(out, data_only=True)
    for name, value in {"level_watched": 3.25, "month": "2024-10"}.items():
        (place,) = book.defined_names[name].destinations
        assert book[place[0]][place[1]].value == value


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("value-growth", "--set", "level_wached=4"), "Did you mean level_watched?"),
        (("value-growth", "--set", "x=4"), "Inputs: month, as_of, level_watched, rule, "),
        (("all", "--set", "no_such=4"), "no_such: is no input of"),
        (("value-growth", "--set", "month"), "is not NAME=VALUE"),
        (("value-growth", "--set", "a=1", "--set", "a=2"), "a is given twice"),
        (("value-growth", "--month", "2024-11", "--set", "month=2024-10"), "month is given twice"),
        (("value-growth", "--set", "level_watched=high"), "'high' is not a number"),
        (("value-growth", "--values", "--xlsm"), "leaves no formulas"),
        (("value-growth", "--jobs", "0"), "0 is not in the range"),
        (("value-growth", "--month", "2024-11", "--months", "2024"), "not both"),
        ((), "Give the name of a report, all, a workbook, or --job FILE."),
        (("book.ods",), "book.ods: save it as .xlsx first"),
        (("all", "--job", "batch.toml"), "give no names beside it"),
        (("my.xlsx", "value-growth"), "build workbooks of your own by themselves"),
        (("my.xlsx", "--month", "2024-11"), "--month is for reports"),
        (("value-growth", "allt"), "'allt' is not a template"),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_told_before_any_work(
    words: tuple[str, ...],
    message: str,
    typed: Typed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = typed("build", *words, *SAMPLE)
    assert done.code == 2
    assert message in done.err
    assert not list(tmp_path.iterdir())


def test_an_input_goes_to_the_reports_that_have_it(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report without a month or an end of its data is built once, and that is told."""
    load = layout.load
    plain = load("value-growth")

    def timeless(name: str) -> Layout:
        if name != "timeless":
            return load(name)
        asked = [one for one in plain.inputs if one.name == "level_watched"]
        return Layout("timeless", "Timeless", "None", asked, {"SPY": "S&P 500"}, _one_cell)

    monkeypatch.setattr(layout, "load", timeless)
    words = ("--as-of", "2024-11-25", "--months", "2024-10:2024-11", "--set", "level_watched=3")
    done = typed("build", "value-growth", "timeless", *words, *SAMPLE, "-o", str(tmp_path / "new"))
    assert done.code == 0, done
    assert "as_of: timeless has no such input and uses all data." in done.err
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        "value-growth-2024-10-SAMPLE.xlsx",
        "value-growth-2024-11-SAMPLE.xlsx",
        "timeless-SAMPLE.xlsx",
    }
    book = openpyxl.load_workbook(tmp_path / "new" / "timeless-SAMPLE.xlsx", data_only=True)
    assert book.worksheets[0]["B5"].value == 3
    lone = typed("build", "timeless", "--month", "2024-10", *SAMPLE)
    assert (lone.code, "month: is no input of timeless" in lone.err) == (2, True)


def _one_cell(book: openpyxl.Workbook) -> None:
    from rotationxl_workbooks import design, inputs, panels

    sheet = design.add_sheet(book, "Summary", (2, 12))
    inputs.put(sheet, "B5", panels.WATCHED)
    design.put(sheet, "B6", 45_600, "Input", design.DAY)
    design.name_cell(sheet, "as_of_day", "B6")  # the sheet Sources shows it


def test_a_cell_with_an_error_is_counted_and_the_exit_code_says_so(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = layout.template

    def spoiled(chosen: Layout) -> bytes:
        import io

        book = openpyxl.load_workbook(io.BytesIO(template(chosen)))
        book.worksheets[0]["Z99"] = '=STYLE_SPREAD("2024-13")'
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()

    monkeypatch.setattr(layout, "template", spoiled)
    words = ("build", "value-growth", "--months", "2024-10:2024-11", *SAMPLE)
    done = typed(*words, "-o", str(tmp_path))
    assert done.code == 1
    table = [line.split() for line in done.out.splitlines() if line.startswith("value-growth ")]
    assert [row[-2] for row in table] == ["1", "1"]
    assert "Z99 shows #VALUE!" in done.err


def test_several_files_need_a_folder(typed: Typed, tmp_path: Path) -> None:
    words = ("build", "value-growth", "--months", "2024-10:2024-11", *SAMPLE)
    done = typed(*words, "-o", str(tmp_path / "report.xlsx"))
    assert (done.code, "Give a folder" in done.err) == (1, True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", LAYOUTS)
def test_values_are_what_the_report_shows_and_nothing_else(
    name: str, all_of_two_months: Path, typed: Typed, tmp_path: Path
) -> None:
    (source, *_) = sorted(all_of_two_months.glob(f"{name}*"))
    out = tmp_path / "sent.xlsx"
    month = ("--month", "2024-10") if name in OF_MONTHS else ()
    assert typed("build", name, *month, "--values", *SAMPLE, "-o", str(out)).code == 0
    assert cells(out, values=False) == cells(source)
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out) as after:
        assert after.namelist() == before.namelist()
        for part in before.namelist():
            if not part.startswith("xl/worksheets/sheet"):
                assert after.read(part) == before.read(part), part
                continue
            for mark in (b"<conditionalFormatting", b"<dataValidation ", b"<drawing ", b"<row "):
                assert after.read(part).count(mark) == before.read(part).count(mark)
    before_errors, after_errors = (
        {(e.part_uri, e.description) for e in OpenXmlValidator().validate(path).errors}
        for path in (source, out)
    )
    assert {e for e in after_errors - before_errors if "inline-string" not in e[1]} == set()


def test_a_pdf_goes_beside_each_file(all_of_two_months: Path, typed: Typed, tmp_path: Path) -> None:
    soffice()
    words = ("build", "value-growth", "--month", "2024-11", "--pdf", *SAMPLE)
    done = typed(*words, "-o", str(tmp_path))
    assert done.code == 0, done
    names = {path.suffix: path for path in tmp_path.iterdir()}
    assert names[".pdf"].read_bytes().startswith(b"%PDF")
    (whole,) = all_of_two_months.glob("value-growth-2024-11*")
    assert names[".xlsx"].read_bytes() == whole.read_bytes()


def test_a_pdf_has_no_pages_of_workings_and_lists(all_of_two_months: Path, tmp_path: Path) -> None:
    soffice()
    (whole,) = all_of_two_months.glob("value-growth-2024-11*")
    path = tmp_path / "report.xlsx"
    path.write_bytes(whole.read_bytes())
    pages = []
    for without in ((), layout.UNPRINTED):
        (made,) = pdf.print_pdf([path], without=without)
        pages.append(len(re.findall(rb"/Type\s*/Page\b", made.read_bytes())))
    assert 0 < pages[1] <= pages[0] - 3


def test_without_libreoffice_the_workbook_is_there_and_the_pdf_is_missed(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Path:
        raise TargetError("LibreOffice: is not found.")

    monkeypatch.setattr(pdf, "unopkg", none)
    (tmp_path / "new").mkdir()
    words = ("build", "value-growth", "--month", "2024-11", "--pdf", *SAMPLE)
    done = typed(*words, "-o", str(tmp_path / "new" / "report.xlsx"))
    assert done.code == 1
    assert "LibreOffice: is not found." in done.err
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["report.xlsx"]


def test_libreoffice_that_takes_too_long_is_ended(
    all_of_two_months: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice()
    path = tmp_path / "report.xlsx"
    path.write_bytes(next(all_of_two_months.iterdir()).read_bytes())
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*words: object, **options: object) -> "subprocess.Popen[bytes]":
        started.append(popen(*words, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    with pytest.raises(TargetError, match=r"more than 0\.05 seconds to print 1 workbook"):
        list(pdf.print_pdf([path], 0.05))
    assert started[0].returncode != 0
    assert [one.name for one in tmp_path.iterdir()] == ["report.xlsx"]


def test_files_of_one_name_are_printed_apart() -> None:
    paths = [Path("a/1.xlsx"), Path("a/2.xlsx"), Path("b/1.xlsx")]
    assert list(pdf.parts(paths)) == [paths[:2], paths[2:]]
    many = [Path(f"{number}.xlsx") for number in range(20)]
    assert [len(part) for part in pdf.parts(many)] == [8, 8, 4]


@pytest.mark.parametrize("name", LAYOUTS)
def test_templates_lists_what_a_report_answers_and_asks(name: str, typed: Typed) -> None:
    told = typed("templates").out
    chosen = layout.load(name)
    part = told[told.index(f"{name}: {chosen.title}") :]
    assert chosen.description in part
    for one in chosen.inputs:
        (line,) = [
            line for line in part.split("\n\n")[0].splitlines() if line.split()[:1] == [one.name]
        ]
        assert one.label in line
        assert one.hint in line


def test_reports_are_taken_once_whatever_is_typed() -> None:
    assert [one.name for one in reports(["all", LAYOUTS[0]])] == list(LAYOUTS)
    assert inputs(["a= =b", "c="]) == {"a": " =b", "c": ""}


EXAMPLE = (
    (ROOT / "workbooks" / "README.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
)


def test_the_job_file_of_the_readme_runs(typed: Typed, tmp_path: Path) -> None:
    soffice()
    job = tmp_path / "monthly.toml"
    job.write_text(EXAMPLE, "utf-8")
    done = typed("build", "--job", str(job), *SAMPLE)
    assert done.code == 0, done
    made = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert [name for name in made if name.endswith(".xlsx")] == [
        "four-percent-2025-12-SAMPLE.xlsx",
        "value-growth-2025-12-SAMPLE.xlsx",
    ]
    assert sum(name.endswith(".pdf") for name in made) == 2
    book = openpyxl.load_workbook(tmp_path / "reports" / "four-percent-2025-12-SAMPLE.xlsx")
    (place,) = book.defined_names["level_watched"].destinations
    assert book[place[0]][place[1]].value == 4


def test_the_command_line_goes_before_the_job_file(typed: Typed, tmp_path: Path) -> None:
    job = tmp_path / "monthly.toml"
    job.write_text(
        'source = "folder:nowhere"\nout = "a"\nmonths = "2024-10:2024-11"\n[[report]]\n'
        'name = "value-growth"\ninputs = { as_of = 2024-12-02 }\n',
        "utf-8",
    )
    done = typed("build", "--job", str(job), *SAMPLE, "--month", "2024-11", "-o", str(tmp_path))
    assert done.code == 0, done
    assert (tmp_path / "value-growth-2024-11-SAMPLE.xlsx").exists()
    lost = typed("build", "--job", str(job))
    assert f"{tmp_path / 'nowhere'}" in lost.err


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('mnths = "last"\nvalues = "yes"\njobs = 0\n[[report]]\nname = "value-growth"\nflie = "a"',
         ["mnths: is no key of a job file. Did you mean months?", "values: 'yes' is not true or",
          "jobs: 0 is not a whole number above 0", "flie: is no key of a [[report]]. Did"]),
        ('[[report]]\nname = "value-growt"', ["Did you mean value-growth?"]),
        ('[[report]]\nname = "value-growth"\n[report.inputs]\nmnth = "x"', ["Did you mean month?"]),
        ('[[report]]\nname = "value-growth"\n[report.inputs]\nmonth = ["x"]', ["is not one value"]),
        ('[[report]]\nfile = "a"', ["report: one has no name"]),
        ("months = 2024-11", ["is no TOML", "stand in quotes"]),
        ('report = "value-growth"', ["is not written as [[report]]"]),
        ("", ["report: there is none"]),
        ('[[report]]\nname = "value-growth"\n' * 2, ["two reports would be written to it"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_in_a_job_file_is_named(
    text: str, messages: list[str], typed: Typed, tmp_path: Path
) -> None:
    job = tmp_path / "job.toml"
    job.write_text(f'out = "reports"\n{text}', "utf-8")
    done = typed("build", "--job", str(job), *SAMPLE)
    assert done.code == 2
    for message in messages:
        assert message in done.err
    assert not list((tmp_path).glob("reports/*"))


def test_a_job_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="cannot be read: No such file"):
        read(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'out = "\xe9"')
    with pytest.raises(TargetError, match="it is not UTF-8 text"):
        read(tmp_path / "latin.toml")
    (tmp_path / "bad.toml").write_text("=", "utf-8")
    with pytest.raises(BadArgumentError, match="is no TOML"):
        read(tmp_path / "bad.toml")
