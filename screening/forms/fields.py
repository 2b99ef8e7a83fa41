"""A form field for every kind of fact. Label, choices, unit and help come from the vocabulary, never from here.

`clean` gives the JSON value of the public record format, or None for "not recorded". No field is required and none has a
preselected answer: what is missing is the verdict's business, never a form error.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from criteria.choices import choice_label
from criteria.record import FactInfo
from criteria.units import accepted_units
from screening import parsing, wording

UNKNOWN = "unknown"
NONE = "none"
LISTED = "listed"
LONGEST_TEXT = 400
MOST_RADIOS = 4
Choices = Sequence[tuple[str, str | Promise]]


class FactBoundField(BoundField):
    """A field on the page, and what stands around it: its unit, its conflict, the words under a partial date."""

    field: "FactField"

    @property
    def conflict(self) -> Any:
        return getattr(self.form, "conflicts", {}).get(self.name)

    @property
    def doubts(self) -> Any:
        """Those of a row stand under the row as a whole."""
        return () if self.field.in_row else getattr(self.form, "doubts", {}).get(self.name, ())

    @property
    def in_row(self) -> bool:
        return self.field.in_row

    @property
    def shape(self) -> str:
        return self.field.shape

    @property
    def unit(self) -> str:
        return self.field.unit

    @property
    def echo(self) -> str | Promise:
        return self.field.echo(self.value())

    @property
    def is_radios(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def is_boxes(self) -> bool:
        return isinstance(self.field.widget, Boxes)

    @property
    def answered(self) -> bool:
        return self.value() not in (None, "", [])

    @property
    def is_optional(self) -> bool:
        return self.field.optional


class FactField(forms.Field):
    """Common ground: never required, an own bound field, `shape` for the style sheet."""

    shape = "is-text"
    unit = ""
    optional = False
    in_row = False
    storage_path = ""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(**options)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        return FactBoundField(form, self, field_name)

    def echo(self, value: Any) -> str | Promise:
        """A few words under the field about what was understood; none by default."""
        return ""


class TypedField(FactField):
    """A text field whose text is read by `read`, which raises parsing.Unreadable."""

    def __init__(self, *, inputmode: str = "", **options: Any) -> None:
        attrs = {"class": "form-control", "autocomplete": "off"} | ({"inputmode": inputmode} if inputmode else {})
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def read(self, text: str) -> Any:
        return parsing.words(text)

    def to_python(self, value: Any) -> Any:
        try:
            return self.read(value or "")
        except parsing.Unreadable as refused:
            raise ValidationError(str(refused.sentence), code="unreadable") from None


class WordsField(TypedField):
    def read(self, text: str) -> str | None:
        found = parsing.words(text)
        if found is not None and len(found) > LONGEST_TEXT:
            raise parsing.Unreadable(
                _("The text has %(length)s characters. Shorten it to %(most)s.")
                % {"length": len(found), "most": LONGEST_TEXT}
            )
        return found


class DayField(TypedField):
    """A date as people type it, whole or partial, or the one special word that the fact allows."""

    shape = "is-date"

    def __init__(self, *, today: date, special: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.today, self.special = today, special

    def read(self, text: str) -> str | None:
        return parsing.parse_day(text, today=self.today, special=self.special)

    def prepare_value(self, value: Any) -> Any:
        if value in wording.SPECIAL_WORDS:
            return str(wording.SPECIAL_WORDS[value])
        return value

    def echo(self, value: Any) -> str | Promise:
        if not isinstance(value, str) or value.count("-") == 2 or not value[:4].isdigit():
            return ""
        if value.count("-") == 1:
            return _("Day not known: every day of the month is considered")
        return _("Day not known: every day of the year is considered") if len(value) == 4 else ""


class ExactDayField(DayField):
    """A day that is planned or agreed, so it is known to the day."""

    def read(self, text: str) -> str | None:
        found = super().read(text)
        if found is not None and found.count("-") < 2:
            raise parsing.Unreadable(
                _("“%(typed)s” has no day. Type the whole date, like 2026-11-20.") % {"typed": text}
            )
        return found


class NoteField(WordsField):
    """A few lines of free text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}), **options)


class QuantityField(TypedField):
    shape = "is-number"

    def __init__(self, *, unit: str = "", **options: Any) -> None:
        super().__init__(inputmode="decimal", **options)
        self.unit = unit

    def read(self, text: str) -> str | None:
        return parsing.parse_quantity(parsing.without_unit(text, self.unit))


class EstimateField(QuantityField):
    def read(self, text: str) -> Any:
        return parsing.parse_estimate(text)

    def prepare_value(self, value: Any) -> Any:
        return "-".join((value.get("low", ""), value.get("high", ""))) if isinstance(value, dict) else value


class WholeField(TypedField):
    shape = "is-number"

    def __init__(self, *, lowest: int | None, highest: int | None, **options: Any) -> None:
        super().__init__(inputmode="numeric", **options)
        self.lowest, self.highest = lowest, highest

    def read(self, text: str) -> int | None:
        number = parsing.parse_whole(text)
        too_low = number is not None and self.lowest is not None and number < self.lowest
        too_high = number is not None and self.highest is not None and number > self.highest
        if too_low or too_high:
            raise parsing.Unreadable(
                _("%(number)s does not lie between %(lowest)s and %(highest)s. Check it.")
                % {"number": number, "lowest": self.lowest, "highest": self.highest}
            )
        return number


class OneChoiceField(FactField):
    """Radios with "Not known" when the choices are few, a list to choose from when they are many."""

    shape = "is-choice"

    def __init__(self, *, choices: Choices, radios: bool, **options: Any) -> None:
        self.values = [value for value, _label in choices]
        widget: forms.Select | forms.RadioSelect
        if radios:
            widget = forms.RadioSelect(choices=[*choices, (UNKNOWN, wording.NOT_KNOWN)])
        else:
            widget = forms.Select(choices=[("", "–"), *choices], attrs={"class": "form-select"})
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        if value in (None, "", UNKNOWN):
            return None
        if value not in self.values:
            raise ValidationError(
                _("“%(typed)s” is not one of the answers. Choose one from the list.") % {"typed": value}
            )
        return value


class YesNoField(OneChoiceField):
    shape = "is-yes-no"

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[("yes", wording.YES), ("no", wording.NO)], radios=True, **options)

    def to_python(self, value: Any) -> bool | None:
        answer = super().to_python(value)
        return None if answer is None else answer == "yes"

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class GradeField(OneChoiceField):
    """A whole number of a short scale, such as a grade or a class."""

    shape = "is-grade"

    def __init__(self, *, lowest: int, highest: int, radios: bool, **options: Any) -> None:
        numbers = [(str(number), str(number)) for number in range(lowest, highest + 1)]
        super().__init__(choices=numbers, radios=radios, **options)

    def to_python(self, value: Any) -> int | None:
        answer = super().to_python(value)
        return None if answer is None else int(answer)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None else str(value)


class Boxes(forms.CheckboxSelectMultiple):
    """Its page sends an empty value along, so that nothing ticked is told from nothing sent."""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [ticked for ticked in super().value_from_datadict(data, files, name) or [] if ticked]


class SeveralChoicesField(FactField):
    """Boxes to tick, and an explicit "None of these": nothing ticked is "not recorded"."""

    shape = "is-choices"

    def __init__(self, *, choices: Choices, **options: Any) -> None:
        self.values = [value for value, _label in choices]
        boxes = Boxes(choices=[*choices, (NONE, _("None of these"))])
        super().__init__(widget=boxes, **options)

    def to_python(self, value: Any) -> list[str] | None:
        ticked = list(value or [])
        if not ticked:
            return None
        if NONE in ticked and len(ticked) > 1:
            raise ValidationError(_("“None of these” is ticked together with an answer. Untick one of them."))
        if strangers := set(ticked) - {*self.values, NONE}:
            raise ValidationError(
                _("“%(typed)s” is not one of the answers. Choose one from the list.") % {"typed": min(strangers)}
            )
        return [value for value in self.values if value in ticked]

    def prepare_value(self, value: Any) -> Any:
        return [NONE] if value == [] else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class ListStateField(OneChoiceField):
    """Whether a list was reviewed: None, as listed, or not yet. The rows themselves are fields of their own."""

    shape = "is-state"

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[(NONE, wording.NONE), (LISTED, wording.AS_LISTED)], radios=True, **options)
        self.widget.choices = [(NONE, wording.NONE), (LISTED, wording.AS_LISTED), (UNKNOWN, wording.NOT_REVIEWED)]


class UnitField(FactField):
    """A unit the table knows; a unit that was recorded and that it does not know stays and can be kept."""

    shape = "is-unit"

    def __init__(self, *, test: str, kept: str | None = None, **options: Any) -> None:
        units = list(accepted_units(test))
        if kept and kept not in units:
            units.append(kept)
        choices = [("", "–"), *((unit, pretty_unit(unit)) for unit in units)]
        super().__init__(widget=forms.Select(choices=choices, attrs={"class": "form-select"}), **options)

    def to_python(self, value: Any) -> str | None:
        return parsing.words(value or "")


def pretty_unit(unit: str) -> str:
    """As it is printed in a hospital: ×10⁹/L, µmol/L. What is stored stays the plain spelling."""
    for plain, printed in (
        ("10^9", "×10⁹"),
        ("10^3", "×10³"),
        ("umol", "µmol"),
        ("ukat", "µkat"),
        ("/uL", "/µL"),
        ("mm3", "mm³"),
    ):
        unit = unit.replace(plain, printed)
    return unit


# --- from the vocabulary ----------------------------------------------------------------------------------------------


def field_for(info: FactInfo, *, today: date, in_row: bool = False) -> FactField:
    """The field of one fact. In a row, choices are lists to choose from, so that a row stays one line."""
    made = _made_for(info, today=today, in_row=in_row)
    made.in_row = in_row
    return made


def _made_for(info: FactInfo, *, today: date, in_row: bool) -> FactField:
    label = wording.lazy(info.label)
    help_text = wording.lazy(info.help) if info.help is not None else ""
    options: dict[str, Any] = {"label": label, "help_text": help_text}
    match info.kind:
        case "yes_no":
            return YesNoField(**options)
        case "date":
            options["help_text"] = help_text or _date_help(info, in_row=in_row)
            return DayField(today=today, special=info.special, **options)
        case "decimal" if info.key == "estimated_survival_weeks":
            options["help_text"] = help_text or _("A number of weeks, or a range such as 8-16")
            return EstimateField(unit=info.unit or "", **options)
        case "decimal":
            return QuantityField(unit=info.unit or "", **options)
        case "integer":
            return _whole(info, in_row=in_row, options=options)
        case "choice":
            few = len(info.choices) <= MOST_RADIOS or info.path in SHORT_CHOICES
            return OneChoiceField(choices=_labelled(info), radios=few and not in_row, **options)
        case "choices":
            return SeveralChoicesField(choices=_labelled(info), **options)
        case "text":
            return WordsField(**options)
        case _:
            raise TypeError(f"{info.path} is a {info.kind}: it has fields of its own")


# Choices of one or two characters stand beside each other even if there are many.
SHORT_CHOICES = {"urine_protein_dipstick"}
LONGEST_SCALE = 6


def _date_help(info: FactInfo, *, in_row: bool) -> str | Promise:
    if info.special == "ongoing":
        return _("A date, or “ongoing”")
    if info.special == "none_yet":
        return _("A date, or “none yet”")
    return "" if in_row else _("For example 2026-11-20, 20261120, 20 Nov 2026 or today")


def _labelled(info: FactInfo) -> Choices:
    return [(value, wording.lazy(choice_label(info.path, value))) for value in info.choices]


def _whole(info: FactInfo, *, in_row: bool, options: dict[str, Any]) -> FactField:
    lowest, highest = info.minimum, info.maximum
    if lowest is not None and highest is not None and highest - lowest < LONGEST_SCALE:
        return GradeField(lowest=lowest, highest=highest, radios=not in_row, **options)
    return WholeField(lowest=lowest, highest=highest, **options)
