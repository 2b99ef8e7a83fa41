"""What is typed on the pages of queries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from screening.forms.pages import OnceForm
from screening.models import LONGEST_TEXT


class _WordsForm(OnceForm):
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Write no name and no initials: it is read beyond the site."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3, "autocomplete": "off"}),
    )
    label: Any = ""
    empty: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = self.label
        self.fields["text"].error_messages["required"] = self.empty


class RaiseForm(_WordsForm):
    label = gettext_lazy("What is asked")
    empty = gettext_lazy("Write what is asked.")


class AnswerForm(_WordsForm):
    """`asks`: by the side that asked, which asks further."""

    empty = gettext_lazy("Write the answer.")

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        self.label = gettext_lazy("Ask further") if asks else gettext_lazy("Answer")
        super().__init__(*args, **kwargs)
