"""Who reads what: the answer to a GET, which never changes anything."""

from collections.abc import Iterator

from tests.generative.workflow.model import Model
from tests.generative.workflow.things import (
    ADMINISTRATOR,
    CHANGED,
    CLINIC,
    COORDINATOR,
    ELIGIBLE,
    FAILURE,
    IN_SCREENING,
    INVESTIGATOR,
    MONITOR,
    SIGN_IN,
    SIGNING,
    STILL_EDITED,
    WITHDRAWN,
    Answer,
    refused,
)

_LISTS: dict[str, frozenset[str]] = {
    "/screenings/new/": CLINIC,
    "/audit/": frozenset({INVESTIGATOR, ADMINISTRATOR, MONITOR}),
}
_PAGES: dict[str, tuple[frozenset[str] | None, frozenset[str] | None]] = {
    "judge/": (frozenset({INVESTIGATOR}), STILL_EDITED),
    "enrol/": (CLINIC, frozenset({ELIGIBLE})),
    "withdraw/": (CLINIC, frozenset({IN_SCREENING, ELIGIBLE, CHANGED})),
    "rescreen/": (CLINIC, frozenset({FAILURE, WITHDRAWN})),
}


def _sign_page(role: str, status: str) -> int:
    if role == COORDINATOR:
        return 200 if status in SIGNING["data_complete"][1] else 403
    if role == INVESTIGATOR:
        return 200 if status in SIGNING["screen_failure"][1] else 409
    return 403


def read(model: Model, who: str, page: str, number: str) -> Answer:
    if (person := model.people.get(who)) is None or not person.is_open:
        return SIGN_IN
    if not number:
        wanted = _LISTS.get(page)
        return refused(200 if wanted is None or wanted & set(person.roles.values()) else 403)
    kept = model.screenings[number]
    role = person.roles.get(kept.site)
    if role is None:
        return refused(404)
    if page == "sign/":
        return refused(_sign_page(role, kept.status))
    roles, statuses = _PAGES.get(page, (None, None))
    if roles is not None and role not in roles:
        return refused(403)
    return refused(200 if statuses is None or kept.status in statuses else 409)


def sites_of(model: Model, who: str) -> set[str]:
    person = model.people.get(who)
    return set() if person is None or not person.is_open else set(person.roles)


def elsewhere(model: Model, who: str) -> Iterator[str]:
    """The numbers that do not exist for this person."""
    here = sites_of(model, who)
    return (each.number for each in model.screenings.values() if each.site not in here)
