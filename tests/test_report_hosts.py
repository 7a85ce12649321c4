"""A report shows the same wherever it is opened, and computes to the same wherever it can.

Built headlessly, its values are compared with those of LibreOffice with the add-in, which computes
every formula anew, and of the programs and libraries that read a file without knowing our
functions.
"""

import datetime as dt
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from calc_program import Program, soffice
from conftest import REAL
from reports import Cells, cells
from rotationxl.market.evaluate import Market
from rotationxl.sources import open_source
from rotationxl.store.database import Store
from rotationxl_workbooks import layout
from rotationxl_workbooks.build import build
from rotationxl_workbooks.calculate import address, serial

SOURCES = ("sample", f"folder:{REAL}")
MONTH = "2024-11"
LAYOUTS = layout.names()


def parts(path: Path, under: str) -> int:
    """Return how many parts of a file lie in a folder of it."""
    with zipfile.ZipFile(path) as package:
        return sum(
            name.startswith(f"{under}/") and name.count("/") == 2 for name in package.namelist()
        )


def as_number(value: Any) -> Any:
    """Return a day as the number that the sheet holds, and all else as it is."""
    return serial(value) if isinstance(value, dt.date) else value


class World:
    """All reports from one source, and what LibreOffice makes of them."""

    def __init__(self, root: Path, source: str) -> None:
        self.root, self.source = root, source
        market = Market(open_source(source), Store(root / "market.db"))
        self.built = {name: self._build(name, market) for name in LAYOUTS}

    def _build(self, name: str, market: Market) -> Path:
        months = [MONTH] if layout.load(name).asks_for_month else []
        [report] = build(name, months, market, out=self.root / f"{name}.xlsx")
        assert not report.faults
        return report.path

    @cached_property
    def computed(self) -> Mapping[str, Path]:
        """Each report as LibreOffice saves it that has the add-in and computes all formulas."""
        program = Program(self.root / "with", self.source)
        program.install()
        made = program.convert(self.root / "computed", *self.built.values())
        return dict(zip(self.built, made, strict=True))

    @cached_property
    def opened(self) -> Mapping[str, Path]:
        """Each report as LibreOffice saves it that knows nothing of our functions."""
        profile = f"-env:UserInstallation={(self.root / 'without').as_uri()}"
        folder = self.root / "opened"
        subprocess.run(
            [soffice(), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
             "--outdir", str(folder), *map(str, self.built.values())],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        return {name: folder / path.name for name, path in self.built.items()}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], World]:
    """Return the world of a source, each made once."""

    @lru_cache
    def made(source: str) -> World:
        if source != "sample" and not REAL.is_dir():
            pytest.skip(f"no real market data at {REAL}; set ROTATIONXL_TEST_MARKET")
        return World(tmp_path_factory.mktemp("reports"), source)

    return made


def assert_same(found: Cells, expected: Cells) -> None:
    """Assert that two readings of a file show the same, numbers to within rounding."""
    different = {
        place: (found.get(place), value)
        for place, value in expected.items()
        if found.get(place)
        != (pytest.approx(value, 1e-9, 1e-12) if isinstance(value, float) else value)
    }
    assert not different
    assert found.keys() == expected.keys()


pytestmark = [
    pytest.mark.parametrize("source", SOURCES),
    pytest.mark.parametrize("name", LAYOUTS),
]


def test_libreoffice_with_the_add_in_computes_the_same(
    name: str, source: str, world: Callable[[str], World]
) -> None:
    here = world(source)
    assert_same(cells(here.computed[name]), cells(here.built[name]))


def test_libreoffice_without_it_shows_the_same_and_all_charts(
    name: str, source: str, world: Callable[[str], World]
) -> None:
    here = world(source)
    assert_same(cells(here.opened[name]), cells(here.built[name]))
    assert parts(here.opened[name], "xl/charts") == parts(here.built[name], "xl/charts") > 0


def test_calamine_reads_the_same(name: str, source: str, world: Callable[[str], World]) -> None:
    path = world(source).built[name]
    book = CalamineWorkbook.from_path(path)
    found = {
        (sheet, address((row, column))): value
        for sheet in book.sheet_names
        for row, cells in enumerate(
            book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), 1
        )
        for column, value in enumerate(cells, 1)
        if value != ""
    }
    assert_same(
        {at: as_number(v) for at, v in found.items()},
        {at: as_number(v) for at, v in cells(path).items()},
    )
