"""Our functions as an engine asks for them: batches of calls in, raw cells out."""

from collections.abc import Collection, Sequence

from rotationxl.cells import Cell
from rotationxl.errors import RotationError
from rotationxl.market.evaluate import Call, Market, shown
from rotationxl.registry import FUNCTIONS


class MarketHost:
    """Answers an engine's calls from a market, and remembers why the last ones failed."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self.reasons: list[str] = []

    @property
    def names(self) -> Collection[str]:
        return FUNCTIONS

    def __call__(self, calls: Sequence[tuple[str, tuple[Cell, ...]]]) -> Sequence[Cell]:
        answers = self._market.answers([Call(name, values) for name, values in calls])
        self.reasons += [str(answer) for answer in answers if isinstance(answer, RotationError)]
        return [shown(answer) for answer in answers]
