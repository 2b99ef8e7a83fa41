"""People, sites and screenings for tests, made through the services wherever there is one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from screening.models import Meaning, Membership, Role, Screening, Signature, Site, User
from screening.services import enrolment, judgements, records, screenings, signing

TODAY = date(2026, 3, 14)
NOW = datetime(2026, 3, 14, 4, 0, tzinfo=UTC)  # noon in Shanghai
PASSWORD = "a long sentence for tests"
_numbers = count(1)


def make_site(code: str = "", **more: Any) -> Site:
    code = code or f"S{next(_numbers):02}"
    return Site.objects.create(code=code, name=more.pop("name", f"Hospital {code}"), **more)


def make_user(role: Role | str | None = None, site: Site | None = None, username: str = "", **more: Any) -> User:
    username = username or f"{role or 'user'}{next(_numbers)}"
    user = User.objects.create_user(username, password=PASSWORD, full_name=more.pop("full_name", f"Dr {username}"), **more)
    if role is not None:
        Membership.objects.create(user=user, site=site or make_site(), role=role)
    return user


def make_team(site: Site | None = None) -> tuple[Site, dict[Role, User]]:
    """A site with one person in each role."""
    site = site or make_site()
    return site, {role: make_user(role, site) for role in Role}


def open_screening(by: User, site: Site, **more: Any) -> Screening:
    given: dict[str, Any] = {"birth_date": "2012-05-05", "sex": "female", "consent_date": "2026-03-01", "today": TODAY}
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


def storage_changes(facts: Mapping[str, Any], judgement_paths: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A record in the public format as changes for save_facts, without the facts in `judgement_paths`."""
    from screening.facts import judgement_facts, place_of

    skip = frozenset(judgement_facts())
    changes: dict[str, Any] = {}

    def walk(value: Any, path: str, pattern: str) -> None:
        if value is None or pattern in skip:
            return
        info = place_of(path).info if path and not path.endswith("/") else None
        if info is not None and info.kind == "list" and isinstance(value, list):
            if not value:
                changes[path] = []
            for each in value:
                item = f"{path}/{uuid4()}"
                if isinstance(each, Mapping):
                    for key, inner in each.items():
                        walk(inner, f"{item}/{key}", f"{info.path}.{key}")
                else:
                    changes[f"{item}/value"] = each
        elif isinstance(value, Mapping) and (info is None or info.kind == "group"):
            for key, inner in value.items():
                walk(inner, f"{path}/{key}" if path else key, f"{pattern}.{key}" if pattern else key)
        else:
            changes[path] = value

    walk(facts, "", "")
    return changes


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
