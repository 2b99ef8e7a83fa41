"""What was sent, changed on the way back to the page: a row more, a row less, a fresh sample, another person's value.

Nothing is checked and nothing is stored here; everything else that was typed stays as it was typed.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from screening.forms.fields import LISTED
from screening.links import field_name

Sent = MultiValueDict[str, str]
LAB_ROWS = "labs-row"
SAMPLE_DATE = "labs-sample_date"
SAMPLE_LAB = "labs-sample_lab"


def copy_of(sent: Mapping[str, Any]) -> Sent:
    return MultiValueDict({name: list(sent.getlist(name)) for name in sent})  # type: ignore[attr-defined]


def with_row(sent: Sent, list_path: str, item_id: str | None = None) -> Sent:
    """A further row; adding one says that the list is "as listed"."""
    draft, name = copy_of(sent), field_name(list_path)
    draft.appendlist(f"{name}-row", item_id or str(uuid.uuid4()))
    draft[f"{name}-reviewed"] = LISTED
    return draft


def without_row(sent: Sent, list_path: str, item_id: str) -> Sent:
    draft, name = copy_of(sent), f"{field_name(list_path)}-row"
    draft.setlist(name, [one for one in draft.getlist(name) if one.rpartition(":")[2] != item_id])
    return draft


def with_value(sent: Sent, name: str, field: forms.Field, value: Any) -> Sent:
    """A stored value in the place of what was typed."""
    draft = copy_of(sent)
    shown = field.prepare_value(value)
    draft.setlist(
        name, [] if shown is None else [str(one) for one in shown] if isinstance(shown, list) else [str(shown)]
    )
    return draft


def with_text(sent: Sent, name: str, text: str) -> Sent:
    draft = copy_of(sent)
    draft[name] = text
    return draft


def without_answers(sent: Sent, names: Iterable[str]) -> Sent:
    """An empty answer is one: what is not sent at all would stay as it is."""
    draft = copy_of(sent)
    for name in names:
        draft[name] = ""
    return draft


def with_new_sample(sent: Sent) -> Sent:
    """A blank row for every test; what was typed moves to the older results and takes the sample's date with it."""
    draft = copy_of(sent)
    seen: set[str] = set()
    rows: list[str] = []
    for row in draft.getlist(LAB_ROWS):
        test, _, item_id = row.partition(":")
        if test not in seen:
            seen.add(test)
            rows.append(f"{test}:{uuid.uuid4()}")
            _date_by_sample(draft, item_id)
        rows.append(row)
    draft.setlist(LAB_ROWS, rows)
    draft[SAMPLE_DATE] = draft[SAMPLE_LAB] = ""
    return draft


def _date_by_sample(draft: Sent, item_id: str) -> None:
    if not any(draft.get(f"labs-{item_id}-{key}") for key in ("value", "uln", "date")):
        return
    for sample, key in ((SAMPLE_DATE, "date"), (SAMPLE_LAB, "lab_name")):
        if not draft.get(f"labs-{item_id}-{key}"):
            draft[f"labs-{item_id}-{key}"] = draft.get(sample, "")
