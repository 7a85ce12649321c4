"""Reports built without a spreadsheet program: a template, a market, and files with numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from rotationxl import days, files
from rotationxl.cells import Cell, CellError, is_blank
from rotationxl.errors import BadArgumentError, NoDataError, TargetError
from rotationxl.market.evaluate import Market
from rotationxl.periods import Calendar, month_of, month_text
from rotationxl.readers import (
    read_finish,
    read_month,
    read_period,
)
from rotationxl.sessions import is_complete_month
from rotationxl_workbooks import cached, engines, layout
from rotationxl_workbooks.host import MarketHost

MOST_MONTHS = 1200


@dataclass(frozen=True)
class Form:
    """A kind of file that reports are written as."""

    suffix: str
    made: Callable[[bytes], bytes]
    """Makes one of an .xlsx file's bytes."""


XLSX = Form(".xlsx", bytes)


@dataclass(frozen=True)
class Built:
    """One report that was written."""

    path: Path
    month: str
    formulas: int
    calls: int
    failed: int
    """Calls of our functions that gave an error; their cells show a dash."""
    faults: Sequence[tuple[str, str, CellError]]
    """Sheet, address and error of every cell that should show a value."""
    missing: Sequence[str]
    """Why calls of our functions gave no value, each reason once."""

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
    engine: str = engines.DEFAULT,
    form: Form = XLSX,
) -> Iterator[Built]:
    """Write a report a month and yield each as it is done; one that asks for no month, once.

    `given` holds inputs by their names, as they would be typed. `out` is a file for one month and
    a folder for several; left out, the name is chosen here and says SAMPLE where the data are
    simulated. Raises TargetError before any work when a file cannot be written, BadArgumentError
    for an unknown template, input or engine, NoDataError for a month still to come.
    """
    chosen = layout.load(template)
    settings = [_settings(chosen, month, as_of, given) for month in months or [""]]
    names = [_name(template, month, market, form) for month in months or [""]]
    paths = [_path(name, out, form, several=len(names) > 1) for name in names]
    _refuse_months_to_come(months, market, given.get("as_of", as_of))
    for path in paths:
        files.check(path)
    book = layout.template(chosen)
    host = MarketHost(market)
    with engines.engine(engine).open(book, host) as session:
        for inputs, path in zip(settings, paths, strict=True):
            host.reasons.clear()
            calculated = session.calculate(inputs)
            files.write(path, form.made(cached.with_values(book, calculated, inputs)))
            formulas = sum(map(len, calculated.values.values()))
            failed, missing = len(host.reasons), tuple(dict.fromkeys(host.reasons))
            yield Built(
                path,
                str(inputs.get("month", "")),
                formulas,
                calculated.calls,
                failed,
                calculated.errors(),
                missing,
            )


def _settings(
    chosen: layout.Layout, month: str, as_of: str, given: Mapping[str, str]
) -> dict[str, Cell]:
    """Return what goes into the input cells; BadArgumentError for one that the report lacks."""
    asked = {"month": month, "as_of": as_of}
    texts = {**{name: text for name, text in asked.items() if text}, **given}
    known = chosen.by_name
    for name in texts:
        if name not in known:
            raise BadArgumentError.among("set", name, f"an input of {chosen.name}", known)
    return {name: known[name].read(text) for name, text in texts.items()}


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
        files.make_folder(out)
        return out / name
    try:
        is_folder = out.is_dir()
    except OSError:  # a name that no file can have: `files.check` says so
        is_folder = False
    if is_folder:
        return out / name
    if out.suffix.lower() != form.suffix:
        raise TargetError(
            f"{out}: give a name that ends in {form.suffix}, or a folder that is there."
        )
    return out


def months_of(text: str, market: Market, as_of: str = "") -> list[str]:
    """Return the months that a text names: `2024-11`, `2023-01:2024-12`, `2024`, or `last`.

    `last` is the last complete one of the data, or of what was known of them on `as_of`.
    """
    if text.strip().lower() == "last":
        last = market.source.last_session()
        if not is_blank(as_of):
            last = min(last, read_finish(as_of, "as_of"))
        return [month_text(last_complete_month(last))]
    period = read_period(text, "months")
    if not isinstance(period, Calendar) or not 0 < period.months <= MOST_MONTHS:
        raise BadArgumentError(
            f"months: {text!r} is not a range of months. Give one like 2023-01:2024-12."
        )
    first = month_of(period.first)
    return [month_text(first + i) for i in range(period.months)]


def one_month(text: str, market: Market, as_of: str = "") -> str:
    """Return the month that a text names: `2024-11`, or `last` for the last complete one."""
    if text.strip().lower() == "last":
        return months_of("last", market, as_of)[0]
    return read_month(text, "month").text


def last_complete_month(last_session: int) -> int:
    """Return the last month of which no session is to come, counted from year 0."""
    return month_of(last_session) - (not is_complete_month(last_session))
