"""Figures are read as people print them; every figure of the articles is among them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotationxl import days
from rotationxl.articles import claims
from rotationxl.cells import CellError
from rotationxl.errors import BadArgumentError, ErrorCellError
from rotationxl.figures import Figure, PrintedDate, read_claim, read_figure

# Every figure of claims.csv, by hand: the number, half a unit of its last digit, the comparison.
ARTICLES: dict[str, tuple[float, float, str] | tuple[str, str] | bool] = {
    "-0.03%": (-0.0003, 0.00005, ""),
    "-0.6%": (-0.006, 0.0005, ""),
    "-1.1 pp": (-0.011, 0.0005, ""),
    "-10%": (-0.1, 0.005, ""),
    "-14.7 bp": (-14.7, 0.05, ""),
    "-2.4%": (-0.024, 0.0005, ""),
    "-4.4%": (-0.044, 0.0005, ""),
    "-5 pp": (-0.05, 0.005, ""),
    "-7.6 pp": (-0.076, 0.0005, ""),
    "0": (0, 0.5, ""),
    "0.3%": (0.003, 0.0005, ""),
    "1": (1, 0.5, ""),
    "1.2%": (0.012, 0.0005, ""),
    "1.3%": (0.013, 0.0005, ""),
    "1.5%": (0.015, 0.0005, ""),
    "1.65": (1.65, 0.005, ""),
    "1.7%": (0.017, 0.0005, ""),
    "1.8x": (1.8, 0.05, ""),
    "11%": (0.11, 0.005, ""),
    "11.2%": (0.112, 0.0005, ""),
    "12%": (0.12, 0.005, ""),
    "12.3%": (0.123, 0.0005, ""),
    "14x": (14, 0.5, ""),
    "17%": (0.17, 0.005, ""),
    "18%": (0.18, 0.005, ""),
    "19.9%": (0.199, 0.0005, ""),
    "2": (2, 0.5, ""),
    "2,442.74": (2442.74, 0.005, ""),
    "2.27": (2.27, 0.005, ""),
    "2.8%": (0.028, 0.0005, ""),
    "20": (20, 0.5, ""),
    "2024": (2024, 0.5, ""),
    "24.7%": (0.247, 0.0005, ""),
    "24.8%": (0.248, 0.0005, ""),
    "25 bp": (25, 0.5, ""),
    "25.5%": (0.255, 0.0005, ""),
    "29x": (29, 0.5, ""),
    "3": (3, 0.5, ""),
    "3.0%": (0.03, 0.0005, ""),
    "3.5%": (0.035, 0.0005, ""),
    "3.75%": (0.0375, 0.00005, ""),
    "3.8%": (0.038, 0.0005, ""),
    "34x": (34, 0.5, ""),
    "35x": (35, 0.5, ""),
    "37.3%": (0.373, 0.0005, ""),
    "4.75%": (0.0475, 0.00005, ""),
    "4.9%": (0.049, 0.0005, ""),
    "5.1%": (0.051, 0.0005, ""),
    "5.2%": (0.052, 0.0005, ""),
    "5.4 pp": (0.054, 0.0005, ""),
    "5.5x": (5.5, 0.05, ""),
    "51": (51, 0.5, ""),
    "6 pp": (0.06, 0.005, ""),
    "9.1%": (0.091, 0.0005, ""),
    "9.4%": (0.094, 0.0005, ""),
    "$78": (78, 0.5, ""),
    "<-1500000000000": (-1.5e12, 0.5, "<"),
    "<0": (0, 0.5, "<"),
    "<=3": (3, 0.5, "<="),
    ">0": (0, 0.5, ">"),
    ">0.667": (0.667, 0.0005, ">"),
    ">1": (1, 0.5, ">"),
    ">1095": (1095, 0.5, ">"),
    ">200": (200, 0.5, ">"),
    ">4.5%": (0.045, 0.0005, ">"),
    ">=0%": (0, 0.005, ">="),
    ">=1": (1, 0.5, ">="),
    ">=2": (2, 0.5, ">="),
    "August 2024": ("2024-08-01", "2024-08-31"),
    "December 2023": ("2023-12-01", "2023-12-31"),
    "December 2025": ("2025-12-01", "2025-12-31"),
    "November 2024": ("2024-11-01", "2024-11-30"),
    "November 2025": ("2025-11-01", "2025-11-30"),
    "Q1 2023": ("2023-01-01", "2023-03-31"),
    "TRUE": True,
}

PRINTED: dict[Any, tuple[float, float, str] | tuple[str, str] | bool] = {
    # signs: the printer's minus and dashes, brackets, words
    "+3.0 pp": (0.03, 0.0005, ""),
    "−14.7 bp": (-14.7, 0.05, ""),  # noqa: RUF001
    "–14.7 bps": (-14.7, 0.05, ""),  # noqa: RUF001
    "- 3.0 %": (-0.03, 0.0005, ""),
    "－3.0％": (-0.03, 0.0005, ""),  # noqa: RUF001
    "(3.0%)": (-0.03, 0.0005, ""),
    "(3.0)%": (-0.03, 0.0005, ""),
    "($1.5 billion)": (-1.5e9, 5e7, ""),
    "(+3.0%)": (0.03, 0.0005, ""),
    "minus 3%": (-0.03, 0.005, ""),
    "down about 2.4%": (-0.024, 0.0005, ""),
    "up 5%": (0.05, 0.005, ""),
    # spaces, thin and otherwise, and marks between thousands
    "1\u2009234.5": (1234.5, 0.05, ""),
    "1\u202f234\u202f567": (1234567, 0.5, ""),
    "2\u00a0442.74": (2442.74, 0.005, ""),
    "5.4\u202f%": (0.054, 0.0005, ""),
    "\ufeff5.4\u200b%": (0.054, 0.0005, ""),
    "5.4\u2009%": (0.054, 0.0005, ""),
    "1’234’567": (1234567, 0.5, ""),  # noqa: RUF001
    "200,000": (200000, 0.5, ""),
    ".5": (0.5, 0.05, ""),
    "1.5E+3": (1500, 50, ""),
    # units
    "5.4 percentage points": (0.054, 0.0005, ""),
    "5.4-percentage-point": (0.054, 0.0005, ""),
    "17.5 per cent": (0.175, 0.0005, ""),
    "3 percent": (0.03, 0.005, ""),
    "5 ppts": (0.05, 0.005, ""),
    "2 p.p.": (0.02, 0.005, ""),
    "25-basis-point": (25, 0.5, ""),
    "36.75x": (36.75, 0.005, ""),
    "36.75×": (36.75, 0.005, ""),  # noqa: RUF001
    "3 times": (3, 0.5, ""),
    "51st": (51, 0.5, ""),
    # what multiplies
    "200k": (200_000, 500, ""),
    "200 K": (200_000, 500, ""),
    "12 thousand": (12_000, 500, ""),
    "$1.5 trillion": (1.5e12, 5e10, ""),
    "US$1.5tn": (1.5e12, 5e10, ""),
    "-$1.5bn": (-1.5e9, 5e7, ""),
    "$-1.5 billion": (-1.5e9, 5e7, ""),
    "€300m": (3e8, 5e5, ""),
    "2.25 million": (2.25e6, 5e3, ""),
    "1.5 trillion dollars": (1.5e12, 5e10, ""),
    # words that change nothing
    "about 3%": (0.03, 0.005, ""),
    "approximately 25 basis points": (25, 0.5, ""),
    "roughly $2 trillion": (2e12, 5e11, ""),
    "nearly -10%": (-0.1, 0.005, ""),
    "~3%": (0.03, 0.005, ""),
    "just 0.3%": (0.003, 0.0005, ""),
    "1.2%.": (0.012, 0.0005, ""),
    # comparisons
    "> 4.5 %": (0.045, 0.0005, ">"),
    "≥ 3": (3, 0.5, ">="),
    "=> 3": (3, 0.5, ">="),
    "≤3": (3, 0.5, "<="),
    "over $1.5 trillion": (1.5e12, 5e10, ">"),
    "more than 5%": (0.05, 0.005, ">"),
    "well above 5%": (0.05, 0.005, ">"),
    "at least 2": (2, 0.5, ">="),
    "no more than 2": (2, 0.5, "<="),
    "up to 5%": (0.05, 0.005, "<="),
    "less than about 5%": (0.05, 0.005, "<"),
    "under 28": (28, 0.5, "<"),
    "5%+": (0.05, 0.005, ">="),
    "3 or more": (3, 0.5, ">="),
    "3 or fewer": (3, 0.5, "<="),
    # dates
    "2023Q1": ("2023-01-01", "2023-03-31"),
    "the fourth quarter of 2024": ("2024-10-01", "2024-12-31"),
    "Nov. 2024": ("2024-11-01", "2024-11-30"),
    "2024-11": ("2024-11-01", "2024-11-30"),
    "2024-11-08": ("2024-11-08", "2024-11-08"),
    "November 8, 2024": ("2024-11-08", "2024-11-08"),
    "8th of Nov 2024": ("2024-11-08", "2024-11-08"),
    "Friday, December 5, 2025": ("2025-12-05", "2025-12-05"),
    "in February 2024": ("2024-02-01", "2024-02-29"),
    dt.date(2024, 11, 8): ("2024-11-08", "2024-11-08"),
    dt.date(2024, 11, 1): ("2024-11-01", "2024-11-30"),
    # typed
    0.054: (0.054, 0.0005, ""),
    3: (3, 0.5, ""),
    200_000.0: (200_000, 0.5, ""),
    0.1 + 0.2: (0.3, 0.05, ""),
    -14.7: (-14.7, 0.05, ""),
    "false": False,
}


def check(printed: Any, expected: tuple[float, float, str] | tuple[str, str] | bool) -> None:
    claim = read_claim(printed, "claimed")
    if isinstance(claim, PrintedDate):
        assert tuple(map(days.iso, claim)) == expected
    elif isinstance(claim, Figure):
        assert isinstance(expected, tuple)
        *numbers, comparison = expected
        assert [claim.value, claim.half] == pytest.approx(numbers, rel=1e-14)
        assert claim.comparison == comparison
    else:
        assert claim is expected


def test_the_table_holds_every_figure_of_the_articles() -> None:
    assert set(ARTICLES) == {claim.claimed for claim in claims() if claim.claimed}


@pytest.mark.parametrize("printed", ARTICLES)
def test_a_figure_of_the_articles_is_read(printed: str) -> None:
    check(printed, ARTICLES[printed])


@pytest.mark.parametrize("printed", PRINTED, ids=repr)
def test_a_figure_is_read_as_people_print_it(printed: Any) -> None:
    check(printed, PRINTED[printed])


@pytest.mark.parametrize(
    "text",
    ["yes", "%", "bp", "5,4%", "1,50", "1.234,56", "12,34,567", "1 2 3", "2.5.5", "--3", "+-3%",
     "±3%", "$5%", "200k%", "3 bp x",
     "(3%", "3%)", "((3)%)", "5 to 7 pp", "3.50%-3.75%", "3 points",
     "> >3", "at least 3 or more", "e5", "1e999", "5ms", "2.5th", "before 2020", ">Q1 2023",
     "Q5 2023", "Smarch 2024", "November", "1/2", "½", "#N/A"],
)  # fmt: skip
def test_what_is_no_figure_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(BadArgumentError, match=r"^claimed: .* Give one like 5\.4%, \+3\.0 pp"):
        read_claim(text, "claimed")


@pytest.mark.parametrize("text", ["2024-13", "February 30, 2024", "1850-01", "2023-02-29"])
def test_a_date_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(BadArgumentError, match=r"^claimed: "):
        read_claim(text, "claimed")


def test_an_error_cell_is_passed_on() -> None:
    with pytest.raises(ErrorCellError):
        read_claim(CellError("#N/A"), "claimed")


@pytest.mark.parametrize("text", ["TRUE", "Q1 2023", True, dt.date(2024, 11, 8)])
def test_a_return_is_a_number(text: Any) -> None:
    with pytest.raises(BadArgumentError, match=r"^claimed: a return"):
        read_figure(text, "claimed")


def test_basis_points_of_a_return_are_a_decimal() -> None:
    assert read_figure("250 bp", "claimed")[:2] == (0.025, 0.00005)
    assert read_figure("2.5%", "claimed")[:2] == (0.025, 0.0005)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_claim(text, "claimed")
    except BadArgumentError as error:
        assert str(error).startswith("claimed: ")


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(["", "%", " pp", " bp", "x", "k"]))
def test_a_figure_comes_back_as_it_was_printed(number: Decimal, unit: str) -> None:
    scale = {"%": Decimal("0.01"), " pp": Decimal("0.01"), "k": Decimal(1000)}.get(unit, Decimal(1))
    for printed in (f"{number:.3f}{unit}", f"{number:,.3f}{unit}"):
        figure = (
            read_figure(printed, "claimed") if unit != " bp" else read_claim(printed, "claimed")
        )
        assert isinstance(figure, Figure)
        assert figure.value == float(number * scale)
        assert figure.half == float(Decimal("0.0005") * scale)
