"""Figures as people print them: 5.4%, +3.0 pp, -14.7 bp, $1.5 trillion, 200k, >4.5%, Q1 2023."""

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from rotationxl import cells, days, periods
from rotationxl.cells import Cell
from rotationxl.errors import BadArgumentError

FORMS = "5.4%, +3.0 pp, -14.7 bp, >200, 36.75x, 2,442.74, $1.5 trillion, 200k"
DATE_FORMS = "2024-11-08, November 8, 2024, November 2024, Q1 2023"


class Figure(NamedTuple):
    """A printed number in the units of the functions: % and pp are decimals."""

    value: float
    half: float
    """Half a unit of the last printed digit."""
    comparison: str = ""
    """> >= < <=, or nothing."""
    unit: str = ""
    """%, bp, x, $, th for an ordinal, year where it may be one, or nothing."""

    @property
    def as_return(self) -> "Figure":
        """Return the figure as a decimal, where basis points were printed too."""
        if self.unit != "bp":
            return self
        return self._replace(value=self.value / 10_000, half=self.half / 10_000, unit="%")


class PrintedDate(NamedTuple):
    """A printed day, month, quarter or year."""

    first: int
    last: int

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2

    @property
    def half(self) -> float:
        """Half of its length in days."""
        return (self.last - self.first + 1) / 2


Claim = Figure | PrintedDate | bool


def read_claim(value: Cell, argument: str) -> Claim:
    """Read a printed figure, a printed date, TRUE or FALSE."""
    value = cells.single(value, argument)
    if isinstance(value, bool):
        return value
    if isinstance(value, dt.date):
        return _of_date_cell(value, argument)
    if not isinstance(value, str):
        return _of_number(cells.number(value, argument))
    text = _plain(value)
    if text in {"true", "false"}:
        return text == "true"
    claim = _date(text, argument) or _figure(text)
    if claim is None:
        raise BadArgumentError(
            f"{argument}: {value!r} is no figure that can be read. Give one like {FORMS}; "
            f"a date like {DATE_FORMS}; or TRUE or FALSE."
        )
    return claim


def read_figure(value: Cell, argument: str) -> Figure:
    """Read a printed figure that stands for a return, as a decimal."""
    claim = read_claim(value, argument)
    if not isinstance(claim, Figure):
        raise BadArgumentError(
            f"{argument}: a return such as 5.4% is needed, not {cells.quoted(value)}."
        )
    return claim.as_return


def year_of(figure: Figure) -> PrintedDate:
    """Return the days of the year that a bare number such as 2024 may stand for."""
    first = int(figure.value) * 12
    return PrintedDate(periods.month_first(first), periods.month_last(first + 11))


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")  # noqa: RUF001 (what is printed)
_QUOTES = dict.fromkeys(map(ord, "’‘ʼ′"), "'")  # noqa: RUF001
_SIGNS = {ord("≥"): ">=", ord("⩾"): ">=", ord("≤"): "<=", ord("⩽"): "<=", ord("×"): "x"}  # noqa: RUF001
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_MARKS = {**_DASHES, **_QUOTES, **_SIGNS, **_UNSEEN}


def _plain(text: str) -> str:
    """Return text in small letters with plain spaces, minus signs and comparison signs."""
    folded = unicodedata.normalize("NFKC", text.translate(_MARKS))
    return " ".join(folded.lower().split()).rstrip(" .,;:")


# Patterns are kept as text: `re` compiles each when a figure is first read, and not on the way
# to the first cell of a sheet that holds no claim.
_HEDGE = (
    r"(?:about|approximately|approx\b\.?|around|roughly|circa|ca\.|c\.|nearly|almost|near|close to"
    r"|some|just|only|slightly|well|far|~|≈)\s*"
)
_COMPARISONS = {
    ">=": r">=|=>|at least|no less than|not less than|no fewer than|a minimum of",
    "<=": r"<=|=<|at most|no more than|not more than|up to|a maximum of",
    ">": r">|more than|greater than|higher than|over|above|exceeding|in excess of",
    "<": r"<|less than|lower than|fewer than|under|below",
}
_BEFORE = [(sign, rf"(?:{words})\s*") for sign, words in _COMPARISONS.items()]
_SIGN_WORDS = (("minus ", "-"), ("down ", "-"), ("plus ", "+"), ("up ", "+"))
_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mm": 10**6, "mn": 10**6, "mln": 10**6,
    "million": 10**6, "b": 10**9, "bn": 10**9, "bln": 10**9, "billion": 10**9, "t": 10**12,
    "tn": 10**12, "trn": 10**12, "trillion": 10**12,
}  # fmt: skip
_UNITS = {
    "%": r"%(?:[ -]?(?:points?|pts?))?|per[ ]?cent|pct(?:\.?[ -]?(?:points?|pts?))?|ppt?s?|p\.p"
    r"|percentage[ -]points?",
    "bp": r"bps?|b\.p|basis[ -]points?",
    "x": r"x|times|fold",
    "$": r"dollars?|usd|euros?|eur|pounds?|gbp",
    "th": r"st|nd|rd|th",
}
_CURRENCY = r"us\$|\$|€|£|¥|(?:usd|eur|gbp)\b"
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))  # mn is tried before m
_FIGURE = rf"""
    (?P<open>\()? \s* (?P<sign>[+-]?) \s* (?P<currency>{_CURRENCY})? \s* (?P<inner>[+-]?) \s*
    (?P<digits>\d{{1,3}}(?P<group>[ ,'])\d{{3}}(?:(?P=group)\d{{3}})*(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    (?P<power>e[+-]?\d{{1,3}})?
    (?:[ -]?(?P<scale>{_SCALE})(?:(?<=[dn])s)?\b)? (?P<shut>\))?
    (?:[ -]?(?:{"|".join(f"(?P<unit{i}>{words})" for i, words in enumerate(_UNITS.values()))}))?
    \.? (?P<close>\))? \s* (?P<after>\+|or\ (?:more|higher|better|less|lower|fewer))?
    """


def _figure(text: str) -> Figure | None:
    comparison, text = _comparison(text)
    for word, sign in _SIGN_WORDS:
        if text.startswith(word):
            text = sign + _unhedged(text.removeprefix(word))
    found = re.fullmatch(_FIGURE, text, re.VERBOSE)
    if found is None or not _is_sound(found, comparison):
        return None
    unit = _unit(found)
    digits = Decimal(re.sub(r"[ ,']", "", found["digits"]) + (found["power"] or ""))
    scale = Decimal(_SCALES.get(found["scale"] or "", 1)) / (100 if unit == "%" else 1)
    value, half = float(digits * scale), float(_half(digits) * scale)
    if not math.isfinite(value):
        return None
    sign = found["sign"] or found["inner"] or ("-" if found["open"] else "")
    comparison = comparison or _AFTER.get(found["after"] or "", "")
    if text.isdecimal() and not comparison and _is_year(value):
        unit = "year"
    return Figure(-value if sign == "-" else value, half, comparison, unit)


_AFTER = {
    "+": ">=", "or more": ">=", "or higher": ">=", "or better": ">=",
    "or less": "<=", "or lower": "<=", "or fewer": "<=",
}  # fmt: skip


def _comparison(text: str) -> tuple[str, str]:
    """Return the comparison that a text begins with, and the rest without words like about."""
    text = _unhedged(text)
    for sign, words in _BEFORE:
        if found := re.match(words, text):
            return sign, _unhedged(text[found.end() :])
    return "", text


def _unhedged(text: str) -> str:
    while found := re.match(_HEDGE, text):
        text = text[found.end() :]
    return text


def _unit(found: re.Match[str]) -> str:
    for place, unit in enumerate(_UNITS):
        if found[f"unit{place}"]:
            return unit
    return "$" if found["currency"] else ""


def _is_sound(found: re.Match[str], comparison: str) -> bool:
    """Tell whether the parts of a figure go together: no two signs, no $5%, no 200k bp."""
    unit = _unit(found)
    brackets = bool(found["open"]), bool(found["shut"]) + bool(found["close"])
    return (
        not (found["sign"] and found["inner"])
        and brackets in {(False, 0), (True, 1)}
        and not (found["currency"] and unit != "$")
        and not (found["scale"] and unit not in {"", "$"})
        and not (unit == "th" and "." in found["digits"])
        and not (found["after"] and comparison)
    )


def _half(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (digits are never infinite)
    return Decimal(5).scaleb(exponent - 1)


def _is_year(value: float) -> bool:
    return periods.FIRST_YEAR <= value <= periods.LAST_YEAR and value == int(value)


def _of_number(value: float) -> Figure:
    """Return a typed number; a sheet shows 15 digits of it at most, and no zeros behind."""
    typed = Decimal(f"{value:.15g}")
    half = float(min(_half(typed), Decimal("0.5")))
    return Figure(value, half, "", "year" if _is_year(value) else "")


def _of_date_cell(value: dt.date, argument: str) -> PrintedDate:
    """Return the day of a date cell, or its month: a sheet turns a typed 2024-11 into its first."""
    day = cells.day_of_date(value, argument)
    if days.to_date(day).day > 1:
        return PrintedDate(day, day)
    month = periods.of_day(day)
    return PrintedDate(month.first, month.last)


_MONTH = rf"(?P<month>{'|'.join(sorted(periods.MONTH_BY_NAME, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_NTH = {
    "first": "1", "second": "2", "third": "3", "fourth": "4",
    "1st": "1", "2nd": "2", "3rd": "3", "4th": "4",
}  # fmt: skip
_DATES = [
    rf"(?:\w+day,? )?{pattern}"
    for pattern in (
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        rf"{_MONTH},?[ -]{_YEAR}",
        rf"q(?P<quarter>[1-4])[ -]?{_YEAR}",
        rf"{_YEAR}[ -]?q(?P<quarter>[1-4])",
        rf"(?:the )?(?P<quarter>{'|'.join(_NTH)}) quarter(?: of)? {_YEAR}",
        rf"{_YEAR}-(?P<number>\d\d)(?:-(?P<day>\d\d))?",
    )
]


def _date(text: str, argument: str) -> PrintedDate | None:
    """Return the days of a printed date, None when the text is something else."""
    text = re.sub(r"^(?:in|on|since) ", "", _unhedged(text))
    found = next((found for p in _DATES if (found := re.fullmatch(p, text))), None)
    if found is None:
        return None
    part = found.groupdict()
    if quarter := part.get("quarter"):
        return _calendar(f"{part['year']}Q{_NTH.get(quarter, quarter)}", argument)
    month = part.get("number") or f"{periods.MONTH_BY_NAME[part['month']]:02d}"
    if day := part.get("day"):
        whole = periods.parse_iso(f"{part['year']}-{month}-{int(day):02d}", argument)
        assert whole is not None  # noqa: S101 (it has the form of a day)
        return PrintedDate(whole, whole)
    return _calendar(f"{part['year']}-{month}", argument)


def _calendar(word: str, argument: str) -> PrintedDate:
    period = periods.parse_calendar(word, argument)
    assert period is not None  # noqa: S101 (it has the form of a month or quarter)
    return PrintedDate(period.first, period.last)
