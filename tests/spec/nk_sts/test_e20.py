"""E20 Live vaccines within one calendar month before the first dose."""

import pytest

from .support import A, days_before, judged, outcome, verdict, without

LIST = "vaccines"


def vaccine(day, kind="live", route="injection"):
    return {"name": "any", "kind": kind, "route": route, "date": day}


@pytest.mark.parametrize(
    ("today", "first_dose", "given", "expected"),
    [
        ("2026-05-20", "2026-05-22", "2026-04-21", ("ABSENT", None, None)),
        ("2026-05-20", "2026-05-22", "2026-04-22", ("PRESENT", "2026-05-23", "ABSENT")),
        ("2026-05-20", "2026-05-22", "2026-04-23", ("PRESENT", "2026-05-24", "ABSENT")),
        ("2026-05-20", "2026-05-22", "2026-04-30", ("PRESENT", "2026-06-01", "ABSENT")),
        ("2026-03-29", "2026-03-31", "2026-02-28", ("PRESENT", "2026-04-01", "ABSENT")),
        ("2026-03-26", "2026-03-28", "2026-02-28", ("PRESENT", "2026-04-01", "ABSENT")),
        ("2026-03-30", "2026-04-01", "2026-02-28", ("ABSENT", None, None)),
        ("2026-03-29", "2026-03-31", "2026-02-27", ("ABSENT", None, None)),
        ("2024-03-29", "2024-03-31", "2024-02-29", ("PRESENT", "2024-04-01", "ABSENT")),
        ("2024-03-27", "2024-03-29", "2024-02-28", ("ABSENT", None, None)),
        ("2024-03-26", "2024-03-28", "2024-02-28", ("PRESENT", "2024-03-29", "ABSENT")),
    ],
)
def test_one_calendar_month(today, first_dose, given, expected):
    assert outcome("E20", {LIST: [vaccine(given)]}, A=today, P=first_dose) == expected


INSIDE, OUTSIDE, ACROSS = "2026-05-10", "2026-04-21", "2026-04"


@pytest.mark.parametrize(
    ("kind", "route", "inside", "outside", "across", "undated"),
    [
        pytest.param("live", "injection", "PRESENT", "ABSENT", "UNKNOWN", "UNKNOWN", id="live, injected"),
        pytest.param("live", "oral", "PRESENT", "ABSENT", "UNKNOWN", "UNKNOWN", id="live, oral"),
        pytest.param("live", "nasal", "PRESENT", "ABSENT", "UNKNOWN", "UNKNOWN", id="live, nasal influenza"),
        pytest.param("live", None, "PRESENT", "ABSENT", "UNKNOWN", "UNKNOWN", id="live, route missing"),
        pytest.param("inactivated", "injection", "ABSENT", "ABSENT", "ABSENT", "ABSENT", id="inactivated"),
        pytest.param("mrna", "injection", "ABSENT", "ABSENT", "ABSENT", "ABSENT", id="mRNA"),
        pytest.param("subunit", "injection", "ABSENT", "ABSENT", "ABSENT", "ABSENT", id="subunit"),
        pytest.param(None, "injection", "UNKNOWN", "ABSENT", "UNKNOWN", "UNKNOWN", id="kind missing"),
    ],
)
def test_table(kind, route, inside, outside, across, undated):
    assert verdict("E20", {LIST: [vaccine(INSIDE, kind, route)]}) == inside
    assert verdict("E20", {LIST: [vaccine(OUTSIDE, kind, route)]}) == outside
    assert verdict("E20", {LIST: [vaccine(ACROSS, kind, route)]}) == across
    assert verdict("E20", {LIST: [vaccine(None, kind, route)]}) == undated


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], ("ABSENT", None, None), id="reviewed, none"),
        pytest.param(None, ("UNKNOWN", None, None), id="not reviewed"),
        pytest.param([vaccine("2026-05")], ("PRESENT", "2026-06-02", "UNKNOWN"), id="partial, wholly inside"),
        pytest.param([vaccine("2026-04")], ("UNKNOWN", "2026-06-01", "ABSENT"), id="partial, across"),
        pytest.param([vaccine("2026-05-10", None)], ("UNKNOWN", "2026-06-11", "ABSENT"), id="kind missing, inside"),
        pytest.param([vaccine(INSIDE, "mrna"), vaccine(INSIDE)], ("PRESENT", "2026-06-11", "ABSENT"), id="one of two"),
        pytest.param([vaccine(OUTSIDE), vaccine(None)], ("UNKNOWN", None, None), id="one outside, one undated"),
    ],
)
def test_the_list(entries, expected):
    assert outcome("E20", {LIST: entries}) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-04-19", ("ABSENT", None, None)),
        ("2026-04-20", ("UNKNOWN", "2026-05-21", "ABSENT")),
    ],
)
def test_no_first_dose_planned(given, expected):
    assert outcome("E20", {LIST: [vaccine(given)]}, P=None) == expected


def test_first_dose_planned_before_the_assessment():
    assert verdict("E20", {LIST: [vaccine("2020-01-01")]}, P=days_before(A, 1)) == "UNKNOWN"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without(LIST), [LIST]),
        ({LIST: [vaccine(None)]}, [f"{LIST}[0].date"]),
        ({LIST: [vaccine(INSIDE, None)]}, [f"{LIST}[0].kind"]),
        ({LIST: [vaccine(None, "mrna")]}, []),
    ],
    ids=["list", "date", "kind", "nothing: not live"],
)
def test_missing(facts, missing):
    assert judged("E20", facts)["missing"] == missing
