"""The rows of a record that were struck out and are out still, each with the way to put it back."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from screening.facts import place_of
from screening.models import Screening, User
from screening.permissions import user_can_edit
from screening.rows.history import value_words
from screening.selectors import removed_rows_of
from screening.wording import in_reader_language


@dataclass(frozen=True, slots=True)
class RemovedRow:
    list_path: str
    item_id: str
    label: str
    words: str
    who: str
    reason: str
    url: str
    can_put_back: bool


def removed_rows(screening: Screening, user: User) -> Iterator[RemovedRow]:
    can = user_can_edit(user, screening)
    for change in removed_rows_of(screening):
        list_path, _slash, item_id = change.path.rpartition("/")
        info = place_of(list_path).info
        yield RemovedRow(
            list_path=list_path,
            item_id=item_id,
            label=in_reader_language(info.label),
            words=", ".join(
                value_words(f"{change.path}/{key}", each) for key, each in (change.old or {}).items() if key != "id"
            ),
            who=change.by.printed_name,
            reason=change.reason,
            url=reverse("screening:form", args=[screening.number, info.section]),
            can_put_back=can,
        )
