"""The reports: figures of a small cohort counted by hand, sums that agree with the lists, and what each reader gets."""

import csv
import io
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from screening.clock import utc_now
from screening.models import AuditEvent, Role, Screening, User
from screening.plan import Plan
from screening.rows.reports import REPORTS, figures
from screening.rows.reports.figures import Failing, Failure, Figures, Step
from screening.rows.reports.near import near_misses
from screening.selectors import Places
from tests import factories, people

pytestmark = pytest.mark.django_db


def labs(team, site, **values):
    """The example's results with some of them replaced."""
    found = people.example_today(people.today_at(site))["facts"]["labs"]
    return [{**each, "value": values.get(each["test"], each["value"])} for each in found]


def low(team, site, **values):
    """Signed as a screen failure for laboratory results, and nothing else."""
    return people.signed(team, site, "screen_failure", labs=labs(team, site, **values))


def seen(value, required, observed="", truth="FALSE"):
    """A row of a photograph's evidence."""
    return {"fact": "", "value": value, "required": required, "observed": observed, "truth": truth}


@pytest.mark.parametrize(
    ("code", "evidence", "told"),
    [
        ("I12a", [seen("0.9 × 10^9/L", "≥ 1 × 10^9/L")], ("0.9 × 10^9/L", "≥ 1 × 10^9/L", "0.1 × 10^9/L")),
        ("I12b", [seen("61 K/uL", "≥ 75 × 10^9/L")], ("61 K/uL", "≥ 75 × 10^9/L", "14 × 10^9/L")),
        ("I12b", [seen("61000 /uL", "≥ 75 × 10^9/L")], ("61000 /uL", "≥ 75 × 10^9/L", "14 × 10^9/L")),
        ("I12b", [seen("61 furlongs", "≥ 75 × 10^9/L")], None),
        ("I12e", [seen("130 U/L", "≤ 3 × ULN", "3.25 × ULN"), seen("160 U/L", "≤ 3 × ULN", "4 × ULN")],
         ("4 × ULN", "≤ 3 × ULN", "1 × ULN")),
        ("I07", [seen("2026-05-03", "≥ 21 days before 2026-05-22", "19 days")], ("19 days", "≥ 21 days", "2 days")),
        ("I02", [seen("2006-05-01", "age ≤ 18", "19 y")], ("19 years", "≤ 18 years", "1 year")),
        ("I05", [seen("11.5 weeks", "≥ 12 weeks")], ("11.5 weeks", "≥ 12 weeks", "0.5 weeks")),
        ("E02", [seen("472 ms", "≥ 470 ms", truth="TRUE"), seen("Male", "Male", truth="TRUE")],
         ("472 ms", "≥ 470 ms", "2 ms")),
        ("E02", [seen("469 ms", "≥ 470 ms")], None),
        ("I01", [seen("no", "yes")], None),
    ],
)  # fmt: skip
def test_how_much_was_lacking(code, evidence, told):
    failure = Failure("SCR-0001", "S01", "nk-sts@1.0", (Failing(code, tuple(evidence)),))
    counted = Figures(("S01",), (), (failure,), Places(0, 40), None, date(2026, 5, 20))

    assert [tuple(row[3:]) for row in near_misses(counted).rows] == ([] if told is None else [told])


def withdraw(team, screening):
    factories.screenings.withdraw(by=team[Role.COORDINATOR], screening=screening, reason="moved away")


@dataclass(frozen=True)
class Cohort:
    """Ten screenings at one site: 2 enrolled, 1 waiting, 4 failed, 1 withdrawn before and 1 after a signature, 1 open."""

    team: dict[Role, User]
    anc: Screening
    plt: Screening

    def client(self, role):
        client = Client()
        client.force_login(self.team[role])
        return client


@pytest.fixture(scope="module")
def cohort(django_db_setup, django_db_blocker):
    """Made once: nothing here changes it."""
    with django_db_blocker.unblock(), transaction.atomic():
        site, team = factories.make_team(factories.make_site("COH"))
        for make in (people.enrolled, people.enrolled, people.signed, people.failed, people.opened):
            make(team, site)
        low(team, site, ANC="0.2", PLT="30")
        withdraw(team, people.opened(team, site))
        withdraw(team, people.signed(team, site))
        yield Cohort(team, low(team, site, ANC="0.9"), low(team, site, PLT="30"))
        transaction.set_rollback(True)


def report(user, name):
    return REPORTS[name](figures(user, now=utc_now()))


def test_before_anybody_has_come(site, team, monitor, settings):
    settings.PLAN = (date(2020, 1, 1), 12)
    page = monitor.get("/reports/").text

    for sentence in (
        "No one enrolled yet, plan for today 40.", "No one has been screened yet.", "No screen failure has been signed yet.",
        "No screen failure hung on a single measured limit.", "No site has screened anybody yet.",
    ):  # fmt: skip
        assert sentence in page
    assert page.count('<svg class="drawing"') == 1  # the axes with the plan


def test_the_number_of_queries_is_the_same_for_one_and_for_three(site, team, monitor):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            people.enrolled(team, site)
            people.failed(team, site)
        with CaptureQueriesContext(connection) as queries:
            assert monitor.get("/reports/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10


def test_a_small_cohort_counted_by_hand(cohort, settings):
    settings.PLAN = None
    monitor = cohort.team[Role.MONITOR]
    numbers = [cohort.anc.number, cohort.plt.number]

    assert dict(report(monitor, "flow").rows) == {
        "Assessed for eligibility": 10, "Screen failures": 4, "Withdrawn before a decision": 1, "In screening": 1,
        "Signed eligible": 4, "Waiting for enrolment": 1, "Withdrawn after the signature": 1, "Enrolled": 2,
    }  # fmt: skip
    assert report(monitor, "flow").sentence == (
        "10 screenings: 4 failed, 1 in screening, 4 signed eligible, 2 enrolled."
    )
    assert [(row[0], row[2], row[3]) for row in report(monitor, "reasons").rows] == [
        ("I12a", 2, 2), ("I12b", 1, 2), ("E24", 1, 1),
    ]  # fmt: skip
    assert report(monitor, "reasons").sentence == "4 screen failures; most often first: I12a (2)."
    assert [(str(row[0]), *row[3:]) for row in report(monitor, "near-misses").rows] == [
        (numbers[0], "0.9 × 10^9/L", "≥ 1 × 10^9/L", "0.1 × 10^9/L"),
        (numbers[1], "30 × 10^9/L", "≥ 75 × 10^9/L", "45 × 10^9/L"),
    ]
    assert report(monitor, "near-misses").sentence == (
        "2 screen failures hung on a single measured limit; the closest: only I12a, by 0.1 × 10^9/L."
    )
    assert report(monitor, "sites").rows == [("COH", "10", "1", "4", "1", "2", "2", "50 %")]
    assert report(monitor, "enrolment").sentence == "2 of 40."
    today = people.today_at(cohort.anc.site)
    assert report(monitor, "enrolment").rows == [(f"{today:%Y-%m}", 2, 2, "–")]


def test_the_sums_agree_with_each_other_and_with_the_lists(cohort):
    administrator = cohort.team[Role.ADMINISTRATOR]
    counted = figures(administrator, now=utc_now())
    flow = dict(report(administrator, "flow").rows)
    client = cohort.client(Role.ADMINISTRATOR)
    listed = {name: download(client, f"/exports/{name}.csv") for name in ("screening-log", "enrolment-list")}

    assert flow["Assessed for eligibility"] == sum(counted.count(step) for step in Step) == len(listed["screening-log"])
    assert flow["Enrolled"] == len(counted.enrolled_on) == len(listed["enrolment-list"]) == counted.places.taken
    left = ("Screen failures", "Withdrawn before a decision", "In screening", "Signed eligible")
    assert flow["Assessed for eligibility"] == sum(flow[step] for step in left)
    after = ("Waiting for enrolment", "Withdrawn after the signature", "Enrolled")
    assert flow["Signed eligible"] == sum(flow[step] for step in after)
    assert sum(row[2] for row in report(administrator, "reasons").rows) == flow["Screen failures"]
    failed = {row["Screening no."]: row["Failed criteria"] for row in listed["screening-log"] if row["Failed criteria"]}
    assert failed == {each.number: ", ".join(code.code for code in each.failing) for each in counted.failures}


def download(client, path):
    answer = client.post(path)
    assert answer.status_code == 200, path
    *rows, last = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert next(iter(last.values())).startswith("trialsite audit head ")
    return rows


def test_each_table_can_be_taken_out_by_who_may_and_that_is_written_down(cohort):
    investigator, monitor = cohort.client(Role.INVESTIGATOR), cohort.client(Role.MONITOR)
    for name in REPORTS:
        rows = download(investigator, f"/reports/{name}.csv")
        event = AuditEvent.objects.filter(verb="export.download").latest("pk")
        assert event.changes == {"list": f"report-{name}", "form": "csv", "rows": len(rows)}
        assert monitor.post(f"/reports/{name}.csv").status_code == 403
    assert investigator.post("/reports/nothing.csv").status_code == 404
    assert "Download CSV" in investigator.get("/reports/").text
    assert "Download CSV" not in monitor.get("/reports/").text


def test_the_page_draws_each_report_with_its_sentence_and_without_styles(cohort):
    page = cohort.client(Role.MONITOR).get("/reports/").text

    assert page.count('<svg class="drawing"') == len(REPORTS)
    assert page.count("<title id=") == page.count("<desc id=") == len(REPORTS)
    assert "style=" not in page
    assert ">2 enrolled</text>" in page
    assert f'href="/screenings/{cohort.anc.number}/verdict/">{cohort.anc.number}</a>' in page
    assert "the closest: only I12a, by 0.1" in page


def test_another_sites_figures_are_not_shown_but_the_places_of_the_trial_are(cohort, settings):
    settings.PLAN = None
    others = factories.make_team()[1]

    assert figures(others[Role.MONITOR], now=utc_now()).rows == ()
    assert report(others[Role.MONITOR], "enrolment").sentence == "2 of 40, 0 of them at the sites shown."


def test_in_chinese(cohort, settings):
    settings.PLAN = (date(2020, 1, 1), 12)
    monitor = cohort.client(Role.MONITOR)
    monitor.cookies["django_language"] = "zh-hans"
    with override("en"):  # a request leaves its language behind
        page = monitor.get("/reports/").text

    assert "40 个名额已入组 2 例，今日计划 40。" in page
    assert "受试者流程" in page


@pytest.mark.parametrize(
    ("day", "planned"),
    [
        (date(2026, 4, 30), 0), (date(2026, 5, 1), 0), (date(2026, 5, 19), 1), (date(2026, 5, 20), 2),
        (date(2027, 4, 30), 39), (date(2027, 5, 1), 40), (date(2030, 1, 1), 40),
    ],
)  # fmt: skip
def test_the_plan_is_a_straight_line_of_whole_people(day, planned):
    assert Plan(date(2026, 5, 1), date(2027, 5, 1)).by(day, 40) == planned
