"""Where a fact is typed in: the address of its field, and what the field is called in one line."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.urls import reverse

from criteria.record import FactInfo, vocabulary
from screening.errors import InvalidInput
from screening.facts import note_path, storage_path, value_at
from screening.models import Screening
from screening.values import items_at

_INDEX = re.compile(r"\[\d+\]")
FIRST_DOSE = "planned_first_dose_date"


def field_url(screening: Screening, public_path: str, *, test: str | None = None) -> str:
    """The page and the field of a fact, a list ("chemo": its reviewed-question) or a laboratory result.

    `test` names the test that is meant where the path can only say "labs": no result of it is there yet.
    """
    if public_path == FIRST_DOSE:
        return f"{_form_url(screening, 'review')}#id_planned_first_dose"
    info = _info(public_path)
    if info.judgement:
        return f"{_form_url(screening, 'judgement')}#id_{field_name(note_path(stored_path(screening, public_path)))}"
    return f"{_form_url(screening, info.section)}#{field_id(screening, public_path, test=test)}"


def field_id(screening: Screening, public_path: str, *, test: str | None = None) -> str:
    """The id of the input. The result that stands in the row of a test is found by the test's name."""
    path = stored_path(screening, public_path)
    if path == "labs":
        return f"id_labs-{test}-value" if test else "id_labs-sample_date"
    if path.startswith("labs/"):
        return _lab_field_id(screening.facts, path)
    is_list = path in _list_paths()
    return f"id_{field_name(path)}-reviewed" if is_list else f"id_{field_name(path)}"


@cache
def _list_paths() -> frozenset[str]:
    lists = (info.path for info in vocabulary().values() if info.kind == "list")
    return frozenset(path.removesuffix("[]").replace(".", "/") for path in lists)


def _lab_field_id(facts: Mapping[str, Any], path: str) -> str:
    _, item_id, *rest = path.split("/")
    test = value_at(facts, f"labs/{item_id}/test")
    key = rest[0] if rest and rest[0] != "test" else "value"
    shown = newest_result(facts, test) if test else None
    return f"id_labs-{test if shown is not None and shown['id'] == item_id else item_id}-{key}"


def newest_result(facts: Mapping[str, Any], test: str) -> dict[str, Any] | None:
    """The result that stands in the row of a test: one without a date first (it needs one), else the latest."""
    results = [item for item in items_at(facts, "labs") if item.get("test") == test]
    return max(enumerate(results), key=_recency, default=(0, None))[1]


def _recency(numbered: tuple[int, dict[str, Any]]) -> tuple[str, int]:
    place, item = numbered
    # "2026-03" sorts before "2026-03-12": a partial date is taken to lie at the end of what it may be.
    return (item.get("date") or "9999") + "~", place


def field_name(storage_path: str) -> str:
    return storage_path.replace("/", "-")


def is_fact(public_path: str) -> bool:
    """Is this a fact with a field, and not the day of the assessment or of the enrolment?"""
    return public_path == FIRST_DOSE or _declared(public_path) is not None


def _declared(public_path: str) -> FactInfo | None:
    known = vocabulary()
    declared = _INDEX.sub("[]", public_path)
    return known.get(declared) or known.get(f"{declared}[]")


def _info(public_path: str) -> FactInfo:
    found = _declared(public_path)
    if found is None:
        raise ValueError(f"{public_path!r} is not a fact of the vocabulary")
    return found


def stored_path(screening: Screening, public_path: str) -> str:
    """The storage path; for a row that is not there any more, that of its list."""
    if public_path == FIRST_DOSE:
        return "planned_first_dose"
    try:
        return storage_path(screening, public_path)
    except (KeyError, InvalidInput):
        return public_path.partition("[")[0].replace(".", "/")


def _form_url(screening: Screening, section: str) -> str:
    return reverse("screening:form", args=[screening.number, section])
