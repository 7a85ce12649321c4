"""Functions, questions and series found by words."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

import rotationxl.functions  # noqa: F401 (declares the functions)
from rotationxl import universe
from rotationxl.errors import BadArgumentError
from rotationxl.recipes import RECIPES, Recipe
from rotationxl.registry import FUNCTIONS, Function


class Found(NamedTuple):
    """What is described with some words; of series the code and the title."""

    functions: list[Function]
    recipes: list[Recipe]
    series: dict[str, str]


def search(words: Iterable[str]) -> Found:
    """Return all that the words begin a word of each; of functions those named so first.

    A bad argument, with what is spelt nearly so, when there is nothing.
    """
    asked = [part for word in words for part in _words(word)]

    def fits(text: str) -> bool:
        return all(_has(text, word) for word in asked)

    functions = [f for f in FUNCTIONS.values() if fits(_text(f))]
    recipes = [recipe for recipe in RECIPES if fits(recipe.question)]
    series = {code: title for code, title in _titles().items() if fits(f"{code} {title}")}
    if not asked or not (functions or recipes or series):
        raise BadArgumentError(_nothing(asked))
    return Found(sorted(functions, key=lambda f: not fits(f.name)), recipes, series)


def _titles() -> dict[str, str]:
    """Return the titles of the well-known series, with what they stand for."""
    return {
        code: f"{about.name} ({about.stands_for})"
        for known in (universe.FRED, universe.TICKERS)
        for code, about in known.items()
    }


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
    said = f"words: nothing is described with {' and '.join(asked) or 'no words'}."
    near = get_close_matches("_".join(asked).upper(), FUNCTIONS, cutoff=0.8)
    if not near:
        known = {word for f in FUNCTIONS.values() for word in _words(_text(f))}
        strange = [word for word in asked if not _has(" ".join(known), word)]
        near = [n for word in strange for n in get_close_matches(word, sorted(known), n=2)]
    if near:
        return f"{said} Did you mean {' or '.join(near)}?"
    return f"{said} Give fewer or other words, or none to list all functions."
