"""Whatever happens in three months, and whenever it is looked at: the store is a cold load."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from rotationxl.sources import Key
from simulation import assert_equal, at, simulated
from stubs import World
from stubs.made import daily, listing, traded_days

FIRST, LAST = dt.date(2024, 1, 2), dt.date(2024, 3, 28)
SESSIONS = traded_days(FIRST, LAST)
KEYS = [Key("price", "IWD"), Key("macro", "DGS10")]
PLACES = st.integers(0, len(SESSIONS) - 1)
WAITS = st.integers(1, 40)


class Split(NamedTuple):
    place: int
    new: int
    old: int


class Correction(NamedTuple):
    """What is said otherwise from some days later on; of a yield also that there is one."""

    place: int
    wait: int
    factor: float


def corrections(places: st.SearchStrategy[int] = PLACES) -> st.SearchStrategy[list[Correction]]:
    # Above the tolerance of an overlap, below a jump.
    factors = st.sampled_from([0.9, 0.99, 1.01, 1.1])
    return st.lists(st.builds(Correction, places, WAITS, factors), max_size=3)


class Plan(NamedTuple):
    splits: list[Split]
    paid: list[int]
    dividends: list[Correction]
    closes: list[Correction]
    yields: list[Correction]
    late: list[Correction]
    """Sessions that are missing for some days."""
    moments: list[tuple[int, int]]
    """Places and hours at which all is refreshed."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    ratios = st.sampled_from([(2, 1), (3, 2), (1, 4)])
    splits = [Split(p, *draw(ratios)) for p in sorted(draw(st.sets(PLACES, max_size=2)))]
    paid = sorted(draw(st.sets(PLACES, max_size=3)))
    dividends = draw(corrections(st.sampled_from(paid))) if paid else []
    hours = st.sampled_from([10, 14, 18, 23])
    moments = draw(st.sets(st.tuples(PLACES, hours), min_size=1, max_size=8))
    closes, yields = draw(corrections()), draw(corrections())
    # The stubs tell of an event with its session only.
    quiet = set(range(len(SESSIONS))) - {split.place for split in splits} - {*paid}
    late = draw(corrections(st.sampled_from(sorted(quiet))))
    return Plan(splits, paid, dividends, closes, yields, late, sorted(moments))


def world_of(plan: Plan) -> World:
    world = World()
    fund = listing("IWD", dt.date(2023, 10, 2), LAST + dt.timedelta(60), pays=False)
    world.add(fund, daily("DGS10", dt.date(2023, 10, 2), LAST + dt.timedelta(60)))
    for place in plan.paid:
        fund.dividends[SESSIONS[place]] = round(fund.bars[SESSIONS[place]].close / 200, 3)
    for place, new, old in plan.splits:
        fund.split(SESSIONS[place], new, old)
    for place, wait, factor in plan.closes:
        day = SESSIONS[place]
        fund.correct(day, since=day + dt.timedelta(wait), close=fund.bars[day].close * factor)
    for place, wait, factor in plan.dividends:
        day = SESSIONS[place]
        amount = round(fund.dividends[day] * factor, 4)
        fund.correct(day, since=day + dt.timedelta(wait), dividend=amount)
    for place, wait, factor in plan.yields:
        day = SESSIONS[place]
        world.series["DGS10"].publish(day + dt.timedelta(wait), {day: round(4 * factor, 2)})
    return world


@settings(max_examples=24)
@given(plan=plans())
def test_a_store_is_what_a_cold_load_gives(plan: Plan) -> None:
    with (
        TemporaryDirectory() as folder,
        simulated(world_of(plan), KEYS, Path(folder)) as simulation,
    ):
        bars = simulation.stub.world.listings["IWD"].bars
        late = {SESSIONS[p]: SESSIONS[p] + dt.timedelta(wait) for p, wait, _ in plan.late}
        held = {day: bars.pop(day) for day in late}
        for place, hour in plan.moments:
            day = SESSIONS[place]
            bars |= {missed: held[missed] for missed, until in late.items() if until <= day}
            simulation.refresh(at(day, hour))
        bars |= held
        # What was corrected long after its day is found by the monthly fetch of everything.
        simulation.refresh(at(LAST + dt.timedelta(50), 20))
        assert not simulation.errors
        stored = simulation.stored()
        cold = simulation.cold(Path(folder) / "cold")
        for key, (_, columns) in cold.store.read("live", KEYS).items():
            assert_equal(stored[key], columns, (key, plan))
