"""What a signature is bound to (21 CFR 11.70): every signed field, its record, its photograph; whoever alters it is seen."""

import json
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from screening import photographs
from screening.models import Role, Screening, Signature, Site, User
from screening.services.integrity import verify
from tests import tampering
from tests.factories import enrol, enter, make_eligible, make_team, sign
from tests.tampering import rows, run, undone

pytestmark = pytest.mark.django_db(transaction=True)
Team = dict[Role, User]
NOT_SIGNED = {"id"}  # which row it is; the seal is about what it says


@pytest.fixture
def here() -> tuple[Site, Team]:
    return make_team()


@pytest.fixture
def signed(here: tuple[Site, Team]) -> Signature:
    site, team = here
    return sign(team[Role.INVESTIGATOR], make_eligible(team, site))


def said() -> list[str]:
    return [str(each) for each in verify().problems if each.kind == "signatures"]


def flipped(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, dict):
        return value | {"forged": True}
    return f"{value or ''}x"


def test_every_signed_field(signed: Signature) -> None:
    """Each field of the payload alone: of who, what, when, meaning what, over which photograph under which protocol."""
    assert {"photograph", "protocol_digest", "overall", "verdicts", "judgements", "number", "signer", "printed_name",
            "meaning", "statement", "signed_at", "timezone", "role", "version"} <= set(signed.payload)  # fmt: skip
    for name, value in signed.payload.items():
        signed.payload = signed.payload | {name: flipped(value)}
        assert "seal_broken" in photographs.problems_of(signed), name
        signed.payload = signed.payload | {name: value}
        signed.payload.pop(name)
        assert "seal_broken" in photographs.problems_of(signed), name
        signed.payload = signed.payload | {name: value}
    assert photographs.problems_of(signed) == []


def test_every_column_of_the_row_and_of_its_photograph(signed: Signature) -> None:
    """By the superuser, past the triggers: the row no longer is what the trail and the seal say."""
    with tampering.superuser():
        for table in ("screening_signature", "screening_assessment"):
            row = {"screening_signature": signed.pk, "screening_assessment": signed.assessment_id}[table]
            for column, kind in tampering.columns(table).items():
                if column in NOT_SIGNED or column in {"meaning", "overall", "purpose"}:
                    continue  # a constraint knows their words; the next test gives them other ones
                with undone():
                    if kind == "jsonb":
                        value, _what = tampering.altered_document(Random(column), table, column, row)  # noqa: S311
                        run(f"UPDATE {table} SET {column} = %s::jsonb WHERE id = %s", value, row)  # noqa: S608
                    else:
                        other = tampering.OTHER_VALUE[kind].format(column)
                        run(f"UPDATE {table} SET {column} = {other} WHERE id = %s", row)  # noqa: S608
                    assert not verify().clean, (table, column)
        assert verify().clean


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("screening_signature", "meaning = 'screen_failure'"),
        ("screening_signature", "meaning = 'data_complete'"),
        ("screening_assessment", "overall = 'PENDING'"),
        ("screening_assessment", "purpose = 'enrolment'"),
    ],
)
def test_another_meaning(signed: Signature, table: str, change: str) -> None:
    with tampering.superuser(), undone():
        run(f"UPDATE {table} SET {change}")  # noqa: S608
        assert said()


def test_a_signature_on_another_record(here: tuple[Site, Team], signed: Signature) -> None:
    """Carried over with its photograph, or copied beside the other's own: the seal names the record."""
    site, team = here
    other = make_eligible(team, site)
    with tampering.superuser():
        for tables in (["signature"], ["assessment"], ["signature", "assessment"]):
            with undone():
                for table in tables:
                    run(f"UPDATE screening_{table} SET screening_id = %s", other.pk)  # noqa: S608
                assert any("something else than what was signed" in each or "another photograph" in each or
                           "photograph was altered" in each for each in said()), tables  # fmt: skip
        with undone():
            photograph = json.dumps({"id": 900, "screening_id": other.pk})
            copy = json.dumps(
                {"id": 900, "assessment_id": 900, "screening_id": other.pk, "idempotency_key": str(uuid4())}
            )
            for table, new in (("assessment", photograph), ("signature", copy)):
                run(f"INSERT INTO screening_{table} SELECT (jsonb_populate_record(r, %s::jsonb)).* "  # noqa: S608
                    f"FROM screening_{table} AS r LIMIT 1", new)  # fmt: skip
            assert any(other.number in each for each in said())


def test_an_edit_behind_a_signature(signed: Signature) -> None:
    """The version is left as it was, so that the signature looks as if it counted still."""
    with tampering.superuser(), undone():
        run("UPDATE screening_screening SET facts = jsonb_set(facts, '{weight_kg}', '\"50\"')")
        assert any("the data are not what was signed" in each for each in said())


def test_an_edit_through_the_application_makes_it_stale_and_nothing_else(
    here: tuple[Site, Team], signed: Signature
) -> None:
    _, team = here
    enter(team[Role.COORDINATOR], signed.screening, {"weight_kg": "39"}, reason="weighed again")

    assert Signature.objects.get().is_stale
    assert verify().clean


def test_a_judgement_behind_a_signature(signed: Signature) -> None:
    with tampering.superuser(), undone():
        run("UPDATE screening_judgement SET answer = NOT answer WHERE path = 'poor_compliance'")
        assert any("the data are not what was signed" in each for each in said())


def test_a_place_with_a_borrowed_signature(here: tuple[Site, Team], signed: Signature) -> None:
    site, team = here
    other = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], other)
    enrol(team[Role.COORDINATOR], other)
    assert verify().clean

    with tampering.superuser(), undone():
        run("UPDATE screening_enrolment SET signature_id = %s", signed.pk)
        assert [each.kind for each in verify().problems] == ["data", "places"]
    with tampering.superuser(), undone():
        run("DELETE FROM screening_enrolment")
        assert f"places: {other.number}: it is enrolled, and has no place" in map(str, verify().problems)
    assert rows("SELECT count(*) FROM screening_enrolment") == [(1,)]


def test_a_screening_that_is_not_what_its_verdict_says(signed: Signature) -> None:
    screening: Screening = signed.screening
    with tampering.superuser(), undone():
        run("UPDATE screening_screening SET verdict = 'fail'")
        assert f"verdicts: {screening.number}: its verdict is not what its data say" in map(str, verify().problems)
