"""The Treasury's par yields, a CSV file for each year."""

import re

from stubs.faults import Plan
from stubs.fred import written
from stubs.wire import Answer, Request, as_text
from stubs.world import World

ROOT = "/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv"
PATH = re.compile(rf"{re.escape(ROOT)}/(\d{{4}})/all")
# FRED's series are the Treasury's.
COLUMNS = {
    "1 Mo": "DGS1MO",
    "2 Mo": "DGS2MO",
    "3 Mo": "DGS3MO",
    "4 Mo": "DGS4MO",
    "6 Mo": "DGS6MO",
    "1 Yr": "DGS1",
    "2 Yr": "DGS2",
    "3 Yr": "DGS3",
    "5 Yr": "DGS5",
    "7 Yr": "DGS7",
    "10 Yr": "DGS10",
    "20 Yr": "DGS20",
    "30 Yr": "DGS30",
}


class Treasury:
    hosts = frozenset({"home.treasury.gov"})

    def __init__(self, world: World) -> None:
        self.world = world

    def place(self, host: str, path: str, query: dict[str, str]) -> tuple[str, str]:
        found = PATH.fullmatch(path)
        return ("treasury", found[1]) if found else ("", "")

    def failure(self, request: Request, status: int) -> Answer:
        return as_text(status, f"<html><body>{status}</body></html>")

    def answer(self, request: Request, plan: Plan | None) -> Answer:
        asked = request.query.get("type"), request.query.get("_format")
        if not request.name or asked != ("daily_treasury_yield_curve", "csv"):
            return self.failure(request, 404)
        names, table = self._table(int(request.name))
        lines = [",".join(["Date", *(f'"{name}"' for name in names)])]
        lines += [",".join([day, *values]) for day, values in table]
        return as_text(200, "\n".join(lines) + "\n", "text/csv; charset=UTF-8")

    def _table(self, year: int) -> tuple[list[str], list[tuple[str, list[str]]]]:
        """Return the year's columns that have data and its rows, newest first.

        A yield is out on its own day here; FRED has it a day later.
        """
        today = self.world.today
        columns = {
            name: {
                day: known[min(known)]
                for day, known in self.world.series[code].prints.items()
                if day.year == year and day <= today and known[min(known)] is not None
            }
            for name, code in COLUMNS.items()
            if code in self.world.series
        }
        columns = {name: column for name, column in columns.items() if column}
        days = sorted({day for column in columns.values() for day in column}, reverse=True)
        rows = [
            (
                day.strftime("%m/%d/%Y"),
                [written(c[day], 2) if day in c else "" for c in columns.values()],
            )
            for day in days
        ]
        return list(columns), rows
