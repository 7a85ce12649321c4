"""Builds one report for a program that asked, in a process of its own; prints where it is."""

import json
import sys
from pathlib import Path

import rotationxl
from rotationxl.errors import RotationError
from rotationxl_workbooks.build import build, one_month


def main(asked: str) -> None:
    """Print, as JSON, the `path` of the report or the `problem` that left none."""
    print(json.dumps(_made(**json.loads(asked))))  # noqa: T201 (for the process that started this)


def _made(template: str, month: str, folder: str, source: str | None) -> dict[str, str]:
    try:
        market = rotationxl.open_market(source)
        market.renew_sessions()
        [report] = build(template, [one_month(month or "last", market)], market, out=Path(folder))
    except RotationError as error:
        return {"problem": str(error)}
    return {"path": str(report.path)}


if __name__ == "__main__":
    main(sys.argv[1])
