"""The laboratory section: one row per test with its newest result, older results under it.

A date or a laboratory given for the whole sample stands for every row that has none of its own. It is shown as the
sample's only where all rows agree, so that saving a page without touching it changes nothing.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from criteria.choices import choice_label
from criteria.record import vocabulary
from criteria.units import ANALYTE_UNITS
from screening import parsing
from screening.facts import value_at
from screening.forms.base import Changes, Facts, SectionForm, is_new_id
from screening.forms.draft import LAB_ROWS, SAMPLE_DATE, SAMPLE_LAB
from screening.forms.fields import DayField, FactField, QuantityField, UnitField, WordsField
from screening.forms.questions import TESTS_WITH_UPPER_LIMIT
from screening.forms.results import LabResult, ResultRow, printed_by
from screening.lab_profiles import SOURCE, profile_for
from screening.layouts import Block, LabTable, Part, YesNoUnknown
from screening.links import field_name, newest_result
from screening.models import LabProfile
from screening.values import items_at
from screening.wording import lazy, lazy_pair

HAEMATOLOGY = ("ANC", "PLT")
CHEMISTRY = ("BILIRUBIN_TOTAL", "CREATININE", "ALT", "AST")
COAGULATION = ("INR", "PT", "APTT")
# Behind what every screening needs, so that the keys lead from one needed answer to the next.
OTHERS = ("WBC", "BILIRUBIN_DIRECT")
TESTS = (*HAEMATOLOGY, *CHEMISTRY, *COAGULATION, *OTHERS)
COLUMNS = ("value", "unit", "uln", "date", "uln_unit", "lab_name")
TESTS_WITHOUT_UNIT = tuple(test for test in TESTS if ANALYTE_UNITS[test].blank_allowed)
OF_THE_SAMPLE = (("date", SAMPLE_DATE), ("lab_name", SAMPLE_LAB))
# A row with nothing but a unit, or a laboratory, holds no result yet.
TELLING_COLUMNS = ("value", "uln", "date", "uln_unit", "lab_name")


class LaboratoryForm(SectionForm):
    section = "laboratory"
    standings: Mapping[str, Any] = {}

    def __init__(self, facts: Facts, *, profiles: Iterable[LabProfile] = (), **options: Any) -> None:
        """`profiles`: those of the site's laboratory, which fill in unit and limit."""
        self.profiles = {str(each.pk): each for each in profiles}
        self.other_profiles: dict[str, Any] = {}
        super().__init__(facts, **options)

    def add_more_fields(self) -> None:
        self.lab_rows: dict[str, ResultRow] = {}
        shared_date = self._shared("date")
        self.fields[SAMPLE_DATE] = DayField(
            today=self.today,
            label=_("Date of the sample"),
            help_text=_("For every result below without a date of its own. For example 2026-11-20, 20261120 or today"),
        )
        self.initial[SAMPLE_DATE] = shared_date
        shared_lab = self._shared("lab_name")
        self.fields[SAMPLE_LAB] = WordsField(label=_("Laboratory"))
        self.fields[SAMPLE_LAB].optional = True  # type: ignore[attr-defined]
        self.initial[SAMPLE_LAB] = shared_lab
        for test, item_ids in self._results().items():
            newest, *older = item_ids
            row = ResultRow(self, test, newest, self._is_stored(newest))
            row.profile = self._profile_of(row)
            self._add_result(row, as_test=True)
            self._fill_in(row)
            for item_id in older:
                result = LabResult(self, test, item_id, self._is_stored(item_id))
                self._add_result(result, as_test=False)
                row.older.append(result)
            self.lab_rows[test] = row
        self._leave_to_the_sample("date", shared_date)
        self._leave_to_the_sample("lab_name", shared_lab)

    # --- which results are on the page ---

    def _is_stored(self, item_id: str) -> bool:
        return value_at(self.facts, f"labs/{item_id}") is not None

    def _results(self) -> dict[str, list[str]]:
        """Test -> item ids, the one that stands in the row first."""
        found: dict[str, list[str]] = defaultdict(list)
        if self.sent is not None:
            for row in self.sent.getlist(LAB_ROWS):
                test, _separator, item_id = row.partition(":")
                if test in TESTS and (self._is_stored(item_id) or is_new_id(item_id)):
                    found[test].append(item_id)
        else:
            for test in TESTS:
                found[test] = self._in_order(test)
        return {test: found[test] or [str(uuid.uuid4())] for test in TESTS}

    def _in_order(self, test: str) -> list[str]:
        results = [item for item in items_at(self.facts, "labs") if item.get("test") == test]
        newest = newest_result(self.facts, test)
        older = sorted(
            (item for item in results if item is not newest), key=lambda item: item.get("date") or "", reverse=True
        )
        return [] if newest is None else [newest["id"], *(item["id"] for item in older if item["id"] != newest["id"])]

    def _shared(self, key: str) -> Any:
        """The value on which the newest results of all tests agree; None if they don't."""
        newest = [item for test in TESTS if (item := newest_result(self.facts, test)) is not None]
        values = {item.get(key) for item in newest if any(item.get(one) is not None for one in ("value", "uln", key))}
        return values.pop() if len(values) == 1 else None

    def _leave_to_the_sample(self, key: str, shared: Any) -> None:
        if shared is not None:
            for row in self.lab_rows.values():
                self.initial[row.names[key]] = None

    # --- fields ---

    def _add_result(self, result: LabResult, *, as_test: bool) -> None:
        for column in COLUMNS:
            if column in {"uln", "uln_unit"} and result.test not in TESTS_WITH_UPPER_LIMIT:
                continue
            path = f"labs/{result.item_id}/{column}"
            if column == "unit" and result.test in TESTS_WITHOUT_UNIT and not self._has_unit(result, path):
                continue
            kept = value_at(self.facts, path) or printed_by(getattr(result, "profile", None)).get(column)
            made = self._column(column, result.test, kept)
            made.widget.attrs["id"] = f"id_labs-{result.test if as_test else result.item_id}-{column}"
            made.widget.attrs["aria-label"] = lazy_pair(choice_label("labs[].test", result.test), made.label)
            result.names[column] = self.add_field(path, made)

    def _has_unit(self, result: LabResult, path: str) -> bool:
        """Where most laboratories print none: the record has one, the page sent one, or the profile prints one."""
        return (
            value_at(self.facts, path) is not None
            or self._was_sent(field_name(path))
            or getattr(result, "profile", None) is not None
        )

    # --- what the site's laboratory prints ---

    def _profile_of(self, row: ResultRow) -> LabProfile | None:
        day = self._day_of(row)
        return None if day is None else profile_for(self.profiles.values(), row.test, day=day, facts=self.facts)

    def _day_of(self, row: ResultRow) -> date | None:
        """Of the sample: as it was sent, else as it is stored; today while nothing is known. None: it can't be read."""
        stored = value_at(self.facts, f"labs/{row.item_id}/date") or self.initial.get(SAMPLE_DATE)
        typed = self._typed(f"labs-{row.item_id}-date") or self._typed(SAMPLE_DATE) if self.sent is not None else stored
        try:
            day = parsing.parse_day(typed or stored or "today", today=self.today) or ""
        except parsing.Unreadable:
            return None
        return date.fromisoformat(day) if len(day) == len("2026-11-20") else None

    def _typed(self, name: str) -> str:
        return "" if self.sent is None else self.sent.get(name) or ""

    def _fill_in(self, row: ResultRow) -> None:
        """A new result begins with the laboratory's unit and limit. What somebody typed stays, and so does a record."""
        if row.stored:
            return
        self.initial.update({row.names[key]: text for key, text in printed_by(row.profile).items() if key in row.names})
        shown = self._shown_profile(row)
        if shown is not None and printed_by(shown) != printed_by(row.profile):
            self._show_other_profile(row, shown)

    def _shown_profile(self, row: ResultRow) -> LabProfile | None:
        """The one whose unit and limit stood on the page that was sent."""
        return self.profiles.get(self._typed(f"{row.prefix}-profile"))

    def _show_other_profile(self, row: ResultRow, shown: LabProfile) -> None:
        """The sample is of a day on which the laboratory printed something else than stood in the row: never stored unseen."""
        names = {key: row.names[key] for key in printed_by(shown) if key in row.names}
        if any(self._typed(name) != printed_by(shown)[key] for key, name in names.items()):
            return
        printed = printed_by(row.profile)
        for key, name in names.items():
            self.sent[name] = printed.get(key, "")  # type: ignore[index]
        if self._typed(row.names["value"]):
            self.other_profiles[row.names["value"]] = _(
                "On the day of this sample the laboratory used another unit or limit. The row shows it now: look at it "
                "and save again."
            )

    def sources(self) -> dict[str, str]:
        """Where a value comes from that nobody typed, by storage path."""
        return {
            f"labs/{row.item_id}/{key}": SOURCE
            for row in self.lab_rows.values()
            for key, printed in printed_by(row.profile).items()
            if not row.stored and key in row.names and self.cleaned_data.get(row.names[key]) == printed
        }

    def _column(self, column: str, test: str, kept: str | None) -> FactField:
        label = lazy(vocabulary()[f"labs[].{column}"].label)
        if column in {"value", "uln"}:
            return QuantityField(label=label)
        if column == "date":
            return DayField(today=self.today, label=label)
        if column in {"unit", "uln_unit"}:
            return UnitField(test=test, kept=kept, label=label)
        return WordsField(label=label)

    # --- checking ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for row in self.lab_rows.values():
            self._take_what_stood_there(row)
            if self._holds(row):
                for key, sample in OF_THE_SAMPLE:
                    self._date_by_sample(row, key, sample)
        return cleaned

    def _take_what_stood_there(self, row: ResultRow) -> None:
        """Unit and limit that stood in the row as words, where a page sends no more than what was typed."""
        if row.stored or self._shown_profile(row) is None or row.profile is None:
            return
        for key, printed in printed_by(row.profile).items():
            if key in row.names and not self._was_sent(row.names[key]):
                self.cleaned_data[row.names[key]] = printed or None
        if (said := self.other_profiles.get(row.names["value"])) is not None:
            self.add_error(row.names["value"], ValidationError(said))

    def _holds(self, result: LabResult) -> bool:
        printed = printed_by(getattr(result, "profile", None))
        return any(
            self.cleaned_data.get(result.names[key]) not in (None, printed.get(key))
            for key in TELLING_COLUMNS
            if key in result.names
        )

    def _date_by_sample(self, row: ResultRow, key: str, sample: str) -> None:
        name = row.names[key]
        if self.cleaned_data.get(name) is not None:
            return
        if sample in self.cleaned_data and self._was_sent(sample):
            self.cleaned_data[name] = self.cleaned_data[sample]
        else:  # it is still being typed, or can't be read: nothing is said about this result
            self.cleaned_data.pop(name, None)

    def changes(self) -> Changes:
        return self._whole_results(super().changes())

    def changes_of(self, touched: AbstractSet[str]) -> Changes:
        return self._whole_results(super().changes_of(touched))

    def _whole_results(self, changed: Changes) -> Changes:
        for result in self._all_results():
            if result.stored:
                continue
            if self._holds(result):
                changed[f"labs/{result.item_id}/test"] = result.test
            else:  # a unit alone is not a result
                changed = {
                    path: value for path, value in changed.items() if not path.startswith(f"labs/{result.item_id}/")
                }
        return changed

    def with_new_rows(self, touched: Iterable[str]) -> set[str]:
        """A result that is new goes whole; the sample's date and laboratory go to every result without their own."""
        names = super().with_new_rows(touched)
        for result in self._all_results():
            if not result.stored and any(self._was_sent(name) for name in result.names.values()):
                names |= set(result.names.values())
            elif isinstance(result, ResultRow) and self._was_sent(result.names["value"]):
                names |= {result.names[key] for key, sample in OF_THE_SAMPLE if sample in names}
        return names

    def find_row(self, list_path: str, item_id: str) -> Any:
        if list_path != "labs":
            return super().find_row(list_path, item_id)
        return next((one for one in self._all_results() if one.item_id == item_id), None)

    def _all_results(self) -> Iterable[LabResult]:
        for row in self.lab_rows.values():
            yield row
            yield from row.older

    def _error_label(self, name: str) -> Any:
        for result in self._all_results():
            if name in result.names.values():
                return lazy_pair(choice_label("labs[].test", result.test), self.fields[name].label)
        return super()._error_label(name)

    def name_of(self, path: str) -> str | None:
        if path.startswith("labs/") and path.endswith("/test"):
            path = path.removesuffix("test") + "value"
        return super().name_of(path)

    def page_order(self) -> Iterable[str]:
        return ["bone_marrow_involvement", "liver_metastasis", SAMPLE_DATE, *self.fields]

    def layout(self) -> Sequence[Part]:
        return [
            Block(_("What sets the limits"), "bone_marrow_involvement", "liver_metastasis"),
            Block(
                _("Sample"),
                SAMPLE_DATE,
                note=_(
                    "A newer sample? Choose “Enter another sample” below the tables: these results stay as the older ones."
                ),
            ),
            LabTable(_("Haematology"), HAEMATOLOGY),
            LabTable(_("Chemistry"), CHEMISTRY),
            LabTable(_("Coagulation"), COAGULATION),
            Block(
                _("Urine"), YesNoUnknown("urine_protein_dipstick", "urine_protein_24h-value", "urine_protein_24h-unit")
            ),
            LabTable(_("Other results"), OTHERS),
            Block(_("Origin"), SAMPLE_LAB),
        ]
