"""I08 Experimental drugs and other anti-cancer therapy: none within 28 days before the first dose, and recovered."""

import pytest

from .support import A, P, days_after, days_before, judged, outcome, verdict, without

LIST = "other_anticancer"


def therapy(last_dose, recovered=True, kind="targeted"):
    return {"agent": "pazopanib", "kind": kind, "last_dose": last_dose, "toxicity_recovered": recovered}


def before(days, recovered=True, kind="targeted"):
    return {LIST: [therapy(days_before(P, days), recovered, kind)]}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (2, ("NOT_MET", days_after(P, 27), "MET")),
        (27, ("NOT_MET", days_after(P, 2), "MET")),
        (28, ("NOT_MET", days_after(P, 1), "MET")),
        (29, ("MET", None, None)),
        (30, ("MET", None, None)),
    ],
)
def test_day_28_is_still_inside(days, expected):
    assert outcome("I08", before(days)) == expected


@pytest.mark.parametrize(
    "kind", ["investigational", "targeted", "immunotherapy", "cell_therapy", "hormonal", "other", None]
)
def test_every_kind_alike(kind):
    assert verdict("I08", before(28, kind=kind)) == "NOT_MET"
    assert verdict("I08", before(29, kind=kind)) == "MET"


@pytest.mark.parametrize(
    ("days", "recovered", "expected"),
    [
        pytest.param(100, False, ("NOT_MET", None, None), id="long ago, not recovered"),
        pytest.param(100, None, ("UNKNOWN", None, None), id="long ago, recovery not recorded"),
        pytest.param(10, False, ("NOT_MET", None, None), id="inside, not recovered: waiting does not help"),
        pytest.param(28, None, ("NOT_MET", days_after(P, 1), "UNKNOWN"), id="inside, recovery not recorded"),
    ],
)
def test_recovery(days, recovered, expected):
    assert outcome("I08", before(days, recovered)) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "MET", id="reviewed, none"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
        pytest.param([therapy("ongoing")], "NOT_MET", id="ongoing"),
        pytest.param([therapy(None)], "UNKNOWN", id="undated"),
        pytest.param([therapy(None, recovered=False)], "NOT_MET", id="undated, not recovered"),
        pytest.param([therapy(A)], "NOT_MET", id="today"),
        pytest.param([therapy(days_after(A, 1))], "UNKNOWN", id="dated after the assessment"),
        pytest.param([therapy("2026-01-08"), therapy("2026-05-01")], "NOT_MET", id="one of two inside"),
        pytest.param([therapy("2026-01-08"), therapy("2026-04-23")], "MET", id="both outside"),
        pytest.param([therapy("2026-01-08"), therapy(None)], "UNKNOWN", id="one outside, one undated"),
        pytest.param([therapy("2026-05-01"), therapy(None)], "NOT_MET", id="one inside, one undated"),
        pytest.param(
            [therapy("2026-01-08", recovered=None), therapy("2026-05-01")], "NOT_MET", id="one inside decides"
        ),
        pytest.param([therapy("2026-03")], "MET", id="partial, wholly outside"),
        pytest.param([therapy("2026-05")], "NOT_MET", id="partial, wholly inside"),
        pytest.param([therapy("2026-04")], "UNKNOWN", id="partial, across"),
        pytest.param([therapy("2026-04", recovered=False)], "NOT_MET", id="partial, across, not recovered"),
    ],
)
def test_the_list(entries, expected):
    assert verdict("I08", {LIST: entries}) == expected


def test_a_partial_date_becomes_certain_29_days_after_its_last_possible_day():
    assert outcome("I08", {LIST: [therapy("2026-04")]}) == ("UNKNOWN", "2026-05-29", "MET")


def test_ongoing_has_no_date():
    assert outcome("I08", {LIST: [therapy("ongoing")]}) == ("NOT_MET", None, None)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without(LIST), [LIST]),
        (before(100, None), [f"{LIST}[0].toxicity_recovered"]),
        ({LIST: [therapy(None)]}, [f"{LIST}[0].last_dose"]),
    ],
    ids=["list", "recovery", "last dose"],
)
def test_missing(facts, missing):
    assert judged("I08", facts)["missing"] == missing


def test_applicable():
    assert judged("I08", {LIST: []})["applicable"] is False
    assert judged("I08", before(100))["applicable"] is True


@pytest.mark.parametrize(
    ("days", "expected"),
    [(28, ("UNKNOWN", days_after(A, 1), "MET")), (29, ("MET", None, None))],
)
def test_no_first_dose_planned(days, expected):
    assert outcome("I08", {LIST: [therapy(days_before(A, days))]}, P=None) == expected


def test_first_dose_planned_before_the_assessment():
    assert verdict("I08", {LIST: [therapy("2026-01-08")]}, P=days_before(A, 1)) == "UNKNOWN"


@pytest.mark.parametrize(("days", "reading_dependent"), [(14, True), (28, True), (29, False)])
def test_radiotherapy_is_left_to_i10(days, reading_dependent):
    rt = {"class": "local_palliative_small_field", "site": "rib", "last_date": days_before(P, days)}
    found = judged("I08", {"radiotherapy": [rt]})
    assert (found["verdict"], found["reading_dependent"]) == ("MET", reading_dependent)
