"""The form of a screening, section by section. Everything works by plain posting; nothing is stored half."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from criteria import Assessment
from criteria.record import SECTION_TITLES, SECTIONS, Section
from screening import permissions, presenters, selectors
from screening.clock import site_time, utc_now
from screening.drawn import drawn
from screening.errors import Conflict, InvalidInput, NotAllowedNow
from screening.facts import governing, value_at
from screening.forms import FORMS, SectionForm, draft, next_section
from screening.forms.base import ConflictBox
from screening.forms.judgement import JudgementForm
from screening.forms.laboratory import LaboratoryForm
from screening.models import FactChange, Judgement, LabProfile, Screening, User
from screening.rows.presence import others_at_work
from screening.services import records
from screening.standings import lab_standings
from screening.states import Status
from screening.values import PLANNED_FIRST_DOSE, items_at, undo
from screening.views.common import answering, assessment_of, find, person, strip_of, today_at
from screening.wording import in_reader_language, lazy

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


@require_http_methods(["GET", "POST"])
@answering
def section(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """One section of the form. 422: what was typed can't be read; 409: somebody else was quicker."""
    if section not in SECTIONS:
        raise Http404
    screening = find(request, number)
    page = SectionPage(request, screening, section, today_at(screening))
    if request.method == "GET":
        return page.read()
    permissions.check_user_can_edit(page.person, screening)
    try:
        return page.answer()
    except NotAllowedNow as refused:
        return page.show(page.form(draft=page.sent), notice=refused.sentence, status=CONFLICT)


@dataclass
class SectionPage:
    """One section of one screening for one reader."""

    request: HttpRequest
    screening: Screening
    name: Section
    today: date

    # --- what was sent ---

    @property
    def person(self) -> User:
        return person(self.request)

    @property
    def sent(self) -> draft.Sent:
        return draft.copy_of(self.request.POST)

    @cached_property
    def base_version(self) -> int:
        """The version of the data that the page was made from; a page without one is from another time."""
        given = self.request.POST.get("base_version", "")
        return int(given) if given.isascii() and given.isdigit() else 0

    @property
    def document(self) -> dict[str, Any]:
        """The facts as they stand, with the planned first dose as one of them."""
        planned = self.screening.planned_first_dose
        return self.screening.facts | {PLANNED_FIRST_DOSE: None if planned is None else planned.isoformat()}

    @cached_property
    def others(self) -> list[FactChange]:
        """What was changed since the page was made, newest first."""
        if self.base_version >= self.screening.version:
            return []
        newer = self.screening.fact_changes.filter(version__gt=self.base_version)
        return list(newer.select_related("by").order_by("-pk"))

    @cached_property
    def others_here(self) -> str:
        """Who else is filling in this form, for a line of the page."""
        return others_at_work(self.screening, reader=self.person, now=utc_now())

    @cached_property
    def judgements(self) -> list[Judgement]:
        return selectors.judgements_of(self.screening)

    @cached_property
    def profiles(self) -> list[LabProfile]:
        return selectors.lab_profiles_at(self.screening.site_id)

    def form(
        self, *, data: draft.Sent | None = None, draft: draft.Sent | None = None, seen: bool = False
    ) -> SectionForm:
        """`seen`: on the facts as they were when the page was made, so that only this person's changes are changes."""
        facts = undo(self.document, self.others) if seen else self.document
        more = {"profiles": self.profiles} if self.name == "laboratory" else {}
        made = FORMS[self.name](facts, today=self.today, data=data, draft=draft, **more)
        if self.screening.status != Status.IN_SCREENING or self.name in self.screening.section_marks:
            made.ask_for_reason()
        return made

    # --- answering a post ---

    def answer(self) -> HttpResponse:
        post = self.request.POST
        if "add" in post:
            return self._again(draft.with_row(self.sent, post["add"]))
        if "add_sample" in post:
            return self._again(draft.with_new_sample(self.sent))
        if "remove" in post:
            return self._ask_before_removing(*_row_named(post["remove"]))
        if "confirm_remove" in post:
            return self._remove(*_row_named(post["confirm_remove"]))
        if "keep_row" in post:
            return self._again(self.sent)
        if "put_back" in post:
            return self._put_back(*_row_named(post["put_back"]))
        if "strike" in post:
            return self._save(draft.without_answers(self.sent, post["strike"].split()))
        if "reopen" in post:
            records.mark_section(by=self.person, screening=self.screening, section=self.name, done=False)
            return redirect("screening:form", self.screening.number, self.name)
        if "set" in post:
            name, _space, text = post["set"].partition(" ")
            return self._save(draft.with_text(self.sent, name, text))
        return self._settle_conflicts() if "conflict" in post else self._save(self.sent)

    def _again(self, typed: draft.Sent, *, status: int = OK) -> HttpResponse:
        """The page with everything that was typed; nothing is stored."""
        return self.show(self.form(draft=typed, seen=True), version=self.base_version, status=status)

    def _ask_before_removing(self, list_path: str, item_id: str, refusal: str | Promise = "") -> HttpResponse:
        made = self.form(draft=self.sent, seen=True)
        row = made.find_row(list_path, item_id)
        if row is None or not row.stored:
            return self._again(draft.without_row(self.sent, list_path, item_id))
        row.confirming, row.refusal = True, refusal
        return self.show(made, version=self.base_version, status=UNPROCESSABLE if refusal else OK)

    def _remove(self, list_path: str, item_id: str) -> HttpResponse:
        try:
            saved = records.remove_item(
                by=self.person,
                screening=self.screening,
                list_path=list_path,
                item_id=item_id,
                reason=self.request.POST.get("remove_reason", ""),
                base_version=self.base_version,
                today=self.today,
            )
        except InvalidInput as invalid:
            return self._ask_before_removing(list_path, item_id, next(iter(invalid.fields.values())))
        except Conflict as conflict:
            return self._ask_before_removing(list_path, item_id, _changed_meanwhile(conflict))
        typed = self._with_others(draft.without_row(self.sent, list_path, item_id))
        self.screening.refresh_from_db()
        undo = f"{list_path} {item_id}"
        return self.show(self.form(draft=typed), version=saved.version, notice=_("The row was removed."), undo=undo)

    def _put_back(self, list_path: str, item_id: str) -> HttpResponse:
        """Beside what is being typed where the page was sent with it; from the history nothing else comes along."""
        try:
            saved = records.put_back_item(
                by=self.person,
                screening=self.screening,
                list_path=list_path,
                item_id=item_id,
                base_version=self.base_version,
                today=self.today,
            )
        except InvalidInput:  # no such list, or the record has changed so that the row does not fit any more
            return self._again(self.sent, status=UNPROCESSABLE)
        if "from_history" in self.request.POST:
            messages.success(self.request, _("The row is back."))
            return redirect("screening:history", self.screening.number)
        self.reload()
        typed = draft.with_row(self.sent, list_path, item_id)
        return self.show(self.form(draft=typed), version=saved.version, notice=_("The row is back."))

    def _save(self, typed: draft.Sent) -> HttpResponse:
        made = self.form(data=typed, seen=True)
        if not made.is_valid():
            return self.show(made, version=self.base_version, status=UNPROCESSABLE)
        try:
            self.write(made, made.changes(), reason=made.cleaned_data.get("reason") or "")
        except InvalidInput as invalid:
            made.add_errors(invalid.fields)
            return self.show(made, version=self.base_version, status=UNPROCESSABLE)
        except Conflict as conflict:
            return self._show_conflict(made, typed, conflict)
        return self._go_on()

    def write(self, made: SectionForm, changes: Mapping[str, Any], *, reason: str) -> records.Saved:
        common: dict[str, Any] = {
            "by": self.person,
            "screening": self.screening,
            "base_version": self.base_version,
            "today": self.today,
            "reason": reason,
        }
        if self.name == "review":
            planned = made.cleaned_data[PLANNED_FIRST_DOSE]
            return records.set_dates(
                planned_first_dose=None if planned is None else date.fromisoformat(planned), **common
            )
        return records.save_facts(changes=changes, sources=made.sources(), **common)

    def _go_on(self) -> HttpResponse:
        messages.success(
            self.request, _("%(section)s is saved.") % {"section": in_reader_language(SECTION_TITLES[self.name])}
        )
        if "done" in self.request.POST:
            records.mark_section(by=self.person, screening=self.screening, section=self.name, done=True)
        following = next_section(self.name)
        stays = following is None or any(each in self.request.POST for each in ("stay", "conflict", "set", "strike"))
        page = reverse("screening:form", args=[self.screening.number, self.name if stays else following])
        return redirect(page if stays else f"{page}#questions")

    # --- two people, one field ---

    def reload(self, now: Screening | None = None) -> None:
        """The data as they stand now, asked for where nobody has them, and with them what others wrote."""
        if now is None:
            self.screening.refresh_from_db()
        else:
            self.screening = now
        self.__dict__.pop("others", None)
        self.__dict__.pop("judgements", None)

    def _with_others(self, typed: draft.Sent, mine: frozenset[str] = frozenset()) -> draft.Sent:
        """What others saved meanwhile, put into the fields that this person did not change."""
        for path, item_id in self._rows_of_others(typed):
            typed = draft.with_row(typed, path, item_id)
        made = self.form(draft=typed, seen=True)
        for change in self.others:
            name = made.name_of(change.path)
            if name in made.paths and change.path not in mine:
                typed = draft.with_value(typed, name, made.fields[name], value_at(self.document, change.path))
        return typed

    def _rows_of_others(self, typed: draft.Sent) -> list[tuple[str, str]]:
        """(list, item) of the rows that appeared meanwhile and are not on the page."""
        made = self.form(draft=typed, seen=True)
        on_page = {row.item_id for row in made.all_rows()}
        new = ((path, item["id"]) for path in made.rows for item in items_at(self.document, path))
        return [
            (path, item) for path, item in new if item not in on_page and value_at(made.facts, f"{path}/{item}") is None
        ]

    def _show_conflict(self, made: SectionForm, typed: draft.Sent, conflict: Conflict) -> HttpResponse:
        self.reload()
        typed = self._with_others(typed, frozenset(made.changes()))
        names = [name for path in conflict.fields if (name := made.name_of(path)) is not None]
        return self._show_boxes(typed, names)

    def _show_boxes(self, typed: draft.Sent, names: list[str]) -> HttpResponse:
        made = self.form(draft=typed)
        made.conflicts = {name: self.box(made, name, made.initial.get(name)) for name in names if name in made.fields}
        return self.show(made, version=self.screening.version, status=CONFLICT)

    def box(self, made: SectionForm, name: str, mine: Any) -> ConflictBox:
        path = made.path_of(name)
        last = self.screening.fact_changes.filter(path__startswith=path).select_related("by").order_by("pk").last()
        return ConflictBox(
            name=name,
            mine=made.words_for(name, mine),
            theirs=made.words_for(name, value_at(self.document, path)),
            who="" if last is None else last.by.printed_name,
            when=f"{site_time(self.screening.site, self.screening.changed_at if last is None else last.at):%H:%M}",
        )

    def _settle_conflicts(self) -> HttpResponse:
        """One choice at a time; what is left open is asked again, and only then everything is saved."""
        typed = self.sent
        chosen, _space, name = self.request.POST.get("use", "").partition(" ")
        left = [one for one in self.request.POST.getlist("conflict") if one != name]
        made = self.form(draft=typed, seen=True)
        if chosen == "theirs" and name in made.fields:
            path = made.path_of(name)
            typed = draft.with_value(typed, name, made.fields[name], value_at(self.document, path))
        return self._show_boxes(typed, left) if left else self._save(typed)

    # --- showing ---

    def read(self) -> HttpResponse:
        """For somebody who looks: not drawn anew while nothing on it has changed."""
        profiles = self.profiles if self.name == "laboratory" else []
        values = [self.screening, self.today, self.others_here, *self.judgements, *profiles]
        return drawn(self.request, self.person, values, lambda more: self.show(self.form(), more=more))

    def show(
        self,
        made: SectionForm,
        *,
        version: int | None = None,
        notice: str | Promise = "",
        status: int = OK,
        undo: str = "",
        more: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        refusal = permissions.why_not(self.person, permissions.Action.EDIT, self.screening)
        if refusal:
            made.disable()
        given = self.judgements
        assessment = assessment_of(self.screening, given)
        self._annotate(made, assessment, given)
        context = {
            "form": made,
            "section": self.name,
            "title": SECTION_TITLES[self.name],
            "base_version": self.screening.version if version is None else version,
            "editable": not refusal,
            "refusal": refusal,
            "notice": notice,
            "undo": undo,
            "mark": self.screening.section_marks.get(self.name),
            "today": self.today,
            "following": _titled(next_section(self.name)),
            "before": _titled(next_section(self.name, -1)),
            "panel": presenters.panel(self.screening, assessment, judge_url=presenters.judge_url(self.screening)),
            "sections": presenters.section_links(self.screening, assessment, here=self.name, judgements=given),
            "strip": strip_of(self.screening, "form"),
            "at_work": self.others_here,
            "findings": presenters.findings(self.screening, assessment) if self.name == "review" else [],
            **(more or {}),
        }
        return render(self.request, "screening/form.html", context, status=status)

    def _annotate(self, made: SectionForm, assessment: Assessment, given: list[Judgement]) -> None:
        """What the engine says about the answers that are stored: doubts under the fields, limits in the table."""
        made.doubts = presenters.doubts_by_field(self.screening, assessment, made)
        if isinstance(made, LaboratoryForm):
            made.standings = lab_standings(self.screening, assessment)
        if isinstance(made, JudgementForm):
            made.recorded = governing(given)
            made.needed = presenters.to_judge(self.screening, assessment)


def _titled(name: Section | None) -> dict[str, Any] | None:
    return None if name is None else {"name": name, "title": lazy(SECTION_TITLES[name])}


def _row_named(value: str) -> tuple[str, str]:
    list_path, _space, item_id = value.partition(" ")
    return list_path, item_id


def _changed_meanwhile(conflict: Conflict) -> str:
    clash = next(iter(conflict.fields.values()))
    return _("%(who)s changed this row after you opened the page. Load the page again and look at it first.") % {
        "who": clash.who
    }
