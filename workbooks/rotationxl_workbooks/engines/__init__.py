"""The engines. The folder is the list: each module is one engine and ends in `ENGINE`."""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from rotationxl.errors import BadArgumentError
from rotationxl_workbooks.calculate import Engine

DEFAULT = "formulon"
"""Closest to Excel: computes what people write."""
FOR_REPORTS = "formualizer"
"""Fastest: computes our reports, whose formulas are plain and the same in every engine."""


def names() -> list[str]:
    return sorted(module.name for module in iter_modules(__path__))


def engine(name: str = DEFAULT) -> Engine:
    """Return the engine of that name; none is imported before it is asked for."""
    if name not in names():
        raise BadArgumentError.among("engine", name, "an engine", names())
    return cast("Engine", import_module(f"{__name__}.{name}").ENGINE)
