"""Taking a place in the trial."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from screening import selectors
from screening.clock import utc_now
from screening.forms.pages import EnrolForm
from screening.permissions import check_user_can_enrol
from screening.presenters import overall_key
from screening.rows.desk import status_words
from screening.rows.signatures import signature_rows
from screening.rows.verdict import all_lines, banner
from screening.services import enrolment
from screening.views.common import answering, assessment_of, find, person, strip_of, today_at


@require_http_methods(["GET", "POST"])
@answering
def enrol(request: HttpRequest, number: str) -> HttpResponse:
    screening = find(request, number)
    form = EnrolForm(request.POST or None, initial={"key": uuid4()})
    if form.is_bound and form.is_valid():
        enrolled = enrolment.enrol(
            by=person(request),
            screening=screening,
            today=today_at(screening),
            now=utc_now(),
            idempotency_key=form.cleaned_data["key"],
        )
        messages.success(request, _("Enrolled as %(number)s.") % {"number": enrolled.subject_number})
        return redirect("screening:verdict", number)
    check_user_can_enrol(person(request), screening)
    assessment = assessment_of(screening)
    places = selectors.places()
    lines = all_lines(screening, assessment, editable=False, judges=False)
    context = {
        "form": form,
        "screening": screening,
        "strip": strip_of(screening),
        "banner": banner(assessment, lines, status_words(screening, None, overall_key(assessment))),
        "places": places,
        "next_place": places.taken + 1,
        "signed": signature_rows(screening, assessment)[-1:],
        "today": today_at(screening),
    }
    return render(request, "screening/enrol.html", context)
