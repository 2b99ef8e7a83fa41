"""All questions of judgement on one page, with one Save."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from screening import selectors
from screening.errors import Conflict, InvalidInput
from screening.forms.pages import JudgeForm
from screening.permissions import check_user_can_judge
from screening.rows.judgements import questions
from screening.rows.signatures import sign_buttons
from screening.services import judgements
from screening.views.common import answering, assessment_of, conflict_page, find, person, strip_of, today_at


@require_http_methods(["GET", "POST"])
@answering
def judge(request: HttpRequest, number: str) -> HttpResponse:
    screening = find(request, number)
    check_user_can_judge(person(request), screening)
    asked = questions(screening, assessment_of(screening), selectors.judgements_of(screening))
    form = JudgeForm(request.POST or None, questions=asked, initial={"base_version": screening.version})
    if form.is_bound and form.is_valid():
        try:
            judgements.judge(
                by=person(request),
                screening=screening,
                answers=form.answers(),
                base_version=form.cleaned_data["base_version"],
                today=today_at(screening),
            )
        except InvalidInput as invalid:
            form.add_refusals(invalid.fields)
        except Conflict as conflict:
            return conflict_page(request, screening, conflict)
        else:
            messages.success(request, _("Your judgements have been saved."))
            return _next_page(request, number)
    context = {"form": form, "screening": screening, "strip": strip_of(screening)}
    return render(request, "screening/judge.html", context, status=422 if form.is_bound else 200)


def _next_page(request: HttpRequest, number: str) -> HttpResponse:
    """Straight to the signature where one can be given now; who judged in a line of the verdict stays there."""
    verdict_page = reverse("screening:verdict", args=[number])
    if line := request.POST.get("here"):
        return redirect(f"{verdict_page}#{quote(f'line-{line}')}")
    screening = find(request, number)
    buttons = sign_buttons(person(request), screening, assessment_of(screening))
    ready = any(button.called_for and not button.why_not for button in buttons)
    return redirect("screening:sign", number) if ready else redirect(verdict_page)
