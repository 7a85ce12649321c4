"""The vocabulary of arguments: what each kind accepts, what the function gets, how it is told."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from rotationxl import cells, periods
from rotationxl.cells import Cell
from rotationxl.errors import BadArgumentError
from rotationxl.periods import Calendar, Period
from rotationxl.readers import (
    Universe,
    read_count,
    read_finish,
    read_group,
    read_month,
    read_numbers,
    read_pair,
    read_period,
    read_sector,
    read_series,
    read_series_list,
    read_share,
    read_start,
    read_ticker,
    read_ticker_or_pair,
    read_universe,
    read_vintage,
    read_window,
    read_year,
)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of argument: its name in the reference and how a raw cell is read.

    `wrong` is a slip that it refuses and `missing` a good value that no data answer; the
    reference shows what a function says of both.
    """

    name: str
    reader: Callable[[Cell, str], Any]
    wrong: Cell = "?"
    missing: Cell = None
    takes_blanks: bool = False
    """A blank cell, also one left out, and an error cell are values to it, and not passed on."""
    _seen: dict[str, Any] = field(default_factory=dict)

    def read(self, value: Cell, argument: str) -> Any:
        """Return what the function gets; the same text is read once a process."""
        if type(value) is not str:
            return self.reader(value, argument)
        try:
            return self._seen[value]
        except KeyError:
            result = self.reader(value, argument)
        if len(self._seen) > 10_000:  # noqa: PLR2004 (a bound on memory, no more)
            self._seen.clear()
        self._seen[value] = result
        return result


def choice(*words: str) -> Kind:
    """Return the kind of argument that is one of a few words, in any case."""

    def read(value: Cell, argument: str) -> str:
        """Return the word as it is declared."""
        word = cells.text(value, argument).lower()
        by_word = {known.lower(): known for known in words}
        if word not in by_word:
            raise BadArgumentError.among(argument, word, "a choice here", words)
        return by_word[word]

    return Kind(" or ".join(words), read)


def start_or(*words: str) -> Kind:
    """Return the kind of argument that is a first day or one of a few words or lookbacks."""
    offered = ", ".join(word.upper() if word[0].isdigit() else word for word in words)

    def read(value: Cell, argument: str) -> str | int | periods.Trailing:
        """Return the word in small letters, the lookback, or the first day."""
        raw = cells.single(value, argument)
        if isinstance(raw, str):
            word = raw.strip().upper()
            if word.lower() in words:
                return word.lower()
            if re.fullmatch(r"[1-9]\d{0,3}[DWMYQ]", word):
                period = periods.parse(word, argument)
                if isinstance(period, periods.Trailing) and _lookback(period, words):
                    return period
        try:
            return read_start(raw, argument)
        except BadArgumentError as error:
            raise BadArgumentError(f"{error} Also: {offered}.") from None

    return Kind(f"day or {offered}", read, *_NO_DAYS)


def _lookback(period: periods.Trailing, words: Iterable[str]) -> bool:
    """Tell whether a lookback is offered: `12M` stands for any number of whole months."""
    return period.text.lower() in words or ("12M" in words and period.unit in "MY")


_UNKNOWN = "XLEE"  # well formed: only the source can tell
_NO_DAYS = ("2024-02-30", "1950-01-03")
_NO_MONTHS = ("2024-13", "1950-01")

TICKER = Kind("ticker", read_ticker, "S&P 500", _UNKNOWN)
PERIOD = Kind("period", read_period, *_NO_MONTHS)
DAY = Kind("day", read_finish, *_NO_DAYS)

Ticker = Annotated[str, TICKER, "Ticker such as IWD, or an index such as ^RUT."]
SeriesCode = Annotated[
    str, Kind("series", read_series, "DGS 10", _UNKNOWN), "A ticker, or a FRED id such as DGS10."
]
SeriesCodes = Annotated[
    tuple[str, ...],
    Kind("series list", read_series_list, "DGS 10", _UNKNOWN),
    "Tickers and FRED ids: one, a comma list, or a range of cells.",
]
PeriodArg = Annotated[Period, PERIOD, f"Period: {periods.EXAMPLES}."]
Month = Annotated[
    Calendar,
    Kind("month", read_month, "2024Q4", "1950-01"),
    "Month such as 2024-11, or a date in it.",
]
Year = Annotated[int, Kind("year", read_year, "24", 1901), "Year such as 2024, or a date in it."]
Window = Annotated[
    Period | int,
    Kind("period or sessions", read_window, "2024-13", 9999),
    "Period such as 2025-04:2025-09, or a number of sessions ending at as_of.",
]
Day = Annotated[
    int,
    DAY,
    "Day such as 2024-11-29; the last session on or before it. Left out: the last one stored.",
]
Start = Annotated[
    int, Kind("day", read_start, *_NO_DAYS), "First day, such as 2024-11-01 or 2024-11."
]
Finish = Annotated[
    int, DAY, "Last day, such as 2024-11-29 or 2024-11. Left out: the last session in the store."
]
AsOf = Annotated[
    int,
    DAY,
    "Nothing after this day is used. Left out: the last session in the store.",
]
Basis = Annotated[
    str,
    choice("total", "price"),
    "total (dividends reinvested) or price. Left out: total for funds, price for indices.",
]
Pair = Annotated[
    tuple[str, str],
    Kind("pair", read_pair, "R100", "XLEE/SPY"),
    "Pair: R1000, SP500, R2000, CRSP (value and growth), R2000-SP500, RUT-SPX, SP600-SP500, "
    "SP400-SP500, MICRO-SP500 (small and large), or two tickers as AAA/BBB.",
]
TickerOrPair = Annotated[
    tuple[str, ...],
    Kind("ticker or pair", read_ticker_or_pair, "IWM-SPY-QQQ", _UNKNOWN),
    "Ticker such as XLF, or a pair such as R1000 or IWM-SPY.",
]
Sector = Annotated[str, Kind("sector", read_sector, "Enrgy"), "Sector fund or name: XLE or Energy."]
Group = Annotated[
    tuple[str, ...],
    Kind("group", read_group, "home builders", "XLF,XLEE"),
    "Group (transports, homebuilders, retail, reits, ai_builders, ai_users, mag7, cyclicals), "
    "a comma list, or a range of tickers.",
]
UniverseArg = Annotated[
    Universe,
    Kind("group", read_universe, "all sectors", "XLF,XLEE"),
    "sectors, styles, a group such as cyclicals, a comma list, or a range of tickers.",
]
Weights = Annotated[
    tuple[float, ...],
    Kind("numbers", read_numbers, "one,two"),
    "One weight a member. Left out: equal.",
]
Count = Annotated[int, Kind("whole number", read_count, 0, 12_000), "How many."]


def at_least(least: int, why: str) -> Kind:
    """Return the kind of argument that is a count with too little to go on below some number."""

    def read(value: Cell, argument: str) -> int:
        """Return the count."""
        number = read_count(value, argument)
        if number < least:
            raise BadArgumentError(f"{argument}: at least {least} are needed, not {number}: {why}.")
        return number

    return Kind("whole number", read, least - 1, 12_000)


Number = Annotated[float, Kind("number", cells.number, "ten"), "A number."]
Share = Annotated[float, Kind("share", read_share, 60), "A share: 0.6 is 60%."]
Headers = Annotated[
    bool,
    Kind("TRUE or FALSE", cells.truth, "yes"),
    "TRUE (default) for a header row, FALSE for none.",
]
Freq = Annotated[
    str,
    choice("D", "W", "M"),
    "D, W (last session of each ISO week) or M (last session of each month).",
]
Vintage = Annotated[
    str | int,
    Kind("vintage", read_vintage, "newest", "1950-01-03"),
    "latest (default), first, or a day: the value as it was known then.",
]
