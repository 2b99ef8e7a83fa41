"""manage.py backup and drill: a backup that is one is green, and whatever is done to it turns it red."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from screening.models import AuditEvent, AuditLink, Role, Signature
from tests import tampering
from tests.factories import enrol, make_eligible, make_team, open_screening, sign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backed_up(tmp_path: Path) -> Path:
    site, team = make_team()
    screening = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], screening)
    enrol(team[Role.COORDINATOR], screening)
    file = tmp_path / "trial.dump"
    call_command("backup", str(file))
    open_screening(team[Role.COORDINATOR], site)  # what happens afterwards is not in it, and no mistake
    return file


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def red(file: Path) -> str:
    with pytest.raises(CommandError, match="drill red") as caught:
        call_command("drill", str(file))
    assert (last_event().verb, last_event().changes["result"]) == ("backup.drill", "red")
    return str(caught.value)


def test_a_backup_is_restored_and_believed(backed_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = json.loads(Path(f"{backed_up}.json").read_text())
    assert manifest["rows"]["public.screening_signature"] == 1
    assert manifest["rows"]["identity.screening_participantidentity"] == 1
    dumped = AuditEvent.objects.get(verb="backup.dump")
    assert dumped.changes["head"] == manifest["head"]
    assert AuditLink.objects.get(event=dumped).seq == int(manifest["head"].split()[3]) + 1
    assert oct(backed_up.stat().st_mode)[-3:] == oct(Path(f"{backed_up}.json").stat().st_mode)[-3:] == "600"

    capsys.readouterr()
    call_command("drill", str(backed_up))

    said = capsys.readouterr().out
    assert "drill green" in said
    assert manifest["head"] in said
    assert f"checklist of {Signature.objects.get().screening.number} rendered" in said
    assert (last_event().verb, last_event().changes["result"]) == ("backup.drill", "green")


def test_whatever_is_done_to_it_is_found(backed_up: Path) -> None:
    content, manifest = backed_up.read_bytes(), Path(f"{backed_up}.json")
    for place in (0, 20, len(content) // 2, len(content) - 1):
        backed_up.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert "its digest is another one" in red(backed_up)
    for length in (0, 1, len(content) // 2, len(content) - 1):
        backed_up.write_bytes(content[:length])
        assert "it was cut off" in red(backed_up)
    backed_up.unlink()
    assert "is missing" in red(backed_up)
    backed_up.write_bytes(content)

    kept = manifest.read_text()
    for field, value in json.loads(kept).items():
        altered = json.loads(kept) | {
            field: value + 1 if isinstance(value, int) else {} if field == "rows" else f"{value}0"
        }
        manifest.write_text(json.dumps(altered))
        assert "was altered" in red(backed_up)
    for text in ("", "[]", "{", "{}"):
        manifest.write_text(text)
        assert "no manifest of a backup" in red(backed_up)
    manifest.write_text(kept)
    with override_settings(SIGNATURE_KEYS={"other": "x" * 32}):
        assert "sealed with a key that is not" in red(backed_up)


def test_a_database_that_was_altered_gives_no_backup_to_believe(backed_up: Path) -> None:
    with tampering.superuser():
        tampering.run("UPDATE screening_screening SET planned_first_dose = planned_first_dose + 1")
    altered = backed_up.with_name("altered.dump")
    call_command("backup", str(altered))

    assert "it was changed, and the trail knows nothing of the change" in red(altered)


def test_no_file_is_written_over(backed_up: Path) -> None:
    before = backed_up.read_bytes()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(backed_up))
    assert backed_up.read_bytes() == before


@override_settings(SIGNATURE_KEYS={})
def test_without_a_key_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be sealed"):
        call_command("backup", str(tmp_path / "dump"))
    assert list(tmp_path.iterdir()) == []
