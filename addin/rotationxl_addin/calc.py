"""What `rotationxl calc` does: one formula, or a file of them."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import click

import rotationxl
from rotationxl.cells import Cell, CellError
from rotationxl.days import iso
from rotationxl.errors import BadArgumentError, RotationError, UnknownFunctionError
from rotationxl.formulas import ParsedCall, parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS, Table

Result = tuple[Cell, str]
"""What a cell shows, and why where that is an error."""


def show(formula: str, source: str, engine: str) -> bool:
    """Print a formula's value with its unit; False, with the reason, when it is an error."""
    market = rotationxl.open_market(source)
    call = _ours(formula)
    if call is None:
        value, note = compute([formula], market, engine)[0]
        printed = _as_text(value)
    else:
        answer = market.answers([Call(*call)])[0]
        value, note = shown(answer), str(answer) if isinstance(answer, RotationError) else ""
        printed = _with_unit(answer, FUNCTIONS[call.name].unit)
    click.echo(printed)
    if note:
        click.echo(note, err=True)
    if market.source.warning:
        click.echo(market.source.warning, err=True)
    return not isinstance(value, CellError)


def compute_file(formulas: Path, out: Path | None, source: str, engine: str) -> None:
    """Compute the column `formula` of a CSV file; write formula, value, error and note."""
    from rotationxl_workbooks import files

    texts = _read(formulas)
    if out is not None:
        files.check(out)
    market = rotationxl.open_market(source)
    results = compute(texts, market, engine)
    content = _as_csv(texts, results)
    if out is None:
        click.echo(content, nl=False)
    else:
        files.write(out, content.encode("utf-8"))
    errors = sum(isinstance(value, CellError) for value, _ in results)
    click.echo(
        f"{len(texts)} formulas, {errors} of them errors, from {market.source.title} to "
        f"{iso(market.view.last_session)}.",
        err=True,
    )
    if market.source.warning:
        click.echo(market.source.warning, err=True)


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
        note = ""
        if isinstance(value, CellError):  # once more alone, to hear which call failed and why
            host = MarketHost(market)
            computing.evaluate([formula], host)
            note = host.reasons[0] if host.reasons else _why(formula, value)
        results.append((value, note))
    return results


def _why(formula: str, error: CellError) -> str:
    """Return what can be said of an error that none of our functions gave."""
    call = parse_call(formula)
    if call and error == "#NAME?":
        return str(UnknownFunctionError.among(call.name, FUNCTIONS))
    return f"{formula} gives {error}."


def _ours(formula: str) -> ParsedCall | None:
    """Return the call when the whole formula is one of ours with plain values."""
    import rotationxl.functions  # noqa: F401 (declares them)

    call = parse_call(formula)
    return call if call and call.name in FUNCTIONS else None


def _read(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadArgumentError(f"--from: {path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadArgumentError(f"--from: {path} is not UTF-8 text ({error}).") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if "formula" not in (rows.fieldnames or ()):
        raise BadArgumentError(
            f"--from: {path} has no column `formula`; it has {', '.join(rows.fieldnames or ())}."
        )
    return [row["formula"] or "" for row in rows]


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


def _with_unit(answer: object, unit: str) -> str:
    """Return a value as a person reads it, with its unit."""
    if isinstance(answer, RotationError):
        return answer.cell
    if isinstance(answer, Table):
        return _table(answer)
    if unit == "date" and isinstance(answer, int):
        return f"{answer} date ({iso(answer)})"
    if unit in {"decimal", "share"} and isinstance(answer, float):
        return f"{_trimmed(answer, 5)} {unit} ({answer:.2%})"
    if isinstance(answer, float):
        return f"{_trimmed(answer, 4)} {unit}"
    return str(answer) if unit == "text" else f"{answer} {unit}"


def _trimmed(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def _table(table: Table) -> str:
    """Return a table in aligned columns, dates as dates."""
    dated = [name in table.dates for name in table.columns]
    rows = [list(map(str, table.columns))] if table.headers else []
    for row in table.rows:
        cells = zip(row, dated, strict=True)
        rows.append([iso(int(c)) if d and not isinstance(c, str) else _cell(c) for c, d in cells])
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _cell(value: Cell) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
