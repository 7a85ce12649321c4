"""The pair of funds that an input chooses, as workings: a table of pairs, and named cells of one.

They need the input cell `pair`.
"""

from collections.abc import Mapping

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS
from rotationxl_workbooks import design
from rotationxl_workbooks.design import DASH, WHOLE


def table(sheet: Worksheet, row: int, words: Mapping[str, str], legs: tuple[str, str]) -> int:
    """Write the pairs with their two funds, and name the columns; return the next free row."""
    design.section(sheet, f"B{row}:F{row}", "Pairs that can be chosen")
    heads = ["Pair", "Code", *(leg.capitalize() for leg in legs)]
    design.heads(sheet, f"B{row + 1}:F{row + 1}", heads)
    for place, (pair, text) in enumerate(words.items(), row + 2):
        funds = [(ticker, design.TEXT) for ticker in (pair, *PAIRS[pair])]
        design.line(sheet, f"B{place}:F{place}", text, funds)
    last = row + 1 + len(words)
    for name, column in zip(("words", "codes", *legs), "BDEF", strict=True):
        design.name_cell(sheet, f"pair_{name}", f"{column}{row + 2}:{column}{last}")
    return last + 2


def rows(words: Mapping[str, str], legs: tuple[str, str]) -> list[tuple[str, str, str, str]]:
    """Return the rows of `workings.named` for the chosen pair: its name, and each leg's fund.

    `pair_listed` tells whether it is one of the pairs, `pair_choose` what to do where it is not.
    """
    chosen = f'IF(pair_place=0,"{DASH}",INDEX(pair_{{0}},pair_place))'
    return [
        ("Place of the pair", "pair_place", "IFERROR(MATCH(pair,pair_codes,0),0)", WHOLE),
        ("Pair in words", "pair_name", chosen.format("words"), "General"),
        *(
            (f"Fund: {leg}", f"{leg}_fund", chosen.format(leg), "General") for leg in legs
        ),
        ("What can be chosen", "pair_choose", f'"choose one of {", ".join(words)}."', "General"),
    ]  # fmt: skip
