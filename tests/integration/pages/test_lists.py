"""Worklist, screening log, enrolment list and their files."""

import csv
import io
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.exports import csv as csv_export
from screening.exports import xlsx as xlsx_export
from screening.exports.cells import safe
from screening.models import AuditEvent, Role
from tests import factories, people

pytestmark = pytest.mark.django_db
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠1", "\n=1", " =1"]


@pytest.mark.parametrize("path", ["/worklist/?show=all", "/log/", "/enrolments/"])
def test_the_number_of_queries_is_the_same_for_one_and_for_three(path, site, team, administrator):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            people.enrolled(team, site)
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(path).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10


def test_the_worklist_says_what_comes_next(site, team, coordinator, investigator):
    number = people.filled(team, site).number

    assert "3 items for the investigator" in coordinator.get("/worklist/").text
    assert f'href="/screenings/{number}/judge/"' in investigator.get("/worklist/").text
    assert 'show=mine" aria-current="true">Waiting for me 1' in investigator.get("/worklist/").text


def test_the_next_step_of_missing_values_is_the_first_missing_field(site, team, coordinator):
    screening = people.opened(team, site)

    answer = coordinator.get(f"/screenings/{screening.number}/next/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/screenings/{screening.number}/form/")
    assert "#id_" in answer.headers["Location"]


def test_a_question_to_the_sponsor_is_a_next_step_of_its_own(site, team, coordinator):
    """Nothing is missing, so there is no field to go to: the verdict page says what is asked."""
    number = people.filled(team, site, allogeneic_transplants=[{"kind": "hsct"}]).number
    page = coordinator.get("/worklist/").text

    assert "An open question" in page
    assert "0 values" not in page
    assert f'href="/screenings/{number}/verdict/"' in page


def test_a_long_worklist_has_pages(monkeypatch, site, team, coordinator):
    monkeypatch.setattr("screening.views.worklist.ROWS_A_PAGE", 2)
    numbers = [people.opened(team, site).number for _ in range(3)]

    first, second = (coordinator.get(f"/worklist/?show=all&page={page}").text for page in (1, 2))

    assert [number in first for number in numbers] != [number in second for number in numbers]
    assert all((number in first) != (number in second) for number in numbers)
    assert 'href="?show=all&amp;page=2" rel="next"' in first
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("query", ["LMX", "lmx", "birth"])
def test_a_search_leaves_nothing_in_the_address(query, site, team, coordinator, monitor):
    screening = people.opened(team, site, initials="LMX")
    query = screening.facts["birth_date"] if query == "birth" else query

    answer = coordinator.post("/worklist/", {"q": query})

    assert answer.status_code == 200
    assert screening.number in answer.text
    assert query not in answer.request["QUERY_STRING"]
    if query.isalpha():
        assert screening.number not in monitor.post("/worklist/", {"q": query}).text


def test_a_search_for_a_number_goes_there(site, team, coordinator):
    screening = people.opened(team, site)

    answer = coordinator.post("/worklist/", {"q": screening.number.lower()})

    assert answer.headers["Location"] == f"/screenings/{screening.number}/"


def test_the_log_has_everybody_once_and_nothing_that_identifies(site, team, administrator):
    everybody = [people.opened(team, site, initials="QZX"), people.failed(team, site), people.enrolled(team, site)]

    rows = download(administrator, "screening-log")

    assert [row["Screening no."] for row in rows] == [each.number for each in everybody]
    assert rows[1]["Outcome"] == "Signed screen failure"
    assert rows[1]["Failed criteria"] == "E24"
    assert rows[2]["Subject no."] == "S-001"
    assert "QZX" not in administrator.get("/log/").text
    assert everybody[0].facts["birth_date"] not in administrator.get("/log/").text


def download(client, name):
    answer = client.post(f"/exports/{name}.csv")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    *rows, last = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert next(iter(last.values())).startswith("trialsite audit head ")
    return rows


def test_the_same_list_as_a_workbook(site, team, administrator):
    people.enrolled(team, site)

    answer = administrator.post("/exports/enrolment-list.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))

    assert [list(row.values()) for row in download(administrator, "enrolment-list")] == [list(rows[1])]
    assert list(rows[0])[:3] == ["Place", "Subject no.", "Screening no."]
    assert 'attachment; filename="enrolment-list-' in answer.headers["Content-Disposition"]


def test_a_download_is_in_the_trail_with_how_much_it_was(site, team, administrator):
    people.opened(team, site)

    administrator.post("/exports/screening-log.csv")
    event = AuditEvent.objects.get(verb="export.download")

    assert event.actor == team[Role.ADMINISTRATOR]
    assert event.changes == {"list": "screening-log", "form": "csv", "rows": 1}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MONITOR])
def test_who_may_not_download_is_told_which_role_may(role, site, team, as_role):
    answer = as_role(role).post("/exports/screening-log.csv")

    assert answer.status_code == 403
    assert "Investigator or Administrator" in answer.text
    assert "Download" not in as_role(role).get("/log/").text
    assert not AuditEvent.objects.filter(verb="export.download").exists()


def test_a_site_at_which_one_only_reads_is_not_in_the_file(site, team, administrator):
    other, others = factories.make_team()
    factories.Membership.objects.create(user=team[Role.ADMINISTRATOR], site=other, role=Role.MONITOR)
    mine, theirs = people.opened(team, site), people.opened(others, other)

    assert theirs.number in administrator.get("/log/").text
    assert [row["Screening no."] for row in download(administrator, "screening-log")] == [mine.number]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(text):
    assert safe(text).startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_export.write("List", [text], [[text]])))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}
    assert csv_export.write([text], [[text]]).decode("utf-8-sig").lstrip('"').startswith("'")


def test_no_sheet_holds_a_formula_and_the_same_rows_give_the_same_bytes():
    written = xlsx_export.write("List", ["a"], [[text] for text in DANGEROUS])

    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(written)).read("xl/worksheets/sheet1.xml")
    assert written == xlsx_export.write("List", ["a"], [[text] for text in DANGEROUS])
    assert safe("plain - text") == "plain - text"
    assert safe(None) == ""
    assert safe(0) == "0"
