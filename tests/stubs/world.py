"""A small world that the stubs tell of: listings, series with vintages, and a clock."""

import datetime as dt
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import zip_longest
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
NEW_YORK = ZoneInfo("America/New_York")
CHANGING = ("bars", "dividends", "splits", "corrections", "valuations", "figures")
FOREVER = dt.date(9999, 12, 31)


class Bar(NamedTuple):
    """A session as it was traded: no split or dividend is taken out."""

    close: float
    volume: int


class Valuation(NamedTuple):
    """A fund's portfolio ratios as people say them; Yahoo serves their reciprocals, 0 for None."""

    price_earnings: float | None
    price_book: float | None
    price_sales: float | None
    price_cashflow: float | None


class Figures(NamedTuple):
    """A company's multiples; Yahoo leaves out those that are None."""

    price_earnings: float | None
    forward_earnings: float | None
    price_book: float | None
    price_sales: float | None
    # What it is to pay in a year; Yahoo works a yield out of it.
    dividend_rate: float | None


class Correction(NamedTuple):
    """What Yahoo says of a past day from `since` on; a dividend of 0 is taken away."""

    since: dt.date
    day: dt.date
    close: float | None
    dividend: float | None


@dataclass
class Listing:
    """A ticker: bars and dividends as they were, and what was corrected later."""

    symbol: str
    bars: dict[dt.date, Bar]
    dividends: dict[dt.date, float] = field(default_factory=dict)
    splits: dict[dt.date, Fraction] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    valuations: dict[dt.date, Valuation] = field(default_factory=dict)
    figures: dict[dt.date, Figures] = field(default_factory=dict)
    kind: str = "ETF"
    name: str = "Stub Fund"
    currency: str = "USD"
    exchange: tuple[str, str] = ("PCX", "NYSEArca")
    zone: ZoneInfo = NEW_YORK
    opens: dt.time = dt.time(9, 30)
    closes: dt.time = dt.time(16)
    memo: Any = field(default=None, repr=False, compare=False)

    def fingerprint(self) -> int:
        """Return what changes when a test changes a bar, an event or a correction."""
        parts = (self.bars, self.dividends, self.splits)
        return hash((*(tuple(part.items()) for part in parts), tuple(self.corrections)))

    def split(self, day: dt.date, new: int, old: int = 1) -> None:
        """Split old shares into new ones: what was traded and paid falls from this session on."""
        self.splits[day] = Fraction(new, old)
        for paid in [paid for paid in self.dividends if paid >= day]:
            self.dividends[paid] *= old / new
        for session, (close, volume) in self.bars.items():
            if session >= day:
                self.bars[session] = Bar(close * old / new, volume * new // old)

    def correct(
        self,
        day: dt.date,
        *,
        since: dt.date,
        close: float | None = None,
        dividend: float | None = None,
    ) -> None:
        self.corrections.append(Correction(since, day, close, dividend))

    def valuation(self, today: dt.date) -> Valuation | None:
        return _latest(self.valuations, today)

    def figure(self, today: dt.date) -> Figures | None:
        return _latest(self.figures, today)


def _latest(told: dict[dt.date, T], today: dt.date) -> T | None:
    return next((told[day] for day in sorted(told, reverse=True) if day <= today), None)


class Row(NamedTuple):
    """A value and the days on which it was the latest."""

    day: dt.date
    start: dt.date
    end: dt.date
    value: float | None


@dataclass
class Series:
    """A FRED series: every value with the day it was published; None is a holiday's."""

    code: str
    frequency: str = "D"
    title: str = "Stub series"
    units: str = "Percent"
    decimals: int = 2
    # Some series show only their last years.
    window: dt.timedelta | None = None
    # ALFRED lacks some series: their vintages are refused.
    archived: bool = True
    prints: dict[dt.date, dict[dt.date, float | None]] = field(default_factory=dict)

    def publish(self, vintage: dt.date, values: dict[dt.date, float | None]) -> None:
        """Publish values; those that say nothing new make no vintage."""
        for day, value in values.items():
            known = self.prints.setdefault(day, {})
            before = [known[v] for v in sorted(known) if v <= vintage]
            if not before or before[-1] != value:
                known[vintage] = value

    def vintages(self, start: dt.date, end: dt.date) -> list[dt.date]:
        every = {v for known in self.prints.values() for v in known}
        return sorted(v for v in every if start <= v <= end)

    def rows(self, start: dt.date, end: dt.date, today: dt.date) -> list[Row]:
        """All values that were the latest on some day from start to end, cut to those days."""
        oldest = today - self.window if self.window else dt.date.min
        out = []
        for day in sorted(d for d in self.prints if d >= oldest):
            vintages = sorted(v for v in self.prints[day] if v <= today)
            for vintage, after in zip_longest(vintages, vintages[1:]):
                last = after - dt.timedelta(1) if after else FOREVER
                if vintage <= end and last >= start:
                    value = self.prints[day][vintage]
                    out.append(Row(day, max(vintage, start), min(last, end), value))
        return out

    def latest(self, today: dt.date) -> dict[dt.date, float | None]:
        return {row.day: row.value for row in self.rows(today, today, today)}


class World:
    """Listings and series, and the moment at which they are asked for."""

    def __init__(self, now: dt.datetime | None = None) -> None:
        self.now = now or dt.datetime(2024, 12, 2, 20, tzinfo=NEW_YORK)
        self.listings: dict[str, Listing] = {}
        self.series: dict[str, Series] = {}

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @today.setter
    def today(self, day: dt.date) -> None:
        """Go to eight in the evening of this day: its session has closed."""
        self.now = dt.datetime.combine(day, dt.time(20), NEW_YORK)

    def add(self, *things: Listing | Series) -> None:
        for thing in things:
            if isinstance(thing, Listing):
                self.listings[thing.symbol] = thing
            else:
                self.series[thing.code] = thing

    def copy(self) -> "World":
        """Return a world of its own that starts as this one is."""
        other = World(self.now)
        for listing in self.listings.values():
            own = {name: getattr(listing, name).copy() for name in CHANGING}
            other.add(replace(listing, **own))
        for series in self.series.values():
            prints = {day: known.copy() for day, known in series.prints.items()}
            other.add(replace(series, prints=prints))
        return other
