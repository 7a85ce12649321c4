"""Yahoo's v8 chart as it would be answered at a moment, and its faults."""

import datetime as dt
import struct
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from stubs.faults import Fault, Plan
from stubs.world import Bar, Listing

RANGES = {"1d": 1, "5d": 5, "1mo": 22, "3mo": 64, "6mo": 127, "1y": 252, "2y": 504, "5y": 1260}
VALID = [*RANGES, "10y", "ytd", "max"]


def single(value: float) -> float:
    """Yahoo's prices are single-precision floats, written as doubles."""
    return float(struct.unpack("f", struct.pack("f", value))[0])


def moment(day: dt.date, clock: dt.time, zone: ZoneInfo) -> int:
    return int(dt.datetime.combine(day, clock, zone).timestamp())


@dataclass
class Known:
    """What Yahoo knows of a listing at a moment, adjusted as it adjusts."""

    days: list[dt.date]
    stamps: list[int]
    bars: list[Bar]
    quote: dict[str, list[Any]]
    adjusted: list[float]
    dividends: dict[int, float]
    splits: dict[int, tuple[int, int]]


def _traded(listing: Listing, now: dt.datetime) -> dict[dt.date, Bar]:
    """Return bars up to now: an open session's is where its price is, half way say."""
    here = now.astimezone(listing.zone)
    bars = {day: bar for day, bar in sorted(listing.bars.items()) if day <= here.date()}
    for fix in listing.corrections:
        if fix.since <= here.date() and fix.close is not None and fix.day in bars:
            bars[fix.day] = bars[fix.day]._replace(close=fix.close)
    if here.date() in bars and here.time() < listing.opens:
        del bars[here.date()]
    elif here.date() in bars and here.time() < listing.closes:
        close, volume = bars[here.date()]
        bars[here.date()] = Bar(close * 0.998, volume // 2)
    return bars


def _paid(listing: Listing, today: dt.date) -> dict[dt.date, float]:
    paid = dict(listing.dividends)
    for fix in listing.corrections:
        if fix.since <= today and fix.dividend is not None:
            paid[fix.day] = fix.dividend
    return {day: amount for day, amount in paid.items() if amount}


def known(listing: Listing, now: dt.datetime) -> Known:
    """Return what is known now, worked out again where the listing has changed."""
    stamp = (now, listing.fingerprint())
    memo: tuple[Any, Known] | None = listing.memo
    if memo is None or memo[0] != stamp:
        listing.memo = memo = stamp, _known(listing, now)
    return memo[1]


def _known(listing: Listing, now: dt.datetime) -> Known:
    here = now.astimezone(listing.zone)
    traded, paid = _traded(listing, now), _paid(listing, here.date())
    days = list(traded)
    stamps = [moment(day, listing.opens, listing.zone) for day in days]
    if days and days[-1] == here.date() and here.time() < listing.closes:
        stamps[-1] = int(now.timestamp())
    bars: list[Bar] = []
    amounts: dict[dt.date, float] = {}
    factor = 1.0
    for day in reversed(days):
        close, volume = traded[day]
        bars.append(Bar(single(close / factor), round(volume * factor)))
        if day in paid:
            amounts[day] = round(paid[day] / factor, 6)
        factor *= float(listing.splits.get(day, 1))
    bars.reverse()
    ratios = {d: listing.splits[d].as_integer_ratio() for d in days if d in listing.splits}
    return Known(
        days,
        stamps,
        bars,
        _columns(bars),
        _adjusted(days, bars, amounts),
        {moment(d, listing.opens, listing.zone): amounts[d] for d in sorted(amounts)},
        {moment(d, listing.opens, listing.zone): ratio for d, ratio in ratios.items()},
    )


def _adjusted(days: list[dt.date], bars: list[Bar], amounts: dict[dt.date, float]) -> list[float]:
    out, factor = [], 1.0
    for n in range(len(days) - 1, -1, -1):
        out.append(single(bars[n].close * factor))
        if n and days[n] in amounts:
            factor *= 1 - amounts[days[n]] / bars[n - 1].close
    return out[::-1]


def window(now: Known, query: dict[str, str]) -> slice:
    """Return the rows that a range, or period1 to period2, asks for."""
    if asked := query.get("range"):
        return slice(max(0, len(now.days) - RANGES.get(asked, len(now.days))), None)
    start, end = int(query["period1"]), int(query["period2"])
    return slice(bisect_left(now.stamps, start), bisect_left(now.stamps, end))


def _period(day: dt.date, zone: ZoneInfo, opens: dt.time, closes: dt.time) -> dict[str, Any]:
    at = dt.datetime.combine(day, opens, zone)
    return {
        "timezone": at.strftime("%Z"),
        "start": int(at.timestamp()),
        "end": moment(day, closes, zone),
        "gmtoffset": int((at.utcoffset() or dt.timedelta()).total_seconds()),
    }


def _periods(listing: Listing, today: dt.date) -> dict[str, Any]:
    early, late = dt.time(4), dt.time(20)
    return {
        "pre": _period(today, listing.zone, early, listing.opens),
        "regular": _period(today, listing.zone, listing.opens, listing.closes),
        "post": _period(today, listing.zone, listing.closes, late),
    }


def _meta(listing: Listing, now: Known, at: dt.datetime, rows: slice) -> dict[str, Any]:
    here = at.astimezone(listing.zone)
    closes = [bar.close for bar in now.bars]
    last = now.bars[-1]
    first = rows.start - 1 if 0 < rows.start <= len(closes) else 0
    ended = min(int(at.timestamp()), moment(now.days[-1], listing.closes, listing.zone))
    return {
        "currency": listing.currency,
        "symbol": listing.symbol,
        "exchangeName": listing.exchange[0],
        "fullExchangeName": listing.exchange[1],
        "instrumentType": listing.kind,
        "firstTradeDate": now.stamps[0],
        "regularMarketTime": ended,
        "hasPrePostMarketData": listing.kind != "INDEX",
        "gmtoffset": int((here.utcoffset() or dt.timedelta()).total_seconds()),
        "timezone": here.strftime("%Z"),
        "exchangeTimezoneName": listing.zone.key,
        "regularMarketPrice": round(last.close, 2),
        "regularMarketChangePercent": round(100 * (last.close / closes[-2:][0] - 1), 3),
        "fiftyTwoWeekHigh": round(max(closes[-252:]) * 1.004, 2),
        "fiftyTwoWeekLow": round(min(closes[-252:]) * 0.996, 2),
        "regularMarketDayHigh": round(last.close * 1.004, 2),
        "regularMarketDayLow": round(last.close * 0.996, 2),
        "regularMarketVolume": last.volume,
        "longName": listing.name,
        "shortName": listing.name,
        "chartPreviousClose": round(closes[first], 3),
        "priceHint": 2,
        "currentTradingPeriod": _periods(listing, here.date()),
    }


def _columns(bars: list[Bar]) -> dict[str, list[Any]]:
    return {
        "open": [single(bar.close * 0.999) for bar in bars],
        "high": [single(bar.close * 1.004) for bar in bars],
        "low": [single(bar.close * 0.996) for bar in bars],
        "close": [bar.close for bar in bars],
        "volume": [bar.volume for bar in bars],
    }


def _events(now: Known, first: int, last: int) -> dict[str, Any]:
    dividends = {
        str(stamp): {"amount": amount, "date": stamp}
        for stamp, amount in now.dividends.items()
        if first <= stamp <= last
    }
    splits = {
        str(stamp): {
            "date": stamp,
            "numerator": new,
            "denominator": old,
            "splitRatio": f"{new}:{old}",
        }
        for stamp, (new, old) in now.splits.items()
        if first <= stamp <= last
    }
    return {k: v for k, v in (("dividends", dividends), ("splits", splits)) if v}


def result(
    listing: Listing, at: dt.datetime, query: dict[str, str], plan: Plan | None
) -> dict[str, Any] | None:
    """Return chart.result[0], or None where the window ends before the first trade."""
    now = known(listing, at)
    rows = window(now, query)
    if not now.days or ("period2" in query and int(query["period2"]) <= now.stamps[0]):
        return None
    meta = _meta(listing, now, at, rows) | {
        "dataGranularity": query.get("interval", "1d"),
        "range": query.get("range", ""),
        "validRanges": VALID,
    }
    stamps = now.stamps[rows]
    if not stamps or (plan and plan.fault is Fault.NO_ROWS):
        return {"meta": meta, "indicators": {"quote": [{}], "adjclose": [{}]}}
    every, wanted = _events(now, stamps[0], stamps[-1]), query.get("events", "")
    # "div,splits" and "div|split" are both asked for.
    events = {kind: found for kind, found in every.items() if kind[:3] in wanted}
    quote = {name: column[rows] for name, column in now.quote.items()}
    return {
        "meta": meta,
        "timestamp": stamps,
        **({"events": events} if events else {}),
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": now.adjusted[rows]}]},
    }
