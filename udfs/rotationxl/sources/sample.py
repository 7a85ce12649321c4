"""Source `sample`: a simulated market, to try everything without a network or a key."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from rotationxl import days
from rotationxl.errors import BadArgumentError, NoVintagesError, SourceError, UnknownSymbolError
from rotationxl.simulation import VINTAGES
from rotationxl.simulation.valuations import STATED
from rotationxl.sources import Columns, Key, Kind, State
from rotationxl.universe import FRED, TICKERS


class Sample:
    """The simulated market as a source; nothing is made before something is fetched."""

    name = "sample"
    title = "the simulated sample market"
    warning = (
        "SIMULATED DATA, made so that the articles' figures come out. "
        "It says nothing about the market."
    )

    def __init__(self, argument: str = "") -> None:
        if argument:
            raise BadArgumentError(f"source: sample takes nothing after it, not {argument!r}.")

    def state(self, key: Key) -> State | None:
        """Return the version of the market, the same for all of it; None for what is not in it."""
        return State(self._version, None) if _known(key) else None

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        """Return the whole market, and an error for each wanted key that is not in it."""
        wanted = list(wanted)
        found: dict[Key, Columns | SourceError] = {}
        if any(map(_known, wanted)):
            from rotationxl.simulation.market import market

            found |= market()
        return found | {key: _missing(key) for key in wanted if not _known(key)}

    def keys(self) -> list[Key]:
        """Return every series of the market."""
        return [Key(kind, code) for kind, (_, codes) in _NAMES.items() for code in codes]

    def last_session(self) -> int:
        """Return the last simulated session."""
        return days.from_ymd(2026, 1, 8)

    @cached_property
    def _version(self) -> str:
        """A hash of all that the market is made of, so no change can be forgotten."""
        from hashlib import sha256
        from pathlib import Path

        package = Path(__file__).parents[1]
        own = sorted((package / "simulation").iterdir())
        parts = [package / "universe.py", package / "sessions.py", *own]
        texts = [part.read_bytes() for part in parts if part.suffix in {".py", ".csv"}]
        return sha256(b"\0".join(texts).replace(b"\r\n", b"\n")).hexdigest()[:12]


_NAMES: Mapping[Kind, tuple[str, Collection[str]]] = {
    "price": ("ticker", TICKERS),
    "macro": ("FRED series", FRED),
    "vintage": ("FRED series", VINTAGES),
    "valuation": ("ticker with multiples", STATED),
}


def _known(key: Key) -> bool:
    return key.code in _NAMES[key.kind][1]


def _missing(key: Key) -> SourceError:
    if key.kind == "vintage" and key.code in FRED:
        return NoVintagesError.of(key.code)
    what, known = _NAMES["macro" if key.kind == "vintage" else key.kind]
    near = BadArgumentError.among(key.code, key.code, f"a {what} of the simulated market", known)
    return UnknownSymbolError(str(near))


SOURCE = Sample
