"""The cells of a worksheet's XML by their places."""

from lxml import etree

from rotationxl_workbooks.book import N, Sheet, place
from rotationxl_workbooks.calculate import Place, address


class SheetCells:
    """The cells of a sheet by place; a missing one is made where it belongs."""

    def __init__(self, root: Sheet) -> None:
        data = root.find(f"{N}sheetData")
        if data is None:
            raise ValueError("a worksheet without sheetData is not one")
        self.data = data
        self.rows = {int(row.get("r", "0")): row for row in data}
        self.cells = {place(c.get("r", "")): c for row in data for c in row}

    def at(self, at: Place) -> Sheet:
        """Return the cell at a place, made where it belongs if it is not there."""
        if at not in self.cells:
            row = self._row(at[0])
            row.attrib.pop("spans", "")
            before = [c for c in row if place(c.get("r", ""))[1] < at[1]]
            cell = etree.Element(f"{N}c", r=address(at))
            row.insert(len(before), cell)
            self.cells[at] = cell
        return self.cells[at]

    def _row(self, number: int) -> Sheet:
        if number not in self.rows:
            row = etree.Element(f"{N}row", r=str(number))
            self.data.insert(sum(known < number for known in self.rows), row)
            self.rows[number] = row
        return self.rows[number]
