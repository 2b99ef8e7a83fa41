"""One laboratory profile, as an administrator types it from the laboratory's list."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from criteria.choices import choice_label
from criteria.units import accepted_units
from screening.forms.fields import pretty_unit
from screening.forms.laboratory import TESTS
from screening.forms.pages import SEXES, PageForm, WholeDayField, text_input
from screening.wording import lazy

OLDEST = 120
_EVERY_UNIT = list(dict.fromkeys(unit for test in TESTS for unit in accepted_units(test)))
_select = forms.Select(attrs={"class": "form-select"})


class LabProfileForm(PageForm):
    test = forms.ChoiceField(
        label=_("Test"),
        choices=[(test, lazy(choice_label("labs[].test", test))) for test in TESTS],
        widget=_select,
        error_messages={"invalid_choice": _("Choose the test.")},
    )
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[(unit, pretty_unit(unit)) for unit in _EVERY_UNIT], widget=_select
    )
    lower_limit = forms.CharField(
        label=_("Lower limit"), required=False, max_length=20, widget=text_input(inputmode="decimal")
    )
    upper_limit = forms.CharField(
        label=_("Upper limit"), required=False, max_length=20, widget=text_input(inputmode="decimal")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("Both")), *SEXES], required=False, widget=_select)
    age_from = forms.IntegerField(
        label=_("From age (years)"),
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=text_input(inputmode="numeric"),
    )
    age_until = forms.IntegerField(
        label=_("Until before age (years)"),
        required=False,
        min_value=1,
        max_value=OLDEST,
        widget=text_input(inputmode="numeric"),
    )
    valid_from = WholeDayField(
        label=_("Valid from"),
        help_text=_("Samples of this day and later. Screenings that were entered before stay as they are."),
        error_messages={"required": _("Enter the day from which the laboratory uses it.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].today = today  # type: ignore[attr-defined]

    def profile(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        typed = dict(self.cleaned_data)
        return typed | {"valid_from": date.fromisoformat(typed["valid_from"])}
