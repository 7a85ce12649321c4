"""What Yahoo's summary of a fund or a stock says of its multiples, as they are meant.

One answer holds all of it. `Ticker.info` of yfinance is two answers laid over each other, of which
the second, v7's quote, gives the dividend yield in percent and a fund's price/book as junk; so
only the first, v10's quoteSummary, is asked for, with the holdings of funds in it.
"""

import datetime as dt
import math
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values
from rotationxl.errors import EmptyAnswerError, SuspiciousError, UnknownSymbolError
from rotationxl.live import check, payload
from rotationxl.market.prices import is_index
from rotationxl.sources import Columns
from rotationxl.universe import MULTIPLES, TICKERS

ADDRESS = "https://query2.finance.yahoo.com/v10/finance/quoteSummary/"
_MODULES = ("price", "summaryDetail", "defaultKeyStatistics", "topHoldings")
_NAMES = {"index": "an index", "currency": "a currency", "crypto": "a crypto currency"}
_FUNDS = ("ETF", "MUTUALFUND")
_HELD = {"pe": "priceToEarnings", "pb": "priceToBook", "ps": "priceToSales"}
_GUIDES = ("priceToEarnings", "priceToCashflow")
_RAW = "raw_"
_PERCENT = 20  # times what the dividends come to: a yield in percent is a hundred times that


def parameters(code: str) -> dict[str, str]:
    return {"modules": ",".join(_MODULES), "formatted": "false", "symbol": code}


def ensure_stated(code: str) -> None:
    """Raise for a ticker that is known to be neither a fund nor a stock."""
    known = TICKERS.get(code)
    kind = "index" if is_index(code) else known.kind if known else "stock"
    if kind in _NAMES:
        raise _without(code, _NAMES[kind])


def read_summary(
    code: str,
    status: int,
    body: bytes,
    money: str,
    now: dt.datetime,  # noqa: ARG001 (as for a chart)
) -> dict[str, Any]:
    """Return what a body holds; raise where that is not the summary of this ticker."""
    answer = payload.read_answer(code, status, body, "quoteSummary")
    with payload.reading(code):
        price = answer["quoteSummary"]["result"][0]["price"]
        if price["quoteType"] in (*_FUNDS, "EQUITY"):  # of others there is nothing to read
            payload.ensure_ticker(code, price["symbol"], price["currency"], money)
    return answer


def snapshot(code: str, answer: dict[str, Any], now: dt.datetime) -> Columns:
    """Return one row: day (New York's at the moment of the answer), and the multiples of then.

    pe, pb, ps and forward_pe are multiples, dividend_yield is a decimal; NaN where none is stated.
    raw_pe, raw_pb and raw_ps are what Yahoo gave where the multiple is not that number itself.

    A fund: Yahoo gives the multiples of its holdings as reciprocals (0.04 means 25). It says so
    nowhere and may stop. The price/earnings and price/cashflow of no fund are below 1; so where
    these are, all of the holdings' are turned over, those above 1, too (a price/sales of 0.5 comes
    as 2), and where these are above 1, none is. Where they are missing or disagree, a number below
    1 is turned over and one above 1 is taken as it is. trailingPE counts only where the holdings
    give no price/earnings; forwardPE and priceToBook never.
    A stock: trailingPE, priceToBook, priceToSalesTrailing12Months, forwardPE and dividendYield,
    all as they are; below 0 after losses or with more debt than assets.

    Raises EmptyAnswerError where nothing is stated, UnknownSymbolError for what is neither fund
    nor stock, SuspiciousError for a number that none of these can be.
    """
    with payload.reading(code):
        result = answer["quoteSummary"]["result"][0]
        told, kind = _Told(code, result), result["price"]["quoteType"]
        if kind not in (*_FUNDS, "EQUITY"):
            raise _without(code, f"what Yahoo calls {kind}")
        found = _of_fund(told) if kind in _FUNDS else _of_stock(told)
    if all(math.isnan(value) for value in found.values()):
        raise EmptyAnswerError(f"{code}: Yahoo has prices of it, but states no multiples.")
    _ensure_plausible(code, found)
    day = days.from_date(now.astimezone(ZoneInfo(check.NEW_YORK.zone)).date())
    names = (*MULTIPLES, *(_RAW + name for name in _HELD))
    columns: Columns = {"day": np.array([day], np.int32)}
    return columns | {name: np.array([found.get(name, math.nan)]) for name in names}


def merged(last: Columns | None, new: Columns) -> Columns:
    """Return the snapshots with new ones: one a day, in order, all columns of both.

    Of two on one day the newer counts, but for what it does not state. A raw number goes with the
    multiple that it is of, and stays or leaves with it.
    """
    if last is None:
        return new
    day = np.union1d(last["day"], new["day"]).astype(np.int32)
    columns: Columns = {"day": day}
    names = [name for name in {**last, **new} if name != "day"]
    return columns | {name: _laid_over(name, day, last, new) for name in names}


class _Told(NamedTuple):
    """The modules of one answer."""

    code: str
    result: dict[str, Any]

    def number(self, module: dict[str, Any], name: str) -> float:
        """Return a number, NaN where there is none; it may stand beside its text."""
        value = module.get(name)
        value = value.get("raw") if isinstance(value, dict) else value
        if isinstance(value, bool):
            raise TypeError(f"{name} is {value}")
        number = math.nan if value is None else float(value)
        if math.isinf(number):
            raise SuspiciousError.of(self.code, "an infinite number", f"{name} is {value}")
        return number

    def multiple(self, module: dict[str, Any], name: str) -> float:
        """Return a multiple; Yahoo fills up with 0 what it does not know."""
        return self.number(module, name) or math.nan


def _of_fund(told: _Told) -> dict[str, float]:
    detail = told.result["summaryDetail"]
    held = (told.result.get("topHoldings") or {}).get("equityHoldings") or {}
    guides = [abs(value) for name in _GUIDES if (value := told.multiple(held, name)) == value]
    found = {}
    for name, title in _HELD.items():
        raw = told.multiple(held, title)
        turned = _is_reciprocal(raw, guides)
        found[name] = 1 / raw if turned else raw
        found[_RAW + name] = raw if turned else math.nan
    if math.isnan(found["pe"]):
        found["pe"] = told.multiple(detail, "trailingPE")
    statistics = told.result.get("defaultKeyStatistics") or {}
    yields = (told.multiple(module, "yield") for module in (detail, statistics))
    return found | {"dividend_yield": _first(*yields)}


def _is_reciprocal(raw: float, guides: list[float]) -> bool:
    if guides and (all(g < 1 for g in guides) or all(g > 1 for g in guides)):
        return guides[0] < 1
    return abs(raw) < 1


def _of_stock(told: _Told) -> dict[str, float]:
    detail = told.result["summaryDetail"]
    statistics = told.result.get("defaultKeyStatistics") or {}
    rate, price = told.number(detail, "dividendRate"), told.number(detail, "previousClose")
    paid = told.number(detail, "dividendYield")
    if rate > 0 and price > 0 and paid > _PERCENT * rate / price:
        raise SuspiciousError.of(
            told.code, "a yield in percent", f"{paid:g}, where {rate:g} a year is paid on {price:g}"
        )
    return {
        "pe": told.multiple(detail, "trailingPE"),
        "pb": told.multiple(statistics, "priceToBook"),
        "ps": told.multiple(detail, "priceToSalesTrailing12Months"),
        "dividend_yield": _first(paid, told.number(detail, "trailingAnnualDividendYield")),
        "forward_pe": _first(*(told.multiple(m, "forwardPE") for m in (detail, statistics))),
    }


def _first(*numbers: float) -> float:
    return next((number for number in numbers if not math.isnan(number)), math.nan)


def _ensure_plausible(code: str, found: dict[str, float]) -> None:
    for name, value in found.items():
        if math.isinf(value):
            raise SuspiciousError.of(code, "an infinite number", f"{name} is {value}")
    if found["ps"] <= 0:
        raise SuspiciousError.of(code, "a price/sales below 0", f"it is {found['ps']:g}")
    paid = found["dividend_yield"]
    if paid < 0 or paid >= 1:
        raise SuspiciousError.of(code, "a yield that is no decimal from 0 to 1", f"it is {paid:g}")


def _without(code: str, what: str) -> UnknownSymbolError:
    return UnknownSymbolError(f"{code}: {what} states no multiples. Ask for a fund or a stock.")


def _laid_over(name: str, day: Days, *parts: Columns) -> Values:
    column = np.full(len(day), np.nan)
    for part in parts:
        owner = part.get(name.removeprefix(_RAW), part.get(name))
        if owner is None:
            continue
        value = part.get(name, np.full(len(owner), np.nan))
        stated = ~np.isnan(owner.astype(np.float64))
        column[np.searchsorted(day, part["day"][stated])] = value[stated]
    return column
