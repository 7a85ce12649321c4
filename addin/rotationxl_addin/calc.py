"""What `rotationxl calc` does: one formula, or a file of them."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import click

from rotationxl.cells import Cell, CellError, flat
from rotationxl.display import with_unit
from rotationxl.errors import MalformedError, RotationError, UnreachableError
from rotationxl.formulas import ParsedCall, parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS
from rotationxl_addin.hints import hint, why
from rotationxl_addin.options import Data

Result = tuple[Cell, str]
"""What a cell shows, and why where that is an error."""


def show(formula: str, market: Market, engine: str) -> set[str]:
    """Print a formula's value with its unit, and where it is an error the reason; return errors."""
    call = _ours(formula)
    if call is None:
        value, note = compute([formula], market, engine)[0]
        printed = _as_text(value)
    else:
        answer = market.answers([Call(*call)])[0]
        value, note = shown(answer), str(answer) if isinstance(answer, RotationError) else ""
        printed = with_unit(answer, FUNCTIONS[call.name].unit)
    click.echo(printed)
    if note and note not in {one.reason for one in market.supply.behind()}:  # those are told last
        click.echo(note, err=True)
    if market.source.warning:
        click.echo(market.source.warning, err=True)
    return {str(flat(value)[0])} if failed(value) else set()


def failed(value: Cell) -> bool:
    """Tell whether a formula shows an error, or spills nothing but errors."""
    if isinstance(value, list):
        return all(isinstance(cell, CellError) for cell in flat(value))
    return isinstance(value, CellError)


def compute_file(formulas: Path, out: Path | None, data: Data, engine: str) -> Market:
    """Compute the column `formula` of a CSV file; write formula, value, error and note.

    Returns the market that it was computed on.
    """
    from rotationxl import files

    texts = _read(formulas)
    if out is not None:
        files.check(out)
    market = data.market()
    results = compute(texts, market, engine)
    content = _as_csv(texts, results)
    if out is None:
        click.echo(content, nl=False)
    else:
        files.write(out, content.encode("utf-8"))
    errors = sum(failed(value) for value, _ in results)
    click.echo(
        f"{len(texts)} formula{'s' * (len(texts) != 1)}, {errors} of them errors, from "
        f"{market.reach}.",
        err=True,
    )
    if market.source.warning:
        click.echo(market.source.warning, err=True)
    return market


def compute(formulas: Sequence[str], market: Market, engine: str) -> list[Result]:
    """Return what each formula shows; plain calls of ours need no spreadsheet engine."""
    calls = [_ours(formula) for formula in formulas]
    plain = [(place, Call(*call)) for place, call in enumerate(calls) if call is not None]
    results: list[Result] = [(None, "")] * len(formulas)
    for (place, _), answer in zip(plain, market.answers([call for _, call in plain]), strict=True):
        results[place] = shown(answer), str(answer) if isinstance(answer, RotationError) else ""
    others = [place for place, call in enumerate(calls) if call is None]
    if others:
        computed = _with_engine([formulas[place] for place in others], market, engine)
        for place, result in zip(others, computed, strict=True):
            results[place] = result
    return results


def _with_engine(formulas: Sequence[str], market: Market, engine: str) -> list[Result]:
    from rotationxl_workbooks.engines import engine as load
    from rotationxl_workbooks.host import MarketHost

    computing = load(engine)
    values = computing.evaluate(list(formulas), MarketHost(market))
    results = []
    for formula, value in zip(formulas, values, strict=True):
        error = flat(value)[0] if failed(value) else ""
        note = hint(formula, error)
        if error and not note:
            host = MarketHost(market)  # once more alone, to hear which call failed and why
            computing.evaluate([formula], host)
            note = host.reasons[0] if host.reasons else why(formula, error)
        results.append((value, note))
    return results


def _ours(formula: str) -> ParsedCall | None:
    """Return the call when the whole formula is one of ours with plain values."""
    import rotationxl.functions  # noqa: F401 (declares them)

    call = parse_call(formula)
    return call if call and call.name in FUNCTIONS else None


def _read(path: Path) -> list[str]:
    """Return the column `formula`; a blank line between formulas keeps its place."""
    lines = csv.reader(io.StringIO(_text(path), newline=""))
    header = next(lines, [])
    names = [name.strip().lower() for name in header]
    if "formula" not in names:
        mend = " Separate columns with commas." if ";" in "".join(header) else ""
        known = ", ".join(header) or "nothing"
        raise MalformedError(f"--from: {path} has no column `formula`; it has {known}.{mend}")
    column = names.index("formula")
    rows = [(lines.line_num, row) for row in lines]
    while rows and not rows[-1][1]:
        rows.pop()
    for line, row in rows:
        if any(row[len(header) :]):
            raise MalformedError(
                f"--from: {path}, line {line}: {len(row)} fields under {len(header)} column names. "
                "Put a formula that holds a comma into quotes, each of its own quotes doubled: "
                '"=SPREAD(""IWD"",""IWF"",""2024-11"")".'
            )
    return [row[column] if column < len(row) else "" for _, row in rows]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreachableError(f"--from: {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise MalformedError(f"--from: {path} is not UTF-8 text ({error}).") from error


def _as_csv(formulas: Sequence[str], results: Sequence[Result]) -> str:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["formula", "value", "error", "note"])
    for formula, (value, note) in zip(formulas, results, strict=True):
        is_error = isinstance(value, CellError)
        writer.writerow(
            [formula, "" if is_error else _full(value), value if is_error else "", note]
        )
    return lines.getvalue()


def _full(value: Cell) -> str:
    """Return a value at full precision: a number, text, TRUE or FALSE, or a JSON array of rows."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).upper()
    return repr(value) if isinstance(value, float) else str(value)


def _as_text(value: Cell) -> str:
    if isinstance(value, list):
        return "\n".join("  ".join(_as_text(cell) for cell in row) for row in value)
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.12g}" if isinstance(value, float) else str(value)
