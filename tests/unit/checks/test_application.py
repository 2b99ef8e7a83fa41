"""Checks on what the application passes in: Q09, Q43 at sign-off, Q44, Q45, Q46."""

from datetime import date

import pytest

from criteria.checks import (
    ConsentVersion,
    GivenJudgement,
    find_changes_since_signing,
    find_consent_version,
    find_judgements,
    find_same_person,
    find_unanswered_at_signing,
)
from criteria.record import PatientRecord

V1, V2 = ConsentVersion("1.0", date(2026, 1, 10)), ConsentVersion("2.0", date(2026, 4, 1))
SIGNED_ON = date(2026, 5, 8)


@pytest.mark.parametrize(
    ("signed", "signed_on", "is_old"),
    [
        (V1, date(2026, 3, 31), False),
        (V1, date(2026, 4, 1), True),
        (V2, date(2026, 4, 1), False),
        (V1, date(2026, 1, 9), False),
    ],
)
def test_q09_an_older_version_than_the_one_approved_on_the_day(
    signed: ConsentVersion, signed_on: date, is_old: bool
) -> None:
    finding = find_consent_version(signed, signed_on, [V1, V2])
    assert (finding is not None) is is_old
    if finding is not None:
        assert (finding.check, finding.severity, finding.facts, finding.blocks) == (
            "Q09",
            "warn",
            ("icf.signed_date",),
            (),
        )
        assert "version 1.0, but version 2.0" in finding.message.en


def test_q44_a_judgement_without_name_date_or_role_is_unusable() -> None:
    path = "ability_to_comply"
    whole = GivenJudgement(path, "investigator", SIGNED_ON, entitled=True)
    assert find_judgements([whole]) == ()
    for flawed, said in (
        (GivenJudgement(path, None, SIGNED_ON, entitled=True), "no name or no date"),
        (GivenJudgement(path, "", SIGNED_ON, entitled=True), "no name or no date"),
        (GivenJudgement(path, "investigator", None, entitled=True), "no name or no date"),
        (GivenJudgement(path, "coordinator", SIGNED_ON, entitled=False), "not an investigator"),
    ):
        (finding,) = find_judgements([whole, flawed])
        assert (finding.check, finding.severity, finding.facts, finding.blocks) == ("Q44", "block", (path,), (path,))
        assert said in finding.message.en


def test_q45_names_what_changed_since_the_sign_off() -> None:
    assert find_changes_since_signing(SIGNED_ON, []) is None
    finding = find_changes_since_signing(SIGNED_ON, ["labs[0].value", "sct"])
    assert finding is not None
    assert (finding.check, finding.severity, finding.facts) == ("Q45", "warn", ("labs[0].value", "sct"))
    assert "Laboratory results 1, Result; Stem cell transplantation" in finding.message.en


def test_q46_names_the_other_screenings_by_number_only() -> None:
    assert find_same_person([]) is None
    finding = find_same_person(["SCR-0012", "SCR-0031"])
    assert finding is not None
    assert (finding.check, finding.severity) == ("Q46", "warn")
    assert "SCR-0012, SCR-0031" in finding.message.en


@pytest.mark.parametrize(("answer", "codes"), [(None, ["Q43"]), (True, []), (False, [])])
def test_q43_the_general_judgement_is_answered_before_signing(answer: bool | None, codes: list[str]) -> None:
    found = list(find_unanswered_at_signing(PatientRecord(investigator_other_condition=answer)))
    assert [finding.check for finding in found] == codes
