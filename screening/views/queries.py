"""Queries by age, one query, raising one, and the sheet on which a monitor ticks what agrees with the source."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from screening import permissions
from screening.clock import utc_now
from screening.errors import InvalidInput
from screening.forms.queries import AnswerForm, RaiseForm
from screening.models import Query, QueryKind, Screening, User
from screening.permissions import Action, can, check
from screening.presenters import display_code
from screening.queries import ASKS, Standing, Target, Thread, thread_for, threads_for, ticks_of
from screening.rows import queries as rows
from screening.services import queries as services
from screening.verdicts import protocol
from screening.views.common import answering, find, person, strip_of

LINES_A_PAGE = 50
SHOWS = ("mine", "open", "closed")


@require_GET
@answering
def queries(request: HttpRequest) -> HttpResponse:
    user, now = person(request), utc_now()
    pending = threads_for(user, now=now, closed=False)
    mine = [thread for thread in pending if thread.waits_for(user)]
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWS else "mine" if mine else "open"
    shown = {"mine": mine, "open": pending}.get(show)
    if shown is None:
        shown = threads_for(user, now=now, closed=True)[::-1]
    page = Paginator(shown, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [rows.line(user, thread) for thread in page],
        "show": show,
        "filters": [
            ("mine", _("Waiting for me"), len(mine)),
            ("open", _("Not closed"), len(pending)),
            ("closed", _("Closed"), None),
        ],
        "answered": sum(thread.standing is Standing.ANSWERED for thread in pending),
        "oldest": max((thread.age for thread in pending), default=0),
        "pending": len(pending),
        "base": f"show={show}&",
        "here": "queries",
    }
    return render(request, "screening/queries.html", context)


@require_http_methods(["GET", "POST"])
@answering
def new(request: HttpRequest, number: str) -> HttpResponse:
    screening, user = find(request, number), person(request)
    kind = _kind(user, screening)
    if not {"path", "criterion"} & set(request.GET):  # what it is about is chosen there
        return redirect("screening:source", number)
    form = RaiseForm(request.POST or None, initial={"key": uuid4()})
    target = _target(request, screening)
    if form.is_bound and form.is_valid():
        try:
            raised = services.raise_query(
                by=user,
                screening=screening,
                kind=kind,
                target=target,
                text=form.cleaned_data["text"],
                idempotency_key=form.cleaned_data["key"],
            )
        except InvalidInput as invalid:
            form.add_refusals(invalid.fields)
        else:
            messages.success(request, _("The query has been raised."))
            return redirect("screening:query", number, raised.serial)
    earlier = [
        each for each in threads_for(user, now=utc_now(), screening=screening) if Target.of(each.query) == target
    ]
    context = {
        "form": form,
        "strip": strip_of(screening),
        "kind": kind.label,
        "about": rows.target_words(screening, target),
        "about_url": rows.target_url(screening, target),
        "recorded": rows.recorded_words(screening, target),
        "earlier": [rows.line(user, thread) for thread in earlier],
    }
    return render(request, "screening/query_new.html", context, status=422 if form.is_bound else 200)


def _kind(user: User, screening: Screening) -> QueryKind:
    """The monitor asks the site, the investigator the sponsor; nobody else asks."""
    if can(user, Action.ASK_SPONSOR, screening):
        return QueryKind.SPONSOR
    check(user, Action.RAISE_QUERY, screening)
    return QueryKind.SITE


def _target(request: HttpRequest, screening: Screening) -> Target:
    """As the link named it; a criterion also by its printed code."""
    named = request.GET.get("criterion", "")
    by_code = {
        code: each.id
        for each in protocol(screening.protocol_spec).criteria
        for code in (each.id, display_code(each.id))
    }
    target = Target(request.GET.get("path", ""), by_code.get(named, named))
    if not target.exists_in(screening):
        raise Http404
    return target


@require_http_methods(["GET", "POST"])
@answering
def query(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    screening, user = find(request, number), person(request)
    thread = _thread(user, screening, serial)
    asks = permissions.role_at(user, screening) in ASKS[thread.kind]
    form = AnswerForm(request.POST or None, initial={"key": uuid4()}, asks=asks)
    if request.method == "POST":
        check(user, Action.ANSWER_QUERY, screening)
    if form.is_bound and form.is_valid():
        try:
            services.answer(
                by=user, query=thread.query, text=form.cleaned_data["text"], idempotency_key=form.cleaned_data["key"]
            )
        except InvalidInput as invalid:
            form.add_refusals(invalid.fields)
        else:
            messages.success(request, _("Your answer has been kept."))
            return redirect("screening:query", number, serial)
    context = {
        "form": form,
        "strip": strip_of(screening),
        "line": rows.line(user, thread),
        "said": list(rows.said(thread)),
        "recorded": rows.recorded_words(screening, Target.of(thread.query)),
        "writes": thread.standing is not Standing.CLOSED and permissions.user_can_answer_query(user, screening),
    }
    return render(request, "screening/query.html", context, status=422 if form.is_bound else 200)


@require_POST
@answering
def close(request: HttpRequest, number: str, serial: int) -> HttpResponse:
    screening, user = find(request, number), person(request)
    check(user, Action.CLOSE_QUERY, screening)
    services.close(by=user, query=_thread(user, screening, serial).query)
    messages.success(
        request, _("Query %(serial)s of %(number)s is closed.") % {"serial": serial, "number": screening.number}
    )
    return redirect("screening:queries")


def _thread(user: User, screening: Screening, serial: int) -> Thread:
    try:
        return thread_for(user, screening.number, serial, now=utc_now())
    except Query.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@answering
def source(request: HttpRequest, number: str) -> HttpResponse:
    screening, user = find(request, number), person(request)
    if request.method == "POST":
        return _tick(request, screening)
    parts = rows.sheet(user, screening, ticks_of(screening), threads_for(user, now=utc_now(), screening=screening))
    context = {
        "strip": strip_of(screening, "source"),
        "parts": parts,
        "ticks": permissions.user_can_check_source(user, screening),
        "asks": permissions.user_can_raise_query(user, screening),
    }
    return render(request, "screening/source.html", context)


def _tick(request: HttpRequest, screening: Screening) -> HttpResponse:
    check(person(request), Action.CHECK_SOURCE, screening)
    agrees = "agrees" in request.POST
    target = rows.target_named(request.POST.get("agrees" if agrees else "takes_back", ""))
    try:
        services.check_source(by=person(request), screening=screening, target=target, agrees=agrees)
    except InvalidInput as invalid:
        messages.error(request, next(iter(invalid.fields.values())))
    if "here" in request.POST and target.criterion and target.exists_in(screening):
        return redirect("screening:criterion", screening.number, target.criterion)
    page = reverse("screening:source", args=[screening.number])
    return redirect(f"{page}#{rows.anchor(target)}" if target.exists_in(screening) else page)
