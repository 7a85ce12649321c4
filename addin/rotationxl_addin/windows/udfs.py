"""What the add-in's VBA calls through xlwings' COM server: answers for cells, and loading.

xlwings takes a function of this module by its attribute `__xlfunc__`. Arguments come and answers
go raw: what xlwings would make of None, of dates and of errors is no value of a cell.
"""

import logging
from collections.abc import Callable
from typing import Any

from rotationxl import __version__
from rotationxl.errors import RotationError
from rotationxl_addin.windows.desk import Desk, Prompt
from rotationxl_addin.windows.variants import of_excel, to_excel

log = logging.getLogger("rotationxl")
Entry = Callable[..., Any]
_RAW: dict[str, Any] = {"convert": "raw"}


def entry(function: Entry) -> Entry:
    """Return the function as xlwings calls it: with any number of raw arguments."""
    function.__xlfunc__ = {  # type: ignore[attr-defined]
        "name": function.__name__,
        "args": [{"name": "values", "pos": 0, "options": _RAW, "optional": None}],
        "ret": {"options": _RAW},
        "async_mode": None,
    }
    return function


class _Open:
    """The desk of this process: one market, whatever the number of workbooks."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.source: str | None = None

    def __call__(self) -> Desk:
        """Return the desk, opened at its first use."""
        if self.desk is None:
            self.desk = Desk(Prompt.open(self.source))
        return self.desk


desk = _Open()


@entry
def answer(name: str, values: tuple[Any, ...]) -> list[list[Any]]:
    """Return what a cell gets: one value, or rows of values, errors as tokens."""
    uses_1904 = name.startswith("1904:")
    if uses_1904:
        name = name[5:]
    call = of_excel(name, values, uses_1904=uses_1904)
    return to_excel(name, desk().answer(call), uses_1904=uses_1904)


@entry
def pending() -> list[list[Any]]:
    """Return how many calls wait for data."""
    return [[float(desk().pending)]]


@entry
def load() -> list[list[Any]]:
    """Begin to load, in one step, all that calls wait for; return how many there are."""
    return [[float(desk().load())]]


@entry
def look() -> list[list[Any]]:
    """Begin what is to be loaded; return how things stand.

    A text for the status bar, the numbers of the calls that are answered since the last look (as
    `,3,17,`), and whether data have changed so that every cell is to be calculated again.
    """
    one = desk()
    one.load()
    standing = one.standing()
    return [[standing.text, "".join(f",{n}" for n in standing.answered) + ",", standing.changed]]


@entry
def stop() -> list[list[Any]]:
    """Give up what is noted; its cells stay #N/A until they are calculated again."""
    desk().stop()
    return [[True]]


@entry
def refresh() -> list[list[Any]]:
    """Forget what is in memory, so that the next calculation reads and asks anew."""
    desk().renew()
    return [[True]]


@entry
def use(source: str | None) -> list[list[Any]]:
    """Take data from another source from now on, and warm up; return what is wrong, or ""."""
    try:
        opened = Desk(Prompt.open(source or None))
    except RotationError as error:
        return [[str(error)]]
    desk.source, desk.desk = source or None, opened
    opened.warm()
    return [[""]]


@entry
def status() -> list[list[Any]]:
    """Return in words where data come from and how they stand."""
    return [[desk().told()]]


@entry
def about() -> list[list[Any]]:
    """Return versions and licences."""
    return [[f"rotationxl {__version__}\nApache License 2.0; xlwings: BSD 3-clause."]]
