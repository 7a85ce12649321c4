"""Raw spreadsheet values: what hosts pass in and get back."""

from typing import Any


class CellError(str):
    """An error value of a cell, such as `#N/A`."""

    __slots__ = ()


Cell = Any
"""None (blank), bool, float, int, str, datetime, CellError, or a range: a list of rows."""
