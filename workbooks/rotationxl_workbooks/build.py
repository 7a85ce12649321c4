"""A template filled with numbers and written to its place."""

from collections.abc import Mapping
from pathlib import Path

from rotationxl.cells import Cell

from .cached import with_values
from .calculate import Calculated, Session
from .files import check, write


def build(
    template: bytes, target: Path, session: Session, inputs: Mapping[str, Cell] | None = None
) -> Calculated:
    """Return what was calculated, after the filled template stands at `target`.

    The file is written whatever the cells show; `Calculated.errors` lists those with an error.
    `session` is the template opened in an engine: many months are one session.
    """
    check(target)  # before the work, not after it
    calculated = session.calculate(inputs)
    write(target, with_values(template, calculated, inputs))
    return calculated
