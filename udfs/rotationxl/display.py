"""An answer as a person reads it: with its unit, dates as dates, tables in columns."""

from rotationxl.cells import Cell
from rotationxl.days import iso
from rotationxl.errors import RotationError
from rotationxl.registry import Table


def with_unit(answer: object, unit: str) -> str:
    """Return an answer of a function as text, with its unit; of an error what a cell shows."""
    match answer:
        case RotationError():
            return answer.cell
        case Table():
            return "\n".join(table_lines(answer))
        case bool():
            return str(answer).upper()
        case int() if unit == "date":
            return f"{answer} date ({iso(answer)})"
        case float() if unit == "decimal":
            return f"{_trimmed(answer, 5)} decimal ({answer:.2%})"
        case float():
            return f"{_trimmed(answer, 4)} {unit}"
    return str(answer) if unit == "text" else f"{answer} {unit}"


def table_lines(table: Table) -> list[str]:
    """Return a table in aligned columns, a line each row."""
    dated = [name in table.dates for name in table.columns]
    rows = [list(map(str, table.columns))] if table.headers else []
    for row in table.rows:
        cells = zip(row, dated, strict=True)
        rows.append([iso(int(c)) if d and not isinstance(c, str) else _cell(c) for c, d in cells])
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _cell(value: Cell) -> str:
    return _trimmed(value, 6) if isinstance(value, float) else str(value)


def _trimmed(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
