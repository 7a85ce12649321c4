"""Data over the network. Nothing here imports a provider's client before something is fetched."""

from collections.abc import Mapping

from rotationxl.sources import Kind

YAHOO, FRED = "Yahoo Finance", "FRED"
PROVIDERS: Mapping[Kind, str] = {
    "price": YAHOO, "valuation": YAHOO, "macro": FRED, "vintage": FRED
}  # fmt: skip
"""Who is asked for a kind of series; one that is slow holds up no series of the other's."""
