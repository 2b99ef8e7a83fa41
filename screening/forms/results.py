"""The results of the laboratory section as rows of its tables: a test with its newest result, older ones under it."""

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms

from criteria.choices import choice_label
from screening.forms.questions import NEEDED_TESTS
from screening.models import LabProfile
from screening.wording import lazy

if TYPE_CHECKING:
    from screening.forms.laboratory import LaboratoryForm


def printed_by(profile: LabProfile | None) -> dict[str, str]:
    """What a laboratory prints beside each result, by column."""
    return {} if profile is None else {"unit": profile.unit, "uln": profile.upper_limit}


@dataclass(slots=True)
class LabResult:
    """One result on the page."""

    form: "LaboratoryForm" = field(repr=False)
    test: str
    item_id: str
    stored: bool

    @property
    def prefix(self) -> str:
        return f"labs-{self.item_id}"

    names: dict[str, str] = field(default_factory=dict)
    confirming: bool = False
    refusal: Any = ""

    def bound(self, column: str) -> forms.BoundField | None:
        return self.form[self.names[column]] if column in self.names else None

    @property
    def bound_fields(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.names.values()]

    value = property(partial(bound, column="value"))
    unit = property(partial(bound, column="unit"))
    uln = property(partial(bound, column="uln"))
    date = property(partial(bound, column="date"))
    uln_unit = property(partial(bound, column="uln_unit"))
    lab_name = property(partial(bound, column="lab_name"))


@dataclass(slots=True)
class ResultRow(LabResult):
    """The row of a test: its newest result, with the older ones under it."""

    older: list[LabResult] = field(default_factory=list)
    profile: LabProfile | None = None

    @property
    def label(self) -> Any:
        return lazy(choice_label("labs[].test", self.test))

    @property
    def is_optional(self) -> bool:
        return self.test not in NEEDED_TESTS

    @property
    def is_open(self) -> bool:
        """Something in the older results asks for attention."""
        fields = [field for one in self.older for field in one.bound_fields]
        return any(one.confirming for one in self.older) or any(field.errors or field.conflict for field in fields)  # type: ignore[attr-defined]

    @property
    def has_more(self) -> bool:
        """Something stands in the columns that are folded away."""
        folded = [one for one in (self.uln_unit, self.lab_name) if one is not None]
        return any(one.value() or one.errors or one.conflict for one in folded)

    @property
    def standing(self) -> Any:
        """How the result stands against the limit, if the view has looked."""
        return self.form.standings.get(self.test)

    @property
    def is_settled(self) -> bool:
        """Unit and limit are those of the site's laboratory, so they stand in the row as words and only a result is typed."""
        rest = [one for one in (self.unit, self.uln, self.date) if one is not None]
        if self.profile is None or any(one.errors or one.conflict for one in rest) or self.date.value():
            return False
        return all(
            (self.bound(key).value() or "") == printed  # type: ignore[union-attr]
            for key, printed in printed_by(self.profile).items()
            if key in self.names
        )

    @property
    def table_fields(self) -> list[forms.BoundField]:
        """Those that stand in the row itself; the others stand in the part that folds away."""
        own = (self.value,) if self.is_settled else (self.value, self.unit, self.uln, self.date)
        return [one for one in own if one is not None]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        rest = (self.unit, self.uln, self.date) if self.is_settled else ()
        return [one for one in (*rest, self.uln_unit, self.lab_name) if one is not None]

    @property
    def has_messages(self) -> bool:
        return any(one.errors or one.conflict for one in self.table_fields)  # type: ignore[attr-defined]
