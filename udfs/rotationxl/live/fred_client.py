"""fredapi's client with what it lacks: JSON, a time limit, turns, other attempts, typed errors.

Importing this imports fredapi and pandas; `fred` does so when something is fetched.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import fredapi
import pandas as pd

from rotationxl.errors import (
    KeyRefusedError,
    MalformedError,
    NoVintagesError,
    RefusedError,
    SourceError,
    UnknownSymbolError,
)
from rotationxl.live.keys import GET_ONE, LOOK_UP, Secret
from rotationxl.live.observed import Row
from rotationxl.live.pace import Pace
from rotationxl.live.web import Answer, fetch, read_json

_MOST_VINTAGES = 1900  # of one request: FRED refuses more than 2,000, and more may come meanwhile
_CODE = re.compile(r"[A-Za-z0-9_]{1,64}")
_LISTS = {"observations": "observations", "vintagedates": "vintage_dates"}
_LONGEST_REASON = 200


class TooManyVintagesError(RefusedError):
    """The period holds more vintages than FRED gives at once."""


class Node(dict[str, Any]):
    """A JSON object that reads as the XML element that fredapi expects."""

    @property
    def attrib(self) -> dict[str, Any]:
        return self

    @property
    def text(self) -> str:
        return str(self["text"])


class Nodes(list[Node]):
    """The elements of an answer, which has attributes of its own."""

    def __init__(self, nodes: Iterator[Node], about: dict[str, Any]) -> None:
        super().__init__(nodes)
        self._about = about

    def get(self, name: str) -> Any:
        return self._about.get(name)


class Client(fredapi.Fred):  # type: ignore[misc]
    """fredapi's functions over our requests; `rows` and `releases` give the bare rows."""

    def __init__(self, key: Secret, root: str, pace: Pace) -> None:
        # fredapi's own would keep the key in the open and set a proxy for the whole process.
        self.api_key = None
        self.proxies = None
        self.root_url = root
        self._key = key
        self._pace = pace

    def rows(self, code: str, **period: str) -> list[Row]:
        """Return the observations of a period, all pages of them."""
        query = urlencode({"series_id": checked(code), **period})
        found = self._listed(f"{self.root_url}/series/observations?{query}")
        try:
            return [Row(o["date"], o["realtime_start"], o["value"]) for o in found]
        except (KeyError, TypeError):
            pass
        raise MalformedError(f"{code}: FRED's observations lack a date or a value.")

    def releases(self, code: str, start: str | None = None, end: str | None = None) -> list[Row]:
        """Return what was stated of each day in a period, in as few requests as FRED allows."""
        start, end = start or self.earliest_realtime_start, end or self.latest_realtime_end
        try:
            return self.rows(code, realtime_start=start, realtime_end=end)
        except TooManyVintagesError:
            pass
        dates = self._vintage_dates(code, start, end)
        return [
            row
            for first, last in _pieces(dates, start, end)
            for row in self.rows(code, realtime_start=first, realtime_end=last)
        ]

    def get_series_all_releases(
        self, series_id: str, realtime_start: str | None = None, realtime_end: str | None = None
    ) -> pd.DataFrame:
        """Return what fredapi's does, for series with any number of vintages."""
        from rotationxl import days
        from rotationxl.live.observed import vintages

        columns = vintages(series_id, self.releases(series_id, realtime_start, realtime_end))
        return pd.DataFrame(
            {
                "realtime_start": days.to_datetime64(columns["since"].astype("int32")),
                "date": days.to_datetime64(columns["day"].astype("int32")),
                "value": columns["value"],
            }
        )

    def _vintage_dates(self, code: str, start: str, end: str) -> list[str]:
        query = {"series_id": checked(code), "realtime_start": start, "realtime_end": end}
        return [
            str(date)
            for date in self._listed(f"{self.root_url}/series/vintagedates?" + urlencode(query))
        ]

    def _Fred__fetch_data(self, url: str) -> Nodes:  # noqa: N802 (the name that fredapi calls)
        """Return the elements at an address that fredapi has put together."""
        end = _end(url)
        if end in _LISTS:
            found, about = self._listed(url), {}
        else:
            about = self._page(url, 0)
            found = about.get("seriess") or []
        nodes = (Node(item) if isinstance(item, dict) else Node(text=item) for item in found)
        return Nodes(nodes, about)

    def _listed(self, url: str) -> list[Any]:
        """Return the whole list at an address, however many pages it has."""
        name, found = _LISTS[_end(url)], list[Any]()
        while True:
            page = self._page(url, len(found))
            items, count = page.get(name), page.get("count")
            if not isinstance(items, list):
                raise MalformedError(f"{_about(url)} has no list {name}.")
            found += items
            if not isinstance(count, int) or len(found) >= count:
                return found
            if not items:
                raise MalformedError(
                    f"{_about(url)} tells of {count} {name}, but holds {len(found)}."
                )

    def _page(self, url: str, offset: int) -> dict[str, Any]:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query)) | {"file_type": "json"}
        if offset:
            query["offset"] = str(offset)
        code = query.get("series_id", "")
        bare = f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(query)}"
        name = f"{code}: FRED" if code else "FRED"
        return self._pace.ask(name, lambda: _read(name, code, fetch(name, bare, self._key)))


def _read(name: str, code: str, answer: Answer) -> dict[str, Any]:
    found = read_json(name, answer)
    if answer.status == 200 and "error_code" not in found:  # noqa: PLR2004 (good)
        return found
    reason = str(found.get("error_message", ""))[:_LONGEST_REASON]
    raise _refused(code, reason, answer.status)


def checked(code: str) -> str:
    """Return a FRED id; raise where no series can have it, before it gets into an address."""
    if not _CODE.fullmatch(code):
        raise UnknownSymbolError(f"{code[:64]}: FRED ids are letters, digits and _ only.")
    return code


def _refused(code: str, reason: str, status: int) -> SourceError:
    """Return the error that FRED's words mean; it has one status for all of them."""
    words = reason.lower()
    if "api_key" in words:
        return KeyRefusedError(f"FRED refuses the key. Set another one. {GET_ONE}")
    if "vintage dates" in words:
        return TooManyVintagesError(f"{code}: FRED gives fewer vintages at once.")
    if "in alfred" in words:
        return NoVintagesError(
            f"{code}: FRED keeps no vintages of it for that time. "
            "Leave vintage out for the latest values."
        )
    if "does not exist" in words:
        return UnknownSymbolError(f"{code}: FRED has no such series. {LOOK_UP}")
    return RefusedError(f"{code}: FRED refuses the request ({reason or status}).")


def _pieces(dates: Sequence[str], start: str, end: str) -> list[tuple[str, str]]:
    """Return periods that together are the whole one, few enough vintages in each."""
    begins = [start, *dates[_MOST_VINTAGES::_MOST_VINTAGES]]
    ends = [_day_before(date) for date in begins[1:]]
    return list(zip(begins, [*ends, end], strict=True))


def _day_before(date: str) -> str:
    try:
        return (dt.date.fromisoformat(date) - dt.timedelta(1)).isoformat()
    except ValueError:
        raise MalformedError(f"FRED gives {date[:40]!r} as a vintage's date.") from None


def _end(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def _about(url: str) -> str:
    code = dict(parse_qsl(urlsplit(url).query)).get("series_id", "")
    return f"{code}: FRED's answer"
