"""Yahoo's v10 quoteSummary and v7 quote of a listing, unformatted."""

import datetime as dt
from typing import Any

from stubs.chart import Known, known
from stubs.world import Listing


def _price(listing: Listing, now: Known) -> dict[str, Any]:
    last = now.bars[-1]
    return {
        "maxAge": 1,
        "symbol": listing.symbol,
        "quoteType": listing.kind,
        "currency": listing.currency,
        "exchangeName": listing.exchange[1],
        "longName": listing.name,
        "shortName": listing.name,
        "marketState": "CLOSED",
        "regularMarketPrice": round(last.close, 2),
        "regularMarketTime": now.stamps[-1],
        "regularMarketVolume": last.volume,
    }


def _detail(listing: Listing, now: Known, today: dt.date) -> dict[str, Any]:
    value = listing.valuation(today)
    close = now.bars[-1].close
    year = now.stamps[-1] - 365 * 86_400
    paid = sum(amount for stamp, amount in now.dividends.items() if stamp > year)
    detail = {
        "maxAge": 1,
        "currency": listing.currency,
        "previousClose": round(now.bars[-2:][0].close, 2),
        "volume": now.bars[-1].volume,
    }
    if value:
        detail |= {
            "trailingPE": value.price_earnings,
            "yield": round(paid / close, 4),
            "navPrice": round(close, 2),
            "totalAssets": 63_000_000_000,
        }
    return detail


def _holdings(listing: Listing, today: dt.date) -> dict[str, Any]:
    value = listing.valuation(today)
    if value is None:
        return {"maxAge": 1, "equityHoldings": {}, "holdings": [], "sectorWeightings": []}
    return {
        "maxAge": 1,
        "cashPosition": 0.0021,
        "stockPosition": 0.9979,
        "bondPosition": 0.0,
        "otherPosition": 0.0,
        "preferredPosition": 0.0,
        "convertiblePosition": 0.0,
        "holdings": [{"symbol": "STB", "holdingName": "Stub Inc", "holdingPercent": 0.0312}],
        "equityHoldings": {
            "priceToEarnings": round(1 / value.price_earnings, 5),
            "priceToBook": round(1 / value.price_book, 5),
            "priceToSales": round(1 / value.price_sales, 5),
            "priceToCashflow": round(1 / value.price_cashflow, 5),
        },
        "bondHoldings": {},
        "bondRatings": [],
        "sectorWeightings": [{"realestate": 0.0455}, {"technology": 0.0987}],
    }


def modules(listing: Listing, at: dt.datetime) -> dict[str, dict[str, Any]]:
    now, today = known(listing, at), at.date()
    summary = {
        "quoteType": {
            "exchange": listing.exchange[0],
            "quoteType": listing.kind,
            "symbol": listing.symbol,
            "longName": listing.name,
            "timeZoneFullName": listing.zone.key,
        },
        "price": _price(listing, now),
        "summaryDetail": _detail(listing, now, today),
        "summaryProfile": {"longBusinessSummary": "A stub.", "maxAge": 86_400},
        "assetProfile": {"longBusinessSummary": "A stub.", "maxAge": 86_400},
        "defaultKeyStatistics": {"maxAge": 1, "category": "Large Value"},
        "financialData": {"maxAge": 86_400},
    }
    if listing.kind == "ETF":
        summary["topHoldings"] = _holdings(listing, today)
        summary["fundProfile"] = {
            "maxAge": 1,
            "categoryName": "Large Value",
            "family": "Stubs",
            "legalType": "Exchange Traded Fund",
            "feesExpensesInvestment": {"annualReportExpenseRatio": 0.0018},
            "feesExpensesInvestmentCat": {},
        }
    return summary


def quote(listing: Listing, at: dt.datetime) -> dict[str, Any]:
    """Return the v7 quote; a fund's priceToBook there is junk, as Yahoo's is."""
    now, value = known(listing, at), listing.valuation(at.date())
    found = _price(listing, now)
    del found["maxAge"]
    if value:
        found |= {"trailingPE": value.price_earnings, "priceToBook": 1.61}
    return found
