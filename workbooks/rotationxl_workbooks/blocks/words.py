"""Expressions for sentences: numbers as they are printed. The cells given hold numbers."""

SO_FAR = 'IF(month_over,""," so far")'
"""What follows the name of the month of a report."""


def percent(cell: str, digits: int = 1) -> str:
    """Return the expression for a decimal with its sign: +11.2%."""
    return f'{_sign(cell, digits + 2)}&FIXED(ABS({cell})*100,{digits})&"%"'


def unsigned_percent(cell: str, digits: int = 1) -> str:
    """Return the expression for the size of a decimal: 11.2%."""
    return f'FIXED(ABS({cell})*100,{digits})&"%"'


def points(cell: str) -> str:
    """Return the expression for the size of a decimal in percentage points: 1.4 pp."""
    return f'FIXED(ABS({cell})*100,1)&" pp"'


def level(cell: str) -> str:
    """Return the expression for a price or the level of an index, in four digits: 2,442."""
    return f"FIXED({cell},IF({cell}<100,2,IF({cell}<1000,1,0)))"


def counted(cell: str, noun: str) -> str:
    """Return the expression for a whole number of things: 1 day, 1,113 days."""
    return f'FIXED({cell},0)&IF({cell}=1," {noun}"," {noun}s")'


def signed_points(cell: str, digits: int = 2) -> str:
    """Return the expression for percentage points with their sign: +0.36 pp."""
    return f'{_sign(cell, digits)}&FIXED(ABS({cell}),{digits})&" pp"'


def is_level(gap: str) -> str:
    """Return the condition that a gap in percentage points prints as 0.0 pp."""
    return f"ROUND({gap},1)=0"


def led(gap: str, ahead: str, behind: str, level: str, unit: str = " pp") -> str:
    """Return the expression for who led by how much, in percentage points; three texts to choose.

    Where the gap prints as 0.0 nobody led, and `level` alone is said.
    """
    said = f'IF({gap}>0,"{ahead}","{behind}")&FIXED(ABS({gap}),1)&"{unit}"'
    return f'IF({is_level(gap)},"{level}",{said})'


def ranked_sector(place: str) -> str:
    """Return the expression for the sector in a place and its return: Energy (+5.2%)."""
    name, number = (f"INDEX(ranked_{what},{place})" for what in ("sectors", "returns"))
    return f'{name}&" ("&{percent(number)}&")"'


def _sign(number: str, digits: int) -> str:
    """Return the expression for a sign, none where the number prints as 0."""
    return f'IF(ROUND({number},{digits})=0,"",IF({number}<0,"-","+"))'
