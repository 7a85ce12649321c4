"""Builds one report for a program that asked, in a process of its own; prints where it is."""

import itertools
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import rotationxl
from rotationxl import files
from rotationxl.errors import RotationError
from rotationxl_workbooks.build import build_one


def main(asked: str) -> None:
    """Print, as JSON, the `path` of the report or the `problem` that left none."""
    print(json.dumps(_made(**json.loads(asked))))  # noqa: T201 (for the process that started this)


def _made(template: str, month: str, folder: str, source: str | None) -> dict[str, str]:
    try:
        market = rotationxl.open_market(source)
        market.renew_sessions()
        with TemporaryDirectory() as made:
            report = build_one(template, month, market, Path(made))
            path = _free(Path(folder) / report.path.name)
            files.write(path, report.path.read_bytes())
    except RotationError as error:
        return {"problem": str(error)}
    return {"path": str(path)}


def _free(path: Path) -> Path:
    """Return this path or, since a report that is there may have been worked on, a free one."""
    others = (path.with_stem(f"{path.stem} ({number})") for number in itertools.count(2))
    return next(one for one in itertools.chain([path], others) if not one.exists())


if __name__ == "__main__":
    main(sys.argv[1])
