"""Nothing after as_of is used: a market cut off there gives the same answers."""

from pathlib import Path

import pytest

from markets import random_rows, weekdays, write_prices
from rotationxl.errors import NoDataError
from rotationxl.formulas import parse_call
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.sources import open_source
from rotationxl.store.database import Store

AS_OF = ("2017-05-06", "2019-06-01", "2020-02-29", "2021-03-31", "2023-10-09")
FORMULAS = [
    *(
        f'={name}("{ticker}","{period}",,"AS_OF")'
        for name in ("ASSET_RETURN", "ANNUAL_RETURN", "RETURN_FROM_LOW")
        for ticker in ("AAA", "LATE", "^IDX")
        for period in ("MTD", "YTD", "3M", "1D", "2020", "2022-06", "2019-01-05:2023-12-31")
    ),
    *(f'={name}("LATE","1D","AS_OF")' for name in ("LOW_DATE", "HIGH_DATE", "BIGGEST_SINCE")),
    '=RETURN_SINCE("LATE","2022-07-13","AS_OF")',
    '=RETURN_SINCE("AAA","2016-07-13","AS_OF")',
    '=SPREAD("LATE","BBB","2022",,"AS_OF")',
    '=SPREAD("AAA","BBB","2016:2023",,"AS_OF")',
    '=STYLE_SPREAD_RANK("2019-05",24,"AAA/BBB",,"AS_OF")',
    '=STYLE_SPREAD_Z("2019-06",24,"AAA/BBB","AS_OF")',
    '=GROUP_RETURN("AAA,LATE","2021-03",,,"AS_OF")',
    '=PORTFOLIO_RETURN({"AAA",1;"BBB",2},"2019:2022",,,"AS_OF")',
    '=PORTFOLIO_RETURN({"AAA",1;"LATE",2},"YTD","Q",,"AS_OF")',
    '=BARBELL_RETURN("AAA","^IDX",0.3,"2Y","Y",,"AS_OF")',
    '=BIGGEST_SINCE("DGS10","1D","AS_OF")',
    '=BIGGEST_SINCE("AAA","MTD","AS_OF")',
    '=RATE_BETA("AAA",60,"10Y","beta","AS_OF")',
    '=RATE_BETA("LATE",20,"10Y","beta","AS_OF")',
    '=DOLLAR_BETA("AAA-BBB",20,"beta","AS_OF")',
    '=DOLLAR_BETA("LATE",10,"beta","AS_OF")',
    '=SPREAD_HISTORY("AAA/BBB","2015-01","AS_OF")',
    '=SPREAD_HISTORY("AAA/LATE","2015-01","AS_OF")',
    *(
        f'={name}("{ticker}","{period}",,"AS_OF")'
        for name in ("MAX_DRAWDOWN", "CURRENT_DRAWDOWN")
        for ticker in ("LATE", "^IDX")
        for period in ("YTD", "2Y", "2020-03-05:2023-12-31")
    ),
    *(f'=VOLATILITY("LATE","{period}","W","AS_OF")' for period in ("1Y", "2020", "MTD")),
    *(f'=SHARPE("{ticker}","2019:2023","AS_OF")' for ticker in ("AAA", "LATE", "^IDX")),
    '=BETA_TO("LATE","^IDX",12,"AS_OF")',
    '=CORREL_TO("AAA","LATE",12,"AS_OF")',
    '=PCT_ABOVE_MA("AAA,BBB,^IDX",50,"AS_OF")',
    '=MACRO_CHANGE("DGS10","peak","AS_OF")',
    '=YIELD_CHANGE_BP("10Y-2Y","1D","AS_OF")',
    '=REGIME("10Y>3 AND NOT 10Y-2Y<0","AS_OF")',
    '=REGIME_SPREAD("10Y>3","AAA/BBB",,"AS_OF")',
    '=REGIME_SPREAD("10Y-2Y<0.5","AAA/BBB","2017-02","AS_OF","diff")',
    *(
        f'={name}("{ticker}","AS_OF")'
        for name in ("RECORD_CLOSE", "RECORD_DATE", "DIST_TO_RECORD", "DAYS_SINCE_RECORD")
        for ticker in ("AAA", "LATE")
    ),
    '=RECORD_COUNT("AAA",2019,"AS_OF")',
    '=RECORD_COUNT("LATE",2020,"AS_OF")',
]


def opened(root: Path, home: Path) -> Market:
    return Market(open_source(f"folder:{root}"), Store(home / "market.db"))


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Market:
    root = tmp_path_factory.mktemp("whole")
    for path in folder.glob("*/*.csv"):
        (root / path.parent.name).mkdir(exist_ok=True)
        (root / path.parent.name / path.name).write_text(path.read_text())
    write_prices(root, "LATE", random_rows(7, weekdays("2020-02-12", "2024-12-24")))
    return opened(root, root)


@pytest.mark.parametrize("as_of", AS_OF)
def test_what_comes_after_as_of_changes_nothing(as_of: str, whole: Market, tmp_path: Path) -> None:
    for path in Path(whole.source.name.partition(":")[2]).glob("*/*.csv"):
        header, *rows = path.read_text().splitlines()
        (tmp_path / path.parent.name).mkdir(exist_ok=True)
        if rows := [row for row in rows if row[:10] <= as_of]:
            (tmp_path / path.parent.name / path.name).write_text("\n".join([header, *rows]) + "\n")
    cut = opened(tmp_path, tmp_path)
    for formula in FORMULAS:
        call = parse_call(formula.replace("AS_OF", as_of))
        assert call is not None
        answers = [shown(market.answers([Call(*call)])[0]) for market in (whole, cut)]
        assert answers[0] == answers[1], formula


@pytest.mark.parametrize("period", ["2022", "2022-06", "2022-01-05:2022-12-31"])
def test_a_series_that_begins_after_as_of_has_no_return(period: str, whole: Market) -> None:
    with pytest.raises(NoDataError, match=r"^LATE: .* had not begun on 2019-05-31"):
        whole.answer("ASSET_RETURN", "LATE", period, None, "2019-05-31")


def test_one_session_is_a_window_on_a_weekend_too(whole: Market) -> None:
    friday = whole.answer("LOW_DATE", "LATE", "1D", "2024-11-08")
    assert whole.answer("LOW_DATE", "LATE", "1D", "2024-11-10") == friday == 45604


def test_a_history_ends_with_the_last_session_on_or_before_its_finish(whole: Market) -> None:
    to_friday = whole.answer("SPREAD_HISTORY", "AAA/BBB", "2019-01", "2019-05-31")
    assert whole.answer("SPREAD_HISTORY", "AAA/BBB", "2019-01", "2019-06-01") == to_friday
    with pytest.raises(NoDataError, match="no month from start to finish"):
        whole.answer("SPREAD_HISTORY", "AAA/LATE", "2020-02", "2020-02")
