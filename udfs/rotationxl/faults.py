"""What can go wrong with a function, told from the kinds of its arguments and its docstring.

A paragraph of a docstring that begins with #VALUE! or #N/A tells what the kinds cannot; one that
begins with `Never #N/A` stands in place of what they say of missing data.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rotationxl.registry import Argument, Function

_OWN = ("#VALUE!", "#N/A", "Never #N/A")


class _Fault(NamedTuple):
    """What of an argument shows #VALUE!, and what shows #N/A."""

    refused: str
    missing: str = ""


_UNKNOWN = "the source does not know {}"
_UNKNOWN_LEG = "the source does not know a ticker of {}"
_OUTSIDE = "{} begins before the data do, or has not begun when they (or as_of) end"
_BY_KIND = {
    "ticker": _Fault("{} cannot be a ticker", _UNKNOWN),
    "pair": _Fault("{} is neither the name of a pair nor two tickers as AAA/BBB", _UNKNOWN_LEG),
    "ticker or pair": _Fault("{} is neither a ticker nor a pair", _UNKNOWN_LEG),
    "sector": _Fault("{} is not the fund or the name of a sector"),
    "group": _Fault("{} is neither a group nor tickers", _UNKNOWN_LEG),
    "series": _Fault("{} is neither a ticker nor a FRED id", _UNKNOWN),
    "series list": _Fault("{} holds what is neither a ticker nor a FRED id", _UNKNOWN_LEG),
    "FRED id": _Fault("{} cannot be a FRED id", _UNKNOWN),
    "period": _Fault("{} is not a period, such as 2024-13", _OUTSIDE),
    "month": _Fault("{} is not one month", _OUTSIDE),
    "period or sessions": _Fault("{} is neither a period nor a number of sessions", _OUTSIDE),
    "day": _Fault("{} is not a day of the calendar", "the data begin after {}"),
    "whole number": _Fault("{} is not a whole number from 1 up", "{} reaches back beyond the data"),
    "number": _Fault("{} is not a number"),
    "numbers": _Fault("{} holds what is not a number"),
    "TRUE or FALSE": _Fault("{} is neither TRUE nor FALSE"),
    "vintage": _Fault(
        "{} is neither latest, first nor a day", "the source stores no such vintage of the series"
    ),
    "total or price": _Fault("{} is neither total nor price, or is total for an index"),
    "function": _Fault("{} is not the name of one of these functions"),
    "any value": _Fault(""),
}
_BY_NAME = {
    "start": _Fault("{} is not a day, or lies after finish", "{} is still to come"),
    "finish": _Fault("{} is not a day of the calendar"),
}


def definition(function: Function) -> str:
    """Return what the docstring says beyond its first line, without what can go wrong."""
    return "\n\n".join(p for p in _paragraphs(function) if not p.startswith(_OWN))


def faults(function: Function) -> Iterator[str]:
    """Return what makes the function show #VALUE!, and what #N/A, a sentence each."""
    own = [" ".join(p.split()) for p in _paragraphs(function) if p.startswith(_OWN)]
    found = [(_fault(a), f"`{a.name}`") for a in function.arguments]
    refused = [fault.refused.format(name) for fault, name in found if fault.refused]
    missing = [fault.missing.format(name) for fault, name in found if fault.missing]
    if refused:
        yield f"#VALUE! when {'; '.join(refused)}."
    if missing and not any(text.startswith("Never") for text in own):
        yield f"#N/A when {'; '.join(missing)}."
    yield from own


def _paragraphs(function: Function) -> list[str]:
    return function.details.split("\n\n") if function.details else []


def _fault(argument: Argument) -> _Fault:
    kind = argument.kind.name
    if kind == "day" and argument.name in _BY_NAME:
        return _BY_NAME[argument.name]
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    words = kind.split(" or ")
    if len(words) == 1:
        return _Fault(f"{{}} cannot be read as {kind}")
    if len(words) == 2:  # noqa: PLR2004 (neither nor is for two)
        return _Fault("{} is neither " + " nor ".join(words))
    return _Fault("{} is none of " + ", ".join(words))
