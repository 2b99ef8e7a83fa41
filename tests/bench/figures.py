"""Measuring: medians over one processor, beside a yardstick that tells a slow machine from slow code."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

MILLI = 1000


def median_ms(work: Callable[[], object], times: int) -> float:
    """The median time of one call, after one that warms up, in milliseconds of processor time of this process."""
    work()
    gc.collect()
    spent = []
    for _ in range(times):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return statistics.median(spent) * MILLI


def median_wall_ms(work: Callable[[], object], times: int) -> float:
    """As above by the clock on the wall: what a reader waits for, the database included."""
    work()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent) * MILLI


def yardstick() -> int:
    """Plain Python of a fixed amount; the ratio to it compares two machines."""
    total = 0
    for number in range(10_000):
        total += number & 7
    return total


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    measured: float
    limit: float
    unit: str = "ms"

    @property
    def holds(self) -> bool:
        return self.measured <= self.limit


def report(title: str, figures: list[Figure]) -> None:
    """Print the table, then fail over the limits."""
    stick = median_ms(yardstick, 50)
    print(f"\n{title} (yardstick {stick:.3f} ms)")
    for one in figures:
        ratio = f"{one.measured / stick:7.1f} × yardstick" if one.unit == "ms" else ""
        print(
            f"  {one.name:<52} {one.measured:9.3f} {one.unit:<8} limit {one.limit:>7g}  {ratio:<20} {'' if one.holds else 'OVER'}"
        )
    over = [one.name for one in figures if not one.holds]
    assert over == [], "over the limit"
