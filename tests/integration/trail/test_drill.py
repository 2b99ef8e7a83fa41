"""In every `make test`: a real story, verified and backed up, and the backup restored and asked everything."""

from pathlib import Path

import pytest
from django.core.management import call_command

from screening.models import AuditEvent, Role, Signature
from tests.factories import enrol, enter, make_eligible, make_team, open_screening, sign

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_story_is_verified_backed_up_and_restored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, team = make_team()
    screening = make_eligible(team, site)
    sign(team[Role.COORDINATOR], screening, "data_complete")
    sign(team[Role.INVESTIGATOR], screening)
    enrol(team[Role.COORDINATOR], screening)
    other = open_screening(team[Role.COORDINATOR], site)
    enter(team[Role.COORDINATOR], other, {"weight_kg": "38.5"})

    call_command("audit_head")
    head = tmp_path / "head"
    head.write_text(capsys.readouterr().out)
    call_command("verify_integrity", head=[head])
    assert "Everything is what was written." in capsys.readouterr().out

    call_command("backup", str(tmp_path / "dump"))
    call_command("drill", str(tmp_path / "dump"))
    said = capsys.readouterr().out
    assert "drill green" in said
    assert f"checklist of {Signature.objects.latest('pk').screening.number} rendered" in said
    assert AuditEvent.objects.get(verb="backup.drill").changes["result"] == "green"
