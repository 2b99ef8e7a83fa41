"""People, sites and screenings for tests, made through the services wherever there is one."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from screening.facts import judgement_facts, place_of, put
from screening.models import Meaning, Membership, Role, Screening, Signature, Site, User
from screening.services import enrolment, judgements, lab_profiles, records, screenings, signing

TODAY = date(2026, 5, 20)
NOW = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
FIRST_DOSE = date(2026, 5, 22)
EXAMPLES = Path(__file__).parent / "data" / "examples.yaml"
PASSWORD = "a long sentence for tests"
_numbers = count(1)


def make_site(code: str = "", **more: Any) -> Site:
    code = code or f"S{next(_numbers):02}"
    return Site.objects.create(code=code, name=more.pop("name", f"Hospital {code}"), **more)


def make_user(role: Role | str | None = None, site: Site | None = None, username: str = "", **more: Any) -> User:
    username = username or f"{role or 'user'}{next(_numbers)}"
    user = User.objects.create_user(
        username, password=PASSWORD, full_name=more.pop("full_name", f"Dr {username}"), **more
    )
    if role is not None:
        Membership.objects.create(user=user, site=site or make_site(), role=role)
    return user


def make_team(site: Site | None = None) -> tuple[Site, dict[Role, User]]:
    """A site with one person in each role."""
    site = site or make_site()
    return site, {role: make_user(role, site) for role in Role}


def open_screening(by: User, site: Site, **more: Any) -> Screening:
    given: dict[str, Any] = {"birth_date": "2014-09-17", "sex": "female", "consent_date": "2026-05-08", "today": TODAY}
    return screenings.open_screening(by=by, site=site, **(given | more))


def enter(by: User, screening: Screening, facts: Mapping[str, Any], **more: Any) -> records.Saved:
    """Save storage paths on top of what stands there now."""
    screening.refresh_from_db()
    given: dict[str, Any] = {"base_version": screening.version, "today": TODAY}
    saved = records.save_facts(by=by, screening=screening, changes=facts, **(given | more))
    screening.refresh_from_db()
    return saved


def row(list_path: str, **fields: Any) -> dict[str, Any]:
    """The storage paths of a new row: row("chemo", agent="vincristine") -> {"chemo/<new id>/agent": "vincristine"}."""
    item = uuid4()
    return {f"{list_path}/{item}/{field}": value for field, value in fields.items()}


@cache
def example(name: str = "EX1") -> dict[str, Any]:
    """A whole record in the public format; EX1 is a child who may enter on TODAY, first dose on FIRST_DOSE."""
    return next(each for each in yaml.safe_load(EXAMPLES.read_text(encoding="utf-8")) if each["id"] == name)


def storage_changes(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A record in the public format as the changes that save_facts takes; what only an investigator answers is left out."""
    return dict(_changes(facts, "", ""))


def _changes(value: Any, path: str, pattern: str) -> Iterator[tuple[str, Any]]:
    if value is None or pattern in judgement_facts():
        return
    info = place_of(path).info if path else None
    if isinstance(value, list) and value and info is not None and info.kind == "list":
        for each in value:
            yield from _row_changes(each, f"{path}/{uuid4()}", info.path)
    elif isinstance(value, dict) and (info is None or info.kind == "group"):
        for key, inner in value.items():
            yield from _changes(inner, f"{path}/{key}" if path else key, f"{pattern}.{key}" if pattern else key)
    else:
        yield path, value


def _row_changes(each: Any, path: str, pattern: str) -> Iterator[tuple[str, Any]]:
    if isinstance(each, dict):
        for key, inner in each.items():
            yield from _changes(inner, f"{path}/{key}", f"{pattern}.{key}")
    else:
        yield f"{path}/value", each


def stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A record in the public format as a document with identified rows, without a database."""
    document: dict[str, Any] = {}
    for path, value in storage_changes(facts).items():
        put(document, path, value)
    return document


def complete(by: User, screening: Screening, name: str = "EX1", **changes: Any) -> Screening:
    """Enter a whole example; `changes` replace top-level facts of it."""
    facts = {**example(name)["facts"], **changes}
    screening.refresh_from_db()
    records.set_dates(
        by=by, screening=screening, planned_first_dose=FIRST_DOSE, base_version=screening.version, today=TODAY
    )
    enter(by, screening, storage_changes(facts))
    return screening


def make_eligible(team: Mapping[Role, User], site: Site, **more: Any) -> Screening:
    """Everything entered and judged; only the signature is left."""
    screening = complete(team[Role.COORDINATOR], open_screening(team[Role.COORDINATOR], site, **more))
    judge(
        team[Role.INVESTIGATOR],
        screening,
        {"ability_to_comply": True, "investigator_other_condition": False, "poor_compliance": False},
    )
    return screening


def sign(by: User, screening: Screening, meaning: Meaning | str = Meaning.ELIGIBLE, **more: Any) -> Signature:
    given: dict[str, Any] = {"password": PASSWORD, "today": TODAY, "now": NOW}
    signature = signing.sign(by=by, screening=screening, meaning=meaning, **(given | more))
    screening.refresh_from_db()
    return signature


def enrol(by: User, screening: Screening, **more: Any) -> Any:
    given: dict[str, Any] = {"today": TODAY, "now": NOW}
    enrolled = enrolment.enrol(by=by, screening=screening, **(given | more))
    screening.refresh_from_db()
    return enrolled


def judge(by: User, screening: Screening, answers: Mapping[str, Any], **more: Any) -> records.Saved:
    """Answers as {path: (answer, reason)} or {path: answer}."""
    screening.refresh_from_db()
    full = {path: each if isinstance(each, tuple) else (each, "") for path, each in answers.items()}
    given: dict[str, Any] = {"base_version": screening.version, "today": TODAY}
    saved = judgements.judge(by=by, screening=screening, answers=full, **(given | more))
    screening.refresh_from_db()
    return saved


def make_lab_profiles(site: Site, results: list[dict[str, Any]], *, by: User, **more: Any) -> None:
    """A profile for each of these results, with the unit and the limit that stand beside them."""
    for each in results:
        given = {"unit": each["unit"], "upper_limit": each.get("uln", ""), "valid_from": date(2026, 1, 1)}
        lab_profiles.add(by=by, site=site, test=each["test"], **(given | more))
