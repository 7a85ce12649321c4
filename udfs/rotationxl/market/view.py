"""The market as a function sees it: series at hand, or a request for all that is missing."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from rotationxl.days import iso
from rotationxl.errors import BadArgumentError, NoDataError, SourceError, UnknownSymbolError, listed
from rotationxl.market.macro import Macro, Observations, Vintages
from rotationxl.market.prices import Legs, Prices, is_index
from rotationxl.market.valuations import Valuations
from rotationxl.sources import Key, Source
from rotationxl.store.record import Record
from rotationxl.universe import FRED

ANCHOR = Key("price", "SPY")
"""Its last session is the newest of all."""
Loaded = Prices | Macro | Vintages | Valuations | SourceError
T = TypeVar("T")


class MissingSeriesError(Exception):
    """Series that a call needs and that are not in memory yet: load them and call again."""

    def __init__(self, keys: Iterable[Key]) -> None:
        super().__init__(keys)
        self.keys = frozenset(keys)


class View:
    """What functions may ask. Memory is filled from outside; nothing here waits."""

    def __init__(self, source: Source, last_session: int, *, is_empty: bool = False) -> None:
        self.last_session = last_session
        self.is_empty = is_empty
        """Whether no price is stored that the last session could be known from."""
        self.source_title = source.title
        self.warning = source.warning
        self._notes: list[str] = []
        self._doubted: list[Key] = []
        self.loaded: dict[Key, Loaded] = {}
        self._doubtful: set[Key] = set()
        """Series whose data are not as they should be."""
        self._derived: dict[Hashable, Any] = {}

    def keep(self, loaded: Mapping[Key, Loaded]) -> None:
        """Put series, or the errors in their place, into memory."""
        self.loaded.update(loaded)
        for key, item in loaded.items():
            if not isinstance(item, SourceError) and item.record.status in {"stale", "suspicious"}:
                self._doubtful.add(key)

    def has_sessions(self) -> bool:
        """Tell whether any price is stored; where none is, one is asked for first."""
        if self.is_empty:
            self.need(ANCHOR)
        return not self.is_empty

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
        if text not in self._notes:
            self._notes.append(text)

    @property
    def notes(self) -> list[str]:
        """What was said of the answer that was made last, series with one trouble in one note."""
        doubted = [record for key in self._doubted if (record := self._record(key))]
        return [*self._notes, *_doubts(doubted)]

    def begin_notes(self) -> None:
        """Forget what was said of the answer before."""
        self._notes.clear()
        self._doubted.clear()

    def _record(self, key: Key) -> Record | None:
        item = self.loaded[key]
        return None if isinstance(item, SourceError) else item.record

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
        """Return the ticker or, where the source knows none of that name, the macro series.

        Where there is neither, the error says why the one that may exist is missing.
        """
        price, macro = Key("price", code), Key("macro", code)
        self.need(price, macro)
        ticker, series = self.loaded[price], self.loaded[macro]
        if not isinstance(ticker, SourceError):
            return self.prices(code)
        may_be_macro = isinstance(ticker, UnknownSymbolError) and not isinstance(
            series, UnknownSymbolError
        )
        if isinstance(series, Macro) or may_be_macro or code in FRED:
            return self.macro(code)
        return self.prices(code)

    def legs(self, *tickers: str, basis: str | None = None) -> Legs:
        """Return tickers on their common sessions.

        basis None means total, or price when one of them is an index; asking for the total
        return of an index is a bad argument.
        """
        found = self.derived((tickers, basis), lambda: self._make_legs(tickers, basis))
        if self._doubtful:
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
        if key in self._doubtful and key not in self._doubted:
            self._doubted.append(key)

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


def _doubts(records: Iterable[Record]) -> list[str]:
    """Return what EXPLAIN says of series whose data are stale or suspicious."""
    together: dict[tuple[str, str], list[str]] = {}
    for record in records:
        problem = (record.problem or "").removeprefix(f"{record.key.code}: ")
        what = f"{record.status}, with data to {iso(record.last)}", problem
        together.setdefault(what, []).append(record.key.code)
    return [
        f"{listed(codes)} {'is' if len(codes) == 1 else 'are'} {how}. {problem}".rstrip()
        for (how, problem), codes in together.items()
    ]


def _basis(tickers: tuple[str, ...], basis: str | None) -> str:
    indices = [ticker for ticker in tickers if is_index(ticker)]
    if basis == "total" and indices:
        raise BadArgumentError(
            f"basis: {indices[0]} is an index and has price returns only. "
            'Give "price" or leave basis out.'
        )
    return basis or ("price" if indices else "total")
