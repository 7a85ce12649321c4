"""One GET with a time limit that holds, whose failures never repeat the address with its key."""

import json
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse, IncompleteRead, RemoteDisconnected
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from rotationxl import __version__
from rotationxl.errors import (
    BadArgumentError,
    MalformedError,
    OutageError,
    RefusedError,
    SourceError,
    UnreachableError,
)
from rotationxl.live.keys import Secret
from rotationxl.live.pace import left
from rotationxl.live.status import SERVED, moment_of, refuse, seconds, within

_LIMIT = 10.0  # seconds
_MOST = 1 << 26  # bytes: ten times the longest history of vintages
_HEADERS = {
    "User-Agent": f"rotationxl/{__version__}",
    "Accept-Encoding": "gzip",
}


class Answer(NamedTuple):
    """What a server said; `wait` is the seconds that it asks for."""

    status: int
    wait: float | None
    body: bytes


class Failure(NamedTuple):
    """Why there is no answer, in words that go on after the server's name."""

    why: str
    kind: type[SourceError]
    """The error that it is; of an outage, another attempt may succeed."""


def base(url: str) -> str:
    """Return an address that requests begin with, checked."""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise BadArgumentError(f"url: {url!r} is not an address such as https://example.org/fred.")
    return url.rstrip("/")


def fetch(name: str, url: str, key: Secret | None) -> Answer:
    """Return the answer to one GET of `url`, the key added to it, before the deadline.

    `name` begins the error that a failure, or a status that is one everywhere, is raised as.
    """
    got = get(url, key, left(_LIMIT))
    if isinstance(got, Failure):
        raise got.kind(f"{name} {got.why}. {SERVED}; try again later.")
    refuse(name, got.status, got.wait)
    return got


def read_json(name: str, answer: Answer) -> dict[str, object]:
    """Return the object that an answer's body is."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise MalformedError(
            f"{name} answered with something that is not its JSON ({answer.status}, "
            f"{len(answer.body)} bytes): it is cut off, or from a page that stands between."
        )
    return found


def get(url: str, key: Secret | None, limit: float) -> Answer | Failure:
    """Return the answer to a GET of `url`, the key added to it, within `limit` seconds.

    A socket's own limit holds for each read only: a server that drips would never reach it. So
    the request has a thread, which is left behind where it takes longer.
    """
    box: SimpleQueue[Answer | Failure] = SimpleQueue()
    work = Thread(target=lambda: box.put(_get(url, key, limit)), name="rotationxl-get", daemon=True)
    work.start()
    try:
        return box.get(timeout=limit + 0.1)
    except Empty:
        return _too_late(limit)


def _get(url: str, key: Secret | None, limit: float) -> Answer | Failure:
    until = time.monotonic() + limit
    secret = f"&api_key={quote_plus(key.reveal())}" if key else ""
    request = Request(url + secret, headers=_HEADERS)  # noqa: S310 (`base` checks the scheme)
    try:
        with _opener(follow=key is None).open(request, timeout=limit) as response:
            return _clean(_answer(response.status, response, until), key)
    except HTTPError as error:
        with error:
            return _refusal(error, key, until, limit)
    except Exception as error:  # noqa: BLE001 (in a thread, what is not returned is lost)
        return _failure(error, limit)


def _refusal(error: HTTPError, key: Secret | None, until: float, limit: float) -> Answer | Failure:
    try:
        return _clean(_answer(error.code, error, until), key)
    except Exception as inner:  # noqa: BLE001 (in a thread, what is not returned is lost)
        return _failure(inner, limit)


def _clean(answer: Answer, key: Secret | None) -> Answer:
    """Return an answer that does not repeat the key, so that nothing made from it can."""
    return answer if key is None else answer._replace(body=key.redact(answer.body))


def _answer(status: int, response: HTTPResponse | HTTPError, until: float) -> Answer:
    packed = b"".join(_parts(response, until))
    if response.headers.get("Content-Encoding", "").lower() == "gzip":
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
        packed = unpack.decompress(packed, _MOST)
        if not unpack.eof:
            raise zlib.error
    now = moment_of(response.headers.get("Date"))
    return Answer(status, seconds(response.headers.get("Retry-After"), now), packed)


def _parts(response: HTTPResponse | HTTPError, until: float) -> Iterator[bytes]:
    size = 0
    while part := response.read1(1 << 16):
        size += len(part)
        if time.monotonic() > until:
            raise TimeoutError
        if size > _MOST:
            raise zlib.error
        yield part
    # A body that is read in parts may end early without an error.
    missing = getattr(response, "length", None)
    if missing:
        raise IncompleteRead(b"", missing)


def _failure(error: Exception, limit: float) -> Failure:
    """Return the reason of an error in our words: its own may hold the address or a password."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return _too_late(limit)
    if isinstance(reason, zlib.error):
        return Failure("sent something that cannot be unpacked", OutageError)
    if isinstance(reason, HTTPException | ConnectionResetError | BrokenPipeError):
        begun = isinstance(reason, IncompleteRead)
        early = "in the middle of its answer" if begun else "before it answered"
        known = isinstance(reason, IncompleteRead | RemoteDisconnected | OSError)
        return Failure(
            f"closed the connection {early}" if known else "does not speak HTTP", OutageError
        )
    if isinstance(reason, OSError) and "Tunnel" in str(reason):
        return Failure("is not reached: the proxy refuses", RefusedError)
    return Failure(_unreachable(reason), UnreachableError)


def _unreachable(reason: object) -> str:
    if isinstance(reason, socket.gaierror):
        return "is not found by its name: this computer seems to be offline"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "shows a certificate that is not trusted: something stands between"
    if isinstance(reason, ConnectionRefusedError):
        return "refuses the connection"
    return f"cannot be reached ({type(reason).__name__})"


def _too_late(limit: float) -> Failure:
    return Failure(f"did not answer {within(limit, _LIMIT)}", UnreachableError)


class _Stay(HTTPRedirectHandler):
    """Follows no redirection: the key would go along, or a log-in page come back."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener(*, follow: bool) -> OpenerDirector:
    return build_opener() if follow else build_opener(_Stay)
