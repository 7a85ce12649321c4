"""Ten questions that people ask, the formulas that answer them, and how to read the answers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import rotationxl.functions  # noqa: F401 (declares the functions)
from rotationxl.display import beside, with_unit
from rotationxl.formulas import parse_call, write
from rotationxl.market.evaluate import Answer, Call, Market, shown
from rotationxl.registry import FUNCTIONS


class Recipe(NamedTuple):
    """One question; its answers are computed wherever it is shown."""

    question: str
    formulas: tuple[str, ...]
    reading: str


RECIPES = (
    Recipe(
        "Is value beating growth this month?",
        ('=STYLE_SPREAD("MTD")', '=STYLE_SPREAD("2024-11")'),
        "Above 0 value is ahead, below 0 growth: 0.054 means that value returned 5.4 percentage "
        "points more. MTD is the month so far, 2024-11 is November 2024.",
    ),
    Recipe(
        "Is small beating large this year?",
        ('=SIZE_SPREAD("YTD")', '=SIZE_SPREAD("2025","RUT-SPX")'),
        "Above 0 small companies are ahead. YTD is the year so far: Russell 2000 fund less S&P 500 "
        "fund, with dividends. RUT-SPX compares the indices themselves, without dividends.",
    ),
    Recipe(
        "Which sectors lead?",
        ('=SECTOR_TABLE("2024-11")', '=SECTOR_RANK("Energy","2024-11")'),
        "The table fills the cells below and beside the formula, best sector first; its last "
        "column is the return less that of the S&P 500. Rank 1 is the best of the eleven.",
    ),
    Recipe(
        "How far is the Russell 2000 from its record?",
        ('=DIST_TO_RECORD("^RUT")', '=RECORD_DATE("^RUT")'),
        "0 is a record; -0.05 is 5% below the highest close so far, which was set on that date. "
        "Format the second cell as a date.",
    ),
    Recipe(
        "Is the rally broad?",
        (
            '=EW_CW_SPREAD("2024-11")',
            '=PCT_ABOVE_MA("sectors",200,"2024-11-29")',
        ),
        "Above 0 the average company of the S&P 500 did better than the largest ones (equal "
        "weights less weights by size). The second is the share of sectors that closed above their "
        "200-day average: 1 is all of them.",
    ),
    Recipe(
        "What is December usually like?",
        ('=SEASONAL_AVG("^GSPC",12)', '=SEASONAL_AVG("^GSPC",12,,,"hit")'),
        "The mean return of all complete Decembers (0.012 is 1.2%), and the share of them that "
        "rose (0.65 is 65%).",
    ),
    Recipe(
        "What did yields do?",
        (
            '=YIELD_CHANGE_BP("10Y","2024-10-31","2024-11-29")',
            '=YIELD_LEVEL("10Y","2024-11-29")',
            '=CURVE_SLOPE_BP("10Y","2Y","2024-11-29")',
        ),
        "The move of the 10-year yield in basis points (100 are one percentage point), where it "
        "ended, and how far it lay above the 2-year yield; below 0 the curve is inverted.",
    ),
    Recipe(
        "Does value win when the 10-year is above 4.5%?",
        ('=REGIME_SPREAD("10Y>4.5")', '=REGIME_SPREAD("10Y>4.5",,,,"diff")'),
        "The mean month's return of value less that of growth, over the months that began with the "
        "10-year yield above 4.5%; then how much that is above the mean of all other months.",
    ),
    Recipe(
        "Is this article's number right?",
        (
            '=CLAIM_CHECK("5.4 pp",STYLE_SPREAD("2024-11"))',
            '=CLAIM_CHECK("2.3%",SECTOR_RETURN("Energy","2024-11"))',
        ),
        "First what the article printed, as it printed it, then the formula for the same thing. "
        "CONFIRMED: right to the last printed digit; CLOSE: nearly; OFF: not; CONTRADICTED: the "
        "other way round.",
    ),
    Recipe(
        "Why does my cell show #N/A?",
        ('=ASSET_RETURN("XLC","2018-06")', '=EXPLAIN("ASSET_RETURN","XLC","2018-06")'),
        "Write the function's name in quotes, then the same arguments: EXPLAIN says what is "
        "missing or misspelt and what to do, or ok.",
    ),
)
_INNER = re.compile(r'(?<=[,(])[A-Z_]+\((?:[^()"]|"[^"]*")*\)')


def explained(recipe: Recipe, market: Market) -> Iterator[str]:
    """Return the lines of a recipe below its question: formulas, answers, how to read them."""
    for formula in recipe.formulas:
        yield from beside(formula, _told(formula, market))
    yield ""
    yield recipe.reading


def _told(formula: str, market: Market) -> str:
    name, answer = computed(formula, market)
    return with_unit(answer, FUNCTIONS[name].unit if name in FUNCTIONS else "text")


def computed(formula: str, market: Market) -> tuple[str, Answer]:
    """Return a formula's outer function and its answer; calls among its arguments come first."""
    while inner := _INNER.search(formula):
        value = shown(computed(inner[0], market)[1])
        formula = f"{formula[: inner.start()]}{write(value)}{formula[inner.end() :]}"
    call = parse_call(formula)
    assert call is not None  # noqa: S101 (a test reads every recipe)
    return call.name, market.answers([Call(*call)])[0]
