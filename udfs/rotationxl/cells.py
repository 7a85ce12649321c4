"""Raw spreadsheet values to Python and back, alike for every host."""

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from rotationxl import days
from rotationxl.errors import BadArgumentError, ErrorCellError, NoDataError


class CellError(str):
    """An error value of a cell, such as `#N/A`."""

    __slots__ = ()


Cell = Any
"""None (blank), bool, float, int, str, datetime, CellError, or a range: a list of rows."""

NOT_AVAILABLE = CellError("#N/A")
_FIRST_SAFE_DAY = 61  # 1900-03-01: from here on Excel's serials are days since 1899-12-30
_FIRST_DAY = 2  # 1900-01-01
_LAST_DAY = 2_958_465  # 9999-12-31


def of_python(value: Any) -> Cell:
    """Return what a cell would pass for a value of Python, numpy or pandas.

    Arrays are ranges, and so is a dict: keys beside values, as of tickers and weights. NaN, which
    is how pandas marks what is missing, is a blank.
    """
    if isinstance(value, str | dt.date):
        return value
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if hasattr(value, "dtype") and value.dtype.kind == "M":
        value = value.astype("datetime64[D]")
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        value = list(value.items())
    if isinstance(value, list | tuple):
        return [of_python(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def is_blank(value: Cell) -> bool:
    """Tell whether an argument counts as left out: a blank cell or empty text."""
    return value is None or (isinstance(value, str) and not value.strip())


def lone(value: Cell) -> Cell:
    """Return the cell of a range of one; anything else as it is."""
    while isinstance(value, list) and len(value) == 1 and _width(value) == 1:
        value = value[0]
    return value


def single(value: Cell, argument: str) -> Cell:
    """Return the one cell of a value, refusing larger ranges and passing errors on."""
    value = lone(value)
    if isinstance(value, list):
        shape = f"{len(value)} x {_width(value)}"
        raise BadArgumentError(f"{argument}: give one cell, not a range of {shape} cells.")
    if isinstance(value, CellError):
        raise ErrorCellError(argument, value)
    return float(value) if isinstance(value, Decimal) else value


def flat(value: Cell) -> list[Cell]:
    """Return the cells of a range row by row; a single value is a range of one."""
    if not isinstance(value, list):
        return [value]
    return [cell for row in value for cell in (row if isinstance(row, list) else [row])]


def _width(value: list[Any]) -> int:
    return len(value[0]) if value and isinstance(value[0], list) else 1


def quoted(value: Cell) -> str:
    """Return a cell as a message quotes it: 'text', TRUE, 5 (also for 5.0), 2024-11-29."""
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, dt.date) else repr(value).removesuffix(".0")


def number(value: Cell, argument: str) -> float:
    """Read a finite number, also from text as Excel does; TRUE is not a number here."""
    value = single(value, argument)
    if isinstance(value, str):
        try:
            value = float(value.replace("_", "?"))  # Python's 1_000 is no number in a cell
        except ValueError:
            raise BadArgumentError(f"{argument}: {value!r} is not a number.") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadArgumentError(f"{argument}: a number is needed, not {quoted(value)}.")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise BadArgumentError(f"{argument}: a finite number is needed, not {result}.")
    return result


def whole(value: Cell, argument: str) -> int:
    """Read a whole number."""
    result = number(value, argument)
    if result != int(result):
        raise BadArgumentError(f"{argument}: a whole number is needed, not {quoted(value)}.")
    return int(result)


def truth(value: Cell, argument: str) -> bool:
    """Read TRUE or FALSE, also from text or from a number as Excel does."""
    value = single(value, argument)
    if isinstance(value, str):
        word = value.strip().upper()
        if word in {"TRUE", "FALSE"}:
            return word == "TRUE"
        raise BadArgumentError(f"{argument}: {value!r} is neither TRUE nor FALSE.")
    if isinstance(value, bool | int | float):
        return bool(value)
    raise BadArgumentError(f"{argument}: TRUE or FALSE is needed, not {quoted(value)}.")


def text(value: Cell, argument: str) -> str:
    """Read text; a whole number reads as its digits."""
    value = single(value, argument)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    raise BadArgumentError(f"{argument}: text is needed, not {quoted(value)}.")


def day_of_serial(serial: float, argument: str) -> int:
    """Return the day of an Excel serial (1900 system), its leap-year bug taken out."""
    whole_days = math.floor(serial)
    if not 1 <= whole_days <= _LAST_DAY:
        raise BadArgumentError(f"{argument}: {serial:g} is not a date serial (1 is 1900-01-01).")
    if whole_days == _FIRST_SAFE_DAY - 1:
        raise BadArgumentError(f"{argument}: 60 is 29 February 1900, a day that never was.")
    return whole_days + (whole_days < _FIRST_SAFE_DAY)


def serial_of_day(day: int) -> int:
    """Return the Excel serial of a day; days before 1900 have none."""
    if day >= _FIRST_SAFE_DAY:
        return day
    if day <= 1:
        raise NoDataError(f"{days.iso(day)}: a spreadsheet has no dates before 1900.")
    return day - 1


def day_of_date(value: dt.date, argument: str) -> int:
    """Return the day of a date or datetime cell."""
    try:
        day = days.from_date(value.date() if isinstance(value, dt.datetime) else value)
    except ValueError:  # pandas' NaT
        raise BadArgumentError(f"{argument}: {value} is not a date.") from None
    if day < _FIRST_DAY:
        raise BadArgumentError(f"{argument}: {value} lies before 1900, where no sheet has dates.")
    return day
