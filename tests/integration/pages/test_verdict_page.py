"""The verdict page: 38 lines, their words, what is offered to whom, and how many queries it takes."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.models import Role
from tests import factories, people

pytestmark = pytest.mark.django_db
LINE = re.compile(r'<tr class="(?:open|calm)')
PART = re.compile(r'<tr class="[^"]* part"')


def page(client, screening, query=""):
    return client.get(f"/screenings/{screening.number}/verdict/{query}").text


def chips(text):
    """The words of the chips of the two tables, in order."""
    return re.findall(r'<td class="verdict"><span class="chip chip-(\w+)">', text)


def test_thirty_eight_lines_with_the_five_parts_of_i12(site, team, coordinator):
    text = page(coordinator, people.filled(team, site))

    assert len(LINE.findall(text)) == 38 + 5
    assert len(PART.findall(text)) == 5
    assert text.index("Inclusion criteria (13)") < text.index("Exclusion criteria (25)")


def test_an_empty_record_passes_nothing(site, team, coordinator):
    text = page(coordinator, people.opened(team, site))

    assert set(chips(text)) == {"missing", "judge", "pass"}
    passed = [line for line in text.split("<tr ") if "chip-pass" in line and 'class="verdict"' in line]
    assert len(passed) == 1  # the age: birth date is what was entered
    assert "Age 18 years or younger" in passed[0]


def test_each_filter_shows_what_its_count_says(site, team, coordinator):
    screening = people.filled(team, site, chemo=[waiting_chemotherapy(site)])

    for key, word in (("judge", "Needs judgement"), ("notyet", "Not yet"), ("pass", "Pass"), ("na", "Not applicable")):
        text = page(coordinator, screening, f"?show={key}")
        shown = [line for line in text.split("<tr ") if 'class="verdict"' in line and 'calm part"' not in line]
        assert re.search(rf'aria-current="true">{word} {len(shown)}</a>', text), key
        assert {key} == {re.search(r"chip chip-(\w+)", line)[1] for line in shown}
    assert "No criterion has this verdict now." in page(coordinator, screening, "?show=fail")
    assert len(LINE.findall(page(coordinator, screening, "?show=nonsense"))) == 43


def waiting_chemotherapy(site):
    today = people.today_at(site)
    return {"agent": "irinotecan", "myelosuppressive": True, "nitrosourea": False, "last_dose": today.isoformat()}


def test_a_washout_says_when_it_is_over(site, team, coordinator):
    text = page(coordinator, people.filled(team, site, chemo=[waiting_chemotherapy(site)]))
    clears = people.today_at(site) + timedelta(21)

    assert "Chemotherapy (irinotecan), last dose" in text
    assert f'<time datetime="{clears}">{clears}</time>' in text
    assert f'Satisfied from <span class="nowrap">{clears}</span>' in text


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.COORDINATOR, "To record a judgement, the role Investigator is needed."),
        (Role.INVESTIGATOR, "Judge 3 items"),
        (Role.MONITOR, "To record a judgement, the role Investigator is needed."),
    ],
)
def test_the_main_button_or_why_there_is_none(role, offered, site, team, as_role):
    assert offered in page(as_role(role), people.filled(team, site))


def test_a_monitor_is_offered_nothing_to_write(site, team, monitor):
    text = page(monitor, people.filled(team, site))
    main = text.partition("<main")[2]

    assert "<form" not in main
    assert "/judge/" not in main
    assert "/withdraw/" not in main
    assert main.count('aria-disabled="true"') == 2


def test_a_stale_signature_is_struck_through_with_what_changed(site, team, investigator):
    screening = people.signed(team, site)
    factories.enter(
        team[Role.COORDINATOR], screening, {"weight_kg": "41"}, today=people.today_at(site), reason="typing error"
    )

    text = page(investigator, screening)

    assert "this signature no longer counts" in text
    assert "<s>" in text
    assert "Weight: 38.5 kg → 41 kg" in text
    assert page(investigator, screening).count('href="/screenings/' + screening.number + "/enrol/") == 0


def test_the_number_of_queries_does_not_grow(site, team, coordinator):
    few = people.opened(team, site)
    many = people.filled(team, site)

    counts = []
    for screening in (few, many):
        with CaptureQueriesContext(connection) as queries:
            page(coordinator, screening)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
