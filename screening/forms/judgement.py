"""The judgement section: what the investigator is asked, what is recorded, and what the coordinator noted for it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from screening.facts import note_path, place_of
from screening.forms.base import SectionForm
from screening.forms.fields import NoteField
from screening.forms.questions import judgement_paths
from screening.layouts import JudgementItems, Part
from screening.links import field_name
from screening.wording import lazy, lazy_pair


@dataclass(frozen=True, slots=True)
class JudgementItem:
    path: str
    label: Any
    recorded: Any
    is_needed: bool
    note: forms.BoundField


class JudgementForm(SectionForm):
    section = "judgement"
    recorded: Mapping[str, Any] = {}
    needed: AbstractSet[str] = frozenset()

    def add_more_fields(self) -> None:
        self.asked = judgement_paths(self.facts)
        for path in self.asked:
            note = NoteField(
                label=_("Note for the investigator"), help_text=_("What you found; it decides nothing by itself")
            )
            note.widget.attrs["aria-label"] = lazy_pair(place_of(path).info.label, note.label)
            self.add_field(note_path(path), note)

    @property
    def items(self) -> list[JudgementItem]:
        return [
            JudgementItem(
                path,
                lazy(place_of(path).info.label),
                self.recorded.get(path),
                path in self.needed,
                self[field_name(note_path(path))],
            )
            for path in self.asked
        ]

    def layout(self) -> Sequence[Part]:
        return [JudgementItems()]
