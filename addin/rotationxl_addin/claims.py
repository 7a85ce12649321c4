"""What `rotationxl claims` does: every claim of the articles with what the data say about it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from rotationxl.articles import PrintedClaim, claims
from rotationxl.cells import Cell, CellError
from rotationxl.days import iso
from rotationxl.errors import BadArgumentError
from rotationxl.figures import Figure, PrintedDate, read_claim
from rotationxl.functions.claims import NO_DATA, VERDICTS
from rotationxl.market.cut import Cut
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.readers import read_finish
from rotationxl.registry import FUNCTIONS
from rotationxl.store.database import Store
from rotationxl_addin.calc import compute
from rotationxl_addin.data import show as print_table
from rotationxl_addin.options import Data

COLUMNS = ("id", "claimed", "actual", "verdict", "kind", "quote", "formula")
_QUOTE_WIDTH = 44
_NAME = re.compile(r"[A-Z]+(?:_[A-Z]+)*(?=\()")


class Checked(NamedTuple):
    """A claim, what the data say, the verdict where the claim is computable, and why no data."""

    claim: PrintedClaim
    actual: Cell
    verdict: str
    reason: str


def check(chosen: Sequence[PrintedClaim], market: Market, engine: str) -> list[Checked]:
    """Return each claim with its formula's value, and the verdict of CLAIM_CHECK on it."""
    results = iter(compute([c.formula for c in chosen if c.formula], market, engine))
    found = [(claim, *(next(results) if claim.formula else (None, ""))) for claim in chosen]
    calls = [Call("CLAIM_CHECK", (claim.claimed, value)) for claim, value, _ in found]
    return [
        Checked(claim, value, shown(answer) if claim.is_computable else "", reason)
        for (claim, value, reason), answer in zip(found, market.answers(calls), strict=True)
    ]


def show(article: str, as_of: str | None, out: Path | None, data: Data, engine: str) -> Market:
    """Print the table of verdicts, or write it as CSV, and count them; return the whole market."""
    from rotationxl import files

    chosen = _of_article(article)
    if out is not None:
        files.check(out)
    whole = data.market()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        market = whole if as_of is None else _ended(whole, as_of, Path(folder))
        checked = check(chosen, market, engine)
    if out is None:
        print_table(COLUMNS, table(checked))
        for row in checked:
            if row.verdict == NO_DATA:
                click.echo(f"{row.claim.id}: {row.reason}")
    else:
        files.write(out, _as_csv(checked).encode("utf-8"))
    click.echo(f"{summary(checked)}, from {market.reach}.")
    if market.source.warning:
        click.echo(market.source.warning, err=True)
    return whole


def _ended(market: Market, as_of: str, folder: Path) -> Market:
    """Return a market as if its data ended on a day, kept in `folder`."""
    day = read_finish(as_of, "as_of")
    return Market(Cut(market.source, day), Store(folder / "market.db"))


def _of_article(article: str) -> list[PrintedClaim]:
    """Return the claims of the articles whose file name begins so."""
    chosen = [claim for claim in claims() if claim.article.startswith(article)]
    if not chosen:
        known = dict.fromkeys(claim.article.partition("_")[0] for claim in claims())
        raise BadArgumentError.among("article", article, "an article", known)
    return chosen


def table(checked: Sequence[Checked]) -> list[list[str]]:
    """Return the cells of one line a claim, its quote cut short."""
    rows = []
    for row in checked:
        claim = row.claim
        figures = claim.claimed or "-", _shown(row), row.verdict or "-"
        rows.append([claim.id, *figures, claim.kind, _cut(claim.quote), claim.formula])
    return rows


def _cut(quote: str) -> str:
    return quote if len(quote) <= _QUOTE_WIDTH else f"{quote[: _QUOTE_WIDTH - 3].rstrip()}..."


def _shown(row: Checked) -> str:
    """Return what the data say as the claim was printed: 5.43%, 2024-11-08, -14.2."""
    value, claim = row.actual, row.claim
    printed = read_claim(claim.claimed, "claimed") if claim.claimed else None
    if value is None or isinstance(value, CellError | str):
        return value or "-"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, list):
        return f"{len(value)} rows"
    unit = next((FUNCTIONS[n].unit for n in _NAME.findall(claim.formula) if n in FUNCTIONS), "")
    if isinstance(printed, PrintedDate) or unit == "date":
        return iso(int(value))
    if unit == "decimal" or (isinstance(printed, Figure) and printed.unit == "%"):
        return f"{value:.2%}"
    return f"{value:,.2f}".removesuffix(".00") if abs(value) >= 1 else f"{value:.4g}"


def summary(checked: Sequence[Checked]) -> str:
    """Return how many claims there are, and how many of them got each verdict."""
    counted = Counter(row.verdict for row in checked)
    verdicts = ", ".join(f"{counted[name]} {name}" for name in VERDICTS)
    return f"{len(checked)} claims, {len(checked) - counted['']} of them checked: {verdicts}"


def _as_csv(checked: Sequence[Checked]) -> str:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([*PrintedClaim._fields, "actual", "verdict", "reason"])
    for claim, actual, verdict, reason in checked:
        value = str(actual).upper() if isinstance(actual, bool) else actual
        writer.writerow([*claim, value, verdict, reason])
    return lines.getvalue()
