"""What the button About tells."""

from importlib import metadata

from rotationxl import __version__

_PARTS = (
    ("xlwings", "BSD 3-clause, (C) Zoomer Analytics LLC", "DLL, COM server, and VBA that calls it"),
    ("pyopenvba", "MIT, (C) William Smith", "the blank workbook that the add-in was made from"),
)


def text() -> str:
    """Return versions, licences, and what providers ask of who uses their data."""
    from rotationxl_workbooks.appendix import NOTICES  # with all that writes workbooks

    parts = [f"{_versioned(name)}: {licence} ({what})" for name, licence, what in _PARTS]
    _, of_fred, of_yahoo, *_ = NOTICES
    notices = (of_fred, of_yahoo, "Nothing here is investment advice.")
    return "\n".join([f"rotationxl {__version__}: Apache License 2.0", *parts, "", *notices])


def _versioned(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:  # needed to build the add-in alone
        return name
