"""yfinance's client with a session and cookies of its own; import it only where it is used."""

import logging
import warnings
from typing import TYPE_CHECKING

import pandas as pd
from yfinance.data import YfData

if TYPE_CHECKING:
    from rotationxl.live.session import Session

log = logging.getLogger("rotationxl")


class Client(YfData):  # type: ignore[misc]
    """yfinance's client, that keeps cookies in memory only.

    The file that it would keep them in is a pickle, and processes that start at once fail on it.
    """

    def _load_cookie_curlCffi(self) -> bool:  # noqa: N802 - yfinance's name
        return False

    def _save_cookie_curlCffi(self) -> bool:  # noqa: N802 - yfinance's name
        self._cookie = True
        return True


class _Hush(logging.Filter):
    """Keep what yfinance says of our requests out of every terminal: our errors say it better."""

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._state = session.state

    def filter(self, record: logging.LogRecord) -> bool:
        if not self._state.busy:
            return True
        log.debug("yfinance: %s", record.getMessage())
        return False


def hush_pandas() -> None:
    """Keep what pandas says of yfinance's code out of every terminal.

    Looked at before each use: another thread that leaves `catch_warnings` puts back older filters.
    A filter that is there stays in its place, since moving it would let others' warnings through.
    """
    noise = getattr(pd.errors, "Pandas4Warning", None)
    if noise is None or any(kept[:3] == ("ignore", None, noise) for kept in warnings.filters):
        return
    warnings.filterwarnings("ignore", category=noise, module="yfinance")


def new_client(session: "Session") -> Client:
    """Return a client beside the one that yfinance shares among all its users in a process."""
    logging.getLogger("yfinance").addFilter(_Hush(session))
    client: Client = type.__call__(Client, session)
    return client
