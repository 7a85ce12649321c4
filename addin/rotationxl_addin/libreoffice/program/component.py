"""The add-in as LibreOffice sees it: one UNO method a function, results that may come later."""

import json
import struct
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.frame import XTerminateListener
from com.sun.star.lang import Locale, XServiceInfo, XServiceName
from com.sun.star.sheet import (
    LocalizedName,
    ResultEvent,
    XAddIn,
    XCompatibilityNames,
    XVolatileResult,
)
from com.sun.star.uno import RuntimeException
from org.rotationxl.calc import XFunctions

from .desk import Desk
from .names import ADD_IN, SERVICE

FUNCTIONS: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("functions.json").read_text(encoding="utf-8")
)
_BY_NAME = {about["name"]: method for method, about in FUNCTIONS.items()}
_CATEGORY = "Add-In"
# LibreOffice keeps a cell's error in the payload of a NaN.
_CODES = {
    "#NULL!": 521, "#DIV/0!": 532, "#VALUE!": 519, "#REF!": 524, "#NAME?": 525, "#NUM!": 503,
    "#N/A": 0x7FFF,
}  # fmt: skip
_ERRORS = {
    name: struct.unpack("<d", struct.pack("<II", code, 0x7FF80000))[0]
    for name, code in _CODES.items()
}
_UNKNOWN = {"error": "#N/A"}
_BLANK = ("", None)
_MANY = 10_000  # rows


class Result(unohelper.Base, XVolatileResult):
    """Stands for one call in all its cells; they show its answer as soon as it is there."""

    def __init__(self) -> None:
        self._answer: Any = _UNKNOWN
        self._listeners: list[Any] = []

    def give(self, answer: Any) -> None:
        """Take the answer, and show it where it is another one than before."""
        if answer == self._answer:
            return
        self._answer = answer
        event = self._event()
        for listener in list(self._listeners):
            try:
                listener.modified(event)
            except RuntimeException:  # its document was closed just now
                self.removeResultListener(listener)

    def is_shown(self) -> bool:
        """Tell whether a cell shows it."""
        return bool(self._listeners)

    def addResultListener(self, listener: Any) -> None:  # noqa: N802 (UNO's name)
        """Tell a listener the answer, now and whenever it is another one."""
        self._listeners.append(listener)
        listener.modified(self._event())

    def removeResultListener(self, listener: Any) -> None:  # noqa: N802 (UNO's name)
        """Forget a listener."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def _event(self) -> Any:
        event = ResultEvent()
        event.Value = _shown(self._answer)
        return event


def _shown(answer: Any) -> Any:
    if isinstance(answer, list):
        rows = tuple(tuple("" if c is None else _cell(c) for c in row) for row in answer)
        return uno.Any("[][]any", rows)
    return _cell(answer)


def _cell(answer: Any) -> Any:
    if isinstance(answer, dict):
        return _ERRORS.get(answer["error"], _ERRORS["#VALUE!"])
    return float(answer) if isinstance(answer, int) else answer  # Calc takes TRUE for 0


class AddIn(unohelper.Base, XAddIn, XCompatibilityNames, XServiceName, XServiceInfo, XFunctions):
    """All functions of the registry; their methods are set below."""

    def __init__(self, context: Any, *_: Any) -> None:
        self._locale = Locale("en", "US", "")
        self._desk = desk_of(context)

    def call(self, name: str, *values: Any) -> Any:
        """Return what stands for a call in its cell."""
        while values and values[-1] is None:
            values = values[:-1]
        return self._desk.result((name, tuple(map(_used, values))))

    def getProgrammaticFuntionName(self, display: str) -> str:  # noqa: N802 (UNO's spelling)
        """Return the method of a function; "" for a name that is none."""
        return _BY_NAME.get(display.upper(), "")

    def getDisplayFunctionName(self, method: str) -> str:  # noqa: N802
        """Return the name of a method's function."""
        return str(FUNCTIONS[method]["name"]) if method in FUNCTIONS else ""

    def getFunctionDescription(self, method: str) -> str:  # noqa: N802
        """Return what a function gives."""
        return str(FUNCTIONS[method]["help"]) if method in FUNCTIONS else ""

    def getDisplayArgumentName(self, method: str, place: int) -> str:  # noqa: N802
        """Return the name of an argument, counted from 0."""
        return _argument(method, place)[0]

    def getArgumentDescription(self, method: str, place: int) -> str:  # noqa: N802
        """Return the help of an argument."""
        return _argument(method, place)[1]

    def getProgrammaticCategoryName(self, _method: str) -> str:  # noqa: N802
        """Return the category that the wizard lists our functions in."""
        return _CATEGORY

    def getDisplayCategoryName(self, _method: str) -> str:  # noqa: N802
        """Return the same category by its shown name."""
        return _CATEGORY

    def setLocale(self, locale: Any) -> None:  # noqa: N802
        """Take a language; the functions have one name in all."""
        self._locale = locale

    def getLocale(self) -> Any:  # noqa: N802
        """Return the language that was set."""
        return self._locale

    def getCompatibilityNames(self, method: str) -> tuple[Any, ...]:  # noqa: N802
        """Return the name that Excel's files have."""
        if method not in FUNCTIONS:
            return ()
        return (LocalizedName(Locale("en", "US", ""), FUNCTIONS[method]["name"]),)

    def getServiceName(self) -> str:  # noqa: N802
        """Return the service by which Calc finds the functions."""
        return SERVICE

    def getImplementationName(self) -> str:  # noqa: N802
        """Return the same service."""
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Tell whether this is a service."""
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """Return the services that this is."""
        return (ADD_IN, SERVICE)


def _used(value: Any) -> Any:
    """Return a long range without the blank rows at its end: a whole column has a million."""
    if not isinstance(value, tuple) or len(value) < _MANY:
        return value
    last = len(value)
    while last > 1 and not any(cell not in _BLANK for cell in value[last - 1]):
        last -= 1
    return value[:last]


def _argument(method: str, place: int) -> tuple[str, str]:
    arguments = FUNCTIONS.get(method, {}).get("arguments", [])
    if not 0 <= place < len(arguments):
        return ("", "")
    name, help_text = arguments[place]
    return (name, help_text)


def _method(name: str) -> Any:
    return lambda addin, *values: addin.call(name, *values)


for _method_name, _about in FUNCTIONS.items():
    setattr(AddIn, _method_name, _method(_about["name"]))

_desks: list[Desk] = []


def desk_of(context: Any) -> Desk:
    """Return the one desk of this program."""
    if not _desks:
        _desks.append(Desk(Result))
        name = "com.sun.star.frame.Desktop"
        desktop = context.ServiceManager.createInstanceWithContext(name, context)
        desktop.addTerminateListener(_End())
    return _desks[0]


class _End(unohelper.Base, XTerminateListener):
    """Closes the desk when the program ends."""

    def queryTermination(self, _event: Any) -> None:  # noqa: N802 (UNO's name)
        """Let the program end."""

    def notifyTermination(self, _event: Any) -> None:  # noqa: N802
        """Close the lines to the helper."""
        for desk in _desks:
            desk.close()

    def disposing(self, _event: Any) -> None:
        """Do nothing: the program tells its end before."""
