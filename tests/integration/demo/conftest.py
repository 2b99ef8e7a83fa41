from collections.abc import Iterator

import pytest
from django.db import transaction

from screening.demo.stories import STORIES
from screening.models import Screening
from tests.factories import NOW
from tests.integration.demo.support import run


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[dict[int, Screening]]:
    """The demo as loaded at NOW, once for the module; its tests only read, or try what changes nothing.

    The screenings by the place of their story; only a child that came back has the initials of another story.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        assert run("--if-empty", "--as-of", NOW.isoformat()) == "46 screenings of the demo loaded.\n"
        loaded = {
            (each.participant.identity.initials, each.rescreening_of_id is not None): each
            for each in Screening.objects.select_related("participant__identity", "site")
        }
        yield {place: loaded[story.initials, bool(story.screened_before)] for place, story in enumerate(STORIES)}
        transaction.set_rollback(True)
