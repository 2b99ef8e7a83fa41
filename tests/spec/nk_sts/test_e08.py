"""E08 Major surgery, severe trauma, fracture or ulcer within 4 weeks before enrolment."""

import pytest

from .support import A, N, days_after, days_before, judged, outcome, verdict, without

LIST = "recent_events"


def event(day, kind="major_surgery", active=None, pathological=None):
    return {"kind": kind, "date": day, "active": active, "pathological_tumour": pathological}


def before(days, kind="major_surgery", **more):
    return {LIST: [event(days_before(N, days), kind, **more)]}


@pytest.mark.parametrize("kind", ["major_surgery", "severe_trauma", "fracture"])
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ("PRESENT", days_after(N, 29), "ABSENT")),
        (27, ("PRESENT", days_after(N, 2), "ABSENT")),
        (28, ("PRESENT", days_after(N, 1), "ABSENT")),
        (29, ("ABSENT", None, None)),
        (30, ("ABSENT", None, None)),
    ],
)
def test_day_28_is_still_inside(kind, days, expected):
    assert outcome("E08", before(days, kind, pathological=False)) == expected


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        ("minor_surgery", 0, ("ABSENT", None, None)),
        ("minor_surgery", 28, ("ABSENT", None, None)),
        ("surgery_size_unknown", 28, ("UNKNOWN", days_after(N, 1), "ABSENT")),
        ("surgery_size_unknown", 29, ("ABSENT", None, None)),
    ],
)
def test_size_of_surgery(kind, days, expected):
    assert outcome("E08", before(days, kind)) == expected


@pytest.mark.parametrize(
    ("active", "days", "expected"),
    [
        (True, 28, ("PRESENT", None, None)),
        (True, 400, ("PRESENT", None, None)),
        (False, 28, ("PRESENT", days_after(N, 1), "ABSENT")),
        (False, 29, ("ABSENT", None, None)),
        (None, 28, ("PRESENT", days_after(N, 1), "UNKNOWN")),
        (None, 29, ("UNKNOWN", None, None)),
    ],
)
def test_ulcer_still_active(active, days, expected):
    assert outcome("E08", before(days, "ulcer", active=active)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "ABSENT", id="reviewed, none"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
        pytest.param([event(None)], "UNKNOWN", id="undated major surgery"),
        pytest.param([event(None, "minor_surgery")], "ABSENT", id="undated minor surgery"),
        pytest.param([event(None, "surgery_size_unknown")], "UNKNOWN", id="undated surgery of unknown size"),
        pytest.param([event(None, "ulcer", active=True)], "PRESENT", id="undated ulcer, active"),
        pytest.param([event(None, "ulcer", active=False)], "UNKNOWN", id="undated ulcer, healed"),
        pytest.param([event("2025-01-01", "fracture", active=True)], "ABSENT", id="only an ulcer can be active"),
        pytest.param([event(days_after(A, 1))], "UNKNOWN", id="dated after the assessment"),
        pytest.param([event("2026-03")], "ABSENT", id="partial, wholly outside"),
        pytest.param([event("2026-04")], "UNKNOWN", id="partial, across"),
        pytest.param([event("2026-05")], "PRESENT", id="partial, wholly inside"),
        pytest.param([event("2026-04", "minor_surgery")], "ABSENT", id="partial, minor surgery"),
        pytest.param([event("2026-05-10", None)], "UNKNOWN", id="kind missing, inside"),
        pytest.param([event("2026-01-10"), event("2026-05-10")], "PRESENT", id="one of two inside"),
        pytest.param([event(None), event("2026-05-10")], "PRESENT", id="one inside, one undated"),
        pytest.param([event(None), event("2026-01-10")], "UNKNOWN", id="one outside, one undated"),
        pytest.param(
            [event("2026-05-10", "fracture", pathological=True)], "PRESENT", id="pathological fracture inside"
        ),
        pytest.param(
            [event("2026-05-10", "fracture", pathological=None)], "PRESENT", id="pathological? does not matter"
        ),
        pytest.param(
            [event("2026-01-10", "fracture", pathological=True)], "ABSENT", id="pathological fracture outside"
        ),
    ],
)
def test_the_list(entries, expected):
    assert verdict("E08", {LIST: entries}) == expected


def test_the_window_ends_at_enrolment():
    assert verdict("E08", before(28), N=days_after(N, 1)) == "ABSENT"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [(without(LIST), [LIST]), ({LIST: [event(None)]}, [f"{LIST}[0].date"])],
    ids=["list", "date"],
)
def test_missing(facts, missing):
    assert judged("E08", facts)["missing"] == missing


@pytest.mark.parametrize(
    ("pathological", "days", "reading_dependent"), [(True, 10, True), (True, 29, False), (False, 10, False)]
)
def test_pathological_fractures_are_not_excepted_here(pathological, days, reading_dependent):
    found = judged("E08", before(days, "fracture", pathological=pathological))
    assert found["reading_dependent"] is reading_dependent
