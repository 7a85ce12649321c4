"""A rule's months: when it held, what the spread of a pair did after it, and the statistics."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl.universe import PAIRS
from rotationxl_workbooks import charts, design, workings
from rotationxl_workbooks.blocks import first_month
from rotationxl_workbooks.design import DASH, POINTS, SHARE, SIGNED_2, WHOLE, or_dash
from rotationxl_workbooks.inputs import Input

MONTHS = 180
RULE = Input(
    "rule", "Rule", "10Y>4",
    "Yields (10Y, 10Y-2Y, in percent) or FRED ids compared with numbers by < <= > >= =, joined by "
    "AND, OR, NOT: 10Y>4 AND UNRATE<5.", "rules",
)  # fmt: skip
RULE_CHECK = (
    "Can the rule be read?", "rule_check", 'EXPLAIN("REGIME",rule,report_day)', "General"
)  # fmt: skip
"""The row that tells whether it can, to be written by `workings.named`."""
PAIR_WORDS = {
    "R1000": "Russell 1000 value minus growth",
    "SP500": "S&P 500 value minus growth",
    "R2000": "Russell 2000 value minus growth",
    "CRSP": "CRSP value minus growth",
    "R2000-SP500": "Russell 2000 minus S&P 500",
    "RUT-SPX": "Russell 2000 minus S&P 500, price indices",
    "SP600-SP500": "S&P 600 minus S&P 500",
    "SP400-SP500": "S&P 400 minus S&P 500",
    "MICRO-SP500": "Micro caps minus S&P 500",
}
_KNOWN = "lab_valid"


def pairs(sheet: Worksheet, row: int) -> int:
    """Write what the pairs on offer are called; return the next free row."""
    design.section(sheet, f"B{row}:F{row}", "Names of the pairs on offer")
    design.heads(sheet, f"B{row + 1}:F{row + 1}", ["Name", "Pair"], left=5)
    for at, pair in enumerate(PAIRS, row + 2):
        design.line(sheet, f"B{at}:F{at}", PAIR_WORDS[pair], [])
        sheet[f"C{at}"].value = pair
    last = row + 1 + len(PAIRS)
    design.name_cell(sheet, "offered_words", f"B{row + 2}:B{last}")
    design.name_cell(sheet, "offered_pairs", f"C{row + 2}:C{last}")
    return last + 2


def choices(sheet: Worksheet, row: int) -> int:
    """Write what the inputs mean and whether they can be used; return the next free row."""
    checks = ("rule_check", "pair_check")
    valid = ",".join(f'LEFT({check},2)="ok"' for check in checks)
    wrong = 'IF(LEFT(rule_check,2)<>"ok",rule_check,IF(LEFT(pair_check,2)<>"ok",pair_check,'
    unread = '"First month: give a month such as 2010-01 that is not after the last. "'
    words = "IFERROR(INDEX(offered_words,MATCH(pair,offered_pairs,0)),pair)"
    return workings.named(sheet, row, "The rule and the pair", [
        RULE_CHECK,
        ("Can the pair be measured?", "pair_check",
         'EXPLAIN("STYLE_SPREAD",month,pair,"",as_of)', "General"),
        ("Are the numbers to be had?", _KNOWN, f"AND(month_begun,{valid})", "General"),
        ("The pair in words", "pair_words", words, "General"),
        *first_month.rows(MONTHS, MONTHS),
        ("First month measured", "first_used", workings.year_month("first_day"), "General"),
        ("Sessions measured, from the close before the first", "lab_days",
         f'{workings.iso("(first_day-1)")}&":"&{workings.iso("report_day")}', "General"),
        ("The period measured", "lab_period",
         f'first_used&" to "&{workings.year_month("month_start")}', "General"),
        ("What is wrong with the rule, the pair or the first month", "lab_status",
         f'{wrong}IF(first_read,"{DASH}",{unread})))', "General"),
    ])  # fmt: skip


class Months:
    """Where the months lie, and what a report shows of them."""

    def __init__(self, sheet: Worksheet, row: int) -> None:
        """Write each month's state, spread and running total, the oldest first."""
        self.sheet, self.first, self.last = sheet, row + 2, row + 1 + MONTHS
        self.next_row = self.last + 2
        design.section(sheet, f"B{row}:I{row}", f"The last {MONTHS} months")
        texts = ["Month", "Day before", "Rule then", "Spread, pp", "When TRUE", "When FALSE",
                 '="Running total of "&pair_words', '="Months that began with "&rule']  # fmt: skip
        design.heads(sheet, f"B{row + 1}:I{row + 1}", texts)
        for at in range(self.first, self.last + 1):
            self._write(at)
        for name, column in (("states", "D"), ("true_spreads", "F"), ("false_spreads", "G"),
                             ("running_totals", "H")):  # fmt: skip
            design.name_cell(sheet, name, f"{column}{self.first}:{column}{self.last}")

    def _write(self, at: int) -> None:
        # A call reads a cell faster than an expression: the day is that of which REGIME is asked.
        day = "=month_base" if at == self.last else f"=EOMONTH(C{at + 1},-1)"
        month = workings.year_month(f"(C{at}+1)")
        # The last month counts once it is over, as REGIME_SPREAD has it.
        counted = f"AND({_KNOWN},C{at}+1>=first_day" + (",month_over)" if at == self.last else ")")
        side = f'=IF(AND(ISNUMBER(E{at}),D{at}{{}}),E{at},"{DASH}")'
        before = f"H{at - 1}" if at > self.first else "0"
        design.line(self.sheet, f"B{at}:I{at}", f"={month}", [
            (day, design.DAY),
            (or_dash(yes_or_no(f"REGIME(rule,C{at})"), counted), "General"),
            (or_dash(f"STYLE_SPREAD(B{at},pair,,as_of)*100", counted), SIGNED_2),
            (side.format('="yes"'), SIGNED_2), (side.format('="no"'), SIGNED_2),
            (f"={before}+IF(COUNT(F{at},G{at})=1,E{at},0)", SIGNED_2),
            (f"=IF(ISNUMBER(F{at}),1,0)", WHOLE),
        ])  # fmt: skip

    def chart(self, sheet: Worksheet, cells: str) -> None:
        """Draw the running total over the months that began under the rule."""
        top = self.first - 1
        drawn = charts.shaded_line(
            self.sheet, f"B{self.first}:B{self.last}", f"H{top}:H{self.last}", design.FIRST,
            (f"I{top}:I{self.last}", design.PALE_SECOND), number_format="0", every=12,
        )  # fmt: skip
        charts.place(drawn, sheet, cells)


def statistics(sheet: Worksheet, row: int) -> int:
    """Write the named statistics of the months; return the next free row."""
    true, false = "true_spreads", "false_spreads"
    both = f"AND(COUNT({true})>1,COUNT({false})>1)"
    error = f"SQRT(VAR({true})/COUNT({true})+VAR({false})/COUNT({false}))"
    t = f'IF({both},(AVERAGE({true})-AVERAGE({false}))/{error},"{DASH}")'
    spread = "REGIME_SPREAD(rule,pair,first_used,report_day,{})*100"
    means = [
        (f"Mean spread of months that began {side}, pp", f"mean_{side.lower()}",
         _named(spread.format(side)), POINTS)
        for side in ("TRUE", "FALSE")
    ]  # fmt: skip
    close = "IF(ISNUMBER({1}),ABS(AVERAGE({0})-{1})<0.000001,FALSE)"
    own = f"IF(COUNT({{0}})=0,ISTEXT({{1}}),{close})"
    agree = f"AND({own.format(true, 'mean_true')},{own.format(false, 'mean_false')})"
    return workings.named(sheet, row, "Statistics", [
        ("Share of sessions on which the rule held", "share_true",
         _named("REGIME_SHARE(rule,lab_days)"), SHARE),
        ("Does it hold on the day of the report?", "holds_now",
         _named(yes_or_no("REGIME(rule,report_day)")), "General"),
        *means,
        ("Difference, pp", "mean_difference",
         f'IF(COUNT(mean_true,mean_false)=2,mean_true-mean_false,"{DASH}")', POINTS),
        ("t-statistic of the difference (Welch)", "difference_t", t, "0.0"),
        ("Do the months give the same means as REGIME_SPREAD?", "test_means_agree", agree,
         "General"),
    ])  # fmt: skip


def yes_or_no(call: str) -> str:
    """Return yes or no: a program without the functions keeps texts, and computes TRUE anew."""
    return f'IF({call},"yes","no")'


def _named(call: str) -> str:
    return or_dash(call, _KNOWN).removeprefix("=")


def sides(sheet: Worksheet, cells: str) -> None:
    """Write the months under the rule beside the others: six rows of three last columns."""
    rows = (
        ("Months", "COUNT({0})", WHOLE, ""),
        ("Mean spread a month", "AVERAGE({0})", POINTS, "*1"),
        ("Standard deviation", "STDEV({0})", POINTS, ""),
        ("Months above zero", 'COUNTIF({0},">0")/COUNT({0})', SHARE, "*100"),
        ("Best month", "MAX({0})", POINTS, ""),
        ("Worst month", "MIN({0})", POINTS, ""),
    )
    first, last = cells[0], cells.partition(":")[2][0]
    top = int("".join(c for c in cells.partition(":")[0] if c.isdigit()))
    for at, (label, expression, shown, scale) in enumerate(rows, top):
        least = 2 if expression.startswith("STDEV") else 1
        values = [
            (f'=IF(COUNT({name})<{least},"{DASH}",{expression.format(name)})', shown)
            for name in ("true_spreads", "false_spreads")
        ]
        left, right = chr(ord(last) - 2), chr(ord(last) - 1)
        gap = f'=IF(COUNT({left}{at},{right}{at})=2,({left}{at}-{right}{at}){scale},"{DASH}")'
        values.append((gap, POINTS) if scale else ("", "General"))
        design.line(sheet, f"{first}{at}:{last}{at}", label, values)
