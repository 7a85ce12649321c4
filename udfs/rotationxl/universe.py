"""Every ticker, FRED series, pair, sector, group, factor and tenor that has a name: data, no code.

First dates are those of the instrument or series itself, not of any source's history.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Instrument(NamedTuple):
    """What a ticker is; `stands_for` is what an article means when the fund is asked for it."""

    name: str
    kind: str
    """fund, index, stock, currency (an index of it too) or crypto."""
    first: str
    stands_for: str


class MacroSeries(NamedTuple):
    """What a FRED id is; the unit is that of the values FRED gives."""

    name: str
    freq: str
    """daily (business days), every day, weekly or monthly."""
    unit: str
    first: str
    stands_for: str


PAIRS: Mapping[str, tuple[str, str]] = {
    "R1000": ("IWD", "IWF"),
    "SP500": ("IVE", "IVW"),
    "R2000": ("IWN", "IWO"),
    "CRSP": ("VTV", "VUG"),
    "R2000-SP500": ("IWM", "SPY"),
    "RUT-SPX": ("^RUT", "^GSPC"),
    "SP600-SP500": ("IJR", "SPY"),
    "SP400-SP500": ("MDY", "SPY"),
    "MICRO-SP500": ("IWC", "SPY"),
}
STYLE_PAIRS = ("R1000", "SP500", "R2000", "CRSP")
SIZE_PAIRS = ("R2000-SP500", "RUT-SPX", "SP600-SP500", "SP400-SP500", "MICRO-SP500")

SECTORS: Mapping[str, str] = {
    "XLB": "Materials",
    "XLC": "Communication Services",
    "XLE": "Energy",
    "XLF": "Financials",
    "XLI": "Industrials",
    "XLK": "Technology",
    "XLP": "Consumer Staples",
    "XLRE": "Real Estate",
    "XLU": "Utilities",
    "XLV": "Health Care",
    "XLY": "Consumer Discretionary",
}

GROUPS: Mapping[str, tuple[str, ...]] = {
    "transports": ("IYT",),
    "homebuilders": ("XHB",),
    "retail": ("XRT",),
    "reits": ("VNQ",),
    "ai_builders": ("SMH", "SKYY"),
    "ai_users": ("XLI", "XLV"),
    "mag7": ("MAGS",),
    "cyclicals": ("XHB", "XRT", "VNQ", "IYT"),
}

STYLES: tuple[str, ...] = (
    *("IWD", "IWF", "IWN", "IWO", "IWM"),
    *("RSP", "MTUM", "QUAL", "VLUE", "USMV"),
)

FACTORS: Mapping[str, str] = {
    "momentum": "MTUM",
    "quality": "QUAL",
    "value": "VLUE",
    "low_vol": "USMV",
    "size": "SIZE",
}

MULTIPLES: tuple[str, ...] = ("pe", "pb", "ps", "dividend_yield", "forward_pe")

TENORS: Mapping[tuple[str, str], str] = {
    ("3M", "nominal"): "DGS3MO",
    ("1Y", "nominal"): "DGS1",
    ("2Y", "nominal"): "DGS2",
    ("5Y", "nominal"): "DGS5",
    ("10Y", "nominal"): "DGS10",
    ("30Y", "nominal"): "DGS30",
    ("5Y", "real"): "DFII5",
    ("10Y", "real"): "DFII10",
    ("30Y", "real"): "DFII30",
    ("5Y", "breakeven"): "T5YIE",
    ("10Y", "breakeven"): "T10YIE",
}


def _fund(name: str, first: str, stands_for: str) -> Instrument:
    return Instrument(name, "fund", first, stands_for)


def _index(name: str, first: str, stands_for: str) -> Instrument:
    return Instrument(name, "index", first, stands_for)


def _sector(ticker: str, first: str = "1998-12-22") -> Instrument:
    return _fund(f"{SECTORS[ticker]} Select Sector SPDR", first, f"S&P 500 {SECTORS[ticker]}")


TICKERS: Mapping[str, Instrument] = {
    "^GSPC": _index("S&P 500", "1927-12-30", "large US companies, price only"),
    "^RUT": _index("Russell 2000", "1987-09-10", "small US companies, price only"),
    "^NDX": _index("Nasdaq 100", "1985-10-01", "large Nasdaq companies, price only"),
    "^VIX": _index("Cboe Volatility Index", "1990-01-02", "expected volatility of the S&P 500"),
    "SPY": _fund("SPDR S&P 500", "1993-01-29", "S&P 500 with dividends"),
    "RSP": _fund("Invesco S&P 500 Equal Weight", "2003-05-01", "equal-weight S&P 500"),
    "XLG": _fund("Invesco S&P 500 Top 50", "2005-05-10", "the 50 largest of the S&P 500"),
    "QQQ": _fund("Invesco QQQ", "1999-03-10", "Nasdaq 100"),
    "VTI": _fund("Vanguard Total Stock Market", "2001-06-15", "all US stocks"),
    "VT": _fund("Vanguard Total World Stock", "2008-06-26", "all stocks of the world"),
    "IWB": _fund("iShares Russell 1000", "2000-05-19", "Russell 1000"),
    "IWD": _fund("iShares Russell 1000 Value", "2000-05-26", "Russell 1000 Value"),
    "IWF": _fund("iShares Russell 1000 Growth", "2000-05-26", "Russell 1000 Growth"),
    "IVE": _fund("iShares S&P 500 Value", "2000-05-26", "S&P 500 Value"),
    "IVW": _fund("iShares S&P 500 Growth", "2000-05-26", "S&P 500 Growth"),
    "VTV": _fund("Vanguard Value", "2004-01-30", "CRSP US Large Cap Value"),
    "VUG": _fund("Vanguard Growth", "2004-01-30", "CRSP US Large Cap Growth"),
    "IWM": _fund("iShares Russell 2000", "2000-05-26", "Russell 2000 with dividends"),
    "IWN": _fund("iShares Russell 2000 Value", "2000-07-28", "Russell 2000 Value"),
    "IWO": _fund("iShares Russell 2000 Growth", "2000-07-28", "Russell 2000 Growth"),
    "IJR": _fund("iShares Core S&P Small-Cap", "2000-05-26", "S&P SmallCap 600"),
    "VB": _fund("Vanguard Small-Cap", "2004-01-30", "CRSP US Small Cap"),
    "VBK": _fund("Vanguard Small-Cap Growth", "2004-01-30", "CRSP US Small Cap Growth"),
    "VBR": _fund("Vanguard Small-Cap Value", "2004-01-30", "CRSP US Small Cap Value"),
    "IWC": _fund("iShares Micro-Cap", "2005-08-16", "Russell Microcap"),
    "MDY": _fund("SPDR S&P MidCap 400", "1995-05-04", "S&P MidCap 400"),
    "IJH": _fund("iShares Core S&P Mid-Cap", "2000-05-26", "S&P MidCap 400"),
    "IWR": _fund("iShares Russell Mid-Cap", "2001-07-20", "Russell Midcap"),
    "VO": _fund("Vanguard Mid-Cap", "2004-01-30", "CRSP US Mid Cap"),
    "VOE": _fund("Vanguard Mid-Cap Value", "2006-08-25", "CRSP US Mid Cap Value"),
    "MTUM": _fund("iShares MSCI USA Momentum Factor", "2013-04-18", "the momentum factor"),
    "QUAL": _fund("iShares MSCI USA Quality Factor", "2013-07-18", "the quality factor"),
    "VLUE": _fund("iShares MSCI USA Value Factor", "2013-04-18", "the value factor"),
    "USMV": _fund("iShares MSCI USA Min Vol Factor", "2011-10-20", "the low-volatility factor"),
    "SIZE": _fund("iShares MSCI USA Size Factor", "2013-04-18", "the size factor"),
    "XLB": _sector("XLB"),
    "XLC": _sector("XLC", "2018-06-19"),
    "XLE": _sector("XLE"),
    "XLF": _sector("XLF"),
    "XLI": _sector("XLI"),
    "XLK": _sector("XLK"),
    "XLP": _sector("XLP"),
    "XLRE": _sector("XLRE", "2015-10-08"),
    "XLU": _sector("XLU"),
    "XLV": _sector("XLV"),
    "XLY": _sector("XLY"),
    "IYT": _fund("iShares US Transportation", "2003-10-10", "transport companies"),
    "XHB": _fund("SPDR S&P Homebuilders", "2006-02-06", "homebuilders"),
    "XRT": _fund("SPDR S&P Retail", "2006-06-22", "retailers"),
    "VNQ": _fund("Vanguard Real Estate", "2004-09-29", "REITs"),
    "KRE": _fund("SPDR S&P Regional Banking", "2006-06-22", "regional banks"),
    "SMH": _fund("VanEck Semiconductor", "2000-06-05", "semiconductors, builders of AI"),
    "SKYY": _fund("First Trust Cloud Computing", "2011-07-06", "cloud, builders of AI"),
    "MAGS": _fund("Roundhill Magnificent Seven", "2023-04-11", "the Magnificent Seven"),
    "NVDA": Instrument("NVIDIA", "stock", "1999-01-22", "itself"),
    "MSFT": Instrument("Microsoft", "stock", "1986-03-13", "itself"),
    "GLD": _fund("SPDR Gold Shares", "2004-11-18", "gold"),
    "SHY": _fund("iShares 1-3 Year Treasury", "2002-07-30", "short Treasuries"),
    "IEF": _fund("iShares 7-10 Year Treasury", "2002-07-30", "medium Treasuries"),
    "TLT": _fund("iShares 20+ Year Treasury", "2002-07-30", "long Treasuries"),
    "TIP": _fund("iShares TIPS", "2003-12-05", "inflation-linked Treasuries"),
    "LQD": _fund("iShares Investment Grade Corporate", "2002-07-30", "high-quality bonds"),
    "HYG": _fund("iShares High Yield Corporate", "2007-04-11", "high-yield bonds"),
    "UUP": _fund("Invesco DB US Dollar Bullish", "2007-03-01", "the dollar, as a fund"),
    "DX-Y.NYB": Instrument("US Dollar Index", "currency", "1971-01-04", "dollar against six"),
    "BTC-USD": Instrument("Bitcoin", "crypto", "2014-09-17", "cryptocurrencies"),
}


def _daily(name: str, first: str, stands_for: str, unit: str = "percent") -> MacroSeries:
    return MacroSeries(name, "daily", unit, first, stands_for)


def _monthly(name: str, unit: str, first: str, stands_for: str) -> MacroSeries:
    return MacroSeries(name, "monthly", unit, first, stands_for)


FRED: Mapping[str, MacroSeries] = {
    "DGS3MO": _daily("3-month Treasury yield", "1981-09-01", "3M"),
    "DGS1": _daily("1-year Treasury yield", "1962-01-02", "1Y"),
    "DGS2": _daily("2-year Treasury yield", "1976-06-01", "2Y"),
    "DGS5": _daily("5-year Treasury yield", "1962-01-02", "5Y"),
    "DGS10": _daily("10-year Treasury yield", "1962-01-02", "10Y"),
    "DGS30": _daily("30-year Treasury yield", "1977-02-15", "30Y"),
    "DTB3": _daily("3-month Treasury bill, discount", "1954-01-04", "the riskless rate"),
    "DFII5": _daily("5-year real yield", "2003-01-02", "5Y real"),
    "DFII10": _daily("10-year real yield", "2003-01-02", "10Y real"),
    "DFII30": _daily("30-year real yield", "2010-02-22", "30Y real"),
    "T5YIE": _daily("5-year breakeven inflation", "2003-01-02", "5Y breakeven"),
    "T10YIE": _daily("10-year breakeven inflation", "2003-01-02", "10Y breakeven"),
    "T10Y2Y": _daily("10-year less 2-year yield", "1976-06-01", "the slope of the curve"),
    "T10Y3M": _daily("10-year less 3-month yield", "1982-01-04", "the slope of the curve"),
    "BAMLC0A0CM": _daily("Investment-grade spread", "1996-12-31", "credit spread"),
    "BAMLH0A0HYM2": _daily("High-yield spread", "1996-12-31", "credit spread"),
    "SOFR": _daily("Secured overnight financing rate", "2018-04-03", "overnight rate"),
    "DCOILWTICO": _daily("WTI crude oil", "1986-01-02", "oil", "dollars a barrel"),
    "DTWEXBGS": _daily("Broad dollar index", "2006-01-02", "the dollar", "index"),
    "VIXCLS": _daily("Cboe Volatility Index", "1990-01-02", "expected volatility", "index"),
    "DFEDTARU": MacroSeries(
        "Fed funds target, upper", "every day", "percent", "2008-12-16", "the policy rate"
    ),
    "DFEDTARL": MacroSeries(
        "Fed funds target, lower", "every day", "percent", "2008-12-16", "the policy rate"
    ),
    "DFF": MacroSeries(
        "Fed funds effective rate", "every day", "percent", "1954-07-01", "overnight rate"
    ),
    "ECBDFR": MacroSeries(
        "ECB deposit facility rate", "every day", "percent", "1999-01-01", "the ECB's rate"
    ),
    "ICSA": MacroSeries("Initial claims", "weekly", "persons", "1967-01-07", "jobless claims"),
    "WALCL": MacroSeries(
        "Total assets of the Fed", "weekly", "USD millions", "2002-12-18", "balance sheet, QT"
    ),
    "MORTGAGE30US": MacroSeries(
        "30-year mortgage rate", "weekly", "percent", "1971-04-02", "mortgages"
    ),
    "PAYEMS": _monthly("Nonfarm payrolls", "thousands", "1939-01-01", "payrolls"),
    "UNRATE": _monthly("Unemployment rate", "percent", "1948-01-01", "labour market"),
    "CPIAUCSL": _monthly("Consumer prices", "index", "1947-01-01", "inflation"),
    "CPILFESL": _monthly("Core consumer prices", "index", "1957-01-01", "core inflation"),
    "PCEPI": _monthly("PCE prices", "index", "1959-01-01", "inflation, the Fed's measure"),
    "PCEPILFE": _monthly("Core PCE prices", "index", "1959-01-01", "core inflation, the Fed's"),
    "FEDFUNDS": _monthly("Fed funds effective rate", "percent", "1954-07-01", "overnight rate"),
    "INDPRO": _monthly("Industrial production", "index", "1919-01-01", "production"),
    "UMCSENT": _monthly("Consumer sentiment", "index", "1978-01-01", "sentiment"),
    "USREC": _monthly("Recession indicator", "1 in a recession", "1854-12-01", "recessions"),
}
