"""Signing in, the own password, the second factor. Fields can be pasted into, and password managers find their way."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm, UsernameField
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

_CLASSES: dict[type[forms.Widget], str] = {forms.CheckboxInput: "form-check-input"}


class _Drawn(forms.Form):
    """Bootstrap's class on every input, marked where it has an error."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _take_zero_bytes(field)
            field.widget.attrs["class"] = _CLASSES.get(type(field.widget), "form-control")
            field.widget.attrs.pop("autofocus", None)
            if self.is_bound and name in self.errors:
                self._mark(name)

    def _mark(self, name: str) -> None:
        self.fields[name].widget.attrs["class"] = "form-control is-invalid"

    def refuse(self, name: str | None, sentence: str) -> None:
        """What a service answered, put at its field."""
        self.add_error(name, sentence)
        if name is not None:
            self._mark(name)

    def error_summary(self) -> list[tuple[str, Any, object]]:
        first = next(name for name, field in self.fields.items() if not field.widget.is_hidden)
        return [
            (self[first].auto_id, "", said) if name == "__all__" else (self[name].auto_id, self[name].label, said)
            for name, sentences in self.errors.items()
            for said in sentences
        ]


def _take_zero_bytes(field: forms.Field) -> None:
    """A name with a zero byte is a try like any other: refused by the form, it would not be counted."""
    field.validators = [each for each in field.validators if not isinstance(each, ProhibitNullCharactersValidator)]


def _username() -> UsernameField:
    return UsernameField(
        label=_("User name"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": _("Enter your user name.")},
    )


_CODE = _("Code from your app, or a recovery code")


def _password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )


def code_field(label: Any = _CODE, **options: Any) -> forms.CharField:
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    )
    options.setdefault("error_messages", {"required": _("Enter the code.")})
    return forms.CharField(label=label, max_length=40, widget=widget, **options)


class SignInForm(_Drawn, AuthenticationForm):
    username = _username()
    password = _password(_("Password"))

    def clean(self) -> dict[str, Any]:
        """Whether they fit is the service's to say: it counts."""
        return self.cleaned_data


class CodeForm(_Drawn):
    code = code_field()


class ResumeForm(_Drawn):
    """On top of somebody's unsent form. The code: only where a second factor is on."""

    username = _username()
    password = _password(_("Password"))
    code = code_field(required=False)


class ConfirmForm(_Drawn):
    password = _password(_("Your password"))
    code = code_field()


class NewFactorForm(_Drawn):
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    password = _password(_("Your password"))
    code = code_field(_("Code that the app shows now"))


class OwnPasswordForm(_Drawn, SetPasswordForm):  # type: ignore[type-arg]
    """`old_password` and `code` are for the service to look at, because it counts wrong ones."""

    old_password = _password(_("Your password now"))
    code = code_field(required=False)
    error_messages = {"password_mismatch": _("The two new passwords differ. Type the new one twice.")}
    field_order = ["old_password", "code", "new_password1", "new_password2"]

    def __init__(self, *args: Any, has_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_factor:
            del self.fields["code"]
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _("At least 12 characters. A few words in a row are easy to remember.")
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""


class ProfileForm(_Drawn):
    """How the pages look and answer to keys. Every choice is one of a few, so nothing can be mistyped."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        required=False,
        widget=forms.RadioSelect,
    )
    keyboard_shortcuts = forms.BooleanField(
        label=_("Single keys are shortcuts"),
        required=False,
        help_text=_("y, n and u answer a question that has the focus; / searches; ? shows the list."),
    )
    keypad_enter = forms.BooleanField(
        label=_("Enter goes to the next result"),
        required=False,
        help_text=_("In the laboratory table, so that the numeric keypad alone is enough."),
    )
