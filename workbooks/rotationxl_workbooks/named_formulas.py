"""Names behind which a workbook keeps formulas with our functions, or references to tables.

An engine would look our functions up among its own there: what a name stands for is written into
the formulas that use it.
"""

import re
from collections.abc import Callable, Collection, Mapping

from rotationxl_workbooks.formulas import MalformedFormulaError, has_call, split

_MOST_DEEP = 16  # names within names; more is a ring
# Text, sheets' names and what is in brackets are matched so that no name is found inside.
_NAME = re.compile(
    r"""
      "(?:[^"]|"")*"
    | '(?:[^']|'')*'!?
    | (?<![\w.$!\\]) (?:\[0\]!)? (?P<name>[^\W\d][\w.\\]*) (?![\w.(!\\])
    | \[(?:[^\[\]]|\[[^\[\]]*\])*\]
    | [\w.$!\\]+
    """,
    re.VERBOSE,
)


def calling_names(names: Mapping[str, str], is_calling: Callable[[str], bool]) -> dict[str, str]:
    """Return those names whose texts are such, also by way of other names, with their texts."""
    found = {name: text for name, text in names.items() if is_calling(text)}
    while more := {
        name: text
        for name, text in names.items()
        if found and name not in found and written_out(text, found) != text
    }:
        found |= more
    return found


def calls_any(text: str, ours: frozenset[str], others: Collection[int] = ()) -> bool:
    """Tell whether a formula calls one of our functions; not one with a fault."""
    try:
        return has_call(split(text, ours, frozenset(others)))
    except MalformedFormulaError:
        return False


def written_out(text: str, names: Mapping[str, str]) -> str:
    """Return a formula with what names stand for, in brackets, in their places."""

    def meant(found: re.Match[str]) -> str:
        name = (found["name"] or "").upper()
        return f"({names[name]})" if name in names else found[0]

    for _ in range(_MOST_DEEP if names else 0):
        before, text = text, _NAME.sub(meant, text)
        if text == before:
            break
    return text
