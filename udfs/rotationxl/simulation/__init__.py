"""The simulated market: what `sources.sample` gives, made of `anchors.csv` and fixed seeds.

anchors.csv: one row a constraint. `what` says what `value` is of `series` at or over `when`
(a day, or first:last where both are days with a close):

    level   the close or the value              total   the return with dividends, as a decimal
    change  value at the last less at the first price   the return without dividends
    cap     nothing above it (first and last included)  annual  total, a year of 365.25 days
    floor   nothing below it (likewise)         first   change of a month as first published

`article` is the number of the article whose figure (`claim`) it is, or `shape`: round invented
values that keep the path plausible in between. `sign` in `note`: the article gives no figure,
only a direction. clashes.csv lists what cannot come out because an earlier article wins, and
what holds together only at a strain.
"""

VINTAGES = ("PAYEMS", "UNRATE", "CPIAUCSL", "CPILFESL", "PCEPI", "PCEPILFE")
"""The monthly series whose releases are simulated too."""
