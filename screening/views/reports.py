"""The trial in figures, on one page and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from screening.clock import utc_now
from screening.exports import csv
from screening.permissions import Action, check_somewhere, sites_where
from screening.rows.reports import REPORTS, figures
from screening.services.exports import as_export_role, head_row, record_export
from screening.views.common import answering, person


@require_GET
@answering
def reports(request: HttpRequest) -> HttpResponse:
    user = person(request)
    counted = figures(user, now=utc_now())
    context = {
        "here": "reports",
        "counted": counted,
        "reports": [made(counted) for made in REPORTS.values()],
        "can_export": bool(sites_where(user, Action.EXPORT)),
    }
    return render(request, "screening/reports.html", context)


@require_POST
@answering
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The table of a report, of the sites whose lists the person may take out; an event of the trail."""
    user = person(request)
    if name not in REPORTS:
        raise Http404
    check_somewhere(user, Action.EXPORT)
    with as_export_role():
        report = REPORTS[name](figures(user, now=utc_now(), action=Action.EXPORT))
    record_export(by=user, name=f"report-{name}", form="csv", rows=len(report.rows))
    content = csv.write(report.header, [*report.rows, head_row(len(report.header))])
    file_name = f"report-{name}-{utc_now():%Y-%m-%d}.csv"
    return HttpResponse(
        content, content_type=csv.CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{file_name}"'}
    )
