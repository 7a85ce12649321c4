"""The process that answers LibreOffice's cells: one a user, ended when no one is connected."""

import hmac
import json
import logging
import os
import secrets
import socket
import socketserver
import sqlite3
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from rotationxl_addin.libreoffice.program import places

if TYPE_CHECKING:
    from rotationxl_addin.libreoffice.answers import Answers

IDLE_VARIABLE = "ROTATIONXL_CALC_IDLE"
"""Seconds that it stays without anyone connected."""
_IDLE = 60.0
_LOOK_SECONDS = 1.0
_STEP = 0.05  # seconds between looks while another helper starts or ends
_LONGEST_HELLO = 10_000
_HELLO_SECONDS = 10.0
Message = dict[str, Any]
log = logging.getLogger("rotationxl")


def main() -> None:
    """Serve until no one has been connected for a while; end at once where another one serves."""
    with closing(sqlite3.connect(places.own(places.LOCK), timeout=0, isolation_level=None)) as lock:
        while not _is_taken(lock):
            if _another_serves():
                return
            time.sleep(_STEP)
        _serve()


def _is_taken(lock: sqlite3.Connection) -> bool:
    """Try to become the one helper; the system gives the lock back however a process ends."""
    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _another_serves() -> bool:
    address = places.read(places.ADDRESS) or {}
    with suppress(OSError), socket.create_connection(("127.0.0.1", address.get("port", 0)), 1):
        return True
    return False


def _serve() -> None:
    from rotationxl_addin.libreoffice.answers import Answers  # long to import: the lock first

    # Of the program that started it: another one, with no source, is not to be given this one.
    first_source = os.environ.pop("ROTATIONXL_SOURCE", None)
    server = Server(Answers())
    threading.Thread(target=server.serve_forever, name="rotationxl-serve", daemon=True).start()
    places.write(places.ADDRESS, server.address._asdict())
    server.answers.warm_up(first_source)
    server.watch(float(os.environ.get(IDLE_VARIABLE) or _IDLE))
    if server.is_the_one():
        places.own(places.ADDRESS).unlink(missing_ok=True)


class Address(NamedTuple):
    """What a program needs to be answered."""

    port: int
    token: str
    process: int


class Server(socketserver.ThreadingTCPServer):
    """Listens on this machine alone, to those who know the token."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: "Answers") -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.answers = answers
        self.lines: set[Line] = set()
        port = int(self.server_address[1])
        self.address = Address(port, secrets.token_urlsafe(32), os.getpid())

    def watch(self, idle: float) -> None:
        """Tell all lines when their data have changed; return when there is no more to do."""
        alone_since = time.monotonic()
        while time.monotonic() - alone_since < idle:
            time.sleep(_LOOK_SECONDS)
            for line in list(self.lines):
                line.look()
                alone_since = time.monotonic()
            if not self.is_the_one():  # LibreOffice starts the one that was noted since
                return

    def is_the_one(self) -> bool:
        """Tell whether programs find this helper, and no other."""
        found = places.read(places.ADDRESS)
        return found is not None and found.get("token") == self.address.token


class Line(socketserver.StreamRequestHandler):
    """One program that asks."""

    server: Server

    def handle(self) -> None:
        """Answer until the program is gone."""
        with suppress(OSError):  # the program is gone
            self._serve()

    def _serve(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request.settimeout(_HELLO_SECONDS)
        hello = _read(self.rfile.readline(_LONGEST_HELLO))
        self.request.settimeout(None)
        if not hmac.compare_digest(str(hello.get("token")), self.server.address.token):
            return
        self.wfile.write(b"\n")
        self._sending = threading.Lock()
        self._source = hello.get("source")
        self._seen = self.server.answers.state(self._source)
        self._is_told = hello.get("told", True)
        self.server.lines.add(self)
        try:
            for text in self.rfile:
                self._answer(_read(text))
        finally:
            self.server.lines.discard(self)

    def _answer(self, message: Message) -> None:
        if message.keys() & {"report", "refresh"}:  # takes seconds, and cells go on meanwhile
            threading.Thread(target=self._reply, args=(message,), daemon=True).start()
        else:
            self._reply(message)

    def _reply(self, message: Message) -> None:
        answer = self.server.answers.reply(self._source, message)
        with suppress(OSError):  # the program is gone
            self._send({"id": message.get("id"), **answer})

    def look(self) -> None:
        """Tell the program when the data are others than it was last told of."""
        if not self._is_told:
            return
        state = self.server.answers.state(self._source)
        if state is not self._seen:
            self._seen = state
            with suppress(OSError):
                self._send({"changed": True})

    def _send(self, message: Message) -> None:
        line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        with self._sending:
            self.wfile.write(line)


def _read(text: bytes) -> Message:
    """Return a message; an empty one for what is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


if __name__ == "__main__":
    main()
