"""Yahoo Finance as yfinance speaks to it: cookie, crumb, consent, chart, summary and quote."""

import datetime as dt
from email.utils import format_datetime
from typing import Any

from stubs.chart import VALID, result
from stubs.chart_faults import SPOILT
from stubs.faults import Fault, Plan
from stubs.summary import SPOILT as SPOILT_SUMMARIES
from stubs.summary import modules, quote
from stubs.wire import Answer, Request, as_json, as_text
from stubs.world import World

COOKIE = "A3=d=stub&S=stub; Max-Age=31557600; Domain=.yahoo.com; Path=/; Secure; HttpOnly"
CONSENT = (
    '<html><form action="/v2/collectConsent">'
    '<input name="csrfToken" value="stub"><input name="sessionId" value="stub"></form></html>'
)
PATHS = {
    "/v8/finance/chart/": "chart",
    "/v10/finance/quoteSummary/": "summary",
    "/v7/finance/quote": "quote",
    "/v1/test/getcrumb": "crumb",
    "/ws/fundamentals-timeseries/v1/finance/timeseries/": "timeseries",
}
# The key under which an answer's result stands.
WRAPPERS = {"chart": "chart", "summary": "quoteSummary", "quote": "quoteResponse"}
REASONS = {
    401: ("Unauthorized", "Invalid Crumb"),
    500: ("Internal Server Error", "An error occurred"),
}


def wrapped(route: str, status: int, found: Any, error: tuple[str, str] | None = None) -> Answer:
    said = {"code": error[0], "description": error[1]} if error else None
    return as_json(status, {WRAPPERS.get(route, "finance"): {"result": found, "error": said}})


class Yahoo:
    hosts = frozenset(
        {
            "query1.finance.yahoo.com",
            "query2.finance.yahoo.com",
            "finance.yahoo.com",
            "fc.yahoo.com",
            "guce.yahoo.com",
            "consent.yahoo.com",
        }
    )

    def __init__(self, world: World) -> None:
        self.world = world
        # A test changes it to let the one that a client keeps expire.
        self.crumb = "stub.Crumb/1"

    def place(self, host: str, path: str, query: dict[str, str]) -> tuple[str, str]:
        if host == "fc.yahoo.com":
            return "cookie", ""
        if host in {"guce.yahoo.com", "consent.yahoo.com"}:
            return "consent", ""
        for start, route in PATHS.items():
            if path.startswith(start):
                return route, query.get("symbols") or path.removeprefix(start)
        return "", ""

    def failure(self, request: Request, status: int) -> Answer:
        return self._dated(self._failure(request, status))

    def _dated(self, answer: Answer) -> Answer:
        """Say when it is by the world's clock, which the client takes for Yahoo's."""
        now = self.world.now.astimezone(dt.UTC)
        answer.headers["Date"] = format_datetime(now, usegmt=True)
        return answer

    def _failure(self, request: Request, status: int) -> Answer:
        if status in REASONS:
            route = "finance" if status == 401 else request.route
            return wrapped(route, status, None, REASONS[status])
        return as_text(status, "Too Many Requests\r\n", "text/html")

    def answer(self, request: Request, plan: Plan | None) -> Answer:
        if request.route == "cookie":
            answer = as_text(404, "<html>not found</html>")
            answer.headers["Set-Cookie"] = COOKIE
            return answer
        if request.route == "consent":
            return as_text(200, CONSENT)
        if request.route == "crumb":
            return as_text(200, self.crumb, "text/plain;charset=utf-8")
        if request.route == "timeseries":
            # Funds have none; yfinance's `info` asks all the same.
            return as_json(200, {"timeseries": {"result": [], "error": None}})
        if request.route in WRAPPERS:
            return self._dated(self._data(request, plan))
        return as_text(404, "<html>no such page</html>")

    def _data(self, request: Request, plan: Plan | None) -> Answer:
        fault = plan.fault if plan else None
        if fault is Fault.EMPTY_RESULT:
            return wrapped(request.route, 200, [])
        if request.route == "chart":
            return self._chart(request, plan)
        if request.query.get("crumb") != self.crumb:
            return self.failure(request, 401)
        return self._summary(request, fault)

    def _chart(self, request: Request, plan: Plan | None) -> Answer:
        listing = self.world.listings.get(request.name)
        if listing is None or (plan and plan.fault is Fault.UNKNOWN_SYMBOL):
            lost = ("Not Found", "No data found, symbol may be delisted")
            return wrapped("chart", 404, None, lost)
        query = request.query
        if query.get("interval", "1d") != "1d":
            bad = ("Unprocessable Entity", f"The stub has days only: {query['interval']}")
            return wrapped("chart", 422, None, bad)
        if query.get("range", "max") not in VALID:
            bad = ("Unprocessable Entity", f"Invalid input - range={query['range']}")
            return wrapped("chart", 422, None, bad)
        found = result(listing, self.world.now, query, plan)
        if found is None:
            between = f"startDate = {query.get('period1')}, endDate = {query.get('period2')}"
            return wrapped("chart", 400, None, ("Bad Request", f"Data doesn't exist for {between}"))
        if plan and plan.fault in SPOILT and "timestamp" in found:
            SPOILT[plan.fault](found, plan.rows)
        return wrapped("chart", 200, [found])

    def _summary(self, request: Request, fault: Fault | None) -> Answer:
        listing = self.world.listings.get(request.name)
        if listing is None or fault is Fault.UNKNOWN_SYMBOL:
            if request.route == "quote":
                return wrapped("quote", 200, [])
            lost = ("Not Found", f"Quote not found for symbol: {request.name}")
            return wrapped("summary", 404, None, lost)
        if fault is Fault.NO_FUNDAMENTALS:
            types = request.query.get("modules")
            text = f"No fundamentals data found for any of the summaryTypes={types}"
            return wrapped("summary", 404, None, ("Not Found", text))
        if request.route == "quote":
            found = quote(listing, self.world.now)
        else:
            every = modules(listing, self.world.now)
            asked = request.query.get("modules", "").split(",")
            if fault in SPOILT_SUMMARIES:
                SPOILT_SUMMARIES[fault](every)
            found = {name: every[name] for name in asked if name in every}
        if fault is Fault.CHANGED_SCHEMA:
            found = {"data": list(found.values())}
        return wrapped(request.route, 200, [found])
