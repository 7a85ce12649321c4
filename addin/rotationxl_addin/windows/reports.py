"""Reports that the ribbon asks for, built beside the cells' own work."""

import logging
import threading
from pathlib import Path

import rotationxl
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl_addin.windows.prompt import StoppedError
from rotationxl_workbooks.build import Form, build_one

log = logging.getLogger("rotationxl")
FAILED = "!"
"""What the told outcome of a report that could not be built begins with."""


class Reports:
    """Builds one report at a time."""

    def __init__(self) -> None:
        self._worker: threading.Thread | None = None
        self._stopped = threading.Event()
        self._title = ""
        self._outcome = ""

    def begin(self, template: str, month: str, path: str, source: str | None) -> None:
        """Begin to build; raises BadArgumentError while another report is being built."""
        if self._is_busy():
            raise BadArgumentError(f"template: {self._title} is still being built.")
        self._stopped.clear()
        self._title, self._outcome = template, ""
        given = (template, month, path, source)
        self._worker = threading.Thread(
            target=self._work, args=given, name="rotationxl-report", daemon=True
        )
        self._worker.start()

    @property
    def progress(self) -> str:
        """Return what is being built, for the status bar; empty when nothing is."""
        is_awaited = self._is_busy() and not self._stopped.is_set()
        return f"Rotation: building {self._title}" if is_awaited else ""

    def stop(self) -> None:
        """Give up the report that is being built: no file is written, and no outcome told."""
        self._stopped.set()

    def outcome(self) -> str:
        """Return, once, the path of the report that was built, or `!` and why it was not."""
        if self.progress:
            return ""
        told, self._outcome = self._outcome, ""
        return told

    def _is_busy(self) -> bool:
        return self._worker is not None and self._worker.is_alive()

    def _unless_stopped(self, book: bytes) -> bytes:
        if self._stopped.is_set():
            raise StoppedError
        return book

    def wait(self, seconds: float = 60) -> None:
        """Wait for what is being built."""
        if self._worker:
            self._worker.join(seconds)

    def _work(self, template: str, month: str, path: str, source: str | None) -> None:
        try:
            market = rotationxl.open_market(source, mode="first")
            market.renew_sessions()
            form = Form(".xlsx", self._unless_stopped)
            report = build_one(template, month, market, Path(path), form)
            self._outcome = str(report.path)
        except StoppedError:
            log.info("%s: building was stopped", template)
        except RotationError as error:
            self._outcome = f"{FAILED}{error}"
        except Exception as error:
            log.exception("building %s", template)
            self._outcome = f"{FAILED}{template}: it could not be built: {error}"
