"""The audit trail of a site: to be reviewed on the page, to be taken out as a file."""

from io import BytesIO
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from screening import selectors
from screening.clock import utc_now
from screening.exports import csv
from screening.models import Site
from screening.permissions import Action, check_somewhere, sites_where
from screening.rows.audit import HEADER, audit_rows, field_choices, file_rows, verb_words
from screening.rows.history import REPEATED_TABLES
from screening.services.exports import head_row, record_export
from screening.trail import Wanted, events_at, people_of, verbs_of
from screening.views.common import answering, person

ROWS_A_PAGE = 100
NAME = "audit-trail"


@require_GET
@answering
def audit(request: HttpRequest) -> HttpResponse:
    user = person(request)
    check_somewhere(user, Action.VIEW_TRAIL)
    sites = selectors.sites_for(user, Action.VIEW_TRAIL).order_by("code")
    site, wanted = _site(sites, request.GET), Wanted.of(request.GET)
    events = events_at(user, site, wanted).exclude(table_name__in=REPEATED_TABLES)
    by_hand = bool(wanted.field) or wanted.show == "late"
    found: Any = events
    if by_hand:
        found = list(audit_rows(site, events, field=wanted.field, late=wanted.show == "late"))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "audit",
        "site": site,
        "sites": sites,
        "wanted": wanted,
        "not_days": [
            typed for name in ("since", "until") if (typed := request.GET.get(name)) and getattr(wanted, name) is None
        ],
        "page": page,
        "rows": list(page) if by_hand else list(audit_rows(site, page)),
        "people": people_of(site),
        "verbs": [(verb, verb_words(verb)) for verb in verbs_of(site)],
        "fields": field_choices(),
        "can_export": site.pk in sites_where(user, Action.EXPORT),
    }
    return render(request, "screening/audit.html", context)


@require_POST
@answering
def export(request: HttpRequest) -> HttpResponse:
    """All that was asked for, field by field and row by row, nothing left out; an event of the trail itself."""
    user = person(request)
    check_somewhere(user, Action.EXPORT)
    site = _site(selectors.sites_for(user, Action.EXPORT).order_by("code"), request.POST)
    # Line by line into the file's bytes: a trail is long, and as rows of cells it would take ten times the memory. Whole
    # before the first byte leaves, because the database answers this person only as long as the request is theirs.
    out = BytesIO()
    csv.begin(out, [str(each) for each in HEADER])
    rows = csv.append(out, file_rows(site, events_at(user, site, Wanted.of(request.POST)).iterator(chunk_size=2000)))
    record_export(by=user, name=NAME, form="csv", rows=rows, site=site)
    csv.append(out, [head_row(len(HEADER))])
    name = f"{NAME}-{utc_now():%Y-%m-%d}.csv"
    return HttpResponse(
        out.getvalue(),
        content_type=csv.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _site(sites: QuerySet[Site], query: QueryDict) -> Site:
    """The one that is named, else the first. Raises Site.DoesNotExist for one that is not the user's."""
    return sites.get(code=query["site"]) if query.get("site") else sites[0]
