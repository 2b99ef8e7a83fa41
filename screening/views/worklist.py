"""Who is in screening, and what has to be done next."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from screening import selectors
from screening.alerts import locked_accounts
from screening.clock import utc_now
from screening.permissions import Action, sites_where
from screening.queries import columns_for
from screening.rows.worklist import FILTERS, default_filter, worklist_filters, worklist_lines
from screening.views.common import answering, person

ROWS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
@answering
def worklist(request: HttpRequest) -> HttpResponse:
    """GET filters; POST searches, so that a birth date or initials never stand in an address."""
    user = person(request)
    query = request.POST.get("q", "").replace("\0", "").strip() if request.method == "POST" else ""
    show = _filter(request, default_filter(user)) if not query else "all"
    site = request.GET.get("site", "")
    now = utc_now()
    found = selectors.worklist(user, now=now, show=cast("selectors.Filter", show), site=site, query=query)
    if query and [row.number for row in found.rows] == [query.upper()]:
        return redirect("screening:screening", found.rows[0].number)
    # What was searched for stands in no address, so its rows stand on one page.
    page = Paginator(found.rows, max(1, len(found.rows)) if query else ROWS_A_PAGE).get_page(request.GET.get("page"))
    monitors = bool(sites_where(user, Action.CHECK_SOURCE))
    beside = columns_for(user, [row.number for row in page.object_list], now=now) if monitors else {}
    context = {
        "here": "worklist",
        "monitors": monitors,
        "page": page,
        "lines": worklist_lines(user, page.object_list, beside),
        "filters": worklist_filters(found, show),
        "query": query,
        "sites": selectors.sites_for(user),
        "site": site,
        "can_open": bool(sites_where(user, Action.OPEN)),
        "places": selectors.places(),
        "locked_accounts": locked_accounts(user, now=now),
    }
    return render(request, "screening/worklist.html", context)


def _filter(request: HttpRequest, default: str) -> str:
    asked = request.GET.get("show", default)
    return asked if asked in dict(FILTERS) else default
