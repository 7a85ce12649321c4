"""Workbooks printed as PDF by LibreOffice, in a profile that is thrown away afterwards."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO

from rotationxl import files
from rotationxl.errors import TargetError
from rotationxl_addin.libreoffice.install import LibreOffice, unopkg
from rotationxl_addin.processes import outside
from rotationxl_workbooks.book import Book, N
from rotationxl_workbooks.frozen import values_only
from rotationxl_workbooks.package import packed, xml_bytes

TOGETHER = 8
"""Workbooks that one start of LibreOffice prints: it takes longer than a page."""
_NO_CELL, _NO_ROW = "$XFD$1048576", "$1048576:$1048576"
_STARTING_SECONDS = 90
_SECONDS = 30  # for each workbook


def print_pdf(
    paths: Sequence[Path], seconds: float | None = None, *, without: Collection[str] = ()
) -> Iterator[Path]:
    """Print each workbook beside itself and yield the PDFs as they are done.

    The pages show what the files show: LibreOffice is given their values, with no formula to
    compute. Sheets named in `without` are left out. `seconds` limits each start of it. Raises
    TargetError where there is no LibreOffice, where it takes too long, and where it prints nothing.
    """
    unopkg()  # says what to install where there is none
    for some in parts(paths):
        yield from _printed(some, seconds, without)


def parts(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield the paths in parts that one start prints; LibreOffice puts all PDFs into one folder."""
    part: list[Path] = []
    for path in paths:
        if len(part) == TOGETHER or path.stem in {one.stem for one in part}:
            yield part
            part = []
        part.append(path)
    yield part


def _printed(
    paths: Sequence[Path], seconds: float | None, without: Collection[str]
) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        copies = [folder / f"{path.stem}.xlsx" for path in paths]  # pages may show the name
        for path, copy in zip(paths, copies, strict=True):
            copy.write_bytes(_without_pages(values_only(path.read_bytes()), without))
        said = _convert(folder, copies, seconds or _STARTING_SECONDS + _SECONDS * len(paths))
        for path, copy in zip(paths, copies, strict=True):
            made, pdf = copy.with_suffix(".pdf"), path.with_suffix(".pdf")
            if not made.exists():
                raise TargetError(f"{pdf}: LibreOffice printed nothing. {said}")
            files.write(pdf, made.read_bytes())
            yield pdf


def _without_pages(data: bytes, sheets: Collection[str]) -> bytes:
    """Return a workbook that prints nothing of some sheets, which its charts go on showing.

    They are left an empty cell to print, and LibreOffice prints no empty pages.
    """
    book = Book(data)
    places = {str(at) for at, sheet in enumerate(book.sheets) if sheet in sheets}
    for name in book.workbook.findall(f"{N}definedNames/{N}definedName"):
        kind = name.get("name") if name.get("localSheetId") in places else ""
        if kind == "_xlnm.Print_Titles":  # rows at the head of every page would be something
            name.text = f"{str(name.text).rpartition('!')[0]}!{_NO_ROW}"
        elif kind == "_xlnm.Print_Area":
            name.text = f"{str(name.text).rpartition('!')[0]}!{_NO_CELL}"
    return packed(book.parts | {"xl/workbook.xml": xml_bytes(book.workbook)})


def _convert(folder: Path, copies: Sequence[Path], seconds: float) -> str:
    """Run LibreOffice on the copies and return what it said."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = ["--headless", "--norestore", "--convert-to", "pdf:calc_pdf_Export", "--outdir"]
    line = [str(LibreOffice().soffice()), profile, *words, str(folder), *map(str, copies)]
    log = folder / "log"
    with log.open("wb") as output, _started(line, output) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise TargetError(
                f"LibreOffice: took more than {seconds:g} seconds to print {len(copies)} workbooks "
                "and was ended. The workbooks themselves are written; print them from there."
            ) from error
        except BaseException:
            _end(process)
            raise
    return " ".join(log.read_text("utf-8", "replace").split())


def _started(line: Sequence[str], output: IO[bytes]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 (LibreOffice's own program)
            line,
            env=outside(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise TargetError(f"{line[0]}: cannot be started: {error.strerror or error}.") from error


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End LibreOffice; what was started is but the parent of the program itself."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
