"""How raw cells are read as arguments; each reader names the argument when it refuses one."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import NamedTuple

from rotationxl import cells, days, periods, universe
from rotationxl.cells import Cell, CellError
from rotationxl.errors import BadArgumentError
from rotationxl.periods import Calendar, Period

FIRST_SERIAL = 10_000  # 1927-05-18: where a count, a month or a year is wanted, less is no date
_LAST_DAY = days.from_ymd(periods.LAST_YEAR, 12, 31)
_TICKER = re.compile(r"\^?[A-Z0-9.=-]{1,12}")
_SERIES = re.compile(r"\^?[A-Z0-9.=_-]{1,30}")


def read_ticker(value: Cell, argument: str) -> str:
    """Read a ticker, in capitals; whether a source knows it is not asked."""
    word = cells.text(value, argument).upper()
    if not _TICKER.fullmatch(word) or len(word) > 12:  # noqa: PLR2004 (the catalogue's limit)
        raise BadArgumentError(
            f"{argument}: {word!r} is not a ticker: up to 12 of A-Z 0-9 . = - "
            "with ^ in front of an index."
        )
    return word


def read_series(value: Cell, argument: str) -> str:
    word = cells.text(value, argument).upper()
    if not _SERIES.fullmatch(word):
        raise BadArgumentError(f"{argument}: {word!r} is neither a ticker nor a FRED id.")
    return word


def read_period(value: Cell, argument: str) -> Period:
    """Read a period: its text, a year, YYYYMM, or a date cell for its month."""
    value = cells.single(value, argument)
    if isinstance(value, dt.date):
        return periods.of_day(cells.day_of_date(value, argument))
    if isinstance(value, str) and not _is_number_text(value):
        return periods.parse(value, argument)
    if isinstance(value, bool):
        raise BadArgumentError(
            f"{argument}: {cells.quoted(value)} is not a period. Give one like {periods.EXAMPLES}."
        )
    number = cells.number(value, argument)
    day = _day_of_serial(number, argument) if _is_serial(number) else None
    return periods.of_number(number, argument, day)


def _day_of_serial(number: float, argument: str) -> int:
    """Return the day of a serial; one beyond 2199 is a slip, such as 202413 for a month."""
    day = cells.day_of_serial(number, argument)
    if day > _LAST_DAY:
        raise BadArgumentError(
            f"{argument}: {number:g} is neither a year, nor a month as YYYYMM, nor a date to 2199."
        )
    return day


def _is_number_text(text: str) -> bool:
    """Tell whether text stands for YYYYMM or a serial: five digits or more, not a year."""
    return text.strip().isdecimal() and len(text.strip()) > 4  # noqa: PLR2004 (YYYY)


def _is_serial(number: float) -> bool:
    year = int(number) // 100
    is_year = periods.FIRST_YEAR <= number <= periods.LAST_YEAR and number == int(number)
    is_month = periods.FIRST_YEAR <= year <= periods.LAST_YEAR and 1 <= int(number) % 100 <= 12  # noqa: PLR2004
    return not is_year and not (is_month and number == int(number))


def read_month(value: Cell, argument: str) -> Calendar:
    """Read one calendar month."""
    period = read_period(value, argument)
    if not isinstance(period, Calendar) or period.months != 1:
        raise BadArgumentError(
            f"{argument}: {period.text!r} is not one month. Give one like 2024-11."
        )
    return period


def read_year(value: Cell, argument: str) -> int:
    """Read a year: 2024 as a number or text, or a date cell (a serial too) for its year."""
    raw = cells.single(value, argument)
    if isinstance(raw, dt.date):
        year: float = days.to_date(cells.day_of_date(raw, argument)).year
    else:
        year = cells.number(raw, argument)
        if FIRST_SERIAL <= year < _LAST_DAY + 1:
            year = days.to_date(int(year)).year
    if not (periods.FIRST_YEAR <= year <= periods.LAST_YEAR and year == int(year)):
        raise BadArgumentError(
            f"{argument}: {cells.quoted(raw)} is not a year from 1900 to 2199. Give one like 2024."
        )
    return int(year)


def read_window(value: Cell, argument: str) -> Period | int:
    """Read a period, or a number of sessions where it can be no year, month or date."""
    raw = cells.single(value, argument)
    digits = isinstance(raw, str) and raw.strip().isdecimal()
    if digits or (isinstance(raw, int | float) and not isinstance(raw, bool)):
        number = cells.number(raw, argument)
        if number < periods.FIRST_YEAR or periods.LAST_YEAR < number < FIRST_SERIAL:
            return read_count(number, argument)
    return read_period(raw, argument)


def read_finish(value: Cell, argument: str) -> int:
    return _day(value, argument, last=True)


def read_start(value: Cell, argument: str) -> int:
    return _day(value, argument, last=False)


def _day(value: Cell, argument: str, *, last: bool) -> int:
    value = cells.single(value, argument)
    if isinstance(value, dt.date):
        return cells.day_of_date(value, argument)
    if isinstance(value, str) and not _is_number_text(value):
        word = value.strip().upper()
        if (day := periods.parse_iso(word, argument)) is not None:
            return day
        if not (period := periods.parse_calendar(word, argument)):
            raise BadArgumentError(
                f"{argument}: {value!r} is not a day. Give one like 2024-11-29, or a date cell."
            )
        return period.last if last else period.first
    number = cells.number(value, argument)
    if _is_serial(number):
        return _day_of_serial(number, argument)
    of_number = periods.of_number(number, argument, None)
    span = of_number.span(10**7)
    return span.last if last else span.first


_MOST = 12_000  # months of a thousand years, and more sessions than funds have had


def read_count(value: Cell, argument: str) -> int:
    """Read a count: a whole number from 1 on."""
    number = cells.whole(value, argument)
    if not 1 <= number <= _MOST:
        raise BadArgumentError(
            f"{argument}: a whole number from 1 to {_MOST} is needed, not {number}."
        )
    return number


def read_share(value: Cell, argument: str) -> float:
    """Read a share of a whole: a number from 0 to 1."""
    number = cells.number(value, argument)
    if not 0 <= number <= 1:
        raise BadArgumentError(f"{argument}: must lie between 0 and 1, not {number:g}; 60% is 0.6.")
    return number


def read_pair(value: Cell, argument: str) -> tuple[str, str]:
    """Read a pair by its name, or as two tickers."""
    word = cells.text(value, argument).upper()
    if word in universe.PAIRS:
        return universe.PAIRS[word]
    legs = word.split("/") if "/" in word else word.split("-")
    if len(legs) != 2 or word in universe.TICKERS:  # noqa: PLR2004 (a pair)
        raise BadArgumentError.among(
            argument, word, "a pair, nor two tickers as AAA/BBB", universe.PAIRS
        )
    return read_ticker(legs[0], argument), read_ticker(legs[1], argument)


def read_ticker_or_pair(value: Cell, argument: str) -> tuple[str, ...]:
    """Read one ticker, or the two legs of a pair."""
    word = cells.text(value, argument).upper()
    is_ticker = word in universe.TICKERS or (_TICKER.fullmatch(word) and "-" not in word)
    if is_ticker and word not in universe.PAIRS:
        return (word,)
    return read_pair(word, argument)


_SECTOR_BY_WORD = {
    word.upper(): ticker for ticker, name in universe.SECTORS.items() for word in (ticker, name)
}


def read_sector(value: Cell, argument: str) -> str:
    """Read a sector by fund or by name, and return its fund."""
    word = " ".join(cells.text(value, argument).upper().split())
    if word not in _SECTOR_BY_WORD:
        names = [word for pair in universe.SECTORS.items() for word in pair]
        raise BadArgumentError.among(argument, word, "a sector", names)
    return _SECTOR_BY_WORD[word]


def read_tickers(value: Cell, argument: str) -> tuple[str, ...]:
    """Read a range or a comma list of tickers; blank cells are skipped, order is kept."""
    tickers = tuple(read_ticker(word, argument) for word in _words(value, argument))
    if not tickers:
        raise BadArgumentError(f"{argument}: give at least one ticker.")
    return tickers


def read_group(value: Cell, argument: str) -> tuple[str, ...]:
    """Read a group by its name, or as tickers, and return its members."""
    return _members(value, argument, universe.GROUPS)


def _members(value: Cell, argument: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if isinstance(value, str) and not isinstance(value, CellError):
        word = value.strip().lower()
        if word in groups:
            return groups[word]
        if "," not in word and not _TICKER.fullmatch(word.upper()):
            raise BadArgumentError.among(argument, value, "a group or a ticker", groups)
    return read_tickers(value, argument)


class Universe(NamedTuple):
    """Tickers to look at together; of a named one, those that began too late are left out."""

    tickers: tuple[str, ...]
    is_named: bool


_NAMED = {"sectors": tuple(universe.SECTORS), "styles": universe.STYLES}
_UNIVERSES = {**_NAMED, **universe.GROUPS}


def read_universe(value: Cell, argument: str) -> Universe:
    """Read sectors, styles, a group, or tickers."""
    is_named = isinstance(value, str) and value.strip().lower() in _NAMED
    return Universe(_members(value, argument, _UNIVERSES), is_named)


def read_series_list(value: Cell, argument: str) -> tuple[str, ...]:
    codes = tuple(read_series(word, argument) for word in _words(value, argument))
    if not codes:
        raise BadArgumentError(f"{argument}: give at least one ticker or FRED id.")
    return tuple(dict.fromkeys(codes))


def read_numbers(value: Cell, argument: str) -> tuple[float, ...]:
    return tuple(
        cells.number(cell, f"{argument}, item {place}")
        for place, cell in enumerate(_words(value, argument), 1)
    )


def _words(value: Cell, argument: str) -> list[Cell]:
    """Return the words of a comma list, or of a range of cells; blank ones are skipped."""
    words: list[Cell] = []
    for cell in _cells(value, argument):
        words += cell.split(",") if isinstance(cell, str) else [cell]
    return [word for word in words if not cells.is_blank(word)]


def _cells(value: Cell, argument: str) -> list[Cell]:
    """Return the cells of a range but the blank ones; an error cell is passed on."""
    return [cells.single(c, argument) for c in cells.flat(value) if not cells.is_blank(c)]


def read_vintage(value: Cell, argument: str) -> str | int:
    """Read latest, first, or the day of a vintage."""
    raw = cells.single(value, argument)
    if isinstance(raw, str) and raw.strip().lower() in {"latest", "first"}:
        return raw.strip().lower()
    try:
        return read_finish(raw, argument)
    except BadArgumentError:
        raise BadArgumentError(
            f"{argument}: {cells.quoted(raw)} is not a vintage. Give latest, first, or a day like "
            "2024-12-06."
        ) from None
