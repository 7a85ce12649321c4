"""Functions found by the words of their reference."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

import rotationxl.functions  # noqa: F401 (declares the functions)
from rotationxl.errors import BadArgumentError
from rotationxl.registry import FUNCTIONS, Function


def search(words: Iterable[str]) -> list[Function]:
    """Return the functions that all the words begin a word of, those named so first.

    A bad argument, with what is spelt nearly so, when there is none.
    """
    asked = [part for word in words for part in _words(word)]
    found = [f for f in FUNCTIONS.values() if all(_has(_text(f), word) for word in asked)]
    if not asked or not found:
        raise BadArgumentError(_nothing(asked))
    return sorted(found, key=lambda f: not all(_has(f.name, word) for word in asked))


def _text(function: Function) -> str:
    arguments = (text for a in function.arguments for text in (a.name, a.kind.name, a.help))
    parts = (function.name, function.category, function.help, function.details, *arguments)
    return "\n".join(parts)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _has(text: str, word: str) -> bool:
    """Tell whether a word of the text begins so; yields finds yield."""
    stem = word.removesuffix("s") if len(word) > 3 else word  # noqa: PLR2004 (gas is no plural)
    return any(known.startswith(stem) for known in _words(text))


def _nothing(asked: list[str]) -> str:
    said = f"words: no function is described with {' and '.join(asked) or 'no words'}."
    near = get_close_matches("_".join(asked).upper(), FUNCTIONS, cutoff=0.8)
    if not near:
        known = {word for f in FUNCTIONS.values() for word in _words(_text(f))}
        strange = [word for word in asked if not _has(" ".join(known), word)]
        near = [n for word in strange for n in get_close_matches(word, sorted(known), n=2)]
    if near:
        return f"{said} Did you mean {' or '.join(near)}?"
    return f"{said} Give fewer or other words, or none to list all functions."
