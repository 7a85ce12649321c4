"""What this process has open: one market for all workbooks.

It is in a module of its own since xlwings loads `udfs` again when its file changes.
"""

from rotationxl_addin.windows.desk import Desk
from rotationxl_addin.windows.prompt import Prompt
from rotationxl_addin.windows.reports import Reports


class Opened:
    """The desk for the calls of cells, and the reports; opened at their first use."""

    def __init__(self) -> None:
        self.reports = Reports()
        self.source: str | None = None
        self.reason = ""
        """Why a cell last got no answer at all."""
        self._desk: Desk | None = None

    def desk(self) -> Desk:
        """Return the desk; raises RotationError where its source cannot be opened."""
        if self._desk is None:
            self._desk = Desk(Prompt.open(self.source))
        return self._desk

    def use(self, source: str | None) -> None:
        """Take data from another source; raises RotationError, and stays, where there is none.

        The source that is open already stays open: a workbook that carries its own functions
        asks for it beside the add-in.
        """
        if self._desk is not None and source == self.source:
            return
        self.put(Desk(Prompt.open(source)), source)

    def put(self, desk: Desk, source: str | None) -> None:
        """Take this desk, and let it open its data."""
        self._desk, self.source, self.reason = desk, source, ""
        desk.warm()


OPENED = Opened()
