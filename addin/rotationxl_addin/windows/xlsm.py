"""Reports that carry our functions themselves, where their names are the workbook's own.

Such a file needs rotationxl's Python on the machine and macros allowed, but no add-in; beside the
add-in, it uses the same Python and data. What it cannot do: give its functions to other workbooks,
show the ribbon, and follow a newer version of rotationxl.
"""

import tempfile
from pathlib import Path

from pyopenvba import ExcelFile

from rotationxl_addin.windows import wrappers, xlam
from rotationxl_workbooks.build import Form
from rotationxl_workbooks.package import PLAIN, TYPES, WITH_MACROS, packed, unpacked


def with_functions(book: bytes) -> bytes:
    """Return an .xlsx file's bytes as an .xlsm file with the functions in it.

    The same bytes give the same bytes. Raises BuildError where another version of xlwings is
    installed than the VBA is made for.
    """
    xlam.check_xlwings()
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "report.xlsm"
        parts = unpacked(book)
        parts[TYPES] = parts[TYPES].replace(PLAIN, WITH_MACROS)
        staged.write_bytes(packed(parts))
        with ExcelFile(staged) as file:
            file.add_vba_project()
            xlam.put_vba(file, modules(), "OwnWorkbook")
            file.save(staged)
        return packed(xlam.uncompiled(unpacked(staged.read_bytes())))


def modules() -> dict[str, str]:
    """Return the text of every standard module: the add-in's without those of the ribbon."""
    return {name: text for name, text in xlam.modules().items() if name != wrappers.RIBBON}


XLSM = Form(".xlsm", with_functions)
