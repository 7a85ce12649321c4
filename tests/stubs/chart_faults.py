"""A good chart made bad, in the ways that Yahoo's have been."""

from collections.abc import Callable
from typing import Any

from stubs.faults import Fault

Chart = dict[str, Any]
DAY = 86_400


def _all_columns(chart: Chart) -> list[list[Any]]:
    """Return every column, the time first."""
    indicators = chart["indicators"]
    quote = list(indicators["quote"][0].values())
    return [chart["timestamp"], *quote, indicators["adjclose"][0]["adjclose"]]


def _null(chart: Chart, rows: range) -> None:
    for column in _all_columns(chart)[1:]:
        for row in rows:
            column[row] = None


def _all_null(chart: Chart, rows: int) -> None:
    _null(chart, range(len(chart["timestamp"])))


def _null_inside(chart: Chart, rows: int) -> None:
    """Lose rows before the last one."""
    last = len(chart["timestamp"]) - 1
    _null(chart, range(max(0, last - rows), last))


def _null_last(chart: Chart, rows: int) -> None:
    last = len(chart["timestamp"]) - 1
    _null(chart, range(last, last + 1))


def _wrong_currency(chart: Chart, rows: int) -> None:
    chart["meta"]["currency"] = "GBp"


def _lost(what: str) -> Callable[[Chart, int], None]:
    def lose(chart: Chart, rows: int) -> None:
        """Lose the last event, and its kind with the only one."""
        events = chart.get("events", {})
        if what in events:
            del events[what][max(events[what], key=int)]
            if not events[what]:
                del events[what]
        if not events:
            chart.pop("events", None)

    return lose


def _jump(chart: Chart, rows: int) -> None:
    """Print the last rows in hundredths, as pence are."""
    for column in _all_columns(chart)[1:]:
        if column is not chart["indicators"]["quote"][0]["volume"]:
            column[-rows:] = [value * 100 for value in column[-rows:]]


def _duplicated_day(chart: Chart, rows: int) -> None:
    """Say the last session again, at its close."""
    for column in _all_columns(chart):
        column.append(column[-1])
    chart["timestamp"][-1] += int(6.5 * 3600)


def _out_of_order(chart: Chart, rows: int) -> None:
    for column in _all_columns(chart):
        column[-2:] = column[-2:][::-1]


def _future_date(chart: Chart, rows: int) -> None:
    for column in _all_columns(chart):
        column.append(column[-1])
    chart["timestamp"][-1] += 30 * DAY


def _hour_off(chart: Chart, rows: int) -> None:
    chart["timestamp"] = [stamp - 3600 for stamp in chart["timestamp"]]


def _ends_early(chart: Chart, rows: int) -> None:
    for column in _all_columns(chart):
        del column[-rows:]


def _changed_schema(chart: Chart, rows: int) -> None:
    chart["indicators"] = {"prices": chart["indicators"]["quote"]}
    chart["meta"] = {"ticker": chart["meta"]["symbol"]}


SPOILT: dict[Fault, Callable[[Chart, int], None]] = {
    Fault.ALL_NULL: _all_null,
    Fault.NULL_INSIDE: _null_inside,
    Fault.NULL_LAST: _null_last,
    Fault.WRONG_CURRENCY: _wrong_currency,
    Fault.LOST_DIVIDEND: _lost("dividends"),
    Fault.LOST_SPLIT: _lost("splits"),
    Fault.JUMP: _jump,
    Fault.DUPLICATED_DAY: _duplicated_day,
    Fault.OUT_OF_ORDER: _out_of_order,
    Fault.FUTURE_DATE: _future_date,
    Fault.HOUR_OFF: _hour_off,
    Fault.ENDS_EARLY: _ends_early,
    Fault.CHANGED_SCHEMA: _changed_schema,
}
