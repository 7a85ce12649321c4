"""Claims checked: printed figures against what the data say, and when they would be right."""

import datetime as dt
from typing import Annotated, Any

import numpy as np

from rotationxl import cells
from rotationxl.arguments import (
    Basis,
    Day,
    Finish,
    Kind,
    Number,
    PeriodArg,
    Start,
    Ticker,
    TickerOrPair,
)
from rotationxl.cells import Cell, CellError, serial_of_day
from rotationxl.days import Values, iso
from rotationxl.errors import BadArgumentError, NoDataError
from rotationxl.figures import Claim, Figure, PrintedDate, read_claim, read_figure, year_of
from rotationxl.market.prices import is_index
from rotationxl.market.view import View
from rotationxl.readers import FIRST_SERIAL, read_finish
from rotationxl.registry import Family, Table

function = Family("Claims")

VERDICTS = ("CONFIRMED", "CLOSE", "OFF", "CONTRADICTED", "NO DATA")
CONFIRMED, CLOSE, OFF, CONTRADICTED, NO_DATA = VERDICTS
_CLOSE_TOLERANCES = 5
_CLOSE_SHARE = 0.1  # of the claim
_EXACT = 1e-12  # of the figures themselves: 0.0205 - 0.02 is more than 0.0005 in floats only


def read_actual(value: Cell, argument: str) -> Cell:
    """Read what the data say: a number, a date, TRUE or FALSE; None where they say nothing."""
    value = cells.lone(value)
    if isinstance(value, CellError) or cells.is_blank(value):
        return None
    value = cells.single(value, argument)
    return None if isinstance(value, float) and np.isnan(value) else value


Claimed = Annotated[
    Claim,
    Kind("TRUE or FALSE, figure or date", read_claim),
    "The figure as printed: 5.4%, +3.0 pp, -14.7 bp, >200, 36.75x, 2,442.74, $1.5 trillion, "
    "200k; a date such as Q1 2023; TRUE or FALSE; or a number.",
]
ClaimedReturn = Annotated[
    Figure,
    Kind("claimed return", read_figure),
    "The return as printed: 5.4%, +3.0 pp, >10%, or a decimal such as 0.054.",
]
Actual = Annotated[
    float | bool | str | dt.date | None,
    Kind("what the data say", read_actual, takes_blanks=True),
    "What the data say, in the functions' own units; an error or a blank cell is NO DATA.",
]
Tolerance = Annotated[
    Number, "How far off still counts. Left out: half a unit of the last printed digit."
]


@function(
    unit="text",
    oracle="verdicts worked out by hand",
    examples=(
        '=CLAIM_CHECK("5.4 pp",0.0538)',
        '=CLAIM_CHECK(">4.5%",0.031)',
        '=CLAIM_CHECK("150k",142000)',
        '=CLAIM_CHECK("Q1 2023",44957)',
    ),
)
def claim_check(
    market: View,
    claimed: Claimed,
    actual: Actual,
    tolerance: Tolerance | None = None,
) -> str:
    """Verdict on a printed figure: CONFIRMED, CLOSE, OFF, CONTRADICTED or NO DATA.

    % and pp are read as decimals, bp and x stay as printed, k, thousand, million, billion and
    trillion multiply. Words such as about, nearly and roughly change nothing; over, at least,
    under and up to are comparisons, as are > >= < <=. (3.0%) is -3.0%. The default tolerance is
    half a unit of the last printed digit: 0.0005 for 5.4%, 500 for 200k, 0.5 for a typed 3. A
    10% typed as a number is 0.1 to a sheet, and half of its last digit 0.05: type it as text.

    CONFIRMED within the tolerance, or when the comparison holds (it has no tolerance).
    CONTRADICTED when the signs differ, the comparison fails, or TRUE meets FALSE.
    CLOSE within five tolerances or 10% of the claim, whichever is larger. Else OFF.
    NO DATA when actual is an error or empty. EXPLAIN says so when the claim would be confirmed
    with other units: 4.2% is 0.042, but FRED has 4.2 for it; payrolls are in thousands.

    A printed day, month, quarter or year is a date claim: CONFIRMED when the actual date lies in
    it, CLOSE within five halves of its length from its middle. With a tolerance, in days, it is
    measured from the period's nearest day. A bare 2024 is a year when actual can be a date.
    """
    _check(tolerance)
    if actual is None:
        return NO_DATA
    if isinstance(claimed, bool):
        return CONFIRMED if _truth(actual) is claimed else CONTRADICTED
    if isinstance(claimed, Figure) and claimed.unit == "year" and _may_be_a_date(actual):
        claimed = year_of(claimed)
    if isinstance(claimed, PrintedDate):
        return _verdict_on_date(claimed, _day(actual), tolerance)
    number = cells.number(actual, "actual")
    verdict = _verdict(claimed, number, tolerance)
    if verdict != CONFIRMED:
        _note_units(market, claimed, number)
    return verdict


def _check(tolerance: float | None) -> None:
    if tolerance is not None and tolerance < 0:
        raise BadArgumentError(f"tolerance: must be 0 or more, not {tolerance:g}.")


def _truth(actual: Cell) -> bool:
    if isinstance(actual, int | float) and actual not in {0, 1}:
        raise BadArgumentError(
            f"actual: TRUE or FALSE is claimed, so {cells.quoted(actual)} is no answer."
        )
    return cells.truth(actual, "actual")


def _may_be_a_date(actual: Cell) -> bool:
    return isinstance(actual, dt.date) or (
        isinstance(actual, int | float) and actual >= FIRST_SERIAL
    )


def _day(actual: Cell) -> int:
    if isinstance(actual, str | dt.date):
        return read_finish(actual, "actual")
    return cells.day_of_serial(cells.number(actual, "actual"), "actual")


def _verdict_on_date(claim: PrintedDate, day: int, tolerance: float | None) -> str:
    away, limit = abs(day - claim.middle), claim.half
    if tolerance is not None:  # in days from the nearest day of the period
        away, limit = max(away - (claim.half - 0.5), 0), tolerance
    if away <= limit:
        return CONFIRMED
    return CLOSE if away <= _CLOSE_TOLERANCES * limit else OFF


def _verdict(claim: Figure, actual: float, tolerance: float | None) -> str:
    if _holds(claim, actual, tolerance):
        return CONFIRMED
    if claim.comparison or claim.value * actual < 0:
        return CONTRADICTED
    limit = claim.half if tolerance is None else tolerance
    near = max(_CLOSE_TOLERANCES * limit, _CLOSE_SHARE * abs(claim.value))
    return CLOSE if _gap(claim, actual) <= near else OFF


def _note_units(market: View, claim: Figure, actual: float) -> None:
    """Say so where the claim would be confirmed were the data in other units."""
    if claim.comparison or claim.value == 0:
        return
    for factor in (100, 1000, 10_000, 1_000_000):
        for words, other in (("times", actual * factor), ("divided by", actual / factor)):
            if _holds(claim, other):
                market.note(
                    f"{actual:g} {words} {factor:,} would be confirmed: are the units the same?"
                )


def _gap(claim: Figure, actual: Any) -> Any:
    """Return how far off a number, or an array of them, is, but for what floats add to it."""
    return abs(actual - claim.value) - _EXACT * np.maximum(abs(actual), abs(claim.value))


def _holds(claim: Figure, actual: Any, tolerance: float | None = None) -> Any:
    """Tell whether a number, or each of an array, is what the claim says."""
    same = _gap(claim, actual) <= 0
    match claim.comparison:
        case ">":
            return (actual > claim.value) & ~same
        case ">=":
            return (actual > claim.value) | same
        case "<":
            return (actual < claim.value) & ~same
        case "<=":
            return (actual < claim.value) | same
    return _gap(claim, actual) <= (claim.half if tolerance is None else tolerance)


@function(
    unit="table",
    oracle="pandas",
    examples=('=CLAIM_FIND_DATE("^RUT","9.4%","2025-11-20","2025-11-20","2025-12-31")',),
)
def claim_find_date(
    market: View,
    ticker: Ticker,
    claimed: ClaimedReturn,
    anchor: Annotated[Day, "The return runs from the close on (or last before) this day."],
    start: Annotated[Start, "First day that the claim may have been made on."],
    finish: Annotated[Finish, "Last day that the claim may have been made on."],
    tolerance: Tolerance | None = None,
    basis: Basis | None = None,
) -> Table:
    """Sessions on which the return since an anchor day was what a claim says, as one column.

    Each session from start to finish, none before the anchor, is tried as the day the claim was
    made. The default tolerance is that of CLAIM_CHECK; a comparison such as >10% matches every
    session on which it held. #N/A when there is none.
    """
    _check(tolerance)
    last = market.until(start, finish)
    legs = market.legs(ticker, basis=basis)
    base, first = legs.place(anchor), legs.place(max(start, anchor) - 1) + 1
    if base < 0:
        raise NoDataError(
            f"{ticker}: data begin {iso(legs.session(0))}, and a close on or before "
            f"{iso(anchor)} is needed."
        )
    moves = legs.array[0][first : legs.place(last) + 1] / legs.values[0][base] - 1
    places = first + np.flatnonzero(_holds(claimed, moves, tolerance))
    if not len(places):
        raise NoDataError(
            f"{ticker}: on no session from {iso(start)} to {iso(last)} was the return since "
            f"{iso(anchor)} as claimed{_range_of(moves)}."
        )
    rows: list[list[Cell]] = [[serial_of_day(day)] for day in legs.day[places].tolist()]
    return Table(("date",), rows, headers=False, dates=("date",))


def _range_of(moves: Values) -> str:
    return f": it lay between {moves.min():.2%} and {moves.max():.2%}" if len(moves) else ""


@function(
    unit="date",
    oracle="pandas",
    examples=('=CLAIM_FIND_MONTH("R1000","5.4 pp","2020-01","2025-11")',),
)
def claim_find_month(
    market: View,
    what: TickerOrPair,
    claimed: ClaimedReturn,
    start: Annotated[Start, "First month, such as 2020-01."],
    finish: Annotated[Finish, "Last month, such as 2025-11."],
) -> int:
    """Month, as its last session, whose return or spread lies nearest to a claim.

    The return of a ticker (total for funds, price for indices), or the spread of a pair. An
    unfinished month is measured up to finish. Of months that lie equally near it is the first;
    for a comparison such as >10% the nearest of those for which it holds, #N/A when for none.
    """
    last = market.until(start, finish)
    legs = market.legs(*what)
    places = legs.month_ends_between(start, last)
    moves = legs.moves_between(places)
    away = np.abs(moves - claimed.value)
    if claimed.comparison:
        away = np.where(_holds(claimed, moves), away, np.inf)
    nearest = int(away.argmin())
    if not np.isfinite(away[nearest]):
        raise NoDataError(f"{legs.label}: in no month was it as claimed{_range_of(moves)}.")
    market.note(f"It was {moves[nearest]:.2%}.")
    return serial_of_day(legs.session(int(places[nearest + 1])))


@function(unit="text", oracle="pandas", examples=('=CLAIM_BASIS("RSP","2025-11","1.7%")',))
def claim_basis(market: View, ticker: Ticker, period: PeriodArg, claimed: ClaimedReturn) -> str:
    """Which return a claim printed: price, total (dividends reinvested), both or neither.

    Each is compared within half a unit of the last printed digit. An index has a price return
    only.
    """
    bases = ("price",) if is_index(ticker) else ("price", "total")
    matching = [
        basis
        for basis in bases
        if _holds(claimed, market.legs(ticker, basis=basis).returns(period, market.as_of(None))[0])
    ]
    return "both" if len(matching) > 1 else (matching or ["neither"])[0]
