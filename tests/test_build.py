"""Reports are built with numbers, on every engine, and open everywhere."""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from reports import cells
from rotationxl import days
from rotationxl.errors import BadArgumentError, NoDataError, TargetError
from rotationxl.market.evaluate import Market, shown
from rotationxl_workbooks import engines, layout
from rotationxl_workbooks.build import Built, build, last_complete_month, months_of, one_month

ENGINES = engines.names()
LAYOUTS = layout.names()
MONTHS = ("2024-11", "2018-05", "2015-10", "2006-01", "2026-01")
SAMPLE_WARNING = "SIMULATED DATA"


def built(
    name: str,
    month: str,
    market: Market,
    path: Path,
    engine: str = engines.FOR_REPORTS,
    **more: Any,
) -> Built:
    """Build the report of a month; one that asks for none, as it stood when the month ended."""
    months = [month] if layout.load(name).asks_for_month else []
    as_of = {} if months or not month else {"as_of": month}
    return next(iter(build(name, months, market, out=path, engine=engine, **{**as_of, **more})))


@pytest.fixture(scope="module")
def report(sample: Market, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Return how a report is built, each once."""
    folder = tmp_path_factory.mktemp("reports")

    def make(name: str, month: str, engine: str = engines.FOR_REPORTS) -> Path:
        path = folder / f"{name}-{month}-{engine}.xlsx"
        if not path.exists():
            assert not built(name, month, sample, path, engine).faults
        return path

    return make


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_no_cell_shows_an_error(
    name: str, month: str, engine: str, report: Callable[..., Path]
) -> None:
    for (sheet, cell), value in cells(report(name, month, engine)).items():
        assert not (isinstance(value, str) and value.startswith("#")), f"{sheet}!{cell} {value}"


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_engines_agree_on_every_cell(
    name: str, month: str, report: Callable[..., Path]
) -> None:
    first, *others = (cells(report(name, month, engine)) for engine in ENGINES)
    for other in others:
        assert first.keys() == other.keys()
        for place, value in first.items():
            agreed = pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
            assert other[place] == agreed, place


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_report_agrees_with_itself(name: str, month: str, report: Callable[..., Path]) -> None:
    book = openpyxl.load_workbook(report(name, month), data_only=True)
    places = [
        next(iter(defined.destinations))
        for word, defined in book.defined_names.items()
        if word.startswith("test_")
    ]
    assert places
    for sheet, cell in places:
        assert book[sheet][cell.replace("$", "")].value is True, (sheet, cell)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_formula_has_a_value(name: str, report: Callable[..., Path]) -> None:
    path = report(name, "2024-11")
    shown_values = cells(path)
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert (sheet.title, cell.coordinate) in shown_values


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_sheet_of_simulated_data_says_so(name: str, report: Callable[..., Path]) -> None:
    book = openpyxl.load_workbook(report(name, "2024-11"), data_only=True)
    for sheet in book:
        top = [cell.value for row in sheet.iter_rows(max_row=3) for cell in row]
        assert any(isinstance(v, str) and v.startswith(SAMPLE_WARNING) for v in top), sheet.title


def test_the_headline_is_what_the_functions_give(
    report: Callable[..., Path], sample: Market
) -> None:
    found = set(cells(report("value-growth", "2024-11")).values())
    for call in (
        ("ASSET_RETURN", "IWD", "2024-11"),
        ("STYLE_SPREAD_Z", "2024-11"),
        ("SECTOR_RETURN", "XLE", "2024-11"),
        ("YIELD_LEVEL", "10Y", "2024-11-29"),
        ("PE_SHOCK", 40, 50),
    ):
        value = sample.answer(*call)
        assert any(isinstance(v, float) and v == pytest.approx(value) for v in found), call


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_inputs_give_the_same_bytes(
    name: str, sample: Market, tmp_path: Path, report: Callable[..., Path]
) -> None:
    fresh = Market(sample.source, sample.store)
    built(name, "2024-11", fresh, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == report(name, "2024-11").read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", LAYOUTS)
def test_all_but_sheets_and_settings_stay_byte_for_byte(
    name: str, engine: str, report: Callable[..., Path]
) -> None:
    template = zipfile.ZipFile(io.BytesIO(layout.template(layout.load(name))))
    filled = zipfile.ZipFile(report(name, "2024-11", engine))
    assert template.namelist() == filled.namelist()
    for part in template.namelist():
        if not part.startswith("xl/worksheets/sheet") and part != "xl/workbook.xml":
            assert template.read(part) == filled.read(part), part
    settings = filled.read("xl/workbook.xml").decode()
    assert "fullCalcOnLoad" not in settings
    assert 'calcId="191029"' in settings


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_file_is_valid(name: str, report: Callable[..., Path]) -> None:
    # openpyxl writes the children of a font in an order of its own; every program reads it.
    found = OpenXmlValidator().validate(report(name, "2024-11")).errors
    others = [
        e
        for e in found
        if (e.part_uri, e.description[:18]) != ("/xl/styles.xml", "Unexpected element")
    ]
    assert not others


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_prebuilt_template_is_current(name: str, sample: Market, tmp_path: Path) -> None:
    months = [str(one.value) for one in layout.load(name).inputs if one.name == "month"]
    built(name, "".join(months), sample, tmp_path / "now.xlsx")
    kept = Path(__file__).parents[1] / f"workbooks/templates/{name}.xlsx"
    assert kept.read_bytes() == (tmp_path / "now.xlsx").read_bytes(), (
        "run: rotationxl templates --write workbooks/templates"
    )


@pytest.mark.parametrize("name", LAYOUTS)
def test_libreoffice_shows_the_same_cells(
    name: str, report: Callable[..., Path], tmp_path: Path
) -> None:
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice is not installed")
    path = report(name, "2024-11")
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
         str(tmp_path / "back"), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    seen = cells(tmp_path / "back" / f"{path.stem}.xlsx")
    for place, value in cells(path).items():
        if isinstance(value, float):
            assert seen[place] == pytest.approx(value, rel=1e-9), place
        elif isinstance(value, str) and len(value) < 200:
            assert seen[place] == value, place


def test_several_months_are_several_files(sample: Market, tmp_path: Path) -> None:
    months = months_of("2024-10:2024-12", sample)
    made = list(build("value-growth", months, sample, out=tmp_path / "new", engine="formualizer"))
    assert [m.path.name for m in made] == [
        f"value-growth-{month}-SAMPLE.xlsx" for month in ("2024-10", "2024-11", "2024-12")
    ]
    assert all(m.path.exists() and not m.faults for m in made)


def test_a_report_as_of_a_day_uses_nothing_after_it(sample: Market, tmp_path: Path) -> None:
    built("value-growth", "2024-11", sample, tmp_path / "r.xlsx", as_of="2024-11-25")
    found = set(cells(tmp_path / "r.xlsx").values())
    spread = sample.answer("STYLE_SPREAD", "2024-11", None, None, "2024-11-25")
    month = sample.answer("STYLE_SPREAD", "2024-11")
    numbers = [v for v in found if isinstance(v, float)]
    assert any(v == pytest.approx(100 * spread) or v == pytest.approx(spread) for v in numbers)
    assert not any(v == pytest.approx(100 * month) or v == pytest.approx(month) for v in numbers)


@pytest.mark.parametrize(
    ("last", "month"),
    [("2025-12-24", "2025-11"), ("2025-12-31", "2025-12"), ("2024-03-28", "2024-03"),
     ("2025-11-28", "2025-11"), ("2025-11-26", "2025-10")],
)  # fmt: skip
def test_the_last_complete_month_has_no_session_to_come(last: str, month: str) -> None:
    import datetime as dt

    number = last_complete_month(days.from_date(dt.date.fromisoformat(last)))
    assert f"{number // 12}-{number % 12 + 1:02d}" == month


def test_last_is_the_last_complete_month_of_the_source(sample: Market) -> None:
    assert one_month("last", sample) == "2025-12"
    assert one_month("last", sample, "2024-11-25") == "2024-10"
    assert months_of("2024", sample)[::11] == ["2024-01", "2024-12"]


def test_a_month_still_to_come_is_refused_before_any_work(sample: Market, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    with pytest.raises(NoDataError, match="2025-01 has not begun; the data end 2024-11-25"):
        list(build("value-growth", ["2025-01"], sample, out=target, as_of="2024-11-25"))
    assert not target.exists()


def test_a_report_says_why_cells_show_a_dash(sample: Market, tmp_path: Path) -> None:
    early, late = (
        next(build("value-growth", [month], sample, out=tmp_path / f"{month}.xlsx"))
        for month in ("1990-01", "2024-11")
    )
    assert early.is_empty
    assert any("data begin 2000-05-26" in reason for reason in early.missing)
    assert (late.failed, late.missing) == (0, ())


NO_MONTHS = [
    "banana",
    "MTD",
    "2024-11-05:2024-12-05",
    "3M",
    "1900:2199",
    "last3",
    "last:0",
    "last:-1",
]


@pytest.mark.parametrize("text", NO_MONTHS)
def test_what_is_no_range_of_months_is_refused(text: str, sample: Market) -> None:
    with pytest.raises(BadArgumentError, match=r"^months: .*not a range of months"):
        months_of(text, sample)


def test_the_last_months_are_counted_back_from_the_last_complete_one(sample: Market) -> None:
    assert months_of("last:3", sample, "2024-02-10") == ["2023-11", "2023-12", "2024-01"]
    assert months_of("last:1", sample) == months_of("last", sample)


@pytest.mark.parametrize(
    "fault", ["folder missing", "is a folder", "open in Excel", "pipe", "long name", "no workbook"]
)
def test_a_target_that_cannot_be_written_is_an_error_before_any_work(
    fault: str, sample: Market, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    if fault == "folder missing":
        path = tmp_path / "none" / "report.xlsx"
    elif fault == "is a folder":
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "value-growth-2024-11-SAMPLE.xlsx").mkdir()
        path = tmp_path / "a"
    elif fault == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no pipes in folders")
        os.mkfifo(path)
    elif fault == "no workbook":
        path = tmp_path / "report.docx"
    elif fault == "long name":
        path = tmp_path / f"{'a' * 300}.xlsx"
    else:
        (tmp_path / "~$report.xlsx").touch()
    with pytest.raises(TargetError):
        built("value-growth", "2024-11", sample, path)


def test_a_folder_is_made_for_one_report_too(sample: Market, tmp_path: Path) -> None:
    report = built("value-growth", "2024-11", sample, tmp_path / "new")
    assert report.path == tmp_path / "new" / "value-growth-2024-11-SAMPLE.xlsx"


def test_several_reports_need_a_folder(sample: Market, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TargetError, match="is a file, and a folder is needed"):
        list(build("value-growth", ["2024-10", "2024-11"], sample, out=tmp_path / "file"))


def test_a_cell_that_ends_in_an_error_is_listed_and_the_file_written_all_the_same(
    sample: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = layout.template(layout.load("value-growth"))
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.active
    assert sheet is not None
    sheet["Z99"] = '=STYLE_SPREAD("2024-13")'
    spoiled = io.BytesIO()
    book.save(spoiled)
    monkeypatch.setattr(layout, "template", lambda _: spoiled.getvalue())
    result = built("value-growth", "2024-11", sample, tmp_path / "r.xlsx")
    assert [tuple(map(str, fault)) for fault in result.faults] == [(sheet.title, "Z99", "#VALUE!")]
    assert cells(tmp_path / "r.xlsx")[sheet.title, "Z99"] == "#VALUE!"


def test_a_folder_whose_name_is_a_formula_stays_text(folder: Path, tmp_path: Path) -> None:
    from rotationxl.sources import open_source
    from rotationxl.store.database import Store

    odd = tmp_path / "=1+1"
    shutil.copytree(folder, odd)
    market = Market(open_source(f"folder:{odd}"), Store(tmp_path / "s.db"))
    built("value-growth", "2020-06", market, tmp_path / "r.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value != "=1+1"
    banner = shown(market.answer("DATA_BANNER"))
    assert banner in cells(tmp_path / "r.xlsx").values()
