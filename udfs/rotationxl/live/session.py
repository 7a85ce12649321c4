"""The session that yfinance sends its requests through; import it only where something is fetched.

yfinance takes most faults for a delisted ticker, and keeps bad answers for the life of the
process. So each chart or summary is checked before yfinance sees it, and what is wrong is raised.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from curl_cffi import requests
from curl_cffi.requests import exceptions as curl
from yfinance.exceptions import YFRateLimitError

from rotationxl.errors import MalformedError, RefusedError, SourceError
from rotationxl.live import multiples, payload
from rotationxl.live.connection import failure
from rotationxl.live.pace import left
from rotationxl.live.status import moment_of, refuse, seconds

Read = Callable[[str, int, bytes, str, dt.datetime], dict[str, Any]]
_SUMMARY = "/v10/finance/quoteSummary/"
_READERS: dict[str, Read] = {
    "/v8/finance/chart/": payload.read_chart,
    _SUMMARY: multiples.read_summary,
}
_CRUMB = "/v1/test/getcrumb"
_COOKIE_HOSTS = ("fc.yahoo.com", "guce.yahoo.com", "consent.yahoo.com")
_FORM = "guce.yahoo.com/consent"
_CONSENT = "consent.yahoo.com"
_LONGEST_CRUMB = 64
_DENIED = (401, 403)


class CarriedError(YFRateLimitError):  # type: ignore[misc]
    """An error of ours on its way through yfinance, which lets this one class of all pass."""

    def __init__(self, error: SourceError) -> None:
        super().__init__()
        self.error = error


class State(threading.local):
    """What one thread's request has come to; `now` is the time by Yahoo's clock."""

    def __init__(self) -> None:
        self.code = ""
        self.busy = False
        self.denied = False
        self.answer: dict[str, Any] | None = None
        self.now = dt.datetime.now(dt.UTC)


class Session(requests.Session[requests.Response]):
    """A browser-like session with a limit for each request, that checks what it gets."""

    def __init__(
        self, *, limit: float, cookie_limit: float, rest: float, redirect: str | None, money: str
    ) -> None:
        # A proxy of the environment must not be asked for a server on this machine.
        super().__init__(impersonate="chrome", trust_env=redirect is None)
        self.limit = limit
        self.cookie_limit = cookie_limit
        self.rest = rest
        self.redirect = redirect
        self.money = money
        self.state = State()
        self._resting: dict[str, tuple[float, requests.Response | None]] = {}

    @contextmanager
    def asking(self, code: str) -> Iterator[None]:
        """Note that this thread asks for a ticker, and forget what its last one left behind."""
        self.state.code = code
        self.state.denied, self.state.answer = False, None
        self.state.now = dt.datetime.now(dt.UTC)
        self.state.busy = True
        try:
            yield
        finally:
            self.state.busy = False

    @property
    def answer(self) -> dict[str, Any]:
        """The checked answer that this thread has got."""
        if self.state.answer is None:  # yfinance found a way around the check
            raise MalformedError(
                f"{self.state.code}: Yahoo's answer could not be checked. Try again later."
            )
        return self.state.answer

    def request(self, method: Any, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """Return a checked answer; raises one of our errors where there is none."""
        parts = urlsplit(url)
        options["timeout"] = left(self.limit)  # yfinance asks for 30 s at places
        if read := _reader(parts.path):
            return self._data(read, method, url, options)
        if parts.hostname in _COOKIE_HOSTS or parts.path == _CRUMB:
            options["timeout"] = left(self.cookie_limit)
            response = self._aside(f"{parts.hostname}{parts.path}", method, url, options)
            path = urlsplit(response.url).path
            if read := _reader(path):  # a consent led back to it
                self._ensure_good(_ticker(path), read, response)
            return response
        return self._send(method, url, options)

    def _send(self, method: Any, url: str, options: dict[str, Any]) -> requests.Response:
        if self.redirect is None:
            return super().request(method, url, **options)
        prefix = f"{self.redirect.rstrip('/')}/_host/"
        response = super().request(method, f"{prefix}{url.split('://', 1)[-1]}", **options)
        if response.url.startswith(prefix):
            response.url = f"https://{response.url.removeprefix(prefix)}"
        return response

    def _data(
        self, read: Read, method: Any, url: str, options: dict[str, Any]
    ) -> requests.Response:
        code = _ticker(path := urlsplit(url).path)
        if _SUMMARY in path and "crumb" not in (options.get("params") or {}):
            return self._without_crumb(code, url)
        try:
            response = self._send(method, url, options)
        except curl.RequestException as error:
            found = failure(code, int(error.code), str(error), options["timeout"], self.limit)
            raise CarriedError(found) from None
        if (urlsplit(response.url).hostname or "").endswith(_CONSENT):
            return response  # yfinance fills in the form
        self._ensure_good(code, read, response)
        return response

    def _without_crumb(self, code: str, url: str) -> requests.Response:
        """Refuse unasked what Yahoo refuses: yfinance then tries its other way to a crumb, once."""
        if self.state.denied:
            raise CarriedError(
                RefusedError(
                    f"{code}: Yahoo gives no crumb, and states no multiples without one. Prices "
                    "come all the same. What is stored stays; try again in a few minutes."
                )
            )
        self.state.denied = True
        response = requests.Response()
        response.status_code, response.url = _DENIED[0], url
        return response

    def _ensure_good(self, code: str, read: Read, response: requests.Response) -> None:
        status = response.status_code
        if status in _DENIED and not self.state.denied:
            self.state.denied = True  # yfinance gets another cookie and asks once more
            return
        # The provider's clock decides whether a session is over; this machine's may be wrong.
        now = moment_of(response.headers.get("Date")) or self.state.now
        wait = seconds(response.headers.get("Retry-After"), now)
        try:
            refuse(f"{code}: Yahoo", status, wait)
            answer = read(code, status, response.content, self.money, now)
        except SourceError as error:
            raise CarriedError(error) from error
        self.state.now, self.state.answer = now, answer
        response.json = lambda **_: answer  # type: ignore[method-assign] # yfinance need not read it again

    def _aside(self, name: str, method: Any, url: str, options: Any) -> requests.Response:
        """Ask for a cookie or a crumb: charts come without, so a failure rests for a while."""
        until, useless = self._resting.get(name, (0.0, None))
        if time.monotonic() < until:
            if useless is None:
                raise curl.ConnectionError(f"{name} did not answer a moment ago")
            return useless
        try:
            response = self._send(method, url, options)
            if name.endswith(_CRUMB) and not _is_crumb(response):
                raise curl.ConnectionError(f"{name} gave no crumb")
        except curl.RequestException as error:
            if options["timeout"] >= self.cookie_limit:  # else the deadline was at fault
                self._resting[name] = time.monotonic() + self.rest, None
            # Any other class would end the request for the chart as well.
            raise curl.ConnectionError(str(error)) from None
        if name == _FORM and b"csrfToken" not in response.content:
            self._resting[name] = time.monotonic() + self.rest, response
        return response


def _reader(path: str) -> Read | None:
    return next((read for part, read in _READERS.items() if part in path), None)


def _ticker(path: str) -> str:
    return unquote(path.rsplit("/", 1)[-1])


def _is_crumb(response: requests.Response) -> bool:
    # yfinance would keep any text at all and send it along for ever.
    text = response.text
    return (
        response.status_code < 400  # noqa: PLR2004 - HTTP's first error
        and 0 < len(text) <= _LONGEST_CRUMB
        and not any(mark in text for mark in "<{ \n")
    )
