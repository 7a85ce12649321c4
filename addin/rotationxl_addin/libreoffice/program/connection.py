"""The extension's line to the helper process: starts it, finds it again, passes messages."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from . import places

_PAUSE = 0.05  # seconds between looks for a helper that is starting
_START_SECONDS = 20.0  # then another one is started
_LONGEST_REST = 60.0  # between starts that come to nothing
_SERVES = "rotationxl_addin.libreoffice.helper"
# LibreOffice sets these for its own Python.
_NOT_PASSED_ON = ("PYTHONHOME", "PYTHONPATH", "PYTHONEXECUTABLE", "LD_LIBRARY_PATH")

Message = dict[str, Any]


class Connection:
    """Keeps a line open in a thread of its own; tells when one is there, and what comes in."""

    def __init__(
        self, begun: Callable[[], None], heard: Callable[[Message], None], hello: Message
    ) -> None:
        self._begun = begun
        self._heard = heard
        self._hello = hello
        self._socket: socket.socket | None = None
        self._sending = threading.Lock()
        self.problem = ""
        threading.Thread(target=self._keep, name="rotationxl", daemon=True).start()

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def send(self, message: Message) -> bool:
        """Send a message; False where no one is there to take it."""
        line = _line(message)
        with self._sending:
            if self._socket is None:
                return False
            try:
                self._socket.sendall(line)
            except OSError:
                return False
        return True

    def _keep(self) -> None:
        rest = 1.0
        while True:
            taken = self._found() or self._started()
            if taken is None:
                time.sleep(rest)
                rest = min(2 * rest, _LONGEST_REST)
                continue
            begun = time.monotonic()
            self._listen(taken)
            rest = 1.0 if time.monotonic() - begun > _START_SECONDS else min(2 * rest, 8.0)

    def _found(self) -> socket.socket | None:
        """Return a line to the helper whose address is written down, where it answers."""
        address = places.read(places.ADDRESS)
        if address is None:
            return None
        try:
            line = socket.create_connection(("127.0.0.1", int(address["port"])), 2.0)
        except (OSError, KeyError, ValueError):
            return None
        try:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(_line({"token": address["token"], **self._hello}))
            if line.recv(1) == b"\n":  # what the helper says to one who knows the token
                line.settimeout(None)
                return line
        except (OSError, KeyError):
            pass
        line.close()
        return None

    def _started(self) -> socket.socket | None:
        """Start the helper and return a line to it; None, with the problem noted, on failure."""
        settings = places.read(places.SETTINGS)
        if settings is None:
            self.problem = f"{places.folder() / places.SETTINGS} is not there."
            return None
        try:
            process = _start(settings)
        except (OSError, KeyError) as error:
            self.problem = f"{settings.get('python')} cannot be started: {error}."
            return None
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if found := self._found():
                self.problem = ""
                return found
            if process.poll() not in {None, 0}:
                break
            time.sleep(_PAUSE)
        self.problem = f"The helper process did not start; see {places.folder() / places.LOG}."
        return None

    def _listen(self, line: socket.socket) -> None:
        self._socket = line
        try:
            self._begun()
            with line.makefile("rb") as lines:
                for text in lines:
                    self._heard(json.loads(text))
        except OSError:
            pass  # the helper was killed: the line is made anew
        finally:
            with self._sending:
                self._socket = None
            line.close()


def _line(message: Message) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def _start(settings: Message) -> "subprocess.Popen[bytes]":
    environment = {k: v for k, v in os.environ.items() if k not in _NOT_PASSED_ON}
    environment["PYTHONPATH"] = os.pathsep.join(settings.get("path", []))
    alone: Message = (
        {"creationflags": 0x08000008}  # DETACHED_PROCESS, CREATE_NO_WINDOW
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    with (places.folder() / places.LOG).open("ab") as log:
        return subprocess.Popen(  # noqa: S603 (the interpreter that the user installed)
            [settings["python"], "-m", _SERVES],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            **alone,
        )
