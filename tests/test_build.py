"""From a template to a file: many months from one session, errors listed, targets respected."""

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from rotationxl.cells import Cell, CellError
from rotationxl.errors import TargetError
from rotationxl_workbooks import engines
from rotationxl_workbooks.build import build


class Months:
    """A host whose one function knows the months of 2024."""

    names = frozenset({"MONTH_NUMBER"})
    asked = 0

    def __call__(self, calls: Sequence[tuple[str, tuple[Cell, ...]]]) -> list[Cell]:
        self.asked += len(calls)
        return [self.month_number(*args) for _, args in calls]

    @staticmethod
    def month_number(month: str) -> Cell:
        return float(month[5:]) if month.startswith("2024-") else CellError("#N/A")


@pytest.fixture(scope="module")
def template() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Report"
    sheet["A1"], sheet["A2"], sheet["A3"] = "2024-11", "=MONTH_NUMBER(AsOf)", "=A2*100"
    sheet["A1"].number_format = "@"
    workbook.defined_names["AsOf"] = DefinedName("AsOf", attr_text="Report!$A$1")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def shown(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path, data_only=True)["Report"]
    return [sheet[f"A{row}"].value for row in (1, 2, 3)]


@pytest.mark.parametrize("name", engines.names())
def test_one_session_builds_many_months(name: str, template: bytes, tmp_path: Path) -> None:
    with engines.engine(name).open(template, Months()) as session:
        for month in range(1, 13):
            path = tmp_path / f"{month}.xlsx"
            calculated = build(template, path, session, {"AsOf": f"2024-{month:02}"})
            assert calculated.errors() == []
            assert shown(path) == [f"2024-{month:02}", month, month * 100]


@pytest.mark.parametrize("name", engines.names())
def test_errors_are_listed_and_the_file_is_written(
    name: str, template: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    with engines.engine(name).open(template, Months()) as session:
        calculated = build(template, path, session, {"AsOf": "=cmd"})
    na = CellError("#N/A")
    assert calculated.errors() == [("Report", "A2", na), ("Report", "A3", na)]
    assert shown(path) == ["=cmd", "#N/A", "#N/A"]


@pytest.mark.parametrize("name", engines.names())
def test_same_inputs_give_the_same_file(name: str, template: bytes, tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    with engines.engine(name).open(template, Months()) as session:
        build(template, one, session, {"AsOf": "2024-02"})
        build(template, tmp_path / "between.xlsx", session)
        build(template, other, session, {"AsOf": "2024-02"})
    assert one.read_bytes() == other.read_bytes()


def test_engines_give_the_same_file(template: bytes, tmp_path: Path) -> None:
    for name in engines.names():
        with engines.engine(name).open(template, Months()) as session:
            build(template, tmp_path / name, session)
    assert len({(tmp_path / name).read_bytes() for name in engines.names()}) == 1


def test_open_target_is_refused_before_anything_is_computed(
    template: bytes, tmp_path: Path
) -> None:
    (tmp_path / "~$report.xlsx").write_bytes(b"")
    host = Months()
    with (
        engines.engine().open(template, host) as session,
        pytest.raises(TargetError, match="open in Excel"),
    ):
        build(template, tmp_path / "report.xlsx", session)
    assert host.asked == 0
