"""A stand-in for pywin32, so that xlwings' own COM server class runs where there is no Windows."""

import ctypes
import datetime as dt
import sys
import types
from typing import Any


class ComError(Exception):
    """What pywin32 raises."""


class Dispatch:
    """What pywin32 wraps objects of COM in."""


class Anything:
    """Answers every call of a DLL with 0."""

    def __getattr__(self, name: str) -> "Anything":
        return Anything()

    def __setattr__(self, name: str, value: object) -> None:
        """Take what a DLL's function is told of its arguments."""

    def __call__(self, *arguments: object) -> int:
        return 0


def _module(name: str, **content: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module
    parent, _, own = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], own, module)
    return module


def _unwrap(value: Any) -> Any:
    raise ComError(-1)  # nothing here is a wrapped object of Python


def _wrap(value: Any, *_: object) -> Any:
    return value


def _nothing(*_: object) -> int:
    return 0


def _constant(name: str) -> int:
    """Return a constant of Windows; what every module may have, such as its file, is none."""
    if name.startswith("__"):
        raise AttributeError(name)
    return 0


def install() -> None:
    """Put the stand-in where xlwings imports pywin32 from, unless something is there."""
    if "pythoncom" in sys.modules:
        return
    interface = type("PyIDispatch", (), {})
    _module("pywintypes", com_error=ComError, IID=str, TimeType=type("T", (dt.datetime,), {}))
    _module(
        "pythoncom", com_error=ComError, IID_IDispatch="d", IID_IEnumVARIANT="e", Missing=object(),
        TypeIIDs={"d": interface}, PyIDispatch=interface, CoInitialize=_nothing,
        __file__="pythoncom.dll",
    )  # fmt: skip
    for name in ("win32api", "win32gui", "win32process", "win32event", "win32timezone"):
        _module(name)
    _module("win32con").__dict__["__getattr__"] = _constant
    _module("win32com")
    _module("win32com.server")
    classes = {"CDispatch": Dispatch, "DispatchBaseClass": Dispatch, "CoClassBaseClass": Dispatch}
    _module("win32com.client", Dispatch=_wrap, DispatchEx=_wrap, **classes)
    _module("win32com.client.dynamic", CDispatch=Dispatch)
    _module("win32com.client.gencache", EnsureModule=_nothing)
    _module("win32com.server.util", wrap=_wrap, unwrap=_unwrap)
    _module("win32com.server.policy", DefaultPolicy=type("DefaultPolicy", (), {}))
    _module("win32com.server.dispatcher")
    _module("win32com.server.exception", COMException=ComError)
    windows: Any = ctypes
    for name in ("windll", "oledll"):
        setattr(windows, name, Anything())
    windows.PyDLL = lambda *_, **__: Anything()
    windows.WINFUNCTYPE, windows.HRESULT = ctypes.CFUNCTYPE, ctypes.c_long


def com_server() -> Any:
    """Return an object of the class that xlwings serves to VBA, as it is on Windows."""
    install()
    import xlwings
    from xlwings import _xlwindows

    if "excel" not in [engine.name for engine in xlwings.engines]:
        xlwings._xlwindows = _xlwindows  # noqa: SLF001 (where xlwings has it on Windows)
        xlwings.engines.add(xlwings.main.Engine(impl=_xlwindows.engine))
    from xlwings.com_server import XLPython

    return XLPython()
