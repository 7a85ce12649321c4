"""What an answer of Yahoo's means: nothing, or the error that says what is wrong; and a chart's."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from rotationxl import days
from rotationxl.errors import (
    EmptyAnswerError,
    MalformedError,
    RefusedError,
    SourceError,
    SuspiciousError,
    UnknownSymbolError,
)
from rotationxl.live import check
from rotationxl.live.calendar import last_final
from rotationxl.live.status import LATER
from rotationxl.sources import Columns

_FARTHEST = 10**10  # seconds from 1970: the year 2286, and 1653 before it
_COLUMNS = ("open", "high", "low", "close", "volume")


def read_chart(code: str, status: int, body: bytes, money: str, now: dt.datetime) -> dict[str, Any]:
    """Return what a body holds; raise where that is not the daily chart of this ticker."""
    answer = read_answer(code, status, body, "chart")
    with reading(code):
        result = answer["chart"]["result"][0]
        _ensure_meta(code, result["meta"], money)
        _ensure_rows(code, result, now)
        _ensure_events(result.get("events") or {})
        events(code, answer)
    return answer


def read_answer(code: str, status: int, body: bytes, name: str) -> dict[str, Any]:
    """Return what a body holds; raise where there is no result under a name in it."""
    answer, part = _part(code, body, name)
    _ensure_no_fault(code, status, part.get("error"))
    if not part.get("result"):
        raise EmptyAnswerError(f"{code}: Yahoo's answer holds no data. {LATER}")
    return answer


@contextmanager
def reading(code: str) -> Iterator[None]:
    """Make of what goes wrong in reading an answer the error that says so."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        if isinstance(error, SourceError):
            raise
        raise _unread(code, f"{type(error).__name__}: {error}") from None


def ensure_ticker(code: str, given: str, currency: object, money: str) -> None:
    """Raise where an answer is not of this ticker in this currency."""
    if given.upper() != code.upper():
        raise SuspiciousError.of(code, "another ticker", f"the answer is that of {given}")
    for finding in check.currency(currency, money):
        raise SuspiciousError.of(code, *finding)


def events(code: str, answer: dict[str, Any]) -> Columns:
    """Return a chart's dividends and splits on their own days.

    yfinance moves those of a day without a bar to the session before.
    """
    told = answer["chart"]["result"][0].get("events") or {}
    paid = [(one["date"], one["amount"]) for one in _listed(told, "dividends")]
    cut = [(one["date"], one["numerator"] / one["denominator"]) for one in _listed(told, "splits")]
    return _by_day(code, "dividend", paid) | _by_day(code, "split", cut)


def _listed(told: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return list((told.get(kind) or {}).values())


def _by_day(code: str, name: str, told: list[tuple[int, float]]) -> Columns:
    stamps, values = [stamp for stamp, _ in told], np.array([v for _, v in told], np.float64)
    day = days_of(stamps, check.hours(code))
    order = np.argsort(day, kind="stable")
    return {f"{name}_day": day[order], name: values[order]}


def _part(code: str, body: bytes, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if body.lstrip()[:1] == b"<":
        raise MalformedError(
            f"{code}: a web page came instead of Yahoo's data. A network's login page or a proxy "
            "may stand in between: open a browser and see."
        )
    try:
        answer = json.loads(body)
    except ValueError:
        what = f"{len(body)} bytes that are no whole JSON" if body else "nothing"
        raise _unread(code, what) from None
    part = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(part, dict):
        raise _unread(code, f"no {name} in it")
    return answer, part


def _ensure_no_fault(code: str, status: int, fault: Any) -> None:
    told = fault if isinstance(fault, dict) else {}
    text = str(told.get("description") or fault or "")
    if "No fundamentals data found" in text:
        raise EmptyAnswerError(f"{code}: Yahoo has prices of it, but states no multiples.")
    if told.get("code") == "Not Found":
        raise UnknownSymbolError(f"{code}: Yahoo knows no such ticker. {_spelling(code)}")
    if "Data doesn't exist" in text:
        raise EmptyAnswerError(f"{code}: Yahoo has no data for the days asked for.")
    if fault or status != 200:  # noqa: PLR2004 - HTTP's OK
        raise RefusedError(f"{code}: Yahoo refused the request (HTTP {status}): {text}. {LATER}")


def _spelling(code: str) -> str:
    stem, dot, share = code.rpartition(".")
    if dot and len(share) == 1 and share.isalpha():
        return f"A class of shares has a hyphen there: {stem}-{share}."
    return "See that it is spelt right."


def _ensure_meta(code: str, meta: dict[str, Any], money: str) -> None:
    ensure_ticker(code, meta["symbol"], meta["currency"], money)
    texts = meta["exchangeTimezoneName"], meta["instrumentType"]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("no time zone or kind of instrument")
    if (step := meta.get("dataGranularity", "1d")) != "1d":
        raise SuspiciousError.of(code, "another interval", f"bars are of {step}, not of a day")


def _ensure_rows(code: str, result: dict[str, Any], now: dt.datetime) -> None:
    stamps, quote = result.get("timestamp") or [], result["indicators"]["quote"][0]
    if not stamps:
        raise EmptyAnswerError(f"{code}: Yahoo has no session in the days asked for.")
    columns = [np.array(quote[name], dtype=np.float64) for name in _COLUMNS]
    adjusted = result["indicators"].get("adjclose")
    columns += [np.array(part["adjclose"], dtype=np.float64) for part in adjusted or []]
    if any(column.shape != (len(stamps),) for column in columns):
        raise ValueError("columns of different lengths")
    if np.isnan(columns[_COLUMNS.index("close")]).all():
        raise EmptyAnswerError(f"{code}: Yahoo has the days, but none of their prices. {LATER}")
    # yfinance sorts days and drops a double without a word, so that no later check can see it.
    day = days_of(stamps, check.hours(code))
    final = last_final(code, now)
    for finding in check.order(day, final):
        raise SuspiciousError.of(code, *finding)
    for finding in check.future(day, now, check.hours(code)):
        raise SuspiciousError.of(code, *finding)


def _ensure_events(told: dict[str, Any]) -> None:
    for paid in _listed(told, "dividends"):
        if not (paid["amount"] > 0 and paid["date"]):
            raise ValueError(f"a dividend of {paid['amount']}")
    for split in _listed(told, "splits"):
        if not (split["numerator"] > 0 and split["denominator"] > 0 and split["date"]):
            raise ValueError("a split of nothing")


def days_of(stamps: list[int], where: check.Hours) -> days.Days:
    """Return the days, where it is traded, of moments in seconds since 1970."""
    if not stamps:
        return np.zeros(0, np.int32)
    import pandas as pd

    seconds_since = np.array(stamps, dtype=np.int64)
    if (np.abs(seconds_since) > _FARTHEST).any():
        raise ValueError("a moment out of all time")
    there = pd.to_datetime(seconds_since, unit="s", utc=True).tz_convert(where.zone)
    return days.from_datetime64(there.tz_localize(None).to_numpy())


def _unread(code: str, what: str) -> MalformedError:
    return MalformedError(
        f"{code}: Yahoo's answer cannot be read ({what}). {LATER} If it lasts, update rotationxl."
    )
