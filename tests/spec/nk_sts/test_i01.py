"""I01 Informed consent: signed by an entitled person, on or before the assessment date."""

import pytest

from .support import NEVER, A, days_after, days_before, document, findings_about, flip, judged, verdict, without

ADULT_LONG_SINCE = {"birth_date": "2008-01-01"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"icf.signer": "parent_guardian"}, "MET", id="minor, signed by a parent"),
        pytest.param({"icf.signer": "participant"}, "NOT_MET", id="signed only by the minor"),
        pytest.param({**ADULT_LONG_SINCE, "icf.signer": "participant"}, "MET", id="adult, own signature"),
        pytest.param({"icf.signed": False}, "NOT_MET", id="declined, or by word of mouth only"),
        pytest.param({"icf.withdrawn": True}, "NOT_MET", id="withdrawn"),
        pytest.param({"icf.withdrawn": False}, "MET", id="not withdrawn"),
        pytest.param(without("icf.withdrawn"), "MET", id="withdrawal not mentioned"),
        pytest.param(without("icf.signed"), "UNKNOWN", id="signed? not recorded"),
        pytest.param(without("icf.signer"), "UNKNOWN", id="signer not recorded"),
        pytest.param(without("icf"), "UNKNOWN", id="nothing recorded about consent"),
        pytest.param({**without("icf.signed"), "icf.withdrawn": True}, "NOT_MET", id="withdrawn decides alone"),
        pytest.param({**without("icf.signer"), "icf.signed": False}, "NOT_MET", id="unsigned decides without signer"),
        pytest.param(
            {**without("birth_date"), "icf.signer": "participant"}, "UNKNOWN", id="own signature, age unknown"
        ),
    ],
)
def test_who_signed(facts, expected):
    assert verdict("I01", facts) == expected


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [("2008-05-19", "MET"), ("2008-05-20", "MET"), ("2008-05-21", "NOT_MET")],
    ids=["18 and a day", "18 today", "18 tomorrow"],
)
def test_own_signature_counts_from_the_18th_birthday(birth_date, expected):
    facts = {"birth_date": birth_date, "icf.signer": "participant", "icf.signed_date": A}
    assert verdict("I01", facts) == expected


def test_a_guardian_does_not_sign_for_an_adult():
    assert verdict("I01", {**ADULT_LONG_SINCE, "icf.signer": "parent_guardian"}) != "MET"


@pytest.mark.parametrize(
    ("signed_date", "expected"),
    [
        pytest.param(days_before(A, 1), "MET", id="yesterday"),
        pytest.param(A, "MET", id="today"),
        pytest.param(days_after(A, 1), "UNKNOWN", id="tomorrow, which cannot have happened"),
        pytest.param("2026-05", "MET", id="some day this month"),
        pytest.param("2026", "MET", id="some day this year"),
        pytest.param("2026-06", "UNKNOWN", id="some day next month"),
        pytest.param(None, "MET", id="date not recorded: the order of events is I13's business"),
    ],
)
def test_signature_date(signed_date, expected):
    assert verdict("I01", {"icf.signed_date": signed_date}) == expected


@pytest.mark.parametrize("signed_date", [None, "2026-05"], ids=["missing", "partial"])
def test_a_missing_or_partial_signature_date_is_flagged(signed_date):
    assert findings_about("icf.signed_date", {"icf.signed_date": signed_date}) != []


@pytest.mark.parametrize("facts", [{"icf.signed": False}, {"icf.withdrawn": True}], ids=["unsigned", "withdrawn"])
def test_no_date_can_be_computed_for_a_signature(facts):
    assert flip("I01", facts) == NEVER


@pytest.mark.parametrize("fact", ["icf.signed", "icf.signer"])
def test_the_missing_fact_is_named(fact):
    assert fact in judged("I01", without(fact))["missing"]


def test_the_base_record_is_the_example():
    assert document()["id"] == "EX1"
