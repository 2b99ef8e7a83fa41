"""The whole desk as a machine that chance works at: who does what, when, twice, too late or from an old page.

People of two sites and of four roles (coordinator, investigator, administrator, monitor), an account that is closed and
opened, a role that is taken away and given back, and somebody who has not signed in, send forms over HTTP through the
site's own middleware to PostgreSQL as the application's role. Before each step the model (workflow/model.py, plain Python)
says what will be answered and what will be true afterwards. After each step:

 1. The answer is the model's, and never a 5xx.
 2. What was refused, and every GET, changed nothing in any table; the trail has only what the model names (a wrong password).
 3. A monitor's request never changed anything.
 4. What was accepted changed what the model says and nothing else: facts, status, version, signatures, places.
 5. A status moves only along the arrows of screening/states.py.
 6. A version never falls, and rises by one with a change of the data and with nothing else.
 7. Nobody is enrolled without the investigator's valid signature "eligible" on the very facts and version that stand there,
    and without being eligible on that day.
 8. Places are 1, 2, 3 ... without a gap, each taken once, never more than the cap.
 9. A signature's photograph is the facts at signing, its seal fits, and its verdict replays bit for bit.
10. The same key gives the same result: no second screening, signature or place, and the first one's address; a key that was
    used for something else is refused.
11. Another site's screening is a 404, and its number stands in no page, list or file for whoever has no role there.
12. Each new row has its event in the trail, of the verb that the model names, one to one.
13. A stored verdict is what the rules say to the model's own facts on that day.
At the end of each run the chain, every row against the trail, every photograph, verdict, signature and place are verified.

    pytest tests/generative/test_workflow.py                     100 runs of 50 steps, 13 of each seed; TRIALSITE_PROOFS=full: 2,000
"""

import logging
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as generated
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from screening import photographs, verdicts
from screening.facts import value_at
from screening.models import Enrolment, Membership, Screening, Signature
from screening.services.integrity import verify
from screening.states import allowed_pairs
from tests.factories import PASSWORD
from tests.generative.workflow import pages
from tests.generative.workflow.things import CAP, INVALID, PLANNED, TRIES, Answer, Kept, Person, Sent
from tests.generative.workflow.world import (
    ADDED,
    HERE,
    World,
    first_dose,
    last_event,
    look,
    make_world,
    membership_form,
)
from tests.people import FAVOURABLE
from tests.proofs import Say
from tests.sizes import size

PARTS = 8  # each begins from a seed of its own, so that workers share them
RUNS, STEPS = -(-size(full=2000, quick=100) // PARTS), 50

# section -> fact -> (as typed, as stored); a page is sent whole, with what it showed in the other fields.
SECTIONS: dict[str, dict[str, list[tuple[str, Any]]]] = {
    "demographics": {
        "weight_kg": [("38.5", "38.5"), (" 40", "40"), ("", None), ("heavy", INVALID)],
        "performance/score": [("80", 80), ("40", 40), ("", None), ("8O", INVALID)],
    },
    "infection": {"infection/active": [("yes", True), ("no", False), ("unknown", None), ("perhaps", INVALID)]},
    "cardiac": {
        "cardiac/lvef_percent": [("64", "64"), ("30", "30"), ("", None)],
        "cardiac/nyha_class": [("1", 1), ("3", 3), ("unknown", None), ("9", INVALID)],
    },
    "review": {PLANNED: [("+2", 2), ("+40", 40), ("", None), ("2026-11", INVALID)]},
}
RADIOS = {"infection/active", "cardiac/nyha_class"}  # where none is chosen, a browser sends nothing
FIELDS = [(section, path) for section, facts in SECTIONS.items() for path in facts]
CLINIC = ["here coordinator", "here investigator", "second coordinator"]
OTHERS = ["there coordinator", "there investigator", "here administrator", "here monitor", "there monitor", ""]
EVERYBODY = [*CLINIC, *OTHERS]
PAGES = [
    "judge/",
    "enrol/",
    "withdraw/",
    "rescreen/",
    "sign/",
    "form/demographics/",
    "form/review/",
    "verdict/",
    "history/",
]
LISTS = ["/worklist/?show=all", "/log/", "/enrolments/", "/screenings/new/", "/audit/"]
NUMBER = re.compile(rb"SCR-\d{4}")


def mostly(*usual: str) -> st.SearchStrategy[str]:
    """Four times of five somebody whose work it is."""
    return st.sampled_from([*usual * (36 // len(usual)), *EVERYBODY])


any_index, rarely = st.integers(0, 10_000), st.sampled_from([False] * 5 + [True])
reasons = st.sampled_from(["", "new source document", "typing error"])


class Workflow(RuleBasedStateMachine):
    def __init__(self, world: World) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world, self.model = world, world.model()
        self.clients = {name: world.client(name) for name in ["", *world.users]}
        self.sent: list[Sent] = []
        self.keys = 0
        self.unbroken = True
        self.known = last_event()
        self.before = look(self.known)

    # --- what somebody does ---

    @rule(who=mostly(*CLINIC), at=any_index, field=st.sampled_from(FIELDS), to=any_index, back=st.integers(0, 9),
          reason=reasons)  # fmt: skip
    def save_a_section(self, who: str, at: int, field: tuple[str, str], to: int, back: int, reason: str) -> None:
        """One field changed on a page that is up to three versions old."""
        section, path = field
        kept = self._screening(at)
        base = max(kept.oldest, kept.version - (back if back <= 3 else 0))
        typed = {each: self._shown(kept, base, each) for each in SECTIONS[section]}
        typed[path] = self._typed(kept, path, SECTIONS[section][path], to)
        fields = {each.replace("/", "-"): text for each, (text, _value) in typed.items() if text is not None}
        self._send(Sent(
            "section", who, f"/screenings/{kept.number}/form/{section}/",
            fields | {"base_version": base, "reason": reason, "stay": "1"},
            kept.number, {"typed": {each: value for each, (_text, value) in typed.items()}},
        ))  # fmt: skip

    @rule(who=mostly("here investigator"), at=any_index, path=st.sampled_from(sorted(FAVOURABLE)),
          answer=st.sampled_from(["yes", "no", "no", "undecided"]), reason=reasons, back=st.integers(0, 9))  # fmt: skip
    def judge(self, who: str, at: int, path: str, answer: str, reason: str, back: int) -> None:
        kept = self._screening(at)
        base = max(kept.oldest, kept.version - (back if back <= 3 else 0))
        fields = {"base_version": base, f"{path}-answer": answer, f"{path}-reason": reason}
        answers = {path: ({"yes": True, "no": False, "undecided": None}[answer], reason)}
        self._send(Sent("judge", who, f"/screenings/{kept.number}/judge/", fields, kept.number, {"answers": answers}))

    @rule(who=mostly("here investigator", "here investigator", "here coordinator"), at=any_index, wrong=rarely,
          meaning=st.sampled_from(["fits", "fits", "eligible", "screen_failure", "data_complete"]), old=rarely,
          any_status=rarely)  # fmt: skip
    def sign(self, who: str, at: int, wrong: bool, meaning: str, old: bool, any_status: bool) -> None:
        kept = self._screening(at, () if any_status else ("in_screening", "data_changed"))
        if meaning == "fits":
            word = str(self.model.assessed(kept).overall.verdict)
            meaning = (
                "data_complete" if "coordinator" in who else "eligible" if word == "ELIGIBLE" else "screen_failure"
            )
        fields = {
            "key": self._key(), "meaning": meaning, "base_version": max(1, kept.version - old),
            "password": PASSWORD + "x" * wrong,
        }  # fmt: skip
        knows = {"meaning": meaning, "right": not wrong}
        self._send(Sent("sign", who, f"/screenings/{kept.number}/sign/", fields, kept.number, knows))

    @rule(who=mostly(*CLINIC), at=any_index, any_status=rarely)
    def enrol(self, who: str, at: int, any_status: bool) -> None:
        kept = self._screening(at, () if any_status else ("signed_eligible",))
        self._send(Sent("enrol", who, f"/screenings/{kept.number}/enrol/", {"key": self._key()}, kept.number))

    @rule(who=mostly(*CLINIC), at=any_index, reason=st.sampled_from(["The family moves away.", "The site stops.", ""]))
    def withdraw(self, who: str, at: int, reason: str) -> None:
        kept = self._screening(at)
        self._send(Sent("withdraw", who, f"/screenings/{kept.number}/withdraw/", {"reason": reason}, kept.number))

    @rule(who=mostly(*CLINIC), at=any_index, any_status=rarely)
    def rescreen(self, who: str, at: int, any_status: bool) -> None:
        kept = self._screening(at, () if any_status else ("withdrawn", "signed_failure"))
        consent = first_dose(self.world, kept.site, 0)
        fields = {"key": self._key(), "consent_date": consent}
        path = f"/screenings/{kept.number}/rescreen/"
        self._send(Sent("rescreen", who, path, fields, kept.number, {"consent": consent}))

    @rule(who=mostly(*CLINIC), elsewhere=rarely, born=st.sampled_from(["2015-02-03", "2016-07-08", "soon"]),
          sex=st.sampled_from(["female", "male"]), other_person=st.booleans())  # fmt: skip
    def open(self, who: str, elsewhere: bool, born: str, sex: str, other_person: bool) -> None:
        site = "THERE" if elsewhere else HERE
        consent = first_dose(self.world, site, -1)
        fields = {
            "key": self._key(), "site": self.world.sites[site].pk, "birth_date": born, "sex": sex,
            "consent_date": consent, "ignore": "on" if other_person else "",
        }  # fmt: skip
        facts = {"birth_date": INVALID if born == "soon" else born, "sex": sex}
        self._send(
            Sent("open", who, "/screenings/new/", fields, "", {"site": site, "facts": facts, "consent": consent})
        )

    @rule(
        who=mostly("here administrator", "here investigator"), name=st.sampled_from(["screening-log", "enrolment-list"])
    )
    def take_a_list_out(self, who: str, name: str) -> None:
        self._send(Sent("export", who, f"/exports/{name}.csv", {}))

    @rule(how_old=st.sampled_from([1, 1, 1, 2, 3, 5, 8]))
    def send_again(self, how_old: int) -> None:
        """A double click, or the back button and the same form once more."""
        if self.sent:
            self._send(self.sent[-min(how_old, len(self.sent))])

    @rule(which=any_index, who=st.sampled_from(EVERYBODY))
    def send_somebody_elses(self, which: int, who: str) -> None:
        """The very form, key and all, in another person's browser."""
        if self.sent:
            this = self.sent[which % len(self.sent)]
            self._send(Sent(this.kind, who, this.path, this.fields, this.number, this.knows))

    @rule(who=st.sampled_from([each for each in EVERYBODY if each]), wrong=rarely)
    def enter(self, who: str, wrong: bool) -> None:
        fields = {"username": self.world.users[who].username, "password": PASSWORD + "x" * wrong}
        self._send(Sent("enter", who, "/accounts/login/", fields, "", {"right": not wrong}), Client())

    @rule(who=st.sampled_from(EVERYBODY), at=any_index, page=st.sampled_from([*PAGES, *LISTS]))
    def read(self, who: str, at: int, page: str) -> None:
        number = "" if page.startswith("/") else self._screening(at).number
        answer = pages.read(self.model, who, page, number)
        path = f"/screenings/{number}/{page}" if number else page
        response = self.clients[who].get(path)
        self._check(who, path, response, answer, f"GET {path} by {who or 'nobody'}")

    @rule(who=st.sampled_from([each for each in EVERYBODY if each]), role=st.sampled_from(["own"] * 4 + ["monitor", "coordinator"]),
          active=st.sampled_from([True, True, False]), is_open=st.sampled_from([True, True, False]))  # fmt: skip
    def change_an_account(self, who: str, role: str, active: bool, is_open: bool) -> None:
        """In the admin: a role taken away, given back or exchanged, an account closed or opened."""
        user, person = self.world.users[who], self.model.people[who]
        (membership,) = user.memberships.all()
        given = membership.role if role == "own" else role
        code = membership.site.code
        after = Person({code: given} if active else {}, is_open, person.wrong)
        now = Membership.objects.get(pk=membership.pk)
        changes = (now.role, now.active, person.is_open) != (given, active, is_open)

        def effect() -> None:
            self.model.people[who] = after

        form = membership_form(user, membership, role=given, active=active, is_open=is_open)
        response = self.clients["root"].post(f"/admin/screening/user/{user.pk}/change/", form)
        verbs = frozenset({"account.change"}) if changes else frozenset[str]()
        answer = Answer(302, verbs, effect if changes else None)
        self._check("root", "", response, answer, f"{who}: {after}")

    # --- sending ---

    def _screening(self, at: int, statuses: tuple[str, ...] = ()) -> Kept:
        """One in which the step makes sense, where there is one; mostly of the first site."""
        known = [*self.model.screenings.values()]
        fitting = [each for each in known if not statuses or each.status in statuses] or known
        here = [each for each in fitting if each.site == HERE]
        among = [*here * 3, *fitting]
        return among[at % len(among)]

    def _key(self) -> str:
        self.keys += 1
        return str(UUID(int=self.keys, version=4))

    def _shown(self, kept: Kept, base: int, path: str) -> tuple[str | None, Any]:
        """What the page of that version showed in a field; None: a browser sends nothing."""
        value = value_at(kept.versions[base - 1], path)
        if value is None:
            return (None if path in RADIOS else ""), None
        return ({True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)), value

    def _typed(self, kept: Kept, path: str, among: list[tuple[str, Any]], to: int) -> tuple[str, Any]:
        text, value = among[to % len(among)]
        if path == PLANNED and isinstance(value, int):
            day = first_dose(self.world, kept.site, value)
            return day, day
        return text, value

    def _send(self, sent: Sent, client: Client | None = None) -> None:
        answer = self.model.expected(sent)
        form = {name: str(each) for name, each in sent.fields.items()}
        if sent.kind == "sign" and sent.who:
            form["username"] = self.world.users[sent.who].username
        response = (client or self.clients[sent.who]).post(sent.path, form)
        if client is None:
            self.sent.append(sent)
        self._check(sent.who, sent.path, response, answer, f"{sent} -> {answer.status}")

    # --- what holds after each step ---

    def _check(self, who: str, path: str, response: Any, wanted: Answer, case: str) -> None:
        self.unbroken = False
        assert response.status_code < 500, case
        assert response.status_code == wanted.status, f"{case}: {response.status_code}"
        assert response.headers.get("Location", "").startswith(wanted.location), case
        shown = set(NUMBER.findall(response.content)) - set(NUMBER.findall(path.encode()))
        assert shown.isdisjoint(number.encode() for number in pages.elsewhere(self.model, who)) or who == "root", case

        after = look(self.known)
        assert {verb for verb, _action, _table in after.events} == wanted.events, case
        reads_only = (person := self.model.people.get(who)) is not None and person.only_reads
        if wanted.effect is None or not wanted.writes or reads_only:
            assert after.state == self.before.state, f"{case} changed something"
        if wanted.effect is not None:
            wanted.effect()
        self._check_moves(after, case)
        self._check_rows(after, case)
        self._check_model(after, case)
        if after.added["screening_signature"] != self.before.added["screening_signature"]:
            self._check_signature(case)
        if after.added["screening_enrolment"] != self.before.added["screening_enrolment"]:
            self._check_places(case)
        self.before = after
        if after.events:
            self.known = last_event()
        self.unbroken = True

    def _check_moves(self, after: Any, case: str) -> None:
        for number, (_site, status, version, *_verdict) in self.before.screenings.items():
            status_after, version_after = after.screenings[number][1:3]
            assert status == status_after or (status, status_after) in allowed_pairs(), case
            assert version_after - version in {0, 1}, case

    def _check_rows(self, after: Any, case: str) -> None:
        """One event for each row that was added, no more and no less."""
        new = [table for _verb, action, table in after.events if action == "insert"]
        for table in (*ADDED, "screening_screening"):
            assert new.count(table) == after.added[table] - self.before.added[table], (case, table)

    def _check_model(self, after: Any, case: str) -> None:
        sites = {site.pk: code for code, site in self.world.sites.items()}
        stored = {
            number: (sites[site], status, version)
            for number, (site, status, version, *_rest) in after.screenings.items()
        }
        assert stored == {
            each.number: (each.site, each.status, each.version) for each in self.model.screenings.values()
        }, case
        for number, each in after.screenings.items():
            if each != self.before.screenings.get(number):
                self._check_facts(number, case)

    def _check_facts(self, number: str, case: str) -> None:
        kept, screening = self.model.screenings[number], Screening.objects.get(number=number)
        planned = screening.planned_first_dose
        stored = screening.facts | {PLANNED: None if planned is None else planned.isoformat()}
        if kept.version == 1:  # rows that were copied get identifiers of their own
            assert without_ids(stored) == without_ids(kept.facts), case
            kept.versions[0] = stored
        assert stored == kept.facts, case
        enrolled = kept.status == "enrolled"
        assessed = self.model.assessed(kept, enrolment=enrolled, day=screening.verdict_as_of)
        assert verdicts.summary_of(assessed) == {each: getattr(screening, each) for each in verdicts.SUMMARY_COLUMNS}, (
            case
        )

    def _check_signature(self, case: str) -> None:
        signature = Signature.objects.select_related("screening", "assessment").latest("pk")
        assert photographs.problems_of(signature) == [], case
        assert photographs.says_the_same(signature.assessment), case
        assert signature.assessment.facts == verdicts.record_json(signature.screening), case

    def _check_places(self, case: str) -> None:
        places = Enrolment.objects.select_related("screening", "signature__assessment", "assessment").order_by("slot")
        assert [each.slot for each in places] == [*range(1, len(self.model.places) + 1)], case
        assert [each.screening.number for each in places] == self.model.places, case
        assert len(places) <= CAP, case
        for each in places:
            assert (each.signature.meaning, each.signature.version) == ("eligible", each.screening.version), case
            assert each.signature.assessment.facts == each.assessment.facts, case
            assert each.assessment.overall == "ELIGIBLE", case
            assert photographs.problems_of(each.signature) == [], case

    def teardown(self) -> None:
        try:
            if self.unbroken:
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                assert verify().problems == []
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ids(each) for key, each in value.items() if key != "id"}
    return [without_ids(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def world(transactional_db: None, settings: Any) -> Any:
    settings.TRIES_ALLOWED = TRIES
    settings.SESSION_IDLE_SECONDS = settings.STEP_UP_SECONDS = 12 * 3600
    logging.disable(logging.WARNING)  # a line for each refusal
    yield make_world()
    logging.disable(logging.NOTSET)


@pytest.mark.dear
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_at_the_desk(world: World, part: int, proof: Say) -> None:
    run_state_machine_as_test(
        seed(part)(lambda: Workflow(world)),
        settings=generated(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    proof(8, f"workflow, {part + 1} of {PARTS}", f"{RUNS:,} runs of {STEPS} steps: no invariant broken")
