"""What the failure of a connection means, by curl's number for it."""

from rotationxl.errors import (
    MalformedError,
    OutageError,
    RefusedError,
    SourceError,
    UnreachableError,
)
from rotationxl.live.status import LATER, within

_PORTAL = "A network's login page or a proxy may stand in between: open a browser and see."
_NO_PROXY, _NO_NAME, _NO_SERVER, _TIMEOUT, _TOO_MANY_REDIRECTS = 5, 6, 7, 28, 47
_UNSAFE = (35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98)
_UNPACKED = (23, 61)


def failure(code: str, number: int, text: str, limit: float, full: float) -> SourceError:
    """Return the error for a ticker; curl's text is looked at, but never told: it may hold secrets.

    `limit` is that of the request, in seconds; `full` what it has where no deadline cuts it.
    """
    if number == _NO_PROXY or "over proxy" in text:
        return UnreachableError(
            f"{code}: the proxy before Yahoo cannot be reached. See HTTPS_PROXY and the network."
        )
    if "CONNECT" in text:
        return RefusedError(
            f"{code}: the proxy refuses a connection to Yahoo. See HTTPS_PROXY, or ask its keeper."
        )
    if number in _UNPACKED:
        return OutageError(f"{code}: Yahoo's answer cannot be unpacked. {LATER}")
    if number == _TOO_MANY_REDIRECTS:
        return MalformedError(f"{code}: Yahoo's address leads in a circle. {_PORTAL}")
    if why := _reason(number, within(limit, full)):
        return UnreachableError(f"{code}: {why}")
    return OutageError(f"{code}: the connection to Yahoo broke off. {LATER}")


def _reason(number: int, time: str) -> str | None:
    """Return why Yahoo is not reached, None where it was."""
    if number == _TIMEOUT:
        return f"Yahoo gave no whole answer {time}. {LATER}"
    if number == _NO_NAME:
        return f"Yahoo's address is not found: is there a connection? {LATER}"
    if number == _NO_SERVER:
        return f"Yahoo takes no connection. {LATER}"
    if number in _UNSAFE:
        return f"the connection to Yahoo is not safe: its certificate does not hold. {_PORTAL}"
    return None
