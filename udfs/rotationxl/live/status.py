"""What an HTTP status and its headers mean at every provider: an error, and how long to wait."""

import datetime as dt
from email.utils import parsedate_to_datetime

from rotationxl.errors import OutageError, RateLimitedError, RefusedError, UnreachableError

SERVED = "What is stored stays"
LATER = f"{SERVED}; try again later."
THEN = f"{SERVED}; ask again then."
_TOO_MANY = (429, 999)  # 999 is what Yahoo's edge says to clients that it takes for robots
_DENIED = (401, 403, 407, 451)
_LONGEST_WAIT = 86400.0  # a header may ask for the end of time


def refuse(name: str, status: int, wait: float | None) -> None:
    """Raise for a status that says more than any body could.

    `name` is the series and who was asked for it; `wait` is what `seconds` made of its header.
    """
    if status in _TOO_MANY:
        raise slower(name, wait)
    if status >= 500:  # noqa: PLR2004 (HTTP's faults of servers)
        raise OutageError(
            f"{name} has a fault of its own (HTTP {status}). {SERVED}; try again later.", wait
        )
    if status in _DENIED:
        raise RefusedError(
            f"{name}, or a proxy before it, refuses the request (HTTP {status}). "
            f"{SERVED}; try again later."
        )
    if 300 <= status < 400:  # noqa: PLR2004 (HTTP's redirections)
        raise UnreachableError(
            f"{name} is not reached: the request is sent elsewhere (HTTP {status}). "
            "This network may want a log-in."
        )


def slower(name: str, wait: float | None) -> RateLimitedError:
    """Return the error that says for how long nothing is sent."""
    told = f"a while. {LATER}" if wait is None else f"{max(wait, 1):.0f} s. {THEN}"
    return RateLimitedError(f"{name} wants fewer requests, so none is sent for {told}", wait)


def within(limit: float, full: float) -> str:
    """Return in words how long a request had, and why where that was less than the full time."""
    if limit >= full:
        return f"within {limit:g} s"
    return f"within {limit:.1f} s; then the time of this refresh was over"


def seconds(retry_after: str | None, now: dt.datetime | None = None) -> float | None:
    """Return what a Retry-After header asks for, a number or a date; None where it says neither.

    `now` is the provider's clock: this machine's may be wrong.
    """
    if (text := (retry_after or "").strip()).isdecimal():
        return min(float(text), _LONGEST_WAIT)
    if (moment := moment_of(text)) is None:
        return None
    left = (moment - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return min(max(0.0, left), _LONGEST_WAIT)


def moment_of(text: str | None) -> dt.datetime | None:
    """Return the moment that an HTTP date names, None where it names none."""
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
