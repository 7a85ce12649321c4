"""One loopback server for all hosts: /_host/HOST/path, or a proxy that ends the encryption."""

import datetime as dt
import json
import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from stubs.control import PATH
from stubs.faults import Fault, Faults, Plan
from stubs.wire import Answer, Request, Site, answered, as_json, as_text

HANDSHAKE_SECONDS = 5


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    _behind = ""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Stay silent: requests are in the server's log."""

    def do_CONNECT(self) -> None:
        """Be the host that a client reaches through a proxy."""
        server = cast("Server", self.server)
        host = self.path.split(":")[0]
        asked = Request(time.monotonic(), self.command, host, self.path, {}, "connect", "")
        with server.lock:
            server.log.append(asked)
        if server.tls is None or server.refusing is not None:
            self.send_error(server.refusing or HTTPStatus.NOT_IMPLEMENTED)
            return
        self._behind = host
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        # Of a client that has gone already, wrap_socket would leave a socket open.
        if not self.connection.recv(1, socket.MSG_PEEK):
            return
        self.connection.settimeout(HANDSHAKE_SECONDS)
        self.connection = server.tls.wrap_socket(self.connection, server_side=True)
        self.connection.settimeout(None)
        with server.held(self.connection, instead_of=self.request):
            self.rfile = self.connection.makefile("rb", -1)
            self.wfile = self.connection.makefile("wb", 0)
            self.close_connection = False
            while not (self.close_connection or server.closing.is_set()):
                self.handle_one_request()

    def do_POST(self) -> None:
        if self.path == PATH:
            self._obey()
        else:
            self.do_GET()

    def _obey(self) -> None:
        """Do what another process asks of the stub itself; nothing of it is logged."""
        control = cast("Server", self.server).control
        try:
            command = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = as_json(200, control(command))
        except (ValueError, KeyError, TypeError) as error:
            answer = as_text(400, f"{type(error).__name__}: {error}", "text/plain")
        self._send(answer)

    def do_GET(self) -> None:
        # yfinance gives its consent with a GET that has a body.
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = cast("Server", self.server)
        host, path, query = self._target()
        site = server.sites.get(host)
        route, name = site.place(host, path, query) if site else ("elsewhere", "")
        request = Request(time.monotonic(), self.command, host, path, query, route, name)
        plans = server.faults.take(request)
        with server.lock:
            server.log.append(replace(request, faults=tuple(plan.fault for plan in plans)))
        if site is None:
            self._send(as_text(404, f"no stub speaks for {host}"))
            return
        late = server.faults.latency
        late += sum(plan.seconds for plan in plans if plan.fault is Fault.LATENCY)
        server.closing.wait(late)
        self._show(site, request, next((p for p in plans if p.fault is not Fault.LATENCY), None))

    def _target(self) -> tuple[str, str, dict[str, str]]:
        url = urlsplit(self.path)
        host, path = (
            self._behind or url.hostname or self.headers.get("Host", "").split(":")[0],
            url.path,
        )
        if path.startswith("/_host/"):
            _, _, host, *rest = path.split("/", 3)
            path = "/" + "".join(rest)
        return host, unquote(path), dict(parse_qsl(url.query, keep_blank_values=True))

    def _show(self, site: Site, request: Request, plan: Plan | None) -> None:
        fault = plan.fault if plan else None
        if plan and fault is Fault.TIMEOUT_BEFORE:
            self._hang(plan.seconds)
        elif fault is Fault.RESET:
            # No linger: the peer sees a reset, not an end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif fault is Fault.NOT_HTTP:
            self.close_connection = True
            self.wfile.write(f"{self.path}\r\n\r\n".encode())
        elif plan and fault is Fault.DRIP:
            self._drip(site.answer(request, None), plan.seconds)
        elif plan and fault in {Fault.TIMEOUT_DURING, Fault.SHORT_BODY}:
            self._send(site.answer(request, None), part=True)
            self._hang(plan.seconds if fault is Fault.TIMEOUT_DURING else 0)
        else:
            self._send(answered(site, request, plan))

    def _hang(self, seconds: float) -> None:
        cast("Server", self.server).closing.wait(seconds)
        self.close_connection = True

    def _drip(self, answer: Answer, seconds: float) -> None:
        """Send a byte at a time, so that no read waits for long, and never all of them."""
        self._head(answer)
        end = time.monotonic() + seconds
        with suppress(OSError):
            while time.monotonic() < end:
                self.wfile.write(b" ")
                cast("Server", self.server).closing.wait(0.05)
        self.close_connection = True

    def _send(self, answer: Answer, *, part: bool = False) -> None:
        body = answer.body[: len(answer.body) // 2] if part else answer.body
        self._head(answer, body)

    def _head(self, answer: Answer, body: bytes = b"") -> None:
        """Send the head of an answer and as much of its body."""
        server = cast("Server", self.server)
        known = answer.status in set(HTTPStatus)
        reason = HTTPStatus(answer.status).phrase if known else "Unknown"
        headers = {
            "Date": format_datetime(server.now().astimezone(dt.UTC), usegmt=True),
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.body)),
            **answer.headers,
        }
        head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        start = f"HTTP/1.1 {answer.status} {reason}\r\n{head}\r\n".encode()
        # A client that gave up has closed its end.
        with suppress(OSError):
            self.wfile.write(start + body)


class Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them: nothing of one test is left for another
    request_queue_size = 128

    def __init__(
        self,
        sites: Iterable[Site],
        faults: Faults,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        *,
        now: Callable[[], dt.datetime],
        control: Callable[[dict[str, Any]], Any],
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        # What the header Date tells: clients may go by the provider's clock.
        self.now = now
        self.control = control
        self.sites = {host: site for site in sites for host in site.hosts}
        self.faults = faults
        self.tls = tls
        # What the proxy says instead of connecting.
        self.refusing: HTTPStatus | None = None
        self.log: list[Request] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.mistakes: list[BaseException] = []
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.lock:
            self._open.add(request)
        super().process_request(request, client_address)

    @contextmanager
    def held(self, encrypted: socket.socket, *, instead_of: socket.socket) -> Iterator[None]:
        """Close the encrypted end of a connection at the end, however that comes, or with all."""
        with self.lock:
            self._open.discard(instead_of)
            self._open.add(encrypted)
        try:
            yield
        finally:
            with self.lock:
                self._open.discard(encrypted)
            encrypted.close()

    def shutdown_request(self, request: Any) -> None:
        with self.lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what is the stub's own mistake: clients that give up are what is tested."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.mistakes.append(error)

    def close(self) -> None:
        """Stop at once, kept-alive connections too: nothing may answer any more."""
        self.closing.set()
        self.shutdown()
        self._thread.join()
        with self.lock:
            left = list(self._open)
        for connection in left:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
