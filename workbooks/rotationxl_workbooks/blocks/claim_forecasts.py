"""What became of the articles' forecasts, and where an article does not agree with itself."""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.days import from_ymd
from rotationxl_workbooks import design
from rotationxl_workbooks.blocks import claim_rows, claim_shapes
from rotationxl_workbooks.blocks.claim_rows import Row
from rotationxl_workbooks.blocks.claim_workings import NARROW, YEARS, value_of
from rotationxl_workbooks.design import DASH, heads, or_dash, section

TARGET = 8100
_SINCE = "2025-12-05"
_RALLY, _TWO_QUARTERS, _FROM_LOW = "004-12", "002-01", "002-02"
_CONDITION = "000-32"
OPEN = "OPEN"
"""What stands for the verdict on a forecast that has not ended."""


class Forecast(NamedTuple):
    """A forecast in few words, and the day on which it ends."""

    words: str
    ends: tuple[int, int, int] | None = None
    """Year, month, day; None where the article names no end."""


FORECASTS = {
    "000-23": Forecast("Only two cuts of 25 bp in 2025", (2025, 12, 31)),
    "000-31": Forecast("Value beats growth by 5 to 7 pp in 12 months", (2025, 11, 28)),
    _CONDITION: Forecast("... provided the 10-year stays above 4.5%", (2025, 11, 28)),
    "000-37": Forecast("Value does better while the 10-year is above 4.5%"),
    "000-44": Forecast("A recession turns the gap to growth"),
    "002-12": Forecast("Communication Services beat SPY in December 2025", (2025, 12, 31)),
    "002-13": Forecast("Utilities lag SPY in December 2025", (2025, 12, 31)),
    "002-23": Forecast("Financials gain when yields fall"),
    "003-07": Forecast("Small caps gain on large ones when yields fall"),
    "003-24": Forecast("A new record of the Russell 2000 in 2024", (2024, 12, 31)),
    "003-27": Forecast("The Russell 2000 goes on rising in December 2024", (2024, 12, 31)),
    _RALLY: Forecast("An 18% rally of the S&P 500 to 8,100 in 2026", (2026, 12, 31)),
}
"""Every claim of the kind forecast."""
_OUTCOMES = {
    "CONFIRMED": ("Came true.", "the data agree"),
    "CLOSE": ("Came close, but not as printed.", "the data come close"),
    "OFF": ("Did not come true.", "the data do not agree"),
    "CONTRADICTED": ("Did not come true: the data say otherwise.", "the data say otherwise"),
}  # fmt: skip
"""What is said of a verdict once a forecast has ended, and while it runs."""


def table(sheet: Worksheet, row: int) -> int:
    """Write every forecast with its end and what came of it; return the next free row."""
    section(sheet, f"B{row}:O{row}", "Forecasts: when they end, and what came of them")
    texts = ["Claim", "Forecast", "Figure", "Ends", "Data say", "Verdict"]
    heads(sheet, f"B{row + 1}:G{row + 1}", texts, left=2)
    for cell in sheet[f"H{row + 1}:O{row + 1}"][0]:
        design.dress(cell, "Column head left")
    sheet[f"J{row + 1}"].value = "Outcome"
    known = claim_rows.rows()
    for place, (identity, forecast) in enumerate(FORECASTS.items(), row + 2):
        _line(sheet, place, known[identity], forecast)
    last = row + 1 + len(FORECASTS)
    claim_rows.colour(sheet, f"G{row + 2}:G{last}")
    return last + 1


def _line(sheet: Worksheet, row: int, one: Row, forecast: Forecast) -> None:
    shape, actual = claim_shapes.shape(one.claim), _actual(one)
    ends = f"={_end(forecast)}" if forecast.ends else DASH
    design.line(sheet, f"B{row}:G{row}", one.claim.id, [
        (one.claim.claimed or DASH, design.TEXT), (ends, design.DAY),
        (actual, shape.actual), (f"={_verdict(one, forecast, f'$F{row}')}", "General"),
    ])  # fmt: skip
    sheet[f"C{row}"].value = forecast.words
    design.line(sheet, f"H{row}:O{row}", "", [])
    sheet[f"H{row}"].value = None
    sheet[f"J{row}"].value = f"={_outcome(one, forecast, f'$G{row}')}"


def _end(forecast: Forecast) -> str:
    return claim_rows.date(from_ymd(*forecast.ends)) if forecast.ends else ""


def _actual(one: Row) -> str:
    """Return the formula for what the data say: of the rally not its sum, but how far it came."""
    if one.claim.id != _RALLY:
        return f"={one.actual}"
    last = f"MIN(as_of_day,{_end(FORECASTS[_RALLY])})"
    return or_dash(f'RETURN_SINCE("^GSPC","{_SINCE}",{last})', f"ISNUMBER({one.actual})")


def _verdict(one: Row, forecast: Forecast, actual: str) -> str:
    """Return the expression for the verdict on a forecast, which is open until its end."""
    verdict = one.verdict
    if one.claim.id == _RALLY:
        verdict = f'CLAIM_CHECK("{one.claim.claimed}",IF({actual}="{DASH}","",{actual}))'
    if not forecast.ends:
        return verdict
    return f'IF(AND({one.actual}<>"{DASH}",as_of_day<{_end(forecast)}),"{OPEN}",{verdict})'


def _outcome(one: Row, forecast: Forecast, verdict: str) -> str:
    """Return the expression for what became of a forecast, as far as the data go."""
    nothing = '"There are no data yet."'
    if one.claim.id == _CONDITION:
        shown = f'"Held on "&FIXED({one.actual}*100,0)&"% of the days."'
    elif one.claim.id == _RALLY:
        close = 'PRICE_ON("^GSPC",as_of_day)'
        left = f'"From the last close, 8,100 is "&FIXED(({TARGET}/{close}-1)*100,1)&"% away."'
        so_far = f'"Still open. "&_xlfn.IFNA({left},{nothing})'
        shown = f'IF({verdict}="{OPEN}",{so_far},{_said(verdict, 0)})'
    elif forecast.ends:
        so_far = f'"Still open; so far "&{_said(one.verdict, 1)}&"."'
        ended = _said(verdict, 0)
        if claim_shapes.shape(one.claim) is claim_shapes.DATE:
            late = f"{one.actual}-{_end(forecast)}"
            ended = f'IF({late}>0,"Came "&({late})&" days late.",{ended})'
        shown = f'IF({verdict}="{OPEN}",{so_far},{ended})'
    else:
        shown = f'"It names no end; so far "&{_said(verdict, 1)}&"."'
    return f'IF({one.actual}="{DASH}",{nothing},{shown})'


def _said(verdict: str, when: int) -> str:
    said = f'"{_OUTCOMES["OFF"][when]}"'
    for word, texts in _OUTCOMES.items():
        if word != "OFF":
            said = f'IF({verdict}="{word}","{texts[when]}",{said})'
    return said


def contradictions(sheet: Worksheet, row: int) -> int:
    """Write where an article's own words do not fit each other; return the next free row."""
    section(sheet, f"B{row}:O{row}", "Where an article's own figures are at odds, or only look so")
    known = claim_rows.rows()
    for place, sentence in enumerate((_narrow(), _twice(known), _target(known)), row + 1):
        design.put(sheet, f"B{place}:O{place}", f"={sentence}", "Prose")
        sheet.row_dimensions[place].height = 20
    return row + 4


def _narrow() -> str:
    gap = f"{abs(value_of(NARROW)) * 100:g}"
    said = f'"001-03: a gap of {gap} points is called narrow. "'
    span = f"{YEARS[0]} to {YEARS[-1]}"
    years = (
        f'"In "&COUNTIF(narrower_years,1)&" of "&COUNT(narrower_years)&" years from {span} value '
        f'and growth of the S&P 500 ended closer together than that"'
    )
    half = '&IF(COUNTIF(narrower_years,1)*2>COUNT(narrower_years),": it is not a narrow one.",".")'
    nothing = '"There are no data for the years before."'
    return f"{said}&IF(COUNT(narrower_years)>0,{years}{half},{nothing})"


def _twice(known: dict[str, Row]) -> str:
    first, second = known[_TWO_QUARTERS].actual, known[_FROM_LOW].actual
    said = (
        f'"002-01 and 002-02: {known[_FROM_LOW].claim.claimed} is printed both for the second and '
        f'third quarter of 2025 and for the rise from the low of April to September. "'
    )
    figures = (
        f'"The Russell 2000 gained "&FIXED({first}*100,1)&"% in the two quarters and "'
        f'&FIXED({second}*100,1)&"% from the low: both cannot be meant."'
    )
    return f'{said}&IF(COUNT({first},{second})=2,{figures},"There are no data for both.")'


def _target(known: dict[str, Row]) -> str:
    one = known[_RALLY]
    said = f'"004-12: a rally of {one.claim.claimed} to 8,100. "'
    close = f'"From the close of {_SINCE}, 8,100 is "&FIXED({one.actual}*100,1)&"% away: "'
    agree = f'IF({one.verdict}="CONFIRMED","the two agree.","the two do not agree.")'
    return f'{said}&IF(ISNUMBER({one.actual}),{close}&{agree},"There are no data for that day.")'
