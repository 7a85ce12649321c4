"""Whatever is typed into a report's inputs, no cell shows an error, and the engines agree."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import pytest

from rotationxl.cells import Cell
from rotationxl.market.evaluate import Market
from rotationxl_workbooks import engines, layout
from rotationxl_workbooks.calculate import Calculated, Session
from rotationxl_workbooks.host import MarketHost
from rotationxl_workbooks.inputs import Input

LAYOUTS = layout.names()
INPUTS = {
    (name, one.name.rstrip("0123456789_")): one.name
    for name in LAYOUTS
    for one in reversed(layout.load(name).inputs)
}
"""One of each kind: the rows of a table are alike."""
TYPED: Mapping[str, Callable[[Input], Cell]] = {
    "blank": lambda _: None,
    "no such thing": lambda one: "nonsense" if isinstance(one.value, str) else -1.0,
    "of another kind": lambda one: 0.0 if isinstance(one.value, str) else "nonsense",
}
"""What may be typed, whatever is asked for."""
Open = Callable[[str, str], Session]


@pytest.fixture(scope="module")
def opened(sample: Market) -> Open:
    """Return how a report is opened in an engine, each once."""

    @lru_cache
    def session(name: str, engine: str) -> Session:
        data = layout.template(layout.load(name))
        return engines.engine(engine).open(data, MarketHost(sample))

    return session


def shown(found: Calculated) -> dict[tuple[str, tuple[int, int]], Cell]:
    """Return the value of each cell, numbers to within what engines round."""
    return {
        (sheet, at): pytest.approx(value, 1e-9, 1e-12) if isinstance(value, float) else value
        for sheet, cells in found.values.items()
        for at, value in cells.items()
    }


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize(("name", "one"), [(name, one) for (name, _), one in INPUTS.items()])
def test_no_input_alone_makes_an_error(name: str, one: str, typed: str, opened: Open) -> None:
    value = TYPED[typed](layout.load(name).by_name[one])
    session = opened(name, engines.FOR_REPORTS)
    assert not session.calculate({one: value}).errors()


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_engines_agree_on_what_is_typed_everywhere(name: str, typed: str, opened: Open) -> None:
    given = {one.name: TYPED[typed](one) for one in layout.load(name).inputs}
    first, *others = (opened(name, engine).calculate(given) for engine in engines.names())
    assert not first.errors()
    for other in others:
        assert shown(other) == shown(first)
