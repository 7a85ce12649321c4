"""A source as it would be had its data ended on a day: for what could be known then."""

from collections.abc import Iterable, Mapping

from rotationxl.days import iso
from rotationxl.errors import NoDataError, NotBegunError, SourceError
from rotationxl.sources import Columns, Key, Source, State

# The column of days that says which rows of a column are there; for all others it is `day`, and
# of vintages `since`.
_DATED = {
    **dict.fromkeys(("dividend", "dividend_day"), "dividend_day"),
    **dict.fromkeys(("split", "split_day"), "split_day"),
    **dict.fromkeys(("unfinished_day", "unfinished_close"), "unfinished_day"),
}
_OLDEST = (Key("price", "^GSPC"), Key("price", "SPY"))


class Cut:
    """A source without anything dated after a day; macro values are as they are stated now."""

    def __init__(self, source: Source, day: int) -> None:
        self._source = source
        self._day = day
        self.name = f"{source.name} to {iso(day)}"
        self.title = source.title
        self.warning = source.warning

    def state(self, key: Key) -> State | None:
        """Return how the series stands at the source."""
        return self._source.state(key)

    def fetch(self, wanted: Iterable[Key]) -> Mapping[Key, Columns | SourceError]:
        """Return each wanted series up to the day, or the error that says why not."""
        wanted = list(wanted)
        fetched = self._source.fetch(wanted)
        return {key: self._up_to_day(key, fetched[key]) for key in wanted}

    def last_session(self) -> int:
        """Return the last session up to the day."""
        found = [item["day"][-1] for item in self.fetch(_OLDEST).values() if isinstance(item, dict)]
        if not found:
            raise NoDataError(f"{self.title} has no session on or before {iso(self._day)}.")
        return int(max(found))

    def _up_to_day(self, key: Key, item: Columns | SourceError) -> Columns | SourceError:
        if isinstance(item, SourceError):
            return item
        own = "since" if key.kind == "vintage" else "day"
        kept = {
            name: column[item[_DATED.get(name, own)].astype(int) <= self._day]
            for name, column in item.items()
        }
        if not len(kept["day"]):
            return NotBegunError(f"{key.code}: nothing of it is dated {iso(self._day)} or before.")
        return kept
