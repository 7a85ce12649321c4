"""What is often wrong with a formula that no engine reads as it was meant."""

import re
from collections.abc import Iterator

from rotationxl.errors import UnknownFunctionError
from rotationxl.formulas import parse_call
from rotationxl.registry import FUNCTIONS

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_ARRAY = re.compile(r"\{[^}]*\}")
_CURLY = re.compile(r"[\u201c\u201d\u201e\u00ab\u00bb]")
_APOSTROPHES = re.compile(r"'[^']*'(?!!)")  # those before ! hold the name of a sheet
_SUBTRACTION = re.compile(r"(?<![\w.\"'!$-])((?:19|20)\d\d)-(\d{1,2})(?:-(\d{1,2}))?(?![\w.])")
_WORD = re.compile(
    r"(?<=[(,])\s*(?!(?:TRUE|FALSE)\b|\$?[A-Z]{1,3}\$?\d)([A-Z^][\w^/-]*)\s*(?=[,)])"
)
_CALL = re.compile(r"[A-Za-z_]\w*(?=\()")


def hint(formula: str, error: str) -> str:
    """Return what to mend in a formula around our functions, or nothing.

    A month without quotes computes, so it is told also where there is no error.
    """
    bare = _ARRAY.sub("", _TEXT.sub('""', formula))
    if not any(name.upper() in FUNCTIONS for name in _CALL.findall(bare)):
        return ""
    return next(_mends(bare, error), "")


def _mends(bare: str, error: str) -> Iterator[str]:
    if error and _CURLY.search(bare):
        yield 'Curly quotes mark no text in a formula. Type straight ones: "2024-11".'
    if error and (found := _APOSTROPHES.search(bare)):
        yield f'Apostrophes mark no text in a formula. Write "{found[0][1:-1]}".'
    if found := _SUBTRACTION.search(bare):
        yield f'{found[0]} without quotes is a subtraction. Write "{found[0]}".'
    if error and (fault := _unbalanced(bare)):
        yield fault
    if error and ";" in bare:
        yield "Separate arguments with commas here, whatever your Excel shows."
    if error == "#NAME?" and "LET(" not in bare and (found := _WORD.search(bare)):
        yield f'{found[1]} without quotes is a name, and none is defined. Write "{found[1]}".'


def why(formula: str, error: str) -> str:
    """Return what can be said of an error that none of our functions gave."""
    if not formula.strip():
        return "There is no formula in this line."
    call = parse_call(formula)
    if call and error == "#NAME?":
        return str(UnknownFunctionError.among(call.name, FUNCTIONS))
    if not formula.lstrip().startswith("="):
        return f"{formula} is no formula: one begins with =."
    return _unbalanced(_TEXT.sub('""', formula)) or f"{formula} gives {error}."


def _unbalanced(bare: str) -> str:
    """Return what is opened and not closed, or the other way round."""
    if bare.replace('""', "").count('"'):
        return "A quote is opened and not closed."
    missing = bare.count("(") - bare.count(")")
    if missing:
        return (
            f"A bracket is {'opened and not closed' if missing > 0 else 'closed once too often'}."
        )
    return ""
