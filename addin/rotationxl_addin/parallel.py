"""Reports written by several processes, each with a market of its own on the same store."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from typing import ClassVar

from rotationxl.errors import RotationError
from rotationxl.market.evaluate import Market
from rotationxl_addin.options import Data, Standing
from rotationxl_workbooks.build import Built, Form, Order, write

_SECONDS = 0.05  # between looks at what the processes have done
_SHARES = 2  # for each process: whoever is done sooner takes another
Done = SimpleQueue[Built]


class ProcessError(RotationError):
    """A process ended before its work did."""


class Processes:
    """Writes orders in several processes, and knows at the end how the series stand."""

    def __init__(self, data: Data, engine: str, form: Form, jobs: int) -> None:
        self._data, self._engine, self._form, self._jobs = data, engine, form, jobs
        self.standing = Standing(frozenset(), frozenset(), frozenset())

    def write(self, orders: Sequence[Order]) -> Iterator[Built]:
        """Yield each report as it is done; their order is any."""
        context = multiprocessing.get_context("spawn")  # the same on every system
        done: Done = context.SimpleQueue()
        stop = context.Event()
        given = (self._data, self._engine, self._form, done, stop)
        with ProcessPoolExecutor(self._jobs, context, _Worker.begin, given) as pool:
            waiting = [pool.submit(_Worker.write, share) for share in shares(orders, self._jobs)]
            try:
                yield from self._until_done(waiting, done)
            except BrokenProcessPool as error:
                raise ProcessError(
                    "jobs: a process was ended from outside, perhaps for want of memory. "
                    "Give fewer --jobs."
                ) from error
            finally:
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)

    def _until_done(self, waiting: list[Future[Standing]], done: Done) -> Iterator[Built]:
        left = set(waiting)
        while left:
            ended, left = wait(left, _SECONDS)
            while not done.empty():
                yield done.get()
            for one in ended:
                self.standing = self.standing.with_those_of(one.result())


class _Worker:
    """What each process keeps from one share to the next."""

    market: ClassVar[Market]
    engine: ClassVar[str]
    form: ClassVar[Form]
    done: ClassVar[Done]
    stop: ClassVar[Event]

    @classmethod
    def begin(cls, data: Data, engine: str, form: Form, done: Done, stop: Event) -> None:
        """Open the market; Ctrl-C is for the process that started this one."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        cls.engine, cls.form, cls.done, cls.stop = engine, form, done, stop
        cls.market = data.unwatched()

    @classmethod
    def write(cls, share: Sequence[Order]) -> Standing:
        """Write a share of the reports, telling of each."""
        for report in write(share, cls.market, cls.engine, cls.form):
            cls.done.put(report)
            if cls.stop.is_set():
                break
        return Standing.of(cls.market)


def shares(orders: Sequence[Order], jobs: int) -> list[Sequence[Order]]:
    """Return the orders in even parts, a template's months cut only where templates are few."""
    by_template: dict[str, list[Order]] = {}
    for order in orders:
        by_template.setdefault(order.template, []).append(order)
    cuts = -(-jobs * _SHARES // len(by_template))
    return [
        part
        for same in by_template.values()
        for part in (same[len(same) * i // cuts : len(same) * (i + 1) // cuts] for i in range(cuts))
        if part
    ]
