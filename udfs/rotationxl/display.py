"""An answer as a person reads it: with its unit, dates as dates, tables in columns."""

from rotationxl.cells import Cell
from rotationxl.days import iso
from rotationxl.errors import RotationError
from rotationxl.registry import Table


def with_unit(answer: object, unit: str, most_rows: int | None = None) -> str:
    """Return an answer of a function as text, with its unit; of an error what a cell shows."""
    match answer:
        case RotationError():
            return answer.cell
        case Table():
            return "\n".join(table_lines(answer, most_rows))
        case bool():
            return str(answer).upper()
        case int() | float():
            return _number(answer, unit)
    return str(answer)


def _number(value: float, unit: str) -> str:
    if unit == "date":
        return f"{value} date ({iso(int(value))})"
    if unit in {"decimal", "share"}:
        return f"{_trimmed(value, 5)} {unit} ({value:.2%})"
    return f"{_trimmed(value, 4) if isinstance(value, float) else value} {unit}"


def table_lines(table: Table, most_rows: int | None = None) -> list[str]:
    """Return a table in aligned columns, a line each row; of a long one only the first rows."""
    dated = [name in table.dates for name in table.columns]
    rows = [list(map(str, table.columns))] if table.headers else []
    for row in table.rows[:most_rows]:
        cells = zip(row, dated, strict=True)
        rows.append([iso(int(c)) if d and not isinstance(c, str) else _cell(c) for c, d in cells])
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    if left := len(table.rows[most_rows:]) if most_rows else 0:
        lines.append(f"... and {left} more")
    return lines


def beside(formula: str, answer: str) -> list[str]:
    """Return a formula and its answer as lines of a Markdown block; a table stands below it."""
    if "\n" not in answer:
        return [f"    {formula}  gives  {answer}"]
    return [f"    {formula}  gives", *(f"        {line}" for line in answer.splitlines())]


def _cell(value: Cell) -> str:
    return _trimmed(value, 6) if isinstance(value, float) else str(value)


def _trimmed(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
