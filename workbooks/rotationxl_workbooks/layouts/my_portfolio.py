"""A portfolio of the user's own: what it did, what it moved with, and the trades to its targets."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rotationxl_workbooks import design, inputs, workings
from rotationxl_workbooks.blocks import (
    chosen,
    holding_correlations,
    holdings,
    portfolio,
    portfolio_months,
    portfolio_panels,
    portfolio_path,
    portfolio_words,
)
from rotationxl_workbooks.design import section
from rotationxl_workbooks.layout import Layout

INPUTS = (*portfolio.INPUTS, *holdings.INPUTS, holdings.BAND, *portfolio.FUNDS)
SERIES = {**portfolio.SERIES, **holdings.SERIES}
WIDTHS = (1.5, 11, 30, 13, 10, 10, 3, 13, 12.5, 11.5, 11.5, 11.5, 11.5, 16)


def write(book: Workbook) -> None:
    """Fill an empty workbook with the report's sheets."""
    summary = design.add_sheet(book, "Summary", WIDTHS, tab=design.FIRST)
    together = design.add_sheet(book, holding_correlations.TITLE, holding_correlations.WIDTHS)
    working = design.add_sheet(book, workings.TITLE, (*workings.WIDTHS, 12))
    design.top(summary, '="My portfolio, "&month_name')
    inputs.column(summary, "M", "N", 3, portfolio.INPUTS)
    design.row_heights(summary, 12, 20, 20)
    design.row_heights(summary, 41, 80, 15.2)
    held, path = _workings(working)
    holding_correlations.fill(together, held)
    portfolio_words.lead(summary)
    portfolio_panels.cards(summary)
    section(
        summary,
        "B11:F11",
        '="Gain or loss since "&' + portfolio.day_words("first_base") + '&", %"',
    )
    section(summary, "H11:N11", "Below the highest level so far, %")
    portfolio_path.draw(summary, working, path, ("B12:F20", "H12:N20"))
    portfolio_panels.table(summary, held, 22)
    portfolio_panels.factors(summary, 41)
    portfolio_panels.comparison(summary, 41)
    portfolio_panels.trades(summary, held, 55)
    portfolio_panels.sensitivities(summary, held, 55)
    last = design.reading(summary, "B75:N75", NOTES)
    summary.freeze_panes = "A7"
    design.print_setup(summary, f"A1:N{last}", "1:2", breaks=[40])


def _workings(sheet: Worksheet) -> tuple[holdings.Block, portfolio_path.Path]:
    design.top(sheet, "Workings")
    row = workings.report_days(sheet, 4, 'EXPLAIN("ASSET_RETURN",benchmark_ticker,month,"",as_of)')
    choices = row
    period = chosen.tickers(sheet, choices, (portfolio.BENCHMARK,))
    held = holdings.Block(sheet, portfolio.period(sheet, period))
    months = held.next_row
    figures = portfolio_months.write(sheet, months, portfolio.calls("M"))
    drawn = portfolio.figures(sheet, figures)
    path = portfolio_path.path(sheet, drawn)
    end = chosen.names(sheet, path.next_row, "tickers")
    design.row_heights(sheet, months, figures - 1, 13.8)  # the block fits a page
    sheet.freeze_panes = "A4"
    starts = (
        *(choices, held.first_row, held.used_row, months),
        *(figures, drawn, path.next_row),
    )
    design.print_setup(sheet, f"A1:J{end}", "1:3", breaks=[row - 1 for row in starts])
    return held, path


NOTES = f"""\
{portfolio_words.returns_note()}
“Added” is what a holding brought to the portfolio's return, weight times return: these add up.
Falls are measured on {portfolio_path.DAYS} days spread over the period, on each of a \
shorter one, so that one of a few days may be missed; figures over 36 months set the weights anew \
each month.
Targets typed are kept, or scaled where they cannot add up to 100%; holdings without one share \
the rest by amount, so without any nothing is traded. To buy a new fund, give it a target and no \
amount.
A holding that cannot be measured over the whole period is left out of everything and named at the \
top. A t-statistic beyond 2 in either direction is more than chance would often give.
The slopes on yields and the dollar say what went with them, not what they cause; the portfolio's \
are the holdings' by weight. Nothing here counts taxes or the cost of trading.\
""".splitlines()


LAYOUT = Layout(
    "my-portfolio",
    "My portfolio",
    "Holdings of your own: returns, falls, factors, yields and the dollar, a benchmark and a "
    "barbell beside them, and the trades to your targets.",
    INPUTS,
    SERIES,
    write,
)
