# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""The raw columns of a source as pandas Series, and the steps that many answers share."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from rotationxl.sources import Key, Source

EPOCH = pd.Timestamp("1899-12-30")


def stamps(day: Any) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(EPOCH + pd.to_timedelta(np.asarray(day), unit="D"))


def serial(when: pd.Timestamp) -> int:
    return (when - EPOCH).days


class Raw:
    """The raw columns of a source as pandas Series."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.close = cache(self._close)
        self.total = cache(self._total)
        self.macro = cache(self._macro)

    def _columns(self, kind: str, code: str) -> dict[str, Any]:
        key = Key(kind, code)  # type: ignore[arg-type]
        columns = self.source.fetch([key])[key]
        assert isinstance(columns, dict)
        return columns

    def _close(self, code: str) -> "pd.Series[float]":
        columns = self._columns("price", code)
        return pd.Series(columns["close"], stamps(columns["day"]), dtype=float)

    def _total(self, code: str) -> "pd.Series[float]":
        """Growth of 1 with each dividend reinvested, multiplied up day by day."""
        close, columns = self.close(code), self._columns("price", code)
        paid = dict(zip(columns.get("dividend_day", []), columns.get("dividend", []), strict=True))
        growth, level = [], 1.0
        previous = None
        for when, price in close.items():
            if previous is not None:
                assert isinstance(when, pd.Timestamp)
                level *= price / (previous - paid.get(serial(when), 0.0))
            growth.append(level)
            previous = price
        return pd.Series(growth, close.index)

    def _macro(self, code: str) -> "pd.Series[float]":
        columns = self._columns("macro", code)
        return pd.Series(columns["value"], stamps(columns["day"]), dtype=float).dropna()

    def series(self, code: str) -> "pd.Series[float]":
        return self.close(code) if code.startswith("^") else self.total(code)

    def vintages(self, code: str) -> pd.DataFrame:
        c = self._columns("vintage", code)
        return pd.DataFrame(
            {"day": stamps(c["day"]), "value": c["value"], "since": stamps(c["since"])}
        )


def change(series: "pd.Series[float]", start: str, finish: str) -> float:
    """Return from the last value up to a day to the last value up to another."""
    return float(series[:finish].iloc[-1] / series[:start].iloc[-1] - 1)


def common(raw: Raw, *codes: str) -> pd.DataFrame:
    return pd.concat({code: raw.series(code) for code in codes}, axis=1, sort=True).dropna()


def monthly(frame: Any) -> Any:
    return frame.groupby(frame.index.to_period("M")).last().pct_change(fill_method=None)


def spread(raw: Raw, a: str, b: str, start: str, finish: str) -> float:
    frame = common(raw, a, b)
    return change(frame[a], start, finish) - change(frame[b], start, finish)


def ols(y: Any, x: Any) -> Any:
    return sm.OLS(np.asarray(y), sm.add_constant(np.asarray(x))).fit()


def weekly(series: "pd.Series[float]") -> "pd.Series[float]":
    calendar = pd.DatetimeIndex(series.index).isocalendar()
    return series.groupby([calendar.year.to_numpy(), calendar.week.to_numpy()]).last()


def rank(values: Any, *, largest: bool = True) -> int:
    return int(pd.Series(values).rank(ascending=not largest, method="min").iloc[-1])


def rows(series: "pd.Series[float]", start: str, finish: str) -> list[list[float]]:
    return [[serial(when), value] for when, value in series[start:finish].items()]  # type: ignore[misc]


Oracle = tuple[str, Callable[[Raw], Any]]
"""A formula of plain values, and its answer worked out elsewhere."""
Bad = tuple[tuple[Any, ...], str, str]
"""A call with wrong input, the error that a cell shows, and words of its reason."""
Oracles = dict[str, list[Oracle]]
