"""The extension's line to the helper process: starts it, finds it again, passes messages."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from . import places

_PAUSE = 0.05  # seconds between looks for a helper that is starting
_START_SECONDS = 20.0  # then another one is started
_HELLO_SECONDS = 2.0
_CHUNK = 1 << 16
_FIRST_REST, _LONGEST_REST = 0.1, 60.0  # between helpers that come to nothing
_LONGEST_LOG = 1_000_000  # bytes
_NAME = "The Python that answers cells"
STARTING = f"{_NAME} is starting."
STARTING_AGAIN = f"{_NAME} has ended, and is started again."
_AGAIN = "Run: rotationxl addin install libreoffice"
_DOCTOR = "rotationxl addin doctor libreoffice"
_SERVES = "rotationxl_addin.libreoffice.helper"
# LibreOffice sets these for its own Python.
_NOT_PASSED_ON = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONEXECUTABLE",
    "__PYVENV_LAUNCHER__",
    "LD_LIBRARY_PATH",
)

Message = dict[str, Any]


class Connection:
    """Two lines to the helper, kept open by a thread of its own.

    On one a cell waits for its value; the other is for all that may take longer or comes unasked.
    """

    def __init__(
        self, begun: Callable[[], None], heard: Callable[[Message], None], hello: Message
    ) -> None:
        self._begun = begun
        self._heard = heard
        self._hello = hello
        self._socket: socket.socket | None = None
        self._direct: socket.socket | None = None
        self._sending = threading.Lock()
        self._closed = False
        self.problem = STARTING
        threading.Thread(target=self._keep, name="rotationxl", daemon=True).start()

    def ask(self, message: Message, patience: float) -> Message | None:
        """Return the reply to a message; None, and the line is given up, where it takes longer."""
        line = self._direct
        if line is None:
            return None
        try:
            line.settimeout(patience)
            line.sendall(_line(message))
            text = line.recv(_CHUNK)
            while text and not text.endswith(b"\n"):
                text += line.recv(_CHUNK)
        except OSError:
            text = b""
        if text:
            return dict(json.loads(text))
        if self._direct is line:  # else the other thread has opened a new one
            self._direct = None
        line.close()
        return None

    def ask_directly_again(self) -> None:
        """Open the line on which cells wait, where it was given up."""
        if self._direct is None:
            self._direct = self._found({"told": False})

    def send(self, message: Message) -> bool:
        """Send a message on the other line; False where no one is there to take it."""
        line = _line(message)
        with self._sending:
            if self._socket is None:
                return False
            try:
                self._socket.sendall(line)
            except OSError:
                return False
        return True

    def close(self) -> None:
        """End both lines for good."""
        self._closed = True
        for line in (self._socket, self._direct):
            if line is not None:
                with suppress(OSError):  # the other side was first
                    line.shutdown(socket.SHUT_RDWR)  # closing alone leaves a thread that reads
                line.close()

    def _keep(self) -> None:
        rest = _FIRST_REST
        while not self._closed:
            begun = time.monotonic()
            line = self._found({}) or self._started()
            if line is not None:
                self._listen(line)
            if line is not None and time.monotonic() - begun > _START_SECONDS:
                rest = _FIRST_REST
            else:
                time.sleep(rest)
                rest = min(2 * rest, _LONGEST_REST)

    def _found(self, more: Message) -> socket.socket | None:
        """Return a line to the helper whose address is written down, where it answers."""
        address = places.read(places.ADDRESS)
        if address is None:
            return None
        try:
            line = socket.create_connection(("127.0.0.1", int(address["port"])), _HELLO_SECONDS)
        except (OSError, KeyError, ValueError, TypeError, OverflowError):  # not as we write it
            return None
        try:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(_line({"token": address["token"], **self._hello, **more}))
            if line.recv(1) == b"\n":  # what the helper says to one who knows the token
                line.settimeout(None)
                return line
        except (OSError, KeyError):
            pass  # it is another program's port by now
        line.close()
        return None

    def _started(self) -> socket.socket | None:
        """Start the helper and return a line to it; None, with the problem noted, on failure."""
        if self._closed:
            return None
        settings = places.read(places.SETTINGS)
        if settings is None:
            path = places.folder() / places.SETTINGS
            self.problem = f"{path} is not there, or not whole. {_AGAIN}"
            return None
        try:
            process = _start(settings, self._hello.get("source"))
        except (OSError, KeyError, TypeError) as error:
            self.problem = f"{settings.get('python')} cannot be started: {error}. {_AGAIN}"
            return None
        # It outlives this program; where it ends before, that is to be taken note of.
        threading.Thread(target=process.wait, daemon=True).start()
        until = time.monotonic() + _START_SECONDS
        ended = None
        while time.monotonic() < until and ended is None and not self._closed:
            ended = process.poll()
            if found := self._found({}):
                return found
            time.sleep(_PAUSE)
        if ended != 0:  # else it left the work to another one, which is gone by now
            path = places.folder() / places.LOG
            self.problem = f"{_NAME} did not start; {path} says why, and so may: {_DOCTOR}"
        return None

    def _listen(self, line: socket.socket) -> None:
        self._socket = line
        self.ask_directly_again()
        try:
            self._begun()
            self.problem = ""  # only now: what is sent before counts as lost with the old helper
            with line.makefile("rb") as lines:
                for text in lines:
                    self._heard(json.loads(text))
        except (OSError, ValueError):
            pass  # the helper was killed: the lines are made anew
        except Exception:  # noqa: BLE001 (this thread must go on; no one else sees its errors)
            log_error()
        finally:
            self.problem = STARTING_AGAIN
            with self._sending:
                self._socket = None
            line.close()


def log_error() -> None:
    """Write down the error that is being handled; LibreOffice shows it to no one."""
    with places.own(places.LOG).open("a", encoding="utf-8") as log:
        traceback.print_exc(file=log)


def _line(message: Message) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def _start(settings: Message, source: str | None) -> "subprocess.Popen[Any]":
    environment = {k: v for k, v in os.environ.items() if k not in _NOT_PASSED_ON}
    environment["PYTHONPATH"] = os.pathsep.join(settings.get("path", []))
    if source:
        environment["ROTATIONXL_SOURCE"] = source  # what it warms up
    environment["PYTHONSAFEPATH"] = "1"  # no module of whatever folder the program is in
    path = places.own(places.LOG)
    is_long = path.exists() and path.stat().st_size > _LONGEST_LOG
    with path.open("wb" if is_long else "ab") as log:
        return subprocess.Popen(  # noqa: S603 (the interpreter that the user installed)
            [settings["python"], "-m", _SERVES],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            cwd=places.folder(),  # it would hold on to the user's
            **_apart(),
        )


def _apart() -> Message:
    """Return what makes a process outlive this one, without a window."""
    if sys.platform == "win32":
        # Not DETACHED_PROCESS: what it starts itself, such as a report, would open a window.
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags}
    return {"start_new_session": True}
