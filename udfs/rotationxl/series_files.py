"""One series as a CSV file: what `folder:` reads, and a snapshot holds.

Prices: date,close,dividend,split and optionally open,high,low,volume; macro: date,value;
vintages: date,value,vintage; valuations: date and some of pe,pb,ps,dividend_yield,forward_pe,
as a provider stated them on that date, and optionally raw_pe,raw_pb,raw_ps, the numbers that they
were worked out of. Dates are ISO and rise from row to row; an empty value is missing.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import MalformedError
from rotationxl.sources import Columns, Key, Kind
from rotationxl.universe import MULTIPLES

FOLDERS: Mapping[Kind, str] = {
    "price": "prices", "macro": "macro", "vintage": "vintages", "valuation": "valuations"
}  # fmt: skip
_RAW = ("raw_pe", "raw_pb", "raw_ps")
_DAILY = ("open", "high", "low", "volume")


def place(key: Key) -> str:
    """Return where the file of a series lies: prices/XLE.csv."""
    return f"{FOLDERS[key.kind]}/{key.code}.csv"


def read(kind: Kind, name: str, content: bytes) -> Columns:
    """Return the columns of a file's content; MalformedError names the file and the line."""
    return _READERS[kind](_Rows(name, content))


def write(kind: Kind, columns: Columns) -> bytes:
    """Return a series as a file's content that reads back to the last bit.

    A session that is not over (`unfinished_day`, `unfinished_close`) is no row and is left out.
    """
    table = _TABLES[kind](columns)
    lines = [",".join(table), *map(",".join, zip(*table.values(), strict=True))]
    return "".join(f"{line}\n" for line in lines).encode()


def _price_table(columns: Columns) -> dict[str, list[str]]:
    """Return a row for each session and for each day of a dividend or split that is none."""
    at = columns["day"]
    events = [columns[name] for name in ("dividend_day", "split_day") if name in columns]
    day = np.unique(np.concatenate([at, *events])).astype(np.int32)
    paid = cut = [""] * len(day)
    if "dividend" in columns:
        paid = _laid_out(day, columns["dividend_day"], columns["dividend"], "0")
    if "split" in columns:
        cut = _laid_out(day, columns["split_day"], columns["split"])
    more = {name: _laid_out(day, at, columns[name]) for name in _DAILY if name in columns}
    close = _laid_out(day, at, columns["close"])
    return {"date": _dates(day), "close": close, "dividend": paid, "split": cut} | more


def _laid_out(day: Days, at: np.ndarray, value: np.ndarray, otherwise: str = "") -> list[str]:
    texts = [otherwise] * len(day)
    for row, text in zip(np.searchsorted(day, at).tolist(), _numbers(value), strict=True):
        texts[row] = text
    return texts


def _macro_table(columns: Columns) -> dict[str, list[str]]:
    return {"date": _dates(columns["day"]), "value": _numbers(columns["value"])}


def _vintage_table(columns: Columns) -> dict[str, list[str]]:
    return _macro_table(columns) | {"vintage": _dates(columns["since"])}


def _valuation_table(columns: Columns) -> dict[str, list[str]]:
    stated = {n: _numbers(columns[n]) for n in (*MULTIPLES, *_RAW) if n in columns}
    return {"date": _dates(columns["day"])} | stated


_TABLES: Mapping[Kind, Callable[[Columns], dict[str, list[str]]]] = {
    "price": _price_table,
    "macro": _macro_table,
    "vintage": _vintage_table,
    "valuation": _valuation_table,
}


def _dates(day: np.ndarray) -> list[str]:
    texts: list[str] = days.to_datetime64(day).astype(str).tolist()
    return texts


def _numbers(column: np.ndarray) -> list[str]:
    """Return the shortest texts that read back to the same numbers; none for NaN."""
    values = column.astype(np.float64).tolist()
    return ["" if v != v else repr(v).removesuffix(".0") for v in values]  # noqa: PLR0124 (NaN)


class _Rows:
    """The rows of one CSV file, by column."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        try:
            text = content.decode("utf-8-sig")
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
            self._bad(texts, is_iso, "is not a date such as 2024-11-29")
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


def is_iso(text: str) -> bool:
    """Tell whether a text is a date as files have it: 2024-11-29."""
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
    for name in _DAILY:
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
    return columns | {name: rows.numbers(name) for name in _RAW if rows.has(name)}


_READERS = {"price": _prices, "macro": _macro, "vintage": _vintages, "valuation": _valuations}
