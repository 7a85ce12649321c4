"""Each check of the doctor for Excel sees its own good and bad states."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rotationxl_addin.programs import Check
from rotationxl_addin.windows import doctor
from rotationxl_addin.windows.install import (
    EXCEL_KEY,
    FOLDERS_KEY,
    MARK,
    SETTING,
    SETTINGS_KEY,
)
from windows import OFFICE, Computer

Break = Callable[[Computer], object]
_STORE = "C:/Program Files/WindowsApps"
_TRUSTED = r"Security\Trusted Locations"
_DISABLED = "\0\0C:\\ann\\XLSTART\\Rotationxl.xlam\0".encode("utf-16-le")


def noted(path: str | Path) -> Break:
    """Note another Python for Excel."""
    return put(SETTINGS_KEY, SETTING, str(path))


def put(key: str, name: str, content: object, root: str = "user") -> Break:
    """Have something in the registry."""
    return lambda computer: computer.registry.put(key, name, content, root)


def prints(start: str, text: str) -> Break:
    """Have Excel's Python print another answer."""
    return lambda computer: computer.printed.update({start: text})


def no_excel(computer: Computer) -> None:
    del computer.registry.keys[f"machine\\{EXCEL_KEY.lower()}"]


def no_add_in(computer: Computer) -> None:
    computer.excel().path().unlink()


def broken_add_in(computer: Computer) -> None:
    computer.excel().path().write_bytes(b"no add-in")


def marked(computer: Computer) -> None:
    Path(f"{computer.excel().path()}{MARK}").touch()


def second_copy(computer: Computer) -> None:
    shutil.copy(computer.excel().path(), computer.root)
    computer.registry.put(rf"{OFFICE}\Options", "AltStartup", str(computer.root))


def another_python(computer: Computer) -> None:
    other = computer.root / "other" / "pythonw.exe"
    other.parent.mkdir()
    other.touch()
    noted(other)(computer)


def without_dll(bits: int, machine: int | None) -> Break:
    """Take one of the two DLLs away from an Excel that is for a processor, or cannot be read."""

    def work(computer: Computer) -> None:
        if machine:
            computer.make_program(computer.program, machine)
        else:
            computer.program.write_bytes(b"no program")
        for path in computer.root.rglob(f"xlwings{bits}*"):
            path.unlink()

    return work


BAD: dict[str, dict[str, Break]] = {
    "_program": {
        "none": no_excel,
        "of the Store": put(EXCEL_KEY, "", f"{_STORE}/EXCEL.EXE", "machine"),
    },
    "_add_in": {"not there": no_add_in, "not readable": broken_add_in},
    "_mark": {"downloaded": marked},
    "_disabled": {"switched off": put(rf"{OFFICE}\Resiliency\DisabledItems", "1F", _DISABLED)},
    "_trusted": {
        "by the user": put(rf"{OFFICE}\{_TRUSTED}", "AllLocationsDisabled", 1),
        "add-ins": put(rf"{OFFICE}\Security", "DisableAllAddins", 1),
        "unsigned add-ins": put(rf"{OFFICE}\Security", "RequireAddinSig", 1),
        "no VBA": put(rf"Software\Policies{OFFICE[8:-6]}\Common", "VBAOff", 1),
        "on a network": put(FOLDERS_KEY, "AppData", r"\\server\ann"),
        "by a policy": put(rf"Software\Policies{OFFICE[8:]}\{_TRUSTED}", "AllLocationsDisabled", 1),
    },
    "_twice": {
        "as an add-in": put(rf"{OFFICE}\Options", "OPEN1", '/R "C:\\x\\RotationXL.xlam"'),
        "from the other folder": second_copy,
    },
    "_python": {"gone": noted("C:/gone/pythonw.exe"), "another": another_python},
    "_store_python": {
        "itself": noted(f"{_STORE}/pythonw.exe"),
        "its base": lambda computer: setattr(computer, "base", Path(f"{_STORE}/python.exe")),
    },
    "_path": {
        "long": noted(f"C:/{'long/' * 60}pythonw.exe"),
        "not ANSI": noted("C:/Łukasz/pythonw.exe"),
    },
    "_environment": {"set": lambda computer: computer.environment.update(PYTHONHOME="C:/Python27")},
    "_package": {
        "none": prints("import rotationxl,", ""),
        "another version": prints("import rotationxl,", "0.0.1"),
    },
    "_xlwings": {
        "none": prints("import xlwings", ""),
        "another version": prints("import xlwings", "0.37.7"),
    },
    "_pywin32": {"none": prints("import pythoncom", "")},
    "_dll": {
        "for 64 bit": without_dll(64, 0x8664),
        "for 32 bit": without_dll(32, 0x014C),
        "for an ARM processor": without_dll(64, 0xAA64),
        "for one of both": without_dll(32, None),
    },
}
CASES = [(check, what) for check in doctor.CHECKS for what in BAD[check.__name__]]


@pytest.mark.parametrize("check", doctor.CHECKS)
def test_what_is_good_is_called_so(computer: Computer, check: Callable[..., Check]) -> None:
    list(computer.excel().install())
    found = check(computer.excel())
    assert (found.verdict, found.mend) == ("ok", "")
    assert found.found
    assert BAD[check.__name__], "its bad states are above"


@pytest.mark.parametrize(("check", "what"), CASES)
def test_what_is_wrong_is_seen_with_how_to_mend_it(
    computer: Computer, check: Callable[..., Check], what: str
) -> None:
    list(computer.excel().install())
    BAD[check.__name__][what](computer)
    found = check(computer.excel())
    assert found.verdict != "ok"
    assert found.found
    assert found.mend
    assert "{" not in found.mend, "a place that was not filled in"


@pytest.mark.parametrize("bits", [32, 64])
def test_the_dll_of_the_other_width_is_not_needed(computer: Computer, bits: int) -> None:
    list(computer.excel().install())
    machine = {32: 0x8664, 64: 0x014C}[bits]
    without_dll(bits, machine)(computer)
    assert doctor._dll(computer.excel()).verdict == "ok"  # noqa: SLF001 (the check itself)


def test_where_nothing_is_installed_only_that_is_wrong(computer: Computer) -> None:
    found = {one.what: one.verdict for one in computer.excel().checks()}
    assert found.pop("add-in") == "wrong"
    assert set(found.values()) == {"ok"}
    assert len(found) == len(doctor.CHECKS), "and the system"
