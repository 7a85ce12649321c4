"""Questions that people ask, the formulas that answer them, and how to read the answers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rotationxl.display import with_unit
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS


class Recipe(NamedTuple):
    """One question; answers are computed wherever it is shown."""

    question: str
    formulas: tuple[str, ...]
    reading: str


RECIPES = (
    Recipe(
        "Is value beating growth this month?",
        ('=STYLE_SPREAD("MTD")', '=STYLE_SPREAD("2024-11")'),
        "Above 0 value is ahead, below 0 growth: 0.054 means that value returned 5.4 percentage "
        "points more. MTD is the month so far, 2024-11 the month of November 2024.",
    ),
    Recipe(
        "Is small beating large this year?",
        ('=SIZE_SPREAD("YTD")', '=SIZE_SPREAD("2025","RUT-SPX")'),
        "Above 0 small companies are ahead. YTD is the year so far with dividends, Russell 2000 "
        "fund less S&P 500 fund; RUT-SPX compares the indices themselves, without dividends.",
    ),
    Recipe(
        "Which sectors lead?",
        ('=SECTOR_TABLE("2024-11")', '=SECTOR_RANK("Energy","2024-11")'),
        "The table fills the cells below and beside the formula, best sector first; the last "
        "column is the return less that of the S&P 500. Rank 1 is the best.",
    ),
    Recipe(
        "How far is the Russell 2000 from its record?",
        ('=DIST_TO_RECORD("^RUT")', '=RECORD_DATE("^RUT")'),
        "0 is a record, -0.05 is 5% below the highest close so far, which was set on that date. "
        "Format the second cell as a date.",
    ),
    Recipe(
        "Is the rally broad?",
        (
            '=EW_CW_SPREAD("2024-11")',
            '=PCT_ABOVE_MA("XLB,XLC,XLE,XLF,XLI,XLK,XLP,XLRE,XLU,XLV,XLY",200,"2024-11-29")',
        ),
        "Above 0 the average company did better than the largest ones: equal weights less "
        "weights by size. The second is the share of sectors above their 200-day average: 1 is "
        "all of them.",
    ),
    Recipe(
        "When was the last month as big?",
        ('=ASSET_RETURN("XLF","2024-11")', '=BIGGEST_SINCE("XLF","2024-11")'),
        "The first is the month's return, the second the end of the last month before it that "
        "rose (or fell) at least as far. Format it as a date.",
    ),
    Recipe(
        "What was December usually like?",
        ('=SEASONAL_AVG("^GSPC",12)', '=SEASONAL_AVG("^GSPC",12,,,"hit")'),
        "The mean return of all complete Decembers, and the share of them that rose.",
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
        "The mean of value less growth over the months that began with the yield above 4.5%, and "
        "how much that is above the mean of all other months.",
    ),
    Recipe(
        "What would half value, half growth have done?",
        ('=BARBELL_RETURN("IWD","IWF",0.5,"2024")', '=ASSET_RETURN("SPY","2024")'),
        "The return of the two funds, set back to equal weights each month, and that of the "
        "S&P 500 fund to compare it with.",
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


def answers(recipe: Recipe, market: Market) -> Iterator[tuple[str, str]]:
    """Return each formula of a recipe with its answer as a person reads it."""
    for formula in recipe.formulas:
        call = _call(formula, market)
        unit = FUNCTIONS[call.name].unit if call.name in FUNCTIONS else "text"
        yield formula, with_unit(market.answers([call])[0], unit)


_INNER = re.compile(r'(?<=[,(])[A-Z_]+\((?:[^()"]|"[^"]*")*\)')


def _call(formula: str, market: Market) -> Call:
    """Return the call that a formula is once the calls among its arguments are values."""
    while found := _INNER.search(formula):
        value = shown(market.answers([_call(found[0], market)])[0])
        literal = f'"{value}"' if type(value) is str else str(value)
        formula = f"{formula[: found.start()]}{literal}{formula[found.end() :]}"
    call = parse_call(formula)
    assert call is not None  # noqa: S101 (a test reads every recipe)
    return Call(*call)
