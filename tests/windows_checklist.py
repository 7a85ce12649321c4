"""Writes the workbooks that the Windows checklist in addin/README.md opens.

python tests/windows_checklist.py FOLDER
"""

import datetime as dt
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.packaging.relationship import Relationship
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook

PLAIN = '=STYLE_SPREAD("2024-11")'
SPELLINGS = (PLAIN, '=style_spread("2024-11")', '=[1]!STYLE_SPREAD("2024-11")')
GONE = "file:///C:\\gone\\rotationxl.xlam"


def write(folder: Path) -> list[Path]:
    """Write the workbooks into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    books = {"names": spelled(), "protected": protected(), "from-1904": from_1904()}
    for name, book in books.items():
        book.save(folder / f"{name}.xlsx")
    return [folder / f"{name}.xlsx" for name in books]


def spelled() -> Workbook:
    """Return a workbook with one formula in all spellings that programs save."""
    book = Workbook()
    for row, formula in enumerate(SPELLINGS, 1):
        book.worksheets[0].cell(row, 1, formula)
    link = ExternalLink(externalBook=ExternalBook(id="rId1"))
    link.file_link = Relationship(
        "rId1", type="externalLinkPath", Target=GONE, TargetMode="External"
    )
    vars(book)["_external_links"].append(link)  # openpyxl itself only reads them
    return book


def protected() -> Workbook:
    """Return a workbook whose one sheet cannot be changed."""
    book = Workbook()
    book.worksheets[0]["A1"] = SPELLINGS[1]
    book.worksheets[0].protection.sheet = True
    return book


def from_1904() -> Workbook:
    """Return a workbook that counts its days from 1904."""
    book = Workbook()
    book.epoch = MAC_EPOCH
    sheet = book.worksheets[0]
    sheet["A1"] = dt.date(2024, 11, 15)
    sheet["A2"] = "=STYLE_SPREAD(A1)"
    sheet["A3"] = '=RECORD_DATE("^RUT","2024-11-25")'
    sheet["A3"].number_format = sheet["A1"].number_format
    return book


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
