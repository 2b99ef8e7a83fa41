"""What the site should do, in plain Python: who may, what is refused and with which answer, and what is written.

Roles, transitions and answers stand here a second time on purpose, as the protocol of work has them; only the verdict is
asked from the rules, of the model's own facts.
"""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import criteria
from screening import verdicts
from screening.facts import put, value_at
from screening.models import Judgement, Screening
from tests.generative.workflow.things import (
    ADMINISTRATOR,
    ADVERSE,
    CAP,
    CHANGED,
    CLINIC,
    COORDINATOR,
    ELIGIBLE,
    ENROLLED,
    FAILURE,
    IN_SCREENING,
    INVALID,
    INVESTIGATOR,
    PLANNED,
    SIGN_IN,
    SIGNING,
    STAYS_TRUE,
    STILL_EDITED,
    TRIES,
    WITHDRAWN,
    Answer,
    Kept,
    Person,
    Sent,
    refused,
)


@dataclass
class Model:
    people: dict[str, Person]
    screenings: dict[str, Kept]
    today: Callable[[str], date]
    protocol: tuple[str, str]  # slug, version
    places: list[str] = field(default_factory=list)
    # key -> (kind, who, number it was sent for, number it made)
    keys: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    # Kept from one run to the next: the same facts on the same day get the same verdict.
    known_verdicts: dict[str, criteria.Assessment] = field(default_factory=dict)

    # --- who gets how far ---

    def gate(self, sent: Sent, roles: frozenset[str]) -> Answer | None:
        """Signed in, more than a reader, at home at the screening's site, in a role that may: else this answer."""
        if (shut := self.shut(sent.who)) is not None:
            return shut
        role = self.people[sent.who].roles.get(self.screenings[sent.number].site)
        if role is None:
            return refused(404)
        return None if role in roles else refused(403)

    def shut(self, who: str) -> Answer | None:
        person = self.people.get(who)
        if person is None or not person.is_open:
            return SIGN_IN
        return refused(403) if person.only_reads else None

    def role(self, sent: Sent) -> str:
        return self.people[sent.who].roles[self.screenings[sent.number].site]

    # --- verdicts ---

    def assessed(self, kept: Kept, *, enrolment: bool = False, day: date | None = None) -> criteria.Assessment:
        today = day or self.today(kept.site)
        answers = {path: answer for path, (answer, _reason, _version) in kept.judgements.items()}
        key = json.dumps([kept.facts, answers, today.isoformat(), enrolment], sort_keys=True)
        if key not in self.known_verdicts:
            facts = deepcopy(kept.facts)
            planned = facts.pop(PLANNED)
            screening = Screening(
                facts=facts,
                planned_first_dose=planned and date.fromisoformat(planned),
                protocol_slug=self.protocol[0],
                protocol_version=self.protocol[1],
            )
            judged = [Judgement(pk=pk, path=path, answer=answer) for pk, (path, answer) in enumerate(answers.items())]
            self.known_verdicts[key] = verdicts.assess(
                screening, today=today, enrolment=today if enrolment else None, judgements=judged
            )
        return self.known_verdicts[key]

    # --- what is sent, and what it should do ---

    def expected(self, sent: Sent) -> Answer:
        answer: Answer = getattr(self, f"_{sent.kind}")(sent)
        return answer

    def _section(self, sent: Sent) -> Answer:
        if (shut := self.gate(sent, CLINIC)) is not None:
            return shut
        kept, base = self.screenings[sent.number], sent.fields["base_version"]
        if kept.status not in STILL_EDITED:
            return refused(409)
        typed: Mapping[str, Any] = sent.knows["typed"]
        if INVALID in typed.values():
            return refused(422)
        seen = kept.versions[base - 1]
        mine = {path: value for path, value in typed.items() if value != value_at(seen, path)}
        differing = {path: value for path, value in mine.items() if value != value_at(kept.facts, path)}
        if any(kept.changed.get(path, 0) > base for path in differing):
            return refused(409)
        if not differing:
            return Answer(302)
        if kept.status != IN_SCREENING and not sent.fields["reason"]:
            return refused(422)
        return self._next_version(kept, differing, "record.change")

    def _next_version(self, kept: Kept, differing: Mapping[str, Any], verb: str) -> Answer:
        if kept.successor:
            return refused(409)

        def effect() -> None:
            after = deepcopy(kept.facts)
            for path, value in differing.items():
                if path == PLANNED:  # a date of the screening, which is there also when it is empty
                    after[PLANNED] = value
                else:
                    put(after, path, value)
            kept.versions.append(after)
            kept.changed |= dict.fromkeys(differing, kept.version)
            kept.status = IN_SCREENING if kept.status == IN_SCREENING else CHANGED

        return Answer(302, frozenset({verb}), effect)

    def _judge(self, sent: Sent) -> Answer:
        if (shut := self.gate(sent, frozenset({INVESTIGATOR}))) is not None:
            return shut
        kept, base = self.screenings[sent.number], sent.fields["base_version"]
        if kept.status not in STILL_EDITED:
            return refused(409)
        given: Mapping[str, tuple[bool | None, str]] = sent.knows["answers"]
        if any(answer is ADVERSE[path] and not reason for path, (answer, reason) in given.items()):
            return refused(422)
        standing = kept.judgements
        wanted = {path: each for path, each in given.items() if path not in standing or standing[path][:2] != each}
        if any(path in standing and standing[path][2] > base for path in wanted):
            return refused(409)
        if not wanted:
            return Answer(302)
        answer = self._next_version(kept, {}, "judgement.record")
        if (write := answer.effect) is not None:

            def effect() -> None:
                write()
                kept.judgements |= {path: (*each, kept.version) for path, each in wanted.items()}

            answer.effect = effect
        return answer

    def _sign(self, sent: Sent) -> Answer:
        if (shut := self.gate(sent, CLINIC)) is not None:
            return shut
        kept, meaning, key = self.screenings[sent.number], sent.knows["meaning"], sent.fields["key"]
        this = ("sign", sent.who, f"{sent.number} {meaning}", "")
        if self.keys.get(key) != this:
            if self.role(sent) == COORDINATOR and kept.status not in SIGNING["data_complete"][1]:
                return refused(403)
            if self.role(sent) == INVESTIGATOR and kept.status not in SIGNING["screen_failure"][1]:
                return refused(409)
        if (wrong := self._wrong_password(sent, "signature.password_failed", 422)) is not None:
            return wrong
        person = self.people[sent.who]
        answer = self._after_password(sent, kept, meaning, this)
        answer.events |= {"signature.password"}
        decided = answer.effect
        answer.writes = decided is not None

        def effect() -> None:
            person.wrong = 0
            if decided is not None:
                decided()

        answer.effect = effect
        return answer

    def _wrong_password(self, sent: Sent, verb: str, status: int) -> Answer | None:
        person = self.people[sent.who]
        if person.is_locked:
            return refused(status, verb)
        if sent.knows["right"]:
            return None

        def effect() -> None:
            person.wrong += 1

        locks = {"account.locked"} if person.wrong + 1 >= TRIES else set()
        return Answer(status, frozenset({verb} | locks), effect, writes=False)

    def _after_password(self, sent: Sent, kept: Kept, meaning: str, this: tuple[str, str, str, str]) -> Answer:
        role, before, after = SIGNING[meaning]
        if self.role(sent) != role:
            return refused(403)
        if (earlier := self.keys.get(sent.fields["key"])) is not None:
            return Answer(302) if earlier == this else refused(409)
        if kept.status not in before or sent.fields["base_version"] != kept.version:
            return refused(409)
        assessed = self.assessed(kept)
        founded = {
            "eligible": str(assessed.overall.verdict) == "ELIGIBLE",
            "screen_failure": str(assessed.overall.verdict) == "NOT_ELIGIBLE",
            "data_complete": not verdicts.missing_paths(assessed),
        }
        if not founded[meaning]:
            return refused(409)

        def effect() -> None:
            self.keys[sent.fields["key"]] = this
            kept.status = after or kept.status
            if after is not None:
                kept.decision = (meaning, kept.version)

        return Answer(302, frozenset({f"signature.{meaning}"}), effect)

    def _enrol(self, sent: Sent) -> Answer:
        if (shut := self.gate(sent, CLINIC)) is not None:
            return shut
        kept, key = self.screenings[sent.number], sent.fields["key"]
        this = ("enrol", sent.who, sent.number, "")
        if key in self.keys:
            return Answer(302) if self.keys[key] == this else refused(409)
        if (
            kept.status != ELIGIBLE
            or kept.decision != ("eligible", kept.version)
            or len(self.places) >= CAP
            or str(self.assessed(kept, enrolment=True).overall.verdict) != "ELIGIBLE"
        ):
            return refused(409)

        def effect() -> None:
            self.keys[key] = this
            self.places.append(sent.number)
            kept.status = ENROLLED

        return Answer(302, frozenset({"enrolment.enrol"}), effect)

    def _withdraw(self, sent: Sent) -> Answer:
        if (shut := self.gate(sent, CLINIC)) is not None:
            return shut
        kept, reason = self.screenings[sent.number], sent.fields["reason"]
        if reason and (kept.status, kept.reason) == (WITHDRAWN, reason):
            return Answer(302)
        if kept.status not in {IN_SCREENING, ELIGIBLE, CHANGED}:
            return refused(409)
        if not reason:
            return refused(422)

        def effect() -> None:
            kept.status, kept.reason = WITHDRAWN, reason

        return Answer(302, frozenset({"screening.withdraw"}), effect)

    def _rescreen(self, sent: Sent) -> Answer:
        if (shut := self.gate(sent, CLINIC)) is not None:
            return shut
        kept = self.screenings[sent.number]
        if (replay := self._made_before(sent)) is not None:
            return replay
        if kept.status not in {FAILURE, WITHDRAWN} or kept.successor:
            return refused(409)
        facts = {key: kept.facts[key] for key in STAYS_TRUE if kept.facts.get(key) not in (None, [])}

        def effect() -> None:
            kept.successor = self._add(sent, kept.site, facts)

        return Answer(302, frozenset({"screening.rescreen"}), effect, self.address_of_next())

    def _open(self, sent: Sent) -> Answer:
        if (shut := self.shut(sent.who)) is not None:
            return shut
        roles = self.people[sent.who].roles
        mine = {site for site, role in roles.items() if role in CLINIC}
        site = sent.knows["site"]
        if not mine:
            return refused(403)
        if site not in mine or INVALID in sent.knows["facts"].values():
            return refused(422)
        made = self.keys.get(sent.fields["key"], ("", "", "", ""))[3]
        if not sent.fields["ignore"]:
            alike = {each.number for each in self.screenings.values() if self._is_alike(each, sent)}
            if alike and made not in alike:
                return Answer(200)
        if (replay := self._made_before(sent)) is not None:
            return replay
        facts = sent.knows["facts"]

        def effect() -> None:
            self._add(sent, site, facts)

        return Answer(302, frozenset({"screening.open"}), effect, self.address_of_next())

    def _is_alike(self, kept: Kept, sent: Sent) -> bool:
        same = ("birth_date", "sex")
        return kept.site == sent.knows["site"] and all(kept.facts[key] == sent.knows["facts"][key] for key in same)

    def _made_before(self, sent: Sent) -> Answer | None:
        earlier = self.keys.get(sent.fields["key"])
        if earlier is None:
            return None
        same = earlier[:3] == (sent.kind, sent.who, sent.number)
        return Answer(302, location=_address(earlier[3])) if same else refused(409)

    def address_of_next(self) -> str:
        return _address(f"SCR-{len(self.screenings) + 1:04}")

    def _add(self, sent: Sent, site: str, facts: Mapping[str, Any]) -> str:
        number = f"SCR-{len(self.screenings) + 1:04}"
        first = deepcopy(dict(facts)) | {PLANNED: None}
        put(first, "icf/signed_date", sent.knows["consent"])
        self.screenings[number] = Kept(number, site, IN_SCREENING, [first])
        self.keys[sent.fields["key"]] = (sent.kind, sent.who, sent.number, number)
        return number

    def _export(self, sent: Sent) -> Answer:
        if (shut := self.shut(sent.who)) is not None:
            return shut
        if not {ADMINISTRATOR, INVESTIGATOR} & set(self.people[sent.who].roles.values()):
            return refused(403)
        return refused(200, "export.download")

    def _enter(self, sent: Sent) -> Answer:
        """At the front door, in a browser of its own."""
        person = self.people[sent.who]
        right = sent.knows["right"] and person.is_open
        if (wrong := self._wrong_password(_knowing(sent, right=right), "account.sign_in_failed", 200)) is not None:
            return wrong

        def effect() -> None:
            person.wrong = 0

        return Answer(302, frozenset({"account.sign_in"}), effect, writes=False)


def _address(number: str) -> str:
    return f"/screenings/{number}/form/demographics/"


def _knowing(sent: Sent, **more: Any) -> Sent:
    return Sent(sent.kind, sent.who, sent.path, sent.fields, sent.number, {**sent.knows, **more})
