"""What users get wrong shows #VALUE! for a bad argument and #N/A for no data, with the reason."""

from typing import Any

import pytest

from rotationxl.errors import RotationError
from rotationxl.market.evaluate import Market

BAD: list[tuple[tuple[Any, ...], str, str]] = [
    (("STYLE_SPREAD", "2024-13"), "#VALUE!", "no month 13"),
    (("STYLE_SPREAD", "2026-06"), "#N/A", "2026-06 had not begun on 2026-01-08"),
    (("STYLE_SPREAD", "1999-06"), "#N/A", "data begin"),
    (("STYLE_SPREAD", "2024-11", "R100"), "#VALUE!", "Did you mean R1000?"),
    (("STYLE_SPREAD", "2024-11", None, "gross"), "#VALUE!", "basis: 'gross'"),
    (("STYLE_SPREAD", "2024-11", None, None, "1999-12-31"), "#N/A", "had not begun on 1999-12-31"),
    (("STYLE_SPREAD", "3M", None, None, "1999-12-31"), "#N/A", "data begin"),
    (("SIZE_SPREAD", "2024-11", "RUT-SPX", "total"), "#VALUE!", "basis: ^RUT is an index"),
    (("SPREAD", "QQQ", "^GSPC", "2024", "total"), "#VALUE!", "basis: ^GSPC is an index"),
    (("ASSET_RETURN", "^RUT", "2024", "total"), "#VALUE!", "price returns only"),
    (("ASSET_RETURN", "X LK", "2024"), "#VALUE!", "is not a ticker"),
    (("ASSET_RETURN", "NOSUCH", "2024"), "#N/A", "NOSUCH"),
    (("ASSET_RETURN", "XLC", "2018-06"), "#N/A", "data begin 2018-06-19"),
    (("RETURN_FROM_LOW", "SPY", 9_999), "#N/A", "9999 sessions"),
    (("RETURN_RANK", "MAGS", "2024-11", 36), "#N/A", "data begin 2023-04-11"),
    (("RETURN_RANK", "SPY", "2024-11", 0), "#VALUE!", "months: "),
    (("STYLE_SPREAD_Z", "2024-11", 1), "#VALUE!", "months: at least 2"),
    (("PRICE_HISTORY", "SPY", "2024-12", "2024-06"), "#VALUE!", "start: 2024-12-01 lies after"),
    (("SECTOR_RETURN", "Finance", "2024-11"), "#VALUE!", "Did you mean Financials?"),
    (("SECTOR_RANK", "XLRE", "2012"), "#N/A", "data begin 2015-10-08"),
    (("GROUP_RETURN", "XLK,XLC", "2024-11", [[1, 2, 3]]), "#VALUE!", "weights: 3 are given for 2"),
    (("GROUP_RETURN", "XLK,XLC", "2024-11", [[1, -1]]), "#VALUE!", "weights: they add up to 0"),
    (("TOP_REST_SPREAD", "2024-11", 1), "#VALUE!", "top_weight: must lie between 0 and 1"),
    (("FACTOR_SPREAD", "momentun", "2024"), "#VALUE!", "Did you mean MOMENTUM?"),
    (("YIELD_LEVEL", "15Y"), "#VALUE!", "tenor: '15Y'"),
    (("YIELD_LEVEL", "2Y", None, "real"), "#VALUE!", "no real yield of 2Y"),
    (("RATE_BETA", "SPY", 2_000), "#N/A", "2001 weeks"),
    (("PE_SHOCK", 0, 50), "#VALUE!", "pe: must be above 0"),
    (("PE_SHOCK", 20, -500), "#VALUE!", "bp: with a multiple of 20"),
    (("MACRO", "XXXX"), "#N/A", "XXXX"),
    (("MACRO", "DGS10", None, "first"), "#N/A", "no vintages"),
    (("MACRO_CHANGE", "DGS10", "valley"), "#VALUE!", "Also: 1M, 12M, peak"),
    (("POLICY_MOVES", "2007"), "#N/A", "DFEDTARU"),
    (("NFP_CHANGE", "2026-06"), "#N/A", "not both published"),
    (("NFP_CHANGE", "2024"), "#VALUE!", "is not one month"),
]


def formula(case: tuple[tuple[Any, ...], str, str]) -> str:
    name, *values = case[0]
    return f"{name}({', '.join(map(str, values))})"


@pytest.mark.parametrize("case", BAD, ids=formula)
def test_bad_input_shows_its_kind_of_error_and_says_why(
    case: tuple[tuple[Any, ...], str, str], sample: Market
) -> None:
    call, shown, reason = case
    with pytest.raises(RotationError) as caught:
        sample.answer(*call)
    assert caught.value.cell == shown
    assert reason in str(caught.value)
