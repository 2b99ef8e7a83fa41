"""I07 Myelosuppressive chemotherapy: 21 days, or 42 if a nitrosourea was ever used, before the first dose."""

import pytest

from .support import NEVER, A, P, checks, chemo, days_after, days_before, flip, judged, outcome, verdict, without

EVER = "nitrosourea_ever"


def last(days, ever=False, **entry):
    """The last dose so many days before the planned first dose."""
    return {"chemo": [chemo(days_before(P, days), **entry)], EVER: ever}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (2, ("NOT_MET", days_after(P, 19), "MET")),
        (20, ("NOT_MET", days_after(P, 1), "MET")),
        (21, ("MET", None, None)),
        (22, ("MET", None, None)),
        (41, ("MET", None, None)),
        (42, ("MET", None, None)),
    ],
)
def test_without_nitrosourea(days, expected):
    assert outcome("I07", last(days, ever=False)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (20, ("NOT_MET", days_after(P, 22), "MET")),
        (21, ("NOT_MET", days_after(P, 21), "MET")),
        (41, ("NOT_MET", days_after(P, 1), "MET")),
        (42, ("MET", None, None)),
        (43, ("MET", None, None)),
    ],
)
def test_nitrosourea_at_any_time_in_life(days, expected):
    assert outcome("I07", last(days, ever=True)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (20, ("NOT_MET", days_after(P, 1), "UNKNOWN")),
        (21, ("UNKNOWN", days_after(P, 21), "MET")),
        (41, ("UNKNOWN", days_after(P, 1), "MET")),
        (42, ("MET", None, None)),
    ],
)
def test_nitrosourea_not_recorded(days, expected):
    assert outcome("I07", last(days, ever=None)) == expected


@pytest.mark.parametrize(("days", "missing"), [(20, []), (30, [EVER]), (42, [])])
def test_nitrosourea_is_asked_for_only_where_it_matters(days, missing):
    assert judged("I07", last(days, ever=None))["missing"] == missing


@pytest.mark.parametrize("ever", [None, False])
def test_a_nitrosourea_in_the_list_counts_as_ever(ever):
    assert verdict("I07", last(30, ever=ever, nitrosourea=True)) == "NOT_MET"


def test_a_nitrosourea_in_the_list_against_the_answer_is_flagged():
    assert "Q29" in checks(last(30, ever=False, nitrosourea=True))


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "MET", id="reviewed, never any"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
        pytest.param([chemo(None)], "UNKNOWN", id="last dose not dated"),
        pytest.param([chemo("ongoing")], "NOT_MET", id="ongoing"),
        pytest.param([chemo(A)], "NOT_MET", id="today"),
        pytest.param([chemo(days_after(A, 1))], "UNKNOWN", id="dated after the assessment"),
        pytest.param([chemo("2014-09-16")], "UNKNOWN", id="dated before birth"),
        pytest.param([chemo("2026-01-01"), chemo("2026-05-02")], "NOT_MET", id="the latest counts, listed last"),
        pytest.param([chemo("2026-05-02"), chemo("2026-01-01")], "NOT_MET", id="the latest counts, listed first"),
        pytest.param([chemo("2026-01-01"), chemo("2026-05-01")], "MET", id="both long enough ago"),
        pytest.param([chemo("2026-05-02"), chemo(None)], "NOT_MET", id="one fails, one undated"),
        pytest.param([chemo("2026-01-01"), chemo(None)], "UNKNOWN", id="one passes, one undated"),
        pytest.param([chemo("2026-05-15", myelosuppressive=False)], "MET", id="not myelosuppressive"),
        pytest.param([chemo("ongoing", myelosuppressive=False)], "MET", id="not myelosuppressive, ongoing"),
        pytest.param([chemo(None, myelosuppressive=False)], "MET", id="not myelosuppressive, undated"),
        pytest.param([chemo("2026-05-01", myelosuppressive=None)], "MET", id="myelosuppressive? open, 21 days"),
        pytest.param([chemo("2026-05-02", myelosuppressive=None)], "UNKNOWN", id="myelosuppressive? open, 20 days"),
    ],
)
def test_the_list(entries, expected):
    assert verdict("I07", {"chemo": entries}) == expected


def test_ongoing_has_no_date():
    assert flip("I07", {"chemo": [chemo("ongoing")]}) == NEVER


def test_myelosuppressive_open_becomes_certain_when_it_no_longer_matters():
    assert flip("I07", {"chemo": [chemo("2026-05-02", myelosuppressive=None)]}) == ("2026-05-23", "MET")


def test_myelosuppressive_open_is_named():
    assert judged("I07", {"chemo": [chemo("2026-05-02", myelosuppressive=None)]})["missing"] == [
        "chemo[0].myelosuppressive"
    ]


def test_not_reviewed_names_the_list():
    assert "chemo" in judged("I07", without("chemo"))["missing"]


@pytest.mark.parametrize(("entries", "ever"), [([], False), ([], None)])
def test_never_any_is_not_applicable(entries, ever):
    found = judged("I07", {"chemo": entries, EVER: ever})
    assert (found["verdict"], found["applicable"]) == ("MET", False)


def test_given_is_applicable():
    assert judged("I07")["applicable"] is True


@pytest.mark.parametrize(
    ("last_dose", "first_dose", "expected"),
    [
        pytest.param("2026-02", "2026-03-21", "MET", id="last possible day is exactly 21 days before"),
        pytest.param("2026-02", "2026-03-20", "UNKNOWN", id="last possible day is 20 days before"),
        pytest.param("2026-02", "2026-03-22", "MET", id="last possible day is 22 days before"),
        pytest.param("2026-01", "2026-03-16", "MET", id="wholly outside"),
        pytest.param("2026", "2026-03-21", "UNKNOWN", id="some day this year"),
        pytest.param("2025", "2026-03-21", "MET", id="some day last year"),
    ],
)
def test_partial_dates(last_dose, first_dose, expected):
    assert verdict("I07", {"chemo": [chemo(last_dose)]}, A="2026-03-15", P=first_dose) == expected


def test_partial_date_wholly_inside_then_open():
    facts = {"chemo": [chemo("2026-05")]}
    assert outcome("I07", facts, A="2026-05-19", P="2026-05-21") == ("NOT_MET", "2026-05-22", "UNKNOWN")
    assert outcome("I07", facts, A="2026-05-20", P="2026-05-22") == ("UNKNOWN", "2026-06-10", "MET")


@pytest.mark.parametrize(
    ("last_dose", "expected"),
    [
        pytest.param(days_before(A, 22), ("MET", None, None), id="22 days before the assessment"),
        pytest.param(days_before(A, 21), ("MET", None, None), id="21 days before the assessment"),
        pytest.param(days_before(A, 20), ("UNKNOWN", days_after(A, 1), "MET"), id="20 days before"),
        pytest.param("ongoing", ("NOT_MET", None, None), id="ongoing: fails for any first dose"),
    ],
)
def test_no_first_dose_planned(last_dose, expected):
    assert outcome("I07", {"chemo": [chemo(last_dose)]}, P=None) == expected


def test_first_dose_planned_before_the_assessment():
    assert verdict("I07", P=days_before(A, 1)) == "UNKNOWN"
    assert verdict("I07", P=A) == "MET"


@pytest.mark.parametrize(
    ("facts", "reading_dependent"),
    [
        pytest.param(last(30, ever=True), True, id="B09: other agent last, nitrosourea earlier in life"),
        pytest.param(last(42, ever=True), False, id="B09: 42 days satisfy every reading"),
        pytest.param(last(30, ever=False), False, id="B09: no nitrosourea"),
        pytest.param(last(21, ever=True), True, id="B09: other agent last, 21 days"),
        pytest.param(last(21, ever=False), False, id="B09: 21 days, no nitrosourea"),
        pytest.param(last(42, ever=True, nitrosourea=True), False, id="B09: nitrosourea last, 42 days"),
        pytest.param(last(41, ever=True, nitrosourea=True), False, id="B09: nitrosourea last, 41 days"),
        pytest.param(last(20, myelosuppressive=False), True, id="B10: not myelosuppressive, 20 days"),
        pytest.param(last(21, myelosuppressive=False), False, id="B10: not myelosuppressive, 21 days"),
    ],
)
def test_reading_dependent(facts, reading_dependent):
    assert judged("I07", facts)["reading_dependent"] is reading_dependent
