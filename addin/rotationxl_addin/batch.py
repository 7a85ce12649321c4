"""What one run of `rotationxl build` is asked for: on the command line, or in a job file."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rotationxl.errors import BadArgumentError, TargetError, listed
from rotationxl_workbooks import layout

ALL = "all"
_REPORT = {"name": str, "inputs": dict, "file": str}
_KINDS: Mapping[str, type] = {
    "source": str,
    "out": str,
    "months": str,
    "as_of": str,
    "values": bool,
    "pdf": bool,
    "xlsm": bool,
    "jobs": int,
    "report": list,
}
_CALLED = {
    str: 'text in quotes, such as "last"',
    bool: "true or false",
    int: "a whole number above 0",
    dict: "a table of inputs",
    list: "written as [[report]]",
}
_AT_PATHS = ("folder:", "snapshot:")


@dataclass(frozen=True)
class Wanted:
    """One report, with inputs of its own."""

    name: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    """How its files' names begin, instead of its own name."""


@dataclass(frozen=True)
class Batch:
    """All that one run is to write."""

    reports: Sequence[Wanted] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    """Inputs for those reports that have them."""
    month: str = ""
    months: str = ""
    as_of: str = ""
    out: Path | None = None
    in_folder: bool = False
    """Whether `out` is a folder also where there is only one file."""
    values: bool = False
    pdf: bool = False
    xlsm: bool = False
    jobs: int = 1
    source: str = ""


def reports(names: Sequence[str]) -> list[Wanted]:
    """Return the reports of some names, each once; `all` stands for every one."""
    found = (layout.names() if name == ALL else [name] for name in names)
    return [Wanted(name) for name in dict.fromkeys(name for some in found for name in some)]


def inputs(texts: Sequence[str]) -> dict[str, str]:
    """Return the inputs that NAME=VALUE texts give, by name; BadArgumentError for another text."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise BadArgumentError(f"set: {text!r} is not NAME=VALUE, such as month=2024-11.")
        if name.strip() in found:
            raise BadArgumentError(f"set: {name.strip()} is given twice.")
        found[name.strip()] = value
    return found


def read(path: Path) -> Batch:
    """Return what a job file asks for; its paths are seen from the folder that it is in.

    Raises TargetError for one that cannot be read, BadArgumentError with all that is wrong in it.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError(f"{path}: cannot be read: {_reason(error)}.") from error
    except tomllib.TOMLDecodeError as error:
        hint = 'Months and other texts stand in quotes: months = "2024-11".'
        raise BadArgumentError(f"{path}: is no TOML: {error}. {hint}") from error
    if wrong := list(_faults(told)):
        raise BadArgumentError(f"{path}: {' '.join(wrong)}")
    asked = dict(told)
    wanted = [one for entry in asked.pop("report") for one in _wanted(entry)]
    if "out" in asked:
        asked["out"] = path.parent / asked["out"]
    if "source" in asked:
        asked["source"] = _source(asked["source"], path.parent)
    return Batch(wanted, in_folder=True, **asked)


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "it is not UTF-8 text"


def _source(text: str, folder: Path) -> str:
    for kind in _AT_PATHS:
        if text.startswith(kind):
            return f"{kind}{folder / text.removeprefix(kind)}"
    return text


def _faults(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong in a job file, each key with its near miss."""
    yield from _wrong(told, _KINDS, "a job file")
    entries = told.get("report", [])
    if not entries:
        yield 'report: there is none. Write [[report]] and under it name = "value-growth".'
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or "name" not in entry:
            yield 'report: one has no name. Write name = "value-growth" under its [[report]].'
            continue
        yield from _wrong(entry, _REPORT, "a [[report]]")
        yield from _bad_inputs(entry.get("inputs", {}))


def _wrong(told: Mapping[str, Any], kinds: Mapping[str, type[Any]], where: str) -> Iterator[str]:
    for key, value in told.items():
        if key not in kinds:
            near = get_close_matches(key.lower(), kinds, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Keys: {listed(list(kinds))}."
            yield f"{key}: is no key of {where}. {hint}"
        elif type(value) is not kinds[key] or (kinds[key] is int and int(value) < 1):
            yield f"{key}: {value!r} is not {_CALLED[kinds[key]]}."


def _bad_inputs(given: Any) -> Iterator[str]:
    for name, value in given.items() if isinstance(given, dict) else ():
        if isinstance(value, (list, dict)):
            yield f"{name}: {value!r} is not one value."


def _wanted(entry: Mapping[str, Any]) -> list[Wanted]:
    given = {name: _text(value) for name, value in entry.get("inputs", {}).items()}
    return [Wanted(one.name, given, entry.get("file", "")) for one in reports([entry["name"]])]


def _text(value: object) -> str:
    """Return a value of the file as it would be typed into a cell."""
    if isinstance(value, bool):
        return str(value).upper()
    return value.isoformat() if isinstance(value, dt.date) else str(value)
