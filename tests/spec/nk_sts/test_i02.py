"""I02 Age: completed years at enrolment at most 18; sex never matters."""

import pytest

from .support import NEVER, findings_about, flip, judged, outcome, verdict, without


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        pytest.param("2007-05-21", ("MET", "2026-05-21", "NOT_MET"), id="19 tomorrow"),
        pytest.param("2007-05-22", ("MET", "2026-05-22", "NOT_MET"), id="19 in two days"),
        pytest.param("2007-05-20", ("NOT_MET", None, None), id="19 today"),
        pytest.param("2007-05-19", ("NOT_MET", None, None), id="19 since yesterday"),
        pytest.param("2008-05-20", ("MET", "2027-05-20", "NOT_MET"), id="18 today"),
        pytest.param("2008-05-21", ("MET", "2027-05-21", "NOT_MET"), id="17"),
        pytest.param("1990-01-01", ("NOT_MET", None, None), id="36"),
    ],
)
def test_the_day_before_the_19th_birthday_is_the_last(birth_date, expected):
    assert outcome("I02", {"birth_date": birth_date}) == expected


NEVER_TREATED = {"chemo": [], "growth_factors": [], "radiotherapy": []}


@pytest.mark.parametrize("birth_date", ["2026-05-01", "2026"], ids=["19 days old", "born this year"])
def test_no_lower_age_limit(birth_date):
    assert verdict("I02", {"birth_date": birth_date, **NEVER_TREATED}) == "MET"


@pytest.mark.parametrize(
    ("today", "birth_date", "expected"),
    [
        pytest.param("2027-02-28", "2008-02-29", ("MET", "2027-03-01", "NOT_MET"), id="leap-day birth, 28 February"),
        pytest.param("2027-03-01", "2008-02-29", ("NOT_MET", None, None), id="leap-day birth, 1 March"),
        pytest.param("2027-05-20", "2008-05-20", ("NOT_MET", None, None), id="19th birthday after only 4 leap days"),
        pytest.param("2027-05-19", "2008-05-20", ("MET", "2027-05-20", "NOT_MET"), id="day before, 4 leap days"),
        pytest.param("2023-03-01", "2004-03-01", ("NOT_MET", None, None), id="19th birthday, 1 March, 4 leap days"),
    ],
)
def test_calendar_not_days_divided_by_365_25(today, birth_date, expected):
    assert outcome("I02", {"birth_date": birth_date}, A=today) == expected


def test_age_is_taken_at_enrolment_not_at_assessment():
    assert verdict("I02", {"birth_date": "2007-05-21"}, N="2026-05-21") == "NOT_MET"
    assert verdict("I02", {"birth_date": "2007-05-22"}, N="2026-05-21") == "MET"


def test_age_is_not_taken_at_the_first_dose():
    assert verdict("I02", {"birth_date": "2007-05-22"}, N="2026-05-21", P="2026-05-22") == "MET"


@pytest.mark.parametrize(
    ("birth_date", "flagged"),
    [
        ("2007-05-21", True),
        ("2007-05-22", True),
        ("2007-05-23", False),
    ],
    ids=["19 before the first dose", "19 on the day of the first dose", "19 the day after"],
)
def test_turning_19_before_the_first_dose_is_flagged(birth_date, flagged):
    adult = {"birth_date": birth_date, "performance.scale": "karnofsky", "icf.signer": "participant"}
    assert (findings_about("birth_date", adult) != []) is flagged


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        pytest.param("2010", "MET", id="year: 15 or 16"),
        pytest.param("2006", "NOT_MET", id="year: 19 or 20"),
        pytest.param("2007", "UNKNOWN", id="year: 18 or 19"),
        pytest.param("2007-06", "MET", id="month: still 18"),
        pytest.param("2007-04", "NOT_MET", id="month: already 19"),
        pytest.param("2007-05", "UNKNOWN", id="month of the 19th birthday"),
        pytest.param("2026-06", "UNKNOWN", id="born after the assessment"),
        pytest.param("2026-05-21", "UNKNOWN", id="born tomorrow"),
        pytest.param(None, "UNKNOWN", id="missing"),
    ],
)
def test_partial_impossible_and_missing_birth_dates(birth_date, expected):
    assert verdict("I02", {"birth_date": birth_date}) == expected


def test_a_partial_birth_date_becomes_certain_when_the_last_possible_birthday_has_come():
    assert flip("I02", {"birth_date": "2007-05"}) == ("2026-05-31", "NOT_MET")


def test_a_partial_birth_date_becomes_open_on_the_first_possible_birthday():
    assert flip("I02", {"birth_date": "2007-06"}) == ("2026-06-01", "UNKNOWN")


def test_nineteen_is_permanent():
    assert flip("I02", {"birth_date": "2000-01-01"}) == NEVER


def test_only_the_birth_date_is_missing():
    assert judged("I02", without("birth_date"))["missing"] == ["birth_date"]


@pytest.mark.parametrize("sex", [{"sex": "male"}, {"sex": "female"}, without("sex")], ids=["male", "female", "missing"])
def test_no_gender_limitation(sex):
    assert verdict("I02", sex) == "MET"
    assert verdict("I02", {**sex, "birth_date": "2007-05-20"}) == "NOT_MET"
