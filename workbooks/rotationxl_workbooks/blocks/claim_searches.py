"""What a claim's formula tells of it: the day that judges it, and where else to look."""

import re
from typing import NamedTuple

from rotationxl import days
from rotationxl.articles import PrintedClaim
from rotationxl.figures import Figure
from rotationxl.market.prices import is_index
from rotationxl.periods import Calendar, DateRange, month_first, month_of, parse
from rotationxl.readers import read_finish
from rotationxl.sessions import sessions
from rotationxl_workbooks.blocks.claim_shapes import CALL, claimed

FIRST_MONTH = "2000-06"
"""The first month in which both style funds have a return."""
_SPAN = r"\d{4}(?:-\d\d(?:-\d\d)?|Q\d)?"
_PERIOD = re.compile(rf'[",]({_SPAN}(?::{_SPAN})?)(?=[",)])')
_DAY_LENGTH = len("2024-11-29")
_WEEK = 7
_AROUND = 30  # days before and after the claim's own day
_OF_PERIOD = ("ASSET_RETURN", "SECTOR_RETURN", "STYLE_SPREAD")
_TO_DAY = {"MTD_RETURN": 1, "YTD_RETURN": 12}  # months that the year or month to date has


class Measured(NamedTuple):
    """The return of a ticker, or the spread of a pair, that a claim gives a figure for."""

    what: str
    period: str
    """A whole month, or the days from the anchor to the last one."""
    anchor: str
    """The expression for the day from which it runs; empty for a month."""
    last: int
    basis: str
    """The basis that the formula asks for; empty where it leaves that open."""


def judged_on(formula: str) -> int | None:
    """Return the last session that a formula's figure needs, None where it names no day."""
    texts = _PERIOD.findall(formula)
    alone = [read_finish(text, "day") for text in texts if len(text) == _DAY_LENGTH]
    ends = alone or [_end(text) for text in texts]
    return int(sessions(max(ends) - _WEEK, max(ends))[-1]) if ends else None


def _end(text: str) -> int:
    period = parse(text, "period")
    assert isinstance(period, Calendar | DateRange)  # noqa: S101 (it names days or months)
    return period.last


def measured(claim: PrintedClaim) -> Measured | None:
    """Return what a claimed return is of; None for claims of another kind and comparisons."""
    printed, found = claimed(claim), CALL.fullmatch(claim.formula.removeprefix("="))
    is_return = isinstance(printed, Figure) and printed.unit == "%" and not printed.comparison
    if not is_return or found is None:
        return None
    name, arguments = found[1], [part.strip('"') for part in found[2].split(",")]
    if name in _OF_PERIOD:
        return _of_period(name, arguments)
    if name in _TO_DAY or name in {"RETURN_SINCE", "RETURN_FROM_LOW"}:
        return _since(name, arguments)
    return None


def _of_period(name: str, arguments: list[str]) -> Measured | None:
    what, period, basis, as_of = (*arguments, "", "", "")[:4]
    if name == "STYLE_SPREAD":
        what, period = (period if len(arguments) > 1 else "R1000"), what
    whole = parse(period, "period")
    if not isinstance(whole, Calendar):
        return None
    if whole.months == 1 and not as_of:
        return Measured(what, period, "", whole.last, basis)
    last = read_finish(as_of, "as_of") if as_of else whole.last
    return _from(what, whole.first - 1, last, basis)


def _since(name: str, arguments: list[str]) -> Measured:
    what, second, third, *_ = (*arguments, "", "")
    if name in _TO_DAY:
        last, months = read_finish(second, "as_of"), _TO_DAY[name]
        first = month_of(last) // months * months
        return _from(what, month_first(first) - 1, last, third)
    last = read_finish(third, "as_of")
    if name == "RETURN_SINCE":
        return _from(what, read_finish(second, "day"), last, "")
    window = f'"{second}"' if ":" in second else second
    low = f'LOW_DATE("{what}",{window},"{third}")'
    return Measured(what, "", low, last, "")


def _from(what: str, base: int, last: int, basis: str) -> Measured:
    period = f"{days.iso(base)}:{days.iso(last)}"
    return Measured(what, period, f'"{days.iso(base)}"', last, basis)


def would_fit(claim: PrintedClaim) -> str:
    """Return the expression for the month, or the day, of which a claim would be true.

    A month is that nearest to the figure; a day the first within a month of the claim's own on
    which the return from the same anchor was as claimed. Empty where the claim is no return.
    """
    of = measured(claim)
    if of is None:
        return ""
    if not of.anchor:
        by_month = f'CLAIM_FIND_MONTH("{of.what}","{claim.claimed}","{FIRST_MONTH}",as_of_day)'
        return "" if of.basis else by_month
    if not _is_ticker(claim):
        return ""
    basis = f',,"{of.basis}"' if of.basis else ""
    first, last = days.iso(of.last - _AROUND), days.iso(of.last + _AROUND)
    window = f'"{first}",MIN(as_of_day,{_date(last)})'
    return f'INDEX(CLAIM_FIND_DATE("{of.what}","{claim.claimed}",{of.anchor},{window}{basis}),1,1)'


def _is_ticker(claim: PrintedClaim) -> bool:
    return "SPREAD" not in claim.formula


def _date(iso: str) -> str:
    return f"DATE({int(iso[:4])},{int(iso[5:7])},{int(iso[8:])})"


def basis_that_fits(claim: PrintedClaim) -> str:
    """Return the expression for the basis that a claim's return was printed on, or nothing.

    Indices have a price return only, and a spread none of its own.
    """
    of = measured(claim)
    if of is None or not of.period or not _is_ticker(claim) or is_index(of.what):
        return ""
    return f'CLAIM_BASIS("{of.what}","{of.period}","{claim.claimed}")'
