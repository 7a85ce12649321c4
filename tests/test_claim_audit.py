"""The report claim-audit: its sentences, its verdicts, and the month of article 000."""

from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conftest import REAL
from reports import growth, total_return_index
from rotationxl.articles import claims
from rotationxl.market.evaluate import Market
from rotationxl_addin.claims import check
from rotationxl_workbooks import engines, layout
from rotationxl_workbooks.blocks import claim_forecasts, claim_rows
from rotationxl_workbooks.build import build
from rotationxl_workbooks.calculate import Calculated
from rotationxl_workbooks.host import MarketHost

NAME = "claim-audit"
OWN_ROW = 9
DASH = "\N{EN DASH}"


class Audit:
    """The cells of the report by sheet and address, dates as numbers."""

    def __init__(self, market: Market, **given: str) -> None:
        book = layout.template(layout.load(NAME))
        host = MarketHost(market)
        engine = engines.engine("formualizer")
        self.result: Calculated = engine.calculate(book, host, given)

    def at(self, sheet: str, column: str, row: int) -> Any:
        return self.result.values[sheet].get((row, ord(column) - ord("A") + 1))

    def of(self, identity: str, column: str) -> Any:
        return self.at("Claims", column, claim_rows.rows()[identity].number)


@pytest.fixture(scope="module")
def on_sample(sample: Market) -> Audit:
    return Audit(sample)


@pytest.fixture(scope="module")
def on_real(real: Market) -> Audit:
    return Audit(real)


@pytest.mark.parametrize("market", ["sample", "real"])
def test_verdicts_are_those_of_the_command(market: str, request: pytest.FixtureRequest) -> None:
    audit: Audit = request.getfixturevalue(f"on_{market}")
    told = check(claims(), request.getfixturevalue(market), "formualizer")
    for row in told:
        if row.verdict:
            assert audit.of(row.claim.id, "I") == row.verdict, row.claim.id
    counted = Counter(row.verdict for row in told)
    confirmed, close = counted["CONFIRMED"], counted["CLOSE"]
    lost = counted["OFF"] + counted["CONTRADICTED"]
    assert audit.at("Summary", "B", 3) == (
        f"{confirmed} of {confirmed + close + lost} figures are confirmed and "
        f"{close} come{'s' if close == 1 else ''} close; {lost} do not, and "
        f"{counted['CONTRADICTED']} of these say the opposite of the data."
    )


def test_the_month_of_article_000_is_another_one(on_real: Audit) -> None:
    wealth = {t: total_return_index(REAL / f"prices/{t}.csv") for t in ("IWD", "IWF")}
    ends = [f"{y}-{m:02d}-31" for y in range(2020, 2026) for m in range(1, 13)]
    moves = {
        last[:7]: [growth(wealth[t], base, last) for t in ("IWD", "IWF")]
        for base, last in pairwise(ends[11:])
    }
    gap = {m: abs(value - 0.03) + abs(fall + 0.024) for m, (value, fall) in moves.items()}
    assert min(gap, key=lambda month: gap[month]) == "2025-11"
    assert on_real.at("Summary", "B", 4) == (
        "Article 000 tells of a November 2024 with value +3.0% and growth -2.4%: the data say "
        f"+{moves['2024-11'][0]:.1%} and +{moves['2024-11'][1]:.1%}, and the month most like it is "
        f"November 2025 (+{moves['2025-11'][0]:.1%}, {moves['2025-11'][1]:.1%})."
    )


def test_on_the_sample_it_is_its_own_month(on_sample: Audit) -> None:
    assert on_sample.at("Summary", "B", 4).endswith("most like it is November 2024 itself.")


def test_gaps_are_the_data_minus_the_article(on_real: Audit) -> None:
    for identity, claimed, scale in (("000-01", 0.03, 100), ("003-08", -14.7, 1)):
        actual = on_real.of(identity, "F")
        assert on_real.of(identity, "G") == pytest.approx((actual - claimed) * scale, abs=0.005)
    assert on_real.of("003-15", "G") == 0  # a day within the month printed
    assert on_real.of("000-14", "G") == 244  # 2023-03-31 to 2023-11-30


def test_spreads_are_in_points_as_they_were_printed(on_real: Audit, real: Market) -> None:
    spread = 100 * real.answer("STYLE_SPREAD", "2024-11")
    assert on_real.of("000-03", "F") == pytest.approx(spread, 1e-12)
    assert on_real.of("000-03", "G") == pytest.approx(spread - 5.4, abs=0.005)
    shown = {on_real.at("Summary", "B", row): on_real.at("Summary", "F", row)
             for row in range(23, 33)}  # fmt: skip
    assert shown["000-03"] == f"{spread:.2f} pp"
    assert shown["002-16"] == f"{100 * real.answer('STYLE_SPREAD', '2022'):.2f} pp"
    assert shown["000-02"].endswith("%")


def test_the_month_nearest_to_a_figure_need_not_fit(on_real: Audit, real: Market) -> None:
    assert on_real.of("000-03", "J") == real.answer(
        "CLAIM_FIND_MONTH", "R1000", "5.4 pp", "2000-06", "2025-12-24"
    )
    assert real.answer("STYLE_SPREAD", "2025-03") > 0.0545  # outside the figure's own tolerance
    book = load_workbook(BytesIO(layout.template(layout.load(NAME))))
    assert (book["Claims"]["J5"].value, book["Summary"]["H22"].value) == ("Nearest", "Nearest")


def test_the_furthest_come_first_and_hold_no_forecast(on_real: Audit) -> None:
    listed = [on_real.at("Summary", "B", row) for row in range(23, 33)]
    assert listed[:3] == ["004-25", "000-02", "000-09"]
    assert len(set(listed)) == len(listed)
    assert {on_real.of(one, "I") for one in listed} <= {"OFF", "CONTRADICTED"}
    assert not set(listed) & set(claim_forecasts.FORECASTS)


def test_every_forecast_is_listed() -> None:
    forecasts = {claim.id for claim in claims() if claim.kind == "forecast"}
    assert set(claim_forecasts.FORECASTS) == forecasts


def test_forecasts_tell_what_came_of_them(on_real: Audit) -> None:
    first = 36
    rows = {on: first + i for i, on in enumerate(claim_forecasts.FORECASTS)}
    outcome, verdict = (
        {identity: on_real.at("Summary", column, row) for identity, row in rows.items()}
        for column in "JG"
    )
    assert outcome["000-31"] == "Did not come true: the data say otherwise."
    assert outcome["002-13"] == "Still open; so far the data agree."
    assert outcome["000-32"] == "Held on 16% of the days."
    assert outcome["003-07"] == "It names no end; so far the data agree."
    assert outcome["003-24"] == "Came 261 days late."  # 2024-12-31 to 2025-09-18
    open_yet = {one for one, text in verdict.items() if text == "OPEN"}
    assert open_yet == {"000-23", "002-12", "002-13", "004-12"}


def test_an_open_forecast_of_a_level_tells_how_far_it_is(on_real: Audit, real: Market) -> None:
    row = 36 + list(claim_forecasts.FORECASTS).index("004-12")
    then, now = (real.answer("PRICE_ON", "^GSPC", day) for day in ("2025-12-05", "2025-12-24"))
    assert on_real.at("Summary", "F", row) == pytest.approx(now / then - 1, abs=1e-9)
    assert on_real.at("Summary", "J", row) == (
        f"Still open. From the last close, 8,100 is {8100 / now - 1:.1%} away."
    )


@pytest.mark.parametrize(
    ("as_of", "known", "unknown"),
    [("2024-11-25", "003-04", "000-03"), ("2024-11-29", "000-03", "000-31")],
)
def test_a_claim_is_judged_from_its_last_day_on(
    as_of: str, known: str, unknown: str, on_real: Audit, real: Market
) -> None:
    then = Audit(real, as_of=as_of)
    assert then.of(known, "I") == on_real.of(known, "I")
    assert (then.of(unknown, "F"), then.of(unknown, "I")) == (DASH, "NO DATA")


@pytest.mark.parametrize("as_of", ["2001-02", "2024-13"])
def test_without_data_the_sentences_say_so(as_of: str, real: Market) -> None:
    audit = Audit(real, as_of=as_of)
    assert not audit.result.errors()
    assert (
        audit.at("Summary", "B", 3) == "None of the figures can be checked with the data at hand."
    )
    assert audit.at("Summary", "B", 4).startswith("There are no data for November 2024")
    status = audit.at("Summary", "B", 5)
    assert status.startswith("Data up to: give a day") == (as_of == "2024-13")


OWN = {
    "5.4 pp of R1000 in 2024-11": ("CONTRADICTED", "ok"),
    "6.5% of IWD in 2024-11": ("CONFIRMED", "ok"),
    "3.0% of R2000-SP500 in 2024-11": ("OFF", "ok"),
    "banana of IWM in 2024": ("NOT READ", "'banana' is no figure"),
    "4% of IWM in 2024-13": ("NO DATA", "no month 13"),
    "4% of ZZZQ in 2024": ("NO DATA", "ZZZQ"),
}


def own(claims_: Iterable[str]) -> dict[str, str]:
    """Return the inputs for figures such as 5.4 pp of R1000 in 2024-11."""
    given: dict[str, str] = {}
    for number, text in enumerate(claims_, 1):
        figure, _, rest = text.partition(" of ")
        what, _, period = rest.partition(" in ")
        given |= {f"figure_{number}": figure, f"what_{number}": what, f"period_{number}": period}
    return given


def test_the_users_own_figures_are_judged(real: Market, tmp_path: Path) -> None:
    given = own(OWN)
    audit = Audit(real, **given)
    assert not audit.result.errors()
    spread = real.answer("SIZE_SPREAD", "2024-11", "R2000-SP500")
    assert audit.at("Your claim", "F", OWN_ROW + 2) == spread
    assert audit.at("Your claim", "H", OWN_ROW + 2) == pytest.approx(
        (spread - 0.03) * 100, abs=0.005
    )
    for row, (verdict, reason) in enumerate(OWN.values(), OWN_ROW):
        assert audit.at("Your claim", "G", row) == verdict
        told = audit.at("Your claim", "K", row)
        assert told == DASH if reason == "ok" else reason in told
    finding = "1 of your 6 figures is confirmed and 0 come close."
    assert audit.at("Your claim", "B", 3) == finding
    [made] = build(NAME, [], real, out=tmp_path / "own.xlsx", given=given)
    assert not made.faults


def test_two_tickers_typed_as_a_pair_are_computed(real: Market) -> None:
    typed = ("5.3% of XLF/XLK in 2024-11", "5.1% of iwm-spy in 2024-11",
             "1% of IWD/IWFF in 2024-11", "1% of IWD/IWF in 1990-11")  # fmt: skip
    audit = Audit(real, **own(typed))
    for row, legs in enumerate((("XLF", "XLK"), ("IWM", "SPY")), OWN_ROW):
        assert audit.at("Your claim", "F", row) == real.answer("SPREAD", *legs, "2024-11")
        assert [audit.at("Your claim", column, row) for column in "GK"] == ["CONFIRMED", DASH]
    for row, pair, period in ((2, "IWD/IWFF", "2024-11"), (3, "IWD/IWF", "1990-11")):
        why = real.answer("EXPLAIN", "STYLE_SPREAD", period, pair)
        assert audit.at("Your claim", "G", OWN_ROW + row) == "NO DATA"
        assert audit.at("Your claim", "K", OWN_ROW + row) == why


READINGS = {
    "5.4%": 5.4, "+3.0 pp": 3, "almost 3%": 3, "approx. 3 percentage points": 3, "minus 2.4%": -2.4,
    "\N{MINUS SIGN}1.9%": -1.9, "(3.0%)": -3, ">4.5%": 4.5, "at most 5 pct": 5, ">0": 0,
    "up 1,234.5%": 1234.5,
}  # fmt: skip
"""Figures and what their gaps are taken from, in percent."""
UNREAD = ("2.6", "5", "$680", "14.7 bp", "2,6%", "2024")


@pytest.mark.parametrize("half", [0, 1])
def test_a_gap_is_taken_from_what_the_verdict_reads(half: int, real: Market) -> None:
    some = dict(list(READINGS.items())[half * 6 : half * 6 + 6])
    audit = Audit(real, **own(f"{figure} of SPY in 2024" for figure in some))
    actual = real.answer("ASSET_RETURN", "SPY", "2024")
    for row, (figure, number) in enumerate(some.items(), OWN_ROW):
        assert audit.at("Your claim", "G", row) == real.answer("CLAIM_CHECK", figure, actual)
        gap = audit.at("Your claim", "H", row)
        assert gap == pytest.approx(actual * 100 - number, abs=0.005), figure
        assert audit.at("Your claim", "K", row) == DASH


def test_a_figure_in_no_percent_has_no_verdict_on_a_return(real: Market) -> None:
    audit = Audit(real, **own(f"{figure} of SPY in 2024" for figure in UNREAD))
    for row, figure in enumerate(UNREAD, OWN_ROW):
        shown = [audit.at("Your claim", column, row) for column in "GHJ"]
        assert shown == ["NOT READ", DASH, DASH], figure
        why = "no figure that can be read" if figure == "2,6%" else "in percent or pp"
        assert why in audit.at("Your claim", "K", row)
