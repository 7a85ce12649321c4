"""What each simulated instrument moves with: prices, yields and loadings, all of them invented."""

from collections.abc import Mapping
from typing import NamedTuple


class Loading(NamedTuple):
    """One instrument: its own volatility a year and what it has of others' daily log returns.

    Others are tickers further up in the table, `oil`, `dollar`, or the daily changes, in
    percentage points, of `y2`, `y10` and `real10`.
    """

    close: float
    """The last close, where no anchor says a level."""
    dividends: float
    """Yield a year, paid in quarters; 0 is a fund that pays none."""
    own: float
    of: Mapping[str, float]


LOADINGS: Mapping[str, Loading] = {
    "^GSPC": Loading(6900, 0, 0.165, {}),
    "^RUT": Loading(2700, 0, 0.085, {"^GSPC": 1.12}),
    "SPY": Loading(688, 0.017, 0.004, {"^GSPC": 1}),
    "IWB": Loading(377, 0.016, 0.006, {"^GSPC": 0.98, "^RUT": 0.02}),
    "IWD": Loading(211, 0.022, 0.045, {"^GSPC": 0.95}),
    "IWF": Loading(473, 0.008, 0.045, {"^GSPC": 1.06}),
    "IVE": Loading(213, 0.021, 0.015, {"IWD": 0.9, "^GSPC": 0.1}),
    "IVW": Loading(124, 0.009, 0.015, {"IWF": 0.9, "^GSPC": 0.1}),
    "VTV": Loading(193, 0.024, 0.015, {"IWD": 0.95}),
    "VUG": Loading(489, 0.007, 0.015, {"IWF": 1.03}),
    "QQQ": Loading(621, 0.007, 0.06, {"IWF": 1.12}),
    "^NDX": Loading(25500, 0, 0.004, {"QQQ": 1}),
    "VTI": Loading(339, 0.016, 0.004, {"^GSPC": 0.9, "^RUT": 0.1}),
    "VT": Loading(143, 0.021, 0.04, {"^GSPC": 0.93, "dollar": -0.25}),
    "RSP": Loading(194, 0.017, 0.02, {"^GSPC": 0.45, "IWD": 0.3, "^RUT": 0.22}),
    "XLG": Loading(60, 0.012, 0.02, {"^GSPC": 0.75, "IWF": 0.35, "^RUT": -0.12}),
    "IWM": Loading(262, 0.013, 0.005, {"^RUT": 1}),
    "IWN": Loading(188, 0.018, 0.02, {"^RUT": 1, "IWD": 0.4, "IWF": -0.4}),
    "IWO": Loading(337, 0.006, 0.02, {"^RUT": 1, "IWD": -0.4, "IWF": 0.4}),
    "IJR": Loading(125, 0.016, 0.02, {"^RUT": 0.95}),
    "VB": Loading(266, 0.014, 0.015, {"^RUT": 0.75, "^GSPC": 0.22}),
    "VBK": Loading(311, 0.006, 0.02, {"IWO": 0.85, "^GSPC": 0.12}),
    "VBR": Loading(219, 0.02, 0.02, {"IWN": 0.8, "^GSPC": 0.15}),
    "IWC": Loading(162, 0.011, 0.05, {"^RUT": 1}),
    "MDY": Loading(617, 0.012, 0.02, {"^RUT": 0.6, "^GSPC": 0.42}),
    "IJH": Loading(67, 0.014, 0.004, {"MDY": 1}),
    "IWR": Loading(98, 0.014, 0.015, {"^RUT": 0.35, "^GSPC": 0.65}),
    "VO": Loading(296, 0.016, 0.015, {"^RUT": 0.3, "^GSPC": 0.7}),
    "VOE": Loading(182, 0.023, 0.02, {"IWD": 0.7, "^RUT": 0.3}),
    "MTUM": Loading(255, 0.011, 0.09, {"^GSPC": 0.6, "IWF": 0.4}),
    "QUAL": Loading(200, 0.011, 0.025, {"^GSPC": 0.85, "IWF": 0.13}),
    "VLUE": Loading(138, 0.024, 0.055, {"IWD": 1.02}),
    "USMV": Loading(95, 0.017, 0.05, {"IWD": 0.5, "^GSPC": 0.22}),
    "SIZE": Loading(163, 0.015, 0.025, {"^GSPC": 0.55, "IWD": 0.25, "^RUT": 0.2}),
    "XLB": Loading(46, 0.02, 0.1, {"IWD": 0.85, "^RUT": 0.2}),
    "XLC": Loading(118, 0.011, 0.09, {"IWF": 0.75, "^GSPC": 0.2}),
    "XLE": Loading(45, 0.033, 0.15, {"IWD": 0.9, "oil": 0.22}),
    "XLF": Loading(55, 0.016, 0.09, {"IWD": 1.1, "y10": 0.03}),
    "XLI": Loading(158, 0.014, 0.07, {"IWD": 0.75, "^RUT": 0.25}),
    "XLK": Loading(145, 0.007, 0.07, {"IWF": 1.15}),
    "XLP": Loading(78, 0.026, 0.08, {"IWD": 0.55}),
    "XLRE": Loading(41, 0.034, 0.1, {"IWD": 0.75, "^RUT": 0.15, "y10": -0.05}),
    "XLU": Loading(43, 0.029, 0.12, {"IWD": 0.6, "y10": -0.045}),
    "XLV": Loading(156, 0.016, 0.085, {"IWD": 0.5, "^GSPC": 0.2}),
    "XLY": Loading(121, 0.008, 0.08, {"IWF": 0.6, "^RUT": 0.3, "^GSPC": 0.15}),
    "IYT": Loading(77, 0.011, 0.11, {"XLI": 0.6, "^RUT": 0.4}),
    "XHB": Loading(109, 0.008, 0.15, {"^RUT": 0.8, "XLY": 0.35, "y10": -0.06}),
    "XRT": Loading(88, 0.011, 0.14, {"^RUT": 0.7, "XLY": 0.35}),
    "VNQ": Loading(90, 0.038, 0.03, {"XLRE": 1.02}),
    "KRE": Loading(66, 0.025, 0.12, {"XLF": 0.5, "^RUT": 0.55, "y10": 0.05}),
    "SMH": Loading(375, 0.004, 0.13, {"XLK": 1.25}),
    "SKYY": Loading(131, 0.002, 0.12, {"XLK": 0.7, "IWO": 0.4}),
    "MAGS": Loading(65, 0.003, 0.08, {"XLK": 0.8, "IWF": 0.45}),
    "NVDA": Loading(186, 0.0004, 0.32, {"SMH": 1.1}),
    "MSFT": Loading(480, 0.008, 0.16, {"XLK": 0.9}),
    "GLD": Loading(410, 0, 0.14, {"dollar": -0.5, "real10": -0.05}),
    "SHY": Loading(82.9, 0.02, 0.004, {"y2": -0.018}),
    "IEF": Loading(96.4, 0.028, 0.012, {"y10": -0.075}),
    "TLT": Loading(87.6, 0.035, 0.03, {"y10": -0.155}),
    "TIP": Loading(110, 0.026, 0.012, {"real10": -0.065}),
    "LQD": Loading(111, 0.039, 0.02, {"y10": -0.08, "^GSPC": 0.06}),
    "HYG": Loading(80.9, 0.055, 0.025, {"^GSPC": 0.35, "y10": -0.02}),
    "UUP": Loading(27.2, 0, 0.015, {"dollar": 1.1}),
    "DX-Y.NYB": Loading(98.5, 0, 0.02, {"dollar": 1.1}),
    "BTC-USD": Loading(90000, 0, 0.55, {"IWO": 0.8}),
}

SPLITS: Mapping[str, tuple[str, float]] = {"XLK": ("2025-12-05", 2.0)}
"""Ticker: the day and the new shares for one old; stored closes are adjusted for it."""
