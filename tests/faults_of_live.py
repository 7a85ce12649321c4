"""The faults that the live source is put to, a row each, and the setting they happen in."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from curl_cffi import requests
from curl_cffi.const import CurlECode
from curl_cffi.requests import exceptions as curl

from clock import Clock
from living import Living
from rotationxl.errors import (
    EmptyAnswerError,
    MalformedError,
    OutageError,
    RateLimitedError,
    RefusedError,
    SourceError,
    SuspiciousError,
    UnknownSymbolError,
    UnreachableError,
)
from rotationxl.live import fred, keyless, providers, web, yahoo
from rotationxl.live.yahoo import Yahoo
from stubs import Fault

LIMIT = 1.0
"""Seconds of a request to a server that hangs; a busy machine answers any other in time."""
PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")


class Setting:
    """A living source whose requests are short and whose waits take no time."""

    def __init__(self, living: Living, patch: pytest.MonkeyPatch) -> None:
        self.living = living
        self.stub = living.stub
        self.world = living.stub.world
        self.patch = patch
        self.waits = Clock()
        for pace in (yahoo.PACE, fred.PACE, keyless.TREASURY_PACE):
            patch.setattr(pace, "clock", lambda: self.world.now.timestamp() + self.waits.now)
            patch.setattr(pace, "sleep", self.waits.sleep)
            patch.setattr(pace, "_closed", float("-inf"))
            patch.setattr(pace, "_next", float("-inf"))
        self.limit = 10.0
        patch.setattr(keyless, "_this_year", lambda: self.world.today.year)
        patch.setattr(
            providers,
            "new_yahoo",
            lambda at: Yahoo(at, limit=self.limit, cookie_limit=LIMIT, rest=0),
        )
        patch.setattr(keyless, "FIRST_YEAR", 2022)
        # A dividend and a split among the days that are asked for again.
        value = self.world.listings["IWD"]
        value.dividends[dt.date(2024, 11, 25)] = 0.4
        value.split(dt.date(2024, 11, 26), 2)

    def tomorrow(self) -> None:
        self.world.now += dt.timedelta(days=1)

    def later(self, seconds: float) -> None:
        self.world.now += dt.timedelta(seconds=seconds)


Shown = Callable[[Setting], AbstractContextManager[object]]


@dataclass(frozen=True)
class Row:
    """A fault, and what must come of it; `None` for an error: the data are taken as they are."""

    shown: Shown
    cold: type[SourceError] | None
    """Where nothing is stored."""
    words: str
    asked: int = 1
    """Requests for the series' data, where nothing is stored."""
    rest: float = 60
    """Seconds for which the series is left alone."""
    warm: type[SourceError] | None = None
    """Where good data are stored; left out: as where there are none."""
    resent: int = 0
    """Requests that curl itself may send once more, on a connection that was kept alive."""
    taken: bool = False
    """Whether good data are stored and the answer is taken all the same."""

    @property
    def spares_others(self) -> bool:
        """Whether other series of the same batch come."""
        return self.asked > 0

    @property
    def error(self) -> type[SourceError] | None:
        """What is met where good data are stored."""
        return None if self.taken else self.warm or self.cold

    @property
    def status(self) -> str:
        return "suspicious" if self.error is SuspiciousError else "stale"


@contextmanager
def planned(plan: Callable[[Setting], object], setting: Setting) -> Iterator[None]:
    plan(setting)
    yield
    setting.stub.faults.clear()


def shows(where: str, fault: Fault, **options: Any) -> Shown:
    name = {"chart": "IWD", "observations": "DGS10", "fredgraph": "DGS10"}.get(where)
    return lambda s: planned(lambda s: s.stub.faults.add(where, name, fault, **options), s)


def hanging(where: str, fault: Fault) -> Shown:
    """Let a request hang for longer than its limit, which is short meanwhile."""

    @contextmanager
    def shown(setting: Setting) -> Iterator[None]:
        setting.limit = LIMIT
        with setting.patch.context() as patch, shows(where, fault, seconds=9)(setting):
            patch.setattr(web, "_LIMIT", LIMIT)
            yield
        setting.limit = 10.0

    return shown


def of_yahoo(fault: Fault, **options: Any) -> Shown:
    return shows("chart", fault, **options)


def of_fred(fault: Fault, **options: Any) -> Shown:
    return shows("observations", fault, **options)


@contextmanager
def changed(setting: Setting, **variables: str | None) -> Iterator[None]:
    with setting.patch.context() as patch:
        for name, value in variables.items():
            patch.delenv(name, raising=False) if value is None else patch.setenv(name, value)
        yield


def proxied(port: int | None) -> Shown:
    """Send Yahoo's requests to a proxy: the stub's, that refuses, or one that is not there."""

    @contextmanager
    def shown(setting: Setting) -> Iterator[None]:
        setting.stub.server.refusing = HTTPStatus.PROXY_AUTHENTICATION_REQUIRED
        at = f"http://127.0.0.1:{port}" if port else setting.stub.proxy
        none: dict[str, str | None] = dict.fromkeys(PROXIES)
        with changed(setting, **none | {"HTTPS_PROXY": at, "ROTATIONXL_YAHOO_URL": None}):
            yield
        setting.stub.server.refusing = None

    return shown


@contextmanager
def unresolved(setting: Setting) -> Iterator[None]:
    def fail(*_: object, **__: object) -> None:
        raise curl.DNSError("Could not resolve host", CurlECode.COULDNT_RESOLVE_HOST)

    with setting.patch.context() as patch:
        patch.setattr(requests.Session, "request", fail)
        yield


@contextmanager
def hanging_cookies(setting: Setting) -> Iterator[None]:
    for route in ("cookie", "crumb", "consent"):
        setting.stub.faults.add(route, None, Fault.TIMEOUT_BEFORE, seconds=9)
    yield
    setting.stub.faults.clear()


@contextmanager
def consent(setting: Setting) -> Iterator[None]:
    """Send the chart's request to a form that leads nowhere."""
    form = setting.stub.url("https://consent.yahoo.com/v2/form")
    setting.stub.faults.answer("chart", "IWD", 302, times=None, Location=form)
    yield
    setting.stub.faults.clear()


def clock_off(seconds: float) -> Shown:
    @contextmanager
    def shown(setting: Setting) -> Iterator[None]:
        setting.living.shift = seconds
        yield
        setting.living.shift = 0.0

    return shown


def keyless_and(*shown: Shown) -> Shown:
    """Take the key away while other faults show."""

    @contextmanager
    def all_shown(setting: Setting) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(changed(setting, FRED_API_KEY=None))
            for one in shown:
                stack.enter_context(one(setting))
            yield

    return all_shown


@contextmanager
def unplugged(setting: Setting) -> Iterator[None]:
    with setting.stub.unplugged():
        yield


YAHOO = {
    "429": Row(of_yahoo(Fault.STATUS_429), RateLimitedError, "wants fewer requests", 3),
    "429 with a wait": Row(
        of_yahoo(Fault.STATUS_429, retry_after=600), RateLimitedError, "for 600 s", rest=600
    ),
    "500": Row(of_yahoo(Fault.STATUS_500), OutageError, "HTTP 500", 3, 15),
    "502 page": Row(of_yahoo(Fault.HTML_502), OutageError, "HTTP 502", 3, 15),
    "timeout before": Row(
        hanging("chart", Fault.TIMEOUT_BEFORE), UnreachableError, "within 1 s", rest=15
    ),
    "timeout during": Row(
        hanging("chart", Fault.TIMEOUT_DURING), UnreachableError, "within 1 s", rest=15
    ),
    "drip": Row(hanging("chart", Fault.DRIP), UnreachableError, "within 1 s", rest=15),
    "short body": Row(of_yahoo(Fault.SHORT_BODY), OutageError, "broke off", 3, 15),
    "reset": Row(of_yahoo(Fault.RESET), OutageError, "broke off", 3, 15, resent=1),
    "truncated": Row(of_yahoo(Fault.TRUNCATED), MalformedError, "no whole JSON"),
    "gzip garbage": Row(of_yahoo(Fault.GZIP_GARBAGE), OutageError, "unpacked", 3, 15),
    "empty result": Row(of_yahoo(Fault.EMPTY_RESULT), EmptyAnswerError, "no data", rest=300),
    "no rows": Row(of_yahoo(Fault.NO_ROWS), EmptyAnswerError, "no session", rest=300),
    "all null": Row(of_yahoo(Fault.ALL_NULL), EmptyAnswerError, "none of their", rest=300),
    "unknown": Row(of_yahoo(Fault.UNKNOWN_SYMBOL), UnknownSymbolError, "no such", rest=600),
    "changed schema": Row(of_yahoo(Fault.CHANGED_SCHEMA), MalformedError, "cannot be read"),
    "portal": Row(of_yahoo(Fault.CAPTIVE_PORTAL), MalformedError, "login page"),
    "currency": Row(of_yahoo(Fault.WRONG_CURRENCY), SuspiciousError, "in GBp", rest=600),
    "out of order": Row(of_yahoo(Fault.OUT_OF_ORDER), SuspiciousError, "out of order", rest=600),
    "a day twice": Row(of_yahoo(Fault.DUPLICATED_DAY), SuspiciousError, "stands twice", rest=600),
    "future date": Row(of_yahoo(Fault.FUTURE_DATE), SuspiciousError, "a future date", rest=600),
    "jump": Row(of_yahoo(Fault.JUMP), SuspiciousError, "a jump without a split", rest=600),
    "jump of the last": Row(
        of_yahoo(Fault.JUMP, rows=1), SuspiciousError, "a jump without a split", rest=600
    ),
    "lost dividend": Row(
        of_yahoo(Fault.LOST_DIVIDEND), None, "a dividend that vanished",
        rest=600, warm=SuspiciousError,
    ),
    "lost split": Row(
        of_yahoo(Fault.LOST_SPLIT), None, "a split that vanished", rest=600, warm=SuspiciousError
    ),
    "null inside": Row(
        of_yahoo(Fault.NULL_INSIDE), None, "a null over a known value",
        rest=600, warm=SuspiciousError,
    ),
    "ends early": Row(
        of_yahoo(Fault.ENDS_EARLY), None, "a series that ends early",
        rest=600, warm=SuspiciousError,
    ),
    "name not found": Row(unresolved, UnreachableError, "address is not found", 0, 15),
    "proxy not there": Row(proxied(9), UnreachableError, "proxy before Yahoo", 0, 15),
    "proxy refuses": Row(proxied(None), RefusedError, "proxy refuses", 0),
    "not there": Row(unplugged, UnreachableError, "takes no connection", 0, 15),
    "cookies hang": Row(hanging_cookies, None, "", taken=True),
    "consent": Row(consent, MalformedError, "IWD"),
}  # fmt: skip

FRED = {
    "429": Row(of_fred(Fault.STATUS_429), RateLimitedError, "wants fewer requests", 3),
    "429 with a wait": Row(
        of_fred(Fault.STATUS_429, retry_after=600), RateLimitedError, "for 600 s", rest=600
    ),
    "500": Row(of_fred(Fault.STATUS_500), OutageError, "HTTP 500", 3, 15),
    "page": Row(of_fred(Fault.CAPTIVE_PORTAL), MalformedError, "not its JSON"),
    "truncated": Row(of_fred(Fault.TRUNCATED), MalformedError, "cut off"),
    "timeout": Row(
        hanging("observations", Fault.TIMEOUT_BEFORE), UnreachableError, "within 1 s", rest=15
    ),
    "not there": Row(unplugged, UnreachableError, "refuses the connection", 0, 15),
    "dots": Row(of_fred(Fault.DOTS), None, "ends early", rest=600, warm=SuspiciousError),
    "lost tail": Row(of_fred(Fault.LOST_TAIL), None, "ends early", rest=600, warm=SuspiciousError),
    "keyless and no download": Row(
        keyless_and(shows("fredgraph", Fault.STATUS_500)), None, "", 3, taken=True
    ),
    "keyless and nothing": Row(
        keyless_and(shows("fredgraph", Fault.STATUS_500), shows("treasury", Fault.HTML_502)),
        OutageError, "Nor does the Treasury", 3, 15,
    ),
}  # fmt: skip
