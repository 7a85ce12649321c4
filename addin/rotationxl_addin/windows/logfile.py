"""Where the Python that Excel starts writes what went wrong: it has no screen."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rotationxl.store.database import home

NAME = "excel.log"
_MOST_BYTES = 1_000_000


def keep() -> Path:
    """Let the log go into a file of the user's data folder from now on, and return its path."""
    path = home() / NAME
    log = logging.getLogger("rotationxl")
    kept = [one for one in log.handlers if isinstance(one, RotatingFileHandler)]
    if any(Path(one.baseFilename) == path.absolute() for one in kept):
        return path
    for one in kept:
        log.removeHandler(one)
        one.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        path, maxBytes=_MOST_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return path
