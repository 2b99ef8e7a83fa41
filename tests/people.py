"""Screenings for pages, which know no other day than today: the examples with every date moved to now."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from screening.clock import site_today, utc_now
from screening.models import Query, QueryKind, Role, Screening, Site, User
from screening.queries import Target
from screening.services import queries
from tests import factories

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def today_at(site: Site) -> date:
    return site_today(site, utc_now())


def shifted(value: Any, days: int) -> Any:
    """The same value with every whole date in it so many days later."""
    if isinstance(value, dict):
        return {key: shifted(each, days) for key, each in value.items()}
    if isinstance(value, list):
        return [shifted(each, days) for each in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + timedelta(days)).isoformat()
    return value


def example_today(today: date, name: str = "EX1") -> dict[str, Any]:
    """A whole record of examples.yaml as if it had been assessed today."""
    example = factories.example(name)
    days = (today - date.fromisoformat(example["assessment_date"])).days
    return shifted(example, days)  # type: ignore[no-any-return]


def opened(team: Mapping[Role, User], site: Site, **more: Any) -> Screening:
    facts = example_today(today_at(site))["facts"]
    given = {"birth_date": facts["birth_date"], "consent_date": facts["icf"]["signed_date"], "today": today_at(site)}
    return factories.open_screening(team[Role.COORDINATOR], site, **(given | more))


def filled(team: Mapping[Role, User], site: Site, **changes: Any) -> Screening:
    """Everything entered, nothing judged; `changes` replace top-level facts."""
    today = today_at(site)
    example = example_today(today)
    screening = opened(team, site, **{key: changes.pop(key) for key in ("initials",) if key in changes})
    by = team[Role.COORDINATOR]
    factories.records.set_dates(
        by=by, screening=screening, base_version=screening.version, today=today,
        planned_first_dose=date.fromisoformat(example["planned_first_dose_date"]),
    )  # fmt: skip
    factories.enter(by, screening, factories.storage_changes({**example["facts"], **changes}), today=today)
    return screening


FAVOURABLE = {"ability_to_comply": True, "investigator_other_condition": False, "poor_compliance": False}


def judged(team: Mapping[Role, User], site: Site, **changes: Any) -> Screening:
    screening = filled(team, site, **changes)
    factories.judge(team[Role.INVESTIGATOR], screening, FAVOURABLE, today=today_at(site))
    return screening


def signed(team: Mapping[Role, User], site: Site, meaning: str = "eligible", **changes: Any) -> Screening:
    screening = judged(team, site, **changes)
    factories.sign(team[Role.INVESTIGATOR], screening, meaning, today=today_at(site), now=utc_now())
    return screening


def queried(team: Mapping[Role, User], screening: Screening) -> Query:
    """A query that the site has answered, a question to the sponsor, and a criterion that agrees with the source."""
    monitor, investigator = team[Role.MONITOR], team[Role.INVESTIGATOR]
    raised = queries.raise_query(
        by=monitor, screening=screening, kind=QueryKind.SITE, target=Target(path="weight_kg"), text="Which scale?"
    )
    queries.answer(by=team[Role.COORDINATOR], query=raised, text="The one of the ward.")
    queries.raise_query(
        by=investigator,
        screening=screening,
        kind=QueryKind.SPONSOR,
        target=Target(criterion="E24"),
        text="Skin grafts?",
    )
    queries.check_source(by=monitor, screening=screening, target=Target(criterion="I01"), agrees=True)
    return raised


def failed(team: Mapping[Role, User], site: Site) -> Screening:
    """Signed as a screen failure: a live vaccine yesterday, and no consent withdrawn or data missing."""
    changes = {"allogeneic_transplants": [{"kind": "solid_organ"}]}
    return signed(team, site, "screen_failure", **changes)


def enrolled(team: Mapping[Role, User], site: Site, **changes: Any) -> Screening:
    screening = signed(team, site, **changes)
    factories.enrol(team[Role.COORDINATOR], screening, today=today_at(site), now=utc_now())
    return screening
