"""The screening log and the enrolment list, on the page and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from screening import selectors
from screening.clock import utc_now
from screening.exports import csv, xlsx
from screening.exports.lists import ENROLMENT_LIST, LISTS, SCREENING_LOG, TrialList
from screening.permissions import Action, check_somewhere, sites_where
from screening.services.exports import as_export_role, head_row, record_export
from screening.views.common import answering, person


@require_GET
@answering
def log(request: HttpRequest) -> HttpResponse:
    return _page(request, SCREENING_LOG, "log")


@require_GET
@answering
def enrolments(request: HttpRequest) -> HttpResponse:
    return _page(request, ENROLMENT_LIST, "enrolments")


def _page(request: HttpRequest, of: TrialList, here: str) -> HttpResponse:
    user = person(request)
    context = {
        "here": here,
        "list": of,
        "header": of.header(),
        "rows": [list(zip(of.header(), row, strict=True)) for row in of.rows(user)],
        "places": selectors.places(),
        "can_export": bool(sites_where(user, Action.EXPORT)),
    }
    return render(request, "screening/list.html", context)


@require_POST
@answering
def export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The list as a file. A download changes the audit trail, so it is asked for with POST."""
    of, user = LISTS.get(name), person(request)
    if of is None or form not in {"csv", "xlsx"}:
        raise Http404
    check_somewhere(user, Action.EXPORT)
    with as_export_role():
        rows = list(of.rows(user, Action.EXPORT))
    record_export(by=user, name=name, form=form, rows=len(rows))
    header, rows = of.header(), [*rows, head_row(len(of.columns))]
    content = csv.write(header, rows) if form == "csv" else xlsx.write(str(of.title), header, rows)
    kind = csv.CONTENT_TYPE if form == "csv" else xlsx.CONTENT_TYPE
    file_name = f"{name}-{utc_now():%Y-%m-%d}.{form}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{file_name}"'}
    )
