"""The add-in's VBA run without Excel: pyOpenVBA's interpreter before xlwings' own COM server."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import _objects as objects
from pyopenvba.interpreter import _values as values

from rotationxl.cells import Cell, CellError
from rotationxl_addin.windows import xlam
from rotationxl_addin.windows.variants import NUMBERS
from win32 import com_server

_HRESULT = -2146828288
_NAMES = {number: name for name, number in NUMBERS.items()}
_OURS = "Private Function RotationServer() As Object"
_STAND_INS = {
    _OURS: _OURS.replace("Server", "DLL"),  # there is no DLL to load
    "Application.Caller": "RotationCaller()",
    "Application.OnTime": "RotationOnTime",
    "Application.OnKey": "RotationOnKey",
    "Application.MacroOptions": "RotationMacroOptions",
    "ThisWorkbook.IsAddin": "True",
    "ThisWorkbook.Listen": "Listened = Listened + 1",
    "book.IsAddin": "False",
    'Not Application.CommandBars("Standard").Controls(1).Enabled': "IsWizard",
    "Application.AutoCorrect.AutoFillFormulasInLists": "Fills",
    "(cell.Value2 = CVErr(xlErrName))": "Not IsBound",
    "book.Date1904": "Is1904",
    "Application.EnableCancelKey": "CancelKey",
    "GetSetting(": "RotationKept(",
    "SaveSetting ": "RotationKeep ",
    "Application.Dialogs(xlDialogFunctionWizard).Show": "WizardEnds",
    "Application.GetSaveAsFilename(": "RotationFile(",
    "ActiveWorkbook.FileFormat": "51",
    'Environ$("TEMP")': '"T:"',
    "Kill temporary": "Killed = temporary",
    "ActiveWorkbook.SaveCopyAs temporary": "Copied = temporary",
    "book.LinkSources(xlExcelLinks)": "RotationLinks()",
    "cell.Worksheet Is Application.ActiveSheet": "rotation_test_caller.IsActive",
    "Now < mNoteEnds": "Now + SecondsOn / 86400 < mNoteEnds",
    "cell.Formula2 = text": "cell.Formula2 = text: Entered = Entered & text",
}
"""What the interpreter does not have, and what stands for it."""
_CONNECTION = Path(__file__).with_name("stand_in.bas").read_text("ascii")


class Caller(objects.VBAObject):
    """The cell that calls, with the sheet and the workbook that it is in."""

    vba_type_name = "Range"

    def __init__(self) -> None:
        super().__init__()
        self.is_1904 = False
        self.is_saved = True
        self.is_active = True
        self.is_protected = False
        self.marked = 0
        self.entered: list[str] = []
        self.calculated = 0

    @objects.member
    def IsActive(self) -> bool:  # noqa: N802 (of the stand-in alone)
        return self.is_active

    @objects.method
    def Cells(self, _row: int, _column: int) -> object:  # noqa: N802
        return self

    @objects.member
    def NumberFormat(self) -> str:  # noqa: N802
        return "General"

    @objects.member
    def HasSpill(self) -> bool:  # noqa: N802
        return False

    @objects.member
    def HasArray(self) -> bool:  # noqa: N802
        return False

    @objects.member
    def Formula2(self) -> str:  # noqa: N802
        return "=SPREAD()"

    @objects.setter("Formula2")
    def set_formula2(self, value: object) -> None:
        if self.is_protected:
            raise values.error(1004, "The cell is on a protected sheet.")
        self.entered.append(str(value))

    @objects.setter("Formula")
    def set_formula(self, value: object) -> None:
        self.set_formula2(value)

    @objects.method
    def Calculate(self) -> None:  # noqa: N802
        self.calculated += 1

    @objects.member
    def Worksheet(self) -> object:  # noqa: N802 (Excel's names, here and below)
        return self

    @objects.member
    def Parent(self) -> object:  # noqa: N802
        return self

    @objects.member
    def Date1904(self) -> bool:  # noqa: N802
        return self.is_1904

    @objects.member
    def Saved(self) -> bool:  # noqa: N802
        return self.is_saved

    @objects.setter("Saved")
    def set_saved(self, value: object) -> None:
        self.is_saved = bool(value)

    @objects.method
    def Address(self, External: bool = False) -> str:  # noqa: N802, N803
        return "[Book1]Sheet1!$A$1"

    @objects.method
    def Dirty(self) -> None:  # noqa: N802
        self.marked += 1
        self.is_saved = False


class Control(objects.VBAObject):
    """The button that was pressed."""

    vba_type_name = "IRibbonControl"

    def __init__(self, tag: str = "") -> None:
        super().__init__()
        self.tag = tag

    @objects.member
    def Tag(self) -> str:  # noqa: N802
        return self.tag


class Server(objects.VBAObject):
    """What the cached pointer of the VBA points to; `broken` calls fail before one gets through."""

    vba_type_name = "Object"

    def __init__(self) -> None:
        super().__init__()
        self.python = com_server()
        self.calls: list[str] = []
        self.broken = 0
        self.described: dict[str, tuple[str, str, list[str]]] = {}

    @objects.method
    def Described(  # noqa: N802 (called from VBA)
        self, macro: str, help_text: str, category: str, arguments: Any = values.MISSING
    ) -> None:
        """Take what the function wizard is told."""
        told = [] if arguments is values.MISSING else list(to_com(arguments))
        self.described[macro.rpartition("!")[2]] = (help_text, category, told)

    @objects.method
    def CallUDF(self, script: str, wanted: str, given: Any) -> Any:  # noqa: N802 (xlwings' name)
        """Call Python as COM does, with plain tuples."""
        self.calls.append(wanted)
        if self.broken:
            self.broken -= 1
            raise values.error(-2147023174, "The RPC server is unavailable.")
        try:
            return of_com(self.python.CallUDF(script, wanted, to_com(given)))
        except Exception as error:
            raise values.error(-2147467259, f"{type(error).__name__}: {error}") from error


class Excel:
    """An Excel that has the add-in's modules, and a server to connect to."""

    def __init__(self) -> None:
        self.server = Server()
        self.caller = Caller()
        self.connections = 0
        self.refuses = False
        self.app = ExcelApplication()
        self.app.add_workbook()
        bridge = next(v.host for v in vars(self.app).values() if hasattr(v, "host"))
        usual = bridge.global_object

        def global_object(name: str) -> Any:
            if name.lower() == "rotation_test_caller":
                return self.caller
            if name.lower() != "rotation_test_server":
                return usual(name)
            self.connections += 1
            if self.refuses:
                raise values.error(1000, "Python process exited before it was possible.")
            return self.server

        bridge.global_object = global_object
        for name, text in xlam.modules().items():
            for missing, stand_in in _STAND_INS.items():
                text = text.replace(missing, stand_in)  # noqa: PLW2901 (one after another)
            self.app.add_module(text, name=name)
        self.app.add_module(_CONNECTION, name="RotationConnection")

    def cell(self, name: str, *given: Cell) -> Cell:
        """Return what a cell with this call shows."""
        return of_vba(self.app.run(name, *map(to_vba, given)))

    def run(self, name: str, *given: Any) -> Any:
        return self.app.run(name, *given)


def to_vba(cell: Cell) -> Any:
    """Return a cell as a wrapper gets it: rows as the array of a range, None as left out."""
    if isinstance(cell, list):
        bounds = [(1, len(cell)), (1, len(cell[0]))]
        array = values.VBAArray(bounds)
        for i, row in enumerate(cell, 1):
            for j, item in enumerate(row, 1):
                array.set([i, j], values.EMPTY if item is None else to_vba(item))
        return array
    if cell is None:
        return values.MISSING
    if isinstance(cell, CellError):
        return values.VBAErrorValue(NUMBERS[cell])
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def of_vba(value: Any) -> Cell:
    """Return what a cell shows of what a wrapper returns."""
    if isinstance(value, values.VBAErrorValue):
        return CellError(_NAMES[value.number])
    if isinstance(value, values.VBAArray):
        return _rows(value, of_vba)
    return [[of_vba(item) for item in row] for row in value] if isinstance(value, list) else value


def to_com(value: Any) -> Any:
    """Return a Variant as pywin32 hands it to Python."""
    if value is values.MISSING:
        return -2147352572
    if value is values.EMPTY:
        return None
    if isinstance(value, values.VBAErrorValue):
        return _HRESULT + value.number
    if isinstance(value, values.VBAArray):
        if value.dimensions == 1:
            return tuple(to_com(item) for item in value.items)
        return tuple(tuple(row) for row in _rows(value, to_com))
    return int(value) if type(value).__name__ == "VBAInt" else value


def of_com(value: Any) -> Any:
    """Return what VBA gets for what Python returns: lists are arrays from 0 on."""
    if not isinstance(value, list | tuple):
        assert value is not None, "None is Null in VBA, and #VALUE! in a cell"
        assert not isinstance(value, int) or isinstance(value, bool)
        return value
    if not value or not isinstance(value[0], list | tuple):
        return values.VBAArray([(0, len(value) - 1)], items=[of_com(item) for item in value])
    return _array(value)


def _array(rows: Sequence[Sequence[Any]]) -> Any:
    array = values.VBAArray([(0, len(rows) - 1), (0, len(rows[0]) - 1)])
    for i, row in enumerate(rows):
        for j, item in enumerate(row):
            array.set([i, j], of_com(item))
    return array


def _rows(array: Any, convert: Any) -> list[list[Any]]:
    (top, bottom), (left, right) = array.bounds
    return [
        [convert(array.get([i, j])) for j in range(left, right + 1)] for i in range(top, bottom + 1)
    ]


def read_by_olevba(path: Path, modules: Mapping[str, str]) -> str:
    """Return all VBA that olevba finds in a file, once each of these modules is among it."""
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "oletools.olevba", "--code", str(path)],
        check=True, capture_output=True, encoding="utf-8",
    ).stdout  # fmt: skip
    for name, text in modules.items():
        assert f"VBA MACRO {name}.bas" in found
        assert text.partition("\r\n")[2].replace("\r\n", "\n").strip() in found
    assert "Private Sub Workbook_Open()" in found
    return found
