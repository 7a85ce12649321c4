"""The universe names everything that the catalogue, the claims and the market folder name."""

import csv
import re
import subprocess
import sys

import pytest

from rotationxl.simulation import VINTAGES
from rotationxl.universe import FACTORS, FRED, GROUPS, PAIRS, SECTORS, STYLES, TENORS, TICKERS
from simulated import SHARED, made_once

KNOWN = set(TICKERS) | set(FRED)
FUNCTION = re.compile(r"\b[A-Z]+(_[A-Z]+)+\b")
CODE = re.compile(r"(?<![\w.^-])\^?[A-Z][A-Z0-9]+(?:-Y\.NYB|-USD)?(?![\w_*(])")
OTHER_CAPITALS = set(
    re.findall(
        r"\w+",
        """
        AAA ALPHA AND BBB BEFORE CLOSE CONFIRMED CONTRADICTED CRSP DATA FALSE FRED ISO MICRO
        MKT MTD NO NOT OFF OLS ON OR P0 P1 PREVIOUS PX Q2 Q3 Q4 QTD R1000 R2000 RS RUT
        SHARPE SIMULATED SP400 SP500 SP600 SPX STREAK TRUE USD VALUE VBA VOLATILITY YIE YTD
        YYYYMM
        """,
    )
)
"""Words in capitals that are neither tickers nor FRED ids."""


def test_the_market_is_the_universe() -> None:
    market = made_once()
    assert {key.code for key in market if key.kind == "price"} == set(TICKERS)
    assert {key.code for key in market if key.kind == "macro"} == set(FRED)
    assert {key.code for key in market if key.kind == "vintage"} == set(VINTAGES)


def test_every_named_list_holds_tickers_and_series_of_the_universe() -> None:
    named = [*PAIRS.values(), *GROUPS.values(), tuple(SECTORS), STYLES, tuple(FACTORS.values())]
    assert {ticker for group in named for ticker in group} <= set(TICKERS)
    assert set(TENORS.values()) <= set(FRED)


@pytest.mark.parametrize("name", ["CATALOGUE.md", "claims.csv"])
def test_every_ticker_and_series_that_is_named_is_in_the_universe(name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"no {name} beside the project")
    text = (SHARED / name).read_text(encoding="utf-8")
    if name == "claims.csv":
        text = " ".join(row["formula"] for row in csv.DictReader(text.splitlines()))
    codes = set(CODE.findall(FUNCTION.sub("", text)))
    assert codes & KNOWN
    assert codes - KNOWN <= OTHER_CAPITALS


def test_importing_the_universe_imports_no_numpy() -> None:
    code = "import sys, rotationxl.universe; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.skipif(not (SHARED / "market").exists(), reason="no market folder beside the project")
@pytest.mark.parametrize(("folder", "known"), [("prices", set(TICKERS)), ("macro", set(FRED))])
def test_every_series_with_real_data_is_in_the_universe(folder: str, known: set[str]) -> None:
    assert {path.stem for path in (SHARED / "market" / folder).glob("*.csv")} <= known
