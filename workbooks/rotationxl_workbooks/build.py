"""Reports built without a spreadsheet program: a template, a market, and files with numbers."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from rotationxl import days, files
from rotationxl.cells import Cell, CellError, is_blank
from rotationxl.errors import BadArgumentError, NoDataError, TargetError, listed
from rotationxl.market.evaluate import Market
from rotationxl.periods import Calendar, month_of, month_text
from rotationxl.readers import (
    read_finish,
    read_month,
    read_period,
)
from rotationxl.sessions import is_complete_month
from rotationxl_workbooks import cached, engines, layout
from rotationxl_workbooks.calculate import Calculated
from rotationxl_workbooks.host import MarketHost

MOST_MONTHS = 1200
_LAST = re.compile(r"last(?::(\d{1,4}))?")


@dataclass(frozen=True)
class Form:
    """A kind of file that reports are written as."""

    suffix: str
    made: Callable[[bytes], bytes]
    """Makes one of an .xlsx file's bytes."""


XLSX = Form(".xlsx", bytes)


class Order(NamedTuple):
    """One report that is to be written."""

    template: str
    month: str
    """Empty where the report asks for none."""
    inputs: Mapping[str, Cell]
    """What goes into its input cells."""
    path: Path


@dataclass(frozen=True)
class Built:
    """One report that was written."""

    template: str
    month: str
    path: Path
    formulas: int
    calls: int
    failed: int
    """Calls of our functions that gave an error; their cells show a dash."""
    faults: Sequence[tuple[str, str, CellError]]
    """Sheet, address and error of every cell that should show a value."""
    missing: Sequence[str]
    """Why calls of our functions gave no value, each reason once."""
    seconds: float

    @property
    def is_empty(self) -> bool:
        """Tell whether more calls failed than gave a value, as for a month without data."""
        return 2 * self.failed > self.calls


def build(
    template: str,
    months: Sequence[str],
    market: Market,
    *,
    out: Path | None = None,
    as_of: str = "",
    given: Mapping[str, str] = MappingProxyType({}),
    engine: str = engines.FOR_REPORTS,
    form: Form = XLSX,
) -> Iterator[Built]:
    """Write a report a month and yield each as it is done; one that asks for no month, once.

    Arguments and errors are those of `orders`; nothing is written where it raises one.
    """
    asked = orders(template, months, market, out=out, as_of=as_of, given=given, form=form)
    yield from write(asked, market, engine, form)


def build_one(template: str, month: str, market: Market, out: Path, form: Form = XLSX) -> Built:
    """Write one report, of a month such as 2024-11 or `last` where it asks for one.

    Errors are those of `orders` and `one_month`.
    """
    asks = layout.load(template).asks_for_month
    months = [one_month(month or "last", market)] if asks else []
    return next(build(template, months, market, out=out, form=form))


def orders(
    template: str,
    months: Sequence[str],
    market: Market,
    *,
    out: Path | None = None,
    as_of: str = "",
    given: Mapping[str, str] = MappingProxyType({}),
    form: Form = XLSX,
    stem: str = "",
    beside_others: bool = False,
) -> list[Order]:
    """Return what is to be written: a report a month, or one where no month is asked for.

    `given` holds inputs by their names, as they would be typed. `out` is a file for one report and
    a folder for several, or `beside_others`; left out, the name is chosen here, begins with `stem`
    or the template's name, and says SAMPLE where the data are simulated. Raises TargetError when a
    file cannot be written, BadArgumentError for an unknown template or input, NoDataError for a
    month still to come.
    """
    chosen = layout.load(template)
    settings = [_settings(chosen, month, as_of, given) for month in months or [""]]
    names = [_name(stem or template, month, market, form) for month in months or [""]]
    several = beside_others or len(names) > 1
    paths = [_path(name, out, form, several=several) for name in names]
    _refuse_months_to_come(months, market, given.get("as_of", as_of))
    for path in paths:
        files.check(path)
    return [
        Order(template, str(inputs.get("month") or ""), inputs, path)
        for inputs, path in zip(settings, paths, strict=True)
    ]


def write(
    asked: Sequence[Order], market: Market, engine: str = engines.FOR_REPORTS, form: Form = XLSX
) -> Iterator[Built]:
    """Write reports and yield each as it is done; those of one template side by side cost least."""
    host = MarketHost(market)
    for template, same in groupby(asked, lambda order: order.template):
        began = time.perf_counter()
        book = layout.template(layout.load(template))
        with engines.engine(engine).open(book, host) as session:
            for order in same:
                host.reasons.clear()
                calculated = session.calculate(order.inputs)
                values = cached.with_values(book, calculated, order.inputs)
                files.write(order.path, form.made(values))
                seconds, began = time.perf_counter() - began, time.perf_counter()
                yield _built(order, calculated, host.reasons, seconds)


def _built(order: Order, calculated: Calculated, reasons: Sequence[str], seconds: float) -> Built:
    return Built(
        order.template,
        order.month,
        order.path,
        sum(map(len, calculated.values.values())),
        calculated.calls,
        len(reasons),
        calculated.errors(),
        tuple(dict.fromkeys(reasons)),
        seconds,
    )


def _settings(
    chosen: layout.Layout, month: str, as_of: str, given: Mapping[str, str]
) -> dict[str, Cell]:
    """Return what goes into the input cells; BadArgumentError for one that the report lacks."""
    asked = {"month": month, "as_of": as_of}
    texts = {**{name: text for name, text in asked.items() if text}, **given}
    known = {name.lower(): one for name, one in chosen.by_name.items()}
    for name in texts:
        if name.lower() not in known:
            raise no_such_input(name, [chosen])
    asked_for = {known[name.lower()]: text for name, text in texts.items()}
    groups = {one.group for one in asked_for if one.group}
    blank = {one.name: None for one in chosen.inputs if one.group in groups}
    return blank | {one.name: one.read(text) for one, text in asked_for.items()}


def no_such_input(name: str, chosen: Sequence[layout.Layout]) -> BadArgumentError:
    """Return the error for an input that none of these reports has, naming those that they have."""
    have = list(dict.fromkeys(one for report in chosen for one in report.by_name))
    where = listed([report.name for report in chosen])
    near = get_close_matches(name.lower(), have, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    inputs = listed(have or ["none"])
    return BadArgumentError(f"{name}: is no input of {where}. Inputs: {inputs}.{hint}")


def _refuse_months_to_come(months: Sequence[str], market: Market, as_of: str) -> None:
    last = market.source.last_session()
    if not is_blank(as_of):
        last = min(last, read_finish(as_of, "as_of"))
    for month in months:
        if read_month(month, "month").first > last:
            raise NoDataError(f"month: {month} has not begun; the data end {days.iso(last)}.")


def _name(template: str, month: str, market: Market, form: Form) -> str:
    sample = "-SAMPLE" if market.source.warning else ""
    dated = f"-{month}" if month else ""
    return f"{template}{dated}{sample}{form.suffix}"


def _path(name: str, out: Path | None, form: Form, *, several: bool) -> Path:
    if out is None:
        return Path(name)
    if several:
        if out.suffix.lower() == form.suffix and not out.exists():
            raise TargetError(f"{out}: several files are to be written. Give a folder.")
        files.make_folder(out)
        return out / name
    try:
        is_folder = out.is_dir()
    except OSError:  # a name that no file can have: `files.check` says so
        is_folder = False
    if is_folder:
        return out / name
    if not out.suffix and not out.exists():
        files.make_folder(out)
        return out / name
    if out.suffix.lower() != form.suffix:
        raise TargetError(
            f"{out}: give a name that ends in {form.suffix}, or a folder that is there."
        )
    return out


def months_of(text: str, market: Market, as_of: str = "") -> list[str]:
    """Return the months that a text names: `2024-11`, `2023-01:2024-12`, `2024`, `last`, `last:3`.

    `last` is the last complete one of the data, or of what was known of them on `as_of`, and
    `last:3` the last three.
    """
    if found := _LAST.fullmatch(text.strip().lower()):
        last = market.source.last_session()
        if not is_blank(as_of):
            last = min(last, read_finish(as_of, "as_of"))
        count = int(found[1] or 1)
        first = last_complete_month(last) - count + 1
    else:
        period = _period(text)
        count, first = period.months, month_of(period.first)
    if not 0 < count <= MOST_MONTHS:
        raise _no_months(text)
    return [month_text(first + i) for i in range(count)]


def _period(text: str) -> Calendar:
    try:
        period = read_period(text, "months")
    except BadArgumentError:
        raise _no_months(text) from None
    if not isinstance(period, Calendar):
        raise _no_months(text)
    return period


def _no_months(text: str) -> BadArgumentError:
    return BadArgumentError(
        f"months: {text!r} is not a range of months. Give one like 2023-01:2024-12, or last:3."
    )


def one_month(text: str, market: Market, as_of: str = "") -> str:
    """Return the month that a text names: `2024-11`, or `last` for the last complete one."""
    if text.strip().lower() == "last":
        return months_of("last", market, as_of)[0]
    return read_month(text, "month").text


def last_complete_month(last_session: int) -> int:
    """Return the last month of which no session is to come, counted from year 0."""
    return month_of(last_session) - (not is_complete_month(last_session))
