"""The washouts of the verdict page: drawn, and as a table with the same dates and the way to each field."""

import re
from datetime import timedelta

import pytest

from tests import people

pytestmark = pytest.mark.django_db


def page(client, screening):
    return client.get(f"/screenings/{screening.number}/verdict/").text


def chemotherapy(last_dose):
    return {"agent": "irinotecan", "myelosuppressive": True, "nitrosourea": False, "last_dose": last_dose}


def test_the_drawing_and_the_table_have_the_same_dates(site, team, coordinator):
    today = people.today_at(site)
    screening = people.filled(team, site, chemo=[chemotherapy(today.isoformat())])
    clears = today + timedelta(21)

    text = page(coordinator, screening)
    drawing = re.search(r'<svg class="timeline".*?</svg>', text, re.DOTALL)[0]
    table = re.search(r'<table class="lines waits">.*?</table>', text, re.DOTALL)[0]

    assert f"clears {clears}" in re.sub(r"<desc.*?</desc>", "", drawing, flags=re.DOTALL)
    assert f"I7 Irinotecan: {today}, clears {clears}" in drawing
    assert '<rect class="bar bar-notyet"' in drawing
    assert "style=" not in drawing
    assert [mark for mark in ("today", "earliest", "dose") if f"mark-{mark}" in drawing] == [
        "today",
        "earliest",
        "dose",
    ]
    assert f'<time datetime="{clears}">{clears}</time>' in table
    item = screening.facts["chemo"][0]["id"]
    assert f'/form/therapies/#id_chemo-{item}-last_dose">Chemotherapy (irinotecan), last dose' in table


def test_a_partial_date_waits_for_its_last_day(site, team, coordinator):
    today = people.today_at(site)
    last = today.replace(day=1) - timedelta(1)
    screening = people.filled(team, site, chemo=[chemotherapy(f"{last:%Y-%m}")])

    table = re.search(r'<table class="lines waits">.*?</table>', page(coordinator, screening), re.DOTALL)[0]

    assert f'<time datetime="{last:%Y-%m}">' in table
    assert f"{last + timedelta(21)}" in table


def test_without_a_washout_there_is_no_drawing(site, team, coordinator):
    assert '<svg class="timeline"' not in page(coordinator, people.opened(team, site))


def test_the_source_of_a_line_is_the_field_that_decides(site, team, coordinator):
    screening = people.filled(team, site)
    text = page(coordinator, screening)

    sources = re.findall(r'<td class="source"><a href="([^"]+)"', text)
    assert len(sources) == 43
    assert f"/screenings/{screening.number}/form/demographics/#id_birth_date" in sources
    assert [url for url in sources if "#id_" not in url] == []
