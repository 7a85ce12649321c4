"""FRED: the API in XML and JSON, with its limits, and the keyless CSV download."""

import datetime as dt
import json
import re
import time
from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar
from xml.sax.saxutils import quoteattr

from stubs.faults import Fault, Plan
from stubs.wire import Answer, Request, as_json, as_text
from stubs.world import FOREVER, Row, Series, World

Item = TypeVar("Item")

KEY = "0123456789abcdef0123456789abcdef"
FIRST = dt.date(1776, 7, 4)
HELP = "Read https://fred.stlouisfed.org/docs/api/api_key.html for more information."
REASONS = {429: "Too Many Requests.  Exceeded Rate Limit", 500: "Internal Server Error"}
INITIAL_RELEASE_ONLY = "4"
FREQUENCIES = {"D": "Daily", "W": "Weekly", "M": "Monthly", "Q": "Quarterly"}


class Header(NamedTuple):
    """The keyless download's name of the date and of a missing value."""

    date: str
    missing: str


NEW_HEADER = Header("observation_date", "")
OLD_HEADER = Header("DATE", ".")


class BadRequestError(Exception):
    """What FRED answers with status 400."""


def observed(rows: Iterable[tuple[str, Any] | tuple[str, str, str, Any]]) -> bytes:
    """Return observations in a test's own words: day and value, or day, start, end and value."""
    names = ("date", "realtime_start", "realtime_end", "value")
    told = [row if len(row) == 4 else (row[0], "2024-07-08", str(FOREVER), row[1]) for row in rows]
    items = [dict(zip(names, row, strict=True)) for row in told]
    return json.dumps({"count": len(items), "observations": items}).encode()


def refusal(message: str) -> bytes:
    """Return FRED's body of a status 400."""
    return json.dumps({"error_code": 400, "error_message": f"Bad Request.  {message}"}).encode()


def written(value: float | None, decimals: int) -> str:
    return "." if value is None else f"{value:.{decimals}f}"


def attributes(values: dict[str, Any]) -> str:
    return "".join(f" {key}={quoteattr(str(value))}" for key, value in values.items())


def spoilt(rows: list[Row], plan: Plan | None) -> list[Row]:
    fault, count = (plan.fault, plan.rows) if plan else (None, 0)
    if fault is Fault.LOST_TAIL:
        return rows[:-count]
    if fault is Fault.DOTS:
        return rows[:-count] + [row._replace(value=None) for row in rows[-count:]]
    if fault is Fault.REVISED_HISTORY:
        old = [r if r.value is None else r._replace(value=r.value + 1) for r in rows[:count]]
        return old + rows[count:]
    return rows


class Fred:
    hosts = frozenset({"api.stlouisfed.org", "fred.stlouisfed.org"})

    def __init__(self, world: World, *, per_second: int | None = None) -> None:
        self.world = world
        self.per_second = per_second
        self.header = NEW_HEADER
        self.vintage_limit = 2000
        self.page = 100_000
        self._asked: deque[float] = deque()

    def place(self, host: str, path: str, query: dict[str, str]) -> tuple[str, str]:
        if path == "/graph/fredgraph.csv":
            return "fredgraph", query.get("id", "")
        name = query.get("series_id", "")
        return path.removeprefix("/fred/").removeprefix("series/"), name

    def failure(self, request: Request, status: int, reason: str | None = None) -> Answer:
        reason = reason or REASONS.get(status, "Unauthorized")
        if request.route == "fredgraph":
            return as_text(status, f"<html><body>{reason}</body></html>")
        if request.query.get("file_type") == "json":
            return as_json(status, {"error_code": status, "error_message": reason})
        start = '<?xml version="1.0" encoding="utf-8" ?>\n\n'
        said = attributes({"code": status, "message": reason})
        return as_text(status, f"{start}<error{said}/>\n", "text/xml; charset=UTF-8")

    def answer(self, request: Request, plan: Plan | None) -> Answer:
        if self._too_many(request):
            return self.failure(request, 429)
        if request.route == "fredgraph":
            return self._graph(request, plan)
        answers = {
            "series": self._series,
            "vintagedates": self._vintages,
            "observations": self._observations,
        }
        if request.route not in answers:
            return self.failure(request, 404, "Not Found")
        try:
            check_key(request, plan)
            return answers[request.route](request, plan)
        except BadRequestError as error:
            return self.failure(request, 400, f"Bad Request.  {error}")

    def _too_many(self, request: Request) -> bool:
        if self.per_second is None or request.route == "fredgraph":
            return False
        now = time.monotonic()
        while self._asked and self._asked[0] <= now - 1:
            self._asked.popleft()
        self._asked.append(now)
        return len(self._asked) > self.per_second

    def _named(self, request: Request) -> Series:
        if request.name not in self.world.series:
            raise BadRequestError("The series does not exist.")
        return self.world.series[request.name]

    def _reply(self, request: Request, tag: str, head: dict[str, Any], items: Any) -> Answer:
        """Write the items under a head, as JSON or as XML: texts or rows of attributes."""
        if request.query.get("file_type") == "json":
            return as_json(200, head | {tag: items})
        name = tag.removesuffix("s")
        lines = [
            f"<{name}>{item}</{name}>" if isinstance(item, str) else f"<{name}{attributes(item)}/>"
            for item in items
        ]
        start = f'<?xml version="1.0" encoding="utf-8" ?>\n\n<{tag}{attributes(head)}>\n'
        return as_text(200, start + "\n".join(lines) + f"\n</{tag}>\n", "text/xml; charset=UTF-8")

    def _series(self, request: Request, plan: Plan | None) -> Answer:
        series, today = self._named(request), self.world.today
        head = {"realtime_start": str(today), "realtime_end": str(today)}
        days = [row.day for row in series.rows(today, today, today)] or [today]
        about = {
            "id": series.code,
            **head,
            "title": series.title,
            "observation_start": str(days[0]),
            "observation_end": str(days[-1]),
            "frequency": FREQUENCIES[series.frequency],
            "frequency_short": series.frequency,
            "units": series.units,
            "units_short": series.units,
            "seasonal_adjustment": "Not Seasonally Adjusted",
            "seasonal_adjustment_short": "NSA",
            "last_updated": f"{today} 15:16:02-06",
            "popularity": 90,
            "notes": "A stub.",
        }
        return self._reply(request, "seriess", head, [about])

    def _vintages(self, request: Request, plan: Plan | None) -> Answer:
        series = self._named(request)
        start, end = self._realtime(request, FIRST, FOREVER)
        every = [str(day) for day in series.vintages(start, min(end, self.world.today))]
        head, rows = paged(request, every, 10_000, "vintage_date")
        return self._reply(request, "vintage_dates", realtime(start, end) | head, rows)

    def _realtime(self, request: Request, start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
        start = asked_day(request, "realtime_start", start)
        end = asked_day(request, "realtime_end", max(end, start))
        if start > end:
            raise BadRequestError("Variable realtime_start must be before realtime_end.")
        if start > self.world.today:
            raise BadRequestError("Variable realtime_start must be on or before today's date.")
        return start, end

    def _observations(self, request: Request, plan: Plan | None) -> Answer:
        series, today = self._named(request), self.world.today
        start, end = self._realtime(request, today, today)
        if not series.archived and start != end:
            raise BadRequestError("The series does not exist in ALFRED but may exist in FRED.")
        if (count := len(series.vintages(start, min(end, today)))) > self.vintage_limit:
            raise BadRequestError(
                f"There are {count} vintage dates in the specified real-time period: {start} to "
                f"{end}.  This exceeds the maximum number of vintage dates allowed "
                f"({self.vintage_limit})."
            )
        first = asked_day(request, "observation_start", FIRST)
        last = asked_day(request, "observation_end", FOREVER)
        rows = [r for r in series.rows(start, end, today) if first <= r.day <= last]
        if request.query.get("output_type") == INITIAL_RELEASE_ONLY:
            rows = list({row.day: row for row in reversed(rows)}.values())[::-1]
        head, cut = paged(request, spoilt(rows, plan), self.page, "observation_date")
        about = realtime(start, end) | {
            "observation_start": str(first),
            "observation_end": str(last),
            "units": request.query.get("units", "lin"),
            "output_type": int(request.query.get("output_type", "1")),
            "file_type": request.query.get("file_type", "xml"),
        }
        items = [
            realtime(row.start, row.end)
            | {"date": str(row.day), "value": written(row.value, series.decimals)}
            for row in cut
        ]
        return self._reply(request, "observations", about | head, items)

    def _graph(self, request: Request, plan: Plan | None) -> Answer:
        codes = request.name.split(",")
        if any(code not in self.world.series for code in codes):
            return self.failure(request, 404, "Not Found")
        first, last = asked_day(request, "cosd", FIRST), asked_day(request, "coed", FOREVER)
        today = self.world.today
        every = [self.world.series[code] for code in codes]
        columns = [
            {
                row.day: self.header.missing
                if row.value is None
                else written(row.value, series.decimals)
                for row in spoilt(series.rows(today, today, today), plan)
            }
            for series in every
        ]
        lines = [",".join([self.header.date, *codes])]
        for day in sorted(set().union(*columns)):
            said = [column.get(day, self.header.missing) for column in columns]
            if first <= day <= last:
                lines.append(",".join([str(day), *said]))
        answer = as_text(200, "\n".join(lines) + "\n", "application/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="fredgraph.csv"'
        return answer


def check_key(request: Request, plan: Plan | None) -> None:
    key = request.query.get("api_key")
    if key is None:
        raise BadRequestError(f"Variable api_key is not set.  {HELP}")
    if not re.fullmatch("[0-9a-z]{32}", key):
        raise BadRequestError(
            "The value for variable api_key is not a 32 character alpha-numeric lower-case "
            f"string.  {HELP}"
        )
    if key != KEY or (plan and plan.fault is Fault.BAD_KEY):
        raise BadRequestError(f"The value for variable api_key is not registered.  {HELP}")


def asked_day(request: Request, name: str, default: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(request.query.get(name) or str(default))
    except ValueError:
        raise BadRequestError(f"The value for variable {name} is not a YYYY-MM-DD date.") from None


def realtime(start: dt.date, end: dt.date) -> dict[str, Any]:
    return {"realtime_start": str(start), "realtime_end": str(end)}


def paged(
    request: Request, every: list[Item], most: int, order: str
) -> tuple[dict[str, Any], list[Item]]:
    offset = int(request.query.get("offset", 0))
    limit = int(request.query.get("limit", most))
    if not 1 <= limit <= most:
        raise BadRequestError(f"Variable limit is not between 1 and {most}.")
    sort = request.query.get("sort_order", "asc")
    ordered = every[::-1] if sort == "desc" else every
    head = {"order_by": order, "sort_order": sort, "count": len(every), "offset": offset}
    return head | {"limit": limit}, ordered[offset : offset + limit]
