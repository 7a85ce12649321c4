"""The month that a measured period begins with, typed into the input `first_month`."""

from rotationxl_workbooks import design, workings


def rows(most: int, at_first: int) -> list[tuple[str, str, str, str]]:
    """Return the rows of the first month for `workings.named`: `first_read` and `first_day`.

    Up to the report's month `most` months are measured, and `at_first` where the input is blank or
    cannot be read.
    """
    window, usual = (f"EDATE(month_start,{1 - months})" for months in (most, at_first))
    digits = 'SUBSTITUTE(first_month,"-","")'
    is_date = workings.is_date("first_month")
    typed = f"DATE(VALUE(LEFT({digits},4)),VALUE(MID({digits},5,2)),1)"
    given = (
        f'IF(first_month="",{usual},IF({is_date},EOMONTH(first_month,-1)+1,'
        f"IFERROR({typed},{usual})))"
    )
    month = f'SUBSTITUTE({workings.year_month("first_typed")},"-","")'
    read = f'OR(first_month="",{is_date},{digits}={month})'
    return [
        ("First month typed, its first day", "first_typed", given, design.DAY),
        ("Can it be the first?", "first_read", f"AND(first_typed<=month_start,{read})", "General"),
        ("First month measured, its first day", "first_day",
         f"IF(first_read,MAX({window},first_typed),{usual})", design.DAY),
    ]  # fmt: skip
