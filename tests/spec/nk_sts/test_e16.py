"""E16 Systemic corticosteroids or immunosuppression within 2 weeks before the first dose."""

import pytest

from .support import A, P, days_after, days_before, judged, outcome, verdict, without

LIST = "steroids_immunosuppressants"


def drug(last_dose, kind="corticosteroid", route="systemic", purpose="therapeutic"):
    return {"agent": "any", "class": kind, "route": route, "purpose": purpose, "last_dose": last_dose}


def before(days, **more):
    return {LIST: [drug(days_before(P, days), **more)]}


@pytest.mark.parametrize("kind", ["corticosteroid", "immunosuppressant"])
@pytest.mark.parametrize("purpose", ["therapeutic", "antiemetic", "premedication", "gvhd_prophylaxis"])
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (13, ("PRESENT", days_after(P, 2), "ABSENT")),
        (14, ("PRESENT", days_after(P, 1), "ABSENT")),
        (15, ("ABSENT", None, None)),
        (16, ("ABSENT", None, None)),
    ],
)
def test_day_14_is_still_inside(days, expected, purpose, kind):
    assert outcome("E16", before(days, kind=kind, purpose=purpose)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], ("ABSENT", None, None), id="reviewed, none"),
        pytest.param(None, ("UNKNOWN", None, None), id="not reviewed"),
        pytest.param([drug("ongoing")], ("PRESENT", None, None), id="ongoing"),
        pytest.param([drug("ongoing", route="inhaled")], ("ABSENT", None, None), id="inhaled"),
        pytest.param([drug("ongoing", route="topical")], ("ABSENT", None, None), id="topical"),
        pytest.param([drug(None, route="inhaled")], ("ABSENT", None, None), id="inhaled, undated"),
        pytest.param([drug("ongoing", purpose="physiological_replacement")], ("ABSENT", None, None), id="replacement"),
        pytest.param(
            [drug(None, purpose="physiological_replacement")], ("ABSENT", None, None), id="replacement, undated"
        ),
        pytest.param([drug("ongoing", "other_hormone")], ("ABSENT", None, None), id="thyroid hormone, insulin, GH"),
        pytest.param([drug(None)], ("UNKNOWN", None, None), id="undated"),
        pytest.param(
            [drug(days_before(P, 14), purpose=None)],
            ("UNKNOWN", days_after(P, 1), "ABSENT"),
            id="steroid, purpose missing, inside",
        ),
        pytest.param([drug(days_before(P, 15), purpose=None)], ("ABSENT", None, None), id="purpose missing, outside"),
        pytest.param(
            [drug(days_before(P, 14), route=None)], ("UNKNOWN", days_after(P, 1), "ABSENT"), id="route missing, inside"
        ),
        pytest.param([drug(days_before(P, 15), route=None)], ("ABSENT", None, None), id="route missing, outside"),
        pytest.param(
            [drug(days_before(P, 14), kind=None)], ("UNKNOWN", days_after(P, 1), "ABSENT"), id="class missing, inside"
        ),
        pytest.param([drug(days_before(P, 15), kind=None)], ("ABSENT", None, None), id="class missing, outside"),
        pytest.param([drug("2026-04")], ("ABSENT", None, None), id="partial, wholly outside"),
        pytest.param([drug("2026-05")], ("UNKNOWN", "2026-06-04", "ABSENT"), id="partial, across"),
        pytest.param([drug("2026-01-01"), drug("2026-05-10")], ("PRESENT", "2026-05-25", "ABSENT"), id="one of two"),
        pytest.param([drug("2026-01-01"), drug(None)], ("UNKNOWN", None, None), id="one outside, one undated"),
        pytest.param([drug("ongoing"), drug(None)], ("PRESENT", None, None), id="one ongoing, one undated"),
    ],
)
def test_the_list(entries, expected):
    assert outcome("E16", {LIST: entries}) == expected


def test_partial_wholly_inside():
    facts = {LIST: [drug("2026-05")]}
    assert outcome("E16", facts, A="2026-05-13", P="2026-05-15") == ("PRESENT", "2026-05-16", "UNKNOWN")


def test_a_date_after_the_assessment_is_unknown():
    assert verdict("E16", {LIST: [drug(days_after(A, 1))]}) == "UNKNOWN"


@pytest.mark.parametrize(
    ("days", "expected"), [(14, ("UNKNOWN", days_after(A, 1), "ABSENT")), (15, ("ABSENT", None, None))]
)
def test_no_first_dose_planned(days, expected):
    assert outcome("E16", {LIST: [drug(days_before(A, days))]}, P=None) == expected


def test_first_dose_planned_before_the_assessment():
    assert verdict("E16", {LIST: [drug("2026-01-01")]}, P=days_before(A, 1)) == "UNKNOWN"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without(LIST), [LIST]),
        ({LIST: [drug(None)]}, [f"{LIST}[0].last_dose"]),
        (before(14, purpose=None), [f"{LIST}[0].purpose"]),
    ],
    ids=["list", "last dose", "purpose"],
)
def test_missing(facts, missing):
    assert judged("E16", facts)["missing"] == missing


@pytest.mark.parametrize(
    ("entries", "reading_dependent"),
    [
        ([drug("ongoing", purpose="physiological_replacement")], True),
        ([drug("ongoing", "other_hormone")], True),
        ([drug("ongoing")], False),
        ([], False),
    ],
    ids=["replacement", "other hormone", "therapeutic", "none"],
)
def test_any_hormone_or_only_immunosuppression(entries, reading_dependent):
    assert judged("E16", {LIST: entries})["reading_dependent"] is reading_dependent
