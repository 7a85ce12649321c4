"""Prices and multiples from Yahoo through yfinance: one request each, every fault an error."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from rotationxl import days
from rotationxl.errors import MalformedError, UnknownSymbolError
from rotationxl.live import check, multiples, payload
from rotationxl.live.calendar import last_final
from rotationxl.live.pace import Pace
from rotationxl.market.prices import is_index
from rotationxl.sources import Columns

if TYPE_CHECKING:
    from rotationxl.live.session import Session

REDIRECT = "ROTATIONXL_YAHOO_URL"
"""A server that stands in for all of Yahoo's: it is asked for /_host/HOST/PATH."""
SPACING = "ROTATIONXL_YAHOO_SPACING"
PACE = Pace(0.2, SPACING)
"""Shared by all that ask Yahoo in this process."""
FIRST = days.from_ymd(1927, 1, 1)
_ZONE = "America/New_York"
# An ISIN would have 12 characters, and yfinance asks another address what it stands for.
_TICKER = re.compile(r"[A-Z0-9^][A-Z0-9.=-]{0,10}")
_FIELDS = {"open": "Open", "high": "High", "low": "Low", "volume": "Volume"}


class Yahoo:
    """Yahoo's daily prices; one object a process, for any number of threads."""

    def __init__(
        self,
        folder: Path,
        *,
        limit: float = 10.0,
        cookie_limit: float = 5.0,
        rest: float = 300.0,
        redirect: str | None = None,
        money: str = "USD",
        pace: Pace | None = None,
    ) -> None:
        """Take yfinance's folder for itself; nothing is imported or sent before a fetch.

        `limit` is for each request, in seconds, `cookie_limit` for one that prices come without;
        such a host that failed is left alone for `rest` seconds.
        """
        self.folder = folder
        self.pace = pace or PACE
        self._options: dict[str, Any] = {
            "limit": limit,
            "cookie_limit": cookie_limit,
            "rest": rest,
            "redirect": redirect or os.environ.get(REDIRECT) or None,
            "money": money,
        }
        self._lock = Lock()

    def history(self, ticker: str, since: int | None) -> Columns:
        """Return a ticker's prices since a day, None: since its first one.

        A session that is not over is no row: it is marked (`check.mark_unfinished`).
        """
        _ensure_ticker(ticker)
        return self.pace.ask(f"{ticker}: Yahoo", lambda: self._history(ticker, since))

    def _history(self, ticker: str, since: int | None) -> Columns:
        with self._asking(ticker) as (session, client):
            frame = _ask(ticker, session, client, FIRST if since is None else since)
        columns = _columns(ticker, frame) | payload.events(ticker, session.answer)
        if is_index(ticker):
            del columns["dividend"], columns["dividend_day"]
        return check.mark_unfinished(columns, last_final(ticker, session.state.now))

    def multiples(self, ticker: str) -> Columns:
        """Return what Yahoo states of a fund or stock now: a valuation series of one snapshot.

        Columns and units are those of `multiples.snapshot`. Raises a SourceError that names the
        ticker; an index has no multiples, which costs no request.
        """
        _ensure_ticker(ticker)
        multiples.ensure_stated(ticker)
        return self.pace.ask(f"{ticker}: Yahoo", lambda: self._snapshot(ticker))

    def _snapshot(self, ticker: str) -> Columns:
        # All of it is in one answer; yfinance's own properties would take three.
        with self._asking(ticker) as (session, client):
            client.get_raw_json(f"{multiples.ADDRESS}{ticker}", params=multiples.parameters(ticker))
        return multiples.snapshot(ticker, session.answer, session.state.now)

    @contextmanager
    def _asking(self, ticker: str) -> Iterator[tuple["Session", Any]]:
        """Give session and client for one ticker; what goes wrong is raised as one of our errors.

        Afterwards the session holds the answer that it has checked.
        """
        with self._lock:
            session, client = self._tools
        with session.asking(ticker), _ours(ticker):
            yield session, client

    def moment(self) -> datetime:
        """Return the time by Yahoo's clock at this thread's last answer."""
        with self._lock:
            moment: datetime = self._tools[0].state.now
        return moment

    @cached_property
    def _tools(self) -> tuple["Session", Any]:
        import yfinance

        from rotationxl.live.session import Session
        from rotationxl.live.yahoo_client import new_client

        yfinance.set_tz_cache_location(str(self.folder))
        session = Session(**self._options)
        return session, new_client(session)


def _ensure_ticker(ticker: str) -> None:
    if not _TICKER.fullmatch(ticker):
        raise UnknownSymbolError(f"{ticker}: this is no ticker of Yahoo's.")


def _ask(ticker: str, session: "Session", client: Any, since: int) -> Any:
    import yfinance

    from rotationxl.live.yahoo_client import hush_pandas

    hush_pandas()
    asked = yfinance.Ticker(ticker)
    asked._data = client  # noqa: SLF001 - a session as argument would become every user's
    asked._tz = _ZONE  # noqa: SLF001 - else there is a request for it, and a database
    # Up to a day to come: what ends in the past, yfinance would keep for ever.
    end = session.state.now.date() + timedelta(days=2)
    return asked.history(
        start=days.to_date(since), end=end,
        interval="1d", auto_adjust=False, actions=True, keepna=True,
    )  # fmt: skip


@contextmanager
def _ours(ticker: str) -> Iterator[None]:
    """Raise what the session put into yfinance's hands, or yfinance itself raised, as ours."""
    from rotationxl.live.session import CarriedError

    try:
        yield
    except CarriedError as error:
        raise error.error from None
    except Exception as error:  # of yfinance itself, on an answer that looked good
        raise MalformedError(
            f"{ticker}: Yahoo's answer cannot be read ({type(error).__name__}). "
            "What is stored stays. If it lasts, update yfinance."
        ) from error


def _columns(ticker: str, frame: Any) -> Columns:
    if not len(frame):
        raise MalformedError(f"{ticker}: yfinance made nothing of Yahoo's answer. Update yfinance.")
    day = days.from_datetime64(frame.index.tz_localize(None).to_numpy())
    close = frame["Close"].to_numpy(np.float64)
    priced = ~np.isnan(close)
    columns: Columns = {"day": day[priced], "close": close[priced]}
    for name, title in _FIELDS.items():
        columns[name] = frame[title].to_numpy(np.float64)[priced]
    return columns
