"""What has changed in the answers of Yahoo, FRED and the Treasury; asks them for real.

    python tests/canary.py [--key] [--write]

Asks through the product's own clients, prints each difference from `canary_shapes.json` and each
assumption of ours that no longer holds, and ends with 1 where there is one. `--key` also asks
FRED's API with FRED_API_KEY or the keyring's key; `--write` stores the shapes as they are now.
The stored shapes have names and types of fields, never data.
"""

import argparse
import csv
import datetime as dt
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from rotationxl import days
from rotationxl.errors import SourceError, UnknownSymbolError
from rotationxl.live import web
from rotationxl.live.fred import URL, Fred
from rotationxl.live.keyless import TENORS, Keyless
from rotationxl.live.keys import find_key
from rotationxl.live.session import Session
from rotationxl.live.yahoo import Yahoo

SHAPES = Path(__file__).with_name("canary_shapes.json")
FUNDS, INDEX, UNKNOWN = ("SPY", "IWD", "XLK"), "^GSPC", "NOSUCH1X"
YIELD, MISSING = "DGS10", {".", ""}
Fields = dict[str, str]
Shapes = dict[str, dict[str, Any]]


class Seen(NamedTuple):
    """One answer as it came."""

    status: int
    body: bytes
    date: str | None


class Canary:
    """What was seen, and what of our assumptions does not hold."""

    def __init__(self) -> None:
        self.shapes: Shapes = {}
        self.broken: list[str] = []
        self._seen: list[Seen] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note every answer that the product's clients get."""
        send, get = Session._send, web.get  # noqa: SLF001

        def sent(session: Session, *arguments: Any) -> Any:
            response = send(session, *arguments)
            date = response.headers.get("Date")
            self._seen.append(Seen(response.status_code, response.content, date))
            return response

        def got(*arguments: Any) -> Any:
            answer = get(*arguments)
            if isinstance(answer, web.Answer):
                self._seen.append(Seen(answer.status, answer.body, None))
            return answer

        with patch.object(Session, "_send", sent), patch.object(web, "get", got):
            yield

    def ask(self, name: str, work: Callable[[], object], error: type | None = None) -> list[Seen]:
        """Ask for something, note the shape of the last answer, and return all that came."""
        self._seen.clear()
        try:
            work()
            met = None
        except SourceError as found:
            met = found
        is_expected = met is None if error is None else isinstance(met, error)
        self.hold(f"{name}: {met or 'an answer'}", is_expected)
        self.hold(f"{name}: something came", bool(self._seen))
        if self._seen:
            last = self._seen[-1]
            self.shapes[name] = {"status": last.status, "fields": shape(last.body)}
        return list(self._seen)

    def hold(self, what: str, is_true: object) -> None:
        print(f"{'ok  ' if is_true else 'FAIL'}  {what}")  # noqa: T201
        if not is_true:
            self.broken.append(what)


def shape(body: bytes) -> Fields:
    """Return the names and types of all fields of a JSON or CSV body."""
    text = body.decode("utf-8-sig", "replace")
    found: dict[str, set[str]] = {}
    try:
        _walk(json.loads(text), "", found)
    except ValueError:
        head, *rows = [*csv.reader(io.StringIO(text))] or [[]]
        for row in rows:
            for name, cell in zip(head, row, strict=False):
                found.setdefault(name, set()).add(_kind(cell))
    return {name: "|".join(sorted(kinds)) for name, kinds in sorted(found.items())}


def _walk(value: Any, name: str, found: dict[str, set[str]]) -> None:
    if isinstance(value, dict):
        for key, part in value.items():  # events stand under their moments
            _walk(part, f"{name}.{'*' if key.isdigit() else key}".lstrip("."), found)
    elif isinstance(value, list):
        for part in value:
            _walk(part, f"{name}[]", found)
    else:
        kinds = {str: "text", bool: "bool", int: "number", float: "number", type(None): "null"}
        found.setdefault(name, set()).add(kinds[type(value)])


def _kind(cell: str) -> str:
    if cell in MISSING:
        return "missing"
    if re.fullmatch(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}", cell):
        return "date"
    return "number" if re.fullmatch(r"-?\d*\.?\d+", cell) else "text"


def differences(stored: Shapes, now: Shapes) -> Iterator[str]:
    """Yield what is new, missing or another in the answers; a null may be there or not."""
    for name, seen in now.items():
        known = stored.get(name)
        if known is None:
            yield f"{name}: not described yet"
            continue
        if known["status"] != seen["status"]:
            yield f"{name}: status {seen['status']}, not {known['status']}"
        before, after = known["fields"], seen["fields"]
        yield from (f"{name}: missing {field}" for field in before if field not in after)
        yield from (f"{name}: new {field}" for field in after if field not in before)
        for field in before:
            kinds, was = (set(f.get(field, "null").split("|")) for f in (after, before))
            if not kinds <= was | {"null", "missing"}:
                yield f"{name}: {field} is {'|'.join(sorted(kinds))}, not {'|'.join(sorted(was))}"


def ask_yahoo(canary: Canary, folder: Path) -> None:
    yahoo, since = Yahoo(folder), days.from_date(dt.date.today()) - 400  # noqa: DTZ011
    for ticker in (*FUNDS, INDEX):
        kind = "index" if ticker == INDEX else "fund"
        name = f"chart of {kind} {ticker}"
        if seen := canary.ask(name, partial(yahoo.history, ticker, since)):
            canary.hold(f"{name}: header Date", seen[-1].date)
            canary.hold(f"{name}: currency USD", b'"currency":"USD"' in _packed(seen[-1]))
    name = "chart of an unknown ticker"
    seen = canary.ask(name, lambda: yahoo.history(UNKNOWN, since), UnknownSymbolError)
    canary.hold(f"{name}: 404 and Not Found", seen and seen[-1].status == 404)
    for ticker in FUNDS:
        name = f"summary of {ticker}"
        if seen := canary.ask(name, partial(yahoo.multiples, ticker)):
            held = _held(seen[-1].body)
            is_turned = 0 < held.get("priceToEarnings", 0) < 1
            canary.hold(f"{name}: holdings are reciprocals", is_turned)


def _held(body: bytes) -> dict[str, float]:
    try:
        found: dict[str, float] = json.loads(body)["quoteSummary"]["result"][0]["topHoldings"][
            "equityHoldings"
        ]
    except (ValueError, LookupError, TypeError):
        return {}
    return found


def ask_keyless(canary: Canary) -> None:
    keyless = Keyless()
    if seen := canary.ask("fredgraph", lambda: keyless.downloaded(YIELD)):
        head, *rows = csv.reader(io.StringIO(seen[-1].body.decode("utf-8-sig")))
        canary.hold("fredgraph: header names", head == ["observation_date", YIELD])
        canary.hold("fredgraph: missing as '.' or empty", any(r[-1] in MISSING for r in rows if r))
    canary.ask("fredgraph of no series", lambda: keyless.downloaded(UNKNOWN), UnknownSymbolError)
    last_year = days.from_ymd(dt.date.today().year - 1, 1, 2)  # noqa: DTZ011
    if seen := canary.ask("Treasury", lambda: keyless.treasury(YIELD, last_year)):
        head = next(csv.reader(io.StringIO(seen[0].body.decode("utf-8-sig"))), [])
        titles = {title.upper() for title in head}
        canary.hold("Treasury: names of the tenors", {TENORS["DGS2"], TENORS["DGS10"]} <= titles)


def ask_fred(canary: Canary, *, with_key: bool) -> None:
    address = f"{web.base(_root())}/series/observations?series_id={YIELD}&file_type=json"
    seen = canary.ask("FRED without a key", lambda: web.get(address, None, 10.0))
    canary.hold("FRED without a key: it says so", seen and b"api_key" in seen[-1].body)
    if not with_key:
        return
    key = find_key()
    canary.hold("FRED: there is a key", key)
    if key is None:
        return
    fred = Fred(key)
    if seen := canary.ask("FRED", lambda: fred.observations(YIELD)):
        canary.hold("FRED: missing as '.'", b'"value":"."' in _packed(seen[-1]))
    seen = canary.ask("FRED's vintages", lambda: fred.vintages(YIELD))
    refusals = [one.body for one in seen if one.status != 200]
    canary.hold("FRED's vintages: 2000 at once", any(b"(2000)" in body for body in refusals))
    canary.ask("FRED of no series", lambda: fred.observations(UNKNOWN), UnknownSymbolError)


def _packed(seen: Seen) -> bytes:
    return seen.body.replace(b" ", b"")


def _root() -> str:
    return os.environ.get("ROTATIONXL_FRED_URL") or URL


def main(arguments: list[str] | None = None, shapes: Path = SHAPES) -> int:
    """Ask, print what is found, and return the exit code."""
    parser = argparse.ArgumentParser("canary", description=__doc__.splitlines()[0])
    parser.add_argument("--key", action="store_true", help="ask FRED's API with the user's key")
    parser.add_argument("--write", action="store_true", help="store the shapes of now")
    asked, canary = parser.parse_args(arguments), Canary()
    with TemporaryDirectory() as folder, canary.listening():
        ask_yahoo(canary, Path(folder))
        ask_keyless(canary)
        ask_fred(canary, with_key=asked.key)
    stored = json.loads(shapes.read_text()) if shapes.exists() else {}
    if asked.write:
        shapes.write_text(json.dumps(stored | canary.shapes, indent=1, sort_keys=True) + "\n")
        stored |= canary.shapes
    changed = list(differences(stored, canary.shapes))
    print(*changed, f"{len(changed)} changed, {len(canary.broken)} broken", sep="\n")  # noqa: T201
    return int(bool(changed or canary.broken))


if __name__ == "__main__":
    sys.exit(main())
