"""References to tables mean the ranges that Excel means by them."""

import pytest

from rotationxl_workbooks.table_references import TableArea, ranges_for_tables

FUNDS = TableArea("Funds", "My data", (1, 1), (5, 3), ("Fund", "Return", "It's [k] #"), totals=True)
BARE = TableArea("Bare", "Main", (2, 5), (3, 6), ("A", "B"), header=False)
MEANT = {
    "SUM(Funds[Return])": "SUM('My data'!$B$2:$B$4)",
    "SUM(funds[RETURN])": "SUM('My data'!$B$2:$B$4)",
    "ROWS(Funds)": "ROWS('My data'!$A$2:$C$4)",
    "ROWS(Funds[])": "ROWS('My data'!$A$2:$C$4)",
    "Funds[#All]": "'My data'!$A$1:$C$5",
    "Funds[[#Headers],[Return]]": "'My data'!$B$1",
    "Funds[[#Totals],[Return]]": "'My data'!$B$5",
    "Funds[[#Headers],[#Data],[Fund]:[Return]]": "'My data'!$A$1:$B$4",
    "Funds[[Return]:[Fund]]": "'My data'!$A$2:$B$4",
    "Funds[It''s '[k'] '#]": "'My data'!$C$2:$C$4",
    "Funds[[#This Row],[Return]]*2": "'My data'!$B$3*2",
    "Funds[@Return]": "'My data'!$B$3",
    "Funds[@[Return]:[Fund]]": "'My data'!$A$3:$B$3",
    "[@Return]": "'My data'!$B$3",
    "SUM(Bare[B],Bare[#All])": "SUM('Main'!$F$2:$F$3,'Main'!$E$2:$F$3)",
    "Bare[#Headers]": "Bare[#Headers]",
    "Funds[Nothing]": "Funds[Nothing]",
    "Other[Return]": "Other[Return]",
    'A1&"Funds[Return]"': 'A1&"Funds[Return]"',
    "'Funds'!A1+[1]Main!A1+[1]!Name": "'Funds'!A1+[1]Main!A1+[1]!Name",
    "Funds2+MyFunds+Funds(1)+Funds!A1": "Funds2+MyFunds+Funds(1)+Funds!A1",
}


@pytest.mark.parametrize("text", MEANT)
def test_what_is_meant(text: str) -> None:
    """In row 3 of the table, or beside it."""
    assert ranges_for_tables(text, [FUNDS, BARE], "My data", (3, 2)) == MEANT[text]


def test_a_row_outside_of_the_table_is_none_of_its() -> None:
    for text in ("Funds[@Return]", "[@Return]"):
        assert ranges_for_tables(text, [FUNDS], "My data", (9, 2)) == text
