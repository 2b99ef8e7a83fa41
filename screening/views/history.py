"""The audit trail of one screening."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from screening import selectors
from screening.rows.history import REPEATED_TABLES, fields_of, history_rows
from screening.rows.removed import removed_rows
from screening.views.common import answering, find, person, strip_of


@require_GET
@answering
def history(request: HttpRequest, number: str) -> HttpResponse:
    screening = find(request, number)
    events = list(selectors.history_of(person(request), screening).exclude(table_name__in=REPEATED_TABLES))
    field = request.GET.get("field", "")
    context = {
        "strip": strip_of(screening, "history"),
        "screening": screening,
        "rows": list(history_rows(screening, events, field=field)),
        "fields": fields_of(history_rows(screening, events)),
        "field": field,
        "removed": list(removed_rows(screening, person(request))),
    }
    return render(request, "screening/history.html", context)
