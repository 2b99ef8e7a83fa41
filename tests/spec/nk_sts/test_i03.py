"""I03 Performance status: Karnofsky from 16, Lansky below, at least 50; age on the scoring date."""

import pytest

from .support import SCREENING_START, A, days_after, days_before, judged, verdict, without

SCORED = "2026-05-12"
SIXTEEN = "2010-05-12"  # 16 on the scoring date itself


def scored(scale, score, birth_date="2014-09-17", day=SCORED):
    return {"performance": {"scale": scale, "score": score, "date": day}, "birth_date": birth_date}


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0, "NOT_MET"),
        (40, "NOT_MET"),
        (49, "NOT_MET"),
        (50, "MET"),
        (51, "MET"),
        (60, "MET"),
        (100, "MET"),
    ],
)
@pytest.mark.parametrize(("scale", "birth_date"), [("lansky", "2014-09-17"), ("karnofsky", "2008-09-17")])
def test_at_least_50(scale, birth_date, score, expected):
    assert verdict("I03", scored(scale, score, birth_date)) == expected


@pytest.mark.parametrize(
    ("scale", "birth_date", "expected"),
    [
        pytest.param("karnofsky", "2010-05-11", "MET", id="16 and a day, Karnofsky"),
        pytest.param("karnofsky", SIXTEEN, "MET", id="16 on the birthday, Karnofsky"),
        pytest.param("karnofsky", "2010-05-13", "UNKNOWN", id="15, Karnofsky does not fit"),
        pytest.param("lansky", "2010-05-11", "UNKNOWN", id="16 and a day, Lansky does not fit"),
        pytest.param("lansky", SIXTEEN, "UNKNOWN", id="16 on the birthday, Lansky does not fit"),
        pytest.param("lansky", "2010-05-13", "MET", id="15, Lansky"),
        pytest.param("lansky", "2010-05-15", "MET", id="scored at 15, assessed at 16"),
        pytest.param("karnofsky", "2010-05-15", "UNKNOWN", id="scored at 15 on Karnofsky, assessed at 16"),
    ],
)
def test_the_scale_fits_the_age_on_the_scoring_date(scale, birth_date, expected):
    assert verdict("I03", scored(scale, 80, birth_date)) == expected


@pytest.mark.parametrize(("scale", "birth_date"), [("karnofsky", "2014-09-17"), ("lansky", "2008-09-17")])
def test_a_low_score_on_the_wrong_scale_is_unknown_not_failed(scale, birth_date):
    assert verdict("I03", scored(scale, 30, birth_date)) == "UNKNOWN"


@pytest.mark.parametrize(
    ("scale", "birth_date", "expected"),
    [
        ("karnofsky", "2010-05-20", "MET"),
        ("lansky", "2010-05-20", "UNKNOWN"),
        ("lansky", "2010-05-21", "MET"),
        ("karnofsky", "2010-05-21", "UNKNOWN"),
    ],
)
def test_without_a_scoring_date_the_age_at_assessment_counts(scale, birth_date, expected):
    assert verdict("I03", scored(scale, 80, birth_date, day=None)) == expected


@pytest.mark.parametrize(
    ("scale", "birth_date", "expected"),
    [
        pytest.param("lansky", "2010", "UNKNOWN", id="year straddles 16"),
        pytest.param("karnofsky", "2010", "UNKNOWN", id="year straddles 16, Karnofsky"),
        pytest.param("lansky", "2010-05", "UNKNOWN", id="month straddles 16"),
        pytest.param("lansky", "2011", "MET", id="certainly below 16"),
        pytest.param("karnofsky", "2009", "MET", id="certainly 16"),
        pytest.param("lansky", "2009", "UNKNOWN", id="certainly 16, Lansky does not fit"),
        pytest.param("lansky", None, "UNKNOWN", id="birth date missing"),
    ],
)
def test_partial_birth_date(scale, birth_date, expected):
    assert verdict("I03", scored(scale, 80, birth_date)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(days_before(SCREENING_START, 1), "UNKNOWN", id="day before screening started"),
        pytest.param(SCREENING_START, "MET", id="first day of screening"),
        pytest.param(A, "MET", id="day of assessment"),
        pytest.param(days_after(A, 1), "UNKNOWN", id="tomorrow"),
    ],
)
def test_scored_during_screening(day, expected):
    assert verdict("I03", scored("lansky", 80, day=day)) == expected


@pytest.mark.parametrize(("day", "expected"), [("2026-05-07", "UNKNOWN"), ("2026-05-08", "MET")])
def test_screening_starts_with_the_consent_unless_stated(day, expected):
    assert verdict("I03", {**scored("lansky", 80, day=day), **without("screening_start")}) == expected


@pytest.mark.parametrize(
    ("birth_date", "reading_dependent"),
    [("2010-05-20", True), ("2010-05-13", True), ("2010-05-21", False), ("2014-09-17", False)],
    ids=["16 at enrolment", "16 since the day after scoring", "still 15 at enrolment", "11"],
)
def test_age_at_scoring_or_at_enrolment(birth_date, reading_dependent):
    found = judged("I03", scored("lansky", 80, birth_date))
    assert (found["verdict"], found["reading_dependent"]) == ("MET", reading_dependent)


@pytest.mark.parametrize("fact", ["performance.scale", "performance.score"])
def test_scale_or_score_missing(fact):
    found = judged("I03", without(fact))
    assert (found["verdict"], found["missing"]) == ("UNKNOWN", [fact])


def test_nothing_recorded():
    assert verdict("I03", without("performance")) == "UNKNOWN"
