"""Each thing that can keep Excel from showing numbers, one function each."""

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from rotationxl import __version__
from rotationxl_addin.programs import Check, same_python
from rotationxl_addin.windows.install import FILE, MARK, Excel
from rotationxl_addin.windows.xlam import XLWINGS

_OFFICE = r"Microsoft\Office\16.0\Excel"  # of Excel 2016 and all later ones
_LONGEST = 259  # characters of a path, for programs that know no longer ones
_BITS = {0x014C: 32, 0x8664: 64, 0xAA64: 64}  # ARM's Excel loads the DLL for x64
_STORE = "windowsapps"
_AGAIN = "Run: rotationxl addin install excel"
_PIP = f'Run: "{{}}" -m pip install xlwings=={XLWINGS}'


def checks(excel: Excel) -> Iterator[Check]:
    """Return how each thing stands; only the first where there can be no Excel."""
    if instead := excel.elsewhere():
        yield Check("system", "wrong", f"{excel.system.platform}, not Windows", instead)
        return
    yield Check("system", "ok", f"Windows, rotationxl {__version__}")
    for check in CHECKS:
        yield check(excel)


def _program(excel: Excel) -> Check:
    path = excel.program()
    if path is None:
        mend = "Install Microsoft 365, or Excel 2016 or later; LibreOffice Calc needs neither."
        return Check("Excel", "wrong", "Windows knows of none", mend)
    if _STORE in str(path).lower():
        mend = "Remove it and install it from office.com: the Store's starts no other programs."
        return Check("Excel", "wrong", f"{path}, Microsoft Store's", mend)
    bits = _bits(path)
    return Check("Excel", "ok", f"{path}{f', {bits} bit' if bits else ''}")


def _bits(path: Path) -> int | None:
    """Return how wide a program is, as its file says; None where that cannot be read."""
    with suppress(OSError, struct.error), path.open("rb") as file:
        file.seek(0x3C)
        file.seek(*struct.unpack("<I", file.read(4)))
        signature, machine = struct.unpack("<4sH", file.read(6))
        return _BITS.get(machine) if signature == b"PE\0\0" else None
    return None


def _add_in(excel: Excel) -> Check:
    found, path = excel.installed(), excel.path()
    if found is None:
        return Check("add-in", "wrong", f"{path} is not there", _AGAIN)
    if found.version != __version__:
        told = f"{path}: {found.version or 'unknown version'}, this is {__version__}"
        return Check("add-in", "wrong", told, _AGAIN)
    return Check("add-in", "ok", f"{path}, {found.version}")


def _mark(excel: Excel) -> Check:
    path = excel.path()
    if not Path(f"{path}{MARK}").exists():
        return Check("download mark", "ok", "none: Excel does not block the add-in")
    mend = f'Run in PowerShell: Unblock-File "{path}"'
    return Check("download mark", "wrong", "Windows marks the add-in as downloaded", mend)


def _disabled(excel: Excel) -> Check:
    items = excel.system.values(rf"Software\{_OFFICE}\Resiliency\DisabledItems").values()
    texts = [item.decode("utf-16-le", "replace").lower() for item in items if type(item) is bytes]
    if not any(FILE in text for text in texts):
        return Check("disabled items", "ok", "Excel has not switched the add-in off")
    mend = "In Excel: File, Options, Add-ins, Manage: Disabled Items, Go, rotationxl, Enable."
    return Check("disabled items", "wrong", "Excel has switched it off after a crash", mend)


_LOCATIONS = rf"{_OFFICE}\Security\Trusted Locations"
_ABOVE = ("", "Policies\\")
_FORBIDDING = {
    (_LOCATIONS, "AllLocationsDisabled"): "trusts no folder, not its own startup folder",
    (rf"{_OFFICE}\Security", "DisableAllAddins"): "opens no add-in",
    (rf"{_OFFICE}\Security", "RequireAddinSig"): "opens only signed add-ins",
    (r"Microsoft\Office\16.0\Common", "VBAOff"): "runs no VBA",
}
_ALLOW = "In Excel: File, Options, Trust Center, Settings, {}: allow it."


def _trusted(excel: Excel) -> Check:
    for above in _ABOVE:
        for (under, name), told in _FORBIDDING.items():
            if excel.system.value(rf"Software\{above}{under}", name) == 1:
                mend = _ALLOW.format("Trusted Locations" if under == _LOCATIONS else "Add-ins")
                asked = "Your administrator has forbidden it: ask for an exception."
                return Check("macros", "wrong", f"Excel {told}", asked if above else mend)
    if str(excel.path()).startswith("\\\\") and not _trusts_networks(excel):
        told = f"{excel.path()} is on a network, which Excel does not trust"
        return Check("macros", "wrong", told, _ALLOW.format("Trusted Locations, network"))
    return Check("macros", "ok", "Excel trusts its startup folder")


def _trusts_networks(excel: Excel) -> bool:
    keys = (rf"Software\{above}{_LOCATIONS}" for above in _ABOVE)
    return any(excel.system.value(key, "AllowNetworkLocations") == 1 for key in keys)


def _twice(excel: Excel) -> Check:
    options = excel.system.values(rf"Software\{_OFFICE}\Options")
    added = [str(text) for name, text in options.items() if name.startswith("open")]
    second = [text for text in added if FILE in text.lower()]
    if (other := options.get("altstartup")) and (Path(other) / FILE).exists():
        second.append(str(Path(other) / FILE))
    if not second:
        return Check("once", "ok", "Excel opens no second copy of the add-in")
    mend = "In Excel: File, Options, Add-ins, Go, untick rotationxl; or delete the second file."
    return Check("once", "wrong", f"Excel opens a second copy: {second[0]}", mend)


def _interpreter(excel: Excel) -> Path:
    """Return the interpreter that Excel starts, or would if the add-in were installed."""
    found = excel.installed()
    return Path(found.python if found else excel.python)


def _console(excel: Excel) -> str:
    """Return the same interpreter as one that prints."""
    return str(_interpreter(excel).with_name("python.exe"))


def _python(excel: Excel) -> Check:
    path = _interpreter(excel)
    if not path.exists():
        return Check("Python", "wrong", f"{path} is not there", f"{_AGAIN} (from a Python that is)")
    if not same_python(str(path), excel.python):
        mend = f"{_AGAIN}, if this Python is to answer."
        return Check("Python", "warn", f"{path}, not this one, {excel.python}", mend)
    return Check("Python", "ok", str(path))


def _store_python(excel: Excel) -> Check:
    for path in (_interpreter(excel), excel.system.base):
        if _STORE in str(path).lower():
            mend = "Install Python from python.org or with uv, rotationxl into it, and the add-in."
            told = f"{path}: Microsoft Store's, which Excel cannot start"
            return Check("kind of Python", "wrong", told, mend)
    return Check("kind of Python", "ok", "not Microsoft Store's")


def _path(excel: Excel) -> Check:
    path = str(_interpreter(excel))
    mend = r"Put the environment into a short folder of plain letters, such as C:\rotationxl\venv."
    if len(path) > _LONGEST:
        return Check("path", "wrong", f"{len(path)} characters, more than {_LONGEST}", mend)
    try:
        path.encode(excel.system.code_page)
    except UnicodeEncodeError as error:
        letters = path[error.start : error.end]
        told = f"{letters!r} in {path} is not in this Windows' ANSI code page"
        return Check("path", "wrong", told, mend)
    return Check("path", "ok", f"{len(path)} characters, all in the ANSI code page")


def _environment(excel: Excel) -> Check:
    found = [name for name in ("PYTHONHOME", "PYTHONPATH") if excel.system.environment.get(name)]
    if not found:
        return Check("variables", "ok", "none that changes what Python imports")
    mend = f"Unset {' and '.join(found)} in Windows' settings, unless it is meant for this Python."
    return Check("variables", "warn", f"{' and '.join(found)} set, for Excel's Python too", mend)


def _asked(excel: Excel, code: str) -> str:
    """Return what the interpreter prints, started as Excel starts it."""
    return excel.system.said([_console(excel), "-B", "-c", code], excel.system.environment)


def _package(excel: Excel) -> Check:
    code = "import rotationxl, rotationxl_addin.windows.udfs; print(rotationxl.__version__)"
    found = _asked(excel, code)
    if found == __version__:
        return Check("rotationxl", "ok", found)
    mend = f'Install it: "{_console(excel)}" -m pip install FOLDER, the one with pyproject.toml.'
    told = f"{found}, this is {__version__}" if found else "cannot be imported by Excel's Python"
    return Check("rotationxl", "wrong", told, mend)


def _xlwings(excel: Excel) -> Check:
    found = _asked(excel, "import xlwings; print(xlwings.__version__)")
    if found == XLWINGS:
        return Check("xlwings", "ok", found)
    told = f"{found or 'none'}, the add-in is made for {XLWINGS}"
    return Check("xlwings", "wrong", told, _PIP.format(_console(excel)))


def _pywin32(excel: Excel) -> Check:
    code = "import pythoncom, pywintypes, win32com.server.policy; print('here')"
    if _asked(excel, code):
        return Check("pywin32", "ok", "can be imported")
    mend = f'Run: "{_console(excel)}" -m pip install --force-reinstall pywin32'
    return Check("pywin32", "wrong", "cannot be imported by Excel's Python", mend)


def _dll(excel: Excel) -> Check:
    """Look where the add-in looks: beside the interpreter, and above it."""
    path, program = _interpreter(excel), excel.program()
    bits = _bits(program) if program else None
    wanted = [f"xlwings{one}-{XLWINGS}.dll" for one in ([bits] if bits else [32, 64])]
    folders = (path.parent, path.parent.parent)
    missing = [name for name in wanted if not any((f / name).exists() for f in folders)]
    if not missing:
        return Check(
            "DLL", "ok", f"{' and '.join(wanted)}, {f'for {bits} bit' if bits else 'both'}"
        )
    told = f"{' and '.join(missing)} in neither {folders[0]} nor {folders[1]}"
    mend = f"{_PIP.format(_console(excel))} --force-reinstall --no-deps, in a virtual environment"
    return Check("DLL", "wrong", told, f"{mend} (with --user it lands elsewhere).")


CHECKS: Sequence[Callable[[Excel], Check]] = (
    _program, _add_in, _mark, _disabled, _trusted, _twice, _python, _store_python, _path,
    _environment, _package, _xlwings, _pywin32, _dll,
)  # fmt: skip
