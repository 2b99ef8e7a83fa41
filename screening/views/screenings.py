"""Opening a screening, going to its next field, ending it, and screening the same person again."""

from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from criteria.record import SECTIONS
from screening import selectors
from screening.clock import site_today, utc_now
from screening.errors import InvalidInput
from screening.forms.pages import NewScreeningForm, RescreenForm, WithdrawForm
from screening.links import field_url
from screening.models import Role, Screening, Site
from screening.permissions import Action, check, check_somewhere, user_can_edit, user_can_rescreen
from screening.services import screenings
from screening.verdicts import missing_paths, section_of
from screening.views.common import answering, assessment_of, find, person, strip_of, today_at


@require_http_methods(["GET", "POST"])
@answering
def new(request: HttpRequest) -> HttpResponse:
    check_somewhere(person(request), Action.OPEN)
    sites = selectors.sites_for(person(request), Action.OPEN)
    here = sites.order_by("pk")[0]
    today = site_today(here, utc_now())
    form = NewScreeningForm(request.POST or None, sites=sites, today=today, initial={"site": here, "key": uuid4()})
    if form.is_bound and form.is_valid():
        if not form.cleaned_data["ignore"] and (alike := _alike(request, form)):
            return render(request, "screening/duplicates.html", {"form": form, "alike": alike, "here": "worklist"})
        if (opened := _opened(request, form)) is not None:
            return redirect(f"{reverse('screening:form', args=[opened.number, 'demographics'])}#questions")
    context = {"form": form, "only_site": here if len(sites) == 1 else None, "here": "worklist"}
    return render(request, "screening/new.html", context, status=422 if form.is_bound else 200)


def _alike(request: HttpRequest, form: NewScreeningForm) -> list[dict[str, object]]:
    """Possible duplicates (Q46), each with whether it can be followed by another screening."""
    user, typed = person(request), form.cleaned_data
    found = selectors.possible_duplicates(
        by=user, site=typed["site"], birth_date=typed["birth_date"], sex=typed["sex"], initials=typed["initials"]
    )
    if any(each.idempotency_key == typed["key"] for each in found):
        return []  # this form made one of them, and has been sent again
    return [{"screening": each, "can_rescreen": user_can_rescreen(user, each)} for each in found]


def _opened(request: HttpRequest, form: NewScreeningForm) -> Screening | None:
    typed = form.cleaned_data
    site = cast("Site", typed["site"])
    try:
        return screenings.open_screening(
            by=person(request),
            site=site,
            birth_date=typed["birth_date"],
            sex=typed["sex"],
            consent_date=typed["consent_date"],
            initials=typed["initials"],
            today=site_today(site, utc_now()),
            idempotency_key=typed["key"],
        )
    except InvalidInput as invalid:
        form.add_refusals(invalid.fields)
        return None


@require_GET
@answering
def screening(request: HttpRequest, number: str) -> HttpResponse:
    """Where this person works on it: the next field for who enters data while some is missing, else the verdict."""
    found = find(request, number)
    role = person(request).roles.get(found.site_id)
    if role == Role.COORDINATOR and user_can_edit(person(request), found) and found.missing_count:
        return redirect("screening:next", number)
    return redirect("screening:verdict", number)


@require_GET
@answering
def next_field(request: HttpRequest, number: str) -> HttpResponse:
    """The first missing field of the first unfinished section, as the record stands now; else the verdict."""
    found = find(request, number)
    missing = sorted(missing_paths(assessment_of(found)), key=_place_in_form)
    return redirect(field_url(found, missing[0])) if missing else redirect("screening:verdict", number)


def _place_in_form(path: str) -> int:
    """The planned first dose, which is no fact of a section, is entered last."""
    section = section_of(path)
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)


@require_http_methods(["GET", "POST"])
@answering
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    found = find(request, number)
    form = WithdrawForm(request.POST or None)
    if form.is_bound and form.is_valid():
        screenings.withdraw(by=person(request), screening=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("The screening has ended. Everything that was recorded is kept."))
        return redirect("screening:verdict", number)
    check(person(request), Action.WITHDRAW, found)
    context = {"form": form, "screening": found, "strip": strip_of(found)}
    return render(request, "screening/withdraw.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@answering
def rescreen(request: HttpRequest, number: str) -> HttpResponse:
    found = find(request, number)
    form = RescreenForm(request.POST or None, today=today_at(found), initial={"key": uuid4()})
    if form.is_bound and form.is_valid() and (again := _rescreened(request, found, form)) is not None:
        return redirect(f"{reverse('screening:form', args=[again.number, 'demographics'])}#questions")
    check(person(request), Action.RESCREEN, found)
    context = {"form": form, "screening": found, "strip": strip_of(found)}
    return render(request, "screening/rescreen.html", context, status=422 if form.is_bound else 200)


def _rescreened(request: HttpRequest, found: Screening, form: RescreenForm) -> Screening | None:
    try:
        return screenings.rescreen(
            by=person(request),
            screening=found,
            consent_date=form.cleaned_data["consent_date"],
            today=today_at(found),
            idempotency_key=form.cleaned_data["key"],
        )
    except InvalidInput as invalid:
        form.add_refusals(invalid.fields)
        return None
