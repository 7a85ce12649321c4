"""Reports that the ribbon asks for, built beside the cells' own work."""

import logging
import threading
from pathlib import Path

import rotationxl
from rotationxl.errors import BadArgumentError, RotationError
from rotationxl_workbooks.build import build, one_month

log = logging.getLogger("rotationxl")
FAILED = "!"
"""What the told outcome of a report that could not be built begins with."""


class Reports:
    """Builds one report at a time."""

    def __init__(self) -> None:
        self._worker: threading.Thread | None = None
        self._title = ""
        self._outcome = ""

    def begin(self, template: str, month: str, path: str, source: str | None) -> None:
        """Begin to build; raises BadArgumentError while another report is being built."""
        if self.progress:
            raise BadArgumentError(f"template: {self._title} is still being built.")
        self._title, self._outcome = template, ""
        given = (template, month, path, source)
        self._worker = threading.Thread(
            target=self._work, args=given, name="rotationxl-report", daemon=True
        )
        self._worker.start()

    @property
    def progress(self) -> str:
        """Return what is being built, for the status bar; empty when nothing is."""
        is_busy = self._worker is not None and self._worker.is_alive()
        return f"Rotation: building {self._title}" if is_busy else ""

    def outcome(self) -> str:
        """Return, once, the path of the report that was built, or `!` and why it was not."""
        if self.progress:
            return ""
        told, self._outcome = self._outcome, ""
        return told

    def wait(self, seconds: float = 60) -> None:
        """Wait for what is being built."""
        if self._worker:
            self._worker.join(seconds)

    def _work(self, template: str, month: str, path: str, source: str | None) -> None:
        try:
            market = rotationxl.open_market(source, mode="first")
            market.renew_sessions()
            months = [one_month(month, market)]
            (report,) = build(template, months, market, out=Path(path))
            self._outcome = str(report.path)
        except RotationError as error:
            self._outcome = f"{FAILED}{error}"
        except Exception as error:
            log.exception("building %s", template)
            self._outcome = f"{FAILED}{template}: it could not be built: {error}"
