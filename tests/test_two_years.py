"""Two years of refreshes leave what one cold load at their end gives, to the last digit."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path

from rotationxl import days
from rotationxl.errors import EmptyAnswerError, MalformedError, SuspiciousError
from rotationxl.market.evaluate import Call, Market
from rotationxl.sources import Key
from rotationxl.sources.live import Live
from simulation import Simulation, assert_equal, at, simulated, since
from stubs import Fault, World
from stubs.made import daily, listing, monthly, traded_days
from stubs.world import Valuation

FIRST, LAST = dt.date(2023, 1, 3), dt.date(2024, 12, 31)
BEFORE, AFTER = dt.date(2022, 3, 1), dt.date(2025, 2, 28)
TICKERS = ("IWD", "IWF", "XLK", "XLU", "^GSPC")
WINDOWED = Key("macro", "BAMLH0A0HYM2")
VALUED = [Key("valuation", ticker) for ticker in ("IWD", "IWF")]
KEYS = [
    *(Key("price", ticker) for ticker in TICKERS),
    *(Key("macro", code) for code in ("DGS2", "DGS10", "PAYEMS", "CPIAUCSL")),
    WINDOWED,
    Key("vintage", "PAYEMS"),
    *VALUED,
]
SPLIT, REVERSE = dt.date(2023, 8, 22), dt.date(2024, 2, 20)
GAP, FILLED = dt.date(2023, 10, 10), dt.date(2023, 10, 17)
LAST_GAP, LAST_FILLED = dt.date(2024, 5, 15), dt.date(2024, 5, 16)
FAULTS = (
    Fault.TRUNCATED, Fault.CAPTIVE_PORTAL, Fault.EMPTY_RESULT, Fault.CHANGED_SCHEMA, Fault.ALL_NULL,
    Fault.NULL_INSIDE, Fault.NULL_LAST, Fault.WRONG_CURRENCY, Fault.DUPLICATED_DAY,
    Fault.OUT_OF_ORDER, Fault.FUTURE_DATE, Fault.ENDS_EARLY, Fault.LOST_DIVIDEND,
)  # fmt: skip
MACRO_FAULTS = (Fault.TRUNCATED, Fault.LOST_TAIL)
EXTRA = {"IWD": 2, "IWF": 0, "XLK": 1, "XLU": 1, "^GSPC": 0}
"""How often the past of a ticker is seen to be another: corrections of a close and of a dividend
in the last days; splits. Where it is fetched whole on that day anyway, nothing is extra."""


def two_years() -> World:
    world = World()
    world.add(*(listing(t, BEFORE, AFTER, pays=not t.startswith("^")) for t in TICKERS))
    iwd, iwf = world.listings["IWD"], world.listings["IWF"]
    paid = [day for day in iwd.dividends if FIRST < day < LAST]
    week, close_day = dt.timedelta(7), dt.date(2023, 6, 6)
    iwd.correct(paid[1], since=paid[1] + week, dividend=0.611)
    iwd.correct(close_day, since=dt.date(2023, 6, 13), close=iwd.bars[close_day].close * 1.01)
    paid = [day for day in iwf.dividends if FIRST < day < LAST]
    iwf.correct(paid[2], since=paid[2] + 9 * week, dividend=0.233)
    world.listings["XLK"].split(SPLIT, 2)
    world.listings["XLU"].split(REVERSE, 1, 4)
    for n, ticker in enumerate(("IWD", "IWF")):
        valuations = world.listings[ticker].valuations
        valuations |= {
            day: Valuation(15 + day.month / 4 + n, 2.5, 1.75, 12.5)
            for day in traded_days(FIRST, LAST)[::21]
        }
    for code in ("DGS2", "DGS10", WINDOWED.code):
        world.add(daily(code, BEFORE, AFTER))
    world.series[WINDOWED.code].window = dt.timedelta(365)
    world.add(monthly("PAYEMS", BEFORE, AFTER), monthly("CPIAUCSL", BEFORE, AFTER, 300, 0.001))
    _revise(world)
    return world


def _revise(world: World) -> None:
    """Correct old values, and fill in each second one that is missing."""
    dgs10, payems = world.series["DGS10"], world.series["PAYEMS"]
    missing = [d for d, known in dgs10.prints.items() if None in known.values() and d > FIRST]
    for day in missing[::2]:
        dgs10.publish(day + dt.timedelta(20), {day: 4.01})
    dgs10.publish(dt.date(2023, 9, 1), {dt.date(2022, 9, 1): 3.33})
    bench = {d: known[max(known)] for d, known in payems.prints.items() if d.year == 2022}
    payems.publish(dt.date(2024, 2, 2), {day: (v or 0) - 266 for day, v in bench.items()})


def test_two_years_leave_what_a_cold_load_gives(tmp_path: Path) -> None:
    with simulated(two_years(), KEYS, tmp_path) as after:
        _live_through(after)
        cold = after.cold(tmp_path / "cold")
        columns_are_those_of_a_cold_load(after, cold)
        returns_of_every_month_are_those_of_a_cold_load(after, cold)
        a_refresh_is_one_request_a_ticker_but_where_its_past_is_another(after)
        a_session_is_asked_for_once_where_all_goes_well(after)
        each_day_of_a_refresh_is_a_row_of_the_valuation_history(after)
        faults_of_every_kind_were_met(after)


def _live_through(simulation: Simulation) -> None:
    chance = random.Random("two years")  # noqa: S311 (no secret)
    faults = simulation.stub.faults
    bars = simulation.stub.world.listings["^GSPC"].bars
    gaps = {GAP: (FILLED, bars.pop(GAP)), LAST_GAP: (LAST_FILLED, bars.pop(LAST_GAP))}
    for day in traded_days(FIRST, LAST):
        bars |= {gap: bar for gap, (filled, bar) in gaps.items() if filled == day}
        if day.day <= 3:
            simulation.restart()
        luck = chance.random()
        wanted = KEYS if day in {SPLIT, LAST} else _some(chance)
        if day == SPLIT or (luck < 0.05 and day != LAST):
            simulation.refresh(at(day, 11, chance.randrange(60)), wanted)
        if luck < 0.6 and day not in {SPLIT, LAST_GAP, LAST}:
            continue
        if luck > 0.8 and day != LAST:
            for ticker in chance.sample(TICKERS, 2):
                faults.add("chart", ticker, chance.choice(FAULTS))
            code, fault = chance.choice(("DGS10", "PAYEMS")), chance.choice(MACRO_FAULTS)
            faults.add("observations", code, fault)
        simulation.refresh(at(day, 18, chance.randrange(60)), wanted)
        faults.clear()
        if luck > 0.9:
            simulation.refresh(at(day, 23), wanted)


def _some(chance: random.Random) -> list[Key]:
    """Return what the cells of a day ask for."""
    return [key for key in KEYS if key.kind == "valuation" or chance.random() < 0.6]


def columns_are_those_of_a_cold_load(after: Simulation, cold: Live) -> None:
    stored, new = after.stored(), cold.store.read("live", KEYS)
    for key in KEYS:
        ours, theirs = stored[key], new[key][1]
        if key in {WINDOWED, *VALUED}:  # what their providers show no more stays
            assert len(ours["day"]) - len(theirs["day"]) > 120
            ours = since(ours, int(theirs["day"][0]))
        assert_equal(ours, theirs, key)


def returns_of_every_month_are_those_of_a_cold_load(after: Simulation, cold: Live) -> None:
    months = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
    calls = [
        Call("ASSET_RETURN", (ticker, month, basis))
        for ticker in TICKERS
        for month in months
        for basis in ("price", *["total"] * (not ticker.startswith("^")))
    ]
    ours, theirs = (Market(live).answers(calls) for live in (after.live(mode="never"), cold))
    assert ours == theirs
    assert all(isinstance(answer, float) for answer in ours)


def a_refresh_is_one_request_a_ticker_but_where_its_past_is_another(
    after: Simulation,
) -> None:
    assert {key.code: after.again(key) for key in KEYS if key.kind == "price"} == EXTRA
    for key in KEYS[len(TICKERS) :]:
        assert {len(asked.whole) for asked in after.asked[key]} == {1}


def a_session_is_asked_for_once_where_all_goes_well(after: Simulation) -> None:
    for key in KEYS[: len(TICKERS)]:
        asked = after.asked[key]
        evenings = Counter(one.moment.date() for one in asked if one.moment.hour >= 18)
        good = {one.moment.date() for one in asked if one.moment.hour == 18 and one.is_good}
        lagging = {day for day in good if evenings[day] > 1}
        assert len(good) > 80
        assert len(lagging) < 5  # their last session was null, or left out


def each_day_of_a_refresh_is_a_row_of_the_valuation_history(after: Simulation) -> None:
    market = Market(after.live(mode="never"))
    wanted = sorted({days.from_date(moment.date()) for moment in after.moments})
    for ticker in ("IWD", "IWF"):
        table = market.answer("VALUATION_HISTORY", ticker, "pe")
        assert [date for date, _ in table.rows] == wanted


def faults_of_every_kind_were_met(after: Simulation) -> None:
    met = Counter(type(error) for error in after.errors)
    assert {MalformedError, EmptyAnswerError, SuspiciousError} == set(met)
    assert min(met.values()) > 10
