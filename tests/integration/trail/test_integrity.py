"""verify_integrity: quiet on what is clean, and exact about what is not."""

import pytest
from django.core.management import CommandError, call_command

from screening.models import AuditLink, Role, Screening, Site, User
from screening.services.integrity import current_head, read_heads, verify
from screening.services.integrity.chain import BEFORE_THE_FIRST, measured
from tests import tampering
from tests.factories import enrol, enter, make_eligible, make_team, open_screening, row, sign

pytestmark = pytest.mark.django_db(transaction=True)
Team = dict[Role, User]


@pytest.fixture
def team() -> Team:
    return make_team()[1]


@pytest.fixture
def site(team: Team) -> Site:
    return team[Role.COORDINATOR].memberships.get().site


@pytest.fixture
def enrolled(team: Team, site: Site) -> Screening:
    screening = make_eligible(team, site)
    sign(team[Role.COORDINATOR], screening, "data_complete")
    sign(team[Role.INVESTIGATOR], screening)
    enrol(team[Role.COORDINATOR], screening)
    return screening


def test_a_whole_story_is_clean(team: Team, site: Site, enrolled: Screening) -> None:
    other = open_screening(team[Role.COORDINATOR], site)
    enter(team[Role.COORDINATOR], other, row("chemo", agent="vincristine"))
    report = verify([current_head()])

    assert report.problems == []
    assert report.looked_at["audit trail"] == AuditLink.objects.count() > 50
    assert {kind: number for kind, number in report.looked_at.items() if kind in {"signatures", "places"}} == {
        "signatures": 2, "places": 1,
    }  # fmt: skip
    assert report.looked_at["photographs"] == 6  # three, each looked at and replayed


def test_the_chain_has_no_gap_and_no_fork(enrolled: Screening) -> None:
    links = list(AuditLink.objects.values_list("seq", "prev_hash", "hash"))

    assert [seq for seq, *_ in links] == list(range(1, len(links) + 1))
    assert [before for _, before, _ in links] == [BEFORE_THE_FIRST, *(hashed for *_, hashed in links[:-1])]


def test_lengths_keep_neighbours_apart() -> None:
    assert measured("ab") + measured("c") != measured("a") + measured("bc")
    assert measured(None) != measured("") != measured("-")
    assert measured("患者") == b"6:\xe6\x82\xa3\xe8\x80\x85,"


def test_a_head_is_read_back_from_whatever_surrounds_it() -> None:
    head = current_head()

    assert read_heads(f"2026-05-20T00:00:00Z {head}\r\n{head}, printed") == [head, head]
    assert read_heads("nothing") == []


def test_the_commands(enrolled: Screening, tmp_path, capsys) -> None:
    call_command("audit_head")
    kept = tmp_path / "head"
    kept.write_text(capsys.readouterr().out)
    call_command("verify_integrity", head=[kept])
    assert "Everything is what was written." in capsys.readouterr().out

    with tampering.superuser():
        tampering.run("UPDATE screening_screening SET planned_first_dose = planned_first_dose + 1")
    with pytest.raises(CommandError):
        call_command("verify_integrity", head=[kept])
    said = capsys.readouterr().out
    assert f"data: screening_screening {enrolled.pk}: it was changed" in said

    kept.write_text("no head")
    with pytest.raises(CommandError, match="holds no head"):
        call_command("verify_integrity", head=[kept])
