"""The empty form on paper: every question of the form, in both languages, and nothing about anybody."""

import pytest

from criteria.choices import choice_label
from criteria.record import SECTION_TITLES, vocabulary
from tests.papers import reader, squeezed, text_of

pytestmark = pytest.mark.django_db
# Told of a whole sample of results, or of a list, and so no question of its own.
NOT_ASKED = {"labs[].uln_unit", "labs[].lab_name", "labs[].test", "labs[]"}


@pytest.fixture
def sheet(monitor):
    answer = monitor.get("/worksheet.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'inline; filename="worksheet.pdf"'
    return answer.content


def test_every_question_of_every_section_stands_in_it_in_both_languages(sheet):
    text = text_of(sheet)
    asked = [info for info in vocabulary().values() if info.kind != "group" and info.path not in NOT_ASKED]

    assert len(asked) > 130
    for title in SECTION_TITLES.values():
        assert squeezed(title.en) in text
        assert title.zh in text
    for info in asked:
        assert squeezed(info.label.en) in text, info.path
        assert squeezed(info.label.zh) in text, info.path
        for value in info.choices:
            assert squeezed(choice_label(info.path, value).zh) in text, (info.path, value)
    assert squeezed("Planned first dose") in text


def test_it_is_tagged_and_small(sheet):
    root = reader(sheet).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert len(sheet) <= 400_000


def test_only_who_is_signed_in_gets_it(client):
    assert client.get("/worksheet.pdf").status_code == 302
