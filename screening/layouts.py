"""How a section is laid out: the only crispy code. Templates stand in templates/screening/layout/."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

Part: TypeAlias = LayoutObject | str


def section_helper(*parts: Part) -> FormHelper:
    """The form tag, the CSRF token and the buttons stand in the page, not here."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*parts)
    return helper


class _Part(LayoutObject):  # type: ignore[misc]
    """A part with a template of its own, and parts or fields inside it."""

    template = ""

    def __init__(self, *parts: Part) -> None:
        self.fields = list(parts)

    def render(self, form: BaseForm, context: Context, template_pack: Any = TEMPLATE_PACK, **_: Any) -> SafeString:
        inside = _render(self.fields, form, context)
        around: dict[str, Any] = dict(context.flatten())  # type: ignore[arg-type]
        return render_to_string(self.template, around | {"form": form, "inside": inside} | self.more(form, context))

    def more(self, form: BaseForm, context: Context) -> dict[str, Any]:
        return {}


def _render(parts: Iterable[Part], form: BaseForm, context: Context) -> SafeString:
    """What templates have rendered goes through as it is; anything else would be escaped here."""
    return format_html_join(
        "", "{}", ((render_field(part, form, context, template_pack=TEMPLATE_PACK),) for part in parts)
    )


class Block(_Part):
    """A part of a section under a heading of its own."""

    template = "screening/layout/block.html"

    def __init__(self, title: str | Promise, *parts: Part, note: str | Promise = "") -> None:
        super().__init__(*parts)
        self.title, self.note = title, note

    def more(self, form: BaseForm, context: Context) -> dict[str, Any]:
        return {"title": self.title, "note": self.note}


class YesNoUnknown(_Part):
    """A question with Yes, No and Not known, and the questions that a Yes opens.

    The opened ones stand on the page without a script too; the style sheet folds them away until they are asked,
    unless something is recorded in them.
    """

    template = "screening/layout/question.html"

    def __init__(self, question: str, *opened: Part) -> None:
        super().__init__(*opened)
        self.question = question

    def more(self, form: BaseForm, context: Context) -> dict[str, Any]:
        names = [part for part in self.fields if isinstance(part, str)]
        return {
            "question": _render([self.question], form, context),
            "keep": any(form[name].answered or form[name].errors for name in names),  # type: ignore[attr-defined]
            "answered": [name for name in names if form[name].answered],  # type: ignore[attr-defined]
            "editable": not form.fields[self.question].disabled,
        }


class RepeatRows(_Part):
    """A list: the question whether it was reviewed, its rows, and the button for one more."""

    template = "screening/layout/rows.html"

    def __init__(self, list_path: str, *, add: str | Promise, note: str | Promise = "") -> None:
        super().__init__()
        self.list_path, self.add, self.note = list_path, add, note

    def more(self, form: Any, context: Context) -> dict[str, Any]:
        name = self.list_path.replace("/", "-")
        rows = [{"row": row, "inside": _render(row.names, form, context)} for row in form.rows[self.list_path]]
        state = _render([f"{name}-reviewed"], form, context)
        return {"name": name, "path": self.list_path, "state": state, "rows": rows, "add": self.add, "note": self.note}


class NewRow(_Part):
    """One blank row of a list, for a page that has the others; `name` as in the page's inputs."""

    template = "screening/layout/_row.html"

    def __init__(self, form: Any, name: str, number: int) -> None:
        self.name = name
        self.path, (self.row, *_) = next(
            (path, rows) for path, rows in form.rows.items() if path.replace("/", "-") == name
        )
        self.row.number = number
        super().__init__(*self.row.names)

    def more(self, form: BaseForm, context: Context) -> dict[str, Any]:
        return {"row": self.row, "name": self.name, "path": self.path, "editable": True}


class LabTable(_Part):
    """One row per test: result, unit, upper limit, date, and how it stands against the protocol's limit."""

    template = "screening/layout/lab_table.html"

    def __init__(self, title: str | Promise, tests: Sequence[str]) -> None:
        super().__init__()
        self.title, self.tests = title, tests

    def more(self, form: Any, context: Context) -> dict[str, Any]:
        rows = [form.lab_rows[test] for test in self.tests]
        return {
            "title": self.title,
            "rows": rows,
            "with_upper_limit": any(row.uln is not None for row in rows),
            "with_more": any(row.has_more for row in rows),
        }


class JudgementItems(_Part):
    """What the investigator is asked, item by item, with the coordinator's note."""

    template = "screening/layout/judgement_items.html"
