"""What `rotationxl functions` and `rotationxl recipes` print."""

import sys
from collections.abc import Iterable

import click

import rotationxl
from rotationxl import universe
from rotationxl.market.evaluate import Market
from rotationxl.recipes import RECIPES, explained
from rotationxl.reference import by_family, describe
from rotationxl.registry import FUNCTIONS, Function
from rotationxl.search import search

_ROW = " " * 8
"""Begins the rows of a table that stands below its formula."""


def is_name(word: str) -> bool:
    """Tell whether a word is the name of a function."""
    return word.upper() in FUNCTIONS


def families() -> None:
    """Print all functions, family by family."""
    for category, functions in by_family():
        click.secho(f"\n{category}", bold=True)
        _list(functions)


def one(name: str) -> None:
    """Print the help of a function."""
    market = rotationxl.open_market("sample")
    _print(describe(FUNCTIONS[name.upper()], market))


def found(words: Iterable[str]) -> None:
    """Print the functions, questions and series that are described with the words."""
    functions, questions, series = search(words)
    _list(functions)
    for recipe in questions:
        click.echo(f"{recipe.question}\n    {recipe.formulas[0]}")
    for code, title in series.items():
        asking = "MACRO" if code in universe.FRED else "PRICE_ON"
        click.echo(f'={asking}("{code}")\n    {title}')


def _list(functions: Iterable[Function]) -> None:
    for function in functions:
        click.echo(_bare(f"{function.signature}\n    {function.help}"))


def _print(lines: Iterable[str]) -> None:
    """Print Markdown as plain text; on a terminal rows of tables are cut to fit, others wrap."""
    if not sys.stdout.isatty():
        click.echo("\n".join(map(_bare, lines)))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        is_row = line.startswith(_ROW)
        console.print(Text(_bare(line)), no_wrap=is_row, overflow="ellipsis" if is_row else "fold")


def _bare(line: str) -> str:
    return line if line.startswith("    ") else line.replace("`", "")


def recipes(market: Market) -> None:
    """Print each question with its formulas and their answers on a market."""
    for recipe in RECIPES:
        click.secho(f"\n{recipe.question}", bold=True)
        _print(explained(recipe, market))
    if market.source.warning:
        click.echo(f"\n{market.source.warning}", err=True)
