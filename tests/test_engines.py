"""Our functions inside formulas: what every engine must give, whichever it is."""

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from rotationxl.cells import Cell, CellError
from rotationxl.errors import BadArgumentError
from rotationxl_workbooks import engines
from rotationxl_workbooks.book import Book
from rotationxl_workbooks.calculate import Calculated, Engine, flat, result, scalar
from rotationxl_workbooks.package import packed

NA = CellError("#N/A")


class Fake:
    """A host whose functions are simple enough to know the answer."""

    names = frozenset({"ECHO", "ADD", "GRID", "MISSING", "KIND", "WHICH", "STRANGE"})

    def __init__(self) -> None:
        self.batches: list[list[tuple[str, tuple[Cell, ...]]]] = []

    def __call__(self, calls: Sequence[tuple[str, tuple[Cell, ...]]]) -> list[Cell]:
        self.batches.append(list(calls))
        return [getattr(self, name.lower())(*args) for name, args in calls]

    @property
    def calls(self) -> list[tuple[str, tuple[Cell, ...]]]:
        return [call for batch in self.batches for call in batch]

    def echo(self, value: Cell = "nothing") -> Cell:
        return value

    def add(self, *args: Cell) -> Cell:
        cells = [cell for arg in args for cell in flat(arg)]
        errors = [cell for cell in cells if isinstance(cell, CellError)]
        return errors[0] if errors else sum(c for c in cells if isinstance(c, float))

    def grid(self, height: float = 3.0, width: float = 2.0) -> Cell:
        return [[10.0 * i + j for j in range(int(width))] for i in range(int(height))]

    def missing(self, *_: Cell) -> Cell:
        return NA

    def kind(self, *args: Cell) -> str:
        return " ".join("none" if arg is None else type(arg).__name__ for arg in args)

    def which(self, n: Cell) -> str:
        return f"XL{n:.0f}" if isinstance(n, float) else "?"

    def strange(self, what: str) -> Cell:
        return {
            "nan": float("nan"),
            "none": None,
            "digits": 0.1 + 0.2,
            "formula": "=1+1",
            "wide": [[float(i) for i in range(300)]],
            "long": "x" * 9000,
            "control": "a\x07b",
            "empty": [],
            "ragged": [[1.0, 2.0], [3.0]],
            "mixed": [["é €", True], [NA, 1.5]],
        }[what]


@pytest.fixture(params=engines.names())
def engine(request: pytest.FixtureRequest) -> Engine:
    return engines.engine(request.param)


# Formula, what it gives.
FORMULAS: dict[str, Cell] = {
    '=ECHO("2024-11")': "2024-11",
    '=ECHO("=1+1")': "=1+1",
    '=ECHO("say ""hi"", (now")&"!"': 'say "hi", (now!',
    "=ECHO(1.5)*2+1": 4.0,
    "=ECHO(-3)^2": 9.0,
    "=-ECHO(3)^2": 9.0,
    "=2^-ECHO(1)": 0.5,
    "=ECHO(50)%": 0.5,
    "=ECHO(TRUE)": True,
    "=IF(ECHO(TRUE),1,2)": 1.0,
    "=ECHO()": "nothing",
    "=ECHO( )": "nothing",
    "= ECHO( 7 ) ": 7.0,
    "=echo(7)": 7.0,
    "=_xll.ECHO(7)": 7.0,
    "=[1]!ECHO(7)": 7.0,
    "='C:\\Users\\me\\it''s here\\rotationxl.xlam'!ECHO(7)": 7.0,
    "=rotationxl.xlam!ECHO(7)": 7.0,
    "=_xldudf_ROT_ECHO(7)": 7.0,
    "=#REF!ECHO(7)": 7.0,
    "=[0]!ECHO(7)": 7.0,
    "=_xlfn._xlws.echo(7)": 7.0,
    "=@rotationxl.xlam!ECHO(7)": 7.0,
    "=@ECHO(7)": 7.0,
    "=@GRID()": 0.0,
    "=KIND(1,,0)": "float none float",
    "=KIND(,1)": "none float",
    "=KIND(1,)": "float none",
    '=KIND("1",TRUE,1,#N/A,{1,2})': "str bool float CellError list",
    "=KIND(1/0)": "CellError",
    "=KIND(Z1)": "none",
    "=ECHO(#DIV/0!)": CellError("#DIV/0!"),
    "=ECHO(SQRT(-1))": CellError("#NUM!"),
    "=MISSING()": NA,
    "=MISSING()+1": NA,
    '=IFNA(MISSING(),"n/a")': "n/a",
    '=IFERROR(MISSING(),"n/a")': "n/a",
    "=ISNA(MISSING())": True,
    "=ADD(MISSING(),1)": NA,
    "=ADD({1,2;3,4})": 10.0,
    '=ADD({"XLK",1;"XLE",2.5})': 3.5,
    '=ECHO({"a,b";"c;d"})': [["a,b"], ["c;d"]],
    "=ADD(ADD(1,2),ADD(3,ADD(4,5)))": 15.0,
    "=ADD(ECHO(1)+1,2*ECHO(3))": 8.0,
    "=ADD(GRID())": 63.0,
    "=SUM(GRID())": 63.0,
    "=SUM(GRID()*2)": 126.0,
    "=INDEX(GRID(),2,2)": 11.0,
    "=ROWS(GRID())*COLUMNS(GRID())": 6.0,
    "=SUMPRODUCT(--(GRID()>10))": 3.0,
    "=SUMPRODUCT(GRID(2,2),GRID(2,2))": 222.0,
    "=GRID(1,1)": 0.0,
    "=GRID(2,2)": [[0.0, 1.0], [10.0, 11.0]],
    "=GRID(2,2)+1": [[1.0, 2.0], [11.0, 12.0]],
    "=GRID(1,3)": [[0.0, 1.0, 2.0]],
    '=SUM(ECHO("5"),1)': 6.0,
    "=SUM(ECHO(TRUE),1)": 2.0,
    "=LET(x,2,ADD(x,1))": 3.0,
    "=LET(x,ADD(1,1),y,x+1,ADD(x,y))": 5.0,
    "=LET(x,2,LET(y,3,ADD(x,y)))": 5.0,
    '=WHICH(3)&" "&WHICH(4)': "XL3 XL4",
    '=IF(LEFT(WHICH(3),2)="XL",ADD(1,1),ADD(2,2))': 2.0,
    '=CHOOSE(2,WHICH(1),WHICH(2))&REPT("x",ADD(1,1))': "XL2xx",
    '=ECHO("#GETTING_DATA")': "#GETTING_DATA",
    '=ISERROR(ECHO("#N/A"))': False,
    '=STRANGE("nan")': CellError("#NUM!"),
    '=STRANGE("none")': NA,
    '=STRANGE("digits")': 0.1 + 0.2,
    '=STRANGE("formula")': "=1+1",
    '=SUM(STRANGE("wide"))': 44850.0,
    '=LEN(STRANGE("long"))': 9000.0,
    '=STRANGE("ragged")': [[1.0, 2.0], [3.0, NA]],
    '=STRANGE("mixed")': [["é €", True], [NA, 1.5]],
    '=STRANGE("empty")': CellError("#CALC!"),
    '="ECHO(1)"': "ECHO(1)",
    "=1+1": 2.0,
    "=A1": 0.0,
    "=NOT_OURS(1)": CellError("#NAME?"),
}
BAD = ["=ECHO(1", "=ECHO(1))", "=ADD(1,", '=ECHO("a)', "=1+", "=", "=)", "=ECHO(,,"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_formula_outside_any_book(engine: Engine, formula: str) -> None:
    [value] = engine.evaluate([formula], Fake())
    assert (type(value), value) == (type(FORMULAS[formula]), FORMULAS[formula])


def test_bad_formula_is_an_error_and_disturbs_no_other(engine: Engine) -> None:
    good = list(FORMULAS)
    mixed = [*good[:30], *BAD, *good[30:]]
    values = dict(zip(mixed, engine.evaluate(mixed, Fake()), strict=True))
    assert [values[formula] for formula in good] == list(FORMULAS.values())
    assert {values[formula] for formula in BAD} <= {CellError("#NAME?"), CellError("#VALUE!")}


def test_hundreds_of_formulas_ask_once_for_each_distinct_call(engine: Engine) -> None:
    host = Fake()
    formulas = [f'=IFNA(ADD({k % 50},1),"n/a")*{k}' for k in range(400)]
    assert engine.evaluate(formulas, host) == [(k % 50 + 1.0) * k for k in range(400)]
    assert [len(batch) for batch in host.batches] == [50]


def book(
    cells: dict[str, Any], names: dict[str, str] | None = None, table: tuple[str, str] | None = None
) -> bytes:
    """Return a book of these cells; a key without `!` is on sheet Main."""
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = "Main"
    for address, value in cells.items():
        sheet, _, at = address.rpartition("!")
        if sheet and sheet not in workbook.sheetnames:
            workbook.create_sheet(sheet)
        workbook[sheet or "Main"][at] = value
    if table:
        workbook["Main"].add_table(Table(displayName=table[0], ref=table[1]))
    for name, text in (names or {}).items():
        workbook.defined_names[name] = DefinedName(name, attr_text=text)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def at(calculated: Calculated, address: str) -> Cell:
    sheet, _, cell = address.rpartition("!")
    row, column = coordinate_to_tuple(cell)
    return calculated.values[sheet or "Main"][row, column]


def test_arguments_from_cells_ranges_names_and_other_sheets(engine: Engine) -> None:
    cells = {
        "A1": 1, "A2": 2, "A3": "3", "A4": None, "A5": True, "A6": "#N/A",
        "My Sheet!A1": 40, "My Sheet!B1": "=ADD(A1,Main!A1,1)",
        "C1": "=ADD(A1:A2)", "C2": "=ADD($A$1,A2)", "C3": "=KIND(A1,A3,A4,A5,A6)",
        "C4": "=ADD('My Sheet'!A1,Main!A2)", "C5": "=ADD(Both)", "C6": "=ECHO(One)*10",
        "C7": "=ADD(A1:A6)", "C8": "=ADD(Rate,1)", "C9": "=ADD(OFFSET(A1,1,0),SUM(Both))",
        "C10": '=ECHO("r"&ROW())', "C11": '=ECHO("r"&ROW())', "C12": "=ADD(A1:A2*10)",
    }  # fmt: skip
    names = {"One": "Main!$A$1", "Both": "Main!$A$1:$A$2", "Rate": "0.25"}
    calculated = engine.calculate(book(cells, names), Fake())
    expected = {
        "C1": 3.0, "C2": 3.0, "C3": "float str none bool CellError", "C4": 42.0, "C5": 3.0,
        "C6": 10.0, "C7": NA, "C8": 1.25, "C9": 5.0, "C10": "r10", "C11": "r11", "C12": 30.0,
        "My Sheet!B1": 42.0,
    }  # fmt: skip
    assert {address: at(calculated, address) for address in expected} == expected


def test_an_argument_computes_with_formulas_of_another_sheet(engine: Engine) -> None:
    """Those mean cells of their own sheet by `B1`, and their own place by `ROW()`."""
    cells = {
        "B1": 1999, "Other!A1": "=B1", "Other!B1": 2024, "Other!A2": "=ROW()+COLUMN()",
        "Other!A3": "=A1*2", "Other!A4": "=ADD(B1,1)+B1",
        "C1": '=ECHO(Other!A1&"-11")', "C2": "=ECHO(Other!A2+0)", "C3": "=ADD(Other!A1:A3*1)",
        "C4": "=ECHO(Other!A4&B1)", "C5": '=ECHO(ROW()&COLUMN()&"ROW()")', "C6": "=ECHO(Year+1)",
        "C7": "=ECHO(Other!B1-ROW(B3))",
    }  # fmt: skip
    calculated = engine.calculate(book(cells, {"Year": "Other!$A$3"}), Fake())
    expected = ["2024-11", 3.0, 2024.0 + 3 + 4048, "40491999", "53ROW()", 4049.0, 2021.0]
    assert [at(calculated, f"C{row}") for row in range(1, 8)] == expected


def test_arguments_that_are_arrays_stand_in_each_others_way_nowhere(engine: Engine) -> None:
    """As many and as large ones as fill more than a row of what an engine keeps them in."""
    sums = {f"C{row}": f"=ADD(A1:B60*{row})" for row in range(1, 131)}
    cells = {**{f"A{row}": row for row in range(1, 61)}, "B1": 2, **sums}
    calculated = engine.calculate(book(cells), Fake())
    whole = sum(range(1, 61)) + 2
    assert [at(calculated, f"C{n}") for n in range(1, 131)] == [n * whole for n in range(1, 131)]


def test_whole_columns_rows_and_tables_as_arguments(engine: Engine) -> None:
    cells = {
        "Other!A1": 1, "Other!A4": 2, "Other!C1": 5,
        "B1": "=ADD(Other!A:A)", "B2": "=ADD(Other!1:1)",
        "B3": "=ADD(Other!$A:$C,1)", "B4": "=ADD(Column)", "B5": "=ADD(Other!A:A*2)",
        "B6": "=ADD(SUM(Other!A:A))", "B7": '=ECHO("A:A")', "B8": "=ADD(Both[Two])",
    }  # fmt: skip
    table = {"D1": "One", "E1": "Two", "D2": 1, "E2": 2, "D3": 3, "E3": 4}
    data = book(cells | table, {"Column": "Other!$A:$A"}, table=("Both", "D1:E3"))
    calculated = engine.calculate(data, Fake())
    expected = [3.0, 6.0, 9.0, 3.0, 6.0, 3.0, "A:A", 6.0]
    assert [at(calculated, f"B{row}") for row in range(1, 9)] == expected


def test_references_to_tables_follow_formulas_in_them(engine: Engine) -> None:
    cells = {
        "D1": "Fund", "E1": "Return", "D2": "a", "E2": "=ECHO(2)", "D3": "b", "E3": "=ECHO(F3)+1",
        "F3": 4, "Other!A1": "=SUM(Both[Return])", "Other!A2": "=ADD(Both[Return],1)",
        "Other!A3": '=INDEX(Both[Return],MATCH("b",Both[Fund],0))', "Other!A4": "=ROWS(Both)",
        "Other!A5": '=SUMIF(Both[Fund],"b",Both[Return])', "Other!A6": "=SUM(Returns)",
        "G3": "=ADD(Both[[#This Row],[Return]],10)",
    }  # fmt: skip
    data = book(cells, {"Returns": "Both[Return]"}, table=("Both", "D1:E3"))
    calculated = engine.calculate(data, Fake())
    expected = [7.0, 8.0, 5.0, 2.0, 5.0, 7.0]
    assert [at(calculated, f"Other!A{row}") for row in range(1, 7)] == expected
    assert at(calculated, "G3") == 15.0


def test_dates_are_numbers(engine: Engine) -> None:
    cells = {
        "A1": dt.date(2024, 11, 30), "A2": dt.datetime.fromisoformat("2024-01-02T12:00"),
        "B1": "=ECHO(A1)", "B2": "=ECHO(A2)", "B3": "=A1", "B4": "=KIND(A1)",
        "B5": '=TEXT(ECHO(A1),"yyyy-mm-dd")',
    }  # fmt: skip
    calculated = engine.calculate(book(cells), Fake())
    values = [at(calculated, f"B{row}") for row in range(1, 6)]
    assert values == [45626.0, 45293.5, 45626.0, "float", "2024-11-30"]


def test_formulas_that_share_one_text(engine: Engine) -> None:
    """Excel saves formulas that were copied down so."""
    cells = {f"A{row}": row for row in range(1, 4)} | {f"B{row}": "=1" for row in range(1, 4)}
    texts = iter(
        (
            b'<f t="shared" ref="B1:B3" si="0">ADD(A1,10)</f>',
            b'<f t="shared" si="0"/>',
            b'<f t="shared" si="0"/>',
        )
    )
    parts = Book(book(cells)).parts
    part = "xl/worksheets/sheet1.xml"
    parts[part] = re.sub(rb"<f>1</f>", lambda _: next(texts), parts[part])
    calculated = engine.calculate(packed(parts), Fake())
    assert [at(calculated, f"B{row}") for row in range(1, 4)] == [11.0, 12.0, 13.0]


def test_array_formula_of_fixed_size_keeps_it(engine: Engine) -> None:
    cells = {
        "A1": 1,
        "A2": 2,
        "A3": 3,
        "C1": ArrayFormula("C1:C3", "=A1:A3*2"),
        "D1": "=ADD(C1:C3)",
    }
    calculated = engine.calculate(book(cells), Fake())
    assert [at(calculated, f"C{row}") for row in (1, 2, 3)] == [2.0, 4.0, 6.0]
    assert at(calculated, "D1") == 12.0
    assert calculated.spills == {}


def test_name_of_one_sheet_goes_before_that_of_the_book(engine: Engine) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book({"A1": 1, "A2": 2, "B1": "=ADD(Here,1)"})))
    workbook.defined_names["Here"] = DefinedName("Here", attr_text="Main!$A$1")
    workbook["Main"].defined_names["Here"] = DefinedName("Here", attr_text="Main!$A$2")
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert at(engine.calculate(buffer.getvalue(), Fake()), "B1") == 3.0


def test_what_is_no_workbook_is_refused(engine: Engine) -> None:
    for data in (b"", b"not a zip file", packed({"a.txt": b"no workbook"})):
        with pytest.raises(BadArgumentError, match="book: is not"):
            engine.open(data, Fake())


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.booleans(),
        max_size=20,
    )
)
@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("name", engines.names())
def test_values_pass_through_unchanged(name: str, values: list[Cell]) -> None:
    formulas = [f"=ECHO({written(value)})" for value in values]
    assert engines.engine(name).evaluate(formulas, Fake()) == values


def written(value: Cell) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value).upper() if isinstance(value, bool) else repr(value)


def test_repeated_calls_are_computed_once(engine: Engine) -> None:
    host = Fake()
    cells: dict[str, Any] = {"A1": 5, "A2": 5, "Other!A1": 5}
    cells |= {
        f"B{row}": f"=ADD({('A1', '$A$2', 'Other!A1', '5')[row % 4]},1)" for row in range(1, 41)
    }
    calculated = engine.calculate(book(cells), host)
    assert Counter(host.calls) == {("ADD", (5.0, 1.0)): 1}
    assert calculated.calls == 1
    assert set(calculated.values["Main"].values()) == {6.0}


def test_one_batch_for_calls_that_do_not_depend_on_each_other(engine: Engine) -> None:
    host = Fake()
    cells = {f"A{row}": f"=ADD({row},1)" for row in range(1, 101)}
    engine.calculate(book(cells | {"B1": "=SUM(A1:A100)"}), host)
    assert [len(batch) for batch in host.batches] == [100]


def test_chain_of_calls_through_cells(engine: Engine) -> None:
    host = Fake()
    cells = {"A1": "=ADD(1,1)"} | {f"A{row}": f"=ADD(A{row - 1}*2,1)" for row in range(2, 9)}
    calculated = engine.calculate(book(cells | {"B1": "=IFNA(A8,0)"}), host)
    assert at(calculated, "B1") == 383.0
    assert len(host.calls) == 8, "no call was made with an argument that was not final"


def test_call_that_depends_on_one_whose_error_is_hidden(engine: Engine) -> None:
    cells = {"A1": '=IFERROR(MISSING(),"none")', "A2": "=ECHO(A1)", "A3": "=IFERROR(ADD(1,2),0)"}
    calculated = engine.calculate(book(cells | {"A4": "=ADD(A3,1)"}), Fake())
    assert [at(calculated, f"A{row}") for row in (1, 2, 3, 4)] == ["none", "none", 3.0, 4.0]


def test_calls_in_a_ring_end(engine: Engine) -> None:
    cells = {"A1": "=ADD(A2,1)", "A2": "=ADD(A1,1)", "B1": "=ADD(1,1)"}
    calculated = engine.calculate(book(cells), Fake())
    assert at(calculated, "B1") == 2.0


def test_array_results_spill_and_are_followed(engine: Engine) -> None:
    cells = {"A1": "=GRID(3,2)", "D1": "=SUM(A1:B3)", "D2": "=B3*2", "D3": "=ADD(A1:B3)"}
    calculated = engine.calculate(book(cells), Fake())
    assert calculated.spills == {"Main": {(1, 1): (3, 2)}}
    assert [at(calculated, a) for a in ("A1", "B1", "A3", "B3")] == [0.0, 1.0, 20.0, 21.0]
    assert [at(calculated, a) for a in ("D1", "D2", "D3")] == [63.0, 42.0, 63.0]


def test_spill_in_the_way_of_another_is_an_error(engine: Engine) -> None:
    calculated = engine.calculate(book({"A1": "=GRID(3,2)", "B2": "here"}), Fake())
    assert at(calculated, "A1") == CellError("#SPILL!")
    assert calculated.spills == {}


def test_ordinary_array_formula_around_ours(engine: Engine) -> None:
    cells = {"A1": ArrayFormula("A1", "=_xlfn._xlws.SORT(GRID(3,1),1,-1)")}
    calculated = engine.calculate(book(cells), Fake())
    assert calculated.spills == {"Main": {(1, 1): (3, 1)}}
    assert [at(calculated, f"A{row}") for row in (1, 2, 3)] == [20.0, 10.0, 0.0]


MONTHS = {
    "A1": "2024-11", "A2": 2, "A3": "=1+1", "B1": "=ECHO(Month)", "B2": "=GRID(Size,1)",
    "C1": "=ADD(Size,A3)", "C2": '=IF(Month="2024-11","same","other")',
}  # fmt: skip
NAMES = {"Month": "Main!$A$1", "Size": "Main!$A$2", "Sum": "Main!$A$3"}


def months() -> Iterator[tuple[dict[str, Cell], dict[str, Cell]]]:
    yield {}, {"B1": "2024-11", "B3": 10.0, "C1": 4.0, "C2": "same"}
    yield {"Month": "2024-12", "size": 3.0}, {"B1": "2024-12", "B4": 20.0, "C1": 5.0, "C2": "other"}
    yield {"Main!A1": "=1+1", "Sum": 10}, {"B1": "=1+1", "B3": 10.0, "C1": 12.0, "C2": "other"}
    yield {"Size": 1, "Month": None}, {"B2": 0.0, "C1": 3.0}
    yield {}, {"B1": "2024-11", "B3": 10.0, "C1": 4.0, "C2": "same"}


@pytest.mark.parametrize("formula", ["=ECHO(1)+", "=ECHO(1", '=ECHO("1)', "=LET(x,ECHO(1))"])
def test_unreadable_formula_in_a_book_disturbs_no_other(engine: Engine, formula: str) -> None:
    calculated = engine.calculate(book({"A1": formula, "A2": "=ECHO(2)"}), Fake())
    assert at(calculated, "A1") in {CellError("#NAME?"), CellError("#VALUE!")}
    assert at(calculated, "A2") == 2.0


def test_session_gives_what_a_fresh_calculation_gives(engine: Engine) -> None:
    data = book(MONTHS, NAMES)
    with engine.open(data, Fake()) as session:
        for inputs, expected in months():
            calculated = session.calculate(inputs)
            assert {address: at(calculated, address) for address in expected} == expected
            fresh = engine.calculate(data, Fake(), inputs)
            assert (calculated.values, calculated.spills) == (fresh.values, fresh.spills)


def test_unknown_input_is_refused_with_the_near_miss(engine: Engine) -> None:
    with (
        engine.open(book(MONTHS, NAMES), Fake()) as session,
        pytest.raises(BadArgumentError, match=r"inputs: 'Monht' is not .* Did you mean Month\?"),
    ):
        session.calculate({"Monht": "2024-12"})


def test_errors_are_listed_with_their_cells(engine: Engine) -> None:
    calculated = engine.calculate(book({"A1": "=MISSING()", "B2": "=1/0", "C1": "=1"}), Fake())
    assert calculated.errors() == [("Main", "A1", NA), ("Main", "B2", CellError("#DIV/0!"))]


def test_engines_agree_on_a_report(report: bytes) -> None:
    first, *others = (
        engines.engine(name).calculate(report, Fake()).values["Main"] for name in engines.names()
    )
    for other in others:
        assert other == pytest.approx(first)


@pytest.fixture(scope="module")
def report() -> bytes:
    cells: dict[str, Any] = {"A1": "2024-11"}
    for row in range(2, 30):
        cells |= {f"A{row}": f"XL{row}", f"B{row}": f"=IFNA(ADD({row * 37 % 11},0.25),0)"}
        cells |= {f"C{row}": f"=RANK(B{row},$B$2:$B$29)+COUNTIF($B$2:B{row},B{row})-1"}
        cells |= {f"D{row}": f"=INDEX($A$2:$A$29,MATCH({row - 1},$C$2:$C$29,0))"}
        cells |= {f"E{row}": f'=WHICH({row})&" "&TEXT(B{row}/100,"+0.0%;-0.0%")'}
    return book(cells)


def test_unknown_engine_is_refused() -> None:
    with pytest.raises(BadArgumentError, match=r"Did you mean formulon\?"):
        engines.engine("formulom")


def test_folder_is_the_list_and_each_module_is_an_engine() -> None:
    folder = Path(engines.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert set(engines.names()) == modules
    assert engines.DEFAULT in modules
    assert all(isinstance(engines.engine(name), Engine) for name in modules)


def test_values_are_made_plain() -> None:
    import numpy as np

    assert scalar(np.float64(1.5)) == 1.5
    assert scalar(np.bool_(True)) is True
    assert scalar(dt.date(2024, 11, 30)) == 45626.0
    assert scalar(dt.datetime(2024, 11, 30, 12)) == 45626.5  # noqa: DTZ001
    assert scalar("half \ud800") == "half ?"
    assert scalar(object()) == CellError("#VALUE!")
    assert result([[1]]) == 1.0
    assert result([1, 2]) == [[1.0], [2.0]]
