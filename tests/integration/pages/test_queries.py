"""The monitor's pages: queries by age, raising and closing, and the sheet of what agrees with the source."""

from uuid import uuid4

import pytest

from screening.models import AuditEvent, Query, QueryEntry, Role, SourceCheck
from screening.queries import Target
from tests import people
from tests.factories import enter

pytestmark = pytest.mark.django_db
TEXT = "The scale and the day, please."


@pytest.fixture
def screening(team, site):
    return people.filled(team, site)


def new_page(screening, **named) -> str:
    named = named or {"path": "weight_kg"}
    ((name, what),) = named.items()
    return f"/queries/{screening.number}/new/?{name}={what}"


def raised(client, screening, **named) -> Query:
    answer = client.post(new_page(screening, **named), {"key": uuid4(), "text": TEXT})
    query = Query.objects.latest("pk")
    assert answer.headers["Location"] == f"/queries/{screening.number}/{query.serial}/"
    return query


def test_from_the_sheet_to_a_query_in_two_clicks_and_closed_in_one(monitor, coordinator, screening):
    sheet = monitor.get(f"/queries/{screening.number}/").text
    assert f'href="{new_page(screening)}"' in sheet  # the first click; the second sends it
    assert f"{screening.facts['weight_kg']} kg" in monitor.get(new_page(screening)).text
    query = raised(monitor, screening)
    assert "Ask further" in monitor.get(f"/queries/{screening.number}/1/").text

    page = coordinator.get("/queries/")
    assert TEXT in page.text
    assert "Waiting for me 1" in page.text
    assert "/close/" not in page.text
    coordinator.post(f"/queries/{screening.number}/1/", {"key": uuid4(), "text": "Ward 3, on the 12th."})
    assert "No query is waiting here" in coordinator.get("/queries/?show=mine").text

    page = monitor.get("/queries/")  # what was answered waits for the monitor
    assert f'action="/queries/{screening.number}/1/close/"' in page.text
    answer = monitor.post(f"/queries/{screening.number}/1/close/", follow=True)
    assert f"Query 1 of {screening.number} is closed." in answer.text
    assert [entry.step for entry in query.entries.all()] == ["said", "closed"]
    assert TEXT in monitor.get("/queries/?show=closed").text


def test_the_address_names_a_field_and_never_its_value(monitor, screening):
    weight = str(screening.facts["weight_kg"])
    sheet = monitor.get(f"/queries/{screening.number}/")

    assert f"{weight} kg" in sheet.text
    links = [part.split('"')[0] for part in sheet.text.split('href="')[1:] if "/new/" in part]
    assert len(links) > 100
    born = screening.facts["birth_date"]
    assert not [link for link in links if f"={weight}" in link or born in link]


@pytest.mark.parametrize(
    "named", [{"path": "weight"}, {"criterion": "I99"}, {"path": "chemo/none/agent"}, {"path": ""}]
)
def test_what_is_not_there_is_asked_by_nobody(monitor, screening, named):
    assert monitor.get(new_page(screening, **named)).status_code == 404


def test_without_a_field_one_is_chosen_on_the_sheet(monitor, screening):
    assert monitor.get(f"/queries/{screening.number}/new/").headers["Location"] == f"/queries/{screening.number}/"


def test_nothing_written_is_told_and_what_was_typed_stays(monitor, coordinator, screening):
    empty = monitor.post(new_page(screening), {"key": uuid4(), "text": " "})
    assert (empty.status_code, "Write what is asked." in empty.text) == (422, True)
    long = monitor.post(new_page(screening), {"key": uuid4(), "text": "x" * 1001})
    assert (long.status_code, "x" * 1001 in long.text) == (422, True)

    raised(monitor, screening)
    empty = coordinator.post(f"/queries/{screening.number}/1/", {"key": uuid4(), "text": ""})
    assert (empty.status_code, "Write the answer." in empty.text) == (422, True)
    assert not QueryEntry.objects.exists()


def test_words_are_shown_as_text(monitor, screening):
    monitor.post(new_page(screening), {"key": uuid4(), "text": "<b>x</b>\n<script>y</script>"})
    for page in ("/queries/?show=open", f"/queries/{screening.number}/1/", new_page(screening)):
        text = monitor.get(page).text
        assert "&lt;script&gt;y" in text
        assert "<script>y" not in text


def test_an_investigator_asks_the_sponsor_and_the_monitor_answers(investigator, monitor, screening):
    page = investigator.get(new_page(screening, criterion="I7"))
    assert "Question to the sponsor" in page.text
    query = raised(investigator, screening, criterion="I7")
    assert (query.kind, query.criterion) == ("sponsor", "I07")

    assert "Waiting for me 1" in monitor.get("/queries/").text
    monitor.post(f"/queries/{screening.number}/1/", {"key": uuid4(), "text": "Yes, calendar days."})
    refused = monitor.post(f"/queries/{screening.number}/1/close/")
    assert (refused.status_code, "Only the side that asked" in refused.text) == (409, True)
    investigator.post(f"/queries/{screening.number}/1/close/")
    assert query.entries.filter(step="closed").exists()


def test_who_does_not_ask_is_told_who_does(coordinator, administrator, screening):
    for client in (coordinator, administrator):
        refused = client.get(new_page(screening))
        assert (refused.status_code, "the role Monitor is needed" in refused.text) == (403, True)
    sheet = coordinator.get(f"/queries/{screening.number}/").text
    assert "/new/?" not in sheet
    assert 'name="agrees"' not in sheet


def test_a_closed_query_takes_no_answer(monitor, coordinator, screening):
    raised(monitor, screening)
    monitor.post(f"/queries/{screening.number}/1/close/")
    page = coordinator.get(f"/queries/{screening.number}/1/").text
    assert 'name="text"' not in page
    late = coordinator.post(f"/queries/{screening.number}/1/", {"key": uuid4(), "text": "late"})
    assert (late.status_code, "has been closed" in late.text) == (409, True)


def test_ticks_are_set_and_taken_back_and_fall_off_with_the_value(monitor, team, site, screening):
    page = f"/queries/{screening.number}/"
    for name in ("path weight_kg", "criterion I02"):
        answer = monitor.post(page, {"agrees": name})
        what = name.split()[1]
        assert answer.headers["Location"] == f"{page}#check-{what}"
    assert monitor.get(page).text.count("Agrees with the source") == 2

    enter(team[Role.COORDINATOR], screening, {"weight_kg": "39"}, today=people.today_at(site))
    text = monitor.get(page).text
    assert text.count("Agrees with the source") == 1
    assert text.count("Changed since it was checked") == 1

    monitor.post(page, {"takes_back": "criterion I02"})
    assert "Agrees with the source" not in monitor.get(page).text
    assert [each.agrees for each in SourceCheck.objects.order_by("pk")] == [True, True, False]
    refused = monitor.post(page, {"agrees": "path nothing"}, follow=True)
    assert "There is no such field or criterion" in refused.text


def test_the_history_tells_it_too(monitor, screening, team):
    people.queried(team, screening)
    text = monitor.get(f"/screenings/{screening.number}/history/").text
    assert "Query raised" in text
    assert "Checked against the source" in text
    assert AuditEvent.objects.filter(verb="query.raise").count() == 2


def test_the_number_of_database_queries_does_not_grow(monitor, team, screening, django_assert_max_num_queries):
    people.queried(team, screening)
    for target in (Target(path="height_cm"), Target(criterion="I05"), Target(path="sex")):
        raised(monitor, screening, **({"path": target.path} if target.path else {"criterion": target.criterion}))
    with django_assert_max_num_queries(10):
        monitor.get("/queries/?show=open")
    with django_assert_max_num_queries(14):
        monitor.get(f"/queries/{screening.number}/")


# --- where the work is -------------------------------------------------------------------------------------------------


def test_the_criterions_page_raises_and_ticks(monitor, coordinator, investigator, screening):
    page = f"/screenings/{screening.number}/verdict/I07/"
    assert f'href="{new_page(screening, criterion="I07")}"' in monitor.get(page).text
    answer = monitor.post(f"/queries/{screening.number}/", {"agrees": "criterion I07", "here": "1"})
    assert answer.headers["Location"] == page
    assert 'name="takes_back" value="criterion I07"' in monitor.get(page).text

    raised(monitor, screening, criterion="I07")
    text = coordinator.get(page).text
    assert f"{screening.number} / 1</a> Open, 0 days: {TEXT}" in text
    assert "Raise a query" not in text
    assert new_page(screening, criterion="I07") in investigator.get(page).text
    assert (
        f'href="{new_page(screening, criterion="I7")}"' in monitor.get(f"/screenings/{screening.number}/verdict/").text
    )
    assert "/new/?" not in coordinator.get(f"/screenings/{screening.number}/verdict/").text


def test_the_monitors_worklist_has_columns_of_its_own(monitor, coordinator, team, screening):
    people.queried(team, screening)
    text = monitor.get("/worklist/?show=all").text
    assert f'<a href="/queries/{screening.number}/">2 open, 0 days<' in text
    assert "1 / 42" in text
    assert "1 / 42" not in coordinator.get("/worklist/?show=all").text


def test_who_signs_is_told_how_many_are_open_and_may_sign(investigator, team, site):
    screening = people.judged(team, site)
    page = f"/screenings/{screening.number}/sign/"
    assert "not closed" not in investigator.get(page).text
    people.queried(team, screening)

    text = investigator.get(page).text
    assert "2 queries about this screening are not closed." in text
    assert 'name="password"' in text
