"""CSV files of the user's own, in the folders prices, macro, vintages and valuations.

Prices: date,close,dividend,split and optionally open,high,low,volume; macro: date,value;
vintages: date,value,vintage; valuations: date and some of pe,pb,ps,dividend_yield,forward_pe,
as a provider stated them on that date. Dates are ISO and rise from row to row; an empty value
is missing.
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import (
    BadArgumentError,
    MalformedError,
    NoDataError,
    NoVintagesError,
    SourceError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.sources import Columns, Key, State
from rotationxl.universe import MULTIPLES

_FOLDERS = {"price": "prices", "macro": "macro", "vintage": "vintages", "valuation": "valuations"}
_TAIL = 4096  # bytes: enough for the last row of any file
_ATTEMPTS = 3  # reads of a file that changes meanwhile


class Folder:
    """The series of one folder."""

    warning = None

    def __init__(self, path: str) -> None:
        if not path:
            raise BadArgumentError("source: give the folder's path, as in folder:../market.")
        self.root = Path(path).expanduser().resolve()
        if not self.root.is_dir():
            raise BadArgumentError(f"source: there is no folder {self.root}.")
        self.name = f"folder:{self.root}"
        self.title = f"Folder {self.root.name}"

    def state(self, key: Key) -> State | None:
        """Return size and time of the series' file; None where there is no file."""
        if path := self._file(key):
            try:
                status = path.stat()
            except OSError:
                return None
            stamp = f"{path.parent.name}-{status.st_size}-{status.st_mtime_ns}"
            return State(stamp, status.st_mtime)
        # The reason why there are no vintages is another one once there is the series itself.
        return State("no vintages", None) if self._is_latest_only(key) else None

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        """Read each series' file; a file that is not as it should be gives an error."""
        return {key: self._series(key) for key in wanted}

    def last_session(self) -> int:
        """Return the newest date of the price files (of the macro files where there are none)."""
        for folder in ("prices", "macro"):
            newest = [_last_date(path) for path in sorted((self.root / folder).glob("*.csv"))]
            if found := [day for day in newest if day is not None]:
                return max(found)
        raise NoDataError(f"{self.root} holds neither prices/*.csv nor macro/*.csv with a date.")

    def _file(self, key: Key) -> Path | None:
        # Codes hold no slash, yet a link in the folder may lead anywhere, and Windows has names
        # such as CON.csv that are devices: only plain files inside the folder count.
        path = self.root / _FOLDERS[key.kind] / f"{key.code}.csv"
        return path if path.is_file() and path.resolve().is_relative_to(self.root) else None

    def _is_latest_only(self, key: Key) -> bool:
        """Tell of a key without a file whether it is the vintages of a series that has one."""
        return key.kind == "vintage" and self._file(Key("macro", key.code)) is not None

    def _series(self, key: Key) -> Columns | SourceError:
        if path := self._file(key):
            try:
                return _COLUMNS[key.kind](_Rows(path))
            except SourceError as error:
                return error
        if self._is_latest_only(key):
            return NoVintagesError.of(key.code)
        folder = _FOLDERS["macro" if key.kind == "vintage" else key.kind]
        return UnknownSymbolError(f"{key.code}: {self.root} has no {folder}/{key.code}.csv.")


class _Rows:
    """The rows of one CSV file, by column."""

    def __init__(self, path: Path) -> None:
        self.name = f"{path.parent.name}/{path.name}"
        try:
            text = _stable_bytes(path).decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            raise MalformedError(f"{self.name}: not a CSV file in UTF-8 ({error}).") from None
        if not rows or not any(rows):
            raise MalformedError(f"{self.name}: the file is empty.")
        while not rows[-1]:
            rows.pop()
        self.header = [name.strip().lower() for name in rows[0]]
        if len(rows) == 1:
            raise MalformedError(f"{self.name}: the file has a header but no rows.")
        for line, row in enumerate(rows, 1):
            if len(row) != len(self.header):
                raise MalformedError(
                    f"{self.name}, line {line}: {len(row)} fields, "
                    f"but the header has {len(self.header)}."
                )
        self._by_column = dict(zip(self.header, zip(*rows[1:], strict=True), strict=True))

    def has(self, name: str) -> bool:
        return name in self._by_column

    def texts(self, name: str) -> Sequence[str]:
        """Return a column as it stands in the file."""
        if name not in self._by_column:
            raise MalformedError(
                f"{self.name}: there is no column {name}; it has {', '.join(self.header)}."
            )
        return self._by_column[name]

    def dates(self, name: str, *, rising: bool = True) -> Days:
        """Return a column of ISO dates as days."""
        texts = self.texts(name)
        try:
            day = days.from_datetime64(np.array(texts, dtype="datetime64[D]"))
        except ValueError:
            day = np.zeros(0, np.int32)
        if not len(day) or any(len(text) != 10 for text in texts):  # noqa: PLR2004 (YYYY-MM-DD)
            self._bad(texts, _is_iso, "is not a date such as 2024-11-29")
        if rising and (np.diff(day) <= 0).any():
            place = int(np.flatnonzero(np.diff(day) <= 0)[0]) + 1
            what = "stands twice" if day[place] == day[place - 1] else "is out of order"
            raise MalformedError(f"{self.name}, line {place + 2}: {texts[place]} {what}.")
        return day

    def numbers(self, name: str) -> Values:
        """Return a column's numbers; NaN for an empty one."""
        texts = self.texts(name)
        try:
            value = np.array([float(t) if t and t != "." else np.nan for t in texts])
        except ValueError:
            self._bad(texts, _is_number, "is not a number")
            raise
        if np.isinf(value).any() or any(t.strip().lower() == "nan" for t in texts):
            self._bad(texts, _is_number, "is not a number")
        return value

    def require(self, name: str, good: np.ndarray, what: str) -> None:
        if not good.all():
            place = int(np.flatnonzero(~good)[0])
            text = self.texts(name)[place]
            raise MalformedError(f"{self.name}, line {place + 2}: {name} {text} {what}.")

    def _bad(self, texts: Sequence[str], good: Callable[[str], bool], what: str) -> None:
        for place, text in enumerate(texts, 2):
            if not good(text):
                raise MalformedError(f"{self.name}, line {place}: {text!r} {what}.")


def _stable_bytes(path: Path) -> bytes:
    """Return a file's bytes, none of them from before a change and others from after it."""
    try:
        for _ in range(_ATTEMPTS):
            before = path.stat()
            content = path.read_bytes()
            after = path.stat()
            if _state(before) == _state(after) and len(content) == after.st_size:
                return content
    except OSError as error:
        raise UnreachableError(f"{path.name}: cannot be read ({error.strerror}).") from error
    raise UnreachableError(f"{path.name}: it keeps changing while it is read. Try again.")


def _state(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _is_iso(text: str) -> bool:
    import datetime as dt

    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    if text in {"", "."}:
        return True
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _prices(rows: _Rows) -> Columns:
    """Return the columns of a price file; a row without a close is a session that is missing."""
    day, close = rows.dates("date"), rows.numbers("close")
    rows.require("close", ~(close <= 0), "is not above 0")
    quoted = np.isfinite(close)
    if not quoted.any():
        raise MalformedError(f"{rows.name}: there is no close in it.")
    columns: Columns = {"day": day[quoted], "close": close[quoted]}
    columns |= _events(rows, day, close)
    for name in ("open", "high", "low", "volume"):
        if rows.has(name):
            value = rows.numbers(name)
            rows.require(name, ~(value < 0), "is below 0")
            columns[name] = value[quoted]
    return columns


def _events(rows: _Rows, day: Days, close: Values) -> Columns:
    dividend, split = rows.numbers("dividend"), rows.numbers("split")
    before = np.append(np.inf, close[:-1])
    rows.require("dividend", ~(dividend < 0) & ~(dividend >= before), "is not from 0 to the price")
    rows.require("split", ~(split <= 0), "is not above 0")
    happened = np.isfinite(split) & (split != 1)
    columns: Columns = {"split_day": day[happened], "split": split[happened]}
    if np.isfinite(dividend).any():
        paid = dividend > 0
        columns |= {"dividend_day": day[paid], "dividend": dividend[paid]}
    return columns


def _macro(rows: _Rows) -> Columns:
    value = rows.numbers("value")
    if not np.isfinite(value).any():
        raise MalformedError(f"{rows.name}: there is no value in it.")
    return {"day": rows.dates("date"), "value": value}


def _vintages(rows: _Rows) -> Columns:
    day, since = (rows.dates(name, rising=False) for name in ("date", "vintage"))
    order = np.lexsort((since, day))
    return {"day": day[order], "value": rows.numbers("value")[order], "since": since[order]}


def _valuations(rows: _Rows) -> Columns:
    """Return the columns of a file of snapshots; a snapshot may state some of the fields only."""
    columns: Columns = {"day": rows.dates("date")}
    stated = [name for name in MULTIPLES if rows.has(name)]
    if not stated:
        raise MalformedError(f"{rows.name}: there is none of the columns {', '.join(MULTIPLES)}.")
    for name in MULTIPLES:
        empty = np.full(len(columns["day"]), np.nan)
        columns[name] = value = rows.numbers(name) if name in stated else empty
        if name == "dividend_yield":
            good = np.isnan(value) | ((value >= 0) & (value < 1))
            rows.require(name, good, "is not a decimal from 0 to 1 (1.3% is 0.013)")
        else:
            rows.require(name, value != 0, "is no multiple; leave it empty where none is stated")
    return columns


_COLUMNS = {"price": _prices, "macro": _macro, "vintage": _vintages, "valuation": _valuations}


def _last_date(path: Path) -> int | None:
    """Return the date of a file's last row; None where that is none (reading it says more)."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = file.read().decode("utf-8", "replace").split()
    except OSError:
        return None
    text = lines[-1].partition(",")[0] if lines else ""
    return (
        int(days.from_datetime64(np.array([text], "datetime64[D]"))[0]) if _is_iso(text) else None
    )


SOURCE = Folder
