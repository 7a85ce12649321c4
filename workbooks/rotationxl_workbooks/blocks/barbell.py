"""A barbell of two funds that the user chooses: returns, risk, and what other weights did."""

from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import charts, design, inputs, workings
from rotationxl_workbooks.design import DASH, PERCENT, SHARE, SIGNED_2, or_dash, or_zero
from rotationxl_workbooks.inputs import Input


def funds(one: str, other: str, weights: str) -> tuple[Input, Input, Input]:
    """Return the inputs of a barbell, with the funds that it holds at first.

    `weights` says what becomes of them later on.
    """
    return (
        Input("barbell_a", "First fund", one, f"A ticker such as {one}: one end.", "tickers"),
        Input("barbell_b", "Second fund", other, f"A ticker such as {other}: the other end.",
              "tickers"),
        Input("barbell_weight", "Share of the first", 0.5,
              f"From 0% to 100%; the second fund has the rest. {weights}", shown="0%"),
    )  # fmt: skip


FUNDS = funds("XLC", "XLV", "Weights are set back at each month's end.")
_KNOWN = "barbell_known"
SERIES = {
    f'=IF({_KNOWN},{fund.name},"SPY")': f"Barbell: {fund.label.lower()}" for fund in FUNDS[:2]
}
"""The chosen funds for the sheet Sources; where there is none, one that is always used."""
_STEPS = range(11)  # tenths of the first fund


class ByWeight(NamedTuple):
    """Ranges of return and volatility by weight, series with their heads."""

    categories: str
    returns: str
    risks: str
    next_row: int


def named(sheet: Worksheet, row: int) -> int:
    """Write what is computed once of the two funds, over 36 months; return the next free row."""
    check = 'EXPLAIN("BARBELL_RETURN",barbell_a,barbell_b,barbell_weight,months_36,"M","",as_of)'
    rows = [
        ("Can the barbell be measured?", "barbell_check", check, "General"),
        ("Are there figures?", _KNOWN, 'AND(month_begun,LEFT(barbell_check,2)="ok")', "General"),
        ("Volatility of the first", "risk_a", _shown(_volatility("barbell_a")), SHARE),
        ("Volatility of the second", "risk_b", _shown(_volatility("barbell_b")), SHARE),
        ("Correlation of the two", "barbell_correlation",
         _shown("CORREL_TO(barbell_a,barbell_b,36,report_day)"), SIGNED_2),
    ]  # fmt: skip
    return workings.named(sheet, row, "The two funds of the barbell", rows)


def _shown(expression: str) -> str:
    return or_dash(expression, _KNOWN).removeprefix("=")


def _volatility(ticker: str) -> str:
    return f'VOLATILITY({ticker},months_36,"M",as_of)'


def _mixed_risk(weight: str) -> str:
    """Return the expression for the volatility of a mix whose weights are reset every month."""
    a, b = f"({weight}*risk_a)", f"((1-{weight})*risk_b)"
    # Rounding may leave a hair below zero where the two cancel out.
    return f"SQRT(MAX(0,{a}^2+{b}^2+2*{a}*{b}*barbell_correlation))"


def _mixed_return(weight: str) -> str:
    call = f'BARBELL_RETURN(barbell_a,barbell_b,{weight},months_36,"M",,as_of)'
    return f"(1+{call})^(1/3)-1"


def by_weight(sheet: Worksheet, row: int) -> ByWeight:
    """Write return and volatility of eleven mixes, a year, over 36 months."""
    design.section(sheet, f"B{row}:E{row}", "Barbell by share of the first fund, 36 months")
    texts = ["Share of the first", "Weight", "Return, % a year", "Volatility, %"]
    design.heads(sheet, f"B{row + 1}:E{row + 1}", texts)
    first, last = row + 2, row + 1 + len(_STEPS)
    measured = "COUNT(risk_a,risk_b,barbell_correlation)=3"
    for step, place in enumerate(range(first, last + 1)):
        weight = f"C{place}"
        design.line(sheet, f"B{place}:E{place}", f'={step * 10}&"%"', [
            (f"={step}/10", "0%"),
            (or_zero(f"({_mixed_return(weight)})*100", _KNOWN), SIGNED_2),
            (f"=IF({measured},{_mixed_risk(weight)}*100,0)", SIGNED_2),
        ])  # fmt: skip
    return ByWeight(f"B{first}:B{last}", f"D{first - 1}:D{last}", f"E{first - 1}:E{last}", last + 2)


def panel(sheet: Worksheet, row: int, data: Worksheet, drawn: ByWeight) -> None:
    """Write the barbell's inputs, finding, table and chart in columns B to H; 22 rows."""
    design.section(sheet, f"B{row}:H{row}", "Barbell: what a mix of two funds did")
    inputs.column(sheet, "G", "H", row + 1, FUNDS)
    design.put(sheet, f"B{row + 1}:E{row + 3}", f"={_words()}", "Prose")
    _table(sheet, row + 4)
    design.put(sheet, f"B{row + 9}", '="By share of "&barbell_a&", 36 months, % a year"', "Note")
    series = {drawn.returns: design.FIRST, drawn.risks: design.SECOND}
    chart = charts.lines(data, drawn.categories, series, number_format="0")
    charts.place(chart, sheet, f"B{row + 10}:H{row + 21}")


def _words() -> str:
    share = 'FIXED(barbell_weight*100,0)&"% in "&barbell_a&" and the rest in "&barbell_b'
    calm = 'IF(mix_risk<MIN(risk_a,risk_b),"less than either alone",IF(mix_risk<MAX(risk_a,risk_b),'
    calm += '"between the two","no less than either alone"))'
    gained = 'IF(mix_return<0," lost "," gained ")&FIXED(ABS(mix_return)*100,1)&"% "&year_when'
    risk = f'". Its volatility was "&FIXED(mix_risk*100,1)&"%, "&{calm}&"."'
    return f"IF(COUNT(mix_return,mix_risk)=2,{share}&{gained}&{risk},barbell_check)"


def _table(sheet: Worksheet, row: int) -> None:
    design.heads(sheet, f"B{row}:H{row}", ["", "Year", "36 m, a year", "Volatility", "Ret./vol."])
    mix = (
        'BARBELL_RETURN(barbell_a,barbell_b,barbell_weight,months_ytd,"M",,as_of)',
        _mixed_return("barbell_weight"),
        f'IF(COUNT(risk_a,risk_b,barbell_correlation)=3,{_mixed_risk("barbell_weight")},"{DASH}")',
    )
    rows = {
        "=barbell_a": _alone("barbell_a"),
        "=barbell_b": _alone("barbell_b"),
        "The mix": mix,
        "S&P 500 (SPY)": _alone('"SPY"'),
    }
    for place, (label, calls) in enumerate(rows.items(), row + 1):
        known = "month_begun" if "SPY" in label else _KNOWN
        shown = zip(calls, (PERCENT, PERCENT, SHARE), strict=True)
        values = [(or_dash(call, known), number) for call, number in shown]
        ratio = (
            f'=IF(COUNT(F{place},G{place})=2,IF(G{place}>0,F{place}/G{place},"{DASH}"),"{DASH}")'
        )
        strong = label == "The mix"
        design.line(sheet, f"B{place}:H{place}", label, [*values, (ratio, SIGNED_2)], strong=strong)
    design.name_cell(sheet, "mix_return", f"E{row + 3}")
    design.name_cell(sheet, "mix_risk", f"G{row + 3}")


def _alone(ticker: str) -> tuple[str, str, str]:
    return (
        f"ASSET_RETURN({ticker},months_ytd,,as_of)",
        f"(1+ASSET_RETURN({ticker},months_36,,as_of))^(1/3)-1",
        _volatility(ticker),
    )
