"""Runs on LibreOffice's Python: does in a running program what a test asks for, line by line."""

import json
import sys
import time
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

_XLSX, _ODS = "Calc MS Excel 2007 XML", "calc8"
_SECONDS = 60
_MARGIN = 200  # hundredths of a millimetre, as the next two
_EDGES = (1300, 550)
_TEXT = 2  # com.sun.star.sheet.FormulaResult.STRING


class Driver:
    """One program, its open documents by name."""

    def __init__(self, pipe: str) -> None:
        self._context = _connected(pipe)
        self._desktop = self._service("com.sun.star.frame.Desktop")
        self._documents: dict[str, Any] = {}

    def load(self, name: str, path: str) -> float:
        """Open a document; return how many seconds that took."""
        begun = time.perf_counter()
        url = uno.systemPathToFileUrl(path)
        hidden = _property("Hidden", value=True)
        self._documents[name] = self._desktop.loadComponentFromURL(url, "_blank", 0, (hidden,))
        return time.perf_counter() - begun

    def new(self, name: str, *, is_hidden: bool = True) -> None:
        """Open an empty document."""
        hidden = _property("Hidden", is_hidden)
        found = self._desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
        self._documents[name] = found

    def show_new(self, name: str) -> None:
        """Open an empty document in a window, which the menu's dialogs need."""
        self.new(name, is_hidden=False)

    def press(self, window: str, button: str) -> bool:
        """Press a button of the window of this title; False while there is none."""
        toolkit = self._service("com.sun.star.awt.Toolkit")
        for place in range(toolkit.getTopWindowCount()):
            found = toolkit.getTopWindow(place).getAccessibleContext()
            if found.getAccessibleName() == window:
                _child(found, button).doAccessibleAction(0)
                return True
        return False

    def enter(self, name: str, address: str, formula: str) -> Any:
        """Type something into a cell and return what it shows at once."""
        self._cell(name, address).Formula = formula
        return self.show(name, address)

    def show(self, name: str, address: str) -> Any:
        """Return a cell's number or text; of one with an error what it shows."""
        cell = self._cell(name, address)
        is_text = cell.getError() or cell.FormulaResultType2 == _TEXT
        return cell.String if is_text else cell.Value

    def texts(self, name: str, area: str) -> list[list[Any]]:
        """Return the values of an area; None for each with an error."""
        sheet = self._documents[name].Sheets.getByIndex(0)
        return [list(row) for row in sheet.getCellRangeByName(area).getDataArray()]

    def errors(self, name: str) -> int:
        """Return how many cells of the first sheet show an error."""
        sheet = self._documents[name].Sheets.getByIndex(0)
        found = sheet.queryFormulaCells(4).RangeAddresses
        return sum((r.EndRow - r.StartRow + 1) * (r.EndColumn - r.StartColumn + 1) for r in found)

    def recalculate(self, name: str) -> float:
        """Compute all formulas again; return how many seconds that took."""
        begun = time.perf_counter()
        self._documents[name].calculateAll()
        return time.perf_counter() - begun

    def trigger(self, command: str) -> None:
        """Run a command of the menu."""
        self._service("org.rotationxl.calc.Menu").trigger(command)

    def titles(self) -> list[str]:
        """Return the titles of the open documents."""
        found = self._desktop.Components.createEnumeration()
        titles = []
        while found.hasMoreElements():
            titles.append(found.nextElement().Title)
        return titles

    def save(self, name: str, path: str) -> None:
        """Save a document as .xlsx or .ods, as its path says."""
        kind = _property("FilterName", _ODS if path.endswith(".ods") else _XLSX)
        self._documents[name].storeToURL(uno.systemPathToFileUrl(path), (kind,))

    def enter_array(self, name: str, area: str, formula: str) -> None:
        """Type an array formula into an area."""
        self._cell(name, area).ArrayFormula = formula

    def formula(self, name: str, address: str) -> str:
        """Return what the input line shows of a cell."""
        return str(self._cell(name, address).FormulaLocal)

    def copy(self, name: str, area: str, address: str) -> None:
        """Copy cells to where another cell is."""
        sheet = self._documents[name].Sheets.getByIndex(0)
        to = self._cell(name, address).CellAddress
        sheet.copyRange(to, sheet.getCellRangeByName(area).RangeAddress)

    def page(self, name: str, path: str, area: str) -> None:
        """Save an area of the first sheet as .pdf of its size, with its columns and rows named."""
        document = self._documents[name]
        sheet = document.Sheets.getByIndex(0)
        cells = sheet.getCellRangeByName(area)
        sheet.setPrintAreas((cells.RangeAddress,))
        style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
        for margin in ("LeftMargin", "RightMargin", "TopMargin", "BottomMargin"):
            style.setPropertyValue(margin, _MARGIN)
        style.HeaderIsOn = style.FooterIsOn = style.CenterHorizontally = False
        style.PrintHeaders = True
        style.ScaleToPages = 1
        style.Width = cells.Size.Width + 2 * _MARGIN + _EDGES[0]
        style.Height = cells.Size.Height + 2 * _MARGIN + _EDGES[1]
        url = uno.systemPathToFileUrl(path)
        document.storeToURL(url, (_property("FilterName", "calc_pdf_Export"),))

    def close(self, name: str) -> None:
        """Close a document."""
        self._documents.pop(name).close(True)

    def end(self) -> None:
        """End the program."""
        for name in list(self._documents):
            self.close(name)
        self._desktop.terminate()

    def help(self, function: str) -> list[Any]:
        """Return what the function wizard says of a function."""
        descriptions = self._service("com.sun.star.sheet.FunctionDescriptions")
        found = {p.Name: p.Value for p in descriptions.getByName(function)}
        arguments = [[a.Name, a.Description, a.IsOptional] for a in found["Arguments"]]
        return [found["Name"], found["Description"], arguments]

    def _cell(self, name: str, address: str) -> Any:
        return self._documents[name].Sheets.getByIndex(0).getCellRangeByName(address)

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)


def _child(found: Any, name: str) -> Any:
    children = (found.getAccessibleChild(i) for i in range(found.getAccessibleChildCount()))
    contexts = (child.getAccessibleContext() for child in children)
    return next(one for one in contexts if one.getAccessibleName() == name)


def _property(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _connected(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    until = time.monotonic() + _SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # UNO's own, until the program listens
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def main() -> None:
    driver = Driver(sys.argv[1])
    for line in sys.stdin:
        name, *words = json.loads(line)
        sys.stdout.write(json.dumps(getattr(driver, name)(*words)) + "\n")
        sys.stdout.flush()
        if name == "end":
            return


if __name__ == "__main__":
    main()
