"""What we took from others is what its list says it is."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTED = re.compile(r"^\| `(?P<file>[^`]+)` \|.*`(?P<digest>[0-9a-f]{64})` \|$", re.MULTILINE)


def listed(folder: str) -> list[tuple[Path, str]]:
    text = (ROOT / folder / "README.md").read_text()
    return [(ROOT / folder / row["file"], row["digest"]) for row in LISTED.finditer(text)]


@pytest.mark.parametrize("folder", [".ci/pip", "screening/static/vendor"])
def test_every_vendored_file_is_listed_with_its_digest(folder):
    files = {path for path in (ROOT / folder).iterdir() if path.suffix not in {".md", ".LICENSE"}}

    assert files == {path for path, _ in listed(folder)}
    assert files


@pytest.mark.parametrize(("path", "digest"), listed(".ci/pip") + listed("screening/static/vendor"))
def test_a_vendored_file_is_as_listed(path, digest):
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
