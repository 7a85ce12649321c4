"""Macro series without a key: FRED's download, and for yields the Treasury's own files."""

import csv
import datetime as dt
import io
import os
from collections.abc import Iterator
from threading import Lock

from rotationxl import days
from rotationxl.errors import (
    EmptyAnswerError,
    MalformedError,
    NeedsKeyError,
    SourceError,
    UnknownSymbolError,
)
from rotationxl.live import fred
from rotationxl.live.keys import GET_ONE, LOOK_UP, VARIABLE
from rotationxl.live.observed import latest
from rotationxl.live.pace import Pace
from rotationxl.live.status import LATER, SERVED, THEN
from rotationxl.live.web import Answer, base, fetch
from rotationxl.sources import Columns

DOWNLOAD_VARIABLE = "ROTATIONXL_FREDGRAPH_URL"
DOWNLOAD = "https://fred.stlouisfed.org/graph"
TREASURY_VARIABLE = "ROTATIONXL_TREASURY_URL"
TREASURY = (
    "https://home.treasury.gov/resource-center/data-chart-center/interest-rates"
    "/daily-treasury-rates.csv"
)
BY_FRED, BY_TREASURY = "FRED, download", "US Treasury"
FIRST_YEAR = 1990  # of the Treasury's files
TENORS = {
    "DGS1MO": "1 MO",
    "DGS3MO": "3 MO",
    "DGS6MO": "6 MO",
    "DGS1": "1 YR",
    "DGS2": "2 YR",
    "DGS3": "3 YR",
    "DGS5": "5 YR",
    "DGS7": "7 YR",
    "DGS10": "10 YR",
    "DGS20": "20 YR",
    "DGS30": "30 YR",
}
_EASTERN = dt.timezone(dt.timedelta(hours=-5))
_DATE_NAMES = {"DATE", "OBSERVATION_DATE"}  # to 2024, and from 2025 on
_NOT_FOUND = 404
TREASURY_PACE = Pace(0.2, "ROTATIONXL_TREASURY_SPACING")
Table = dict[str, list[tuple[str, str]]]


def no_vintages(code: str) -> NeedsKeyError:
    """Return the reason why a series has no vintages."""
    return NeedsKeyError(
        f"{code}: vintages need a FRED key; set {VARIABLE}, or run `rotationxl config set "
        f"fred-key`. {GET_ONE}"
    )


class Keyless:
    """Both sources for one refresh: the Treasury's files are read once for all yields."""

    def __init__(
        self,
        download: str | None = None,
        treasury: str | None = None,
        pace: Pace = fred.PACE,
        treasury_pace: Pace = TREASURY_PACE,
    ) -> None:
        self._download = base(download or os.environ.get(DOWNLOAD_VARIABLE) or DOWNLOAD)
        self._treasury = base(treasury or os.environ.get(TREASURY_VARIABLE) or TREASURY)
        self._pace = pace
        self._treasury_pace = treasury_pace
        self._years: dict[int, Table] = {}
        self._reading = Lock()

    def observations(self, code: str, since: int | None = None) -> tuple[Columns, str]:
        """Return the latest values and who gave them: FRED, or for yields the Treasury.

        The Treasury has a file a year, from 1990 on: `since` leaves out the years before a day.
        """
        try:
            return self.downloaded(code), BY_FRED
        except SourceError as error:
            if code not in TENORS:
                raise
            first = error
        try:
            return self.treasury(code, since), BY_TREASURY
        except SourceError as error:
            second = str(error)
        # The same error, so that a wait that it tells stays with it.
        first.args = (_both(str(first), second),)
        raise first

    def downloaded(self, code: str) -> Columns:
        """Return what FRED's download holds of a series."""
        from urllib.parse import urlencode

        url = f"{self._download}/fredgraph.csv?{urlencode({'id': code})}"
        name = f"{code}: FRED's download"
        return self._pace.ask(name, lambda: _read_download(code, name, fetch(name, url, None)))

    def treasury(self, code: str, since: int | None = None) -> Columns:
        """Return a par yield of the Treasury's yearly files."""
        this = _this_year()
        first = FIRST_YEAR if since is None else max(FIRST_YEAR, days.to_date(since).year)
        rows: list[tuple[str, str]] = []
        for year in range(min(first, this), this + 1):
            table = self._year(year, may_be_empty=year == this)
            # Old files lack some tenors; where a new one does, it has another name now.
            if year == this and table and TENORS[code] not in table:
                raise MalformedError(f"The Treasury's file of {year} has no {TENORS[code]}.")
            rows += table.get(TENORS[code], [])
        return latest(code, sorted(rows))

    def _year(self, year: int, *, may_be_empty: bool) -> Table:
        with self._reading:  # else the threads that want other yields would ask for it as well
            if year not in self._years:
                self._years[year] = self._ask_year(year, may_be_empty)
            return self._years[year]

    def _ask_year(self, year: int, may_be_empty: bool) -> Table:
        url = (
            f"{self._treasury}/{year}/all?type=daily_treasury_yield_curve"
            f"&field_tdr_date_value={year}&_format=csv"
        )
        return self._treasury_pace.ask(
            "The Treasury",
            lambda: _read_year(year, fetch("The Treasury", url, None), may_be_empty),
        )


def _both(first: str, second: str) -> str:
    """Return two reasons as one, that what is stored stays only once."""
    if SERVED in second:
        first = first.removesuffix(LATER).removesuffix(THEN).rstrip()
    return f"{first} Nor does the Treasury help: {second}"


def _this_year() -> int:
    return dt.datetime.now(_EASTERN).year


def _read_download(code: str, name: str, answer: Answer) -> Columns:
    if answer.status == _NOT_FOUND:
        raise UnknownSymbolError(f"{code}: FRED has no such series to download. {LOOK_UP}")
    rows = _rows(name, answer)
    head = [title.strip().upper() for title in next(rows, [])]
    if len(head) != 2 or head[0] not in _DATE_NAMES or head[1] != code.upper():  # noqa: PLR2004
        raise _no_csv(name)
    return latest(code, [_fields(row, 2, name) for row in rows if row])


def _read_year(year: int, answer: Answer, may_be_empty: bool) -> Table:
    name = f"The Treasury's file of {year}"
    rows = _rows(name, answer)
    head = [title.strip().upper() for title in next(rows, [])]
    if (not head and not may_be_empty) or (head and head[0] != "DATE"):
        raise _no_csv(name)
    found = [row for row in rows if row]
    if not found and not may_be_empty:
        raise EmptyAnswerError(f"{name} has no rows.")
    if any(len(row) != len(head) for row in found):
        raise _no_csv(name)
    dates = [_iso(row[0], year, name) for row in found]
    return {
        title: [(d, _value(row[place])) for d, row in zip(dates, found, strict=True)]
        for place, title in enumerate(head)
        if place
    }


def _rows(name: str, answer: Answer) -> Iterator[list[str]]:
    if answer.status != 200:  # noqa: PLR2004 (good)
        raise MalformedError(f"{name} answered with status {answer.status}.")
    try:
        text = answer.body.decode("utf-8-sig")
        return iter(list(csv.reader(io.StringIO(text, newline=""), strict=True)))
    except (UnicodeDecodeError, csv.Error):
        raise _no_csv(name) from None


def _fields(row: list[str], count: int, name: str) -> tuple[str, str]:
    if len(row) != count:
        raise _no_csv(name)
    return row[0].strip(), row[1].strip()


def _iso(text: str, year: int, name: str) -> str:
    try:
        date = dt.datetime.strptime(text.strip(), "%m/%d/%Y").date()  # noqa: DTZ007 (a date)
    except ValueError:
        raise MalformedError(f"{name}: {text[:40]!r} is not a date such as 11/29/2024.") from None
    if date.year != year:
        raise MalformedError(f"{name} holds {date.isoformat()}.")
    return date.isoformat()


def _value(text: str) -> str:
    return "." if text.strip().upper() in {"", "N/A", "."} else text.strip()


def _no_csv(name: str) -> MalformedError:
    return MalformedError(f"{name} is not the CSV that it should be: something stands between?")
