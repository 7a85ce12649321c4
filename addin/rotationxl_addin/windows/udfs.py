"""What the add-in's VBA calls through xlwings' COM server: answers for cells, and loading.

xlwings takes a function of this module by its attribute `__xlfunc__`. Arguments come and answers
go raw: what xlwings would make of None, of dates and of errors is no value of a cell.
"""

from collections.abc import Callable
from typing import Any

from rotationxl import __version__
from rotationxl.errors import RotationError
from rotationxl.live import keys
from rotationxl_addin.windows.opened import OPENED
from rotationxl_addin.windows.reports import FAILED
from rotationxl_addin.windows.variants import of_excel, to_excel

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


@entry
def answer(name: str, values: tuple[Any, ...]) -> list[list[Any]]:
    """Return what a cell gets: one value, or rows of values, errors as tokens."""
    uses_1904 = name.startswith("1904:")
    if uses_1904:
        name = name[5:]
    call = of_excel(name, values, uses_1904=uses_1904)
    return to_excel(name, OPENED.desk().answer(call), uses_1904=uses_1904)


@entry
def pending() -> list[list[Any]]:
    """Return how many calls wait for data."""
    return [[float(OPENED.desk().pending)]]


@entry
def load() -> list[list[Any]]:
    """Begin to load, in one step, all that calls wait for; return how many there are."""
    return [[float(OPENED.desk().load())]]


@entry
def look() -> list[list[Any]]:
    """Begin what is to be loaded; return how things stand.

    A text for the status bar, the numbers of the calls that are answered since the last look (as
    `,3,17,`), whether data have changed so that every cell is to be calculated again, and the path
    of a report that has been built (or `!` and why it was not).
    """
    desk, reports = OPENED.desk(), OPENED.reports
    desk.load()
    standing = desk.standing()
    answered = "".join(f",{number}" for number in standing.answered) + ","
    text = reports.progress or standing.text
    return [[text, answered, standing.changed, reports.outcome()]]


@entry
def stop() -> list[list[Any]]:
    """Give up what is noted; its cells stay #N/A until they are calculated again."""
    OPENED.desk().stop()
    return [[True]]


@entry
def refresh() -> list[list[Any]]:
    """Forget what is in memory, so that the next calculation reads and asks anew."""
    OPENED.desk().renew()
    return [[True]]


@entry
def use(source: str | None = None) -> list[list[Any]]:
    """Take data from another source from now on, and warm up; return what is wrong, or ""."""
    try:
        OPENED.use(source or None)
    except RotationError as error:
        return [[str(error)]]
    return [[""]]


@entry
def report(template: str, month: str, path: str) -> list[list[Any]]:
    """Begin to build a report; return "", or `!` and what is wrong. `look` tells of its end."""
    try:
        OPENED.reports.begin(template, month, path, OPENED.source)
    except RotationError as error:
        return [[f"{FAILED}{error}"]]
    return [[""]]


@entry
def keep_key(key: str) -> list[list[Any]]:
    """Keep the FRED key in the system's keyring; return what was done, or what is wrong."""
    try:
        keys.set_key(key)
    except RotationError as error:
        return [[str(error)]]
    return [["The key is kept in the system keyring."]]


@entry
def status() -> list[list[Any]]:
    """Return in words where data come from and how they stand."""
    return [[OPENED.desk().told()]]


@entry
def about() -> list[list[Any]]:
    """Return versions and licences."""
    return [[f"rotationxl {__version__}\nApache License 2.0; xlwings: BSD 3-clause."]]
