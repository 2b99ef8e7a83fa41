"""The forms of the pages around the record: opening, judging, signing, enrolling, ending a screening."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from screening import parsing
from screening.forms.accounts import code_field
from screening.models import Site, User
from screening.models.user import name_key
from screening.rows.judgements import Question

Summary = list[tuple[str, str | Promise, object]]


class PageForm(forms.Form):
    """Common ground: errors for the summary at the top of the page, and refusals of a service put at their fields."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        super().full_clean()
        self._mark(self.errors)

    def _mark(self, names: Iterable[str]) -> None:
        """Inputs with an error are drawn so."""
        for name in names:
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                attrs["class"] = f"{attrs.get('class', 'form-check-input')} is-invalid"

    def error_summary(self) -> Summary:
        """(id of the input, label, sentence), in the order of the page."""
        order = list(self.fields)
        found = sorted(self.errors.items(), key=lambda item: order.index(item[0]) if item[0] in order else -1)
        return [(self._target(name), self._label(name), sentence) for name, errors in found for sentence in errors]

    def _target(self, name: str) -> str:
        if name == "__all__":
            return "main"
        bound = self[name]
        return f"{bound.auto_id}_0" if isinstance(bound.field.widget, forms.RadioSelect) else bound.auto_id

    def _label(self, name: str) -> str | Promise:
        return "" if name == "__all__" else self.fields[name].label or ""

    def add_refusals(self, sentences: Mapping[str, str]) -> None:
        for name, sentence in sentences.items():
            self.add_error(name if name in self.fields else None, ValidationError(sentence))
        self._mark(sentences)


class OnceForm(PageForm):
    """A form that may be sent twice and is done once: the key travels with it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def text_input(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"} | attrs)


class WholeDayField(forms.CharField):
    """A whole date as people type it; its value is the ISO text. `today` is the day at the site."""

    shape = "is-date"
    today: date = date.min  # the form sets it before it reads a date

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", text_input(inputmode="text"))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return typed
        try:
            day = parsing.parse_day(typed, today=self.today) or ""
        except parsing.Unreadable as refused:
            raise ValidationError(str(refused.sentence)) from None
        if len(day) < len("2026-11-20"):
            raise ValidationError(_("Type the whole date, like 2026-11-20."))
        return day


SEXES = (("female", gettext_lazy("Female")), ("male", gettext_lazy("Male")))


class NewScreeningForm(OnceForm):
    """The first page about a participant. `ignore`: "these are other people" after possible duplicates were shown."""

    site = forms.ModelChoiceField(
        queryset=Site.objects.none(),
        label=gettext_lazy("Site"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": gettext_lazy("Choose the site.")},
    )
    birth_date = WholeDayField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("For example 2014-03-08"),
        error_messages={"required": gettext_lazy("Enter the date of birth.")},
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=SEXES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the sex.")},
    )
    consent_date = WholeDayField(
        label=gettext_lazy("Date the consent form was signed"),
        help_text=gettext_lazy("For example 2026-11-12, or “today”"),
        error_messages={"required": gettext_lazy("Enter the date on which the consent form was signed.")},
    )
    initials = forms.CharField(
        label=gettext_lazy("Initials"),
        help_text=gettext_lazy("Kept apart from the record; they help to notice somebody who was screened before."),
        required=False,
        max_length=20,
        widget=text_input(),
    )
    ignore = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sites: QuerySet[Site], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        for name in ("birth_date", "consent_date"):
            self.fields[name].today = today  # type: ignore[attr-defined]


class RescreenForm(OnceForm):
    consent_date = WholeDayField(
        label=gettext_lazy("Date the new consent form was signed"),
        help_text=gettext_lazy("For example 2026-11-12, or “today”"),
        error_messages={"required": gettext_lazy("Enter the date on which the new consent form was signed.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent_date"].today = today  # type: ignore[attr-defined]


class WithdrawForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("Why does the screening end?"),
        help_text=gettext_lazy(
            "For example: the family withdrew consent. It stands in the screening log; write no name."
        ),
        max_length=400,
        widget=text_input(),
        error_messages={"required": gettext_lazy("Say why the screening ends.")},
    )


class EnrolForm(OnceForm):
    """Nothing is typed: the page is read and confirmed."""


WRONG_NAME = "wrong_name"


class SignForm(OnceForm):
    """The first signature of a sitting asks for the user name too: all parts of what proves the signer."""

    meaning = forms.CharField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(widget=forms.HiddenInput)
    username = forms.CharField(
        label=gettext_lazy("Your user name"),
        help_text=gettext_lazy("Asked once, with the first signature after you signed in"),
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": gettext_lazy("Enter your user name: it is part of your signature.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Enter your password: it is your signature.")},
    )
    code = code_field(error_messages={"required": gettext_lazy("Enter the code: it is part of your signature.")})

    def __init__(self, *args: Any, signer: User, has_factor: bool, has_signed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signer = signer
        self.fields["code"].widget.attrs["class"] = "form-control"
        if not has_factor:
            del self.fields["code"]
        if has_signed:
            del self.fields["username"]

    def clean_username(self) -> str:
        typed: str = self.cleaned_data["username"]
        if name_key(typed) != self.signer.name_key:
            sentence = _("This is not the user name you are signed in with. Nothing has been signed.")
            raise ValidationError(sentence, code=WRONG_NAME)
        return typed


# --- judging ----------------------------------------------------------------------------------------------------------

YES, NO, UNDECIDED = "yes", "no", "undecided"
_ANSWERS: dict[str, bool | None] = {YES: True, NO: False, UNDECIDED: None}
_TYPED = {answer: typed for typed, answer in _ANSWERS.items()}


class JudgeForm(PageForm):
    """All questions on one page: for each an answer that nobody has chosen beforehand, and a reason."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        self.questions = questions
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        self._add_questions()
        super().full_clean()

    def _add_questions(self) -> None:
        for question in self.questions:
            name = field_name(question.path)
            if f"{name}-answer" in self.fields:
                continue
            self.fields[f"{name}-answer"] = forms.ChoiceField(
                label=question.label,
                choices=[(YES, question.yes), (NO, question.no), (UNDECIDED, _("Can't decide yet"))],
                widget=forms.RadioSelect,
                required=False,
                initial=_TYPED[question.answer] if question.is_answered else None,
            )
            self.fields[f"{name}-reason"] = forms.CharField(
                label=_("Reason"),
                help_text=_when_needed(question),
                required=False,
                max_length=400,
                initial=question.reason,
                widget=forms.Textarea(attrs={"class": "form-control", "rows": 2, "autocomplete": "off"}),
            )

    def rows(self) -> Iterator[tuple[Question, forms.BoundField, forms.BoundField]]:
        self._add_questions()
        for question in self.questions:
            name = field_name(question.path)
            yield question, self[f"{name}-answer"], self[f"{name}-reason"]

    def answers(self) -> dict[str, tuple[bool | None, str]]:
        """{storage path: (answer, reason)} of the questions that got an answer."""
        given: dict[str, tuple[bool | None, str]] = {}
        for question in self.questions:
            name = field_name(question.path)
            typed = self.cleaned_data.get(f"{name}-answer")
            if typed:
                given[question.path] = (_ANSWERS[typed], self.cleaned_data.get(f"{name}-reason", "").strip())
        return given

    def add_refusals(self, sentences: Mapping[str, str]) -> None:
        """The service names the question; what it asks for is the reason."""
        super().add_refusals({f"{field_name(path)}-reason": sentence for path, sentence in sentences.items()})


def _when_needed(question: Question) -> str:
    if question.noted is None:
        return _("Needed for “Yes, fails”.") if question.adverse else _("Needed for “No, fails”.")
    if question.noted is question.adverse:
        return _("Needed for each answer: the coordinator noted one that speaks against the participant.")
    return _("Needed for each answer but the one the coordinator noted.")


def field_name(path: str) -> str:
    return path.replace("/", "-")
