"""What a request and an answer are, and the answers that any host can give."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from stubs.faults import Fault, Plan

PORTAL = "<html><head><title>Sign in to Wi-Fi</title></head><body><form>Room</form></body></html>"
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>nginx<hr></body></html>"


@dataclass(frozen=True)
class Request:
    """One request as it was logged; `time` is monotonic."""

    time: float
    method: str
    host: str
    path: str
    query: dict[str, str]
    route: str
    name: str
    faults: tuple[Fault, ...] = ()


@dataclass
class Answer:
    status: int
    body: bytes
    kind: str
    headers: dict[str, str] = field(default_factory=dict)


class Site(Protocol):
    """The stub of one provider."""

    hosts: frozenset[str]

    def place(self, host: str, path: str, query: dict[str, str]) -> tuple[str, str]:
        """Return the route and the ticker or series."""

    def answer(self, request: Request, plan: Plan | None) -> Answer: ...

    def failure(self, request: Request, status: int) -> Answer: ...


def as_json(status: int, body: Any) -> Answer:
    text = json.dumps(body, allow_nan=False, separators=(",", ":"))
    return Answer(status, text.encode(), "application/json;charset=utf-8")


def as_text(status: int, body: str, kind: str = "text/html; charset=utf-8") -> Answer:
    return Answer(status, body.encode(), kind)


def _status(site: Site, request: Request, plan: Plan) -> Answer:
    answer = site.failure(request, int(plan.fault.name.removeprefix("STATUS_")))
    if plan.retry_after is not None:
        answer.headers["Retry-After"] = plan.retry_after
    return answer


def _truncated(site: Site, request: Request, plan: Plan) -> Answer:
    answer = site.answer(request, None)
    answer.body = answer.body[: len(answer.body) * 2 // 3]
    return answer


def _garbage(site: Site, request: Request, plan: Plan) -> Answer:
    answer = site.answer(request, None)
    answer.body = b"\x1f\x8b\x08\x00" + bytes(range(256))
    answer.headers["Content-Encoding"] = "gzip"
    return answer


def _given(site: Site, request: Request, plan: Plan) -> Answer:
    good = site.answer(request, None)
    return plan.make(good) if plan.make else good


BROKEN: dict[Fault, Callable[[Site, Request, Plan], Answer]] = {
    Fault.STATUS_401: _status,
    Fault.STATUS_429: _status,
    Fault.STATUS_500: _status,
    Fault.HTML_502: lambda _site, _request, _plan: as_text(502, BAD_GATEWAY),
    Fault.CAPTIVE_PORTAL: lambda _site, _request, _plan: as_text(200, PORTAL),
    Fault.TRUNCATED: _truncated,
    Fault.GZIP_GARBAGE: _garbage,
    Fault.GIVEN: _given,
}


def answered(site: Site, request: Request, plan: Plan | None) -> Answer:
    if plan is not None and plan.fault in BROKEN:
        return BROKEN[plan.fault](site, request, plan)
    return site.answer(request, plan)
