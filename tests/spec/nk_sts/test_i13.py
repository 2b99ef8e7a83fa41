"""I13 Ability to comply, the guardian's consent before any procedure, the child's assent."""

import pytest

from .support import flip, judged, verdict, without

ABLE = "ability_to_comply"
UNDERSTANDS = "guardian_understands"
PROCEDURE = "first_protocol_procedure_date"
ATTESTED = "consent_precedes_first_procedure"
ADULT = {"birth_date": "2008-05-20", "icf.signer": "participant"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({ABLE: True}, "MET", id="able"),
        pytest.param({ABLE: False}, "NOT_MET", id="not able"),
        pytest.param(without(ABLE), "JUDGEMENT", id="not judged"),
        pytest.param(
            {**without(ABLE), UNDERSTANDS: None}, "UNKNOWN", id="not judged and a fact missing: UNKNOWN first"
        ),
        pytest.param({**without(ABLE), "assent.status": "refused"}, "NOT_MET", id="not judged, assent refused"),
    ],
)
def test_part_a_able_to_comply(facts, expected):
    assert verdict("I13", facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({UNDERSTANDS: True}, "MET", id="guardian understands"),
        pytest.param({UNDERSTANDS: False}, "NOT_MET", id="guardian does not understand"),
        pytest.param(without(UNDERSTANDS), "UNKNOWN", id="understanding not recorded"),
        pytest.param({"icf.signer": "participant"}, "NOT_MET", id="signed by the minor"),
        pytest.param(without("icf.signer"), "UNKNOWN", id="signer not recorded"),
        pytest.param({"icf.signed": False}, "NOT_MET", id="not signed"),
        pytest.param(without("icf.signed"), "UNKNOWN", id="signed? not recorded"),
        pytest.param({**without("icf.signer"), UNDERSTANDS: False}, "NOT_MET", id="one failure decides"),
    ],
)
def test_part_b_a_guardian_who_understands_signed(facts, expected):
    assert verdict("I13", facts) == expected


@pytest.mark.parametrize(
    ("signed", "procedure", "expected"),
    [
        pytest.param("2026-05-08", "2026-05-09", "MET", id="day after consent"),
        pytest.param("2026-05-08", "2026-05-08", "UNKNOWN", id="same day, no times"),
        pytest.param("2026-05-09", "2026-05-08", "NOT_MET", id="day before consent"),
        pytest.param("2026-05-08", "none_yet", "MET", id="no procedure yet"),
        pytest.param("2026-05-08", None, "UNKNOWN", id="procedure date missing"),
        pytest.param(None, "2026-05-09", "UNKNOWN", id="consent date missing"),
        pytest.param("2026-05", "2026-05-09", "UNKNOWN", id="consent date partial, across"),
        pytest.param("2026-04", "2026-05-09", "MET", id="consent date partial, before"),
        pytest.param("2026-05", "2026-04-30", "NOT_MET", id="consent date partial, after"),
        pytest.param("2026-05-08", "2026-05", "UNKNOWN", id="procedure date partial, across"),
    ],
)
def test_part_c_consent_before_the_first_procedure(signed, procedure, expected):
    facts = {"icf.signed_date": signed, PROCEDURE: procedure, "assent.date": "2026-04-01"}
    assert verdict("I13", facts) == expected


def test_a_procedure_before_consent_is_permanent():
    assert flip("I13", {PROCEDURE: "2026-05-07"}) == (None, None)


def test_the_same_day_is_settled_by_the_attestation():
    same_day = {PROCEDURE: "2026-05-08"}
    assert verdict("I13", {**same_day, ATTESTED: True}) == "MET"
    assert verdict("I13", {**same_day, ATTESTED: None}) == "UNKNOWN"
    assert ATTESTED in judged("I13", same_day)["missing"]


def test_the_attestation_does_not_undo_the_dates():
    assert verdict("I13", {PROCEDURE: "2026-05-07", ATTESTED: True}) == "NOT_MET"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-05-08", "MET", id="before"),
        pytest.param("2026-05-09", "UNKNOWN", id="same day"),
        pytest.param("2026-05-10", "NOT_MET", id="after"),
        pytest.param(None, "UNKNOWN", id="missing"),
    ],
)
def test_part_c_the_applicable_child_form_too(day, expected):
    assert verdict("I13", {"assent.date": day}) == expected


@pytest.mark.parametrize(
    ("assent", "expected"),
    [
        pytest.param({"applicable": True, "status": "obtained", "date": "2026-05-08"}, "MET", id="obtained"),
        pytest.param({"applicable": True, "status": "refused", "date": "2026-05-08"}, "NOT_MET", id="refused"),
        pytest.param({"applicable": True, "status": "not_done"}, "UNKNOWN", id="not done"),
        pytest.param({"applicable": True}, "UNKNOWN", id="status missing"),
        pytest.param({"applicable": False}, "MET", id="not applicable"),
        pytest.param({"applicable": None}, "UNKNOWN", id="applicable? missing"),
        pytest.param(None, "UNKNOWN", id="nothing recorded"),
    ],
)
def test_part_d_assent_where_applicable(assent, expected):
    assert verdict("I13", {"assent": assent}) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(ADULT, "MET", id="own signature"),
        pytest.param({**ADULT, **without(UNDERSTANDS, "assent")}, "MET", id="no guardian, no assent needed"),
        pytest.param({**ADULT, UNDERSTANDS: False, "assent.status": "refused"}, "MET", id="(b) and (d) do not apply"),
        pytest.param({**ADULT, **without("icf.signer")}, "UNKNOWN", id="signer not recorded"),
        pytest.param({**ADULT, PROCEDURE: "2026-05-07"}, "NOT_MET", id="(c) applies"),
        pytest.param({**ADULT, ABLE: False}, "NOT_MET", id="(a) applies"),
        pytest.param({**ADULT, "birth_date": "2008-05-21"}, "NOT_MET", id="18 only tomorrow: a minor's signature"),
        pytest.param({**ADULT, "birth_date": "2008-05-19"}, "MET", id="18 since yesterday"),
    ],
)
def test_adults_sign_for_themselves(facts, expected):
    assert verdict("I13", facts) == expected
