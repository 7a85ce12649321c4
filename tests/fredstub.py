"""A very small FRED on loopback: two series and one without vintages, and any fault."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from rotationxl import days
from rotationxl.live.pace import Pace

KEY = "0123456789abcdef0123456789abcdef"
Query = dict[str, str]
Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Stub:
    """A server on loopback: `faults` are used up one a request, then `answer` answers."""

    answer: Callable[["Stub", str, Query], Reply]
    faults: list[Callable[[Any], Reply | None]] = field(default_factory=list)
    most_vintages: int = 2000
    page: int = 100_000
    asked: list[tuple[str, Query]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    url: str = ""

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {name: found[0] for name, found in parse_qs(parts.query).items()}
        self.asked.append((parts.path, query))
        self.times.append(time.monotonic())
        reply = self.faults.pop(0)(handler) if self.faults else self.answer(self, parts.path, query)
        if reply is not None:
            status, headers, body = reply
            handler.send_response(status)
            for name, text in {"Content-Length": str(len(body)), **headers}.items():
                handler.send_header(name, text)
            handler.end_headers()
            handler.wfile.write(body)


@contextmanager
def serving() -> Iterator[Stub]:
    here = Stub(fred_answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    here.url = f"http://127.0.0.1:{server.server_port}/fred"
    yield here
    server.shutdown()
    server.server_close()


# What FRED holds: payrolls with a first print and two revisions a month, daily yields with a
# holiday, and a series that has no vintages.
MONTHS = [f"{2023 + i // 12}-{i % 12 + 1:02d}-01" for i in range(24)]
YIELDS = [("2024-07-03", "4.36"), ("2024-07-04", "."), ("2024-07-05", "4.28")]
STILL, TODAY = "9999-12-31", "2024-12-31"


def _later(date: str, number: int) -> str:
    return days.iso(days.from_datetime64(np.array([date], "datetime64[D]"))[0] + number)


def payrolls() -> list[tuple[str, str, str, str]]:
    rows = []
    for i, month in enumerate(MONTHS):
        starts = [_later(month, n) for n in (36, 66, 97)]
        ends = [_later(starts[1], -1), _later(starts[2], -1), STILL]
        for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
            rows.append((month, start, end, str(158000 + 150 * i + 13 * k)))
    return rows


def cut_to(
    rows: list[tuple[str, str, str, str]], start: str, end: str
) -> list[tuple[str, str, str, str]]:
    """Return the rows of a real-time period, as FRED does: their own period cut to it."""
    return [(d, max(s, start), min(e, end), v) for d, s, e, v in rows if s <= end and e >= start]


def error(status: int, message: str) -> Reply:
    body = json.dumps({"error_code": status, "error_message": f"Bad Request.  {message}"})
    return status, {"Content-Type": "application/json"}, body.encode()


def fred_answer(stub: Stub, path: str, query: Query) -> Reply:
    if query.get("api_key") != KEY:
        return error(400, "The value for variable api_key is not registered.")
    code, name = query["series_id"], path.rpartition("/")[2]
    if code not in {"PAYEMS", "DGS10", "NOVINT"}:
        return error(400, "The series does not exist.")
    start, end = query.get("realtime_start", TODAY), query.get("realtime_end", TODAY)
    if code == "NOVINT" and start != end:
        return error(400, "The series does not exist in ALFRED but may exist in FRED.")
    if name == "vintagedates":
        start, end = query.get("realtime_start", "1776-07-04"), query.get("realtime_end", STILL)
    rows = payrolls() if code == "PAYEMS" else [(d, "2024-07-08", STILL, v) for d, v in YIELDS]
    dates = sorted({s for _, s, _, _ in rows if start <= s <= end})
    if name == "vintagedates":
        return listed(stub, "vintage_dates", dates, query)
    if len(dates) > stub.most_vintages:
        return error(
            400,
            f"There are {len(dates)} vintage dates in the specified real-time period. "
            f"This exceeds the maximum number of vintage dates allowed ({stub.most_vintages}).",
        )
    names = ("date", "realtime_start", "realtime_end", "value")
    kept = [dict(zip(names, row, strict=True)) for row in cut_to(rows, start, end)]
    return listed(stub, "observations", kept, query)


def listed(stub: Stub, name: str, items: list[Any], query: Query) -> Reply:
    assert query["file_type"] == "json"
    offset = int(query.get("offset", "0"))
    some = items[offset : offset + stub.page]
    about = {"count": len(items), "offset": offset, "limit": stub.page, name: some}
    return 200, {"Content-Type": "application/json"}, json.dumps(about).encode()


def observed(pairs: list[tuple[str, Any]]) -> Callable[[Any], Reply]:
    rows = [
        {"date": d, "realtime_start": "2024-07-08", "realtime_end": STILL, "value": v}
        for d, v in pairs
    ]
    return given(200, json.dumps({"count": len(rows), "observations": rows}).encode())


def given(status: int, body: bytes = b"{}", **headers: str) -> Callable[[Any], Reply]:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda _: (status, named, body)


def hang(_: Any) -> None:
    time.sleep(1)


def hang_in_the_body(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    handler.wfile.flush()
    time.sleep(1)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    for _ in range(12):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def quick(**changes: Any) -> Pace:
    return Pace(**({"gap": 0.0, "backoff": 0.01, "limit": 0.5} | changes))
