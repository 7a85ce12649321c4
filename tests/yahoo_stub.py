"""A very small Yahoo on this machine: it answers a chart and whatever fault a test wants."""

import datetime as dt
import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from rotationxl import days
from rotationxl.sessions import sessions

NEW_YORK = ZoneInfo("America/New_York")
Answer = Callable[["Handler"], None]


def opening(day: int, hour: int = 9, minute: int = 30) -> int:
    moment = dt.datetime.combine(days.to_date(day), dt.time(hour, minute), NEW_YORK)
    return int(moment.timestamp())


def chart(ticker: str, last: int, count: int = 60) -> dict[str, Any]:
    """Return the chart of a ticker that rises by 0.1 a day, with a dividend and a split."""
    day = sessions(last - 2 * count - 20, last).tolist()[-count:]
    close: list[float | None] = [100 + 0.1 * place for place in range(len(day))]
    stamps = [opening(d) for d in day]
    paid, cut = stamps[len(day) // 2], stamps[len(day) // 3]
    events = {
        "dividends": {str(paid): {"amount": 0.5, "date": paid}},
        "splits": {str(cut): {"date": cut, "numerator": 2.0, "denominator": 1.0}},
    }
    return {
        "meta": {
            "currency": "USD",
            "symbol": ticker,
            "instrumentType": "INDEX" if ticker.startswith("^") else "ETF",
            "exchangeTimezoneName": "America/New_York",
            "dataGranularity": "1d",
            "regularMarketPrice": close[-1],
            "validRanges": ["1d", "max"],
        },
        "timestamp": stamps,
        "indicators": {
            "quote": [{name: list(close) for name in ("open", "high", "low", "close", "volume")}],
            "adjclose": [{"adjclose": list(close)}],
        },
        **({} if ticker.startswith("^") else {"events": events}),
    }


class Handler(BaseHTTPRequestHandler):
    server: "Server"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.server.now().astimezone(dt.UTC), usegmt=True)

    def do_CONNECT(self) -> None:
        self.server.asked.append(f"CONNECT {self.path}")
        self.say(403, b"no")

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append(self.path)
        name = parts.path.rsplit("/", 1)[-1]
        if "/v8/finance/chart/" in parts.path:
            script = self.server.charts.get(unquote(name), [])
            answer = script.pop(0) if script else good
        else:
            answer = self.server.asides.get(name, crumb if name == "getcrumb" else missing)
        answer(self)

    def do_POST(self) -> None:
        self.server.asked.append(f"POST {self.path}")
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asides["collect"](self)

    @property
    def ticker(self) -> str:
        return unquote(urlsplit(self.path).path.rsplit("/", 1)[-1])

    def say(self, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.charts: dict[str, list[Answer]] = {}
        self.asides: dict[str, Answer] = {}
        self.now: Callable[[], dt.datetime] = lambda: dt.datetime(2024, 12, 1, tzinfo=NEW_YORK)
        self.last = days.from_ymd(2024, 11, 29)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def count(self, part: str) -> int:
        return sum(part in path for path in self.asked)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that has hung up is what half of the tests are about


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def say_chart(handler: Handler, result: Any, fault: Any = None, status: int = 200) -> None:
    body = {"chart": {"result": result, "error": fault}}
    handler.say(status, json.dumps(body).encode(), Content_Type="application/json")


def good(handler: Handler) -> None:
    say_chart(handler, [chart(handler.ticker, handler.server.last)])


def changed(change: Callable[[dict[str, Any]], object]) -> Answer:
    """Return an answer whose chart has been tampered with."""

    def answer(handler: Handler) -> None:
        result = chart(handler.ticker, handler.server.last)
        change(result)
        say_chart(handler, [result])

    return answer


def status(code: int, body: bytes = b"no", **headers: str) -> Answer:
    return lambda handler: handler.say(code, body, None, **headers)


def crumb(handler: Handler) -> None:
    handler.say(200, b"stub.crumb")


def missing(handler: Handler) -> None:
    handler.say(404, b"<html></html>")


def unknown(handler: Handler) -> None:
    fault = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
    say_chart(handler, None, fault, 404)


def outside(handler: Handler) -> None:
    fault = {"code": "Bad Request", "description": "Data doesn't exist for startDate = 1"}
    say_chart(handler, None, fault, 400)


def slow(handler: Handler) -> None:
    time.sleep(9)


def trickle(handler: Handler) -> None:
    handler.say(200, b"{", length=1000)
    for _ in range(60):
        time.sleep(0.15)
        handler.wfile.write(b" ")


def reset(handler: Handler) -> None:
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def short(handler: Handler) -> None:
    handler.say(200, b'{"chart":', length=1000)


def garbage(handler: Handler) -> None:
    handler.say(200, gzip.compress(b"{}")[:10] + b"garbage" * 9, Content_Encoding="gzip")


def portal(handler: Handler) -> None:
    handler.say(302, b"", Location=f"{handler.server.url}/login")


def consent(handler: Handler) -> None:
    host = f"{handler.server.url}/_host/consent.yahoo.com"
    handler.say(302, b"", Location=f"{host}/v2/form")
