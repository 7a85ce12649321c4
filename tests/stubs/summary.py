"""Yahoo's v10 quoteSummary and v7 quote of a listing, unformatted."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from stubs.chart import Known, known
from stubs.faults import Fault
from stubs.world import Figures, Listing

Summary = dict[str, dict[str, Any]]


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
            "yield": round(paid / close, 4),
            "navPrice": round(close, 2),
            "totalAssets": 63_000_000_000,
        }
        detail |= _stated(trailingPE=value.price_earnings)
    if figures := listing.figure(today):
        detail |= _company(figures, close)
        detail["trailingAnnualDividendYield"] = round(paid / close, 6)
    return detail


def _stated(**figures: float | None) -> dict[str, float]:
    return {name: value for name, value in figures.items() if value is not None}


def _company(figures: Figures, close: float) -> dict[str, float]:
    rate = figures.dividend_rate
    return _stated(
        trailingPE=figures.price_earnings,
        forwardPE=figures.forward_earnings,
        priceToSalesTrailing12Months=figures.price_sales,
        dividendRate=rate,
        dividendYield=None if rate is None else round(rate / close, 4),
    )


def _statistics(listing: Listing, today: dt.date) -> dict[str, Any]:
    if figures := listing.figure(today):
        told = _stated(priceToBook=figures.price_book, forwardPE=figures.forward_earnings)
        return {"maxAge": 1, **told}
    return {"maxAge": 1, "category": "Large Value"}


def _reciprocal(ratio: float | None) -> float:
    return round(1 / ratio, 5) if ratio else 0.0


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
            "priceToEarnings": _reciprocal(value.price_earnings),
            "priceToBook": _reciprocal(value.price_book),
            "priceToSales": _reciprocal(value.price_sales),
            "priceToCashflow": _reciprocal(value.price_cashflow),
        },
        "bondHoldings": {},
        "bondRatings": [],
        "sectorWeightings": [{"realestate": 0.0455}, {"technology": 0.0987}],
    }


def modules(listing: Listing, at: dt.datetime) -> Summary:
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
        "defaultKeyStatistics": _statistics(listing, today),
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
    """Return the v7 quote, where a fund's priceToBook is junk and the yield is in percent."""
    now, value = known(listing, at), listing.valuation(at.date())
    found = _price(listing, now)
    del found["maxAge"]
    if value:
        found |= {"trailingPE": value.price_earnings, "priceToBook": 1.61}
    if figures := listing.figure(at.date()):
        told = _company(figures, now.bars[-1].close) | _stated(priceToBook=figures.price_book)
        del told["priceToSalesTrailing12Months"]
        if "dividendYield" in told:
            told["dividendYield"] = round(told["dividendYield"] * 100, 2)
        found |= told
    return found


def _other_symbol(found: Summary) -> None:
    found["price"]["symbol"] = "SPY"


def _padded(found: Summary) -> None:
    held = found["topHoldings"]["equityHoldings"]
    held |= dict.fromkeys(held, 0.0)


def _plain(found: Summary) -> None:
    held = found["topHoldings"]["equityHoldings"]
    held |= {name: round(1 / value, 3) for name, value in held.items()}


def _percent(found: Summary) -> None:
    for name in ("yield", "dividendYield"):
        if name in found["summaryDetail"]:
            found["summaryDetail"][name] *= 100


SPOILT: dict[Fault, Callable[[Summary], None]] = {
    Fault.WRONG_SYMBOL: _other_symbol,
    Fault.PADDED: _padded,
    Fault.PLAIN_MULTIPLES: _plain,
    Fault.YIELD_IN_PERCENT: _percent,
}
