"""Signing in, and the own password. Fields can be pasted into, and password managers find their way."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.utils.translation import gettext_lazy as _

_SAME_ANSWER = _("User name and password do not fit together. Check both; capital letters matter in the password.")


class _Drawn(forms.Form):
    """Bootstrap's class on every input, marked where it has an error."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            wrong = self.is_bound and name in self.errors
            field.widget.attrs["class"] = "form-control is-invalid" if wrong else "form-control"
            field.widget.attrs.pop("autofocus", None)

    def error_summary(self) -> list[tuple[str, Any, object]]:
        return [
            (
                "id_username" if name == "__all__" else self[name].auto_id,
                "" if name == "__all__" else self[name].label,
                said,
            )
            for name, sentences in self.errors.items()
            for said in sentences
        ]


class SignInForm(_Drawn, AuthenticationForm):
    username = UsernameField(
        label=_("User name"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": _("Enter your user name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )
    error_messages = {"invalid_login": _SAME_ANSWER, "inactive": _SAME_ANSWER}


class OwnPasswordForm(_Drawn, PasswordChangeForm):
    error_messages = {
        "password_incorrect": _("This is not your password now. Type it again."),
        "password_mismatch": _("The two new passwords differ. Type the new one twice."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Your password now")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _("At least 12 characters. A few words in a row are easy to remember.")
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""
