"""One section of the record as a form: its fields from the vocabulary, its rows from the document, its changes by path.

`facts` is the document as the reader of the page saw it (its base version), so that only what this person changed is a
change, whatever others saved in the meantime.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from criteria.record import FactInfo, Section
from screening.facts import value_at
from screening.forms.fields import LISTED, NONE, UNKNOWN, FactField, ListStateField, WordsField, field_for
from screening.forms.questions import OPTIONAL, columns_of, list_storage_path, lists_of, scalars_of
from screening.layouts import section_helper
from screening.links import field_name
from screening.values import items_at
from screening.wording import lazy

Facts = Mapping[str, Any]
Changes = dict[str, Any]
REASON = "reason"
NO_ROW_YET = "no_row_yet"


@dataclass(frozen=True, slots=True)
class ConflictBox:
    """What stands above a field that two people changed."""

    name: str
    mine: str
    theirs: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """One click that settles a doubt: this text in that field. A person presses it; nothing is ever rescaled unasked."""

    words: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a data-quality check says about an answer that was saved. It never stops saving."""

    sentence: str
    blocks: bool
    remedies: tuple[Remedy, ...] = ()


@dataclass(slots=True)
class Row:
    """One row of a list on the page. `stored`: it is in the document, so that taking it out needs a reason."""

    form: "SectionForm" = field(repr=False)
    item_id: str
    number: int
    stored: bool
    names: list[str] = field(default_factory=list)
    confirming: bool = False
    refusal: str | Promise = ""

    @property
    def fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.names]

    @property
    def doubts(self) -> list[Doubt]:
        return [doubt for name in self.names for doubt in self.form.doubts.get(name, [])]

    @property
    def head(self) -> str:
        """The id by which errors about the whole row are reached."""
        return f"id_{self.names[0]}"


class SectionForm(forms.Form):
    """Subclasses name their section and lay it out."""

    section: ClassVar[Section]
    conflicts: dict[str, ConflictBox]
    doubts: dict[str, list[Doubt]]

    def __init__(
        self,
        facts: Facts,
        *,
        today: date,
        data: MultiValueDict[str, str] | None = None,
        draft: MultiValueDict[str, str] | None = None,
    ) -> None:
        """`data` is what was sent and shall be checked; `draft` what was sent and shall only be shown again."""
        super().__init__(data=data, label_suffix="")
        self.use_required_attribute = False
        self.facts, self.today, self.sent = facts, today, data if data is not None else draft
        self.conflicts, self.doubts = {}, {}
        self.paths: dict[str, str] = {}
        self.rows: dict[str, list[Row]] = {}
        for info in scalars_of(self.section):
            self.add_fact(info, info.path.replace(".", "/"))
        for info in lists_of(self.section):
            self._add_list(info)
        self.add_more_fields()
        if draft is not None:
            self._show(draft)

    def add_more_fields(self) -> None:
        """For sections that have more than single facts and lists."""

    # --- building ---

    def add_fact(self, info: FactInfo, path: str, *, in_row: bool = False) -> str:
        made = field_for(info, today=self.today, in_row=in_row)
        made.optional = info.path in OPTIONAL
        return self.add_field(path, made)

    def add_field(self, path: str, made: FactField) -> str:
        name = field_name(path)
        made.storage_path = path
        self.fields[name] = made
        self.initial[name] = value_at(self.facts, path)
        self.paths[name] = path
        return name

    def _add_list(self, info: FactInfo) -> None:
        path = list_storage_path(info)
        state = ListStateField(label=lazy(info.label))
        state.storage_path = path
        name = f"{field_name(path)}-reviewed"
        self.fields[name] = state
        recorded = value_at(self.facts, path)
        self.initial[name] = None if recorded is None else LISTED if recorded else NONE
        self.rows[path] = [
            self._row(info, path, item_id, number) for number, item_id in enumerate(self._item_ids(path), 1)
        ]

    def _item_ids(self, path: str) -> list[str]:
        """The rows that were on the page, or those of the document; one blank row where there is none."""
        known = [item["id"] for item in items_at(self.facts, path)]
        if self.sent is not None and f"{field_name(path)}-row" in self.sent:
            sent = self.sent.getlist(f"{field_name(path)}-row")
            known = list(dict.fromkeys([*(one for one in sent if one in known or is_new_id(one))]))
        return known or [str(uuid.uuid4())]

    def _row(self, info: FactInfo, path: str, item_id: str, number: int) -> Row:
        row = Row(self, item_id, number, stored=value_at(self.facts, f"{path}/{item_id}") is not None)
        for column in columns_of(info.path):
            row.names.append(self.add_fact(column, f"{path}/{item_id}/{column.key}", in_row=True))
        if not row.names:  # a list of plain texts
            row.names.append(self.add_field(f"{path}/{item_id}/value", WordsField(label=lazy(info.label))))
        return row

    def _show(self, draft: MultiValueDict[str, str]) -> None:
        for name, made in self.fields.items():
            if not self._is_omitted(name, draft):
                self.initial[name] = made.widget.value_from_datadict(draft, MultiValueDict(), name)

    def _is_omitted(self, name: str, sent: Mapping[str, Any]) -> bool:
        """To clear an answer takes an empty one; a field that was not sent at all is left alone."""
        return bool(self.fields[name].widget.value_omitted_from_data(sent, MultiValueDict(), name))

    # --- rows ---

    def find_row(self, list_path: str, item_id: str) -> Row | None:
        return next((row for row in self.rows.get(list_path, []) if row.item_id == item_id), None)

    def disable(self) -> None:
        for made in self.fields.values():
            made.disabled = True

    # --- checking ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, path in self.paths.items():
            if name in cleaned and self._is_omitted(name, self.data):
                cleaned[name] = value_at(self.facts, path)  # no word about it: it stays as the page found it
        for path, rows in self.rows.items():
            self._check_list(path, rows)
        return cleaned

    def _check_list(self, path: str, rows: list[Row]) -> None:
        name = f"{field_name(path)}-reviewed"
        state = self.cleaned_data.get(name)
        filled = [row for row in rows if self._is_filled(row)]
        explicit_unknown = self.data.get(name) == UNKNOWN
        if state == NONE and (filled or items_at(self.facts, path)):
            self.add_error(
                name,
                ValidationError(
                    _("“None” is chosen, but rows are listed. Remove the rows or choose “As listed below”.")
                ),
            )
        if explicit_unknown and (filled or items_at(self.facts, path)):
            self.add_error(
                name,
                ValidationError(
                    _("“Not reviewed yet” is chosen, but rows are listed. Remove the rows or choose “As listed below”.")
                ),
            )
        if state == LISTED and not filled:
            self.add_error(
                name,
                ValidationError(
                    _("“As listed below” is chosen, but no row is filled. Fill a row or choose “None”."),
                    code=NO_ROW_YET,
                ),
            )
        for row in rows:
            if row.stored and not self._is_filled(row):
                self.add_error(
                    row.names[0], ValidationError(_("Every answer of this row was cleared. Fill it, or use “Remove”."))
                )

    def _is_filled(self, row: Row) -> bool:
        return any(name in self.errors or self.cleaned_data.get(name) is not None for name in row.names)

    # --- what was changed ---

    def changes(self) -> Changes:
        """Storage path -> new value, for what differs from the document this page was made from."""
        changed = {path: self.cleaned_data[name] for name, path in self.paths.items() if self._differs(name, path)}
        for path, rows in self.rows.items():
            changed |= self._list_change(path, rows)
        return changed

    def _differs(self, name: str, path: str) -> bool:
        return name in self.cleaned_data and bool(self.cleaned_data[name] != value_at(self.facts, path))

    def _list_change(self, path: str, rows: list[Row]) -> Changes:
        recorded = value_at(self.facts, path)
        state = self.cleaned_data.get(f"{field_name(path)}-reviewed")
        if state == NONE and recorded is None:
            return {path: []}
        if recorded == [] and self.data.get(f"{field_name(path)}-reviewed") == UNKNOWN:
            return {path: None}
        return {}

    def sources(self) -> Mapping[str, str]:
        """Where values come from that nobody typed, by storage path."""
        return {}

    # --- one answer at a time ---

    def with_new_rows(self, touched: Iterable[str]) -> set[str]:
        """These fields, and all that was sent of a row that is not stored yet: it is stored as a whole."""
        return {name for name in touched if name in self.fields} | {
            name for row in self.all_rows() if not row.stored for name in row.names if self._was_sent(name)
        }

    def _was_sent(self, name: str) -> bool:
        return self.sent is not None and name in self.sent

    def changes_of(self, touched: AbstractSet[str]) -> Changes:
        """The changes of these fields; whatever else the page holds counts as not sent."""
        changed = {
            path: self.cleaned_data[name]
            for name, path in self.paths.items()
            if name in touched and self._differs(name, path)
        }
        for path, rows in self.rows.items():
            if f"{field_name(path)}-reviewed" in touched:
                changed |= self._list_change(path, rows)
        return changed

    def errors_of(self, touched: AbstractSet[str]) -> dict[str, list[str]]:
        """What can't be read in these fields. A list that waits for its first row is no error while it is filled in."""
        return {
            name: [str(sentence) for error in errors for sentence in error.messages]
            for name, errors in self.errors.as_data().items()
            if name in touched and not any(error.code == NO_ROW_YET for error in errors)
        }

    # --- errors and conflicts by path ---

    def name_of(self, path: str) -> str | None:
        """The field of a storage path, or that of its list or row."""
        if path in self.fields:
            return path
        names = {stored: name for name, stored in self.paths.items()}
        if path in names:
            return names[path]
        if f"{field_name(path)}-reviewed" in self.fields:
            return f"{field_name(path)}-reviewed"
        return next((name for stored, name in names.items() if stored.startswith(f"{path}/")), None)

    def path_of(self, name: str) -> str:
        """The storage path of a field; for the state of a list, that of the list."""
        made = self.fields[name]
        return made.storage_path if isinstance(made, FactField) else ""

    def add_errors(self, sentences: Mapping[str, str]) -> None:
        """Refusals of the service, by storage path, put where the reader finds them."""
        for path, sentence in sentences.items():
            self.add_error(self.name_of(path), ValidationError(sentence))

    def error_summary(self) -> list[tuple[str, str | Promise, str]]:
        """(id of the input, label, sentence), in the order of the page."""
        order = {name: place for place, name in enumerate(self.page_order())}
        found = sorted(self.errors.items(), key=lambda item: order.get(item[0], -1))
        return [
            (self._error_target(name), self._error_label(name), sentence)
            for name, errors in found
            for sentence in map(str, errors)
        ]

    def conflict_summary(self) -> list[tuple[str, str | Promise]]:
        """(name, label) of the fields that two people changed."""
        return [(name, self._error_label(name)) for name in self.conflicts]

    def page_order(self) -> Iterable[str]:
        return self.fields

    def _error_target(self, name: str) -> str:
        return "main" if name == "__all__" else self[name].id_for_label or f"id_{name}"

    def _error_label(self, name: str) -> str | Promise:
        if name == "__all__":
            return ""
        row = next((row for row in self.all_rows() if name in row.names), None)
        label = self.fields[name].label or ""
        return label if row is None else _("%(label)s, row %(number)s") % {"label": label, "number": row.number}

    def all_rows(self) -> Iterator[Row]:
        for rows in self.rows.values():
            yield from rows

    def words_for(self, name: str, value: Any) -> str:
        """A value, stored or typed, as it is read on the page."""
        made = self.fields[name]
        shown = made.prepare_value(value)
        labels = {str(key): str(label) for key, label in getattr(made.widget, "choices", ())}
        several = shown if isinstance(shown, list) else [] if shown in (None, "") else [shown]
        return ", ".join(labels.get(str(one), str(one)) for one in several)

    # --- layout ---

    @property
    def helper(self) -> FormHelper:
        """The layout, with the reason for a change at its end where one is asked for."""
        return section_helper(*self.layout(), *([REASON] if REASON in self.fields else []))

    def ask_for_reason(self) -> None:
        """After a signature, or in a section that was marked as done, a change needs a reason."""
        self.fields[REASON] = WordsField(
            label=_("Reason for the change"),
            help_text=_("For example: typing error, new source document, answer to a query"),
        )
        self.fields[REASON].widget.attrs["list"] = "reasons"
        if self.sent is not None:
            self.initial[REASON] = self.sent.get(REASON)

    def layout(self) -> Sequence[LayoutObject | str]:
        """The section's blocks, in the order in which they are read."""
        raise NotImplementedError


def is_new_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
