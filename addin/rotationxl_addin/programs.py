"""The programs that there is an add-in for, as the commands `rotationxl addin ...` see them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, Protocol

from rotationxl import __version__
from rotationxl.errors import BadArgumentError, TargetError, listed

Verdict = Literal["ok", "warn", "wrong"]


class Check(NamedTuple):
    """One thing that can be wrong."""

    what: str
    verdict: Verdict
    found: str
    mend: str = ""
    """What to do about it; empty where it is good."""


class Installed(NamedTuple):
    """An add-in that a program has; what is not known is empty."""

    version: str
    python: str
    """The interpreter that answers its cells."""

    def trouble(self, python: str) -> str:
        """Return why it is not the add-in of this version and this interpreter; "" where it is."""
        if self.version != __version__:
            return f"this is {__version__}"
        return "" if same_python(self.python, python) else f"this Python is {python}"


def same_python(one: str, other: str) -> bool:
    """Tell whether two paths are one interpreter of one environment, as bin/python and python3."""
    first, second = (Path(os.path.normcase(path)) for path in (one, other))
    return first.parent == second.parent and first.resolve() == second.resolve()


class Program(Protocol):
    """A program, and its add-in."""

    name: ClassVar[str]
    """What the commands call it."""
    title: ClassVar[str]
    unchecked: ClassVar[str]
    """What can be wrong too, and cannot be looked at."""

    @property
    def python(self) -> str:
        """Return the interpreter that an add-in installed from here is answered by."""

    def elsewhere(self) -> str:
        """Return what to use instead where this system has no such program; "" where it can."""

    def is_here(self) -> bool:
        """Tell whether the program is installed."""

    def build(self, folder: Path) -> Path:
        """Write the add-in's file and return its path; TargetError where that cannot be."""

    def install(self) -> Iterator[str]:
        """Put the add-in in, or a newer one in its place; yield what was done.

        Raises TargetError where that cannot be.
        """

    def uninstall(self) -> Iterator[str]:
        """Take back what `install` did; yield what was done. Raises TargetError likewise."""

    def installed(self) -> Installed | None:
        """Return which add-in the program has."""

    def checks(self) -> Iterable[Check]:
        """Return how each thing stands that can be wrong."""


def programs() -> dict[str, Program]:
    """Return all programs by name."""
    from rotationxl_addin.libreoffice.install import LibreOffice
    from rotationxl_addin.windows.install import Excel

    both: tuple[Program, ...] = (Excel(), LibreOffice())
    return {program.name: program for program in both}


def named(names: Sequence[str]) -> list[Program]:
    """Return programs by their names, all where there is none; BadArgumentError for another."""
    known = programs()
    for name in names:
        if name.lower() not in known:
            raise BadArgumentError.among("program", name, "a program", known)
    return [known[name.lower()] for name in dict.fromkeys(names or known)]


def fit(names: Sequence[str]) -> list[Program]:
    """Return programs by their names, those that are here where there is none.

    Raises BadArgumentError for one that this system cannot have, TargetError where none is here.
    """
    chosen = named(names)
    if not names:
        if found := [program for program in chosen if program.is_here()]:
            return found
        titles = listed([program.title for program in chosen])
        raise TargetError(f"program: none of {titles} is found here. Install one first.")
    for program in chosen:
        if instead := program.elsewhere():
            raise BadArgumentError(f"program: {instead}")
    return chosen
