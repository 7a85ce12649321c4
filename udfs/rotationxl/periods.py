"""Periods: `2024-11`, `2024Q4`, `2024`, MTD QTD YTD, `1D` `4W` `3M` `10Y`, and ranges `X:Y`."""

import calendar
import re
from functools import lru_cache
from typing import NamedTuple, Protocol

from rotationxl import days
from rotationxl.errors import BadArgumentError

EXAMPLES = "2024-11, 2024Q4, 2024, MTD, YTD, 3M, 2024-11-05:2024-11-25"
FIRST_YEAR, LAST_YEAR = 1900, 2199
_CALENDAR = re.compile(r"(\d{4})(?:-(\d{2})|Q([1-4]))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TRAILING = re.compile(r"([1-9]\d{0,3})([DWMY])")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH_BY_NAME = {"sept": 9} | {
    word: place
    for place, name in enumerate(MONTH_NAMES, 1)
    for word in (name.lower(), name[:3].lower())
}
_MONTHS = {"M": 1, "Q": 3, "Y": 12}


class Span(NamedTuple):
    """A period as seen on a day: closes count on or before `base` and on or before `last`."""

    base: int
    first: int
    last: int


class Period(Protocol):
    """What an analyst calls a period; the same text is the same period everywhere."""

    @property
    def text(self) -> str: ...

    def span(self, as_of: int) -> Span:
        """Return the days that the period means on `as_of`."""


class Calendar(NamedTuple):
    """A month, a quarter, a year, or a range from one of them to another."""

    text: str
    base: int
    first: int
    last: int
    months: int

    def span(self, as_of: int) -> Span:
        return Span(self.base, self.first, min(self.last, as_of))


class DateRange(NamedTuple):
    """From the close on (or last before) one date to the close on (or before) another."""

    text: str
    first: int
    last: int

    def span(self, as_of: int) -> Span:
        return Span(self.first, self.first, min(self.last, as_of))


class ToDate(NamedTuple):
    """The month, quarter or year of as_of, up to as_of."""

    text: str

    @property
    def months(self) -> int:
        return _MONTHS[self.text[0]]

    def span(self, as_of: int) -> Span:
        date = days.to_date(as_of)
        first_month = (date.month - 1) // self.months * self.months + 1
        first = days.from_ymd(date.year, first_month, 1)
        return Span(first - 1, first, as_of)


class Trailing(NamedTuple):
    """The last N calendar days, weeks, months or years up to as_of; 1D is one session."""

    text: str
    length: int
    unit: str

    def span(self, as_of: int) -> Span:
        base = days_back(as_of, self.length, self.unit)
        return Span(base, base + 1, as_of)


def is_one_session(period: Period) -> bool:
    """Tell whether a period is `1D`, which is the last session or observation, not a day."""
    return isinstance(period, Trailing) and period.length == 1 and period.unit == "D"


def days_back(day: int, count: int, unit: str) -> int:
    """Return the day `count` days, weeks, months or years before `day` (31 becomes 30, 28)."""
    if unit in "DW":
        return day - count * (7 if unit == "W" else 1)
    date = days.to_date(day)
    month = month_of(day) - count * _MONTHS[unit]
    year, month = divmod(month, 12)
    if year < 1:
        return days.from_ymd(1, 1, 1)
    last = calendar.monthrange(year, month + 1)[1]
    return days.from_ymd(year, month + 1, min(date.day, last))


def month_of(day: int) -> int:
    """Return the month of a day, counted from year 0."""
    date = days.to_date(day)
    return date.year * 12 + date.month - 1


def month_first(month: int) -> int:
    """Return the first day of a month counted from year 0."""
    return days.from_ymd(month // 12, month % 12 + 1, 1)


def month_last(month: int) -> int:
    """Return the last day of a month counted from year 0."""
    year, place = month // 12, month % 12 + 1
    return days.from_ymd(year, place, calendar.monthrange(year, place)[1])


def month_text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"


def calendar_period(first_month: int, months: int, text: str) -> Calendar:
    """Return the period of so many months from a month counted from year 0."""
    first = month_first(first_month)
    return Calendar(text, first - 1, first, month_last(first_month + months - 1), months)


@lru_cache(maxsize=4096)
def parse(text: str, argument: str) -> Period:
    """Read the text of a period, naming the argument when it is none."""
    word = text.strip().upper()
    if word in {"MTD", "QTD", "YTD"}:
        return ToDate(word)
    if found := _TRAILING.fullmatch(word):
        return Trailing(word, int(found[1]), found[2])
    if ":" in word:
        return _range(word, argument)
    if period := parse_calendar(word, argument):
        return period
    if _ISO.fullmatch(word):
        raise BadArgumentError(
            f"{argument}: {text!r} is one day. For its month give {word[:7]}, for the day itself "
            f'give "1D" with as_of {word}, for a longer time a range such as '
            f"{word}:{int(word[:4]) + 1}-01-31."
        )
    advice = f"Write {meant}." if (meant := _meant(word)) else f"Give one like {EXAMPLES}."
    raise BadArgumentError(f"{argument}: {text!r} is not a period. {advice}")


_QUARTER = r"(?P<year>\d{4})\W*Q(?P<part>[1-4])|Q(?P<first>[1-4])\W*(?P<second>\d{4})"
_NAMED_MONTH = r"(?P<name>[A-Z]+)\W*(?P<year>\d{4})"
_NUMBERED_MONTH = r"(?P<year>\d{4})\W(?P<month>\d\d?)"


def _meant(word: str) -> str:
    """Return how `Q4 2024`, `Nov 2024` or `2024/11` are written here; nothing for other words."""
    if found := re.fullmatch(_QUARTER, word):
        return f"{found['year'] or found['second']}Q{found['part'] or found['first']}"
    if found := re.fullmatch(_NAMED_MONTH, word):
        month = MONTH_BY_NAME.get(found["name"].lower(), 0)
        return f"{found['year']}-{month:02d}" if month else ""
    if (found := re.fullmatch(_NUMBERED_MONTH, word)) and 1 <= int(found["month"]) <= 12:  # noqa: PLR2004
        return f"{found['year']}-{int(found['month']):02d}"
    return ""


def parse_calendar(word: str, argument: str) -> Calendar | None:
    """Read `2024-11`, `2024Q4` or `2024`; None when the text is something else."""
    found = _CALENDAR.fullmatch(word)
    if not found:
        return None
    year, month, quarter = int(found[1]), found[2], found[3]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadArgumentError(f"{argument}: the year of {word!r} is not in 1900 to 2199.")
    if month is None:
        first = int(quarter) * 3 - 3 if quarter else 0
        return calendar_period(year * 12 + first, 3 if quarter else 12, word)
    if not 1 <= int(month) <= 12:  # noqa: PLR2004 (months of a year)
        raise BadArgumentError(f"{argument}: {word!r} has no month {month}; months are 01 to 12.")
    return calendar_period(year * 12 + int(month) - 1, 1, word)


def parse_iso(word: str, argument: str) -> int | None:
    """Read `2024-11-05`; None when the text is something else."""
    found = _ISO.fullmatch(word)
    if not found:
        return None
    try:
        day = days.from_ymd(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise BadArgumentError(f"{argument}: {word!r} is not a day of the calendar.") from None
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise BadArgumentError(f"{argument}: the year of {word!r} is not in 1900 to 2199.")
    return day


def _range(word: str, argument: str) -> Period:
    start, _, finish = (part.strip() for part in word.partition(":"))
    from_period, to_period = parse_calendar(start, argument), parse_calendar(finish, argument)
    from_day = from_period.first if from_period else parse_iso(start, argument)
    to_day = to_period.last if to_period else parse_iso(finish, argument)
    if from_day is None or to_day is None:
        raise BadArgumentError(
            f"{argument}: {word!r} is not a range. Give one like 2024-12:2025-11 or "
            "2024-11-05:2024-11-25."
        )
    if to_day < from_day:
        raise BadArgumentError(f"{argument}: {word!r} ends before it begins.")
    if from_period:
        months = month_of(to_day) - month_of(from_day) + 1 if to_period else 0
        return Calendar(word, from_period.base, from_day, to_day, months)
    return DateRange(word, from_day, to_day)


def of_number(value: float, argument: str, day_of_serial: int | None) -> Period:
    """Read a number as a period: a year, YYYYMM, or the month that a date serial lies in."""
    whole = int(value)
    if FIRST_YEAR <= value <= LAST_YEAR and whole == value:
        return calendar_period(whole * 12, 12, str(whole))
    year, month = divmod(whole, 100)
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and whole == value:  # noqa: PLR2004
        return calendar_period(year * 12 + month - 1, 1, f"{year}-{month:02d}")
    if day_of_serial is None:
        raise BadArgumentError(f"{argument}: {value:g} is not a period. Give one like {EXAMPLES}.")
    return of_day(day_of_serial)


def of_day(day: int) -> Calendar:
    """Return the month that a day lies in, as a date cell means it."""
    month = month_of(day)
    return calendar_period(month, 1, month_text(month))
