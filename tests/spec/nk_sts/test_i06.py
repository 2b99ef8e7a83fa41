"""I06 Recovery from chemotherapy toxicity: every acute toxicity back to grade 1 or none."""

import pytest

from .support import checks, judged, lab, verdict, without

LIST = "chemo_acute_toxicities"


def toxicity(grade, category="marrow"):
    return {"term": "any", "category": category, "current_grade": grade}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "MET", id="none left"),
        pytest.param([toxicity(0)], "MET", id="grade 0"),
        pytest.param([toxicity(1)], "MET", id="marrow grade 1"),
        pytest.param([toxicity(1, "other")], "MET", id="other grade 1"),
        pytest.param([toxicity(2)], "NOT_MET", id="marrow grade 2"),
        pytest.param([toxicity(2, "other")], "NOT_MET", id="other grade 2"),
        pytest.param([toxicity(5)], "NOT_MET", id="grade 5"),
        pytest.param([toxicity(1), toxicity(2, "other")], "NOT_MET", id="one of two at grade 2"),
        pytest.param([toxicity(1), toxicity(1, "other")], "MET", id="two at grade 1"),
        pytest.param([toxicity(None)], "UNKNOWN", id="grade missing"),
        pytest.param([toxicity(1), toxicity(None)], "UNKNOWN", id="grade 1 and a grade missing"),
        pytest.param([toxicity(2), toxicity(None)], "NOT_MET", id="grade 2 decides though a grade is missing"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
    ],
)
def test_grade_1_at_most(entries, expected):
    found = judged("I06", {LIST: entries})
    assert (found["verdict"], found["flips_on"]) == (expected, None)


def test_not_reviewed_names_the_list():
    assert LIST in judged("I06", without(LIST))["missing"]


@pytest.mark.parametrize("entries", [[], None], ids=["reviewed, none", "not reviewed"])
def test_never_any_chemotherapy(entries):
    found = judged("I06", {"chemo": [], LIST: entries})
    assert (found["verdict"], found["applicable"]) == ("MET", False)


def test_applicable_after_chemotherapy():
    assert judged("I06", {LIST: [toxicity(1)]})["applicable"] is True


@pytest.mark.parametrize(
    ("entries", "reading_dependent"),
    [
        ([toxicity(1, "other")], True),
        ([toxicity(1, "marrow")], False),
        ([toxicity(0, "other")], False),
        ([toxicity(2, "other")], False),
        ([toxicity(2, "marrow")], False),
        ([], False),
    ],
    ids=[
        *("residual non-marrow grade 1", "marrow grade 1", "grade 0"),
        *("grade 2 fails either way", "marrow grade 2 fails either way", "none"),
    ],
)
def test_complete_recovery_or_grade_1(entries, reading_dependent):
    assert judged("I06", {LIST: entries})["reading_dependent"] is reading_dependent


def test_low_counts_alone_are_not_toxicity():
    assert verdict("I06", lab("ANC", "0.2")) == "MET"


@pytest.mark.parametrize(
    ("test", "value", "warned"),
    [("ANC", "1.49", True), ("ANC", "1.5", False), ("PLT", "74", True), ("PLT", "75", False)],
)
def test_low_counts_without_recorded_toxicity_are_flagged(test, value, warned):
    assert ("Q36" in checks({**lab(test, value), LIST: []})) is warned
