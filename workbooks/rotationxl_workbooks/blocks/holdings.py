"""The holdings that a user types in: which of them can be measured, their weights and targets."""

from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.design import DASH, SHARE, WHOLE, heads, line, section
from rotationxl_workbooks.inputs import Input

ROWS = 12
USD = "$#,##0"
KNOWN = "portfolio_known"
EMPTY = '" "'
"""What a formula gives that shows nothing: an empty text is no value in a file."""
_AT_FIRST: tuple[tuple[str, float, float | None], ...] = (
    ("IWD", 260_000, 0.28), ("IWF", 240_000, 0.20), ("IWM", 90_000, None), ("XLV", 60_000, None),
    ("VNQ", 50_000, None), ("IEF", 160_000, 0.20), ("LQD", 80_000, None), ("GLD", 60_000, None),
)  # fmt: skip
_NUMBERS = range(1, ROWS + 1)
_GROUP = "holdings"


def _asked(number: int) -> tuple[Input, Input, Input]:
    ticker, amount, target = (*_AT_FIRST, *[("", None, None)] * ROWS)[number - 1]
    return (
        Input(f"holding_{number}", f"Holding {number}", ticker,
              "A ticker such as IWD. Others than those listed may be typed; rows may be blank.",
              "tickers", group=_GROUP),
        Input(f"amount_{number}", f"Amount of holding {number}", amount,
              "What it is worth, in US dollars.", shown=USD, optional=True, group=_GROUP),
        Input(f"target_{number}", f"Target of holding {number}", target,
              "Its share after the trades, such as 20% (0.2). Left blank: its part of what the "
              "targets typed leave.", shown=SHARE, optional=True, group=_GROUP),
    )  # fmt: skip


INPUTS = tuple(one for number in _NUMBERS for one in _asked(number))
BAND = Input(
    "band", "Smallest trade", 0.0,
    "A holding that lies no further than this from its target is not traded; 0% or such as 1%.",
    shown=SHARE,
)  # fmt: skip
SERIES = {
    f'=IF(INDEX(holding_kinds,{number})="ok",INDEX(held_tickers,{number}),{EMPTY})': (
        f'=IF(INDEX(holding_kinds,{number})="ok","Holding {number}",'
        f'"Row {number} of the holdings is not in use")'
    )
    for number in _NUMBERS
}
"""The holdings for the sheet Sources."""


def put(sheet: Worksheet, row: int) -> None:
    """Write the shaded cells of the holdings into B, D and F from a row on."""
    for number in _NUMBERS:
        for column, one in zip("BDF", _asked(number), strict=True):
            inputs.put(sheet, f"{column}{row + number - 1}", one)


class Block:
    """Where Workings holds them: how a formula reads each, by its number from 1."""

    def __init__(self, sheet: Worksheet, row: int) -> None:
        """Write the holdings as typed, those in use, and what is wrong with them."""
        self._sheet, self.first_row = sheet, row
        self._typed = row + 2
        left_out = self._typed + ROWS + 1
        self._used = left_out + 10
        self.used_row = self._used - 2
        self._write_typed()
        self._write_left_out(left_out)
        self._write_used()
        self.next_row = self._write_portfolio(self._used + ROWS + 1)

    def _cell(self, column: str, first: int, number: int) -> str:
        return f"{self._sheet.title}!${column}${first + number - 1}"

    def code(self, number: int) -> str:
        """Return the cell of a ticker as typed, in capitals; it may be blank."""
        return self._cell("B", self._typed, number)

    def kind(self, number: int) -> str:
        """Return the cell of what a row is: ok, free, twice, amount, ticker or data.

        Twice is counted with a row above; the last three are left out.
        """
        return self._cell("C", self._typed, number)

    def place(self, number: int) -> str:
        """Return the expression for a holding's place among those in use, counted from 1."""
        rows = f"{self.kind(1)}:{self.kind(number).partition('!')[2]}"
        return f'MAX(1,COUNTIF({rows},"ok"))'

    def ticker(self, number: int) -> str:
        """Return the cell of the ticker that functions are asked for.

        It is the benchmark's in a row not in use: a function is asked also where its answer is
        not shown.
        """
        return self._cell("C", self._used, number)

    def weight(self, number: int) -> str:
        """Return the cell of a share of the portfolio, 0 in a row not in use."""
        return self._cell("E", self._used, number)

    def target(self, number: int) -> str:
        """Return the cell of the share after the trades."""
        return self._cell("I", self._used, number)

    def words(self, number: int) -> str:
        """Return the expression for what stands beside a ticker: its name, or why it is out."""
        kind = self.kind(number)
        told = {
            "ok": self._cell("B", self._used, number), "free": EMPTY,
            "twice": '"counted in the row above"', "amount": '"left out: no amount"',
            "ticker": '"left out: no ticker"',
        }  # fmt: skip
        said = '"left out: no data"'
        for word, text in told.items():
            said = f'IF({kind}="{word}",{text},{said})'
        return said

    def shown(self, number: int, expression: str, also: str = "TRUE") -> str:
        """Return the formula of a number of a holding: blank in a free row, a dash for no data."""
        kind = self.kind(number)
        value = f'_xlfn.IFNA({expression},"{DASH}")'
        known = f'AND({KNOWN},{kind}="ok",{also})'
        return f'=IF({kind}="free",{EMPTY},IF({known},{value},"{DASH}"))'

    def _write_typed(self) -> None:
        sheet, first, last = self._sheet, self._typed, self._typed + ROWS - 1
        section(sheet, f"B{first - 2}:I{first - 2}", "The holdings as typed")
        texts = ["Ticker", "Kind", "Amount", "Target", "What is said of it"]
        heads(sheet, f"B{first - 1}:F{first - 1}", texts, left=2)
        design.dress(sheet[f"F{first - 1}"], "Column head left")
        for number, at in enumerate(range(first, last + 1), 1):
            typed = f"IF(ISNUMBER({{0}}_{number}),MAX(0,{{0}}_{number}),{{1}})"
            code = f'=IF(TRIM(holding_{number})="",{EMPTY},UPPER(TRIM(holding_{number})))'
            line(sheet, f"B{at}:I{at}", code, [])
            sheet[f"C{at}"].value = f"={_kind(number, at, first)}"
            design.put(sheet, f"D{at}", f"={typed.format('amount', 0)}", "Value", USD)
            design.put(sheet, f"E{at}", f"={typed.format('target', EMPTY)}", "Value", SHARE)
            sheet[f"F{at}"].value = f"={_told(number, at)}"
        design.indent(sheet, f"F{first - 1}:F{last}")
        for name, column in (("codes", "B"), ("kinds", "C"), ("amounts", "D"), ("targets", "E"),
                             ("told", "F")):  # fmt: skip
            design.name_cell(sheet, f"holding_{name}", f"{column}{first}:{column}{last}")

    def _write_left_out(self, row: int) -> None:
        kinds = ("amount", "ticker", "data")
        wrong = "+".join(f'COUNTIF(holding_kinds,"{kind}")' for kind in kinds)
        places = ",".join(f'IFERROR(MATCH("{kind}",holding_kinds,0),99)' for kind in kinds)
        code = "INDEX(holding_codes,left_out_place)"
        named = f'IF({code}={EMPTY},"row "&left_out_place,{code})'
        who = (
            f'IF(left_out_count=0,{EMPTY},IF(left_out_count=1,{named},left_out_count&" holdings"))'
        )
        more = 'IF(left_out_count>1," And "&left_out_count-1&" more.","")'
        none = '"Type a ticker and an amount into the shaded cells."'
        told = f'"Left out: "&INDEX(holding_told,left_out_place)&{more}'
        told = f"IF(left_out_count>0,{told},IF(held_count>0,{EMPTY},{none}))"
        total = "SUM(holding_amounts)"
        workings.named(self._sheet, row, "Holdings left out", [
            ("How many cannot be measured", "left_out_count", wrong, WHOLE),
            ("The first of them", "left_out_place", f"MIN({places})", WHOLE),
            ("Which", "left_out_names", who, "General"),
            ("Their share of all amounts", "left_out_share",
             f"IF({total}>0,1-held_total/{total},0)", SHARE),
            ("What is said of them", "left_out_told", told, "General"),
        ])  # fmt: skip

    def _write_used(self) -> None:
        sheet, first, last = self._sheet, self._used, self._used + ROWS - 1
        section(sheet, f"B{first - 2}:I{first - 2}", "The holdings in use")
        texts = ["Name", "Ticker asked for", "Amount", "Weight", "Held", "Weight", "Held", "Target"]
        heads(sheet, f"B{first - 1}:I{first - 1}", texts, left=2)
        for number, at in enumerate(range(first, last + 1), 1):
            line(sheet, f"B{at}:I{at}", f"={self._name(number)}", self._use(number, at))
        for name, cells in (
            ("held_tickers", "C{}:C{}"), ("held_amounts", "D{}:D{}"),
            ("held_weights", "E{}:E{}"),
            ("holdings_used", "F{}:G{}"), ("targets_used", "H{}:I{}"), ("held_targets", "I{}:I{}"),
        ):  # fmt: skip
            design.name_cell(sheet, name, cells.format(first, last))

    def _name(self, number: int) -> str:
        code, kind = self.code(number), self.kind(number)
        name = f"IFERROR(INDEX(offered_names,MATCH({code},offered_tickers,0)),{code})"
        return f'IF({kind}="ok",{name},{EMPTY})'

    def _use(self, number: int, at: int) -> list[tuple[str, str]]:
        code, good = self.code(number), f'{self.kind(number)}="ok"'
        held = f"AND({good},{KNOWN})"
        # A table of holdings holds one at least.
        first = f"IF({KNOWN},{EMPTY},{{}})" if number == 1 else EMPTY
        target = f"IF(targets_total>0,{self._wanted(number, at)}/targets_total,E{at})"
        return [
            (f"=IF({good},{code},benchmark_ticker)", design.TEXT),
            (f"=IF({good},SUMIF(holding_codes,{code},holding_amounts),0)", USD),
            (f"=IF(held_total>0,D{at}/held_total,0)", SHARE),
            (f"=IF({held},{code},{first.format('benchmark_ticker')})", design.TEXT),
            (f"=IF({held},E{at},{first.format('1')})", SHARE),
            (f"=F{at}", design.TEXT),
            (f"=IF({held},{target},{first.format('1')})", SHARE),
        ]

    def _wanted(self, number: int, at: int) -> str:
        """Return the expression for a target: as typed, or a part of the rest by its amount."""
        typed = self._cell("E", self._typed, number)
        part = f"IF(free_total>0,targets_left*D{at}/free_total,0)"
        return f"IF({typed}={EMPTY},{part},{typed})"

    def _write_portfolio(self, row: int) -> int:
        percent = 'FIXED(targets_typed*100,0)&"%"'
        off = "OR(targets_typed>1.00001,AND(free_total=0,ABS(targets_typed-1)>0.00001))"
        said = f'"The targets typed add up to "&{percent}&": they are scaled to 100%."'
        band = "IF(ISNUMBER(band),AND(band>=0,band<=1),FALSE)"
        no_band = '"Smallest trade: give a share from 0% to 100%."'
        return workings.named(self._sheet, row, "The portfolio and its targets", [
            ("How many are in use", "held_count", 'COUNTIF(holding_kinds,"ok")', WHOLE),
            ("What they are worth", "held_total", "SUM(held_amounts)", USD),
            ("Is there a portfolio to measure?", KNOWN, "AND(month_begun,held_total>0)",
             "General"),
            ("Targets typed", "targets_typed", 'SUMIF(holding_kinds,"ok",holding_targets)', SHARE),
            ("Worth of holdings without a target", "free_total",
             'held_total-SUMIF(holding_targets,">=0",held_amounts)', USD),
            ("What the targets typed leave", "targets_left", "MAX(0,1-targets_typed)", SHARE),
            ("All targets before they are scaled", "targets_total",
             "targets_typed+IF(free_total>0,targets_left,0)", SHARE),
            ("Is the smallest trade a share?", "band_valid", band, "General"),
            ("Smallest trade used", "band_used", "IF(band_valid,band,0)", SHARE),
            ("What is said of the targets", "targets_told",
             f"IF(AND({KNOWN},targets_typed>0,{off}),{said},IF(band_valid,{EMPTY},{no_band}))",
             "General"),
            ("Check: the weights add up to 100%", "test_weights",
             f"OR(NOT({KNOWN}),ABS(SUM(held_weights)-1)<10^-9)", "General"),
            ("Check: so do the targets", "test_targets",
             f"OR(NOT({KNOWN}),ABS(SUM(held_targets)-1)<10^-9)", "General"),
        ])  # fmt: skip


def _kind(number: int, at: int, first: int) -> str:
    measured = f'IF(OR(NOT(month_begun),LEFT(F{at},2)="ok"),"ok","data")'
    place = f"MATCH(B{at},holding_codes,0)"
    # MATCH takes * and ? for any letters.
    again = f"AND({place}<ROWS($B${first}:B{at}),INDEX(holding_codes,{place})=B{at})"
    twice = f'IF({again},"twice",{measured})'
    empty = f'IF(amount_{number}="","free","ticker")'
    given = _lacks_amount(number, at)
    return f'IF(B{at}={EMPTY},{empty},IF({given},"amount",{twice}))'


def _lacks_amount(number: int, at: int) -> str:
    """Return the condition that an amount is wrong; one to be bought has a target and none yet."""
    negative = f'AND(amount_{number}<>"",amount_{number}<>0)'
    return f"AND(D{at}=0,OR(E{at}={EMPTY},E{at}=0,{negative}))"


def _told(number: int, at: int) -> str:
    """Return the expression of what is said; that on the data is asked for in every row."""
    told = f'EXPLAIN("ASSET_RETURN",B{at},measured_days,basis_used,report_day)'
    # A list of all that the source has would run over the page.
    told = f'IF(LEN({told})>140,B{at}&": the source has no such ticker.",{told})'
    nothing = f'IF(amount_{number}="",{EMPTY},"row {number} has an amount and no ticker.")'
    amount = (
        f'IF({_lacks_amount(number, at)},B{at}&": give an amount in US dollars above 0.",{told})'
    )
    return f"IF(B{at}={EMPTY},{nothing},{amount})"
