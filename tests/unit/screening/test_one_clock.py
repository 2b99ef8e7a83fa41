"""Nothing but screening/clock.py reads a clock or makes a day out of an instant: today is the site's, and is passed in.

A day taken from the server's clock is yesterday's or tomorrow's for somebody, and a test could not move it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = ("criteria", "screening", "trialsite")
CLOCK = "screening/clock.py"
# Calls that read a clock: of date, datetime, django.utils.timezone, time.
READS = {"today", "utcnow", "now", "localdate", "localtime", "fromtimestamp", "utcfromtimestamp", "ctime", "gmtime"}
# `.date()` makes a day out of an instant, in whatever zone it happens to carry: only after site_time(...).
MAKES_A_DAY = "date"


def source_files(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            if "migrations" not in path.parts and path.relative_to(root).as_posix() != CLOCK:
                yield path


def complaints(code: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, of = node.func.attr, node.func.value
            of_a_site = isinstance(of, ast.Call) and isinstance(of.func, ast.Name) and of.func.id == "site_time"
            if name in READS or (name == MAKES_A_DAY and not node.args and not of_a_site):
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def test_only_the_clock_reads_the_clock(root: Path) -> None:
    found = {
        path.relative_to(root).as_posix(): wrong
        for path in source_files(root)
        if (wrong := complaints(path.read_text(encoding="utf-8")))
    }
    assert found == {}, "take the day from screening.clock.site_today, or as an argument"


@pytest.mark.parametrize(
    "code",
    [
        "date.today()", "datetime.date.today()", "datetime.now(UTC)", "timezone.now().date()", "timezone.localdate()",
        "now.date()", "event.at.date()", "time.localtime()",
    ],
)  # fmt: skip
def test_each_way_past_the_clock_is_seen(code: str) -> None:
    assert complaints(code)


@pytest.mark.parametrize("code", ["utc_now()", "site_today(site, now)", "site_time(site, now).date()", "form.date"])
def test_the_right_way_is_left_alone(code: str) -> None:
    assert complaints(code) == []
