"""Plays the stories, each step on its day and by the person whose work it is, through the services alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation

from screening.clock import site_today, telling
from screening.demo import people
from screening.demo.days import dated
from screening.demo.histories import birth_of, facts_of
from screening.demo.profiles import print_profiles
from screening.demo.questions import ask
from screening.demo.stories import STORIES
from screening.demo.story import Correction, Ending, Story
from screening.facts import place_of, storage_path
from screening.models import Meaning, Role, Screening, Site, User
from screening.services import enrolment, judgements, reassessment, records, screenings, signing
from screening.services.screenings import STABLE_FACTS

# Entered on two days: what the family tells and the examination finds, then what the laboratory and the files say.
VISITS: tuple[frozenset[str], ...] = (
    frozenset({"consent", "disease", "demographics", "cardiac", "infection"}),
    frozenset({"therapies", "laboratory", "history", "medications"}),
)
_OFFICE_HOUR = time(10, 30)


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """Something that happens, so many days ago; on the same day in the order of the story and of its steps."""

    days_ago: int
    story: int
    number: int
    happens: Callable[[], None] = field(compare=False)

    @property
    def order(self) -> tuple[int, int, int]:
        return -self.days_ago, self.story, self.number


def play(*, now: datetime) -> dict[int, Screening]:
    """Load the demo into an empty database: all of it or nothing. The screenings by their place in STORIES."""
    with transaction.atomic(), translation.override("en"):
        sites, team = people.settle()
        print_profiles(sites, team)
        stage = Stage(sites, team, now)
        steps = [step for place, story in enumerate(STORIES) for step in _steps(stage, place, story)]
        for step in sorted(steps, key=lambda step: step.order):
            step.happens()
        ask(stage)
        reassessment.reassess_all(now=now)
    return stage.screenings


@dataclass(frozen=True, slots=True)
class Stage:
    sites: Mapping[str, Site]
    team: Mapping[tuple[str, Role], User]
    now: datetime
    screenings: dict[int, Screening] = field(default_factory=dict)


def _steps(stage: Stage, place: int, story: Story) -> Iterator[Step]:
    scenes = Scenes(stage, place, story)
    for number, (days_ago, happens) in enumerate(scenes.all()):
        yield Step(days_ago, place, number, happens)


Scene = tuple[int, Callable[[], None]]


class Scenes:
    """The steps of one story. A day is named by how many days before the last visit it is."""

    def __init__(self, stage: Stage, place: int, story: Story) -> None:
        self.stage, self.place, self.story = stage, place, story
        self.site = stage.sites[story.site]
        self.coordinator = stage.team[story.site, Role.COORDINATOR]
        self.investigator = stage.team[story.site, Role.INVESTIGATOR]
        self.last = site_today(self.site, stage.now) - timedelta(story.last_visit)
        self.first_dose = self.last + timedelta(story.first_dose_in)
        self.facts = facts_of(story, place, self.last)

    def all(self) -> Iterator[Scene]:
        story, opened = self.story, self.story.opened
        yield self._on(opened, self._open)
        for sections, before in zip(VISITS, (min(7, max(opened - 1, 0)), min(1, opened)), strict=True):
            yield self._on(before, self._enter, sections)
        if story.answers:
            yield self._on(min(1, opened), self._judge)
        yield from self._ending(story.ending)
        if story.correction is not None:
            yield self._on(-story.correction.days_later, self._correct, story.correction)

    def _ending(self, ending: Ending) -> Iterator[Scene]:
        match ending:
            case Ending.DATA_SIGNED:
                yield self._on(0, self._finish_sections)
                yield self._on(0, self._sign, Meaning.DATA_COMPLETE)
            case Ending.SIGNED_FAILURE:
                yield self._on(0, self._sign, Meaning.SCREEN_FAILURE)
            case Ending.SIGNED_ELIGIBLE:
                yield self._on(0, self._sign, Meaning.ELIGIBLE)
            case Ending.ENROLLED:
                yield self._on(1, self._sign, Meaning.ELIGIBLE)
                yield self._on(0, self._enrol)
            case Ending.WITHDRAWN:
                yield self._on(0, self._withdraw)
            case Ending.OPEN:
                pass

    def _on(self, before: int, act: Callable[..., None], *what: Any) -> Scene:
        day = self.last - timedelta(before)

        def happens() -> None:
            with telling(self._instant(day)):
                act(day, *what)

        return self.story.last_visit + before, happens

    # --- opening and entering -----------------------------------------------------------------------------------------

    def _open(self, day: date) -> None:
        consent = self.facts["icf"]["signed_date"]
        if self.story.screened_before:
            opened = screenings.rescreen(by=self.coordinator, screening=self._before(), consent_date=consent, today=day)
        else:
            hospital = next(each for each in people.HOSPITALS if each.code == self.story.site)
            opened = screenings.open_screening(
                by=self.coordinator, site=self.site, sex=self.story.sex, consent_date=consent, today=day,
                birth_date=birth_of(self.story).from_day(self.last), initials=self.story.initials,
                hospital_number=f"{hospital.numbers}{41872 + 5309 * self.place}",
                planned_first_dose=self.first_dose if self.story.sections is None else None,
            )  # fmt: skip
        self.stage.screenings[self.place] = opened

    def _before(self) -> Screening:
        """The earlier screening of the same child."""
        return next(
            self.stage.screenings[place]
            for place, story in enumerate(STORIES)
            if story.initials == self.story.screened_before and place != self.place
        )

    def _screening(self) -> Screening:
        """As it stands: every service reads it anew too, and asks for the version that was seen."""
        screening = self.stage.screenings[self.place]
        screening.refresh_from_db()
        return screening

    def _enter(self, day: date, sections: frozenset[str]) -> None:
        screening, wanted = self._screening(), sections
        if self.story.sections is not None:
            wanted = sections & frozenset(self.story.sections)
        # A re-screening brings the history of before along.
        brought = {key for key in STABLE_FACTS if screening.facts.get(key)} if self.story.screened_before else set()
        facts = {key: value for key, value in self.facts.items() if key not in brought}
        changes = {path: value for path, value in changes_of(facts).items() if place_of(path).info.section in wanted}
        version = self._save(screening, changes, day) if changes else screening.version
        if "laboratory" in wanted and screening.planned_first_dose is None:
            records.set_dates(
                by=self.coordinator, screening=screening, base_version=version, today=day,
                planned_first_dose=self.first_dose,
            )  # fmt: skip

    def _save(self, screening: Screening, changes: Mapping[str, Any], day: date, reason: str = "") -> int:
        saved = records.save_facts(
            by=self.coordinator, screening=screening, changes=changes, base_version=screening.version, today=day,
            reason=reason,
        )  # fmt: skip
        return saved.version

    def _finish_sections(self, _day: date) -> None:
        screening = self._screening()
        for section in sorted(frozenset().union(*VISITS)):
            records.mark_section(by=self.coordinator, screening=screening, section=section, done=True)

    def _correct(self, day: date, correction: Correction) -> None:
        screening = self._screening()
        changes = {storage_path(screening, path): value for path, value in correction.values.items()}
        changes |= changes_of(dated(correction.facts, self.last))
        self._save(screening, changes, day, correction.reason)

    # --- deciding -----------------------------------------------------------------------------------------------------

    def _judge(self, day: date) -> None:
        screening = self._screening()
        answers = {storage_path(screening, path): answer for path, answer in self.story.answers.items()}
        judgements.judge(
            by=self.investigator, screening=screening, answers=answers, base_version=screening.version, today=day
        )

    def _sign(self, day: date, meaning: Meaning) -> None:
        by = self.coordinator if meaning is Meaning.DATA_COMPLETE else self.investigator
        screening = self.stage.screenings[self.place]
        signing.sign(
            by=by, screening=screening, meaning=meaning, password=people.PASSWORD, today=day, now=self._instant(day)
        )

    def _enrol(self, day: date) -> None:
        screening = self.stage.screenings[self.place]
        enrolment.enrol(by=self.coordinator, screening=screening, today=day, now=self._instant(day))

    def _withdraw(self, _day: date) -> None:
        screenings.withdraw(by=self.investigator, screening=self.stage.screenings[self.place], reason=self.story.reason)

    def _instant(self, day: date) -> datetime:
        """In the morning of that day at the site; never later than now."""
        return min(datetime.combine(day, _OFFICE_HOUR, ZoneInfo(self.site.timezone)), self.stage.now)


def changes_of(facts: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Facts in the public format as {storage path: value}, each row under an identifier of its own."""
    changes: dict[str, Any] = {}
    for key, value in facts.items():
        here = f"{path}/{key}" if path else key
        kind = place_of(here).info.kind
        if kind == "list" and value:
            for row in value:
                item = f"{here}/{uuid4()}"
                changes |= changes_of(row, item) if isinstance(row, Mapping) else {f"{item}/value": row}
        elif kind == "group":
            changes |= changes_of(value, here)
        else:
            changes[here] = value
    return changes
