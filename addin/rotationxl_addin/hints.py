"""What is often wrong with a formula that no engine reads as it was meant."""

import re

from rotationxl.registry import FUNCTIONS

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_ARRAY = re.compile(r"\{[^}]*\}")
_CURLY = re.compile(r"[\u201c\u201d\u201e\u00ab\u00bb]")
_SUBTRACTION = re.compile(r"(?<![\w.\"'!$-])((?:19|20)\d\d)-(\d{1,2})(?:-(\d{1,2}))?(?![\w.])")
_CALL = re.compile(r"[A-Za-z_]\w*(?=\()")


def hint(formula: str, *, failed: bool) -> str:
    """Return what to mend in a formula around our functions, or nothing.

    A month without quotes computes, so it is told also where the formula did not fail.
    """
    bare = _ARRAY.sub("", _TEXT.sub('""', formula))
    if not any(name.upper() in FUNCTIONS for name in _CALL.findall(bare)):
        return ""
    if failed and _CURLY.search(bare):
        return 'Curly quotes mark no text in a formula. Type straight ones: "2024-11".'
    if found := _SUBTRACTION.search(bare):
        return f'{found[0]} without quotes is a subtraction. Write "{found[0]}".'
    if failed and ";" in bare:
        return "Separate arguments with commas here, whatever your Excel shows."
    return ""
