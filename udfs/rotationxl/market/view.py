"""The market as a function sees it: series at hand, or a request for all that is missing."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from rotationxl.days import iso
from rotationxl.errors import BadArgumentError, NoDataError, SourceError, UnknownSymbolError
from rotationxl.market.macro import Macro, Observations, Vintages
from rotationxl.market.prices import Legs, Prices, is_index
from rotationxl.market.valuations import Valuations
from rotationxl.sources import Key, Source
from rotationxl.store.record import Record
from rotationxl.universe import FRED

Loaded = Prices | Macro | Vintages | Valuations | SourceError
T = TypeVar("T")


class MissingSeriesError(Exception):
    """Series that a call needs and that are not in memory yet: load them and call again."""

    def __init__(self, keys: Iterable[Key]) -> None:
        super().__init__(keys)
        self.keys = frozenset(keys)


class View:
    """What functions may ask. Memory is filled from outside; nothing here waits."""

    def __init__(self, source: Source, last_session: int) -> None:
        self.last_session = last_session
        self.source_title = source.title
        self.warning = source.warning
        self.notes: list[str] = []
        self.loaded: dict[Key, Loaded] = {}
        self._doubts: dict[Key, str] = {}
        """What EXPLAIN says of series whose data are not as they should be."""
        self._derived: dict[Hashable, Any] = {}

    def keep(self, loaded: Mapping[Key, Loaded]) -> None:
        """Put series, or the errors in their place, into memory."""
        self.loaded.update(loaded)
        for key, item in loaded.items():
            if not isinstance(item, SourceError) and item.record.status in {"stale", "suspicious"}:
                self._doubts[key] = _doubt(item.record)

    def as_of(self, day: int | None) -> int:
        """Return the day after which nothing is used; EXPLAIN says where the data end before it."""
        if day is None:
            return self.last_session
        if day > self.last_session:
            self.note(f"The data end {iso(self.last_session)}, before {iso(day)}.")
        return day

    def until(self, start: int, finish: int | None) -> int:
        """Return the day that a span ends on; it must not lie before the day it starts on."""
        if finish is not None and start > finish:
            raise BadArgumentError(
                f"start: {iso(start)} lies after finish, {iso(finish)}. Give an earlier start."
            )
        if start > self.last_session:
            raise NoDataError(
                f"{iso(start)} is still to come: the data end {iso(self.last_session)}."
            )
        return self.as_of(finish)

    def note(self, text: str) -> None:
        """Say something about the answer that is being made; EXPLAIN shows it, once."""
        if text not in self.notes:
            self.notes.append(text)

    def need(self, *keys: Key) -> None:
        """Ask for series in one request, before any of them is used."""
        missing = [key for key in keys if key not in self.loaded]
        if missing:
            raise MissingSeriesError(missing)

    def prices(self, ticker: str) -> Prices:
        """Return one ticker's prices."""
        return self._get(Key("price", ticker), Prices)

    def macro(self, code: str) -> Macro:
        """Return one macro series as it is stated now."""
        return self._get(Key("macro", code), Macro)

    def vintages(self, code: str) -> Vintages:
        """Return what was stated of one macro series, and when."""
        return self._get(Key("vintage", code), Vintages)

    def known(self, code: str, vintage: str | int) -> Observations:
        """Return a macro series as of a vintage: latest, first, or a day."""
        return self.macro(code) if vintage == "latest" else self.vintages(code).known(vintage)

    def valuations(self, ticker: str) -> Valuations:
        """Return the snapshots of one ticker's multiples."""
        return self._get(Key("valuation", ticker), Valuations)

    def either(self, code: str) -> Prices | Macro:
        """Return the ticker or, where the source knows none of that name, the macro series."""
        price, macro = Key("price", code), Key("macro", code)
        self.need(price, macro)
        if isinstance(self.loaded[price], SourceError) and self._is_macro(code):
            return self.macro(code)
        return self.prices(code)

    def _is_macro(self, code: str) -> bool:
        """Tell whether a code that is no ticker is a macro series, be it one without data."""
        found = self.loaded[Key("macro", code)]
        return not isinstance(found, UnknownSymbolError) or code in FRED

    def legs(self, *tickers: str, basis: str | None = None) -> Legs:
        """Return tickers on their common sessions.

        basis None means total, or price when one of them is an index; asking for the total
        return of an index is a bad argument.
        """
        found = self.derived((tickers, basis), lambda: self._make_legs(tickers, basis))
        if self._doubts:
            for ticker in tickers:
                self._tell_doubt(Key("price", ticker))
        return found

    def _make_legs(self, tickers: tuple[str, ...], basis: str | None) -> Legs:
        basis = _basis(tickers, basis)
        self.need(*(Key("price", ticker) for ticker in tickers))
        return Legs([self.prices(ticker) for ticker in tickers], basis)

    def derived(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` computes from loaded series, computed once as long as they stay."""
        if name not in self._derived:
            self._derived[name] = make()
        result: T = self._derived[name]
        return result

    def _tell_doubt(self, key: Key) -> None:
        if key in self._doubts:
            self.note(self._doubts[key])

    def record(self, code: str) -> Record:
        """Return where a series came from."""
        return self.either(code).record

    def _get(self, key: Key, kind: type[T]) -> T:
        loaded = self.loaded.get(key)
        if loaded is None:
            raise MissingSeriesError([key])
        if isinstance(loaded, SourceError):
            raise type(loaded)(*loaded.args)
        assert isinstance(loaded, kind)  # noqa: S101 (a price key holds prices)
        self._tell_doubt(key)
        return loaded


def _doubt(record: Record) -> str:
    problem = f" {record.problem}" if record.problem else ""
    return f"{record.key.code} is {record.status}: its data end {iso(record.last)}.{problem}"


def _basis(tickers: tuple[str, ...], basis: str | None) -> str:
    indices = [ticker for ticker in tickers if is_index(ticker)]
    if basis == "total" and indices:
        raise BadArgumentError(
            f"basis: {indices[0]} is an index and has price returns only. "
            'Give "price" or leave basis out.'
        )
    return basis or ("price" if indices else "total")
