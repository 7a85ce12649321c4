"""Reports that stay open in an engine, to be asked again and again with other inputs."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

from openpyxl import load_workbook

from rotationxl.market.evaluate import Market
from rotationxl_workbooks import engines, layout
from rotationxl_workbooks.book import Book
from rotationxl_workbooks.calculate import address as address_of
from rotationxl_workbooks.host import MarketHost


class Report(Protocol):
    """Gives the values of all formulas: a cell by `Sheet!B2`, and one that has a name by it."""

    def __call__(self, **given: str) -> dict[str, Any]: ...


@contextmanager
def opened(name: str, market: Market) -> Iterator[Report]:
    """Open a report; each reading must be free of errors."""
    chosen = layout.load(name)
    data = layout.template(chosen)
    names = {
        name.lower(): text.replace("$", "").replace("'", "")
        for name, text in Book(data).names.items()
    }
    constants = {
        f"{part.title}!{cell.coordinate}": cell.value
        for part in load_workbook(io.BytesIO(data))
        for row in part.iter_rows()
        for cell in row
        if cell.data_type != "f"
    }
    with engines.engine(engines.DEFAULT).open(data, MarketHost(market)) as session:

        @cache
        def read(**given: str) -> dict[str, Any]:
            inputs = {key: chosen.by_name[key].read(text) for key, text in given.items()}
            calculated = session.calculate(inputs)
            assert not calculated.errors()
            found = constants | {
                f"{sheet}!{address_of(place)}": value
                for sheet, cells in calculated.values.items()
                for place, value in cells.items()
            }
            return found | {name: found[at] for name, at in names.items() if at in found}

        yield read


def sheet(found: dict[str, Any], title: str) -> dict[str, Any]:
    """Return the cells of one sheet by their addresses."""
    places = ((key.partition("!"), value) for key, value in found.items())
    return {address: value for (name, _, address), value in places if name == title}
