"""What the add-in's VBA calls through xlwings' COM server: answers for cells, and loading.

xlwings takes a function of this module by its attribute `__xlfunc__`. Arguments come and answers
go raw: what xlwings would make of None, of dates and of errors is no value of a cell.
"""

import functools
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rotationxl.errors import RotationError, in_words
from rotationxl.live import keys
from rotationxl_addin.windows import about as versions
from rotationxl_addin.windows import logfile
from rotationxl_addin.windows.opened import OPENED
from rotationxl_addin.windows.reports import FAILED
from rotationxl_addin.windows.variants import NOT_AVAILABLE, of_excel, to_excel

Entry = Callable[..., list[list[Any]]]
log = logging.getLogger("rotationxl")
MOST_IN_A_BOX = 1000
_RAW: dict[str, Any] = {"convert": "raw"}


def entry(otherwise: Callable[[str], list[list[Any]]]) -> Callable[[Entry], Entry]:
    """Return what makes an entry of a function: called by xlwings with any number of raw values.

    An exception would be taken for a Python that is gone, and every cell shown as #N/A:
    `otherwise` makes an answer of the reason.
    """

    def made(function: Entry) -> Entry:
        """Return the entry that xlwings finds."""

        @functools.wraps(function)
        def guarded(*values: Any) -> list[list[Any]]:
            """Return the function's answer, or one of why there is none."""
            try:
                return function(*values)
            except RotationError as error:
                return otherwise(str(error))
            except Exception as error:
                log.exception("%s failed.", function.__name__)
                return otherwise(in_words(error))

        guarded.__xlfunc__ = {  # type: ignore[attr-defined]
            "name": function.__name__,
            "args": [{"name": "values", "pos": 0, "options": _RAW, "optional": None}],
            "ret": {"options": _RAW},
            "async_mode": None,
        }
        return guarded

    return made


def _as_text(reason: str) -> list[list[Any]]:
    return [[reason]]


def _for_a_box(text: str) -> str:
    """Return a text as long as a message box of VBA can show it."""
    return text if len(text) <= MOST_IN_A_BOX else f"{text[: MOST_IN_A_BOX - 4]} ..."


def _as_failure(reason: str) -> list[list[Any]]:
    return [[f"{FAILED}{reason}"]]


def _as_standing(reason: str) -> list[list[Any]]:
    return [["", ",", 0.0, "", 0.0, reason]]


def _as_cell(reason: str) -> list[list[Any]]:
    OPENED.reason = reason
    return [[NOT_AVAILABLE]]


@entry(_as_cell)
def answer(name: str, values: tuple[Any, ...]) -> list[list[Any]]:
    """Return what a cell gets: one value, or rows of values, errors as tokens."""
    uses_1904 = name.startswith("1904:")
    if uses_1904:
        name = name[5:]
    call = of_excel(name, values, uses_1904=uses_1904)
    return to_excel(name, OPENED.desk().answer(call), uses_1904=uses_1904)


@entry(_as_standing)
def look(seen: float = 0, takes_reports: bool = True) -> list[list[Any]]:
    """Begin what is to be loaded; return how things stand for who heard of `seen` answers.

    A text for the status bar, the numbers of the calls that are answered since (as `,3,17,`), how
    often data have changed so that every cell is to be calculated again, the path of a report that
    has been built (or `!` and why it was not), how many calls have been answered, and what went
    wrong.
    """
    desk, reports = OPENED.desk(), OPENED.reports
    desk.load()
    standing = desk.standing(int(seen))
    answered = "".join(f",{number}" for number in standing.answered) + ","
    text = (reports.progress if takes_reports else "") or standing.text
    outcome = reports.outcome() if takes_reports else ""
    changes, seen = float(standing.changes), float(standing.seen)
    return [[text, answered, changes, outcome, seen, standing.note]]


@entry(_as_failure)
def stop() -> list[list[Any]]:
    """Give up what is noted and the report that is being built.

    Cells that wait stay #N/A until they are calculated again.
    """
    OPENED.reports.stop()
    OPENED.desk().stop()
    return [[True]]


@entry(_as_failure)
def withdraw(number: str) -> list[list[Any]]:
    """Forget a call that was only tried, in Excel's function wizard."""
    OPENED.desk().withdraw(int(number))
    return [[True]]


@entry(_as_text)
def refresh() -> list[list[Any]]:
    """Forget what is in memory, so that the next calculation reads and asks anew.

    Returns "", or what is wrong.
    """
    OPENED.reason = ""
    OPENED.desk().renew()
    return [[""]]


@entry(_as_text)
def use(source: str | None = None) -> list[list[Any]]:
    """Take data from another source from now on, and warm up; return what is wrong, or ""."""
    logfile.keep()
    OPENED.use(source or None)
    return [[""]]


@entry(_as_failure)
def report(template: str, month: str, path: str) -> list[list[Any]]:
    """Begin to build a report; return "", or `!` and what is wrong. `look` tells of its end."""
    OPENED.reports.begin(template, month, path, OPENED.source)
    return [[""]]


@entry(_as_failure)
def send(path: str, out: str) -> list[list[Any]]:
    """Write a copy of a workbook with values in place of formulas; return what was done."""
    from rotationxl_workbooks.frozen import send as work

    return _as_text(f"{work(Path(path), Path(out))} formulas became values in {out}.")


@entry(_as_text)
def keep_key(key: str) -> list[list[Any]]:
    """Keep the FRED key in the system's keyring; return what was done, or what is wrong."""
    keys.set_key(key)
    return [["The key is kept in the system keyring."]]


@entry(_as_text)
def status() -> list[list[Any]]:
    """Return in words where data come from and how they stand, and what went wrong."""
    reasons = [OPENED.reason] if OPENED.reason else []
    return _as_text(_for_a_box("\n".join([*reasons, OPENED.desk().told()])))


@entry(_as_text)
def about() -> list[list[Any]]:
    """Return versions, licences, and what providers ask of who uses their data."""
    return _as_text(_for_a_box(versions.text()))
