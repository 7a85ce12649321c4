"""Sessions out of a table of rules against an exchange calendar made by others."""

import datetime as dt
import warnings

import numpy as np
import pytest

from rotationxl import days
from rotationxl.sessions import bond_holidays, easter, nth_weekday, sessions, weekdays

FIRST, LAST = days.from_ymd(2000, 1, 3), days.from_ymd(2026, 12, 31)


def test_sessions_are_those_of_the_exchange_calendar() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import exchange_calendars

        start, end = days.iso(FIRST), days.iso(LAST)
        reference = exchange_calendars.get_calendar("XNYS", start=start, end=end).sessions
    expected = days.from_datetime64(reference.to_numpy())
    assert np.setxor1d(expected, sessions(FIRST, LAST)).tolist() == []


def test_sessions_cannot_be_changed_by_a_caller() -> None:
    with pytest.raises(ValueError, match="read-only"):
        sessions(FIRST, LAST)[0] = 0


def test_weekdays_are_monday_to_friday() -> None:
    found = {days.to_date(day).weekday() for day in weekdays(FIRST, FIRST + 30).tolist()}
    assert found == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2000, "2000-04-23"), (2008, "2008-03-23"), (2011, "2011-04-24"), (2024, "2024-03-31")],
)
def test_easter_is_on_the_known_sunday(year: int, sunday: str) -> None:
    assert easter(year).isoformat() == sunday


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((2024, 11, 4, 1), "2024-11-01"), ((2024, 12, 0, -1), "2024-12-30")],
)
def test_nth_weekday_counts_from_either_end(
    arguments: tuple[int, int, int, int], expected: str
) -> None:
    assert nth_weekday(*arguments).isoformat() == expected


def test_bond_holidays_are_columbus_and_veterans_day() -> None:
    assert sorted(bond_holidays(2024)) == [dt.date(2024, 10, 14), dt.date(2024, 11, 11)]
