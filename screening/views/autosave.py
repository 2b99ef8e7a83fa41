"""The live form: one answer is saved as soon as it is given, and what follows from the answers comes back.

No input is ever part of an answer: what somebody is typing meanwhile is theirs. 200: saved; 422: the sentence above the
field, nothing of it written; 409: somebody else was quicker, both values above the field; 403 with plain words: refused.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from criteria.record import SECTIONS
from screening import permissions, presenters, selectors
from screening.clock import site_time, utc_now
from screening.errors import Conflict, InvalidInput, NotAllowedNow, PermissionRefused
from screening.facts import value_at
from screening.forms.base import REASON, ConflictBox
from screening.forms.fields import FactField
from screening.forms.laboratory import LaboratoryForm
from screening.layouts import NewRow, section_helper
from screening.models import FactChange, Screening
from screening.rows.history import path_label, value_words
from screening.rows.presence import others_at_work
from screening.standings import lab_standings
from screening.views.common import answering, assessment_of, find, person, strip_of, today_at
from screening.views.form import SectionPage

REASONS = (_("Typing error"), _("New source document"), _("Answer to a query"))
OK, CONFLICT, UNPROCESSABLE, REFUSED, UNAUTHORIZED = 200, 409, 422, 403, 401


@require_POST
def autosave(request: HttpRequest, number: str, section: str) -> HttpResponse:
    if section not in SECTIONS:
        raise Http404
    try:
        screening = find(request, number)
        page = SectionPage(request, screening, section, today_at(screening))
        permissions.check_user_can_edit(page.person, screening)
        if request.POST.get("person", str(page.person.pk)) != str(page.person.pk):
            return HttpResponse(status=UNAUTHORIZED)  # somebody else has signed in meanwhile: not in their name
        return Autosave(page).answer()
    except Screening.DoesNotExist:
        raise Http404 from None
    except (PermissionRefused, NotAllowedNow) as refused:
        return HttpResponse(refused.sentence, content_type="text/plain; charset=utf-8", status=REFUSED)


@require_GET
@answering
def new_row(request: HttpRequest, number: str, section: str, name: str) -> HttpResponse:
    """A blank row. It is stored with its first answer; `<name>-row` are those that the page has already."""
    screening = find(request, number)
    permissions.check_user_can_edit(person(request), screening)
    if section not in SECTIONS:
        raise Http404
    page = SectionPage(request, screening, section, today_at(screening))
    rows = f"{name}-row"
    made = page.form(draft=MultiValueDict({rows: [str(uuid.uuid4())]}))
    if f"{name}-reviewed" not in made.fields:
        raise Http404
    row = NewRow(made, name, len(request.GET.getlist(rows)) + 1)
    return HttpResponse(section_helper(row).render_layout(made, Context()))


@require_GET
@answering
def presence(request: HttpRequest, number: str) -> HttpResponse:
    """Asked by the page itself now and then: it keeps nobody signed in."""
    at_work = others_at_work(find(request, number), reader=person(request), now=utc_now())
    return HttpResponse(escape(at_work))


presence.looks_on = {"GET"}  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Merged:
    """What somebody else wrote meanwhile: for the page's note, and for the input where nobody has typed."""

    name: str
    values: list[str]
    label: str
    words: str
    who: str
    when: str
    mine: bool


class Autosave:
    """One request of the live form."""

    def __init__(self, page: SectionPage) -> None:
        self.page = page
        self.form = page.form(data=page.sent, seen=True)
        self.touched = self.form.with_new_rows(page.request.POST.getlist("touched"))
        self.version = page.base_version
        self.errors: dict[str, list[str]] = {}
        self.boxes: dict[str, ConflictBox] = {}
        self.merged: list[Merged] = []

    def answer(self) -> HttpResponse:
        self.form.is_valid()
        self.errors = self.form.errors_of(self.touched)
        changes = self.form.changes_of(self.touched - set(self.errors))
        status = self._write(changes) if changes else OK
        if self.errors and status == OK:
            status = UNPROCESSABLE
        return self._show(status)

    def _write(self, changes: Mapping[str, Any]) -> int:
        try:
            saved = self.page.write(self.form, changes, reason=self.page.request.POST.get(REASON, ""))
        except InvalidInput as invalid:
            for path, sentence in invalid.fields.items():
                self.errors.setdefault(self.form.name_of(path) or path, []).append(sentence)
            return UNPROCESSABLE
        except Conflict as conflict:
            self.page.reload()
            names = (self.form.name_of(path) for path in conflict.fields)
            typed = self.form.cleaned_data
            self.boxes = {name: self.page.box(self.form, name, typed.get(name)) for name in names if name is not None}
            return CONFLICT
        self.page.reload(saved.screening)
        self.version = saved.version
        self.merged = [self._merged(change) for change in saved.others if change.path not in saved.changed]
        return OK

    def _merged(self, change: FactChange) -> Merged:
        """With the value that stands there now, which a later change may have set."""
        screening = self.page.screening
        name, value = self._input_of(change.path), value_at(self.page.document, change.path)
        return Merged(
            name=name,
            values=self._shown(name, value),
            label=path_label(screening, change.path),
            words=value_words(change.path, value),
            who=change.by.printed_name,
            when=f"{site_time(screening.site, change.at):%H:%M}",
            mine=change.by_id == self.page.person.pk,
        )

    def _input_of(self, path: str) -> str:
        """The input that holds this very fact: the test of a result has none, though errors about it stand at its value."""
        name = self.form.name_of(path) or ""
        return "" if self.form.paths.get(name, path) != path else name

    def _shown(self, name: str, value: Any) -> list[str]:
        """As the inputs of a field hold it."""
        if name not in self.form.paths:
            return []
        shown = self.form.fields[name].prepare_value(value)
        return [] if shown is None else [str(one) for one in shown] if isinstance(shown, list) else [str(shown)]

    # --- the answer ---

    def _show(self, status: int) -> HttpResponse:
        screening, section = self.page.screening, self.page.name
        given = selectors.judgements_of(screening)
        assessment = assessment_of(screening, given)
        names = [name for name in self.form.fields if name in self.touched]
        context = {
            "panel": presenters.panel(screening, assessment, judge_url=presenters.judge_url(screening)),
            "sections": presenters.section_links(screening, assessment, here=section, judgements=given),
            "strip": strip_of(screening, "form"),
            "version": self.version,
            "now": screening.version,
            "said": [(name, self.errors.get(name, [])) for name in names],
            "asks_reason": self.errors.get(REASON, []),
            "reasons": REASONS,
            "boxes": [
                (box, self._shown(name, value_at(self.page.document, self.form.path_of(name))))
                for name, box in self.boxes.items()
            ],
            "merged": self.merged,
            "doubts": presenters.doubts_by_field(screening, assessment, self.form),
            "echoes": [(name, self._echo(name)) for name in names],
            "standings": lab_standings(screening, assessment) if isinstance(self.form, LaboratoryForm) else {},
        }
        return render(self.page.request, "screening/_live.html", context, status=status)

    def _echo(self, name: str) -> str | Promise:
        made = self.form.fields[name]
        return made.echo(self.form.cleaned_data.get(name)) if isinstance(made, FactField) and not made.in_row else ""
