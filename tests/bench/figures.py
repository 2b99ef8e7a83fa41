"""Measuring: medians beside a yardstick that is run between the calls and tells a slow machine from slow code.

A limit in milliseconds is meant for a machine on which the yardstick takes 0.25 ms; where it takes twice as long at the
same moment, because the machine is slower or busy with something else, so may the work.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

MILLI = 1000
REFERENCE_YARDSTICK_MS = 0.25


def yardstick() -> int:
    """Plain Python of a fixed amount."""
    total = 0
    for number in range(7_000):
        total += number & 7
    return total


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `slowness` is how much slower than the reference the machine was meanwhile."""

    name: str
    measured: float
    limit: float
    unit: str = "ms"
    slowness: float = 1

    @property
    def holds(self) -> bool:
        return self.measured <= self.limit * max(self.slowness, 1)


def duration(name: str, work: Callable[[], object], *, limit: float, times: int) -> Figure:
    """The median time of one call after one that warms up, in milliseconds on the wall."""
    work()
    gc.collect()
    spent, sticks = [], []
    for _ in range(times):
        spent.append(_timed(work))
        sticks.append(_timed(yardstick))
    return Figure(name, statistics.median(spent), limit, slowness=statistics.median(sticks) / REFERENCE_YARDSTICK_MS)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * MILLI


def report(title: str, figures: list[Figure]) -> None:
    """Print the table, then fail over the limits."""
    print(f"\n{title}")
    for one in figures:
        ratio = f"{one.measured / (one.slowness * REFERENCE_YARDSTICK_MS):7.1f} × yardstick" if one.unit == "ms" else ""
        slow = f"machine × {one.slowness:.1f}" if one.slowness > 1 else ""
        verdict = "" if one.holds else "OVER"
        print(
            f"  {one.name:<60} {one.measured:8.2f} {one.unit:<8} limit {one.limit:>5g}  {ratio:<20} {slow:<15} {verdict}"
        )
    over = [one.name for one in figures if not one.holds]
    assert over == [], "over the limit"
